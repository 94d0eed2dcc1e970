"""What holds of every score, whatever is scored."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measures_generated import EVENTS, LENGTH, corpus, event, line, span

from wirecopy.corpus import load
from wirecopy.evaluation import score
from wirecopy.evaluation.gold import FileGold
from wirecopy.evaluation.measures import MEASURES
from wirecopy.evaluation.scoring import score_file

Line = dict[str, Any]
seeds = st.integers(0, 10**6)


def scored(gold: list[Line], predicted: list[Line], **options: Any) -> Line:
    return score(gold, predicted, resamples=options.pop("resamples", 1), **options)


def complete(lines: list[Line]) -> list[Line]:
    """Give every attribute a value, as gold has."""
    made = copy.deepcopy(lines)
    for article in made:
        for unit in article["claims"]:
            unit |= {name: unit[name] or "known" for name in ("source_type", "certainty", "polarity", "quote")}
        for unit in article["events"]:
            unit["modality"] = unit["modality"] or "asserted"
    return made


def rates(document: Line) -> Iterator[float]:
    for figures in document["measures"].values():
        rows = [figures, *figures["types"].values()]
        for row in rows:
            yield from (
                row[key] for key in ("precision", "recall", "f1", "macro_f1", "weighted_f1") if row.get(key) is not None
            )


@settings(max_examples=40, deadline=None)
@given(seeds)
def test_gold_against_itself_is_one_or_null(seed: int) -> None:
    gold = complete(corpus(seed, 4)[0])
    for name, figures in scored(gold, gold)["measures"].items():
        expected = 1.0 if figures["gold"] else None
        assert (figures["precision"], figures["recall"], figures["f1"]) == (expected,) * 3, name
        assert {row["f1"] for row in figures["types"].values()} <= {1.0}, name


@settings(max_examples=40, deadline=None)
@given(seeds)
def test_no_rate_exceeds_one_and_none_is_negative(seed: int) -> None:
    assert all(0 <= rate <= 1 for rate in rates(scored(*corpus(seed, 6))))


@settings(max_examples=40, deadline=None)
@given(seeds)
def test_scoring_leaves_its_input_alone(seed: int) -> None:
    sides = corpus(seed, 3)
    before = copy.deepcopy(sides)
    scored(*sides, errors=True, per_article=True)
    assert sides == before


@settings(max_examples=40, deadline=None)
@given(seeds)
def test_repeating_units_changes_nothing_but_the_count_of_duplicates(seed: int) -> None:
    gold, predicted = corpus(seed, 3)
    again = copy.deepcopy(predicted)
    for article in again:
        for number, claim in enumerate(copy.deepcopy(article["claims"])):
            article["claims"].append({**claim, "id": f"again{number}"})
        article["entities"] += copy.deepcopy(article["entities"])
        article["events"] += copy.deepcopy(article["events"])
    before, after = scored(gold, predicted, errors=True), scored(gold, again, errors=True)
    assert before["measures"] == after["measures"]
    assert after["duplicates"] >= before["duplicates"]
    assert before["errors"]["kinds"].get("entities") == after["errors"]["kinds"].get("entities")
    records = sum(len(article[layer]) for article in predicted for layer in ("entities", "claims", "events"))
    assert after["duplicates"] >= records


WRONG = LENGTH + 50


def wrong_unit(layer: str) -> Line:
    """Return a unit far from everything, of a type that occurs nowhere."""
    there = [[WRONG, WRONG + 1]]
    if layer == "entities":
        return {"start": WRONG, "end": WRONG + 1, "type": "WRONG"}
    if layer == "claims":
        values = dict.fromkeys(("source_type", "certainty", "polarity", "quote"), "wrong")
        return {"content": there, "source": there, "cue": there, "id": "wrong", "parent": "wrong", **values}
    return {
        "type": "Wrong",
        "trigger": there,
        "arguments": [{"role": "wrong", "span": there}],
        "modality": "wrong",
        "time": "0000",
    }


def test_a_wrong_unit_lowers_precision_and_touches_nothing_else() -> None:
    gold, predicted = corpus(11, 20)
    for layer in ("entities", "claims", "events"):
        again = copy.deepcopy(predicted)
        again[0][layer].append(wrong_unit(layer))
        before, after = scored(gold, predicted)["measures"], scored(gold, again)["measures"]
        for name in before:
            if not name.startswith(layer):
                assert after[name] == before[name], name
                continue
            assert after[name]["precision"] < before[name]["precision"], name
            assert after[name]["recall"] == before[name]["recall"], name


@settings(max_examples=80, deadline=None)
@given(seeds)
def test_no_added_unit_that_is_not_gold_raises_the_precision_of_exact_measures(seed: int) -> None:
    """A unit that is wrong by itself: no gold unit equals it in any of the measure's columns."""
    rng = random.Random(seed)
    gold, predicted = corpus(seed, 2)
    again = copy.deepcopy(predicted)
    taken = {(e["start"], e["end"]) for e in gold[0]["entities"]}
    spans = [(a, b) for a in range(LENGTH) for b in range(a + 1, LENGTH) if (a, b) not in taken]
    start, end = rng.choice(spans)
    again[0]["entities"].append({"start": start, "end": end, "type": rng.choice(("PER", "ORG"))})
    free = [[p, p + 1] for p in range(LENGTH, LENGTH + 20)]
    again[0]["events"].append(
        {**event(rng), "trigger": [rng.choice(free)], "type": rng.choice(tuple(EVENTS)), "arguments": []}
    )
    before, after = scored(gold, predicted)["measures"], scored(gold, again)["measures"]
    for name in ("entities.strict", "entities.boundary", "events.TI", "events.TC", "events.modality", "events.time"):
        assert (after[name]["precision"] or 0) <= (before[name]["precision"] or 0), name


