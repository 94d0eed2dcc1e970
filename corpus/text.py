"""Clean text: what every text of the corpus is brought to before an offset points into it.

The clean text is NFC, its newlines are LF, it has no control characters but LF and TAB, and none of the invisible
characters that break words apart for a program and not for a reader.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping

from msgspec import Struct

# Mandatory breaks of Unicode Standard Annex #14 (classes BK, CR, NL); dropping them would join words.
_NEWLINES = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# C0, DEL and C1 controls, zero-width space, word joiner, byte order mark, soft hyphen; surrogates cannot be written.
_REMOVED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u2060\ufeff\ud800-\udfff]")
_JOINERS = frozenset("\u200c\u200d")

# Where a joiner carries meaning: after letters and signs of scripts that join or stack, and between emoji.
_JOINING_SCRIPTS = (
    (0x0600, 0x08FF),  # Arabic, Syriac, Thaana, N'Ko, Mandaic
    (0x0900, 0x0DFF),  # the scripts of India and Sri Lanka
    (0x0F00, 0x109F),  # Tibetan, Myanmar
    (0x1780, 0x18AF),  # Khmer, Mongolian
    (0xA840, 0xA8FF),  # Phags-pa, Saurashtra, Devanagari Extended
    (0xFB50, 0xFDFF),
    (0xFE70, 0xFEFC),  # Arabic presentation forms
)
_EMOJI = (
    (0x1F000, 0x1FAFF),
    (0x2190, 0x21FF),
    (0x2300, 0x23FF),
    (0x2600, 0x27BF),
    (0x2B00, 0x2BFF),
    (0xFE0F, 0xFE0F),
    (0xE0020, 0xE007F),
)


class Clean(Struct, frozen=True):
    """A clean text and what was done to get it: code points removed and newlines replaced, with their counts."""

    text: str
    removed: Mapping[str, int]
    newlines: int = 0


def normalise(text: str) -> Clean:
    """Return the clean form of ``text``; a clean text comes back unchanged.

    ``removed`` maps ``"U+200B"`` and its like to how many were taken out. Zero-width joiners and non-joiners stay
    where a script or an emoji needs them and go elsewhere.
    """
    text, newlines = _NEWLINES.subn("\n", text)
    removed = Counter(f"U+{ord(char):04X}" for char in _REMOVED.findall(text))
    text = unicodedata.normalize("NFC", _REMOVED.sub("", text))
    while True:
        # Taking a joiner out may bring a letter and a combining mark together, which then compose.
        kept = _joined(text)
        removed.update(_lost_joiners(text, kept))
        settled = unicodedata.normalize("NFC", kept)
        if settled == text:
            return Clean(text, dict(sorted(removed.items())), newlines)
        text = settled


def is_clean(text: str) -> bool:
    """Return whether ``text`` is its own clean form."""
    return normalise(text).text == text


def _joined(text: str) -> str:
    if _JOINERS.isdisjoint(text):
        return text
    kept: list[str] = []
    for index, char in enumerate(text):
        if char not in _JOINERS or _needed(kept[-1] if kept else "", char, text[index + 1 : index + 2]):
            kept.append(char)
    return "".join(kept)


def _needed(before: str, joiner: str, after: str) -> bool:
    if _within(before, _JOINING_SCRIPTS):
        return True
    return joiner == "\u200d" and _within(before, _EMOJI) and _within(after, _EMOJI)


def _within(char: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    return bool(char) and any(first <= ord(char) <= last for first, last in ranges)


def _lost_joiners(before: str, after: str) -> dict[str, int]:
    counts = {f"U+{ord(joiner):04X}": before.count(joiner) - after.count(joiner) for joiner in sorted(_JOINERS)}
    return {name: count for name, count in counts.items() if count}
