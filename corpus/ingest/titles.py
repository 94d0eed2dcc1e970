"""Which line is the headline."""

from __future__ import annotations

import re
from functools import cached_property

from wirecopy.corpus.ingest.credits import LAST
from wirecopy.corpus.ingest.dateline import is_dateline_line, parse_dateline
from wirecopy.corpus.ingest.lines import Lines, key
from wirecopy.corpus.ingest.prose import is_sentence, words

MAX_HEADER_LINES = 300
MAX_TITLE = 400
MIN_TITLE_WORDS = 6
NEAR = 0.7  # how far the score of a headline may stay behind that of its deck


class Titled(Lines):
    """A page's lines and the one that is its title."""

    @cached_property
    def headline(self) -> int | None:
        """The line that is the page's title, or None: by markup, else the best title before the running text."""
        marked = [n for n, line in enumerate(self.lines) if line.hint == "headline"]
        if marked:
            return next((n for n in marked if self.lines[n].heading), marked[0])
        limit = min(self._first_long(), MAX_HEADER_LINES)
        scored = [(self._title_score(number), -number) for number in range(limit) if self._may_be_title(number)]
        best = max(scored, default=(0.0, 0))
        return self._upper(-best[1], {-n: score for score, n in scored}) if best[0] >= 0.9 else None

    def _upper(self, best: int, scores: dict[int, float]) -> int:
        """Of two titles with nothing between them the upper one is the headline and the lower one the deck."""
        above = best - 1
        near = scores.get(above, 0.0) >= scores[best] - NEAR
        return (
            above
            if near and words(self.texts[above]) >= MIN_TITLE_WORDS and not is_sentence(self.texts[above])
            else best
        )

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
