"""What a page carries packed: articles as blocks that are opened one at a time, texts to search, and their index.

A block is deflated HTML in base64; texts come in chunks of many articles, which are opened when somebody searches.
"""

from __future__ import annotations

import base64
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from markupsafe import Markup

from wirecopy.corpus.draw.layers import visible
from wirecopy.corpus.model import Article
from wirecopy.evaluation.report.blocks import article_block
from wirecopy.evaluation.report.findings import Finding, Reading

LAYER_NAMES = ("entities", "claims", "events", "arguments")
# Articles whose texts are searched in one piece: some 600 KB, which inflate in milliseconds.
CHUNK = 250


class Block(NamedTuple):
    """A packed piece by its name: ``b12`` is the drawing of article 12, ``t0`` holds the first texts."""

    name: str
    data: Markup


def packed(data: bytes) -> Markup:
    """Return zlib data in base64: characters that neither a script element nor a string in a script can end at."""
    return Markup(base64.b64encode(zlib.compress(data, 6)).decode())  # noqa: S704 - letters, digits, + / =


class Index:
    """What the page lists and filters without opening an article; it grows as the blocks are drawn.

    ``failed`` says of articles by id why a system gave no answer.
    """

    def __init__(self, kinds: Sequence[str], failed: Mapping[str, str]) -> None:
        self._kinds = list(kinds)
        self._failed = failed
        self._types: dict[str, int] = {}
        self._articles: list[list[Any]] = []

    def add(self, article: Article, findings: Sequence[Finding]) -> None:
        """Add an article with its findings."""
        groups: Counter[tuple[int, ...]] = Counter()
        for each in findings:
            types = tuple(self._types.setdefault(visible(name), len(self._types)) for name in each.types)
            groups[LAYER_NAMES.index(each.layer), self._kinds.index(each.kind), *types] += 1
        row: list[Any] = [
            visible(article.id), visible(article.metadata.headline or ""),
            [[*group, count] for group, count in groups.items()],
        ]  # fmt: skip
        if article.id in self._failed:
            row.append(visible(self._failed[article.id]))
        self._articles.append(row)

    def document(self, files: Mapping[str, Any] | None) -> bytes:
        """Return the index as JSON: of each article id, headline, [layer, kind, types ..., count], and why it failed.

        ``files`` says where the blocks are, None where the page itself holds them.
        """
        return msgspec.json.encode({
            "layers": LAYER_NAMES, "kinds": self._kinds, "types": list(self._types), "articles": self._articles,
            "chunk": CHUNK, "files": files,
        })  # fmt: skip


def blocks(
    rows: Iterable[tuple[Article, Reading]], index: Index, words: Mapping[str, str], heads: tuple[str, str]
) -> Iterator[Block]:
    """Yield the block of each article, in order, entering it in the index, and its text with those of its neighbours.

    ``words`` says what the kinds are called, ``heads`` what the two columns of findings are.
    """
    texts: list[str] = []
    number = -1
    for number, (article, reading) in enumerate(rows):
        index.add(article, reading.findings)
        html = article_block(article, reading, f"a{number}", words, heads)
        yield Block(f"b{number}", packed(html.encode("utf-8", errors="replace")))
        texts.append(visible(article.text or ""))
        if len(texts) == CHUNK:
            yield _texts(number, texts)
            texts = []
    if texts:
        yield _texts(number, texts)


def _texts(last: int, texts: Sequence[str]) -> Block:
    return Block(f"t{last // CHUNK}", packed(msgspec.json.encode(texts)))
