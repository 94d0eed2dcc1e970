"""Every figure of seqeval 1.2.2's report, bit for bit, on generated sequences of each scheme and in default mode."""

import math
import random
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from seqeval import scheme as seqeval_schemes
from seqeval.metrics import accuracy_score, classification_report

from wirecopy.evaluation.engine.tags import chunks
from wirecopy.evaluation.tag_scores import score_tags

Tags = list[list[str]]

SCHEMES = ("IOB1", "IOB2", "IOE2", "IOBES", "BILOU")
PREFIXES = {"IOB1": "IOB", "IOB2": "IOB", "IOE2": "IOE", "IOBES": "IOBES", "BILOU": "BILOU"}
TYPES = ("PER", "LOC", "X-Y", "-Z-", "A-", "_", "")
UNUSUAL = ("O-PER", "OTHER", "O-")
ODD = (
    "PER",
    "P",
    ".",
    ".-PER",
    "[-PER",
    "PER-X",
    "-",
    "-PER",
    "b-PER",
    "U-PER",
    "L-PER",
    "É-PER",
    "BPER",
    "OB-PER",
    "B B",
)


def entity(scheme: str, name: str, length: int, after: str) -> list[str]:
    """The well-formed tags of one entity; ``after`` is the tag before it."""
    first, inner, last, single = {
        "IOB1": ("B" if after[:1] in "IB" and after[2:] == name else "I", "I", "I", ""),
        "IOB2": ("B", "I", "I", "B"),
        "IOE2": ("I", "I", "E", "E"),
        "IOBES": ("B", "I", "E", "S"),
        "BILOU": ("B", "I", "L", "U"),
    }[scheme]
    prefixes = [single or first] if length == 1 else [first, *inner * (length - 2), last]
    return [f"{prefix}-{name}" for prefix in prefixes]


def well_formed(rng: random.Random, scheme: str, names: list[str]) -> list[str]:
    tags: list[str] = []
    for _ in range(rng.choice((0, 1, 2, 3, 5))):
        tags += ["O"] * rng.choice((0, 0, 1, 2))
        tags += entity(scheme, rng.choice(names), rng.choice((1, 1, 2, 3)), tags[-1] if tags else "O")
    return tags + ["O"] * rng.choice((0, 1))


def disturbed(rng: random.Random, tags: list[str], alphabet: list[str], rate: float) -> list[str]:
    return [rng.choice(alphabet) if rng.random() < rate else tag for tag in tags]


def generate(rng: random.Random, scheme: str, odd: tuple[str, ...]) -> tuple[Tags, Tags]:
    """One report's worth of sentences: well-formed ones, then disturbed on one side or on both."""
    names = rng.sample(TYPES[:-1], rng.choice((1, 2, 4)))
    alphabet = ["O", *(f"{prefix}-{name}" for prefix in PREFIXES[scheme] for name in (*names, *TYPES[-1:]))]
    alphabet += rng.sample(odd, rng.choice((0, 0, min(3, len(odd)))))
    on_gold, on_predicted = rng.choice((0.0, 0.0, 0.3, 1.0)), rng.choice((0.0, 0.2, 0.5, 1.0))
    gold = [well_formed(rng, scheme, names) for _ in range(rng.choice((1, 1, 2, 3, 5, 8, 13)))]
    gold = [disturbed(rng, tags, alphabet, on_gold) for tags in gold]
    return gold, [disturbed(rng, tags, alphabet, on_predicted) for tags in gold]


