"""Data groups: what they read, how their gold is narrowed and relabelled."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from run_systems import gold_lines

from wirecopy.corpus.errors import InputError
from wirecopy.corpus.lines import write_lines
from wirecopy.corpus.model import Annotation, Argument, Entity, Event
from wirecopy.evaluation.building import build_dataset
from wirecopy.evaluation.datasets import LOADERS, embedded
from wirecopy.evaluation.labels import Relabelling, without_leading
from wirecopy.evaluation.scoring import score

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "formats"


def node(loader: str, **options: Any) -> dict[str, Any]:
    return {"_target_": f"wirecopy.evaluation.datasets.{loader}", **options}


def shared(*parts: str) -> Path:
    beside = Path(__file__).resolve().parents[3] / "shared"
    path = Path(os.environ.get("WIRECOPY_SHARED") or beside).joinpath("data", *parts)
    if not path.exists():
        pytest.skip(f"needs published data that is not part of the project: {path} (set WIRECOPY_SHARED)")
    return path


def test_several_splits_may_be_named_either_way() -> None:
    assert embedded("test,validation", texts=False).gold.ids == embedded(["test", "validation"], texts=False).gold.ids


def test_columns_are_entities_only() -> None:
    found = build_dataset(node("conll", path=str(FIXTURES / "universal.iob2"), documents="sentences"))
    assert found.gold.data.name == "universal.iob2"
    assert found.gold.ontology is None
    layers = {name for a in found.articles for name in ("claims", "events") if getattr(a.annotation, name)}
    assert layers == set()
    assert sum(len(a.annotation.entities or ()) for a in found.articles) > 0


def test_brat_is_read() -> None:
    found = build_dataset(node("brat", path=str(FIXTURES / "plain_brat")))
    assert [article.id for article in found.articles] == found.gold.ids


def test_articles_are_narrowed_by_their_ids(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    write_lines(path, gold_lines(8))
    found = build_dataset(node("lines", path=str(path), only=["pier-1", "pier-[67]"]))
    assert found.gold.ids == [article.id for article in found.articles] == ["pier-1", "pier-6", "pier-7"]
    assert found.gold.data.split == "only pier-1,pier-[67]"


def test_narrowing_keeps_the_inventory_closed_and_relabelling_opens_it() -> None:
    one = embedded("test", texts=False).gold.ids[0]
    assert build_dataset(node("embedded", split="test", texts=False, only=one)).gold.ontology is not None
    assert build_dataset(node("embedded", split="test", texts=False, labels={"GPE": "LOC"})).gold.ontology is None


def test_gold_is_relabelled(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    write_lines(path, gold_lines(2))
    found = build_dataset(
        node("lines", path=str(path), labels={"SECRET*": "PER"}, event_labels={"SecretEvent": "Attack"})
    )
    (line, _) = found.gold.get(found.gold.ids)
    assert [entity.type for entity in line.entities or ()] == ["PER"]
    assert [event.type for event in line.events or ()] == ["Attack"]


@pytest.mark.parametrize("key", ["labels", "event_labels", "role_labels"])
def test_a_misspelt_label_is_refused(tmp_path: Path, key: str) -> None:
    path = tmp_path / "gold.jsonl"
    write_lines(path, gold_lines(2))
    with pytest.raises(InputError, match=rf"data\.{key}: found 'SECRTTYPE', expected one of"):
        build_dataset(node("lines", path=str(path), **{key: {"SECRTTYPE": "PER"}}))


def test_lines_without_text_are_refused(tmp_path: Path) -> None:
    write_lines(tmp_path / "bare.jsonl", [Annotation("a", entities=())])
    with pytest.raises(InputError, match="article 'a': text: found none"):
        build_dataset(node("lines", path=str(tmp_path / "bare.jsonl")))


def test_every_loader_has_its_configuration() -> None:
    from importlib.resources import files

    shipped = {path.name for path in files("wirecopy.conf").joinpath("data").iterdir()}
    assert {f"{name.rpartition('.')[2]}.yaml" for name in LOADERS} == shipped


@pytest.mark.slow
def test_a_built_dataset_is_the_same_gold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from wirecopy.corpus.dataset.build import build

    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", str(tmp_path / "cache"))
    build(tmp_path / "built")
    found = build_dataset(node("hub", name=str(tmp_path / "built"), split="validation"))
    gold = embedded("validation").gold
    assert found.gold.data.sha256 == gold.data.sha256
    lines, expected = found.gold.get(gold.ids), gold.get(gold.ids)
    assert score(expected, lines, resamples=10)["headline"]["mean"] == 1.0
    with pytest.raises(InputError, match=r"data\.name"):
        build_dataset(node("hub", name=str(tmp_path / "none")))


def test_wikievents_with_mapped_labels() -> None:
    path = shared("wikievents", "dev.jsonl")
    plain = build_dataset(node("wikievents", path=str(path)))
    mapped = build_dataset(node("wikievents", path=str(path), event_labels={"Conflict.Attack*": "Attack", "*": None}))
    attacks = [
        sum(event.type.startswith(start) for line in data.gold.get(data.gold.ids) for event in line.events or ())
        for data, start in ((plain, "Conflict.Attack"), (mapped, "Attack"))
    ]
    assert attacks[0] == attacks[1] > 0
    assert {e.type for line in mapped.gold.get(mapped.gold.ids) for e in line.events or ()} == {"Attack"}


def test_exact_names_go_before_patterns_and_patterns_in_order() -> None:
    labels = Relabelling({"A*": "first", "AB*": "second", "ABC": "exact", "Z": None})
    line = Annotation("a", entities=tuple(Entity(i, i + 1, kind) for i, kind in enumerate(["ABD", "ABC", "Z", "Q"])))
    assert [e.type for e in labels.apply(line).entities or ()] == ["first", "exact", "Q"]


def test_events_and_roles_are_renamed_or_left_out() -> None:
    labels = Relabelling(events={"X": "Attack", "Y": None}, roles={"Who": "attacker", "*": None})
    arguments = (Argument("Who", ((0, 1),)), Argument("What", ((2, 3),)))
    line = Annotation("a", events=(Event("X", ((4, 5),), arguments=arguments), Event("Y", ((6, 7),))))
    assert labels.apply(line).events == (Event("Attack", ((4, 5),), arguments=(Argument("attacker", ((0, 1),)),)),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("the Hague", "Hague"), ("The  Hague", "Hague"), ("the", "the"), ("Theresa May", "Theresa May"), ("the ", "the ")],
)
def test_leading_words(text: str, expected: str) -> None:
    line = without_leading(Annotation("a", entities=(Entity(0, len(text), "LOC"),)), text, ["the"])
    (entity,) = line.entities or ()
    assert text[entity.start : entity.end] == expected
