"""The strict preset: against a slow reference written from the schemes' definitions, by hand, and what it refuses."""

import random
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from wirecopy.evaluation.engine.tags import chunks, count_tag_ids, count_tags
from wirecopy.evaluation.tag_scores import score_tags

Tags = list[list[str]]

CONTINUES = {
    "IOB1": ("BI", "I"),
    "IOB2": ("BI", "I"),
    "IOE2": ("I", "IE"),
    "IOBES": ("BI", "IE"),
    "BILOU": ("BI", "IL"),
}
WELL_FORMED = {"IOB1": "[BI]I*", "IOB2": "BI*", "IOE2": "I*E", "IOBES": "S|BI*E", "BILOU": "U|BI*L"}


def pieces(tags: list[str], scheme: str) -> Iterator[tuple[int, list[str], str]]:
    """Runs of tags that continue each other: position, tags, and the tag before."""
    opens, goes_on = CONTINUES[scheme]
    run: list[str] = []
    for position, tag in enumerate([*tags, "O"]):
        continues = bool(run) and run[-1][0] in opens and tag[0] in goes_on and run[-1][2:] == tag[2:]
        if run and not continues:
            begin = position - len(run)
            yield begin, run, tags[begin - 1] if begin else "O"
            run = []
        run = [*run, tag] if tag != "O" else []


def is_entity(run: list[str], before: str, scheme: str) -> bool:
    """IOB1 has B only where an entity of the same type stands directly before."""
    misplaced = scheme == "IOB1" and run[0][0] == "B" and before[2:] != run[0][2:]
    return bool(re.fullmatch(WELL_FORMED[scheme], "".join(tag[0] for tag in run))) and not misplaced


def reference(gold: Tags, predicted: Tags, scheme: str) -> tuple[Counter[str], Counter[str], Counter[str], int]:
    found: list[set[tuple[int, int, int, str]]] = [set(), set()]
    malformed = 0
    for entities, side in zip(found, (gold, predicted), strict=True):
        for number, tags in enumerate(side):
            for begin, run, before in pieces(tags, scheme):
                if is_entity(run, before, scheme):
                    entities.add((number, begin, begin + len(run), run[0][2:]))
                else:
                    malformed += 1
    counts = [Counter(unit[3] for unit in units) for units in (found[0], found[1], found[0] & found[1])]
    return counts[0], counts[1], counts[2], malformed


def random_tags(rng: random.Random, scheme: str) -> tuple[Tags, Tags]:
    prefixes = "".join(sorted(set(WELL_FORMED[scheme]) & set("BIESUL")))
    alphabet = [
        f"{prefix}-{name}" for prefix in prefixes for name in rng.sample(["A", "B-C", "-D-"], rng.choice((1, 2, 3)))
    ]
    alphabet += ["O"] * rng.choice((1, 4, 10))
    gold = [rng.choices(alphabet, k=rng.choice((0, 1, 2, 4, 9))) for _ in range(rng.choice((0, 1, 2, 5)))]
    return gold, [[tag if rng.random() < 0.8 else rng.choice(alphabet) for tag in tags] for tags in gold]


def assert_reference(rng: random.Random, scheme: str) -> None:
    gold, predicted = random_tags(rng, scheme)
    counts = count_tags(gold, predicted, scheme=scheme)
    columns = [dict(zip(counts.types, column.tolist(), strict=True)) for column in counts[1:4]]
    *expected, malformed = reference(gold, predicted, scheme)
    assert [Counter(column) for column in columns] == expected
    assert counts.malformed == malformed
    assert counts.equal == sum(a == b for x, y in zip(gold, predicted, strict=True) for a, b in zip(x, y, strict=True))


@pytest.mark.parametrize("scheme", WELL_FORMED)
def test_reference(scheme: str) -> None:
    rng = random.Random(11)
    for _ in range(400):
        assert_reference(rng, scheme)


@pytest.mark.parametrize("scheme", WELL_FORMED)
def test_reference_in_small_blocks(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "BLOCK", 2)
    rng = random.Random(12)
    for _ in range(200):
        assert_reference(rng, scheme)


@pytest.mark.slow
@pytest.mark.parametrize("scheme", WELL_FORMED)
def test_reference_at_length(scheme: str) -> None:
    rng = random.Random(13)
    for _ in range(20_000):
        assert_reference(rng, scheme)


