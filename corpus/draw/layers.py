"""What is drawn, wherever it is drawn: marks over a text, the segments they cut it into, claims and events in order."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from markupsafe import escape
from msgspec import UNSET, UnsetType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wirecopy.corpus.model import Annotation, Article, Claim, Event, Span

T = TypeVar("T")

# What a text may hold that would move or hide other characters: controls, direction marks, surrogates.
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
GAP = " … "


class Mark(NamedTuple):
    """One stretch ``[start, end)`` of a text that plays a part in a unit.

    ``part`` is entity, content, source, cue, trigger, argument or zone; ``unit`` names the unit (``e1``); ``label`` is
    what is written beside it (type, role, the claim's id, kind of zone); ``fragment`` counts the fragments of a span
    from 0; ``state`` is free for whoever draws more than one annotation ("missed"); so is ``note``, which is written
    behind the label that stands in the text.
    """

    start: int
    end: int
    part: str
    unit: str
    label: str
    fragment: int = 0
    state: str = ""
    note: str = ""


class Judgement(NamedTuple):
    """What is said of a unit where annotations are compared: a state for the style sheet, words, a note in the text."""

    state: str
    words: str
    note: str = ""


class Segment(NamedTuple):
    """A stretch of text over which the same marks lie, in the order in which they were given."""

    start: int
    end: int
    marks: tuple[Mark, ...]


class ClaimRow(NamedTuple):
    """A claim in the order in which claims are listed, children after their parent; ``parent`` is a name or empty."""

    unit: str
    name: str
    claim: Claim
    depth: int
    parent: str


class EventRow(NamedTuple):
    """An event with the name of the innermost claim whose content holds its trigger, or an empty one."""

    unit: str
    name: str
    event: Event
    within: str


def visible(text: str) -> str:
    """Return the text with everything that would act on its surroundings written out, as in ``<U+202E>``."""
    return HIDDEN.sub(lambda match: f"<{code(match[0])}>", text)


@lru_cache(maxsize=8192)
def safe(value: str) -> str:
    """Return visible text, escaped for HTML and its attributes, as a plain string."""
    return str(escape(visible(value)))


def code(char: str) -> str:
    """Return the name of a code point, as in ``U+202E``."""
    return f"U+{ord(char):04X}"


def words(text: str | None, span: Span) -> str:
    """Return the visible words of a span on one line, or its offsets where the text is withheld."""
    if text is None:
        return ", ".join(f"[{start}, {end})" for start, end in span)
    return GAP.join(" ".join(visible(text[start:end]).split()) for start, end in span)


def layer(units: tuple[T, ...] | UnsetType) -> tuple[T, ...]:
    """Return the units of a layer; one that is not there has none."""
    return () if units is UNSET else units


def marks(article: Article, annotation: Annotation) -> list[Mark]:
    """Return the marks of an article's zones and of the three layers of an annotation of it, wider parts first."""
    found = [Mark(zone.start, zone.end, "zone", "", zone.kind) for zone in article.zones]
    for number, claim in enumerate(layer(annotation.claims), 1):
        unit = f"c{number}"
        for part, span in (("content", claim.content), ("source", claim.source), ("cue", claim.cue)):
            found += _marks(span or (), part, unit, claim.id or unit)
    for number, event in enumerate(layer(annotation.events), 1):
        for argument in event.arguments:
            found += _marks(argument.span, "argument", f"v{number}", argument.role)
        found += _marks(event.trigger, "trigger", f"v{number}", event.type)
    entities = enumerate(layer(annotation.entities), 1)
    return found + [Mark(each.start, each.end, "entity", f"e{number}", each.type) for number, each in entities]


def _marks(span: Iterable[tuple[int, int]], part: str, unit: str, label: str) -> list[Mark]:
    return [Mark(start, end, part, unit, label, index) for index, (start, end) in enumerate(span)]


def segments(found: Iterable[Mark], length: int) -> Iterator[Segment]:
    """Yield the segments that marks cut a text of ``length`` code points into; marks beyond the text are cut off."""
    opening: dict[int, list[tuple[int, Mark]]] = defaultdict(list)
    closing: dict[int, list[int]] = defaultdict(list)
    for order, mark in enumerate(found):
        start, end = max(mark.start, 0), min(mark.end, length)
        if start < end:
            opening[start].append((order, mark))
            closing[end].append(order)
    active: dict[int, Mark] = {}
    for start, end in pairwise(sorted({0, length, *opening, *closing})):
        for order in closing[start]:
            del active[order]
        active.update(opening[start])
        yield Segment(start, end, tuple(active[order] for order in sorted(active)))


def claim_rows(claims: Sequence[Claim]) -> list[ClaimRow]:
    """Return every claim once, children after their parent; where parents are unknown or form a loop, at the top."""
    units = {claim.id: index for index, claim in reversed(list(enumerate(claims))) if claim.id is not None}
    parents = [units.get(claim.parent) if claim.parent is not None else None for claim in claims]
    children: dict[int | None, list[int]] = defaultdict(list)
    for index, parent in enumerate(parents):
        children[parent].append(index)
    rows: dict[int, ClaimRow] = {}
    # The roots first; whatever they do not reach hangs on a loop, which its first claim then opens.
    for root in [*children[None], *range(len(claims))]:
        waiting = [(root, 0)]
        while waiting:
            index, depth = waiting.pop()
            if index not in rows:
                claim, name = claims[index], claims[index].id or f"c{index + 1}"
                rows[index] = ClaimRow(f"c{index + 1}", name, claim, depth, claim.parent or "")
                waiting += [(child, depth + 1) for child in reversed(children[index])]
    return list(rows.values())


def event_rows(annotation: Annotation) -> list[EventRow]:
    """Return the events in their own order, each with the innermost claim around its trigger."""
    claims, events = layer(annotation.claims), layer(annotation.events)
    contents = [mark for index, claim in enumerate(claims) for mark in _marks(claim.content, "content", str(index), "")]
    pieces = list(segments(contents, max((mark.end for mark in contents), default=0)))
    starts = [piece.start for piece in pieces]
    rows = []
    for number, event in enumerate(events, 1):
        place = bisect_right(starts, event.trigger[0][0]) - 1
        near = {int(mark.unit) for mark in pieces[place].marks} if place >= 0 else set()
        around = [index for index in near if _holds(claims[index].content, event.trigger)]
        inner = min(around, key=lambda index: (_length(claims[index].content), index), default=None)
        within = "" if inner is None else claims[inner].id or f"c{inner + 1}"
        rows.append(EventRow(f"v{number}", event.id or f"v{number}", event, within))
    return rows


def _length(span: Span) -> int:
    return sum(end - start for start, end in span)


def _holds(outer: Span, inner: Span) -> bool:
    return all(any(left <= start and end <= right for left, right in outer) for start, end in inner)
