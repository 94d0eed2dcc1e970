"""Articles as blocks that a page carries and opens one at a time: deflated HTML in inert script elements."""

from __future__ import annotations

import base64
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from markupsafe import Markup

from wirecopy.corpus.draw import article_html
from wirecopy.corpus.draw.layers import safe, visible
from wirecopy.corpus.model import Article
from wirecopy.evaluation.report.drawing import draw
from wirecopy.evaluation.report.findings import Finding, Reading

MOST_SEARCHED = 1500
LAYER_NAMES = ("entities", "claims", "events", "arguments")


def packed(data: bytes) -> Markup:
    """Return zlib data in base64: characters that no script element can end at."""
    return Markup(base64.b64encode(zlib.compress(data, 6)).decode())  # noqa: S704 - letters, digits, + / =


class Index:
    """What the page lists, filters and searches without opening an article; it grows as the blocks are drawn."""

    def __init__(self, kinds: Sequence[str]) -> None:
        self._kinds = list(kinds)
        self._types: dict[str, int] = {}
        self._articles: list[list[Any]] = []
        self.counts: Counter[tuple[str, str]] = Counter()

    def add(self, article: Article, findings: Sequence[Finding]) -> None:
        """Add an article with its findings."""
        groups: Counter[tuple[int, ...]] = Counter()
        for each in findings:
            types = tuple(self._types.setdefault(visible(name), len(self._types)) for name in each.types)
            groups[LAYER_NAMES.index(each.layer), self._kinds.index(each.kind), *types] += 1
            self.counts[each.layer, each.kind] += 1
        words = " ".join(dict.fromkeys(each.words for each in findings if each.words))[:MOST_SEARCHED]
        headline = visible(article.metadata.headline or "")
        self._articles.append(
            [visible(article.id), headline, [[*group, count] for group, count in groups.items()], visible(words)]
        )

    def document(self) -> bytes:
        """Return the index as JSON: of each article id, headline, [layer, kind, types ..., count] and words."""
        return msgspec.json.encode(
            {"layers": LAYER_NAMES, "kinds": self._kinds, "types": list(self._types), "articles": self._articles}
        )


def blocks(
    rows: Iterable[tuple[Article, Reading]], index: Index, words: Mapping[str, str], heads: tuple[str, str]
) -> Iterator[Markup]:
    """Yield the block of each article, in order, entering it in the index; ``words`` says what the kinds are called."""
    for number, (article, reading) in enumerate(rows):
        index.add(article, reading.findings)
        yield packed(article_block(article, reading, f"a{number}", words, heads).encode("utf-8", errors="replace"))


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
