"""One annotator's version of a unit in words, for a cell of the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from wirecopy.corpus.draw.layers import words
from wirecopy.corpus.model import Annotation, Claim, Entity, Event, Span
from wirecopy.corpus.units import claims_of, entities_of, events_of


class Line(msgspec.Struct, frozen=True):
    """A field's name, its value in words, and whether annotators differ in it."""

    name: str
    value: str
    differs: bool


class Cell(msgspec.Struct, frozen=True):
    """A version: the anchor that the drawing links to, and its lines."""

    anchor: str
    lines: tuple[Line, ...]


def cell(annotation: Annotation, text: str, layer: str, place: int, differs: Sequence[str], anchor: str) -> Cell:
    """Return one annotator's version of a unit; ``anchor`` begins the cell's id."""
    if layer == "entities":
        return Cell(f"{anchor}e{place + 1}", _entity(entities_of(annotation)[place], text, differs))
    if layer == "claims":
        rows = claims_of(annotation)
        parent = next((row for row in rows if row.id is not None and row.id == rows[place].parent), None)
        return Cell(f"{anchor}c{place + 1}", _claim(rows[place], parent, text, differs))
    return Cell(f"{anchor}v{place + 1}", _event(events_of(annotation)[place], text, differs))


def _lines(rows: Iterable[tuple[str, str | None]], always: Sequence[str], differs: Sequence[str]) -> tuple[Line, ...]:
    """Return a line for each field that tells the unit or that annotators differ in."""
    return tuple(Line(name, value or "none", name in differs) for name, value in rows if name in (*always, *differs))


def _words(text: str, span: Span | None) -> str | None:
    return None if span is None else words(text, span)


def _entity(entity: Entity, text: str, differs: Sequence[str]) -> tuple[Line, ...]:
    rows = [
        ("span", _words(text, ((entity.start, entity.end),))),
        ("type", entity.type),
        ("metonym", "yes" if entity.metonym else "no"),
        ("value", entity.value),
        ("link", entity.link),
        ("cluster", entity.cluster),
    ]
    return _lines(rows, ("span", "type"), differs)


def _claim(claim: Claim, parent: Claim | None, text: str, differs: Sequence[str]) -> tuple[Line, ...]:
    rows = [
        ("source", _words(text, claim.source)),
        ("cue", _words(text, claim.cue)),
        ("content", _words(text, claim.content)),
        ("source_type", claim.source_type),
        ("certainty", claim.certainty),
        ("polarity", claim.polarity),
        ("quote", claim.quote),
        ("parent", None if parent is None else _words(text, parent.content)),
    ]
    return _lines(rows, ("source", "cue", "content"), differs)


def _event(event: Event, text: str, differs: Sequence[str]) -> tuple[Line, ...]:
    rows: list[tuple[str, str | None]] = [
        ("trigger", _words(text, event.trigger)),
        ("type", event.type),
        ("modality", event.modality),
        ("time", event.time),
        ("cluster", event.cluster),
    ]
    found = _lines(rows, ("trigger", "type"), differs)
    if "arguments" in differs:
        found += tuple(Line(each.role, words(text, each.span), True) for each in event.arguments)
        found += () if event.arguments else (Line("arguments", "none", True),)
    return found
