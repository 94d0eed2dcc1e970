"""One run: a system over articles, its predictions written and scored; begun again in its folder, it goes on.

The run folder gets ``predictions.jsonl``, ``results.json``, ``report.html`` and ``config.yaml``, and keeps
``run.json`` and ``journal.jsonl`` (see ``journal``).
"""

from __future__ import annotations

import statistics
import sys
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import UNSET

from wirecopy.corpus.atomic import write_bytes, write_text
from wirecopy.corpus.errors import InputError, nearest, printable
from wirecopy.corpus.lines import write_lines
from wirecopy.corpus.model import LAYERS, Annotation, Article
from wirecopy.corpus.ontology import load_ontology
from wirecopy.corpus.progress import progress
from wirecopy.evaluation.answers import Inventory, checked, inventory_of
from wirecopy.evaluation.datasets import Dataset
from wirecopy.evaluation.journal import Done, Identity, Journal, opened
from wirecopy.evaluation.measures import layers_of
from wirecopy.evaluation.report import write_report
from wirecopy.evaluation.scoring import sampling, score_file
from wirecopy.evaluation.systems import System, close, fingerprint_of, report_of, without_gold
from wirecopy.evaluation.versions import versions_of

PREDICTIONS, RESULTS, REPORT, CONFIG = "predictions.jsonl", "results.json", "report.html", "config.yaml"
TRACEBACKS = "tracebacks.txt"
POLICIES = ("stop", "record")
CHECKS = (None, "seqeval")
LONGEST_ERROR = 300


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

        self._seed(0)
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
        _require_scorable(score_options, check)
        identity = Identity(dict(config or {}), dataset.gold.data.sha256, versions_of(system), fingerprint_of(system))
        inventory = inventory_of(dataset.gold.ontology, score_options.get("mapping"))
        with opened(folder, identity) as journal:
            if config is not None:
                write_text(folder / CONFIG, _yaml(config))
            resumed = journal.keep([article.id for article in dataset.articles], self.batch)
            self._predict(system, dataset.articles, journal, folder, inventory)
            predictions = [done.prediction for done in journal.done]
            write_lines(folder / PREDICTIONS, predictions)
            results = score_file(folder / PREDICTIONS, dataset.gold, **score_options)
            record = {**self._record(system, journal.done, identity), "resumed": resumed}
            if score_options.get("per_article"):
                record["article_seconds"] = {done.prediction.id: done.seconds for done in journal.done}
            results["run"] = record
            if check is not None:
                from wirecopy.evaluation.seqeval_check import check_with_seqeval

                results["check"] = check_with_seqeval(check, dataset.articles, predictions, results)
            write_report(folder / REPORT, results, dataset.articles, predictions)
            # Last, so that a folder with results is a finished run.
            write_bytes(folder / RESULTS, msgspec.json.format(msgspec.json.encode(results), indent=1) + b"\n")
        return Run(folder, results)

    def _predict(
        self, system: System, articles: Sequence[Article], journal: Journal, folder: Path, inventory: Inventory | None
    ) -> None:
        """Add to the journal what is not in it yet."""
        with progress("articles", len(articles)) as advance:
            advance(len(journal.done))
            for start in range(len(journal.done), len(articles), self.batch):
                self._seed(start)
                given = [without_gold(article) for article in articles[start : start + self.batch]]
                journal.add(list(self._batch(system, given, folder, inventory)))
                advance(len(given))

    def _batch(self, system: System, given: list[Article], folder: Path, inventory: Inventory | None) -> Iterator[Done]:
        """Yield what is finished of a batch; under ``record`` a batch that fails is done again one by one."""
        started = time.perf_counter()
        try:
            answered = checked(system, given, system.predict(given), inventory)
        except Exception as error:  # a system may fail in any way
            message = said(error)
            if self.on_error != "record":
                raise _stopped(system, given, error, message, folder) from error
            if len(given) > 1:
                for article in given:
                    yield from self._batch(system, [article], folder, inventory)
                return
            _note_traceback(folder, given, error)
            empty = msgspec.structs.replace(Annotation(given[0].id), **dict.fromkeys(system.layers, ()))
            yield Done(empty, _rounded(time.perf_counter() - started), message)
            return
        seconds = (time.perf_counter() - started) / len(given)
        for line in answered:
            yield Done(line, _rounded(seconds))

    def _record(self, system: System, finished: Sequence[Done], identity: Identity) -> dict[str, Any]:
        """Return what the results say of the run; the seconds are those spent in the system, over all its sittings."""
        times = sorted(done.seconds for done in finished)
        total = sum(times)
        failed = [{"id": done.prediction.id, "error": done.error} for done in finished if done.error is not None]
        found = [done.prediction for done in finished]
        return {
            "system": system.name,
            "layers": [layer for layer in LAYERS if any(getattr(line, layer) is not UNSET for line in found)],
            "runner": {"batch": self.batch, "on_error": self.on_error, "seed": self.seed},
            "seconds": round(total, 3),
            "articles_per_second": round(len(times) / total, 1) if total else None,
            "seconds_per_article": _spread(times),
            "failed_articles": len(failed),
            "failed": failed,
            "versions": identity.versions,
            "details": report_of(system),
        }

    def _seed(self, start: int) -> None:
        """Seed the generators that systems draw from, for the batch that begins with article ``start``."""
        import random

        import numpy as np

        number = (self.seed * 1_000_003 + start) % 2**32
        random.seed(number)
        np.random.seed(number)
        if "torch" in sys.modules:
            sys.modules["torch"].manual_seed(number)


