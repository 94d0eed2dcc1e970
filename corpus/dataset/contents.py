"""What a build holds, and its manifest: the file by which a folder is known as a build and checked."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import msgspec

from wirecopy.corpus.atomic import write_bytes
from wirecopy.corpus.dataset.parquet import Table, file_hash
from wirecopy.corpus.dataset.tally import Tallies
from wirecopy.corpus.errors import InputError, refuse
from wirecopy.corpus.ontology import load_ontology
from wirecopy.corpus.store import Catalogue
from wirecopy.corpus.tokens import TOKENS_VERSION

SCHEMA = "wirecopy-dataset/1"
MANIFEST = "manifest.json"
SITE = "site"  # in the folder of a build, but no part of the dataset


class Contents(NamedTuple):
    """What the card, Croissant and the manifest describe."""

    catalogue: Catalogue
    tables: list[Table]
    tallies: Tallies
    withheld_gold: tuple[str, ...]
    links: str  # the hash of all links
    repository: str

    def splits(self) -> list[str]:
        """Return the splits that have articles, in the catalogue's order."""
        return [split for split in self.catalogue.splits if split in self.tallies.splits]

    def configs(self) -> list[str]:
        """Return the configurations that have rows."""
        return list(dict.fromkeys(table.config for table in self._by_config()))

    def _by_config(self) -> list[Table]:
        from wirecopy.corpus.dataset.features import CONFIGS

        order = list(CONFIGS)
        return sorted(self.tables, key=lambda table: order.index(table.config))

    def tables_of(self, config: str) -> list[Table]:
        """Return the tables of a configuration, a split each."""
        return [table for table in self.tables if table.config == config]


class GoldSplit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A split: how many articles, and the hash of their gold that a score's signature carries."""

    articles: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in ``manifest.json``; ``links`` is the hash of all links, held-back ones too, and ``files`` are the
    hashes of all other files of the dataset."""

    schema: str
    name: str
    repository: str
    version: str
    ontology: str
    tokens: str
    withheld_gold: tuple[str, ...]
    splits: dict[str, GoldSplit]
    links: str
    tables: tuple[Table, ...]
    files: dict[str, str]


def dataset_files(folder: Path) -> list[str]:
    """Return the relative paths of a build's files, sorted, without the site."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(path.as_posix() for path in paths if path.parts[0] != SITE)


def write_manifest(folder: Path, contents: Contents) -> None:
    """Write the manifest of a folder that is otherwise complete."""
    tallies = contents.tallies
    manifest = Manifest(
        SCHEMA,
        contents.catalogue.name,
        contents.repository,
        contents.catalogue.version,
        load_ontology().version,
        TOKENS_VERSION,
        contents.withheld_gold,
        {s: GoldSplit(tallies.splits[s].sizes["articles"], tallies.gold_hash(s)) for s in contents.splits()},
        contents.links,
        tuple(contents.tables),
        {name: file_hash(folder / name) for name in dataset_files(folder) if name != MANIFEST},
    )
    write_bytes(folder / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n")


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a build whose files are all there and unchanged.

    Raises ``InputError`` for a folder that is no build, and naming every file that is missing, changed or unknown.
    """
    path = folder / MANIFEST
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except OSError:
        raise InputError(f"{folder}: found no {MANIFEST}, expected a folder made by `wirecopy corpus build`") from None
    except msgspec.MsgspecError as error:
        raise InputError(f"{path}: not a manifest of this version: {error}") from None
    there = set(dataset_files(folder)) - {MANIFEST}
    wrong = dict.fromkeys(manifest.files.keys() - there, "is missing")
    wrong |= dict.fromkeys(there - manifest.files.keys(), "is no part of the build")
    same = there & manifest.files.keys()
    wrong |= {name: "was changed" for name in same if file_hash(folder / name) != manifest.files[name]}
    refuse([f"{folder / name}: {what}, build the folder again" for name, what in sorted(wrong.items())])
    return manifest
