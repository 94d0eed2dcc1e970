"""Packages that not everybody installs: what to say where one is missing."""

from __future__ import annotations

import importlib
from typing import Any

from wirecopy.corpus.errors import InputError


def required(module: str, extra: str, what: str) -> Any:
    """Return a module that an extra brings. Raises ``InputError`` that names the extra where it is not installed."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        missing = error.name or module
        raise InputError(
            f'{what} needs the package {missing}, which is not installed: pip install "wirecopy[{extra}]"'
        ) from None
