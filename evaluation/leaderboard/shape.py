"""What the board reads of a record's results, with its bounds: a record may come from anybody's pull request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isclose, isfinite
from typing import Annotated, Any

import msgspec

from wirecopy.evaluation.measures import HEADLINES, MEASURES

Rate = Annotated[float, msgspec.Meta(ge=0, le=1)]
Count = Annotated[float, msgspec.Meta(ge=0)]


class Figures(msgspec.Struct, frozen=True):
    """The figures of a measure, or of one of its types."""

    precision: Rate | None
    recall: Rate | None
    f1: Rate | None
    gold: Count | None
    predicted: Count | None
    f1_interval: tuple[Rate, Rate] | None = None
    types: dict[str, Figures] = {}


class Data(msgspec.Struct, frozen=True):
    """What was scored against."""

    name: str
    version: str | None
    split: str | None
    sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class Mean(msgspec.Struct, frozen=True):
    """The mean of the headline measures and its interval."""

    interval: tuple[Rate, Rate] | None = None


class Errors(msgspec.Struct, frozen=True):
    """The error profile: how often which kind, by layer."""

    kinds: dict[str, dict[str, Annotated[int, msgspec.Meta(ge=0)]]] = {}


class Results(msgspec.Struct, frozen=True):
    """The part of a result record that the board shows."""

    signature: str
    documents: int
    data: Data
    measures: dict[str, Figures]
    headline: dict[str, Rate | None]
    headline_mean: Mean | None = None
    errors: Errors = Errors()


def problems_of_results(
    results: Mapping[str, Any], stories: Mapping[str, Mapping[str, tuple[float, float, float, float]]]
) -> Iterator[str]:
    """Yield what is wrong with a record's results, and where its counts by story do not add up to them."""
    try:
        found = msgspec.convert(results, Results)
    except msgspec.ValidationError as error:
        yield f"results: {error}"
        return
    known = {measure.name for measure in MEASURES}
    for name in found.measures:
        if name not in known:
            yield f"results.measures: found {name[:60]!r}, expected names of measures"
    expected = {"mean", *HEADLINES}
    if set(found.headline) != expected:
        yield f"results.headline: found {sorted(found.headline)}, expected {sorted(expected)}"
    headlines = {name for name in HEADLINES.values() if name in found.measures}
    if set(stories) != headlines:
        yield f"stories: found {sorted(stories)}, expected the headline measures of results: {sorted(headlines)}"
    for name in sorted(headlines & set(stories)):
        yield from _sums(name, found.measures[name], list(stories[name].values()))


def _sums(name: str, figures: Figures, rows: list[tuple[float, float, float, float]]) -> Iterator[str]:
    if any(not isfinite(value) or value < 0 for row in rows for value in row):
        yield f"stories.{name}: found a count below 0 or not finite, expected counts"
        return
    gold, predicted, matched, again = (sum(row[i] for row in rows) for i in range(4))
    f1 = None if not gold + predicted else 2 * matched / (gold + predicted)
    stated = (figures.gold, figures.predicted, figures.f1)
    if any(row[2] != row[3] or row[2] > min(row[:2]) for row in rows) or matched != again:
        yield f"stories.{name}: found matched units that are not on both sides, expected at most gold and predicted"
    elif not all(_equal(x, y) for x, y in zip(stated, (gold, predicted, f1), strict=True)):
        yield f"stories.{name}: found sums {(gold, predicted, f1)}, expected those of results: {stated}"


def _equal(left: float | None, right: float | None) -> bool:
    if left is None or right is None:
        return left is right
    return isclose(left, right, rel_tol=1e-9, abs_tol=1e-9)
