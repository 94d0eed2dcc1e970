"""Gold from what was agreed and what the adjudicator decided.

The adjudicator's pass is an annotation line like any other. By default it holds decisions: a unit of it replaces the
agreed unit that it is a version of (paired as versions of annotators are), and every other agreed unit stays, but for
an entity that a decided one overlaps. With ``whole`` it is the whole article, and agreed units that it lacks are
dropped. Either way every agreed unit that did not come through as it was is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

import msgspec
from msgspec import UNSET

from wirecopy.annotation.adjudication.outcome import Outcome
from wirecopy.annotation.agreement.passes import has_layer
from wirecopy.annotation.agreement.versions import Layer, Versions, overlap, versions
from wirecopy.corpus.errors import InputError, nearest, refuse, shown
from wirecopy.corpus.model import LAYERS, Annotation, Claim, Entity, Event, Pass, Provenance, Span
from wirecopy.corpus.units import claims_of, entities_of, events_of

Row: TypeAlias = Entity | Claim | Event
AGREED, DECIDED = "agreed", "decided"


class Gold(msgspec.Struct, frozen=True):
    """The gold of one article, and a note for every agreed unit that is not in it as it was agreed."""

    annotation: Annotation
    notes: tuple[str, ...]


class Kept(msgspec.Struct, frozen=True):
    """A unit of the gold; ``names`` are the ids it had, with the side on which it had them."""

    span: Span
    row: Row
    names: frozenset[tuple[str, str]]


def settle(agreed: Annotation, decided: Annotation, *, who: str, when: str | None = None, whole: bool = False) -> Gold:
    """Return the gold of one article with its provenance.

    ``who`` settled it; ``when`` is an ISO 8601 date or time, by default the end of the adjudicator's pass where its
    line tells of it. Raises ``InputError`` if the two are not about one text.
    """
    if agreed.id != decided.id:
        raise InputError(f"article {shown(agreed.id)}: found a decision on {shown(decided.id)}, expected one on it")
    if None not in (agreed.text, decided.text) and agreed.text != decided.text:
        raise InputError(f"article {agreed.id!r}: text: found another one in the decisions, expected the same")
    notes: list[str] = []
    entities = _merged(agreed, decided, "entities", whole, notes)
    claims = _merged(agreed, decided, "claims", whole, notes)
    events = _merged(agreed, decided, "events", whole, notes)
    gold = msgspec.structs.replace(
        agreed,
        entities=UNSET if entities is None else tuple(_numbered(entities, "e")),
        claims=UNSET if claims is None else tuple(_with_parents(claims)),
        events=UNSET if events is None else tuple(_numbered(events, "v")),
        text=decided.text if agreed.text is None else agreed.text,
        provenance=_provenance(agreed, decided, who, when),
    )
    return Gold(gold, tuple(notes))


def _merged(agreed: Annotation, decided: Annotation, layer: Layer, whole: bool, notes: list[str]) -> list[Kept] | None:
    """Return the units of a layer of the gold in text order, None where neither side has the layer."""
    sides = {AGREED: agreed, DECIDED: decided}
    there = {name: side for name, side in sides.items() if has_layer(side, layer)}
    if not there:
        return None
    rows = {name: _rows(side, layer) for name, side in there.items()}
    groups = versions(there, layer)
    taken = [group.units[DECIDED].span for group in groups if DECIDED in group.units]
    kept = []
    for group in groups:
        units = {name: rows[name][unit.place] for name, unit in group.units.items()}
        verdict = _verdict(group, units, taken, whole and DECIDED in there)
        if verdict:
            notes.append(f"article {agreed.id!r}: {layer}: agreed {_shown(units[AGREED])} {verdict}")
        if DECIDED in units or not verdict:
            names = frozenset((name, row.id) for name, row in units.items() if row.id is not None)
            kept.append(Kept(group.start[0], units.get(DECIDED, units.get(AGREED, next(iter(units.values())))), names))
    return kept


def _rows(annotation: Annotation, layer: Layer) -> Sequence[Row]:
    found: dict[Layer, Sequence[Row]] = {
        "entities": entities_of(annotation),
        "claims": claims_of(annotation),
        "events": events_of(annotation),
    }
    return found[layer]


def _verdict(group: Versions, units: dict[str, Row], taken: Iterable[Span], whole: bool) -> str:
    """Return what became of an agreed unit if it is not in the gold as it was, else an empty string."""
    if AGREED not in units:
        return ""
    if DECIDED in units:
        return "" if _plain(units[AGREED]) == _plain(units[DECIDED]) else f"became {_shown(units[DECIDED])}"
    if whole:
        return "was dropped: the adjudicator's pass does not have it"
    crossed = group.layer == "entities" and any(overlap(group.units[AGREED].span, span)[0] for span in taken)
    return "was dropped: a decided entity overlaps it" if crossed else ""


def _plain(row: Row) -> Row:
    """Return what is compared: ids and parents are names, and clusters may be named otherwise."""
    if isinstance(row, Claim):
        return msgspec.structs.replace(row, id=None, parent=None)
    if isinstance(row, Event):
        arguments = tuple(sorted(row.arguments, key=lambda each: (each.span, each.role)))
        return msgspec.structs.replace(row, id=None, cluster=None, arguments=arguments)
    return msgspec.structs.replace(row, id=None, cluster=None)


def _shown(row: Row) -> str:
    """Return a unit as JSON: offsets and labels, no word of the text."""
    return msgspec.json.encode(row).decode()


def _numbered(units: Iterable[Kept], letter: str) -> Iterator[Row]:
    for number, unit in enumerate(units, 1):
        yield msgspec.structs.replace(unit.row, id=f"{letter}{number}")


def _with_parents(units: Sequence[Kept]) -> Iterator[Claim]:
    number_of = {name: f"c{number}" for number, unit in enumerate(units, 1) for name in unit.names}
    for number, unit in enumerate(units, 1):
        if isinstance(unit.row, Claim):
            side = next((side for side in (DECIDED, AGREED) if (side, unit.row.id) in unit.names), DECIDED)
            parent = None if unit.row.parent is None else number_of.get((side, unit.row.parent))
            yield msgspec.structs.replace(unit.row, id=f"c{number}", parent=parent)


def _provenance(agreed: Annotation, decided: Annotation, who: str, when: str | None) -> Provenance:
    """Return the passes of the annotators and the adjudicator's, who settled and when."""
    before = agreed.provenance.passes if agreed.provenance else ()
    own = decided.provenance.passes if decided.provenance else ()
    own = own or (Pass(who, "person"),)
    finished = next((each.finished for each in reversed(own) if each.finished), None)
    passes = tuple(dict.fromkeys((*before, *own)))
    note = agreed.provenance.note if agreed.provenance else None
    return Provenance(passes, settled_by=who, settled=when or finished, note=note)


def settle_all(
    outcomes: Sequence[Outcome], decided: Sequence[Annotation], *, who: str, when: str | None = None,
    whole: bool = False,
) -> tuple[list[Gold], list[str]]:  # fmt: skip
    """Return the gold of every article that is settled, by id, and the ids of those that still want a decision.

    An article that nothing was left open of is settled without one. Raises ``InputError`` for a decision on an article
    that was not adjudicated.
    """
    decisions = {each.id: each for each in decided if any(has_layer(each, layer) for layer in LAYERS)}
    known = [outcome.agreed.id for outcome in outcomes]
    refuse([
        f"decisions of {who}: article {shown(name)}: found a decision, expected one on an article that two annotators "
        f"or more have done{nearest(name, known)}"
        for name in sorted(set(decisions).difference(known))
    ])  # fmt: skip
    gold, waiting = [], []
    for outcome in sorted(outcomes, key=lambda each: each.agreed.id):
        article = outcome.agreed.id
        if article in decisions:
            gold.append(settle(outcome.agreed, decisions[article], who=who, when=when, whole=whole))
        elif outcome.open["open"]:
            waiting.append(article)
        else:
            gold.append(Gold(outcome.agreed, ()))
    return gold, waiting
