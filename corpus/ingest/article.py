"""The way from a page to an article, and the edge that writes it."""

from __future__ import annotations

import re
from pathlib import Path

from wirecopy.corpus.errors import InputError, shown
from wirecopy.corpus.ingest.decode import check_size, decode
from wirecopy.corpus.ingest.html import html_page, is_html
from wirecopy.corpus.ingest.metadata import metadata_of
from wirecopy.corpus.ingest.page import Page, text_page
from wirecopy.corpus.ingest.refusals import refuse_non_article, refuse_other_formats
from wirecopy.corpus.ingest.zones import zones_of
from wirecopy.corpus.model import Annotation, Article
from wirecopy.corpus.rights import text_hash
from wirecopy.corpus.store import write_article
from wirecopy.corpus.text import normalise

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")
_DEVICES = re.compile(r"con|prn|aux|nul|com\d|lpt\d")  # names that one family of systems keeps for devices


def ingest(data: bytes, *, id: str, name: str) -> Article:  # noqa: A002 - the field's name
    """Return the article of a page, text or HTML by content: clean text, zones, metadata, no annotation.

    ``name`` is the file's name in messages. Offsets are code points into the clean text, which is the whole page:
    of a text page its own text, normalised and otherwise untouched; of HTML its visible text in reading order.
    Without an open licence on the page the text counts as withheld wherever the project passes texts on.
    Raises ``InputError`` for an id that is no plain name, for undecodable, oversized and binary input, and for
    pages that hold no article.
    """
    check_id(id)
    page = read_page(data, name)
    zones = zones_of(page)
    refuse_non_article(page, zones, name)
    return Article(
        id, Annotation(id), text=page.text, sha256=text_hash(page.text), metadata=metadata_of(page, zones), zones=zones
    )


def read_page(data: bytes, name: str) -> Page:
    """Return the page of a file's bytes. Raises ``InputError`` where they are no page."""
    text = decode(data, name)
    refuse_other_formats(text, name)
    return html_page(text, name) if is_html(text) else text_page(normalise(text).text)


def ingest_file(path: Path, id: str, out: Path) -> Path:  # noqa: A002 - the field's name
    """Write ``OUT/ID.txt`` and ``OUT/ID.json`` for a page and return the path of the JSON.

    Nothing is written when the page is refused.
    """
    check_id(id)
    try:
        check_size(path.stat().st_size, str(path))
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    article = ingest(data, id=id, name=str(path))
    try:
        write_article(article, out)
    except OSError as error:
        raise InputError(f"{out}: cannot be written: {error.strerror}") from None
    return out / f"{id}.json"


def check_id(id: str) -> None:  # noqa: A002 - the field's name
    """Raise ``InputError`` unless ``id`` is a safe file name of lower-case letters, digits and hyphens."""
    if not _ID.fullmatch(id) or _DEVICES.fullmatch(id):
        raise InputError(
            f"id: found {shown(id)}, expected lower-case letters, digits and hyphens, such as 'harbour-strike-1'"
        )
