"""The opening of a dispatch: place, date and agency before its first sentence, in the styles of many agencies.

One grammar for all of them: ``[(Agency)] [PLACE[/PLACE][, Region]] [date] [(Agency)] separator``. What makes an
opening a dateline is stated in ``_SHAPES``: each shape asks for enough of the parts that prose does not have them.
"""

from __future__ import annotations

import re

from msgspec import Struct

from wirecopy.corpus.ingest.agencies import agencies
from wirecopy.corpus.ingest.words import word_set

_WORD = r"[^\W\d_a-zà-öø-ÿ][\w'’.]*"  # begins with a capital, or with a letter of a script without cases
_CAPS = r"[^\W\d_a-zà-öø-ÿ](?:[^\W\d_a-zà-öø-ÿ]|['’.](?=\w))+"
_LINK = r"(?:[ \xa0-]+|[ -](?:de|del|la|le|al|el|of|the|sur|am|an|der|upon|ad|do|da|dos|di)[ -]|-al-|[ ]al-)"
_PLACE = rf"(?:{_WORD})(?:{_LINK}{_WORD}){{0,4}}"
_PLACES = rf"(?P<place>{_PLACE}(?:\s?/\s?{_PLACE})*(?:,\s?{_PLACE}(?!\w))?(?:\s\[{_PLACE}\])?)"
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|"
    r"Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_DAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
_DATE = (
    rf"(?P<date>(?i:{_DAY},?\s)?(?:(?i:{_MONTH})\.?\s\d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}\s(?i:{_MONTH})\b\.?)"
    rf"(?:,?\s\d{{4}})?|(?i:{_DAY}))"
)
_SECOND_DATE = _DATE.replace("?P<date>", "?P<later>")
_AGENCY = r"[^\W\d_][\w.&'’ -]{1,40}?"
_BRACKET = rf"\((?P<agency>{_AGENCY})\)"
_END = r"(?P<end>\s?\.?\s?(?:-{1,2}|[–—−]|:|\.(?=\s))\s?)"
_DASH = r"(?P<end>\s?\.?\s?(?:-{2}|[–—−]|-(?=\s))\s?|\s?:\s)"

# (what it asks for, pattern): the first that matches the opening of a paragraph is its dateline.
_SHAPES = tuple(
    (what, re.compile(pattern))
    for what, pattern in (
        (
            "agency between slashes",
            rf"{_PLACES}(?:[.,]\s{_DATE})?[.,]?\s?/(?P<agency>{_AGENCY})/(?:\s{_SECOND_DATE})?"
            r"(?P<end>\s?(?:\.|[-–—:]{1,2})?\s)",
        ),
        (
            "place, date, agency in brackets",
            rf"{_PLACES}[.,]\s{_DATE},?\s{_BRACKET}"
            rf"(?:{_END}|(?P<bare>\s+(?=[^\W\d_a-z\"“‘'])))",
        ),
        ("place, agency in brackets", rf"{_PLACES},?\s{_BRACKET}{_END}"),
        ("agency in brackets, place", rf"{_BRACKET}(?:\s?(?:-{{1,2}}|[–—:])\s?|\s){_PLACES}(?:[.,]\s{_DATE})?{_DASH}"),
        ("date, agency in brackets", rf"{_DATE}\s{_BRACKET}{_END}"),
        ("agency in brackets", rf"{_BRACKET}{_DASH}"),
        ("place, date, agency", rf"{_PLACES},\s{_DATE},\s(?P<agency>{_CAPS}(?:\s{_CAPS})?|{_WORD}){_DASH}"),
        ("place, agency between dashes", rf"{_PLACES}\s[-–—]\s(?P<agency>{_CAPS})\s[-–—]\s?"),
        ("place, date", rf"{_PLACES},\s{_DATE}{_DASH}"),
        (
            "place in capitals",
            rf"(?P<place>{_CAPS}(?:[ -]{_CAPS}){{0,4}}(?:/{_CAPS}(?:[ -]{_CAPS})*)*"
            rf"(?:,\s?{_PLACE})?){_DASH}",
        ),
        ("place", rf"{_PLACES}(?P<end>\s[-–—]{{1,2}}\s|\s?[—–]\s|\s?:\s)"),
    )
)
# Capitalised words that stand before a colon or a dash in a first paragraph and are not places.
_NOT_PLACES = word_set(
    "about advertisement advice alert also analysis audio background breaking briefing by caption comment correction "
    "credit developing editorial essay exclusive explained explainer factbox feature file follow fact flash headline "
    "highlights image info interview key latest listen live more news note official opinion photo photos picture "
    "podcast poll profile published question questions quote read recap reporter reporting report review related "
    "see share source sources special story summary timeline topics update updated updates urgent video view views "
    "warning watch who what why how where when yes no monday tuesday wednesday thursday friday saturday sunday "
    "today yesterday tomorrow answer byline president prime minister premier chancellor "
    "king queen mr mrs ms dr senator editor tags topic date time next previous written "
    "edited"
)
MAX_DATELINE = 90


class Dateline(Struct, frozen=True):
    """A dateline: how many characters of the paragraph it takes, its place, its agency and its shape.

    ``dated`` is the place with the date behind it, as printed, or the place where the dateline has no date.
    """

    length: int
    place: str | None
    agency: str | None
    shape: str
    dated: str | None


def parse_dateline(text: str) -> Dateline | None:
    """Return the dateline that opens ``text`` (with its separator, without the space after it), or None.

    A place before a bare colon or dash is one only if what follows begins a sentence and is no quotation: "Name:
    'words'" opens an interview.
    """
    for shape, pattern in _SHAPES:
        found = pattern.match(text)
        if found and found.end() <= MAX_DATELINE and _credible(shape, found, text[found.end() :]):
            parts = found.groupdict()
            place, agency = parts.get("place"), parts.get("agency")
            length = len(found.group().rstrip())
            return Dateline(length, place and _spaced(place), agency and _spaced(agency), shape, _dated(found))
    return None


def _dated(found: re.Match[str]) -> str | None:
    parts = found.groupdict()
    if parts.get("place") is None:
        return None
    last = "later" if parts.get("later") else "date" if parts.get("date") else "place"
    return _spaced(found.string[found.start("place") : found.end(last)])


def is_dateline_line(text: str) -> bool:
    """Return whether a line is a dateline and nothing else: "LOCKHAVEN, March 4 (Northwire)"."""
    found = parse_dateline(f"{text.rstrip(' -–—:')} - X")
    return (
        found is not None
        and found.length >= len(text.rstrip(" -–—:"))
        and (found.agency is not None or "date" in found.shape or (text.isupper() and text[-1:] in ",:-–—"))
    )


def _credible(shape: str, found: re.Match[str], rest: str) -> bool:
    parts = found.groupdict()
    place = parts.get("place") or ""
    first = re.split(r"[\s,/]", place.lower())[0].rstrip(".:") if place else ""
    if first in _NOT_PLACES or (place and len(place.split()) > 8):
        return False
    agency = parts.get("agency")
    if agency and not place and not (agencies().named(agency) or agencies().looks_like(agency) or agency.isupper()):
        return False
    if shape in ("place", "place in capitals"):
        return bool(rest[:1]) and (rest[0].isupper() or rest[0].isdigit() or _caseless(rest[0])) and _few_words(place)
    return bool(rest.strip())


def _few_words(place: str) -> bool:
    return len(place.split()) <= 4 and len(place) <= 40


def _caseless(char: str) -> bool:
    return char.isalpha() and char.lower() == char.upper()


def _spaced(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip()
