"""Predictions as parquet: a file a piece, which appears when it is complete and is known as part of its run.

The columns are those of the dataset's ``articles`` with names for labels, and ``seconds`` and ``error``. A layer that
is not predicted is null; spans are lists of ``[start, end]`` in code points, end exclusive.
"""

from __future__ import annotations

import io
import os
import posixpath
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import UNSET

from wirecopy.corpus.errors import InputError
from wirecopy.corpus.model import LAYERS, Annotation, Event
from wirecopy.evaluation.journal import Done
from wirecopy.evaluation.scale.storage import is_local, located, opened

NAME = re.compile(r"part-(\d{8})\.parquet")
RUN = b"wirecopy.run"


class Parts(msgspec.Struct, frozen=True):
    """The files of one run's predictions in a folder of any file system; ``run`` is the hash of its identity."""

    system: Any
    folder: str
    run: str

    def path(self, number: int) -> str:
        """Return where the predictions of a piece lie."""
        return f"{self.folder}/part-{number:08d}.parquet"

    def there(self) -> list[int]:
        """Return the numbers of the pieces that are finished."""
        if not self.system.exists(self.folder):
            return []
        names = (posixpath.basename(str(path)) for path in self.system.ls(self.folder, detail=False))
        return sorted(int(match[1]) for match in map(NAME.fullmatch, names) if match)

    def write(self, number: int, done: Sequence[Done]) -> None:
        """Write the finished articles of a piece."""
        data = encoded(done, self.run)
        path = self.path(number)
        if is_local(self.system):
            Path(self.folder).mkdir(parents=True, exist_ok=True)
            beside = Path(self.folder) / f".{number:08d}.{os.getpid()}"
            beside.write_bytes(data)
            beside.replace(path)
        else:
            self.system.makedirs(self.folder, exist_ok=True)
            self.system.pipe_file(path, data)  # stores of objects show a file once it is complete

    def read(self, number: int) -> list[Done]:
        """Return the finished articles of a piece. Raises ``InputError`` for the predictions of another run."""
        import pyarrow.parquet as pq

        path = self.path(number)
        with opened(self.system, path) as handle:
            table = pq.read_table(io.BytesIO(handle.read()))
        if (table.schema.metadata or {}).get(RUN) != self.run.encode():
            raise InputError(f"{path}: holds predictions of another run, expected a place of their own for this one's")
        return [_done(row) for row in table.to_pylist()]


def parts_at(address: str, run: str) -> Parts:
    """Return the place of a run's predictions."""
    system, folder = located(address, "runner.predictions")
    return Parts(system, folder.rstrip("/"), run)


def encoded(done: Sequence[Done], run: str) -> bytes:
    """Return the bytes of a parquet file of finished articles."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = [_row(one) for one in done]
    table = pa.Table.from_pylist(rows, schema=schema().with_metadata({RUN: run.encode()}))
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd")
    return out.getvalue()


def schema() -> Any:
    """Return the columns."""
    import pyarrow as pa

    text, offset = pa.string(), pa.int32()
    span = pa.list_(pa.list_(offset))
    entity = {"id": text, "start": offset, "end": offset, "type": text, "metonym": pa.bool_()}
    entity |= dict.fromkeys(("value", "cluster", "link"), text)
    claim = {"id": text, "source": span, "cue": span, "content": span}
    claim |= dict.fromkeys(("source_type", "certainty", "polarity", "quote", "parent"), text)
    event = {"id": text, "type": text, "trigger": span, **dict.fromkeys(("modality", "time", "cluster"), text)}
    event["arguments"] = pa.list_(pa.struct({"role": text, "span": span}))
    layers = {"entities": entity, "claims": claim, "events": event}
    units = {name: pa.list_(pa.struct(fields)) for name, fields in layers.items()}
    return pa.schema({"id": text, **units, "seconds": pa.float64(), "error": text})


def _row(done: Done) -> dict[str, Any]:
    line = done.prediction
    layers = {name: _units(getattr(line, name)) for name in LAYERS}
    return {"id": line.id, **layers, "seconds": done.seconds, "error": done.error}


def _units(units: Any) -> list[dict[str, Any]] | None:
    if units is UNSET:
        return None
    rows = []
    for unit in units:
        row = msgspec.structs.asdict(unit)
        if isinstance(unit, Event):
            row["arguments"] = [msgspec.structs.asdict(argument) for argument in unit.arguments]
        rows.append(row)
    return rows


def _done(row: dict[str, Any]) -> Done:
    layers = {name: row[name] for name in LAYERS if row[name] is not None}
    return Done(msgspec.convert({"id": row["id"], **layers}, Annotation), row["seconds"], row["error"])
