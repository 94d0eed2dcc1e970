"""The report of a run: figures, errors, and hostile content that comes out inert."""

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from report_pages import GOLD, HOSTILE, PREDICTED, TEXT, elements, text_of, unpacked

from wirecopy.conf.cli import run
from wirecopy.corpus import load
from wirecopy.corpus.lines import write_lines
from wirecopy.corpus.model import Annotation, Article, Claim, Entity, Event, Metadata
from wirecopy.corpus.store import find
from wirecopy.evaluation import score
from wirecopy.evaluation.report import report_html


def page(articles: list[Article], predictions: list[Annotation], **extra: Any) -> str:
    results = score([a.annotation for a in articles], predictions, errors=True, resamples=10)
    return report_html({**results, **extra}, articles, predictions)


def test_names_errors_and_figures() -> None:
    [article, *_] = load("train")
    assert not isinstance(article.annotation.entities, msgspec.UnsetType)
    first, second, *rest = article.annotation.entities
    wrong = msgspec.structs.replace(first, type="LAW")
    longer = msgspec.structs.replace(second, end=second.end + 1)
    predicted = msgspec.structs.replace(article.annotation, entities=(wrong, longer, *rest[1:]))
    html = page([article], [predicted])
    index, [block], [text] = unpacked(html)
    kinds = re.findall(r'<tr data-layer="entities" data-kind="(\w+)"', block)
    assert sorted(kinds) == ["misbounded", "missed", "mistyped"]
    assert f"{len(rest) + 2}</td><td>{len(rest) + 1}</td><td>{len(rest) - 1}</td>" in html
    [[name, _, groups]] = index["articles"]
    assert name == article.id
    found = {(index["layers"][g[0]], index["kinds"][g[1]]): g[-1] for g in groups}
    assert found == dict.fromkeys([("entities", kind) for kind in ("missed", "mistyped", "misbounded")], 1)
    assert text == article.text


def test_one_drawing_tells_missed_spurious_mistyped_and_misbounded_apart() -> None:
    _, [block], _ = unpacked(page([Article("a-1", GOLD, TEXT)], [PREDICTED]))
    drawn = elements(block)
    marked = [(a["data-label"], a["data-state"] or "") for tag, a in drawn if tag == "span" and a.get("data-label")]
    states = {label: [s for s in state.split() if s.startswith("entity-")] for label, state in marked}
    assert states == {
        "GPE · predicted ORG": ["entity-mistyped"],
        "GPE missed": ["entity-missed"],
        "EVENT spurious": ["entity-spurious"],
        "PER · predicted | PER · gold": ["entity-misbounded", "entity-predicted"],
    }
    items = {a["data-unit"]: a["data-state"] for tag, a in drawn if tag == "li" and a.get("data-state")}
    assert items == {"c1": "both", "c2": "both predicted", "v1": "spurious", "v2": "missed"}
    assert "wrong type and bounds: source, source_type" in block
    assert 'data-state="spurious"' in block
    assert text_of(block, "wc-text") == TEXT


def test_hostile_content_is_inert() -> None:
    layers = Annotation("a-1", (Entity(0, 8, HOSTILE),), (Claim(((0, 9),), id=HOSTILE, source_type=HOSTILE),), ())
    article = Article("a-1", layers, HOSTILE, metadata=Metadata(headline=HOSTILE, outlet=HOSTILE))
    run_of = {"system": HOSTILE, "seconds": 1.0}
    predicted = Annotation("a-1", (Entity(1, 9, HOSTILE),), (), (Event(HOSTILE, ((3, 9),)),))
    html = page([article], [predicted], run=run_of)
    index, [block], texts = unpacked(html)
    scripts = [attributes.get("type") for tag, attributes in elements(html) if tag == "script"]
    assert [kind for kind in scripts if kind != "application/octet-stream"] == [None]
    for part in (html, block):
        found = elements(part)
        assert not any(tag == "img" for tag, _ in found)
        assert not any(name.startswith("on") for _, attributes in found for name in attributes)
        assert "\u202e" not in part
    assert not any(tag == "script" for tag, _ in elements(block))
    assert "\u202e" not in json.dumps([index, texts], ensure_ascii=False)
    assert "{{ 7*7 }}" in block


