"""The lists beside the text as HTML: claims as a tree, events with their arguments, entities where there is no text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup
from msgspec import UNSET

from wirecopy.corpus.draw.layers import claim_rows, event_rows, layer, visible, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wirecopy.corpus.draw.layers import ClaimRow, EventRow
    from wirecopy.corpus.model import Annotation, Span

# A reader looks for what a claim is less than: these values stand out.
_NOTABLE = frozenset({"hedged", "unknown", "deny", "anonymous"})


def lists_html(text: str | None, annotation: Annotation, anchor: str) -> Markup:
    """Return the claims and the events of an annotation, each layer that it has; ``anchor`` begins their ids.

    Where ``text`` is None (withheld), words are replaced by offsets and the entities are listed as well.
    """
    parts = []
    if annotation.entities is not UNSET and text is None:
        parts.append(_section("Entities", (_entity(number, annotation) for number in range(len(annotation.entities)))))
    if annotation.claims is not UNSET:
        parts.append(_section("Claims", (_claim(text, row, anchor) for row in claim_rows(annotation.claims))))
    if annotation.events is not UNSET:
        parts.append(_section("Events", (_event(text, row, anchor) for row in event_rows(annotation))))
    return Markup('<div class="wc-lists">{}</div>').format(Markup("").join(parts))


def _section(title: str, items: Iterable[Markup]) -> Markup:
    rows = list(items)
    return Markup('<section><h3>{} <small>{}</small></h3><ol class="wc-list-{}">{}</ol></section>').format(
        title, len(rows), title.lower(), Markup("").join(rows)
    )


def _entity(number: int, annotation: Annotation) -> Markup:
    entity = layer(annotation.entities)[number]
    said = [entity.value, entity.cluster, entity.link, "metonym" if entity.metonym else None]
    return Markup(
        '<li data-unit="e{}"><span class="wc-type" data-type="{}">{}</span> {} '
        '<span class="wc-attributes">{}</span></li>'
    ).format(
        number + 1,
        visible(entity.type),
        visible(entity.type),
        words(None, ((entity.start, entity.end),)),
        " · ".join(visible(value) for value in said if value),
    )


def _claim(text: str | None, row: ClaimRow, anchor: str) -> Markup:
    claim = row.claim
    return Markup(
        '<li data-unit="{}" id="{}-l-{}" style="--depth:{}"><p>{} {} — {} → {}</p><p class="wc-attributes">{}</p></li>'
    ).format(
        row.unit,
        anchor,
        row.unit,
        row.depth,
        _back(row, "claim", text, anchor),
        _part(text, claim.source, "wc-said-by", "nobody named"),
        _part(text, claim.cue, "wc-said", "no cue"),
        _part(text, claim.content, "wc-words" if text is None else "wc-words wc-quoted", ""),
        _attributes(row),
    )


def _part(text: str | None, span: Span | None, kind: str, without: str) -> Markup:
    if not span:
        return Markup('<span class="wc-none">{}</span>').format(without)
    return Markup('<bdi class="{}">{}</bdi>').format(kind, words(text, span))


def _attributes(row: ClaimRow) -> Markup:
    claim = row.claim
    values = [value for value in (claim.source_type, claim.certainty, claim.polarity, claim.quote) if value]
    shown = [Markup("<b>{}</b>").format(each) if each in _NOTABLE else Markup.escape(visible(each)) for each in values]
    if row.parent:
        shown.append(Markup("in {}").format(visible(row.parent)))
    return Markup(" · ").join(shown)


def _event(text: str | None, row: EventRow, anchor: str) -> Markup:
    event = row.event
    said = [event.modality, event.time, event.cluster and f"cluster {event.cluster}", row.within and f"in {row.within}"]
    roles = (
        Markup("<div><dt>{}</dt><dd><bdi>{}</bdi></dd></div>").format(visible(each.role), words(text, each.span))
        for each in event.arguments
    )
    return Markup(
        '<li data-unit="{}" id="{}-l-{}"><p>{} <span class="wc-type" data-event="{}">{}</span> '
        '<strong><bdi>{}</bdi></strong> <span class="wc-attributes">{}</span></p>{}</li>'
    ).format(
        row.unit,
        anchor,
        row.unit,
        _back(row, "event", text, anchor),
        visible(event.type),
        visible(event.type),
        words(text, event.trigger),
        " · ".join(visible(value) for value in said if value),
        Markup("<dl>{}</dl>").format(Markup("").join(roles)) if event.arguments else "",
    )


def _back(row: ClaimRow | EventRow, kind: str, text: str | None, anchor: str) -> Markup:
    """Return the name of a unit, as a link to where it begins in the text if there is one."""
    name = visible(row.name)
    if text is None:
        return Markup('<span class="wc-ref wc-ref-{}" data-ref="{}"></span>').format(kind, name)
    return Markup('<a class="wc-ref wc-ref-{}" href="#{}-t-{}" data-ref="{}" aria-label="{}"></a>').format(
        kind, anchor, row.unit, name, f"{kind} {name} in the text"
    )
