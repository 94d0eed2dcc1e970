"""Putting restored texts back into a loaded dataset, on the user's side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from wirecopy.corpus.dataset.encoding import decoder, encoder
from wirecopy.corpus.dataset.features import CONFIGS, ENDS
from wirecopy.corpus.dataset.rows import article_of, article_row, words
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.model import Annotation, Article
from wirecopy.corpus.rights import restored_path, with_text

if TYPE_CHECKING:
    from datasets import Dataset, DatasetDict, Features, IterableDataset, IterableDatasetDict

    Data = TypeVar("Data", Dataset, DatasetDict, IterableDataset, IterableDatasetDict)

Missing = Literal["error", "keep"]
Row = dict[str, Any]


def fill(dataset: Data, *, missing: Missing = "error") -> Data:
    """Return a dataset with the texts that were restored on this machine, and all that is made of their words.

    Works on a split, on all splits and on streams, of any configuration: texts, headlines, tokens, contexts and
    surfaces appear; everything else is as published. Rows that have their words stay untouched.

    Raises:
        InputError: a text is withheld and not restored (with ``missing="keep"`` its row stays as it is), a restored
            text is not the one that was annotated, or the dataset has none of this project's configurations.
    """
    from datasets import Dataset, DatasetDict, IterableDatasetDict

    if isinstance(dataset, (DatasetDict, IterableDatasetDict)):
        return type(dataset)({name: fill(split, missing=missing) for name, split in dataset.items()})
    columns = dataset.features
    if columns is None:
        raise InputError("fill: the dataset has no typed columns, expected one loaded with its features")
    joined = all(f"{end}_context" in columns for end in ENDS)
    row = partial(_link, missing=missing) if joined else partial(_filled, fill_row=_filler(columns), missing=missing)
    if isinstance(dataset, Dataset):
        # A cached result would outlive the restored texts it was made from.
        return dataset.map(row, features=columns, load_from_cache_file=False, desc="filling")
    return dataset.map(row, features=columns)


def _filler(columns: Features) -> Callable[[Row, str], Row]:
    """Return what makes a row of these columns from the published one and its text."""
    if "tokens" in columns:
        return _tokens
    if "zones" in columns:
        return partial(_article, decode=decoder(columns), encode=encoder(columns))
    if "context_start" in columns:
        return _unit
    raise InputError(f"fill: found the columns {', '.join(columns)[:200]}, expected those of {', '.join(CONFIGS)}")


def _filled(row: Row, fill_row: Callable[[Row, str], Row], missing: Missing) -> Row:
    if row[_words_column(row)] is not None:
        return row
    name: str = row["article"] if "article" in row else row["id"]
    text = _restored(name, row["collection"], row["sha256"])
    if text is not None:
        return fill_row(row, text)
    if missing == "keep":
        return row
    raise InputError(
        f"article {name!r}: its text is withheld and not restored yet: run "
        f'`wirecopy corpus restore {row["collection"]} --from PATH`, or fill(dataset, missing="keep") to leave it null'
    )


def _link(row: Row, missing: Missing) -> Row:
    """Return a row of links with the words of both ends; the columns of an end are those of a unit under its name."""
    for end in ENDS:
        side = {name.removeprefix(f"{end}_"): value for name, value in row.items() if name.startswith(f"{end}_")}
        row = row | {f"{end}_{name}": value for name, value in _filled(side, _unit, missing).items()}
    return row


def _words_column(row: Mapping[str, Any]) -> str:
    return next(name for name in ("text", "tokens", "context") if name in row)


def _restored(name: str, collection: str | None, sha256: str | None) -> str | None:
    path = restored_path(Article(name, Annotation(name), collection=collection))
    return _read(name, path, sha256) if path.is_file() else None


def _read(name: str, path: Path, sha256: str | None) -> str:
    """Return a restored text. Raises ``InputError`` if its hash is not the published one."""
    text = path.read_bytes().decode("utf-8", errors="replace")
    with_text(Article(name, Annotation(name), sha256=sha256), text)
    return text


def _tokens(row: Row, text: str) -> Row:
    spans = zip(row["starts"], row["ends"], strict=True)
    return {**row, "tokens": [text[start:end] for start, end in spans]}


def _article(row: Row, text: str, *, decode: Callable[[Row], Row], encode: Callable[[Row, str], Row]) -> Row:
    return encode(article_row(with_text(article_of(decode(row)), text)), row["id"])


def _unit(row: Row, text: str) -> Row:
    """Return a row of claims or events; a surface is made from the span beside it."""
    surfaces = {f"{part}_surface": words(text, row[part]) for part in row if f"{part}_surface" in row}
    arguments = [{**a, "surface": words(text, a["span"])} for a in row.get("arguments") or ()]
    context = text[row["context_start"] : row["context_end"]]
    return {**row, **surfaces, **({"arguments": arguments} if "arguments" in row else {}), "context": context}
