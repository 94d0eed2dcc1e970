import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from format_strategies import articles, unordered
from hypothesis import given, settings

from wirecopy.corpus.errors import InputError
from wirecopy.corpus.formats import Options, label_studio
from wirecopy.corpus.model import Annotation, Article, Entity, Metadata, Zone
from wirecopy.corpus.rights import text_hash

TEXT = "Kim met Lee."
PER = {
    "id": "r1",
    "from_name": "entity",
    "to_name": "text",
    "type": "labels",
    "value": {"start": 0, "end": 3, "labels": ["PER"]},
}


def _task(**changes: Any) -> dict[str, Any]:
    data = {"id": "a1", "text": TEXT, "sha256": text_hash(TEXT)}
    return {"id": 7, "data": data, "annotations": [{"result": [PER], "completed_by": {"email": "ana@x.org"}}]} | changes


def _export(tmp_path: Path, *tasks: Any) -> Path:
    path = tmp_path / "export.json"
    path.write_text(json.dumps(list(tasks)), encoding="utf-8")
    return path


@settings(max_examples=40)
@given(articles())
def test_articles_round_trip(article: Article) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tasks.json"
        assert label_studio.write([article], path, Options()) == ()
        back = label_studio.read(path, Options(labels="ontology")).articles[0]
    assert unordered(back) == unordered(article)


@pytest.mark.parametrize("origin", ["annotations", "predictions"])
def test_what_an_article_says_of_itself_comes_back(tmp_path: Path, origin: Any) -> None:
    article = Article(
        "a1", Annotation("a1", (Entity(0, 3, "PER", id="e1"),)), text=TEXT, sha256=text_hash(TEXT), story="s",
        collection="wire", metadata=Metadata(headline="Kim met Lee"), zones=(Zone("body", 0, 12),),
    )  # fmt: skip
    label_studio.write([article], tmp_path / "out.json", Options(origin=origin))
    assert label_studio.read(tmp_path / "out.json", Options(origin=origin)).articles == (article,)


def test_skipped_and_empty_tasks_are_left_out_by_name(tmp_path: Path) -> None:
    skipped = _task(annotations=[{"result": [], "was_cancelled": True}])
    untouched = _task(data={"id": "a2", "text": TEXT}, annotations=[])
    imported = label_studio.read(_export(tmp_path, skipped, untouched), Options())
    assert imported.articles == ()
    assert [str(note) for note in imported.notes] == [
        "left out: 1 skipped annotations (the annotator did not do them): a1",
        "left out: 2 tasks (without annotations to read): a1; a2",
    ]


def test_one_annotator_of_several(tmp_path: Path) -> None:
    rows = [{"result": [PER], "completed_by": {"id": 1, "email": "ana@x.org"}}, {"result": [], "completed_by": 2}]
    path = _export(tmp_path, _task(annotations=rows))
    with pytest.raises(InputError, match=r"task 1: article 'a1': found 2 annotations \(ana@x.org, 2\), expected one"):
        label_studio.read(path, Options())
    assert label_studio.read(path, Options(annotator="2")).articles[0].annotation.entities == ()
    assert label_studio.read(path, Options(annotator="ana@x.org")).articles[0].annotation.entities != ()


def test_mended_regions_are_noted_and_impossible_ones_refuse_the_file(tmp_path: Path) -> None:
    stray = PER | {"value": {"start": 0, "end": 4, "labels": ["PER"]}}
    imported = label_studio.read(_export(tmp_path, _task(annotations=[{"result": [stray]}])), Options())
    assert [str(note) for note in imported.notes] == [
        "repaired: 1 trimmed regions (a region had white space at its ends): a1 r1"
    ]
    outside = PER | {"value": {"start": 0, "end": 99, "labels": ["PER"]}}
    with pytest.raises(
        InputError, match=r"export.json: a1: unknown: region r1: found \[0, 99\], expected .* \[outside\]"
    ):
        label_studio.read(_export(tmp_path, _task(annotations=[{"result": [outside]}])), Options())


@pytest.mark.parametrize(
    ("tasks", "message"),
    [
        (["x"], "task 1: found 'x', expected an object with 'data'"),
        ([{"data": {"id": "a1"}}], "task 1: data.text: found None, expected the article's text"),
        (
            [_task(annotations=[4])],
            r"task 1: annotations: found \[4\], expected a list of objects \(the full JSON export\)",
        ),
        (
            [_task(data={"id": "a1", "text": TEXT, "sha256": "0" * 64})],
            "task 1: data.text: found SHA-256 .*: text changed",
        ),
        ([_task(data={"id": "a1", "text": "Kim\r\n"})], "task 1: data.text: found text that is not in NFC"),
        (
            [_task(data={"id": "a1", "text": "x", "wirecopy": {"storey": 1}})],
            "unknown field 'storey'.*did you mean 'story'",
        ),
        ([_task(), _task()], "task 2: article 'a1' is .*task 1 already"),
    ],
)
def test_bad_exports_are_refused(tmp_path: Path, tasks: list[Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        label_studio.read(_export(tmp_path, *tasks), Options())


def test_a_document_that_is_no_list_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    path.write_text('{"tasks": []}', encoding="utf-8")
    with pytest.raises(InputError, match="expected Label Studio's JSON export"):
        label_studio.read(path, Options())
    path.write_text('[{"data": {"text": "Kim', encoding="utf-8")
    with pytest.raises(InputError, match=r"export.json:1: the file breaks off inside a JSON document"):
        label_studio.read(path, Options())
