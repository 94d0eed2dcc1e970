"""What went wrong, unit by unit: for every article the missed, spurious, mistyped and mis-bounded units.

Units are paired one-to-one before they are judged, so a wrong type or boundary is one error and not two. Which
units pair is decided by equality first, then by overlap, as in the measures with alignment.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any, Literal, TypeAlias

import msgspec
import numpy as np

from wirecopy.corpus.model import Annotation, Claim, Entity, Event, Span
from wirecopy.corpus.units import claims_of, entities_of, events_of
from wirecopy.evaluation.engine.alignment import Criterion, Level, Shares, align
from wirecopy.evaluation.engine.matching import ATTRIBUTES

Kind: TypeAlias = Literal["missed", "spurious", "mistyped", "misbounded", "both"]
KINDS: tuple[Kind, ...] = ("missed", "spurious", "mistyped", "misbounded", "both")
PARTS = ("content", "source", "cue")


class Error(msgspec.Struct, frozen=True):
    """One unit that is wrong.

    ``gold`` and ``predicted`` are its places in the layer's list, None where there is no partner; an argument has
    the place of its event and its own. ``differs`` names the fields that are not equal.
    """

    layer: Literal["entities", "claims", "events", "arguments"]
    kind: Kind
    gold: tuple[int, ...] | None
    predicted: tuple[int, ...] | None
    differs: tuple[str, ...] = ()


class Unit(msgspec.Struct, frozen=True):
    """A unit as it is judged: its place, its span, its type, and further fields by name."""

    place: tuple[int, ...]
    span: Span
    type: str
    fields: Mapping[str, object] = {}


def article_errors(gold: Annotation, predicted: Annotation, layers: Iterable[str]) -> tuple[list[Error], Confusion]:
    """Return the errors of one article in text order, and its confusion counts, for the given layers."""
    errors: list[Error] = []
    confusion: Confusion = Counter()
    if "entities" in layers:
        left, right = ([_entity(i, e) for i, e in enumerate(entities_of(side))] for side in (gold, predicted))
        errors += _judge("entities", left, right, confusion)
    if "claims" in layers:
        errors += _claim_errors(claims_of(gold), claims_of(predicted))
    if "events" in layers:
        left, right = ([_event(i, v) for i, v in enumerate(events_of(side))] for side in (gold, predicted))
        errors += _judge("events", left, right, confusion)
        errors += _judge("arguments", _arguments(events_of(gold)), _arguments(events_of(predicted)), Counter())
    return errors, confusion


# (layer, gold type or None, predicted type or None) -> how often
Confusion: TypeAlias = "Counter[tuple[str, str | None, str | None]]"


def _entity(place: int, entity: Entity) -> Unit:
    return Unit((place,), ((entity.start, entity.end),), entity.type)


def _event(place: int, event: Event) -> Unit:
    return Unit((place,), event.trigger, event.type, {"modality": event.modality, "time": event.time})


def _arguments(events: Sequence[Event]) -> list[Unit]:
    return [
        Unit((i, j), argument.span, argument.role, {"trigger": event.trigger, "type": event.type})
        for i, event in enumerate(events)
        for j, argument in enumerate(event.arguments)
    ]


def shared(left: Span, right: Span) -> int:
    """Return how many code points two spans share."""
    return sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in left for b in right)


def overlap(left: Span, right: Span) -> tuple[int, int]:
    """Return intersection and union of two spans, in code points."""
    common = shared(left, right)
    return common, sum(e - s for s, e in left) + sum(e - s for s, e in right) - common


# Whether two units are equal, how many fields are, and their overlap; None where they cannot be a pair.
Score: TypeAlias = Callable[[Unit, Unit], tuple[int, int, int, int] | None]


def _pair(gold: Sequence[Unit], predicted: Sequence[Unit], score: Score) -> list[tuple[int, int]]:
    """Return the best one-to-one pairs: most equal units, then most pairs, then most equal fields, then overlap."""
    edges = [(i, j, *found) for i, j in near(gold, predicted) if (found := score(gold[i], predicted[j])) is not None]
    if not edges:
        return []
    left, right, equal, fields, common, union = np.array(edges, np.int64).T
    pairs = Level(np.ones_like(left), 1)
    levels: list[Criterion] = [Level(equal, 1), pairs, Level(fields, 8), Shares([(common, union)])]
    taken = align(left, right, levels)
    return list(zip(left[taken].tolist(), right[taken].tolist(), strict=True))


def near(gold: Sequence[Unit], predicted: Sequence[Unit]) -> Iterator[tuple[int, int]]:
    """Yield the places of units whose outer bounds overlap, in order; all others share nothing.

    Both sides are in the order of their spans. It takes as long as there are such units, not as there are pairs.
    """
    starts = [unit.span[0][0] for unit in predicted]
    # Units are in the order of their starts; no end up to a place lies beyond the largest one up to it.
    ends = [unit.span[-1][1] for unit in predicted]
    reach = list(accumulate(ends, max))
    for i, unit in enumerate(gold):
        start, end = unit.span[0][0], unit.span[-1][1]
        for j in range(bisect_right(reach, start), bisect_left(starts, end)):
            if ends[j] > start:
                yield i, j


def _typed(left: Unit, right: Unit) -> tuple[int, int, int, int] | None:
    common, union = overlap(left.span, right.span)
    # An argument belongs to its event: another trigger or event type makes it another unit.
    if not common or any(
        left.fields[name] != right.fields[name] for name in ("trigger", "type") if name in left.fields
    ):
        return None
    same_span, same_type = left.span == right.span, left.type == right.type
    return int(same_span and same_type), 2 * same_span + same_type, common, union


def _in_order(units: Sequence[Unit]) -> list[Unit]:
    """Return units in text order, without those that repeat another: units form sets."""
    distinct = {(unit.span, unit.type, tuple(unit.fields.values())): unit for unit in reversed(units)}
    return sorted(distinct.values(), key=lambda unit: (unit.span, unit.type, unit.place))


def _judge(layer: Any, gold: Sequence[Unit], predicted: Sequence[Unit], confusion: Confusion) -> list[Error]:
    gold, predicted = _in_order(gold), _in_order(predicted)
    pairs = _pair(gold, predicted, _typed)
    errors = []
    for i, j in pairs:
        left, right = gold[i], predicted[j]
        confusion[layer, left.type, right.type] += 1
        differs = [*(["type"] if left.type != right.type else []), *(["span"] if left.span != right.span else [])]
        fields = [name for name, value in left.fields.items() if right.fields[name] != value]
        if differs or fields:
            kind: Kind = "both" if len(differs) > 1 else "misbounded" if differs == ["span"] else "mistyped"
            errors.append(Error(layer, kind, left.place, right.place, (*differs, *fields)))
    lone_gold = [gold[i] for i in sorted(set(range(len(gold))) - {i for i, _ in pairs})]
    lone = [predicted[j] for j in sorted(set(range(len(predicted))) - {j for _, j in pairs})]
    for unit in lone_gold:
        confusion[layer, unit.type, None] += 1
        errors.append(Error(layer, "missed", unit.place, None))
    for unit in lone:
        confusion[layer, None, unit.type] += 1
        errors.append(Error(layer, "spurious", None, unit.place))
    return errors


def _claim(place: int, claim: Claim) -> Unit:
    fields: dict[str, object] = {name: getattr(claim, name) for name in (*PARTS, *ATTRIBUTES)}
    return Unit((place,), claim.content, "", fields)


def _attributed(left: Unit, right: Unit) -> tuple[int, int, int, int] | None:
    common, union = overlap(left.span, right.span)
    if 2 * common < union:
        return None
    equal = [left.fields[name] == right.fields[name] for name in (*PARTS, *ATTRIBUTES)]
    return int(all(equal[: len(PARTS)])), sum(equal), common, union


def _claim_errors(gold: Sequence[Claim], predicted: Sequence[Claim]) -> list[Error]:
    """Pair claims by content (IoU of at least 0.5); attributes are a claim's type, its parts its boundaries."""
    left_units = _in_order([_claim(i, claim) for i, claim in enumerate(gold)])
    right_units = _in_order([_claim(i, claim) for i, claim in enumerate(predicted)])
    pairs = _pair(left_units, right_units, _attributed)
    errors = []
    for i, j in pairs:
        left, right = left_units[i], right_units[j]
        differs = tuple(name for name in left.fields if left.fields[name] != right.fields[name])
        if differs:
            spans = any(name in PARTS for name in differs)
            values = any(name in ATTRIBUTES for name in differs)
            kind: Kind = "both" if spans and values else "misbounded" if spans else "mistyped"
            errors.append(Error("claims", kind, left.place, right.place, differs))
    missed = sorted(set(range(len(left_units))) - {i for i, _ in pairs})
    spurious = sorted(set(range(len(right_units))) - {j for _, j in pairs})
    errors += [Error("claims", "missed", left_units[i].place, None) for i in missed]
    errors += [Error("claims", "spurious", None, right_units[j].place) for j in spurious]
    return errors


