"""Predictions against a gold source: read batch by batch, checked completely, paired by id.

Whatever is wrong is collected over the whole input and refused in one message; nothing is scored then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import TypeVar

import msgspec
import numpy as np
from msgspec import UNSET

from wirecopy.corpus.decode import UNREADABLE, problems_in_line
from wirecopy.corpus.errors import SHOWN_PROBLEMS, InputError, nearest, shown
from wirecopy.corpus.lines import decode_line
from wirecopy.corpus.model import LAYERS, MAX_OFFSET, Annotation
from wirecopy.corpus.ontology import Ontology
from wirecopy.evaluation.engine.tables import Flat, Inventories, join, mapped
from wirecopy.evaluation.faults import MOST_COMPARED_IDS, dangling, misplaced, unknown_names
from wirecopy.evaluation.gold import EMPTY, Gold, opened, own_text_length, placed_lines

T = TypeVar("T")

BATCH = 500
# Annotations become arrays a few at a time, while what was just decoded is still in the processor's cache.
PIECE = 20


class Mapping(msgspec.Struct, frozen=True):
    """Another label set for entities: our labels and its own to its labels; None leaves the unit out."""

    name: str
    labels: dict[str, str | None]

    def apply(self, annotation: Annotation) -> Annotation:
        """Return the annotation with mapped entity types; a label that the mapping does not know stays."""
        return mapped(annotation, lambda label: self.labels.get(label, label))


class Pairs(msgspec.Struct, frozen=True):
    """A batch: places and predictions as given, gold and (mapped) predictions by position, and both sides flat."""

    places: list[str]
    raw: list[Annotation]
    gold: list[Annotation]
    predicted: list[Annotation]
    gold_flat: Flat
    predicted_flat: Flat

    @property
    def ids(self) -> list[str]:
        """The articles' ids."""
        return [annotation.id for annotation in self.raw]


class Problems:
    """What is wrong so far: the first messages, and how many there are."""

    def __init__(self) -> None:
        self.messages: list[str] = []
        self.count = 0
        self.unread_lines = False

    def add(self, messages: Iterable[str]) -> None:
        """Note messages."""
        for message in messages:
            self.count += 1
            if len(self.messages) < SHOWN_PROBLEMS:
                self.messages.append(message)

    def refuse(self) -> None:
        """Raise ``InputError`` if there are any."""
        if self.count:
            more = self.count - len(self.messages)
            raise InputError("\n".join([*self.messages, *([f"... and {more} more problems"] if more else [])]))


def lines_of_file(path: Path, problems: Problems) -> Iterator[tuple[str, Annotation]]:
    """Yield place (``file:line``) and annotation; lines that do not decode are noted as problems."""
    empty = True
    with opened(path) as handle:
        for number, _, line in placed_lines(handle):
            empty = False
            try:
                yield f"{path}:{number}", decode_line(line)
            except UNREADABLE as error:
                found = problems_in_line(line) or [str(error)]
                problems.add(f"{path}:{number}: {problem}" for problem in found)
                problems.unread_lines = True
    if empty:
        raise InputError(f"{path}: {EMPTY}")


def lines_of_objects(annotations: Sequence[Annotation]) -> Iterator[tuple[str, Annotation]]:
    """Yield place and annotation of predictions given from Python."""
    for position, annotation in enumerate(annotations):
        yield f"predicted[{position}]", annotation


