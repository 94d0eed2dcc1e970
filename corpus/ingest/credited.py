"""Who a page says wrote it: its byline, its dateline, its closing credit and what its markup states."""

from __future__ import annotations

import re

from msgspec import Struct

from wirecopy.corpus.ingest.agencies import agencies
from wirecopy.corpus.ingest.bylines import Byline, parse_byline
from wirecopy.corpus.ingest.cues import cue_of
from wirecopy.corpus.ingest.dateline import Dateline, parse_dateline
from wirecopy.corpus.ingest.page import Page
from wirecopy.corpus.ingest.zones import closing_credit, lines_in
from wirecopy.corpus.model import Zone

_REPORTERS = re.compile(
    r"\W*(?:reporting\s+by|reporters?\s*:)\s*(?P<names>[^;/]{3,120}?)[\s.)]*(?:[;/].*)?", re.IGNORECASE
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


def credits_of(page: Page, zones: tuple[Zone, ...]) -> Credits:
    """Return who a zoned page says wrote it: its byline, else its markup; the dateline; the closing credit."""
    printed = next(iter(lines_in(page, zones, "dateline")), None)
    dateline = parse_dateline(f"{printed} X") or parse_dateline(f"{printed} - X") if printed else None
    closing = _closing(page, zones)
    seen = frozenset(name.lower() for name in (dateline.agency if dateline else None, closing) if name)
    lines = [line for line in lines_in(page, zones, "byline") if cue_of(line) != "stamp" or "|" in line]
    read = [parse_byline(line, seen) for line in lines]
    stated = [parse_byline(author, seen, marked=True) for author in page.authors]
    names = _people(page, read, stated) or _reporters(page, zones) or _people(page, [], stated)
    return Credits(
        Byline(
            names,
            next((byline.agency for byline in [*read, *stated] if byline.agency), None),
            next((byline.unnamed_agency for byline in [*read, *stated] if byline.unnamed_agency), None),
            tuple(outlet for byline in read or stated for outlet in byline.outlets),
        ),
        dateline,
        closing,
    )


def _people(page: Page, read: list[Byline], stated: list[Byline]) -> tuple[str, ...]:
    """The names of the byline, or the stated ones where it is empty; a name in capitals takes its stated form."""
    forms = {name.casefold(): name for byline in stated for name in byline.names}
    outlet = (page.stated.get("outlet") or "").casefold()
    named = [name for byline in read or stated for name in byline.names if name.casefold() != outlet]
    return tuple(dict.fromkeys(forms.get(name.casefold(), name) if name.isupper() else name for name in named))


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
