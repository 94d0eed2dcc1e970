"""Where a page's parts begin and end: its headline, the first and the last line of its body, its doubled lines."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property
from itertools import accumulate

from wirecopy.corpus.ingest.bylines import only_names
from wirecopy.corpus.ingest.cues import CREDIT, cue_of
from wirecopy.corpus.ingest.dateline import is_dateline_line, parse_dateline
from wirecopy.corpus.ingest.page import Page
from wirecopy.corpus.ingest.prose import is_sentence, words

_CREDIT_TAIL = re.compile(
    rf"\s*[(\[|/–—-]?\s*(?:{CREDIT})\s*[:|,/]?\s*[^()]{{1,60}}[)\]]?\.?$"
    r"|\s*[(\[][^()\[\]]{0,60}\b(?:photo|photograph|image|handout|file|via|picture)\b[^()\[\]]{0,40}[)\]]$"
    r"|\s*[(\[][\w .'’-]{2,30}/[\w .'’-]{2,40}[)\]]$"
    r"|\s+[A-Z][\w ]{1,30}\sphoto(?:/.{1,40})?$|\s+©\s*\S[^.]{0,40}$",
    re.IGNORECASE,
)
_CAPTION_HEAD = re.compile(
    r"^(?:file\s+(?:photo|picture|image)?\s*[-–—:]|image\s+caption\b|(?:photo|"
    r"picture|image)\s+caption\b|this\s+(?:\w+\s+){0,2}(?:photo|photograph|picture|image)\b[^.]{0,90}\bshows?\b|caption\s*:|pictured\s*:|in\s+this\s+[^.]{0,60}\b(?:photo|"
    r"image|picture|photograph)\b|(?:image|photo|picture)\s*:\s+\S+\s+\S+\s+\S+\s+\S+)",
    re.IGNORECASE,
)
_HARD_ENDS = frozenset({"copyright", "list-head", "tags"})
_COMMENTS = re.compile(r"\b(?:comments?|reply|conversation|discussion)\b", re.IGNORECASE)
MAX_DECK_WORDS = 80
MAX_HEADER_LINES = 300
MAX_TITLE = 400
LAST = 240  # a credit stands within so many last characters of a line


def key(text: str) -> str:
    """Return what makes two lines doubles of each other: letters and digits, without a picture credit."""
    return re.sub(r"[\W_]+", "", credit_cut(text)[0].casefold())


def credit_cut(text: str) -> tuple[str, str]:
    """Return a caption's words and the credit behind them ("... (Photo: Northwire)"), either may be empty."""
    found = _CREDIT_TAIL.search(text, max(0, len(text) - LAST))
    if found is None or found.start() < 12:
        return text, ""
    return text[: found.start()], text[found.start() :]


