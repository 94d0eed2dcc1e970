"""Annotated articles as answers a model might have given: for few-shot prompts, and to test the way back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wirecopy.corpus.model import Article, Claim, Event, Span
from wirecopy.corpus.ontology import load_ontology
from wirecopy.corpus.units import claims_of, entities_of, events_of

WINDOW = 30  # characters on either side that tell repeated words apart


def chosen(train: Sequence[Article], article: Article, shots: int) -> list[Article]:
    """Return up to ``shots`` training articles, none of the article's own story, stories taken in turn."""
    others = [a for a in train if a.id != article.id and (a.story is None or a.story != article.story)]
    turn: dict[str, int] = {}
    ranked = []
    for other in sorted(others, key=lambda a: a.id):
        story = other.story or other.id
        turn[story] = turn.get(story, 0) + 1
        ranked.append((turn[story], other.id, other))
    return [other for _, _, other in sorted(ranked, key=lambda row: row[:2])[:shots]]


def answer_of(article: Article, layers: Sequence[str]) -> dict[str, Any]:
    """Return the answer that says what an article's annotation says."""
    text, line = article.text or "", article.annotation
    parts: dict[str, Any] = {
        "entities": [
            {"text": text[e.start : e.end], "type": e.type, "context": _context(text, ((e.start, e.end),))}
            for e in sorted(entities_of(line), key=lambda e: e.start)
        ],
        "claims": _claims(text, claims_of(line)),
        "events": [_event(text, event) for event in sorted(events_of(line), key=lambda e: e.trigger)],
    }
    return {layer: parts[layer] for layer in layers}


def _surface(text: str, span: Span) -> str:
    return text[span[0][0] : span[-1][1]]


def _context(text: str, span: Span) -> str | None:
    """Return the words around a span whose surface occurs more than once, cut at its line's ends, else None."""
    start, end = span[0][0], span[-1][1]
    if text.count(text[start:end]) == 1:
        return None
    left = max(start - WINDOW, text.rfind("\n", 0, start) + 1)
    right = text.find("\n", end)
    right = min(end + WINDOW, len(text) if right < 0 else right)
    while left < start and text[left - 1 : left].isalnum():
        left += 1
    while right > end and text[right : right + 1].isalnum():
        right -= 1
    return text[left:right].strip()


def _claims(text: str, claims: Sequence[Claim]) -> list[dict[str, Any]]:
    ordered = sorted(claims, key=lambda claim: claim.content)
    numbers = {claim.id: place for place, claim in enumerate(ordered, 1) if claim.id}
    return [
        {
            "source": _surface(text, claim.source) if claim.source else None,
            "cue": _surface(text, claim.cue) if claim.cue else None,
            "content": [text[start:end] for start, end in claim.content],
            **{name: getattr(claim, name) for name in load_ontology().claims.attributes},
            "parent": numbers.get(claim.parent) if claim.parent else None,
        }
        for claim in ordered
    ]


def _event(text: str, event: Event) -> dict[str, Any]:
    arguments = [{"role": argument.role, "text": _surface(text, argument.span)} for argument in event.arguments]
    return {
        "type": event.type,
        "trigger": _surface(text, event.trigger),
        "context": _context(text, event.trigger),
        "modality": event.modality,
        "time": event.time,
        "arguments": arguments,
    }
