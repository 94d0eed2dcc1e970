"""The memory of a run folder: what is finished, so that a run that was killed goes on where it stopped.

``run.json`` says what the folder is the run of. ``journal.jsonl`` gets the answers of each batch in one write once the
batch is done; whatever is torn at its end is cut off when the folder is opened again. An advisory lock on the journal,
which the system lets go of when the process dies, keeps a second run out.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from wirecopy.corpus.atomic import write_bytes
from wirecopy.corpus.errors import InputError, shown
from wirecopy.corpus.model import Annotation

IDENTITY, JOURNAL = "run.json", "journal.jsonl"


class Done(msgspec.Struct, frozen=True, omit_defaults=True):
    """One finished article: its prediction, its share of the seconds of its batch, and its error if it failed."""

    prediction: Annotation
    seconds: float
    error: str | None = None


class Identity(msgspec.Struct, frozen=True):
    """What a folder is the run of: two runs may share it only if all of this is equal."""

    config: dict[str, Any]
    data_sha256: str
    versions: dict[str, str]
    system: str | None = None  # the hash of what the system is made from, where it says one


class Journal:
    """The finished articles of a run, in order; open it with ``opened``."""

    def __init__(self, handle: BinaryIO, path: Path, finished: list[Done]) -> None:
        self._handle, self._path = handle, path
        self.done = finished

    def keep(self, ids: Sequence[str], batch: int) -> int:
        """Return how many finished articles can be kept, and forget the others: whole batches, so that a run that goes
        on hands its system the same batches as one that was never stopped.

        Raises ``InputError`` if the finished articles are not the first of ``ids``.
        """
        for number, (done, expected) in enumerate(zip(self.done, ids, strict=False), 1):
            if done.prediction.id != expected:
                found = shown(done.prediction.id)
                raise InputError(f"{self._path}:{number}: found article {found}, expected {expected!r}: other data")
        kept = len(self.done) if len(self.done) == len(ids) else len(self.done) - len(self.done) % batch
        if kept < len(self.done):
            lines = self._path.read_bytes().split(b"\n")[:kept]
            os.truncate(self._path, sum(len(line) + 1 for line in lines))
            del self.done[kept:]
        return kept

    def add(self, batch: Sequence[Done]) -> None:
        """Keep the finished articles of a batch."""
        self._handle.write(b"".join(msgspec.json.encode(done) + b"\n" for done in batch))
        self._handle.flush()
        self.done += batch


@contextmanager
def opened(folder: Path, identity: Identity) -> Iterator[Journal]:
    """Open the journal of a run folder, new or begun.

    Raises ``InputError`` for a folder that is being written to, that is the run of something else, or that holds
    something else than a run.
    """
    path = folder / JOURNAL
    _refuse_foreign(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise InputError(f"{folder}: another run is writing to this folder") from None
        if (folder / IDENTITY).exists():
            _require_same(folder, identity)
        else:
            write_bytes(folder / IDENTITY, msgspec.json.format(msgspec.json.encode(identity), indent=1) + b"\n")
        yield Journal(handle, path, _finished(path))


def _refuse_foreign(folder: Path) -> None:
    if folder.is_file():
        raise InputError(f"{folder}: is a file, expected a folder for the run")
    if (folder / IDENTITY).exists() or not folder.exists():
        return
    held = [name for name in ("predictions.jsonl", "results.json") if (folder / name).exists()]
    if held:
        raise InputError(f"{folder}: holds {held[0]} but no {IDENTITY}, expected a new folder or that of a begun run")


def _finished(path: Path) -> list[Done]:
    data = path.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    finished: list[Done] = []
    length = 0
    for line in whole.split(b"\n")[:-1]:
        try:
            finished.append(msgspec.json.decode(line, type=Done))
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            break  # a machine that lost power may leave holes: what stands before them is good
        length += len(line) + 1
    if length < len(data):
        os.truncate(path, length)
    return finished


def _require_same(folder: Path, identity: Identity) -> None:
    try:
        before = msgspec.json.decode((folder / IDENTITY).read_bytes(), type=Identity)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"{folder / IDENTITY}: not the record of a run: {error}") from None
    now = msgspec.json.decode(msgspec.json.encode(identity), type=Identity)
    old, new = _flat_identity(before), _flat_identity(now)
    for key in sorted(old.keys() | new.keys()):
        if old.get(key) != new.get(key):
            found, expected = shown(old.get(key)), shown(new.get(key))
            raise InputError(
                f"{folder}: is the run of another configuration: {key} is {found} there and {expected} now; "
                "give a new folder, or the old configuration to go on with it"
            )


def _flat_identity(identity: Identity) -> dict[str, Any]:
    rows = msgspec.to_builtins(identity)
    return dict(_flat(rows["config"], "")) | {
        "the hash of the data": rows["data_sha256"],
        "the hash of the system": rows["system"],
        **{f"the version of {name}": value for name, value in rows["versions"].items()},
    }


def _flat(value: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from _flat(inner, f"{prefix}.{key}" if prefix else str(key))
    else:
        yield prefix, value
