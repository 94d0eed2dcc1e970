"""Wording that stories share: composed dispatches must not be cut from one template."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wirecopy.corpus.model import Article
from wirecopy.corpus.tokens import tokenize
from wirecopy.corpus.units import entities_of, is_name

LENGTH = 8


def sequences(article: Article) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """Yield every run of eight tokens in lower case with its ``[start, end)``, furniture and names left out.

    A run does not reach over a name or over a zone of furniture.
    """
    text = article.text or ""
    aside = [(z.start, z.end) for z in article.zones if z.kind == "furniture"]
    aside += [(e.start, e.end) for e in entities_of(article.annotation) if is_name(e)]
    left_out = {i for start, end in aside for i in range(start, end)}
    run: list[tuple[int, int]] = []
    for token in tokenize(text):
        run = [] if token[0] in left_out else [*run[1 - LENGTH :], token]
        if len(run) == LENGTH:
            yield tuple(text[start:end].lower() for start, end in run), run[0][0], run[-1][1]


def shared_wording(articles: Iterable[Article]) -> Iterator[tuple[Article, int, int, Article]]:
    """Yield ``(article, start, end, earlier)`` for each run of eight tokens that an earlier story has as well.

    Runs that overlap in the article are given as one stretch.
    """
    first: dict[tuple[str, ...], Article] = {}
    for article in articles:
        stretch: tuple[int, int, Article] | None = None
        for words, start, end in sequences(article):
            earlier = first.setdefault(words, article)
            if earlier.story == article.story:
                continue
            if stretch and start <= stretch[1]:
                stretch = (stretch[0], end, stretch[2])
                continue
            if stretch:
                yield article, *stretch
            stretch = (start, end, earlier)
        if stretch:
            yield article, *stretch
