"""The main text of an HTML page as trafilatura finds it."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from wirecopy.corpus.errors import InputError


def required(module: str, name: str = "the page") -> Any:
    """Return a module of the extra. Raises ``InputError`` that says what to install where it is missing."""
    try:
        return importlib.import_module(module)
    except ImportError:
        raise InputError(f'{name}: reading HTML needs an extra: pip install "wirecopy[ingest]"') from None


def main_text(markup: str, name: str) -> str | None:
    """Return the main text that trafilatura extracts from HTML, or None where it finds none.

    Comments are left out, tables kept. Raises ``InputError`` where the extra is not installed.
    """
    trafilatura = required("trafilatura", name)
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
