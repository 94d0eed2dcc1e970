"""Tags of a checkpoint to spans: IOB1, IOB2, IOBES, BILOU and bare labels, read leniently."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wirecopy.corpus.model import Fragment

OUTSIDE = "O"
_BEGINS, _ENDS, _INSIDE = frozenset("BSU"), frozenset("ESUL"), frozenset("I")
_PREFIXES = _BEGINS | _ENDS | _INSIDE


def split(tag: str) -> tuple[str, str]:
    """Return prefix and label of a tag (``B-PER``, ``I_PER``); a tag without prefix is its own label, prefix ``I``."""
    if len(tag) > 2 and tag[1] in "-_" and tag[0] in _PREFIXES:
        return tag[0], tag[2:]
    return "I", tag


def labels_of(tags: Iterable[str]) -> list[str]:
    """Return the labels of a checkpoint's tags, sorted."""
    return sorted({split(tag)[1] for tag in tags} - {OUTSIDE})


def spans(words: Sequence[Fragment], tags: Sequence[str]) -> list[tuple[int, int, str]]:
    """Return the labelled spans of tagged words.

    A span goes on while the label stays the same, nothing begins and nothing has ended; so tags that break their
    scheme lose no word.
    """
    found: list[tuple[int, int, str]] = []
    open_label = ""
    for (start, end), tag in zip(words, tags, strict=True):
        prefix, label = split(tag)
        if tag == OUTSIDE:
            open_label = ""
            continue
        if label == open_label and prefix not in _BEGINS:
            found[-1] = (found[-1][0], end, label)
        else:
            found.append((start, end, label))
        open_label = "" if prefix in _ENDS else label
    return found
