"""The columns of every configuration, generated from the label set and the annotation model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wirecopy.corpus.model import Pass
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
    "links": "a link between claims, or events, of two articles: its kind, and the words and sentences at both ends",
}
DEFAULT = "articles"
LINKS = "links"
PER_ARTICLE = tuple(name for name in CONFIGS if name != LINKS)  # whose rows each come from one article

# The ends of a link: what the columns of each begin with, and what it is.
ENDS = {"from": "where the link leads from (the later article, if its kind has a direction)", "to": "where it leads to"}


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
    return {
        **_texts(("id", "story", "collection", "sha256", "text")),
        "metadata": {**_texts(page), "language": _text(), "byline": List(_text())},
        "zones": List(zone),
        "entities": List(_entity()),
        "claims": List({"id": _text(), **_claim()}),
        "events": List({"id": _text(), **_event()}),
        "provenance": {
            "passes": List(_texts(Pass.__struct_fields__)),
            **_texts(("settled_by", "settled", "system", "note")),
        },
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
        **_context(),
    }


def _context() -> dict[str, Any]:
    return {"context": _text(), "context_start": _offset(), "context_end": _offset()}


def _link_rows() -> dict[str, Any]:
    return {
        "id": _text(),
        "kind": _label(load_ontology().links),
        "story": _text(),
        **{f"{end}_{name}": column for end in ENDS for name, column in _end().items()},
        "judged": _texts(Pass.__struct_fields__),
    }


def _end() -> dict[str, Any]:
    parts = ("source", "cue", "span")
    return {
        **_texts(("article", "unit", "collection", "sha256")),
        **{part: _span() for part in parts},
        **_texts(f"{part}_surface" for part in parts),
        **_context(),
    }


_COLUMNS: dict[str, Callable[[], dict[str, Any]]] = {
    "articles": _articles,
    "entities": _tokens,
    "claims": lambda: _unit_rows("claim", _claim()),
    "events": lambda: _unit_rows("event", _event()),
    LINKS: _link_rows,
}
