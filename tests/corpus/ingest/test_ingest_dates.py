"""Stamps in many styles; what leaves the reading open is no stamp."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirecopy.corpus.ingest.dates import parse_stamp

READ = {
    "Sep 12, 2023, 6:28 AM IST": "2023-09-12T06:28:00+05:30",
    "Published : Sep 12, 2023, 9:13 AM IST": "2023-09-12T09:13:00+05:30",
    "14 November 2024 - 06:10": "2024-11-14T06:10:00",
    "25/09/2023 10:05": "2023-09-25T10:05:00",
    "9/9/2031": "2031-09-09",
    "2031/03/04": "2031-03-04",
    "2031-03-04T09:30:00Z": "2031-03-04T09:30:00+00:00",
    "2031-03-04 09:30 +0300": "2031-03-04T09:30:00+03:00",
    "2024-11-14T06:10:05.123-05:30": "2024-11-14T06:10:05-05:30",
    "4 March 2031, 14:30 CET": "2031-03-04T14:30:00+01:00",
    "Tuesday, March 4, 2031 at 2:30 p.m. ET": "2031-03-04T14:30:00-05:00",
    "Friday, July 4, 2031 at 2:30 p.m. ET": "2031-07-04T14:30:00-04:00",
    "06:10 GMT, 14 November 2024": "2024-11-14T06:10:00+00:00",
    "4 March 2031 0930 GMT": "2031-03-04T09:30:00+00:00",
    "Aug. 4, 2031 2 PM UTC+3": "2031-08-04T14:00:00+03:00",
    "12th of May 2031": "2031-05-12",
    "19 February 2031 at 14h30": "2031-02-19T14:30:00",
    "March 4, 2031 12:05 a.m. EST": "2031-03-04T00:05:00-05:00",
    "4 Mar 2031 10:22 PM IST | 3 min read": "2031-03-04T22:22:00+05:30",
    # several parts of the world print these for different offsets
    "4 March 2031, 14:30 BST": "2031-03-04T14:30:00",
    "4 March 2031, 14:30 CST": "2031-03-04T14:30:00",
    "Mar 4, 2031 at 6:28 AM Israel Standard Time": "2031-03-04T06:28:00",
}
OPEN = (
    "12/09/2023",
    "Updated 2 hours ago",
    "31 February 2024",
    "Sep 12, 6:28 AM",
    "yesterday",
    "13/13/2031",
    "",
    "12 09",
)


@pytest.mark.parametrize(("page", "stamp"), READ.items())
def test_read(page: str, stamp: str) -> None:
    assert parse_stamp(page) == stamp


@pytest.mark.parametrize("page", OPEN)
def test_left_open(page: str) -> None:
    assert parse_stamp(page) is None


@given(st.datetimes(min_value=datetime(1950, 1, 1), max_value=datetime(2099, 12, 31)))  # noqa: DTZ001 - pages give none
def test_what_is_written_out_in_full_comes_back(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    assert parse_stamp(moment.isoformat()) == moment.isoformat()
    minute = moment.replace(second=0)
    assert parse_stamp(f"{minute:%B} {minute.day}, {minute.year}, {minute:%I:%M %p}") == minute.isoformat()
    assert parse_stamp(f"{minute.day} {minute:%b} {minute.year} - {minute:%H:%M}") == minute.isoformat()


@given(st.text(max_size=80))
def test_any_text_is_read_or_left_open(text: str) -> None:
    stamp = parse_stamp(text)
    assert stamp is None or stamp[:4].isdigit()
