"""What the page of two runs shows side by side, as plain rows: figures, tests, types, what one found alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wirecopy.evaluation.comparing import MEAN
from wirecopy.evaluation.console import interval, number, percent
from wirecopy.evaluation.measures import HEADLINES
from wirecopy.evaluation.report.packed import LAYER_NAMES
from wirecopy.evaluation.report.versus import KINDS
from wirecopy.evaluation.uncertainty import PairedTest
from wirecopy.evaluation.uncertainty.comparison import ALPHA


def beside(
    first: Mapping[str, Any], second: Mapping[str, Any], tests: Mapping[str, PairedTest]
) -> list[dict[str, Any]]:
    """Return one row a measure that both runs have: F1 of each, the difference (second minus first) and its test."""
    rows = []
    if MEAN in tests and None not in (first["headline"]["mean"], second["headline"]["mean"]):
        means = [
            {
                "f1": percent(run["headline"]["mean"]),
                "interval": interval((run.get("headline_mean") or {}).get("interval")),
            }
            for run in (first, second)
        ]
        rows.append({"name": "mean of the three", "headline": True, "sides": means, **_tested(tests[MEAN])})
    for name, row in first["measures"].items():
        other = second["measures"].get(name)
        if other is not None and name in tests:
            figures = [
                {"f1": percent(each["f1"]), "interval": interval(each.get("f1_interval"))} for each in (row, other)
            ]
            rows.append(
                {"name": name, "headline": name in HEADLINES.values(), "sides": figures, **_tested(tests[name])}
            )
    return rows


def _tested(test: PairedTest) -> dict[str, Any]:
    bounds = test.interval.bounds
    return {
        "difference": signed(test.difference),
        "bounds": "-" if bounds is None else f"[{signed(bounds[0])}, {signed(bounds[1])}]",
        "p": p_value(test.p_value),
        "real": test.p_value is not None and test.p_value < ALPHA,
    }


def types_beside(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return of every typed measure that both runs have its types, most frequent in the gold first, F1 beside F1."""
    tables = {}
    for name, row in first["measures"].items():
        other = second["measures"].get(name, {}).get("types", {})
        kinds = {**other, **row["types"]}
        if kinds and name in second["measures"]:
            order = sorted(kinds, key=lambda kind: (-(kinds[kind]["gold"] or 0), kind))
            tables[name] = [_type_beside(kind, row["types"].get(kind), other.get(kind)) for kind in order]
    return tables


def _type_beside(kind: str, one: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> dict[str, Any]:
    values = [each["f1"] if each is not None else None for each in (one, other)]
    known = one or other or {}
    difference = None if values[0] is None or values[1] is None else values[1] - values[0]
    return {
        "name": kind,
        "sides": [percent(value) for value in values],
        "difference": signed(difference),
        "gold": number(known["gold"]),
    }


def found_alone(counts: Mapping[tuple[str, str], int]) -> list[tuple[str, list[str]]]:
    """Return a row a layer: how many units are of each kind of a comparison; ``counts`` are by layer and kind."""
    layers = [layer for layer in LAYER_NAMES if any(layer == found for found, _ in counts)]
    return [(layer, [number(counts.get((layer, kind), 0)) for kind in KINDS]) for layer in layers]


def signed(value: float | None) -> str:
    """Return a difference of rates as it is printed, with its sign."""
    if value is None:
        return "-"
    shown = percent(abs(value))
    return f"{'−' if value < 0 and shown.strip('.0') else '+'}{shown}"


def p_value(value: float | None) -> str:
    """Return a p-value as it is printed."""
    return "-" if value is None else "< .001" if value < 0.001 else percent(value)
