"""Agreement as tables on the terminal."""

from __future__ import annotations

from typing import Any

from wirecopy.corpus.console import console, table
from wirecopy.evaluation.measures import HEADLINES

COLUMNS = ["measure", "F1", "95% interval", "matched", "a", "b"]


def figure(value: float | None) -> str:
    """Return a rate as it is printed: three decimals, a dash for null."""
    return "-" if value is None else f"{value:.3f}"


def bounds(interval: list[float] | None) -> str:
    """Return an interval as it is printed."""
    return "-" if interval is None else f"[{figure(interval[0])}, {figure(interval[1])}]"


def print_agreement(document: dict[str, Any]) -> None:
    """Print the document of ``annotate agreement``: pooled measures, types of the headlines, pairs, alpha."""
    out = console()
    stars = set(HEADLINES.values())
    measures = document["measures"]
    rows = [_row(f"{name} *" if name in stars else name, row, row["f1_interval"]) for name, row in measures.items()]
    out.print(table(COLUMNS, rows))
    for name in (name for name in HEADLINES.values() if measures.get(name, {}).get("types")):
        types = sorted(measures[name]["types"].items(), key=lambda item: (-item[1]["a"] - item[1]["b"], item[0]))
        out.print()
        out.print(table(["type", *COLUMNS[1:]], [_row(kind, row) for kind, row in types], title=name))
    out.print()
    headlines = [name for name in HEADLINES.values() if name in measures]
    pairs = [
        [
            f"{pair['a']} - {pair['b']}",
            f"{pair['articles']:,}",
            *(figure(pair["measures"].get(name)) for name in headlines),
        ]
        for pair in document["pairs"]
    ]
    out.print(table(["pair", "articles", *headlines], pairs))
    out.print()
    alphas = [[key, figure(row["value"]), bounds(row["interval"])] for key, row in document["alpha"].items()]
    out.print(table(["alpha over tokens", "value", "95% interval"], alphas))
    _print_notes(out, document)


def _row(name: str, row: dict[str, Any], interval: list[float] | None = None) -> list[str]:
    counts = ["-" if row[key] is None else f"{row[key]:,}" for key in ("matched", "a", "b")]
    return [name, figure(row["f1"]), bounds(interval) if "f1_interval" in row else "", *counts]


def _print_notes(out: Any, document: dict[str, Any]) -> None:
    figures = [*document["measures"].values(), *document["alpha"].values()]
    notes = {row["interval_note"] for row in figures if "interval_note" in row}
    for note in sorted(note for note in notes if "null" not in note):
        out.print(note, markup=False)
    articles, annotators = document["articles"], document["annotators"]
    counted = f"{articles} article{'' if articles == 1 else 's'}, {len(annotators)} annotators"
    out.print(f"{counted}: {', '.join(annotators)}   (*: headline)", markup=False)
