"""Word families: the base that inflected and derived forms of an English word share."""

from __future__ import annotations

from functools import cache, lru_cache

from wirecopy.evaluation.systems.rules.resources import read

SHORTEST = 3
DERIVED = 4  # what must be left when an ending is taken off that makes another part of speech


@cache
def _endings() -> tuple[tuple[str, int], ...]:
    table = read("forms.yaml")
    inflections = table["inflections"].split()
    return tuple((ending, SHORTEST if ending in inflections else DERIVED) for ending in table["endings"].split())


@lru_cache(maxsize=65536)
def family(word: str) -> str:
    """Return the key of the family of a lower-case word: ``visits``, ``visited`` and ``visiting`` share one.

    The key is the word without its ending, with a doubled last consonant undoubled; it is no word of English by itself.
    """
    for ending, shortest in _endings():
        if word.endswith(ending) and len(word) - len(ending) >= shortest:
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > SHORTEST and word[-1] == word[-2] and word[-1] not in "aeiou" else word


def families(words: frozenset[str]) -> frozenset[str]:
    """Return the keys of several words."""
    return frozenset(map(family, words))
