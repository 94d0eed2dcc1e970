"""Scoring of tag sequences against seqeval, nervaluate, evaluate-style use and conlleval's rules, on the same lists.

Run `python benchmarks/bench_tags.py`; `--tokens N` sets the length of the lists, `--ids N` that of the id arrays and of
the memory runs. Data are seeded and like CoNLL-2003: 14.5 tokens a sentence, 17% of them in entities of four types,
12% of the entities predicted differently. Times are CPU seconds of this process, the fastest of several runs; ratios
are of tokens a second, ours to theirs. Every scorer that claims the same figures is checked for the same F1. Peak
memory beyond the input is taken by tracemalloc in a process of its own.
"""

import argparse
import importlib.util
import json
import subprocess
import sys
import tracemalloc
import warnings
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from time import process_time
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from nervaluate import Evaluator
from numpy.typing import NDArray
from seqeval.metrics import accuracy_score, classification_report, f1_score
from seqeval.scheme import IOB2

from wirecopy.evaluation.engine.tags import TagCounts, count_tag_ids
from wirecopy.evaluation.tag_scores import score_tags, tag_document

TYPES = ("LOC", "MISC", "ORG", "PER")
TAGS = ["O", *(f"{prefix}-{name}" for name in TYPES for prefix in "BI")]
STRICT = {"mode": "strict", "scheme": IOB2}
NERVALUATE_TOKENS = 50_000
PEER_MEMORY_TOKENS = 200_000

Ids = NDArray[np.uint8]
Tags = list[list[str]]


class Data(NamedTuple):
    """Two sides as ids, and the tokens of every sentence."""

    gold: Ids
    predicted: Ids
    lengths: NDArray[np.int64]


class Line(NamedTuple):
    """One scorer's speed on some number of tokens."""

    name: str
    tokens: int
    seconds: float

    @property
    def rate(self) -> float:
        return self.tokens / self.seconds


