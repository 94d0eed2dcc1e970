"""The passages of an article that annotators read differently, each drawn as every one of them marked it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from wirecopy.annotation.adjudication.agreed import settled
from wirecopy.annotation.adjudication.opened import left_open
from wirecopy.annotation.agreement.passes import Passes, has_layer
from wirecopy.annotation.agreement.relations import compare
from wirecopy.annotation.agreement.versions import Versions
from wirecopy.annotation.page.cells import Cell, cell
from wirecopy.corpus.draw import marks, text_html
from wirecopy.corpus.model import LAYERS, Annotation, Span
from wirecopy.corpus.store import from_line
from wirecopy.corpus.tokens import sentences

if TYPE_CHECKING:
    from markupsafe import Markup

LETTERS = {"entities": "e", "claims": "c", "events": "v"}


class Row(msgspec.Struct, frozen=True):
    """One unit in dispute: what differs, who lacks it, and each annotator's version (None where there is none)."""

    layer: str
    differs: tuple[str, ...]
    missing: tuple[str, ...]
    cells: tuple[Cell | None, ...]


class Passage(msgspec.Struct, frozen=True):
    """Neighbouring sentences with units in dispute, drawn once for each annotator, and those units."""

    drawings: tuple[Markup, ...]
    rows: tuple[Row, ...]


class ArticlePassages(msgspec.Struct, frozen=True):
    """An article's passages in text order; ``count`` is how many units are in dispute."""

    article: str
    headline: str | None
    annotators: tuple[str, ...]
    passages: tuple[Passage, ...]
    count: int


def article_passages(passes: Passes, article: str, number: int) -> ArticlePassages:
    """Return the passages of one article; ``number`` tells the anchors of the page's articles apart."""
    lines, text = passes.of(article), passes.texts[article]
    done = {layer: tuple(name for name in lines if has_layer(lines[name], layer)) for layer in LAYERS}
    comparison = compare(lines, {layer: names for layer, names in done.items() if len(names) > 1})
    sure = settled(lines, comparison)
    disputed = [(group, differs) for layer in LAYERS for group, differs in left_open(comparison, sure, layer)]
    cut = sentences(text)
    places = [_window(cut, _extent(group), len(text)) for group, _ in disputed]
    windows = _joined(places)
    starts = [start for start, _ in windows]
    members: list[list[tuple[Versions, Sequence[str]]]] = [[] for _ in windows]
    for place, row in zip(places, disputed, strict=True):
        members[bisect_right(starts, place[0]) - 1].append(row)
    passages = [
        _passage(lines, text, window, rows, f"a{number}p{i}")
        for i, (window, rows) in enumerate(zip(windows, members, strict=True))
    ]
    headline = next((line.metadata.headline for line in lines.values() if line.metadata), None)
    return ArticlePassages(article, headline, tuple(lines), tuple(passages), len(disputed))


def _extent(group: Versions) -> tuple[int, int]:
    """Return the first start and the last end of all that the versions of a unit mark."""
    spans: list[Span] = []
    for unit in group.units.values():
        wanted = unit.fields[:3] if group.layer == "claims" else unit.fields[:1]
        spans += [span for span in wanted if isinstance(span, tuple)]
    return min(span[0][0] for span in spans), max(span[-1][1] for span in spans)


def _window(cut: Sequence[tuple[int, int]], extent: tuple[int, int], length: int) -> tuple[int, int]:
    """Return where the sentences that an extent touches begin and end."""
    around = [(start, end) for start, end in cut if start < extent[1] and end > extent[0]]
    start = min([extent[0], *(start for start, _ in around)])
    return start, min(length, max([extent[1], *(end for _, end in around)]))


def _joined(places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the places with those that overlap made one, in text order."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def _passage(
    lines: Mapping[str, Annotation],
    text: str,
    window: tuple[int, int],
    members: Sequence[tuple[Versions, Sequence[str]]],
    anchor: str,
) -> Passage:
    drawings = tuple(
        _drawing(lines[name], text, window, [group for group, _ in members], name, f"{anchor}n{i}")
        for i, name in enumerate(lines)
    )
    rows = []
    for group, differs in members:
        shown = (
            cell(lines[name], text, group.layer, group.units[name].place, differs, f"{anchor}n{i}-l-")
            if name in group.units
            else None
            for i, name in enumerate(lines)
        )
        missing = tuple(name for name in lines if name not in group.units and has_layer(lines[name], group.layer))
        rows.append(Row(group.layer, tuple(differs), missing, tuple(shown)))
    return Passage(drawings, tuple(rows))


def _drawing(
    line: Annotation, text: str, window: tuple[int, int], groups: Iterable[Versions], name: str, anchor: str
) -> Markup:
    """Return the passage with an annotator's versions of the units in dispute marked, and nothing else."""
    start, end = window
    units = {f"{LETTERS[g.layer]}{g.units[name].place + 1}" for g in groups if name in g.units}
    whole = msgspec.structs.replace(line, text=text, zones=None)
    found = [mark for mark in marks(from_line(whole), whole) if mark.unit in units]
    inside = [mark for mark in found if mark.start < end and mark.end > start]
    moved = [mark._replace(start=max(mark.start, start) - start, end=min(mark.end, end) - start) for mark in inside]
    return text_html(text[start:end], moved, anchor)
