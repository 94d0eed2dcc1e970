"""Extraction systems: each turns a batch of articles into annotations, and never sees gold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import msgspec

from wirecopy.corpus.model import Annotation, Article


@runtime_checkable
class System(Protocol):
    """A system under evaluation.

    ``layers`` are the layers it predicts. ``predict`` is given articles with text, zones and metadata, without gold,
    and returns one annotation each, in order, with exactly those layers.
    """

    name: str
    layers: tuple[str, ...]

    def predict(self, articles: Sequence[Article]) -> list[Annotation]:
        """Return an annotation for every article, in order."""


def without_gold(article: Article) -> Article:
    """Return the article as a system may see it: no layers, and no provenance, which names annotators."""
    blank = msgspec.structs.replace(article, annotation=Annotation(article.id))
    return msgspec.structs.replace(blank, provenance=msgspec.convert({}, type(article.provenance)))
