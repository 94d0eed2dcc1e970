"""Agreement: the figures by hand, and what must hold for any passes."""

from __future__ import annotations

import itertools

import msgspec
import pytest
from agreement_passes import passes
from hypothesis import given, settings
from hypothesis import strategies as st

from wirecopy.annotation.agreement import agreement, as_passes
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.model import Annotation, Claim, Entity, Event
from wirecopy.evaluation import score
from wirecopy.evaluation.measures import MEASURES

TEXT = "Ana Bos said on Monday that the ferry left."


def line(*entities: Entity, article: str = "x-1", text: str | None = TEXT) -> Annotation:
    return Annotation(article, entities=entities, claims=(), events=(), text=text)


ANA, BOS, MONDAY = Entity(0, 7, "PER"), Entity(4, 7, "PER"), Entity(16, 22, "DATE")


def test_figures_by_hand() -> None:
    # ana: Ana Bos, Monday; ben: Ana Bos; cato: Bos, Monday. Pairs: 1 of 2+1, 1 of 2+2, 0 of 1+2.
    found = as_passes({"ana": [line(ANA, MONDAY)], "ben": [line(ANA)], "cato": [line(BOS, MONDAY)]})
    document = agreement(found)
    assert document["articles"] == 1
    assert document["annotators"] == ["ana", "ben", "cato"]
    strict = [pair["measures"]["entities.strict"] for pair in document["pairs"]]
    assert strict == pytest.approx([2 / 3, 1 / 2, 0.0])
    pooled = document["measures"]["entities.strict"]
    assert (pooled["matched"], pooled["a"], pooled["b"]) == (2, 5, 5)
    assert pooled["f1"] == pytest.approx(4 / 10)
    assert pooled["f1_interval"] is None
    assert "at least 10 articles" in pooled["interval_note"]
    assert pooled["types"]["PER"]["f1"] == pytest.approx(2 / 6)
    # 10 tokens, labels PER PER . . DATE / PER PER / . PER . . DATE; the diagonal: 1 + 3 + 7 x 3 + 1 (Ana: 2 of 3).
    # PER 2 + 3, DATE 2, none 23: n = 30, diagonal = 2/2 + 6/2 + 2/2 + 7 * 6/2 = 26.
    alpha = document["alpha"]["entities"]["value"]
    assert alpha == pytest.approx(1 - 29 * (30 - 26) / (900 - 25 - 4 - 529))
    assert document["alpha"]["claims"]["value"] is None


def test_the_document_has_the_contract_s_keys() -> None:
    document = agreement(as_passes({"ana": [line(ANA)], "ben": [line(ANA)]}))
    assert document["schema"] == "wirecopy-agreement/1"
    assert list(document) == ["schema", "articles", "annotators", "pairs", "measures", "alpha"]
    assert list(document["measures"]) == [measure.name for measure in MEASURES]
    assert list(document["pairs"][0]) == ["a", "b", "articles", "measures"]
    assert set(document["alpha"]) == {"entities", "claims", "triggers"}
    proportional = document["measures"]["claims.content.proportional"]
    assert proportional["matched"] is None
    assert {"precision_sum", "recall_sum"} <= set(proportional)


def test_intervals_are_over_stories() -> None:
    def side(moved: int) -> list[Annotation]:
        rows = [line(ANA, BOS if i % 3 < moved else MONDAY, article=f"s{i}-{j}") for i in range(12) for j in (1, 2)]
        return [msgspec.structs.replace(row, story=row.id.partition("-")[0]) for row in rows]

    document = agreement(as_passes({"ana": side(0), "ben": side(1)}))
    low, high = document["measures"]["entities.strict"]["f1_interval"]
    assert low < document["measures"]["entities.strict"]["f1"] < high
    low, high = document["alpha"]["entities"]["interval"]
    assert low < document["alpha"]["entities"]["value"] < high
    again = agreement(as_passes({"ana": side(0), "ben": side(1)}))
    assert again == document
    assert agreement(as_passes({"ana": side(0)[:18], "ben": side(1)}))["alpha"]["entities"]["interval"] is None


def test_only_what_both_have_done_counts() -> None:
    skipped = Annotation("x-2", text=TEXT)
    half = Annotation("x-3", claims=(), text=TEXT)
    ana = [line(ANA), line(ANA, article="x-2"), line(ANA, article="x-3"), line(ANA, article="x-4")]
    found = as_passes({"ana": ana, "ben": [line(ANA), skipped, half]})
    document = agreement(found)
    assert document["articles"] == document["pairs"][0]["articles"] == 2
    assert document["measures"]["entities.strict"]["a"] == 1
    assert found.single() == ["x-2", "x-4"]


