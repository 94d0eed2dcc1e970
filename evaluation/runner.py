"""One run: a system over articles, its predictions written and scored; begun again in its folder, it goes on.

The run folder gets ``predictions.jsonl``, ``results.json``, ``report.html`` and ``config.yaml``, and keeps
``run.json`` and ``journal.jsonl`` (see ``journal``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import UNSET

from wirecopy.corpus.atomic import write_text
from wirecopy.corpus.lines import write_lines
from wirecopy.corpus.model import LAYERS, Article
from wirecopy.corpus.progress import progress
from wirecopy.evaluation.answers import inventory_of
from wirecopy.evaluation.datasets import Dataset
from wirecopy.evaluation.journal import Done, Identity, Journal, opened
from wirecopy.evaluation.report import write_report
from wirecopy.evaluation.runner_batches import Batches, Stopped, note_tracebacks, require_settings, seed_batch, stopped
from wirecopy.evaluation.runner_record import (
    CONFIG,
    PREDICTIONS,
    REPORT,
    RESULTS,
    Finished,
    as_yaml,
    require_scorable,
    run_record,
    write_results,
)
from wirecopy.evaluation.scoring import score_file
from wirecopy.evaluation.systems import System, close, fingerprint_of, report_of
from wirecopy.evaluation.versions import versions_of

__all__ = ["CONFIG", "PREDICTIONS", "REPORT", "RESULTS", "Local", "Plan", "Run", "local"]


class Plan(msgspec.Struct, frozen=True):
    """What a runner is to do, in plain values: the whole resolved configuration, and the run folder."""

    config: dict[str, Any]
    folder: Path


class Run(msgspec.Struct, frozen=True):
    """A finished run: its folder and its result record."""

    folder: Path
    results: dict[str, Any]


class Local(msgspec.Struct, frozen=True):
    """Runs in this process: ``batch`` articles at a time.

    ``on_error``: what happens when an article fails: ``stop`` the run (the same command goes on later), or ``record``
    the error and score the article as empty. ``seed`` is set before each batch, so that a resumed run draws the same.
    """

    batch: int = 16
    on_error: str = "stop"
    seed: int = 0

    def run(self, plan: Plan) -> Run:
        """Build data and system of a plan, run and score them."""
        from wirecopy.evaluation.building import build_dataset, build_system

        seed_batch(self.seed, 0)
        dataset = build_dataset(plan.config["data"])
        system = build_system(plan.config["system"])
        try:
            return self.run_system(system, dataset, plan.folder, config=plan.config, **plan.config["score"])
        finally:
            close(system)

    def run_system(
        self, system: System, dataset: Dataset, folder: Path, *, config: Mapping[str, Any] | None = None,
        check: str | None = None, **score_options: Any,
    ) -> Run:  # fmt: skip
        """Run a system over a dataset, score it, and write the run folder.

        Raises ``InputError`` if the folder is the run of something else, and under ``stop`` if an article fails.
        """
        require_scorable(score_options, check)
        identity = Identity(dict(config or {}), dataset.gold.data.sha256, versions_of(system), fingerprint_of(system))
        inventory = inventory_of(dataset.gold.ontology, score_options.get("mapping"))
        with opened(folder, identity) as journal:
            if config is not None:
                write_text(folder / CONFIG, as_yaml(config))
            resumed = journal.keep([article.id for article in dataset.articles], self.batch)
            self._predict(Batches(system, inventory, self.on_error, self.seed, []), dataset.articles, journal, folder)
            predictions = [done.prediction for done in journal.done]
            write_lines(folder / PREDICTIONS, predictions)
            results = score_file(folder / PREDICTIONS, dataset.gold, **score_options)
            finished = _finished(journal.done, report_of(system))
            per_article = bool(score_options.get("per_article"))
            record = run_record(system.name, self.settings(), finished, identity, per_article=per_article)
            results["run"] = {**record, "resumed": resumed}
            if check is not None:
                from wirecopy.evaluation.seqeval_check import check_with_seqeval

                results["check"] = check_with_seqeval(check, dataset.articles, predictions, results)
            write_report(folder / REPORT, results, dataset.articles, predictions)
            write_results(folder, results)
        return Run(folder, results)

    def settings(self) -> dict[str, Any]:
        """Return what the results say of the runner."""
        return {"batch": self.batch, "on_error": self.on_error, "seed": self.seed}

    def _predict(self, batches: Batches, articles: Sequence[Article], journal: Journal, folder: Path) -> None:
        """Add to the journal what is not in it yet."""
        with progress("articles", len(articles)) as advance:
            advance(len(journal.done))
            for start in range(len(journal.done), len(articles), self.batch):
                given = articles[start : start + self.batch]
                try:
                    journal.add(batches.answers(given, start))
                except Stopped as stop:
                    raise stopped(batches.system.name, stop.failure, folder) from stop.__cause__
                note_tracebacks(folder, batches.failures)
                batches.failures.clear()
                advance(len(given))


def local(batch: int = 16, on_error: str = "stop", seed: int = 0) -> Local:
    """Return the runner of one process. Raises ``InputError`` for settings that cannot be."""
    require_settings(batch, on_error)
    return Local(batch, on_error, seed)


def _finished(done: Sequence[Done], details: Mapping[str, Any]) -> Finished:
    return Finished(
        [one.prediction.id for one in done],
        [one.seconds for one in done],
        [(one.prediction.id, one.error) for one in done if one.error is not None],
        frozenset(layer for layer in LAYERS if any(getattr(one.prediction, layer) is not UNSET for one in done)),
        details,
    )
