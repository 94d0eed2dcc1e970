"""Which zone a line belongs to: one rule a reason, in a table that is read from top to bottom."""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import Struct

from wirecopy.corpus.ingest.dateline import is_dateline_line
from wirecopy.corpus.ingest.landmarks import Landmarks
from wirecopy.corpus.ingest.prose import is_sentence, words
from wirecopy.corpus.ingest.words import word_set

# Cues that make a line furniture wherever it stands.
FURNITURE_CUES = word_set("url copyright cookie placeholder share also-read list-head tags closing prompt credit")
MAX_LISTED = 40
_DESK_CREDIT = re.compile(r"\W*(?:with|reporters?|editors?|writers?|reporting|edited|editing|writing)\b", re.IGNORECASE)
_BYLINE_CUES = frozenset({"byline", "stamp"})


class Rule(Struct, frozen=True):
    """A rule: its name, the zone it gives, the reason in words, and the test of line ``number`` of a page."""

    name: str
    zone: str
    why: str
    test: Callable[[Landmarks, int], bool]


def _in_header(page: Landmarks, number: int) -> bool:
    return page.opening is None or number < page.opening


def _in_body(page: Landmarks, number: int) -> bool:
    return page.opening is not None and page.closing is not None and page.opening <= number <= page.closing


def _repeats(page: Landmarks, number: int) -> bool:
    this = page.keys[number]
    if not this or words(page.texts[number]) < 3:
        return False
    if page.headline is not None and number != page.headline and _is_headline_again(page, number):
        return True
    first = page.first_of[this]
    return first < number and (page.is_caption(first) or not is_sentence(page.texts[number]))


def _is_headline_again(page: Landmarks, number: int) -> bool:
    assert page.headline is not None  # noqa: S101 - asked by the caller
    this, title = page.keys[number], page.keys[page.headline]
    return this == title or (
        len(title) > 15
        and this.startswith(title)
        and len(this) <= len(title) + 45
        and not is_sentence(page.texts[number])
    )


def _listed_below_head(page: Landmarks, number: int) -> bool:
    """A title under "READ MORE" or "Most read": no sentence, in an unbroken row of titles that begins at the head."""
    if page.lines[number].hint is not None or page.texts[number].endswith((".", "”", '"')):
        return False
    row = number - 1
    while (
        row > number - MAX_LISTED
        and row >= 0
        and page.cues[row] is None
        and not is_sentence(page.texts[row])
        and row != page.headline
    ):
        row -= 1
    return (
        row >= 0
        and page.cues[row] in ("also-read", "list-head")
        and words(page.texts[row]) <= 5
        and row != page.headline
    )


def _signs_off(page: Landmarks, number: int) -> bool:
    """Authors or a stamp below the body of a page whose header has none."""
    cue = page.cues[number]
    return (
        cue in _BYLINE_CUES
        and cue not in page.header_cues
        and not is_credit_only(page, number)
        and not _DESK_CREDIT.match(page.texts[number])
    )


def is_credit_only(page: Landmarks, number: int) -> bool:
    """Whether a line is a bare closing credit in brackets or behind a dash: "(AP)", "— Northwire"."""
    return page.texts[number][:1] in "([–—-/©" or page.texts[number].isupper()


def _byline_by_markup(page: Landmarks, number: int) -> bool:
    return page.lines[number].hint == "byline" and words(page.texts[number]) <= 30


def _header_mark(page: Landmarks, number: int) -> bool:
    """Authors or a stamp below the headline; above it only right above, where a masthead's date does not stand."""
    if not _in_header(page, number):
        return False
    if page.cues[number] not in _BYLINE_CUES:
        return _between_marks(page, number)
    if page.headline is None or number > page.headline:
        return True
    below = [page.cues[n] for n in range(page.headline, page.opening or 0)]
    return page.headline - number <= 2 and page.cues[number] not in below


def _between_marks(page: Landmarks, number: int) -> bool:
    """A short line between two lines of authors and stamps belongs to them."""
    beside = page.cues[max(0, number - 1) : number] + page.cues[number + 1 : number + 2]
    return (
        len(beside) == 2 and set(beside) <= _BYLINE_CUES and page.cues[number] is None
        and number != page.headline and words(page.texts[number]) <= 10
    )  # fmt: skip


def _header_caption(page: Landmarks, number: int) -> bool:
    """A title-like line between the authors and the text: below the header stands the picture, above it the deck."""
    first = page.headline if page.headline is not None else -1
    return (
        any(first < mark < number for mark in page.marks[:MAX_LISTED])
        and words(page.texts[number]) >= 5
        and not is_sentence(page.texts[number])
        and not _is_score(page.texts[number])
    )


