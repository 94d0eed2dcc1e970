"""Features of a span that may fill a role of a trigger."""

from __future__ import annotations

from typing import NamedTuple

from wirecopy.evaluation.systems.linear.page import Page, Range, word_set
from wirecopy.evaluation.systems.linear.scorer import NOTHING, Instance
from wirecopy.evaluation.systems.linear.viterbi import OUTSIDE

_MARKS = word_set(", ; : — – ( )")
_CLAUSE = word_set("and but or who which that while when as if because after before than")
_BE = word_set("is are was were be been being")


FILLS, NOT = "fills", NOTHING
SAME, UNKNOWN = "same", "unknown"


class Pairing(NamedTuple):
    """A trigger of a type, one of its roles, and a span (characters and words) that may fill it."""

    trigger: Range
    type: str
    role: str
    span: tuple[int, int]
    words: Range
    entity: str | None  # its type, where the span is a mention


def role_row(page: Page, pairing: Pairing) -> Instance:
    """Return the features of a pairing."""
    trigger, words, role = pairing.trigger, pairing.words, pairing.role
    left = words.last <= trigger.first
    inside = not left and words.first < trigger.last
    between = range(words.last, trigger.first) if left else range(trigger.last, words.first)
    marks = sum(page.lowers[i] in _MARKS for i in between)
    clause = sum(page.lowers[i] in _CLAUSE for i in between)
    side = "in" if inside else "<" if left else ">"
    distance = min(len(between), 3) if len(between) < 4 else 4 + min(len(between) // 4, 4)
    before, head = page.lower(words.first - 1), page.lower(words.last - 1)
    passive = trigger.first > 0 and page.lower(trigger.first - 1) in _BE
    kind = pairing.entity or "phrase"
    hinted = _hint(page, pairing)
    mentions = sum(1 for tag in page.entity_hints[words.first : words.last] if tag.startswith("B-"))
    full = f"{pairing.type}.{role}"
    row = [
        f"h={hinted}",
        f"h|role={role}|{hinted}",
        f"h|kind={kind}|{hinted}",
        f"role={full}",
        f"kind={kind}",
        f"side={side}",
        f"distance={side}|{distance}",
        f"prep={before}",
        f"marks={side}|{min(marks, 2)}",
        f"clause={min(clause, 2)}",
        f"phrase={kind == 'phrase'}|{min(mentions, 2)}",
        f"length={kind == 'phrase'}|{min(words.last - words.first, 6)}",
    ]
    row += [
        f"role|kind={role}|{kind}", f"role|side={role}|{side}|{passive}", f"role|prep={role}|{before}|{side}",
        f"role|distance={role}|{side}|{distance}", f"full|kind={full}|{kind}", f"full|side={full}|{side}|{kind}",
        f"role|marks={role}|{side}|{min(marks, 2)}|{min(clause, 2)}",
        f"trigger={page.family(trigger.first)}|{role}|{side}|{kind}",
        f"start={page.lowers[words.first]}|{kind == 'phrase'}", f"last={role}|{head}", f"next={page.lower(words.last)}",
        f"same={pairing.type}|{role}|{side}|{distance}", f"nearest={_nearest(page, pairing)}|{kind}",
        f"h|near={hinted}|{_nearest(page, pairing)}", f"x={head[-3:]}|{role}",
    ]  # fmt: skip
    first = page.sentence_at(trigger.first).first
    events = sum(page.trigger_hints[i] != OUTSIDE for i in between)
    mentioned = sum(page.entity_hints[i].startswith("B-") for i in between)
    named = next((tag[2:] for tag in reversed(page.entity_hints[words.first : words.last]) if tag != OUTSIDE), "")
    row += [
        f"events={role}|{side}|{min(events, 2)}", f"mentioned={role}|{side}|{min(mentioned, 3)}",
        f"named={full}|{named}|{kind == 'phrase'}", f"named|side={role}|{named}|{side}|{min(events, 1)}",
        f"full|prep={full}|{before}", f"opens={role}|{words.first == first}|{side}",
        f"s={page.families[trigger.first]}|{role}|{before}",
        f"ending={role}|{side}|{page.lower(trigger.last - 1)[-3:]}|{passive}",
        f"after={role}|{page.lower(trigger.last)}|{side}|{min(len(between), 2)}",
    ]  # fmt: skip
    answer = None if hinted == UNKNOWN else FILLS if hinted == SAME else NOT
    return Instance(row, answer)


def _hint(page: Page, pairing: Pairing) -> str:
    """Return what the rules make of the span: this role, another, an overlap with a filler, or nothing."""
    event = page.event_hint(pairing.trigger)
    if event is None:
        return UNKNOWN
    answers = {argument.span: argument.role for argument in event.arguments}
    role = answers.get((pairing.span,))
    if role is not None:
        return SAME if role == pairing.role else "other"
    overlapping = [r for span, r in answers.items() if span[0][0] < pairing.span[1] and pairing.span[0] < span[-1][1]]
    if overlapping:
        return "part"
    return "filled" if pairing.role in answers.values() else "empty"


def _nearest(page: Page, pairing: Pairing) -> bool:
    """Return whether no mention stands between the span and the trigger."""
    trigger, words = pairing.trigger, pairing.words
    between = page.entity_hints[words.last : trigger.first] or page.entity_hints[trigger.last : words.first]
    return all(tag == "O" for tag in between)
