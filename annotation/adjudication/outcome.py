"""Adjudication of the articles that several annotators have done: ``agreed.jsonl`` and ``open.jsonl``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from wirecopy.annotation.adjudication.agreed import Lines, agreed_layers, settled
from wirecopy.annotation.adjudication.opened import open_line
from wirecopy.annotation.agreement.passes import Passes, has_layer
from wirecopy.annotation.agreement.relations import compare
from wirecopy.corpus.atomic import write_bytes
from wirecopy.corpus.lines import write_lines
from wirecopy.corpus.model import LAYERS, Annotation, Pass, Provenance

AGREED, OPEN, GOLD = "agreed.jsonl", "open.jsonl", "gold.jsonl"


class Outcome(msgspec.Struct, frozen=True):
    """One article: what is agreed, as an annotation line, and what is left, as a line of ``open.jsonl``."""

    agreed: Annotation
    open: Mapping[str, Any]


def adjudicate(passes: Passes) -> list[Outcome]:
    """Return the outcome of every article that two annotators or more have done, by id."""
    return [article_outcome(passes, article) for article in passes.articles]


def article_outcome(passes: Passes, article: str) -> Outcome:
    """Return what is agreed and what is left of one article; a layer that fewer than two did is left out."""
    lines = passes.of(article)
    done = {layer: tuple(name for name in lines if has_layer(lines[name], layer)) for layer in LAYERS}
    comparison = compare(lines, {layer: names for layer, names in done.items() if len(names) > 1})
    sure = settled(lines, comparison)
    annotation = msgspec.structs.replace(
        agreed_layers(article, lines, comparison, sure),
        text=passes.texts[article],
        story=passes.stories[article],
        metadata=_first(lines, "metadata"),
        zones=_first(lines, "zones"),
        provenance=_provenance(lines),
    )
    return Outcome(annotation, open_line(article, lines, comparison, sure))


def write_outcomes(folder: Path, outcomes: Sequence[Outcome]) -> tuple[Path, Path]:
    """Write ``agreed.jsonl`` and ``open.jsonl`` (articles with something left) into a folder; return both paths."""
    agreed, left = folder / AGREED, folder / OPEN
    write_lines(agreed, (outcome.agreed for outcome in outcomes))
    rows = (msgspec.json.encode(outcome.open) + b"\n" for outcome in outcomes if outcome.open["open"])
    write_bytes(left, b"".join(rows))
    return agreed, left


def _first(lines: Lines, field: str) -> Any:
    return next((value for line in lines.values() if (value := getattr(line, field)) is not None), None)


def _provenance(lines: Lines) -> Provenance:
    """Return the passes that the lines tell of; a line that tells of none is a person's pass under its file's name."""
    found: dict[Pass, None] = {}
    for name, line in lines.items():
        stated = line.provenance.passes if line.provenance else ()
        found.update(dict.fromkeys(stated or (Pass(name, "person"),)))
    return Provenance(tuple(found), note=f"agreed by {', '.join(lines)}")