def local(batch: int = 16, on_error: str = "stop", seed: int = 0) -> Local:
    """Return the runner of one process. Raises ``InputError`` for settings that cannot be."""
    if batch < 1:
        raise InputError(f"runner.batch: found {batch}, expected a whole number of at least 1")
    if on_error not in POLICIES:
        raise InputError(
            f"runner.on_error: found {on_error!r}, expected one of {', '.join(POLICIES)}{nearest(on_error, POLICIES)}"
        )
    return Local(batch, on_error, seed)


def _require_scorable(options: Mapping[str, Any], check: str | None) -> None:
    """Raise ``InputError`` for scoring options that would be refused only after the run."""
    layers_of(options.get("tasks"))
    sampling(options.get("resamples", 1000), options.get("seed", 0))
    if check not in CHECKS:
        raise InputError(f"score.check: found {check!r}, expected seqeval, or null for none")
    if options.get("mapping") is not None:
        load_ontology().mapping(options["mapping"])


def said(error: BaseException) -> str:
    """Return what an exception says, in one bounded line."""
    text = str(error) if isinstance(error, InputError) else f"{type(error).__name__}: {error}"
    line = printable(" ".join(text.split()))
    return line if len(line) <= LONGEST_ERROR else line[: LONGEST_ERROR - 3] + "..."


def _stopped(system: System, given: Sequence[Article], error: Exception, message: str, folder: Path) -> InputError:
    place = given[0].id if len(given) == 1 else f"{given[0].id} to {given[-1].id}"
    hint = f"what is finished is kept, and the same command with folder={folder} goes on"
    if isinstance(error, InputError):
        return InputError(f"{error}\narticles {place} failed; {hint}")
    _note_traceback(folder, given, error)
    return InputError(
        f"system {system.name}: articles {place}: {message}\nthe traceback is in {folder / TRACEBACKS}; {hint}"
    )


def _note_traceback(folder: Path, given: Sequence[Article], error: Exception) -> None:
    with (folder / TRACEBACKS).open("a", encoding="utf-8") as handle:
        handle.write(f"articles {given[0].id} to {given[-1].id}\n{''.join(traceback.format_exception(error))}\n")


def _spread(times: Sequence[float]) -> dict[str, float] | None:
    """Return mean, median, 95th percentile and maximum of sorted seconds."""
    if not times:
        return None
    middle = statistics.median(times)
    late = times[min(len(times) - 1, int(len(times) * 0.95))]
    return {"mean": _rounded(statistics.fmean(times)), "median": middle, "p95": late, "max": times[-1]}


def _rounded(seconds: float) -> float:
    return float(f"{seconds:.4g}")


def _yaml(config: Mapping[str, Any]) -> str:
    import yaml

    return yaml.safe_dump(dict(config), sort_keys=False, allow_unicode=True)
