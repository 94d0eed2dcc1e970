"""Building the dataset: seconds for the embedded corpus, seconds and peak memory for many generated articles.

Run `python benchmarks/bench_build.py`; `--articles N` sets the larger number, of which a tenth is measured as well: if
writing is streamed, ten times the articles take ten times the time and hardly more memory. Generated articles are
copies of the embedded ones with ids and texts of their own, 1,000 stories a split. Each build runs in a process of its
own; memory is its largest resident set, given beside that of a process that builds the embedded corpus.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import msgspec

from wirecopy.corpus.dataset.build import build
from wirecopy.corpus.dataset.source import Source
from wirecopy.corpus.dataset.source import embedded as embedded_source
from wirecopy.corpus.model import Article
from wirecopy.corpus.rights import text_hash
from wirecopy.corpus.store import catalogue

SPLITS = {"train": 0.7, "validation": 0.1, "test": 0.2}


def generated(articles: int) -> Source:
    """Return a corpus of copies of the shipped articles, made when they are asked for."""
    shipped = [a for split in catalogue().splits for a in embedded_source().articles(split) if a.text is not None]

    def copies(split: str) -> Iterator[Article]:
        for number in range(round(articles * SPLITS.get(split, 0))):
            one = shipped[number % len(shipped)]
            text = f"{one.text}\nCopy {number} of {split}.\n"
            name, story = f"{split}-{number:06d}", f"{split}-story-{number % 1000}"
            layers = msgspec.structs.replace(one.annotation, id=name)
            yield msgspec.structs.replace(
                one, id=name, story=story, text=text, sha256=text_hash(text), annotation=layers
            )

    known = catalogue()
    stories = {
        split: tuple(f"{split}-story-{i}" for i in range(1000)) if split in SPLITS else () for split in known.splits
    }
    return Source(msgspec.structs.replace(known, splits=stories), copies)


def measured(articles: int) -> dict[str, float]:
    """Build in this process (0 articles: the embedded corpus) and return what it took."""
    with tempfile.TemporaryDirectory() as folder:
        source = generated(articles) if articles else embedded_source()
        start = perf_counter()
        manifest = build(Path(folder) / "out", source=source)
        seconds = perf_counter() - start
        size = sum(path.stat().st_size for path in (Path(folder) / "out").rglob("*") if path.is_file())
    return {
        "articles": sum(split.articles for split in manifest.splits.values()),
        "seconds": seconds,
        "bytes": size,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }


def main() -> None:
    """Print a line a build."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument(
        "--measure", type=int, help="build this many in this process and print JSON (used by the others)"
    )
    options = parser.parse_args()
    if options.measure is not None:
        print(json.dumps(measured(options.measure)))
        return
    print(f"{'articles':>9} {'seconds':>8} {'articles/s':>10} {'written':>9} {'peak memory':>12}")
    for number in (0, options.articles // 10, options.articles):
        command = [sys.executable, __file__, "--measure", str(number)]
        row = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
        rate = row["articles"] / row["seconds"]
        print(
            f"{row['articles']:9,} {row['seconds']:8.1f} {rate:10.1f} {row['bytes'] / 2**20:6.1f} MB "
            f"{row['peak'] / 2**20:9.0f} MB",
            flush=True,
        )


if __name__ == "__main__":
    main()
