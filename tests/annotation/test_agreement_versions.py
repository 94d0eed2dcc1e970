"""Versions of a unit: what is paired with what, and what differs."""

from __future__ import annotations

from agreement_passes import article_pass
from hypothesis import given, settings

from wirecopy.annotation.agreement.versions import FIELDS, Layer, units_of, versions
from wirecopy.corpus.model import Annotation, Claim, Entity, Event

LAYERS: tuple[Layer, ...] = ("entities", "claims", "events")


def entities(*rows: Entity) -> Annotation:
    return Annotation("x", entities=rows)


def test_a_wrong_type_and_a_wrong_boundary_are_versions_of_one_unit() -> None:
    found = versions({"ana": entities(Entity(0, 7, "PER")), "ben": entities(Entity(4, 7, "ORG"))}, "entities")
    assert len(found) == 1
    assert found[0].differing() == ("span", "type")
    assert not found[0].agreed(("ana", "ben"))


def test_equal_units_belong_together_before_anything_overlaps() -> None:
    ana = entities(Entity(0, 7, "PER"), Entity(0, 4, "GPE"))
    ben = entities(Entity(0, 4, "GPE"))
    found = versions({"ana": ana, "ben": ben}, "entities")
    assert [sorted(each.units) for each in found] == [["ana", "ben"], ["ana"]]


def test_the_relaying_and_the_relayed_claim_are_not_mixed_up() -> None:
    content = ((30, 60),)
    relay = Claim(content, source=((0, 5),), cue=((6, 14),), certainty="asserted")
    inner = Claim(content, source=((20, 25),), cue=((15, 19),), certainty="asserted")
    hedged = Claim(content, source=((20, 25),), cue=((15, 19),), certainty="hedged")
    found = versions(
        {"ana": Annotation("x", claims=(relay, inner)), "ben": Annotation("x", claims=(hedged, relay))}, "claims"
    )
    assert sorted(each.differing() for each in found) == [(), ("certainty",)]
    assert all(len(each.units) == 2 for each in found)


def test_claims_that_share_half_of_their_words_with_another_source_and_cue_are_two() -> None:
    one = Claim(((30, 60),), source=((0, 5),), cue=((6, 10),))
    other = Claim(((30, 60),), source=((70, 75),), cue=((76, 80),))
    found = versions({"ana": Annotation("x", claims=(one,)), "ben": Annotation("x", claims=(other,))}, "claims")
    assert len(found) == 2


def test_a_third_annotator_joins_the_closest_version() -> None:
    rows = {"ana": Event("Visit", ((0, 5),)), "ben": Event("Visit", ((0, 9),)), "cato": Event("Talks", ((6, 9),))}
    found = versions({name: Annotation("x", events=(row,)) for name, row in rows.items()}, "events")
    assert len(found) == 1
    assert found[0].differing() == ("trigger", "type")


@settings(max_examples=80, deadline=None)
@given(article_pass(), article_pass(), article_pass())
def test_every_unit_is_in_one_version_and_equal_ones_are_together(a: Annotation, b: Annotation, c: Annotation) -> None:
    passes = {"ana": a, "ben": b, "cato": c}
    for layer in LAYERS:
        found = versions(passes, layer)
        for name, annotation in passes.items():
            seen = [each.units[name].place for each in found if name in each.units]
            assert sorted(seen) == sorted(unit.place for unit in units_of(annotation, layer))
        everywhere = set.intersection(*({u.fields for u in units_of(p, layer)} for p in passes.values()))
        agreed = {next(iter(each.units.values())).fields for each in found if each.agreed(sorted(passes))}
        assert agreed == everywhere
        assert all(len(fields) == len(FIELDS[layer]) for fields in agreed)
