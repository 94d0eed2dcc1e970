import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from format_strategies import shared_data
from msgspec.structs import replace

from wirecopy.corpus import convert
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.formats import Options, re3d
from wirecopy.corpus.model import Annotation, Article, Claim, Entity, Metadata
from wirecopy.corpus.units import entities_of

TEXT = "Col. John “J.D.” Dorn met Lee. Lee left Vale \nNavy."
DOCUMENT = {
    "_id": "D",
    "title": "Talks",
    "text": TEXT,
    "sourceName": "Navy",
    "sourceUrl": "http://x.org",
    "wordCount": 9,
}


def _entity(begin: int, end: int, value: str, **changes: Any) -> dict[str, Any]:
    row = {
        "_id": f"D-{begin}",
        "begin": begin,
        "end": end,
        "type": "Person",
        "value": value,
        "documentId": "D",
        "confidence": 1,
    }
    return row | changes


def _folder(tmp_path: Path, *entities: Any, relations: str = "") -> Path:
    folder = tmp_path / "re3d"
    folder.mkdir()
    (folder / "documents.json").write_text(json.dumps(DOCUMENT) + "\n", encoding="utf-8")
    (folder / "entities.json").write_text("".join(json.dumps(e) + "\n" for e in entities), encoding="utf-8")
    (folder / "relations.json").write_text(relations, encoding="utf-8")
    return folder


def _read(folder: Path) -> tuple[list[str], list[str]]:
    imported = re3d.read(folder, Options())
    (article,) = imported.articles
    words = [(article.text or "")[e.start : e.end] for e in entities_of(article.annotation)]
    return words, [f"{note.outcome} {note.count} {note.what}" for note in imported.notes]


@pytest.mark.parametrize(
    ("entity", "words", "note"),
    [
        (_entity(26, 29, "Lee"), ["Lee"], None),
        (_entity(0, 21, "Col. John 'J.D.' Dorn"), ["Col. John “J.D.” Dorn"], "kept 1 entities"),
        (_entity(40, 50, "Vale Navy"), ["Vale \nNavy"], "kept 1 entities"),
        (_entity(27, 31, "Vale"), ["Vale"], "repaired 1 entities"),
        (_entity(90, 94, "Vale"), ["Vale"], "repaired 1 entities"),
        (_entity(40, 45, "Vale "), ["Vale"], "repaired 1 entities"),
        (_entity(0, 3, "Lee"), [], "left out 1 entities"),
        (_entity(0, 3, "Park"), [], "left out 1 entities"),
        (_entity(44, 45, " "), [], "left out 1 entities"),
    ],
)
def test_offsets_are_mended_only_where_the_words_decide(
    tmp_path: Path, entity: Any, words: list[str], note: str | None
) -> None:
    assert _read(_folder(tmp_path, entity)) == (words, ["dropped 1 confidences", *([note] if note else [])])


@pytest.mark.parametrize(
    ("entity", "message"),
    [
        (_entity(90, 93, "Lee"), r"entities.json:1: found \[90, 93\], expected a span inside 51 characters"),
        (_entity(0, 3, "Lee", documentId="E"), r"entities.json:1: documentId: found 'E', expected a document of"),
        (_entity(0, 3, "Lee") | {"begin": "0"}, r"entities.json:1: begin: found str, expected int"),
        ({"_id": "x"}, r"entities.json:1: .*missing required field begin"),
    ],
)
def test_what_nothing_can_mend_is_refused(tmp_path: Path, entity: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        re3d.read(_folder(tmp_path, entity), Options())


def test_relations_are_counted_by_type(tmp_path: Path) -> None:
    relation = json.dumps({"_id": "r", "type": "Likes", "documentId": "D"}) + "\n"
    folder = _folder(tmp_path, relations=relation * 2)
    imported = re3d.read(folder, Options())
    assert [str(note) for note in imported.notes] == ["dropped: 2 Likes relations (no layer of ours holds them)"]
    assert imported.articles[0].metadata == Metadata(headline="Talks", outlet="Navy", url="http://x.org")


def test_losses_are_counted_by_name(tmp_path: Path) -> None:
    layers = Annotation("a", (Entity(0, 3, "PER", metonym=True, cluster="k"),), (Claim(((0, 3),)),), ())
    article = Article("a", layers, text="Kim.", metadata=Metadata(headline="Kim", agency="VNA"))
    notes = re3d.write([article], tmp_path / "out", Options())
    assert [str(note).split(" (")[0] for note in notes] == [
        "dropped: 1 claims", "dropped: 1 entity clusters", "dropped: 1 metonym marks", "dropped: 1 metadata",
        "repaired: 1 entities without id",
    ]  # fmt: skip


def test_all_of_re3d(tmp_path: Path) -> None:
    folder = shared_data("re3d")
    imported = convert.read(folder, "re3d")
    stated: Counter[str] = Counter()
    documents = 0
    for part in sorted(p for p in folder.iterdir() if p.is_dir()):
        documents += len((part / "documents.json").read_text(encoding="utf-8").splitlines())
        lines = (part / "entities.json").read_text(encoding="utf-8").splitlines()
        stated.update(json.loads(line)["type"] for line in lines)
    notes = {(n.outcome, n.what): n.count for n in imported.notes}
    assert len(imported.articles) == documents == 45
    found = Counter(e.type for a in imported.articles for e in entities_of(a.annotation))
    assert notes["left out", "entities"] == 1
    assert stated - found == Counter({"Organisation": 1})
    assert (notes["kept", "entities"], notes["repaired", "entities"]) == (3, 1)
    re3d.write(imported.articles, tmp_path / "again", Options())
    again = re3d.read(tmp_path / "again", Options())
    assert [replace(a, sha256=None) for a in again.articles] == [replace(a, sha256=None) for a in imported.articles]
    assert {n.what for n in again.notes} == {"confidences"}
