"""Validity of links: one function a check, each with a stable id, a level and an explanation.

A check sees all links and the articles they are about, and yields a link with the field and what is wrong there. What
another check reports (an end that points at nothing, an unknown kind) is passed over by the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from wirecopy.corpus.checks import Level
from wirecopy.corpus.errors import nearest, shown
from wirecopy.corpus.links import PlacedLink, kind_problem, split_end
from wirecopy.corpus.model import Annotation, Article, Metadata
from wirecopy.corpus.ontology import LinkKind, Ontology
from wirecopy.corpus.units import claims_of, entities_of, events_of

LinkFindings = Iterator[tuple[PlacedLink, str, str]]
LINKABLE = {"claim": "claims", "event": "events"}  # what an end may point at, with its layer
_NAMED = {"entity": "an entity", "claim": "a claim", "event": "an event"}


class Linkable(Struct, frozen=True):
    """The articles that links may join, and what each unit of theirs is: an entity, a claim or an event."""

    articles: Mapping[str, Article]
    units: Mapping[str, Mapping[str, str]]
    ontology: Ontology | None

    def unit(self, end: str) -> str | None:
        """Return what an end points at, or None for nothing."""
        article, unit = split_end(end)
        return self.units.get(article, {}).get(unit)

    def joined(self, kind: str) -> tuple[str, ...]:
        """Return what units a kind may join."""
        row = self.kind(kind)
        return tuple(name for name, layer in LINKABLE.items() if row is None or row.between == layer)

    def kind(self, kind: str) -> LinkKind | None:
        """Return the ontology's row of a kind."""
        return self.ontology.links.get(kind) if self.ontology else None

    def pair(self, row: PlacedLink) -> tuple[Article, Article] | None:
        """Return the two different articles that a link leads from and to, or None if it has not got them."""
        first, second = row.link.articles()
        if first == second or first not in self.articles or second not in self.articles:
            return None
        return self.articles[first], self.articles[second]


class LinkCheck(Struct, frozen=True):
    """A check of links: its id never changes."""

    id: str
    level: Level
    explanation: str
    find: Callable[[Sequence[PlacedLink], Linkable], LinkFindings]


def linkable(articles: Iterable[Article], ontology: Ontology | None) -> Linkable:
    """Return what links may point at in articles; of those with the same id the first counts."""
    known: dict[str, Article] = {}
    for article in articles:
        known.setdefault(article.id, article)
    return Linkable(known, {name: _units(article.annotation) for name, article in known.items()}, ontology)


def _units(annotation: Annotation) -> dict[str, str]:
    found = {unit.id: "entity" for unit in entities_of(annotation) if unit.id}
    found |= {unit.id: "claim" for unit in claims_of(annotation) if unit.id}
    return found | {unit.id: "event" for unit in events_of(annotation) if unit.id}


def link_ends(links: Sequence[PlacedLink], known: Linkable) -> LinkFindings:
    for row in links:
        wanted = known.joined(row.link.kind)
        for field, end in row.link.ends():
            article, unit = split_end(end)
            units = known.units.get(article)
            if units is None:
                hint = nearest(article, known.articles)
                yield row, field, f"found article {shown(article)}, expected one that is here{hint}"
            elif unit not in units:
                hint = nearest(unit, [name for name, what in units.items() if what in wanted])
                expected = f"the id of {_either(wanted)} of article {article!r}"
                yield row, field, f"found {shown(unit)}, expected {expected}{hint}"


def link_kinds(links: Sequence[PlacedLink], known: Linkable) -> LinkFindings:
    for row in links:
        problem = kind_problem(row.link.kind) if known.ontology else None
        if problem:
            yield row, "kind", problem
        wanted = known.joined(row.link.kind)
        for field, end in row.link.ends():
            found = known.unit(end)
            if found is not None and found not in wanted:
                yield row, field, f"found {shown(end)}, {_NAMED[found]}, expected {_either(wanted)}"


def _either(units: Iterable[str]) -> str:
    return " or ".join(_NAMED[name] for name in units)


def link_articles(links: Sequence[PlacedLink], _: Linkable) -> LinkFindings:
    for row in links:
        first, second = row.link.articles()
        if first == second:
            yield row, "to", f"found article {shown(second)} at both ends, expected two articles"


def link_stories(links: Sequence[PlacedLink], known: Linkable) -> LinkFindings:
    for row in links:
        pair = known.pair(row)
        if pair and pair[0].story != pair[1].story:
            found = f"found an article of {shown(pair[1].story)}"
            yield row, "to", f"{found}, expected one of {shown(pair[0].story)}, the story at the other end"


def link_repeated(links: Sequence[PlacedLink], _: Linkable) -> LinkFindings:
    seen: dict[object, str] = {}
    for row in links:
        # Also of a kind with a direction: nothing is both later and earlier than another.
        key = row.link.kind, frozenset((row.link.origin, row.link.target))
        if key in seen:
            yield row, "", f"found the link of {seen[key]} again, expected two units to be joined once by a kind"
        seen.setdefault(key, row.place)


def link_order(links: Sequence[PlacedLink], known: Linkable) -> LinkFindings:
    for row in links:
        pair, kind = known.pair(row), known.kind(row.link.kind)
        if pair is None or kind is None or kind.symmetric:
            continue
        last, first = _last(pair[0].metadata), pair[1].metadata.published
        if last and first and _before(last, first):
            yield (
                row,
                "from",
                (
                    f"found {pair[0].id!r} of {shown(last)}, before {pair[1].id!r} of {shown(first)}: expected "
                    f"{row.link.kind} to lead from the later article to the earlier one"
                ),
            )


def _last(page: Metadata) -> str | None:
    return page.updated or page.published


def _before(left: str, right: str) -> bool:
    """Return whether a stamp is earlier than another; unless both have a time and a zone, only their days count."""
    try:
        a, b = datetime.fromisoformat(left), datetime.fromisoformat(right)
    except ValueError:
        return False
    return a < b if a.tzinfo and b.tzinfo else a.date() < b.date()


LINK_CHECKS = (
    LinkCheck("link-end", "error", "Both ends of a link point at a unit of an article that is there.", link_ends),
    LinkCheck("link-kind", "error", "A link's kind is in the ontology, and its ends are of that kind.", link_kinds),
    LinkCheck("link-articles", "error", "A link joins two different articles.", link_articles),
    LinkCheck("link-story", "error", "A link stays in a story, and so in a split: no split leaks.", link_stories),
    LinkCheck("link-repeated", "error", "Two units are joined once by a kind, whichever way round.", link_repeated),
    LinkCheck("link-order", "error", "A link with a direction leads from the later article to the other.", link_order),
)  # fmt: skip