class Analysis:
    """Errors of every article and the confusion table of a run."""

    def __init__(self) -> None:
        self.articles: dict[str, list[Error]] = {}
        self.confusion: Confusion = Counter()

    def add(self, article: str, gold: Annotation, predicted: Annotation, layers: Iterable[str]) -> None:
        """Analyse one article."""
        self.articles[article], confusion = article_errors(gold, predicted, layers)
        self.confusion.update(confusion)

    def document(self, layers: Iterable[str]) -> dict[str, Any]:
        """Return the ``errors`` member of the result record, for the scored layers.

        It holds counts by layer and kind, the confusion table (null: no partner), and the errors of every article.
        """
        shown = {*layers, *(["arguments"] if "events" in layers else [])}
        articles = {name: [e for e in errors if e.layer in shown] for name, errors in sorted(self.articles.items())}
        kinds: dict[str, dict[str, int]] = {}
        for error in (error for errors in articles.values() for error in errors):
            row = kinds.setdefault(error.layer, dict.fromkeys(KINDS, 0))
            row[error.kind] += 1
        confusion: dict[str, list[dict[str, Any]]] = {}
        for (layer, gold, predicted), count in sorted(
            self.confusion.items(), key=lambda row: (row[0][0], -row[1], str(row))
        ):
            if layer in shown:
                confusion.setdefault(layer, []).append({"gold": gold, "predicted": predicted, "count": count})
        return {
            "kinds": kinds,
            "confusion": confusion,
            "articles": {name: [_plain(error) for error in errors] for name, errors in articles.items()},
        }


def _plain(error: Error) -> dict[str, Any]:
    values = msgspec.structs.asdict(error)
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
