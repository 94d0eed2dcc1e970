"""English expressions of time, money and measure as patterns, and the TIMEX3 value of a time."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from wirecopy.corpus.dates import is_timex3, resolve_weekday
from wirecopy.evaluation.systems.rules.resources import alternatives, codes, read

_TABLE: Final = read("calendar.yaml")
MONTHS: Final = tuple(word[:3] for word in _TABLE["months"].split())
UNITS: Final = codes(_TABLE["units"])
PARTS: Final = codes(_TABLE["parts"])
NUMBERS: Final = {
    **{word: number for number, word in enumerate(_TABLE["numbers"].split())},
    **{word: 10 * number for number, word in enumerate(_TABLE["tens"].split(), 1)},
    **dict.fromkeys(("a", "an", "single"), 1),
    "dozen": 12,
}
FUTURE: Final = re.compile(rf"\b(?:{alternatives(_TABLE['future'])})\b", re.I)

_CLOCK = re.compile(r"(\d{1,2})[.:](\d\d)\s?([ap])?|(\d{1,2})\s?([ap])\.?m|\b(\d\d)(\d\d)\s(?:GMT|UTC)", re.I)
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_MONTH = re.compile(rf"\b({'|'.join(MONTHS)})[a-z]*\.?", re.I)
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
_DAY = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?\b(?![.:]\d)")
_WEEKDAY = re.compile(rf"\b(?:{alternatives(_TABLE['weekdays'])})\b", re.I)
_SPAN = re.compile(rf"\b({'|'.join(UNITS)})(s?)\b", re.I)
_HALVES: Final = {"D": "PT12H", "Y": "P6M"}
_ZONE = re.compile(r"UTC([+-])(\d{1,2})")


def value_of(words: str, anchor: date | None, *, future: bool) -> str | None:
    """Return the TIMEX3 value of an English time expression read on the day ``anchor``, or None if there is none.

    ``future`` says whether the sentence speaks of what is to come, which decides what a bare weekday or month means.
    """
    low = words.lower()
    day = _day(words, low, anchor, future)
    found = _with_time(words, low, day, anchor) if day is None or len(day) == 10 else day
    found = found or day or _loose(low, anchor)
    return found if found is not None and is_timex3(found) else None


def _day(words: str, low: str, anchor: date | None, future: bool) -> str | None:
    iso = _ISO.search(words)
    if iso:
        return iso.group()
    month = _MONTH.search(words)
    if month and not _WEEKDAY.search(month.group()) and words[month.start()].isupper():
        return _month(words, month, anchor, future)
    weekday = _WEEKDAY.search(words)
    if weekday and anchor:
        return _weekday(weekday.group(), low, anchor, future).isoformat()
    for word, days in codes(_TABLE["days"]).items():
        if word in low and anchor:
            return (anchor + timedelta(days=int(days))).isoformat() + ("TNI" if word == "tonight" else "")
    year = _YEAR.search(words)
    return year.group() if year and not _CLOCK.search(words) else None


def _weekday(name: str, low: str, anchor: date, future: bool) -> date:
    if re.search(r"\bnext\b", low):
        return resolve_weekday(name, anchor + timedelta(days=1), future=True)
    if re.search(r"\blast\b", low):
        return resolve_weekday(name, anchor - timedelta(days=1), future=False)
    return resolve_weekday(name, anchor, future=future)


def _month(words: str, found: re.Match[str], anchor: date | None, future: bool) -> str | None:
    month = MONTHS.index(found.group(1).lower()) + 1
    year, day = _YEAR.search(words), _DAY.search(words)
    if year is None and anchor is None:
        return f"XXXX-{month:02}"
    number = int(year.group()) if year else _year_of(month, anchor, future)
    return f"{number:04}-{month:02}" + (f"-{int(day.group(1)):02}" if day else "")


def _year_of(month: int, anchor: date | None, future: bool) -> int:
    if anchor is None:
        return 0
    return anchor.year + (future and month < anchor.month) - (not future and month > anchor.month)


def _with_time(words: str, low: str, day: str | None, anchor: date | None) -> str | None:
    base = day or (anchor.isoformat() if anchor else "")
    clock = _CLOCK.search(words)
    if clock:
        return base + _time(clock, words)
    if "midnight" in low and anchor:
        return f"{anchor + timedelta(days=1)}T00:00"
    part = next((code for word, code in PARTS.items() if re.search(rf"\b(?:mid-)?{word}\b", low)), None)
    return f"{base}T{part}" if part and not _SPAN.search(low) else None


def _time(clock: re.Match[str], words: str) -> str:
    hour = int(clock.group(1) or clock.group(4) or clock.group(6))
    minute = int(clock.group(2) or clock.group(7) or 0)
    half = (clock.group(3) or clock.group(5) or "").lower()
    hour = hour % 12 + 12 * (half == "p") if half else hour
    zone = _ZONE.search(words)
    offset = f"{zone.group(1)}{int(zone.group(2)):02}:00" if zone else "Z" if "GMT" in words or "UTC" in words else ""
    return f"T{hour:02}:{minute:02}{offset}"


def _loose(low: str, anchor: date | None) -> str | None:
    span = _SPAN.search(low)
    if span is None:
        return "FUTURE_REF" if "future" in low else None
    unit = span.group(1).lower()
    step = -1 if re.search(r"\b(?:last|past|previous)\b", low) else 1 if re.search(r"\b(?:next|coming)\b", low) else 0
    if anchor and not span.group(2) and (step or re.search(r"\b(?:this|the)\b", low)):
        return _relative(unit, step, anchor)
    return _duration(low, unit, bool(span.group(2)))


def _relative(unit: str, step: int, anchor: date) -> str | None:
    code = UNITS[unit]
    if code == "W":
        year, week, _ = (anchor + timedelta(weeks=step)).isocalendar()
        return f"{year}-W{week:02}"
    if code == "M":
        months = anchor.year * 12 + anchor.month - 1 + step
        return f"{months // 12}-{months % 12 + 1:02}"
    return {"Y": str(anchor.year + step), "D": (anchor + timedelta(days=step)).isoformat()}.get(code)


def _duration(low: str, unit: str, plural: bool) -> str | None:
    code = UNITS[unit]
    if "half a" in low and code in _HALVES:
        return _HALVES[code]
    digits = re.search(r"\d+", low)
    counted = [NUMBERS[word] for word in re.findall(r"[a-z]+", low) if word in NUMBERS]
    amount = digits.group() if digits else str(counted[0]) if counted else "X" if plural else "1"
    return f"PT{amount}{code[1]}" if code.startswith("T") else f"P{amount}{code}"
