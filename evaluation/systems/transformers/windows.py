"""Long texts in overlapping windows, and the scores of their tokens put together again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from wirecopy.corpus.model import Fragment


class Window(Struct, frozen=True):
    """A stretch of a text as the model sees it.

    ``ids`` includes special tokens; ``places`` are the columns of the text's own tokens, ``first`` is the number of
    the first of them within the text.
    """

    text: int
    first: int
    ids: list[int]
    places: list[int]


class Tokens(Struct, frozen=True):
    """The tokens of a text: offsets into it, and the number of the word that each belongs to."""

    offsets: list[Fragment]
    words: list[int]


def cut(tokenizer: Any, texts: Sequence[str], length: int, overlap: int) -> tuple[list[Window], list[Tokens]]:
    """Return the windows of texts, ``length`` tokens with special ones, and the tokens of every text.

    Neighbouring windows share ``overlap`` tokens.
    """
    encoded = tokenizer(
        list(texts), truncation=True, max_length=length, stride=overlap, return_overflowing_tokens=True,
        return_offsets_mapping=True, return_special_tokens_mask=True, padding=False,
    )  # fmt: skip
    tokens = [Tokens([], []) for _ in texts]
    windows = []
    for row, text in enumerate(encoded["overflow_to_sample_mapping"]):
        words = encoded.word_ids(row)
        places = [i for i, special in enumerate(encoded["special_tokens_mask"][row]) if not special]
        known = tokens[text]
        first = max(0, len(known.offsets) - overlap) if known.offsets else 0
        offsets = [tuple(encoded["offset_mapping"][row][i]) for i in places]
        seen = len(known.offsets) - first
        known.offsets.extend(offsets[seen:])
        known.words.extend(_word(words[i], at) for at, i in enumerate(places[seen:], first + seen))
        windows.append(Window(text, first, list(encoded["input_ids"][row]), places))
    return windows, tokens


def _word(number: int | None, place: int) -> int:
    """Return the number of a token's word; a token that is in none is a word of its own."""
    return -1 - place if number is None else number


def merged(
    windows: Sequence[Window], scores: Sequence[NDArray[np.float32]], tokens: Sequence[Tokens]
) -> list[NDArray[np.float32]]:
    """Return the scores of every text's tokens, each from the window in which it stands farthest from an edge.

    ``scores`` has a row a token of the window, special ones included.
    """
    width = scores[0].shape[1] if scores else 0
    found = [np.zeros((len(t.offsets), width), dtype=np.float32) for t in tokens]
    margins = [np.full(len(t.offsets), -1) for t in tokens]
    for window, table in zip(windows, scores, strict=True):
        count = len(window.places)
        margin = np.minimum(np.arange(count), np.arange(count)[::-1])
        here = slice(window.first, window.first + count)
        better = margin > margins[window.text][here]
        found[window.text][here][better] = table[window.places][better]
        margins[window.text][here][better] = margin[better]
    return found


def by_word(tokens: Tokens, scores: NDArray[np.float32], aggregation: str) -> Iterator[tuple[Fragment, int]]:
    """Yield offsets and best label of every word: by its first token's scores, or by their mean or maximum."""
    numbers = np.asarray(tokens.words)
    if not len(numbers):
        return
    starts = [0, *(np.flatnonzero(np.diff(numbers)) + 1)]
    for first, last in zip(starts, [*starts[1:], len(numbers)], strict=True):
        rows = scores[first:last]
        chosen = rows[0] if aggregation == "first" else rows.mean(axis=0) if aggregation == "mean" else rows.max(axis=0)
        yield (tokens.offsets[first][0], tokens.offsets[last - 1][1]), int(chosen.argmax())
