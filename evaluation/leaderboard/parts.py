"""The headline figures of the composed and of the real articles of a submission, side by side."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from wirecopy.corpus.store import load
from wirecopy.evaluation.engine.tables import Floats
from wirecopy.evaluation.gold import Gold, SplitGold
from wirecopy.evaluation.measures import HEADLINES
from wirecopy.evaluation.results import Tally
from wirecopy.evaluation.uncertainty import soft_f1

COMPOSED, REAL = "composed", "real"


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Some articles of the data: how many, and the F1 of each task over them (None: not scored, or no units)."""

    articles: int
    f1: dict[str, float | None]


def parts_of(counted: Tally, gold: Gold) -> dict[str, Part]:
    """Return a part for the composed and one for the real articles; none where the collections are not known."""
    if not isinstance(gold, SplitGold):
        return {}
    collections = {article.id: article.collection for article in load(gold.data.split or "", texts=False)}
    sides = np.array([COMPOSED if collections.get(name) == COMPOSED else REAL for name in counted.ids])
    return {side: _part(counted, sides == side) for side in (COMPOSED, REAL) if (sides == side).any()}


def _part(counted: Tally, chosen: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Part:
    scored = {measure.name for measure in counted.measures}
    f1 = {
        task: _f1(counted.counts[name].per_article()[chosen]) if name in scored else None
        for task, name in HEADLINES.items()
    }
    return Part(int(chosen.sum()), {"mean": _mean(list(f1.values())), **f1})


def _f1(rows: Floats) -> float | None:
    value = float(soft_f1(rows.sum(axis=0)))
    return None if np.isnan(value) else value


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if len(known) == len(values) else None
