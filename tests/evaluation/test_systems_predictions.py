"""A file as a system."""

from __future__ import annotations

from pathlib import Path

import pytest

from wirecopy.corpus.errors import InputError
from wirecopy.corpus.lines import write_lines
from wirecopy.corpus.model import Annotation, Article, Entity
from wirecopy.evaluation.building import build_system
from wirecopy.evaluation.systems.predictions import build

TARGET = {"_target_": "wirecopy.evaluation.systems.predictions.build"}


def test_lines_are_handed_out_by_id_and_absent_layers_are_empty(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    write_lines(path, [Annotation("b", entities=(Entity(0, 4, "PER"),)), Annotation("a")])
    system = build(str(path))
    assert (system.name, system.layers) == ("mine", ("entities",))
    asked = [Article(name, Annotation(name), text="Anna") for name in ("a", "b")]
    assert system.predict(asked) == [Annotation("a", entities=()), Annotation("b", entities=(Entity(0, 4, "PER"),))]


def test_a_missing_article_is_named(tmp_path: Path) -> None:
    write_lines(tmp_path / "mine.jsonl", [Annotation("pier-1", entities=())])
    with pytest.raises(InputError, match=r"mine\.jsonl: article 'pier-2': missing.*did you mean 'pier-1'"):
        build(str(tmp_path / "mine.jsonl")).predict([Article("pier-2", Annotation("pier-2"))])


def test_another_file_is_another_system(tmp_path: Path) -> None:
    write_lines(tmp_path / "x.jsonl", [Annotation("a", entities=())])
    first = build(str(tmp_path / "x.jsonl")).fingerprint
    write_lines(tmp_path / "x.jsonl", [Annotation("a", entities=(Entity(0, 4, "PER"),))])
    assert build(str(tmp_path / "x.jsonl")).fingerprint != first


def test_answers_are_relabelled_by_configuration(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    write_lines(path, [Annotation("a", entities=(Entity(0, 4, "PERSON"), Entity(5, 9, "CARDINAL")))])
    system = build_system({**TARGET, "path": str(path), "labels": {"PERSON": "PER", "CARD*": None}})
    assert system.predict([Article("a", Annotation("a"), text="Anna four")]) == [
        Annotation("a", entities=(Entity(0, 4, "PER"),))
    ]
