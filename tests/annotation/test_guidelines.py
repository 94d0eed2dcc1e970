"""The guidelines: one version, tables that are current, examples that stand in the articles they name."""

from __future__ import annotations

import re

import pytest
import yaml

from wirecopy.annotation.guidelines import FOLDER, LABELS, PAGES, VERSION, labels_page
from wirecopy.corpus.model import Article
from wirecopy.corpus.ontology import load_ontology
from wirecopy.corpus.store import load

EXAMPLE = re.compile(r"^> (?P<words>.*) \[(?P<article>[a-z0-9-]+)\]$", re.MULTILINE)
READING_SPEED = 180  # words a minute, slow for an adult: the reader thinks along


def pages() -> dict[str, str]:
    return {name: (FOLDER / name).read_text(encoding="utf-8") for name in PAGES}


def articles() -> dict[str, Article]:
    return {article.id: article for article in load("train,validation")}


def test_every_page_is_listed_and_nothing_else_is_there() -> None:
    assert {path.name for path in FOLDER.glob("*.md")} == set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_carries_the_version(name: str) -> None:
    front = pages()[name].split("---\n")[1]
    assert yaml.safe_load(front) == {"guidelines": VERSION}


def test_the_labels_are_current() -> None:
    # To renew them: LABELS.write_text(labels_page(), encoding="utf-8")
    assert LABELS.read_text(encoding="utf-8") == labels_page()


def test_the_labels_name_every_label_of_the_ontology() -> None:
    ontology, page = load_ontology(), labels_page()
    values = [value for names in ontology.attribute_values().values() for value in names]
    for label in [*ontology.entities, *ontology.claims.parts, *ontology.events.types, *ontology.zones, *values]:
        assert f"| {label} |" in page


def test_examples_stand_in_the_articles_they_name() -> None:
    texts = {name: re.sub(r"\s+", " ", article.text or "") for name, article in articles().items()}
    found = [
        (name, match["words"], match["article"]) for name, page in pages().items() for match in EXAMPLE.finditer(page)
    ]
    assert len(found) > 40
    for page, example, article in found:
        words = example.replace("**", "")
        assert article in texts, f"{page}: {article} is in neither train nor validation"
        assert words in texts[article], f"{page}: {words!r} is not in {article}"


def test_every_quotation_block_names_its_article() -> None:
    for name, page in pages().items():
        blocks = [row for row in page.splitlines() if row.startswith(">")]
        assert all(EXAMPLE.match(row) for row in blocks), name


def test_links_lead_somewhere() -> None:
    for name, page in pages().items():
        for target in re.findall(r"\]\(([^)#]+)\)", page):
            assert (FOLDER / target).is_file(), f"{name}: {target}"


def test_they_are_read_in_half_an_hour() -> None:
    words = sum(len(page.split()) for name, page in pages().items() if name != LABELS.name)
    assert words / READING_SPEED < 30


def test_labels_in_the_text_are_labels_of_the_ontology() -> None:
    ontology = load_ontology()
    attributes = {*ontology.attribute_values(), *ontology.claims.parts, "value", "metonym", "cluster", "link", "parent"}
    known = {*attributes, "noun_phrase", "continues", "start/end"}
    for name, page in pages().items():
        if name not in (LABELS.name, "quiz.md", "start.md"):
            for code in re.findall(r"`([a-z_/]+)`", page):
                assert code in known, f"{name}: {code}"
