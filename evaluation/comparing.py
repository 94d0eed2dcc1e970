"""Systems against each other: paired tests on the same stories, corrected, with tie groups.

The document of ``compare --json`` is described in docs/results.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from wirecopy.corpus.errors import InputError, nearest
from wirecopy.corpus.model import Annotation, Article
from wirecopy.evaluation.engine.tables import Floats
from wirecopy.evaluation.gold import Gold, ObjectGold, as_annotations
from wirecopy.evaluation.measures import HEADLINES, MEASURES
from wirecopy.evaluation.predictions import lines_of_objects
from wirecopy.evaluation.results import Tally, signature
from wirecopy.evaluation.scoring import sampling, tally
from wirecopy.evaluation.uncertainty import (
    Comparison,
    Pair,
    PairedTest,
    Resampling,
    Statistic,
    compare_systems,
    mean_of,
    on_columns,
    paired_randomization,
)
from wirecopy.evaluation.uncertainty import soft_f1 as f1

SCHEMA = "wirecopy-compare/1"
MEAN = "headline.mean"
TESTS = ("bootstrap", "randomization")


def compare(
    gold: Sequence[Annotation | Article | dict[str, Any]],
    systems: Mapping[str, Sequence[Annotation | Article | dict[str, Any]]],
    *,
    measure: str = MEAN,
    test: str = "bootstrap",
    missing: str = "error",
    resamples: int = 1000,
    seed: int = 0,
) -> dict[str, Any]:
    """Compare systems, named predictions of the same articles; returns the document of ``compare --json``."""
    draws = _checked(measure, test, len(systems), resamples, seed)
    source = ObjectGold(as_annotations(gold, "gold"))
    tallies = {
        name: tally(source, lines_of_objects(as_annotations(lines, name)), missing=missing)
        for name, lines in systems.items()
    }
    return compare_tallies(tallies, measure=measure, test=test, resampling=draws)


def compare_files(
    files: Sequence[Path], gold: Gold, *, measure: str = MEAN, test: str = "bootstrap", missing: str = "error",
    resamples: int = 1000, seed: int = 0,
) -> dict[str, Any]:  # fmt: skip
    """Compare prediction files; systems are named by the shortest ends of their paths that tell them apart."""
    draws = _checked(measure, test, len(files), resamples, seed)
    names = system_names(files)
    tallies = {name: tally(gold, path, missing=missing) for name, path in zip(names, files, strict=True)}
    return compare_tallies(tallies, measure=measure, test=test, resampling=draws)


def _checked(measure: str, test: str, systems: int, resamples: int, seed: int) -> Resampling:
    """Return how to resample; raise ``InputError`` for what cannot be compared, before anything is counted."""
    wanted_layers(measure)
    _require(test, systems)
    return sampling(resamples, seed)


def _require(test: str, systems: int) -> None:
    if test not in TESTS:
        raise InputError(f"test: found {test!r}, expected one of {', '.join(TESTS)}{nearest(test, TESTS)}")
    if systems < 2:
        raise InputError(f"compare: found {systems} systems, expected two or more")


def system_names(files: Sequence[Path]) -> list[str]:
    """Return a name a file: its stem, with as many folders before it as it takes to tell the files apart."""
    if len({path.resolve() for path in files}) < len(files):
        raise InputError("compare: found a file given twice, expected different prediction files")
    for depth in range(1, max((len(path.resolve().parts) for path in files), default=1) + 1):
        names = [str(Path(*path.resolve().parts[-depth:]).with_suffix("")) for path in files]
        if len(set(names)) == len(names):
            return names
    return [str(path) for path in files]


def wanted_layers(measure: str) -> tuple[str, ...]:
    """Return the layers that a measure needs. Raises ``InputError`` for an unknown measure."""
    if measure == MEAN:
        return tuple(HEADLINES)
    names = [m.name for m in MEASURES]
    if measure not in names:
        known = [MEAN, *names]
        raise InputError(f"measure: found {measure!r}, expected one of {', '.join(known)}{nearest(measure, known)}")
    return (measure.partition(".")[0],)


def compare_tallies(tallies: Mapping[str, Tally], *, measure: str, test: str, resampling: Resampling) -> dict[str, Any]:
    """Compare counts of several systems on the same articles; returns the document of ``compare --json``."""
    _require(test, len(tallies))
    layers = wanted_layers(measure)
    for name, counted in tallies.items():
        lacking = [layer for layer in layers if layer not in {m.layer for m in counted.measures}]
        if lacking:
            raise InputError(f"{name}: predicts no {' and no '.join(lacking)}, which {measure} needs")
    columns = list(HEADLINES.values()) if measure == MEAN else [measure]
    first = next(iter(tallies.values()))
    clusters = first.clusters()
    counts = {name: counted.clusters().sum(_columns(counted, columns)) for name, counted in tallies.items()}
    resampling = Resampling(resampling.resamples, resampling.seed, clusters.unit)
    found = compare_systems(
        counts, _statistic(len(columns)), "bootstrap" if test == "bootstrap" else "randomization", resampling
    )
    return _document(found, measure, first, resampling)


def paired(first: Tally, second: Tally, resampling: Resampling) -> dict[str, PairedTest]:
    """Test two systems on every measure that both have, by the name it is reported under: second minus first.

    Whole stories are swapped. ``headline.mean`` is among them where both predict all layers. Nothing is corrected for
    looking at many measures.
    """
    shared = {name: [measure.name] for name, measure in second.names().items() if name in first.names()}
    if {measure for [measure] in shared.values()}.issuperset(HEADLINES.values()):
        shared = {MEAN: list(HEADLINES.values()), **shared}
    clusters = first.clusters()
    draws = Resampling(resampling.resamples, resampling.seed, clusters.unit)
    return {
        name: paired_randomization(
            clusters.sum(_columns(second, columns)), clusters.sum(_columns(first, columns)),
            _statistic(len(columns)), draws,
        )
        for name, columns in shared.items()
    }  # fmt: skip


def _columns(counted: Tally, names: Sequence[str]) -> Floats:
    tables = [counted.counts[name].per_article() for name in names]
    return np.concatenate(tables, axis=1)


def _statistic(measures: int) -> Statistic:
    rates = [on_columns(f1, slice(4 * i, 4 * i + 4)) for i in range(measures)]
    return rates[0] if measures == 1 else mean_of(rates)


def _document(found: Comparison, measure: str, first: Tally, resampling: Resampling) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "signature": signature(first.data, len(first.ids), resampling, None, 0),
        "measure": measure,
        "test": found.test,
        "alpha": found.alpha,
        "resamples": resampling.resamples,
        "seed": resampling.seed,
        "clusters": {"unit": resampling.unit, "count": found.clusters},
        "data": msgspec.to_builtins(first.data),
        "systems": [{"name": name, "score": score} for name, score in found.scores.items()],
        "pairs": [_pair(pair) for pair in found.pairs],
        "groups": found.groups,
        "notes": found.notes,
    }


def _pair(pair: Pair) -> dict[str, Any]:
    bounds = pair.test.interval.bounds
    return {
        "a": pair.first,
        "b": pair.second,
        "difference": pair.test.difference,
        "difference_interval": None if bounds is None else list(bounds),
        "p": pair.test.p_value,
        "p_holm": pair.adjusted_p_value,
        "significant": pair.significant,
        "exact": pair.test.exact,
        "draws": pair.test.draws,
    }
