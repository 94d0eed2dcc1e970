"""Nothing in the rules system was read off the test split, neither by its code nor by whoever wrote it.

Three things are compared with the surfaces that occur in the test split and in no other split:

- every string of the code and every scalar and key of the data files, as it stands, with surfaces of every layer:
  entities, cues, sources, triggers, arguments (the ontology's labels and function words alone excepted);
- every run of words inside such a string with the names (entities that are not values), in any case, so that a row
  of a data file cannot hide one;
- every run of two words or more inside such a string with cues and triggers.

Single words of the general lexicons (verbs of saying, words for an arrest or a flood) are rows of base forms for whole
word families, written from the ontology's definitions; that one of them is met in the test split, as in any news, tells
nothing about it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
import yaml

from wirecopy.corpus import load
from wirecopy.corpus.model import Article, surface
from wirecopy.corpus.ontology import load_ontology
from wirecopy.corpus.store import catalogue
from wirecopy.corpus.units import argument_spans, entities_of, unit_spans

INSTITUTIONS = {"ORG", "MEDIA"}
VALUES = {"DATE", "MONEY", "QUANTITY"}
PACKAGE = files("wirecopy.evaluation.systems.rules")


def literals() -> Iterator[tuple[str, str]]:
    """Yield the file and the text of every literal of the system; docstrings are none."""
    for entry in PACKAGE.iterdir():
        if entry.name.endswith(".py"):
            yield from ((entry.name, text) for text in code_strings(entry.read_text(encoding="utf-8")))
        elif entry.name.endswith(".yaml"):
            yield from ((entry.name, text) for text in scalars(yaml.safe_load(entry.read_text(encoding="utf-8"))))


def labels() -> set[str]:
    """Return the labels of the ontology, which are words too ("item", "party") and are named in tables of rules."""
    ontology = load_ontology()
    roles = {role for row in ontology.events.types.values() for role in row.roles}
    values = {value for found in ontology.attribute_values().values() for value in found}
    return {*ontology.entities, *ontology.events.types, *roles, *values, *ontology.zones}


def closed_class() -> set[str]:
    """Return the pronouns, prepositions, determiners and auxiliaries that the system has: there is no news in them."""
    grammar = yaml.safe_load((PACKAGE / "grammar.yaml").read_text(encoding="utf-8"))
    rows = [grammar[name] for name in ("verbal", "prepositions", "determiners", "pronouns", "relatives", "finite")]
    return {word for row in rows for word in row.split()}


def code_strings(source: str) -> Iterator[str]:
    tree = ast.parse(source)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def scalars(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield str(key)
            yield from scalars(item)
    elif isinstance(value, list):
        for item in value:
            yield from scalars(item)
    else:
        yield str(value)


def surfaces(article: Article) -> Iterator[str]:
    text = article.text or ""
    for _, span in (*unit_spans(article.annotation), *argument_spans(article.annotation)):
        yield surface(text, span)


def names(article: Article) -> Iterator[str]:
    """Yield names in lower case, but for the institution's common noun that stands for its whole name: "the Board"."""
    text = article.text or ""
    found = [(text[e.start : e.end].lower(), e.type) for e in entities_of(article.annotation) if e.type not in VALUES]
    nouns = {name.split()[-1] for name, kind in found if kind in INSTITUTIONS and " " in name}
    yield from (name for name, kind in found if not (kind in INSTITUTIONS and name in nouns))


def phrases(article: Article) -> Iterator[str]:
    text = article.text or ""
    kinds = ("cue", "trigger")
    spans = (span for place, span in unit_spans(article.annotation) if place.endswith(kinds))
    yield from (found for span in spans if " " in (found := surface(text, span).lower()))


def only_in_test(of: Any) -> set[str]:
    others = [split for split in catalogue().splits if split != "test"]
    seen = {found for split in others for a in load(split, texts=False) if a.text is not None for found in of(a)}
    return {found for article in load("test") for found in of(article)} - seen


@cache
def everything() -> tuple[tuple[str, str], ...]:
    return tuple(literals())


def runs(text: str, longest: int) -> Iterator[str]:
    words = re.findall(r"[\w'’.-]+", text.lower())
    for size in range(1, longest + 1):
        yield from (" ".join(words[i : i + size]) for i in range(len(words) - size + 1))


def test_no_literal_is_a_surface_of_the_test_split_alone() -> None:
    leaked = only_in_test(surfaces) - labels()
    leaked = {found for found in leaked if not set(found.lower().split()) <= closed_class()}
    assert leaked, "the test split has surfaces of its own"
    assert [(file, text) for file, text in everything() if text in leaked] == []


@pytest.mark.parametrize("of", [names, phrases])
def test_no_words_of_a_literal_are_a_name_or_a_phrase_of_the_test_split_alone(of: Any) -> None:
    leaked = only_in_test(of)
    longest = max((len(found.split()) for found in leaked), default=1)
    assert [(file, run) for file, text in everything() for run in runs(text, longest) if run in leaked] == []


def test_the_literals_are_seen() -> None:
    texts = {text for _, text in everything()}
    assert any("ceasefire" in text for text in texts)
    assert "words.yaml" in texts
    assert not any(text.startswith("The floor of the leaderboard") for text in texts)
