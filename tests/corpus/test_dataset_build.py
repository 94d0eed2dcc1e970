"""The folder that ``corpus build`` makes: the same bytes, nothing withheld in it, and nothing half-made."""

import json
import os
import re
import stat
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from dataset_sample import TEXT, article, link, linked, restore, source

from wirecopy.conf.cli import run
from wirecopy.corpus.dataset import outlines, parquet
from wirecopy.corpus.dataset.build import build
from wirecopy.corpus.dataset.contents import read_manifest
from wirecopy.corpus.dataset.features import LINKS, PER_ARTICLE
from wirecopy.corpus.dataset.rows import rows
from wirecopy.corpus.dataset.source import Source
from wirecopy.corpus.digest import articles_hash
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.lines import read_lines
from wirecopy.corpus.links import links_hash, read_links
from wirecopy.corpus.model import Article
from wirecopy.corpus.stats import embedded
from wirecopy.corpus.store import load


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(autouse=True)
def _stored_outline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the tokens of the sample's withheld article known, as they are for those of the embedded corpus."""
    monkeypatch.setenv("WIRECOPY_DATA", str(tmp_path / "data"))
    real = outlines.outline

    def outline(one: Article) -> outlines.Outline:
        return real(article(collection="wire")) if one.id == "port-shut-1" else real(one)

    monkeypatch.setattr("wirecopy.corpus.dataset.rows.outline", outline)
    monkeypatch.setattr("wirecopy.corpus.dataset.tally.outline", outline)


def test_the_same_corpus_gives_the_same_bytes(tmp_path: Path) -> None:
    build(tmp_path / "a", site=True)
    shared = os.environ.get("WIRECOPY_SHARED")
    for one in embedded():
        if one.text is None and shared:  # what is restored on the builder's machine makes no difference
            assert run(["corpus", "restore", "wire", "--from", f"{shared}/seed"]) == 0
    build(tmp_path / "b", site=True)
    assert files(tmp_path / "a") == files(tmp_path / "b")


def test_restored_texts_stay_out(tmp_path: Path) -> None:
    restore(article(collection="wire"), tmp_path / "data")
    build(tmp_path / "out", source=source(), site=True)
    for config in PER_ARTICLE:
        table = pq.read_table(tmp_path / "out" / config / "real-00000-of-00001.parquet")
        assert not re.search("Holm|crews|said|Vesthavn", json.dumps(table.to_pylist()))
    html = (tmp_path / "out" / "site" / "articles" / "port-shut-1.html").read_text(encoding="utf-8")
    assert "is withheld" in html
    assert not re.search("Holm|crews|Vesthavn", html)


def test_what_is_empty_is_left_out(tmp_path: Path) -> None:
    manifest = build(tmp_path / "out", source=source())
    assert {(t.config, t.split): t.rows for t in manifest.tables} == {
        (config, split): number * per
        for split, number in (("train", 3), ("test", 3), ("real", 1))
        for config, per in (("articles", 1), ("entities", 1), ("claims", 2), ("events", 1))
    }
    assert "validation" not in (tmp_path / "out" / "README.md").read_text(encoding="utf-8")


def test_links_lie_in_the_split_of_their_story(tmp_path: Path) -> None:
    manifest = build(tmp_path / "out", source=linked())
    assert {t.split: t.rows for t in manifest.tables if t.config == LINKS} == {"train": 4, "test": 2}
    assert manifest.links == links_hash(linked().links)
    card = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert "### `links`" in card
    assert "| `supports` | 1 | 1 | 0 |" in card
    assert "| `same` | 1 | 1 | 0 |" in card
    assert "No articles are linked" not in card
    bare = build(tmp_path / "bare", source=source(4))
    assert LINKS not in {t.config for t in bare.tables}
    assert not (tmp_path / "bare" / LINKS).exists()
    card = (tmp_path / "bare" / "README.md").read_text(encoding="utf-8")
    assert "No articles are linked to each other yet" in card
    assert "config_name: links" not in card
    assert [t for t in manifest.tables if t.config != LINKS] == list(bare.tables)


