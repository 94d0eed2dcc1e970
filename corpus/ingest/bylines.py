"""Who wrote it: bylines and credits taken apart into names of people, an agency and an outlet."""

from __future__ import annotations

import re

from msgspec import Struct

from wirecopy.corpus.ingest.agencies import agencies
from wirecopy.corpus.ingest.words import word_set

_LEAD = re.compile(
    r"^(?:(?:(?:story|report|text|words|written|reported|posted|published|authored)\s+)?(?:by|"
    r"author|authors|from|reporter|writer|source|agency)"
    r"(?:\s*[:\-–—]\s*|\s+)|(?:words|text|story|report|correspondent)\s*:\s*)",
    re.IGNORECASE,
)
_ROLES = (
    r"(?:edited|editing|photographs?|photos?|additional reporting|reporting by|translated|updated|curated|reviewed)"
)
_SECOND = re.compile(rf"\s*[;,|(/]?\s*\b{_ROLES}\b.*$", re.IGNORECASE)
_STAMP = re.compile(
    r"[\s|•·,–—-]*\b(?:(?:first\s+|last\s+)?(?:published|updated|posted|"
    r"modified|created)\b|\d{1,2}\s?(?:min|hours?|mins?)\b|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day\b).*$",
    re.IGNORECASE,
)
_SECTIONS = re.compile(r"\s*(?:[|•·;]|\s/\s|\s[–—]\s|\s-\s)\s*")
_AND = re.compile(r"\s*,?\s+(?:and|&|with|und|et|y)\s+|\s*,\s*", re.IGNORECASE)
_PARTICLES = word_set("de del della di da dos das do du van von der den ter la le al el bin ibn ben of y e zu af av")
_NAME_WORD = re.compile(r"^(?:[^\W\d_]\.)+$|^[^\W\d_][^\W\d_]*(?:['’\-.][^\W\d_]+)*\.?$")
_OFFICES = re.compile(
    r"\b(?:correspondent|correspondents|reporter|reporters|editor|editors|"
    r"writer|writers|staff|desk|bureau|team|columnist|chief|"
    r"producer|journalist|newsroom|contributor|analyst|service|online|web|digital|agency|agencies|news)\b",
    re.IGNORECASE,
)
# Words in the name of a newspaper, a site or a broadcaster.
_OUTLETS = re.compile(
    r"\b(?:times|post|herald|gazette|tribune|daily|news|standard|chronicle|"
    r"guardian|observer|journal|courier|telegraph|mail|"
    r"mirror|star|sun|express|today|press|radio|television|tv|broadcasting|review|weekly|record|examiner|mercury|"
    r"bulletin|dispatch|argus|echo|globe|independent|online|reporter|lantern|vestnik|media)\b",
    re.IGNORECASE,
)
_IN_PLACE = re.compile(r"\s+(?:in|at|from)\s+[^\W\d_a-z].*$")
_FOR = re.compile(r"\s+(?:for|of)\s+(?P<outlet>[^\W\d_a-z].*)$")
_POSTS = word_set("correspondent editor writer columnist journalist producer analyst contributor chief bureau desk")
_RANKS = word_set(
    "senior chief special staff our own political defence defense business city foreign world night web news"
)
_WITH = re.compile(r"^with\s+", re.IGNORECASE)
_NOBODY = word_set("admin administrator anonymous guest unknown author")
_LINKS = re.compile(r"\s*(?:@\w+|\S+@\S+\.\w+|https?://\S+|<[^>]*>)")
MAX_BYLINE = 160


