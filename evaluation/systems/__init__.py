"""Extraction systems: each turns a batch of articles into annotations, and never sees gold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, runtime_checkable

import msgspec

from wirecopy.corpus.model import Annotation, Article
from wirecopy.evaluation.labels import Relabelling


@runtime_checkable
class System(Protocol):
    """A system under evaluation.

    ``layers`` are the layers it predicts; none means those that its answers have. ``predict`` is given articles with
    text, zones and metadata, without gold, and returns one annotation each, in order, with exactly those layers.

    A system may also have ``packages``, the names of packages whose versions belong in the results; ``fingerprint``, a
    hash of the files it is made from, so that a run is not resumed with others; ``report()``, which returns what it
    counted since it was built (tokens, costs, what it could not align) as plain JSON values; and ``close()``, which is
    called when the run has ended.
    """

    name: str
    layers: tuple[str, ...]

    def predict(self, articles: Sequence[Article]) -> list[Annotation]:
        """Return an annotation for every article, in order."""


class Relabelled:
    """A system whose answers get other labels."""

    def __init__(self, system: System, labels: Relabelling) -> None:
        self._system = system
        self._labels = labels
        self.name = system.name
        self.layers = system.layers
        self.packages = packages_of(system)
        self.fingerprint = fingerprint_of(system)

    def predict(self, articles: Sequence[Article]) -> list[Annotation]:
        """Return the system's annotations, relabelled."""
        return [self._labels.apply(annotation) for annotation in self._system.predict(articles)]

    def report(self) -> dict[str, Any]:
        """Return what the system counted."""
        return report_of(self._system)

    def close(self) -> None:
        """Let the system go."""
        close(self._system)


def without_gold(article: Article) -> Article:
    """Return the article as a system may see it: no layers, and no provenance, which names annotators."""
    blank = msgspec.structs.replace(article, annotation=Annotation(article.id))
    return msgspec.structs.replace(blank, provenance=msgspec.convert({}, type(article.provenance)))


def packages_of(system: System) -> tuple[str, ...]:
    """Return the packages that a system names."""
    return tuple(getattr(system, "packages", ()))


def report_of(system: System) -> dict[str, Any]:
    """Return what a system counted, nothing where it counts nothing."""
    report = getattr(system, "report", None)
    return report() if callable(report) else {}


def close(system: System) -> None:
    """Let a system go that holds on to something."""
    end = getattr(system, "close", None)
    if callable(end):
        end()


def fingerprint_of(system: System) -> str | None:
    """Return the hash of what a system is made from, None where it says none."""
    found: str | None = getattr(system, "fingerprint", None)
    return found
