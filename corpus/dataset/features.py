"""The columns of every configuration, generated from the label set and the annotation model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wirecopy.corpus.ontology import load_ontology

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from datasets import ClassLabel, Features

# Every configuration with what one row of it is. Configurations without rows are left out of a build.
CONFIGS = {
    "articles": "an article with its text, zones, metadata and all three layers",
    "entities": "an article as tokens with offsets and BIO tags",
    "claims": "a claim: who says it, the words that say so, what is said, and the sentences around it",
    "events": "an event: its trigger, type, modality, time, arguments, and the sentences around it",
}
DEFAULT = "articles"

# What each column holds, where its name alone does not say it. Croissant and the card's tables take it from here.
MEANINGS = {
    "id": "unique in its configuration: the article's id, or article#claim, article#event",
    "article": "id of the article",
    "claim": "id of the claim in its article",
    "event": "id of the event in its article",
    "story": "the story that the article belongs to; a story lies in one split",
    "collection": "where the article comes from, which decides whether its text is here",
    "sha256": "SHA-256 of the article's text in UTF-8",
    "text": "the text, Unicode NFC; null where it is withheld",
    "metadata": "what the page says of itself, null where it does not say",
    "zones": "the parts of the page, as offsets",
    "entities": "names and values, flat",
    "claims": "what the article attributes to somebody",
    "events": "what happened, will or may happen",
    "provenance": "the passes over the annotation and who settled them",
    "tokens": "the words; null where the text is withheld",
    "starts": "where each token starts, in code points of the article's text",
    "ends": "where each token ends, exclusive",
    "whitespace": "whether white space follows the token",
    "ner_tags": "one BIO tag a token: exactly the entities layer",
    "sentence_ids": "the number of the sentence that each token is in",
    "zone_kinds": "the kind of zone that each token is in; furniture is not annotated",
    "parent": "id of the claim inside whose content this one stands, or which relays it",
    "source": "fragments of the noun phrase that names who says it; null where nobody is named",
    "cue": "fragments of the words that attribute; null for free direct speech",
    "content": "fragments of what is said",
    "source_surface": "the words of the source",
    "cue_surface": "the words of the cue",
    "content_surface": "the words of the content",
    "source_type": "what kind of source",
    "certainty": "how sure",
    "polarity": "put forward or rejected",
    "quote": "in the source's words or the writer's",
    "trigger": "fragments of the words that name the event",
    "trigger_surface": "the words of the trigger",
    "type": "the type",
    "modality": "said to happen, planned, possible or denied",
    "time": "a TIMEX3 value, null where the text does not date the event",
    "cluster": "mentions of one thing in an article share it",
    "arguments": "role, span, words, and the id of the entity whose span it is",
    "zone": "the kind of zone in which the content or the trigger starts",
    "context": "the sentences that hold the content or the trigger",
    "context_start": "where the context starts in the article's text",
    "context_end": "where the context ends, exclusive",
}


def tag_names() -> list[str]:
    """Return the BIO tags in the order of the ontology: ``O``, then ``B-X``, ``I-X`` for every entity type."""
    return ["O", *(f"{prefix}-{name}" for name in load_ontology().entities for prefix in "BI")]


def role_names() -> list[str]:
    """Return the roles of all event types in the order in which the ontology first names them."""
    return list(dict.fromkeys(role for row in load_ontology().events.types.values() for role in row.roles))


def features(config: str) -> Features:
    """Return the typed columns of a configuration.

    Offsets are 32-bit code points into the article's text, end exclusive; a span is a list of ``[start, end]``.
    """
    from datasets import Features

    return Features(_COLUMNS[config]())


def _text() -> Any:
    from datasets import Value

    return Value("string")


def _texts(names: Iterable[str]) -> dict[str, Any]:
    return {name: _text() for name in names}


def _offset() -> Any:
    from datasets import Value

    return Value("int32")


def _span() -> Any:
    from datasets import List

    return List(List(_offset(), length=2))


def _label(names: Iterable[str]) -> ClassLabel:
    from datasets import ClassLabel

    return ClassLabel(names=list(names))


def _values(attributes: Iterable[str]) -> dict[str, ClassLabel]:
    values = load_ontology().attribute_values()
    return {name: _label(values[name]) for name in attributes}


def _articles() -> dict[str, Any]:
    from datasets import List

    page = ("headline", "outlet", "agency", "published", "updated", "dateline", "url", "license", "rights_holder")
    zone = {"kind": _label(load_ontology().zones), "start": _offset(), "end": _offset()}
    passed = _texts(("annotator", "kind", "guidelines", "started", "finished"))
    return {
        **_texts(("id", "story", "collection", "sha256", "text")),
        "metadata": {**_texts(page), "language": _text(), "byline": List(_text())},
        "zones": List(zone),
        "entities": List(_entity()),
        "claims": List({"id": _text(), **_claim()}),
        "events": List({"id": _text(), **_event()}),
        "provenance": {"passes": List(passed), **_texts(("settled_by", "settled", "system", "note"))},
    }


def _entity() -> dict[str, Any]:
    from datasets import Value

    return {
        "id": _text(),
        "start": _offset(),
        "end": _offset(),
        "type": _label(load_ontology().entities),
        "metonym": Value("bool"),
        **_texts(("value", "cluster", "link", "surface")),
    }


def _claim() -> dict[str, Any]:
    parts = load_ontology().claims.parts
    return {
        "parent": _text(),
        **{part: _span() for part in parts},
        **_texts(f"{part}_surface" for part in parts),
        **_values(load_ontology().claims.attributes),
    }


def _event() -> dict[str, Any]:
    from datasets import List

    argument = {"role": _label(role_names()), "span": _span(), "surface": _text(), "entity": _text()}
    return {
        "type": _label(load_ontology().events.types),
        "trigger": _span(),
        "trigger_surface": _text(),
        **_values(load_ontology().events.attributes),
        **_texts(("time", "cluster")),
        "arguments": List(argument),
    }


def _tokens() -> dict[str, Any]:
    from datasets import List, Value

    return {
        **_texts(("id", "story", "collection", "sha256")),
        "tokens": List(_text()),
        "starts": List(_offset()),
        "ends": List(_offset()),
        "whitespace": List(Value("bool")),
        "ner_tags": List(_label(tag_names())),
        "sentence_ids": List(_offset()),
        "zone_kinds": List(_label(load_ontology().zones)),
    }


def _unit_rows(unit: str, columns: dict[str, Any]) -> dict[str, Any]:
    return {
        **_texts(("id", "article", unit, "story", "collection", "sha256")),
        **columns,
        "zone": _label(load_ontology().zones),
        "context": _text(),
        "context_start": _offset(),
        "context_end": _offset(),
    }


_COLUMNS: dict[str, Callable[[], dict[str, Any]]] = {
    "articles": _articles,
    "entities": _tokens,
    "claims": lambda: _unit_rows("claim", _claim()),
    "events": lambda: _unit_rows("event", _event()),
}
