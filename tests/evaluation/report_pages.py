"""What the tests of the report share: a page taken apart, and an article with every kind of error by hand."""

import base64
import json
import re
import zlib
from html.parser import HTMLParser
from typing import Any, NamedTuple

from wirecopy.corpus.model import Annotation, Claim, Entity, Event

HOSTILE = "<script>alert(1)</script>\u202e\"'><img src=x onerror=alert(1)> {{ 7*7 }}"

# "Oslo rejects talks, minister says": every kind of error once, by hand.
TEXT = "Oslo rejects talks in Bergen, minister Dahl says."
GOLD = Annotation(
    "a-1",
    (Entity(0, 4, "GPE"), Entity(22, 28, "GPE"), Entity(39, 43, "PER")),
    (Claim(((0, 28),), ((30, 43),), ((44, 48),), "c1", "person", "asserted", "affirm", "indirect"),),
    (Event("Talks", ((13, 18),), "v1", "denied"),),
)
PREDICTED = Annotation(
    "a-1",
    (Entity(0, 4, "ORG"), Entity(30, 43, "PER"), Entity(13, 18, "EVENT")),
    (Claim(((0, 28),), ((39, 43),), ((44, 48),), "x", "organisation", "asserted", "affirm", "indirect"),),
    (Event("Talks", ((5, 12),), "y", "denied"),),
)


class Elements(HTMLParser):
    """Collects elements with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def elements(html: str) -> list[tuple[str, dict[str, str | None]]]:
    """Return the elements of a page or a part of one, in order."""
    parser = Elements()
    parser.feed(html)
    return parser.found


class Carried(NamedTuple):
    """What a page carries: its index, the drawings of its articles, and the texts to search."""

    index: dict[str, Any]
    blocks: list[str]
    texts: list[str]


def unpacked(html: str) -> Carried:
    """Return what a page that holds everything itself carries."""
    packed = re.findall(r'<script type="application/octet-stream" id="(\w+)">([^<]*)</script>', html)
    opened = {name: opened_block(data) for name, data in packed}
    index = json.loads(opened["index"])
    articles = range(len(index["articles"]))
    chunks = [name for name in opened if re.fullmatch(r"t\d+", name)]
    texts = [text for name in sorted(chunks, key=lambda name: int(name[1:])) for text in json.loads(opened[name])]
    return Carried(index, [opened[f"b{number}"] for number in articles], texts)


def opened_block(data: str) -> str:
    """Return what is packed in a block."""
    return zlib.decompress(base64.b64decode(data)).decode()


def text_of(html: str, kind: str) -> str:
    """Return the text content of the first div of a class."""
    inner = html[html.index(f'<div class="{kind}">') :]
    inner = inner[inner.index(">") + 1 : inner.index("</div>")]
    return re.sub(r"<[^>]*>", "", inner)
