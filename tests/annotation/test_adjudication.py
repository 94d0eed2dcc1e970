"""Adjudication: what is taken over, what is left, and gold from decisions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from agreement_passes import passes
from hypothesis import given, settings
from hypothesis import strategies as st

from wirecopy.annotation.adjudication import adjudicate, settle, settle_all, write_outcomes
from wirecopy.annotation.adjudication.round import round_articles, round_versions
from wirecopy.annotation.agreement import as_passes
from wirecopy.annotation.agreement.versions import Layer, units_of
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.lines import read_lines
from wirecopy.corpus.model import Annotation, Argument, Claim, Entity, Event, Pass, Provenance

TEXT = "Ana Bos said on Monday that Ben Coe, who visited Oslo, had left for Bergen."
LAYERS: tuple[Layer, ...] = ("entities", "claims", "events")


def line(entities: Any = (), claims: Any = (), events: Any = (), **more: Any) -> Annotation:
    return Annotation("x-1", entities=tuple(entities), claims=tuple(claims), events=tuple(events), text=TEXT, **more)


def outcome_of(**lines: Annotation) -> Any:
    (outcome,) = adjudicate(as_passes({name: [each] for name, each in lines.items()}))
    return outcome


def left(outcome: Any) -> list[tuple[str, list[str], list[str]]]:
    return [(row["layer"], row["differs"], row["missing"]) for row in outcome.open["open"]]


ANA, BEN = Entity(0, 7, "PER", id="e7"), Entity(28, 35, "PER")
CLAIM = Claim(((28, 74),), source=((0, 7),), cue=((8, 12),), id="k", certainty="asserted")


def test_what_all_have_is_agreed_and_the_rest_open_with_every_version() -> None:
    outcome = outcome_of(ana=line([ANA, BEN]), ben=line([Entity(28, 35, "ORG", id="z"), ANA]), cato=line([BEN, ANA]))
    assert outcome.agreed.entities == (Entity(0, 7, "PER", id="e1"),)
    assert left(outcome) == [("entities", ["type"], [])]
    (row,) = outcome.open["open"]
    assert row["span"] == [[28, 35]]
    assert row["versions"]["ben"] == {"start": 28, "end": 35, "type": "ORG", "id": "z"}
    assert outcome.open["agreed"] == {"entities": 1, "claims": 0, "events": 0}


def test_a_unit_that_somebody_lacks_is_open() -> None:
    outcome = outcome_of(ana=line([ANA, BEN]), ben=line([ANA]))
    assert left(outcome) == [("entities", [], ["ben"])]
    assert outcome.open["open"][0]["versions"]["ben"] is None


def test_a_child_is_open_where_its_parent_is() -> None:
    inner = Claim(((40, 74),), source=((28, 35),), cue=((36, 39),), id="c2", parent="k")
    grandchild = Claim(((49, 53),), id="c3", parent="c2")
    hedged = msgspec.structs.replace(CLAIM, certainty="hedged")
    outcome = outcome_of(ana=line(claims=[CLAIM, inner, grandchild]), ben=line(claims=[hedged, inner, grandchild]))
    assert outcome.agreed.claims == ()
    assert [row[1] for row in left(outcome)] == [["certainty"], ["parent"], ["parent"]]


def test_parents_are_the_same_claim_whatever_their_ids() -> None:
    inner = Claim(((40, 74),), source=((28, 35),), cue=((36, 39),), id="c2", parent="k")
    renamed = [msgspec.structs.replace(CLAIM, id="c9"), msgspec.structs.replace(inner, id="c1", parent="c9")]
    outcome = outcome_of(ana=line(claims=[CLAIM, inner]), ben=line(claims=renamed[::-1]))
    assert [(c.id, c.parent) for c in outcome.agreed.claims] == [("c1", None), ("c2", "c1")]
    assert left(outcome) == []


def test_another_parent_leaves_the_child_open() -> None:
    inner = Claim(((40, 74),), source=((28, 35),), cue=((36, 39),), id="c2", parent="k")
    orphan = msgspec.structs.replace(inner, parent=None)
    outcome = outcome_of(ana=line(claims=[CLAIM, inner]), ben=line(claims=[CLAIM, orphan]))
    assert [c.content for c in outcome.agreed.claims] == [CLAIM.content]
    assert left(outcome) == [("claims", ["parent"], [])]


def test_an_event_is_taken_over_with_the_arguments_that_all_have() -> None:
    visitor, place = Argument("visitor", ((28, 35),)), Argument("place", ((49, 53),))
    one = Event("Visit", ((41, 48),), modality="asserted", arguments=(visitor, place))
    other = Event("Visit", ((41, 48),), modality="asserted", arguments=(visitor,))
    outcome = outcome_of(ana=line(events=[one]), ben=line(events=[other]))
    assert [event.arguments for event in outcome.agreed.events] == [(visitor,)]
    assert left(outcome) == [("events", ["arguments"], [])]
    planned = msgspec.structs.replace(other, modality="planned")
    outcome = outcome_of(ana=line(events=[one]), ben=line(events=[planned]))
    assert outcome.agreed.events == ()
    assert left(outcome) == [("events", ["modality", "arguments"], [])]


def test_clusters_are_compared_by_who_belongs_together() -> None:
    third = Entity(0, 7, "PER"), Entity(28, 35, "PER"), Entity(68, 74, "GPE")

    def side(*names: str | None) -> Annotation:
        return line([msgspec.structs.replace(e, cluster=name) for e, name in zip(third, names, strict=True)])

    outcome = outcome_of(ana=side("a", "a", "b"), ben=side("x", "x", None))
    assert [entity.cluster for entity in outcome.agreed.entities] == ["a", "a", None]
    assert left(outcome) == []
    outcome = outcome_of(ana=side("a", "a", "b"), ben=side("x", "y", "b"))
    assert [entity.cluster for entity in outcome.agreed.entities] == [None, None, "b"]
    assert left(outcome) == [("entities", ["cluster"], []), ("entities", ["cluster"], [])]


def test_provenance_tells_of_every_pass() -> None:
    told = Provenance((Pass("ana", "person", "1", None, "2031-03-04"),))
    outcome = outcome_of(ana=line([ANA], provenance=told), ben=line([ANA]))
    assert outcome.agreed.provenance == Provenance((told.passes[0], Pass("ben", "person")), note="agreed by ana, ben")


def test_files_are_the_same_each_time(tmp_path: Path) -> None:
    found = as_passes({"ana": [line([ANA, BEN])], "ben": [line([ANA])]})
    write_outcomes(tmp_path / "a", adjudicate(found))
    write_outcomes(tmp_path / "b", adjudicate(found))
    for name in ("agreed.jsonl", "open.jsonl"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    assert read_lines(tmp_path / "a" / "agreed.jsonl")[0].text == TEXT
    assert json.loads((tmp_path / "a" / "open.jsonl").read_text())["schema"] == "wirecopy-open/1"


@settings(max_examples=60, deadline=None)
@given(passes(), st.permutations(["ana", "ben", "cato"]))
def test_every_unit_is_agreed_or_open_and_order_does_not_matter(
    lines: dict[str, list[Annotation]], order: list[str]
) -> None:
    outcomes = adjudicate(as_passes(lines))
    assert outcomes == adjudicate(as_passes({name: lines[name][::-1] for name in order}))
    for outcome in outcomes:
        for layer, names in outcome.open["annotators"].items():
            rows = [row for row in outcome.open["open"] if row["layer"] == layer]
            for name in names:
                annotation = next(each for each in lines[name] if each.id == outcome.agreed.id)
                shown = sum(row["versions"][name] is not None for row in rows)
                partly = sum(not row["missing"] and set(row["differs"]) <= {"arguments", "cluster"} for row in rows)
                count = len(units_of(annotation, layer))
                assert outcome.open["agreed"][layer] + shown - partly == count


@settings(max_examples=40, deadline=None)
@given(passes(annotators=1))
def test_identical_passes_leave_nothing_open(lines: dict[str, list[Annotation]]) -> None:
    for outcome in adjudicate(as_passes({"ana": lines["ana"], "ben": lines["ana"]})):
        assert outcome.open["open"] == []


def test_a_decision_replaces_the_agreed_unit_it_is_a_version_of() -> None:
    agreed = line([msgspec.structs.replace(ANA, id="e1"), BEN])
    gold = settle(agreed, line([Entity(4, 7, "PER")]), who="dora")
    assert gold.annotation.entities == (Entity(4, 7, "PER", id="e1"), msgspec.structs.replace(BEN, id="e2"))
    assert len(gold.notes) == 1
    assert "became" in gold.notes[0]


def test_an_agreed_entity_gives_way_to_a_decided_one_over_it() -> None:
    gold = settle(line([ANA, Entity(8, 12, "PER")]), line([Entity(0, 12, "ORG")]), who="dora")
    assert gold.annotation.entities == (Entity(0, 12, "ORG", id="e1"),)
    assert any("a decided entity overlaps it" in note for note in gold.notes)


def test_a_whole_pass_drops_what_it_lacks_and_says_so() -> None:
    kept = settle(line([ANA, BEN]), line([BEN]), who="dora")
    assert len(kept.annotation.entities or ()) == 2
    assert kept.notes == ()
    gold = settle(line([ANA, BEN]), line([BEN]), who="dora", whole=True)
    assert gold.annotation.entities == (msgspec.structs.replace(BEN, id="e1"),)
    assert "does not have it" in gold.notes[0]


def test_parents_find_their_claims_across_both_sides() -> None:
    agreed = line(claims=[msgspec.structs.replace(CLAIM, id="c1"), Claim(((49, 53),), id="c2", parent="c1")])
    decided_parent = msgspec.structs.replace(CLAIM, id="p", certainty="hedged")
    new_child = Claim(((68, 74),), cue=((60, 64),), id="q", parent="p")
    gold = settle(agreed, line(claims=[new_child, decided_parent]), who="dora")
    rows = {claim.content: (claim.id, claim.parent) for claim in gold.annotation.claims or ()}
    assert rows == {((28, 74),): ("c1", None), ((49, 53),): ("c2", "c1"), ((68, 74),): ("c3", "c1")}


def test_provenance_says_who_settled_it_when_and_by_which_guidelines() -> None:
    own = Pass("dora", "person", "1", "2031-03-05T10:00Z", "2031-03-05T10:30Z")
    agreed = outcome_of(ana=line([ANA]), ben=line([ANA, BEN])).agreed
    decided = line([BEN], provenance=Provenance((own,)))
    gold = settle(agreed, decided, who="dora").annotation
    assert gold.provenance is not None
    assert (gold.provenance.settled_by, gold.provenance.settled) == ("dora", "2031-03-05T10:30Z")
    assert gold.provenance.passes[-1] == own
    assert [each.annotator for each in gold.provenance.passes] == ["ana", "ben", "dora"]
    later = settle(agreed, decided, who="dora", when="2031-03-06").annotation.provenance
    assert later is not None
    assert later.settled == "2031-03-06"


def test_an_article_with_nothing_open_needs_no_decision() -> None:
    rows = [line([ANA]), msgspec.structs.replace(line([ANA]), id="x-2")]
    other = [line([ANA]), msgspec.structs.replace(line([ANA, BEN]), id="x-2")]
    outcomes = adjudicate(as_passes({"ana": rows, "ben": other}))
    gold, waiting = settle_all(outcomes, [], who="dora")
    assert [each.annotation.id for each in gold] == ["x-1"]
    assert waiting == ["x-2"]
    gold, waiting = settle_all(outcomes, other[1:], who="dora")
    assert [len(each.annotation.entities or ()) for each in gold] == [1, 2]
    assert waiting == []


def test_decisions_on_other_articles_or_texts_are_refused() -> None:
    outcomes = adjudicate(as_passes({"ana": [line([ANA])], "ben": [line([ANA])]}))
    with pytest.raises(InputError, match=r"decisions of dora: article 'x-9': .*did you mean 'x-1'"):
        settle_all(outcomes, [msgspec.structs.replace(line(), id="x-9")], who="dora")
    with pytest.raises(InputError, match="text: found another one"):
        settle_all(outcomes, [msgspec.structs.replace(line(), text="Other.")], who="dora")


@settings(max_examples=60, deadline=None)
@given(passes(annotators=2))
def test_deciding_for_one_annotator_wholly_gives_that_pass(lines: dict[str, list[Annotation]]) -> None:
    found = as_passes(lines)
    for outcome in adjudicate(found):
        mine = found.lines["ana"][outcome.agreed.id]
        gold = settle(outcome.agreed, mine, who="ana", whole=True).annotation
        for layer in LAYERS:
            if getattr(mine, layer) is not msgspec.UNSET:
                assert [u.fields for u in units_of(gold, layer)] == [u.fields for u in units_of(mine, layer)]


def test_the_round_holds_what_is_open_with_everyone_s_version() -> None:
    rows = [line([ANA]), msgspec.structs.replace(line([ANA]), id="x-2")]
    other = [line([ANA]), msgspec.structs.replace(line([BEN]), id="x-2")]
    found = as_passes({"ana": rows, "ben": other})
    outcomes = adjudicate(found)
    assert [(article.id, article.text) for article in round_articles(outcomes)] == [("x-2", TEXT)]
    versions = round_versions(found, outcomes)
    assert list(versions) == ["agreed", "ana", "ben"]
    assert versions["ben"] == {"x-2": other[1]}
    with pytest.raises(InputError, match="rename the file"):
        round_versions(as_passes({"agreed": rows, "ben": other}), outcomes)


def test_a_parent_is_looked_up_among_the_ids_of_its_own_side() -> None:
    first, second, child = ((0, 12),), ((14, 22),), ((28, 74),)
    agreed = [Claim(first, id="c1"), Claim(second, id="c2"), Claim(child, id="c3", parent="c1")]
    decided = [Claim(second, id="c1"), Claim(first, id="c2"), Claim(child, id="c3", parent="c2", certainty="hedged")]
    gold = settle(line(claims=agreed), line(claims=decided), who="dora").annotation
    assert [(claim.content, claim.parent) for claim in gold.claims or ()] == [
        (first, None),
        (second, None),
        (child, "c1"),
    ]
