import random
from typing import Any

import pytest
from format_strategies import articles, unordered
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET
from msgspec.structs import replace

from wirecopy.corpus.errors import InputError
from wirecopy.corpus.formats import label_studio_fields as fields
from wirecopy.corpus.formats.label_studio import from_result, to_result
from wirecopy.corpus.formats.label_studio_findings import KINDS
from wirecopy.corpus.model import Annotation, Argument, Article, Claim, Entity, Event
from wirecopy.corpus.ontology import load_ontology

TEXT = "Kim 👩‍👩‍👧‍👦 said that, he added, talks with Vale failed; Lee agreed to them."


def _at(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


def _region(name: str, group: str, label: str, words: str, **extra: Any) -> dict[str, Any]:
    start, end = _at(words)
    value = {"start": start, "end": end, "text": words, "labels": [label]}
    return {"id": name, "from_name": group, "to_name": "text", "type": "labels", "value": value} | extra


def _choice(name: str, control: str, *values: str) -> dict[str, Any]:
    return {"id": name, "from_name": control, "to_name": "text", "type": "choices", "value": {"choices": list(values)}}


def _words(name: str, control: str, *values: str) -> dict[str, Any]:
    return {"id": name, "from_name": control, "to_name": "text", "type": "textarea", "value": {"text": list(values)}}


def _relation(left: str, right: str, *labels: str, direction: str = "right") -> dict[str, Any]:
    item = {"type": "relation", "from_id": left, "to_id": right, "direction": direction}
    return item | ({"labels": list(labels)} if labels else {})


def _read(result: object, **options: Any) -> Any:
    return from_result(result, TEXT, article="a1", annotator="ana", **options)


@given(articles(), st.randoms(use_true_random=False))
def test_a_result_says_what_the_annotation_says_in_any_order(article: Article, shuffler: random.Random) -> None:
    text = article.text or ""
    result = to_result(article.annotation, text)
    assert to_result(article.annotation, text) == result
    reading = from_result(result, text, article=article.id, annotator="gold")
    assert {finding.kind for finding in reading.findings} <= {"duplicate"}
    assert unordered(replace(article, annotation=reading.annotation)) == unordered(article)
    shuffler.shuffle(result)
    assert from_result(result, text, article=article.id, annotator="gold").annotation == reading.annotation


@given(articles())
def test_units_without_ids_stay_without(article: Article) -> None:
    text, layers = article.text or "", article.annotation
    bare = Annotation(
        article.id,
        tuple(replace(e, id=None) for e in layers.entities or ()),
        tuple(replace(c, id=None, parent=None) for c in layers.claims or ()),
        tuple(replace(v, id=None) for v in layers.events or ()),
    )
    back = from_result(to_result(bare, text), text, article=article.id, annotator="gold").annotation
    assert unordered(replace(article, annotation=back)) == unordered(replace(article, annotation=bare))


def test_names_are_the_ontology_s() -> None:
    ontology = load_ontology()
    assert fields.labels(fields.ENTITY) == tuple(ontology.entities)
    assert fields.labels(fields.CLAIM) == (fields.CONTENT, fields.SOURCE, fields.CUE)
    assert fields.labels(fields.EVENT) == tuple(ontology.events.types)
    assert fields.labels(fields.ARGUMENT) == (fields.NOUN_PHRASE,)
    every_role = {role for row in ontology.events.types.values() for role in row.roles}
    tying = {fields.SOURCE, fields.CUE, fields.PARENT, fields.CONTINUES}
    assert not every_role & tying
    assert set(fields.relation_labels()) == every_role | tying
    assert len(fields.relation_labels()) == len(set(fields.relation_labels()))
    assert not set(fields.attributes()) & {*fields.GROUPS, fields.TEXT}


def test_shared_regions_are_one_and_ids_are_readable() -> None:
    kim, vale = (_at("Kim"),), (_at("Vale"),)
    claims = (
        Claim((_at("that"), _at("talks")), source=kim, cue=(_at("said"),), id="c1", quote="indirect"),
        Claim((_at("that"),), source=kim, cue=(_at("said"),), id="c 2", parent="c1"),
    )
    events = (
        Event(
            "Talks",
            (_at("talks"),),
            id="v1",
            arguments=(Argument("participant", vale), Argument("topic", (_at("them"),))),
        ),
        Event("Rupture", (_at("failed"),), id="v2", arguments=(Argument("target", (_at("them"),)),)),
    )
    result = to_result(Annotation("a1", (Entity(*vale[0], "GPE", id="e1", metonym=True),), claims, events), TEXT)
    assert [item["id"] for item in result if item["type"] == "labels"] == [
        "e1-entity-0", "c1-content-0", "c1-content-1", "c1-source-0", "c1-cue-0", "c_202-content-0",
        "v1-trigger-0", "v1-argument-1-0", "v2-trigger-0",
    ]  # fmt: skip
    assert [(i["from_id"], i["labels"][0], i["to_id"]) for i in result if i["type"] == "relation"] == [
        ("c1-content-0", "continues", "c1-content-1"), ("c1-content-0", "source", "c1-source-0"),
        ("c1-content-0", "cue", "c1-cue-0"), ("c_202-content-0", "source", "c1-source-0"),
        ("c_202-content-0", "cue", "c1-cue-0"), ("c_202-content-0", "parent", "c1-content-0"),
        ("v1-trigger-0", "participant", "e1-entity-0"), ("v1-trigger-0", "topic", "v1-argument-1-0"),
        ("v2-trigger-0", "target", "v1-argument-1-0"),
    ]  # fmt: skip
    assert [i["value"]["text"] for i in result if i["type"] == "labels"][1] == "that"


def test_an_annotator_s_own_regions() -> None:
    """Random ids, a left-pointing relation, a chain drawn backwards, attributes on any fragment, a role to a source."""
    result = [
        _region("x9", "claim", "content", "talks with Vale failed"),
        _region("x1", "claim", "content", "that"),
        _region("x2", "claim", "source", "Kim"),
        _region("x2", "entity", "PER", "Kim"),
        _region("x3", "event", "Talks", "talks"),
        _region("x4", "entity", "GPE", "Vale"),
        _relation("x9", "x1", "continues"),
        _relation("x2", "x9", "source", direction="left"),
        _relation("x3", "x2", "participant"),
        _relation("x3", "x4", "participant", "place"),
        _choice("x9", "quote", "mixed"),
        _choice("x4", "metonym", "metonym"),
        _words("x3", "time", "2031-03-04"),
        _words("x3", "event_cluster", "talks-1"),
        _words("x4", "cluster", "vale"),
    ]
    reading = _read(result)
    assert reading.findings == ()
    kim, vale = _at("Kim"), _at("Vale")
    assert reading.annotation == Annotation(
        "a1",
        (Entity(*kim, "PER", id="e1"), Entity(*vale, "GPE", id="e2", metonym=True, cluster="vale")),
        (Claim((_at("that"), _at("talks with Vale failed")), source=(kim,), id="c1", quote="mixed"),),
        (
            Event(
                "Talks", (_at("talks"),), id="v1", time="2031-03-04", cluster="talks-1",
                arguments=(
                    Argument("participant", (kim,)), Argument("participant", (vale,)), Argument("place", (vale,)),
                ),
            ),
        ),
    )  # fmt: skip


def test_new_ids_are_free_ones_in_text_order() -> None:
    result = [
        _region("e1-entity-0", "entity", "PER", "Lee"),
        _region("zz", "entity", "GPE", "Vale"),
        _region("aa", "entity", "PER", "Kim"),
        _region("__0-content-0", "claim", "content", "that"),
        _region("c", "claim", "content", "talks"),
        _relation("c", "__0-content-0", "parent"),
    ]
    annotation = _read(result).annotation
    assert [(TEXT[e.start : e.end], e.id) for e in annotation.entities] == [
        ("Kim", "e2"),
        ("Vale", "e3"),
        ("Lee", "e1"),
    ]
    assert [(c.id, c.parent) for c in annotation.claims] == [("c1", None), ("c2", "c1")]


def test_layers_that_were_not_asked_for_are_absent() -> None:
    annotation = _read([_region("x", "entity", "PER", "Kim")], layers=("entities",)).annotation
    assert annotation.claims is UNSET
    assert annotation.events is UNSET
    assert _read([]).annotation == Annotation("a1", (), (), ())


def test_stray_spaces_are_trimmed_and_reported() -> None:
    item = _region("x", "entity", "PER", "Kim")
    item["value"] |= {"end": 4, "text": "Kim "}
    reading = _read([item])
    assert [(f.kind, f.region, f.severity) for f in reading.findings] == [("trimmed", "x", "mended")]
    assert reading.annotation.entities == (Entity(0, 3, "PER", id="e1"),)
    assert reading.refused == ()


KIM = _region("k", "entity", "PER", "Kim")
CONTENT = _region("c", "claim", "content", "that")
SOURCE = _region("s", "claim", "source", "Kim")
TALKS = _region("t", "event", "Talks", "talks")


def _moved(start: Any, end: Any) -> dict[str, Any]:
    return KIM | {"value": {"start": start, "end": end, "labels": ["PER"]}}


IMPOSSIBLE: list[tuple[str, str | None, object]] = [
    ("malformed", None, {"not": "a list"}),
    ("malformed", None, ["x"]),
    ("malformed", "r", [{"id": "r", "type": "rectangle", "value": {}}]),
    ("malformed", None, [KIM | {"id": 7}]),
    ("malformed", "k", [_moved("0", 3)]),
    ("malformed", "k", [_moved(0, None)]),
    ("malformed", "k", [_moved(True, 3)]),
    ("malformed", "k", [KIM, {"id": "k", "from_name": "metonym", "type": "choices", "value": {"choices": 3}}]),
    ("malformed", "c", [CONTENT, SOURCE, _relation("c", "s", "source", direction="up")]),
    ("unknown-control", "k", [KIM | {"from_name": "ner"}]),
    ("unknown-control", "k", [KIM, _choice("k", "mood", "glad")]),
    ("unknown-control", "k", [KIM, _choice("k", "value", "glad")]),
    ("unknown-label", "k", [_region("k", "entity", "PERS", "Kim")]),
    ("unknown-label", "c", [_region("c", "claim", "kontent", "that")]),
    ("unknown-label", "t", [TALKS, KIM, _relation("t", "k", "visitor")]),
    ("unknown-label", "c", [CONTENT, _choice("c", "quote", "loud")]),
    ("unlabelled", "k", [KIM | {"value": {"start": 0, "end": 3}}]),
    ("several-labels", "k", [KIM | {"value": {"start": 0, "end": 3, "labels": ["PER", "ORG"]}}]),
    ("outside", "k", [_moved(0, len(TEXT) + 1)]),
    ("outside", "k", [_moved(-1, 3)]),
    ("outside", "k", [_moved(3, 3)]),
    ("blank", "k", [_moved(3, 4)]),
    ("repeated-region", "k", [KIM, KIM]),
    ("dangling-attribute", "z", [_choice("z", "quote", "mixed")]),
    ("misplaced-attribute", "k", [KIM, _choice("k", "quote", "mixed")]),
    ("misplaced-attribute", "s", [CONTENT, SOURCE, _relation("c", "s", "source"), _choice("s", "quote", "mixed")]),
    ("several-values", "c", [CONTENT, _choice("c", "quote", "mixed", "direct")]),
    ("several-values", "k", [KIM, _words("k", "value", "a"), _words("k", "value", "b")]),
    ("dangling-relation", "c", [CONTENT, _relation("c", "gone", "source")]),
    ("dangling-relation", None, [CONTENT, {"type": "relation", "to_id": "c", "labels": ["source"]}]),
    ("unlabelled-relation", "c", [CONTENT, KIM, _relation("c", "k")]),
    ("both-directions", "c", [CONTENT, KIM, _relation("c", "k", "source", direction="bi")]),
    ("impossible-relation", "c", [CONTENT, KIM, _relation("c", "k", "source")]),
    ("impossible-relation", "c", [CONTENT, _relation("c", "c", "parent")]),
    ("impossible-relation", "k", [KIM, CONTENT, _relation("k", "c", "participant")]),
    ("impossible-relation", "k", [KIM, _region("l", "entity", "PER", "Lee"), _relation("k", "l", "continues")]),
    ("overlapping-fragments", "d", [
        CONTENT, _region("d", "claim", "content", "hat, he"), _relation("c", "d", "continues"),
    ]),
    ("several-parts", "c", [
        CONTENT, SOURCE, _region("l", "claim", "source", "Lee"), _relation("c", "s", "source"),
        _relation("c", "l", "source"),
    ]),
    ("orphan", "s", [CONTENT, SOURCE]),
    ("orphan", "n", [_region("n", "argument", "noun_phrase", "them")]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "region", "result"), IMPOSSIBLE)
def test_impossible_results_are_listed_and_never_mended(kind: str, region: str | None, result: object) -> None:
    reading = _read(result)
    assert (kind, region, "ana", "a1") in [(f.kind, f.region, f.annotator, f.article) for f in reading.refused]
    assert all(f"[{f.kind}]" in str(f) and "ana" in str(f) and "a1" in str(f) for f in reading.findings)


def test_every_kind_of_finding_comes_up() -> None:
    elsewhere = {"trimmed", "surface", "duplicate", "changed-text"}
    assert {kind for kind, _, _ in IMPOSSIBLE} | elsewhere == set(KINDS)


def test_stated_words_are_never_trusted() -> None:
    folded = _region("k", "event", "Talks", "talks with Vale")
    folded["value"]["text"] = "talks\\nwith  Vale"
    wrong = _region("l", "entity", "PER", "Lee")
    wrong["value"]["text"] = "Kim"
    reading = _read([folded, wrong])
    assert [(f.kind, f.region, f.severity) for f in reading.findings] == [("surface", "l", "kept")]
    assert reading.annotation.entities == (Entity(*_at("Lee"), "PER", id="e1"),)


def test_duplicates_are_kept_and_listed() -> None:
    reading = _read(
        [KIM, KIM | {"id": "k2"}, TALKS, _relation("t", "k", "participant"), _relation("t", "k2", "participant")]
    )
    assert [f.kind for f in reading.findings] == ["duplicate", "duplicate"]
    assert len(reading.annotation.entities) == 2
    assert reading.refused == ()


def test_open_labels_for_foreign_label_sets() -> None:
    result = [
        _region("k", "entity", "Person", "Kim"),
        _region("t", "event", "Meet", "talks"),
        _relation("t", "k", "who"),
    ]
    assert [f.kind for f in _read(result).refused] == ["unknown-label", "dangling-relation", "unknown-label"]
    reading = _read(result, closed=False)
    assert reading.findings == ()
    assert reading.annotation.events[0].arguments == (Argument("who", (_at("Kim"),)),)


@pytest.mark.parametrize(
    ("annotation", "message"),
    [
        (Annotation("a1", (Entity(0, 999, "PER"),)), r"found \[0, 999\], expected a span inside"),
        (Annotation("a1", (Entity(0, 3, "PER", id="e"), Entity(4, 5, "PER", id="e"))), "found two units for region"),
        (Annotation("a1", (), (Claim(((0, 3),), id="c", parent="d"),)), "claim 'c': found parent 'd', expected"),
        (
            Annotation("a1", (), (), (Event("X", ((0, 3),), arguments=(Argument("continues", ((0, 3),)),)),)),
            "role 'continues'",
        ),
    ],
)
def test_what_cannot_become_a_result_is_refused(annotation: Annotation, message: str) -> None:
    with pytest.raises(InputError, match=message):
        to_result(annotation, TEXT)
