"""The composed pages and what a reader finds in them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PAGES = Path(__file__).parents[2] / "fixtures" / "pages"
ELLIPSIS = " […] "


def names() -> list[str]:
    """The file names of all pages with a hand-written expectation, in order."""
    found = (path for path in PAGES.iterdir() if path.suffix in (".txt", ".html"))
    return sorted(path.name for path in found if path.with_suffix(".expected.json").is_file())


def expected(name: str) -> dict[str, Any]:
    """The hand-written metadata and zones of a page."""
    loaded: dict[str, Any] = json.loads((PAGES / name).with_suffix(".expected.json").read_text(encoding="utf-8"))
    return loaded


def located(text: str, zones: list[list[str]]) -> Iterator[tuple[str, int, int]]:
    """Turn ``[kind, words]`` into offsets, one after the other; "first […] last" spans what is between."""
    cursor = 0
    for kind, words in zones:
        first, _, last = words.partition(ELLIPSIS)
        start = text.index(first, cursor)
        end = text.index(last, start + len(first)) + len(last) if last else start + len(first)
        yield kind, start, end
        cursor = end


def labels(text: str, zones: list[tuple[str, int, int]]) -> list[str | None]:
    """The kind of every character that is not space, in order; None where no zone is."""
    kinds: list[str | None] = [None] * len(text)
    for kind, start, end in zones:
        kinds[start:end] = [kind] * (end - start)
    return [kind for kind, char in zip(kinds, text, strict=True) if not char.isspace()]
