"""Each trap of seqeval named in SCORING.md: what seqeval 1.2.2 does, and what the strict preset does instead."""

import json
import warnings
from typing import Any

import pytest
from seqeval.metrics import accuracy_score, classification_report, f1_score
from seqeval.scheme import IOB2

from wirecopy.evaluation.tag_scores import score_tags

Tags = list[list[str]]


@pytest.fixture(autouse=True)
def _quiet() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def report(gold: Tags, predicted: Tags, **options: Any) -> dict[str, Any]:
    return classification_report(gold, predicted, output_dict=True, zero_division=0, **options)


ILL_FORMED = [["I-PER", "I-PER", "O"]]
WELL_FORMED = [["B-PER", "I-PER", "O"]]


def test_default_mode_takes_i_for_b() -> None:
    assert f1_score(WELL_FORMED, ILL_FORMED) == 1.0
    assert score_tags(WELL_FORMED, ILL_FORMED, preset="seqeval")["f1"] == 1.0
    strict = score_tags(WELL_FORMED, ILL_FORMED)
    assert (strict["f1"], strict["gold"], strict["predicted"], strict["malformed"]) == (0.0, 1, 0, 1)


def test_f1_score_strict_without_scheme_is_lenient() -> None:
    assert f1_score(WELL_FORMED, ILL_FORMED, mode="strict") == 1.0
    assert f1_score(WELL_FORMED, ILL_FORMED, mode="strict", scheme=IOB2) == 0.0
    assert score_tags(WELL_FORMED, ILL_FORMED)["f1"] == 0.0
    assert score_tags(WELL_FORMED, ILL_FORMED, preset="seqeval-strict")["scheme"] == "IOB2"
    assert score_tags(WELL_FORMED, ILL_FORMED, preset="seqeval-strict")["f1"] == 0.0


def test_scheme_without_mode_is_ignored_by_seqeval() -> None:
    assert report(WELL_FORMED, ILL_FORMED, scheme=IOB2)["micro avg"]["f1-score"] == 1.0
    lenient = score_tags(WELL_FORMED, ILL_FORMED, preset="seqeval", scheme="IOB2")
    assert (lenient["f1"], lenient["malformed"]) == (1.0, 1)
    assert score_tags(WELL_FORMED, ILL_FORMED, preset="strict", scheme="IOB2")["f1"] == 0.0


def test_unprefixed_labels_lose_their_first_letter() -> None:
    tags = [["PER", "O", "ORG", "O"]]
    assert set(report(tags, tags)) - {"micro avg", "macro avg", "weighted avg"} == {"ER"}  # ORG starts with O: gone
    assert list(score_tags(tags, tags, preset="seqeval")["types"]) == ["ER"]
    with pytest.raises(
        ValueError, match=r"gold, sentence 1, token 1: found 'PER', expected O, I-TYPE or B-TYPE \(IOB2\)"
    ):
        score_tags(tags, tags)


def test_strict_mode_strips_hyphens() -> None:
    tags = [["B--X-", "O"]]
    assert "X" in report(tags, tags, mode="strict", scheme=IOB2)
    assert list(score_tags(tags, tags, preset="seqeval-strict", scheme="IOB2")["types"]) == ["X"]
    assert list(score_tags(tags, tags)["types"]) == ["-X-"]


def test_default_mode_loses_bilou_entities() -> None:
    tags = [["B-X", "L-X", "B-X", "L-X", "O", "U-X", "U-X"]]
    assert report(tags, tags)["X"]["support"] == 2
    assert score_tags(tags, tags, preset="seqeval")["gold"] == 2
    assert score_tags(tags, tags, scheme="BILOU")["gold"] == 4


def test_all_outside_gold_raises_in_strict_mode_without_scheme() -> None:
    gold, predicted = [["O", "O"]], [["B-X", "O"]]
    with pytest.raises(ValueError, match="not supported"):
        report(gold, predicted, mode="strict")
    with pytest.raises(ValueError, match="cannot tell the scheme"):
        score_tags(gold, predicted, preset="seqeval-strict")
    assert score_tags(gold, predicted)["f1"] == 0.0


def test_report_over_no_entities() -> None:
    tags = [["O", "O"]]
    with pytest.raises(ValueError, match="empty"):
        classification_report(tags, tags)
    assert report(tags, tags)["macro avg"]["f1-score"] != report(tags, tags)["macro avg"]["f1-score"]  # NaN
    ours = score_tags(tags, tags)
    assert [ours[key] for key in ("precision", "recall", "f1", "macro_f1", "macro_f1_union", "weighted_f1")] == [
        None
    ] * 6
    assert (ours["accuracy"], ours["types"]) == (1.0, {})
    theirs = score_tags(tags, tags, preset="seqeval")
    assert [theirs[key] for key in ("precision", "f1", "weighted_f1", "macro_f1_union")] == [0.0, 0.0, 0.0, None]


def test_macro_average_includes_types_that_only_occur_in_predictions() -> None:
    gold, predicted = [["B-A", "O"]], [["B-A", "B-Z"]]
    assert report(gold, predicted)["macro avg"]["f1-score"] == 0.5
    ours = score_tags(gold, predicted)
    assert (ours["macro_f1"], ours["macro_f1_union"]) == (1.0, 0.5)


def test_accuracy_score_does_not_check_lengths() -> None:
    gold, predicted = [["O", "O"], ["B-A"]], [["O", "O"]]
    assert accuracy_score(gold, predicted) == 2 / 3
    with pytest.raises(ValueError, match="predicted: found 1 sentences, expected 2 as in gold"):
        score_tags(gold, predicted)


def test_numbers_are_plain_json() -> None:
    with pytest.raises(TypeError, match="int64"):
        json.dumps(report(WELL_FORMED, WELL_FORMED))
    for preset in ("strict", "seqeval", "seqeval-strict", "conlleval"):
        document = score_tags(WELL_FORMED, ILL_FORMED, preset=preset)
        assert json.loads(json.dumps(document, allow_nan=False)) == document


def test_length_mismatch_names_the_first_sentence_only() -> None:
    gold, predicted = [["O"], ["O", "O"], ["O"]] * 50, [["O"], ["O"], ["O", "O"]] * 50
    with pytest.raises(ValueError, match="inconsistent") as theirs:
        report(gold, predicted)
    assert len(str(theirs.value)) > 800
    for preset in ("strict", "seqeval", "seqeval-strict", "conlleval"):
        with pytest.raises(ValueError, match=r"^sentence 2: found 1 predicted tags, expected 2 as in gold$"):
            score_tags(gold, predicted, preset=preset)


def test_entity_over_a_sentence_border() -> None:
    """Default mode keeps the last start: an unprefixed one-letter tag ends an entity begun in the sentence before."""
    gold, predicted = [["O", "B-A"], ["O", "P", "B-A"]], [["O", "O"], ["O", "P", "B-A"]]
    assert report(gold, gold)["_"]["support"] == 1
    assert report(gold, predicted)["_"]["recall"] == 0.0
    document = score_tags(gold, predicted, preset="seqeval")
    assert document["types"]["_"] == {
        "precision": 0.0,
        "recall": 0.0,
        "f1": 0.0,
        "gold": 1,
        "predicted": 1,
        "matched": 0,
    }


def test_seqeval_refuses_an_empty_list_and_strict_does_not() -> None:
    with pytest.raises(TypeError):
        report([], [])
    for preset in ("seqeval", "seqeval-strict"):
        with pytest.raises(ValueError, match="no sentence"):
            score_tags([], [], preset=preset)
    assert score_tags([], [])["f1"] is None
    assert score_tags([], [])["accuracy"] is None
