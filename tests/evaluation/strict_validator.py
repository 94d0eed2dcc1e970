"""What a prediction file must be, said a second time: Python's json and the contract's rules, nothing of the project's.

``valid(data, gold, ontology)`` tells whether ``score`` may give these bytes a figure.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

Check = Callable[[Any], bool]
MOST = 2**31 - 1


def number(value: Any) -> bool:
    return type(value) is int and 0 <= value <= MOST


def text(value: Any) -> bool:
    return isinstance(value, str)


def name(value: Any) -> bool:
    return text(value) and value != ""


def optional(check: Check) -> Check:
    return lambda value: value is None or check(value)


def every(check: Check) -> Check:
    return lambda value: isinstance(value, list) and all(map(check, value))


def record(required: Mapping[str, Check], rest: Mapping[str, Check]) -> Check:
    known = {**required, **rest}

    def check(value: Any) -> bool:
        if not isinstance(value, dict) or not set(required) <= set(value) <= set(known):
            return False
        return all(known[key](item) for key, item in value.items())

    return check


def in_order(span: list[list[int]]) -> bool:
    """Each fragment holds something, and none begins before the one before it ends."""
    at = 0
    for start, end in span:
        if start < at or end <= start:
            return False
        at = end
    return True


def fragment(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(number, value))


def span(value: Any) -> bool:
    return every(fragment)(value) and len(value) > 0 and in_order(value)


ENTITY = record(
    {"start": number, "end": number, "type": name},
    {"id": optional(name), "metonym": lambda v: isinstance(v, bool), "value": optional(text), "cluster": optional(text),
     "link": optional(text)},
)  # fmt: skip
CLAIM = record(
    {"content": span},
    {"id": optional(name), **dict.fromkeys(("source", "cue"), optional(span)),
     **dict.fromkeys(("source_type", "certainty", "polarity", "quote", "parent"), optional(text))},
)  # fmt: skip
ARGUMENT = record({"role": name, "span": span}, {})
EVENT = record(
    {"type": name, "trigger": span},
    {
        "id": optional(name),
        **dict.fromkeys(("modality", "time", "cluster"), optional(text)),
        "arguments": every(ARGUMENT),
    },
)
METADATA = record(
    {},
    {**dict.fromkeys(("headline", "outlet", "agency", "published", "updated", "dateline", "url", "license",
                      "rights_holder", "language"), optional(text)), "byline": every(text)},
)  # fmt: skip
ZONE = record({"kind": name, "start": number, "end": number}, {})
PASS = record(
    {"annotator": name, "kind": lambda v: v in ("person", "model")},
    dict.fromkeys(("guidelines", "started", "finished"), optional(text)),
)
PROVENANCE = record(
    {}, {"passes": every(PASS), **dict.fromkeys(("settled_by", "settled", "system", "note"), optional(text))}
)
LINE = record(
    {"id": name},
    {"entities": every(ENTITY), "claims": every(CLAIM), "events": every(EVENT), "text": optional(text),
     "story": optional(text), "metadata": optional(METADATA), "zones": optional(every(ZONE)),
     "provenance": optional(PROVENANCE)},
)  # fmt: skip


def no_constant(found: str) -> NoReturn:
    raise ValueError(found)


def decoded(line: bytes) -> Any:
    """Return strict JSON: no NaN, no half of a surrogate pair. Raises ValueError or RecursionError."""
    value = json.loads(line.decode("utf-8"), parse_constant=no_constant)
    json.dumps(value, ensure_ascii=False).encode("utf-8")
    return value


def labelled(line: dict[str, Any], ontology: Any) -> bool:
    """Whether all labels are of the label set (its file, as plain dicts)."""
    claims, events = ontology["claims"]["attributes"], ontology["events"]
    types = events["types"]
    return (
        all(entity["type"] in ontology["entities"] for entity in line.get("entities", ()))
        and all(claim.get(key) is None or claim[key] in claims[key]
                for claim in line.get("claims", ()) for key in claims)
        and all(event.get("modality") is None or event["modality"] in events["attributes"]["modality"]
                for event in line.get("events", ()))
        and all(event["type"] in types for event in line.get("events", ()))
        and all(argument["role"] in types[event["type"]]["roles"]
                for event in line.get("events", ()) for argument in event.get("arguments", ()))
    )  # fmt: skip


def placed(line: dict[str, Any], length: int) -> bool:
    """Whether all spans lie in the text, and entities are not empty."""
    entities = line.get("entities", ())
    ends = [entity["end"] for entity in entities]
    for claim in line.get("claims", ()):
        ends += [claim[part][-1][1] for part in ("source", "cue", "content") if claim.get(part) is not None]
    for event in line.get("events", ()):
        ends += [event["trigger"][-1][1], *(argument["span"][-1][1] for argument in event.get("arguments", ()))]
    return all(entity["start"] < entity["end"] for entity in entities) and all(end <= length for end in ends)


def related(line: dict[str, Any]) -> bool:
    """Whether every parent is the id of one claim."""
    claims = line.get("claims", ())
    ids = [claim.get("id") for claim in claims]
    return all(claim.get("parent") is None or ids.count(claim["parent"]) == 1 for claim in claims)


def valid(data: bytes, texts: Mapping[str, str], ontology: Any) -> bool:
    """Return whether the file is one valid line for each article of ``texts``."""
    seen = []
    for raw in data.split(b"\n"):
        if not raw.strip():
            continue
        try:
            line = decoded(raw)
        except (ValueError, RecursionError):
            return False
        if not LINE(line) or line["id"] not in texts:
            return False
        words = texts[line["id"]]
        if line.get("text") not in (None, words):
            return False
        if not (labelled(line, ontology) and placed(line, len(words)) and related(line)):
            return False
        seen.append(line["id"])
    return sorted(seen) == sorted(texts)
