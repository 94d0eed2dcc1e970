"""What the markup says of a line beside its zone: evidence that the rules weigh and that never moves a character."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from wirecopy.corpus.ingest.markup import is_block, is_silent, names_of
from wirecopy.corpus.ingest.words import word_set

_LINKS = word_set("a button")
_CONTROLS = word_set("input button select textarea")
_CROSSHEADS = word_set("h2 h3 h4 h5 h6 strong b")
_AUTHOR = re.compile(r"(?:^| )(?:by|auth|authors?|bylines?|contributors?|writer|reporter|journalist|signature)(?: |$)")
_APPEAL = re.compile(r"(?:^| )(?:appeal|donate|donations?|membership|nl|support)(?: |$)")
_NO_PICTURE = word_set("a button body header html li main nav p")  # a logo, a teaser, a paragraph or the whole page
_NO_BOX = word_set("body figure form html main p")
PICTURE_WORDS = 45
FIGURE_WORDS = 120
BOX_WORDS = 40
MOSTLY = 0.9


class Marks(Struct, frozen=True):
    """Evidence of the elements around a stretch of text.

    ``linked``: inside a link or button; ``author``: marked as the author; ``control``: in a small box with a button or
    a field, or named an appeal; ``crosshead``: in a heading below the first or set in bold; ``picture``: the number of
    the picture that it stands with; ``holder``: the number of the element that holds its paragraph.
    """

    linked: bool = False
    author: bool = False
    control: bool = False
    crosshead: bool = False
    picture: int | None = None
    holder: int | None = None


class Reader:
    """Reads the marks of a page's elements, each once; the walk asks for parents before their children."""

    def __init__(self, tree: Any) -> None:
        self._pictures = {element: number for number, element in enumerate(_pictures(tree))}
        self._boxes = set(_boxes(tree))
        self._read: dict[Any, Marks] = {}
        self._holders: dict[Any, int] = {}

    def of(self, element: Any) -> Marks:
        """Return what the element and those around it say."""
        if element not in self._read:
            parent = element.getparent()
            above = self.of(parent) if parent is not None and isinstance(parent.tag, str) else Marks()
            self._read[element] = self._added(above, element)
        return self._read[element]

    def _added(self, above: Marks, element: Any) -> Marks:
        tag = element.tag
        return Marks(
            above.linked or tag in _LINKS,
            above.author or element.get("rel") == "author" or any(_AUTHOR.search(name) for name in names_of(element)),
            above.control or element in self._boxes,
            above.crosshead or tag in _CROSSHEADS,
            self._pictures.get(element, above.picture),
            self._holder(element) if is_block(element) else above.holder,
        )

    def _holder(self, element: Any) -> int | None:
        parent = element.getparent()
        return None if parent is None else self._holders.setdefault(parent, len(self._holders))


def joined(pieces: Iterable[tuple[str, Marks]]) -> Marks:
    """Return the marks of a line from those of its pieces: what holds for nearly all its letters, or for its author."""
    weighed = [(len(re.findall(r"\w", text)), marks) for text, marks in pieces]
    weighed = [(weight, marks) for weight, marks in weighed if weight] or weighed
    total = sum(weight for weight, _ in weighed)

    def mostly(name: str) -> bool:
        return sum(weight for weight, marks in weighed if getattr(marks, name)) >= MOSTLY * total > 0

    return Marks(
        mostly("linked"),
        any(marks.author for _, marks in weighed),
        mostly("control"),
        mostly("crosshead"),
        next((marks.picture for _, marks in weighed), None),
        next((marks.holder for _, marks in weighed), None),
    )


def _pictures(tree: Any) -> list[Any]:
    """The elements that hold a picture and its few words: figures, and the nearest element with text of each image."""
    sizes: dict[Any, int] = {}
    found = [figure for figure in tree.iter("figure") if _size(figure) <= FIGURE_WORDS]
    for holder in dict.fromkeys(_with_text(image, sizes) for image in tree.iter("img", "picture")):
        if holder is None or holder.tag in _NO_PICTURE or sizes[holder] > PICTURE_WORDS or not _is_plain(holder):
            continue
        if not any(element.tag == "figure" for element in (holder, *holder.iterancestors())):
            found.append(holder)
    return found


def _with_text(image: Any, sizes: dict[Any, int]) -> Any:
    """The nearest element around an image that shows words, or None; ``sizes`` keeps what was counted."""
    for element in image.iterancestors():
        if element not in sizes:
            sizes[element] = _size(element)
        if sizes[element]:
            return element
    return None


def _is_plain(element: Any) -> bool:
    return next(element.iter("h1", "h2", "h3", "nav", "form", "li"), None) is None


def _boxes(tree: Any) -> list[Any]:
    """The small elements that directly hold a button or a field, forms without a form element, or ask by name."""
    parents = [control.getparent() for control in tree.iter(*sorted(_CONTROLS))]
    parents += [element for element in tree.iter("div", "section", "p") if any(map(_APPEAL.search, names_of(element)))]
    return [
        parent
        for parent in dict.fromkeys(parents)
        if parent is not None
        and parent.tag not in _NO_BOX
        and _size(parent) <= BOX_WORDS
        and next(parent.iter("h1", "figure"), None) is None
    ]


def _size(element: Any) -> int:
    """How many words an element shows, counted to little more than a picture may have."""
    count = 0
    for inner in element.iter():
        shown = inner.text if isinstance(inner.tag, str) and not is_silent(inner) else None
        count += sum(
            len(re.findall(r"\w+", text)) for text in (shown, None if inner is element else inner.tail) if text
        )
        if count > FIGURE_WORDS:
            break
    return count
