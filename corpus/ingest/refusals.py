"""Pages that hold no article: refused with what was found instead."""

from __future__ import annotations

import json
import re
from itertools import pairwise

from wirecopy.corpus.errors import InputError
from wirecopy.corpus.ingest.cues import cue_of
from wirecopy.corpus.ingest.page import Line, Page
from wirecopy.corpus.ingest.prose import MAX_CUED, is_sentence, words
from wirecopy.corpus.model import Zone

_MISSING = re.compile(
    r"\b(?:404|page\s+(?:not\s+found|does\s+not\s+exist|doesn['’]t\s+exist|"
    r"is\s+missing|cannot\s+be\s+found|unavailable)|(?:can['’]t|cannot|could\s*n[o']t|"
    r"couldn['’]t)\s+(?:be\s+)?f[io]u?nd\s+(?:the|that|this)?\s*page|"
    r"error\s+[45]\d\d|[45]\d\d\s+(?:error|not\s+found|forbidden)|access\s+denied|"
    r"forbidden|service\s+unavailable|internal\s+server\s+error|no\s+longer\s+(?:available|"
    r"exists))\b",
    re.IGNORECASE,
)
_WALL = re.compile(
    r"\b(?:(?:log|sign)\s*in\s+(?:to|or)\s+(?:\w+\s+){0,3}(?:continue|read|"
    r"view|access|see)|(?:subscribe|register|subscription|account)\b.{0,40}\b(?:to\s+)?(?:continue|"
    r"keep|unlock|required|read\s+(?:the\s+)?(?:full|rest|this|more|on))|"
    r"already\s+a\s+(?:subscriber|member)|"
    r"(?:this|the)\s+(?:article|story|content)\s+is\s+(?:for|available\s+to|"
    r"reserved\s+for|only\s+for)\s+(?:\w+\s+)?(?:subscribers|members|registered)|"
    r"forgot(?:ten)?\s+(?:your\s+)?password|"
    r"(?:enable|turn\s+on)\s+javascript|verify\s+(?:that\s+)?you\s+are\s+(?:a\s+)?human|"
    r"unusual\s+traffic|captcha|checking\s+your\s+browser)\b",
    re.IGNORECASE,
)
_FEED = re.compile(
    r"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:rss|feed|rdf:RDF|urlset|sitemapindex|opml|svg|kml|tei)\b",
    re.IGNORECASE | re.DOTALL,
)
_TEASER = re.compile(r"\b(?:ago|min(?:ute)?s?\s+read|read\s+more|continue\s+reading|full\s+story)\b", re.IGNORECASE)
ENOUGH_WORDS = 120


def refuse_other_formats(text: str, name: str) -> None:
    """Raise ``InputError`` for a text that is another machine's format: a feed, other XML, JSON."""
    if _FEED.match(text[:4096]):
        raise InputError(f"{name}: found a feed or another XML document, expected the text or the HTML of one article")
    if text.lstrip()[:1] in ("{", "["):
        try:
            json.loads(text)
        except (ValueError, RecursionError):
            return
        raise InputError(f"{name}: found JSON, expected the text or the HTML of a page")


def refuse_non_article(page: Page, zones: tuple[Zone, ...], name: str) -> None:
    """Raise ``InputError`` if a zoned page holds no article: an error page, a wall, a list of links, no text."""
    body = " ".join(page.text[zone.start : zone.end] for zone in zones if zone.kind in ("body", "dateline"))
    size = words(body)
    if not page.lines:
        raise InputError(f"{name}: the page is empty")
    if size < ENOUGH_WORDS:
        _refuse_notice(page, name)
    if size == 0:
        raise InputError(
            f"{name}: found no running text in {len(page.lines)} lines, expected an article; "
            "this looks like an index page, a menu or a list of links"
        )
    first = next(zone.start for zone in zones if zone.kind in ("body", "dateline"))
    last = max(zone.end for zone in zones if zone.kind == "body") if size else first
    _refuse_index([line for line in page.lines if first <= line.start < last], body, name)


def _refuse_notice(page: Page, name: str) -> None:
    top = [line.text for line in page.lines if line.hint != "furniture"][:6]
    missing = next(
        (text for text in top if len(text) <= MAX_CUED and _MISSING.search(text) and words(text) <= 25), None
    )
    if missing:
        raise InputError(f"{name}: found an error page ({_bounded(missing)}), expected an article")
    wall = next(
        (
            line.text
            for line in page.lines
            if len(line.text) <= MAX_CUED and _WALL.search(line.text) and words(line.text) <= 45
        ),
        None,
    )
    if wall:
        raise InputError(f"{name}: found a login or subscription wall ({_bounded(wall)}), expected the whole article")


def _refuse_index(lines: list[Line], body: str, name: str) -> None:
    inside = [line for line in lines if line.hint != "furniture"]
    titles = [
        line for line in inside if cue_of(line.text) is None and not is_sentence(line.text) and words(line.text) >= 4
    ]
    prose = [line for line in inside if cue_of(line.text) is None and is_sentence(line.text)]
    marks = [
        line for line in inside if cue_of(line.text) in ("stamp", "also-read", "clock") and _TEASER.search(line.text)
    ]
    teasers = len(titles) >= 5 and len(titles) >= len(prose) - 1 and words(body) < 40 * len(titles)
    if teasers and (len(titles) > 2 * len(prose) or len(marks) >= 3 or _alternates(inside)):
        raise InputError(
            f"{name}: found {len(titles)} titles and {len(prose)} paragraphs, expected one article; "
            f"this looks like an index page"
        )


def _alternates(lines: list[Line]) -> bool:
    """Whether titles and single paragraphs take turns, as teasers do."""
    texts = [line.text for line in lines]
    kinds = ["prose" if is_sentence(text) else "title" for text in texts if words(text) >= 4 and cue_of(text) is None]
    turns = sum(a != b for a, b in pairwise(kinds))
    return len(kinds) >= 8 and turns >= 0.75 * (len(kinds) - 1)


def _bounded(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "...")
