"""Krippendorff's nominal alpha over the tokens of several annotators, from counts that add up over articles.

Alpha is ``1 - D_o / D_e`` (Krippendorff, Content Analysis, 4th edition, 2018, chapter 12). For nominal data both
follow from one row of numbers an article: how often each label was given to a token that two annotators or more
have judged, and the sum of the coincidence matrix's diagonal. Rows of articles add up, so a resample of articles
is a weighted sum of rows and no text is read again.

A token is a match of ``TOKEN``; it takes the label of the span in which it starts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from wirecopy.corpus.model import Annotation, Span
from wirecopy.corpus.ontology import Ontology
from wirecopy.corpus.units import claims_of, entities_of, events_of

Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]

TOKEN: Final = re.compile(r"\w+|[^\w\s]")
NONE: Final = 0
CLAIM_LABELS: Final = ("source", "cue", "content")
LAYER_OF: Final = {"entities": "entities", "claims": "claims", "triggers": "events"}


def token_starts(text: str) -> Ints:
    """Return where the tokens of a text start, in code points."""
    return np.array([match.start() for match in TOKEN.finditer(text)], np.int64)


def labels_of(key: str, annotations: Iterable[Annotation], ontology: Ontology) -> tuple[str, ...]:
    """Return the labels that tokens may take under a key of ``LAYER_OF``, the first to win where spans overlap.

    Types stand in the ontology's order; types that it does not know follow by name.
    """
    if key == "claims":
        return CLAIM_LABELS
    known = list(ontology.entities if key == "entities" else ontology.events.types)
    found = {
        unit.type for line in annotations for unit in (entities_of(line) if key == "entities" else events_of(line))
    }
    return (*known, *sorted(found.difference(known)))


def labelled_spans(key: str, annotation: Annotation) -> list[tuple[str, Span]]:
    """Return the label and the span of everything that labels tokens under a key."""
    if key == "entities":
        return [(entity.type, ((entity.start, entity.end),)) for entity in entities_of(annotation)]
    if key == "triggers":
        return [(event.type, event.trigger) for event in events_of(annotation)]
    parts = [(part, getattr(claim, part)) for claim in claims_of(annotation) for part in CLAIM_LABELS]
    return [(part, span) for part, span in parts if span is not None]


def token_codes(starts: Ints, spans: Iterable[tuple[str, Span]], labels: Sequence[str]) -> Ints:
    """Return a code for each token: 0 for none, else 1 + the place of its label; the first label wins."""
    place = {label: code for code, label in enumerate(labels, 1)}
    codes = np.full(len(starts), len(labels) + 1, np.int64)
    pieces = [(place[label], piece) for label, span in spans for piece in span]
    bounds = np.searchsorted(starts, np.array([piece for _, piece in pieces], np.int64)).tolist()
    for (code, _), (first, last) in zip(pieces, bounds, strict=True):
        np.minimum(codes[first:last], code, out=codes[first:last])
    codes[codes > len(labels)] = NONE
    return codes


def coincidences(codes: Ints, labels: int) -> Floats:
    """Return an article's row: how often each of ``labels`` codes was given, and the diagonal sum of coincidences.

    ``codes`` has shape (annotators, tokens); annotators who did not do the article are left out. With fewer than two
    annotators no token can be paired and the row is zero.
    """
    annotators, tokens = codes.shape
    if annotators < 2 or not tokens:
        return np.zeros(labels + 1)
    place = np.arange(tokens) * labels + codes
    counts = np.bincount(place.reshape(-1), minlength=tokens * labels).reshape(tokens, labels)
    agreed = (counts * (counts - 1)).sum() / (annotators - 1)
    return np.append(counts.sum(axis=0), agreed).astype(np.float64)


def nominal_alpha(rows: Floats) -> Floats:
    """Return alpha of summed rows of shape (..., labels + 1); NaN where fewer than two labels occur."""
    given, agreed = rows[..., :-1], rows[..., -1]
    total = given.sum(axis=-1)
    expected = total**2 - (given**2).sum(axis=-1)
    alpha = np.full(np.shape(total), np.nan)
    np.divide((total - 1) * (total - agreed), expected, out=alpha, where=expected > 0)
    result: Floats = 1 - alpha
    return result
