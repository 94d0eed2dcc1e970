"""JSON bytes to records, with messages that name the article, the field, what was found and what was expected."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import msgspec

from wirecopy.corpus.errors import nearest, printable, shown
from wirecopy.corpus.model import Annotation, Claim, Entity, Event

T = TypeVar("T")

LAYER_UNITS: Mapping[str, type[msgspec.Struct]] = {"entities": Entity, "claims": Claim, "events": Event}
UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)

LONGEST = 200

_FIELD = re.compile(r"^(?P<what>.*?)(?: - at `\$?\.?(?P<path>.*)`)?$", re.DOTALL)
_UNKNOWN = re.compile(r"unknown field `(?P<name>.*)`", re.DOTALL)


def problems_in_line(data: bytes) -> list[str]:
    """Return what is wrong with one annotation line, a message a unit; empty if it decodes.

    Every message begins with the article's id where it can be read, and the path of the field.
    """
    try:
        raw = msgspec.json.decode(data)
    except UNREADABLE as error:
        return [f"not valid JSON: {_plain(error)}"]
    if not isinstance(raw, dict):
        return [f"expected an object, found {_quoted(raw)}"]
    found = list(_in_object(raw))
    article = f"article {shown(raw['id'])}: " if isinstance(raw.get("id"), str) else ""
    return [article + message for message in found]


def _in_object(raw: dict[str, Any]) -> Iterator[str]:
    rest: dict[str, Any] = {}
    for key, value in raw.items():
        unit = LAYER_UNITS.get(key)
        if unit is not None and isinstance(value, list):
            for i, item in enumerate(value):
                yield from _convert(item, unit, f"{key}[{i}]")
        else:
            rest[key] = value
    yield from _convert(rest, Annotation, "")


def _convert(raw: object, kind: type[msgspec.Struct], place: str) -> Iterator[str]:
    try:
        msgspec.convert(raw, kind)
    except (msgspec.ValidationError, RecursionError) as error:
        yield explain(error, kind, raw, place)


def explain(error: Exception, kind: type[msgspec.Struct], raw: object, place: str = "") -> str:
    """Return msgspec's complaint as ``path: found ..., expected ...`` with the nearest valid name."""
    match = _FIELD.match(str(error))
    path = ".".join(part for part in (place, (match and match["path"]) or "") if part)
    what = match["what"] if match else str(error)
    unknown = _UNKNOWN.search(what)
    if unknown:
        names = [field.encode_name for field in msgspec.structs.fields(kind)]
        hint = nearest(unknown["name"], names)
        return f"{path or 'line'}: unknown field {shown(unknown['name'])}, expected one of {', '.join(names)}{hint}"
    value = _value_at(raw, (match and match["path"]) or "")
    found = f"found {_quoted(value)}, " if value is not _ABSENT and "got" not in what and "missing" not in what else ""
    return f"{path or 'line'}: {found}{_plain_words(what)}"


def _quoted(value: object) -> str:
    """Return a value for a message; what decodes may still be nested too deeply for Python to print."""
    try:
        return shown(value, 40)
    except RecursionError:
        return "a deeply nested value"


_ABSENT = object()


def _value_at(raw: object, path: str) -> object:
    for key in re.findall(r"[^.\[\]]+", path):
        if isinstance(raw, dict) and key in raw:
            raw = raw[key]
        elif isinstance(raw, list) and key.isdecimal() and int(key) < len(raw):
            raw = raw[int(key)]
        else:
            return _ABSENT
    return raw


def _plain_words(what: str) -> str:
    words = what.replace("`", "").replace("Object missing required field", "missing required field")
    words = re.sub(r"^Expected (.*?), got (.*)$", r"found \2, expected \1", words).replace("Expected", "expected")
    # Some complaints quote the value whole, and it is untrusted.
    return printable(words if len(words) <= LONGEST else words[: LONGEST - 3] + "...")


def _plain(error: BaseException) -> str:
    if isinstance(error, RecursionError):
        return "nested too deeply"
    return str(error).replace("`", "")
