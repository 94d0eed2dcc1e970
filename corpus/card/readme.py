"""Filling the templates of the card, the licence and the citation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import jinja2

from wirecopy.corpus.card import tables
from wirecopy.corpus.card.metadata import front_matter
from wirecopy.corpus.card.pictures import PICTURES
from wirecopy.corpus.card.settings import CARD, page_url, release, settings
from wirecopy.corpus.dataset.contents import Contents
from wirecopy.corpus.dataset.features import CONFIGS, LINKS
from wirecopy.corpus.ontology import load_ontology


def _filled(template: str, contents: Contents, **values: Any) -> str:
    """Return a filled template. Nothing in it comes from an article's text, so nothing is escaped for HTML."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(CARD),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # noqa: S701 - Markdown and YAML, filled from counts and our own settings
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    version = contents.catalogue.version
    common = {"said": settings(), "version": version, "released": release(version).date, "contents": contents}
    common["url"] = page_url(contents.repository)
    return environment.get_template(template).render(common | values)


def readme(contents: Contents, agreement: Mapping[str, Any] | None) -> str:
    """Return the dataset card; ``agreement`` is the document of ``annotate agreement --json``, if it was measured."""
    tallies = contents.tallies
    kinds: dict[str, str] = {}
    passes: Counter[int] = Counter()
    for tally in tallies.collections.values():
        kinds |= tally.annotators
        passes.update(tally.passes)
    total: Counter[str] = Counter()
    for split in contents.splits():
        total.update(tallies.splits[split].sizes)
    return _filled(
        "README.md.j2",
        contents,
        front=front_matter(contents),
        tables=tables,
        agreement=agreement,
        total=total,
        annotators=Counter(kinds.values()),
        once=passes[1],
        several=sum(count for number, count in passes.items() if number > 1),
        structure=tables.structure(contents),
        configs={name: CONFIGS[name] for name in contents.configs()},
        pictures=PICTURES,
        withheld=_withheld(contents),
        ontology=load_ontology(),
        linked=bool(contents.tables_of(LINKS)),
    )


def _withheld(contents: Contents) -> dict[str, str]:
    """Return the collections with texts that are not here, with what their readers need to restore them."""
    sizes = {name: tally.sizes for name, tally in contents.tallies.collections.items()}
    known = contents.catalogue.collections
    return {
        name: known[name].restore or "your own copy"
        for name in known
        if name in sizes and sizes[name]["texts"] < sizes[name]["articles"]
    }


def licence(contents: Contents) -> str:
    """Return the licence file: what is licensed, and what is not here at all."""
    return _filled("LICENSE.md.j2", contents, tables=tables, withheld=_withheld(contents))


def citation(contents: Contents) -> str:
    """Return the citation file in CFF 1.2."""
    return _filled("CITATION.cff.j2", contents)
