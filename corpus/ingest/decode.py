"""The bytes of a page to text, or a refusal that says what the file is instead."""

from __future__ import annotations

import codecs
import re

from wirecopy.corpus.errors import InputError, shown

MAX_BYTES = 20 * 1024 * 1024

_SIGNATURES = (
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "gzip data"),
    (b"BZh", "bzip2 data"),
    (b"\xfd7zXZ", "xz data"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x28\xb5\x2f\xfd", "zstd data"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a RIFF file (image, sound or video)"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"SQLite format 3", "a database"),
    (b"PAR1", "a parquet file"),
    (b"{\\rtf", "a rich-text document"),
    (b"bplist", "a web archive"),
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_XML_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{1,40})["']""", re.IGNORECASE)
# The WHATWG Encoding Standard reads these labels as windows-1252; everybody's browser does.
_WINDOWS = frozenset({"iso-8859-1", "iso8859-1", "latin1", "latin-1", "ascii", "us-ascii", "windows-1252", "cp1252"})
_HEAD = 4096


def decode(data: bytes, name: str) -> str:
    """Return the text of a page's bytes.

    In this order: a byte order mark, the charset that an HTML page declares (unless all is plainly UTF-8), UTF-8, and
    windows-1252 where all its
    high bytes are letters and punctuation of running text. Raises ``InputError`` for empty, oversized, binary and
    undecodable input, naming the file and the byte.
    """
    check_size(len(data), name)
    if not data.strip(b" \t\r\n\f\v\x00"):
        raise InputError(f"{name}: the page is empty")
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strict(data[len(mark) :] if encoding == "utf-8" else data, encoding, name)
    _check_binary(data, name)
    declared = _declared(data)
    if declared is not None and declared != "utf-8" and not _is_multibyte_utf8(data):
        return _strict(data, declared, name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _windows(data, name, error, declared)


def check_size(size: int, name: str) -> None:
    """Raise ``InputError`` for more than 20 MB (of 1024 * 1024 bytes)."""
    if size > MAX_BYTES:
        raise InputError(f"{name}: found {size / 1024**2:.1f} MB, expected a page of at most {MAX_BYTES // 1024**2} MB")


def _check_binary(data: bytes, name: str) -> None:
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise InputError(f"{name}: found {what}, expected the text or the HTML of a page")
    head = data[:_HEAD]
    if b"\x00" in data:
        at = data.index(b"\x00")
        raise InputError(f"{name}: found a NUL at byte {at}: binary data, or UTF-16 without a byte order mark")
    controls = sum(byte < 32 and byte not in b"\t\n\r\f\v\x1b" for byte in head)
    if controls > len(head) // 20:
        raise InputError(f"{name}: found binary data, expected the text or the HTML of a page")


def _declared(data: bytes) -> str | None:
    found = _XML_DECLARED.search(data[:_HEAD]) or _DECLARED.search(data[:_HEAD])
    if found is None:
        return None
    label = found.group(1).decode("ascii", "replace").lower()
    if label in _WINDOWS:
        return "cp1252"
    try:
        codec = codecs.lookup(label).name
        b"".decode(codec)
    except LookupError:
        return None
    # A page that could be read well enough to declare UTF-16 is not in UTF-16.
    return "utf-8" if codec.startswith(("utf-16", "utf-32", "utf-7")) else codec


def _is_multibyte_utf8(data: bytes) -> bool:
    """Whether bytes above 127 are there and all of them form UTF-8, which no other encoding's text does by chance."""
    if data.isascii():
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "cp1252":  # five bytes are undefined there; the standard passes them on as controls
            return data.decode("cp1252", "replace")
        found = shown(data[error.start : error.start + 4])
        raise InputError(
            f"{name}: byte {error.start} ({found}) is not {encoding}, the encoding that the "
            f"page gives, nor is the page UTF-8"
        ) from None


def _windows(data: bytes, name: str, error: UnicodeDecodeError, declared: str | None) -> str:
    refusal = InputError(
        f"{name}: byte {error.start} ({shown(data[error.start : error.start + 4])}) is not UTF-8, "
        f"and the page {'declares UTF-8' if declared else 'declares no other encoding'}; expected UTF-8, "
        "UTF-16 with a byte order mark, a charset declared in the HTML, or windows-1252"
    )
    if declared is not None:
        raise refusal
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise refusal from None
    if not _plausible(text):
        raise refusal
    return text


_PUNCTUATION = frozenset("‘’“”–—…«»£€§©®°·•\xa0¿¡´`½¼¾²³™‚„†")


def _plausible(text: str) -> bool:
    """Whether a text decoded as windows-1252 reads as one: its high characters are few, letters or typography."""
    high = [char for char in text if ord(char) > 127]
    if len(high) > len(text) * 0.15:
        return False
    # Bytes of another encoding come out as capitals and signs inside words: "Ã©", "Êèìð".
    odd = sum(
        not (char in _PUNCTUATION or char.islower() or char in "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝŠŽŒŸ") for char in high
    )
    inside = len(re.findall(r"(?<=[a-zà-ÿ])[À-Þ]|[À-Þ](?=[^\w\s'’.,-])|[Ã][\x80-\xbf]", text))
    return odd + inside <= len(high) // 5
