"""Scoring of annotation lines: against decoding them, by resamples, and from a thousand to a million articles.

Run `python benchmarks/bench_scoring.py`; `--articles N` sets the size of the first part, `--largest N` that of the
growth, `--tags` adds the comparison with seqeval, nervaluate, evaluate-style use and conlleval's rules (bench_tags.py)
in the same run, `--plot FILE` writes the growth as SVG.

Data are seeded: an article has about 25 entities, 10 claims and 10 events with 1.5 arguments, 5% of the units are
predicted differently; a pool of 200 articles is repeated under new ids. Decoding is `msgspec.json.decode` into the
project's `Annotation`, line by line. Times are CPU seconds of this process.
"""

import argparse
import gc
import json
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import process_time
from typing import Any, NamedTuple

import msgspec
import numpy as np

from wirecopy.corpus.model import Annotation
from wirecopy.corpus.ontology import load_ontology
from wirecopy.evaluation.engine.run import Counter
from wirecopy.evaluation.engine.tables import join
from wirecopy.evaluation.gold import FileGold
from wirecopy.evaluation.measures import MEASURES
from wirecopy.evaluation.predictions import BATCH, PIECE
from wirecopy.evaluation.results import Tally, document
from wirecopy.evaluation.scoring import sampling, tally
from wirecopy.evaluation.uncertainty import Resampling, resample, soft_f1

Line = dict[str, Any]
POOL = 200
LENGTH = 3000
WRONG = 0.05
SIZES = (1_000, 10_000, 100_000, 1_000_000)


class Timed(NamedTuple):
    """CPU seconds, and what the work returned."""

    seconds: float
    result: Any


def timed(work: Callable[[], Any]) -> Timed:
    gc.collect()
    begin = process_time()
    result = work()
    return Timed(process_time() - begin, result)


def span(rng: random.Random, longest: int, fragments: int = 1) -> list[list[int]]:
    start = rng.randrange(LENGTH - 4 * longest)
    found = []
    for _ in range(fragments):
        end = start + rng.randint(2, longest)
        found.append([start, end])
        start = end + rng.randint(1, 9)
    return found


def sentence(rng: random.Random, number: int) -> Line:
    """Return source, cue and content of the claim of one sentence; one in five contents has two fragments."""
    at = number * LENGTH // 13
    source, cue = [[at, at + rng.randint(3, 25)]], [[at + 26, at + 26 + rng.randint(4, 12)]]
    content = [[at + 40, at + rng.randint(80, 150)]]
    if rng.random() < 0.2:
        content.append([content[0][1] + 20, content[0][1] + rng.randint(30, 60)])
    return {"source": rng.choice((source, source, None)), "cue": cue, "content": content}


def article(rng: random.Random) -> Line:
    ontology = load_ontology()
    values = ontology.attribute_values()
    labels, types = list(ontology.entities), list(ontology.events.types.items())
    starts = sorted(rng.sample(range(0, LENGTH, 20), rng.randint(20, 30)))
    entities = [{"start": s, "end": s + rng.randint(2, 18), "type": rng.choice(labels)} for s in starts]
    claims: list[Line] = []
    for number in range(rng.randint(7, 13)):
        attributes = {name: rng.choice(values[name]) for name in ("source_type", "certainty", "polarity", "quote")}
        parent = rng.choice(claims) if claims and rng.random() < 0.1 else None
        spans = sentence(rng, number) if parent is None else {**sentence(rng, number), "content": parent["content"]}
        claims.append({"id": f"c{number}", **spans, **attributes, "parent": parent and parent["id"]})
    events = []
    for number in range(rng.randint(7, 13)):
        kind, row = rng.choice(types)
        arguments = [
            {"role": rng.choice(list(row.roles)), "span": span(rng, 20)} for _ in range(rng.choice((1, 1, 2, 2)))
        ]
        events.append({
            "id": f"v{number}", "type": kind, "trigger": span(rng, 12), "arguments": arguments,
            "modality": rng.choice(values["modality"]), "time": rng.choice((None, "2023-09-12", "2023-09")),
        })  # fmt: skip
    return {"entities": entities, "claims": claims, "events": events}


def answer(rng: random.Random, gold: Line) -> Line:
    """Return the article with 5% of its units lost, moved, retyped or invented."""
    made: Line = json.loads(json.dumps(gold))
    for unit in made["entities"]:
        unit["end"] += rng.random() < WRONG
    for unit in made["claims"]:
        unit["content"][-1][1] += 5 * (rng.random() < WRONG)
        unit["cue"] = span(rng, 12) if rng.random() < WRONG else unit["cue"]
        unit["quote"] = "direct" if rng.random() < WRONG else unit["quote"]
    for unit in made["events"]:
        unit["trigger"] = span(rng, 12) if rng.random() < WRONG else unit["trigger"]
        unit["modality"] = "asserted" if rng.random() < WRONG else unit["modality"]
    made["entities"] = [unit for unit in made["entities"] if rng.random() > WRONG]
    return made


