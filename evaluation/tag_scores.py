"""Scores of tag sequences: the document of ``wirecopy score-tags --json``, from lists or from files."""

from collections.abc import Iterable, Sequence
from os import PathLike
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wirecopy.corpus.errors import InputError
from wirecopy.evaluation.engine.tags import PRESETS, TagCounts, TagError, count_tags, read_tag_columns
from wirecopy.evaluation.engine.tags.columns import tag_sides

SCHEMA = "wirecopy-tags/1"

Rates = NDArray[np.float64]


class _Scores(NamedTuple):
    precision: Rates
    recall: Rates
    f1: Rates


def score_tags(
    gold: Iterable[Sequence[str]], predicted: Iterable[Sequence[str]], preset: str = "strict", scheme: str | None = None
) -> dict[str, Any]:
    """Score lists of lists of tags: the document of ``score-tags --json``, in plain Python numbers.

    Presets: ``strict`` (IOB2 unless ``scheme`` says otherwise; an ill-formed piece is no entity), ``seqeval`` (the
    default mode of seqeval 1.2.2), ``seqeval-strict`` (its ``mode="strict"`` with the scheme, which it detects on the
    gold side if there is none), ``conlleval`` (conlleval.pl of 2004-01-26, as fractions). Schemes: IOB1, IOB2, IOE2,
    IOBES, BILOU. Under ``seqeval`` and ``conlleval`` the scheme changes no score: it is what ``malformed`` is counted
    against, guessed from the prefixes if there is none. ``malformed`` counts the ill-formed pieces of both sides: runs
    of tags that continue each other but do not begin or do not end as the scheme demands.

    Rates whose denominator is empty are 0.0 if the other side has units, else None; under the seqeval presets they
    are what ``classification_report(output_dict=True, zero_division=0)`` returns, NaN being None. ``accuracy`` is the
    share of tokens with equal tags, None without tokens. The input is never changed.

    Raises ValueError naming the first sentence and token at fault (from 1) for tags that the preset refuses (under
    ``strict``: no prefix, unknown prefix, no type), for sides of unequal length, for unknown presets and schemes, and
    wherever seqeval raises under its presets.
    """
    return tag_document(count_tags(gold, predicted, preset, scheme), preset)


def score_tag_files(
    path: str | PathLike[str],
    path2: str | PathLike[str] | None = None,
    preset: str = "strict",
    scheme: str | None = None,
) -> dict[str, Any]:
    """Score CoNLL columns: the last two columns of one file, or the last column of gold (``path``) and predicted.

    Returns the document of ``score_tags``. Raises ValueError naming file and line, what was found and expected.
    """
    table = read_tag_columns(path, least=2 if path2 is None else 1)
    other = None if path2 is None else read_tag_columns(path2)
    gold, predicted = tag_sides(table, other)
    try:
        return score_tags(gold, predicted, preset, scheme)
    except TagError as error:
        source = other if other is not None and error.side == "predicted" else table
        line = source.line(error.sentence, error.token)
        raise InputError(f"{source.path}:{line}: {error.side} tag: {error.complaint}") from None


def tag_document(counts: TagCounts, preset: str) -> dict[str, Any]:
    """The document of ``score-tags --json`` for counts made under this preset."""
    like_seqeval = PRESETS[preset].like_seqeval
    columns = (counts.gold, counts.predicted, counts.matched)
    pooled = [int(column.sum()) for column in columns]
    of_types = _scores(*columns)
    empty = 0.0 if pooled[0] + pooled[1] else None
    return {
        "schema": SCHEMA,
        "preset": preset,
        "scheme": counts.scheme,
        **_entry(pooled, 0.0 if like_seqeval else empty),
        "macro_f1": _mean(of_types.f1[counts.gold > 0], empty),
        "macro_f1_union": _mean(of_types.f1, None),
        "weighted_f1": _weighted(of_types.f1, counts.gold, 0.0 if like_seqeval else empty),
        "accuracy": counts.equal / counts.tokens if counts.tokens else None,
        "malformed": counts.malformed,
        "types": {
            name: _entry(numbers, 0.0)
            for name, numbers in zip(counts.types, np.stack(columns, axis=1).tolist(), strict=True)
        },
    }


def _scores(gold: NDArray[np.int64], predicted: NDArray[np.int64], matched: NDArray[np.int64]) -> _Scores:
    """Rates by type, 0 for an empty denominator; seqeval's operations in its order, so equal to the last bit."""
    precision = np.where(predicted > 0, matched / np.maximum(predicted, 1), 0.0)
    recall = np.where(gold > 0, matched / np.maximum(gold, 1), 0.0)
    total = precision + recall
    return _Scores(precision, recall, 2.0 * precision * recall / np.where(total == 0.0, 1.0, total))


def _entry(numbers: list[int], empty: float | None) -> dict[str, float | int | None]:
    gold, predicted, matched = numbers
    rates = _scores(*(np.array([number]) for number in numbers))
    values = [float(rate[0]) if gold + predicted else empty for rate in rates]
    return {
        "precision": values[0],
        "recall": values[1],
        "f1": values[2],
        "gold": gold,
        "predicted": predicted,
        "matched": matched,
    }


def _mean(values: Rates, empty: float | None) -> float | None:
    return float(np.mean(values)) if values.size else empty


def _weighted(values: Rates, weights: NDArray[np.int64], empty: float | None) -> float | None:
    return float(np.average(values, weights=weights)) if weights.sum() else empty
