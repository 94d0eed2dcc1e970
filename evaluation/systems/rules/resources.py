"""The data files beside the code, read once: closed classes, calendar, morphology."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from wirecopy.corpus.ontology import load_ontology


def read(name: str) -> dict[str, Any]:
    """Return one of the YAML files beside this module."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = files("wirecopy.evaluation.systems.rules").joinpath(name).read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.load(text, Loader=loader)  # noqa: S506 - both loaders are the safe one
    return found


def codes(row: str) -> dict[str, str]:
    """Return word -> code of a row of ``word=code``."""
    return dict(item.split("=") for item in row.split())


def alternatives(row: str) -> str:
    """Return a row of words as alternatives of a regular expression, the longest first; ``_`` is a space."""
    return "|".join(word.replace("_", r"\s") for word in sorted(row.split(), key=lambda word: (-len(word), word)))


@cache
def _grammar() -> dict[str, frozenset[str]]:
    return {name: frozenset(row.split()) for name, row in read("grammar.yaml").items()}


@cache
def grammar(*names: str) -> frozenset[str]:
    """Return the words of closed classes of English. Raises ``KeyError`` for a name that the file does not have."""
    return frozenset().union(*(_grammar()[name] for name in names))


@cache
def value_types() -> frozenset[str]:
    """Return the types of dates and amounts, which are found by patterns and not learnt."""
    return frozenset(name for name, row in load_ontology().entities.items() if not row.named)


@cache
def function_words() -> frozenset[str]:
    """Return the words of all closed classes."""
    return grammar(*_grammar())
