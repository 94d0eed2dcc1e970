"""The one exception for bad input, and the nearest-name hint that its messages carry."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

SHOWN_PROBLEMS = 20


class InputError(ValueError):
    """Input that cannot be used: the message is complete, and commands end with it and exit code 2."""


def nearest(found: str, known: Iterable[str]) -> str:
    """Return ``"; did you mean 'X'?"`` for the known name closest to ``found``, or an empty string."""
    names = list(known)
    close = difflib.get_close_matches(found[:200], names, n=1) or [n for n in names if n.lower() == found.lower()]
    return f"; did you mean {close[0]!r}?" if close else ""


def refuse(problems: Sequence[str]) -> None:
    """Raise an ``InputError`` that lists the first 20 problems and how many more there are; do nothing for none."""
    if problems:
        more = len(problems) - SHOWN_PROBLEMS
        tail = [f"... and {more} more problems"] if more > 0 else []
        raise InputError("\n".join([*problems[:SHOWN_PROBLEMS], *tail]))


def shown(value: object, limit: int = 60) -> str:
    """Return a bounded ``repr`` of untrusted input for a message."""
    text = repr(value)
    return text if len(text) <= limit else text[: limit - 3] + "..."


def printable(text: str) -> str:
    """Return untrusted text with control and direction characters shown as escapes."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text)
