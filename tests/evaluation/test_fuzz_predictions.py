"""Prediction files broken at random: refused with a message or scored, as an independent validator says they should be.

A thousand files run by default, ten thousand under the slow marker; both are the same for everybody.
"""

from __future__ import annotations

import copy
import json
import random
from collections import Counter
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from strict_validator import valid

from wirecopy.conf.cli import run
from wirecopy.corpus import load
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.model import Annotation
from wirecopy.evaluation.gold import SplitGold
from wirecopy.evaluation.results import document
from wirecopy.evaluation.scoring import sampling, tally

LONGEST_MESSAGE = 40_000
UNITS = 4  # of each layer, so that files are small and every unit is met


def few(annotation: Annotation) -> dict[str, Any]:
    """Return the line of an article with a few units of each layer, whose parents are among them."""
    line: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(annotation))
    line |= {layer: line[layer][:UNITS] for layer in ("entities", "claims", "events")}
    ids = {claim["id"] for claim in line["claims"]}
    for claim in line["claims"]:
        claim["parent"] = claim["parent"] if claim["parent"] in ids else None
    return line


ARTICLES = load("test")
LINES = [few(article.annotation) for article in ARTICLES]
TEXTS = {article.id: article.text or "" for article in ARTICLES}
GOLD = SplitGold("test")
ONTOLOGY = yaml.safe_load(files("wirecopy.corpus").joinpath("ontology.yaml").read_text(encoding="utf-8"))

Place = tuple[Any, Any]


