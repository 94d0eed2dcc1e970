"""What holds for the zones of any page, and single rules on pages made for them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirecopy.corpus.ingest.metadata import metadata_of
from wirecopy.corpus.ingest.page import text_page
from wirecopy.corpus.ingest.rules import RULES
from wirecopy.corpus.ingest.zones import zones_of
from wirecopy.corpus.ontology import load_ontology
from wirecopy.corpus.text import normalise

LINES = st.sampled_from(
    [
        "Dockers walk out at Port Ansley",
        "By Ann Marl | Northwire",
        "Published: 4 March 2031, 11:05 GMT",
        "World",
        "(AP)",
        "LOCKHAVEN, March 4 (Northwire) - The port was shut on Tuesday.",
        "Also Read: Harbour fees to rise",
        "READ MORE",
        "14:05",
        "The union said that nobody would move before Thursday, and nobody did.",
        "Photo: Northwire",
        "Share",
        "© 2031 Post",
        "A crane stands still in the harbour",
        "“We wait,” she said. (TMA)",
        "Comments (3)",
        "LOCKHAVEN —",
        "",
        "  ",
        "\u00a0",
    ]
) | st.text(max_size=60)


@settings(max_examples=200, deadline=None)
@given(st.lists(LINES, max_size=25))
def test_every_character_that_is_not_space_lies_in_exactly_one_zone(lines: list[str]) -> None:
    text = normalise("\n".join(lines)).text
    covered = [0] * len(text)
    page = text_page(text)
    zones = zones_of(page)
    for zone in zones:
        assert zone.kind in load_ontology().zones
        covered[zone.start : zone.end] = [count + 1 for count in covered[zone.start : zone.end]]
    assert all(count == 1 for count, char in zip(covered, text, strict=True) if not char.isspace())
    assert max(covered, default=0) <= 1
    assert list(zones) == sorted(zones, key=lambda zone: zone.start)
    metadata_of(page, zones)


def test_the_rules_have_unique_names_and_kinds_of_the_ontology() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert {rule.zone for rule in RULES} <= set(load_ontology().zones)


BODY = [
    "The union said that nobody would move before Thursday, and by noon nobody had moved.",
    "The port authority called the walkout a mistake and asked for talks in the morning.",
    "Nine ships were waiting outside, according to the harbour master, who counts them.",
]
FURNITURE = (
    "Also Read : Harbour fees to rise for a third year",
    "READ MORE Harbour fees to rise",
    "Related: Harbour fees to rise",
    "See also: Harbour fees to rise",
    "Don't miss | Harbour fees to rise",
    "Share this article",
    "Facebook Twitter WhatsApp",
    "Subscribe to our newsletter for more stories like this.",
    "Advertisement",
    "We use cookies to improve this site.",
    "11:48 GMT",
    "Photo: Northwire",
    "You may also like: Five harbours",
    "Story continues below",
    "Join our WhatsApp channel",
    "→ See also: Five harbours",
    "The harbour in your inbox every Friday. Sign up",
    "The Quay at Seven: sign up for our evening bulletin.",
    "The Quay has no owner but its readers. Support us from 3 lian a month.",
    "This page was paid for by 900 readers. Become the next one.",
    "Were you on the quay? Write to us: quay@post.example",
    "Enjoyed this? Take the Post for eight weeks at half price.",
    "MORE FROM HARBOURS: Who owns the quay? The answer, in nine maps.",
    "Most read in Harbours",
    "You may also like Who owns the quay? A docker explains",
    "Also on the Post: The last crane of the northern quay",
    "— With assistance from Tobin Reyes in Lockhaven",
    "An earlier version of this story misstated the number of ships.",
    "Foto: Ilse van Dorn, Lantern",
    "Photographer: Ilse van Dorn/Northwire",
)
NOT_FURNITURE = (
    "Read the statement aloud, she told him, and he read it without a glance.",
    "Share prices of shipping lines fell by three per cent in early trading.",
    "Subscribe to that view, the judge answered, and you will believe anything.",
    "Related charges against two clerks were dropped last year.",
    "Advertisement hoardings along the road were lying in the ash.",
    "Copyright law was changed twice in that year, and nobody noticed.",
    "By Tuesday evening the dockers had gone home.",
    "Updated figures show that nine ships were waiting.",
    "Follow the money, the prosecutor had urged the court.",
    "Today we strike, tomorrow we talk, she said.",
    "Can you tell us why the port is shut?",
    "Nobody in the harbour had asked you to write, he told us.",
    "The paper put up a paywall in the spring, and its readers left.",
    "The union is paid for by its members, of whom there are few.",
    "“Support us,” the dockers sang.",
    "The photographer: a man of sixty, deaf since the blast, and in no hurry at all.",
    "With Northwire, the state agency, the government has no quarrel.",
    "With help from the harbour council, they took the owner to court.",
    "Also on Tuesday: the court fined the owner for the ninth time.",
    "She died on 4 March 2031.",
    "Published figures of 4 March 2031 had shown nine ships waiting where now, at noon, none was.",
    "On 4 March 2031 at 11:05 the crane fell.",
)


def kind_of(line: str) -> str:
    page = text_page("\n\n".join(["Dockers walk out at Port Ansley", "By Ann Marl", *BODY[:2], line, BODY[2]]))
    at = page.text.index(line)
    return next(zone.kind for zone in zones_of(page) if zone.start <= at < zone.end)


@pytest.mark.parametrize("line", FURNITURE)
def test_furniture_inside_the_body(line: str) -> None:
    assert kind_of(line) == "furniture"


def test_of_two_titles_the_upper_one_is_the_headline() -> None:
    title, deck = (
        "Port Ansley is quiet, and nobody knows why",
        "Union says nobody moved before Thursday; ships were waiting",
    )
    page = text_page("\n\n".join(["World", title, deck, "By Ann Marl", *BODY]))
    zones = zones_of(page)
    assert [zone.kind for zone in zones] == ["furniture", "headline", "deck", "byline", "body"]


STAMPS = (
    "May 22, 2031 at 12:20 PM GMT+1 · Updated May 22, 2031 at 4:02 PM GMT+1 · 4 min read",
    "Marengga | Sun, February 16, 2031, 7:45 a.m. GMT+7 | Updated: Sun, February 16, 2031, 1:10 p.m. GMT+7",
    "First broadcast: 29/07/2031 - 18:40. Modified: 29/07/2031 - 21:05 (Varrent time)",
    "5 July 2031, 08:02 (GMT+2) | Changed 5 July 2031, 13:47 (GMT+2)",
)


@pytest.mark.parametrize("line", [*STAMPS, "Words: Tobin Reyes", "Tobin Reyes in Lockhaven", "With Northwire, QSN"])
def test_a_line_below_the_authors_that_is_a_byline(line: str) -> None:
    page = text_page("\n\n".join(["Dockers walk out at Port Ansley", "By Ann Marl, Editor", line, *BODY]))
    at = page.text.index(line)
    assert next(zone.kind for zone in zones_of(page) if zone.start <= at < zone.end) == "byline"


def test_agencies_below_the_text_are_a_credit() -> None:
    page = text_page("\n\n".join(["Dockers walk out at Port Ansley", *BODY, "With Northwire, QSN"]))
    assert zones_of(page)[-1].kind == "furniture"
    assert metadata_of(page, zones_of(page)).agency is None


def test_authors_and_stamps_on_one_line_are_a_byline() -> None:
    line = (
        "By Ann Marl in Port Ansley, and Northwire Posted Sat 5 Apr 2031, 17:40 GMT Amended Sat 5 Apr 2031, 21:05 GMT"
    )
    page = text_page("\n\n".join(["Dockers walk out at Port Ansley", line, *BODY]))
    zones = zones_of(page)
    assert [zone.kind for zone in zones] == ["headline", "byline", "body"]
    assert metadata_of(page, zones).byline == ("Ann Marl",)


def test_a_caption_is_cut_before_the_name_and_agency_behind_it() -> None:
    caption = "A crane stands still in the harbour on Tuesday. Photographer: Ilse van Dorn/Northwire"
    page = text_page("\n\n".join(["Dockers walk out at Port Ansley", "By Ann Marl", caption, *BODY]))
    assert [page.text[zone.start : zone.end] for zone in zones_of(page)][2:4] == [
        "A crane stands still in the harbour on Tuesday.",
        "Photographer: Ilse van Dorn/Northwire",
    ]


@pytest.mark.parametrize("line", ["Subscribe", "Log in", "Newsletters", "© Ilse van Dorn"])
def test_a_button_or_a_picture_inside_the_text_ends_no_article(line: str) -> None:
    page = text_page("\n\n".join(["Dockers walk out at Port Ansley", "By Ann Marl", *BODY[:2], line, BODY[2]]))
    assert [zone.kind for zone in zones_of(page)] == ["headline", "byline", "body", "furniture", "body"]


def test_a_long_quotation_that_the_text_repeats_is_furniture() -> None:
    quoted = "“Nobody on this quay will move a crate before the last of us has been paid in full”"
    text = [f"{BODY[0]} {BODY[1]}", quoted, f"{quoted[:-1]},” she said. “Not one.”", BODY[2]]
    page = text_page("\n\n".join(["Dockers walk out at Port Ansley", "By Ann Marl", *text]))
    assert [zone.kind for zone in zones_of(page)] == ["headline", "byline", "body", "furniture", "body"]


@pytest.mark.parametrize("line", NOT_FURNITURE)
def test_prose_that_begins_like_furniture(line: str) -> None:
    assert kind_of(line) == "body"
