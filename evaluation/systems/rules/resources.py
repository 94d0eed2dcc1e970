"""The general vocabulary beside the code, read once; every label in it is checked against the ontology."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

import msgspec
import yaml

from wirecopy.corpus.errors import InputError, nearest
from wirecopy.corpus.ontology import load_ontology

Rows: TypeAlias = dict[str, frozenset[str]]


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What kind of thing a name is, told by the words in it and beside it."""

    titles: frozenset[str]
    modifiers: frozenset[str]
    heads: Rows
    leading_heads: Rows
    before: Rows
    after: Rows
    place_prepositions: frozenset[str]
    motion_prepositions: frozenset[str]
    short_heads: frozenset[str]
    apposition: frozenset[str]
    possessive_heads: frozenset[str]
    particles: frozenset[str]
    linking: frozenset[str]
    demonym_endings: frozenset[str]
    function: frozenset[str]


def read(name: str) -> dict[str, Any]:
    """Return one of the YAML files beside this module."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = files("wirecopy.evaluation.systems.rules").joinpath(name).read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.load(text, Loader=loader)  # noqa: S506 - both loaders are the safe one
    return found


def rows(value: Any) -> Any:
    """Return ``value`` with every string cut into a set of words."""
    if isinstance(value, dict):
        return {key: rows(item) for key, item in value.items()}
    return frozenset(str(value).split())


def codes(row: str) -> dict[str, str]:
    """Return word -> code of a row of ``word=code``."""
    return dict(item.split("=") for item in row.split())


def alternatives(row: str) -> str:
    """Return a row of words as alternatives of a regular expression, the longest first; ``_`` is a space."""
    return "|".join(word.replace("_", r"\s") for word in sorted(row.split(), key=lambda word: (-len(word), word)))


def known(labels: Any, inventory: Any, where: str) -> None:
    """Raise ``InputError`` for a label that the ontology does not have."""
    for label in labels:
        if label not in inventory:
            raise InputError(f"{where}: found {label!r}, which the ontology does not have{nearest(label, inventory)}")


@cache
def _grammar() -> Rows:
    found: Rows = rows(read("grammar.yaml"))
    return found


def grammar(name: str) -> frozenset[str]:
    """Return a closed class of English words. Raises ``KeyError`` for a name that the file does not have."""
    return _grammar()[name]


@cache
def value_types() -> frozenset[str]:
    """Return the types of dates and amounts, found by patterns and not learnt: CoNLL, which knows names, has none."""
    return frozenset(name for name, row in load_ontology().entities.items() if row.conll is None)


@cache
def words() -> Words:
    """Return the vocabulary of the entity rules."""
    found = msgspec.convert(rows(read("words.yaml")), Words)
    for table in (found.heads, found.leading_heads, found.before, found.after):
        known(table, load_ontology().entities, "words.yaml")
    return found


def by_word(table: Rows) -> dict[str, str]:
    """Return word -> label of a table label -> words; the first label of the table wins."""
    found: dict[str, str] = {}
    for label, members in table.items():
        for word in sorted(members):
            found.setdefault(word, label)
    return found
