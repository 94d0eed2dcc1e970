"""TIMEX3 values of dates, times and durations, and the day that a weekday of agency copy means.

The values are those of TIMEX3 (TimeML 1.2.1, and the TIDES 2005 standard for TIMEX2 that it takes them from). They
extend ISO 8601 by parts of the day, seasons, weekends, placeholders (``X`` for an unknown digit) and references.
Intervals are written ``start/end`` as in ISO 8601.
"""

from __future__ import annotations

import re
from calendar import isleap, monthrange
from datetime import date, timedelta
from typing import Final

from wirecopy.corpus.errors import InputError, shown

REFERENCES: Final = frozenset({"PRESENT_REF", "PAST_REF", "FUTURE_REF"})

_YEAR = r"(?P<year>\d{4}|XXXX)"
_DAY = rf"{_YEAR}-(?P<month>\d\d|XX)-(?P<day>\d\d|XX)"
_WEEK = rf"{_YEAR}-W(?P<week>\d\d|XX)"
_CLOCK = r"T(?P<hour>\d\d)(?::(?P<minute>\d\d)(?::(?P<second>\d\d))?)?(?:Z|[+-](?P<zone>\d\d:[0-5]\d))?"
_PART = r"T(?:MO|MI|AF|EV|NI|DT)"  # morning, midday, afternoon, evening, night, working hours
_NUMBER = r"(?:\d+(?:\.\d+)?|X)"

_DATE = tuple(
    re.compile(form, re.ASCII)
    for form in (
        r"\d{2,3}|\d{2}XX|\d{3}X",  # century, decade
        rf"{_YEAR}(?:-(?P<month>\d\d|XX))?",
        rf"{_YEAR}-(?:Q[1-4X]|H[12X]|SP|SU|FA|WI)",
        rf"{_WEEK}(?:-WE)?",
        rf"{_DAY}(?:{_CLOCK}|{_PART})?",
        rf"{_WEEK}-[1-7](?:{_CLOCK}|{_PART})?",
        rf"{_CLOCK}|{_PART}",
    )
)
_DURATION = re.compile(
    rf"P(?=[\dXT])(?:{_NUMBER}Y)?(?:{_NUMBER}M)?(?:{_NUMBER}W)?(?:{_NUMBER}D)?"
    rf"(?:T(?=[\dX])(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}S)?)?"
    rf"|P{_NUMBER}(?:ML|CE|DE|Q|WE)",  # millennia, centuries, decades, quarters, weekends
    re.ASCII,
)
_COMPARABLE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:T\d\d(?::\d\d){0,2})?)?)?", re.ASCII)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def is_timex3(value: str) -> bool:
    """Return whether ``value`` is a TIMEX3 value: of the right form, and of a day, week or hour that exists.

    - dates: ``20`` (a century), ``203`` (a decade), ``2031``, ``2031-03``, ``2031-03-04``, ``2031-W10``,
      ``2031-W10-WE``, ``2031-W10-2``, ``2031-Q2``, ``2031-H1``, ``2031-SU``
    - parts of a day and times, with or without the day: ``2031-03-04TEV``, ``2031-03-04T19:00+05:30``, ``T19:00``
    - durations: ``P3D``, ``PT2H``, ``P1Y2M``, vague ``PXD``; references: ``PAST_REF``, ``PRESENT_REF``, ``FUTURE_REF``
    - with placeholders: ``XXXX-09-12``, ``XXXX-WXX-2``
    - intervals between dates or times that do not run backwards: ``2031-03-04/2031-03-06``
    """
    if len(value) > 100:  # no value is; keeps hostile input cheap
        return False
    start, slash, end = value.partition("/")
    if slash:
        return _is_date(start) and _is_date(end) and not _backwards(start, end)
    return value in REFERENCES or bool(_DURATION.fullmatch(value)) or _is_date(value)


def _is_date(value: str) -> bool:
    matches = (form.fullmatch(value) for form in _DATE)
    return any(_exists({k: v for k, v in m.groupdict().items() if v is not None}) for m in matches if m)


def _exists(parts: dict[str, str]) -> bool:
    """Return whether the calendar and the clock have what a match says; placeholders fit anything."""
    numbers = {name: int(part) for name, part in parts.items() if part.isdigit()}
    year = numbers.get("year", 2000)  # an unknown year may be a leap year with 53 weeks
    month = numbers.get("month", 1)
    if year == 0 or not 1 <= month <= 12:
        return False
    days = monthrange(year, month)[1]
    weeks = weeks_of(year) if "year" in numbers else 53
    return 1 <= numbers.get("day", 1) <= days and 1 <= numbers.get("week", 1) <= weeks and _on_the_clock(parts, numbers)


def _on_the_clock(parts: dict[str, str], numbers: dict[str, int]) -> bool:
    """Return whether hour, minute, second and zone are possible; 24:00 ends a day and 23:59:60 is a leap second."""
    hour, minute, second = (numbers.get(name, 0) for name in ("hour", "minute", "second"))
    if parts.get("zone", "00:00") > "14:00":
        return False
    if hour == 24:
        return minute == second == 0
    return hour < 24 and minute < 60 and (second < 60 or (hour, minute, second) == (23, 59, 60))


def weeks_of(year: int) -> int:
    """Return how many ISO 8601 weeks the year 1 to 9999 has: 52 or 53."""
    first = date(year, 1, 1).isoweekday()
    return 53 if first == 4 or (first == 3 and isleap(year)) else 52


def _backwards(start: str, end: str) -> bool:
    """Return whether an interval ends before it starts, as far as both ends can be compared as they are written."""
    comparable = _COMPARABLE.fullmatch(start) and _COMPARABLE.fullmatch(end)
    shorter = min(len(start), len(end))
    return bool(comparable) and end[:shorter] < start[:shorter]


def calendar_date(value: str) -> date | None:
    """Return the day that a TIMEX3 value names, or None for any other value (a time, a month, a duration ...)."""
    match = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", value, re.ASCII)
    return date(*map(int, match.groups())) if match and is_timex3(value) else None


def resolve_weekday(word: str, anchor: date, *, future: bool) -> date:
    """Return the day that a weekday means in an article whose dateline date is ``anchor`` (the corpus's own rule).

    In the past tense the latest such day, for what is planned the next one; the anchor counts either way, since agency
    copy names its own day by the weekday and calls the one a week later "next Tuesday". ``word`` is the English name or
    its usual abbreviation, in any case. Raises ``InputError`` for any other word.
    """
    wanted = word.strip().rstrip(".").lower()
    index = next((i for i, name in enumerate(WEEKDAYS) if len(wanted) > 2 and name.startswith(wanted)), None)
    if index is None:
        raise InputError(f"weekday: found {shown(word)}, expected one of {', '.join(WEEKDAYS)}")
    if future:
        return anchor + timedelta(days=(index - anchor.weekday()) % 7)
    return anchor - timedelta(days=(anchor.weekday() - index) % 7)
