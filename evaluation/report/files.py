"""The blocks of a large page in script files beside it: the page loads what it shows, also where no server stands.

A page from a disk may not read files, but it may run scripts: each file calls one function with names and blocks.
"""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from wirecopy.corpus.errors import InputError
from wirecopy.evaluation.report.packed import Block

# Articles that come in one file: some 500 KB at the length of agency copy.
TOGETHER = 40
_OURS = re.compile(r"[bt][0-9]+\.js")


def folder_of(page: Path) -> Path:
    """Return the folder of a page's files: ``report.data`` beside ``report.html``."""
    return page.with_suffix(".data")


def write_files(folder: Path, blocks: Iterable[Block]) -> None:
    """Write blocks, in their order, as ``b0.js`` (the first ``TOGETHER`` articles) and ``t0.js`` (the first texts)."""
    waiting: list[Block] = []
    number = 0
    for block in blocks:
        if block.name.startswith("t"):
            _write(folder / f"{block.name}.js", [block])
            continue
        waiting.append(block)
        if len(waiting) == TOGETHER:
            _write(folder / f"b{number}.js", waiting)
            number, waiting = number + 1, []
    if waiting:
        _write(folder / f"b{number}.js", waiting)


def _write(path: Path, blocks: Iterable[Block]) -> None:
    rows = ",\n".join(f'"{block.name}":"{block.data}"' for block in blocks)
    path.write_text(f"wirecopyBlocks({{\n{rows}\n}});\n", encoding="ascii")


@contextmanager
def files_beside(page: Path) -> Iterator[Path]:
    """Yield an empty folder that becomes the page's when the block ends, and vanishes if it raises.

    Raises ``InputError`` where a folder of that name holds anything that is not a page's files.
    """
    place = folder_of(page)
    _require_ours(place)
    place.parent.mkdir(parents=True, exist_ok=True)
    made = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    made.mkdir()
    try:
        yield made
    except BaseException:
        shutil.rmtree(made)
        raise
    without_files(page)
    made.replace(place)


def without_files(page: Path) -> None:
    """Remove the files of an earlier page of that name; a folder with anything else in it is left as it is."""
    place = folder_of(page)
    if place.is_dir() and not _strange(place):
        shutil.rmtree(place)


def _strange(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not _OURS.fullmatch(path.name))


def _require_ours(place: Path) -> None:
    found = [place.name] if place.is_file() else _strange(place) if place.is_dir() else []
    if found:
        raise InputError(f"{place}: found {found[0]!r}, expected no such folder, or one of an earlier report's files")
