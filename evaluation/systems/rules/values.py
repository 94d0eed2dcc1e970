"""Dates, amounts of money and quantities, found by patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from wirecopy.corpus.dates import calendar_date
from wirecopy.evaluation.systems.rules.calendar_en import FUTURE, NUMBERS, UNITS, value_of
from wirecopy.evaluation.systems.rules.reading import Reading
from wirecopy.evaluation.systems.rules.resources import alternatives, read


class Mention(NamedTuple):
    """A mention ``[start, end)`` with its type, the strength of the evidence, and the value of a date."""

    start: int
    end: int
    type: str
    strength: int
    value: str | None = None


# Evidence: values and what the article says of itself; known words and patterns; what other mentions may be told from.
EXACT: Final = 9
STRONG: Final = 5
SURE: Final = 4
WEAK: Final = 1

_TABLE: Final = read("calendar.yaml")
_WORDS = "|".join(sorted(word for word in NUMBERS if len(word) > 2))
_WORDED = rf"(?i:half a|a dozen|a hundred|(?:{_WORDS})(?:-(?:{_WORDS}))?)"
_FIGURE = r"\d[\d,]*(?:\.\d+)?"
_SCALE = rf"(?:{alternatives(_TABLE['scales'])})"
_NUMBER = rf"(?:{_FIGURE}(?:\s{_SCALE})?|{_WORDED}(?:\s{_SCALE})?)"
_ABOUT = rf"(?:{alternatives(_TABLE['approximators'])})\s"
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.?|Feb\.?|Mar\.?|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)"
)
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_PART = r"(?:morning|afternoon|evening|night)"
_ZONE = r"(?:\s(?:local time|GMT|UTC)|\s\((?:UTC|GMT)(?:[+-]\d{1,2})?\))"
_CLOCK = rf"(?:\d{{1,2}}[.:]\d\d(?:\s?[ap]\.?m\b\.?)?|\d{{1,2}}\s?[ap]\.?m\b\.?|\d{{4}}(?=\s(?:GMT|UTC))){_ZONE}?"
_YEAR = r"(?:1[89]|20)\d\d"
_FULL = rf"(?:\d{{1,2}}\s{_MONTH}(?:\s{_YEAR})?|{_MONTH}\s\d{{1,2}}(?!\d)(?:,?\s{_YEAR})?)"
_UNIT = rf"(?:{'|'.join(UNITS)})"

# "May" is a month only after a word that asks for a time.
_MAY = "|".join(rf"(?<=\b{word}\s)May\b" for word in _TABLE["before_may"].split())

_DATE = re.compile(
    r"(?<![\w$£€-])(?=[\dA-Za-z])(?:" + "|".join(
        (
            rf"(?:{_FULL}|{_WEEKDAY}),?\s(?:at\s)?{_CLOCK}",
            rf"{_CLOCK}(?:,?\s(?:on\s)?(?:{_FULL}|{_WEEKDAY}(?:\s{_PART})?))?",
            rf"{_FULL}",
            r"\d{4}-\d\d-\d\d",
            rf"(?:(?:early|late|later)\s)?{_MONTH}\s{_YEAR}",
            rf"(?:(?:{_WORDED}|noon|midnight)\son\s)?(?:(?:early|late)\s(?:on\s)?|last\s|next\s|this\s)?{_WEEKDAY}(?:\s{_PART})?",
            rf"(?:last|next|this|past|that)\s(?:{_UNIT}\b|{_PART}|summer|winter|spring|autumn|quarter|weekend|{_MONTH})",
            rf"(?:(?<!to\s)(?:last|next|past|coming|recent|previous|final|first)\s)(?:(?:few|several|{_NUMBER})\s)?{_UNIT}s\b",
            rf"{_NUMBER}\s{_UNIT}s?\sand\s{_NUMBER}\s{_UNIT}s?",
            rf"(?:{_ABOUT})?{_NUMBER}[\s-]{_UNIT}s?\b(?!-old)(?:\s(?:ago|earlier|later))?",
            rf"(?<=\b[Aa]\s)(?!second){_UNIT}\b(?!-)(?:\s(?:ago|earlier(?!\sthan)|later))?",
            r"(?<=\b[Aa]n\s)hour\b(?!-)(?:\s(?:ago|earlier|later))?",
            rf"(?:several\s|many\s|a few\s)?(?<![\w-]){_UNIT}s\b(?!-old|['’])(?:\s(?:ago|earlier|later))?",
            r"(?<=\bthe\s)(?:month|week|year)\b",
            r"(?<=\b[Tt]he\s)(?:first|second|third|last)\sday\b",
            r"(?<=\bfirst\s)day\b|first\sday\b|\d+(?:st|nd|rd|th)\s(?:day|week|month|year)\b",
            r"(?:today|tomorrow|yesterday|tonight|noon|midnight|dawn|dusk|midday|mid-(?:morning|afternoon))\b",
            rf"(?<=\bin\sthe\s){_PART}\b|(?:this|that)\s{_PART}",
            r"near future",
            rf"(?:(?:early|late)\s)?{_YEAR}s?\b(?!\s(?:{alternatives(_TABLE['counted'])}))",
            rf"(?:(?:early|late|mid-?)\s?)?(?:(?!May\b){_MONTH}(?![\w.])|{_MAY})",
        )
    ) + r")(?!\w)"
)  # fmt: skip
_CURRENCIES = alternatives(_TABLE["currencies"])
_MEASURES = alternatives(_TABLE["measures"])
_SYMBOL = re.compile(rf"(?<!\w)(?:{_ABOUT})?(?:[A-Z]{{1,3}})?[$£€¥₩₹₽₺]\s?{_FIGURE}(?:\s?{_SCALE}\b)?")
_CODE = re.compile(
    rf"\b(?=[A-Za-z])(?:{_ABOUT})?\b[A-Z][a-z]{{0,2}}\s{_FIGURE}\s{_SCALE}\b|\b[A-Z]{{3}}\s?{_FIGURE}(?:\s{_SCALE})?\b"
)
_QUANTITY = re.compile(rf"(?<![\w.])(?=[\dA-Za-z])(?:{_ABOUT})?{_NUMBER}[\s-]?(?:{_MEASURES})(?!\w)")
_BARE = re.compile(rf"(?<![\w.,]){_FIGURE}\s(?:million|billion|trillion)\b(?=\s(?:for|in|from|to|and|a year)\b|[.,;)])")
_CONVERTED = re.compile(rf"(?<!\w){_NUMBER}\s([a-z]+)\s\((?:{_ABOUT})?{_FIGURE}(?:\s{_SCALE})?\s([a-z]+)\)")


def find_values(reading: Reading, currencies: frozenset[str]) -> Iterator[Mention]:
    """Yield the dates, amounts and quantities of the annotated zones; ``currencies`` are more words of money."""
    known = set(currencies)
    known |= {match.group(1) for match in _CONVERTED.finditer(reading.text) if match.group(2) in currencies}
    patterns = (_SYMBOL, "MONEY"), (_worded_money(frozenset(known)), "MONEY"), (_CODE, "MONEY"), (_QUANTITY, "QUANTITY")
    for pattern, kind in patterns:
        for match in pattern.finditer(reading.text):
            if reading.annotated(*match.span()):
                yield Mention(match.start(), match.end(), kind, EXACT + 1)
    if known:
        for match in _BARE.finditer(reading.text):
            if reading.annotated(*match.span()):
                yield Mention(match.start(), match.end(), "MONEY", EXACT)
    for zone in reading.zones:
        yield from _dates(reading, zone.start, zone.end)


@lru_cache(maxsize=256)
def _worded_money(currencies: frozenset[str]) -> re.Pattern[str]:
    names = "|".join([*map(re.escape, sorted(currencies)), _CURRENCIES])
    return re.compile(rf"(?<![\w.])(?=[\dA-Za-z])(?:{_ABOUT})?{_NUMBER}\s(?:{names})\b")


def _dates(reading: Reading, start: int, end: int) -> Iterator[Mention]:
    previous: Mention | None = None
    for match in _DATE.finditer(reading.text, start, end):
        first, last = match.span()
        anchor = reading.anchor
        if previous and reading.text[first - 1] == "(" and first - previous.end < 4 and previous.value:
            anchor = calendar_date(previous.value[:10]) or anchor
        future = bool(FUTURE.search(reading.text, max(start, first - 40), first))
        previous = Mention(first, last, "DATE", EXACT, value_of(match.group(), anchor, future=future))
        yield previous
