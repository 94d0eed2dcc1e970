"""Whether a line is running text."""

from __future__ import annotations

import re
from functools import lru_cache

MAX_CUED = 1500  # a longer line is running text
_STOPS = re.compile(r"\w{2}[.!?][\"”’]?\s+[“\"‘]?[^\W\d_a-z]")
_INITIALS = r"/?[a-z]{2,3}(?:[/-][a-z]{2,3})+/?"
_TERMINAL = re.compile(
    rf"[.!?…।。؟][\"'”’»)\]]*(?:\s*\([^()]{{1,40}}\)|\s+[-–—]\s?[A-Z][\w/]{{1,14}}|\s+{_INITIALS})?$|[.!?…,][”\"]$"
)

_SAYS = re.compile(
    r"\b(?:said|says|told|added|adding|asked|wrote|according|announced|reported|warned)\b", re.IGNORECASE
)


def words(text: str) -> int:
    """Return how many words a line has."""
    return len(re.findall(r"\w[\w'’.-]*", text))


@lru_cache(maxsize=4096)
def is_sentence(text: str) -> bool:
    """Return whether a line reads as prose: at least four words and a full stop, or several sentences."""
    if len(text) > MAX_CUED:
        return True
    if text.endswith(":") and words(text) >= 8:
        return True  # introduces a quotation or a list
    if words(text) < 4 and not re.search(r"[।。]$", text):
        return bool(re.match(r"^[“\"'‘«].*[.!?,][”\"'’»]", text))
    return bool(_TERMINAL.search(text)) or len(_STOPS.findall(text)) >= (1 if words(text) > 12 else 2)


def reports_speech(text: str) -> bool:
    """Return whether a line has a verb by which somebody is quoted."""
    return bool(_SAYS.search(text))
