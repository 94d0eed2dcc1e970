"""What the report says of an article: one finding an error, with its words and the units that it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from wirecopy.corpus.draw import Judgement
from wirecopy.corpus.draw.layers import visible
from wirecopy.corpus.model import Annotation, Article, Span, surface
from wirecopy.corpus.units import claims_of, entities_of, events_of
from wirecopy.evaluation.report.drawing import GOLD, Key, has_layer

LONGEST = 160
PREDICTED = "predicted"
WORDS = {
    "missed": "missed",
    "spurious": "spurious",
    "mistyped": "mistyped",
    "misbounded": "wrong bounds",
    "both": "wrong type and bounds",
}


class Finding(NamedTuple):
    """One line of an article's list: what kind of thing, in which layer, in words, and the unit it points to."""

    layer: str
    kind: str
    gold: str
    predicted: str
    about: str
    types: tuple[str, ...]
    key: Key | None


class Reading(NamedTuple):
    """The findings of an article and what is said of its units in the drawing."""

    findings: list[Finding]
    said: dict[Key, Judgement]
    sides: dict[str, Annotation]


def read(article: Article, predicted: Annotation | None, errors: Iterable[Mapping[str, Any]]) -> Reading:
    """Return what one run's errors on an article say."""
    gold = article.annotation
    findings: list[Finding] = []
    said: dict[Key, Judgement] = {}
    for error in errors:
        left, right = _place(error["gold"]), _place(error["predicted"])
        if not (exists(gold, error["layer"], left) and exists(predicted, error["layer"], right)):
            continue
        findings.append(_finding(article, predicted, error["layer"], error["kind"], left, right, error["differs"]))
        _say(said, predicted, error["layer"], error["kind"], left, right, error["differs"])
    return Reading(findings, said, {} if predicted is None else {PREDICTED: predicted})


def _place(value: Sequence[int] | None) -> tuple[int, ...] | None:
    return None if value is None else tuple(value)


def exists(annotation: Annotation | None, layer: str, place: tuple[int, ...] | None) -> bool:
    """Return whether a place is one of the annotation's; results and predictions may come from different hands."""
    if place is None:
        return True
    if annotation is None or not has_layer(annotation, layer) or not all(isinstance(i, int) and i >= 0 for i in place):
        return False
    if layer == "arguments":
        events = events_of(annotation)
        return len(place) == 2 and place[0] < len(events) and place[1] < len(events[place[0]].arguments)
    return len(place) == 1 and place[0] < len(getattr(annotation, layer))


def _finding(
    article: Article, predicted: Annotation | None, layer: str, kind: str,
    left: tuple[int, ...] | None, right: tuple[int, ...] | None, differs: Sequence[str],
) -> Finding:  # fmt: skip
    sides = [(article.annotation, left), (predicted, right)]
    known = [(annotation, place) for annotation, place in sides if annotation is not None and place is not None]
    shown = ["" if a is None or p is None else words_of(article, a, layer, p) for a, p in sides]
    types = tuple(dict.fromkeys(kind_of(annotation, layer, place) for annotation, place in known))
    key = _unit_key(GOLD, layer, left) or _unit_key(PREDICTED, layer, right)
    return Finding(layer, kind, shown[0], shown[1], ", ".join(differs), types, key)


def _unit_key(side: str, layer: str, place: tuple[int, ...] | None) -> Key | None:
    return None if place is None else (side, "events" if layer == "arguments" else layer, place[0])


def _say(
    said: dict[Key, Judgement], predicted: Annotation | None, layer: str, kind: str,
    left: tuple[int, ...] | None, right: tuple[int, ...] | None, differs: Sequence[str],
) -> None:  # fmt: skip
    if layer == "arguments":
        for side, place, words in ((GOLD, left, "arguments differ"), (PREDICTED, right, "predicted: other arguments")):
            if place is not None:
                state = "arguments" if side == GOLD else "arguments predicted"
                said.setdefault(
                    (side, "events", place[0]), Judgement(state, words, "" if side == GOLD else "predicted")
                )
        return
    if left is None and right is not None:
        said[PREDICTED, layer, right[0]] = Judgement("spurious", "spurious", "spurious")
    elif right is None and left is not None:
        said[GOLD, layer, left[0]] = Judgement("missed", "missed", "missed")
    elif left is not None and right is not None and predicted is not None:
        words = f"{WORDS[kind]}: {', '.join(differs)}" if layer != "entities" else WORDS[kind]
        if layer == "entities" and kind == "mistyped":
            # Both lie over the same words, so one mark says both types.
            note = f"· predicted {entities_of(predicted)[right[0]].type}"
            said[GOLD, layer, left[0]] = Judgement(kind, words, note)
            return
        said[GOLD, layer, left[0]] = Judgement(kind, words, "· gold")
        said[PREDICTED, layer, right[0]] = Judgement(f"{kind} predicted", f"predicted, {words}", "· predicted")


def kind_of(annotation: Annotation, layer: str, place: Sequence[int]) -> str:
    """Return the type of a unit: an entity's, an event's, an argument's role, the kind of a claim's source."""
    if layer == "entities":
        return entities_of(annotation)[place[0]].type
    if layer == "claims":
        return claims_of(annotation)[place[0]].source_type or "(no source type)"
    event = events_of(annotation)[place[0]]
    return event.arguments[place[1]].role if layer == "arguments" else event.type


def words_of(article: Article, annotation: Annotation, layer: str, place: Sequence[int]) -> str:
    """Return a unit in words, bounded; offsets stand for words where the text is withheld."""
    if layer == "entities":
        entity = entities_of(annotation)[place[0]]
        said = f"{entity.type} {_span(article, ((entity.start, entity.end),))}"
    elif layer == "claims":
        claim = claims_of(annotation)[place[0]]
        parts = " / ".join(_span(article, span) for span in (claim.source, claim.cue, claim.content))
        said = f"{parts} ({claim.source_type}, {claim.certainty}, {claim.polarity}, {claim.quote})"
    else:
        event = events_of(annotation)[place[0]]
        said = f"{event.type} {_span(article, event.trigger)}"
        if layer == "arguments":
            said += f" {event.arguments[place[1]].role}: {_span(article, event.arguments[place[1]].span)}"
        else:
            said += f" ({event.modality}, {event.time})"
    return visible(said if len(said) <= LONGEST else said[: LONGEST - 1] + "…")


def _span(article: Article, span: Span | None) -> str:
    if span is None:
        return "-"
    if article.text is None:
        return ", ".join(f"[{start}, {end})" for start, end in span)
    shown = " ".join(surface(article.text, span).split())
    return f"“{shown}”" if len(shown) <= 60 else f"“{shown[:40]} … {shown[-17:]}”"
