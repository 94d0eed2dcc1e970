"""The report of many articles: a small page, and its blocks in files beside it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from report_pages import elements, opened_block, unpacked

from wirecopy.corpus import load
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.model import Annotation, Article
from wirecopy.evaluation import score
from wirecopy.evaluation.report import packed, rendering, report_html, write_report

SPLIT = "train"


@pytest.fixture(autouse=True)
def small_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wirecopy.evaluation.report.files.TOGETHER", 2)
    monkeypatch.setattr(rendering, "TOGETHER", 2)
    monkeypatch.setattr(packed, "CHUNK", 3)


def scored() -> tuple[dict[str, Any], list[Article], list[Annotation]]:
    articles = load(SPLIT)[:4]
    predictions = [Annotation(a.id, (), (), ()) for a in articles]
    return score([a.annotation for a in articles], predictions, errors=True, resamples=10), articles, predictions


def written(folder: Path) -> dict[str, dict[str, str]]:
    """Return what each file gives to the page, checked to be one call with nothing but strings."""
    found = {}
    for path in folder.iterdir():
        call = re.fullmatch(r"wirecopyBlocks\((\{.*\})\);\n", path.read_text(encoding="ascii"), re.DOTALL)
        assert call, path
        blocks = json.loads(call[1])
        assert all(re.fullmatch(r"[A-Za-z0-9+/=]+", data) for data in blocks.values())
        found[path.name] = {name: opened_block(data) for name, data in blocks.items()}
    return found


def test_many_articles_are_in_files_and_say_the_same(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    write_report(page, *scored(), embedded=False)
    whole = unpacked(report_html(*scored()))
    files = written(tmp_path / "report.data")
    assert sorted(files) == ["b0.js", "b1.js", "t0.js", "t1.js"]
    blocks = {name: data for file in files.values() for name, data in file.items()}
    assert list(files["b1.js"]) == ["b2", "b3"]
    assert [blocks[f"b{number}"] for number in range(4)] == whole.blocks
    assert [text for name in ("t0", "t1") for text in json.loads(blocks[name])] == whole.texts
    html = page.read_text(encoding="utf-8")
    [index] = re.findall(r'<script type="application/octet-stream" id="(\w+)">([^<]*)</script>', html)
    assert index[0] == "index"
    found = json.loads(opened_block(index[1]))
    assert found.pop("files") == {"folder": "report.data", "together": 2}
    assert whole.index.pop("files") is None
    assert found == whole.index
    [policy] = [a["content"] for _, a in elements(html) if a.get("http-equiv") == "Content-Security-Policy"]
    assert "script-src 'sha256-" in (policy or "")
    assert "'self' file:;" in (policy or "")


def test_how_many_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "report.html"
    write_report(page, *scored())
    assert list(tmp_path.iterdir()) == [page]
    monkeypatch.setattr(rendering, "MOST_EMBEDDED", 3)
    write_report(page, *scored())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.data", "report.html"]
    write_report(page, *scored())
    monkeypatch.setattr(rendering, "MOST_EMBEDDED", 4)
    write_report(page, *scored())
    assert list(tmp_path.iterdir()) == [page]


def test_a_folder_that_is_somebody_elses_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "report.data").mkdir()
    (tmp_path / "report.data" / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match=r"report\.data: found 'mine\.txt'"):
        write_report(tmp_path / "report.html", *scored(), embedded=False)
    write_report(tmp_path / "report.html", *scored(), embedded=True)
    assert (tmp_path / "report.data" / "mine.txt").read_text(encoding="utf-8") == "mine"
    (tmp_path / "other.data").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match=r"other\.data"):
        write_report(tmp_path / "other.html", *scored(), embedded=False)


@pytest.mark.parametrize("embedded", [True, False])
def test_nothing_half_written_is_left(embedded: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "report.html"
    write_report(page, *scored(), embedded=False)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.*") if path.is_file()}
    drawn = iter(range(3))

    def drawing(*_: Any) -> str:
        if next(drawn) == 2:
            raise OSError("no space left on device")
        return "<p>drawn</p>"

    monkeypatch.setattr(packed, "article_block", drawing)
    with pytest.raises(OSError, match="no space"):
        write_report(page, *scored(), embedded=embedded)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.*") if path.is_file()} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.data", "report.html"]
