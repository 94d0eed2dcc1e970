"""A folder of article files is read as annotation lines are: what ``corpus ingest`` wrote goes straight on."""

from pathlib import Path

from wirecopy.corpus import load
from wirecopy.corpus.convert import convert
from wirecopy.corpus.lines import read_lines
from wirecopy.corpus.store import find, write_article


def test_article_files_become_lines(tmp_path: Path) -> None:
    for name in ("tekwa-truce-1", "tekwa-truce-2"):
        write_article(find(name), tmp_path / "work" / "tekwa-truce")
    convert(tmp_path / "work", tmp_path / "lines.jsonl", "wirecopy", "wirecopy")
    assert read_lines(tmp_path / "lines.jsonl") == [article.line() for article in load(tmp_path / "work")]
