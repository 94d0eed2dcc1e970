"""A text for tokens that came without one, by stated rules, with the tokens' offsets in it.

The rules are frozen by ``DETOKENISATION``: offsets of imported articles rest on them. Tokens are never changed, only
the space between two of them is chosen. None is written

- before ``, . ; : ! ? % ) ] } ’ ” … -RRB- -RSB- -RCB- ''`` and before clitics ('s, 'll, n't and their like),
- after ``( [ { “ ‘ $ £ € ¥ # @ -LRB- -LSB- -LCB- ```` and their kin,
- on the inner side of straight quotation marks, which open and close by turns within a sentence;

one space everywhere else, so hyphens and dashes that are tokens of their own stand apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from wirecopy.corpus.model import Fragment

DETOKENISATION: Final = "wirecopy-detokenisation/1"

_NO_SPACE_BEFORE = frozenset(
    [",", ".", ";", ":", "!", "?", "%", ")", "]", "}", "’", "”", "…", "...", "''", "-RRB-", "-RSB-", "-RCB-", "»"]
)
_NO_SPACE_AFTER = frozenset(
    [
        "(",
        "[",
        "{",
        "“",
        "‘",
        "$",
        "£",
        "€",
        "¥",
        "#",
        "@",
        "``",
        "`",
        "-LRB-",
        "-LSB-",
        "-LCB-",
        "«",
        "US$",
        "A$",
        "C$",
    ]
)
_CLITICS = frozenset(
    apostrophe + tail
    for apostrophe in "'’"
    for tail in ("s", "S", "ll", "re", "ve", "d", "m", "LL", "RE", "VE", "D", "M")
) | {"n't", "n’t", "N'T", "N’T"}
_STRAIGHT = frozenset("\"'")


def detokenise(tokens: Sequence[str]) -> tuple[str, list[Fragment]]:
    """Return the text of one sentence's tokens and each token's ``(start, end)`` in it, in code points."""
    parts: list[str] = []
    offsets: list[Fragment] = []
    length = 0
    opened: set[str] = set()
    glued = True
    for token in tokens:
        closes = token in opened
        if not (glued or closes or token in _NO_SPACE_BEFORE or token in _CLITICS):
            parts.append(" ")
            length += 1
        parts.append(token)
        offsets.append((length, length + len(token)))
        length += len(token)
        opens = token in _STRAIGHT and not closes
        opened ^= {token} if token in _STRAIGHT else set()
        glued = opens or token in _NO_SPACE_AFTER
    return "".join(parts), offsets
