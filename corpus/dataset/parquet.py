"""Rows to parquet files, a batch at a time, with the same bytes for the same rows; and their hashes.

Memory is bounded by one batch. The options of the writer are fixed here; another version of pyarrow may still write
other bytes for the same rows, which is why tables also carry a hash of their contents.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from wirecopy.corpus.dataset.encoding import encoder
from wirecopy.corpus.dataset.features import PER_ARTICLE, features
from wirecopy.corpus.dataset.rows import rows
from wirecopy.corpus.model import Article

if TYPE_CHECKING:
    import pyarrow.parquet as pq

BATCH = 100  # articles a row group


class Table(msgspec.Struct, frozen=True):
    """One parquet file: a split of a configuration. ``contents`` is the hash of its rows, ``sha256`` of its bytes."""

    config: str
    split: str
    path: str
    rows: int
    memory: int
    bytes: int
    sha256: str
    contents: str


class RowDigest:
    """The SHA-256 of rows as a loader gives them (labels as numbers), one JSON line a row with sorted keys."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()

    def add(self, row: dict[str, Any]) -> None:
        """Take in one row."""
        self._digest.update(msgspec.json.encode(row, order="deterministic") + b"\n")

    def hexdigest(self) -> str:
        """Return the hash of the rows so far."""
        return self._digest.hexdigest()


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


class _Writer:
    """Writes one table; the file appears with the first row, so that there is none without rows."""

    def __init__(self, folder: Path, config: str, split: str) -> None:
        self.config, self.split = config, split
        self.path = f"{config}/{split}-00000-of-00001.parquet"
        self._file = folder / self.path
        self._columns = features(config)
        self._encode = encoder(self._columns)
        self._batch: list[dict[str, Any]] = []
        self._writer: pq.ParquetWriter | None = None
        self._digest = RowDigest()
        self._rows = self._memory = 0

    def add(self, row: dict[str, Any]) -> None:
        encoded = self._encode(row, f"{self.config} {row['id']}")
        self._digest.add(encoded)
        self._batch.append(encoded)

    def flush(self) -> None:
        import pyarrow as pa

        if not self._batch:
            return
        table = pa.Table.from_pylist(self._batch, schema=self._columns.arrow_schema)
        if self._writer is None:
            self._writer = self._open()
        self._writer.write_table(table, row_group_size=max(len(self._batch), 1))
        self._rows += table.num_rows
        self._memory += table.nbytes
        self._batch = []

    def _open(self) -> pq.ParquetWriter:
        import pyarrow.parquet as pq

        self._file.parent.mkdir(parents=True, exist_ok=True)
        schema = self._columns.arrow_schema
        options = {"compression": "zstd", "compression_level": 9, "version": "2.6", "data_page_version": "1.0"}
        return pq.ParquetWriter(self._file, schema, write_page_index=True, **options)

    def close(self) -> Table | None:
        """Return the finished table, or None if it had no rows."""
        self.flush()
        if self._writer is None:
            return None
        self._writer.close()
        size, digest = self._file.stat().st_size, file_hash(self._file)
        return Table(
            self.config, self.split, self.path, self._rows, self._memory, size, digest, self._digest.hexdigest()
        )


def write_split(folder: Path, split: str, articles: Iterable[Article]) -> list[Table]:
    """Write the tables of one split that are made article by article; return those that have rows, in order."""
    writers = [_Writer(folder, config, split) for config in PER_ARTICLE]
    for number, article in enumerate(articles, 1):
        found = rows(article)
        for writer in writers:
            for row in found[writer.config]:
                writer.add(row)
        if number % BATCH == 0:
            for writer in writers:
                writer.flush()
    return [table for table in (writer.close() for writer in writers) if table is not None]


def write_table(folder: Path, config: str, split: str, rows_: Iterable[dict[str, Any]]) -> list[Table]:
    """Write the table of one split of a configuration from its rows; return it, or nothing if there are none."""
    writer = _Writer(folder, config, split)
    for number, row in enumerate(rows_, 1):
        writer.add(row)
        if number % BATCH == 0:
            writer.flush()
    table = writer.close()
    return [] if table is None else [table]