def test_document_by_hand() -> None:
    gold = [["B-PER", "I-PER", "O", "B-LOC"], ["B-ORG", "I-ORG", "O"]]
    predicted = [["B-PER", "I-PER", "O", "B-ORG"], ["I-ORG", "I-ORG", "B-LOC"]]
    assert score_tags(gold, predicted) == {
        "schema": "wirecopy-tags/1",
        "preset": "strict",
        "scheme": "IOB2",
        "precision": 1 / 3,
        "recall": 1 / 3,
        "f1": 1 / 3,
        "gold": 3,
        "predicted": 3,
        "matched": 1,
        "macro_f1": 1 / 3,
        "macro_f1_union": 1 / 3,
        "weighted_f1": 1 / 3,
        "accuracy": 4 / 7,
        "malformed": 1,
        "types": {
            "LOC": {"precision": 0.0, "recall": 0.0, "f1": 0.0, "gold": 1, "predicted": 1, "matched": 0},
            "ORG": {"precision": 0.0, "recall": 0.0, "f1": 0.0, "gold": 1, "predicted": 1, "matched": 0},
            "PER": {"precision": 1.0, "recall": 1.0, "f1": 1.0, "gold": 1, "predicted": 1, "matched": 1},
        },
    }


@pytest.mark.parametrize(
    ("scheme", "tags", "entities", "malformed"),
    [
        ("IOB2", "B-X I-X I-Y B-X", 2, 1),
        ("IOB2", "I-X I-X O I-X", 0, 2),
        ("IOBES", "B-X E-X S-X B-X O I-X E-X", 2, 2),
        ("IOBES", "B-X I-X", 0, 1),
        ("IOBES", "S-X E-X", 1, 1),
        ("BILOU", "B-X L-X U-X B-X I-X L-X U-X", 4, 0),
        ("BILOU", "L-X B-X U-X", 1, 2),
        ("IOE2", "I-X E-X E-X I-X O", 2, 1),
        ("IOE2", "I-X E-Y", 1, 1),
        ("IOB1", "I-X I-X B-X I-Y", 3, 0),
        ("IOB1", "B-X I-X O B-X", 0, 2),
        ("IOB1", "I-X B-X B-Y", 2, 1),
    ],
)
def test_pieces_by_hand(scheme: str, tags: str, entities: int, malformed: int) -> None:
    document = score_tags([tags.split()], [tags.split()], scheme=scheme)
    assert (document["gold"], document["matched"], document["malformed"]) == (entities, entities, 2 * malformed)
    assert document["accuracy"] == 1.0


def test_one_side_without_entities() -> None:
    spurious = score_tags([["O", "O"]], [["B-A", "O"]])
    assert (spurious["precision"], spurious["recall"], spurious["f1"]) == (0.0, 0.0, 0.0)
    assert (spurious["macro_f1"], spurious["macro_f1_union"], spurious["weighted_f1"]) == (0.0, 0.0, 0.0)
    missed = score_tags([["B-A", "O"]], [["O", "O"]])
    assert (missed["precision"], missed["recall"], missed["f1"], missed["weighted_f1"]) == (0.0, 0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("tag", "message"),
    [
        ("PER", r"found 'PER', expected O, I-TYPE or B-TYPE \(IOB2\)$"),
        ("S-PER", r"found 'S-PER', expected .* \(IOB2\); prefix S belongs to IOBES$"),
        ("b-PER", "found 'b-PER', expected O"),
        ("B-", "found 'B-', expected O"),
        ("B", "found 'B', expected O"),
        ("BPER", "found 'BPER', expected O"),
        ("O-PER", "found 'O-PER', expected O"),
        ("", "found '', expected O"),
        (7, "found 7, expected a tag as a string"),
        (None, "found None, expected a tag as a string"),
        (b"B-PER", "found b'B-PER', expected a tag as a string"),
        (["B-PER"], r"found \['B-PER'\], expected a tag as a string"),
    ],
)
def test_refused_tags(tag: Any, message: str) -> None:
    fine = ["O", "B-PER"]
    with pytest.raises(ValueError, match="^predicted, sentence 2, token 2: " + message):
        score_tags([fine, fine, fine], [fine, ["O", tag], [tag, tag]])
    with pytest.raises(ValueError, match="^gold, sentence 1, token 1: " + message):
        score_tags([[tag, "O"], fine], [["O", "O"], [tag, tag]])


@pytest.mark.parametrize(
    ("gold", "predicted", "message"),
    [
        (["B-PER", "O"], ["B-PER", "O"], "gold, sentence 1: found 'B-PER', expected a list of tags"),
        ("B-PER", ["O"], "gold: found 'B-PER', expected a list of lists"),
        (3, 4, "gold: found 3, expected a list of lists"),
        ([["O"], 5], [["O"], ["O"]], "gold, sentence 2: found 5, expected a list of tags"),
        ([["O"]], [["O", "O"]], "sentence 1: found 2 predicted tags, expected 1 as in gold"),
        ([["O"]], [["O"], ["O"]], "predicted: found 2 sentences, expected 1 as in gold"),
    ],
)
def test_refused_shapes(gold: Any, predicted: Any, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}"):
        score_tags(gold, predicted)


