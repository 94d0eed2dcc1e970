"""Datelines of many agencies, and openings that only look like one."""

from __future__ import annotations

import pytest

from wirecopy.corpus.ingest.dateline import parse_dateline

DATELINES = (
    ("Seoul :", "Seoul", None),
    ("LOCKHAVEN, March 4 (Reuters) -", "LOCKHAVEN", "Reuters"),
    ("PARIS (AP) —", "PARIS", "AP"),
    ("MANILA, Philippines —", "MANILA, Philippines", None),
    ("(Northwire) -", None, "Northwire"),
    ("(Agency) VARRENT -", "VARRENT", "Agency"),
    ("(ANSA) - ROME, SEP 12 -", "ROME", "ANSA"),
    ("ÅLSTAD/SNB/ 4 March 2031 –", "ÅLSTAD", "SNB"),
    ("BAEKJIN, Aug. 4 (Narae) --", "BAEKJIN", "Narae"),
    ("QINGLUO, Aug 4 (Samvad):", "QINGLUO", "Samvad"),
    ("San Ordoño, 4 Oct (Cordel).-", "San Ordoño", "Cordel"),
    ("TAIOHU, 4 September 2031 (REEFLINE) -", "TAIOHU", "REEFLINE"),
    ("Kota Selaya (Wartanusa) -", "Kota Selaya", "Wartanusa"),
    ("ZELMGRAD. March 4 /Yarinform/.", "ZELMGRAD", "Yarinform"),
    ("Kharzest, March 4 (VCT)", "Kharzest", "VCT"),
    ("Madinat al-Nahr, 4 March 2031, QSN --", "Madinat al-Nahr", "QSN"),
    ("GÜLŞEHR - ARH -", "GÜLŞEHR", "ARH"),
    ("Ambalgarh [Vindhara], September 12 (Unheard Of):", "Ambalgarh [Vindhara]", "Unheard Of"),
    ("VARRENT/LOCKHAVEN, Sept 12 (Northwire) -", "VARRENT/LOCKHAVEN", "Northwire"),
)
PROSE = (
    "The minister said (on Monday) - we shall see.",
    "Ann Marl: “We will not move.”",
    "Read the statement: The port is shut.",
    "Ministers agreed: The port stays shut.",
    "Tuesday: The port is shut.",
    "President Corveau — The man of the hour.",
    "Dockers - who struck for a week - went home.",
    "Update: The port is open.",
)


@pytest.mark.parametrize(("printed", "place", "agency"), DATELINES)
def test_dateline(printed: str, place: str | None, agency: str | None) -> None:
    found = parse_dateline(f"{printed} The port was shut on Tuesday.")
    assert found is not None
    assert (found.length, found.place, found.agency) == (len(printed), place, agency)


@pytest.mark.parametrize("text", PROSE)
def test_prose(text: str) -> None:
    assert parse_dateline(text) is None


DATED = {
    "LOCKHAVEN, March 4 (Reuters) -": "LOCKHAVEN, March 4",
    "ÅLSTAD/SNB/ 4 March 2031 –": "ÅLSTAD/SNB/ 4 March 2031",
    "PORT ALKĖ, Saturday —": "PORT ALKĖ, Saturday",
    "SARKALNE, Rindava, Aug 20 (Northwire) -": "SARKALNE, Rindava, Aug 20",
    "(ANSA) - ROME, SEP 12 -": "ROME, SEP 12",
    "PARIS (AP) —": "PARIS",
    "(Northwire) -": None,
}


@pytest.mark.parametrize(("printed", "dated"), DATED.items())
def test_the_date_stays_with_its_place(printed: str, dated: str | None) -> None:
    found = parse_dateline(f"{printed} The port was shut on Tuesday.")
    assert found is not None
    assert found.dated == dated
