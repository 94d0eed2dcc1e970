"""What a system answers, checked article by article before it is kept: so that one bad answer is one failed article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from msgspec import UNSET

from wirecopy.corpus.decode import UNREADABLE, problems_in_line
from wirecopy.corpus.errors import InputError, nearest, refuse, shown
from wirecopy.corpus.lines import decode_line, encode_line
from wirecopy.corpus.model import LAYERS, Annotation, Article
from wirecopy.corpus.ontology import Ontology
from wirecopy.evaluation.faults import dangling, misplaced, unknown_names
from wirecopy.evaluation.systems import System


class Inventory(msgspec.Struct, frozen=True):
    """The labels that the gold allows: the label set, and the entity types (another set's where scores are mapped)."""

    ontology: Ontology
    entities: tuple[str, ...]


def inventory_of(ontology: Ontology | None, mapping: str | None) -> Inventory | None:
    """Return the allowed labels, or None where the inventory is open."""
    if ontology is None:
        return None
    return Inventory(ontology, tuple(ontology.mapping(mapping) if mapping else ontology.entities))


def checked(
    system: System, given: Sequence[Article], answered: Sequence[Annotation], inventory: Inventory | None
) -> list[Annotation]:
    """Return the layers of a system's answers: one annotation for each article, in order, nothing but layers.

    Raises ``InputError`` with everything that is wrong: number, order, layers, types of fields, offsets, labels.
    """
    where = f"system {system.name}"
    if not isinstance(answered, list | tuple):
        raise InputError(f"{where}: answered with {type(answered).__name__}, expected a list of annotations")
    for line in answered:
        if not isinstance(line, Annotation):
            raise InputError(f"{where}: answered with {shown(line)}, expected an Annotation")
    _require_order(where, [article.id for article in given], [line.id for line in answered])
    refuse([
        f"{where}: article {article.id!r}: {problem}"
        for article, line in zip(given, answered, strict=True)
        for problem in _problems(system, article, line, inventory)
    ])  # fmt: skip
    return [Annotation(line.id, line.entities, line.claims, line.events) for line in map(_decoded, answered)]


def _require_order(where: str, expected: Sequence[str], found: Sequence[str]) -> None:
    if found == expected:
        return
    if len(found) != len(expected):
        raise InputError(
            f"{where}: answered with {len(found)} annotations for {len(expected)} articles (first "
            f"{expected[0]!r}), expected exactly one for each, in order"
        )
    wrong = next(i for i, pair in enumerate(zip(found, expected, strict=True)) if pair[0] != pair[1])
    raise InputError(
        f"{where}: answer {wrong + 1} of {len(found)}: found article {shown(found[wrong])}, expected "
        f"{expected[wrong]!r}: one annotation for each article, in order{nearest(str(found[wrong]), expected)}"
    )


def _decoded(line: Annotation) -> Annotation:
    return decode_line(encode_line(line))


def _problems(system: System, article: Article, line: Annotation, inventory: Inventory | None) -> Iterator[str]:
    try:
        data = encode_line(line)
        line = decode_line(data)
    except (*UNREADABLE, TypeError, OverflowError, ValueError) as error:
        found = problems_in_line(data) if isinstance(error, msgspec.ValidationError) else [shown(str(error), 200)]
        yield from (problem.removeprefix(f"article {article.id!r}: ") for problem in found)
        return
    if line.text is not None and line.text != article.text:
        yield "text: differs from the text of the article"
    for layer in LAYERS:
        has = getattr(line, layer) is not UNSET
        if system.layers and has != (layer in system.layers):
            yield f"{layer}: found {'the' if has else 'no'} layer, expected the layers {', '.join(system.layers)}"
    yield from misplaced(line, len(article.text or ""))
    yield from dangling(line)
    if inventory is not None:
        yield from unknown_names(line, inventory.ontology, inventory.entities)
