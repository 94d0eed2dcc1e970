"""The extra that talks to Label Studio, and what is said where it is missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from wirecopy.corpus.errors import InputError


@contextmanager
def needs_sdk() -> Iterator[None]:
    """Turn a missing client into an ``InputError`` that says how to install it."""
    try:
        yield
    except ImportError as error:
        raise InputError(
            f"Label Studio's client is not installed ({error.name or error}): pip install 'wirecopy[annotation]'"
        ) from None