def _is_score(text: str) -> bool:
    """Whether a line holds only names and numbers, as scores and market boxes do."""
    listed = re.findall(r"\w[\w.,]*", text)
    return any(word[0].isdigit() for word in listed) and not any(word[0].islower() for word in listed)


def _below_deck(page: Landmarks, number: int) -> bool:
    first = page.headline if page.headline is not None else -1
    mark = next((mark for mark in page.marks if mark > first), number)
    decks = (page.is_prose(n) or page.lines[n].hint == "deck" for n in range(first + 1, mark))
    return mark < number and page.is_prose(number) and words(page.texts[number]) <= 40 and any(decks)


def _after_headline(page: Landmarks, number: int) -> bool:
    return page.headline is not None and number > page.headline


# Read from the top: the first rule whose test holds zones the line.
RULES: tuple[Rule, ...] = (
    Rule("markup-furniture", "furniture", "stands in navigation, an aside, a form or the like",
         lambda page, n: page.lines[n].hint == "furniture"),
    Rule("headline", "headline", "is the title",
         lambda page, n: n == page.headline),
    Rule("repeats", "furniture", "repeats the headline or a caption that stands above it",
         _repeats),
    Rule("markup-byline", "byline", "is marked as author or time",
         lambda page, n: _byline_by_markup(page, n) and page.cues[n] not in FURNITURE_CUES and not _in_tail(page, n)),
    Rule("cue-furniture", "furniture", "its words are a prompt, a pointer, a notice or a credit",
         lambda page, n: page.cues[n] in FURNITURE_CUES),
    Rule("caption", "caption", "is doubled, marked, opened or closed as a picture's text",
         lambda page, n: page.is_caption(n) and not (page.is_pictured(n) and _in_tail(page, n))),
    Rule("below-a-head", "furniture", "is a title in a list under a prompt",
         _listed_below_head),
    Rule("markup-deck", "deck", "is marked as summary",
         lambda page, n: page.lines[n].hint == "deck" and _in_header(page, n)),
    Rule("header-byline", "byline", "names authors or a time above the body",
         _header_mark),
    Rule("before-headline", "furniture", "stands above the headline",
         lambda page, n: page.headline is not None and n < page.headline),
    Rule("dateline-line", "dateline", "is a dateline on a line of its own",
         lambda page, n: _in_header(page, n) and is_dateline_line(page.texts[n])),
    Rule("second-prose", "caption", "is running text below the authors of a page whose deck stands above them",
         lambda page, n: page.opening is not None and _in_header(page, n) and _below_deck(page, n)),
    Rule("header-prose", "deck", "is running text between headline and body",
         lambda page, n: page.opening is not None and _in_header(page, n) and page.is_prose(n)),
    Rule("header-caption", "caption", "is a title-like line between the authors and the text",
         lambda page, n: page.opening is not None and _in_header(page, n) and _header_caption(page, n)),
    Rule("header-deck", "deck", "is a title-like line right under the headline",
         lambda page, n: page.opening is not None and _in_header(page, n) and _after_headline(page, n)
         and words(page.texts[n]) >= 5 and page.cues[n] is None and not _is_score(page.texts[n])),
    Rule("header-rest", "furniture", "is a short line around the headline",
         _in_header),
    Rule("clock", "furniture", "is the time of an entry of a live report",
         lambda page, n: page.cues[n] in ("clock", "stamp") and _in_body(page, n)),
    Rule("body-byline", "furniture", "names authors again inside the body",
         lambda page, n: page.cues[n] == "byline" and _in_body(page, n)),
    Rule("set-apart", "furniture", "is a link alone, or stands beside a button or a field",
         lambda page, n: page.is_aside(n) and _in_body(page, n)),
    Rule("pulled", "furniture", "repeats a quotation of the text",
         lambda page, n: page.repeats_text(n) and _in_body(page, n)),
    Rule("outside-main", "furniture", "is no sentence and the extractor leaves it out",
         lambda page, n: page.lines[n].main is False and not is_sentence(page.texts[n]) and page.lines[n].hint is None),
    Rule("body", "body", "stands between the first and the last line of running text",
         _in_body),
    Rule("sign-off", "byline", "names authors or a time that the header does not give",
         _signs_off),
    Rule("tail", "furniture", "stands below the last line of running text",
         lambda _page, _n: True),
)  # fmt: skip


def _in_tail(page: Landmarks, number: int) -> bool:
    return page.closing is not None and number > page.closing


def rule_of(page: Landmarks, number: int) -> Rule:
    """Return the rule that zones a line; the last one always holds."""
    return next(rule for rule in RULES if rule.test(page, number))
