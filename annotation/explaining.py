"""Fields of units in words, with the rule that each follows, for the report of the quiz."""

from __future__ import annotations

from typing import Any, Final

from wirecopy.corpus.draw.layers import words
from wirecopy.corpus.model import Claim, Entity, Event
from wirecopy.corpus.ontology import load_ontology

# What decides a field, in one sentence; the values of attributes and types are explained by their definitions.
RULES: Final = {
    "span": "entities.md: no article, no possessive, no title; an approximator belongs to its value.",
    "metonym": "entities.md: set where the place name acts or is addressed as a state.",
    "value": "entities.md: a TIMEX3 value, counted from the dateline's date; a named zone goes into it.",
    "source": "claims.md: the noun phrase with apposition, without relative clause; null where nobody is named.",
    "cue": "claims.md: the shortest words that attribute, with an addressee before a clause or quotation.",
    "content": "claims.md: all that is attributed, without outer quotation marks, 'that' and final punctuation.",
    "parent": "claims.md: the claim inside whose content this one stands, or which relays it.",
    "trigger": "events.md: the shortest words that name the event, one word where possible.",
    "time": "events.md: only where the sentence or another mention of the same event dates it.",
    "arguments": "events.md: what the same sentence expresses; a name as its entity, else the noun phrase.",
}


def field_rule(name: str, wanted: object) -> str:
    """Return the rule for a field, given the value that the answer has."""
    ontology = load_ontology()
    if name == "type" and isinstance(wanted, str):
        kinds = {**ontology.events.types, **ontology.entities}
        return f"{wanted}: {kinds[wanted].definition}."
    values = {**ontology.claims.attributes, **ontology.events.attributes}.get(name, {})
    if isinstance(wanted, str) and wanted in values:
        return f"{wanted}: {values[wanted].definition}."
    return RULES.get(name, "")


def in_words(value: Any, text: str) -> str:
    """Return a field's value as it is shown: spans by their words, yes and no, ``none`` for null."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"“{words(text, value)}”" if isinstance(value, tuple) else str(value)


def named(unit: Entity | Claim | Event, text: str) -> str:
    """Return a unit in a few words."""
    if isinstance(unit, Entity):
        return f"{unit.type} “{words(text, ((unit.start, unit.end),))}”"
    if isinstance(unit, Event):
        return f"{unit.type} “{words(text, unit.trigger)}”"
    source = "nobody named" if unit.source is None else words(text, unit.source)
    cue = "no cue" if unit.cue is None else words(text, unit.cue)
    return f"{source} – {cue} – “{words(text, unit.content)}”"


def sentence(difference: dict[str, Any]) -> str:
    """Return a difference of the quiz document in words."""
    head = f"{difference['article']}, {difference['layer']}: {difference['words']}"
    if difference["kind"] == "missing":
        text = f"{head}: you do not have it."
    elif difference["kind"] == "spurious":
        text = f"{head}: the answers do not have it."
    else:
        fields = (
            f"{row['name']}: you have {row['given']}, the answer is {row['answer']}. {row['rule']}".rstrip()
            for row in difference["fields"]
        )
        text = "\n    ".join([f"{head}:", *fields])
    return f"{text}\n    Why: {difference['why']}" if difference["why"] else text


def report(document: dict[str, Any]) -> list[str]:
    """Return the lines of the quiz report: scores, every difference, and whether the quiz is passed."""
    lines = [_score(layer, row) for layer, row in document["layers"].items()]
    if document["missing"]:
        lines.append(f"not done: {', '.join(document['missing'])}")
    lines += ["", *(f"- {sentence(row)}" for row in document["differences"])]
    verdict = "passed" if document["passed"] else "not passed"
    return [*lines, "", f"{document['annotator']}: {verdict} (guidelines {document['guidelines']})"]


def _score(layer: str, row: dict[str, Any]) -> str:
    counts = f"{row['matched']} of {row['answers']} answers, {row['given']} given"
    verdict = "passed" if row["passed"] else "not passed"
    return f"{layer}: {row['measure']} {row['f1']:.3f}, pass mark {row['pass_mark']:.2f}: {verdict} ({counts})"
