"""Every measure once more, slowly: plain Python over the line format, written from the contract's table.

Nothing here is shared with the engine. Spans are sets of code points, alignments are all one-to-one assignments
tried in turn, rates are fractions. Where the contract leaves an alignment open to "text order", all the best
alignments are kept, and a figure is any of the figures they give.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import Any, NamedTuple

Line = dict[str, Any]
Unit = Any

ATTRIBUTES = ("source_type", "certainty", "polarity", "quote")
PARTS = ("source", "cue", "content")
HALF = Fraction(1, 2)


class Counts(NamedTuple):
    """Units of both sides, what earned credit, and the same by type where the measure has types."""

    gold: int
    predicted: int
    precision_sum: Fraction
    recall_sum: Fraction
    types: dict[str, tuple[int, int, Fraction]] | None = None
    extra: dict[str, int] | None = None


def fixed(span: Any) -> Any:
    return None if span is None else tuple(map(tuple, span))


def points(span: Any) -> frozenset[int]:
    return frozenset(point for start, end in span or () for point in range(start, end))


def iou(a: Any, b: Any) -> Fraction:
    left, right = points(a), points(b)
    return Fraction(len(left & right), len(left | right)) if left | right else Fraction(0)


def assignments(
    gold: list[Unit], predicted: list[Unit], allowed: set[tuple[Unit, Unit]]
) -> Iterator[list[tuple[Unit, Unit]]]:
    """Yield every one-to-one assignment over allowed pairs, the empty one included."""
    if not gold:
        yield []
        return
    first, *rest = gold
    yield from assignments(rest, predicted, allowed)
    for unit in predicted:
        if (first, unit) in allowed:
            remaining = [other for other in predicted if other != unit]
            for pairs in assignments(rest, remaining, allowed):
                yield [(first, unit), *pairs]


def best(gold: Iterable[Unit], predicted: Iterable[Unit], allowed: Callable[[Unit, Unit], bool],
         worth: Callable[[Unit, Unit], tuple[Any, ...]]) -> list[list[tuple[Unit, Unit]]]:  # fmt: skip
    """Return all assignments whose summed worth, compared from its first part on, is the greatest."""
    left, right = sorted(set(gold), key=repr), sorted(set(predicted), key=repr)
    pairs = {(g, p) for g in left for p in right if allowed(g, p)}
    value = {pair: worth(*pair) for pair in pairs}
    greatest: tuple[Any, ...] | None = None
    kept: list[list[tuple[Unit, Unit]]] = []
    for chosen in assignments(left, right, pairs):
        total = tuple(sum(parts) for parts in zip(*(value[pair] for pair in chosen), strict=True)) if chosen else ()
        if greatest is None or total > greatest:
            greatest, kept = total, [chosen]
        elif total == greatest:
            kept.append(chosen)
    return kept


def by_type(gold: Iterable[Unit], predicted: Iterable[Unit], credit: Iterable[tuple[Unit, Fraction]],
            kind: Callable[[Unit], str | None]) -> dict[str, tuple[int, int, Fraction]]:  # fmt: skip
    """Return units and credit by type; what has no type is in no row."""
    golds, guesses = Counter(map(kind, gold)), Counter(map(kind, predicted))
    earned: dict[str | None, Fraction] = {}
    for unit, amount in credit:
        earned[kind(unit)] = earned.get(kind(unit), Fraction(0)) + amount
    names = [name for name in {*golds, *guesses} if name is not None]
    return {name: (golds[name], guesses[name], earned.get(name, Fraction(0))) for name in names}


def equal(gold: set[Unit], predicted: set[Unit], kind: Callable[[Unit], str | None] | None = None) -> Counts:
    common = gold & predicted
    credit = [(unit, Fraction(1)) for unit in common]
    types = by_type(gold, predicted, credit, kind) if kind else None
    return Counts(len(gold), len(predicted), Fraction(len(common)), Fraction(len(common)), types)


def from_pairs(
    gold: set[Unit],
    predicted: set[Unit],
    credit: list[tuple[Unit, Fraction]],
    kind: Callable[[Unit], str | None] | None = None,
    extra: dict[str, int] | None = None,
) -> Counts:
    total = sum((amount for _, amount in credit), Fraction(0))
    types = by_type(gold, predicted, credit, kind) if kind else None
    return Counts(len(gold), len(predicted), total, total, types, extra)


def entities(line: Line) -> set[Unit]:
    return {(((e["start"], e["end"]),), e["type"]) for e in line.get("entities", ())}


def entity_type(unit: Unit) -> str:
    return str(unit[1])


def overlap_units(gold: set[Unit], predicted: set[Unit], typed: bool) -> Counts:
    """Same type, IoU of at least 0.5; most pairs, then the largest total IoU."""

    def span(unit: Unit) -> Any:
        return unit[0] if typed else unit

    found = best(
        gold, predicted,
        lambda g, p: iou(span(g), span(p)) >= HALF and (not typed or g[1] == p[1]),
        lambda g, p: (1, iou(span(g), span(p))),
    )  # fmt: skip
    return from_pairs(gold, predicted, [(g, Fraction(1)) for g, _ in found[0]], entity_type if typed else None)


def semeval(gold: set[Unit], predicted: set[Unit], variant: str) -> Counts:
    def judged(g: Unit, p: Unit) -> str:
        same_span, same_type = g[0] == p[0], g[1] == p[1]
        if variant == "strict":
            return "COR" if same_span and same_type else "INC"
        if variant == "exact":
            return "COR" if same_span else "INC"
        if variant == "partial":
            return "COR" if same_span else "PAR"
        return "COR" if same_type else "INC"

    worth = {"COR": (Fraction(1), 1, 1), "PAR": (HALF, 1, 0), "INC": (Fraction(0), 1, 0)}
    found = best(gold, predicted, lambda g, p: bool(points(g[0]) & points(p[0])), lambda g, p: worth[judged(g, p)])[0]
    verdicts = Counter(judged(g, p) for g, p in found)
    extra = {name: verdicts[name] for name in ("COR", "INC", "PAR")}
    extra |= {"MIS": len(gold) - len(found), "SPU": len(predicted) - len(found)}
    credit = [(g, worth[judged(g, p)][0]) for g, p in found if judged(g, p) != "INC"]
    return from_pairs(gold, predicted, credit, entity_type if variant in ("strict", "type") else None, extra)


def pooled(spans: Iterable[Any]) -> list[frozenset[int]]:
    """Return pieces: fragments of all spans, those that share a code point merged (until none do)."""
    pieces: list[frozenset[int]] = []
    for span in spans:
        for fragment in span or ():
            piece = points([fragment])
            sharing = [other for other in pieces if other & piece]
            pieces = [other for other in pieces if not other & piece]
            pieces.append(piece.union(*sharing))
    return pieces


def proportional(gold: Iterable[Any], predicted: Iterable[Any]) -> Counts:
    golds, guesses = pooled(gold), pooled(predicted)
    precision = sum((Fraction(len(g & p), len(p)) for g in golds for p in guesses), Fraction(0))
    recall = sum((Fraction(len(g & p), len(g)) for g in golds for p in guesses), Fraction(0))
    return Counts(len(golds), len(guesses), precision, recall)


def attribution(claim: Line) -> Unit:
    return tuple(fixed(claim.get(part)) for part in PARTS)


def attributions(line: Line) -> set[Unit]:
    return {attribution(claim) for claim in line.get("claims", ())}


def attribute_units(line: Line, name: str) -> set[Unit]:
    return {(attribution(claim), claim.get(name)) for claim in line.get("claims", ())}


def parent_units(line: Line) -> set[Unit]:
    claims = line.get("claims", ())
    by_id = {claim["id"]: claim for claim in claims if claim.get("id") is not None}
    parents = [by_id[claim["parent"]] if claim.get("parent") is not None else None for claim in claims]
    return {
        (attribution(claim), None if parent is None else attribution(parent))
        for claim, parent in zip(claims, parents, strict=True)
    }


def aligned(gold: Line, predicted: Line) -> list[dict[Unit, Unit]]:
    """Return every alignment of attributions that the contract's criteria before text order leave."""
    values = {
        (side, name): attribute_units(line, name)
        for side, line in (("gold", gold), ("predicted", predicted))
        for name in ATTRIBUTES
    }

    def agree(g: Unit, p: Unit, name: str) -> bool:
        left = {value for unit, value in values["gold", name] if unit == g}
        right = {value for unit, value in values["predicted", name] if unit == p}
        return bool((left & right) - {None})

    def part(a: Any, b: Any) -> Fraction:
        return Fraction(1) if a is None and b is None else iou(a, b)

    def allowed(g: Unit, p: Unit) -> bool:
        source, cue, content = (part(a, b) for a, b in zip(g, p, strict=True))
        return content >= HALF and source >= HALF and cue > 0

    def worth(g: Unit, p: Unit) -> tuple[Any, ...]:
        overlap = sum((part(a, b) for a, b in zip(g, p, strict=True)), Fraction(0))
        return 1, overlap, sum(agree(g, p, name) for name in ATTRIBUTES)

    return [dict(pairs) for pairs in best(attributions(gold), attributions(predicted), allowed, worth)]