def generate(tokens: int, seed: int = 3) -> Data:
    """Seeded data like CoNLL-2003's, of exactly that many tokens."""
    rng = np.random.default_rng(seed)
    lengths = rng.poisson(13.5, tokens // 13 + 20) + 1
    lengths = lengths[: int(np.searchsorted(np.cumsum(lengths), tokens))]
    lengths = np.append(lengths, tokens - int(lengths.sum()))
    entities = tokens // 8
    spans = rng.choice([1, 2, 3, 4], entities, p=[0.63, 0.28, 0.06, 0.03])
    begins = np.cumsum(spans + rng.geometric(1 / 7.2, entities)) - spans
    kept = begins < tokens - 4
    begins, spans = begins[kept], spans[kept]
    kinds = rng.choice(4, begins.size, p=[0.3, 0.15, 0.27, 0.28])
    gold = painted(tokens, begins, spans, kinds)
    missed, confused = rng.random(begins.size) < 0.08, rng.random(begins.size) < 0.04
    guesses = np.where(confused, (kinds + 1) % 4, kinds)
    predicted = painted(tokens, begins[~missed], spans[~missed], guesses[~missed])
    for side in (gold, predicted):  # a sentence never begins inside an entity
        firsts = np.cumsum(lengths)[:-1]
        side[firsts] -= (side[firsts] > 0) & (side[firsts] % 2 == 0)
    return Data(gold, predicted, lengths.astype(np.int64))


def painted(tokens: int, begins: NDArray[np.int64], spans: NDArray[np.int64], kinds: NDArray[np.int64]) -> Ids:
    ids = np.zeros(tokens, np.uint8)
    for offset in range(4):
        there = spans > offset
        ids[begins[there] + offset] = 1 + 2 * kinds[there] + (offset > 0)
    return ids


def as_lists(data: Data, shared: bool = True) -> tuple[Tags, Tags]:
    """Lists of lists of tags; each token its own string object where ``shared`` is false."""
    borders = [0, *np.cumsum(data.lengths).tolist()]
    sides = []
    for ids in (data.gold, data.predicted):
        flat = [TAGS[number] if shared else "".join((*TAGS[number],)) for number in ids.tolist()]
        sides.append([flat[begin:end] for begin, end in pairwise(borders)])
    return sides[0], sides[1]


def fastest(name: str, tokens: int, work: Callable[[], object], repeats: int) -> Line:
    times = []
    for _ in range(repeats):
        begin = process_time()
        work()
        times.append(process_time() - begin)
    return Line(name, tokens, min(times))


def report(gold: Tags, predicted: Tags, **options: Any) -> dict[str, Any]:
    found: dict[str, Any] = classification_report(gold, predicted, output_dict=True, zero_division=0, **options)
    return found


def as_evaluate_does(gold: Tags, predicted: Tags) -> float:
    """What evaluate 0.4.6's seqeval metric does: both sides through Arrow, then report and accuracy."""
    kind = pa.list_(pa.string())
    references, guesses = (pa.array(side, kind).to_pylist() for side in (gold, predicted))
    accuracy_score(references, guesses)
    return float(report(references, guesses)["micro avg"]["f1-score"])


def by_ids(data: Data, preset: str = "strict") -> TagCounts:
    return count_tag_ids(data.gold, data.predicted, data.lengths, TAGS, preset=preset, scheme="IOB2")


def conlleval_machine() -> Callable[[Tags, Tags], object]:
    """The token by token machine of conlleval's rules that the tests hold us equal to."""
    path = Path(__file__).parents[1] / "tests/evaluation/test_tags_conlleval.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    machine: Callable[[Tags, Tags], object] = module.machine
    return machine


def check_figures(data: Data, gold: Tags, predicted: Tags) -> None:
    """All four roads lead to the same F1 on well-formed tags."""
    theirs = report(gold, predicted, **STRICT)["micro avg"]["f1-score"]
    for preset in ("strict", "seqeval", "seqeval-strict", "conlleval"):
        assert score_tags(gold, predicted, preset, "IOB2")["f1"] == theirs
        assert tag_document(by_ids(data, preset), preset)["f1"] == theirs


def measure_peers(gold: Tags, predicted: Tags, tokens: int) -> dict[str, Line]:
    few = max(1, NERVALUATE_TOKENS * len(gold) // tokens)
    part = gold[:few], predicted[:few]
    part_tokens = sum(map(len, part[0]))
    machine = conlleval_machine()
    lines = [
        fastest("seqeval report, default", tokens, lambda: report(gold, predicted), 2),
        fastest("seqeval report, strict IOB2", tokens, lambda: report(gold, predicted, **STRICT), 2),
        fastest("seqeval f1_score, default", tokens, lambda: f1_score(gold, predicted), 2),
        fastest("seqeval f1_score, strict IOB2", tokens, lambda: f1_score(gold, predicted, **STRICT), 2),
        fastest("evaluate-style use of seqeval", tokens, lambda: as_evaluate_does(gold, predicted), 1),
        fastest("conlleval's rules, token by token", tokens, lambda: machine(gold, predicted), 1),
        fastest("nervaluate 1.2.1 (sample)", part_tokens, lambda: nervaluate(*part), 1),
    ]
    return {line.name: line for line in lines}


def nervaluate(gold: Tags, predicted: Tags) -> object:
    return Evaluator(gold, predicted, tags=list(TYPES), loader="list").evaluate()


def measure_ours(tokens: int, ids: int, gold: Tags, predicted: Tags) -> dict[str, Line]:
    fresh = as_lists(generate(tokens), shared=False)
    data = generate(ids)
    lines = [
        fastest(f"lists, {preset}", tokens, lambda name=preset: score_tags(gold, predicted, name, "IOB2"), 7)  # type: ignore[misc]
        for preset in ("strict", "seqeval", "seqeval-strict", "conlleval")
    ]
    lines.append(fastest("lists, strict, no string shared", tokens, lambda: score_tags(*fresh), 5))
    lines += [
        fastest(f"ids, {preset}", ids, lambda name=preset: by_ids(data, name), 5)  # type: ignore[misc]
        for preset in ("strict", "seqeval", "seqeval-strict", "conlleval")
    ]
    wide = Data(data.gold.astype(np.int64), data.predicted.astype(np.int64), data.lengths)
    lines.append(fastest("ids, strict, int64", ids, lambda: by_ids(wide), 3))
    return {line.name: line for line in lines}


RATIOS = (
    ("lists, seqeval", "seqeval report, default"),
    ("lists, strict", "seqeval report, default"),
    ("lists, seqeval-strict", "seqeval report, strict IOB2"),
    ("lists, strict", "seqeval report, strict IOB2"),
    ("lists, seqeval", "seqeval f1_score, default"),
    ("lists, seqeval-strict", "seqeval f1_score, strict IOB2"),
    ("lists, seqeval", "evaluate-style use of seqeval"),
    ("lists, conlleval", "conlleval's rules, token by token"),
    ("lists, strict", "nervaluate 1.2.1 (sample)"),
    ("ids, strict", "seqeval report, strict IOB2"),
)

MEMORY: dict[str, Callable[[Data, Tags, Tags], object]] = {
    "ids": lambda data, _gold, _predicted: by_ids(data),
    "ids, seqeval": lambda data, _gold, _predicted: by_ids(data, "seqeval"),
    "lists": lambda _data, gold, predicted: score_tags(gold, predicted),
    "seqeval report, default": lambda _data, gold, predicted: report(gold, predicted),
    "seqeval report, strict IOB2": lambda _data, gold, predicted: report(gold, predicted, **STRICT),
    "nervaluate": lambda _data, gold, predicted: nervaluate(gold, predicted),
}


def peak_of(case: str, tokens: int) -> int:
    """Bytes at the peak beyond what was there before the call; run in a process of its own."""
    data = generate(tokens)
    gold, predicted = ([], []) if case.startswith("ids") else as_lists(data)
    tracemalloc.start()
    MEMORY[case](data, gold, predicted)
    return tracemalloc.get_traced_memory()[1]


def peak_elsewhere(case: str, tokens: int) -> int:
    command = [sys.executable, __file__, "--peak", case, "--tokens", str(tokens)]
    return int(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


def show_memory(ids: int) -> None:
    print("\npeak memory beyond the input")
    for case in MEMORY:
        tokens = ids if case.startswith(("ids", "lists")) else PEER_MEMORY_TOKENS
        peak = peak_elsewhere(case, tokens)
        scaled = f", {peak / tokens * 1e7 / 1e6:,.0f} MB scaled to 10,000,000" if tokens != 10_000_000 else ""
        print(f"  {case:38} {peak / 1e6:9.1f} MB at {tokens:,} tokens{scaled}")


def main() -> None:
    """Print ratios, then speeds, then memory."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tokens", type=int, default=400_000, help="tokens in the lists (default 400,000)")
    parser.add_argument("--ids", type=int, default=10_000_000, help="tokens in the id arrays (default 10,000,000)")
    parser.add_argument("--peak", choices=tuple(MEMORY), help=argparse.SUPPRESS)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    if options.peak:
        print(json.dumps(peak_of(options.peak, options.tokens)))
        return
    data = generate(options.tokens)
    gold, predicted = as_lists(data)
    check_figures(data, gold, predicted)
    ours = measure_ours(options.tokens, options.ids, gold, predicted)
    peers = measure_peers(gold, predicted, options.tokens)
    print("ratios of tokens a second (CPU time), ours to theirs")
    for mine, other in RATIOS:
        print(f"  {ours[mine].rate / peers[other].rate:8.1f} x   {mine}  :  {other}")
    print("\ntokens a second")
    for line in (*ours.values(), *peers.values()):
        print(f"  {line.name:38} {line.rate:14,.0f}   ({line.tokens:,} tokens, {line.seconds:.3f} s)")
    show_memory(options.ids)


if __name__ == "__main__":
    main()
