"""The measures: what each counts as a unit and when two units match.

A declaration names a table, the columns that make up a unit, and a way of matching; the engine does the rest.
To add a measure, add a line to ``MEASURES`` and a golden file to ``tests/golden/measures``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeAlias

import msgspec

from wirecopy.corpus.errors import InputError, nearest
from wirecopy.corpus.model import LAYERS

Kind: TypeAlias = Literal["equal", "overlap", "semeval", "proportional", "attribution", "attribute", "parent"]


class Measure(msgspec.Struct, frozen=True, kw_only=True):
    """One measure.

    ``key`` are the columns that make up a unit, ``by`` the column that is its type and ``types`` the inventory
    that names it. ``required``: a gold unit without it is none, a predicted one without it is wrong.
    ``present``: without it there is no unit on either side.
    """

    name: str
    table: Literal["entities", "claims", "events", "arguments"]
    kind: Kind = "equal"
    key: tuple[str, ...] = ()
    by: str | None = None
    types: str | None = None
    required: str | None = None
    present: tuple[str, ...] = ()
    variant: str = ""

    @property
    def layer(self) -> str:
        """The layer it scores: entities, claims or events."""
        return self.name.partition(".")[0]


def _entity(name: str, *, kind: Kind, key: tuple[str, ...], variant: str = "") -> Measure:
    typed = "type" in key
    by, types = ("type", "entity_type") if typed else (None, None)
    return Measure(name=f"entities.{name}", table="entities", kind=kind, key=key, by=by, types=types, variant=variant)


def _claim_spans(part: str) -> tuple[Measure, ...]:
    return (
        Measure(name=f"claims.{part}.exact", table="claims", key=(part,), present=(part,)),
        Measure(name=f"claims.{part}.overlap", table="claims", kind="overlap", key=(part,)),
        Measure(name=f"claims.{part}.proportional", table="claims", kind="proportional", key=(part,)),
    )


def _attribute(name: str) -> Measure:
    return Measure(name=f"claims.{name}", table="claims", kind="attribute", by=name, types=name, variant=name)


def _argument(name: str, key: tuple[str, ...]) -> Measure:
    return Measure(name=f"events.{name}", table="arguments", key=key, by="type", types="event_type")


MEASURES: tuple[Measure, ...] = (
    _entity("strict", kind="equal", key=("span", "type")),
    _entity("boundary", kind="equal", key=("span",)),
    _entity("overlap", kind="overlap", key=("span", "type")),
    _entity("semeval.strict", kind="semeval", key=("span", "type"), variant="strict"),
    _entity("semeval.exact", kind="semeval", key=("span",), variant="exact"),
    _entity("semeval.partial", kind="semeval", key=("span",), variant="partial"),
    _entity("semeval.type", kind="semeval", key=("span", "type"), variant="type"),
    *_claim_spans("source"),
    *_claim_spans("cue"),
    *_claim_spans("content"),
    Measure(name="claims.attribution.exact", table="claims", key=("source", "cue", "content")),
    Measure(name="claims.attribution.overlap", table="claims", kind="attribution"),
    _attribute("source_type"),
    _attribute("certainty"),
    _attribute("polarity"),
    _attribute("quote"),
    Measure(name="claims.parent", table="claims", kind="parent"),
    Measure(name="events.TI", table="events", key=("trigger",)),
    Measure(name="events.TC", table="events", key=("trigger", "type"), by="type", types="event_type"),
    _argument("AI", ("type", "span")),
    _argument("AC", ("type", "span", "role")),
    _argument("AI+", ("trigger", "type", "span")),
    _argument("AC+", ("trigger", "type", "span", "role")),
    Measure(name="events.modality", table="events", key=("trigger", "type", "modality"), by="modality",
            types="modality", required="modality"),
    Measure(name="events.time", table="events", key=("trigger", "type", "time"), by="type", types="event_type",
            present=("time",)),
)  # fmt: skip

HEADLINES = {"entities": "entities.strict", "claims": "claims.attribution.overlap", "events": "events.AC+"}


def layers_of(names: Iterable[str] | None = None) -> tuple[str, ...]:
    """Return the layers to score, in the fixed order; all of them by default. Raises ``InputError`` for other names."""
    wanted = list(names or LAYERS)
    for name in wanted:
        if name not in LAYERS:
            raise InputError(f"task: found {name!r}, expected one of {', '.join(LAYERS)}{nearest(name, LAYERS)}")
    return tuple(layer for layer in LAYERS if layer in wanted)


def measures_of(layers: Iterable[str]) -> tuple[Measure, ...]:
    """Return the measures of the given layers, in the order of the table."""
    chosen = set(layers)
    return tuple(measure for measure in MEASURES if measure.layer in chosen)
