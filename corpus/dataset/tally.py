"""What is in a build, counted while its articles pass by: the only source of the card's numbers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from wirecopy.corpus.dataset.outlines import outline
from wirecopy.corpus.digest import GoldDigest
from wirecopy.corpus.links import Link
from wirecopy.corpus.model import Article
from wirecopy.corpus.ontology import load_ontology
from wirecopy.corpus.units import claims_of, entities_of, events_of

SIZES = ("articles", "texts", "stories", "tokens", "entities", "claims", "events", "arguments")


class Tally:
    """Counts of one group of articles: a split, or a collection."""

    def __init__(self) -> None:
        self.sizes: Counter[str] = Counter()
        self.entities: Counter[str] = Counter()
        self.events: Counter[str] = Counter()
        self.attributes: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.structure: Counter[str] = Counter()
        self.links: Counter[str] = Counter()
        self.annotators: dict[str, str] = {}
        self.passes: Counter[int] = Counter()
        self._stories: set[str | None] = set()

    def add(self, article: Article) -> None:
        """Count one article."""
        self._stories.add(article.story)
        self.sizes["articles"] += 1
        self.sizes["texts"] += article.text is not None
        self.sizes["stories"] = len(self._stories)
        self.sizes["tokens"] += len(outline(article).tokens)
        self.annotators |= {one.annotator: one.kind for one in article.provenance.passes}
        self.passes[len(article.provenance.passes)] += 1
        self._add_layers(article)

    def _add_layers(self, article: Article) -> None:
        layers = article.annotation
        entities, claims, events = entities_of(layers), claims_of(layers), events_of(layers)
        self.sizes.update({"entities": len(entities), "claims": len(claims), "events": len(events)})
        self.sizes["arguments"] += sum(len(event.arguments) for event in events)
        self.entities.update(entity.type for entity in entities)
        self.events.update(event.type for event in events)
        ontology = load_ontology()
        for units, names in ((claims, ontology.claims.attributes), (events, ontology.events.attributes)):
            for name in names:
                self.attributes[name].update(getattr(unit, name) or "none" for unit in units)
        self.structure["nested"] += sum(claim.parent is not None for claim in claims)
        self.structure["discontinuous"] += sum(len(claim.content) > 1 for claim in claims)
        self.structure["no_source"] += sum(claim.source is None for claim in claims)


class Tallies:
    """Counts by split and by collection, and the hash of each split's gold."""

    def __init__(self, withheld: tuple[str, ...] = ()) -> None:
        self.withheld = withheld
        self.splits: defaultdict[str, Tally] = defaultdict(Tally)
        self.collections: defaultdict[str, Tally] = defaultdict(Tally)
        self._gold: defaultdict[str, GoldDigest] = defaultdict(GoldDigest)

    def add(self, split: str, article: Article, published: Article) -> None:
        """Count one article as it is published; the hash is that of its gold, also where that is held back."""
        self.splits[split].add(published)
        self.collections[article.collection or "other"].add(published)
        self._gold[split].add(article)

    def add_links(self, split: str, links: Iterable[Link]) -> None:
        """Count the published links of a split."""
        for link in links:  # a split without articles stays unknown
            self.splits[split].links[link.kind] += 1

    def gold_hash(self, split: str) -> str:
        """Return the hash that a score's signature carries for this split."""
        return self._gold[split].hexdigest()
