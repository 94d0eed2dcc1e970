"""Keeping what a span must be: fragments inside the text, trimmed, in order and apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wirecopy.corpus.model import Fragment, Span


def trim(text: str, start: int, end: int) -> Fragment:
    """Return ``[start, end)`` without white space at its ends; start equals end where there is nothing else."""
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    return start, max(start, start + len(words.strip()))


def tidy(text: str, fragments: Iterable[Fragment]) -> Span | None:
    """Return fragments trimmed, in order, and joined where they overlap; None where only white space is left."""
    kept: list[Fragment] = []
    for start, end in sorted(trim(text, *fragment) for fragment in fragments):
        if start == end:
            continue
        if kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return tuple(kept) or None


def outermost(spans: Sequence[Fragment]) -> list[int]:
    """Return the indices of a largest-first choice without overlaps: of what nests or crosses, the longest stays."""
    order = sorted(range(len(spans)), key=lambda i: (spans[i][0] - spans[i][1], spans[i], i))
    taken: list[Fragment] = []
    chosen: list[int] = []
    for i in order:
        start, end = spans[i]
        if all(end <= a or b <= start for a, b in taken):
            taken.append((start, end))
            chosen.append(i)
    return sorted(chosen)


def folded(words: str) -> str:
    """Return words with every kind of quotation mark and white space made alike, to compare surfaces by."""
    quotes = {ord(mark): "'" for mark in "\"'`´‘’‚‛“”„‟«»‹›"}
    return " ".join(words.translate(quotes).split())
