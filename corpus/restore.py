"""Putting back withheld texts from the reader's own copy, each accepted only by its hash."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from wirecopy.corpus.atomic import write_text
from wirecopy.corpus.errors import InputError, nearest
from wirecopy.corpus.model import Article
from wirecopy.corpus.rights import edition, restored_path, text_hash
from wirecopy.corpus.store import ARTICLES, article_files, catalogue, read_article

LARGEST = 20 * 2**20


class Restored(msgspec.Struct, frozen=True):
    """Which texts were written, and which articles had theirs already."""

    written: list[Path]
    already: list[str]


def restore(collection: str, source: Path) -> Restored:
    """Restore a collection's texts from a file or a folder.

    Texts go to ``$WIRECOPY_DATA`` or the user's data folder. Raises ``InputError`` if no text of the source is
    one that was annotated; nothing is written then.
    """
    known = catalogue().collections
    withheld = [name for name, row in known.items() if row.text == "withheld"]
    if collection not in withheld:
        raise InputError(
            f"{collection}: found no such collection, expected one whose texts are withheld: {', '.join(withheld)}"
            f"{nearest(collection, withheld)}"
        )
    articles = _of_collection(collection)
    if not source.exists():
        raise InputError(f"{source}: no such file or folder, expected {known[collection].restore}")
    texts = {text_hash(text): text for text in _texts(source)}
    found = {a.id: texts[a.sha256] for a in articles if a.sha256 in texts}
    already = [a.id for a in articles if a.id not in found and restored_path(a).is_file()]
    missing = [a for a in articles if a.id not in found and a.id not in already]
    written = [_write(a, found[a.id]) for a in articles if a.id in found]
    if missing:
        expected = "; ".join(f"{a.id} ({edition(a)}, SHA-256 {(a.sha256 or '')[:12]}…)" for a in missing[:5])
        more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
        found_count = f"{len(written)} of {len(articles)} texts restored"
        raise InputError(f"{source}: {found_count}; none of its {len(texts)} texts is {expected}{more}")
    return Restored(written, already)


def _of_collection(collection: str) -> list[Article]:
    return [a for a in map(read_article, article_files(ARTICLES)) if a.collection == collection]


def _write(article: Article, text: str) -> Path:
    path = restored_path(article)
    write_text(path, text)
    return path


def _texts(source: Path) -> Iterator[str]:
    """Yield every text that a file or folder may hold: conllu documents joined, anything else as cleaned text."""
    files = sorted(path for path in source.rglob("*") if path.is_file()) if source.is_dir() else [source]
    for path in files:
        if path.stat().st_size > LARGEST:
            continue
        if path.suffix == ".conllu":
            from wirecopy.corpus.formats.gum import text_of

            yield text_of(path)
        else:
            yield from _cleaned(path.read_bytes())


def _cleaned(data: bytes) -> Iterator[str]:
    from wirecopy.corpus.text import normalise

    try:
        raw = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return
    yield raw
    yield normalise(raw).text