def test_links_in_any_order_give_the_same_bytes(tmp_path: Path) -> None:
    whole = linked()
    build(tmp_path / "a", source=whole)
    build(tmp_path / "b", source=whole._replace(links=whole.links[::-1]))
    assert files(tmp_path / "a") == files(tmp_path / "b")


@pytest.mark.parametrize(
    ("ends", "message"),
    [
        (("train-00001#c1", "test-00000#c1"), "to: found 'test-00000#c1', expected a claim or event in the split"),
        (("train-00001#c1", "train-00000#c9"), "to: found 'train-00000#c9', expected a claim or event"),
        (("train-00001#e1", "train-00000#c1"), "from: found 'train-00001#e1', expected a claim or event"),
        (("nowhere-1#c1", "nowhere-2#c1"), "from: found 'nowhere-1#c1', expected a claim or event"),
    ],
)
def test_links_that_lead_nowhere_are_refused(ends: tuple[str, str], message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        build(tmp_path / "out", source=source(4)._replace(links=(link("supports", *ends),)))
    assert str(caught.value).startswith(f"link {ends[0]} supports {ends[1]}: {message}")
    assert list(tmp_path.iterdir()) == []


def test_links_of_a_held_back_split_are_held_back(tmp_path: Path) -> None:
    manifest = build(tmp_path / "out", source=linked(), withhold_gold=["test"])
    assert {t.split: t.rows for t in manifest.tables if t.config == LINKS} == {"train": 4}
    assert not re.search("test-0000[0-9]#", (tmp_path / "out" / "README.md").read_text(encoding="utf-8"))
    kept = read_links(tmp_path / "out-private" / "test.links.jsonl")
    assert set(kept) == {one for one in linked().links if one.origin.startswith("test-")}
    assert not (tmp_path / "out-private" / "train.links.jsonl").exists()
    assert manifest.links == links_hash(linked().links)
    build(tmp_path / "none", source=source(), withhold_gold=["test"])
    assert sorted(p.name for p in (tmp_path / "none-private").iterdir()) == ["gold.md", "test.jsonl"]


def test_manifest_names_every_file_and_the_gold_that_a_signature_names(tmp_path: Path) -> None:
    manifest = build(tmp_path / "out", site=True)
    there = {name for name in files(tmp_path / "out") if not name.startswith("site/")}
    assert there == set(manifest.files) | {"manifest.json"}
    for split, row in manifest.splits.items():
        gold = load(split, texts=False)
        assert (row.articles, row.sha256) == (len(gold), articles_hash(gold))


def test_a_folder_that_was_touched_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "out"
    build(out, source=source())
    (out / "README.md").write_text("other", encoding="utf-8")
    (out / "LICENSE.md").unlink()
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_manifest(out)
    problems = [line.removeprefix(f"{out}/") for line in str(caught.value).splitlines()]
    assert [line.split(":")[0] for line in problems] == ["LICENSE.md", "README.md", "notes.txt"]
    assert [line.split(", build")[0] for line in problems] == [
        "LICENSE.md: is missing", "README.md: was changed", "notes.txt: is no part of the build",
    ]  # fmt: skip


def test_an_earlier_build_is_replaced_and_nobodys_own_folder(tmp_path: Path) -> None:
    out = tmp_path / "out"
    build(out, source=source(2))
    assert build(out, source=source(4)).splits["train"].articles == 4
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(InputError, match=r"mine: holds files and no manifest\.json"):
        build(mine, source=source())
    assert files(mine) == {"thesis.txt": b"years of work"}
    with pytest.raises(InputError, match="is a file"):
        build(mine / "thesis.txt", source=source())


def test_a_build_that_fails_leaves_everything_as_it_was(tmp_path: Path) -> None:
    whole = source()
    out = tmp_path / "out"
    build(out, source=whole, withhold_gold=["test"])
    before = files(tmp_path)

    def broken(split: str):
        yield from whole.articles(split)
        if split == "test":
            raise InputError("article 'x': broken")

    with pytest.raises(InputError, match="broken"):
        build(out, source=Source(whole.catalogue, broken), withhold_gold=["test"])
    assert files(tmp_path) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "out-private"]


