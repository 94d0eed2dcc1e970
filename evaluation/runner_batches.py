"""Handing articles to a system a batch at a time: the same batches, the same seeds and the same failures anywhere.

What runs a system (``runner`` in one process, ``scale`` on a cluster) decides where the answers go.
"""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from wirecopy.corpus.errors import InputError, nearest, printable
from wirecopy.corpus.model import Annotation, Article
from wirecopy.evaluation.answers import Inventory, checked
from wirecopy.evaluation.journal import Done
from wirecopy.evaluation.systems import System, without_gold

POLICIES = ("stop", "record")
LONGEST_ERROR = 300
TRACEBACKS = "tracebacks.txt"


class Failure(msgspec.Struct, frozen=True):
    """Articles, by id, that a system failed on: what to say, and the traceback if the fault is not the input's."""

    ids: tuple[str, ...]
    message: str
    traceback: str | None = None

    @property
    def place(self) -> str:
        """The articles in words."""
        return self.ids[0] if len(self.ids) == 1 else f"{self.ids[0]} to {self.ids[-1]}"


class Stopped(Exception):  # noqa: N818 - it is how a run ends under ``stop``, not a fault of ours
    """Articles have failed and the policy is to stop."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


class Batches(msgspec.Struct, frozen=True):
    """Runs a system over batches. ``failures`` gets those that are recorded, and their tracebacks."""

    system: System
    inventory: Inventory | None
    on_error: str
    seed: int
    failures: list[Failure] = []

    def answers(self, articles: Sequence[Article], start: int) -> list[Done]:
        """Return the finished articles of the batch that begins with article ``start`` of the data.

        Raises ``Stopped`` at a failure; under ``record`` a batch that fails is done again article by article, and one
        that fails alone is empty and carries its error.
        """
        seed_batch(self.seed, start)
        return list(self._finished([without_gold(article) for article in articles]))

    def _finished(self, given: list[Article]) -> Iterator[Done]:
        started = time.perf_counter()
        try:
            answered = checked(self.system, given, self.system.predict(given), self.inventory)
        except Exception as error:  # a system may fail in any way
            if self.on_error != "record":
                raise Stopped(_failure(given, error, whole=True)) from error
            if len(given) > 1:
                for article in given:
                    yield from self._finished([article])
                return
            failure = _failure(given, error, whole=False)
            self.failures.append(failure)
            empty = msgspec.structs.replace(Annotation(given[0].id), **dict.fromkeys(self.system.layers, ()))
            yield Done(empty, rounded(time.perf_counter() - started), failure.message)
            return
        seconds = (time.perf_counter() - started) / len(given)
        for line in answered:
            yield Done(line, rounded(seconds))


def seed_batch(seed: int, start: int) -> None:
    """Seed the generators that systems draw from, for the batch that begins with article ``start``."""
    import random

    import numpy as np

    number = (seed * 1_000_003 + start) % 2**32
    random.seed(number)
    np.random.seed(number)
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(number)


def require_settings(batch: int, on_error: str) -> None:
    """Raise ``InputError`` for settings of a runner that cannot be."""
    if batch < 1:
        raise InputError(f"runner.batch: found {batch}, expected a whole number of at least 1")
    if on_error not in POLICIES:
        raise InputError(
            f"runner.on_error: found {on_error!r}, expected one of {', '.join(POLICIES)}{nearest(on_error, POLICIES)}"
        )


def _failure(given: Sequence[Article], error: Exception, *, whole: bool) -> Failure:
    """Return the failure of articles; the complete message of bad input if it is to be the last word."""
    message = str(error) if whole and isinstance(error, InputError) else said(error)
    known = whole and isinstance(error, InputError)
    trace = None if known else "".join(traceback.format_exception(error))
    return Failure(tuple(article.id for article in given), message, trace)


def said(error: BaseException) -> str:
    """Return what an exception says, in one bounded line."""
    text = str(error) if isinstance(error, InputError) else f"{type(error).__name__}: {error}"
    line = printable(" ".join(text.split()))
    return line if len(line) <= LONGEST_ERROR else line[: LONGEST_ERROR - 3] + "..."


def stopped(system: str, failure: Failure, folder: Path) -> InputError:
    """Return the error that ends a run, its traceback noted in the run folder."""
    hint = f"what is finished is kept, and the same command with folder={folder} goes on"
    if failure.traceback is None:
        return InputError(f"{failure.message}\narticles {failure.place} failed; {hint}")
    note_tracebacks(folder, [failure])
    return InputError(
        f"system {system}: articles {failure.place}: {failure.message}\n"
        f"the traceback is in {folder / TRACEBACKS}; {hint}"
    )


def note_tracebacks(folder: Path, failures: Sequence[Failure]) -> None:
    """Add the tracebacks of failures to those of the run folder."""
    kept = [failure for failure in failures if failure.traceback is not None]
    if kept:
        with (folder / TRACEBACKS).open("a", encoding="utf-8") as handle:
            for failure in kept:
                handle.write(f"articles {failure.ids[0]} to {failure.ids[-1]}\n{failure.traceback}\n")


def rounded(seconds: float) -> float:
    """Return seconds to four digits."""
    return float(f"{seconds:.4g}")
