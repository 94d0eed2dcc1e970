"""Article files to articles and back; the embedded corpus and its splits.

An article is ``<id>.json`` with everything but its text, and ``<id>.txt`` beside it where the text may be
shipped. Writing the same article gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import msgspec
import yaml

from wirecopy.corpus.atomic import write_bytes, write_text
from wirecopy.corpus.decode import UNREADABLE, explain
from wirecopy.corpus.errors import InputError, nearest, refuse
from wirecopy.corpus.lines import read_lines
from wirecopy.corpus.model import Annotation, Article, Metadata, Provenance
from wirecopy.corpus.rights import restored, text_hash, with_text
from wirecopy.corpus.stored import StoredArticle, from_stored, to_stored, written

PACKAGE = Path(__file__).parent
ARTICLES = PACKAGE / "articles"


class Collection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where articles come from and what may be done with their texts."""

    what: str
    text: str
    license: str
    rights_holder: str
    restore: str | None = None


class Catalogue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The embedded corpus: version, collections, and the stories of each split."""

    name: str
    version: str
    collections: dict[str, Collection]
    splits: dict[str, tuple[str, ...]]

    def split_of(self, story: str | None) -> str | None:
        """Return the split that a story belongs to."""
        return next((split for split, stories in self.splits.items() if story in stories), None)


@cache
def catalogue() -> Catalogue:
    """Return the catalogue of the embedded corpus."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = (PACKAGE / "corpus.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.load(text, Loader=loader), Catalogue)  # noqa: S506 - both loaders are the safe one


def load(what: str | Path = "test", *, texts: bool = True) -> list[Article]:
    """Return articles: of a split or several (``"test"``, ``"test,real"``), of a folder, or of annotation lines.

    With ``texts`` a split whose texts are withheld and not restored is refused, and the message says how to
    restore them; without, such articles come with ``text`` None. Articles are ordered by id.
    """
    splits = [part.strip() for part in str(what).split(",")]
    if all(split in catalogue().splits for split in splits):
        articles = [article for split in dict.fromkeys(splits) for article in _split(split)]
        if texts:
            _require_texts(articles, str(what))
        return articles
    path = Path(what)
    if path.is_dir():
        return [restored(a) if a.text is None else a for a in map(read_article, article_files(path))]
    if not path.exists() and not path.suffix:
        names = ", ".join(catalogue().splits)
        raise InputError(f"{what}: found neither a split ({names}) nor a file{nearest(str(what), catalogue().splits)}")
    return [from_line(line) for line in read_lines(path)]


def _split(split: str) -> list[Article]:
    stories = catalogue().splits[split]
    files = [path for story in stories for path in article_files(ARTICLES / story)]
    return sorted((restored(a) if a.text is None else a for a in map(read_article, files)), key=lambda a: a.id)


def _require_texts(articles: Iterable[Article], what: str) -> None:
    missing = [a for a in articles if a.text is None]
    if missing:
        collections = sorted({a.collection or "?" for a in missing})
        hints = [
            f"  wirecopy corpus restore {name} --from PATH   (PATH: {catalogue().collections[name].restore})"
            for name in collections
        ]
        raise InputError(
            f"split {what!r}: the texts of {len(missing)} articles are withheld and not restored yet "
            f"(first: {missing[0].id}). Restore them from your own copy:\n" + "\n".join(hints)
        )


def article_files(folder: Path) -> list[Path]:
    """Return the article files below a folder, in order of their paths."""
    return sorted(path for path in folder.rglob("*.json") if not path.name.startswith("."))


def read_stored(path: Path) -> StoredArticle:
    """Return an article file as it stands. Raises ``InputError`` naming file, field, found and expected."""
    try:
        data = path.read_bytes()
        return msgspec.json.decode(data, type=StoredArticle)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except msgspec.ValidationError as error:
        raise InputError(f"{path}: {explain(error, StoredArticle, msgspec.json.decode(data))}") from None
    except UNREADABLE as error:
        raise InputError(f"{path}: not valid JSON: {error}") from None


def read_text(path: Path) -> str | None:
    """Return the text beside an article file, or None where there is none."""
    beside = path.with_suffix(".txt")
    if not beside.is_file():
        return None
    try:
        return beside.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{beside}: byte {error.start} is not UTF-8") from None


def read_article(path: Path) -> Article:
    """Return the article of ``<id>.json`` and the ``<id>.txt`` beside it, whose hash must be the stated one."""
    article = from_stored(read_stored(path))
    text = read_text(path)
    return article if text is None else with_text(article, text)


def write_article(article: Article, folder: Path) -> Path:
    """Write ``<id>.txt`` (if the article has a text) and ``<id>.json`` into a folder; return the JSON file's path.

    An article without text is written without surfaces. Each file appears only when it is complete; the JSON last.
    """
    path = folder / f"{article.id}.json"
    if article.text is not None:
        write_text(path.with_suffix(".txt"), article.text)
        article = msgspec.structs.replace(article, sha256=text_hash(article.text))
    write_bytes(path, written(to_stored(article)))
    return path


def from_line(line: Annotation) -> Article:
    """Return the article of a line; without text it has none, and no hash."""
    layers = Annotation(line.id, line.entities, line.claims, line.events)
    return Article(
        line.id,
        layers,
        text=line.text,
        story=line.story,
        sha256=None if line.text is None else text_hash(line.text),
        metadata=line.metadata or Metadata(),
        zones=line.zones or (),
        provenance=line.provenance or Provenance(),
    )


def find(article_id: str) -> Article:
    """Return one article of the embedded corpus by id, with its text where it is shipped or restored."""
    known = {path.stem: path for path in article_files(ARTICLES)}
    if article_id not in known:
        raise InputError(f"{article_id}: no such article in the embedded corpus{nearest(article_id, known)}")
    article = read_article(known[article_id])
    return restored(article) if article.text is None else article


def check_unique(articles: Iterable[Article]) -> None:
    """Raise ``InputError`` if two articles share an id."""
    seen: set[str] = set()
    repeated = [a.id for a in articles if a.id in seen or seen.add(a.id)]  # type: ignore[func-returns-value]
    refuse([f"article {name!r}: the id is taken by another article" for name in repeated])
