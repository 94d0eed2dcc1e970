"""``croissant.json``: the dataset in the Croissant 1.0 vocabulary of MLCommons, with the hash of every file.

There is a record set a table, ``<configuration>_<split>``. Labels are numbers as in the files; a field's description
names them. Croissant readers hold one level of repeated records, so the arguments of events stand in the record sets of
``events`` and not inside those of ``articles``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from wirecopy.corpus.atomic import write_text
from wirecopy.corpus.card.settings import page_url, release, settings
from wirecopy.corpus.dataset.contents import Contents
from wirecopy.corpus.dataset.features import CONFIGS, features
from wirecopy.corpus.dataset.meanings import MEANINGS
from wirecopy.corpus.dataset.parquet import Table
from wirecopy.corpus.errors import refuse

FILE = "croissant.json"
CONFORMS = "http://mlcommons.org/croissant/1.0"

# The context that the Croissant 1.0 specification prescribes.
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
_TYPES = {"string": "sc:Text", "int32": "sc:Integer", "bool": "sc:Boolean"}
_REQUIRED = ("name", "url", "description", "license")


def write_croissant(folder: Path, contents: Contents) -> None:
    """Write ``croissant.json`` into a build's folder. Raises ``InputError`` if it does not describe the folder."""
    document = croissant(contents)
    refuse(list(problems(document, folder)))
    write_text(folder / FILE, json.dumps(document, indent=1, ensure_ascii=False) + "\n")


def croissant(contents: Contents) -> dict[str, Any]:
    """Return the document; its date is that of the version in the dataset's changelog, left out before a release."""
    said, version, url = settings(), contents.catalogue.version, page_url(contents.repository)
    date = release(version).date
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS,
        "name": contents.catalogue.name,
        "description": said.description,
        "url": url,
        "license": said.license_url,
        "version": version,
        **({"datePublished": date} if date else {}),
        "creator": [{"@type": "sc:Organization", "name": author} for author in said.authors],
        "inLanguage": list(said.languages),
        "keywords": ["named entity recognition", "attribution", "event extraction", "news"],
        "citeAs": f"{', '.join(said.authors)}: {said.title} {version}, {url}",
        "isLiveDataset": False,
        "distribution": [_file(table) for table in contents.tables],
        "recordSet": [_record_set(table) for table in contents.tables],
    }


def _file(table: Table) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": table.path,
        "name": table.path,
        "contentUrl": table.path,
        "contentSize": f"{table.bytes} B",
        "encodingFormat": "application/x-parquet",
        "sha256": table.sha256,
    }


def _record_set(table: Table) -> dict[str, Any]:
    name = f"{table.config}_{table.split}"
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": f"Split {table.split} of {table.config}, {table.rows} records: each is {CONFIGS[table.config]}.",
        "key": {"@id": f"{name}/id"},
        "field": [_field(table, f"{name}/{column}", (column,), f) for column, f in features(table.config).items()],
    }


def _field(table: Table, name: str, path: tuple[str, ...], feature: Any) -> dict[str, Any]:
    """Return the field of a column, or of a part of one: ``path`` names the column, then keys of structs in it."""
    inner, repeated = _item(feature)
    field: dict[str, Any] = {"@type": "cr:Field", "@id": name, "name": name}
    if len(path) == 1:
        field["description"] = MEANINGS[path[0]]
    if repeated:
        field["repeated"] = True
    if isinstance(inner, dict):
        parts = {key: value for key, value in inner.items() if not (repeated and _is_records(value))}
        field["subField"] = [_field(table, f"{name}/{key}", (*path, key), value) for key, value in parts.items()]
        return field
    return field | _leaf(table, path, inner)


def _leaf(table: Table, path: tuple[str, ...], feature: Any) -> dict[str, Any]:
    from datasets import ClassLabel

    source: dict[str, Any] = {"fileObject": {"@id": table.path}, "extract": {"column": path[0]}}
    steps = [{"jsonPath": f"$.{key}"} for key in path[1:]]
    if steps:
        source["transform"] = steps[0] if len(steps) == 1 else steps
    if not isinstance(feature, ClassLabel):
        return {"dataType": _TYPES[feature.dtype], "source": source}
    names = ", ".join(f"{number} {label}" for number, label in enumerate(feature.names))
    return {"dataType": "sc:Integer", "description": f"Labels: {names}.", "source": source}


def _item(feature: Any) -> tuple[Any, bool]:
    """Return what a feature's lists hold in the end, and whether it is a list at all."""
    from datasets import List

    repeated = False
    while isinstance(feature, List):
        feature, repeated = feature.feature, True
    return feature, repeated


def _is_records(feature: Any) -> bool:
    inner, repeated = _item(feature)
    return repeated and isinstance(inner, dict)


def problems(document: Mapping[str, Any], folder: Path) -> Iterator[str]:
    """Yield what is wrong with a document that validators let pass: a missing name, url, description or licence,
    a file without its SHA-256 or with another one, a record set over a file that is not described."""
    for key in _REQUIRED:
        if not document.get(key):
            yield f"{FILE}: {key}: found none, expected it stated"
    for key in ("url", "license"):
        if not str(document.get(key, "https://")).startswith("https://"):
            yield f"{FILE}: {key}: found {document[key]!r}, expected an https address"
    described = {row["@id"]: row for row in document.get("distribution", ())}
    for name, row in described.items():
        yield from _file_problems(name, row, folder)
    for records in document.get("recordSet", ()):
        for name in sorted(_files_of(records) - described.keys()):
            yield f"{FILE}: record set {records['@id']}: found file {name!r}, expected one of the distribution"


def _file_problems(name: str, row: Mapping[str, Any], folder: Path) -> Iterator[str]:
    path = folder / row["contentUrl"]
    if not path.is_file():
        yield f"{FILE}: {name}: found no such file, expected one of the folder"
    elif row.get("sha256") != hashlib.sha256(path.read_bytes()).hexdigest():
        yield f"{FILE}: {name}: sha256: found {row.get('sha256')}, expected the hash of the file"


def _files_of(part: Any) -> set[str]:
    if isinstance(part, list):
        return set().union(*map(_files_of, part))
    if not isinstance(part, dict):
        return set()
    here = {part["fileObject"]["@id"]} if "fileObject" in part else set()
    return here.union(*map(_files_of, part.values()))
