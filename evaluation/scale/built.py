"""A dataset that ``wirecopy corpus build`` has made, in a folder, on the Hub or at any address: parquet, read by rows.

Its manifest says what its gold hashes to and what bytes its files have, so that the gold need not be hashed anew.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import msgspec

from wirecopy.corpus.dataset.contents import MANIFEST, Manifest
from wirecopy.corpus.errors import InputError, nearest, refuse, shown
from wirecopy.corpus.model import Annotation, Article
from wirecopy.corpus.rights import restored, restored_path
from wirecopy.evaluation.gold import Data
from wirecopy.evaluation.scale.lines import Spread, repeated
from wirecopy.evaluation.scale.pieces import Piece, Survey, Surveyed
from wirecopy.evaluation.scale.storage import located, opened

CONFIG = "articles"
COLUMNS = ["id", "collection", "text"]


class BuiltReader(msgspec.Struct, frozen=True):
    """Reads rows of the ``articles`` configuration, with the texts that are restored where it runs."""

    system: Any

    def read(self, piece: Piece) -> list[Article]:
        """Return the articles of a piece. Raises ``InputError`` for a text that is withheld and not restored."""
        from wirecopy.corpus.dataset.rows import article_of

        articles: list[Article] = []
        for segment in piece.segments:
            file, named = _file(self.system, segment.file)
            rows = _rows(file, segment.begin, segment.end)
            articles += [article_of(named(row)) for row in rows]
        articles = [article if article.text is not None else restored(article) for article in articles]
        refuse([_withheld(article.id, article.collection) for article in articles if article.text is None])
        return articles


@lru_cache(maxsize=4)
def _file(system: Any, path: str) -> tuple[Any, Any]:
    """Return a parquet file, kept open with its footer read, and what names the labels of its rows."""
    import pyarrow.parquet as pq
    from datasets import Features

    from wirecopy.corpus.dataset.encoding import decoder

    file = pq.ParquetFile(opened(system, path))
    return file, decoder(Features.from_arrow_schema(file.schema_arrow))


def _rows(file: Any, begin: int, end: int) -> list[dict[str, Any]]:
    """Return the rows ``[begin, end)``, from the row groups that they lie in."""
    groups, first, at = [], None, 0
    for group in range(file.metadata.num_row_groups):
        size = file.metadata.row_group(group).num_rows
        if at < end and begin < at + size:
            groups.append(group)
            first = at if first is None else first
        at += size
    rows: list[dict[str, Any]] = file.read_row_groups(groups).slice(begin - (first or 0), end - begin).to_pylist()
    return rows


class Checked(msgspec.Struct, frozen=True):
    """What one reading of a parquet file finds: its ids, and the articles without a text."""

    file: Surveyed
    withheld: tuple[tuple[str, str | None], ...]


def check(system: Any, path: str, sha256: str) -> Checked:
    """Read a parquet file's bytes, and its columns of ids and texts. Raises ``InputError`` for another hash."""
    import pyarrow.parquet as pq

    with opened(system, path) as handle:
        if hashlib.file_digest(cast(Any, handle), "sha256").hexdigest() != sha256:
            raise InputError(f"{path}: was changed since the dataset was built: its hash is not the manifest's")
    ids: list[str] = []
    withheld: list[tuple[str, str | None]] = []
    with opened(system, path) as handle:
        for batch in pq.ParquetFile(handle).iter_batches(columns=COLUMNS):
            ids += batch.column("id").to_pylist()
            if batch.column("text").null_count:
                withheld += [(row["id"], row["collection"]) for row in batch.to_pylist() if row["text"] is None]
    lacking = [row for row in withheld if not _is_restored(*row)]
    return Checked(Surveyed(path, ids, list(range(len(ids) + 1))), tuple(lacking))


def _is_restored(name: str, collection: str | None) -> bool:
    return restored_path(Article(name, Annotation(name), collection=collection)).is_file()


def _withheld(name: str, collection: str | None) -> str:
    return (
        f"article {shown(name)}: its text is withheld and not restored yet: run `wirecopy corpus restore {collection} "
        "--from PATH` on every machine that reads it"
    )


def survey(name: str, revision: str | None, split: str, spread: Spread) -> Survey:
    """Return a split of a built dataset: a folder or address, else a repository of the Hub.

    Raises ``InputError`` for what is no build, for a file that was changed since, for a split that is not there or is
    published without its gold, and for texts that are withheld.
    """
    system, root = located(_address(name, revision), "data.name")
    manifest = _manifest(system, root, name)
    known = manifest.splits
    if split not in known:
        raise InputError(f"data.split: found {shown(split)}, expected one of {', '.join(known)}{nearest(split, known)}")
    if split in manifest.withheld_gold:
        where = f"data.split: {name}, split {split}"
        raise InputError(f"{where}: is published without its gold, expected a split with annotations")
    tables = [table for table in manifest.tables if table.config == CONFIG and table.split == split]
    found: list[Checked] = spread(check, [(system, f"{root}/{table.path}", table.sha256) for table in tables])
    refuse([*(_withheld(*row) for one in found for row in one.withheld), *repeated([one.file for one in found])])
    data = Data(name, revision, split, known[split].sha256)
    return Survey(data, True, tuple(one.file for one in found), BuiltReader(system))


def _address(name: str, revision: str | None) -> str:
    if "://" in name or Path(name).exists():
        return name
    return f"hf://datasets/{name}" + (f"@{revision}" if revision else "")


def _manifest(system: Any, root: str, name: str) -> Manifest:
    path = f"{root.rstrip('/')}/{MANIFEST}"
    try:
        return msgspec.json.decode(system.cat_file(path), type=Manifest)
    except (OSError, ValueError) as error:
        text = " ".join(str(error).split())[:300]
        raise InputError(
            f"data.name: {name}: {MANIFEST}: {type(error).__name__}: {text}; expected a dataset made by "
            "`wirecopy corpus build`"
        ) from None
