"""Votes, worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirecopy.corpus.errors import InputError
from wirecopy.corpus.model import Annotation, Argument, Article, Claim, Entity, Event, Span
from wirecopy.corpus.units import entities_of
from wirecopy.evaluation.systems.ensemble import (
    Ensemble,
    build,
    iou,
    majority,
    settled_claims,
    settled_entities,
    settled_events,
)


def entities(*rows: tuple[int, int, str]) -> Annotation:
    return Annotation("a", entities=tuple(Entity(*row) for row in rows))


def test_entities_need_enough_votes() -> None:
    ballots = [entities((0, 4, "PER"), (5, 9, "ORG")), entities((0, 4, "PER"), (5, 9, "LOC")), entities((0, 4, "PER"))]
    assert settled_entities(ballots, 2) == (Entity(0, 4, "PER"),)
    assert settled_entities(ballots, 3) == (Entity(0, 4, "PER"),)


def test_of_overlapping_entities_votes_then_length_then_place_decide() -> None:
    two = [entities((0, 9, "ORG"), (12, 14, "PER"), (13, 15, "PER")), entities((0, 4, "PER"), (12, 14, "PER"))]
    three = [*two, entities((0, 4, "PER"))]
    assert settled_entities(three, 1) == (Entity(0, 4, "PER"), Entity(12, 14, "PER"))
    assert settled_entities(two, 1) == (Entity(0, 9, "ORG"), Entity(12, 14, "PER"))


def test_repeating_an_entity_is_one_vote() -> None:
    assert settled_entities([entities((0, 4, "PER"), (0, 4, "PER")), entities()], 2) == ()


@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 6), st.integers(1, 4), st.sampled_from(["PER", "ORG"])), max_size=4),
        min_size=2, max_size=4,
    )
)  # fmt: skip
def test_entities_are_flat_and_do_not_depend_on_the_order_of_members(rows: list[list[tuple[int, int, str]]]) -> None:
    ballots = [entities(*((start, start + size, kind) for start, size, kind in row)) for row in rows]
    settled = settled_entities(ballots, 1)
    assert all(a.end <= b.start for a, b in pairwise(settled))
    assert {settled_entities(list(order), 1) for order in permutations(ballots)} == {settled}


def claims(*rows: Claim) -> Annotation:
    return Annotation("a", claims=rows)


def claim(content: Span, source: Span | None = ((0, 5),), **values: Any) -> Claim:
    return Claim(content, source=source, **{"id": "x", "polarity": "affirm", **values})


def test_claims_vote_by_overlap_and_attributes_by_majority() -> None:
    ballots = [
        claims(claim(((10, 30),), certainty="hedged"), claim(((50, 60),))),
        claims(claim(((10, 29),), certainty="asserted")),
        claims(claim(((12, 30),), certainty="asserted"), claim(((50, 60),), source=None)),
    ]
    (kept,) = settled_claims(ballots, 2)
    assert kept.content == ((10, 30),)  # IoU 19/20 and 18/20 with the others: it agrees best
    assert kept.certainty == "asserted"
    assert kept.id == "c1"


def test_claims_on_one_content_by_two_sources_are_two() -> None:
    ballot = claims(
        claim(((10, 30),), id="outer"), claim(((10, 30),), source=((40, 50),), id="inner", parent="outer")
    )  # fmt: skip
    settled = settled_claims([ballot, ballot, claims()], 2)
    assert [(c.id, c.source, c.parent) for c in settled] == [("c1", ((0, 5),), None), ("c2", ((40, 50),), "c1")]


def test_a_parent_that_is_not_kept_is_dropped() -> None:
    outer, inner = claim(((0, 90),), id="outer"), claim(((10, 30),), source=((40, 50),), id="inner", parent="outer")
    settled = settled_claims([claims(outer, inner), claims(claim(((10, 30),), source=((40, 50),)))], 2)
    assert [(c.content, c.parent) for c in settled] == [(((10, 30),), None)]


def test_events_vote_and_so_do_their_arguments() -> None:
    def event(modality: str, *arguments: tuple[str, int]) -> Event:
        return Event(
            "Visit", ((0, 5),), modality=modality, arguments=tuple(Argument(r, ((n, n + 1),)) for r, n in arguments)
        )

    ballots = [
        Annotation("a", events=(event("planned", ("host", 7), ("visitor", 9)), Event("Talks", ((20, 25),)))),
        Annotation("a", events=(event("asserted", ("host", 7)),)),
        Annotation("a", events=(event("asserted", ("place", 11)),)),
    ]
    (kept,) = settled_events(ballots, 2)
    assert (kept.type, kept.modality, kept.arguments) == ("Visit", "asserted", (Argument("host", ((7, 8),)),))


def test_ties_are_the_earliest_members() -> None:
    assert majority(["b", "a"]) == "b"
    assert majority(["b", "a", "a"]) == "a"


def test_iou_counts_code_points_of_all_fragments() -> None:
    assert iou(((0, 4), (6, 8)), ((2, 7),)) == pytest.approx(3 / 8)


class Fixed:
    def __init__(self, line: Annotation, layers: tuple[str, ...]) -> None:
        self.name, self.layers, self._line = "fixed", layers, line
        self.packages = ("numpy",)

    def predict(self, articles: Sequence[Article]) -> list[Annotation]:
        return [self._line for _ in articles]

    def report(self) -> dict[str, int]:
        return {"tokens": 3}


def test_members_vote_only_where_they_predict() -> None:
    one = Fixed(Annotation("a", entities=(Entity(0, 4, "PER"),), claims=(claim(((10, 20),)),)), ("entities", "claims"))
    two = Fixed(entities((0, 4, "PER")), ("entities",))
    three = Fixed(entities((5, 9, "PER")), ("entities",))
    ensemble = Ensemble({"one": one, "two": two, "three": three})
    (line,) = ensemble.predict([Article("a", Annotation("a"), text="x" * 50)])
    assert ensemble.layers == ("entities", "claims")
    assert entities_of(line) == (Entity(0, 4, "PER"),)
    assert [c.content for c in line.claims] == [((10, 20),)]  # type: ignore[union-attr]
    assert ensemble.report()["two"] == {"tokens": 3}
    assert ensemble.packages == ("numpy",)


def test_two_members_and_votes_they_can_reach() -> None:
    node = {"_target_": "wirecopy.evaluation.systems.rules.build"}
    with pytest.raises(InputError, match="found 1, expected two or more"):
        build({"a": node})
    with pytest.raises(InputError, match=r"system\.votes: found 3, expected 1 to 2"):
        build({"a": node, "b": node}, votes=3)
    with pytest.raises(InputError, match=r"system\.members\.b\.tran: no such key"):
        build({"a": node, "b": {**node, "tran": "x"}})
