"""The JSON schema of an answer, built from the label set: what the endpoint is told to keep to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wirecopy.corpus.ontology import load_ontology

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
MAYBE_TEXT: Schema = {"type": ["string", "null"]}


def answer_schema(layers: Iterable[str]) -> Schema:
    """Return the schema of an answer for the given layers; every object is closed and requires all its keys."""
    parts = {"entities": _entity, "claims": _claim, "events": _event}
    return _object({layer: {"type": "array", "items": parts[layer]()} for layer in layers})


def _object(properties: dict[str, Schema]) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _one_of(values: Iterable[str]) -> Schema:
    return {"type": "string", "enum": list(values)}


def _entity() -> Schema:
    return _object({"text": TEXT, "type": _one_of(load_ontology().entities), "context": MAYBE_TEXT})


def _claim() -> Schema:
    attributes = {name: _one_of(values) for name, values in load_ontology().claims.attributes.items()}
    return _object({
        "source": MAYBE_TEXT,
        "cue": MAYBE_TEXT,
        "content": {"type": "array", "items": TEXT},
        **attributes,
        "parent": {"type": ["integer", "null"]},
    })  # fmt: skip


def _event() -> Schema:
    """Return one closed object an event type, so that a type is only given roles of its own."""
    events = load_ontology().events
    attributes = {name: _one_of(values) for name, values in events.attributes.items()}
    return {
        "anyOf": [
            _object({
                "type": _one_of([name]),
                "trigger": TEXT,
                "context": MAYBE_TEXT,
                **attributes,
                "time": MAYBE_TEXT,
                "arguments": {"type": "array", "items": _object({"role": _one_of(row.roles), "text": TEXT})},
            })
            for name, row in events.types.items()
        ]
    }  # fmt: skip
