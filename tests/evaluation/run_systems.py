"""Systems that the runner's tests run: one draws and fails where it is told to, one says what it is told to."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path

from wirecopy.corpus.lines import write_lines
from wirecopy.corpus.model import Annotation, Article, Claim, Entity, Event, Provenance
from wirecopy.evaluation.datasets import Dataset, lines


class Drawing:
    """Predicts one entity at random an article, and remembers which articles it was asked about."""

    name = "drawing"
    layers = ("entities",)

    def __init__(self, fail: Callable[[Article], bool] = lambda _: False) -> None:
        self.asked: list[Article] = []
        self._fail = fail

    def predict(self, articles: Sequence[Article]) -> list[Annotation]:
        answers = []
        for article in articles:
            if self._fail(article):
                raise ZeroDivisionError(f"no answer for {article.id}")
            start = random.randrange(len(article.text or "") - 1)
            answers.append(Annotation(article.id, entities=(Entity(start, start + 1, "PER"),)))
        self.asked += articles
        return answers


class Saying:
    """Answers with what it was given to say."""

    name = "saying"

    def __init__(self, answer: Callable[[Sequence[Article]], object], layers: tuple[str, ...] = ("entities",)) -> None:
        self._answer = answer
        self.layers = layers

    def predict(self, articles: Sequence[Article]) -> list[Annotation]:
        return self._answer(articles)  # type: ignore[return-value]


def gold_lines(number: int = 8) -> list[Annotation]:
    """Return annotated lines with a secret in every layer and in the provenance."""
    return [
        Annotation(
            f"pier-{i}",
            entities=(Entity(0, 4, "SECRETTYPE", id="secret-e"),),
            claims=(Claim(((5, 9),), id="secret-c", source=((0, 4),), source_type="secret-kind"),),
            events=(Event("SecretEvent", ((10, 12),), id="secret-v"),),
            text=f"Anna said it rained on pier {i} again",
            story=f"story-{i}",
            provenance=Provenance(settled_by="secret-judge"),
        )
        for i in range(number)
    ]


def dataset(folder: Path, number: int = 8) -> Dataset:
    """Return the lines as a dataset."""
    path = folder / "gold.jsonl"
    write_lines(path, gold_lines(number))
    return lines(str(path))
