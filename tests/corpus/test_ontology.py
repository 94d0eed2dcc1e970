"""The label set: complete, without collisions, and the only place that lists labels."""

import ast
from collections import Counter
from pathlib import Path

import pytest

from wirecopy.corpus.errors import InputError
from wirecopy.corpus.ontology import load_ontology

ROOT = Path(__file__).parents[2]


def hotkeys() -> list[str]:
    known = load_ontology()
    rows = [
        *known.entities.values(),
        *known.claims.parts.values(),
        known.arguments.noun_phrase,
        *known.events.types.values(),
    ]
    values = [*known.claims.attributes.values(), *known.events.attributes.values()]
    return [row.hotkey for row in rows] + [value.hotkey for attribute in values for value in attribute.values()]


def test_the_label_set_is_that_of_the_schema() -> None:
    known = load_ontology()
    assert (len(known.entities), len(known.events.types), len(known.zones), len(known.links)) == (12, 20, 7, 4)
    assert {name: len(values) for name, values in known.attribute_values().items()} == {
        "source_type": 6, "certainty": 3, "polarity": 2, "quote": 3, "modality": 4,
    }  # fmt: skip
    assert list(known.events.types["Trial"].roles) == ["court", "defendant", "charge", "penalty"]
    assert known.furniture() == {"furniture"}


def test_hotkeys_and_colours_do_not_collide() -> None:
    assert [key for key, count in Counter(hotkeys()).items() if count > 1] == []
    known = load_ontology()
    for layer in (known.entities, known.claims.parts, known.events.types):
        colours = Counter(row.colour for row in layer.values())
        assert [colour for colour, count in colours.items() if count > 1] == []


@pytest.mark.parametrize(
    ("mapping", "label", "image"),
    [
        ("conll", "MEDIA", "ORG"),
        ("conll", "GPE", "LOC"),
        ("conll", "LAW", "MISC"),
        ("conll", "MISC", "MISC"),
        ("conll", "DATE", None),
        ("ontonotes", "PER", "PERSON"),
        ("ontonotes", "PERSON", "PERSON"),
        ("ontonotes", "FAC", "LOC"),
        ("ontonotes", "TIME", "DATE"),
        ("ontonotes", "CARDINAL", None),
    ],
)
def test_mappings(mapping: str, label: str, image: str | None) -> None:
    assert load_ontology().mapping(mapping)[label] == image


def test_unknown_mapping_names_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean 'conll'"):
        load_ontology().mapping("conl")


def listed(node: ast.AST) -> set[str]:
    """Return the words that a display lists: the elements of a list, tuple or set, the keys of a dictionary."""
    elements = node.keys if isinstance(node, ast.Dict) else getattr(node, "elts", [])
    return {e.value for e in elements if isinstance(e, ast.Constant) and isinstance(e.value, str)}


def test_nothing_else_in_the_code_lists_labels() -> None:
    if not (ROOT / "corpus").is_dir():
        pytest.skip("no checkout beside the tests")
    known = load_ontology()
    # A rule may be about a label or two; three in one display are a list of them.
    for top in ("annotation", "conf", "corpus", "evaluation"):
        for path in (ROOT / top).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, (ast.Dict, ast.List, ast.Set, ast.Tuple)):
                    words = listed(node)
                    assert len(words & known.entities.keys()) < 3, f"{path}:{node.lineno}"
                    assert len(words & known.events.types.keys()) < 3, f"{path}:{node.lineno}"
