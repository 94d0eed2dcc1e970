"""The adjudication round in Label Studio: what is left open, with everyone's version as predictions of their name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wirecopy.annotation.adjudication.outcome import Outcome
from wirecopy.annotation.agreement.passes import Passes
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.model import Annotation, Article
from wirecopy.corpus.store import from_line

AGREED = "agreed"


def round_articles(outcomes: Sequence[Outcome]) -> list[Article]:
    """Return the articles that have something left open, with their texts."""
    return [from_line(outcome.agreed) for outcome in outcomes if outcome.open["open"]]


def round_versions(passes: Passes, outcomes: Sequence[Outcome]) -> dict[str, Mapping[str, Annotation]]:
    """Return version -> article -> annotation of what is left open: everyone's own, and what all agree on.

    The agreed part is called ``agreed``; the round opens with it. Raises ``InputError`` for an annotator of that name.
    """
    if AGREED in passes.lines:
        raise InputError(f"annotator {AGREED!r}: this is what the round calls the agreed part; rename the file")
    left = {outcome.agreed.id: outcome.agreed for outcome in outcomes if outcome.open["open"]}
    versions: dict[str, Mapping[str, Annotation]] = {AGREED: left}
    for name, lines in passes.lines.items():
        versions[name] = {article: lines[article] for article in left if article in lines}
    return versions
