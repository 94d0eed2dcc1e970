"""Sets of words as they stand in the tables of the rules."""

from __future__ import annotations


def word_set(listed: str) -> frozenset[str]:
    """Return the words of ``listed``, which are separated by spaces."""
    return frozenset(listed.split())
