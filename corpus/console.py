"""The terminal: one console for tables, whose output does not depend on a width where there is no terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from wirecopy.corpus.errors import printable

PIPE_WIDTH = 10_000


def console() -> Console:
    """Return a console on standard output."""
    return Console(
        width=None if sys.stdout.isatty() else PIPE_WIDTH, highlight=False, soft_wrap=not sys.stdout.isatty()
    )


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, title: str | None = None, left: int = 1) -> Table:
    """Return a table: the first ``left`` columns are words, the others figures. Cells are plain text, never markup."""
    drawn = Table(title=title and Text(title), title_justify="left", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for position, name in enumerate(columns):
        drawn.add_column(Text(name), justify="left" if position < left else "right", no_wrap=True)
    for row in rows:
        drawn.add_row(*(Text(printable(cell)) for cell in row))
    return drawn