def test_unknown_names_get_the_nearest() -> None:
    with pytest.raises(ValueError, match=r"preset: found 'seqevl', expected one of .*; did you mean 'seqeval'\?"):
        score_tags([], [], preset="seqevl")
    with pytest.raises(ValueError, match=r"scheme: found 'IOB', expected one of .*; did you mean 'IOB"):
        score_tags([], [], scheme="IOB")
    with pytest.raises(ValueError, match=r"scheme: found 'bilou', expected one of .*; did you mean 'BILOU'\?"):
        score_tags([], [], scheme="bilou")


def test_any_sequences() -> None:
    gold = (("B-A", "I-A"), ("O",))
    predicted = np.array([np.array(["B-A", "I-A"]), np.array(["O"])], dtype=object)
    assert score_tags(gold, predicted)["f1"] == 1.0
    assert score_tags((tags for tags in gold), [list(tags) for tags in gold])["matched"] == 1


@pytest.mark.parametrize("kinds", [100, 300, 70_000])
def test_many_types(kinds: int) -> None:
    gold = [[f"B-{number}", f"I-{number}"] for number in range(kinds)]
    predicted = [[f"B-{number}", f"I-{number // 2 * 2}"] for number in range(kinds)]
    document = score_tags(gold, predicted)
    assert (document["gold"], document["matched"], document["malformed"]) == (kinds, kinds // 2, kinds // 2)
    assert len(document["types"]) == kinds


TAGS = ["[PAD]", "B-A", "O", "I-A", "B-B", "I-B"]


@pytest.mark.parametrize("kind", [np.uint8, np.int8, np.uint16, np.int32, np.int64, np.uint64])
@pytest.mark.parametrize("preset", ["strict", "seqeval", "seqeval-strict", "conlleval"])
def test_ids_are_read_as_their_tags(kind: type, preset: str) -> None:
    rng = np.random.default_rng(5)
    lengths = rng.integers(0, 9, 300)
    gold, predicted = rng.integers(1, 6, (2, int(lengths.sum())))
    sides = [
        [[TAGS[i] for i in part] for part in np.split(side, np.cumsum(lengths)[:-1])] for side in (gold, predicted)
    ]
    by_ids = count_tag_ids(gold.astype(kind), predicted.astype(kind), lengths, TAGS, preset=preset, scheme="IOB2")
    by_tags = count_tags(sides[0], sides[1], preset, "IOB2")
    assert all(np.array_equal(one, other) for one, other in zip(by_ids, by_tags, strict=True))


@pytest.mark.parametrize(
    ("gold", "predicted", "lengths", "message"),
    [
        ([1, 2], [2, 6], [2], "predicted: found 6 at position 1, expected 0 to 5"),
        ([-1, 2], [2, 2], [2], "gold: found -1 at position 0, expected 0 to 5"),
        ([1, 2], [2], [2], "predicted: found 1 ids, expected 2, the sum of the lengths"),
        ([1, 2], [2, 2], [1], "gold: found 2 ids, expected 1"),
        ([1, 2], [2, 2], [3, -1], "lengths: found 3 at position 0, expected 0 to 2"),
        ([1.5, 2], [2, 2], [2], "gold: found float64 of 1 dimensions, expected a flat array of integers"),
        ([[1, 2]], [2, 2], [2], "gold: found int64 of 2 dimensions"),
        ([2, 0], [2, 2], [1, 1], r"gold, sentence 2, token 1: found '\[PAD\]', expected O"),
    ],
)
def test_refused_ids(gold: Any, predicted: Any, lengths: Any, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}"):
        count_tag_ids(gold, predicted, lengths, TAGS)


def test_empty_ids_and_repeated_tags() -> None:
    assert count_tag_ids([], [], [], TAGS).tokens == 0
    assert count_tag_ids([], [], [0], TAGS, preset="seqeval").tokens == 0
    with pytest.raises(ValueError, match="cannot tell the scheme"):
        count_tag_ids([], [], [0], TAGS, preset="seqeval-strict")
    with pytest.raises(ValueError, match=r"^tags: found 'B-A' twice"):
        count_tag_ids([0], [0], [1], ["B-A", "O", "B-A"])


def test_ids_without_outside_tag() -> None:
    counts = count_tag_ids([0, 1, 0], [0, 1, 1], [2, 1], ["B-A", "I-A"])
    assert (counts.gold.tolist(), counts.predicted.tolist(), counts.matched.tolist()) == ([2], [1], [1])
    assert (counts.malformed, counts.equal) == (1, 2)
    full = [f"B-{number}" for number in range(256)]
    ids = np.arange(256, dtype=np.uint8)
    assert count_tag_ids(ids, ids, [128, 128], full).matched.sum() == 256
