"""The commands agreement and adjudicate, from the command line to files and exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from typer.testing import CliRunner

from wirecopy.annotation.cli import app
from wirecopy.annotation.guidelines import VERSION
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.lines import read_lines, write_lines
from wirecopy.corpus.model import Annotation, Entity, Pass, Provenance
from wirecopy.corpus.store import load


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Two passes over the train split: its gold, and the gold with a wrong type and a missing event an article."""
    gold = [article.line() for article in load("train")]
    other = []
    for line in gold:
        kind = "PER" if line.entities[0].type == "LOC" else "LOC"  # type: ignore[index]
        first = msgspec.structs.replace(line.entities[0], type=kind)  # type: ignore[index]
        entities, events = (first, *line.entities[1:]), line.events[1:]  # type: ignore[index]
        other.append(msgspec.structs.replace(line, entities=entities, events=events))
    paths = [tmp_path / "ana.jsonl", tmp_path / "ben.jsonl"]
    for path, lines in zip(paths, (gold, other), strict=True):
        write_lines(path, lines)
    return paths


def run(*arguments: object) -> Any:
    return CliRunner().invoke(app, [str(each) for each in arguments])


def test_agreement_prints_one_json_document(files: list[Path]) -> None:
    done = run("agreement", *files, "--json", "--resamples", 20)
    assert done.exit_code == 0
    document = json.loads(done.stdout)
    articles = len(load("train"))
    assert document["articles"] == articles
    missed = document["measures"]["entities.strict"]
    assert missed["a"] - missed["matched"] == articles
    assert document["measures"]["events.TC"]["a"] - document["measures"]["events.TC"]["b"] == articles


def test_agreement_prints_a_table_and_writes_a_page(files: list[Path], tmp_path: Path) -> None:
    done = run("agreement", *files, "--html", tmp_path / "page.html")
    assert done.exit_code == 0
    for words in ("claims.attribution.overlap *", "alpha over tokens", "ana - ben", "2 annotators: ana, ben"):
        assert words in done.stdout
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert all(article.id in page for article in load("train"))


def test_an_article_of_one_annotator_is_named(files: list[Path]) -> None:
    write_lines(files[1], read_lines(files[1])[1:])
    done = run("agreement", *files)
    assert f"{read_lines(files[0])[0].id!r}: done by one annotator only" in done.stderr


def test_adjudicate_writes_what_is_agreed_and_open(files: list[Path], tmp_path: Path) -> None:
    done = run("adjudicate", *files, "--out", tmp_path / "out")
    assert done.exit_code == 0
    agreed = read_lines(tmp_path / "out" / "agreed.jsonl")
    gold = read_lines(files[0])
    assert [len(a.entities or ()) + 1 for a in agreed] == [len(g.entities or ()) for g in gold]
    rows = [json.loads(row) for row in (tmp_path / "out" / "open.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [len(row["open"]) for row in rows] == [2] * len(gold)
    assert not (tmp_path / "out" / "gold.jsonl").exists()


def test_decisions_become_gold(files: list[Path], tmp_path: Path) -> None:
    own = Provenance((Pass("dora", "person", "1", None, "2031-03-05T10:30Z"),))
    decided = [msgspec.structs.replace(line, provenance=own) for line in read_lines(files[0])]
    write_lines(tmp_path / "dora.jsonl", decided[1:])
    command = ("adjudicate", *files, "--out", tmp_path / "out", "--decisions", tmp_path / "dora.jsonl", "--whole")
    done = run(*command)
    assert done.exit_code == 1
    assert f"still without a decision: {decided[0].id}" in done.stderr
    write_lines(tmp_path / "dora.jsonl", decided)
    assert run(*command).exit_code == 0
    gold = read_lines(tmp_path / "out" / "gold.jsonl")
    assert [_units(line) for line in gold] == [_units(line) for line in decided]
    assert all(line.provenance and line.provenance.settled_by == "dora" for line in gold)
    assert all(line.provenance and line.provenance.settled == "2031-03-05T10:30Z" for line in gold)


def _units(line: Annotation) -> Any:
    """Return the layers without the names of units."""
    return (
        sorted((e.start, e.end, e.type, e.value) for e in line.entities or ()),
        sorted((c.content, c.certainty) for c in line.claims or ()),
        sorted((v.trigger, v.type, v.arguments) for v in line.events or ()),
    )


def test_the_round_is_pushed_with_everyone_s_versions(
    files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[Any] = []

    def push(client: object, title: str, articles: Any, versions: Any, settings: Any) -> Any:
        calls.append((title, [article.id for article in articles], list(versions), settings.shown, settings.guidelines))
        return type("Done", (), {"changed": ()})()

    monkeypatch.setattr("wirecopy.annotation.client.connect", lambda url, key: None)
    monkeypatch.setattr("wirecopy.annotation.push.push", push)
    monkeypatch.setattr("wirecopy.annotation.console.print_pushed", lambda done, hidden: None)
    done = run("adjudicate", *files, "--out", tmp_path / "out", "--push", "round two")
    assert done.exit_code == 0
    ids = [line.id for line in read_lines(files[0])]
    assert calls == [("round two", ids, ["agreed", "ana", "ben"], "agreed", VERSION)]
    calls.clear()
    write_lines(files[1], read_lines(files[0]))
    done = run("adjudicate", *files, "--out", tmp_path / "out", "--push", "round two")
    assert "nothing is left open" in done.stderr
    assert calls == []


def test_bad_input_is_an_input_error(files: list[Path]) -> None:
    done = run("agreement", files[0])
    assert isinstance(done.exception, InputError)
    write_lines(files[1], [Annotation("elsewhere", entities=(Entity(0, 1, "PER"),), text="x")])
    done = run("agreement", *files)
    assert "no article that two of them have done" in str(done.exception)
