"""The lines of a page with their cues, and which of them say the same."""

from __future__ import annotations

import re
from functools import cached_property

from wirecopy.corpus.ingest.bylines import only_names
from wirecopy.corpus.ingest.credits import credit_cut, names_only
from wirecopy.corpus.ingest.cues import cue_of
from wirecopy.corpus.ingest.page import Line, Page
from wirecopy.corpus.ingest.prose import is_sentence, words

MAX_AUTHOR_WORDS = 16


def key(text: str) -> str:
    """Return what makes two lines doubles of each other: letters and digits, without a picture credit."""
    return folded(credit_cut(text)[0])


def folded(text: str) -> str:
    """Return the letters and digits of a text without regard to case."""
    return re.sub(r"[\W_]+", "", text.casefold())


class Lines:
    """A page's lines; line numbers count from 0."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.lines = page.lines
        self.texts = [line.text for line in page.lines]
        self.cues = _names_beside_marks(self.texts, _by_markup(self.lines, [cue_of(text) for text in self.texts]))
        self.keys = [key(text) for text in self.texts]

    @cached_property
    def first_of(self) -> dict[str, int]:
        """Where each line's double stands first."""
        first: dict[str, int] = {}
        for number, this in enumerate(self.keys):
            first.setdefault(this, number)
        return first

    @cached_property
    def marks(self) -> list[int]:
        """The lines that name authors or a time."""
        return [n for n, line in enumerate(self.lines) if self.cues[n] in ("byline", "stamp") or line.hint == "byline"]

    @cached_property
    def main(self) -> tuple[int, int] | None:
        """First and last line of the extractor's main text, where an extractor looked."""
        numbers = [number for number, line in enumerate(self.lines) if line.main]
        return (numbers[0], numbers[-1]) if numbers else None

    @cached_property
    def doubled(self) -> frozenset[int]:
        """Lines that stand twice in a row: a picture's text and its caption."""
        found: set[int] = set()
        for number, this in enumerate(self.keys):
            before = self.before(number)
            if before is not None and this and this == self.keys[before] and words(self.texts[number]) >= 3:
                found.update((before, number))
        return frozenset(found)

    def before(self, number: int) -> int | None:
        """The line above, past placeholders and credits."""
        number -= 1
        while number >= 0 and self.cues[number] in ("placeholder", "credit"):
            number -= 1
        return number if number >= 0 else None

    @cached_property
    def _links_mean(self) -> bool:
        """Whether links are told from the text at all: on some pages one link holds everything."""
        linked = sum(words(line.text) for line in self.lines if line.marks and line.marks.linked)
        return 2 * linked < sum(words(text) for text in self.texts)

    def is_aside(self, number: int) -> bool:
        """Whether the markup sets a short line apart from the text: a link alone, or words beside a button or field."""
        marks = self.lines[number].marks
        if marks is None or words(self.texts[number]) > MAX_ASIDE_WORDS:
            return False
        return marks.control or (marks.linked and self._links_mean)

    def repeats_text(self, number: int) -> bool:
        """Whether a quotation on a line of its own stands word for word in a longer line, and is no crosshead."""
        text, marks = self.texts[number], self.lines[number].marks
        least = MIN_PULLED_WORDS if marks is None or marks.crosshead else 3
        if text[0] not in "“‘\"'«„" or not least <= words(text) <= MAX_ASIDE_WORDS or (marks and marks.crosshead):
            return False
        this = folded(text)
        return any(this in other for other in self._whole if len(other) > len(this))

    @cached_property
    def _whole(self) -> list[str]:
        return [folded(text) for text in self.texts if is_sentence(text)]


MAX_ASIDE_WORDS = 40
MIN_PULLED_WORDS = 12  # where no markup tells a quotation pulled out of the text from a crosshead


def _by_markup(lines: tuple[Line, ...], cues: list[str | None]) -> list[str | None]:
    """Beside a caption the names of its picture's owner are a credit; what is marked as the author is a byline."""
    mended = list(cues)
    captioned = {
        line.marks.picture for line in lines if line.marks and words(line.text) >= 4 and not names_only(line.text)
    }
    for number, line in enumerate(lines):
        if line.marks is None or line.hint == "furniture" or cues[number] not in (None, "byline", "breadcrumb"):
            continue
        if line.marks.picture is not None:
            if line.marks.picture in captioned and names_only(line.text):
                mended[number] = "credit"
        elif line.marks.author and words(line.text) <= MAX_AUTHOR_WORDS and not is_sentence(line.text):
            mended[number] = "byline"
    return mended


def _names_beside_marks(texts: list[str], cues: list[str | None]) -> list[str | None]:
    """Names of people alone on a line are a byline beside a stamp or another byline, and nowhere else."""
    mended = list(cues)
    for number, cue in enumerate(cues):
        near = cues[max(0, number - 2) : number] + cues[number + 1 : number + 3]
        if cue is None and {"stamp", "byline"} & set(near) and words(texts[number]) <= 16 and only_names(texts[number]):
            mended[number] = "byline"
    return mended
