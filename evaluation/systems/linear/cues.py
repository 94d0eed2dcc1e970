"""Cues: the words that attribute, found by a tagger."""

from __future__ import annotations

from collections.abc import Sequence

from wirecopy.corpus.model import Annotation
from wirecopy.corpus.units import claims_of
from wirecopy.evaluation.systems.linear.page import Page, Range, ranges_of
from wirecopy.evaluation.systems.linear.scorer import Instance
from wirecopy.evaluation.systems.linear.settings import Settings
from wirecopy.evaluation.systems.linear.tagger import Tagger, fit_tagger, instances
from wirecopy.evaluation.systems.linear.viterbi import OUTSIDE
from wirecopy.evaluation.systems.linear.words import WordFeatures

CUE = "cue"


def cues_of(page: Page, annotation: Annotation) -> list[Range]:
    """Return the cues of an annotation, the first fragment of each, in text order."""
    return sorted({r for claim in claims_of(annotation) for r in page.ranges(claim.cue)[:1]})


def cue_rows(page: Page, words: WordFeatures) -> list[Instance]:
    """Return the features of every word for the cue tagger."""
    hints, entities = page.cue_hints, page.entity_hints
    rows = []
    for index, row in enumerate(words.rows):
        before = entities[index - 1] if index else OUTSIDE
        after = entities[index + 1] if index + 1 < len(entities) else OUTSIDE
        rows.append([
            *row, f"h={hints[index]}", f"h+1={hints[index + 1] if index + 1 < len(hints) else OUTSIDE}",
            f"e-1={before}", f"e+1={after}", f"f-1={page.family(index - 1)}", f"f+1={page.family(index + 1)}",
            f"h|f={hints[index]}|{page.families[index]}", f"q-1={index > 0 and page.quoted[index - 1]}",
        ])  # fmt: skip
    return instances(rows, page.hinted(hints))


def fit_cues(
    pages: Sequence[Page], words: Sequence[WordFeatures], gold: Sequence[Annotation], settings: Settings
) -> Tagger:
    """Return a tagger of cues, trained on annotated pages."""
    sequences, tags = [], []
    for page, features, annotation in zip(pages, words, gold, strict=True):
        rows = cue_rows(page, features)
        truth = page.tags((found, CUE) for found in cues_of(page, annotation))
        sequences += [rows[unit.first : unit.last] for unit in page.units]
        tags += [truth[unit.first : unit.last] for unit in page.units]
    return fit_tagger(sequences, tags, settings.cues, settings.cues_lean, [CUE])


def find_cues(page: Page, words: WordFeatures, tagger: Tagger) -> list[Range]:
    """Return the cues of a page in text order."""
    rows = cue_rows(page, words)
    tags = tagger.tag([rows[unit.first : unit.last] for unit in page.units])
    return [found for unit, row in zip(page.units, tags, strict=True) for found, _ in ranges_of(row, unit.first)]
