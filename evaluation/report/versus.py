"""Two runs on the same articles: which gold units one found and the other did not, and what each made up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

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


def read_both(
    article: Article, sides: tuple[Annotation | None, Annotation | None],
    errors: tuple[Sequence[Mapping[str, Any]], Sequence[Mapping[str, Any]]],
) -> Reading:  # fmt: skip
    """Return what the errors of two runs on one article say, beside each other."""
    gold = article.annotation
    known = [
        [e for e in found if all(exists(a, e["layer"], _tuple(e[n])) for a, n in ((gold, "gold"), (side, "predicted")))]
        for found, side in zip(errors, sides, strict=True)
    ]
    wrong = [{(e["layer"], tuple(e["gold"])): e for e in found if e["gold"] is not None} for found in known]
    findings: list[Finding] = []
    said: dict[Key, Judgement] = {}
    for layer, place in sorted({*wrong[0], *wrong[1]}):
        one, other = (side.get((layer, place)) for side in wrong)
        kind = "neither" if one and other else "second" if one else "first"
        findings.append(_gold(article, sides, layer, place, kind, (one, other)))
        _note(said, (GOLD, "events" if layer == "arguments" else layer, place[0]), kind, layer)
    findings += _made_up(article, sides, known, said)
    order = {layer: i for i, layer in enumerate(("entities", "claims", "events", "arguments"))}
    findings.sort(key=lambda each: (order[each.layer], KINDS.index(each.kind)))
    named = {name: side for name, side in zip((FIRST, SECOND), sides, strict=True) if side is not None}
    return Reading(findings, said, named)


def _tuple(value: Sequence[int] | None) -> tuple[int, ...] | None:
    return None if value is None else tuple(value)


def _gold(
    article: Article, sides: Sequence[Annotation | None], layer: str, place: tuple[int, ...], kind: str,
    errors: tuple[Mapping[str, Any] | None, Mapping[str, Any] | None],
) -> Finding:  # fmt: skip
    gold = article.annotation
    shown = [
        "right" if error is None else WORDS[error["kind"]] + _instead(article, side, layer, error)
        for side, error in zip(sides, errors, strict=True)
    ]
    key = (GOLD, "events" if layer == "arguments" else layer, place[0])
    types = (kind_of(gold, layer, place),)
    return Finding(layer, kind, shown[0], shown[1], words_of(article, gold, layer, place), types, key)


def _instead(article: Article, side: Annotation | None, layer: str, error: Mapping[str, Any]) -> str:
    if side is None or error["predicted"] is None:
        return ""
    return f": {words_of(article, side, layer, error['predicted'])}"


def _note(said: dict[Key, Judgement], key: Key, kind: str, layer: str) -> None:
    words = {"first": "only the first found it", "second": "only the second found it", "neither": "neither found it"}
    notes = {"first": "· first only", "second": "· second only", "neither": "· neither"}
    if layer == "arguments":
        said.setdefault(key, Judgement("arguments", "arguments differ"))
    else:
        said[key] = Judgement(kind, words[kind], notes[kind])


def _made_up(
    article: Article, sides: Sequence[Annotation | None], known: Sequence[Sequence[Mapping[str, Any]]],
    said: dict[Key, Judgement],
) -> list[Finding]:  # fmt: skip
    """Return the predicted units that gold does not have, equal ones of the two runs as one."""
    made: dict[object, list[tuple[int, str, tuple[int, ...]]]] = {}
    for number, (side, found) in enumerate(zip(sides, known, strict=True)):
        for error in found:
            if error["gold"] is None and side is not None:
                place = tuple(error["predicted"])
                made.setdefault(_identity(side, error["layer"], place), []).append((number, error["layer"], place))
    findings = []
    for rows in made.values():
        number, layer, place = rows[0]
        kind = "madeboth" if len({row[0] for row in rows}) > 1 else ("madefirst", "madesecond")[number]
        side = sides[number]
        if side is None:
            continue
        key = ((FIRST, SECOND)[number], "events" if layer == "arguments" else layer, place[0])
        words = kind_words(("the first", "the second"))[kind]
        if layer != "arguments":
            said[key] = Judgement(kind, words, f"· {words.removeprefix('spurious in ')}")
        columns = ["spurious" if any(row[0] == i for row in rows) else "" for i in range(2)]
        findings.append(
            Finding(
                layer, kind, columns[0], columns[1], words_of(article, side, layer, place),
                (kind_of(side, layer, place),), key,
            )
        )  # fmt: skip
    return findings


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
