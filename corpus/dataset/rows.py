"""Articles to rows of every configuration and, for ``articles``, back.

Rows are plain dictionaries with the keys of the configuration's features, labels as their names. Everything made of
words (``text``, ``tokens``, ``context``, surfaces, the headline) is null where the text is withheld.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec import UNSET

from wirecopy.corpus.dataset.outlines import Outline, outline
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.model import Annotation, Article, Claim, Entity, Event, Span, Zone, bounds, surface
from wirecopy.corpus.ontology import load_ontology
from wirecopy.corpus.tokens import cut, to_bio
from wirecopy.corpus.units import claims_of, entities_of, events_of

Row = dict[str, Any]


def rows(article: Article) -> dict[str, list[Row]]:
    """Return the rows of one article in every configuration but ``links``.

    A layer that is absent gives no rows and null columns. Raises ``InputError`` for a withheld text
    whose token offsets are not known, and for entities that overlap.
    """
    lines = outline(article)
    return {
        "articles": [article_row(article)],
        "entities": [token_row(article, lines)],
        "claims": [_claim_row(article, lines, i, c) for i, c in enumerate(claims_of(article.annotation))],
        "events": [_event_row(article, lines, i, v) for i, v in enumerate(events_of(article.annotation))],
    }


def article_row(article: Article) -> Row:
    """Return an article's row of ``articles``, from which ``article_of`` gives it back."""
    layers, text = article.annotation, article.text
    named = {(e.start, e.end): e.id for e in entities_of(layers)}
    return {
        "id": article.id,
        "story": article.story,
        "collection": article.collection,
        "sha256": article.sha256,
        "text": text,
        "metadata": {**msgspec.structs.asdict(article.metadata), "byline": list(article.metadata.byline)},
        "zones": [msgspec.structs.asdict(zone) for zone in article.zones],
        "entities": None if layers.entities is UNSET else [_entity(e, text) for e in layers.entities],
        "claims": None if layers.claims is UNSET else [{"id": c.id, **_claim(c, text)} for c in layers.claims],
        "events": None if layers.events is UNSET else [{"id": v.id, **_event(v, text, named)} for v in layers.events],
        "provenance": _provenance(article),
    }


def _provenance(article: Article) -> Row:
    passes = [msgspec.structs.asdict(one) for one in article.provenance.passes]
    return {**msgspec.structs.asdict(article.provenance), "passes": passes}


def words(text: str | None, span: Span | Sequence[Sequence[int]] | None) -> str | None:
    """Return the words of a span, or None where there is no span or no text."""
    return None if text is None or span is None else surface(text, tuple((start, end) for start, end in span))


def fragments(span: Span | None) -> list[list[int]] | None:
    """Return a span as a row holds it."""
    return None if span is None else [list(fragment) for fragment in span]


def _entity(entity: Entity, text: str | None) -> Row:
    return {**msgspec.structs.asdict(entity), "surface": words(text, ((entity.start, entity.end),))}


def _claim(claim: Claim, text: str | None) -> Row:
    ontology = load_ontology()
    spans = {part: getattr(claim, part) for part in ontology.claims.parts}
    return {
        "parent": claim.parent,
        **{part: fragments(span) for part, span in spans.items()},
        **{f"{part}_surface": words(text, span) for part, span in spans.items()},
        **{name: getattr(claim, name) for name in ontology.claims.attributes},
    }


def _event(event: Event, text: str | None, named: Mapping[tuple[int, int], str | None]) -> Row:
    arguments = [
        {
            "role": a.role,
            "span": fragments(a.span),
            "surface": words(text, a.span),
            "entity": named.get(a.span[0]) if len(a.span) == 1 else None,
        }
        for a in event.arguments
    ]
    return {
        "type": event.type,
        "trigger": fragments(event.trigger),
        "trigger_surface": words(text, event.trigger),
        **{name: getattr(event, name) for name in load_ontology().events.attributes},
        "time": event.time,
        "cluster": event.cluster,
        "arguments": arguments,
    }