class Landmarks:
    """What zoning asks about a page; every answer is worked out once. Line numbers count the page's lines from 0."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.lines = page.lines
        self.texts = [line.text for line in page.lines]
        self.cues = self._names_beside_marks([cue_of(text) for text in self.texts])
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
    def header_cues(self) -> frozenset[str | None]:
        """The cues of the lines above the body."""
        return frozenset(self.cues[: self.opening or 0])

    @cached_property
    def main(self) -> tuple[int, int] | None:
        """First and last line of the extractor's main text, where an extractor looked."""
        numbers = [number for number, line in enumerate(self.lines) if line.main]
        return (numbers[0], numbers[-1]) if numbers else None

    def is_prose(self, number: int) -> bool:
        """Whether a line reads as running text, has no cue, and is neither caption nor furniture by markup."""
        line = self.lines[number]
        if line.hint in ("furniture", "caption", "byline", "headline") or number == self.headline:
            return False
        if self.main and not self.main[0] <= number <= self.main[1] and line.hint not in ("body", "deck"):
            return False
        return self.cues[number] is None and is_sentence(line.text) and not self.is_caption(number)

    @cached_property
    def prose(self) -> list[int]:
        """The numbers of all lines of running text after the headline."""
        first = 0 if self.headline is None else self.headline + 1
        return [number for number in range(first, len(self.lines)) if self.is_prose(number)]

    def _names_beside_marks(self, cues: list[str | None]) -> list[str | None]:
        """Names of people alone on a line are a byline beside a stamp or another byline, and nowhere else."""
        mended = list(cues)
        for number, cue in enumerate(cues):
            near = cues[max(0, number - 2) : number] + cues[number + 1 : number + 3]
            if (
                cue is None
                and {"stamp", "byline"} & set(near)
                and words(self.texts[number]) <= 16
                and only_names(self.texts[number])
            ):
                mended[number] = "byline"
        return mended

    # -- doubles and captions

    def _before(self, number: int, step: int = -1) -> int | None:
        """The neighbour of a line, past placeholders and credits."""
        number += step
        while 0 <= number < len(self.lines) and self.cues[number] in ("placeholder", "credit"):
            number += step
        return number if 0 <= number < len(self.lines) else None

    @cached_property
    def doubled(self) -> frozenset[int]:
        """Lines that stand twice in a row: a picture's text and its caption."""
        found: set[int] = set()
        for number, this in enumerate(self.keys):
            before = self._before(number)
            if before is not None and this and this == self.keys[before] and words(self.texts[number]) >= 3:
                found.update((before, number))
        return frozenset(found)

    def is_caption(self, number: int) -> bool:
        """Whether a line is a picture's text: doubled, opened or closed as one, or beside its credit."""
        text, hint = self.texts[number], self.lines[number].hint
        if hint == "caption":
            return True
        if hint is not None and hint != "body":
            return False
        if number in self.doubled and (self.headline is None or self.keys[number] != self.keys[self.headline]):
            return True
        if self.cues[number] is not None or words(text) > 60:
            return False
        if _CAPTION_HEAD.match(text) or credit_cut(text)[1]:
            return True
        return self._beside_credit(number)

    def _beside_credit(self, number: int) -> bool:
        text = self.texts[number]
        if words(text) < 4 or words(text) > 40 or number == self.headline:
            return False
        after = number + 1 < len(self.lines) and self.cues[number + 1] == "credit"
        before = number > 0 and self.cues[number - 1] == "credit"
        return (after and len(re.findall(r"[.!?]\s+[A-Z“]", text)) == 0) or (before and not is_sentence(text))

    # -- headline

    @cached_property
    def headline(self) -> int | None:
        """The line that is the page's title, or None: by markup, else the best title before the running text."""
        marked = [n for n, line in enumerate(self.lines) if line.hint == "headline"]
        if marked:
            return next((n for n in marked if self.lines[n].heading), marked[0])
        limit = min(self._first_long(), MAX_HEADER_LINES)
        scored = [(self._title_score(number), -number) for number in range(limit) if self._may_be_title(number)]
        best = max(scored, default=(0.0, 0))
        return -best[1] if best[0] >= 0.9 else None

    def _first_long(self) -> int:
        for number, text in enumerate(self.texts):
            if self.cues[number] is None and is_sentence(text) and (words(text) > 20 or parse_dateline(text)):
                return number
        prose = (n for n, text in enumerate(self.texts) if n and self.cues[n] is None and is_sentence(text))
        return next(prose, len(self.texts))

    def _may_be_title(self, number: int) -> bool:
        line = self.lines[number]
        if line.hint in ("furniture", "caption", "byline", "deck") or self.cues[number] is not None:
            return False
        if (
            line.text[0] in "•*●▪-–—>"
            or len(line.text) > MAX_TITLE
            or words(line.text) > 40
            or len(line.text) < 8
            or is_dateline_line(line.text)
        ):
            return False
        if self._is_title_bar(number):
            return False
        # A title that ends as a sentence is one only if it is short or authors or a stamp come next.
        if not is_sentence(line.text) or line.text.endswith(("?", "!")):
            return True
        return bool({"byline", "stamp"} & set(self.cues[number + 1 : number + 3])) or words(line.text) <= 9

    def _is_title_bar(self, number: int) -> bool:
        """Whether a line is a later line with the outlet's name behind it: "Title - Outlet"."""
        if len(self.texts[number]) > LAST:
            return False
        head = re.split(r"\s+[|–—-]\s+(?=[^|]{2,50}$)", self.texts[number])[0]
        return head != self.texts[number] and key(head) in self.keys[number + 1 : number + 12]

    def _title_score(self, number: int) -> float:
        text = self.texts[number]
        content = {word for word in re.findall(r"\w+", text.casefold()) if len(word) > 3}
        shared = len(content & self._vocabulary) / len(content) if content else 0.0
        followed = any(cue in ("byline", "stamp") for cue in self.cues[number + 1 : number + 4])
        score = 1.5 * shared + min(words(text), 8) / 8 + 0.3 * followed + 0.2 * self.texts[number].isupper()
        first = not any(self._may_be_title(n) and words(self.texts[n]) >= 4 for n in range(number))
        below = any(cue in ("byline", "stamp") for cue in self.cues[:number]) and not first
        return score + 0.4 * first - 0.5 * below - (0.9 if is_sentence(text) and not text.endswith(("?", "!")) else 0.0)

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        prose = " ".join(
            t for n, t in enumerate(self.texts) if self.cues[n] is None and is_sentence(t) and words(t) > 9
        )
        return frozenset(re.findall(r"\w+", prose.casefold()))

    # -- body

    @cached_property
    def opening(self) -> int | None:
        """The first line of the body: past decks, which stand before the authors, the picture or the dateline."""
        if not self.prose:
            return None
        opening = self._after_header_marks(self.prose[0])
        following = [number for number in self.prose if number >= opening]
        if self.lines[opening].hint == "deck":
            return next((n for n in following if self.lines[n].hint != "deck"), opening)
        dated = next((n for n in following[:3] if self._is_dated(n)), None)
        if dated is not None and all(words(self.texts[n]) <= MAX_DECK_WORDS for n in following if n < dated):
            return dated
        return self._after_picture(opening, following)

    def _is_dated(self, number: int) -> bool:
        before = self._before(number)
        return parse_dateline(self.texts[number]) is not None or (
            before is not None and is_dateline_line(self.texts[before])
        )

    def _after_header_marks(self, first: int) -> int:
        """Past the last byline or stamp of the header, before which at most three short paragraphs stand."""
        opening = first
        total = sum(len(self.texts[n]) for n in self.prose)
        for number in self.marks:
            at = bisect_left(self.prose, number)
            if at > 3 or at == len(self.prose):
                break
            before = self.prose[:at]
            longest = max((words(self.texts[n]) for n in before), default=0)
            size = sum(len(self.texts[n]) for n in before)
            if longest <= MAX_DECK_WORDS and 2 * size < total and not self._is_dated_any(before):
                opening = max(opening, self.prose[at])
        return opening

    def _is_dated_any(self, numbers: list[int]) -> bool:
        return any(parse_dateline(self.texts[number]) for number in numbers)

    def _after_picture(self, opening: int, following: list[int]) -> int:
        """A short paragraph between the header and a doubled caption is the deck, if the text goes on after it."""
        if len(following) < 2 or words(self.texts[opening]) > MAX_DECK_WORDS or self.lines[opening].hint == "body":
            return opening
        between = range(opening + 1, following[1])
        return following[1] if any(n in self.doubled for n in between) else opening

    @cached_property
    def closing(self) -> int | None:
        """The last line of the body: the last running text before the notices and lists that end a page."""
        if self.opening is None:
            return None
        body = [number for number in self.prose if number >= self.opening]
        sizes = list(accumulate(words(self.texts[number]) for number in body))
        for number in range(self.opening + 1, len(self.lines)):
            at = bisect_left(body, number)
            if at and at < len(body) and self._ends(number, sizes[at - 1], sizes[-1] - sizes[at - 1]):
                return body[at - 1]
        return body[-1]

    def _ends(self, number: int, before: int, rest: int) -> bool:
        """Whether the article ends above a line, with so many words of running text before it and after it."""
        cue = self.cues[number]
        if cue in ("closing", "byline"):
            return rest <= before * 0.15
        if cue not in _HARD_ENDS:
            return False
        return rest < before * 0.5 or cue == "copyright" or bool(_COMMENTS.search(self.texts[number]))