def pools(seed: int = 11) -> tuple[list[bytes], list[bytes]]:
    """Return the rest of each line after its id, gold and predicted."""
    rng = random.Random(seed)
    gold = [article(rng) for _ in range(POOL)]
    return [[msgspec.json.encode(line)[1:] for line in side] for side in (gold, [answer(rng, line) for line in gold])]  # type: ignore[return-value]


def write(folder: Path, articles: int) -> tuple[Path, Path]:
    """Write gold and predicted files of that many articles, five to a story."""
    paths = folder / "gold.jsonl", folder / "predicted.jsonl"
    for path, pool in zip(paths, pools(), strict=True):
        with path.open("wb") as handle:
            for number in range(articles):
                handle.write(b'{"id":"a%d","story":"s%d",%s\n' % (number, number // 5, pool[number % POOL]))
    return paths


def parts(lines: Sequence[bytes], size: int) -> Iterator[Sequence[bytes]]:
    return (lines[start : start + size] for start in range(0, len(lines), size))


def streamed(paths: tuple[Path, Path], count: bool) -> float:
    """Decode as the scorer does, piece by piece, each batch released, and count or not; return the seconds."""
    sides = [path.read_bytes().splitlines() for path in paths]
    decoder = msgspec.json.Decoder(Annotation)
    counter = Counter(MEASURES)
    begin = process_time()
    for batch in zip(*(parts(side, BATCH) for side in sides), strict=True):
        held, flats = [], []
        for piece in zip(*(parts(side, PIECE) for side in batch), strict=True):
            decoded = [[decoder.decode(line) for line in side] for side in piece]
            held.append(decoded)
            if count:
                flats.append([counter.flatten(side) for side in decoded])
        if count:
            gold, predicted = map(join, zip(*flats, strict=True))
            counter.add_flat(gold, predicted)
    return process_time() - begin


def in_memory(paths: tuple[Path, Path]) -> float:
    """Decode both files into lists; return the seconds."""
    lines = [path.read_bytes().splitlines() for path in paths]
    decoder = msgspec.json.Decoder(Annotation)
    return timed(lambda: [[decoder.decode(line) for line in side] for side in lines]).seconds


def against_decoding(folder: Path, articles: int) -> None:
    paths = write(folder, articles)
    size = sum(path.stat().st_size for path in paths)
    decoding = streamed(paths, count=False)
    counting = streamed(paths, count=True) - decoding
    held = in_memory(paths)
    whole = timed(lambda: tally(FileGold(paths[0]), paths[1]))
    folded = timed(lambda: document(whole.result, sampling(1, 0)))
    scoring = counting + folded.seconds
    print(f"scoring all {len(MEASURES)} measures of {articles:,} articles, after decoding, to decoding the two files")
    print(f"  {scoring / decoding:6.2f} x   objects released batch by batch, as the scorer does (target: at most 2)")
    print(f"  {scoring / held:6.2f} x   decoding with both files held in memory")
    print(
        f"  decoding {decoding:.2f} s (held: {held:.2f} s), counting {counting:.2f} s, figures {folded.seconds:.2f} s"
    )
    print(f"  `score` in all, with reading, hashing and checks: {whole.seconds + folded.seconds:.2f} s")
    print(f"  {size / 1e6:,.0f} MB, {articles / (whole.seconds + folded.seconds):,.0f} articles a second", flush=True)


def resampling(folder: Path, articles: int = 10_000) -> None:
    paths = write(folder, articles)
    found: Tally = tally(FileGold(paths[0]), paths[1])
    counts = found.clusters().sum(found.table())
    seconds = min(timed(lambda: soft_f1(resample(counts, Resampling(1000)))).seconds for _ in range(3))
    alone = found.table()
    unclustered = min(timed(lambda: soft_f1(resample(alone, Resampling(1000)))).seconds for _ in range(3))
    print(f"\n1,000 resamples of every measure, {articles:,} articles (target: under 0.5 s)")
    print(f"  {seconds:6.2f} s   in {len(counts):,} stories\n  {unclustered:6.2f} s   every article on its own")


def grown(folder: Path, articles: int) -> Line:
    """Score files in a process of its own; return CPU seconds and peak memory."""
    paths = write(folder, articles)
    command = [sys.executable, __file__, "--one", *map(str, paths)]
    row: Line = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    for path in paths:
        path.unlink()
    return {"articles": articles, **row}


def peak_memory() -> int:
    """Return the most bytes this process has held; what Linux says of the parent before it is left out."""
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) * 1024 for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # bytes on macOS


def one(gold: Path, predicted: Path) -> None:
    counted = timed(lambda: tally(FileGold(gold), predicted))
    figures = timed(lambda: document(counted.result, sampling(1, 0)))
    peak = peak_memory()
    print(json.dumps({"seconds": counted.seconds + figures.seconds, "peak": peak}))


def growth(folder: Path, largest: int) -> list[Line]:
    print("\ngrowth, files streamed (CPU time of `score`; peak memory of its process)")
    rows = []
    for size in (size for size in SIZES if size <= largest):
        rows.append(grown(folder, size))
        each = rows[-1]["seconds"] / size
        seconds, peak = rows[-1]["seconds"], rows[-1]["peak"] / 1e6
        print(f"  {size:9,} articles {seconds:9.2f} s {1e6 * each:8.1f} us each {peak:9.0f} MB", flush=True)
    if len(rows) > 1:
        slope = np.polyfit(np.log([row["articles"] for row in rows]), np.log([row["seconds"] for row in rows]), 1)[0]
        print(f"  exponent {slope:.2f} (1 is linear)")
    return rows


def plot(rows: list[Line]) -> str:
    """Return an SVG of seconds and megabytes by articles, all axes logarithmic."""
    width, height, left, top = 640, 400, 70, 30
    series = {
        "seconds": ("#1b6ca8", [row["seconds"] for row in rows]),
        "MB": ("#b3541e", [row["peak"] / 1e6 for row in rows]),
    }
    most = max(max(values) for _, values in series.values())
    least = min(min(values) for _, values in series.values())
    low, high = int(np.floor(np.log10(least))), int(np.ceil(np.log10(most)))
    first, last = np.log10(rows[0]["articles"]), np.log10(rows[-1]["articles"])

    def at(articles: float, value: float) -> tuple[float, float]:
        x = left + (np.log10(articles) - first) / (last - first) * (width - left - 100)
        return x, top + (high - np.log10(value)) / (high - low) * (height - top - 60)

    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif"'
    parts = [f'{head} font-size="13">', '<rect width="100%" height="100%" fill="#fff"/>']
    for power in range(low, high + 1):
        y = at(rows[0]["articles"], 10.0**power)[1]
        parts.append(f'<line x1="{left}" x2="{width - 100}" y1="{y:.0f}" y2="{y:.0f}" stroke="#ddd"/>'
                     f'<text x="{left - 8}" y="{y + 4:.0f}" text-anchor="end">{10.0**power:,g}</text>')  # fmt: skip
    for row in rows:
        x = at(row["articles"], 10.0**low)[0]
        parts.append(f'<text x="{x:.0f}" y="{height - 38}" text-anchor="middle">{row["articles"]:,}</text>')
    for name, (colour, values) in series.items():
        points = [at(row["articles"], value) for row, value in zip(rows, values, strict=True)]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>' for x, y in points]
        x, y = points[-1]
        parts.append(f'<text x="{x + 10:.0f}" y="{y + 4:.0f}" fill="{colour}">{values[-1]:,.0f} {name}</text>')
    parts.append(
        f'<text x="{left}" y="{height - 12}">articles scored: CPU seconds and peak memory (logarithmic)</text></svg>'
    )
    return "\n".join(parts) + "\n"


def main() -> None:
    """Print ratios first, then times, then growth."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000, help="articles of the first part (default 100,000)")
    parser.add_argument("--largest", type=int, default=1_000_000, help="articles that growth ends with; 0 for none")
    parser.add_argument("--tags", action="store_true", help="compare tag scoring with its peers too")
    parser.add_argument("--plot", type=Path, help="write the growth as SVG")
    parser.add_argument("--one", type=Path, nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        one(*options.one)
        return
    with tempfile.TemporaryDirectory() as folder:
        against_decoding(Path(folder), options.articles)
        resampling(Path(folder))
        rows = growth(Path(folder), options.largest)
    if options.plot and len(rows) > 1:
        options.plot.write_text(plot(rows), encoding="utf-8")
    if options.tags:
        print("\ntag sequences", flush=True)
        subprocess.run([sys.executable, Path(__file__).with_name("bench_tags.py")], check=True)


if __name__ == "__main__":
    main()
