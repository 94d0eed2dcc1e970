"""Tag strings to small integers in one pass, and the first place where the two sides do not fit together."""

from collections.abc import Hashable, Iterable, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wirecopy.corpus.errors import InputError, shown

Ids = NDArray[Any]
"""One integer a token, of any integer type."""


class Interned(NamedTuple):
    """Both sides as ids into ``tags``, and the number of tags of every sentence."""

    gold: Ids
    predicted: Ids
    lengths: NDArray[np.int64]
    tags: list[Hashable]


class TagError(InputError):
    """A fault at one token: which side (``gold`` or ``predicted``), sentence and token (from 0), and the complaint."""

    def __init__(self, side: str, sentence: int, token: int, complaint: str) -> None:
        """Compose the message with numbers from 1."""
        super().__init__(f"{side}, sentence {sentence + 1}, token {token + 1}: {complaint}")
        self.side, self.sentence, self.token, self.complaint = side, sentence, token, complaint


class _Numbering(dict[Hashable, int]):
    """Numbers every new key in the order of arrival."""

    def __missing__(self, tag: Hashable) -> int:
        number = self[tag] = len(self)
        return number


def intern(gold: Iterable[Sequence[str]], predicted: Iterable[Sequence[str]]) -> Interned:
    """Number the tags of both sides with the same numbers.

    Raises InputError where the sides do not have the same number of sentences, where the first sentence of unequal
    length is, and for anything that is not a sequence of sequences of tags.
    """
    sides = [_sentences(gold, "gold"), _sentences(predicted, "predicted")]
    lengths = _common_lengths(_lengths(sides[0], "gold"), _lengths(sides[1], "predicted"))
    numbering = _Numbering(O=0)
    ids = [_ids(side, numbering, name) for side, name in zip(sides, ("gold", "predicted"), strict=True)]
    if any(len(side) != int(lengths.sum()) for side in ids):
        raise InputError(
            "gold or predicted: a sentence yields more or fewer tags than its length; expected lists of tags"
        )
    return Interned(ids[0], ids[1], lengths, list(numbering))


def place_of(index: int, offsets: NDArray[np.int64]) -> tuple[int, int]:
    """Sentence and token (both from 0) of a position in the flat sequence; sentences begin at ``offsets``."""
    sentence = int(np.searchsorted(offsets, index, side="right")) - 1
    return sentence, index - int(offsets[sentence])


def _sentences(side: Iterable[Sequence[str]], name: str) -> list[Sequence[str]]:
    if isinstance(side, (str, bytes)) or not isinstance(side, Iterable):
        raise InputError(f"{name}: found {shown(side)}, expected a list of lists of tags")
    return side if isinstance(side, list) else list(side)


def _lengths(sentences: list[Sequence[str]], name: str) -> NDArray[np.int64]:
    odd = {kind for kind in set(map(type, sentences)) if issubclass(kind, (str, bytes)) or not hasattr(kind, "__len__")}
    if odd:
        number = next(number for number, sentence in enumerate(sentences, 1) if type(sentence) in odd)
        found = shown(sentences[number - 1])
        raise InputError(f"{name}, sentence {number}: found {found}, expected a list of tags (a list of lists in all)")
    return np.fromiter(map(len, sentences), np.int64, len(sentences))


def _common_lengths(gold: NDArray[np.int64], predicted: NDArray[np.int64]) -> NDArray[np.int64]:
    shared = min(gold.size, predicted.size)
    unequal = np.flatnonzero(gold[:shared] != predicted[:shared])
    if unequal.size:
        first = int(unequal[0])
        raise InputError(
            f"sentence {first + 1}: found {predicted[first]} predicted tags, expected {gold[first]} as in gold"
        )
    if gold.size != predicted.size:
        raise InputError(f"predicted: found {predicted.size} sentences, expected {gold.size} as in gold")
    return gold


def _ids(sentences: list[Sequence[str]], numbering: _Numbering, name: str) -> Ids:
    number = numbering.__getitem__
    try:
        try:
            return np.frombuffer(bytearray(map(number, chain.from_iterable(sentences))), np.uint8)
        except ValueError:  # more than 256 different tags do not fit into bytes
            return np.fromiter(map(number, chain.from_iterable(sentences)), np.int32)
    except TypeError:
        raise _unhashable(sentences, name) from None


def _unhashable(sentences: list[Sequence[str]], name: str) -> InputError:
    for number, sentence in enumerate(sentences):
        for position, tag in enumerate(sentence):
            if not isinstance(tag, str):
                return TagError(name, number, position, f"found {shown(tag)}, expected a tag as a string")
    return InputError(f"{name}: expected a list of lists of tags")
