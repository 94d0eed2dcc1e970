"""What a page says of itself, read from its markup and its zones; what it does not say is null."""

from __future__ import annotations

import re
from collections.abc import Iterable

from wirecopy.corpus.ingest.agencies import agencies
from wirecopy.corpus.ingest.credited import Credits, credits_of
from wirecopy.corpus.ingest.cues import URL_LINE, cue_of
from wirecopy.corpus.ingest.dates import parse_stamp
from wirecopy.corpus.ingest.ownership import copyright_holder, is_sure, license_of
from wirecopy.corpus.ingest.page import Page
from wirecopy.corpus.ingest.prose import MAX_CUED
from wirecopy.corpus.ingest.words import word_set
from wirecopy.corpus.ingest.zones import lines_in
from wirecopy.corpus.model import Metadata, Zone

_UPDATED = re.compile(r"\b(?:last\s+)?(?:updated?|modified|edited)\b", re.IGNORECASE)
_PUBLISHED = re.compile(
    r"\b(?:first\s+|originally\s+)?(?:published|posted|issued|filed|created|uploaded)\b|\bpublication\s+date\b",
    re.IGNORECASE,
)
_SECTION_WORDS = word_set(
    "home accueil startseite inicio news world international national politics business "
    "economy sport sports opinion culture technology science health "
    "local europe asia africa americas live latest top stories story regions region "
    "nation markets society climate environment "
    "front page homepage breaking video archive"
)
_LOGO = re.compile(r"^(?P<name>\S.{1,38})\s+logo$", re.IGNORECASE)
_SOCIAL = re.compile(
    r"(?:facebook|twitter|whatsapp|linkedin|telegram|instagram|youtube|pinterest|reddit|t\.me|x\.com)", re.IGNORECASE
)


def metadata_of(page: Page, zones: tuple[Zone, ...]) -> Metadata:
    """Return the metadata of a zoned page.

    The agency decides the rights holder and, as its copy is not the site's to license, a licence stated by the site
    counts only where there is no agency. Text pages do not state a language.
    """
    credited = credits_of(page, zones)
    stamps = _stamps(page, zones)
    agency = credited.agency()
    outlet = _outlet(page, zones, credited, agency)
    return Metadata(
        headline=_first(page, zones, "headline") or page.stated.get("headline"),
        outlet=outlet,
        agency=agency,
        byline=credited.byline.names,
        published=page.stated.get("published") or stamps[0],
        updated=page.stated.get("updated") or stamps[1],
        dateline=credited.dateline.dated if credited.dateline else None,
        url=page.stated.get("url") or _url(page),
        license=_license(page, agency, outlet),
        rights_holder=_holder(page, zones, agency),
        language=page.stated.get("language"),
    )


def _first(page: Page, zones: Iterable[Zone], kind: str) -> str | None:
    found = next((zone for zone in zones if zone.kind == kind), None)
    return None if found is None else re.sub(r"\s+", " ", page.text[found.start : found.end])


# -- stamps


def _stamps(page: Page, zones: tuple[Zone, ...]) -> tuple[str | None, str | None]:
    """Published and updated: by their labels; a first stamp without a label is the publication's."""
    published = updated = None
    for line in lines_in(page, zones, "byline"):
        for label, words in _labelled(line):
            stamp = next((stamp for shown, stamp in page.times.items() if shown in words), None) or parse_stamp(words)
            if label == "updated":
                updated = updated or stamp
            elif label == "published" or stamp is not None:
                published = published or stamp
    return published, updated


def _labelled(line: str) -> list[tuple[str | None, str]]:
    """Cut "Published: ... | Updated: ..." at its labels."""
    marks = sorted(
        [(found.start(), "updated") for found in _UPDATED.finditer(line)]
        + [(found.start(), "published") for found in _PUBLISHED.finditer(line)]
    )
    if not marks:
        return [(None, line)]
    ends = [*(start for start, _ in marks[1:]), len(line)]
    labelled = [(label, line[start:end]) for (start, label), end in zip(marks, ends, strict=True)]
    return [(None, line[: marks[0][0]]), *labelled]


# -- outlet and address


def _outlet(page: Page, zones: tuple[Zone, ...], credited: Credits, agency: str | None) -> str | None:
    """The outlet: stated in markup, before a section path, behind the title, in a logo's or the byline's words."""
    furniture = lines_in(page, zones, "furniture")
    headline = _first(page, zones, "headline") or ""
    found = (
        [page.stated.get("outlet")]
        + [_before_section(line) for line in furniture[:3]]
        + [_behind_title(line, headline) for line in furniture[:4]]
        + [match["name"] if match else None for match in map(_LOGO.match, furniture)]
        + list(credited.byline.outlets)
    )
    named = (name.strip() for name in found if name)
    return next((name for name in named if not _is_section(name) and agencies().full(name) != agency), None)


def _before_section(line: str) -> str | None:
    parts = [part.strip() for part in re.split(r"\s*[/|›»>]\s*|\s[-–—]\s", line) if part.strip()]
    if (
        not 2 <= len(parts) <= 3
        or _is_section(parts[0])
        or cue_of(line) not in (None, "breadcrumb")
        or len(parts[0].split()) > 4
    ):
        return None
    return parts[0] if any(_is_section(part) for part in parts[1:]) else None


def _behind_title(line: str, headline: str) -> str | None:
    rest = line[len(headline) :] if headline and line.startswith(headline) else ""
    found = re.fullmatch(r"\s*(?:[|–—-])\s*(?P<name>[^|]{2,50})", rest)
    return found["name"] if found else None


def _is_section(name: str) -> bool:
    return all(word in _SECTION_WORDS or word == "&" for word in name.lower().split())


def _url(page: Page) -> str | None:
    """The address that stands on a line of its own, if it is the only one."""
    found = [
        match["url"]
        for line in page.lines
        if len(line.text) <= MAX_CUED
        for match in [URL_LINE.match(line.text)]
        if match
    ]
    own = [url for url in dict.fromkeys(found) if not _SOCIAL.search(url)]
    return own[0] if len(own) == 1 else None


# -- rights


def _license(page: Page, agency: str | None, outlet: str | None) -> str | None:
    stated = page.stated.get("license") or next(
        (name for line in page.lines if len(line.text) <= MAX_CUED for name in [license_of(line.text)] if name), None
    )
    return stated if agency is None or agency == outlet else None


def _holder(page: Page, zones: tuple[Zone, ...], agency: str | None) -> str | None:
    """The agency; where agencies are credited without a name nobody; else the site's copyright line.

    A bare "© Ann Marl" counts below the text only, for above it and inside it a picture's owner stands there.
    """
    if agency is not None:
        return None if agencies().is_unnamed(agency) else agency
    end = max((zone.end for zone in zones if zone.kind == "body"), default=0)
    below = lines_in(page, tuple(zone for zone in zones if zone.start >= end), "furniture")
    sure = [line for line in lines_in(page, zones, "furniture") if is_sure(line)]
    named = (copyright_holder(line) for line in [*sure, *below])
    return page.stated.get("holder") or next((name for name in named if name), None)
