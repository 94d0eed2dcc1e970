"""The block of one article: its findings as a table, and one drawing of all sides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wirecopy.corpus.draw import article_html
from wirecopy.corpus.draw.layers import safe
from wirecopy.corpus.model import Article
from wirecopy.evaluation.report.drawing import draw
from wirecopy.evaluation.report.findings import Finding, Reading


def article_block(
    article: Article, reading: Reading, anchor: str, words: Mapping[str, str], heads: tuple[str, str]
) -> str:
    """Return the HTML of an article: its findings as a table, and one drawing of all sides."""
    drawing = draw(article.annotation, reading.sides, reading.said)
    rows = "".join(_row(each, drawing.names, words) for each in reading.findings)
    head = "".join(f'<th scope="col" class="words">{safe(text)}</th>' for text in ("kind", "layer", *heads, "about"))
    table = (
        f'<div class="wide" tabindex="0" role="region" aria-label="Findings"><table class="findings">'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
    return (table if rows else "<p>Nothing to find fault with.</p>") + article_html(
        article, drawing.annotation, anchor=anchor, judged=drawing.judged
    )


def _row(each: Finding, names: Mapping[Any, str], words: Mapping[str, str]) -> str:
    kind = f'<span class="kind" data-kind="{safe(each.kind)}">{safe(words[each.kind])}</span>'
    unit = names.get(each.key) if each.key is not None else None
    shown = f'<button type="button" data-go="{unit}">{kind}</button>' if unit else kind
    cells = "".join(
        f'<td class="words">{safe(text)}</td>' for text in (each.layer, each.gold, each.predicted, each.about)
    )
    types = safe("\n".join(each.types))
    return (
        f'<tr data-layer="{each.layer}" data-kind="{safe(each.kind)}" data-types="{types}"><td>{shown}</td>{cells}</tr>'
    )