def plain(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def expected(gold: Tags, predicted: Tags, **options: Any) -> dict[str, Any] | None:
    """The report of seqeval, or None where it raises."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            report = classification_report(gold, predicted, output_dict=True, zero_division=0, **options)
        except (ValueError, KeyError, IndexError, TypeError):
            return None
        report["accuracy"] = accuracy_score(gold, predicted) if any(gold) else None
        return report


def assert_equal(document: dict[str, Any], report: dict[str, Any]) -> None:
    micro, macro, weighted = (report.pop(f"{name} avg") for name in ("micro", "macro", "weighted"))
    assert document["accuracy"] == report.pop("accuracy")
    assert figures(document) == row(micro)
    assert document["macro_f1_union"] == plain(macro["f1-score"])
    assert document["weighted_f1"] == weighted["f1-score"]
    assert document["gold"] == macro["support"] == weighted["support"]
    assert list(document["types"]) == list(report)
    assert {name: figures(line) for name, line in document["types"].items()} == {k: row(v) for k, v in report.items()}
    for key in ("precision", "recall"):
        values = np.array([line[key] for line in document["types"].values()])
        support = np.array([line["gold"] for line in document["types"].values()])
        assert not values.size or float(np.mean(values)) == macro[key]
        assert not support.sum() or float(np.average(values, weights=support)) == weighted[key]


def figures(line: dict[str, Any]) -> tuple[float, float, float, int]:
    return line["precision"], line["recall"], line["f1"], line["gold"]


def row(line: dict[str, Any]) -> tuple[float, float, float, int]:
    return line["precision"], line["recall"], line["f1-score"], line["support"]


def compare(
    seed: int, sequences: int, make: Callable[[random.Random], tuple[Tags, Tags]], options: dict[str, Any]
) -> int:
    """Compare reports until that many sequences were scored. Where seqeval raises, so must we; returns how often."""
    rng = random.Random(seed)
    scored = refused = 0
    name = options.get("scheme")
    named = {"mode": "strict", "scheme": getattr(seqeval_schemes, name) if name else None}
    theirs = {} if options["preset"] == "seqeval" else named
    while scored < sequences:
        gold, predicted = make(rng)
        report = expected(gold, predicted, **theirs)
        if report is None:
            refused += 1
            with pytest.raises(ValueError, match=r"found|cannot tell"):
                score_tags(gold, predicted, **options)
        else:
            assert_equal(score_tags(gold, predicted, **options), report)
            scored += len(gold)
    return refused


def compare_scheme(scheme: str, sequences: int) -> None:
    options = {"preset": "seqeval-strict", "scheme": scheme}
    odd = (*UNUSUAL, *(prefix for prefix in PREFIXES[scheme]), *(prefix + "PER" for prefix in PREFIXES[scheme]))
    compare(1, sequences // 2, lambda rng: generate(rng, scheme, odd), options)
    assert compare(2, sequences - sequences // 2, lambda rng: generate(rng, scheme, (*odd, *ODD[:3])), options)


def compare_default(sequences: int) -> None:
    odd = (*UNUSUAL, *ODD, "B", "I", "E", "S")
    share = sequences // 2
    compare(3, share, lambda rng: generate(rng, rng.choice(SCHEMES), ()), {"preset": "seqeval"})
    compare(4, sequences - share, lambda rng: generate(rng, rng.choice(SCHEMES), odd), {"preset": "seqeval"})


def compare_detected(sequences: int) -> None:
    assert compare(5, sequences, lambda rng: generate(rng, rng.choice(SCHEMES), ODD[:1]), {"preset": "seqeval-strict"})


@pytest.mark.parametrize("scheme", SCHEMES)
def test_strict_mode(scheme: str) -> None:
    compare_scheme(scheme, 400)


def test_default_mode() -> None:
    compare_default(600)


def test_detected_scheme() -> None:
    compare_detected(300)


def test_blocks_of_a_few_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is counted block by block is what is counted at once."""
    monkeypatch.setattr(chunks, "BLOCK", 3)
    compare_scheme("IOB1", 200)
    compare_default(200)


@pytest.mark.slow
@pytest.mark.parametrize("scheme", SCHEMES)
def test_strict_mode_on_20000_sequences(scheme: str) -> None:
    compare_scheme(scheme, 20_000)


@pytest.mark.slow
def test_default_mode_on_20000_sequences() -> None:
    compare_default(20_000)


@pytest.mark.slow
def test_detected_scheme_on_20000_sequences() -> None:
    compare_detected(20_000)


@pytest.mark.parametrize("preset", ["seqeval", "seqeval-strict"])
def test_empty_tags_and_empty_sentences(preset: str) -> None:
    with pytest.raises(ValueError, match="sentence 1, token 1"):
        score_tags([[""]], [["O"]], preset=preset, scheme="IOB2")
    document = score_tags([[], []], [[], []], preset=preset, scheme="IOB2")
    assert (document["f1"], document["macro_f1_union"], document["accuracy"]) == (0.0, None, None)
