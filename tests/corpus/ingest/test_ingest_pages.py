"""Every composed page: its zones character by character and its metadata, as a reader found them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from wirecopy.corpus.ingest import ingest
from wirecopy.corpus.model import Article
from wirecopy.corpus.text import is_clean

sys.path.insert(0, str(Path(__file__).parent))
from expected_pages import PAGES, expected, labels, located, names


def article(name: str) -> Article:
    if name.endswith(".html"):
        pytest.importorskip("trafilatura", reason="HTML needs the extra 'ingest'")
    return ingest((PAGES / name).read_bytes(), id="page-1", name=name)


def test_there_are_at_least_fifteen_pages_of_both_kinds() -> None:
    assert len(names()) >= 15
    assert sum(name.endswith(".html") for name in names()) >= 6


@pytest.mark.parametrize("name", names())
def test_zones(name: str) -> None:
    found = article(name)
    assert found.text is not None
    wanted = labels(found.text, list(located(found.text, expected(name)["zones"])))
    assert None not in wanted, "the expected zones leave characters out"
    assert labels(found.text, [(zone.kind, zone.start, zone.end) for zone in found.zones]) == wanted


@pytest.mark.parametrize("name", names())
def test_metadata(name: str) -> None:
    metadata = article(name).metadata
    for field, value in expected(name)["metadata"].items():
        assert getattr(metadata, field) == (tuple(value) if isinstance(value, list) else value), field


@pytest.mark.parametrize("name", names())
def test_the_clean_text_is_clean_and_reads_again_to_itself(name: str) -> None:
    found = article(name)
    assert found.text is not None
    assert is_clean(found.text)
    assert ingest(found.text.encode(), id="page-1", name=name).text == found.text


@pytest.mark.parametrize("name", [name for name in names() if name.endswith(".txt")])
def test_a_text_page_keeps_every_character(name: str) -> None:
    assert article(name).text == (PAGES / name).read_text(encoding="utf-8")
