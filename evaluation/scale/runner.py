"""One run over more articles than one machine takes: pieces on a Ray cluster, counts added up here.

The run folder is that of any run. Predictions are parquet, a file a piece; where the articles are few enough,
``predictions.jsonl``, the error analysis and ``report.html`` are made too, as by any other runner.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from typing import Any

import msgspec

from wirecopy.corpus.atomic import write_text
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.lines import write_lines
from wirecopy.corpus.output import note
from wirecopy.corpus.progress import progress
from wirecopy.evaluation.journal import Identity, opened
from wirecopy.evaluation.report import write_report
from wirecopy.evaluation.results import document
from wirecopy.evaluation.runner import Plan, Run
from wirecopy.evaluation.runner_batches import note_tracebacks, stopped
from wirecopy.evaluation.runner_record import (
    CONFIG,
    PREDICTIONS,
    REPORT,
    Finished,
    as_yaml,
    require_scorable,
    run_record,
    write_results,
)
from wirecopy.evaluation.scale.cluster import cluster, workers_that_fit
from wirecopy.evaluation.scale.counts import Scoring, Sum
from wirecopy.evaluation.scale.parts import Parts, parts_at
from wirecopy.evaluation.scale.pieces import Piece, Survey, cut, whole_batches
from wirecopy.evaluation.scale.pipeline import Pool, merged, outcomes, spread
from wirecopy.evaluation.scale.sources import Held, survey
from wirecopy.evaluation.scale.worker import About, Job, Outcome, about
from wirecopy.evaluation.scoring import sampling

PARTS = "predictions"
# Settings that may be others when a run goes on.
PASSING = ("workers", "cpus", "gpus", "address", "small")


class OnRay(msgspec.Struct, frozen=True):
    """Runs on a Ray cluster; the settings are those of conf/runner/ray.yaml."""

    batch: int
    on_error: str
    seed: int
    part: int
    workers: int | None
    cpus: float
    gpus: float
    address: str | None
    predictions: str | None
    small: int

    def run(self, plan: Plan) -> Run:
        """Run a plan's system over its data and score it.

        Raises ``InputError`` for what cannot be run, for the folder of another run, and under ``stop`` if an article
        fails; what is finished is kept then.
        """
        options = dict(plan.config["score"])
        require_scorable(options, options.get("check"))
        with cluster(self.address, "runner=ray") as ray:
            pool = Pool(workers_that_fit(ray, self.cpus, self.gpus, self.workers), self.cpus, self.gpus)
            data, held = survey(plan.config["data"], spread(ray))
            few = self._is_few(len(data.ids), options)
            system = spread(ray, self.cpus, self.gpus)(about, [(plan.config["system"],)])[0]
            identity = Identity(_lasting(plan.config), data.data.sha256, system.versions, system.fingerprint)
            with opened(plan.folder, identity):
                write_text(plan.folder / CONFIG, as_yaml(plan.config))
                parts = self._parts(plan, identity)
                sitting = _Sitting(self, plan, data, held, parts, system, few)
                results = sitting.results(sitting.done(ray, pool), identity)
                write_results(plan.folder, results)
        if not few:
            note(f"more than {self.small} articles: predictions are the parquet in {parts.folder} and nothing else")
        return Run(plan.folder, results)

    def settings(self) -> dict[str, Any]:
        """Return what the results say of the runner, as of any other."""
        return {"batch": self.batch, "on_error": self.on_error, "seed": self.seed}

    def _is_few(self, articles: int, options: Mapping[str, Any]) -> bool:
        few = articles <= self.small
        if options.get("check") and not few:
            raise InputError(
                f"score.check: found {articles} articles, expected at most runner.small={self.small} of them"
            )
        return few

    def _parts(self, plan: Plan, identity: Identity) -> Parts:
        address = self.predictions or str((plan.folder / PARTS).resolve())
        parts = parts_at(address, hashlib.sha256(msgspec.json.encode(identity)).hexdigest())
        for number in parts.there()[:1]:
            parts.read(number)  # refuses the predictions of another run before anything is begun
        return parts


def _lasting(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return the configuration without what changes no prediction: a run may go on with more workers, or elsewhere."""
    runner = {key: value for key, value in config["runner"].items() if key not in PASSING}
    return {**config, "runner": runner}


class _Progress(msgspec.Struct):
    """What the pieces that are done have told."""

    sums: Sum
    seconds: list[float]
    failed: dict[int, list[tuple[str, str]]]
    layers: set[str]
    reports: dict[str, tuple[int, dict[str, Any]]]
    resumed: int = 0
    wall: float = 0.0
    workers: int = 0


