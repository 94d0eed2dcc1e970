"""The conlleval preset against a token by token machine of conlleval.pl's published rules (version 2004-01-26)."""

import random
from collections import Counter

import pytest

from wirecopy.evaluation.engine.tags import chunks, count_tags
from wirecopy.evaluation.tag_scores import score_tags

Tags = list[list[str]]
Part = tuple[str, str]

ENDS = {"BB", "BO", "IB", "IO", "EE", "EI", "EO"}
STARTS = {"BB", "IB", "OB", "OI", "EE", "EI", "OE"}


def part(tag: str) -> Part:
    prefix, hyphen, name = tag.partition("-")
    return prefix, name if hyphen and name != "0" else ""


def ends(before: Part, now: Part) -> bool:
    listed = len(before[0]) == len(now[0]) == 1 and before[0] + now[0] in ENDS
    return listed or (before[0] not in ("O", ".") and before[1] != now[1]) or before[0] in ("[", "]")


def starts(before: Part, now: Part) -> bool:
    listed = len(before[0]) == len(now[0]) == 1 and before[0] + now[0] in STARTS
    return listed or (now[0] not in ("O", ".") and before[1] != now[1]) or now[0] in ("[", "]")


def machine(gold: Tags, predicted: Tags) -> tuple[Counter[str], Counter[str], Counter[str], int]:
    """Found in gold, found in predictions and correct, by type, and the number of correct tags."""
    found_gold, found_predicted, correct = Counter[str](), Counter[str](), Counter[str]()
    correct_tags, in_correct = 0, False
    last_gold = last_predicted = ("O", "")
    for tags, guesses in zip(gold, predicted, strict=True):
        for is_token, tag, guess in [*((True, a, b) for a, b in zip(tags, guesses, strict=True)), (False, "O", "O")]:
            now_gold, now_predicted = part(tag), part(guess)
            end_gold, end_predicted = ends(last_gold, now_gold), ends(last_predicted, now_predicted)
            if in_correct:
                if end_gold and end_predicted and last_gold[1] == last_predicted[1]:
                    in_correct = False
                    correct[last_gold[1]] += 1
                elif end_gold != end_predicted or now_gold[1] != now_predicted[1]:
                    in_correct = False
            start_gold, start_predicted = starts(last_gold, now_gold), starts(last_predicted, now_predicted)
            in_correct |= start_gold and start_predicted and now_gold[1] == now_predicted[1]
            found_gold[now_gold[1]] += start_gold
            found_predicted[now_predicted[1]] += start_predicted
            correct_tags += is_token and now_gold == now_predicted
            last_gold, last_predicted = now_gold, now_predicted
    correct[last_gold[1]] += in_correct
    return +found_gold, +found_predicted, +correct, correct_tags


def generated(rng: random.Random, prefixes: list[str], extra: list[str]) -> tuple[Tags, Tags]:
    names = rng.sample(["NP", "VP", "X-Y", "-", "0", ""], rng.choice((1, 2, 3)))
    alphabet = [f"{prefix}-{name}" for prefix in prefixes for name in names] + ["O"] * rng.choice((1, 5)) + extra
    gold = [rng.choices(alphabet, k=rng.choice((0, 1, 3, 8))) for _ in range(rng.choice((1, 2, 5)))]
    rate = rng.choice((0.05, 0.2, 1.0))
    return gold, [[rng.choice(alphabet) if rng.random() < rate else tag for tag in tags] for tags in gold]


def assert_machine(rng: random.Random, prefixes: list[str], extra: list[str]) -> int:
    gold, predicted = generated(rng, prefixes, extra)
    counts = count_tags(gold, predicted, "conlleval")
    columns = [+Counter(dict(zip(counts.types, column.tolist(), strict=True))) for column in counts[1:4]]
    *expected, correct_tags = machine(gold, predicted)
    assert columns == expected, (gold, predicted)
    assert counts.equal == correct_tags
    return len(gold)


def compare(sequences: int) -> None:
    rng = random.Random(21)
    done = 0
    while done < sequences:
        done += assert_machine(rng, ["B", "I"], [])
        done += assert_machine(rng, ["B", "I"], ["O-NP", "B", "I", "O-"])
        done += assert_machine(rng, ["B", "I", "E", "S", ".", "[", "]", "U", "XX"], ["NP", "", ".", "-NP"])


def test_machine() -> None:
    compare(3_000)


def test_machine_in_small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "BLOCK", 4)
    compare(500)


@pytest.mark.slow
def test_machine_on_20000_sequences() -> None:
    compare(20_000)


def test_figures_by_hand() -> None:
    """Chunks that begin with I count, a new type begins a chunk, and a sentence border ends one."""
    gold = [["I-NP", "I-NP", "I-VP", "O", "B-NP"], ["I-NP", "B-NP"]]
    predicted = [["B-NP", "I-NP", "I-VP", "O", "I-NP"], ["I-NP", "I-NP"]]
    document = score_tags(gold, predicted, preset="conlleval")
    assert (document["gold"], document["predicted"], document["matched"]) == (5, 4, 3)
    assert (document["precision"], document["recall"], document["f1"]) == (3 / 4, 3 / 5, 2 * 0.75 * 0.6 / (0.75 + 0.6))
    assert document["types"]["NP"] == {
        "precision": 2 / 3,
        "recall": 2 / 4,
        "f1": 2 * (2 / 3) * 0.5 / (2 / 3 + 0.5),
        "gold": 4,
        "predicted": 3,
        "matched": 2,
    }
    assert document["types"]["VP"]["f1"] == 1.0
    assert document["accuracy"] == 4 / 7


def test_no_chunks_is_null() -> None:
    document = score_tags([["O"]], [["O"]], preset="conlleval")
    assert (document["precision"], document["f1"], document["accuracy"]) == (None, None, 1.0)
    assert score_tags([["O"]], [["B-X"]], preset="conlleval")["f1"] == 0.0


def test_malformed_is_counted_against_a_scheme() -> None:
    tags = [["I-NP", "B-NP", "O"]]
    assert score_tags(tags, tags, preset="conlleval")["malformed"] == 2
    assert score_tags(tags, tags, preset="conlleval")["scheme"] == "IOB2"
    assert score_tags(tags, tags, preset="conlleval", scheme="IOB1")["malformed"] == 0
    assert score_tags(tags, tags, preset="conlleval", scheme="IOB1")["f1"] == 1.0
