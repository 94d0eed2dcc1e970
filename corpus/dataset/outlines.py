"""Where the tokens and sentences of a text lie, kept for texts that are withheld, so that their tags can be published.

An outline holds offsets only. It is made once from the text (`python -m wirecopy.corpus.dataset.outlines`, run where
the texts are restored) and tied to the text by its hash: whoever builds the dataset gets the same bytes with the
restored texts and without them.
"""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import chain, pairwise
from pathlib import Path

import msgspec

from wirecopy.corpus.atomic import write_bytes
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.model import Article
from wirecopy.corpus.rights import restored
from wirecopy.corpus.tokens import TOKENS_VERSION, sentences, tokenize

FOLDER = Path(__file__).parent / "offsets"


class Outline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Tokens and sentences of one text, each as ``(start, end)`` in code points."""

    sha256: str
    tokens: tuple[tuple[int, int], ...]
    sentences: tuple[tuple[int, int], ...]


class _Stored(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An outline as it lies on disk: gaps and lengths in turn, which are small numbers."""

    sha256: str
    tokens: tuple[int, ...]
    sentences: tuple[int, ...]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    tokens_version: str
    articles: dict[str, _Stored]


def outline(article: Article) -> Outline:
    """Return the outline of an article, from its text or, where that is withheld, from the stored offsets.

    Raises ``InputError`` if the text is withheld and no outline of it is stored.
    """
    if article.text is not None:
        return _of_text(article.text, article.sha256 or "")
    file = _stored(article.collection or "")
    row = file.articles.get(article.id) if file.tokens_version == TOKENS_VERSION else None
    if row is not None and row.sha256 == article.sha256:
        return Outline(row.sha256, _offsets(row.tokens), _offsets(row.sentences))
    back = restored(article)
    if back.text is not None:
        return _of_text(back.text, back.sha256 or "")
    raise InputError(
        f"article {article.id!r}: its text is withheld and the offsets of its tokens are not stored (token rules "
        f"{TOKENS_VERSION}): run `wirecopy corpus restore {article.collection} --from PATH`, then "
        "`python -m wirecopy.corpus.dataset.outlines` in a checkout, and commit what it writes"
    )


@lru_cache(maxsize=2)  # an article is counted and written, one right after the other
def _of_text(text: str, sha256: str) -> Outline:
    return Outline(sha256, tuple(tokenize(text)), tuple(sentences(text)))


@cache
def _stored(collection: str) -> _File:
    path = FOLDER / f"{collection}.json"
    return msgspec.json.decode(path.read_bytes(), type=_File) if path.is_file() else _File(TOKENS_VERSION, {})


def _gaps(spans: tuple[tuple[int, int], ...]) -> tuple[int, ...]:
    flat = [0, *chain.from_iterable(spans)]
    return tuple(right - left for left, right in pairwise(flat))


def _offsets(gaps: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    flat, at = [], 0
    for gap in gaps:
        at += gap
        flat.append(at)
    return tuple(zip(flat[::2], flat[1::2], strict=True))


def write_outlines(articles: list[Article], folder: Path) -> list[Path]:
    """Write the outlines of all articles whose texts are withheld, a file a collection; return the files.

    Raises ``InputError`` if a text is neither restored nor outlined already.
    """
    withheld: dict[str, dict[str, _Stored]] = {}
    for article in articles:
        if article.text is None:
            found = outline(article)
            row = _Stored(found.sha256, _gaps(found.tokens), _gaps(found.sentences))
            withheld.setdefault(article.collection or "", {})[article.id] = row
    return [_write(folder / f"{name}.json", rows) for name, rows in sorted(withheld.items())]


def _write(path: Path, rows: dict[str, _Stored]) -> Path:
    lines = [f"{msgspec.json.encode(name).decode()}: {msgspec.json.encode(row).decode()}" for name, row in rows.items()]
    body = ",\n".join(lines)
    write_bytes(path, f'{{"tokens_version": "{TOKENS_VERSION}", "articles": {{\n{body}\n}}}}\n'.encode())
    _stored.cache_clear()
    return path


if __name__ == "__main__":
    from wirecopy.corpus.stats import embedded

    for written in write_outlines(sorted(embedded(), key=lambda a: a.id), FOLDER):
        print(written)
