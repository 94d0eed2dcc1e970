import json
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from format_strategies import articles, shared_data
from hypothesis import given, settings
from msgspec import UNSET
from msgspec.structs import replace

from wirecopy.corpus import convert
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.formats import Options, wikievents
from wirecopy.corpus.model import Annotation, Argument, Article, Entity, Event
from wirecopy.corpus.rights import text_hash
from wirecopy.corpus.units import entities_of, events_of


def _document(**changes: Any) -> dict[str, Any]:
    """Two sentences whose stated offsets are wrong, as in the original from its third sentence on."""
    words = ["The", "U", ".", "S", ".", "struck", "Vale", "Ships", "burned", "."]
    return {
        "doc_id": "d1",
        "tokens": words,
        "text": "The U.S. struck ValeShips burned.",
        "sentences": [
            [[[w, 0, 1] for w in words[:7]], "The U.S. struck Vale"],
            [[[w, 9, 10] for w in words[7:]], "Ships burned."],
        ],
        "entity_mentions": [
            {"id": "d1-T1", "start": 1, "end": 5, "entity_type": "GPE", "mention_type": "UNK", "text": "U.S."},
            {"id": "d1-T2", "start": 6, "end": 7, "entity_type": "GPE", "mention_type": "NAM", "text": "Vale"},
        ],
        "relation_mentions": [],
        "event_mentions": [
            {
                "id": "d1-E1", "event_type": "Conflict.Attack", "trigger": {"start": 5, "end": 6, "text": "struck"},
                "arguments": [{"entity_id": "d1-T1", "role": "Attacker", "text": "U.S."}],
            }
        ],
    } | changes  # fmt: skip


def _file(tmp_path: Path, *documents: Any) -> Path:
    path = tmp_path / "dev.jsonl"
    path.write_text("".join(json.dumps(document) + "\n" for document in documents), encoding="utf-8")
    return path


def test_offsets_follow_the_tokens_whatever_is_stated(tmp_path: Path) -> None:
    imported = wikievents.read(_file(tmp_path, _document()), Options())
    text = "The U.S. struck Vale\nShips burned."
    entities = (Entity(4, 8, "GPE", id="d1-T1"), Entity(16, 20, "GPE", id="d1-T2"))
    events = (Event("Conflict.Attack", ((9, 15),), id="d1-E1", arguments=(Argument("Attacker", ((4, 8),)),)),)
    assert imported.articles == (
        Article("d1", Annotation("d1", entities, UNSET, events), text=text, sha256=text_hash(text)),
    )
    assert [str(n).split(" (")[0] for n in imported.notes] == ["repaired: 1 texts", "dropped: 1 mention types"]


def test_documents_without_usable_sentences_are_detokenised(tmp_path: Path) -> None:
    (article,) = wikievents.read(_file(tmp_path, _document(sentences=[])), Options()).articles
    assert article.text == "The U. S. struck Vale Ships burned."
    assert [(article.text[e.start : e.end]) for e in entities_of(article.annotation)] == ["U. S.", "Vale"]


@settings(max_examples=60)
@given(articles())
def test_what_it_can_hold_comes_back(article: Article) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.jsonl"
        notes = wikievents.write([article], path, Options())
        (back,) = wikievents.read(path, Options()).articles
    assert back.text == article.text
    plain = [Entity(e.start, e.end, e.type, id=e.id) for e in entities_of(article.annotation)]
    assert list(entities_of(back.annotation)) == plain
    whole = [
        Event(v.type, v.trigger, id=v.id, arguments=tuple(a for a in v.arguments if len(a.span) == 1))
        for v in events_of(article.annotation)
        if len(v.trigger) == 1
    ]
    assert list(events_of(back.annotation)) == whole
    lost = {note.what: note.count for note in notes if note.outcome == "dropped"}
    assert lost.get("events", 0) == len(events_of(article.annotation)) - len(whole)
    assert lost.get("claims", 0) == len(article.annotation.claims or ())


MENTION = {"id": "x", "start": 0, "end": 1, "entity_type": "PER", "text": "The"}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"tokens": ["The"]}, r"dev.jsonl:1: document 'd1': sentences: found other tokens"),
        (
            {"entity_mentions": [MENTION | {"end": 99}]},
            r"dev.jsonl:1: x: found tokens 0 to 99, expected a span inside 10 tokens",
        ),
        (
            {"entity_mentions": [MENTION | {"end": "1"}]},
            r"dev.jsonl:1: entity_mentions\[0\].end: found str, expected int",
        ),
        ({"entity_mentions": [MENTION, MENTION]}, "found id 'x' a second time"),
        ({"entity_mentions": []}, r"dev.jsonl:1: d1-E1: found argument 'd1-T1', expected an entity mention's id"),
        ({"doc_id": 3}, r"dev.jsonl:1: doc_id: found int, expected str"),
    ],
)
def test_bad_documents_are_refused(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        wikievents.read(_file(tmp_path, _document(**changes)), Options())


def test_a_document_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="found document 'd1' more than once"):
        wikievents.read(_file(tmp_path, _document(), _document()), Options())


def test_mentions_whose_words_are_others_are_left_out(tmp_path: Path) -> None:
    document = _document()
    document["entity_mentions"][0]["text"] = "Vale"
    imported = wikievents.read(_file(tmp_path, document), Options())
    assert [e.id for e in entities_of(imported.articles[0].annotation)] == ["d1-T2"]
    assert [str(n).split(" (")[0] for n in imported.notes][1:] == [
        "left out: 1 entities", "dropped: 1 mention types", "left out: 1 arguments",
    ]  # fmt: skip


def test_all_of_wikievents_dev(tmp_path: Path) -> None:
    path = shared_data("wikievents", "dev.jsonl")
    original = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    imported = convert.read(path, "wikievents")
    assert len(imported.articles) == len(original) == 20
    for article, document in zip(imported.articles, original, strict=True):
        text = article.text or ""
        assert text == "\n".join(sentence for _, sentence in document["sentences"])
        assert Counter(e.type for e in entities_of(article.annotation)) == Counter(
            m["entity_type"] for m in document["entity_mentions"]
        )
        stated = [(v["event_type"], v["trigger"]["text"], len(v["arguments"])) for v in document["event_mentions"]]
        found = [
            (v.type, "".join(text[a:b] for a, b in v.trigger), len(v.arguments)) for v in events_of(article.annotation)
        ]
        assert [(kind, words.replace(" ", ""), n) for kind, words, n in found] == [
            (kind, words.replace(" ", ""), n) for kind, words, n in stated
        ]
    assert sum(len(entities_of(a.annotation)) for a in imported.articles) == 2256
    assert [n.what for n in imported.notes if n.outcome in ("dropped", "left out")] == []
    notes = wikievents.write(imported.articles, tmp_path / "again.jsonl", Options())
    assert notes == ()
    back = wikievents.read(tmp_path / "again.jsonl", Options())
    assert back.notes == ()
    again = back.articles
    assert [replace(a, sha256=None) for a in again] == [replace(a, sha256=None) for a in imported.articles]
