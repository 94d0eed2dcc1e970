"""Lines that say when a page was published or updated, and where the stamps behind a byline begin."""

from __future__ import annotations

import re

from wirecopy.corpus.ingest.dates import date_spans, has_date, parse_stamp
from wirecopy.corpus.ingest.prose import is_sentence, words
from wirecopy.corpus.ingest.words import word_set

_LABEL = (
    r"(?:(?:first|last|originally|date)\s+)?(?:published|updated|update|"
    r"posted|modified|created|edited|issued|filed|publication\s+date|uploaded|amended|changed|broadcast)"
)
_LABELLED = re.compile(rf"^{_LABEL}(?:\s+(?:on|at|date))?\b", re.IGNORECASE)
_RELATIVE = re.compile(
    rf"^(?:(?:{_LABEL}|live)\s*[:\-–|]?\s*)?(?:about\s+|an?\s+)?(?:\d+\s*)?"
    r"(?:(?:sec(?:ond)?|min(?:ute)?|hour|hr|day|week|month)s?|[smhd])\s+ago\b.{0,20}$"
    rf"|^{_LABEL}\s*[:\-–|]?\s*(?:just\s+now|yesterday|today)\b.{{0,20}}$",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(?<![\d.,])\d{1,2}(?:[:.h]\d{2}){1,2}(?![\d])|\b\d{1,2}(?=\s?[ap]\.?m\b)|\b\d{4}(?=\s(?:GMT|UTC|hrs?)\b)"
    r"|(?:GMT|UTC)?\s?[+\u2212-]\d{1,2}(?::?\d{2})?\b|\((?:[^()\d]{1,24}\s)?time\)",
    re.IGNORECASE,
)
_OF_STAMPS = word_set(
    "a am and at by changed date edited filed first gmt h hrs issued last local m min mins minute minutes modified of "
    "on online originally p pm posted print published read time uploaded update updated utc created amended broadcast "
    "publication mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday sunday"
)
_GAPS = r"[\s|·•,:.(–—-]*"
_BEFORE_DATE = re.compile(
    rf"(?:{_GAPS}\b(?:{_LABEL}|on|at|gmt|utc|[ap]\.?m|\d{{1,2}}[:.]\d{{2}}"
    rf"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)\b)+{_GAPS}$",
    re.IGNORECASE,
)
MAX_STAMPS = 200
MAX_SENTENCE = 14  # words of a stamp that ends with a full stop: "Posted on March 4, 2031 by the harbour desk."
MAX_PLACES = 3  # words that may stand beside stamps: a place, a zone


def is_stamp(text: str) -> bool:
    """Return whether a line says when the page was published or updated and little else."""
    if only_stamps(text) or _RELATIVE.match(text):
        return True
    labelled = bool(_LABELLED.match(text))
    if not has_date(text) or (is_sentence(text) and (not labelled or words(text) > MAX_SENTENCE)):
        return False
    return words(text) <= 22 and (labelled or words(text) <= 9 or (parse_stamp(text) is not None and words(text) <= 11))


def only_stamps(text: str) -> bool:
    """Return whether nothing is left of a line without its dates, times, labels and at most a place.

    "Marengga | Sun, February 16, 2031, 7:45 a.m. GMT+7 | Updated: Sun, February 16, 2031, 1:10 p.m." is one; "He died
    on 4 March 2031." is none, for the verb is left.
    """
    spans = date_spans(text) if len(text) <= MAX_STAMPS else []
    if not spans:
        return False
    for start, end in reversed(spans):
        text = f"{text[:start]} {text[end:]}"
    listed = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", _TIME.sub(" ", text))
    left = [word for word in listed if word.lower() not in _OF_STAMPS]
    return len(left) <= MAX_PLACES and all(word[0].isupper() for word in left) and not (left and text.endswith("."))


def before_stamps(text: str) -> str:
    """Return what stands before the stamps that end a line: "By Ann Marl Posted 4 March 2031, 11:05", or all of it."""
    spans = date_spans(text) if len(text) <= MAX_STAMPS else []
    head = _BEFORE_DATE.sub("", text[: spans[0][0]]) if spans else ""
    return head.rstrip(" |·•,–—-") if head and only_stamps(text[len(head) :]) else text
