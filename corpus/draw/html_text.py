"""The text of an article as HTML: cut at every end of a mark, each piece naming all the units that lie over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from wirecopy.corpus.draw.layers import HIDDEN, code, safe, segments

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable

    from wirecopy.corpus.draw.layers import Mark, Segment

_DRAWN = ("entity", "content", "source", "cue", "trigger", "argument")
_DEEPEST = 3  # the style sheet tells so many contents around each other apart


def text_html(text: str, found: Iterable[Mark], anchor: str, *, titles: bool = True) -> Markup:
    """Return the text with marks as ``<div class="wc-text">``; ``anchor`` begins the ids that lists link to.

    It is a ``Markup``: a template inserts it as it is, and what is joined to it is escaped. Without ``titles`` no piece
    says in a tooltip what lies over it.
    """
    # A text is cut into hundreds of pieces: they are joined as plain strings, each value escaped by ``safe``.
    start = safe(anchor)
    drawn = "".join(_segment(text[each.start : each.end], each, start, titles) for each in segments(found, len(text)))
    return Markup(f'<div class="wc-text">{drawn}</div>')  # noqa: S704 - every value in it is escaped


def _segment(piece: str, segment: Segment, anchor: str, titles: bool) -> str:
    if not segment.marks:
        return _inert(piece)
    opened = (mark for mark in segment.marks if mark.start == segment.start)
    badges = "".join(_badge(mark, anchor) for mark in opened if mark.part in ("content", "trigger"))
    return f"{badges}<span{_attributes(segment, titles)}>{_inert(piece)}</span>"


def _inert(piece: str) -> str:
    """Return escaped text in which each character that would act on its surroundings is an empty, labelled element."""
    return HIDDEN.sub(_control, str(escape(piece)))


def _control(match: re.Match[str]) -> str:
    return f'<span class="wc-control" data-control="{code(match[0])}"></span>'


def _badge(mark: Mark, anchor: str) -> str:
    """Return the link from the text to the list: a claim's name or an event's type, drawn by the style sheet."""
    kind = "claim" if mark.part == "content" else "event"
    label = f"{mark.label} {mark.note}" if mark.note else mark.label
    shown = safe(label) + ("…" if mark.fragment else "")
    unit = safe(mark.unit)
    own = "" if mark.fragment else f' id="{anchor}-t-{unit}"'
    state = f' data-state="{safe(mark.state)}"' if mark.state else ""
    return (
        f'<a class="wc-ref wc-ref-{kind}"{own} href="#{anchor}-l-{unit}" data-unit="{unit}"{state}'
        f' data-ref="{shown}" aria-label="{kind} {shown}"></a>'
    )


def _attributes(segment: Segment, titles: bool) -> str:
    zone = event = kind = label = ""
    ends: list[str] = []
    parts: set[str] = set()
    units: dict[str, None] = {}
    states: dict[str, None] = {}
    depth = 0
    # One pass over the marks: this runs for every piece of a text, hundreds of times an article.
    for mark in segment.marks:
        part = mark.part
        parts.add(part)
        if part == "zone":
            zone = mark.label
        elif part == "content":
            depth += 1
        elif part == "trigger":
            event = mark.label
        elif part == "entity":
            kind = mark.label
            ends += ["wc-first"] * (mark.start == segment.start) + ["wc-last"] * (mark.end == segment.end)
            if mark.end == segment.end:
                said = f"{mark.label} {mark.note}" if mark.note else mark.label
                label = f"{label} | {said}" if label else said
        if mark.unit:
            units[mark.unit] = None
            if mark.state:
                states.update(dict.fromkeys(_tokens(mark)))
    values = {
        "data-zone": zone,
        "data-event": event,
        "data-type": kind,
        "data-label": label,
        "data-depth": str(min(depth, _DEEPEST)) if depth else "",
        "data-state": " ".join(states),
        "data-unit": " ".join(units),
        "title": "; ".join(dict.fromkeys(_said(mark) for mark in segment.marks if mark.unit)) if titles else "",
        "class": " ".join([*(f"wc-{part}" for part in _DRAWN if part in parts), *ends]),
    }
    return "".join([f' {name}="{safe(value)}"' for name, value in values.items() if value])


def _tokens(mark: Mark) -> list[str]:
    """Return what the style sheet tells apart: the state of each part that lies over a piece, as ``entity-missed``."""
    return [f"{mark.part}-{state}" for state in mark.state.split()]


def _said(mark: Mark) -> str:
    return f"{mark.label}: {mark.part} ({mark.unit})"
