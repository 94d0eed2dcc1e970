"""Pulling from a real server: every annotation comes back exactly, and what is impossible is set apart and named."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from format_strategies import articles, unordered
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from label_studio_station import Faulty, annotate, client_of, composed, crowding, tasks_of
from msgspec.structs import replace

from wirecopy.annotation import pull as pulling
from wirecopy.annotation.client import Client, FaultError, UnreachableError
from wirecopy.annotation.pull import pull
from wirecopy.annotation.push import Settings, push
from wirecopy.annotation.server import Server
from wirecopy.annotation.status import status
from wirecopy.annotation.tasks import task_data
from wirecopy.corpus.formats.label_studio import to_result
from wirecopy.corpus.lines import read_lines
from wirecopy.corpus.model import Annotation, Article, Entity
from wirecopy.corpus.store import from_line

pytestmark = pytest.mark.slow

_rounds = count(1)


def _accept(client: Client, project: int) -> None:
    """Submit the prediction of every task as it stands."""
    for task in tasks_of(client, project):
        annotate(client, task["id"], task["predictions"][0]["result"])


def _round_trip(client: Client, pushed: list[Article], title: str, out: Path) -> None:
    done = push(client, title, pushed, {"gold": {a.id: a.annotation for a in pushed}}, Settings(shown="gold"))
    _accept(client, done.project)
    pulled = pull(client, title, out)
    assert pulled.quarantined == ()
    assert {f.kind for f in pulled.mended} <= {"duplicate"}
    back = {line.id: from_line(line) for line in read_lines(out / "annotator.jsonl")}
    assert len(back) == len(pushed)
    for article in pushed:
        assert unordered(back[article.id]) == unordered(article)
        assert back[article.id].metadata == article.metadata
        assert back[article.id].zones == article.zones


def test_every_article_of_the_corpus_comes_back_as_it_was(client: Client, title: str, tmp_path: Path) -> None:
    _round_trip(client, composed(), title, tmp_path)


@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(articles(), min_size=4, max_size=12))
def test_generated_articles_come_back_as_they_were(
    client: Client, tmp_path_factory: pytest.TempPathFactory, generated: list[Article]
) -> None:
    named = [replace(a, id=f"g{i}", annotation=replace(a.annotation, id=f"g{i}")) for i, a in enumerate(generated)]
    _round_trip(client, named, f"generated {next(_rounds)}", tmp_path_factory.mktemp("generated"))


def test_two_annotators_get_a_file_each_and_their_passes_say_who_and_when(
    station: Server, client: Client, title: str, tmp_path: Path
) -> None:
    article = composed()[0]
    done = push(client, title, [article], settings=Settings(annotators=2, guidelines="1.2"))
    task = tasks_of(client, done.project)[0]["id"]
    annotate(client, task, to_result(article.annotation, article.text or ""))
    annotate(client_of(station, 1), task, [])
    assert pull(client, title, tmp_path).files == {"annotator": 1, "ben": 1}
    mine, ben = (read_lines(tmp_path / f"{name}.jsonl")[0] for name in ("annotator", "ben"))
    assert mine.entities
    assert (ben.entities, ben.claims, ben.events) == ((), (), ())
    made = ben.provenance.passes[0] if ben.provenance else None
    assert made is not None
    assert (made.annotator, made.kind, made.guidelines) == ("ben", "person", "1.2")
    assert made.started
    assert made.finished
    assert made.started < made.finished
    found = status(client, title)
    assert found.annotators["ben"].done == (article.id,)
    assert found.annotators["annotator"].to_do == ()


def _bad(change: Callable[[list[dict[str, Any]]], None]) -> Callable[[Article], list[dict[str, Any]]]:
    def build(article: Article) -> list[dict[str, Any]]:
        result = to_result(article.annotation, article.text or "")
        change(result)
        return result

    return build


def _relation(result: list[dict[str, Any]]) -> dict[str, Any]:
    return next(item for item in result if item["type"] == "relation")


IMPOSSIBLE = {
    "unknown-label": _bad(lambda r: r[0]["value"].update(labels=["PERSON"])),
    "outside": _bad(lambda r: r[0]["value"].update(end=10**6)),
    "dangling-relation": _bad(lambda r: _relation(r).update(to_id="gone")),
    "unlabelled-relation": _bad(lambda r: _relation(r).pop("labels")),
    "both-directions": _bad(lambda r: _relation(r).update(direction="bi")),
}


def test_the_impossible_is_set_apart_and_named_and_nothing_else_is_lost(
    station: Server, client: Client, title: str, tmp_path: Path
) -> None:
    pool = composed()
    names = [*IMPOSSIBLE, "changed-text", "skipped", "empty", "twice", "spaces"]
    chosen = [
        replace(pool[i % len(pool)], id=name, annotation=replace(pool[i % len(pool)].annotation, id=name))
        for i, name in enumerate(names)
    ]
    done = push(client, title, chosen)
    tasks = {task["data"]["id"]: task for task in tasks_of(client, done.project)}
    for name, build in IMPOSSIBLE.items():
        annotate(client, tasks[name]["id"], build(next(a for a in chosen if a.id == name)))
    changed = tasks["changed-text"]
    annotate(client, changed["id"], [])
    client.patch(f"api/tasks/{changed['id']}/", {"data": changed["data"] | {"text": "other words"}})
    annotate(client, tasks["skipped"]["id"], [], was_cancelled=True)
    annotate(client, tasks["empty"]["id"], [])
    annotate(client, tasks["twice"]["id"], [])
    annotate(client, tasks["twice"]["id"], [])
    text = tasks["spaces"]["data"]["text"]
    at = text.index(" ")
    spaces = [{"id": "r1", "from_name": "entity", "to_name": "text", "type": "labels",
               "value": {"start": 0, "end": at + 1, "text": text[: at + 1], "labels": ["ORG"]}}]  # fmt: skip
    annotate(client, tasks["spaces"]["id"], spaces)

    pulled = pull(client, title, tmp_path)
    assert pulled.files == {"annotator": 2}
    lines = {line.id: line for line in read_lines(tmp_path / "annotator.jsonl")}
    assert lines["spaces"].entities == (Entity(0, at, "ORG", id="e1"),)
    assert lines["empty"].entities == ()
    assert [(f.kind, f.article, f.annotator, f.region) for f in pulled.mended] == [
        ("trimmed", "spaces", "annotator", "r1")
    ]
    assert pulled.skipped == (("annotator", "skipped"),)
    kept = json.loads((tmp_path / "quarantine.json").read_text(encoding="utf-8"))
    assert sorted(row["article"] for row in kept) == sorted([*IMPOSSIBLE, "changed-text", "twice", "twice"])
    for row in kept:
        kind = row["article"] if row["article"] != "twice" else "several-annotations"
        assert any(reason.endswith(f"[{kind}]") for reason in row["reasons"]), row["reasons"]
        assert row["annotator"] == "annotator"
        assert "result" in row["raw"]
    found = status(client, title)
    assert found.changed_text == ("changed-text",)
    assert found.annotators["annotator"].skipped == ("skipped",)


def test_what_was_mended_on_the_server_leaves_the_quarantine(client: Client, title: str, tmp_path: Path) -> None:
    article = composed()[0]
    done = push(client, title, [article])
    task = tasks_of(client, done.project)[0]["id"]
    made = annotate(client, task, IMPOSSIBLE["outside"](article))
    assert len(pull(client, title, tmp_path).quarantined) == 1
    client.patch(f"api/annotations/{made['id']}/", {"result": to_result(article.annotation, article.text or "")})
    assert pull(client, title, tmp_path).quarantined == ()
    assert not (tmp_path / "quarantine.json").exists()
    assert len(read_lines(tmp_path / "annotator.jsonl")) == 1


def _many(client: Client, title: str, number: int) -> list[Article]:
    """A project whose tasks came with an annotation each."""
    pool = composed()
    named = [replace(pool[i % len(pool)], id=f"m{i}", annotation=Annotation(f"m{i}")) for i in range(number)]
    done = push(client, title, named)
    for row in tasks_of(client, done.project):
        annotate(client, row["id"], [])
    return named


def test_a_server_killed_during_a_pull_is_read_to_the_end_after_its_start(
    station: Server, faulty: Faulty, title: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulling, "BATCH", 5)
    named = _many(client_of(station), title, 20)
    asked = count(1)

    def kill(method: str, path: str) -> None:
        if "/export" in path and next(asked) == 3:
            assert station.process is not None
            station.process.kill()
            station.process.wait()

    faulty.fault = kill
    with pytest.raises((UnreachableError, FaultError)):
        pull(faulty.client, title, tmp_path)
    faulty.fault = lambda method, path: None
    station.start()
    assert not list(tmp_path.glob("*.jsonl"))
    before = len([path for _, path in faulty.seen if "/export" in path])
    pull(faulty.client, title, tmp_path)
    after = [path for _, path in faulty.seen if "/export" in path][before:]
    assert len(after) == 2  # of four batches: the two that had arrived are not asked for again
    assert [line.id for line in read_lines(tmp_path / "annotator.jsonl")] == sorted(a.id for a in named)
    assert not (tmp_path / ".pull").exists()


def test_what_changes_between_two_runs_is_read_again(
    faulty: Faulty, client: Client, title: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulling, "BATCH", 2)
    named = _many(client, title, 6)
    asked = count(1)
    faulty.fault = lambda method, path: "before" if "/export" in path and next(asked) > 1 else None
    with pytest.raises(FaultError):
        pull(faulty.client, title, tmp_path)
    project = next(p["id"] for p in client.get("api/projects", {"page_size": 100})["results"] if p["title"] == title)
    first = tasks_of(client, project)[0]
    entity = Annotation("m0", entities=(Entity(0, 1, "PER", id="e1"),))
    result = to_result(entity, first["data"]["text"])
    client.patch(f"api/annotations/{first['annotations'][0]['id']}/", {"result": result})
    faulty.fault = lambda method, path: None
    pull(faulty.client, title, tmp_path)
    lines = {line.id: line for line in read_lines(tmp_path / "annotator.jsonl")}
    assert len(lines) == len(named)
    assert lines["m0"].entities == (Entity(0, 1, "PER", id="e1"),)


def test_an_answer_that_is_no_json_is_not_kept(
    client: Client, title: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = _many(client, title, 3)
    with monkeypatch.context() as patched:
        patched.setattr(pulling, "export", lambda *_: b"<html>a page of a proxy</html>")
        with pytest.raises(FaultError, match="GET export: found no JSON in the answer, expected Label Studio"):
            pull(client, title, tmp_path)
    assert not list((tmp_path / ".pull").iterdir())
    assert pull(client, title, tmp_path).files == {"annotator": len(named)}


def test_two_thousand_articles_are_pulled_in_half_a_minute(client: Client, title: str, tmp_path: Path) -> None:
    pool = composed()
    named = [replace(pool[i % len(pool)], id=f"p{i}", annotation=Annotation(f"p{i}")) for i in range(2000)]
    project = client.post("api/projects", {"title": title})["id"]
    results = [to_result(a.annotation, a.text or "") for a in pool]
    rows = [
        {"data": task_data(article, "1"), "annotations": [{"result": results[i % len(pool)]}]}
        for i, article in enumerate(named)
    ]
    for start in range(0, len(rows), 200):
        client.post(f"api/projects/{project}/import", rows[start : start + 200], seconds=300)
    start_time = time.monotonic()
    pulled = pull(client, title, tmp_path)
    seconds = time.monotonic() - start_time
    assert pulled.files == {"annotator": 2000}
    print(f"2,000 annotated articles pulled in {seconds:.1f} s")
    # The aim on a quiet machine, stretched only by what else the machine is measured to be doing.
    assert seconds < 30 * crowding()