def test_held_back_gold_is_in_the_private_folder_only(tmp_path: Path) -> None:
    manifest = build(tmp_path / "out", source=source(), withhold_gold=["test"], site=True)
    assert manifest.withheld_gold == ("test",)
    held = pq.read_table(tmp_path / "out" / "articles" / "test-00000-of-00001.parquet").to_pylist()
    assert [row["text"][: len(TEXT)] for row in held] == [TEXT] * 3
    assert all(row["entities"] is row["claims"] is row["events"] is None for row in held)
    tokens = pq.read_table(tmp_path / "out" / "entities" / "test-00000-of-00001.parquet").to_pylist()
    assert all(row["ner_tags"] is None and row["tokens"] for row in tokens)
    assert not (tmp_path / "out" / "claims" / "test-00000-of-00001.parquet").exists()
    page = (tmp_path / "out" / "site" / "articles" / "test-00000.html").read_text(encoding="utf-8")
    assert "Ida Holm" in page
    assert '<span class="wc-entity' not in page
    assert 'data-unit="e1' not in page
    private = tmp_path / "out-private"
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    gold = read_lines(private / "test.jsonl")
    assert [line.entities for line in gold] == [a.annotation.entities for a in source().articles("test")]
    assert manifest.splits["test"].sha256 == build(tmp_path / "open", source=source()).splits["test"].sha256
    card = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert "The answers of `test` are held back." in card
    assert "| `test` | 3 | 3 | 2 |" in card


def test_held_back_gold_scores(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["corpus", "build", str(tmp_path / "out"), "--withhold-gold", "test"]) == 0
    gold = str(tmp_path / "out-private" / "test.jsonl")
    assert run(["score", gold, "--gold", gold, "--json"]) == 0
    document = json.loads(capsysbinary.readouterr().out)
    assert document["headline"] == {"entities": 1.0, "claims": 1.0, "events": 1.0, "mean": 1.0}
    assert document["documents"] == len(load("test"))


def test_unknown_split_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["corpus", "build", str(tmp_path / "out"), "--withhold-gold", "tset"]) == 2
    assert "split 'tset': found no such split" in (said := capsys.readouterr().err)
    assert "did you mean 'test'?" in said
    assert list(tmp_path.iterdir()) == []


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in ("href", "src", "action", "data", "srcset")]


def test_site_links_to_itself_only(tmp_path: Path) -> None:
    build(tmp_path / "out", site=True)
    site = tmp_path / "out" / "site"
    pages = sorted(site.rglob("*.html"))
    assert len(pages) == len(embedded()) + 1
    reached = set()
    for path in pages:
        html = path.read_text(encoding="utf-8")
        assert "default-src 'none'" in html
        assert not re.search(r"(?:url\(|@import)", html)
        links = _Links()
        links.feed(html)
        for address in links.found:
            assert address.startswith("#") or (path.parent / address).is_file(), (path, address)
            reached.add(path.parent / address)
    assert set(pages) - reached == {site / "index.html"}


def test_row_groups_bound_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "BATCH", 2)
    build(tmp_path / "out", source=source(5))
    groups = pq.ParquetFile(tmp_path / "out" / "claims" / "train-00000-of-00001.parquet").metadata
    assert [groups.row_group(i).num_rows for i in range(groups.num_row_groups)] == [4, 4, 2]


def test_what_is_written_is_what_was_made(tmp_path: Path) -> None:
    from wirecopy.corpus.dataset.encoding import decoder
    from wirecopy.corpus.dataset.features import features

    build(tmp_path / "out", source=source())
    for config in PER_ARTICLE:
        table = pq.read_table(tmp_path / "out" / config / "train-00000-of-00001.parquet").to_pylist()
        expected = [row for one in source().articles("train") for row in rows(one)[config]]
        assert [decoder(features(config))(row) for row in table] == expected


def test_loading_articles_stays_light() -> None:
    heavy = {"datasets", "pyarrow", "jinja2", "huggingface_hub"}
    code = f"import sys, wirecopy.corpus; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
