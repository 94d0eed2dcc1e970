"""Faults of an annotation: one set of messages for files and for systems, and no more work than there are units."""

import time
from collections.abc import Iterable

import pytest

from wirecopy.corpus.errors import InputError
from wirecopy.corpus.model import Annotation, Article, Claim, Entity, Event
from wirecopy.corpus.ontology import load_ontology
from wirecopy.evaluation import score
from wirecopy.evaluation.answers import checked, inventory_of
from wirecopy.evaluation.faults import dangling, misplaced, unknown_names


def test_dangling_parents_take_no_time_for_their_hints() -> None:
    claims = tuple(Claim(((0, 1),), id=f"claim{i}", parent=f"clam{i}") for i in range(4000))
    started = time.process_time()
    found = list(dangling(Annotation("a", claims=claims)))
    assert time.process_time() - started < 20  # a second; minutes if each of them were compared with all ids
    assert len(found) == 4000
    assert "did you mean 'claim0'?" in found[0]
    assert "did you mean" not in found[-1]


def test_each_fault_names_its_field() -> None:
    line = Annotation(
        "a",
        (Entity(0, 9, "PER"), Entity(5, 5, "PERS")),
        (Claim(((0, 3),), id="c1", parent="c2"),),
        (Event("Visit", ((4, 6), (5, 8))),),
    )
    ontology = load_ontology()
    assert fields(misplaced(line, 8)) == ["entities[0]", "entities[1]", "events[0].trigger"]
    assert fields(dangling(line)) == ["claims[0].parent"]
    assert fields(unknown_names(line, ontology, ontology.entities)) == ["entities[1].type"]


def fields(faults: Iterable[str]) -> list[str]:
    return [text.partition(":")[0] for text in faults]


class Answering:
    """A system that is asked for nothing here."""

    name, layers = "answering", ("claims",)

    def predict(self, articles: object) -> list[Annotation]:
        raise AssertionError(articles)


def test_files_and_systems_hear_the_same() -> None:
    line = Annotation("a", claims=(Claim(((0, 3),), id="c1", parent="c2"), Claim(((5, 4),), id="c3")))
    with pytest.raises(InputError) as of_system:
        checked(Answering(), [Article("a", Annotation("a"), "words and more")], [line], inventory_of(None, None))
    with pytest.raises(InputError) as of_file:
        score([Annotation("a", claims=(), text="words and more")], [line])
    ends = [sorted(text.partition("'a': ")[2] for text in str(e.value).splitlines()) for e in (of_system, of_file)]
    assert ends[0] == ends[1]
    assert len(ends[0]) == 2
