"""What zoning works on: the lines of a page in reading order, and what an HTML page states in its markup."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct

from wirecopy.corpus.ingest.marks import Marks

_LINE = re.compile(r"\S(?:[^\n]*\S)?")


class Line(Struct, frozen=True):
    """A stretch ``[start, end)`` of the clean text without surrounding space.

    ``hint`` is the part that the markup gives it (a zone kind), ``main`` whether the extractor counts it to the main
    text (None: nobody looked), ``heading`` whether it is the page's first heading, ``marks`` what else the markup says
    of it (None: a page without markup).
    """

    start: int
    end: int
    text: str
    hint: str | None = None
    main: bool | None = None
    heading: bool = False
    marks: Marks | None = None


class Page(Struct, frozen=True):
    """A page: its clean text, its lines, and what its markup states (``headline``, ``published``, ``url`` ...).

    ``times`` maps the words of a marked time ("2 hours ago") to the stamp in its markup.
    """

    text: str
    lines: tuple[Line, ...]
    stated: Mapping[str, str] = {}
    authors: tuple[str, ...] = ()
    times: Mapping[str, str] = {}


def text_page(text: str) -> Page:
    """Return the page of a clean text: its lines that are not blank."""
    return Page(text, tuple(Line(found.start(), found.end(), found.group()) for found in _LINE.finditer(text)))
