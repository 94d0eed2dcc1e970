"""The main text of an HTML page as trafilatura finds it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from wirecopy.corpus.errors import InputError


def main_text(markup: str) -> str | None:
    """Return the main text that trafilatura extracts from HTML, or None where it finds none.

    Comments are left out, tables kept. Raises ``InputError`` where the extra is not installed.
    """
    try:
        import trafilatura
    except ImportError:
        raise InputError('reading HTML needs an extra: pip install "wirecopy[ingest]"') from None
    with _quiet():
        found: str | None = trafilatura.extract(
            markup, include_comments=False, include_tables=True, favor_recall=True, deduplicate=False
        )
    return found or None


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the extractor's notes about pages it cannot use off standard error; the refusal says it."""
    logger = logging.getLogger("trafilatura")
    before = logger.disabled, logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.disabled, logger.level = before