def test_places_beyond_the_predictions_are_passed_over() -> None:
    errors = [{"layer": "entities", "kind": "mistyped", "gold": [0], "predicted": [7], "differs": ["type"]}]
    article = Article("a-1", GOLD, TEXT)
    results = score([GOLD], [PREDICTED], errors=True, resamples=10)
    results["errors"]["articles"]["a-1"] = errors
    _, [block], _ = unpacked(report_html(results, [article], [PREDICTED]))
    assert "<tr data-layer" not in block


def test_the_page_asks_nothing_of_anybody() -> None:
    [article, *_] = load("train")
    found = elements(page([article], [article.annotation]))
    assert sum(len(elements(block)) for block in unpacked(page([article], [article.annotation])).blocks) > 100
    for tag, attributes in found + elements(unpacked(page([article], [article.annotation])).blocks[0]):
        assert tag not in {"link", "iframe", "object", "embed"}
        for name in ("src", "href", "action"):
            assert (attributes.get(name) or "#").startswith("#"), (tag, attributes)
    policy = [a["content"] for tag, a in found if tag == "meta" and a.get("http-equiv") == "Content-Security-Policy"]
    assert policy
    assert "default-src 'none'" in (policy[0] or "")


def test_withheld_texts_are_not_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIRECOPY_DATA", str(tmp_path))
    article = find("kim-putin-summit-1")
    empty = Annotation(article.id, (), (), ())
    html = page([article], [empty])
    index, [block], texts = unpacked(html)
    assert "withheld" in block
    assert texts == [""]
    for part in (html, block, json.dumps(index)):
        assert "Pyongyang" not in part


def test_report_of_a_run_folder_is_made_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    predictions = tmp_path / "mine.jsonl"
    write_lines(predictions, [a.annotation for a in load("train")])
    folder = tmp_path / "run"
    overrides = ["system=predictions", f"system.path={predictions}", "data.split=train", f"hydra.run.dir={folder}"]
    assert run(["evaluate", *overrides]) == 0
    before = (folder / "report.html").read_text(encoding="utf-8")
    (folder / "report.html").unlink()
    assert run(["report", str(folder)]) == 0
    assert (folder / "report.html").read_text(encoding="utf-8") == before
    assert str(folder / "report.html") in capsys.readouterr().err


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"schema": "other/1"}', "\x00"])
def test_a_folder_that_is_no_run_is_refused(tmp_path: Path, content: str, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("results.json", "predictions.jsonl", "config.yaml"):
        (tmp_path / name).write_text(content, encoding="utf-8")
    assert run(["report", str(tmp_path)]) == 2
    assert "results.json" in capsys.readouterr().err
    assert not (tmp_path / "report.html").exists()


def test_failed_articles_are_shown() -> None:
    articles = load("train")
    names = [article.id for article in articles[:2]]
    run_of = {"system": "Mine", "seconds": 1.0, "failed": [{"id": n, "error": f"Timeout: {HOSTILE}"} for n in names]}
    html = page(articles, [Annotation(a.id, (), (), ()) for a in articles], run=run_of)
    assert "<strong>2 articles failed</strong>" in html
    for name in names:
        assert f'<a href="#article={name}">{name}</a> Timeout: &lt;script&gt;' in html
    assert '<option value="failed">' in html
    failed = {row[0]: row[3] for row in unpacked(html).index["articles"] if len(row) > 3}
    assert set(failed) == set(names)
    assert not any(tag == "img" for tag, _ in elements(html))
    assert '<option value="failed">' not in page(articles, [Annotation(a.id, (), (), ()) for a in articles])


def test_a_run_that_failed_a_thousand_times_names_some() -> None:
    [article, *_] = load("train")
    run_of = {"system": "Mine", "seconds": 1.0, "failed": [{"id": f"a-{i}", "error": "no"} for i in range(1000)]}
    html = page([article], [article.annotation], run=run_of)
    assert html.count('<li><a href="#article=a-') == 20
    assert "and 980 more" in html
