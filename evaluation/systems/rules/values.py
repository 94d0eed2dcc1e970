"""Dates, amounts of money and quantities, found by patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from wirecopy.corpus.dates import calendar_date
from wirecopy.evaluation.systems.rules.calendar_en import FUTURE, NUMBERS, PARTS, UNITS, value_of
from wirecopy.evaluation.systems.rules.reading import Reading
from wirecopy.evaluation.systems.rules.resources import alternatives, codes, read


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


def _titled(row: str) -> str:
    return alternatives(_TABLE[row].title())


_WORDS = "|".join(sorted(word for word in NUMBERS if len(word) > 2))
_WORDED = rf"(?i:half a|a dozen|a hundred|(?:{_WORDS})(?:-(?:{_WORDS}))?)"
_FIGURE = r"\d+(?:,\d+)*(?:\.\d+)?"
_SCALE = rf"(?:{alternatives(_TABLE['scales'])})"
_NUMBER = rf"(?:{_FIGURE}(?:\s{_SCALE})?|{_WORDED}(?:\s{_SCALE})?)"
_ABOUT = rf"(?:{alternatives(_TABLE['approximators'])})\s"
_MONTH = rf"(?:{_titled('months')}|(?:{_titled('short_months')})\.?)"
_WEEKDAY = rf"(?:{_titled('weekdays')})"
_PART = rf"(?:{alternatives(' '.join(PARTS))})"
_POINT = rf"(?:{alternatives(_TABLE['points'])})"
_SEASON = rf"(?:{alternatives(_TABLE['seasons'])})"
_UTC = r"(?:GMT|UTC|[A-Z]{2,3}T)(?:[+-]\d{1,2}(?::\d\d)?)?"
_ZONE = rf"(?:\slocal\stime|\s{_UTC}|\s\({_UTC}\))"
_HALF = r"(?:[ap]m\b|[ap]\.m\b\.?|[AP]M\b)"
_HOUR = rf"(?:\d{{1,2}}[.:]\d\d(?:\s?{_HALF})?|\d{{1,2}}\s?{_HALF}|\d{{1,2}}h\d\d|\d{{4}}(?=\s(?:GMT|UTC)))"
_CLOCK = rf"(?:{_HOUR}{_ZONE}?|{_POINT}|{_WORDED}\s(?:o['’]clock))"
_YEAR = r"(?:1[89]|20)\d\d"
_DAY = rf"(?:\d{{1,2}}\s{_MONTH}(?:,?\s{_YEAR})?|{_MONTH}\s\d{{1,2}}(?!\d)(?:,?\s{_YEAR})?)"
_FULL = rf"(?:(?:{_WEEKDAY}|(?:{_titled('short_weekdays')})\b),?\s)?{_DAY}"
_NAMED = rf"(?:{_FULL}|{_WEEKDAY}(?:\s{_PART})?)"
_DAYS = codes(_TABLE["days"])
_UNIT = rf"(?:{'|'.join(UNITS)})"
_AWAY = r"(?:\s(?:ago|earlier(?!\sthan)|later))"

# "May" is a month only after a word that asks for a time.
_MAY = "|".join(rf"(?<=\b{word}\s)May\b" for word in _TABLE["before_may"].split())

_DATE = re.compile(
    r"(?<![\w$£€-])(?=[\dA-Za-z])(?:" + "|".join(
        (
            rf"{_NAMED}(?:,|\s\||,?\sat|\sfrom)?\s{_CLOCK}",
            rf"{_CLOCK}\s(?:that|this)\s{_PART}",
            rf"(?:{_ABOUT}|[Ss]hortly\s(?:before|after)\s)?{_CLOCK}(?:,?\s(?:on\s)?{_NAMED})?",
            rf"(?:end|beginning|start|middle)\sof\s(?:{_FULL}|{_MONTH}(?:\s{_YEAR})?|{_YEAR})",
            rf"{_FULL}",
            r"\d{1,2}/\d{1,2}/\d{4}",
            r"\d{4}-\d\d-\d\d",
            rf"(?:(?:early|late|later)\s)?{_MONTH}\s{_YEAR}",
            rf"night\sto\s{_WEEKDAY}|{_PART}\sof\s{_FULL}|(?:{_PART}|day)\s(?:before|after)\b",
            rf"(?:{_WORDED}\son\s)?(?:(?:early|late)\s(?:on\s)?|last\s|next\s|this\s)?{_WEEKDAY}(?:\s{_PART})?",
            rf"(?:last|next|this|past|that|same|every|second|third)\s(?:{_UNIT}\b|{_PART}|{_SEASON}|quarter|weekend|{_MONTH})",
            rf"(?:(?<!to\s)(?:last|next|past|coming|recent|previous|final|first)\s)(?:(?:few|several|{_NUMBER})\s)?{_UNIT}s\b",
            rf"{_NUMBER}\s{_UNIT}s?\sand\s{_NUMBER}\s{_UNIT}s?",
            rf"{_UNIT}\sand\sa\shalf",
            rf"(?:{_ABOUT})?{_NUMBER}[\s-]{_UNIT}s?\b(?:-old)?{_AWAY}?",
            rf"(?<=\b[Aa]\s)(?!second){_UNIT}\b(?!-){_AWAY}?",
            rf"(?<=\b[Aa]n\s)hour\b(?!-){_AWAY}?",
            rf"(?:several\s|many\s|some\s|a\sfew\s)?(?<![\w-])(?i:{_UNIT})s\b(?!-old|['’]){_AWAY}?",
            rf"(?<=\bthe\s)(?:month|week|year|hour|weekend|{_SEASON})\b",
            r"(?<=\b[Tt]he\s)(?:first|second|third|last)\sday\b",
            r"(?<=\bfirst\s)day\b|first\sday\b|\d+(?:st|nd|rd|th)\s(?:day|week|month|year)\b",
            rf"(?:{'|'.join(_DAYS)}|overnight|mid-{_PART})\b",
            rf"(?<=\b[Bb]y\s)(?:{_PART}|{_SEASON})\b",
            rf"(?<=\bin\sthe\s){_PART}\b|(?:this|that)\s{_PART}",
            r"near\sfuture",
            rf"(?:(?:early|late)\s)?{_YEAR}s?\b",
            rf"(?:(?:early|late|mid-?)\s?)?(?:(?!May\b){_MONTH}(?!\w)|{_MAY})",
        )
    ) + r")(?![\w+])"
)  # fmt: skip
_MEASURES = alternatives(_TABLE["measures"])
_SYMBOL = re.compile(rf"(?<!\w)(?:{_ABOUT})?(?:[A-Z]{{1,3}})?[$£€¥₩₹₽₺]\s?{_FIGURE}(?:\s?{_SCALE}\b)?")
_CODE = re.compile(
    rf"\b(?=[A-Za-z])(?:{_ABOUT})?\b[A-Z][A-Za-z]{{1,2}}\s{_FIGURE}\s?{_SCALE}\b|\b[A-Z]{{3}}\s?{_FIGURE}(?:\s{_SCALE})?\b"
)
_QUANTITY = re.compile(
    rf"(?<![\w.])(?=[\dA-Za-z])(?:{_ABOUT})?(?:minus\s)?{_NUMBER}[\s-]?(?:{_MEASURES})s?(?!\w)"
    rf"|(?<=\ba\s)(?:(?:kilo|centi|milli)?met(?:re|er)|mile|tonne)\b"
)
_BARE = re.compile(rf"(?<![\w.,]){_FIGURE}\s(?:million|billion|trillion)\b(?=\s(?:for|in|from|to|and|a year)\b|[.,;)])")
_CONVERTED = re.compile(rf"(?<!\w){_NUMBER}\s([a-z]+)\s\((?:{_ABOUT})?{_FIGURE}(?:\s{_SCALE})?\s([a-z]+)\)")
_SIGN = r"(?:[$£€¥₩₹₽₺]\s?|\b[A-Z][A-Za-z]{1,2}\s)"
_RESTATED = re.compile(
    rf"{_SIGN}{_FIGURE}(?:\s?{_SCALE})?\s\({_FIGURE}\s{_SCALE}\s([a-z]+)\)|(?<!\w){_FIGURE}\s{_SCALE}\s([a-z]+)\s\({_SIGN}\d"
)


def find_values(reading: Reading, currencies: frozenset[str]) -> Iterator[Mention]:
    """Yield the dates, amounts and quantities of the annotated zones; ``currencies`` are more words of money."""
    known = set(currencies)
    known |= {match.group(1) for match in _CONVERTED.finditer(reading.text) if match.group(2) in currencies}
    known |= {match.group(1) or match.group(2) for match in _RESTATED.finditer(reading.text)}
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
    names = "|".join(map(re.escape, sorted(filter(str.islower, currencies)))) or "(?!)"
    codes = "|".join(map(re.escape, sorted(code for code in currencies if not code.islower()))) or "(?!)"
    return re.compile(
        rf"(?<![\w.])(?=[\dA-Za-z])(?:{_ABOUT})?(?:{_NUMBER}\s(?:{names})\b|\b(?:{codes})\s?{_FIGURE}(?:\s?{_SCALE}\b)?)"
    )


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
