"""Stamps of publication: many date styles to ISO 8601, or None where the page leaves the reading open.

What is never guessed: the order of day and month ("12/09/2023"), a missing year, a relative stamp ("2 hours ago"),
and a zone abbreviation that several parts of the world use for different offsets.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ],
        start=1,
    )
    for name in names.split()
}
_MONTH = r"(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20|21)\d{2})(?!\d)"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<!\d)" + _YEAR + r"(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?!\d)",
        r"(?<![\w])" + _MONTH + r"\s*" + _DAY + r"(?!\d),?\s*" + _YEAR,
        r"(?<!\d)" + _DAY + r"(?:\s+of)?[\s-]*" + _MONTH + r",?[\s-]*" + _YEAR,
        r"(?<!\d)" + _YEAR + r"[\s,-]+" + _MONTH + r"\s*" + _DAY + r"(?!\d)",
        r"(?<!\d)(?P<first>\d{1,2})(?P<sep>[-/.])(?P<second>\d{1,2})(?P=sep)" + _YEAR,
    )
)
_TIME = re.compile(
    r"(?<![\d:.])(?P<hour>[01]?\d|2[0-4])(?:[:.h](?P<minute>[0-5]\d)(?:[:.](?P<second>[0-5]\d)(?:[.,]\d+)?)?)?"
    r"\s*(?P<half>[ap]\.?\s?m\b\.?)?(?![\d:])",
    re.IGNORECASE,
)
_MILITARY = re.compile(r"(?<![\d:.])(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)\s*(?=(?:GMT|UTC|h\b|hrs\b|hours\b|Z\b))")
_OFFSET = re.compile(
    r"(?:(?:GMT|UTC)\s*)?(?P<sign>[+\u2212-])\s?(?P<hours>\d{1,2})(?::?(?P<minutes>[0-5]\d))?(?![\d:/-])"
)
_NAME = re.compile(r"\(?\s*(?P<name>[A-Za-z]{1,5})\b\)?")
_STATED = re.compile(r"\b(?P<name>[A-Z][a-z]+(?:\s[A-Z][a-z]+)?)\s(?:Standard\s|Daylight\s|Summer\s)?[Tt]ime\b")

# Abbreviations with one reading in the bylines of news pages, in minutes. Left out because two parts of the world
# print them for different offsets: BST (Britain, Bangladesh), CST (America, China, Cuba), AST (Atlantic, Arabia),
# PST is kept, Manila prints PHT. IST is kept as India's: its pages stamp every article with it, while Irish pages
# print none or GMT and Israeli ones write "Israel time"; a zone written out ("Israel Standard Time") goes before it.
_ZONES = {
    **dict.fromkeys(("GMT", "UTC", "Z", "WET"), 0),
    **dict.fromkeys(("CET", "WAT", "WEST"), 60),
    **dict.fromkeys(("CEST", "EET", "CAT", "SAST"), 120),
    **dict.fromkeys(("EEST", "EAT", "MSK", "TRT"), 180),
    **dict.fromkeys(("GST",), 240),
    **dict.fromkeys(("PKT",), 300),
    **dict.fromkeys(("IST",), 330),
    **dict.fromkeys(("NPT",), 345),
    **dict.fromkeys(("ICT", "WIB"), 420),
    **dict.fromkeys(("SGT", "HKT", "PHT", "MYT", "WITA", "AWST"), 480),
    **dict.fromkeys(("JST", "KST", "WIT"), 540),
    **dict.fromkeys(("AEST",), 600),
    **dict.fromkeys(("AEDT",), 660),
    **dict.fromkeys(("NZST",), 720),
    **dict.fromkeys(("NZDT",), 780),
    **dict.fromkeys(("EDT",), -240),
    **dict.fromkeys(("EST", "CDT"), -300),
    **dict.fromkeys(("MDT",), -360),
    **dict.fromkeys(("MST", "PDT"), -420),
    **dict.fromkeys(("PST",), -480),
}
# Zones whose offset the date decides.
_SEASONAL = {"ET": "America/New_York", "CT": "America/Chicago", "PT": "America/Los_Angeles"}
_WRITTEN_OUT = {"India": 330, "Indian": 330, "Israel": None, "Irish": None, "Ireland": None, "Greenwich Mean": 0}


def parse_stamp(text: str) -> str | None:
    """Return the first date of ``text`` in ISO 8601, with time and offset where they are given, else None.

    ``"Sep 12, 2023, 6:28 AM IST"`` is ``"2023-09-12T06:28:00+05:30"``; a date alone stays a date; an open or
    impossible one ("12/09/2023", "31 February 2024", "2 hours ago") is None.
    """
    found = date_at(text)
    if found is None:
        return None
    day, start, end = found
    clock = _clock(text[end:]) or _clock_before(text[:start])
    if clock is None:
        return day.isoformat()
    moment, rest = clock
    stamp = datetime.combine(day, moment)
    zone = _zone(rest, stamp)
    return stamp.isoformat() if zone is None else stamp.replace(tzinfo=zone).isoformat()


def date_at(text: str) -> tuple[date, int, int] | None:
    """Return the first date of ``text`` that has one reading, with its offsets, else None."""
    matches = [found for pattern in _DATES for found in [pattern.search(text)] if found]
    if not matches:
        return None
    first = min(matches, key=lambda found: (found.start(), -found.end()))
    day = _day(first.groupdict())
    return None if day is None else (day, first.start(), first.end())


def has_date(text: str) -> bool:
    """Return whether something written like a date with a year stands in ``text``, readable or not."""
    return any(pattern.search(text) for pattern in _DATES)


def date_spans(text: str) -> list[tuple[int, int]]:
    """Return where everything written like a date with a year stands in ``text``, in order, none inside another."""
    found = sorted((match.start(), -match.end()) for pattern in _DATES for match in pattern.finditer(text))
    spans: list[tuple[int, int]] = []
    for start, end in found:
        if not spans or start >= spans[-1][1]:
            spans.append((start, -end))
    return spans


def _day(parts: dict[str, str | None]) -> date | None:
    year = int(parts["year"] or 0)
    if parts.get("first"):
        first, second = int(parts["first"] or 0), int(parts["second"] or 0)
        readings = {(first, second), (second, first)}
        possible = {(month, day) for month, day in readings if month <= 12}
        if len(possible) != 1:
            return None
        month, day = possible.pop()
    else:
        word = (parts["month"] or "").lower()
        month, day = _MONTHS.get(word) or int(word), int(parts["day"] or 0)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _clock(rest: str) -> tuple[time, str] | None:
    """Read a time that follows a date: ", 6:28 AM IST", "T06:28:00+05:30", " - 06:10", " at 6 p.m.", "| 0930 GMT"."""
    lead = re.match(r"[\s,;|•·@–—-]*(?:T(?=\d)|at\b|kl\.?)?[\s,|-]*", rest, re.IGNORECASE)
    tail = rest[lead.end() if lead else 0 :]
    return _time(_MILITARY.match(tail), tail) or _time(_TIME.match(tail), tail)


def _clock_before(before: str) -> tuple[time, str] | None:
    """Read a time that stands before its date: "06:10 GMT, 14 November 2024", "6.28 pm on ..."."""
    found = re.search(r"(?<![\d:.])\d{1,2}[:.]\d{2}.*$", before)
    if found is None or len(found.group()) > 40:
        return None
    return _time(_TIME.match(found.group()), found.group())


def _time(found: re.Match[str] | None, text: str) -> tuple[time, str] | None:
    if found is None:
        return None
    parts = found.groupdict()
    half = (parts.get("half") or "").lower()[:1]
    if parts.get("minute") is None and not half:
        return None
    hour = int(parts["hour"])
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23:
        return None
    return time(hour, int(parts.get("minute") or 0), int(parts.get("second") or 0)), text[found.end() :]


def _zone(rest: str, stamp: datetime) -> tzinfo | None:
    """Return the zone that follows a time, or None where there is none or it has several readings."""
    written = _STATED.search(rest[:40])
    if written:
        minutes = _WRITTEN_OUT.get(written.group("name"))
        return None if minutes is None else _fixed(minutes)
    rest = re.sub(r"^\s*(?:h(?:rs|ours)?\b\.?)?\s*", "", rest)
    offset = _OFFSET.match(rest.lstrip("( "))
    if offset:
        minutes = int(offset["hours"]) * 60 + int(offset["minutes"] or 0)
        return _fixed(minutes if offset["sign"] == "+" else -minutes) if minutes <= 14 * 60 else None
    name = _NAME.match(rest)
    if name is None:
        return None
    label = name["name"] if name["name"] != "z" else "Z"
    if label in _SEASONAL:
        return _seasonal(_SEASONAL[label], stamp)
    return _fixed(_ZONES[label]) if label in _ZONES else None


def _fixed(minutes: int) -> tzinfo:
    return UTC if minutes == 0 else timezone(timedelta(minutes=minutes))


def _seasonal(key: str, stamp: datetime) -> tzinfo | None:
    try:
        offset = stamp.replace(tzinfo=ZoneInfo(key)).utcoffset()
    except ZoneInfoNotFoundError:  # a system without the time zone database
        return None
    return None if offset is None else timezone(offset)
