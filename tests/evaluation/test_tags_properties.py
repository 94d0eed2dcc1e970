"""What holds for every input: order, identity, renaming, bounds, and inputs left alone."""

import copy
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from wirecopy.evaluation.tag_scores import score_tags

PREFIXES = {"IOB1": "IB", "IOB2": "IB", "IOE2": "IE", "IOBES": "IBES", "BILOU": "IBLU"}
NAMES = ("A", "B-C", "D")
RENAMED = {"A": "x", "B-C": "a-b", "D": "M"}

Pairs = list[list[tuple[str, str]]]


@st.composite
def scored(draw: st.DrawFn) -> tuple[Pairs, dict[str, Any]]:
    """Sentences of (gold, predicted) tags of a scheme, and the options to score them with."""
    scheme = draw(st.sampled_from(sorted(PREFIXES)))
    preset = draw(st.sampled_from(["strict", "seqeval", "seqeval-strict", "conlleval"]))
    legal = ["O", *(f"{prefix}-{name}" for prefix in PREFIXES[scheme] for name in NAMES)]
    pair = st.tuples(st.sampled_from(legal), st.sampled_from(legal)) | st.sampled_from(legal).map(
        lambda tag: (tag, tag)
    )
    sentences = draw(st.lists(st.lists(pair, max_size=8), min_size=1, max_size=6))
    return sentences, {"preset": preset, "scheme": scheme}


def score(pairs: Pairs, options: dict[str, Any]) -> dict[str, Any]:
    gold = [[tag for tag, _ in sentence] for sentence in pairs]
    return score_tags(gold, [[tag for _, tag in sentence] for sentence in pairs], **options)


def in_pairs(options: dict[str, Any]) -> bool:
    """BILOU and IOE tags under a lenient preset may leave a chunk open over a sentence border: order matters there."""
    return options["preset"] in ("strict", "seqeval-strict") or options["scheme"] in ("IOB1", "IOB2")


@given(scored(), st.randoms(use_true_random=False))
def test_order_of_sentences_does_not_matter(case: tuple[Pairs, dict[str, Any]], rng: Any) -> None:
    pairs, options = case
    shuffled = rng.sample(pairs, len(pairs))
    if in_pairs(options):
        assert score(shuffled, options) == score(pairs, options)


@given(scored())
def test_gold_against_gold_is_one_or_null(case: tuple[Pairs, dict[str, Any]]) -> None:
    pairs, options = case
    document = score([[(tag, tag) for tag, _ in sentence] for sentence in pairs], options)
    empty = 0.0 if options["preset"].startswith("seqeval") else None
    if in_pairs(options):
        assert document["f1"] == (1.0 if document["gold"] else empty)
    assert document["gold"] == document["predicted"]
    assert document["accuracy"] in (1.0, None)


@given(scored())
def test_renaming_types_permutes_the_table(case: tuple[Pairs, dict[str, Any]]) -> None:
    pairs, options = case

    def renamed(tag: str) -> str:
        return tag if tag == "O" else f"{tag[:2]}{RENAMED[tag[2:]]}"

    before = score(pairs, options)
    after = score([[(renamed(a), renamed(b)) for a, b in sentence] for sentence in pairs], options)
    assert after["types"] == {RENAMED[name]: line for name, line in before["types"].items()}
    assert {key: after[key] for key in ("f1", "malformed", "accuracy")} == {
        key: before[key] for key in ("f1", "malformed", "accuracy")
    }


@given(scored())
def test_swapping_sides_swaps_precision_and_recall(case: tuple[Pairs, dict[str, Any]]) -> None:
    pairs, options = case
    before = score(pairs, options)
    after = score([[(b, a) for a, b in sentence] for sentence in pairs], options)
    assert (after["precision"], after["recall"]) == (before["recall"], before["precision"])
    assert (after["matched"], after["malformed"]) == (before["matched"], before["malformed"])


@given(scored())
def test_bounds(case: tuple[Pairs, dict[str, Any]]) -> None:
    document = score(*case)
    for line in (document, *document["types"].values()):
        assert line["matched"] <= min(line["gold"], line["predicted"])
        for key in ("precision", "recall", "f1", "macro_f1", "macro_f1_union", "weighted_f1", "accuracy"):
            assert line.get(key) is None or 0.0 <= line[key] <= 1.0
    for key in ("gold", "predicted", "matched"):
        assert document[key] == sum(line[key] for line in document["types"].values())
    assert json.loads(json.dumps(document, allow_nan=False)) == document


@given(scored())
def test_input_is_left_alone(case: tuple[Pairs, dict[str, Any]]) -> None:
    pairs, options = case
    gold = [[tag for tag, _ in sentence] for sentence in pairs]
    predicted = [[tag for _, tag in sentence] for sentence in pairs]
    kept = copy.deepcopy((gold, predicted))
    first = score_tags(gold, predicted, **options)
    assert (gold, predicted) == kept
    assert score_tags(gold, predicted, **options) == first


@given(scored())
def test_adding_a_wrong_entity_never_raises_precision(case: tuple[Pairs, dict[str, Any]]) -> None:
    pairs, options = case
    if options["preset"] != "strict":
        return
    wrong = {"IOB1": "I-A", "IOB2": "B-A", "IOE2": "E-A", "IOBES": "S-A", "BILOU": "U-A"}[options["scheme"]]
    before, after = score(pairs, options), score([*pairs, [("O", wrong)]], options)
    assert after["predicted"] == before["predicted"] + 1
    assert after["precision"] <= (before["precision"] or 0.0)
