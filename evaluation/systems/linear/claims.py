"""The claim layer: cues, the parts of each, attributes, and parents by containment."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from wirecopy.corpus.model import Annotation, Claim, Span
from wirecopy.corpus.ontology import load_ontology
from wirecopy.corpus.units import claims_of
from wirecopy.evaluation.systems.linear.cues import find_cues, fit_cues
from wirecopy.evaluation.systems.linear.page import Page, Range
from wirecopy.evaluation.systems.linear.parts import find_parts, fit_parts
from wirecopy.evaluation.systems.linear.scorer import Instance, Scorer, fit_scorer
from wirecopy.evaluation.systems.linear.settings import Settings
from wirecopy.evaluation.systems.linear.tagger import Tagger
from wirecopy.evaluation.systems.linear.words import WordFeatures


class ClaimModel(msgspec.Struct, frozen=True):
    """The taggers of cues and parts, and a classifier an attribute."""

    cues: Tagger
    parts: Tagger
    attributes: dict[str, Scorer]


def fit_claims(
    pages: Sequence[Page], words: Sequence[WordFeatures], gold: Sequence[Annotation], settings: Settings
) -> ClaimModel:
    """Return the claim model, trained on annotated pages."""
    pairs = [(page, claim) for page, line in zip(pages, gold, strict=True) for claim in claims_of(line)]
    attributes = {}
    for name in load_ontology().claims.attributes:
        known = [(page, claim) for page, claim in pairs if getattr(claim, name)]
        rows = [_instance(*attribute_row(page, claim), name) for page, claim in known]
        values = load_ontology().claims.attributes[name]
        truth = [getattr(claim, name) for _, claim in known]
        attributes[name] = fit_scorer(rows, truth, settings.attributes, values)
    return ClaimModel(fit_cues(pages, words, gold, settings), fit_parts(pages, gold, settings), attributes)


def find_claims(page: Page, words: WordFeatures, model: ClaimModel) -> tuple[Claim, ...]:
    """Return the claims of a page in text order with ids, attributes and parents."""
    cues = find_cues(page, words, model.cues)
    bare = [
        Claim(content, source, (page.span(cue),))
        for cue, (source, content) in zip(cues, find_parts(page, cues, model.parts), strict=True)
        if content
    ]
    bare += [Claim(c.content, c.source) for c in claims_of(page.hints) if c.cue is None]
    bare.sort(key=lambda claim: (claim.content, claim.cue or ()))
    found = [_judged(page, claim, f"c{i}", model) for i, claim in enumerate(bare, 1)]
    return tuple(msgspec.structs.replace(claim, parent=parent_of(claim, found, page)) for claim in found)


def _judged(page: Page, claim: Claim, name: str, model: ClaimModel) -> Claim:
    row, hint = attribute_row(page, claim)
    values = {attribute: scorer.best(_instance(row, hint, attribute)) for attribute, scorer in model.attributes.items()}
    return msgspec.structs.replace(claim, id=name, **values)


def _instance(row: list[str], hint: Claim | None, name: str) -> Instance:
    return Instance(row, getattr(hint, name) if hint else None)


def _words(page: Page, span: Span | None) -> list[int]:
    return [index for found in page.ranges(span) for index in range(found.first, found.last)]


def attribute_row(page: Page, claim: Claim) -> tuple[list[str], Claim | None]:
    """Return the features of a claim for the classifiers of its attributes."""
    source, cue, content = (_words(page, span) for span in (claim.source, claim.cue, claim.content))
    quoted = [page.quoted[index] for index in content]
    share = "none" if not any(quoted) else "all" if all(quoted) else "some"
    row = [f"quoted={share}", f"fragments={len(claim.content)}", f"source={bool(source)}", f"cue={bool(cue)}"]
    row += [f"cw={page.families[index]}" for index in cue] + [f"sw={page.lowers[index]}" for index in source]
    row += [f"se={page.entity_hints[index][2:]}" for index in source] + [
        f"ow={page.lowers[index]}" for index in content
    ]
    if source:
        row += [f"s<={page.lowers[source[0]]}", f"s>={page.lowers[source[-1]]}", f"sn={min(len(source), 4)}"]
        row += [f"se>={page.entity_hints[source[-1]]}", f"se<={page.entity_hints[source[0]]}"]
    hint = page.claim_hint(Range(cue[0], cue[-1] + 1)) if cue else page.free_hint(claim.content)
    for name in load_ontology().claims.attributes:
        value = getattr(hint, name) if hint else None
        row += [f"h.{name}={value}", f"h.{name}|{share}={value}"]
    return row, hint


def parent_of(claim: Claim, claims: Sequence[Claim], page: Page) -> str | None:
    """Return the id of the claim that this one stands in, or that relays it; None where there is none.

    A claim stands in the smallest one whose content holds its content and its cue. Of two claims with the same
    content the relaying one is the other's parent where the rules say so.
    """
    around = [other for other in claims if other is not claim and _holds(other, claim)]
    if around:
        return min(around, key=lambda other: (_length(other.content), other.id or "")).id
    return next((other.id for other in claims if other is not claim and _relays(page, other, claim)), None)


def _holds(outer: Claim, inner: Claim) -> bool:
    parts = [*inner.content, *(inner.cue or ())]
    return all(any(s <= start and end <= e for s, e in outer.content) for start, end in parts)


def _relays(page: Page, outer: Claim, inner: Claim) -> bool:
    if outer.content != inner.content or outer.cue is None or inner.cue is None:
        return False
    hints = [page.claim_hint(r) for claim in (outer, inner) for r in page.ranges(claim.cue)[:1]]
    return all(hints) and hints[1].parent is not None and hints[1].parent == hints[0].id  # type: ignore[union-attr]


def _length(span: Span) -> int:
    return sum(end - start for start, end in span)
