"""Faults seen in other scorers, each with an input that shows it."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from wirecopy.evaluation import score

Line = dict[str, Any]


def measures(gold: Line, predicted: Line) -> Line:
    found: Line = score([{"id": "a", **gold}], [{"id": "a", **predicted}], resamples=20)["measures"]
    return found


def entities(*units: tuple[int, int, str]) -> Line:
    return {"entities": [{"start": start, "end": end, "type": kind} for start, end, kind in units]}


def test_nervaluate_strict_f1_depends_on_the_order_of_predictions() -> None:
    gold = entities((0, 10, "PER"))
    guesses = [(0, 10, "PER"), (0, 4, "PER"), (5, 10, "PER")]
    found = [measures(gold, entities(*order))["entities.semeval.strict"] for order in permutations(guesses)]
    assert all(figures == found[0] for figures in found)
    assert found[0]["counts"] == {"COR": 1, "INC": 0, "PAR": 0, "MIS": 0, "SPU": 2}


def test_nervaluate_a_span_over_the_whole_document_gets_full_type_credit() -> None:
    """It overlaps every entity, and is still one unit that can be paired with one."""
    gold = entities(*((10 * i, 10 * i + 5, "PER") for i in range(10)))
    found = measures(gold, entities((0, 100, "PER")))["entities.semeval.type"]
    assert (found["precision"], found["recall"]) == (1.0, 0.1)


def test_nervaluate_labels_outside_the_tags_vanish() -> None:
    found = measures(entities((0, 5, "PER")), entities((0, 5, "PER"), (6, 9, "NEW"), (6, 9, "NEWER")))[
        "entities.strict"
    ]
    assert (found["predicted"], found["precision"]) == (3, pytest.approx(1 / 3))
    assert {"NEW", "NEWER"} < set(found["types"])


def test_spacy_spans_that_do_not_fit_tokens_vanish() -> None:
    found = measures(entities((0, 5, "PER")), entities((0, 5, "PER"), (7, 8, "PER")))["entities.strict"]
    assert found["precision"] == 0.5


def test_label_studio_nested_spans_and_second_labels_are_kept() -> None:
    units = [(0, 20, "ORG"), (0, 5, "GPE"), (0, 5, "PER"), (3, 12, "ORG")]
    assert measures(entities(*units), entities(*units))["entities.strict"]["matched"] == 4


def test_oneie_a_duplicated_trigger_gives_f1_above_one() -> None:
    event = {
        "type": "Visit",
        "trigger": [[0, 5]],
        "modality": "asserted",
        "arguments": [{"role": "host", "span": [[6, 9]]}],
    }
    found = score([{"id": "a", "events": [event]}], [{"id": "a", "events": [event] * 3}], resamples=1)
    rates = [f[key] for f in found["measures"].values() for key in ("precision", "recall", "f1") if f[key] is not None]
    assert set(rates) == {1.0}
    assert found["duplicates"] == 2


def test_paie_and_citron_precision_above_one() -> None:
    """One predicted span over two gold ones, and two over one, are one pair each."""
    for gold, predicted in (([[0, 6]], [[0, 4], [4, 6]]), ([[0, 4], [4, 6]], [[0, 6]])):
        left, right = ([{"content": [fragment]} for fragment in side] for side in (gold, predicted))
        for figures in measures({"claims": left}, {"claims": right}).values():
            assert all(figures[key] is None or figures[key] <= 1 for key in ("precision", "recall", "f1"))


def test_maven_arg_an_empty_prediction_for_a_gold_role_raises_exact_match() -> None:
    gold = {"events": [{"type": "Visit", "trigger": [[0, 5]], "arguments": [{"role": "host", "span": [[6, 9]]}]}]}
    silent = {"events": [{"type": "Visit", "trigger": [[0, 5]]}]}
    assert measures(gold, silent)["events.AC+"]["f1"] == 0.0


def test_textee_an_argument_on_the_wrong_trigger_counts_without_the_plus() -> None:
    filler = [{"role": "host", "span": [[20, 25]]}]
    right, wrong = {"type": "Visit", "trigger": [[0, 5]]}, {"type": "Visit", "trigger": [[8, 12]]}
    found = measures(
        {"events": [{**right, "arguments": filler}, wrong]}, {"events": [right, {**wrong, "arguments": filler}]}
    )
    assert (found["events.AI"]["f1"], found["events.AC"]["f1"]) == (1.0, 1.0)
    assert (found["events.AI+"]["f1"], found["events.AC+"]["f1"]) == (0.0, 0.0)


def test_cltl_long_predictions_go_unpunished() -> None:
    gold = {"claims": [{"content": [[10, 20]]}]}
    found = measures(gold, {"claims": [{"content": [[0, 100]]}]})
    assert found["claims.content.overlap"]["matched"] == 0
    assert found["claims.attribution.overlap"]["matched"] == 0
    assert found["claims.content.proportional"]["precision"] == 0.1
    assert found["claims.content.proportional"]["recall"] == 1.0


def stories(hit: bool) -> tuple[list[Line], list[Line]]:
    gold = [{"id": f"a{i}", "story": f"s{i}", **entities((0, 5, "PER"))} for i in range(12)]
    return gold, [{"id": f"a{i}", **entities((0, 5 if hit else 4, "PER"))} for i in range(12)]


def test_sacrebleu_the_interval_is_hidden_when_the_mean_is_zero() -> None:
    assert score(*stories(hit=False))["measures"]["entities.strict"]["f1_interval"] == [0.0, 0.0]
    assert score(*stories(hit=True))["measures"]["entities.strict"]["f1_interval"] == [1.0, 1.0]


def test_inspect_unseeded_bootstrap() -> None:
    gold = [{"id": f"a{i}", "story": f"s{i}", **entities((0, 5, "PER"))} for i in range(20)]
    predicted = [{"id": f"a{i}", **entities((0, 5 - i % 2, "PER"), (7, 9, "PER"))} for i in range(20)]
    first, again, other = (score(gold, predicted, seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first["measures"]["entities.strict"]["f1_interval"] != other["measures"]["entities.strict"]["f1_interval"]


def test_under_ten_stories_there_is_no_interval_but_a_reason() -> None:
    gold, predicted = (side[:9] for side in stories(hit=True))
    figures = score(gold, predicted)["measures"]["entities.strict"]
    assert figures["f1_interval"] is None
    assert "at least 10 stories, found 9" in figures["interval_note"]


def test_empty_denominators() -> None:
    found = [measures(entities(*left), entities(*right))["entities.strict"] for left, right in (
        ([], []), ([(0, 1, "PER")], []), ([], [(0, 1, "PER")]),
    )]  # fmt: skip
    assert [(row["precision"], row["recall"], row["f1"]) for row in found] == [(None,) * 3, (0.0,) * 3, (0.0,) * 3]
    assert [row["macro_f1"] for row in found] == [None, 0.0, None]


def test_nothing_at_all() -> None:
    assert score([], [])["measures"] == {}


def test_macro_is_over_gold_types_and_weighted_by_them() -> None:
    gold = entities((0, 1, "PER"), (2, 3, "PER"), (4, 5, "PER"), (6, 7, "ORG"))
    found = measures(gold, entities((0, 1, "PER"), (2, 3, "PER"), (4, 5, "PER"), (8, 9, "LOC")))["entities.strict"]
    assert (found["macro_f1"], found["weighted_f1"], found["types"]["LOC"]["f1"]) == (0.5, 0.75, 0.0)


def test_a_mapping_that_joins_types_makes_them_one_unit_and_drops_what_it_lacks() -> None:
    gold = [{"id": "a", **entities((0, 5, "GPE"), (6, 9, "DATE"))}]
    predicted = [{"id": "a", **entities((0, 5, "LOC"), (0, 5, "GPE"), (10, 12, "MONEY"))}]
    found = score(gold, predicted, mapping="conll")
    figures = found["measures"]["entities.conll.strict"]
    assert (figures["gold"], figures["predicted"], figures["matched"]) == (1, 1, 1)
    assert found["headline"]["entities"] is None
    assert "|mapping:conll|" in found["signature"]
