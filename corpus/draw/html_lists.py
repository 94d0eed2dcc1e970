"""The lists beside the text as HTML: claims as a tree, events with their arguments, entities where there is no text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup
from msgspec import UNSET

from wirecopy.corpus.draw.layers import claim_rows, event_rows, layer, safe, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wirecopy.corpus.draw.layers import ClaimRow, EventRow, Judgement
    from wirecopy.corpus.model import Annotation, Span

# A reader looks for what a claim is less than: these values stand out.
_NOTABLE = frozenset({"hedged", "unknown", "deny", "anonymous"})


def lists_html(
    text: str | None, annotation: Annotation, anchor: str, judged: Mapping[str, Judgement] | None = None
) -> Markup:
    """Return the claims and the events of an annotation, each layer that it has; ``anchor`` begins their ids.

    Where ``text`` is None (withheld), words are replaced by offsets and the entities are listed as well. ``judged``
    says of units how a comparison found them.
    """
    said = judged or {}
    # Hundreds of small pieces are joined as plain strings, each value escaped by ``safe``.
    start, parts = safe(anchor), []
    if annotation.entities is not UNSET and text is None:
        parts.append(
            _section("Entities", [_entity(number, annotation, said) for number in range(len(annotation.entities))])
        )
    if annotation.claims is not UNSET:
        parts.append(_section("Claims", [_claim(text, row, start, said) for row in claim_rows(annotation.claims)]))
    if annotation.events is not UNSET:
        parts.append(_section("Events", [_event(text, row, start, said) for row in event_rows(annotation)]))
    return Markup(f'<div class="wc-lists">{"".join(parts)}</div>')  # noqa: S704 - every value in it is escaped


def _section(title: str, rows: Sequence[str]) -> str:
    items = "".join(rows)
    head = f"<h3>{title} <small>{len(rows)}</small></h3>"
    return f'<section>{head}<ol class="wc-list-{title.lower()}">{items}</ol></section>'


def _entity(number: int, annotation: Annotation, judged: Mapping[str, Judgement]) -> str:
    entity, unit = layer(annotation.entities)[number], f"e{number + 1}"
    said = [entity.value, entity.cluster, entity.link, "metonym" if entity.metonym else None]
    state, judgement = _judgement(unit, judged)
    kind, place = safe(entity.type), safe(words(None, ((entity.start, entity.end),)))
    attributes = " · ".join(safe(value) for value in said if value)
    return (
        f'<li data-unit="{unit}"{state}>{judgement}<span class="wc-type" data-type="{kind}">{kind}</span> {place} '
        f'<span class="wc-attributes">{attributes}</span></li>'
    )


def _claim(text: str | None, row: ClaimRow, anchor: str, judged: Mapping[str, Judgement]) -> str:
    claim = row.claim
    state, judgement = _judgement(row.unit, judged)
    source = _part(text, claim.source, "wc-said-by", "nobody named")
    cue = _part(text, claim.cue, "wc-said", "no cue")
    content = _part(text, claim.content, "wc-words" if text is None else "wc-words wc-quoted", "")
    return (
        f'<li data-unit="{row.unit}" id="{anchor}-l-{row.unit}" style="--depth:{row.depth}"{state}><p>{judgement}'
        f"{_back(row, 'claim', text, anchor)} {source} — {cue} → {content}</p>"
        f'<p class="wc-attributes">{_attributes(row)}</p></li>'
    )


def _part(text: str | None, span: Span | None, kind: str, without: str) -> str:
    if not span:
        return f'<span class="wc-none">{without}</span>'
    return f'<bdi class="{kind}">{safe(words(text, span))}</bdi>'


def _attributes(row: ClaimRow) -> str:
    claim = row.claim
    values = [value for value in (claim.source_type, claim.certainty, claim.polarity, claim.quote) if value]
    shown = [f"<b>{each}</b>" if each in _NOTABLE else safe(each) for each in values]
    if row.parent:
        shown.append(f"in {safe(row.parent)}")
    return " · ".join(shown)


def _event(text: str | None, row: EventRow, anchor: str, judged: Mapping[str, Judgement]) -> str:
    event = row.event
    said = [event.modality, event.time, event.cluster and f"cluster {event.cluster}", row.within and f"in {row.within}"]
    roles = "".join(
        f"<div><dt>{safe(each.role)}</dt><dd><bdi>{safe(words(text, each.span))}</bdi></dd></div>"
        for each in event.arguments
    )
    state, judgement = _judgement(row.unit, judged)
    kind, attributes = safe(event.type), " · ".join(safe(value) for value in said if value)
    return (
        f'<li data-unit="{row.unit}" id="{anchor}-l-{row.unit}"{state}><p>{judgement}'
        f'{_back(row, "event", text, anchor)} <span class="wc-type" data-event="{kind}">{kind}</span> '
        f"<strong><bdi>{safe(words(text, event.trigger))}</bdi></strong> "
        f'<span class="wc-attributes">{attributes}</span></p>{f"<dl>{roles}</dl>" if roles else ""}</li>'
    )


def _judgement(unit: str, judged: Mapping[str, Judgement]) -> tuple[str, str]:
    """Return the attribute and the words that say how a comparison found a unit, both empty where nothing is said."""
    found = judged.get(unit)
    if found is None:
        return "", ""
    state = f' data-state="{safe(found.state)}"' if found.state else ""
    return state, f'<span class="wc-judged">{safe(found.words)}</span> ' if found.words else ""


def _back(row: ClaimRow | EventRow, kind: str, text: str | None, anchor: str) -> str:
    """Return the name of a unit, as a link to where it begins in the text if there is one."""
    name = safe(row.name)
    if text is None:
        return f'<span class="wc-ref wc-ref-{kind}" data-ref="{name}"></span>'
    return (
        f'<a class="wc-ref wc-ref-{kind}" href="#{anchor}-t-{row.unit}" data-ref="{name}"'
        f' aria-label="{kind} {name} in the text"></a>'
    )
