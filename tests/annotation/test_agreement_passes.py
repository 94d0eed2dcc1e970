"""Passes: where texts come from, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from wirecopy.annotation.agreement import as_passes, read_passes
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.lines import write_lines
from wirecopy.corpus.model import Annotation, Claim, Entity
from wirecopy.corpus.store import load

TEXT = "Ana Bos said so."


def bare(article: str = "x", text: str | None = None, story: str | None = None) -> Annotation:
    return Annotation(article, entities=(Entity(0, 3, "PER"),), text=text, story=story)


def test_the_text_comes_from_any_line() -> None:
    found = as_passes({"ana": [bare(text=TEXT)], "ben": [bare(story="s")]})
    assert found.texts == {"x": TEXT}
    assert found.stories == {"x": "s"}


def test_else_it_comes_from_the_corpus() -> None:
    article = load("train")[0]
    found = as_passes({"ana": [bare(article.id)], "ben": [bare(article.id)]})
    assert found.texts == {article.id: article.text}
    assert found.stories == {article.id: article.story}


def test_the_story_comes_from_the_corpus_even_where_the_line_has_the_text() -> None:
    article = load("train")[0]
    line = bare(article.id, text=article.text)
    assert as_passes({"ana": [line], "ben": [line]}).stories == {article.id: article.story}


def test_without_a_text_it_is_an_error() -> None:
    with pytest.raises(InputError, match=r"article 'x': found no text in any line and none in the corpus"):
        as_passes({"ana": [bare()], "ben": [bare()]})


def test_a_withheld_text_says_how_to_restore_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIRECOPY_DATA", str(tmp_path))
    article = next(a for a in load("real", texts=False) if a.text is None)
    with pytest.raises(InputError, match=rf"wirecopy corpus restore {article.collection} --from PATH"):
        as_passes({"ana": [bare(article.id)], "ben": [bare(article.id)]})


def test_lines_that_differ_are_refused_and_all_of_them_named() -> None:
    ana = [bare(text=TEXT), bare("y", text=TEXT, story="s")]
    ben = [bare(text=TEXT + " "), bare("y", text=TEXT, story="t")]
    with pytest.raises(InputError) as refused:
        as_passes({"ana": ana, "ben": ben})
    assert "article 'x': text: found different ones in the lines of ana, ben" in str(refused.value)
    assert "article 'y': story: found different ones" in str(refused.value)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (Annotation("x", entities=(Entity(0, 99, "PER"),)), r"entities\[0\]: found end 99, expected at most 16"),
        (Annotation("x", entities=(Entity(3, 3, "PER"),)), r"found \[3, 3\], expected start before end"),
        (Annotation("x", claims=(Claim(((0, 3),), parent="c9"),)), r"claims\[0\]\.parent: found 'c9'"),
        (Annotation("x", claims=(Claim(((0, 3),), id="c1", parent="c1"),)), "found a loop"),
        (Annotation("x", claims=(Claim(((0, 3),), id="c1"), Claim(((0, 3),), id="c1"))), "an id once in an article"),
    ],
)
def test_what_cannot_be_compared_is_named_with_its_annotator(line: Annotation, message: str) -> None:
    whole = Annotation("x", entities=(), claims=(), text=TEXT)
    with pytest.raises(InputError, match=rf"ben: article 'x': .*{message}"):
        as_passes({"ana": [whole], "ben": [line]})


def test_annotators_are_file_stems(tmp_path: Path) -> None:
    for folder, name in (("a", "zoe"), ("b", "ana")):
        write_lines(tmp_path / folder / f"{name}.jsonl", [bare(text=TEXT)])
    found = read_passes([tmp_path / "a" / "zoe.jsonl", tmp_path / "b" / "ana.jsonl"])
    assert found.annotators == ("ana", "zoe")


def test_equal_stems_are_refused(tmp_path: Path) -> None:
    paths = [tmp_path / folder / "ana.jsonl" for folder in ("a", "b")]
    for path in paths:
        write_lines(path, [bare(text=TEXT)])
    with pytest.raises(InputError, match=r"annotator 'ana' is .*a/ana\.jsonl already"):
        read_passes(paths)


def test_one_file_is_refused(tmp_path: Path) -> None:
    write_lines(tmp_path / "ana.jsonl", [bare(text=TEXT)])
    with pytest.raises(InputError, match="found 1 file, expected the passes of two annotators or more"):
        read_passes([tmp_path / "ana.jsonl"])
