"""re3d: folders with ``documents.json``, ``entities.json`` and ``relations.json``, each a JSON object a line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec import Struct, field

from wirecopy.corpus.errors import InputError, refuse, shown
from wirecopy.corpus.formats.clean import Cleaned, clean
from wirecopy.corpus.formats.files import converted, json_lines, require_folder, require_texts, write_folder
from wirecopy.corpus.formats.records import Imported, Note, Options, Tally
from wirecopy.corpus.formats.spans import folded, trim
from wirecopy.corpus.model import Annotation, Article, Entity, Fragment, Metadata
from wirecopy.corpus.rights import text_hash
from wirecopy.corpus.tokens import sentences, tokenize
from wirecopy.corpus.units import claims_of, entities_of, events_of

_DOCUMENTS, _ENTITIES, _RELATIONS = "documents.json", "entities.json", "relations.json"
_WHY = "re3d holds documents with entities, and relations that we do not have"


class _Document(Struct, frozen=True):
    id: str = field(name="_id")
    text: str
    title: str | None = None
    source: str | None = field(name="sourceName", default=None)
    url: str | None = field(name="sourceUrl", default=None)


class _Entity(Struct, frozen=True):
    id: str = field(name="_id")
    begin: int
    end: int
    type: str
    value: str
    document: str = field(name="documentId")


class _Relation(Struct, frozen=True):
    id: str = field(name="_id")
    type: str
    document: str = field(name="documentId")


def read(path: Path, options: Options) -> Imported:  # noqa: ARG001 - every format is read by the same call
    """Return an article a document of a re3d folder, or of the folders in it, with re3d's own entity types.

    An entity whose words are not at its offsets is taken where its words stand in the text exactly once, and left out
    otherwise; both are noted. Raises ``InputError`` naming file and line for offsets that nothing can mend.
    """
    require_folder(path, f"re3d's {_DOCUMENTS}, {_ENTITIES} and {_RELATIONS}")
    folders = [path] if (path / _DOCUMENTS).exists() else sorted(f.parent for f in path.glob(f"*/{_DOCUMENTS}"))
    if not folders:
        raise InputError(f"{path}: found no {_DOCUMENTS} in the folder or in one below, expected re3d")
    tally = Tally()
    articles = [article for folder in folders for article in _articles(folder, tally)]
    names = [article.id for article in articles]
    refuse(
        [f"{path}: found document {shown(n)} more than once" for n in sorted({n for n in names if names.count(n) > 1})]
    )
    return Imported(tuple(articles), tally.notes())


def _articles(folder: Path, tally: Tally) -> list[Article]:
    file = folder / _DOCUMENTS
    documents = [converted(row, _Document, f"{file}:{number}") for number, row in json_lines(file, "re3d documents")]
    texts = {document.id: clean(document.text) for document in documents}
    found: dict[str, list[Entity]] = {document.id: [] for document in documents}
    file = folder / _ENTITIES
    for number, row in json_lines(file, "re3d entities", may_be_empty=True):
        where = f"{file}:{number}"
        entity: _Entity = converted(row, _Entity, where)
        if entity.document not in texts:
            raise InputError(
                f"{where}: documentId: found {shown(entity.document)}, expected a document of {folder / _DOCUMENTS}"
            )
        tally.add("dropped", "confidences", "no field of ours holds them", count=int("confidence" in row))
        span = _span(entity, texts[entity.document], where, tally)
        if span is not None:
            found[entity.document].append(Entity(*span, entity.type, id=entity.id))
    _note_relations(folder, tally)
    return [_article(document, texts[document.id], found[document.id], tally) for document in documents]


def _article(document: _Document, cleaned: Cleaned, entities: Sequence[Entity], tally: Tally) -> Article:
    if cleaned.changed:
        tally.add(
            "repaired", "texts", "brought to NFC, line feeds and no control characters; offsets follow", document.id
        )
    metadata = Metadata(headline=document.title, outlet=document.source, url=document.url)
    layers = Annotation(document.id, entities=tuple(entities))
    return Article(document.id, layers, text=cleaned.text, sha256=text_hash(cleaned.text), metadata=metadata)


def _span(entity: _Entity, cleaned: Cleaned, where: str, tally: Tally) -> Fragment | None:
    text = cleaned.text
    length = cleaned.pieces[-1][1] if cleaned.pieces else len(text)
    inside = 0 <= entity.begin < entity.end <= length
    start, end = cleaned.span(entity.begin, entity.end) if inside else (0, 0)
    words = text[start:end]
    if words != entity.value and folded(words) == folded(entity.value) and words.strip():
        tally.add("kept", "entities", "the text writes their quotation marks or white space differently", where)
    elif words != entity.value:
        if text.count(entity.value) != 1 or not entity.value.strip():
            if not inside:
                raise InputError(
                    f"{where}: found [{entity.begin}, {entity.end}], expected a span inside {length} characters"
                )
            tally.add(
                "left out",
                "entities",
                "their words are not at their offsets and stand nowhere or more than once",
                where,
            )
            return None
        start = text.index(entity.value)
        end = start + len(entity.value)
        tally.add("repaired", "entities", "offsets were wrong; their words stand in the text exactly once", where)
    left, right = trim(text, start, end)
    if left == right:
        tally.add("left out", "entities", "of white space only", where)
        return None
    if (left, right) != (start, end):
        tally.add("repaired", "entities", "trimmed of white space at their ends", where)
    return left, right


def _note_relations(folder: Path, tally: Tally) -> None:
    file = folder / _RELATIONS
    if not file.exists():
        return
    for number, row in json_lines(file, "re3d relations", may_be_empty=True):
        relation: _Relation = converted(row, _Relation, f"{file}:{number}")
        tally.add("dropped", f"{relation.type} relations", "no layer of ours holds them")


def write(articles: Sequence[Article], path: Path, options: Options) -> tuple[Note, ...]:  # noqa: ARG001
    """Write a new folder with the three files; relations are none."""
    require_texts([(article.id, article.text) for article in articles], "re3d")
    tally = Tally()
    documents, entities = [], []
    for article in articles:
        _note_losses(article, tally)
        documents.append(_written_document(article))
        entities += _written_entities(article, tally)
    files = {_DOCUMENTS: documents, _ENTITIES: entities, _RELATIONS: []}
    write_folder(path, {name: "".join(row + "\n" for row in rows) for name, rows in files.items()})
    return tally.notes()


def _written_document(article: Article) -> str:
    text, about = article.text or "", article.metadata
    row = {
        "_id": article.id, "sourceName": about.outlet, "sourceUrl": about.url, "wordCount": len(tokenize(text)),
        "sentenceCount": len(sentences(text)), "title": about.headline, "text": text,
    }  # fmt: skip
    return msgspec.json.encode(row).decode("utf-8")


def _written_entities(article: Article, tally: Tally) -> list[str]:
    text, rows = article.text or "", []
    for number, entity in enumerate(entities_of(article.annotation), 1):
        if entity.id is None:
            tally.add("repaired", "entities without id", "re3d needs one, which is made up")
        row = {
            "_id": entity.id or f"{article.id}-{number}", "begin": entity.start, "end": entity.end, "type": entity.type,
            "value": text[entity.start : entity.end], "documentId": article.id, "confidence": 1,
        }  # fmt: skip
        rows.append(msgspec.json.encode(row).decode("utf-8"))
    return rows


def _note_losses(article: Article, tally: Tally) -> None:
    tally.add("dropped", "claims", _WHY, count=len(claims_of(article.annotation)))
    tally.add("dropped", "events", _WHY, count=len(events_of(article.annotation)))
    for name in ("value", "cluster", "link"):
        tally.add(
            "dropped",
            f"entity {name}s",
            _WHY,
            count=sum(getattr(e, name) is not None for e in entities_of(article.annotation)),
        )
    tally.add("dropped", "metonym marks", _WHY, count=sum(e.metonym for e in entities_of(article.annotation)))
    about = article.metadata
    rest = msgspec.structs.replace(about, headline=None, outlet=None, url=None)
    tally.add("dropped", "metadata", _WHY, count=int(rest != Metadata()))
    tally.add("dropped", "zones", _WHY, count=len(article.zones))
