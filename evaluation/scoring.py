"""Scoring: predictions against gold, from files or from Python, with the same checks and the same numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from wirecopy.corpus.errors import InputError
from wirecopy.corpus.model import LAYERS, Annotation, Article
from wirecopy.corpus.ontology import load_ontology
from wirecopy.evaluation.engine.run import Counter
from wirecopy.evaluation.engine.tables import Ints, Table, pack
from wirecopy.evaluation.errors import Analysis
from wirecopy.evaluation.gold import Gold, ObjectGold, as_annotations
from wirecopy.evaluation.measures import layers_of, measures_of
from wirecopy.evaluation.predictions import Mapping, Reader, lines_of_file, lines_of_objects
from wirecopy.evaluation.results import Tally, document
from wirecopy.evaluation.uncertainty import Resampling

MISSING = ("error", "empty")
# The sums of a million resamples of every measure would take a gigabyte and tell nothing more.
MOST_RESAMPLES = 100_000


def score(
    gold: Sequence[Annotation | Article | dict[str, Any]],
    predicted: Sequence[Annotation | Article | dict[str, Any]],
    *,
    tasks: Iterable[str] | None = None,
    mapping: str | None = None,
    missing: str = "error",
    resamples: int = 1000,
    seed: int = 0,
    per_article: bool = False,
    errors: bool = False,
) -> dict[str, Any]:
    """Score predictions against gold, paired by article id, with an open label inventory.

    Both sides are annotations, or plain dicts of the annotation line. Returns the document of ``score --json``
    (docs/results.md); neither side is changed. Raises ``ValueError`` with every problem of the input.
    """
    draws = sampling(resamples, seed)
    lines = lines_of_objects(as_annotations(predicted, "predicted"))
    found = tally(
        ObjectGold(as_annotations(gold, "gold")), lines, tasks=tasks, mapping=mapping, missing=missing, errors=errors
    )
    return document(found, draws, per_article=per_article)


def score_file(
    predictions: Path, gold: Gold, *, tasks: Iterable[str] | None = None, mapping: str | None = None,
    missing: str = "error", resamples: int = 1000, seed: int = 0, per_article: bool = False, errors: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Score a file of annotation lines against a gold source; returns the document of ``score --json``."""
    draws = sampling(resamples, seed)
    found = tally(gold, predictions, tasks=tasks, mapping=mapping, missing=missing, errors=errors)
    return document(found, draws, per_article=per_article)


def sampling(resamples: int, seed: int) -> Resampling:
    """Return how to resample; raise ``InputError`` for numbers that cannot be."""
    if isinstance(resamples, int) and resamples > MOST_RESAMPLES:
        raise InputError(f"resamples: found {resamples}, expected at most {MOST_RESAMPLES}")
    try:
        return Resampling(resamples, seed)
    except ValueError as error:
        raise InputError(str(error)) from None


def tally(
    gold: Gold,
    predicted: Path | Iterable[tuple[str, Annotation]],
    *,
    tasks: Iterable[str] | None = None,
    mapping: str | None = None,
    missing: str = "error",
    errors: bool = False,
) -> Tally:
    """Count every measure of the scored layers, article by article.

    A layer is scored if it is asked for and any predicted line has it. Articles come ordered by id, so that not even
    the last bit of a sum depends on the order of the input. Raises ``InputError`` with all problems.
    """
    if missing not in MISSING:
        raise InputError(f"missing: found {missing!r}, expected one of {', '.join(MISSING)}")
    chosen = layers_of(tasks)
    label_map = Mapping(mapping, load_ontology().mapping(mapping)) if mapping is not None else None
    counter = Counter(measures_of(chosen))
    # All layers are read and checked, also those that are not scored: a faulty file is refused whatever is asked of it.
    reader = Reader(gold, counter.inventories, LAYERS, label_map, missing)
    lines = lines_of_file(predicted, reader.problems) if isinstance(predicted, Path) else predicted
    ids: list[str] = []
    stories: list[str | None] = []
    duplicates = 0
    analysis = Analysis() if errors else None
    for pairs in reader.batches(lines):
        batch = counter.add_flat(pairs.gold_flat, pairs.predicted_flat)
        duplicates += sum(
            _repeated(batch.predicted.tables[name], name) for name in RECORD_KEYS if layer_of(name) in chosen
        )
        ids += pairs.ids
        stories += [annotation.story for annotation in pairs.gold]
        if analysis is not None:
            for name, left, right in zip(pairs.ids, pairs.gold, pairs.predicted, strict=True):
                analysis.add(name, left, right, chosen)
    order = sorted(range(len(ids)), key=ids.__getitem__)
    for counts in counter.counts.values():
        counts.reorder(order)
    scored = tuple(measure for measure in counter.measures if measure.layer in reader.predicted_layers)
    return Tally(
        [ids[i] for i in order], [stories[i] for i in order], scored, counter.counts, duplicates,
        reader.missing_ids, gold.data,
        mapping if label_map else None, analysis,
    )  # fmt: skip


# What makes two records of a prediction the same, by table.
RECORD_KEYS = {
    "entities": ("span", "type"),
    "claims": ("source", "cue", "content"),
    "events": ("trigger", "type"),
    "arguments": ("event", "role", "span"),
}


def layer_of(table: str) -> str:
    """Return the layer that a table's records belong to."""
    return "events" if table == "arguments" else table


def _repeated(table: Table, name: str) -> int:
    """Return how many records of a table repeat an earlier one."""
    columns: list[Ints] = [table.article, *(table.columns[column] for column in RECORD_KEYS[name])]
    return len(table) - len(np.unique(pack(columns)))
