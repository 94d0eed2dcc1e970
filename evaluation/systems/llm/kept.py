"""Replies on disk, by the hash of the whole request: asked once, read from then on."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from wirecopy.corpus.atomic import write_bytes
from wirecopy.evaluation.systems.llm.client import Reply


class Kept:
    """A folder of replies. The key of the endpoint is no part of a request's hash nor of a file."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def read(self, url: str, body: bytes) -> Reply | None:
        """Return the reply to a request, None where there is none or its file is damaged."""
        if self._folder is None:
            return None
        try:
            return msgspec.json.decode(self._path(url, body).read_bytes(), type=Reply)
        except (OSError, msgspec.MsgspecError, UnicodeError):
            return None

    def write(self, url: str, body: bytes, reply: Reply) -> None:
        """Keep a reply, in one step."""
        if self._folder is not None:
            write_bytes(self._path(url, body), msgspec.json.encode(reply))

    def _path(self, url: str, body: bytes) -> Path:
        assert self._folder is not None  # noqa: S101 - callers look first
        name = hashlib.sha256(url.encode() + b"\n" + body).hexdigest()
        return self._folder / name[:2] / f"{name}.json"