def places(value: Any) -> list[Place]:
    """Return every (container, key) below a value."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    found: list[Place] = []
    for key in keys:
        found += [(value, key), *places(value[key])]
    return found


DEPTHS = (3, 50, 300, 700, 900, 950, 990, 5000)


def nested(depth: int) -> str:
    """Return a mark that becomes lists in lists when the line is written: Python could not copy them itself."""
    return f"@nested-{depth}@"


JUNK: list[Callable[[random.Random], Any]] = [
    lambda rng: None,
    lambda rng: rng.choice((True, False)),
    lambda rng: rng.choice((-1, 0, 1, 5, 2**31 - 1, 2**31, 2**63, 2**64, -(2**63), 10**30, 10**400)),
    lambda rng: rng.choice((0.0, 1.0, 1.5, -0.0, 1e300, float("nan"), float("inf"))),
    lambda rng: rng.choice(
        ("", "PER", "per", "Visit", "person", "c1", "a\0b", "\ud800", "\udfff\ud800", "é", "e\u0301", "\u202e")
    ),
    lambda rng: "x" * rng.choice((10, 1000, 50_000)),
    lambda rng: rng.choice(([], {}, [[]], [[0, 1]], [[1, 0]], [[0, 1], [1, 2]], [[0, 2], [1, 3]], {"id": "x"}, [None])),
    lambda rng: nested(rng.choice(DEPTHS)),
    lambda rng: list(range(rng.choice((3, 2000)))),
]
OTHER_KEYS = ("id", "type", "entities", "claims", "text", "start", "", "\0", "cluster", "metonym", "value", "story",
              "zones", "metadata", "provenance", "typ", "Type", "__class__", "\ud800")  # fmt: skip


def mutate_tree(rng: random.Random, lines: list[Any]) -> None:
    """Change one thing somewhere in the lines."""
    container, key = rng.choice(places(lines))
    kind = rng.randrange(8)
    value = container[key]
    if kind <= 2:
        container[key] = rng.choice(JUNK)(rng)
    elif kind == 3:
        del container[key]
    elif kind == 4 and isinstance(container, dict):
        container[rng.choice(OTHER_KEYS)] = copy.deepcopy(value) if rng.random() < 0.5 else rng.choice(JUNK)(rng)
    elif kind == 5 and isinstance(container, list):
        container.insert(rng.randrange(len(container) + 1), copy.deepcopy(value))
    elif kind == 6 and type(value) is int:
        container[key] = value + rng.choice((-1000, -5, -1, 1, 5, 1000))
    else:
        other, there = rng.choice(places(lines))
        container[key] = copy.deepcopy(other[there])


def dumped(lines: list[Any]) -> bytes:
    """Return JSON Lines, lone surrogates and NaN as json writes them."""
    data = b"".join(json.dumps(line, ensure_ascii=True).encode() + b"\n" for line in lines)
    for depth in DEPTHS:
        data = data.replace(f'"{nested(depth)}"'.encode(), b"[" * depth + b"]" * depth)
    return data


def mutate_bytes(rng: random.Random, data: bytearray) -> None:
    """Change a few bytes."""
    at = rng.randrange(len(data))
    kind = rng.randrange(8)
    if kind == 0:
        data[at] ^= 1 << rng.randrange(8)
    elif kind == 1:
        data[at] = rng.randrange(256)
    elif kind == 2:
        del data[at : at + rng.choice((1, 1, 2, 10, 500))]
    elif kind == 3:
        data[at:at] = data[at : at + rng.choice((1, 2, 30, 3000))]
    elif kind == 4:
        data[at:at] = rng.choice(
            (b"\0", b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\n", b"\r", b"\xef\xbb\xbf", b" ", b"\x0b", b"NaN", b"1e9")
        )
    elif kind == 5:
        data[at:at] = rng.choice((b"[", b'{"":')) * rng.choice((1, 10, 600, 20_000))
    elif kind == 6:
        del data[at:]
    else:
        data[at:at] = b'"id": "x", "type": "PER", ' if rng.random() < 0.5 else b'"\\ud83d", '


def mutated(seed: int) -> bytes:
    """Return the file of a number: one to three changes to the tree, to the bytes, or to both."""
    rng = random.Random(seed)
    lines = copy.deepcopy(LINES)
    if rng.random() < 0.1:
        rng.shuffle(lines)
    if rng.random() < 0.65:
        for _ in range(rng.choice((1, 1, 1, 2, 3))):
            mutate_tree(rng, lines)
        if rng.random() < 0.9:
            return dumped(lines)
    data = bytearray(dumped(lines))
    for _ in range(rng.choice((1, 1, 2, 3))):
        if data:
            mutate_bytes(rng, data)
    return bytes(data)


def judged(data: bytes, path: Path) -> bool:
    """Return whether the project scores the file; anything but a message is an error of the test."""
    path.write_bytes(data)
    try:
        found = tally(GOLD, path)
    except InputError as error:
        message = str(error)
        assert 0 < len(message) < LONGEST_MESSAGE
        assert all(line.isprintable() for line in message.split("\n"))
        return False
    measures = document(found, sampling(1, 0))["measures"]
    rates = [figures[key] for figures in measures.values() for key in ("precision", "recall", "f1")]
    assert all(rate is None or 0 <= rate <= 1 for rate in rates)
    return True


def fuzz(first: int, count: int, path: Path) -> Counter[bool]:
    """Judge that many files; return how many were refused and scored."""
    verdicts: Counter[bool] = Counter()
    for seed in range(first, first + count):
        data = mutated(seed)
        verdict = judged(data, path)
        assert verdict == valid(data, TEXTS, ONTOLOGY), f"file {seed} is {'scored' if verdict else 'refused'}"
        verdicts[verdict] += 1
    return verdicts


def test_a_thousand_mutated_files(tmp_path: Path) -> None:
    verdicts = fuzz(0, 1000, tmp_path / "p.jsonl")
    assert verdicts[True] > 50
    assert verdicts[False] > 500


@pytest.mark.slow
def test_ten_thousand_mutated_files(tmp_path: Path) -> None:
    fuzz(1000, 10_000, tmp_path / "p.jsonl")


def test_the_validator_knows_the_corpus_itself(tmp_path: Path) -> None:
    data = dumped(LINES)
    assert valid(data, TEXTS, ONTOLOGY)
    assert judged(data, tmp_path / "p.jsonl")


def test_the_command_never_shows_a_traceback(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for seed in range(60):
        data = mutated(seed)
        (tmp_path / "p.jsonl").write_bytes(data)
        code = run(["score", str(tmp_path / "p.jsonl"), "--resamples", "1", "--json"])
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        assert (code, bool(out), bool(err)) == ((0, True, False) if valid(data, TEXTS, ONTOLOGY) else (2, False, True))
