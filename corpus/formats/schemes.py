"""Tag schemes of column files: which one a file uses, its tags to chunks, and chunks to tags."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from wirecopy.corpus.errors import InputError, nearest, shown

Chunk: TypeAlias = tuple[int, int, str]  # first token, token after the last, type

PREFIXES = {"IOB1": "BI", "IOB2": "BI", "IOBES": "BIES", "BILOU": "BILU"}
_OUTSIDE = "O"


class IllFormedError(ValueError):
    """A tag that cannot stand where it stands; ``index`` is its token."""

    def __init__(self, index: int, message: str) -> None:
        super().__init__(message)
        self.index = index


def known_scheme(name: str) -> str:
    """Return the name of a scheme as we write it; raise ``InputError`` for an unknown one."""
    upper = {"BIO": "IOB2", "IOB": "IOB1", "BIOES": "IOBES"}.get(name.upper(), name.upper())
    if upper not in PREFIXES:
        raise InputError(
            f"scheme: found {shown(name)}, expected one of {', '.join(PREFIXES)}{nearest(upper, PREFIXES)}"
        )
    return upper


def is_tag(tag: str) -> bool:
    """Return whether a word is O or has a prefix of any scheme and a type."""
    prefix, dash, kind = tag.partition("-")
    return tag == _OUTSIDE or (prefix in set("BIESLU") and bool(dash and kind))


def candidates(tags: Iterable[Sequence[str]]) -> list[str]:
    """Return the schemes whose prefixes a file's tags use, by their letters alone."""
    letters = {tag[0] for sentence in tags for tag in sentence if tag != _OUTSIDE}
    return [name for name, prefixes in PREFIXES.items() if letters <= set(prefixes)]


def chunks(tags: Sequence[str], scheme: str) -> list[Chunk]:
    """Return the chunks of one sentence. Raises ``IllFormedError`` for a tag that the scheme does not allow there."""
    found: list[Chunk] = []
    start, kind = -1, ""
    for i, tag in enumerate([*tags, _OUTSIDE]):
        prefix, _, name = tag.partition("-")
        goes_on = kind == name and prefix in _INSIDE[scheme]
        if not goes_on and kind:
            if scheme in ("IOBES", "BILOU"):
                raise IllFormedError(
                    i, f"found {shown(tag)}, expected {'E' if scheme == 'IOBES' else 'L'}-{kind} or I-{kind}"
                )
            found.append((start, i, kind))
            kind = ""
        if prefix == _OUTSIDE and not name:
            continue
        if not goes_on:
            _check_begins(i, prefix, name, scheme, found)
            start, kind = i, name
        if prefix in "ESLU" and scheme in ("IOBES", "BILOU"):
            found.append((start, i + 1, kind))
            kind = ""
    return found


_INSIDE = {"IOB1": "I", "IOB2": "I", "IOBES": "IE", "BILOU": "IL"}
_BEGINS = {"IOB1": "BI", "IOB2": "B", "IOBES": "BS", "BILOU": "BU"}


def _check_begins(i: int, prefix: str, name: str, scheme: str, found: Sequence[Chunk]) -> None:
    if prefix not in _BEGINS[scheme]:
        raise IllFormedError(i, f"found {shown(f'{prefix}-{name}')}, which continues nothing under {scheme}")
    follows_its_kind = bool(found) and found[-1][1] == i and found[-1][2] == name
    if scheme == "IOB1" and prefix == "B" and not follows_its_kind:
        raise IllFormedError(
            i, f"found 'B-{name}', which under IOB1 only stands after another {name}, expected 'I-{name}'"
        )


def encode(length: int, spans: Iterable[Chunk], scheme: str) -> list[str]:
    """Return one tag a token for chunks that do not overlap."""
    tags = [_OUTSIDE] * length
    last: dict[int, str] = {}
    for start, end, kind in sorted(spans):
        letters = _letters(end - start, scheme, touches=last.get(start) == kind)
        tags[start:end] = [f"{letter}-{kind}" for letter in letters]
        last[end] = kind
    return tags


def _letters(length: int, scheme: str, *, touches: bool) -> str:
    if scheme == "IOB1":
        return ("B" if touches else "I") + "I" * (length - 1)
    if scheme == "IOB2":
        return "B" + "I" * (length - 1)
    single, final = ("S", "E") if scheme == "IOBES" else ("U", "L")
    return single if length == 1 else "B" + "I" * (length - 2) + final
