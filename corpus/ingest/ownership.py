"""Who owns a text and under what licence, from explicit statements only."""

from __future__ import annotations

import re

_MARK = r"(?:copyrights?|©|\(c\))"
_YEARS = r"\d{4}(?:\s?[-–/,]\s?\d{2,4})?"
_HOLDER = re.compile(
    rf"\W*{_MARK}(?:\s*{_MARK})*\s*(?:{_YEARS})?[\s,:–-]*(?:{_MARK}\s*)?(?:by\s+)?(?P<name>[^\W\d_].*)", re.IGNORECASE
)
_WITHIN = re.compile(
    rf"(?<=[.!?|–—])\s+(?:{_MARK}\s*)+(?:{_YEARS}[\s,:–-]*(?:by\s+)?(?P<name>[^\W\d_].*)"
    rf"|(?P<named>[^\W\d_][^.|]{{1,80}}?),?\s+{_YEARS}(?!\d))",
    re.IGNORECASE,
)
_RESERVED = re.compile(r"\ball\s+rights\s+reserved\s*[,:–—-]\s*(?:by\s+)?(?P<name>[^\W\d_][^,.|]*)", re.IGNORECASE)
_BEFORE = re.compile(
    r"\W*(?P<name>[^\W\d_][^©]{1,80}?)[\s,|]*(?:©|\(c\))\s*\d{4}(?:\s?[-–]\s?\d{2,4})?\W*", re.IGNORECASE
)
_AFTER = re.compile(
    r"\s*(?:[|•·;]|\d{4}|,?\s*\ball\s+rights\b|,?\s+(?:no\s+part|reproduction|"
    r"reproduced|registered|licen[sc]ed|except|terms|privacy|may\s+not|this\s+material)\b|"
    r"\.\s|\.$).*$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"creativecommons\.org/(?:licenses/(?P<terms>by(?:-(?:nc|nd|sa))*)/(?P<version>\d\.\d)|"
    r"publicdomain/(?P<public>zero|mark)/1\.0)",
    re.IGNORECASE,
)
_SHORT = re.compile(
    r"\bCC[ -](?P<terms>BY(?:-(?:NC|ND|SA))*)[ -](?P<version>\d\.\d)\b|\bCC0\b(?:[ -]1\.0)?", re.IGNORECASE
)
_LONG = re.compile(
    r"\bCreative\s+Commons\s+(?P<words>Attribution(?:[\s-]+(?:Non-?Commercial|"
    r"No-?Deriv(?:ative)?s?|Share-?Alike))*)\s+(?:(?P<version>\d\.\d))",
    re.IGNORECASE,
)
_GRANT = re.compile(r"\b(?:licen[sc]e[ds]?|under|available|published|released|terms)\b", re.IGNORECASE)


def copyright_holder(line: str) -> str | None:
    """Return who a copyright line names: "© 2031 Lockhaven Gazette Ltd. All rights reserved" names the firm."""
    for found in (_BEFORE.fullmatch(line), _HOLDER.match(line), _WITHIN.search(line), _RESERVED.search(line)):
        if found:
            name = _held(next(name for name in found.groupdict().values() if name))
            if name:
                return name
    return None


def is_sure(line: str) -> bool:
    """Return whether a line is a page's copyright notice wherever it stands; "© Ann Marl" may be a picture's."""
    return bool(re.search(r"\b\d{4}\b|\bcopyright\b|\brights\s+reserved\b", line, re.IGNORECASE))


def _held(name: str) -> str | None:
    abbreviated = re.sub(r"\b(Pvt|Ltd|Inc|Co|Corp|St)\.", "\\1\0", name)
    name = _AFTER.sub("", abbreviated).replace("\0", ".").strip(" ,;–-")
    return name if 2 <= len(name) <= 80 else None


def license_of(line: str) -> str | None:
    """Return the SPDX identifier of the Creative Commons licence that a line states with its version, or None."""
    for pattern in (_ADDRESS, _SHORT, _LONG):
        found = pattern.search(line)
        if found and (pattern is _ADDRESS or _GRANT.search(line) or len(line) < 40):
            return _identifier({name: value for name, value in found.groupdict().items() if value})
    return None


def _identifier(parts: dict[str, str]) -> str | None:
    if parts.get("public", "").lower() == "mark":
        return "public domain"
    if "version" not in parts:
        return "CC0-1.0"
    terms = parts.get("terms", "").upper() or "-".join(["BY", *_terms(parts["words"])])
    return f"CC-{terms}-{parts['version']}"


def _terms(words: str) -> list[str]:
    bare = re.sub(r"[\s-]", "", words).lower()
    found = [
        (bare.find(word), short) for word, short in (("noncommercial", "NC"), ("noderiv", "ND"), ("sharealike", "SA"))
    ]
    return [short for at, short in sorted(found) if at >= 0]
