"""Which versions a run was made with: those that its numbers depend on."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

from wirecopy.evaluation.systems import System, packages_of

CORE = ("wirecopy", "numpy", "scipy", "msgspec")


def versions_of(system: System) -> dict[str, str]:
    """Return the versions of Python, of the packages that predictions and scores go through, and of the system's."""
    names = dict.fromkeys((*CORE, *packages_of(system)))
    return {"python": platform.python_version(), **{name: _version(name) for name in names}}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
