"""Features of a word: form, affixes, neighbours, place, zone, and what the rules take it for."""

from __future__ import annotations

import re

from wirecopy.evaluation.systems.linear.page import Page
from wirecopy.evaluation.systems.rules.resources import function_words

_RUNS = ((re.compile("[A-Z]+"), "X"), (re.compile("[a-z]+"), "x"), (re.compile(r"\d+"), "9"))


def shape(word: str) -> str:
    """Return the shape of a word, runs of capitals, small letters and digits as one character each, cut at six."""
    for pattern, sign in _RUNS:
        word = pattern.sub(sign, word)
    return word[:6]


class WordFeatures:
    """Computes the features of one page's words once; taggers add their own."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.function = function_words()
        self.shapes = [shape(word.text) for word in page.words]
        self.rows = [self._row(index) for index in range(len(page.words))]

    def _row(self, index: int) -> list[str]:
        page = self.page
        lower = page.lowers[index]
        row = [
            f"w={lower}",
            f"f={page.families[index]}",
            f"s={self.shapes[index]}",
            f"z={page.sentence_at(index).zone}",
        ]
        row += [f"p3={lower[:3]}", f"x2={lower[-2:]}", f"x3={lower[-3:]}", f"q={page.quoted[index]}"]
        for step in (-2, -1, 1, 2):
            row.append(f"w{step}={page.lower(index + step)}")
            if 0 <= index + step < len(self.shapes):
                row.append(f"s{step}={self.shapes[index + step]}")
        row += [f"ww={page.lower(index - 1)}|{lower}", f"wn={lower}|{page.lower(index + 1)}"]
        if index == page.sentence_at(index).first:
            row.append("first")
        if lower in self.function:
            row.append("in=function")
        return row
