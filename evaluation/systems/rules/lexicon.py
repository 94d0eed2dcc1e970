"""Everything that the rules learn, built by code from annotated articles."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from wirecopy.corpus.model import Article
from wirecopy.evaluation.systems.rules.casting import Casting, learn_roles
from wirecopy.evaluation.systems.rules.evidence import Evidence
from wirecopy.evaluation.systems.rules.happening import Happening, learn_events
from wirecopy.evaluation.systems.rules.naming import Names, learn_names
from wirecopy.evaluation.systems.rules.reading import Reading
from wirecopy.evaluation.systems.rules.reporting import Reporting, learn_reporting
from wirecopy.evaluation.systems.rules.sourcing import learn_sources


class Lexicons(msgspec.Struct, frozen=True):
    """What the rules learn."""

    names: Names
    reporting: Reporting
    sources: Evidence
    happening: Happening
    casting: Casting


def learn(articles: Iterable[Article]) -> Lexicons:
    """Return the lexicons of annotated articles with their texts, the same for the same articles in any order."""
    readings = [Reading(article) for article in sorted(articles, key=lambda article: article.id)]
    return Lexicons(
        learn_names(readings),
        learn_reporting(readings),
        learn_sources(readings),
        learn_events(readings),
        learn_roles(readings),
    )
