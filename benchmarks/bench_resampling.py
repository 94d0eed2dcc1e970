"""Time, memory and growth of the bootstrap; coverage of its interval and size of the paired tests by simulation.

Run `python benchmarks/bench_resampling.py`; `--million` adds 1,000,000 articles, `--trials 0` leaves the simulation
out. Every article is a cluster of its own, the dearest case. The table is what a full run resamples: 36
measures of 3 columns and 4 of 4 (124 columns), of which a statistic each, and the headline mean, are
taken; the wide table adds columns by type.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from wirecopy.evaluation.uncertainty import (
    Resampling,
    Statistic,
    bootstrap,
    compare_systems,
    draw_multiplicities,
    f1,
    mean_of,
    on_columns,
    resample,
    soft_f1,
    story_clusters,
)
from wirecopy.evaluation.uncertainty.simulation import StoryModel, coverage, rejection_rate

ARTICLES = 10_000
COLUMNS = 124
WIDE_COLUMNS = 400
PLAN = Resampling(1000)


def table(articles: int, columns: int = COLUMNS) -> NDArray[np.int64]:
    """Counts as small as an article's, seeded."""
    return np.random.default_rng(0).poisson(4.0, (articles, columns)).astype(np.int64)


def statistics() -> dict[str, Statistic]:
    """40 measures and the mean of three."""
    found: dict[str, Statistic] = {f"exact.{i}": on_columns(f1, slice(3 * i, 3 * i + 3)) for i in range(36)}
    found |= {f"soft.{i}": on_columns(soft_f1, slice(108 + 4 * i, 112 + 4 * i)) for i in range(4)}
    return found | {"headline.mean": mean_of([found[f"exact.{i}"] for i in range(3)])}


def best(work: Callable[[], object], repeats: int = 5) -> float:
    """Seconds of the fastest of several calls."""
    times = []
    for _ in range(repeats):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return min(times)


def loop_over_resamples(counts: NDArray[np.int64], resamples: int) -> NDArray[np.int64]:
    """The plain way, articles picked and added again for every resample."""
    generator = np.random.default_rng(0)
    return np.array([counts[generator.integers(len(counts), size=len(counts))].sum(axis=0) for _ in range(resamples)])


def speed() -> None:
    """The target: every measure, 1,000 resamples, 10,000 articles in half a second."""
    counts, wide = table(ARTICLES), table(ARTICLES, WIDE_COLUMNS)
    names = [f"article-{i}" for i in range(ARTICLES)]
    whole = best(lambda: bootstrap(counts, statistics(), PLAN))
    plain = best(lambda: loop_over_resamples(counts, 20), 2) * PLAN.resamples / 20
    print(f"{plain / whole:8.0f} x  faster than adding up the articles of every resample ({plain:.1f} s)")
    print(f"{whole:10.3f} s  41 intervals, {COLUMNS} columns, {PLAN.resamples} resamples, {ARTICLES} articles (< 0.5)")
    print(f"{best(lambda: resample(wide, PLAN)):10.3f} s  sums of {WIDE_COLUMNS} columns")
    print(f"{best(lambda: sum(1 for _ in draw_multiplicities(ARTICLES, PLAN))):10.3f} s  of these, the draws")
    print(f"{best(lambda: story_clusters(names).sum(wide)):10.3f} s  clusters of {WIDE_COLUMNS} columns")
    systems = {f"system-{i}": table(ARTICLES, 9) + i for i in range(10)}
    paired = best(lambda: compare_systems(systems, test="bootstrap", resampling=PLAN), 3)
    swapped = best(lambda: compare_systems(systems, test="randomization", resampling=PLAN), 3)
    print(f"{paired:10.3f} s  paired bootstrap of 10 systems, 45 pairs, 9 columns")
    print(f"{swapped:10.3f} s  randomization test of the same")


def growth(articles: int) -> None:
    """Time and peak memory in a fresh process, which prints JSON."""
    command = [sys.executable, __file__, "--one", str(articles)]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    print(f"{articles:10d}  {found['seconds']:8.3f} s  {found['table_mb']:7.0f} MB  {found['extra_mb']:7.0f} MB")


def one(articles: int) -> None:
    """One size, in this process."""
    import resource

    counts = table(articles)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds = best(lambda: bootstrap(counts, statistics(), PLAN), 1)
    extra = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(json.dumps({"seconds": seconds, "table_mb": counts.nbytes / 2**20, "extra_mb": extra / 2**10}))


def simulation(trials: int) -> None:
    """Coverage of the 95% interval, plain and with uneven stories, and size of the tests at 0.05."""
    uneven = StoryModel(size=0.6, difficulty=0.8)
    print("\n stories  coverage  uneven stories  bootstrap p <= .05  randomization p <= .05")
    for stories in (4, 8, 12, 30, 60):
        sizes = [rejection_rate("bootstrap", stories, trials), rejection_rate("randomization", stories, trials)]
        shares = [coverage(stories, trials), coverage(stories, trials, uneven)]
        print(f"{stories:8d}  {shares[0]:8.3f}  {shares[1]:14.3f}  {sizes[0]:18.3f}  {sizes[1]:22.3f}")


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=10_000, help="simulated collections of each size")
    parser.add_argument("--million", action="store_true", help="also 1,000,000 articles")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        one(arguments.one)
        return
    load = os.getloadavg()[0]
    print(f"numpy {np.__version__}, Python {platform.python_version()}, {os.cpu_count()} cores, load {load:.1f} before")
    speed()
    print("\n  articles        time     table  extra peak")
    for articles in [1000, 10_000, 100_000] + [1_000_000] * arguments.million:
        growth(articles)
    if arguments.trials:
        simulation(arguments.trials)


if __name__ == "__main__":
    main()
