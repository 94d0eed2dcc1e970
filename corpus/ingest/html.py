"""An HTML page to its visible text in reading order, with what the markup says of each line.

The whole visible page is rendered, furniture too, so nothing of the main text can be lost; the extractor's main text
(trafilatura) is evidence for the zones, as are the elements a line stands in. Scripts, styles, templates, hidden
elements and the choices of forms are no text.
"""

from __future__ import annotations

import re
from typing import Any, TypeAlias

from msgspec import Struct

from wirecopy.corpus.errors import InputError
from wirecopy.corpus.ingest.cues import cue_of
from wirecopy.corpus.ingest.extractor import main_text, required
from wirecopy.corpus.ingest.marks import Marks, Reader, joined
from wirecopy.corpus.ingest.markup import hint_of, is_block, is_silent
from wirecopy.corpus.ingest.page import Line, Page
from wirecopy.corpus.ingest.stated import stated_in, times_in
from wirecopy.corpus.text import normalise

HtmlElement: TypeAlias = Any  # of lxml, which states no types

_START = re.compile(
    r"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|"
    r"head|body|article|main|div|section|header|h1|p|meta|title|nav|table|"
    r"figure|script|link)\b",
    re.IGNORECASE | re.DOTALL,
)
_CLOSED = re.compile(r"</(?:p|div|h[1-6]|li|article|section|figcaption)\s*>", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")
_TOO_MUCH_TEXT_FOR_INLINE = 80
_TOO_LITTLE_TEXT_BESIDE = 20
_SEARCHED = 100_000  # characters of main text in which every line is looked up


def is_html(text: str) -> bool:
    """Return whether a text is markup: it opens as HTML does, or closes at least three paragraphs or blocks."""
    return bool(_START.match(text[:20_000])) or len(_CLOSED.findall(text)) >= 3


Run: TypeAlias = "tuple[str, str | None, list[Piece], str]"  # words, hint, the pieces, what stands before


class State(Struct, frozen=True):
    """What holds inside an element: its hint, whether that is inline, whether it is in the first heading, its marks."""

    hint: str | None = None
    inline: bool = False
    heading: bool = False
    marks: Marks = Marks()


class Piece(Struct, frozen=True):
    """A stretch of visible text inside a block and the state of the element it stands in."""

    text: str
    state: State

    @property
    def hint(self) -> str | None:
        """The hint of its element."""
        return self.state.hint

    def hinted(self, hint: str | None) -> Piece:
        """Return the piece as part of its block, with the block's hint."""
        return Piece(self.text, State(hint, False, self.state.heading, self.state.marks))


def html_page(text: str, name: str) -> Page:
    """Return the page of an HTML document.

    Raises ``InputError`` where the extra is missing or the markup has no text.
    """
    tree = _parse(text, name)
    main = main_text(text, name)
    regions = _regions(tree, main)
    page = _laid_out(_blocks(tree, regions), main)
    stated, authors = stated_in(tree)
    return Page(page.text, page.lines, stated, authors, times_in(tree))


def _parse(text: str, name: str) -> HtmlElement:
    etree, html = required("lxml.etree", name), required("lxml.html", name)
    try:
        tree: HtmlElement = html.document_fromstring(_XML_DECLARATION.sub("", text).replace("\x00", ""))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise InputError(f"{name}: found markup without text: {str(error)[:80]}") from None
    return tree


def _folded(text: str) -> str:
    return re.sub(r"\W+", "", normalise(text).text.casefold())


def _regions(tree: HtmlElement, main: str | None) -> dict[Any, str]:
    """Return the hint of every element that has one; a furniture region never holds the title or most of the text."""
    title = next(iter(tree.iter("h1")), None)
    above = set(title.iterancestors()) if title is not None else set()
    length = len(main or "") or None
    hints: dict[Any, str] = {}
    for element in tree.iter():
        hint = hint_of(element)
        if hint is None or (hint == "headline" and element.tag != "h1" and title is not None):
            continue
        if hint == "furniture" and (element in above or _holds_text(element, length)):
            continue
        hints[element] = hint
    return hints


def _holds_text(element: HtmlElement, length: int | None) -> bool:
    """Whether an element holds so much running text that it cannot be furniture (a page inside one form)."""
    paragraphs = sum(len(p.text_content()) for p in element.iter("p"))
    return (
        length is not None and paragraphs > 0.6 * length and element.tag in ("form", "header", "section", "div", "body")
    )


def _blocks(tree: HtmlElement, hints: dict[Any, str]) -> list[list[Piece]]:
    """Walk the tree once and return the pieces of visible text, block by block."""
    blocks: list[list[Piece]] = [[]]
    stack = [State()]
    silent: Any = None
    title = next(iter(tree.iter("h1")), None)
    reader = Reader(tree)
    for event, element in required("lxml.etree").iterwalk(tree, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            if silent is None:
                _say(blocks, element.tail, stack[-1])
            continue
        if event == "start":
            if silent is not None:
                continue
            if is_silent(element):
                silent = element
                continue
            stack.append(_inherited(stack[-1], element, hints, title, reader.of(element)))
            _break(blocks, element)
            _say(blocks, element.text, stack[-1])
        else:
            if silent is not None and element is not silent:
                continue
            if silent is element:
                silent = None
            else:
                stack.pop()
                _break(blocks, element)
            if element is not tree:
                _say(blocks, element.tail, stack[-1])
    return [block for block in blocks if any(piece.text.strip() for piece in block)]


def _inherited(above: State, element: Any, hints: dict[Any, str], title: Any, marks: Marks) -> State:
    """The state inside an element: furniture stays furniture, otherwise the nearest hint counts."""
    own = hints.get(element)
    heading = above.heading or element is title
    if above.hint == "furniture" or own is None:
        return State(above.hint, above.inline and not is_block(element), heading, marks)
    return State(own, not is_block(element), heading, marks)


def _break(blocks: list[list[Piece]], element: Any) -> None:
    if element.tag == "br":
        if blocks[-1]:
            last = blocks[-1][-1].state
            blocks[-1].append(Piece("\n", State(last.hint, last.inline, False, last.marks)))
    elif is_block(element) and blocks[-1]:
        blocks.append([])


def _say(blocks: list[list[Piece]], text: str | None, state: State) -> None:
    if text:
        blocks[-1].append(Piece(re.sub(r"[ \t\r\n\f]+", " ", text), state))


def _laid_out(blocks: list[list[Piece]], main: str | None) -> Page:
    """Set the blocks one below the other and return text and lines; blank lines between blocks."""
    folded = _folded(main)[:_SEARCHED] if main else None
    paragraphs = {_folded(line) for line in main.split("\n")} if main else set()
    text = ""
    lines: list[Line] = []
    for block in blocks:
        for words, hint, run, gap in _runs(block):
            if text:
                text += gap
            # Cleaned piece by piece, so that what is removed never moves an offset; joints are ASCII and stay put.
            start = len(text)
            text += words
            whole = _folded(words)
            inside = None if folded is None else bool(whole) and (whole in paragraphs or whole in folded)
            heading = any(piece.state.heading for piece in run)
            marks = joined((piece.text, piece.state.marks) for piece in run)
            lines.append(Line(start, len(text), words, hint, inside, heading, marks))
    return Page(text, tuple(lines))


def _runs(block: list[Piece]) -> list[Run]:
    """Return the lines of a block, cut where the hint changes. Inline hints count in short blocks only."""
    block = _without_inline_hints(block)
    runs: list[Run] = []
    gap, hint = "\n\n", block[0].hint
    held: list[Piece] = []
    for piece in block:
        if piece.hint != hint and piece.text.strip():
            gap = _flush(runs, held, hint, gap)
            held = []
        if not any(earlier.text.strip() for earlier in held):
            hint = piece.hint
        held.append(piece)
    _flush(runs, held, hint, gap)
    return runs


def _flush(runs: list[Run], held: list[Piece], hint: str | None, gap: str) -> str:
    """Add the lines of pieces of one hint, and return what stands between them and what follows in their block."""
    for line in _lines(held):
        clean = normalise(re.sub(r" {2,}", " ", "".join(piece.text for piece in line))).text
        for part in clean.split("\n"):
            if part.strip():
                runs.append((part.strip(), hint, line, gap))
                gap = "\n"
    return "\n"


def _lines(held: list[Piece]) -> list[list[Piece]]:
    lines: list[list[Piece]] = [[]]
    for piece in held:
        if piece.text == "\n":
            lines.append([])
        else:
            lines[-1].append(piece)
    return lines


def _without_inline_hints(block: list[Piece]) -> list[Piece]:
    """A marked word inside a paragraph ("on <time>Tuesday</time>") belongs to the paragraph; a prompt does not."""
    plain = sum(len(re.sub(r"\W", "", piece.text)) for piece in block if not piece.state.inline)
    outer = next((piece.hint for piece in block if not piece.state.inline), None)
    inner = {piece.hint for piece in block if piece.state.inline and piece.text.strip()}
    if outer is None and plain < _TOO_LITTLE_TEXT_BESIDE and len(inner) == 1:
        shared = inner.pop()
        return [piece.hinted(shared) for piece in block]
    if plain < (_TOO_LITTLE_TEXT_BESIDE if outer is None else _TOO_MUCH_TEXT_FOR_INLINE):
        return block
    return [
        piece
        if not piece.state.inline or (piece.hint == "furniture" and cue_of(piece.text.strip()) is not None)
        else piece.hinted(outer)
        for piece in block
    ]
