"""Resampling of stories: clusters, draws, and the sums of each resample.

Dispatches on one story are not independent, so whole stories are drawn (the cluster bootstrap; Efron
and Tibshirani, An Introduction to the Bootstrap, 1993, chapters 6 and 8). A resample is a vector of
multiplicities, how often each story was drawn, and its sums are that vector times the table of counts:
one matrix product for all measures, which therefore share their draws.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wirecopy.evaluation.uncertainty.rates import FloatArray

IntArray = NDArray[np.int64]

# Weights come in blocks of clusters, of about a million cells (8 MB) each, so that memory does not grow with
# the number of clusters and each block of counts is read once.
_BLOCK_CELLS = 2**20
_BLOCK_CLUSTERS = 64


@dataclass(frozen=True, slots=True)
class Resampling:
    """How to draw: how many resamples, from which seed, and what a cluster is called in a note.

    The same values give the same draws. Raises ValueError for a number of resamples that is no whole
    number or under 1, and likewise for a seed under 0.
    """

    resamples: int = 1000
    seed: int = 0
    unit: Literal["stories", "articles"] = "stories"

    def __post_init__(self) -> None:
        for name, value, least in (("resamples", self.resamples, 1), ("seed", self.seed, 0)):
            if isinstance(value, bool) or not isinstance(value, int) or value < least:
                raise ValueError(f"{name}: expected a whole number of at least {least}, found {value!r}")

    def generator(self) -> np.random.Generator:
        """A PCG64 generator at its start."""
        return np.random.Generator(np.random.PCG64(self.seed))


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """Which cluster each article belongs to: `index` is (articles,), 0 to `count` - 1."""

    index: NDArray[np.intp]
    count: int
    unit: Literal["stories", "articles"]

    def sum(self, counts: ArrayLike) -> FloatArray:
        """Counts per article, (articles, ...), summed per cluster, (count, ...), as float64.

        Integers stay exact below 2^53. Fractions are added in the order of the articles. Raises
        ValueError where the number of articles differs or a count is not finite.
        """
        table = finite_table(counts)
        if len(table) != len(self.index):
            raise ValueError(f"counts: expected {len(self.index)} articles, found {len(table)}")
        if not self.count:
            return table
        order = np.argsort(self.index, kind="stable")
        starts = np.searchsorted(self.index[order], np.arange(self.count))
        return np.add.reduceat(table[order], starts, axis=0)


def story_clusters(articles: Sequence[str], stories: Sequence[str | None] | None = None) -> Clusters:
    """One cluster a story; an article without a story is a cluster of its own.

    Clusters are numbered in the order of their names, stories first, so that draws do not depend on
    the order of the articles. Raises ValueError where the two sequences differ in length.
    """
    found = [None] * len(articles) if stories is None else list(stories)
    if len(found) != len(articles):
        raise ValueError(f"stories: expected one for each of {len(articles)} articles, found {len(found)}")
    names = zip(articles, found, strict=True)
    keys = [(story is None, article if story is None else story) for article, story in names]
    number = {key: position for position, key in enumerate(sorted(set(keys)))}
    index = np.fromiter((number[key] for key in keys), dtype=np.intp, count=len(keys))
    return Clusters(index, len(number), "articles" if all(story is None for story in found) else "stories")


def draw_multiplicities(clusters: int, resampling: Resampling) -> Iterator[IntArray]:
    """Yield (resamples, block) arrays, the blocks in the order of the clusters: how often each was drawn.

    Side by side they are (resamples, clusters), every row `clusters` draws with replacement. How many
    of a row's draws fall on each block is multinomial, and within a block all clusters are alike. The
    same arguments give the same draws, from numpy's PCG64.
    """
    generator, rows = resampling.generator(), resampling.resamples
    sizes = _block_sizes(clusters, rows)
    totals = generator.multinomial(clusters, np.array(sizes) / clusters, size=rows) if sizes else np.zeros((rows, 0))
    for size, drawn in zip(sizes, totals.T, strict=True):
        cells = np.repeat(np.arange(rows) * size, drawn)
        cells += generator.integers(size, size=len(cells))
        yield np.bincount(cells, minlength=rows * size).reshape(rows, size)


def draw_swaps(clusters: int, resampling: Resampling) -> Iterator[IntArray]:
    """Yield (resamples, block) arrays of 0 and 1: which clusters change sides, each with probability 1/2."""
    generator, rows = resampling.generator(), resampling.resamples
    for size in _block_sizes(clusters, rows):
        yield generator.integers(2, size=(rows, size))


def all_swaps(clusters: int) -> IntArray:
    """Every assignment once, (2^clusters, clusters) of 0 and 1, the identity first."""
    return np.arange(2**clusters)[:, None] >> np.arange(clusters) & 1


def resample(counts: ArrayLike, resampling: Resampling) -> FloatArray:
    """Sums of each resample: counts per cluster, (clusters, ...), to (resamples, ...).

    Raises ValueError for counts that are not finite, or an array without columns.
    """
    table = finite_table(counts)
    return weighted_sums(draw_multiplicities(len(table), resampling), table, resampling.resamples)


def weighted_sums(weights: Iterable[IntArray], counts: FloatArray, rows: int) -> FloatArray:
    """The product of integer weights, in blocks of (rows, block), with counts, (clusters, ...).

    In float64, which is exact for whole numbers (and halves) below 2^53 in whatever order the
    product adds them.
    """
    flat = counts.reshape(len(counts), int(np.prod(counts.shape[1:])))
    sums, start = np.zeros((rows, flat.shape[1])), 0
    for block in weights:
        stop = start + block.shape[1]
        sums += block.astype(np.float64) @ flat[start:stop]
        start = stop
    return sums.reshape(rows, *counts.shape[1:])


def _block_sizes(clusters: int, rows: int) -> list[int]:
    most = max(_BLOCK_CLUSTERS, _BLOCK_CELLS // rows)
    return [min(most, clusters - start) for start in range(0, clusters, most)]


def finite_table(counts: ArrayLike) -> FloatArray:
    """Counts as a float64 array; ValueError where it has fewer than two dimensions, NaN or infinity."""
    table = np.asarray(counts, dtype=np.float64)
    if table.ndim < 2:
        raise ValueError(f"counts: expected at least two dimensions (clusters, columns), found shape {table.shape}")
    if not np.isfinite(table).all():
        raise ValueError("counts: expected finite numbers, found NaN or infinity")
    return table
