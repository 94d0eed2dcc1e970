"""A page's zones: every line by the table of rules, and the few lines that hold two zones cut in two."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wirecopy.corpus.ingest.agencies import agencies
from wirecopy.corpus.ingest.bylines import only_credit
from wirecopy.corpus.ingest.credits import LAST, credit_cut
from wirecopy.corpus.ingest.cues import CLOSING
from wirecopy.corpus.ingest.dateline import parse_dateline
from wirecopy.corpus.ingest.landmarks import Landmarks
from wirecopy.corpus.ingest.page import Page
from wirecopy.corpus.ingest.prose import MAX_CUED
from wirecopy.corpus.ingest.rules import rule_of
from wirecopy.corpus.model import Zone

# Lines of these kinds make one zone as long as nothing else stands between them.
_MERGED = frozenset({"body", "furniture", "byline", "deck"})
_ENDING = re.compile(
    r"(?<=[.!?…”\"'’)।。])\s*(?P<credit>[(\[](?P<bracketed>[^()\[\]]{2,200})[)\]]\.?|"
    r"(?:[-–—/]{1,3}|©)\s?(?P<dashed>[^\s.][^.]{0,30})|(?P<plain>[^\W\d_a-z][\w ]{1,30})|"
    r"(?P<initials>/?[a-z]{2,3}(?:[/-][a-z]{2,3})+/?))$"
)


def zones_of(page: Page) -> tuple[Zone, ...]:
    """Return the zones of a page in text order; every character that is not space lies in exactly one.

    A paragraph's dateline, a caption's credit and the credit that closes the text are zones of their own.
    """
    merged: list[Zone] = []
    for zone in _pieces(Landmarks(page)):
        last = merged[-1] if merged else None
        if last and last.kind == zone.kind and zone.kind in _MERGED:
            merged[-1] = Zone(zone.kind, last.start, zone.end)
        else:
            merged.append(zone)
    return tuple(merged)


def lines_in(page: Page, zones: tuple[Zone, ...], kind: str) -> list[str]:
    """Return the lines of a page, or parts of them, in zones of a kind, if short enough to state something."""
    pieces = [page.text[zone.start : zone.end] for zone in zones if zone.kind == kind]
    return [line.strip() for piece in pieces for line in piece.split("\n") if line.strip() and len(line) <= MAX_CUED]


def _pieces(page: Landmarks) -> Iterator[Zone]:
    for number, line in enumerate(page.lines):
        kind = rule_of(page, number).zone
        if kind == "body":
            yield from _body(page, number)
        elif kind == "caption":
            yield from _cut(line.start, line.text, len(credit_cut(line.text)[0].rstrip()), "caption", "furniture")
        else:
            yield Zone(kind, line.start, line.end)


def _cut(start: int, text: str, at: int, first: str, second: str) -> Iterator[Zone]:
    """Yield the two zones of a line that is cut before character ``at``; one zone if a side is empty."""
    if text[:at].strip():
        yield Zone(first, start, start + len(text[:at].rstrip()))
    if text[at:].strip():
        yield Zone(second, start + at + len(text[at:]) - len(text[at:].lstrip()), start + len(text))


def _body(page: Landmarks, number: int) -> Iterator[Zone]:
    line = page.lines[number]
    dateline = parse_dateline(line.text) if number == page.opening else None
    length = dateline.length if dateline else 0
    if length:
        yield Zone("dateline", line.start, line.start + length)
    rest = line.text[length:]
    start = line.start + length + len(rest) - len(rest.lstrip())
    rest = rest.lstrip()
    at = closing_credit(rest) if number == page.closing else len(rest)
    yield from _cut(start, rest, at, "body", "furniture")


def closing_credit(text: str) -> int:
    """Return where the credit at the end of the last paragraph begins, or the paragraph's length.

    Credits are a known agency in brackets or behind a dash, capitals in brackets after the last full stop, and
    "with inputs from", initials joined by slashes.
    """
    found = _ENDING.search(text, max(0, len(text) - LAST))
    if found is None:
        return len(text)
    bracketed, dashed, plain = found["bracketed"], found["dashed"], found["plain"]
    if bracketed and (_is_credit(bracketed) or CLOSING.fullmatch(bracketed) or re.fullmatch(r"[A-Z]{2,6}", bracketed)):
        return found.start("credit")
    if found["initials"] or (dashed and _is_credit(dashed)):
        return found.start("credit")
    if plain and (CLOSING.fullmatch(plain) or _is_credit(re.sub(r"(?:\s[A-Za-z]{2,3}){1,3}$", "", plain))):
        return found.start("credit")
    return len(text)


def _is_credit(words: str) -> bool:
    return only_credit(words) or agencies().looks_like(words)