class _Sitting(msgspec.Struct, frozen=True):
    """One sitting of a run: from its pieces to its results."""

    runner: OnRay
    plan: Plan
    data: Survey
    held: Held | None
    parts: Parts
    system: About
    few: bool

    def pieces(self) -> list[Piece]:
        """Return the pieces of the run."""
        return list(cut(self.data.files, whole_batches(self.runner.part, self.runner.batch)))

    def done(self, ray: Any, pool: Pool) -> _Progress:
        """Have every piece done. Raises ``InputError`` if one cannot be."""
        pieces = self.pieces()
        there = frozenset(self.parts.there()) & {piece.number for piece in pieces}
        job = self._job(there)
        ids = self.data.ids
        found = _Progress(Sum(ids, job.scoring), [0.0] * len(ids), {}, set(), {}, workers=pool.workers)
        found.resumed = sum(len(piece.ids) for piece in pieces if piece.number in there)
        given = [piece if self.held is None else self.held.filled(piece) for piece in pieces]
        started = time.perf_counter()
        with progress("articles", len(ids)) as advance:
            for outcome in outcomes(ray, given, job, pool):
                self._take(outcome, pieces[outcome.number], found)
                advance(outcome.articles)
        found.wall = time.perf_counter() - started
        return found

    def _job(self, there: frozenset[int]) -> Job:
        options, runner = self.plan.config["score"], self.runner
        scoring = Scoring(options["tasks"], options["mapping"], options["errors"] and self.few)
        return Job(
            self.plan.config["system"], runner.batch, runner.on_error, runner.seed, self.data.closed, self.data.reader,
            self.parts, scoring, there,
        )  # fmt: skip

    def _take(self, outcome: Outcome, piece: Piece, found: _Progress) -> None:
        if outcome.stopped is not None:
            raise stopped(self.system.name, outcome.stopped, self.plan.folder)
        if outcome.refusal is not None or outcome.counted is None:
            hint = f"what is finished is kept, and the same command with folder={self.plan.folder} goes on"
            raise InputError(f"{outcome.refusal}\n{hint}")
        note_tracebacks(self.plan.folder, outcome.recorded)
        found.sums.add(outcome.number, outcome.counted)
        found.seconds[piece.start : piece.start + len(piece.ids)] = outcome.seconds
        found.failed[outcome.number] = outcome.failed
        found.layers.update(outcome.layers)
        # A later report holds what an earlier one says; they may come in any order.
        before = found.reports.get(outcome.worker, (0, {}))
        found.reports[outcome.worker] = max(before, (outcome.turn, outcome.report), key=lambda one: one[0])

    def results(self, found: _Progress, identity: Identity) -> dict[str, Any]:
        """Return the results, having written what goes with them in the run folder."""
        options = dict(self.plan.config["score"])
        draws = sampling(options["resamples"], options["seed"])
        results = document(found.sums.tally(self.data.data), draws, per_article=options["per_article"])
        failed = [row for number in sorted(found.failed) for row in found.failed[number]]
        details = merged(report for _, report in found.reports.values())
        finished = Finished(self.data.ids, found.seconds, failed, frozenset(found.layers), details)
        record = run_record(
            self.system.name, self.runner.settings(), finished, identity, per_article=options["per_article"]
        )
        fresh = len(finished.ids) - found.resumed
        results["run"] = {
            **record,
            "articles_per_second": round(fresh / found.wall, 1) if fresh else None,
            "wall_seconds": round(found.wall, 3),
            "workers": found.workers,
            "resumed": found.resumed,
            "predictions": self.parts.folder,
        }
        if self.few:
            self._write_as_one(results, options.get("check"))
        return results

    def _write_as_one(self, results: dict[str, Any], check: str | None) -> None:
        """Write what other runners write, from the predictions that lie in pieces."""
        pieces = self.pieces()
        predictions = [done.prediction for piece in pieces for done in self.parts.read(piece.number)]
        write_lines(self.plan.folder / PREDICTIONS, predictions)
        filled = pieces if self.held is None else [self.held.filled(piece) for piece in pieces]
        articles = [article for piece in filled for article in self.data.reader.read(piece)]
        if check is not None:
            from wirecopy.evaluation.seqeval_check import check_with_seqeval

            results["check"] = check_with_seqeval(check, articles, predictions, results)
        write_report(self.plan.folder / REPORT, results, articles, predictions)