class Byline(Struct, frozen=True):
    """Names of people in the order of the page; agencies by full name; organisations that may be outlets."""

    names: tuple[str, ...] = ()
    agency: str | None = None
    unnamed_agency: str | None = None
    outlets: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nobody is named."""
        return not (self.names or self.agency or self.unnamed_agency or self.outlets)


def has_lead(text: str) -> bool:
    """Return whether a line opens as a byline does ("By", "Written by", "Author:")."""
    return bool(_LEAD.match(text))


def parse_byline(text: str, credits_seen: frozenset[str] = frozenset(), *, marked: bool = False) -> Byline:
    """Return who a byline names.

    ``credits_seen`` are agencies that the page credits elsewhere (dateline, closing credit), as printed: the same
    words in the byline are that agency even if no list knows it. Places, titles, handles and offices are left out.
    ``marked`` says that markup gives the text as the author: there a single name is one.
    """
    text = _STAMP.sub("", _SECOND.sub("", _LINKS.sub("", _WITH.sub("", _LEAD.sub("", text.strip())))))
    names: list[str] = []
    outlets: list[str] = []
    agency = unnamed = None
    for number, part in enumerate(_parts(text)):
        whole = part.strip(" .,|–—-")
        writer = _writer_for(whole)
        if not whole:
            continue
        if agencies().is_unnamed(whole):
            unnamed = unnamed or whole
        elif _is_agency(whole, credits_seen) and not writer:
            agency = agency or agencies().full(whole)
        elif is_person(_shortened(whole)) and (number == 0 or writer or not _OUTLETS.search(whole)):
            names.append(_shortened(whole))
            outlets.extend(writer)
        elif _OUTLETS.search(whole) and not _is_office(whole):
            outlets.append(whole)
        elif marked and _is_single_name(whole):
            names.append(whole)
    split = [name for name in outlets if _is_agency(name, credits_seen)]
    agency = agency or (agencies().full(split[0]) if split else None)
    return Byline(tuple(dict.fromkeys(names)), agency, unnamed, tuple(o for o in outlets if o not in split))


def _writer_for(words: str) -> list[str]:
    """For whom somebody wrote: the outlet or agency of "Ann Marl for Northwire", empty where nobody did."""
    found = _FOR.search(words)
    return [found["outlet"].strip()] if found and is_person(_shortened(words[: found.start()])) else []


def _is_single_name(words: str) -> bool:
    known = bool(_OFFICES.search(words)) or words.lower() in _NOBODY
    return bool(_NAME_WORD.match(words)) and words[0].isupper() and not words.isupper() and not known


def _parts(text: str) -> list[str]:
    """Split at bars, dots and dashes, then at commas and "and"; an agency with a comma in it stays whole."""
    parts: list[str] = []
    for section in _SECTIONS.split(text):
        listed = _AND.split(section)
        whole = section.strip()
        parts.extend([whole] if agencies().named(whole) or agencies().is_unnamed(whole) else listed)
    return [piece for part in parts for piece in _slashed(part)]


def _slashed(part: str) -> list[str]:
    """Split "Ann Marl/Northwire", "Ann Marl (Northwire)", "Ann Marl Associated Press"; keep "AP (Associated Press)"."""
    known = agencies()
    halves = [half.strip() for half in part.split("/")]
    if len(halves) > 1 and any(is_person(half) for half in halves):
        return halves
    bracketed = re.match(r"^(?P<name>[^()]+?)\s*\((?P<gloss>[^()]+)\)\s*$", part)
    if bracketed and " " in bracketed["name"].strip() and not known.named(bracketed["name"]):
        return [bracketed["name"], bracketed["gloss"]]
    words = part.split()
    for size in (3, 2, 1):
        last = " ".join(words[-size:])
        if len(words) - size >= 2 and known.named(last) and is_person(" ".join(words[:-size])):
            return [" ".join(words[:-size]), last]
    return [re.sub(r"\s+(?:Staff|Report|Reporter|Desk)$", "", part)] if known.named(" ".join(words[:-1])) else [part]


def _is_agency(words: str, credits_seen: frozenset[str]) -> bool:
    known = agencies()
    return bool(known.named(words)) or known.looks_like(words) or words.strip(" .").lower() in credits_seen


def _shortened(words: str) -> str:
    return re.sub(r"\s+", " ", _IN_PLACE.sub("", _FOR.sub("", words))).strip(" .,")


def _is_office(words: str) -> bool:
    listed = words.lower().split()
    if not listed or len(listed) > 5 or not _OFFICES.search(words):
        return False
    if listed[0] in _RANKS or listed[-1] in _POSTS or words.endswith(" reporter"):
        return True
    return not _OUTLETS.sub("", _OFFICES.sub("", words)).strip() or (listed[-1] == "reporter" and len(listed) > 2)


def is_person(words: str) -> bool:
    """Return whether words read as a person's name: two to five name words, each with a capital but the particles."""
    listed = words.split()
    if not 2 <= len(listed) <= 5 or _OFFICES.search(words):
        return False
    if not all(_NAME_WORD.match(word) for word in listed):
        return False
    if any(re.fullmatch(r"[A-Z]{3,}", word) for word in listed) and not words.isupper():
        return False  # "HBS Sport" is a desk
    capitals = [word for word in listed if word.lower() not in _PARTICLES]
    return len(capitals) >= 2 and all(word[0].isupper() or word[0].lower() == word[0].upper() for word in capitals)


def only_names(text: str) -> bool:
    """Return whether a line consists of names of people, with their offices: "Ann Marl and Tobin Reyes, Editor"."""
    parts = [part.strip(" .,") for part in _parts(text.strip())]
    return (
        not text.endswith((".", "?", "!"))
        and any(is_person(_shortened(part)) for part in parts)
        and all(is_person(_shortened(part)) or _is_office(part) for part in parts)
    )


def only_credit(text: str) -> bool:
    """Return whether a line is nothing but the name of an agency, or says that agencies wrote it."""
    bare = text.strip(" ()[]–—-|/.©")
    return bool(bare) and (bool(agencies().named(bare)) or agencies().is_unnamed(bare))


def only_agencies(text: str) -> bool:
    """Return whether a line says that agencies contributed, and nothing else: "With Northwire, QSN"."""
    opening = _WITH.match(text)
    parts = [part.strip(" .") for part in _AND.split(text[opening.end() :])] if opening else []
    known = [part for part in parts if agencies().named(part) or agencies().is_unnamed(part)]
    return bool(known) and all(part in known or re.fullmatch(r"[A-Z]{2,6}", part) for part in parts)