class Reader:
    """Pairs a stream of predicted lines with gold; after the stream, what it has seen of it."""

    def __init__(
        self, gold: Gold, inventories: Inventories, layers: Sequence[str], mapping: Mapping | None, missing: str
    ) -> None:
        self.gold, self.inventories, self.layers, self.mapping, self.missing = (
            gold,
            inventories,
            layers,
            mapping,
            missing,
        )
        self.problems = Problems()
        self.predicted_layers: set[str] = set()
        self.missing_ids: list[str] = []
        self._known = frozenset(gold.ids)
        self._seen: dict[str, str] = {}
        self._prefill()

    def _prefill(self) -> None:
        """Give the closed inventory's names their codes, so that any further name is one too many."""
        ontology = self.gold.ontology
        if ontology is not None:
            self._allowed = _allowed(ontology, self.mapping)
            for column, names in self._allowed.items():
                for name in names:
                    self.inventories[column][name]
            types, roles = self.inventories["event_type"], self.inventories["role"]
            self._roles = np.zeros((len(types), len(roles)), np.bool_)
            for name, kind in ontology.events.types.items():
                self._roles[types[name], [roles[role] for role in kind.roles]] = True

    def batches(self, lines: Iterable[tuple[str, Annotation]]) -> Iterator[Pairs]:
        """Yield checked batches in the order of the predictions, articles without one last.

        Raises ``InputError`` with every problem of the whole stream; a batch with a problem is not yielded.
        """
        for pairs in self._batched(self._paired(lines)):
            self._check(pairs)
            if not self.problems.count:
                yield pairs
        self.missing_ids = [name for name in self.gold.ids if name not in self._seen]
        # A line that could not be read may be the one that is missed.
        if self.missing_ids and self.missing != "empty" and not self.problems.unread_lines:
            self.problems.add(
                f"article {shown(name)}: missing from the predictions (--missing empty takes missing articles as empty)"
                for name in self.missing_ids
            )
        self.problems.refuse()
        yield from self._batched(("missing", Annotation(name)) for name in self.missing_ids)

    def _paired(self, lines: Iterable[tuple[str, Annotation]]) -> Iterator[tuple[str, Annotation]]:
        for place, annotation in lines:
            name = annotation.id
            if name in self._seen:
                self.problems.add([f"{place}: article {shown(name)}: id stands in {self._seen[name]} already"])
                continue
            self._seen[name] = place
            if name not in self._known:
                compared = self.problems.count < SHOWN_PROBLEMS and len(self.gold.ids) <= MOST_COMPARED_IDS
                hint = nearest(name, self.gold.ids) if compared else ""
                self.problems.add(
                    [f"{place}: article {shown(name)}: not in the gold ({len(self.gold.ids)} articles){hint}"]
                )
                continue
            self.predicted_layers.update(layer for layer in LAYERS if getattr(annotation, layer) is not UNSET)
            yield place, annotation

    def _batched(self, lines: Iterator[tuple[str, Annotation]]) -> Iterator[Pairs]:
        """Yield batches of predictions with their gold."""
        while pieces := list(islice(self._pieces(lines), BATCH // PIECE or 1)):
            yield pieces[0] if len(pieces) == 1 else _joined(pieces)

    def _pieces(self, lines: Iterator[tuple[str, Annotation]]) -> Iterator[Pairs]:
        while piece := list(islice(lines, min(PIECE, BATCH))):
            places, raw = [place for place, _ in piece], [annotation for _, annotation in piece]
            gold, predicted = self.gold.get([annotation.id for annotation in raw]), raw
            if self.mapping is not None:
                gold = [self.mapping.apply(annotation) for annotation in gold]
                predicted = [self.mapping.apply(annotation) for annotation in raw]
            flats = (Flat(side, self.inventories, self.layers) for side in (gold, predicted))
            yield Pairs(places, raw, gold, predicted, *flats)

    def _check(self, pairs: Pairs) -> None:
        """Note what is wrong in a batch."""
        for place, annotation, gold in zip(pairs.places, pairs.raw, pairs.gold, strict=True):
            if _differ(gold, annotation):
                where = f"{place}: article {shown(annotation.id)}: text"
                self.problems.add([f"{where}: differs from the text of the gold article"])
        self._check_order(pairs)
        if self.gold.ontology is not None and self._has_unknown(pairs.predicted_flat):
            for place, annotation in zip(pairs.places, pairs.raw, strict=True):
                self.problems.add(_named(place, annotation, self._unknown_names(annotation)))
        for place, annotation, gold in zip(pairs.places, pairs.raw, pairs.gold, strict=True):
            left = SHOWN_PROBLEMS - self.problems.count
            self.problems.add(_named(place, annotation, dangling(annotation, hints=left)))
            if self.gold.ontology is None:
                self.problems.add(_named("gold", gold, dangling(gold)))

    def _has_unknown(self, flat: Flat) -> bool:
        """Return whether a name was met that the closed inventory lacks, or a role that its event type lacks."""
        if any(len(self.inventories[column]) > len(names) + 1 for column, names in self._allowed.items()):
            return True
        arguments = flat.columns.get("arguments")
        return arguments is not None and not self._roles[arguments["type"], arguments["role"]].all()

    def _check_order(self, pairs: Pairs) -> None:
        gold_limits = np.array([own_text_length(gold) for gold in pairs.gold])
        for i in pairs.gold_flat.ill_ordered(gold_limits):
            self.problems.add(_named("gold", pairs.gold[i], misplaced(pairs.gold[i], int(gold_limits[i]))))
        both = zip(pairs.gold, pairs.predicted, strict=True)
        # The offsets of a line with another text say nothing: that its text differs is said already.
        limits = np.array([
            MAX_OFFSET if _differ(gold, line) else min(self.gold.limit(gold), own_text_length(line))
            for gold, line in both
        ])  # fmt: skip
        for i in pairs.predicted_flat.ill_ordered(limits):
            line = pairs.predicted[i]
            self.problems.add(_named(pairs.places[i], line, misplaced(line, int(limits[i]))))

    def _unknown_names(self, annotation: Annotation) -> Iterable[str]:
        ontology = self.gold.ontology
        if ontology is None:
            return ()
        labels = ontology.entities if self.mapping is None else self.mapping.labels
        return unknown_names(annotation, ontology, labels)


def _joined(pieces: Sequence[Pairs]) -> Pairs:
    def chained(lists: Iterable[list[T]]) -> list[T]:
        return list(chain.from_iterable(lists))

    return Pairs(
        chained(piece.places for piece in pieces),
        chained(piece.raw for piece in pieces),
        chained(piece.gold for piece in pieces),
        chained(piece.predicted for piece in pieces),
        join([piece.gold_flat for piece in pieces]),
        join([piece.predicted_flat for piece in pieces]),
    )


def _differ(gold: Annotation, line: Annotation) -> bool:
    return line.text is not None and gold.text is not None and line.text != gold.text


def _allowed(ontology: Ontology, mapping: Mapping | None) -> dict[str, Sequence[str]]:
    """Return the names of each column of a closed inventory."""
    labels = ontology.entities if mapping is None else [name for name in mapping.labels.values() if name is not None]
    columns: dict[str, Sequence[str]] = {
        "entity_type": list(dict.fromkeys(labels)),
        "event_type": list(ontology.events.types),
        "role": list(dict.fromkeys(role for kind in ontology.events.types.values() for role in kind.roles)),
    }
    return columns | dict(ontology.attribute_values())


def _named(place: str, annotation: Annotation, faults: Iterable[str]) -> Iterator[str]:
    """Yield faults with the place of the line and the article before them."""
    return (f"{place}: article {shown(annotation.id)}: {fault}" for fault in faults)
