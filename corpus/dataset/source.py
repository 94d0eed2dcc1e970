"""What a dataset is built from: a catalogue, and the articles of its splits one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import msgspec
from msgspec import UNSET

from wirecopy.corpus.links import Link, embedded_links
from wirecopy.corpus.model import Annotation, Article
from wirecopy.corpus.store import ARTICLES, Catalogue, article_files, catalogue, read_article


class Source(NamedTuple):
    """A corpus to build from; ``articles`` gives those of a split as they ship, in the order of their ids."""

    catalogue: Catalogue
    articles: Callable[[str], Iterator[Article]]
    links: tuple[Link, ...] = ()


def embedded() -> Source:
    """Return the embedded corpus. Texts that were restored on this machine stay withheld."""
    return Source(catalogue(), _shipped, embedded_links())


def _shipped(split: str) -> Iterator[Article]:
    files = [path for story in catalogue().splits[split] for path in article_files(ARTICLES / story)]
    for path in sorted(files, key=lambda path: path.stem):
        yield read_article(path)


def without_answers(article: Article) -> Article:
    """Return the article without its layers and without what its passes say of them."""
    provenance = msgspec.structs.replace(article.provenance, note=None)
    bare = Annotation(article.id, UNSET, UNSET, UNSET)
    return msgspec.structs.replace(article, annotation=bare, provenance=provenance)
