"""Bylines: people, agencies and outlets told apart."""

from __future__ import annotations

import pytest

from wirecopy.corpus.ingest.bylines import parse_byline
from wirecopy.corpus.ingest.ownership import copyright_holder, license_of

BYLINES = {
    "By AP (Associated Press)": ((), "Associated Press", ()),
    "By Ann Marl and Tobin Reyes": (("Ann Marl", "Tobin Reyes"), None, ()),
    "By Ann Marl, Tobin Reyes | Northwire": (("Ann Marl", "Tobin Reyes"), "Northwire", ()),
    "By Ann Marl, Tobin Reyes and Ilse van Dorn, Northwire": (
        ("Ann Marl", "Tobin Reyes", "Ilse van Dorn"),
        "Northwire",
        (),
    ),
    "By ANN MARL and TOBIN REYES Associated Press": (("ANN MARL", "TOBIN REYES"), "Associated Press", ()),
    "Written by Ann Marl; Edited by Tobin Reyes": (("Ann Marl",), None, ()),
    "By Our Correspondent": ((), None, ()),
    "By Ann Marl, Political Correspondent": (("Ann Marl",), None, ()),
    "By Ann Marl in Lockhaven": (("Ann Marl",), None, ()),
    "By Ann Marl for The Lockhaven Gazette": (("Ann Marl",), None, ("The Lockhaven Gazette",)),
    "By Ann Marl | The Lockhaven Gazette": (("Ann Marl",), None, ("The Lockhaven Gazette",)),
    "By Ann Marl/Northwire": (("Ann Marl",), "Northwire", ()),
    "By Ann Marl (Northwire)": (("Ann Marl",), "Northwire", ()),
    "By NW (Northwire)": ((), "Northwire", ()),
    "By Corrand Press Agency": ((), "Corrand Press Agency", ()),
    "Ann Marl, TMA": (("Ann Marl",), "Trans-Meridian Associated", ()),
    "By Ann Marl for Northwire": (("Ann Marl",), "Northwire", ()),
    "By Ann Marl for Corrand Press Agency": (("Ann Marl",), "Corrand Press Agency", ()),
    "Words: Ann Marl": (("Ann Marl",), None, ()),
    "Text by: Ann Marl | Follow": (("Ann Marl",), None, ()),
    "HBS Sport at Fjordvollen": ((), None, ()),
    "With Northwire, QSN": ((), "Northwire", ()),
    "By Ann Marl @annmarl • 3 min read": (("Ann Marl",), None, ()),
}
HOLDERS = {
    "Copyright © 2024 Ushodaya Enterprises Pvt. Ltd., All Rights Reserved.": "Ushodaya Enterprises Pvt. Ltd",
    "© 2031 Lockhaven Gazette Ltd. All rights reserved.": "Lockhaven Gazette Ltd.",
    "Post Holdings plc © 2031": "Post Holdings plc",
    "Copyright (c) 2029-2031 by Le Fleuve": "Le Fleuve",
    "© 2031 Copyright Lantern International – All rights reserved.": "Lantern International",
    "Write to the desk. All rights reserved, Société du Phare, Varrent, 2031": "Société du Phare",
    "The Star, Wharf Road, Taiohu. Copyright 2031 Wharf Printery Ltd": "Wharf Printery Ltd",
    "Editor: Ann Marl. Quay AS, Ålstad. © Dagsposten 2031. We follow the press code.": "Dagsposten",
    "© 2031. Quotes are late by 15 minutes.": None,
    "The copyright lawyers met on Tuesday.": None,
    "All rights reserved.": None,
}
LICENSES = {
    "https://creativecommons.org/licenses/by-sa/4.0/deed.en": "CC-BY-SA-4.0",
    "https://creativecommons.org/publicdomain/zero/1.0/": "CC0-1.0",
    "This article is licensed under CC BY 4.0.": "CC-BY-4.0",
    "Published under the Creative Commons Attribution-NonCommercial-NoDerivs 3.0 licence.": "CC-BY-NC-ND-3.0",
    "Available under a Creative Commons licence.": None,
    "All rights reserved": None,
}


@pytest.mark.parametrize(("line", "people"), BYLINES.items())
def test_byline(line: str, people: tuple[tuple[str, ...], str | None, tuple[str, ...]]) -> None:
    found = parse_byline(line)
    assert (found.names, found.agency, found.outlets) == people


def test_an_agency_that_no_list_knows_is_known_from_the_dateline() -> None:
    assert parse_byline("By Ann Marl | Zephyr").agency is None
    assert parse_byline("By Ann Marl | Zephyr", frozenset({"zephyr"})).agency == "Zephyr"


def test_agencies_without_a_name() -> None:
    found = parse_byline("Agencies")
    assert (found.agency, found.unnamed_agency) == (None, "Agencies")


@pytest.mark.parametrize(("line", "holder"), HOLDERS.items())
def test_holder(line: str, holder: str | None) -> None:
    found = copyright_holder(line)
    assert (found or "").rstrip(".") == (holder or "").rstrip(".")


@pytest.mark.parametrize(("line", "license_id"), LICENSES.items())
def test_license(line: str, license_id: str | None) -> None:
    assert license_of(line) == license_id


def test_a_single_name_is_one_where_markup_gives_it() -> None:
    assert parse_byline("Tolen / Northwire").names == ()
    assert parse_byline("Tolen / Northwire", marked=True).names == ("Tolen",)
    assert [parse_byline(name, marked=True).names for name in ("Admin", "NEWS", "Editor", "Northwire")] == [()] * 4
