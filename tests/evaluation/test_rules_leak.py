"""Nothing in the rules system was read off the test split, neither by its code nor by whoever wrote it.

Every string of the code (docstrings are none) and every key and value of the data files is cut into words, at spaces
and at the signs of rows and regular expressions. The whole string, each word and each run of words is compared, without
regard to capitals, with every surface that is annotated in the test split and in no other: entities, sources, cues,
contents, triggers, arguments. So a row of a data file cannot hide a word, nor a pattern an alternative.

Two kinds of words are free. Labels of the ontology are words too ("party", "deal"), and code names them. And ``CLOSED``
lists single words of classes that are closed: a grammar has all of them or none, they tell nothing about what an
article reports, and without them no noun phrase, date, amount or measure can be told. A test article may well be the
only one to have such a word as a whole mention ("which" as a source, "December" as a date); the rules know it from the
language. No noun, verb or adjective that carries a meaning is among them, and no phrase.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
import yaml

from wirecopy.corpus import load
from wirecopy.corpus.model import Article, surface
from wirecopy.corpus.ontology import load_ontology
from wirecopy.corpus.store import catalogue
from wirecopy.corpus.units import argument_spans, unit_spans

PACKAGE = files("wirecopy.evaluation.systems.rules")
CLASSES = {
    "pronouns": "he she it they we i you him them us me this that these those who which what one",
    "determiners": "the a an its his their our my your both all any some no neither each every such same",
    "quantifiers": "many most more others several few another first second third last next",
    "prepositions": "in on at by to of for from with under over out up off into after before about",
    "auxiliaries": "is are was were be been had has have did do does will would may might can could should must",
    "numerals": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand "
    "million billion half dozen",
    "weekdays": "monday tuesday wednesday thursday friday saturday sunday",
    "months": "january february march april may june july august september october november december",
    "times": "morning noon afternoon evening night midnight dawn dusk today tonight tomorrow yesterday weekend spring "
    "summer autumn winter second minute hour day week month quarter year decade",
    "measures": "metre meter kilometre kilometer mile tonne ton litre percent degree",
}
CLOSED = frozenset(word for row in CLASSES.values() for word in row.split())
_WORD = re.compile(r"[^\W_]+(?:['.-][^\W_]+)*")
_SIGNS = re.compile(r"\\[a-zA-Z]|\(\?(?:[:!=>]|<[!=]|[a-z]+:)|\[[^\]]*\]|\{[^}]*\}|[\\|()^$*+?=_]")


def code_strings(source: str) -> Iterator[str]:
    """Yield the strings of a module, the pieces of formatted ones too; docstrings are none."""
    tree = ast.parse(source)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def scalars(value: Any) -> Iterator[str]:
    """Yield the keys and values of a data file."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield str(key)
            yield from scalars(item)
    elif isinstance(value, list):
        for item in value:
            yield from scalars(item)
    else:
        yield str(value)


def literals(name: str, text: str) -> Iterator[str]:
    """Yield the literals of a file of the system."""
    yield from code_strings(text) if name.endswith(".py") else scalars(yaml.safe_load(text))


@cache
def everything() -> tuple[tuple[str, str], ...]:
    """Return the file and the text of every literal of the system."""
    names = [entry for entry in PACKAGE.iterdir() if entry.name.endswith((".py", ".yaml"))]
    return tuple(
        (entry.name, text) for entry in names for text in literals(entry.name, entry.read_text(encoding="utf-8"))
    )


def plain(text: str) -> str:
    """Return a text as it is compared: no capitals, one kind of apostrophe, single spaces."""
    return " ".join(text.casefold().replace("’", "'").split())


def pieces(literal: str, longest: int) -> set[str]:
    """Return a literal, its words, and its runs of up to ``longest`` words."""
    found = {plain(literal)}
    for text in (plain(literal), plain(_SIGNS.sub(" ", literal.replace("’", "'")))):
        words = _WORD.findall(text)
        for size in range(1, longest + 1):
            found |= {" ".join(words[i : i + size]) for i in range(len(words) - size + 1)}
    return found


def surfaces(articles: Iterable[Article]) -> set[str]:
    """Return every annotated surface of articles that have a text."""
    return {
        plain(surface(article.text, span))
        for article in articles
        if article.text is not None
        for _, span in (*unit_spans(article.annotation), *argument_spans(article.annotation))
    }


def labels() -> set[str]:
    """Return the labels of the ontology."""
    ontology = load_ontology()
    roles = {role for row in ontology.events.types.values() for role in row.roles}
    values = {value for found in ontology.attribute_values().values() for value in found}
    return {plain(label) for label in (*ontology.entities, *ontology.events.types, *roles, *values, *ontology.zones)}


@cache
def of_test_alone() -> frozenset[str]:
    """Return the surfaces that only the test split has, without what may be named."""
    others = [split for split in catalogue().splits if split != "test"]
    seen = surfaces(article for split in others for article in load(split, texts=False))
    return frozenset(surfaces(load("test")) - seen - labels() - CLOSED)


def leaks(found: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the file and the words of literals that equal a surface of the test split alone."""
    only = of_test_alone()
    longest = max(len(text.split()) for text in only)
    return sorted({(file, piece) for file, literal in found for piece in pieces(literal, min(longest, 12)) & only})


def test_no_word_of_a_literal_is_a_surface_of_the_test_split_alone() -> None:
    assert leaks(everything()) == []


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("a.py", "WORD = '{}'"),
        ("a.py", "ROW = 'of {} and'.split()"),
        ("a.py", "PATTERN = re.compile(rf'(?:harbour|{}|quay)\\s{{{{X}}}}')"),
        ("a.py", "def f(x):\n    return f'x={{x}} {}'"),
        ("a.yaml", "row: in {} on"),
        ("a.yaml", "table: {{key: [one, '{}']}}"),
        ("a.yaml", "codes: alpha=1 {}=2"),
        ("a.yaml", "{}: row"),
    ],
)
def test_a_planted_word_is_found(name: str, file: str) -> None:
    words = {text for text in of_test_alone() if text.isalpha()}
    phrases = {text for text in of_test_alone() if " " in text and text.replace(" ", "").isalpha()}
    assert words
    assert phrases
    for planted in (min(words), min(words).upper(), max(words).title(), min(phrases)):
        assert (name, planted.casefold()) in leaks((name, text) for text in literals(name, file.format(planted)))
    assert leaks((name, text) for text in literals(name, file.format("zzyzx"))) == []


def test_what_is_free_is_little_and_all_of_it_is_used() -> None:
    own = surfaces(load("test"))
    assert len(own & (CLOSED | labels())) < len(own) / 20
    assert {piece for _, literal in everything() for piece in pieces(literal, 1)} >= CLOSED
    assert not any(" " in word for word in CLOSED)


def test_the_literals_are_seen() -> None:
    texts = {text for _, text in everything()}
    assert "grammar.yaml" in texts
    assert any("wednes" in text.lower() for text in texts)
    assert not any(text.startswith("The floor of the leaderboard") for text in texts)
