"""Article files: round trips, bytes, withheld texts, splits."""

import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirecopy.corpus import load
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.model import Annotation, Article, Claim, Entity, Event, Metadata, Zone
from wirecopy.corpus.rights import text_hash, withheld
from wirecopy.corpus.store import ARTICLES, article_files, catalogue, find, read_article, write_article

TEXT = "Kim said “x” in Seoul 😀.\n"


def article(text: str = TEXT) -> Article:
    layers = Annotation(
        "a-1",
        (Entity(0, 3, "PER", "e1"),),
        (Claim(((10, 11),), source=((0, 3),), cue=((4, 8),), id="c1", certainty="asserted"),),
        (Event("Visit", ((16, 21),), "v1", modality="asserted"),),
    )
    about = Metadata(headline="Kim speaks", license="CC-BY-4.0", rights_holder="us")
    zones = (Zone("body", 0, 24),)
    return Article("a-1", layers, text, "a", "composed", text_hash(text), about, zones)


def test_round_trip_and_equal_bytes(tmp_path: Path) -> None:
    written = write_article(article(), tmp_path / "one")
    again = write_article(read_article(written), tmp_path / "two")
    assert read_article(written) == article()
    assert written.read_bytes() == again.read_bytes()
    assert written.with_suffix(".txt").read_bytes() == TEXT.encode()


def test_units_stand_one_a_line_with_their_words(tmp_path: Path) -> None:
    lines = write_article(article(), tmp_path).read_text(encoding="utf-8").splitlines()
    [entity] = [line for line in lines if '"e1"' in line]
    assert json.loads(entity)["surface"] == "Kim"
    [claim] = [line for line in lines if '"c1"' in line]
    assert json.loads(claim.rstrip(","))["surfaces"] == {"source": "Kim", "cue": "said", "content": "x"}


def test_a_withheld_article_has_no_words_of_its_text(tmp_path: Path) -> None:
    path = write_article(withheld(article()), tmp_path)
    assert not path.with_suffix(".txt").exists()
    for words in ("Kim", "said", "Seoul", "speaks"):
        assert words not in path.read_text(encoding="utf-8")


def test_no_embedded_withheld_article_has_surfaces() -> None:
    for path in article_files(ARTICLES):
        raw = json.loads(path.read_text(encoding="utf-8"))
        if catalogue().collections[raw["collection"]].text == "withheld":
            assert not path.with_suffix(".txt").exists()
            assert raw["metadata"]["headline"] is None
            assert '"surface' not in path.read_text(encoding="utf-8")


def test_embedded_files_are_as_they_would_be_written(tmp_path: Path) -> None:
    for path in article_files(ARTICLES):
        assert write_article(read_article(path), tmp_path).read_bytes() == path.read_bytes(), path


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60), st.data())
def test_any_text_and_span_come_back(tmp_path_factory: pytest.TempPathFactory, text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    layers = Annotation("a-1", (Entity(start, end, "PER", "e1"),), (), ())
    whole = Article("a-1", layers, text, "a", "composed", text_hash(text))
    assert read_article(write_article(whole, tmp_path_factory.mktemp("a"))) == whole


def test_an_interrupted_write_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_article(article(), tmp_path)
    before = path.read_bytes()
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("no space left")))
    changed = msgspec.structs.replace(article(), story="b")
    with pytest.raises(OSError, match="no space"):
        write_article(changed, tmp_path)
    assert path.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a-1.json", "a-1.txt"]


def test_a_changed_text_is_refused(tmp_path: Path) -> None:
    path = write_article(article(), tmp_path)
    path.with_suffix(".txt").write_text("Kim left.\n", encoding="utf-8")
    with pytest.raises(InputError, match="SHA-256"):
        read_article(path)


def test_unknown_field_names_file_field_and_nearest(tmp_path: Path) -> None:
    path = write_article(article(), tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace('"story"', '"storey"'), encoding="utf-8")
    with pytest.raises(InputError, match=r"a-1\.json: .*'storey'.*did you mean 'story'"):
        read_article(path)


def test_splits_hold_whole_stories_and_load_by_name() -> None:
    for split, stories in catalogue().splits.items():
        articles = load(split, texts=False)
        assert {a.story for a in articles} == set(stories)
        assert [a.id for a in articles] == sorted(a.id for a in articles)
    both = load("train,validation")
    assert {a.id for a in both} == {a.id for a in (*load("train"), *load("validation"))}


def test_loading_withheld_texts_says_how_to_restore(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WIRECOPY_DATA", str(tmp_path))
    with pytest.raises(InputError, match=r"wirecopy corpus restore wire --from"):
        load("real")
    assert all(a.text is None for a in load("real", texts=False))


def test_unknown_split_names_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean 'validation'"):
        load("validaton")


def test_load_reads_folders_and_lines(tmp_path: Path) -> None:
    write_article(article(), tmp_path / "a")
    assert load(tmp_path) == [article()]
    line = tmp_path / "lines.jsonl"
    line.write_bytes(msgspec.json.encode(article().line()) + b"\n")
    [from_line] = load(line)
    assert (from_line.text, from_line.annotation, from_line.zones) == (TEXT, article().annotation, article().zones)


def test_find_names_the_nearest_article() -> None:
    with pytest.raises(InputError, match="did you mean 'tekwa-truce-1'"):
        find("tekwa-truse-1")
