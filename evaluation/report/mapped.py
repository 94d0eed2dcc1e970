"""Runs scored under another label set: the report shows the units as they were scored."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from wirecopy.corpus.model import Annotation, Article
from wirecopy.corpus.ontology import load_ontology
from wirecopy.evaluation.predictions import Mapping as LabelMapping


def as_scored(
    results: Mapping[str, Any], articles: Sequence[Article], predictions: Sequence[Annotation]
) -> tuple[Sequence[Article], Sequence[Annotation]]:
    """Return both sides under the label set that the signature names, unchanged where it names none.

    The places of errors count the units that were scored, and a mapping leaves some out.
    """
    name = mapping_of(results)
    if name is None:
        return articles, predictions
    labels = LabelMapping(name, load_ontology().mapping(name))
    mapped = [msgspec.structs.replace(a, annotation=labels.apply(a.annotation)) for a in articles]
    return mapped, [labels.apply(line) for line in predictions]


def mapping_of(results: Mapping[str, Any]) -> str | None:
    """Return the label set that the signature names, None where it names none that is known."""
    named = re.search(r"\|mapping:([^|]+)\|", str(results.get("signature", "")))
    return named[1] if named is not None and named[1] in load_ontology().mappings else None
