"""Which names are news agencies: the list of real ones, those of the invented world, and the words that mark one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from msgspec import Struct

_FACTS = Path(__file__).parent / "agencies.yaml"
_WORLD = Path(__file__).parent.parent / "world.yaml"
_GLOSSED = re.compile(r"^(?P<short>[^()]{1,40}?)\s*\((?P<long>[^()]{2,60})\)$")


class Agencies(Struct, frozen=True):
    """Names of agencies: ``exact`` by their form in capitals, ``folded`` by any other form in lower case."""

    exact: Mapping[str, str]
    folded: Mapping[str, str]
    unnamed: frozenset[str]
    endings: tuple[str, ...]

    def named(self, credit: str) -> str | None:
        """Return the full name of the listed agency that ``credit`` consists of, or None."""
        name = _bare(credit)
        glossed = _GLOSSED.match(name)
        if glossed:
            return self.named(glossed["long"]) or self.named(glossed["short"])
        return self.exact.get(name) or self.folded.get(name.lower())

    def is_unnamed(self, credit: str) -> bool:
        """Return whether ``credit`` says that agencies wrote it without saying which ("Agencies")."""
        return _bare(credit).lower() in self.unnamed

    def looks_like(self, credit: str) -> bool:
        """Return whether the words of ``credit`` say that it is an agency ("Corrand Press Agency")."""
        name = _bare(credit).lower()
        return 1 < len(name.split()) <= 6 and any(re.search(rf"\b{re.escape(end)}$", name) for end in self.endings)

    def full(self, credit: str) -> str:
        """Return the full name of a credit: the listed one, the longer half of "NW (Northwire)", or its own words."""
        name = _bare(credit)
        listed = self.named(name)
        if listed is not None:
            return listed
        glossed = _GLOSSED.match(name)
        return max(glossed["short"], glossed["long"], key=len).strip() if glossed else name


def _bare(credit: str) -> str:
    return re.sub(r"\s+", " ", credit).strip(" .,:;-–—|/©[]").removeprefix("the ").removeprefix("The ")


@cache
def agencies() -> Agencies:
    """Return the known agencies: the facts beside this file and the agencies of the invented world."""
    facts: dict[str, Any] = _read(_FACTS)
    forms = {name: [name, *short] for name, short in facts["agencies"].items()}
    for entry in _read(_WORLD).get("media", []) if _WORLD.is_file() else []:
        if entry.get("kind") == "agency":
            forms[entry["name"]] = [entry["name"], *entry.get("aliases", [])]
    pairs = [(form, name) for name, listed in forms.items() for form in listed]
    return Agencies(
        {form: name for form, name in pairs if form.isupper()},
        # "Antara" and "ANTARA" are one; "AP" and "ap" are not
        {form.lower(): name for form, name in pairs if not form.isupper() or len(form) > 4},
        frozenset(form.lower() for form in facts["unnamed"]),
        tuple(facts["endings"]),
    )


def _read(path: Path) -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loaded: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - both are safe
    return loaded
