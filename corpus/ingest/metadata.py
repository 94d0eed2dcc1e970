"""What a page says of itself, read from its markup and its zones; what it does not say is null."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from wirecopy.corpus.ingest.agencies import agencies
from wirecopy.corpus.ingest.bylines import Byline, parse_byline
from wirecopy.corpus.ingest.cues import URL_LINE, cue_of
from wirecopy.corpus.ingest.dateline import Dateline, parse_dateline
from wirecopy.corpus.ingest.dates import parse_stamp
from wirecopy.corpus.ingest.ownership import copyright_holder, license_of
from wirecopy.corpus.ingest.page import Page
from wirecopy.corpus.ingest.prose import MAX_CUED
from wirecopy.corpus.ingest.words import word_set
from wirecopy.corpus.ingest.zones import closing_credit
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
_REPORTERS = re.compile(
    r"\W*(?:reporting\s+by|reporters?\s*:)\s*(?P<names>[^;/]{3,120}?)[\s.)]*(?:[;/].*)?", re.IGNORECASE
)
_LOGO = re.compile(r"^(?P<name>\S.{1,38})\s+logo$", re.IGNORECASE)
_SOCIAL = re.compile(
    r"(?:facebook|twitter|whatsapp|linkedin|telegram|instagram|youtube|pinterest|reddit|t\.me|x\.com)", re.IGNORECASE
)


class Credits(Struct, frozen=True):
    """Everything on a page that says who wrote it."""

    byline: Byline
    dateline: Dateline | None
    closing: str | None

    def agency(self) -> str | None:
        """The agency's full name: of the byline, else the dateline, else the closing credit."""
        if self.byline.agency:
            return self.byline.agency
        printed = (self.dateline.agency if self.dateline else None) or self.closing
        if printed and not agencies().is_unnamed(printed):
            return agencies().full(printed)
        return self.byline.unnamed_agency or printed


def metadata_of(page: Page, zones: tuple[Zone, ...]) -> Metadata:
    """Return the metadata of a zoned page.

    The agency decides the rights holder and, as its copy is not the site's to license, a licence stated by the site
    counts only where there is no agency. Text pages do not state a language.
    """
    credited = _credits(page, zones)
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
        dateline=credited.dateline.place if credited.dateline else None,
        url=page.stated.get("url") or _url(page),
        license=_license(page, agency, outlet),
        rights_holder=_holder(page, zones, agency),
        language=page.stated.get("language"),
    )


def _first(page: Page, zones: Iterable[Zone], kind: str) -> str | None:
    found = next((zone for zone in zones if zone.kind == kind), None)
    return None if found is None else re.sub(r"\s+", " ", page.text[found.start : found.end])


def lines_in(page: Page, zones: tuple[Zone, ...], kind: str) -> list[str]:
    """Return the lines of a page, or parts of them, in zones of a kind, if short enough to state something."""
    pieces = [page.text[zone.start : zone.end] for zone in zones if zone.kind == kind]
    return [line.strip() for piece in pieces for line in piece.split("\n") if line.strip() and len(line) <= MAX_CUED]


def _credits(page: Page, zones: tuple[Zone, ...]) -> Credits:
    printed = next(iter(lines_in(page, zones, "dateline")), None)
    dateline = parse_dateline(f"{printed} X") or parse_dateline(f"{printed} - X") if printed else None
    closing = _closing(page, zones)
    seen = frozenset(name.lower() for name in (dateline.agency if dateline else None, closing) if name)
    lines = [line for line in lines_in(page, zones, "byline") if cue_of(line) != "stamp" or "|" in line]
    read = [parse_byline(line, seen) for line in [*lines, *([] if lines else page.authors)]]
    stated = [parse_byline(author, seen) for author in page.authors]
    names = tuple(dict.fromkeys(name for byline in read or stated for name in byline.names))
    names = names or _reporters(page, zones)
    return Credits(
        Byline(
            names or tuple(dict.fromkeys(name for byline in stated for name in byline.names)),
            next((byline.agency for byline in [*read, *stated] if byline.agency), None),
            next((byline.unnamed_agency for byline in [*read, *stated] if byline.unnamed_agency), None),
            tuple(outlet for byline in read for outlet in byline.outlets),
        ),
        dateline,
        closing,
    )


def _reporters(page: Page, zones: tuple[Zone, ...]) -> tuple[str, ...]:
    """Who reported, from a closing line "Reporter: A" or "(Reporting by A and B; editing by C)"."""
    found = (_REPORTERS.fullmatch(line) for line in lines_in(page, zones, "furniture"))
    return next((parse_byline(match["names"]).names for match in found if match), ())


def _closing(page: Page, zones: tuple[Zone, ...]) -> str | None:
    """The agency in the credit that closes the last paragraph, or in the line below it."""
    last = max((number for number, zone in enumerate(zones) if zone.kind == "body"), default=None)
    if last is None or last + 1 >= len(zones):
        return None
    line = page.text[zones[last + 1].start : zones[last + 1].end].split("\n")[0].strip()
    bare = line.strip(" ()[]–—-/©.")
    named = agencies().named(bare) or agencies().named(re.sub(r"(?:\s[A-Za-z]{2,3}){1,3}$", "", bare))
    if named or agencies().is_unnamed(bare):
        return named or bare
    touches = page.text[zones[last].end : zones[last + 1].start].strip(" ") == ""
    bracketed = line[:1] == "(" and closing_credit(f"End. {line}") < len(f"End. {line}")
    return bare if touches and bracketed and re.fullmatch(r"[A-Z]{2,6}", bare) else None


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
    """The agency; where agencies are credited without a name nobody; else the site's copyright line."""
    if agency is not None:
        return None if agencies().is_unnamed(agency) else agency
    lines = lines_in(page, zones, "furniture")
    return page.stated.get("holder") or next(
        (name for line in lines for name in [copyright_holder(line)] if name), None
    )
