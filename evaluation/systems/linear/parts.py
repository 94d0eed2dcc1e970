"""Source and content of one cue: the words around it, tagged as they stand to that cue."""

from __future__ import annotations

from collections.abc import Sequence

from wirecopy.corpus.model import Annotation, Claim, Span
from wirecopy.corpus.units import claims_of
from wirecopy.evaluation.systems.linear.page import Page, Range, ranges_of
from wirecopy.evaluation.systems.linear.scorer import Instance
from wirecopy.evaluation.systems.linear.settings import Settings
from wirecopy.evaluation.systems.linear.tagger import Tagger, fit_tagger, instances

SOURCE, CONTENT = "source", "content"
_OPENING = '“"«‘'
_STOPS = frozenset(",;:—–.()")


def window(page: Page, cue: Range) -> Range:
    """Return the words searched for a cue's parts: its unit, and the next one if that begins with a quotation."""
    place = page.unit_at(cue.first)
    unit = page.units[place]
    following = page.units[place + 1] if place + 1 < len(page.units) else None
    if following is None or not page.words[following.first].text.startswith(tuple(_OPENING)):
        return Range(unit.first, unit.last)
    between = page.text[page.words[unit.last - 1].end : page.words[following.first].start]
    return Range(unit.first, unit.last if "\n" in between else following.last)


def part_tags(page: Page, claim: Claim) -> list[str]:
    """Return a tag a word of the page for the parts of a claim."""
    content = [(found, CONTENT) for found in page.ranges(claim.content)]
    return page.tags([*((found, SOURCE) for found in page.ranges(claim.source)), *content])


def part_rows(page: Page, cue: Range) -> list[Instance]:
    """Return the features of every word of a cue's window; what the rules make of the cue is none of them."""
    area = window(page, cue)
    shared = page.families[cue.first]
    rows = []
    marks = _marks_between(page, area, cue)
    for index in range(area.first, area.last):
        side = "in" if cue.first <= index < cue.last else "<" if index < cue.first else ">"
        distance = min(abs(index - (cue.first if side == "<" else cue.last - 1)), 30)
        near = min(distance, 4) if distance < 5 else 5 + distance // 8
        lower, earlier = page.lowers[index], page.lower(index - 1)
        rows.append([
            f"at={side}{near}", f"side={side}", f"w={side}|{lower}", f"w-1={side}|{earlier}",
            f"w+1={side}|{page.lower(index + 1)}", f"cue={side}|{shared}", f"marks={side}|{marks[index - area.first]}",
            f"q={side}|{page.quoted[index]}", f"e={side}|{page.entity_hints[index]}", f"edge={index == area.first}",
            f"qq={page.quoted[index]}|{index > area.first and page.quoted[index - 1]}",
            f"stop={side}|{lower if lower in _STOPS else ''}|{earlier if earlier in _STOPS else ''}",
            f"inq={page.quoted[cue.first]}|{page.quoted[index]}",
        ])  # fmt: skip
    return instances(rows, None)


def _marks_between(page: Page, area: Range, cue: Range) -> list[int]:
    """Return how many marks stand between each word of an area and its cue, three at most."""
    counts = [0] * (area.last - area.first)
    seen = 0
    for index in range(cue.last, area.last):
        counts[index - area.first] = min(seen, 3)
        seen += page.lowers[index] in _STOPS
    seen = 0
    for index in range(cue.first - 1, area.first - 1, -1):
        counts[index - area.first] = min(seen, 3)
        seen += page.lowers[index] in _STOPS
    return counts


def fit_parts(pages: Sequence[Page], gold: Sequence[Annotation], settings: Settings) -> Tagger:
    """Return a tagger of sources and contents, trained on the claims of annotated pages that have a cue."""
    sequences, tags = [], []
    for page, annotation in zip(pages, gold, strict=True):
        for claim in claims_of(annotation):
            for cue in page.ranges(claim.cue)[:1]:
                area = window(page, cue)
                sequences.append(part_rows(page, cue))
                tags.append(part_tags(page, claim)[area.first : area.last])
    return fit_tagger(sequences, tags, settings.parts, settings.parts_lean, (SOURCE, CONTENT))


def find_parts(page: Page, cues: Sequence[Range], tagger: Tagger) -> list[tuple[Span | None, Span]]:
    """Return source and content of every cue; the content is empty where none was found.

    Where the rules have a claim with the cue, its parts stand: they read quotations and clauses, which words one by
    one do not show, and on held-out stories a tagger that started from them made them worse.
    """
    tags = iter(tagger.tag([part_rows(page, cue) for cue in cues if page.claim_hint(cue) is None]))
    return [
        (hint.source, hint.content) if (hint := page.claim_hint(cue)) else _read(page, cue, next(tags)) for cue in cues
    ]


def _read(page: Page, cue: Range, tags: Sequence[str]) -> tuple[Span | None, Span]:
    labelled = ranges_of(tags, window(page, cue).first)
    sources = [where for where, label in labelled if label == SOURCE]
    contents = [where for where, label in labelled if label == CONTENT]
    nearest = min(sources, key=lambda r: max(cue.first - r.last, r.first - cue.last), default=None)
    return as_span(page, [nearest] if nearest else []) or None, as_span(page, contents)


def as_span(page: Page, found: Sequence[Range]) -> Span:
    """Return the characters of ranges, trimmed of marks at their ends; ranges with only marks between are joined."""
    pieces: list[tuple[int, int]] = []
    for where in found:
        start, end = trimmed(page, *page.span(where))
        if start >= end:
            continue
        if pieces and not any(char.isalnum() for char in page.text[pieces[-1][1] : start]):
            pieces[-1] = (pieces[-1][0], end)
        else:
            pieces.append((start, end))
    return tuple(pieces)


def trimmed(page: Page, start: int, end: int) -> tuple[int, int]:
    """Return a stretch of text without white space, outer marks and unpaired quotation marks at its ends."""
    text = page.text
    while start < end and (text[start].isspace() or text[start] in ",;:—–.”"):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in ",;:—–.“"):
        end -= 1
    for inner, outer in page.quotations.inner:
        if inner - 1 == start and outer + 1 >= end:  # the whole is one quotation
            return trimmed(page, inner, min(outer, end))
        if inner - 1 < start <= inner and start < outer < end - 1 and start == inner:  # its mark was left outside
            return inner - 1, end
        if outer + 1 == end and inner - 1 >= start > inner - 1:
            return start, outer
    return start, end
