"""The qualification: how an annotator's pass over the quiz articles compares with its answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
import yaml
from msgspec import UNSET

from wirecopy.annotation.agreement.passes import as_passes
from wirecopy.annotation.agreement.relations import Comparison, compare
from wirecopy.annotation.agreement.versions import FIELDS, Versions
from wirecopy.annotation.explaining import field_rule, in_words, named
from wirecopy.annotation.guidelines import FOLDER, VERSION
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.lines import read_lines
from wirecopy.corpus.model import LAYERS, Annotation, Argument, Claim, Entity, Event
from wirecopy.corpus.units import claims_of, entities_of, events_of
from wirecopy.evaluation.engine.counts import GOLD, MATCHED_GOLD, PREDICTED
from wirecopy.evaluation.engine.run import Counter
from wirecopy.evaluation.measures import HEADLINES, MEASURES
from wirecopy.evaluation.uncertainty import soft_f1

SCHEMA: Final = "wirecopy-quiz/1"
ARTICLES: Final = FOLDER / "quiz" / "articles.jsonl"
ANSWERS: Final = FOLDER / "quiz" / "answers.jsonl"
NOTES: Final = FOLDER / "quiz" / "notes.yaml"
# F1 of each layer's headline measure against the answers. People reach about .8 on whole attributions among themselves.
PASS_MARKS: Final[Mapping[str, float]] = {"entities": 0.85, "claims": 0.7, "events": 0.6}

ANSWER, GIVEN = "answer", "given"


def grade_file(path: Path) -> dict[str, Any]:
    """Return the document of ``annotate quiz --json`` for a file of annotation lines; its stem is the annotator."""
    return grade(read_lines(path), path.stem)


def grade(given: Sequence[Annotation], annotator: str) -> dict[str, Any]:
    """Return scores by layer, whether they pass, and every difference in words, in plain JSON values.

    A quiz article or a layer that is missing counts as empty (of such an article the differences are not listed); other
    articles are passed over. Raises ``InputError`` if
    none of the quiz articles is there, or for lines that do not fit their texts.
    """
    answers = {line.id: line for line in read_lines(ANSWERS)}
    done = {line.id: line for line in given}
    mine = {article: done[article] for article in answers if article in done}
    if not mine:
        raise InputError(f"{annotator}: found none of the quiz articles, expected {', '.join(answers)}")
    full = {article: _filled(mine.get(article, Annotation(article))) for article in answers}
    as_passes({ANSWER: answers.values(), GIVEN: full.values()})
    layers = _scores(list(answers.values()), list(full.values()))
    return {
        "schema": SCHEMA,
        "guidelines": VERSION,
        "annotator": annotator,
        "passed": all(row["passed"] for row in layers.values()),
        "missing": sorted(set(answers).difference(mine)),
        "other_articles": sum(line.id not in answers for line in given),
        "layers": layers,
        "differences": [row for article in mine for row in _differences(answers[article], full[article])],
    }


def _filled(line: Annotation) -> Annotation:
    absent: dict[str, Any] = {layer: () for layer in LAYERS if getattr(line, layer) is UNSET}
    return msgspec.structs.replace(line, **absent)


def _scores(answers: Sequence[Annotation], given: Sequence[Annotation]) -> dict[str, Any]:
    counter = Counter([measure for measure in MEASURES if measure.name in HEADLINES.values()])
    counter.add(answers, given)
    found = {}
    for layer, name in HEADLINES.items():
        row = counter.counts[name].per_article().sum(axis=0)
        f1 = float(np.nan_to_num(soft_f1(row)))
        counts = {"answers": int(row[GOLD]), "given": int(row[PREDICTED]), "matched": int(row[MATCHED_GOLD])}
        mark = PASS_MARKS[layer]
        found[layer] = {"measure": name, "f1": f1, "pass_mark": mark, "passed": f1 >= mark, **counts}
    return found


@cache
def _notes() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = yaml.safe_load(NOTES.read_text(encoding="utf-8"))
    return found


def _differences(answer: Annotation, given: Annotation) -> Iterator[dict[str, Any]]:
    passes = {ANSWER: answer, GIVEN: given}
    comparison = compare(passes, dict.fromkeys(LAYERS, (ANSWER, GIVEN)))
    text = answer.text or ""
    for layer in LAYERS:
        for number, group in enumerate(comparison.layers[layer]):
            fields = _fields(comparison, group, number, text, passes)
            if fields or len(group.units) == 1:
                yield _difference(answer, given, group, fields, text)


def _difference(
    answer: Annotation, given: Annotation, group: Versions, fields: list[dict[str, Any]], text: str
) -> dict[str, Any]:
    side = ANSWER if ANSWER in group.units else GIVEN
    line = answer if side == ANSWER else given
    rows: dict[str, Sequence[Entity | Claim | Event]]
    rows = {"entities": entities_of(line), "claims": claims_of(line), "events": events_of(line)}
    unit = rows[group.layer][group.units[side].place]
    kind = "differs" if len(group.units) > 1 else "missing" if side == ANSWER else "spurious"
    return {
        "article": answer.id,
        "layer": group.layer,
        "kind": kind,
        "unit": unit.id if side == ANSWER else None,
        "words": named(unit, text),
        "fields": fields,
        "why": _notes().get(answer.id, {}).get(unit.id or "") if side == ANSWER else None,
    }


def _fields(
    comparison: Comparison, group: Versions, number: int, text: str, passes: Mapping[str, Annotation]
) -> list[dict[str, Any]]:
    """Return what differs of a unit that both have: the field, both values in words, and the rule."""
    if len(group.units) < 2:
        return []
    values = {name: dict(zip(FIELDS[group.layer], unit.fields, strict=True)) for name, unit in group.units.items()}
    found = [(name, values[GIVEN][name], values[ANSWER][name]) for name in group.differing() if name != "link"]
    if group.layer == "claims":
        parents = comparison.parents[number]
        if parents[GIVEN] != parents[ANSWER]:
            found.append(
                ("parent", _parent(comparison, parents, GIVEN, passes), _parent(comparison, parents, ANSWER, passes))
            )
    rows = [
        {
            "name": name,
            "given": in_words(given, text),
            "answer": in_words(wanted, text),
            "rule": field_rule(name, wanted),
        }
        for name, given, wanted in found
    ]
    if group.layer == "events":
        rows += [
            _argument(argument, names, text)
            for argument, names in comparison.arguments[number].items()
            if len(names) < 2
        ]
    return rows


def _parent(comparison: Comparison, parents: Mapping[str, int], side: str, passes: Mapping[str, Annotation]) -> object:
    if parents[side] < 0:
        return None
    group = comparison.layers["claims"][parents[side]]
    return claims_of(passes[side])[group.units[side].place].content


def _argument(argument: Argument, names: Sequence[str], text: str) -> dict[str, Any]:
    words = in_words(argument.span, text)
    mine = GIVEN in names
    return {
        "name": argument.role,
        "given": words if mine else "none",
        "answer": "none" if mine else words,
        "rule": field_rule("arguments", None),
    }
