"""docs/results.md and the documents say the same fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from measures_generated import corpus

from wirecopy.evaluation import compare, score, score_tags
from wirecopy.evaluation.measures import MEASURES

PAGE = (Path(__file__).parents[2] / "docs" / "results.md").read_text(encoding="utf-8")
WORDS = set(re.findall(r"[A-Za-z0-9_+.]+", " ".join(re.findall(r"`([^`]+)`", PAGE)))) | set(re.findall(r"\w+", PAGE))
# Keys that are data: measures, types, articles and label names.
KEYED = {"measures", "types", "articles", "kinds", "confusion"}


def keys(value: Any, keyed: bool = False) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            if not keyed:
                yield key
            yield from keys(item, not keyed and key in KEYED)
    elif isinstance(value, list):
        for item in value:
            yield from keys(item)


def documents() -> dict[str, Any]:
    gold, predicted = corpus(2, 12)
    gold = [{**line, "story": line["id"]} for line in gold]
    return {
        "score": score(gold, predicted, resamples=20, errors=True),
        "compare": compare(gold, {"a": predicted, "b": gold}, resamples=20),
        "tags": score_tags([["B-X", "O"]], [["B-X", "B-Y"]]),
    }


@pytest.mark.parametrize("name", ["score", "compare", "tags"])
def test_every_field_is_described(name: str) -> None:
    document = documents()[name]
    assert {key for key in keys(document) if key not in WORDS} == set()
    assert document["schema"] in PAGE


def test_the_contracts_fields_are_there() -> None:
    document = documents()["score"]
    assert {"schema", "signature", "documents", "duplicates", "data", "measures", "headline"} < set(document)
    assert set(document["data"]) == {"name", "version", "split", "sha256"}
    assert set(document["headline"]) == {"entities", "claims", "events", "mean"}
    required = {
        "precision",
        "recall",
        "f1",
        "f1_interval",
        "gold",
        "predicted",
        "matched",
        "macro_f1",
        "weighted_f1",
        "types",
    }
    for measure in MEASURES:
        figures = document["measures"][measure.name]
        assert required <= set(figures)
        soft, semeval = measure.name.endswith(".proportional"), ".semeval." in measure.name
        assert ({"precision_sum", "recall_sum"} <= set(figures), figures["matched"] is None) == (soft, soft)
        assert ("counts" in figures) == semeval
        assert bool(figures["types"]) == (measure.types is not None)
        assert (figures["macro_f1"] is None) == (measure.types is None)


def test_the_signature_says_what_was_scored() -> None:
    gold, predicted = corpus(2, 12)
    signature = score(gold, predicted, resamples=30, seed=4)["signature"].split("|")
    names = [part.partition(":")[0] for part in signature]
    assert names == ["data", "version", "split", "sha256", "articles", "resamples", "seed", "wirecopy"]
    assert {"articles:12", "resamples:30", "seed:4"} < set(signature)
