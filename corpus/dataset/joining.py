"""Links joined with the units at their ends, while the articles of a split pass by one at a time.

Memory is that of the linked units, not of the articles.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import msgspec

from wirecopy.corpus.dataset.features import ENDS
from wirecopy.corpus.dataset.outlines import outline
from wirecopy.corpus.dataset.rows import Row, around, fragments, words
from wirecopy.corpus.errors import refuse
from wirecopy.corpus.links import Link, in_order, split_end
from wirecopy.corpus.model import Article, Claim, Event
from wirecopy.corpus.units import claims_of, events_of


class Joining:
    """The links of a corpus whose splits are written one after the other."""

    def __init__(self, links: Iterable[Link]) -> None:
        self._open = in_order(links)
        self._wanted: defaultdict[str, set[str]] = defaultdict(set)
        for link in self._open:
            for _, end in link.ends():
                article, unit = split_end(end)
                self._wanted[article].add(unit)
        self._stories: dict[str, str | None] = {}
        self._ends: dict[str, Row] = {}

    def see(self, article: Article) -> None:
        """Keep what the links need of an article with its gold."""
        wanted = self._wanted.get(article.id)
        if wanted is None:
            return
        self._stories[article.id] = article.story
        units: tuple[Claim | Event, ...] = (*claims_of(article.annotation), *events_of(article.annotation))
        for unit in units:
            if unit.id in wanted:
                self._ends[f"{article.id}#{unit.id}"] = _end(article, unit)

    def of_split(self) -> dict[Link, Row]:
        """Return the links of the articles seen since the last call with their rows, ordered by their ends.

        Raises ``InputError`` naming every link with only one end in them: the other is in another split or nowhere.
        """
        here = [link for link in self._open if not self._stories.keys().isdisjoint(link.articles())]
        self._open = [link for link in self._open if self._stories.keys().isdisjoint(link.articles())]
        refuse([problem for link in here for problem in self._missing(link)])
        found = {link: self._row(link) for link in here}
        self._stories, self._ends = {}, {}
        return found

    def finish(self) -> None:
        """Raise ``InputError`` naming every link neither of whose articles has been seen."""
        refuse([problem for link in self._open for problem in self._missing(link)])

    def _missing(self, link: Link) -> list[str]:
        return [
            f"link {link}: {field}: found {end!r}, expected a claim or event in the split of the other end"
            for field, end in link.ends()
            if end not in self._ends
        ]

    def _row(self, link: Link) -> Row:
        story = self._stories[link.articles()[0]]
        ends = zip(ENDS, (self._ends[link.origin], self._ends[link.target]), strict=True)
        columns = {f"{side}_{name}": value for side, end in ends for name, value in end.items()}
        return {
            "id": str(link),
            "kind": link.kind,
            "story": story,
            **columns,
            "judged": msgspec.structs.asdict(link.judged),
        }


def _end(article: Article, unit: Claim | Event) -> Row:
    if isinstance(unit, Claim):
        source, cue, span = unit.source, unit.cue, unit.content
    else:
        source, cue, span = None, None, unit.trigger
    spans = {"source": source, "cue": cue, "span": span}
    nearby = around(article, outline(article), span)
    return {
        "article": article.id,
        "unit": unit.id,
        "collection": article.collection,
        "sha256": article.sha256,
        **{part: fragments(value) for part, value in spans.items()},
        **{f"{part}_surface": words(article.text, value) for part, value in spans.items()},
        **{name: nearby[name] for name in ("context", "context_start", "context_end")},
    }
