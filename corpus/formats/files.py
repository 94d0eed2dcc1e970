"""Reading and writing the files of foreign formats: what is wrong with a file is said, with its name and line."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import msgspec

from wirecopy.corpus.errors import InputError, nearest, shown

_MAGIC = {
    b"PK\x03\x04": "a zip archive",
    b"\x1f\x8b": "a gzip archive",
    b"%PDF": "a PDF",
    b"\x89PNG": "a PNG image",
    b"PAR1": "a parquet file",
    b"\xff\xfe": "UTF-16 text",
    b"\xfe\xff": "UTF-16 text",
}
_LONGEST_NAME = 200


def read_text(path: Path, expected: str, *, may_be_empty: bool = False) -> str:
    """Return the text of a UTF-8 file, line ends as they are, without a byte order mark.

    Raises ``InputError`` for a folder, a missing, unreadable or empty file, an archive or other binary, and for bytes
    that are not UTF-8, with their line; ``expected`` says in the message what should have been there.
    """
    if path.is_dir():
        raise InputError(f"{path}: is a directory, expected {expected}")
    data = _bytes(path)
    if not data.strip() and not may_be_empty:
        raise InputError(f"{path}: is empty, expected {expected}")
    kind = next((kind for magic, kind in _MAGIC.items() if data.startswith(magic)), None)
    if kind or b"\x00" in data:
        raise InputError(f"{path}: found {kind or 'binary data (a NUL byte)'}, expected {expected} in UTF-8")
    return decoded(data, path, expected)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        siblings = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
        raise InputError(f"{path}: no such file{nearest(path.name, siblings)}") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None


def decoded(data: bytes, path: Path, expected: str) -> str:
    """Return bytes as UTF-8 text without a byte order mark; raise ``InputError`` naming line and byte."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found = f"byte 0x{data[error.start]:02x} at offset {error.start}"
        raise InputError(f"{path}:{line}: found {found}, which is not UTF-8, expected {expected} in UTF-8") from None


def require_folder(path: Path, expected: str) -> None:
    """Raise ``InputError`` unless ``path`` is a folder; ``expected`` says what should lie in it."""
    if not path.exists():
        siblings = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
        raise InputError(f"{path}: no such folder{nearest(path.name, siblings)}")
    if not path.is_dir():
        raise InputError(f"{path}: is a file, expected a folder with {expected}")


def json_document(path: Path, expected: str) -> Any:
    """Return the one JSON document of a file; raise ``InputError`` naming the line at which it breaks off."""
    text = read_text(path, expected)
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise InputError(f"{path}:{_line_of(error, text)}: {_said(error)}, expected {expected}") from None


def json_lines(path: Path, expected: str, *, may_be_empty: bool = False) -> list[tuple[int, dict[str, Any]]]:
    """Return line number and object for every non-blank line of a JSON Lines file."""
    rows: list[tuple[int, dict[str, Any]]] = []
    for number, line in enumerate(read_text(path, expected, may_be_empty=may_be_empty).split("\n"), 1):
        if line.strip():
            try:
                row = msgspec.json.decode(line)
            except (msgspec.DecodeError, RecursionError) as error:
                raise InputError(f"{path}:{number}: {_said(error)}, expected {expected}") from None
            if not isinstance(row, dict):
                raise InputError(f"{path}:{number}: found {shown(row, 40)}, expected an object: {expected}")
            rows.append((number, row))
    return rows


def converted(raw: object, kind: type[Any], where: str) -> Any:
    """Return a JSON value as a record; raise ``InputError`` with ``where``, the field, found and expected."""
    from wirecopy.corpus.decode import explain

    try:
        return msgspec.convert(raw, kind)
    except (msgspec.ValidationError, RecursionError) as error:
        raise InputError(f"{where}: {explain(error, kind, raw)}") from None


def _line_of(error: BaseException, text: str) -> int:
    at = str(error).rpartition("byte ")[2].rstrip(")")
    if at.isdecimal():
        return text.encode("utf-8").count(b"\n", 0, int(at)) + 1
    return text.count("\n") + 1


def _said(error: BaseException) -> str:
    if isinstance(error, RecursionError):
        return "nested too deeply"
    if "truncated" in str(error):
        return "the file breaks off inside a JSON document"
    return f"not valid JSON: {error}"


def file_name(article_id: str) -> str:
    """Return a file name (without suffix) for an article id, on every file system; ``article_id_of`` turns it back."""
    name = quote(article_id, safe=" ()+,=@&'!").replace("~", "%7E")
    if name.startswith("."):
        name = "%2E" + name[1:]
    if len(name) > _LONGEST_NAME:
        raise InputError(f"article {shown(article_id)}: the id is too long for a file name")
    return name


def article_id_of(name: str) -> str:
    """Return the article id of a file name without suffix."""
    return unquote(name)


def write_folder(path: Path, files: Mapping[str, str]) -> None:
    """Write texts into a folder that appears only when it is complete.

    Raises ``InputError`` if something is there already that is not an empty folder.
    """
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise InputError(f"{path}: is there already and not an empty folder; name a new one")
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{path.name[:80]}.", dir=path.parent))
    try:
        for name, text in files.items():
            target = beside / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode("utf-8"))
        beside.chmod(0o755)
        if path.exists():
            path.rmdir()
        beside.replace(path)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def require_texts(ids_and_texts: Sequence[tuple[str, str | None]], target: str) -> None:
    """Raise ``InputError`` naming the articles that have no text, which every format but our lines needs."""
    missing = [name for name, text in ids_and_texts if text is None]
    if missing:
        raise InputError(
            f"{len(missing)} articles have no text, which {target} needs: {', '.join(missing[:5])}"
            f"{' ...' if len(missing) > 5 else ''}; restore them first with 'wirecopy corpus restore'"
        )
