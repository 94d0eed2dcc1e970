"""The aids: each flags what it is for, is silent otherwise, and a place that is explained is not flagged again."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from wirecopy.corpus.aids import INSTANCES, hints
from wirecopy.corpus.model import Annotation, Argument, Article, Claim, Entity, Event, Metadata, Span, Zone
from wirecopy.corpus.ontology import load_ontology
from wirecopy.corpus.repetition import shared_wording
from wirecopy.corpus.rights import text_hash
from wirecopy.corpus.store import write_article
from wirecopy.corpus.validation import validate

SENTENCE = "Mira Tull said the army struck Odra. "


def article(text: str, annotation: Annotation, *, story: str = "odra") -> Article:
    page = Metadata(
        published="2031-03-04", license="CC-BY-4.0", rights_holder="The wirecopy maintainers", language="en"
    )
    zones = (Zone("body", 0, len(text.rstrip())),)
    return Article(annotation.id, annotation, text, story, "composed", text_hash(text), page, zones)


def said(span: dict[str, Span], name: str) -> Claim:
    words = (span["the army struck Odra"], span["Mira Tull"], span["said"])
    return Claim(*words, name, "person", "asserted", "affirm", "indirect")


def sentences(number: int, tail: str = "", **left_out: bool) -> Article:
    """The same sentence ``number`` times; of the last one the units named in ``left_out`` are not marked."""
    entities, claims, events = [], [], []
    for i in range(number):
        at, last = i * len(SENTENCE), i == number - 1
        span: dict[str, Span] = {
            word: ((at + SENTENCE.index(word), at + SENTENCE.index(word) + len(word)),)
            for word in ("Mira Tull", "said", "the army struck Odra", "struck", "Odra", "the army")
        }
        for name, kind in (("Mira Tull", "PER"), ("Odra", "GPE")):
            if not (last and left_out.get("entity") and name == "Odra"):
                entities.append(Entity(*span[name][0], kind, id=f"e{len(entities)}"))
        if not (last and left_out.get("claim")):
            claims.append(said(span, f"c{i}"))
        if not (last and left_out.get("event")):
            target = () if last and left_out.get("argument") else (Argument("target", span["Odra"]),)
            arguments = (Argument("attacker", span["the army"]), *target)
            events.append(Event("Attack", span["struck"], f"v{i}", "asserted", arguments=arguments))
    text = (SENTENCE * number + tail).rstrip() + "\n"
    return article(text, Annotation("odra-1", tuple(entities), tuple(claims), tuple(events)))


def flagged(found: Article) -> list[tuple[str, str]]:
    return [(hint.aid, (found.text or "")[hint.start : hint.end]) for hint in hints([found])]


def test_nothing_is_flagged_where_all_is_marked() -> None:
    assert flagged(sentences(INSTANCES + 20)) == []


@pytest.mark.parametrize(
    ("left_out", "aid", "words"),
    [
        ("entity", "unmarked-name", "Odra"),
        ("claim", "cue-without-claim", "said"),
        ("event", "trigger-without-event", "struck"),
        ("argument", "empty-role", "struck"),
    ],
)
def test_what_is_missing_is_flagged_where_it_is_missing(left_out: str, aid: str, words: str) -> None:
    found = sentences(INSTANCES + 20, **{left_out: True})
    [hint] = hints([found])
    assert (hint.aid, (found.text or "")[hint.start : hint.end]) == (aid, words)
    assert hint.start >= (INSTANCES + 19) * len(SENTENCE)


@pytest.mark.parametrize(
    ("words", "value", "expected"),
    [
        ("Tuesday", "2031-03-04", []),
        ("Wednesday", "2031-03-04", [("weekday-value", "Wednesday")]),
        ("Tuesday, March 4", "2031-03-04T19:00", []),
        ("Tuesday evening", "2031-03-03TEV", [("weekday-value", "Tuesday evening")]),
        ("Monday to Friday", "2031-03-03/2031-03-07", []),
        ("March 4", "2031-03-03", []),
        ("Tuesdays", None, []),
    ],
)
def test_a_weekday_goes_with_its_value(words: str, value: str | None, expected: list[tuple[str, str]]) -> None:
    text = f"It rained on {words}.\n"
    entity = Entity(13, 13 + len(words), "DATE", value=value)
    assert flagged(article(text, Annotation("odra-1", (entity,), (), ()))) == expected


def test_furniture_is_not_looked_at() -> None:
    found = article("Odra fell.\n\nMore on Odra\n", Annotation("odra-1", (Entity(0, 4, "GPE"),), (), ()))
    assert flagged(found) == [("unmarked-name", "Odra")]
    zones = (Zone("body", 0, 10), Zone("furniture", 12, 24))
    assert flagged(Article("odra-1", found.annotation, found.text, zones=zones)) == []


def corpus_of(tmp_path: Path, found: Article, *lines: dict[str, object]) -> Path:
    write_article(found, tmp_path / "articles" / "odra")
    (tmp_path / "explained.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return tmp_path


def test_a_flag_is_a_note_until_it_is_explained(tmp_path: Path) -> None:
    found = sentences(INSTANCES + 20, claim=True)
    [hint] = hints([found])
    [note] = validate([corpus_of(tmp_path, found)], load_ontology())[0]
    assert (note.check, note.level, note.article) == ("cue-without-claim", "note", "odra-1")
    line = {"article": "odra-1", "aid": hint.aid, "start": hint.start, "end": hint.end, "why": "a slip of the tongue"}
    assert validate([corpus_of(tmp_path, found, line)], load_ontology())[0] == []
    [twice] = validate([corpus_of(tmp_path, found, line, line)], load_ontology())[0]
    assert (twice.check, twice.level) == ("explanation", "error")


@pytest.mark.parametrize(
    ("line", "check", "message"),
    [
        (
            {"aid": "unmarked-nam"},
            "format",
            ":2: aid: found 'unmarked-nam', expected one of .*did you mean 'unmarked-name'",
        ),
        ({"start": "0"}, "format", ":2: start: found .*expected int"),
        ({"because": "so"}, "format", ":2: line: unknown field 'because', expected one of .*why"),
        ({"article": "odra-2"}, "explanation", "found no article of that id; did you mean 'odra-1'"),
        ({}, "explanation", "unmarked-name: found nothing flagged there"),
    ],
)
def test_an_explanation_of_nothing_is_an_error(
    line: dict[str, object], check: str, message: str, tmp_path: Path
) -> None:
    good = {"article": "odra-1", "aid": "unmarked-name", "start": 0, "end": 4, "why": "so"}
    folder = corpus_of(tmp_path, sentences(1))
    (folder / "explained.jsonl").write_text("\n" + json.dumps({**good, **line}) + "\n", encoding="utf-8")
    [finding] = validate([folder], load_ontology())[0]
    assert (finding.check, finding.level) == (check, "error")
    assert re.search(message, str(finding)), str(finding)
    assert str(finding).startswith(f"{folder / 'explained.jsonl'}:2:")


def story(name: str, text: str, *names: str) -> Article:
    entities = tuple(Entity(text.index(n), text.index(n) + len(n), "ORG") for n in names)
    return article(text, Annotation(f"{name}-1", entities, (), ()), story=name)


def test_eight_tokens_in_a_row_are_shared_and_seven_or_a_name_are_not() -> None:
    first = story("one", "They met at the old pier in the rain before dawn broke.\n")
    assert [(a.id, (a.text or "")[s:e], b.id) for a, s, e, b in shared_wording([first, story(
        "two", "Later they met at the old pier in the rain, twice.\n"
    )])] == [("two-1", "they met at the old pier in the rain", "one-1")]  # fmt: skip
    assert list(shared_wording([first, story("two", "He was at the old pier in the rain twice.\n")])) == []
    named = story("one", "The head of the Harbour Guild of Odra said no more.\n", "Harbour Guild of Odra")
    again = story("two", "The head of the Harbour Guild of Odra said no more.\n", "Harbour Guild of Odra")
    assert list(shared_wording([named, again])) == []
    assert list(shared_wording([first, article(first.text or "", Annotation("one-2", (), (), ()), story="one")])) == []
