"""The error analysis: every unit is judged once, and its sums are those of the measures."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measures_generated import corpus

from wirecopy.evaluation import score
from wirecopy.evaluation.errors import Unit, near

Line = dict[str, Any]


def errors(gold: Line, predicted: Line) -> Line:
    found: Line = score([{"id": "a", **gold}], [{"id": "a", **predicted}], resamples=1, errors=True)["errors"]
    return found


def unit(start: int, end: int, kind: str) -> Line:
    return {"start": start, "end": end, "type": kind}


def test_each_kind_of_entity_error() -> None:
    gold = [unit(0, 5, "PER"), unit(10, 15, "ORG"), unit(20, 25, "GPE"), unit(30, 35, "LOC"), unit(40, 45, "LAW")]
    predicted = [unit(0, 5, "PER"), unit(10, 15, "GPE"), unit(20, 24, "GPE"), unit(30, 33, "ORG"), unit(50, 55, "DATE")]
    found = errors({"entities": gold}, {"entities": predicted})
    assert found["kinds"]["entities"] == {"missed": 1, "spurious": 1, "mistyped": 1, "misbounded": 1, "both": 1}
    rows = {row["kind"]: (row["gold"], row["predicted"], row["differs"]) for row in found["articles"]["a"]}
    assert rows == {
        "mistyped": ([1], [1], ["type"]),
        "misbounded": ([2], [2], ["span"]),
        "both": ([3], [3], ["type", "span"]),
        "missed": ([4], None, []),
        "spurious": (None, [4], []),
    }
    confusion = {(row["gold"], row["predicted"]): row["count"] for row in found["confusion"]["entities"]}
    assert confusion == {
        ("PER", "PER"): 1, ("ORG", "GPE"): 1, ("GPE", "GPE"): 1, ("LOC", "ORG"): 1, ("LAW", None): 1, (None, "DATE"): 1,
    }  # fmt: skip


def test_equal_units_are_paired_before_better_looking_ones() -> None:
    gold = [unit(0, 5, "PER"), unit(0, 6, "ORG")]
    found = errors({"entities": gold}, {"entities": [unit(0, 6, "ORG"), unit(0, 7, "ORG")]})
    assert [(row["kind"], row["gold"], row["predicted"]) for row in found["articles"]["a"]] == [("both", [0], [1])]


def test_claims_differ_in_parts_or_in_values() -> None:
    claim = {"content": [[10, 30]], "source": [[0, 5]], "cue": [[6, 9]], "quote": "direct"}
    for changes, kind, differs in (
        ({"cue": [[5, 9]]}, "misbounded", ["cue"]),
        ({"quote": "indirect"}, "mistyped", ["quote"]),
        ({"source": None, "quote": None}, "both", ["source", "quote"]),
    ):
        row = errors({"claims": [claim]}, {"claims": [{**claim, **changes}]})["articles"]["a"][0]
        assert (row["layer"], row["kind"], row["differs"]) == ("claims", kind, differs)
    far = errors({"claims": [claim]}, {"claims": [{**claim, "content": [[28, 60]]}]})["kinds"]["claims"]
    assert (far["missed"], far["spurious"]) == (1, 1)


def test_arguments_belong_to_their_event() -> None:
    event = {"type": "Visit", "trigger": [[0, 5]], "arguments": [{"role": "host", "span": [[6, 9]]}]}
    moved = {**event, "trigger": [[0, 4]]}
    kinds = errors({"events": [event]}, {"events": [moved]})["kinds"]
    assert kinds["events"]["misbounded"] == 1
    assert (kinds["arguments"]["missed"], kinds["arguments"]["spurious"]) == (1, 1)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_every_entity_is_right_or_in_one_error(seed: int) -> None:
    gold, predicted = corpus(seed, 4)
    document = score(gold, predicted, resamples=1, errors=True)
    strict = document["measures"]["entities.strict"]
    kinds = document["errors"]["kinds"].get(
        "entities", dict.fromkeys(("missed", "spurious", "mistyped", "misbounded", "both"), 0)
    )
    paired = kinds["mistyped"] + kinds["misbounded"] + kinds["both"]
    assert strict["gold"] - strict["matched"] == kinds["missed"] + paired
    assert strict["predicted"] - strict["matched"] == kinds["spurious"] + paired
    confusion = document["errors"]["confusion"].get("entities", [])
    assert sum(row["count"] for row in confusion if row["gold"]) == strict["gold"]
    assert sum(row["count"] for row in confusion if row["predicted"]) == strict["predicted"]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_gold_against_itself_has_no_error(seed: int) -> None:
    gold = corpus(seed, 4)[0]
    assert score(gold, copy.deepcopy(gold), resamples=1, errors=True)["errors"]["kinds"] == {}


@pytest.mark.parametrize("task", ["entities", "claims", "events"])
def test_only_scored_layers_are_analysed(task: str) -> None:
    gold, predicted = corpus(3, 10)
    kinds = score(gold, predicted, resamples=1, errors=True, tasks=[task])["errors"]["kinds"]
    assert set(kinds) == ({"events", "arguments"} if task == "events" else {task})


fragments = st.lists(st.integers(0, 60), min_size=2, max_size=6, unique=True).map(sorted)
spans = fragments.map(lambda edges: tuple(zip(edges[::2], edges[1::2], strict=False)))
sides = st.lists(spans, max_size=12).map(lambda found: [Unit((0,), span, "") for span in sorted(found)])


@given(sides, sides)
def test_near_units_are_those_whose_bounds_overlap(gold: list[Unit], predicted: list[Unit]) -> None:
    expected = [
        (i, j)
        for i, left in enumerate(gold)
        for j, right in enumerate(predicted)
        if left.span[0][0] < right.span[-1][1] and right.span[0][0] < left.span[-1][1]
    ]
    assert list(near(gold, predicted)) == expected
