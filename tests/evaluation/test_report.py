"""The report of a run: figures, errors, and hostile content that comes out inert."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import msgspec
import pytest

from wirecopy.conf.cli import run
from wirecopy.corpus import load
from wirecopy.corpus.lines import write_lines
from wirecopy.corpus.model import Annotation, Article, Entity, Metadata
from wirecopy.evaluation import score
from wirecopy.evaluation.report import report_html

HOSTILE = "<script>alert(1)</script>\u202e\"'><img src=x onerror=alert(1)> {{ 7*7 }}"


class Elements(HTMLParser):
    """Collects elements with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def elements(html: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Elements()
    parser.feed(html)
    return parser.found


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
    kinds = re.findall(r'<tr><td class="kind">(\w+)</td><td class="words">entities</td>', html)
    assert sorted(kinds) == ["misbounded", "missed", "mistyped"]
    assert f"{len(rest) + 2}</td><td>{len(rest) + 1}</td><td>{len(rest) - 1}</td>" in html


def test_hostile_content_is_inert() -> None:
    layers = Annotation("a-1", (Entity(0, 8, HOSTILE),), (), ())
    article = Article("a-1", layers, HOSTILE, metadata=Metadata(headline=HOSTILE, outlet=HOSTILE))
    run_of = {"system": HOSTILE, "seconds": 1.0}
    html = page([article], [Annotation("a-1", (Entity(1, 9, HOSTILE),), (), ())], run=run_of)
    found = elements(html)
    assert [tag for tag, _ in found].count("script") == 1
    assert not any(tag == "img" for tag, _ in found)
    assert not any(name.startswith("on") for _, attributes in found for name in attributes)
    assert "{{ 7*7 }}" in html or "{{ 7*7 }}" in html.replace("&#123;", "{")
    assert "\u202e" not in html


def test_the_page_asks_nothing_of_anybody() -> None:
    [article, *_] = load("train")
    found = elements(page([article], [article.annotation]))
    for tag, attributes in found:
        assert tag not in {"link", "iframe", "object", "embed"}
        for name in ("src", "href", "action"):
            assert (attributes.get(name) or "#").startswith("#"), (tag, attributes)
    policy = [a["content"] for tag, a in found if tag == "meta" and a.get("http-equiv") == "Content-Security-Policy"]
    assert policy
    assert "default-src 'none'" in (policy[0] or "")


def test_withheld_texts_are_not_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIRECOPY_DATA", str(tmp_path))
    [article] = load("real", texts=False)
    empty = Annotation(article.id, (), (), ())
    html = page([article], [empty])
    assert "withheld" in html
    assert "Pyongyang" not in html


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
