"""Where a page's parts begin and end: its captions, its running text, the first and the last line of its body."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from functools import cached_property
from itertools import accumulate

from wirecopy.corpus.ingest.credits import has_labelled_credit
from wirecopy.corpus.ingest.dateline import is_dateline_line, parse_dateline
from wirecopy.corpus.ingest.prose import is_sentence, words
from wirecopy.corpus.ingest.titles import Titled

_CAPTION_HEAD = re.compile(
    r"^(?:file\s+(?:photo|picture|image)?\s*[-–—:]|image\s+caption\b|(?:photo|"
    r"picture|image)\s+caption\b|this\s+(?:\w+\s+){0,2}(?:photo|photograph|picture|image)\b[^.]{0,90}\bshows?\b|caption\s*:|pictured\s*:|in\s+this\s+[^.]{0,60}\b(?:photo|"
    r"image|picture|photograph)\b|(?:image|photo|picture)\s*:\s+\S+\s+\S+\s+\S+\s+\S+)",
    re.IGNORECASE,
)
_HARD_ENDS = frozenset({"copyright", "list-head", "tags"})
_COMMENTS = re.compile(r"\b(?:comments?|reply|conversation|discussion)\b", re.IGNORECASE)
# Heads that are buttons as well, and owners without a year: they end an article only where next to nothing follows.
_BUTTON = re.compile(
    r"\W*(?:subscribe|newsletters?|sign\s+(?:in|up)|log\s*in|menu|search|home|stay\s+connected|follow\s+us)\W*"
    r"|\W*©(?!.*\b\d{4}\b).*",
    re.IGNORECASE,
)
MAX_DECK_WORDS = 80
MAX_CAPTION_WORDS = 60
FEW = 0.15  # what may follow the notices at the end, as a share of what stands before them


class Landmarks(Titled):
    """What zoning asks about a page; every answer is worked out once. Line numbers count the page's lines from 0."""

    @cached_property
    def header_cues(self) -> frozenset[str | None]:
        """The cues of the lines above the body."""
        return frozenset(self.cues[: self.opening or 0])

    # -- captions

    def is_caption(self, number: int) -> bool:
        """Whether a line is a picture's text: doubled, opened or closed as one, or beside a picture or its credit."""
        text, hint = self.texts[number], self.lines[number].hint
        if hint == "caption":
            return True
        if hint is not None and hint != "body":
            return False
        if number in self.doubled and (self.headline is None or self.keys[number] != self.keys[self.headline]):
            return True
        if self.cues[number] is not None or words(text) > MAX_CAPTION_WORDS:
            return False
        if _CAPTION_HEAD.match(text) or has_labelled_credit(text):
            return True
        return self.is_pictured(number) or self._beside_credit(number)

    def is_pictured(self, number: int) -> bool:
        """Whether a line below the headline stands in one element with a picture and is no link."""
        marks = self.lines[number].marks
        return (
            marks is not None
            and marks.picture is not None
            and not marks.linked
            and self.headline is not None
            and number > self.headline
            and words(self.texts[number]) >= 3
        )

    def _beside_credit(self, number: int) -> bool:
        text = self.texts[number]
        if words(text) < 4 or words(text) > 40 or number == self.headline:
            return False
        after = number + 1 < len(self.lines) and self.cues[number + 1] == "credit"
        before = number > 0 and self.cues[number - 1] == "credit"
        return (after and len(re.findall(r"[.!?]\s+[A-Z“]", text)) == 0) or (before and not is_sentence(text))

    # -- running text

    def is_prose(self, number: int) -> bool:
        """Whether a line reads as running text, has no cue, and is neither caption nor furniture by markup."""
        line = self.lines[number]
        if line.hint in ("furniture", "caption", "byline", "headline") or number == self.headline:
            return False
        if self.main and not self.main[0] <= number <= self.main[1] and line.hint not in ("body", "deck"):
            return False
        return (
            self.cues[number] is None
            and is_sentence(line.text)
            and not self.is_caption(number)
            and not self.is_aside(number)
        )

    @cached_property
    def prose(self) -> list[int]:
        """The numbers of all lines of running text after the headline."""
        first = 0 if self.headline is None else self.headline + 1
        return [number for number in range(first, len(self.lines)) if self.is_prose(number)]

    # -- body

    @cached_property
    def opening(self) -> int | None:
        """The first line of the body: past decks, which stand before the authors, the picture or the dateline."""
        if not self.prose:
            return None
        opening = self._after_header_marks(self.prose[0])
        following = [number for number in self.prose if number >= opening]
        if self._stands_before_text(opening, following):
            opening, following = following[1], following[1:]
        if self.lines[opening].hint == "deck":
            return next((n for n in following if self.lines[n].hint != "deck"), opening)
        dated = next((n for n in following[:3] if self._is_dated(n)), None)
        if dated is not None and all(words(self.texts[n]) <= MAX_DECK_WORDS for n in following if n < dated):
            return dated
        return self._after_picture(opening, following)

    def _is_dated(self, number: int) -> bool:
        before = self.before(number)
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

    def _stands_before_text(self, opening: int, following: list[int]) -> bool:
        """Whether a short paragraph stands outside the element that holds the text, and the extractor leaves it out."""
        first = self.lines[opening]
        if first.marks is None or first.main or len(following) < 3 or words(first.text) > MAX_DECK_WORDS:
            return False
        held = Counter(marks.holder for n in following[1:] for marks in [self.lines[n].marks] if marks)
        holder, count = held.most_common(1)[0] if held else (None, 0)
        return count >= 2 and holder != first.marks.holder and not self._is_dated(opening)

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
            return rest <= before * FEW
        if cue not in _HARD_ENDS:
            return False
        if _BUTTON.fullmatch(self.texts[number]) or self._is_set_apart(number):
            return rest <= before * FEW
        return rest < before * 0.5 or cue == "copyright" or bool(_COMMENTS.search(self.texts[number]))

    def _is_set_apart(self, number: int) -> bool:
        """Whether markup shows where a line's list or picture ends, so that text of the article may follow it."""
        line = self.lines[number]
        following = next((n for n in self.prose if n > number), None)
        within = line.hint == "furniture" or (line.marks is not None and line.marks.picture is not None)
        return within and following is not None and bool(self.lines[following].main)
