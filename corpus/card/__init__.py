"""The dataset card and what lies beside it, generated from what was built, so that no number in it can be stale."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import yaml

from wirecopy.corpus.atomic import write_bytes, write_text
from wirecopy.corpus.card import settings
from wirecopy.corpus.card.pictures import write_pictures
from wirecopy.corpus.card.readme import citation, licence, readme
from wirecopy.corpus.dataset.contents import Contents
from wirecopy.corpus.dataset.features import DEFAULT
from wirecopy.corpus.store import PACKAGE

# Tasks of the Hub's leaderboard; their ids are the keys of a result's headline.
TASKS = ("entities", "claims", "events", "mean")


def write_card(folder: Path, contents: Contents) -> None:
    """Write card, pictures, licence, citation, changelog, errata, agreement and ``eval.yaml`` into a build's folder.

    Raises ``InputError`` where the card's settings say nothing about a collection or the changelog about the version.
    """
    measured = settings.agreement()
    write_pictures(folder, contents)
    write_text(folder / "README.md", readme(contents, measured))
    write_text(folder / "LICENSE.md", licence(contents))
    write_text(folder / "CITATION.cff", citation(contents))
    shutil.copyfile(settings.CARD / "CHANGELOG.md", folder / "CHANGELOG.md")
    shutil.copyfile(PACKAGE / "errata.md", folder / "ERRATA.md")
    if measured is not None:
        write_bytes(folder / "agreement.json", msgspec.json.format(msgspec.json.encode(measured), indent=1) + b"\n")
    if "test" in contents.splits():
        write_text(folder / "eval.yaml", evaluation(contents))


def evaluation(contents: Contents) -> str:
    """Return the Hub's ``eval.yaml``: the tasks for which the dataset has a leaderboard."""
    said = settings.settings()
    document = {
        "name": f"{said.title} {contents.catalogue.version}",
        "description": f"{said.description} Scored with `wirecopy score`. {settings.page_url(contents.repository)}",
        "tasks": [{"id": task, "config": DEFAULT, "split": "test"} for task in TASKS],
    }
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=110)
