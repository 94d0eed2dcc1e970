"""The hash of gold: what a score's signature and a published dataset say they rest on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from wirecopy.corpus.lines import encode_line
from wirecopy.corpus.model import Article


class GoldDigest:
    """The SHA-256 of gold articles that come one at a time, in the order of their ids."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()

    def add(self, article: Article) -> None:
        """Take in an article: id, hash of the text, annotation. A withheld text makes no difference."""
        self._digest.update(f"{article.id} {article.sha256}\n".encode())
        self._digest.update(encode_line(article.annotation) + b"\n")

    def hexdigest(self) -> str:
        """Return the hash of what was added so far."""
        return self._digest.hexdigest()


def articles_hash(articles: Iterable[Article]) -> str:
    """Return the SHA-256 over the hashes of the texts and the annotations, in the order of the ids.

    It does not depend on whether withheld texts have been restored.
    """
    digest = GoldDigest()
    for article in sorted(articles, key=lambda a: a.id):
        digest.add(article)
    return digest.hexdigest()
