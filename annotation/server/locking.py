"""One at a time: a lock on a file that the system lets go of when its holder ends, however it ends."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from wirecopy.corpus.errors import InputError


@contextmanager
def only_one(path: Path, busy: str | None = None) -> Iterator[None]:
    """Hold the lock of ``path`` while the block runs; wait for it, or raise ``InputError`` saying ``busy`` if given."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        try:
            _lock(file, wait=busy is None)
        except OSError:
            raise InputError(busy or f"{path}: cannot be locked") from None
        yield


def _lock(file: BinaryIO, *, wait: bool) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
