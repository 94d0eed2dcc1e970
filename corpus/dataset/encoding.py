"""Rows to what parquet holds: labels become their numbers, and every row must have exactly the columns' keys.

``datasets`` fills missing keys with null and drops unknown ones without a word, so both are refused here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from wirecopy.corpus.errors import InputError, nearest, shown

if TYPE_CHECKING:
    from datasets import Features

Encode = Callable[[Any, str], Any]


def encoder(columns: Features) -> Callable[[dict[str, Any], str], dict[str, Any]]:
    """Return the function that encodes a row; its second argument names the row in messages.

    It raises ``InputError`` for a missing or an unknown key and for a label that the columns do not know.
    """
    return _struct(dict(columns))


def _compiled(feature: Any) -> Encode | None:
    """Return how values of a feature are encoded, or None where they stay as they are."""
    from datasets import ClassLabel, List

    if isinstance(feature, dict):
        return _struct(feature)
    if isinstance(feature, List):
        return _list(_compiled(feature.feature))
    return _label(feature.names) if isinstance(feature, ClassLabel) else None


def _struct(fields: dict[str, Any]) -> Encode:
    inner = {name: _compiled(feature) for name, feature in fields.items()}
    names = inner.keys()

    def encode(value: Any, where: str) -> Any:
        if value is None:
            return None
        if value.keys() != names:
            wrong = sorted(value.keys() ^ names)
            raise InputError(f"{where}: found {', '.join(wrong)} on one side only, expected {', '.join(names)}")
        return {k: value[k] if code is None else code(value[k], f"{where}.{k}") for k, code in inner.items()}

    return encode


def _list(item: Encode | None) -> Encode | None:
    if item is None:
        return None

    def encode(value: Any, where: str) -> Any:
        return None if value is None else [item(one, where) for one in value]

    return encode


def _label(names: list[str]) -> Encode:
    numbers: dict[str | None, int | None] = {None: None, **{name: i for i, name in enumerate(names)}}

    def encode(value: Any, where: str) -> Any:
        try:
            return numbers[value]
        except KeyError:
            hint = nearest(str(value), names)
            raise InputError(f"{where}: found {shown(value)}, expected one of {', '.join(names)}{hint}") from None

    return encode


def decoder(columns: Features) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Return the function that turns the label numbers of an encoded row back into names."""
    return lambda row: {name: _named(feature, row[name]) for name, feature in columns.items()}


def _named(feature: Any, value: Any) -> Any:
    from datasets import ClassLabel, List

    if value is None:
        return None
    if isinstance(feature, dict):
        return {name: _named(inner, value[name]) for name, inner in feature.items()}
    if isinstance(feature, List):
        return [_named(feature.feature, one) for one in value]
    return feature.names[value] if isinstance(feature, ClassLabel) else value
