"""What adjudication found, as a table on the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from wirecopy.annotation.adjudication.outcome import Outcome
from wirecopy.corpus.console import console, table
from wirecopy.corpus.model import LAYERS


def print_outcomes(outcomes: Sequence[Outcome], single: Sequence[str]) -> None:
    """Print how many units of every article are agreed and open, layer by layer, and the sums."""
    rows = [[outcome.agreed.id, *_counts(outcome)] for outcome in outcomes]
    sums = [sum(column) for column in zip(*(row[1:] for row in rows), strict=True)] or [0] * (2 * len(LAYERS))
    columns = ["article", *(f"{layer} {what}" for layer in LAYERS for what in ("agreed", "open"))]
    shown = [[str(cell) for cell in row] for row in [*rows, ["all", *sums]]]
    out = console()
    out.print(table(columns, shown))
    if single:
        out.print(f"done by one annotator only, left out: {', '.join(single)}", markup=False)


def _counts(outcome: Outcome) -> list[int]:
    left = outcome.open["open"]
    return [
        count
        for layer in LAYERS
        for count in (outcome.open["agreed"].get(layer, 0), sum(row["layer"] == layer for row in left))
    ]
