"""Results as tables on the terminal."""

from __future__ import annotations

from typing import Any

from wirecopy.corpus.console import console, table
from wirecopy.evaluation.measures import HEADLINES

MANY_TYPES = 40


def percent(value: float | None) -> str:
    """Return a rate as it is printed: three decimals, without the zero before the point."""
    if value is None:
        return "-"
    return f"{value:.3f}".removeprefix("0") if 0 <= value < 1 else f"{value:.3f}"


def interval(bounds: list[float] | None) -> str:
    """Return an interval as it is printed."""
    return "-" if bounds is None else f"[{percent(bounds[0])}, {percent(bounds[1])}]"


def number(value: float | None) -> str:
    """Return a count as it is printed."""
    return "-" if value is None else f"{value:,}"


def _row(name: str, figures: dict[str, Any]) -> list[str]:
    rates = [percent(figures[key]) for key in ("precision", "recall", "f1")]
    bounds = [interval(figures["f1_interval"])] if "f1_interval" in figures else [""]
    counts = [number(figures[key]) for key in ("gold", "predicted", "matched")]
    return [name, *rates, *bounds, *counts]


COLUMNS = ["measure", "precision", "recall", "F1", "95% interval", "gold", "predicted", "matched"]


def print_results(document: dict[str, Any]) -> None:
    """Print a result record: headlines, every measure, and the types of the headline measures."""
    out = console()
    measures = document["measures"]
    stars = set(HEADLINES.values())
    rows = [_row(f"{name} *" if name in stars else name, figures) for name, figures in measures.items()]
    out.print(table(COLUMNS, rows))
    for name in (name for name in HEADLINES.values() if measures.get(name, {}).get("types")):
        types = sorted(measures[name]["types"].items(), key=lambda row: (-row[1]["gold"], row[0]))
        shown = [_row(kind, figures) for kind, figures in types[:MANY_TYPES]]
        out.print()
        out.print(table(["type", *COLUMNS[1:4], "", *COLUMNS[5:]], shown, title=name))
    out.print()
    _print_headline(out, document)


def _print_headline(out: Any, document: dict[str, Any]) -> None:
    parts = [f"{task} {percent(value)}" for task, value in document["headline"].items()]
    out.print(f"headline (*): {'   '.join(parts)}", markup=False)
    notes = {figures["interval_note"] for figures in document["measures"].values() if "interval_note" in figures}
    for text in sorted(text for text in notes if "null" not in text):
        out.print(text, markup=False)
    documents = f"{document['documents']} articles"
    repeated = f", {document['duplicates']} repeated records" if document["duplicates"] else ""
    missing = f", {document['missing']} missing articles scored as empty" if document["missing"] else ""
    out.print(f"{documents}{repeated}{missing}", markup=False)
    out.print(document["signature"], markup=False)


def print_tag_results(document: dict[str, Any]) -> None:
    """Print the scores of tag sequences."""
    out = console()
    columns = ["type", "precision", "recall", "F1", "gold", "predicted", "matched"]
    rows = [_tag_row(kind, figures) for kind, figures in document["types"].items()]
    out.print(table(columns, [*rows, _tag_row("micro", document)]))
    for key in ("macro_f1", "macro_f1_union", "weighted_f1", "accuracy"):
        out.print(f"{key} {percent(document[key])}", markup=False)
    out.print(
        f"malformed {document['malformed']}   preset {document['preset']}   scheme {document['scheme'] or '-'}",
        markup=False,
    )


def _tag_row(kind: str, figures: dict[str, Any]) -> list[str]:
    rates = [percent(figures[key]) for key in ("precision", "recall", "f1")]
    return [kind, *rates, *(number(figures[key]) for key in ("gold", "predicted", "matched"))]


def print_comparison(document: dict[str, Any]) -> None:
    """Print a comparison: the ranking with its tie groups, and every pair."""
    out = console()
    group_of = {name: number for number, names in enumerate(document["groups"], 1) for name in names}
    rows = [[row["name"], percent(row["score"]), str(group_of.get(row["name"], "-"))] for row in document["systems"]]
    out.print(table(["system", document["measure"], "group"], rows))
    out.print()
    pairs = [
        [pair["a"], pair["b"], _signed(pair["difference"]), interval(pair["difference_interval"]),
         percent(pair["p"]), percent(pair["p_holm"]), "yes" if pair["significant"] else "no"]
        for pair in document["pairs"]
    ]  # fmt: skip
    out.print(table(["a", "b", "a - b", "95% interval", "p", "p (Holm)", "differ"], pairs, left=2))
    for text in document["notes"]:
        out.print(text, markup=False)
    out.print(f"test {document['test']}, {document['clusters']['count']} {document['clusters']['unit']}", markup=False)
    out.print(document["signature"], markup=False)


def _signed(value: float | None) -> str:
    return "-" if value is None else f"{value:+.3f}"
