"""``compare``: scores, pairs and groups of systems on the same articles."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

import msgspec
import pytest
from measures_generated import corpus

from wirecopy.conf.cli import run
from wirecopy.corpus.errors import InputError
from wirecopy.evaluation import compare, score

Line = dict[str, Any]


@pytest.fixture(scope="module")
def gold() -> list[Line]:
    return [{**line, "story": f"s{i // 2}"} for i, line in enumerate(corpus(1, 40)[0])]


def worse(gold: list[Line], share: float, seed: int = 0) -> list[Line]:
    """Return the gold with a share of its units lost."""
    rng = random.Random(seed)
    made = [{key: copy.deepcopy(value) for key, value in line.items() if key != "story"} for line in gold]
    for line in made:
        line["entities"] = [unit for unit in line["entities"] if rng.random() > share]
        line["events"] = [unit for unit in line["events"] if rng.random() > share]
        kept = [unit for unit in line["claims"] if rng.random() > share]
        ids = {unit["id"] for unit in kept}
        line["claims"] = [{**unit, "parent": unit["parent"] if unit["parent"] in ids else None} for unit in kept]
    return made


@pytest.mark.parametrize("test", ["bootstrap", "randomization"])
def test_a_ranking_with_a_clear_winner(gold: list[Line], test: str) -> None:
    systems = {"poor": worse(gold, 0.6), "fine": worse(gold, 0.05), "twin": worse(gold, 0.05)}
    found = compare(gold, systems, test=test)
    assert [row["name"] for row in found["systems"]] == ["fine", "twin", "poor"]
    assert found["groups"] == [["fine", "twin"], ["poor"]]
    pairs = {(pair["a"], pair["b"]): pair for pair in found["pairs"]}
    assert pairs["fine", "twin"]["p"] == 1.0
    assert pairs["fine", "twin"]["difference"] == 0.0
    assert pairs["fine", "poor"]["significant"]
    assert all(pair["p_holm"] >= pair["p"] for pair in found["pairs"])
    assert found["clusters"] == {"unit": "stories", "count": 20}


def test_scores_are_those_of_score(gold: list[Line]) -> None:
    systems = {"a": worse(gold, 0.2, 1), "b": worse(gold, 0.4, 2)}
    for measure in (
        "headline.mean",
        "entities.strict",
        "claims.content.proportional",
        "claims.quote",
        "entities.semeval.partial",
    ):
        found = compare(gold, systems, measure=measure, resamples=10)
        for row in found["systems"]:
            document = score(gold, systems[row["name"]], resamples=1)
            expected = (
                document["headline"]["mean"] if measure == "headline.mean" else document["measures"][measure]["f1"]
            )
            assert row["score"] == pytest.approx(expected, rel=1e-12), measure


def test_the_order_of_articles_and_systems_changes_nothing(gold: list[Line]) -> None:
    systems = {"a": worse(gold, 0.2, 1), "b": worse(gold, 0.25, 2), "c": worse(gold, 0.5, 3)}
    found = compare(gold, systems, resamples=200)
    rng = random.Random(5)
    shuffled = {name: rng.sample(lines, len(lines)) for name, lines in reversed(systems.items())}
    again = compare(rng.sample(gold, len(gold)), shuffled, resamples=200)
    assert {k: v for k, v in found.items() if k not in ("data", "signature")} == {
        k: v for k, v in again.items() if k not in ("data", "signature")
    }


def test_a_layer_that_a_system_lacks_is_named(gold: list[Line]) -> None:
    bare = [{"id": line["id"], "entities": line["entities"]} for line in gold]
    with pytest.raises(InputError, match="bare: predicts no claims and no events, which headline"):
        compare(gold, {"full": worse(gold, 0.1), "bare": bare})
    assert (
        compare(gold, {"full": worse(gold, 0.1), "bare": bare}, measure="entities.strict")["measure"]
        == "entities.strict"
    )


def test_what_cannot_be_compared_is_refused_before_anything_is_counted(gold: list[Line]) -> None:
    for options, message in (
        ({"measure": "entities"}, "measure: found 'entities'"),
        ({"test": "t"}, "test: found 't'"),
        ({"resamples": 0}, "resamples"),
    ):
        with pytest.raises(InputError, match=message):
            compare([{"id": "broken", "claims": 5}], {"a": [], "b": []}, **options)
    with pytest.raises(InputError, match="two or more"):
        compare(gold, {"a": worse(gold, 0.1)})


def test_files_are_named_by_what_tells_them_apart(
    gold: list[Line], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    def write(path: Path, lines: list[Line]) -> str:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"".join(msgspec.json.encode(line) + b"\n" for line in lines))
        return str(path)

    paths = [
        write(tmp_path / name / "predictions.jsonl", worse(gold, share)) for name, share in (("x", 0.1), ("y", 0.5))
    ]
    truth = write(tmp_path / "gold.jsonl", gold)
    assert run(["compare", *paths, "--gold", truth, "--json", "--resamples", "50"]) == 0
    document = json.loads(capfd.readouterr().out)
    assert [row["name"] for row in document["systems"]] == ["x/predictions", "y/predictions"]
    assert document["schema"] == "wirecopy-compare/1"
    assert run(["compare", *paths, "--gold", truth, "--resamples", "50"]) == 0
    table = capfd.readouterr().out
    assert "x/predictions" in table
    assert "headline.mean" in table
