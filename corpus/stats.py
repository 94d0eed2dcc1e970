"""What is in the embedded corpus, in numbers (schema ``wirecopy-stats/1``)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from wirecopy.corpus.links import embedded_links
from wirecopy.corpus.model import Article
from wirecopy.corpus.ontology import load_ontology
from wirecopy.corpus.store import ARTICLES, article_files, catalogue, read_article
from wirecopy.corpus.tokens import tokenize
from wirecopy.corpus.units import claims_of, entities_of, events_of

SCHEMA = "wirecopy-stats/1"


def embedded() -> list[Article]:
    """Return every article of the embedded corpus as it ships, withheld texts absent."""
    return [read_article(path) for path in article_files(ARTICLES)]


def statistics() -> dict[str, Any]:
    """Return the document of ``corpus stats --json``. Tokens are counted where the text ships."""
    articles = embedded()
    known = catalogue()
    splits = Counter(known.split_of(article.story) for article in articles)
    links = Counter(link.kind for link in embedded_links())
    return {
        "schema": SCHEMA,
        "version": known.version,
        "collections": {
            name: _collection([article for article in articles if article.collection == name])
            for name in known.collections
            if any(article.collection == name for article in articles)
        },
        "splits": {name: splits[name] for name in known.splits},
        "links": {kind: links[kind] for kind in load_ontology().links},
    }


def _collection(articles: Sequence[Article]) -> dict[str, Any]:
    entities = Counter(e.type for a in articles for e in entities_of(a.annotation))
    claims = [claim for a in articles for claim in claims_of(a.annotation)]
    events = [event for a in articles for event in events_of(a.annotation)]
    event_types = Counter(event.type for event in events)
    ontology = load_ontology()
    return {
        "articles": len(articles),
        "texts": sum(a.text is not None for a in articles),
        "tokens": sum(len(tokenize(a.text)) for a in articles if a.text is not None),
        "stories": len({a.story for a in articles}),
        "entities": {name: entities[name] for name in ontology.entities},
        "claims": len(claims),
        "nested_claims": sum(claim.parent is not None for claim in claims),
        "anonymous_claims": sum(claim.source_type == "anonymous" for claim in claims),
        "discontinuous_claims": sum(len(claim.content) > 1 for claim in claims),
        "events": {name: event_types[name] for name in ontology.events.types},
        "arguments": sum(len(event.arguments) for event in events),
        "double_annotated": sum(len(a.provenance.passes) > 1 for a in articles),
    }


def print_statistics(document: dict[str, Any]) -> None:
    """Print the statistics as tables."""
    from wirecopy.corpus.console import console, table

    out = console()
    collections = document["collections"]
    single = [key for key, value in next(iter(collections.values()), {}).items() if isinstance(value, int)]
    rows = [[key.replace("_", " "), *(f"{row[key]:,}" for row in collections.values())] for key in single]
    out.print(table([f"wirecopy {document['version']}", *collections], rows))
    for group in ("entities", "events"):
        names = [name for row in list(collections.values())[:1] for name in row[group]]
        rows = [[name, *(f"{row[group][name]:,}" for row in collections.values())] for name in names]
        out.print()
        out.print(table([group, *collections], rows))
    out.print()
    for group in ("splits", "links"):
        counts = "   ".join(f"{name} {count:,}" for name, count in document[group].items())
        out.print(f"{group}  {counts}", markup=False)