def token_row(article: Article, lines: Outline) -> Row:
    """Return an article's row of ``entities``; tokens are cut where an entity begins or ends inside one.

    Without an entities layer tokens are left whole, so that no boundary shows, and tags are null.
    """
    entities = article.annotation.entities
    spans = [] if entities is UNSET else [(e.start, e.end, e.type) for e in entities]
    tokens = cut(lines.tokens, [offset for start, end, _ in spans for offset in (start, end)])
    text, starts, ends = article.text, [start for start, _ in tokens], [end for _, end in tokens]
    try:
        tags = None if entities is UNSET else to_bio(tokens, spans)
    except InputError as error:
        raise InputError(f"article {article.id!r}: entities: {error}") from None
    return {
        "id": article.id,
        "story": article.story,
        "collection": article.collection,
        "sha256": article.sha256,
        "tokens": None if text is None else [text[start:end] for start, end in tokens],
        "starts": starts,
        "ends": ends,
        "whitespace": [end < following for end, following in zip(ends, [*starts[1:], *ends[-1:]], strict=True)],
        "ner_tags": tags,
        "sentence_ids": _sentence_ids(starts, lines),
        "zone_kinds": [_zone(article.zones, start) for start in starts],
    }


def _sentence_ids(starts: Sequence[int], lines: Outline) -> list[int]:
    firsts = [start for start, _ in lines.sentences]
    return [bisect_right(firsts, start) - 1 for start in starts]


def _zone(zones: Sequence[Zone], at: int) -> str | None:
    return next((zone.kind for zone in zones if zone.start <= at < zone.end), None)


def _place(article: Article, unit: str, name: str) -> Row:
    return {
        "id": f"{article.id}#{name}",
        "article": article.id,
        unit: name,
        "story": article.story,
        "collection": article.collection,
        "sha256": article.sha256,
    }


def around(article: Article, lines: Outline, span: Span) -> Row:
    """Return zone and context of a span: from the start of its first sentence to the end of its last."""
    start, end = bounds(span)
    left = max((s for s, _ in lines.sentences if s <= start), default=start)
    right = min((e for _, e in lines.sentences if e >= end), default=end)
    text = article.text
    return {
        "zone": _zone(article.zones, start),
        "context": None if text is None else text[left:right],
        "context_start": left,
        "context_end": right,
    }


def _claim_row(article: Article, lines: Outline, index: int, claim: Claim) -> Row:
    place = _place(article, "claim", claim.id or f"claims[{index}]")
    return {**place, **_claim(claim, article.text), **around(article, lines, claim.content)}


def _event_row(article: Article, lines: Outline, index: int, event: Event) -> Row:
    named = {(e.start, e.end): e.id for e in entities_of(article.annotation)}
    place = _place(article, "event", event.id or f"events[{index}]")
    return {**place, **_event(event, article.text, named), **around(article, lines, event.trigger)}


def article_of(row: Mapping[str, Any]) -> Article:
    """Return the article of a row of ``articles`` whose labels are names: the inverse of ``article_row``."""
    layers = {name: row[name] for name in ("entities", "claims", "events") if row[name] is not None}
    annotation = {"id": row["id"], **{name: [_unit(name, u) for u in units] for name, units in layers.items()}}
    raw = {key: row[key] for key in ("id", "story", "collection", "sha256", "text", "metadata", "zones", "provenance")}
    return msgspec.convert({**raw, "annotation": msgspec.convert(annotation, Annotation)}, Article)


def _unit(layer: str, unit: Mapping[str, Any]) -> Row:
    kept = {key: value for key, value in unit.items() if not key.endswith("surface")}
    if layer == "events":
        kept["arguments"] = [{"role": a["role"], "span": a["span"]} for a in unit["arguments"]]
    return kept
