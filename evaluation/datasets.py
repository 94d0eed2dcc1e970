"""Articles to evaluate on: the functions that the ``data`` group's configurations name."""

from __future__ import annotations

from pathlib import Path

import msgspec

from wirecopy.corpus.errors import InputError
from wirecopy.corpus.model import Article
from wirecopy.corpus.store import load
from wirecopy.evaluation.gold import FileGold, Gold, SplitGold


class Dataset(msgspec.Struct, frozen=True):
    """Articles with their texts, and the gold source to score against."""

    articles: list[Article]
    gold: Gold


def embedded(split: str = "test") -> Dataset:
    """Return splits of the embedded corpus, all of whose texts must be there."""
    return Dataset(load(split), SplitGold(split))


def lines(path: str) -> Dataset:
    """Return a file of self-contained annotation lines; its label inventory is open."""
    articles = load(Path(path))
    bare = [article.id for article in articles if article.text is None]
    if bare:
        raise InputError(f"{path}: article {bare[0]!r}: text: found none, expected lines that carry their texts")
    return Dataset(articles, FileGold(Path(path)))
