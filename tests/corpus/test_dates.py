"""TIMEX3 values by hand and against the standard library's calendar; weekdays of agency copy."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirecopy.corpus.dates import calendar_date, is_timex3, resolve_weekday, weeks_of
from wirecopy.corpus.errors import InputError

_VALID = """
20 203 199X 19XX 2031 2031-03 2031-XX XXXX
2031-03-04 2032-02-29 XXXX-02-29 XXXX-09-12 XXXX-XX-31 2031-09-XX
2031-W10 2032-W53 XXXX-W53 2031-WXX 2031-W10-WE XXXX-WXX-2 2031-W10-7
2031-Q2 2031-QX 2031-H1 XXXX-H2 2031-SU 2031-SP 2031-FA 2031-WI
2031-03-04TMO 2031-03-04TMI 2031-03-04TAF 2031-03-04TEV 2031-03-04TNI 2031-03-04TDT XXXX-XX-XXTNI 2031-W10-2TEV TMO
2031-03-04T19 2031-03-04T19:00 2031-03-04T19:00:05 2031-03-04T19:00Z 2031-03-04T06:28+05:30 2031-03-04T24:00
2031-12-31T23:59:60Z T19:00
P3D PT2H P17M P1Y2M P1Y2M3DT4H5M6S PXD PXY PTXM P1.5Y PT0.5H P2W P3DE P2CE P1ML P2Q P3WE
PRESENT_REF PAST_REF FUTURE_REF
2031-03-04/2031-03-06 2031-03-04/2031-03-04 2031-03-04T19:00/2031-03-04T20:30 2031-03/2031-04-02 2019/2021
2031-03-04/2031-03 T19:00/T07:00
"""
_INVALID = """
2 20311 203-1 2031-13 2031-00 2031-3 2031-02-29 2031-04-31 XXXX-02-30 2031-XX-32 0000 0000-01-01 2031-03-00
2031-03-04-05 2031-W00 2031-W53 2031-W54 2031-W1 2031-W10-8 2031-W10-0 2031-W10-WETMO 2031-Q5 2031-Q0 2031-H3 2031-AU
203X-03 20X1 2031-03-04T 2031-03-04TXX 2031-03-04T25:00 2031-03-04T24:01 2031-03-04T19:60 2031-03-04T19:00:60
2031-03-04T1900 2031-03T19:00 2031T19:00 2031-03-04T19:00+5:30 2031-03-04T19:00+15:00 2031-03-04TZ T TZ Z
P PT P3 P1YT PX PTX PT3D P3H P1D2M P-3D P1W2DE P.5D P1DE2CE p3d PRESENT past_ref PAST_REF/FUTURE_REF
2031-03-06/2031-03-04 2031-04/2031-03-02 2031-03-04T20:00/2031-03-04T19:00 2031-03-04/P3D P1D/P2D 2031/2032/2033
2031/ /2031 / Tuesday 12/09/2031 2031.03.04 ٢٠٣١ ²031
"""
VALID = _VALID.split()
INVALID = [*_INVALID.split(), "", " 2031", "2031\n", "2031-03-04\u00a0", "P3D\n", f"P{'1' * 10**6}D"]

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 1, 1))
NAMES = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


@pytest.mark.parametrize("value", VALID)
def test_valid(value: str) -> None:
    assert is_timex3(value)


@pytest.mark.parametrize("value", INVALID, ids=lambda value: repr(value[:40]))
def test_invalid(value: str) -> None:
    assert not is_timex3(value)


@given(st.integers(1, 9999), st.integers(0, 20), st.integers(0, 40))
def test_days_are_those_of_the_calendar(year: int, month: int, day: int) -> None:
    value = f"{year:04}-{month:02}-{day:02}"
    try:
        expected = date(year, month, day)
    except ValueError:
        expected = None
    assert calendar_date(value) == expected
    assert is_timex3(value) == (expected is not None)


@given(st.integers(1, 9999))
def test_weeks_are_those_of_the_calendar(year: int) -> None:
    assert date(year, 12, 28).isocalendar().week == weeks_of(year)


@given(DAYS, DAYS)
def test_an_interval_is_valid_forwards_only(start: date, end: date) -> None:
    assert is_timex3(f"{start}/{end}") == (start <= end)


@given(st.text())
def test_any_text_is_judged(value: str) -> None:
    assert is_timex3(value) in (True, False)


@pytest.mark.parametrize("value", [v for v in VALID if v not in ("2031-03-04", "2032-02-29")])
def test_only_a_full_day_is_a_calendar_date(value: str) -> None:
    assert calendar_date(value) is None


@given(DAYS, st.sampled_from(NAMES))
def test_a_weekday_is_within_a_week_of_the_anchor(anchor: date, name: str) -> None:
    past, ahead = resolve_weekday(name, anchor, future=False), resolve_weekday(name, anchor, future=True)
    assert NAMES[past.weekday()] == NAMES[ahead.weekday()] == name
    assert anchor - timedelta(days=7) < past <= anchor <= ahead < anchor + timedelta(days=7)


@pytest.mark.parametrize(
    ("word", "future", "expected"),
    [
        ("Tuesday", False, date(2031, 3, 4)),  # the anchor itself
        ("Monday", False, date(2031, 3, 3)),
        ("Wed.", False, date(2031, 2, 26)),
        ("Tues.", True, date(2031, 3, 4)),
        ("WEDNESDAY", True, date(2031, 3, 5)),
        (" Mon ", True, date(2031, 3, 10)),
    ],
)
def test_weekdays_by_hand(word: str, future: bool, expected: date) -> None:
    assert resolve_weekday(word, date(2031, 3, 4), future=future) == expected


@pytest.mark.parametrize("word", ["", "T", "Tu", "Tuesdays", "tomorrow", "day"])
def test_another_word_is_refused(word: str) -> None:
    with pytest.raises(InputError, match="expected one of monday"):
        resolve_weekday(word, date(2031, 3, 4), future=False)