def test_a_layer_that_nobody_did_is_not_measured() -> None:
    sides = {name: [Annotation("x", entities=(ANA,), text=TEXT)] for name in ("ana", "ben")}
    document = agreement(as_passes(sides))
    assert all(name.startswith("entities.") for name in document["measures"])
    assert document["alpha"]["claims"] == {
        "value": None,
        "interval": None,
        "interval_note": "no two annotators did this layer",
    }


@settings(max_examples=60, deadline=None)
@given(passes(annotators=2))
def test_f1_does_not_depend_on_which_pass_is_which(lines: dict[str, list[Annotation]]) -> None:
    one = agreement(as_passes(lines), resamples=10)
    other = agreement(as_passes({"ana": lines["ben"], "ben": lines["ana"]}), resamples=10)
    for name, row in one["measures"].items():
        swapped = other["measures"][name]
        assert row["f1"] == pytest.approx(swapped["f1"]), name
        assert (row["matched"], row["a"], row["b"]) == (swapped["matched"], swapped["b"], swapped["a"]), name


@settings(max_examples=40, deadline=None)
@given(passes(), st.permutations(["ana", "ben", "cato"]))
def test_the_order_of_the_files_changes_nothing(lines: dict[str, list[Annotation]], order: list[str]) -> None:
    again = {name: lines[name][::-1] for name in order}
    assert agreement(as_passes(again), resamples=10) == agreement(as_passes(lines), resamples=10)


@settings(max_examples=40, deadline=None)
@given(passes(annotators=1, articles=2))
def test_identical_passes_agree_wholly(lines: dict[str, list[Annotation]]) -> None:
    document = agreement(as_passes(dict.fromkeys(("ana", "ben", "cato"), lines["ana"])), resamples=10)
    assert all(row["f1"] in (1.0, None) for row in document["measures"].values())
    assert all(row["value"] in (1.0, None) for row in document["alpha"].values())


@settings(max_examples=40, deadline=None)
@given(passes(annotators=2, articles=2))
def test_f1_is_the_score_of_one_pass_against_the_other(lines: dict[str, list[Annotation]]) -> None:
    full = {name: [_complete(each) for each in rows if _all_layers(each)] for name, rows in lines.items()}
    shared = {each.id for each in full["ana"]} & {each.id for each in full["ben"]}
    if not shared:
        return
    ana, ben = ([each for each in full[name] if each.id in shared] for name in ("ana", "ben"))
    scored = score(ana, ben, resamples=1)["measures"]
    document = agreement(as_passes({"ana": ana, "ben": ben}), resamples=1)
    for name, row in document["measures"].items():
        assert row["f1"] == pytest.approx(scored[name]["f1"]), name
        assert (row["a"], row["b"]) == (scored[name]["gold"], scored[name]["predicted"]), name


def _all_layers(annotation: Annotation) -> bool:
    return all(getattr(annotation, layer) is not msgspec.UNSET for layer in ("entities", "claims", "events"))


def _complete(annotation: Annotation) -> Annotation:
    """Return the annotation with every attribute filled in: one left out counts differently in a score."""
    claims = [
        msgspec.structs.replace(c, certainty=c.certainty or "unknown", source_type="person", quote="direct")
        for c in annotation.claims or ()
    ]
    events = [msgspec.structs.replace(v, modality=v.modality or "denied") for v in annotation.events or ()]
    return msgspec.structs.replace(annotation, claims=tuple(claims), events=tuple(events))


def test_an_attribute_left_out_is_no_unit_of_either_side() -> None:
    with_it, without = (Claim(content=((23, 43),), certainty=value) for value in ("asserted", None))
    visit, bare = (Event("Visit", ((38, 42),), modality=value) for value in ("asserted", None))
    one = Annotation("x", claims=(with_it,), events=(visit,), text=TEXT)
    other = Annotation("x", claims=(without,), events=(bare,), text=TEXT)
    for sides in itertools.permutations((one, other)):
        measures = agreement(as_passes({"ana": [sides[0]], "ben": [sides[1]]}))["measures"]
        for name in ("claims.certainty", "events.modality"):
            assert measures[name]["f1"] == 0.0
            assert measures[name]["a"] + measures[name]["b"] == 1
        assert measures["claims.polarity"]["f1"] is None


@pytest.mark.parametrize("numbers", [{"resamples": 0}, {"seed": -1}])
def test_bad_resampling_is_refused(numbers: dict[str, int]) -> None:
    with pytest.raises(InputError, match="expected a whole number"):
        agreement(as_passes({"ana": [line(ANA)], "ben": [line(ANA)]}), **numbers)


def test_nothing_in_common_is_refused() -> None:
    with pytest.raises(InputError, match="no article that two of them have done"):
        agreement(as_passes({"ana": [line(ANA)], "ben": [line(ANA, article="y-1")]}))
