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
)


def kind_of(line: str) -> str:
    page = text_page("\n\n".join(["Dockers walk out at Port Ansley", "By Ann Marl", *BODY[:2], line, BODY[2]]))
    at = page.text.index(line)
    return next(zone.kind for zone in zones_of(page) if zone.start <= at < zone.end)


@pytest.mark.parametrize("line", FURNITURE)
def test_furniture_inside_the_body(line: str) -> None:
    assert kind_of(line) == "furniture"


@pytest.mark.parametrize("line", NOT_FURNITURE)
def test_prose_that_begins_like_furniture(line: str) -> None:
    assert kind_of(line) == "body"
