from pathlib import Path

import pytest
from format_strategies import articles
from hypothesis import HealthCheck, given, settings
from msgspec import UNSET

from wirecopy.corpus.convert import convert, read
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.formats import Options, wirecopy
from wirecopy.corpus.formats.clean import clean
from wirecopy.corpus.lines import read_lines, write_lines
from wirecopy.corpus.model import Annotation, Article, Claim, Entity
from wirecopy.corpus.rights import text_hash

LINE = Annotation("a", (Entity(0, 3, "PER"),), (Claim(((4, 8),), id="c1"),), UNSET, text="Kim said so.")


def _lines(tmp_path: Path, *lines: Annotation) -> Path:
    write_lines(tmp_path / "in.jsonl", lines)
    return tmp_path / "in.jsonl"


def test_losses_are_returned_and_named(tmp_path: Path) -> None:
    notes = convert(_lines(tmp_path, LINE), tmp_path / "out.conll", "wirecopy", "conll")
    assert [str(note) for note in notes] == ["dropped: 1 claims (conll holds the spans and types of entities only)"]
    assert (
        (tmp_path / "out.conll")
        .read_text(encoding="utf-8")
        .startswith("# newdoc id = a\n# text = Kim said so.\nKim\tB-PER\n")
    )


def test_there_and_back_through_every_writable_format(tmp_path: Path) -> None:
    source = _lines(tmp_path, LINE)
    for name in ("brat", "label-studio"):
        convert(source, tmp_path / name, "wirecopy", name)
        convert(tmp_path / name, tmp_path / f"{name}.jsonl", name, "wirecopy")
        (back,) = read_lines(tmp_path / f"{name}.jsonl")
        assert (back.id, back.text, back.entities, back.claims, back.events) == (
            "a",
            LINE.text,
            *[LINE.entities, LINE.claims],
            UNSET,
        )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            Annotation("a", (Entity(0, 99, "PER"),), text="Kim"),
            r"in.jsonl: a: entities\[0\]: found end 99.*\[offsets\]",
        ),
        (Annotation("a", (Entity(0, 4, "PER"),), text="Kim said"), r"a: entities\[0\]: found 'Kim '.*\[untrimmed\]"),
        (
            Annotation("a", claims=(Claim(((0, 3),), parent="x"),), text="Kim"),
            r"a: claims\[0\].parent: found 'x'.*\[reference\]",
        ),
        (Annotation("a", text="Kim\r"), r"found control character U\+000D.*\[text-form\]"),
    ],
)
def test_articles_that_fail_a_check_are_refused_and_nothing_is_written(
    tmp_path: Path, line: Annotation, message: str
) -> None:
    source = _lines(tmp_path, line)
    with pytest.raises(InputError, match=message):
        convert(source, tmp_path / "out", "wirecopy", "brat")
    assert [p.name for p in tmp_path.iterdir()] == ["in.jsonl"]


def test_how_others_annotate_is_noted_only(tmp_path: Path) -> None:
    line = Annotation("a", (Entity(0, 3, "Person", value="a man"),), text="Kim's men")
    imported = read(_lines(tmp_path, line), "wirecopy")
    assert len(imported.articles) == 1
    assert [(note.outcome, note.count, note.what) for note in imported.notes] == [("kept", 1, "timex3 findings")]


def test_the_source_is_never_overwritten(tmp_path: Path) -> None:
    source = _lines(tmp_path, LINE)
    with pytest.raises(InputError, match="is what is read from; name another place"):
        convert(source, source, "wirecopy", "conll")
    assert read_lines(source) == [LINE]


def test_an_article_without_text_needs_its_text(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="1 articles have no text, which brat needs: a; restore them first"):
        convert(_lines(tmp_path, Annotation("a", ())), tmp_path / "out", "wirecopy", "brat")


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(articles())
def test_lines_hold_everything_but_the_collection(tmp_path: Path, article: Article) -> None:
    assert wirecopy.write([article], tmp_path / "x.jsonl", Options()) == ()
    assert wirecopy.read(tmp_path / "x.jsonl", Options()).articles == (article,)
    embedded = Article("b", Annotation("b"), text="x", sha256=text_hash("x"), collection="composed")
    notes = wirecopy.write([embedded], tmp_path / "y.jsonl", Options())
    assert [str(note) for note in notes] == ["dropped: 1 collections (a line does not name its collection)"]


@pytest.mark.parametrize(
    ("text", "span", "cleaned", "place"),
    [
        ("a\r\nKim", (3, 6), "a\nKim", (2, 5)),
        ("e\u0301x Kim", (4, 7), "éx Kim", (3, 6)),
        ("e\u0301x", (0, 1), "éx", (0, 1)),
        ("e\u0301x", (1, 3), "éx", (0, 2)),
        ("a\x00b", (2, 3), "ab", (1, 2)),
        ("\u1100\u1161\u11a8 Kim", (4, 7), "각 Kim", (2, 5)),
        ("😀 Kim", (2, 5), "😀 Kim", (2, 5)),
    ],
)
def test_offsets_follow_a_text_that_is_cleaned(
    text: str, span: tuple[int, int], cleaned: str, place: tuple[int, int]
) -> None:
    found = clean(text)
    assert (found.text, found.span(*span)) == (cleaned, place)
    assert not clean(found.text).changed