def attribute(gold: Line, predicted: Line, name: str, pairs: dict[Unit, Unit]) -> Counts:
    """An absent value is a predicted unit that matches nothing; gold without a value has no unit."""
    golds = {unit for unit in attribute_units(gold, name) if unit[1] is not None}
    guesses = attribute_units(predicted, name)
    credit = [(unit, Fraction(1)) for unit in golds if unit[0] in pairs and (pairs[unit[0]], unit[1]) in guesses]
    return from_pairs(golds, guesses, credit, lambda unit: unit[1])


def parent(gold: Line, predicted: Line, pairs: dict[Unit, Unit]) -> Counts:
    golds, guesses = parent_units(gold), parent_units(predicted)
    partner: dict[Unit, Unit] = {**pairs, None: None}
    credit = [
        (unit, Fraction(1))
        for unit in golds
        if unit[0] in pairs and unit[1] in partner and (pairs[unit[0]], partner[unit[1]]) in guesses
    ]
    return from_pairs(golds, guesses, credit)


def events(line: Line) -> list[tuple[Any, str, Line]]:
    return [(fixed(event["trigger"]), event["type"], event) for event in line.get("events", ())]


def argument_units(line: Line) -> set[Unit]:
    return {
        (trigger, kind, fixed(argument["span"]), argument["role"])
        for trigger, kind, event in events(line)
        for argument in event.get("arguments", ())
    }


