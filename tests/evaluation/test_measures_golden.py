"""One file a measure, made by hand: gold, predicted, what is counted, and why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from wirecopy.evaluation import score
from wirecopy.evaluation.measures import MEASURES

FILES = sorted((Path(__file__).parents[1] / "golden" / "measures").glob("*.json"))


def test_every_measure_has_its_file() -> None:
    assert {path.name.removesuffix(".json") for path in FILES} == {measure.name for measure in MEASURES}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_counts_are_those_worked_out_by_hand(path: Path) -> None:
    case: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    assert case["why"]
    found = score(case["gold"], case["predicted"], resamples=1)["measures"][case["measure"]]
    expected = case["expected"]
    assert {name: found[name] for name in expected if name != "types"} == {
        k: v for k, v in expected.items() if k != "types"
    }
    keys = ("gold", "predicted", "matched")
    types = {kind: {key: row[key] for key in keys} for kind, row in found["types"].items()}
    assert types == expected["types"]
    assert bool(types) == (found["macro_f1"] is not None)
    if expected["matched"] is not None:
        assert found["precision"] == expected["matched"] / expected["predicted"]
        assert found["recall"] == expected["matched"] / expected["gold"]
