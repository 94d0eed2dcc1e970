"""Two runs on the same articles: which gold units one found and the other did not, and what each made up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from wirecopy.corpus.draw import Judgement
from wirecopy.corpus.model import Annotation, Article
from wirecopy.corpus.units import claims_of, entities_of, events_of
from wirecopy.evaluation.report.drawing import GOLD, Key
from wirecopy.evaluation.report.findings import (
    WORDS,
    Finding,
    Reading,
    exists,
    kind_of,
    words_of,
)

FIRST, SECOND = "first", "second"
KINDS = ("first", "second", "neither", "madefirst", "madesecond", "madeboth")
ALONE = KINDS[:2]
LAYER_ORDER = ("entities", "claims", "events", "arguments")
# What the drawing says of a unit, in its list and in the text.
SAID = {
    "first": "only the first found it",
    "second": "only the second found it",
    "neither": "neither found it",
    "madefirst": "spurious in the first only",
    "madesecond": "spurious in the second only",
    "madeboth": "spurious in both",
}
NOTES = {
    "first": "· first only",
    "second": "· second only",
    "neither": "· neither",
    "madefirst": "· the first only",
    "madesecond": "· the second only",
    "madeboth": "· both",
}


def kind_words(names: tuple[str, str]) -> dict[str, str]:
    """Return what the kinds are called, with the names of the two runs."""
    one, other = names
    return {
        "first": f"right in {one} only",
        "second": f"right in {other} only",
        "neither": "right in neither",
        "madefirst": f"spurious in {one} only",
        "madesecond": f"spurious in {other} only",
        "madeboth": "spurious in both",
    }


class Outcome(NamedTuple):
    """What became of one unit in two runs.

    ``side`` is None for a gold unit, else the run whose unit it is; ``errors`` are those of the two runs on it.
    """

    layer: str
    kind: str
    side: int | None
    place: tuple[int, ...]
    errors: tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]


def outcomes(
    article: Article, sides: tuple[Annotation | None, Annotation | None],
    errors: tuple[Sequence[Mapping[str, Any]], Sequence[Mapping[str, Any]]],
) -> list[Outcome]:  # fmt: skip
    """Return what the errors of two runs on one article come to, layer by layer, kind by kind."""
    gold = article.annotation
    known = [
        [e for e in found if all(exists(a, e["layer"], _tuple(e[n])) for a, n in ((gold, "gold"), (side, "predicted")))]
        for found, side in zip(errors, sides, strict=True)
    ]
    wrong = [{(e["layer"], tuple(e["gold"])): e for e in found if e["gold"] is not None} for found in known]
    found = []
    for layer, place in sorted({*wrong[0], *wrong[1]}):
        one, other = (side.get((layer, place)) for side in wrong)
        kind = "neither" if one and other else "second" if one else "first"
        found.append(Outcome(layer, kind, None, place, (one, other)))
    found += _made_up(sides, known)
    found.sort(key=lambda each: (LAYER_ORDER.index(each.layer), KINDS.index(each.kind)))
    return found


def read_both(
    article: Article, sides: tuple[Annotation | None, Annotation | None],
    errors: tuple[Sequence[Mapping[str, Any]], Sequence[Mapping[str, Any]]],
) -> Reading:  # fmt: skip
    """Return what the errors of two runs on one article say, beside each other."""
    findings: list[Finding] = []
    said: dict[Key, Judgement] = {}
    for each in outcomes(article, sides, errors):
        made = None if each.side is None else sides[each.side]
        if each.side is None:
            findings.append(_gold(article, sides, each))
            _note(said, (GOLD, "events" if each.layer == "arguments" else each.layer, each.place[0]), each)
        elif made is not None:
            findings.append(_spurious(article, made, each))
            _note(said, ((FIRST, SECOND)[each.side], each.layer, each.place[0]), each)
    named = {name: side for name, side in zip((FIRST, SECOND), sides, strict=True) if side is not None}
    return Reading(findings, said, named)


def _tuple(value: Sequence[int] | None) -> tuple[int, ...] | None:
    return None if value is None else tuple(value)


def _gold(article: Article, sides: Sequence[Annotation | None], each: Outcome) -> Finding:
    gold, layer = article.annotation, each.layer
    shown = [
        "right" if error is None else WORDS[error["kind"]] + _instead(article, side, layer, error)
        for side, error in zip(sides, each.errors, strict=True)
    ]
    key = (GOLD, "events" if layer == "arguments" else layer, each.place[0])
    types = (kind_of(gold, layer, each.place),)
    return Finding(layer, each.kind, shown[0], shown[1], words_of(article, gold, layer, each.place), types, key)


def _spurious(article: Article, made: Annotation, each: Outcome) -> Finding:
    layer, place = each.layer, each.place
    shown = ["spurious" if error is not None else "" for error in each.errors]
    key = ((FIRST, SECOND)[each.side or 0], "events" if layer == "arguments" else layer, place[0])
    types = (kind_of(made, layer, place),)
    return Finding(layer, each.kind, shown[0], shown[1], words_of(article, made, layer, place), types, key)


def _instead(article: Article, side: Annotation | None, layer: str, error: Mapping[str, Any]) -> str:
    if side is None or error["predicted"] is None:
        return ""
    return f": {words_of(article, side, layer, error['predicted'])}"


def _note(said: dict[Key, Judgement], key: Key, each: Outcome) -> None:
    if each.layer != "arguments":
        words = SAID[each.kind]
        said[key] = Judgement(each.kind, words, NOTES[each.kind])
    elif each.side is None:
        said.setdefault(key, Judgement("arguments", "arguments differ"))


def _made_up(sides: Sequence[Annotation | None], known: Sequence[Sequence[Mapping[str, Any]]]) -> Iterator[Outcome]:
    """Yield the predicted units that gold does not have, equal ones of the two runs as one."""
    made: dict[object, list[tuple[int, Mapping[str, Any]]]] = {}
    for number, (side, found) in enumerate(zip(sides, known, strict=True)):
        for error in found:
            if error["gold"] is None and side is not None:
                identity = _identity(side, error["layer"], error["predicted"])
                made.setdefault(identity, []).append((number, error))
    for rows in made.values():
        number, error = rows[0]
        by = dict(reversed(rows))
        kind = "madeboth" if len(by) > 1 else ("madefirst", "madesecond")[number]
        yield Outcome(error["layer"], kind, number, tuple(error["predicted"]), (by.get(0), by.get(1)))


def _identity(side: Annotation, layer: str, place: Sequence[int]) -> object:
    """Return what makes two predicted units of two runs the same: everything but their ids."""
    if layer == "entities":
        entity = entities_of(side)[place[0]]
        return layer, entity.start, entity.end, entity.type
    if layer == "claims":
        claim = claims_of(side)[place[0]]
        return layer, claim.content, claim.source, claim.cue
    event = events_of(side)[place[0]]
    if layer == "events":
        return layer, event.trigger, event.type
    argument = event.arguments[place[1]]
    return layer, event.trigger, event.type, argument.role, argument.span
