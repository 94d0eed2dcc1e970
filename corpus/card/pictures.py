"""The card's two pictures: labels by split as stacked bars, in SVG drawn here, the same bytes for the same counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from wirecopy.corpus.atomic import write_text
from wirecopy.corpus.dataset.contents import Contents
from wirecopy.corpus.ontology import load_ontology

# Told apart in grey and by people who do not see all colours (after Okabe and Ito, 2008).
_COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00")
_LEFT, _WIDTH, _RIGHT, _ROW, _TOP = 130, 520, 70, 24, 66

PICTURES = {"entities": "figures/entities.svg", "events": "figures/events.svg"}


def write_pictures(folder: Path, contents: Contents) -> None:
    """Write both pictures into a build's folder; splits whose answers are held back are not drawn."""
    splits = [split for split in contents.splits() if split not in contents.withheld_gold]
    tallies, ontology = contents.tallies.splits, load_ontology()
    entities = bars("Entities by type and split", list(ontology.entities), {s: tallies[s].entities for s in splits})
    events = bars("Events by type and split", list(ontology.events.types), {s: tallies[s].events for s in splits})
    write_text(folder / PICTURES["entities"], entities)
    write_text(folder / PICTURES["events"], events)


def bars(title: str, labels: Sequence[str], counts: Mapping[str, Mapping[str, int]]) -> str:
    """Return stacked bars as SVG: a row a label, in the order given, a colour a split, the total behind each bar."""
    totals = {label: sum(row.get(label, 0) for row in counts.values()) for label in labels}
    most = max(totals.values(), default=0) or 1
    width, height = _LEFT + _WIDTH + _RIGHT, _TOP + _ROW * len(labels) + 12
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'role="img" font-family="system-ui, sans-serif" font-size="13">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<text x="12" y="24" font-size="16" font-weight="600" fill="#1b1d22">{escape(title)}</text>',
        *_legend(list(counts)),
    ]
    for row, label in enumerate(labels):
        parts += _bar(row, label, [split.get(label, 0) for split in counts.values()], most)
    return "\n".join([*parts, "</svg>", ""])


def _legend(splits: Sequence[str]) -> list[str]:
    parts, x = [], 12
    for index, split in enumerate(splits):
        parts.append(f'<rect x="{x}" y="38" width="12" height="12" fill="{_colour(index)}"/>')
        parts.append(f'<text x="{x + 18}" y="49" fill="#1b1d22">{escape(split)}</text>')
        x += 42 + 8 * len(split)
    return parts


def _bar(row: int, label: str, values: Sequence[int], most: int) -> list[str]:
    y, x = _TOP + _ROW * row, float(_LEFT)
    parts = [f'<text x="{_LEFT - 8}" y="{y + 15}" text-anchor="end" fill="#1b1d22">{escape(label)}</text>']
    for index, value in enumerate(values):
        length = _WIDTH * value / most
        if value:
            parts.append(f'<rect x="{x:.1f}" y="{y + 3}" width="{length:.1f}" height="16" fill="{_colour(index)}"/>')
        x += length
    return [*parts, f'<text x="{x + 6:.1f}" y="{y + 15}" fill="#5b616e">{sum(values):,}</text>']


def _colour(index: int) -> str:
    return _COLOURS[index % len(_COLOURS)]
