"""The runner: gold stays out of sight, answers are checked, failures are visible, killed runs go on."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from run_systems import Drawing, Saying, dataset

from wirecopy.corpus.errors import InputError
from wirecopy.corpus.model import Annotation, Article, Claim, Entity, Event
from wirecopy.evaluation.answers import checked, inventory_of
from wirecopy.evaluation.datasets import embedded
from wirecopy.evaluation.runner import Local, local
from wirecopy.evaluation.systems import without_gold

ONTOLOGY = embedded("test", texts=False).gold.ontology


def results(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    return found


def test_gold_is_never_handed_to_a_system(tmp_path: Path) -> None:
    system = Drawing()
    Local(batch=3).run_system(system, dataset(tmp_path), tmp_path / "run")
    seen = "".join(str(msgspec.to_builtins(article)) for article in system.asked)
    assert len(system.asked) == 8
    assert "secret" not in seen.lower()
    assert all("Anna said it rained" in (article.text or "") for article in system.asked)


def test_every_field_of_an_article_is_decided_on() -> None:
    """A new field of the model must be looked at here: may a system see it?"""
    assert Article.__struct_fields__ == (
        "id", "annotation", "text", "story", "collection", "sha256", "metadata", "zones", "provenance"
    )  # fmt: skip
    for article in embedded("test", texts=False).articles:
        seen = without_gold(article)
        assert seen.annotation == Annotation(article.id)
        assert seen.provenance.passes == ()
        assert seen.provenance.note is None


def test_the_run_folder_holds_what_the_contract_names(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    Local().run_system(Drawing(), dataset(tmp_path), folder, config={"system": {"x": 1}}, per_article=True)
    names = {path.name for path in folder.iterdir()}
    expected = {"predictions.jsonl", "results.json", "report.html", "config.yaml", "run.json", "journal.jsonl"}
    assert names == expected
    run = results(folder)["run"]
    assert run["articles_per_second"] > 0
    assert run["versions"]["numpy"]
    assert set(run["article_seconds"]) == {f"pier-{i}" for i in range(8)}
    assert run["seconds_per_article"]["max"] >= run["seconds_per_article"]["median"]


ARTICLES = [Article(f"a{i}", Annotation(f"a{i}"), text="Anna went home") for i in range(3)]
Answer = Callable[[Sequence[Article]], object]


def _each(annotation: Callable[[str], Annotation]) -> Answer:
    return lambda given: [annotation(article.id) for article in given]


def _entity(*values: Any) -> Answer:
    return _each(lambda name: Annotation(name, entities=(Entity(*values),)))


@pytest.mark.parametrize(
    ("answer", "layers", "expected"),
    [
        (lambda given: [], ("entities",), "answered with 0 annotations for 3 articles"),
        (lambda given: [Annotation(a.id, entities=()) for a in [*given, given[0]]], ("entities",), "answered with 4"),
        (lambda given: [Annotation(a.id, entities=()) for a in reversed(given)], ("entities",), "found article 'a2'"),
        (lambda given: {a.id: 1 for a in given}, ("entities",), "answered with dict"),
        (lambda given: ["a0", "a1", "a2"], ("entities",), "answered with 'a0', expected an Annotation"),
        (_each(Annotation), ("entities",), "entities: found no layer"),
        (_each(lambda name: Annotation(name, entities=(), claims=())), ("entities",), "claims: found the layer"),
        (_each(lambda name: Annotation(name, entities=(), text="Other")), ("entities",), "text: differs"),
        (_entity(0, 15, "PER"), ("entities",), "found end 15, expected at most 14"),
        (_entity(4, 4, "PER"), ("entities",), "expected start before end"),
        (_entity(-1, 4, "PER"), ("entities",), "entities[0].start"),
        (_entity("0", 4, "PER"), ("entities",), "entities[0].start"),
        (_entity(0, 4, "PRE"), ("entities",), "did you mean 'PER'?"),
        (
            _each(lambda name: Annotation(name, claims=(Claim(((0, 4),), id="c1", parent="c9"),))),
            ("claims",),
            "claims[0].parent: found 'c9'",
        ),
        (
            _each(lambda name: Annotation(name, claims=(Claim(((0, 4),), polarity="afirm"),))),
            ("claims",),
            "did you mean 'affirm'?",
        ),
        (
            _each(lambda name: Annotation(name, events=(Event("Visits", ((0, 4),)),))),
            ("events",),
            "did you mean 'Visit'?",
        ),
    ],
)
def test_wrong_answers_are_refused(answer: Answer, layers: tuple[str, ...], expected: str) -> None:
    system = Saying(answer, layers)
    with pytest.raises(InputError, match="system saying") as caught:
        checked(system, ARTICLES, system.predict(ARTICLES), inventory_of(ONTOLOGY, None))
    assert expected in str(caught.value)


def test_only_layers_of_an_answer_are_kept() -> None:
    line = Annotation("a0", entities=(Entity(0, 4, "PER"),), text="Anna went home", story="s")
    found = checked(Saying(lambda _: []), ARTICLES[:1], [line], None)
    assert found == [Annotation("a0", entities=(Entity(0, 4, "PER"),))]


@pytest.mark.parametrize("batch", [1, 3, 100])
def test_a_failed_article_is_recorded_and_empty(tmp_path: Path, batch: int) -> None:
    folder = tmp_path / "run"
    system = Drawing(fail=lambda article: article.id == "pier-4")
    Local(batch=batch, on_error="record").run_system(system, dataset(tmp_path), folder, resamples=10)
    run = results(folder)["run"]
    assert run["failed"] == [{"id": "pier-4", "error": "ZeroDivisionError: no answer for pier-4"}]
    assert run["failed_articles"] == 1
    assert "no answer for pier-4" in (folder / "tracebacks.txt").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in (folder / "predictions.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [len(line["entities"]) for line in lines] == [1, 1, 1, 1, 0, 1, 1, 1]
    assert results(folder)["measures"]["entities.strict"]["predicted"] == 7


def test_all_articles_may_fail(tmp_path: Path) -> None:
    done = Local(on_error="record").run_system(Drawing(fail=lambda _: True), dataset(tmp_path), tmp_path / "run")
    assert done.results["run"]["failed_articles"] == 8
    assert done.results["measures"]["entities.strict"]["f1"] == 0.0


def test_a_failed_article_stops_the_run_and_what_is_done_is_kept(tmp_path: Path) -> None:
    folder, data = tmp_path / "run", dataset(tmp_path)
    with pytest.raises(InputError, match="articles pier-4: ZeroDivisionError: no answer for pier-4") as caught:
        Local(batch=1).run_system(Drawing(fail=lambda article: article.id == "pier-4"), data, folder)
    assert str(folder) in str(caught.value)
    assert not (folder / "results.json").exists()
    again = Drawing()
    done = Local(batch=1).run_system(again, data, folder)
    assert [article.id for article in again.asked] == [f"pier-{i}" for i in range(4, 8)]
    assert done.results["run"]["resumed"] == 4
    assert done.results["run"]["failed_articles"] == 0


@settings(max_examples=25, deadline=None)
@given(batch=st.integers(1, 9), stop=st.integers(0, 7), torn=st.binary(max_size=40).filter(lambda b: b"\n" not in b))
def test_a_resumed_run_is_the_same_run(
    tmp_path_factory: pytest.TempPathFactory, batch: int, stop: int, torn: bytes
) -> None:
    folder = tmp_path_factory.mktemp("resume")
    data = dataset(folder)
    runner = Local(batch=batch, seed=3)
    runner.run_system(Drawing(), data, folder / "whole", resamples=10)
    with pytest.raises(InputError):
        runner.run_system(Drawing(fail=lambda article: article.id == f"pier-{stop}"), data, folder / "parts")
    with (folder / "parts" / "journal.jsonl").open("ab") as handle:
        handle.write(torn)
    again = Drawing()
    runner.run_system(again, data, folder / "parts", resamples=10)
    assert len(again.asked) == 8 - stop // batch * batch
    for name in ("predictions.jsonl",):
        assert (folder / "parts" / name).read_bytes() == (folder / "whole" / name).read_bytes()


def test_a_journal_with_a_hole_is_cut_before_it(tmp_path: Path) -> None:
    folder, data = tmp_path / "run", dataset(tmp_path)
    Local(batch=2).run_system(Drawing(), data, folder, resamples=10)
    whole = (folder / "predictions.jsonl").read_bytes()
    lines = (folder / "journal.jsonl").read_bytes().splitlines(keepends=True)
    (folder / "journal.jsonl").write_bytes(b"".join([*lines[:3], b"\0" * 30 + b"\n", *lines[4:]]))
    again = Drawing()
    Local(batch=2).run_system(again, data, folder, resamples=10)
    assert [article.id for article in again.asked] == [f"pier-{i}" for i in range(2, 8)]
    assert (folder / "predictions.jsonl").read_bytes() == whole


def test_a_finished_run_is_not_run_again(tmp_path: Path) -> None:
    folder, data = tmp_path / "run", dataset(tmp_path)
    Local().run_system(Drawing(), data, folder)
    again = Drawing()
    done = Local().run_system(again, data, folder)
    assert again.asked == []
    assert done.results["run"]["resumed"] == 8


def test_another_configuration_is_refused(tmp_path: Path) -> None:
    folder, data = tmp_path / "run", dataset(tmp_path)
    config = {"system": {"model": "a", "labels": None}, "runner": {"batch": 16}}
    Local().run_system(Drawing(), data, folder, config=config)
    other = {"system": {"model": "b", "labels": None}, "runner": {"batch": 16}}
    with pytest.raises(InputError, match=r"system\.model is 'a' there and 'b' now"):
        Local().run_system(Drawing(), data, folder, config=other)


def test_other_data_are_refused(tmp_path: Path) -> None:
    Local().run_system(Drawing(), dataset(tmp_path), tmp_path / "run")
    with pytest.raises(InputError, match="the hash of the data"):
        Local().run_system(Drawing(), dataset(tmp_path, 9), tmp_path / "run")


def test_another_version_of_the_system_is_refused(tmp_path: Path) -> None:
    first, second = Drawing(), Drawing()
    first.fingerprint, second.fingerprint = "1", "2"  # type: ignore[attr-defined]
    Local().run_system(first, dataset(tmp_path), tmp_path / "run")
    with pytest.raises(InputError, match="the hash of the system is '1' there and '2' now"):
        Local().run_system(second, dataset(tmp_path), tmp_path / "run")


def test_a_folder_in_use_is_refused(tmp_path: Path) -> None:
    data = dataset(tmp_path)
    Local().run_system(Drawing(), data, tmp_path / "run")
    with (tmp_path / "run" / "journal.jsonl").open("ab") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        with pytest.raises(InputError, match="another run is writing"):
            Local().run_system(Drawing(), data, tmp_path / "run")


@pytest.mark.parametrize("name", ["predictions.jsonl", "results.json"])
def test_a_folder_of_something_else_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / name).write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match=rf"holds {name} but no run\.json"):
        Local().run_system(Drawing(), dataset(tmp_path), tmp_path / "run")
    assert (tmp_path / "run" / name).read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"tasks": ["entitys"]}, "did you mean 'entities'?"),
        ({"check": "seqevl"}, "expected seqeval"),
        ({"mapping": "conl"}, "did you mean 'conll'?"),
        ({"resamples": -1}, "resamples"),
    ],
)
def test_what_cannot_be_scored_is_said_before_the_run(tmp_path: Path, options: dict[str, Any], expected: str) -> None:
    system = Drawing()
    with pytest.raises(InputError) as caught:
        Local().run_system(system, dataset(tmp_path), tmp_path / "run", **options)
    assert expected in str(caught.value)
    assert system.asked == []


def test_settings_of_the_runner_are_checked() -> None:
    with pytest.raises(InputError, match=r"runner\.batch: found 0"):
        local(batch=0)
    with pytest.raises(InputError, match="did you mean 'record'"):
        local(on_error="recrd")
