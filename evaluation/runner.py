"""One run: a system over articles, its predictions written and scored.

The run folder gets ``predictions.jsonl``, ``results.json``, ``report.html`` and ``config.yaml``.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import UNSET

from wirecopy.corpus.atomic import write_bytes
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.lines import write_lines
from wirecopy.corpus.model import Annotation, Article
from wirecopy.corpus.progress import progress
from wirecopy.evaluation.datasets import Dataset
from wirecopy.evaluation.report import write_report
from wirecopy.evaluation.scoring import score_file
from wirecopy.evaluation.systems import System, without_gold

PREDICTIONS, RESULTS, REPORT, CONFIG = "predictions.jsonl", "results.json", "report.html", "config.yaml"


class Run(msgspec.Struct, frozen=True):
    """A finished run: its folder and its result record."""

    folder: Path
    results: dict[str, Any]


def run(system: System, dataset: Dataset, folder: Path, *, batch: int = 16, check: str | None = None,
        **score_options: Any) -> Run:  # fmt: skip
    """Run a system over a dataset, score it, and write the run folder.

    Raises ``InputError`` if the system answers with something else than one annotation an article.
    """
    started = time.perf_counter()
    predictions = list(predict(system, dataset.articles, batch))
    seconds = time.perf_counter() - started
    write_lines(folder / PREDICTIONS, predictions)
    results = score_file(folder / PREDICTIONS, dataset.gold, **score_options)
    results["run"] = {
        "system": system.name,
        "layers": list(system.layers),
        "seconds": round(seconds, 3),
        "articles_per_second": round(len(predictions) / seconds, 1) if seconds else None,
    }
    if check is not None:
        from wirecopy.evaluation.seqeval_check import check_with_seqeval

        results["check"] = check_with_seqeval(check, dataset.articles, predictions, results)
    write_bytes(folder / RESULTS, msgspec.json.format(msgspec.json.encode(results), indent=1) + b"\n")
    write_report(folder / REPORT, results, dataset.articles, predictions)
    return Run(folder, results)


def predict(system: System, articles: Sequence[Article], batch: int) -> Iterator[Annotation]:
    """Yield a system's annotation of every article, in order, handing it ``batch`` articles at a time without gold."""
    if batch < 1:
        raise InputError(f"batch: found {batch}, expected a whole number of at least 1")
    with progress("articles", len(articles)) as advance:
        for start in range(0, len(articles), batch):
            given = articles[start : start + batch]
            answered = system.predict([without_gold(article) for article in given])
            yield from _checked(system, given, answered)
            advance(len(given))


def _checked(system: System, given: Sequence[Article], answered: Sequence[Annotation]) -> list[Annotation]:
    if [line.id for line in answered] != [article.id for article in given]:
        raise InputError(
            f"system {system.name}: answered with {len(answered)} annotations "
            f"({', '.join(line.id for line in answered[:3])} …), expected one for each of {len(given)} in order"
        )
    for line in answered:
        lacking = [layer for layer in system.layers if getattr(line, layer) is UNSET]
        if lacking:
            raise InputError(f"system {system.name}: article {line.id!r}: found no {lacking[0]}, a layer it predicts")
    return list(answered)
