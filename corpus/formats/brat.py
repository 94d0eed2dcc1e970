"""brat's standoff: a folder with a ``.txt`` and an ``.ann`` file for every document, and a label mapping.

The file names are the articles' ids, percent-encoded where a file system would not hold them. Folders below are
read too. Which layers there are is what ``annotation.conf`` says under the headings that ``write`` gives it; without
them, what any document has.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import UNSET
from msgspec.structs import replace

from wirecopy.corpus.errors import InputError, refuse
from wirecopy.corpus.formats.brat_ann import parse
from wirecopy.corpus.formats.brat_mapping import Mapping, load_mapping
from wirecopy.corpus.formats.brat_read import Document, article_of
from wirecopy.corpus.formats.brat_write import configuration, lines_of
from wirecopy.corpus.formats.files import (
    article_id_of,
    file_name,
    read_text,
    require_folder,
    require_texts,
    write_folder,
)
from wirecopy.corpus.formats.records import Imported, Note, Options, Tally
from wirecopy.corpus.model import LAYERS, Article
from wirecopy.corpus.units import layers_of

_CONFIGURATION = "annotation.conf"


def read(path: Path, options: Options) -> Imported:
    """Return an article for every ``.txt`` with its ``.ann``; a text without one is left out and counted.

    Raises ``InputError`` for a document that cannot be read, naming file, line, found and expected.
    """
    require_folder(path, "brat documents (.txt and .ann)")
    mapping, tally = load_mapping(options.mapping), Tally()
    texts = sorted(file for file in path.rglob("*.txt") if not file.name.startswith("."))
    annotated = {file for file in path.rglob("*.ann") if not file.name.startswith(".")}
    refuse(
        [
            f"{file}: found no {file.stem}.txt beside it"
            for file in sorted(annotated - {t.with_suffix(".ann") for t in texts})
        ]
    )
    if not texts:
        raise InputError(f"{path}: found no .txt file, expected brat documents (.txt and .ann)")
    articles = []
    for file in texts:
        if file.with_suffix(".ann") not in annotated:
            tally.add("left out", "texts", "no .ann file beside them", str(file))
            continue
        articles.append(_document(path, file, mapping, tally))
    return Imported(_with_layers(articles, path / _CONFIGURATION), tally.notes())


def _document(root: Path, file: Path, mapping: Mapping, tally: Tally) -> Article:
    name = article_id_of(file.relative_to(root).with_suffix("").as_posix())
    text = read_text(file, "the text of a brat document", may_be_empty=True)
    ann = file.with_suffix(".ann")
    standoff = parse(read_text(ann, "brat annotations", may_be_empty=True), ann)
    return article_of(Document(name, text, standoff, ann), mapping, tally)


def _with_layers(articles: Sequence[Article], conf: Path) -> tuple[Article, ...]:
    lines = set(read_text(conf, "brat's configuration", may_be_empty=True).split("\n")) if conf.is_file() else set()
    present = {layer for layer in LAYERS if any(getattr(a.annotation, layer) for a in articles)}
    declared = {layer for layer in LAYERS if f"!{layer}" in lines}
    absent = {layer: UNSET for layer in LAYERS if layer not in present | declared}
    return tuple(replace(a, annotation=replace(a.annotation, **absent)) for a in articles)


def write(articles: Sequence[Article], path: Path, options: Options) -> tuple[Note, ...]:
    """Write a new folder with two files an article and ``annotation.conf``; it appears only when it is complete."""
    require_texts([(article.id, article.text) for article in articles], "brat")
    mapping, tally = load_mapping(options.mapping), Tally()
    layers = frozenset(layer for a in articles for layer in layers_of(a.annotation))
    files: dict[str, str] = {}
    for article in articles:
        name = file_name(article.id)
        lines = lines_of(article, mapping, tally)
        files[f"{name}.txt"] = article.text or ""
        files[f"{name}.ann"] = "".join(f"{line}\n" for line in lines)
        missing = layers - set(layers_of(article.annotation))
        tally.add(
            "kept",
            "absent layers",
            "brat cannot tell them from empty ones where other articles have them",
            count=len(missing),
        )
    files[_CONFIGURATION] = "\n".join(configuration(list(articles), mapping, layers)) + "\n"
    write_folder(path, files)
    return tally.notes()
