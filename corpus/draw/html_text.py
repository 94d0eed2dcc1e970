"""The text of an article as HTML: cut at every end of a mark, each piece naming all the units that lie over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from wirecopy.corpus.draw.layers import HIDDEN, code, segments, visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wirecopy.corpus.draw.layers import Mark, Segment

_DRAWN = ("entity", "content", "source", "cue", "trigger", "argument")
_DEEPEST = 3  # the style sheet tells so many contents around each other apart


def text_html(text: str, found: Iterable[Mark], anchor: str) -> Markup:
    """Return the text with marks as ``<div class="wc-text">``; ``anchor`` begins the ids that lists link to.

    It is a ``Markup``: a template inserts it as it is, and what is joined to it is escaped.
    """
    drawn = (_segment(text[each.start : each.end], each, anchor) for each in segments(found, len(text)))
    return Markup('<div class="wc-text">{}</div>').format(Markup("").join(drawn))


def _segment(piece: str, segment: Segment, anchor: str) -> Markup:
    if not segment.marks:
        return _inert(piece)
    opened = (mark for mark in segment.marks if mark.start == segment.start)
    badges = Markup("").join(_badge(mark, anchor) for mark in opened if mark.part in ("content", "trigger"))
    return Markup("{}<span{}>{}</span>").format(badges, _attributes(segment), _inert(piece))


def _inert(piece: str) -> Markup:
    """Return escaped text in which each character that would act on its surroundings is an empty, labelled element."""
    found = HIDDEN.findall(piece)
    hidden = [Markup('<span class="wc-control" data-control="{}"></span>').format(code(char)) for char in found]
    plain = [Markup.escape(part) for part in HIDDEN.split(piece)]
    return Markup("").join(part for pair in zip(plain, [*hidden, Markup("")], strict=True) for part in pair)


def _badge(mark: Mark, anchor: str) -> Markup:
    """Return the link from the text to the list: a claim's name or an event's type, drawn by the style sheet."""
    kind = "claim" if mark.part == "content" else "event"
    shown = visible(mark.label) + ("…" if mark.fragment else "")
    own = "" if mark.fragment else Markup(' id="{}-t-{}"').format(anchor, mark.unit)
    return Markup(
        '<a class="wc-ref wc-ref-{}"{} href="#{}-l-{}" data-unit="{}" data-ref="{}" aria-label="{} {}"></a>'
    ).format(kind, own, anchor, mark.unit, mark.unit, shown, kind, shown)


def _attributes(segment: Segment) -> Markup:
    parts = {mark.part for mark in segment.marks}
    classes = [f"wc-{part}" for part in _DRAWN if part in parts]
    values: dict[str, str] = {}
    for mark in segment.marks:
        if mark.part == "zone":
            values["data-zone"] = mark.label
        elif mark.part == "trigger":
            values["data-event"] = mark.label
        elif mark.part == "entity":
            values["data-type"] = mark.label
            classes += ["wc-first"] * (mark.start == segment.start) + ["wc-last"] * (mark.end == segment.end)
            if mark.end == segment.end:
                values["data-label"] = mark.label
    depth = sum(mark.part == "content" for mark in segment.marks)
    named = [mark for mark in segment.marks if mark.unit]
    values |= {
        "data-depth": str(min(depth, _DEEPEST)) if depth else "",
        "data-state": " ".join(dict.fromkeys(mark.state for mark in named if mark.state)),
        "data-unit": " ".join(dict.fromkeys(mark.unit for mark in named)),
        "title": "; ".join(dict.fromkeys(f"{mark.label}: {mark.part} ({mark.unit})" for mark in named)),
        "class": " ".join(classes),
    }
    return Markup("").join(Markup(' {}="{}"').format(name, visible(value)) for name, value in values.items() if value)
