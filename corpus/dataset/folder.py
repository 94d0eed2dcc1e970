"""A folder that appears only when it is complete."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wirecopy.corpus.errors import InputError


@contextmanager
def replacing(folder: Path, mark: str) -> Iterator[Path]:
    """Give an empty folder beside ``folder`` that takes its place when the block ends, and vanishes if it raises.

    A folder that is already there is replaced only if it is empty or holds the file ``mark``: nobody's own files are
    deleted. Raises ``InputError`` otherwise.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder}: is a file, expected a folder or nothing")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / mark).is_file():
        raise InputError(f"{folder}: holds files and no {mark}, so it is not an earlier build: choose another folder")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{folder.name[:80]}.", dir=folder.parent))
    except OSError as error:
        raise InputError(f"{folder}: cannot be written: {error.strerror}") from None
    try:
        fresh = work / "new"
        fresh.mkdir()
        yield fresh
        if folder.exists():
            folder.rename(work / "old")
        fresh.rename(folder)
    finally:
        if (work / "old").exists() and not folder.exists():
            (work / "old").rename(folder)
        shutil.rmtree(work, ignore_errors=True)
