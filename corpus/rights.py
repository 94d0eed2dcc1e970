"""Which texts may be shipped, withholding the others, and restoring them on the reader's side by hash."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

import msgspec

from wirecopy.corpus.errors import InputError
from wirecopy.corpus.model import Article

# Licences under which a text may be passed on; everything else is withheld (spellings as in SPDX).
OPEN_LICENSES = frozenset(
    {"CC0-1.0", "CC-BY-2.5", "CC-BY-3.0", "CC-BY-4.0", "CC-BY-SA-3.0", "CC-BY-SA-4.0", "public domain"}
)
RESERVED = "all rights reserved"


def text_hash(text: str) -> str:
    """Return the SHA-256 of a text's UTF-8 bytes in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def withheld(article: Article) -> Article:
    """Return the article without its text and without the headline, which is more of it than a mention."""
    metadata = msgspec.structs.replace(article.metadata, headline=None)
    return msgspec.structs.replace(article, text=None, metadata=metadata)


def with_text(article: Article, text: str) -> Article:
    """Return the article with its text, and with its headline where that was withheld.

    Raises ``InputError`` if the text is not the one that was annotated.
    """
    if article.sha256 is not None and text_hash(text) != article.sha256:
        raise InputError(
            f"article {article.id!r}: the text has SHA-256 {text_hash(text)[:12]}…, "
            f"expected {article.sha256[:12]}…: {edition(article)}"
        )
    headline = article.metadata.headline
    if headline is None:
        headline = next((text[z.start : z.end] for z in article.zones if z.kind == "headline"), None)
    metadata = msgspec.structs.replace(article.metadata, headline=headline)
    return msgspec.structs.replace(article, text=text, metadata=metadata)


def edition(article: Article) -> str:
    """Return which edition of a page was annotated, in words for a message."""
    page = article.metadata
    stamps = [
        f"published {page.published}" if page.published else "",
        f"updated {page.updated}" if page.updated else "",
    ]
    return ", ".join(part for part in (page.outlet or page.agency or "the annotated edition", *stamps) if part)


def data_folder() -> Path:
    """Return the folder for restored texts: ``$WIRECOPY_DATA``, else the user's own data folder."""
    chosen = os.environ.get("WIRECOPY_DATA")
    if chosen:
        return Path(chosen)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", str(Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Application Support")
    else:
        base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "wirecopy"


def restored_path(article: Article) -> Path:
    """Return where the restored text of an article lies, or would lie."""
    return data_folder() / "texts" / (article.collection or "other") / f"{article.id}.txt"


def restored(article: Article) -> Article:
    """Return the article with its restored text if there is one, else unchanged."""
    path = restored_path(article)
    return with_text(article, path.read_bytes().decode("utf-8")) if path.is_file() else article