def event_counts(gold: Line, predicted: Line) -> dict[str, Counts]:
    def triggers(line: Line, *names: str) -> set[Unit]:
        return {(trigger, kind, *(event.get(name) for name in names)) for trigger, kind, event in events(line)}

    def chosen(line: Line, *places: int) -> set[Unit]:
        return {tuple(unit[place] for place in places) for unit in argument_units(line)}

    def pair(units: Callable[[Line], set[Unit]], kind: Callable[[Unit], str | None] | None) -> Counts:
        return equal(units(gold), units(predicted), kind)

    modality = {unit for unit in triggers(gold, "modality") if unit[2] is not None}
    return {
        "events.TI": pair(lambda line: {unit[0] for unit in triggers(line)}, None),
        "events.TC": pair(triggers, lambda unit: unit[1]),
        "events.AI": pair(lambda line: chosen(line, 1, 2), lambda unit: unit[0]),
        "events.AC": pair(lambda line: chosen(line, 1, 2, 3), lambda unit: unit[0]),
        "events.AI+": pair(lambda line: chosen(line, 0, 1, 2), lambda unit: unit[1]),
        "events.AC+": pair(lambda line: chosen(line, 0, 1, 2, 3), lambda unit: unit[1]),
        "events.modality": equal(modality, triggers(predicted, "modality"), lambda unit: unit[2]),
        "events.time": pair(lambda line: {u for u in triggers(line, "time") if u[2] is not None}, lambda unit: unit[1]),
    }


def entity_counts(gold: Line, predicted: Line) -> dict[str, Counts]:
    left, right = entities(gold), entities(predicted)
    counts = {
        "entities.strict": equal(left, right, entity_type),
        "entities.boundary": equal({unit[0] for unit in left}, {unit[0] for unit in right}),
        "entities.overlap": overlap_units(left, right, typed=True),
    }
    return counts | {
        f"entities.semeval.{variant}": semeval(left, right, variant)
        for variant in ("strict", "exact", "partial", "type")
    }


def claim_counts(gold: Line, predicted: Line) -> dict[str, Counts]:
    """Return the claim measures that do not depend on the alignment of attributions."""
    counts = {}
    for part in PARTS:
        left, right = ([fixed(claim.get(part)) for claim in line.get("claims", ())] for line in (gold, predicted))
        golds, guesses = set(left) - {None}, set(right) - {None}
        counts[f"claims.{part}.exact"] = equal(golds, guesses)
        counts[f"claims.{part}.overlap"] = overlap_units(golds, guesses, typed=False)
        counts[f"claims.{part}.proportional"] = proportional(left, right)
    counts["claims.attribution.exact"] = equal(attributions(gold), attributions(predicted))
    return counts


def aligned_counts(gold: Line, predicted: Line, pairs: dict[Unit, Unit]) -> dict[str, Counts]:
    """Return the claim measures that are read off one alignment of attributions."""
    credit = [(g, Fraction(1)) for g in pairs]
    counts = {"claims.attribution.overlap": from_pairs(attributions(gold), attributions(predicted), credit)}
    counts |= {f"claims.{name}": attribute(gold, predicted, name, pairs) for name in ATTRIBUTES}
    return counts | {"claims.parent": parent(gold, predicted, pairs)}


def article_counts(gold: Line, predicted: Line) -> tuple[dict[str, Counts], list[dict[str, Counts]]]:
    """Return the counts that are determined, and the possible counts of the measures read off the alignment."""
    determined = entity_counts(gold, predicted) | claim_counts(gold, predicted) | event_counts(gold, predicted)
    return determined, [aligned_counts(gold, predicted, pairs) for pairs in aligned(gold, predicted)]
