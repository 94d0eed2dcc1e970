"""Articles to evaluate on: the functions that the ``data`` group's configurations name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import UNSET

from wirecopy.corpus.digest import articles_hash
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.lines import read_lines
from wirecopy.corpus.model import LAYERS, Article
from wirecopy.corpus.ontology import load_ontology
from wirecopy.corpus.output import note
from wirecopy.corpus.store import from_line, load
from wirecopy.evaluation.gold import Data, FileGold, Gold, ObjectGold, SplitGold
from wirecopy.evaluation.labels import Relabelling


class Dataset(msgspec.Struct, frozen=True):
    """Articles with their texts, and the gold source to score against."""

    articles: list[Article]
    gold: Gold


def embedded(split: str | list[str] = "test", texts: bool = True) -> Dataset:
    """Return splits of the embedded corpus; with ``texts`` all of them must be there."""
    splits = split if isinstance(split, str) else ",".join(split)
    gold = SplitGold(splits)
    return Dataset(load(splits, texts=texts), gold)


def lines(path: str) -> Dataset:
    """Return a file of self-contained annotation lines; its label inventory is open."""
    articles = [from_line(line) for line in read_lines(Path(path))]
    _require_texts(articles, path)
    return Dataset(articles, FileGold(Path(path)))


def conll(
    path: str, scheme: str | None = None, token_column: int | None = None, tag_column: int | None = None,
    documents: Literal["documents", "sentences"] | None = None,
) -> Dataset:  # fmt: skip
    """Return a column file of tokens and tags: entities only, an article a document or a sentence."""
    return _foreign(path, "conll", scheme=scheme, token_column=token_column, tag_column=tag_column, documents=documents)


def brat(path: str, mapping: str | None = None) -> Dataset:
    """Return a folder of brat documents; ``mapping`` names a label mapping that ships, or a YAML file."""
    return _foreign(path, "brat", mapping=mapping)


def wikievents(path: str) -> Dataset:
    """Return WikiEvents documents (JSON Lines): entities and events."""
    return _foreign(path, "wikievents")


def hub(name: str, revision: str | None = None, split: str = "test") -> Dataset:
    """Return a split of the published dataset, from the Hub or a folder that ``wirecopy corpus build`` has made.

    ``revision`` is a tag or a commit. Texts that are withheld there must have been restored here. Raises ``InputError``
    for a dataset that cannot be loaded and for a split that is published without its gold.
    """
    from datasets import load_dataset

    from wirecopy.corpus import fill
    from wirecopy.corpus.dataset.encoding import decoder
    from wirecopy.corpus.dataset.rows import article_of

    where = f"{name}, split {split}"
    try:
        rows = load_dataset(name, "articles", revision=revision, split=split)
    except (OSError, ValueError, KeyError) as error:
        raise InputError(f"data.name: {where}: {type(error).__name__}: {' '.join(str(error).split())[:300]}") from None
    named = decoder(rows.features)
    articles = [article_of(named(row)) for row in fill(rows)]
    if not any(getattr(article.annotation, layer) is not UNSET for article in articles for layer in LAYERS):
        raise InputError(f"data.split: {where}: is published without its gold, expected a split with annotations")
    gold = _gold(articles, name)
    gold.ontology = load_ontology()
    gold.data = Data(name, revision, split, articles_hash(articles))
    return Dataset(articles, gold)


def _foreign(path: str, name: str, **options: Any) -> Dataset:
    from wirecopy.corpus.convert import read
    from wirecopy.corpus.formats import Options

    imported = read(Path(path), name, Options(**options))
    for finding in imported.notes:
        note(f"{path}: {finding}")
    articles = list(imported.articles)
    if not articles:
        raise InputError(f"{path}: found no article, expected {name} documents")
    _require_texts(articles, path)
    return Dataset(articles, _gold(articles, Path(path).name))


def narrowed(dataset: Dataset, only: str | Sequence[str] | None, labels: Relabelling) -> Dataset:
    """Return the articles whose ids fit a pattern (``n*``), their gold relabelled; all as they are if neither is asked.

    Relabelled gold has an open inventory. Raises ``InputError`` if no article fits, or for a label that never occurs.
    """
    if only is None and not labels:
        return dataset
    patterns = [only] if isinstance(only, str) else only
    articles = [
        article
        for article in dataset.articles
        if patterns is None or any(fnmatchcase(article.id, pattern) for pattern in patterns)
    ]
    if not articles:
        first = ", ".join(article.id for article in dataset.articles[:3])
        raise InputError(f"data.only: found no article whose id fits {only!r}; the ids begin {first}")
    labels.require((article.annotation for article in dataset.articles), "data")
    articles = [msgspec.structs.replace(a, annotation=labels.apply(a.annotation)) for a in articles]
    gold = _gold(articles, dataset.gold.data.name)
    data = dataset.gold.data
    gold.data = msgspec.structs.replace(gold.data, version=data.version, split=_narrowed_split(data.split, patterns))
    gold.ontology = None if labels else dataset.gold.ontology
    return Dataset(articles, gold)


def _narrowed_split(split: str | None, patterns: Sequence[str] | None) -> str | None:
    parts = [split or "", *([f"only {','.join(patterns)}"] if patterns is not None else [])]
    return " ".join(part for part in parts if part) or None


def _gold(articles: Sequence[Article], name: str) -> ObjectGold:
    gold = ObjectGold([article.line() for article in articles])
    gold.data = msgspec.structs.replace(gold.data, name=name)
    return gold


def _require_texts(articles: Sequence[Article], path: str) -> None:
    bare = [article.id for article in articles if article.text is None]
    if bare:
        raise InputError(f"{path}: article {bare[0]!r}: text: found none, expected articles that carry their texts")


# The loaders that a run folder may name when its report is made again: a foreign folder must not call anything else.
LOADERS: Mapping[str, Any] = {
    f"wirecopy.evaluation.datasets.{loader.__name__}": loader
    for loader in (embedded, lines, conll, brat, wikievents, hub)
}
