"""The extra that talks to Label Studio, and what is said where it is missing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from wirecopy.corpus.errors import InputError


def from_extra(module: str) -> Any:
    """Return a module of the extra ``annotation``, imported now: the client alone takes seconds.

    Raises ``InputError`` that says how to install the extra where it is missing.
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise InputError(
            f"Label Studio's client is not installed ({error.name or error}): pip install 'wirecopy[annotation]'"
        ) from None
