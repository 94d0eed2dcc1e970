"""Candidate spans for arguments: mentions, and noun phrases by simple rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wirecopy.corpus.model import Entity
from wirecopy.evaluation.systems.linear.page import Page, Range, word_set

LONGEST = 9  # words of a noun phrase
_DETERMINERS = word_set(
    "a an the this that these those its his her their our my some several many few both all every no neither"
)
_BREAKS = word_set(
    ', ; : . ! ? — – ” “ " ( ) and but or nor who which that while when as if because than whether what where'
)
_PREPOSITIONS = word_set(
    "in on at to from with by for against over about near into between under during of through across "
    "along outside as off since until after before towards toward among within without around inside "
    "despite"
)
_VERBAL = word_set(
    "is are was were be been being has have had will would may might could can should must did does do "
    "not n't also to 's ’s"
)
_CLOSED = _BREAKS | _PREPOSITIONS | _VERBAL


def candidates(page: Page, sentence: Range, trigger: Range, entities: Sequence[Entity]) -> list[tuple[int, int]]:
    """Return the character spans in a sentence that may fill a role of a trigger, in text order."""
    start, end = page.span(sentence)
    found = {(entity.start, entity.end) for entity in entities if start <= entity.start and entity.end <= end}
    found |= {page.span(phrase) for phrase in noun_phrases(page, sentence, trigger)}
    hint = page.event_hint(trigger)
    for argument in hint.arguments if hint else ():
        if len(argument.span) == 1:
            found.add(argument.span[0])
    return sorted(found)


def noun_phrases(page: Page, sentence: Range, trigger: Range) -> Iterator[Range]:
    """Yield noun phrases: from where one may begin to where it may end, with and without what "of" adds."""
    for first in range(sentence.first, sentence.last):
        if not _begins(page, first, sentence, trigger):
            continue
        end = _end(page, first, sentence, trigger)
        if end == first:
            continue
        yield Range(first, end)
        if page.lower(end) == "of" and end + 1 < sentence.last:
            longer = _end(page, end + 1, sentence, trigger)
            if longer > end + 1:
                yield Range(first, longer)


def _begins(page: Page, index: int, sentence: Range, trigger: Range) -> bool:
    word = page.lowers[index]
    if word in _CLOSED or trigger.first <= index < trigger.last:
        return False
    before = page.lower(index - 1)
    after_break = index == sentence.first or before in _CLOSED or index == trigger.last
    return after_break or word in _DETERMINERS or word[0].isdigit()


def _end(page: Page, first: int, sentence: Range, trigger: Range) -> int:
    limit = min(sentence.last, first + LONGEST, trigger.first if first < trigger.first else sentence.last)
    last = first
    while last < limit and not _closes(page, last, first):
        last += 1
    return last


def _closes(page: Page, index: int, first: int) -> bool:
    word = page.lowers[index]
    if word in ("'s", "’s") and index > first:
        return False
    return word in _CLOSED or (index > first and word in _DETERMINERS)