@settings(max_examples=40, deadline=None)
@given(seeds, st.permutations(("PER", "ORG", "GPE")))
def test_renaming_types_permutes_the_table(seed: int, names: list[str]) -> None:
    new = dict(zip(("PER", "ORG", "GPE"), names, strict=True))
    sides = corpus(seed, 4)
    renamed = copy.deepcopy(sides)
    for article in (*renamed[0], *renamed[1]):
        for entity in article["entities"]:
            entity["type"] = new[entity["type"]]
    before, after = scored(*sides)["measures"], scored(*renamed)["measures"]
    for name in before:
        types = {new.get(kind, kind): row for kind, row in before[name]["types"].items()}
        assert after[name] == {**before[name], "types": types}, name


def shifted(value: Any, by: int) -> Any:
    """Return a span, entity or line moved to the right."""
    made = copy.deepcopy(value)
    for entity in made["entities"]:
        entity["start"] += by
        entity["end"] += by
    for unit in (*made["claims"], *made["events"]):
        spans = {part: unit[part] for part in ("content", "source", "cue", "trigger") if unit.get(part)}
        unit.update({part: [[a + by, b + by] for a, b in spans[part]] for part in spans})
    for filler in (filler for unit in made["events"] for filler in unit["arguments"]):
        filler["span"] = [[a + by, b + by] for a, b in filler["span"]]
    return made


@pytest.mark.parametrize("articles", [1, 30])
def test_offsets_may_be_as_large_as_they_can(articles: int) -> None:
    gold, predicted = corpus(3, articles)
    far = 2**31 - 1 - LENGTH - 10
    moved = [[shifted(article, far) for article in side] for side in (gold, predicted)]
    assert scored(*moved, per_article=True)["articles"] == scored(gold, predicted, per_article=True)["articles"]
    mixed = [
        [*side, *({**shifted(article, far), "id": f"far-{article['id']}"} for article in side)]
        for side in (gold, predicted)
    ]
    both = scored(*mixed, per_article=True)["articles"]
    assert all(both[f"far-{article['id']}"] == both[article["id"]] for article in gold)


def test_components_beyond_three_by_three() -> None:
    """Ten nested spans against ten: only the diagonal is right, and every order finds it."""
    gold = [{"id": "a", "claims": [{"content": [[0, 40 + i]], "source_type": f"s{i}"} for i in range(10)]}]
    for seed in range(5):
        shuffled = copy.deepcopy(gold)
        random.Random(seed).shuffle(shuffled[0]["claims"])
        measures = scored(gold, shuffled)["measures"]
        assert measures["claims.attribution.overlap"]["matched"] == measures["claims.source_type"]["matched"] == 10


def test_files_and_objects_give_the_same_figures(tmp_path: Path) -> None:
    gold, predicted = corpus(21, 30)
    paths = []
    for name, lines in (("gold", gold), ("predicted", predicted)):
        paths.append(tmp_path / f"{name}.jsonl")
        paths[-1].write_bytes(b"\n\n".join(map(msgspec.json.encode, lines)))
    from_file = score_file(paths[1], FileGold(paths[0]), resamples=10, per_article=True, errors=True)
    from_objects = score(gold, predicted, resamples=10, per_article=True, errors=True)
    assert {k: v for k, v in from_file.items() if k not in ("data", "signature")} == {
        k: v for k, v in from_objects.items() if k not in ("data", "signature")
    }


def test_the_document_is_plain_json_and_stable() -> None:
    gold, predicted = corpus(5, 12)
    document = score(gold, predicted, per_article=True, errors=True)
    assert msgspec.json.decode(msgspec.json.encode(document)) == document
    assert score(gold, predicted, per_article=True, errors=True) == document
    assert b"NaN" not in msgspec.json.encode(document)


def test_many_invented_types_take_little_memory() -> None:
    """Counts grow with articles and with types, never with their product."""
    articles = 400
    gold = [{"id": f"a{i}", "entities": []} for i in range(articles)]
    predicted = [
        {"id": f"a{i}", "entities": [{"start": j, "end": j + 1, "type": f"T{i}-{j}"} for j in range(50)]}
        for i in range(articles)
    ]
    figures = scored(gold, predicted)["measures"]["entities.strict"]
    assert (figures["predicted"], len(figures["types"]), figures["macro_f1"]) == (20_000, 20_000, None)


def test_the_embedded_corpus_against_itself() -> None:
    articles = load("train,validation,test")
    document = score(articles, articles)
    assert document["duplicates"] == 0
    assert {name for name, figures in document["measures"].items() if figures["f1"] not in (1.0, None)} == set()
    assert set(document["measures"]) == {measure.name for measure in MEASURES}


def test_generated_articles_hold_what_they_should() -> None:
    rng = random.Random(0)
    spans = [span(rng) for _ in range(300)]
    assert any(a[1] == b[0] for s in spans for a, b in pairwise(s))  # touching fragments
    assert any(len(s) == 3 for s in spans)
    claims = [claim for number in range(200) for claim in line(rng, str(number))["claims"]]
    assert any(claim["source"] is None for claim in claims)
    assert any(claim["parent"] for claim in claims)
