"""Files of any address that fsspec knows: opened, listed, and named in messages."""

from __future__ import annotations

import io
import posixpath
from typing import Any, BinaryIO, cast

from wirecopy.corpus.errors import InputError


def located(address: str, where: str) -> tuple[Any, str]:
    """Return the file system of an address and the path in it.

    Raises ``InputError`` for a protocol that does not exist or whose package is not installed.
    """
    from fsspec.core import url_to_fs

    try:
        system, path = url_to_fs(address)
    except (ImportError, OSError, ValueError, KeyError) as error:
        raise InputError(f"{where}: {address}: {' '.join(str(error).split())}") from None
    return system, str(path)


def files_at(address: str, where: str, ending: str) -> tuple[Any, list[str]]:
    """Return the file system of an address and the files it names, sorted: a file, a pattern, or a folder's ``ending``.

    Raises ``InputError`` if there are none.
    """
    system, path = located(address, where)
    try:
        if any(char in path for char in "*?["):
            found = [name for name in system.glob(path) if not system.isdir(name)]
        elif system.isdir(path):
            found = system.glob(f"{path.rstrip('/')}/*{ending}")
        else:
            found = [path] if system.exists(path) else []
    except OSError as error:
        raise InputError(f"{where}: {address}: cannot be read: {error}") from None
    if not found:
        raise InputError(f"{where}: {address}: no such file, nor a folder or pattern with {ending} files")
    return system, sorted(map(str, found))


def opened(system: Any, path: str) -> BinaryIO:
    """Return a file open for reading, with a buffer. Raises ``InputError`` if it cannot be read."""
    try:
        raw = system.open(path, "rb")
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error}") from None
    return cast(BinaryIO, raw if hasattr(raw, "read1") else io.BufferedReader(raw, 2**20))


def base_name(path: str) -> str:
    """Return the last part of an address."""
    return posixpath.basename(path.rstrip("/")) or path


def is_local(system: Any) -> bool:
    """Return whether a file system is that of the machine."""
    protocol = system.protocol if isinstance(system.protocol, str) else next(iter(system.protocol), "")
    return protocol in ("file", "local")
