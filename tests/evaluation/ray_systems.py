"""Systems that the tests of the Ray runner run in its workers: they draw, fail, die and take notes as they are told."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Sequence
from pathlib import Path

import msgspec

from wirecopy.corpus.model import Annotation, Article, Entity


class Drawing:
    """Predicts one entity at random an article, half of them right by chance of their length.

    ``log``: a file to note every article in as it was handed over. ``fail``: an article to fail on. ``kill``: an
    article on which the process kills itself, every time, or only while the file ``once`` is not there.
    """

    name = "drawing"
    layers = ("entities",)

    def __init__(
        self, log: str | None = None, fail: str | None = None, kill: str | None = None, once: str | None = None
    ) -> None:
        self._log, self._fail, self._kill, self._once = log, fail, kill, once
        self._asked = 0

    def predict(self, articles: Sequence[Article]) -> list[Annotation]:
        """Return the annotations."""
        return [self._one(article) for article in articles]

    def report(self) -> dict[str, object]:
        """Return how many articles this process was asked about."""
        return {"asked": self._asked, "by": "chance"}

    def _one(self, article: Article) -> Annotation:
        if self._log:
            with Path(self._log).open("ab") as handle:
                handle.write(msgspec.json.encode(article) + b"\n")
        if article.id == self._kill and not (self._once and Path(self._once).exists()):
            if self._once:
                Path(self._once).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        if article.id == self._fail:
            raise ZeroDivisionError(f"no answer for {article.id}")
        self._asked += 1
        start = random.choice((0, 5, 10))
        kinds = ("SECRETTYPE", "PER")
        return Annotation(article.id, entities=(Entity(start, start + 4, random.choice(kinds)),))


class Mended(Drawing):
    """Fails on an article until the file ``once`` is there."""

    def __init__(self, log: str, fail: str, once: str) -> None:
        super().__init__(log, None if Path(once).exists() else fail)
