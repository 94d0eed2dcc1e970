"""The board as one self-contained page, with JSON, CSV and Markdown beside it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import msgspec

from wirecopy.corpus.atomic import write_bytes, write_text
from wirecopy.corpus.errors import InputError
from wirecopy.evaluation.leaderboard.board import records
from wirecopy.evaluation.leaderboard.ranking import Board, boards
from wirecopy.evaluation.leaderboard.tables import csv_text, document, markdown_text
from wirecopy.evaluation.leaderboard.views import board_view, curves, history_view


def build(board: Path, out: Path) -> list[Path]:
    """Write ``index.html``, ``leaderboard.json``, ``leaderboard.csv`` and ``leaderboard.md``; return their paths.

    CSV and Markdown hold the first board of the page. Raises ``InputError`` for an empty board or bad records.
    """
    found = boards(records(board))
    if not found:
        raise InputError(f"{board}: found no record, expected at least one (wirecopy leaderboard submit)")
    paths = [out / name for name in ("leaderboard.json", "leaderboard.csv", "leaderboard.md", "index.html")]
    write_bytes(paths[0], msgspec.json.encode(document(found)) + b"\n")
    write_text(paths[1], csv_text(found[0], found))
    write_text(paths[2], markdown_text(found[0], found))
    write_text(paths[3], page(found))
    return paths


def page(found: Sequence[Board]) -> str:
    """Return the page of all boards, the newest version of the data first."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    from wirecopy.evaluation.report.rendering import plain

    environment = Environment(
        loader=PackageLoader("wirecopy.evaluation", "leaderboard/page"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, finalize=plain,
    )  # fmt: skip
    folder = files("wirecopy.evaluation").joinpath("leaderboard/page")
    style, script = (folder.joinpath(name).read_text(encoding="utf-8") for name in ("board.css", "board.js"))
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return environment.get_template("board.html.j2").render(
        boards=[board_view(board, found) for board in found],
        history=history_view(found),
        curves=curves(),
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        script_digest=digest,
    )
