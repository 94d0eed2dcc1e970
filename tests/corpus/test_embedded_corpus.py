"""What the embedded corpus promises of itself, counted: its size, its phenomena, its splits and how it was read."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

import msgspec
import pytest

from wirecopy.corpus import load
from wirecopy.corpus.links import embedded_links
from wirecopy.corpus.model import Article
from wirecopy.corpus.ontology import load_ontology
from wirecopy.corpus.stats import embedded, statistics
from wirecopy.corpus.store import PACKAGE, catalogue
from wirecopy.corpus.units import claims_of, entities_of, events_of, is_name

PASSES = PACKAGE / "passes"


@cache
def collections() -> dict[str, Any]:
    found: dict[str, Any] = statistics()["collections"]
    return found


def total(key: str) -> int:
    return sum(int(row[key]) for row in collections().values())


@cache
def articles(collection: str | None = None) -> tuple[Article, ...]:
    return tuple(a for a in embedded() if collection in (None, a.collection))


def test_its_size() -> None:
    composed = collections()["composed"]
    assert composed["articles"] >= 66
    assert composed["stories"] >= 30
    assert composed["tokens"] >= 20_000
    assert collections()["wikinews"]["articles"] == 24
    assert collections()["wire"]["articles"] == 1
    assert total("claims") >= 1000


def test_what_its_claims_are_like() -> None:
    claims = [claim for article in articles() for claim in claims_of(article.annotation)]
    assert total("nested_claims") >= 0.08 * len(claims)
    assert total("anonymous_claims") >= 0.10 * len(claims)
    assert total("discontinuous_claims") >= 0.06 * len(claims)
    assert sum(claim.polarity == "deny" for claim in claims) >= 0.03 * len(claims)
    assert sum(claim.certainty == "hedged" for claim in claims) >= 0.10 * len(claims)


def test_what_its_events_are_like() -> None:
    events = [event for article in articles() for event in events_of(article.annotation)]
    assert len(events) >= 1000
    types = Counter(event.type for event in events)
    assert {name: types[name] for name in load_ontology().events.types if types[name] < 15} == {}
    modalities = Counter(event.modality for event in events)
    assert set(modalities) == set(load_ontology().events.attributes["modality"])
    assert min(modalities.values()) >= 15
    assert any(event.time for event in events)
    assert any(event.cluster for event in events)


def test_its_links() -> None:
    kinds = Counter(link.kind for link in embedded_links())
    assert {kind: kinds[kind] for kind in load_ontology().links if kinds[kind] < 20} == {}


def test_its_splits() -> None:
    splits = catalogue().splits
    assert (len(splits["train"]), len(splits["validation"]), len(splits["test"])) == (12, 6, 12)
    assert len(load("test")) >= 24
    days = {split: sorted((a.metadata.published or "")[:10] for a in load(split)) for split in ("train", "test")}
    assert days["train"][-1] < days["test"][0], "the test split is later than the train split"


def names_of(split: str) -> set[str]:
    return {
        (article.text or "")[e.start : e.end]
        for article in load(split)
        for e in entities_of(article.annotation)
        if is_name(e)
    }


def test_a_third_of_the_names_in_test_are_new() -> None:
    test = names_of("test")
    assert len(test - names_of("train")) >= len(test) / 3


def test_every_story_is_told_by_several() -> None:
    """Dispatches on one story come from several agencies or outlets."""
    voices: dict[str, set[str | None]] = {}
    for article in articles("composed"):
        voices.setdefault(article.story or "", set()).add(article.metadata.agency or article.metadata.outlet)
    assert [story for story, found in voices.items() if len(found) < 2] == []


@pytest.mark.parametrize("collection", ["composed", "wikinews"])
def test_ten_articles_were_annotated_twice(collection: str) -> None:
    twice = [a for a in articles(collection) if len({p.annotator for p in a.provenance.passes}) > 1]
    assert len(twice) >= 10
    assert all(a.provenance.settled_by for a in twice)


def test_every_pass_says_who_when_and_by_which_guidelines() -> None:
    for article in articles():
        assert article.provenance.passes, article.id
        for found in article.provenance.passes:
            assert found.guidelines, article.id
            assert (found.started or "") < (found.finished or ""), article.id


def test_every_article_was_read_by_somebody_who_did_not_annotate_it() -> None:
    rows = [msgspec.json.decode(line) for line in (PASSES / "review.jsonl").read_bytes().splitlines()]
    readers: dict[str, set[str]] = {}
    for row in rows:
        assert isinstance(row["findings"], list)
        readers.setdefault(row["article"], set()).add(row["reviewer"])
    for article in articles():
        own = {found.annotator for found in article.provenance.passes}
        assert readers.get(article.id, set()) - own, article.id
