"""What the card says that no article says: where it lives, its canary, how each collection came about."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec
import yaml

from wirecopy.corpus.errors import InputError, nearest, shown
from wirecopy.corpus.store import PACKAGE

CARD = Path(__file__).parent
AGREEMENT = PACKAGE / "passes" / "agreement.json"


class Writing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the texts of a collection came about."""

    creators: Literal["machine-generated", "found"]
    how: str


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in ``card.yaml``."""

    title: str
    description: str
    repository: str
    canary: str
    license: str
    license_name: str
    license_url: str
    authors: tuple[str, ...]
    languages: tuple[str, ...]
    creators: dict[str, Literal["machine-generated", "expert-generated"]]
    collections: dict[str, Writing]

    def writing(self, collection: str) -> Writing:
        """Return how a collection was written. Raises ``InputError`` if ``card.yaml`` does not say."""
        if collection not in self.collections:
            hint = nearest(collection, self.collections)
            raise InputError(
                f"{CARD / 'card.yaml'}: collections: found nothing about {collection!r}, "
                f"expected how it was written{hint}"
            )
        return self.collections[collection]


@cache
def settings() -> Settings:
    """Return the card's settings."""
    return msgspec.convert(yaml.safe_load((CARD / "card.yaml").read_text(encoding="utf-8")), Settings)


_REPOSITORY = re.compile(r"[\w.-]{1,96}/[\w.-]{1,96}", re.ASCII)


def repository_name(repo: str | None) -> str:
    """Return the repository that a build is for: the one given, else the placeholder that ``card.yaml`` holds.

    Raises ``InputError`` for anything but ``ORG/NAME``.
    """
    name = settings().repository if repo is None else repo
    if not _REPOSITORY.fullmatch(name):
        raise InputError(f"--repo: found {shown(name)}, expected ORG/NAME")
    return name


def page_url(repository: str) -> str:
    """Return the address of a dataset's page on the Hub."""
    return f"https://huggingface.co/datasets/{repository}"


class Release(NamedTuple):
    """An entry of the dataset's changelog: its version, and its date in ISO 8601 or None before it is released."""

    version: str
    date: str | None


_HEADING = re.compile(r"^## (?P<version>\d+\.\d+\.\d+)(?: - (?:(?P<date>\d{4}-\d\d-\d\d)|unreleased))?$", re.MULTILINE)


def release(version: str) -> Release:
    """Return the changelog's entry of a version. Raises ``InputError`` if there is none."""
    text = (CARD / "CHANGELOG.md").read_text(encoding="utf-8")
    entries = {match["version"]: Release(match["version"], match["date"]) for match in _HEADING.finditer(text)}
    if version not in entries:
        raise InputError(
            f"{CARD / 'CHANGELOG.md'}: found no entry for version {version}, "
            f"expected a line `## {version} - YYYY-MM-DD`"
        )
    return entries[version]


def agreement() -> dict[str, Any] | None:
    """Return the measured agreement between passes, or None while it is not measured."""
    if not AGREEMENT.is_file():
        return None
    found: dict[str, Any] = msgspec.json.decode(AGREEMENT.read_bytes(), type=dict[str, Any])
    return found
