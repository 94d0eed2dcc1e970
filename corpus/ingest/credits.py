"""Whose picture it is: lines that say so, and credits behind the words of a caption."""

from __future__ import annotations

import re

from wirecopy.corpus.ingest.agencies import agencies
from wirecopy.corpus.ingest.prose import is_sentence, words

# What newsrooms of several languages print before the photographer's name.
CREDIT = (
    r"(?:(?:photo(?:graph(?:er)?)?|image|picture|video|file\s+photo|pic|graphic|"
    r"illustration|foto(?:graf\w{0,3}|grafía)?|bild(?:er)?|grafik|imagen|fotó|kép|фото|снимок)s?\s*"
    r"(?:/|by\b|courtesy(?:\s+of)?|credits?\b|source|:|©)|credits?\s*:|©\s*(?!\d{4})\S)"
)
_LINE = re.compile(rf"^[(\[]?{CREDIT}\s*[:|,/]?\s*.{{0,60}}$", re.IGNORECASE)
_HANDOUT = re.compile(r"^[(\[][^()\[\]]{0,50}\b(?:photo|image|handout|via|file)\b[^()\[\]]{0,40}[)\]]$", re.IGNORECASE)
_TAIL = re.compile(
    rf"\s*[(\[|/–—-]?\s*(?<!\w)(?:{CREDIT})\s*[:|,/]?\s*[^()]{{1,60}}[)\]]?\.?$"
    r"|\s*[(\[][^()\[\]]{0,60}\b(?:photo|photograph|image|handout|file|via|picture)\b[^()\[\]]{0,40}[)\]]$"
    r"|\s*[(\[][\w .'’-]{2,30}/[\w .'’-]{2,40}[)\]]$"
    r"|\s+[A-Z][\w ]{1,30}\sphoto(?:/.{1,40})?$|\s+©\s*\S[^.]{0,40}$",
    re.IGNORECASE,
)
_NAME = r"[^\W\d_a-z][\w.'’-]*"
_BARE_TAIL = re.compile(rf"(?<=[.!?”\"’])\s+{_NAME}(?:\s{_NAME}){{0,3}}\s?/\s?{_NAME}(?:\s{_NAME}){{0,3}}$")
_KEPT = re.compile(r"\b(?:handout|archives?|library|file|pool|via|courtesy)\b", re.IGNORECASE)
_LINKING = re.compile(r"\b(?:and|for|the|of|de|del|la|van|von|via|by)\b", re.IGNORECASE)
LAST = 240  # a credit stands within so many last characters of a line
MIN_CAPTION = 12  # characters before a credit


def is_credit(text: str) -> bool:
    """Return whether a line is marked as a picture's credit: "Photo: Ann Marl", "(Handout via Northwire)"."""
    return (bool(_LINE.match(text)) or bool(_HANDOUT.match(text))) and words(text) <= 10 and not is_sentence(text)


def names_only(text: str) -> bool:
    """Return whether a line beside a caption can be its credit: names with capitals, an agency, a handout, a slash."""
    if words(text) > 10 or is_sentence(text):
        return False
    if "/" in text or "©" in text or _KEPT.search(text) or agencies().named(text):
        return True
    listed = re.findall(r"[^\W\d_][\w.'’-]*", _LINKING.sub("", text))
    return 0 < len(listed) <= 5 and all(word[0].isupper() for word in listed)


def has_labelled_credit(text: str) -> bool:
    """Return whether a line closes with a credit that says what it is or stands in brackets."""
    found = _TAIL.search(text, max(0, len(text) - LAST))
    return found is not None and found.start() >= MIN_CAPTION


def credit_cut(text: str) -> tuple[str, str]:
    """Return a caption's words and the credit behind them ("... (Photo: Northwire)"), either may be empty."""
    first = max(0, len(text) - LAST)
    found = _TAIL.search(text, first) or _BARE_TAIL.search(text, first)
    if found is None or found.start() < MIN_CAPTION:
        return text, ""
    return text[: found.start()], text[found.start() :]
