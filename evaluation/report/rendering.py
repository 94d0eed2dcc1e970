"""The page around the blocks: what the template gets, and where the blocks go."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from wirecopy.corpus.atomic import writing
from wirecopy.corpus.model import Article
from wirecopy.evaluation.report.files import TOGETHER, files_beside, folder_of, without_files, write_files
from wirecopy.evaluation.report.findings import Reading
from wirecopy.evaluation.report.packed import LAYER_NAMES, Block, Index, blocks, packed

# More failed articles than this are not listed at the top.
MOST_FAILED = 20
# Up to so many articles a page holds everything itself: some 12 MB of full agency copy.
MOST_EMBEDDED = 1000


class Content(NamedTuple):
    """What a page is made of.

    ``rows`` are its articles in order, ``words`` what the kinds of findings are called, ``heads`` the two columns of
    findings, ``failed`` why articles have no answer, ``shown`` what else the template shows.
    """

    rows: Iterable[tuple[Article, Reading]]
    articles: int
    words: Mapping[str, str]
    heads: tuple[str, str]
    failed: Mapping[str, str]
    shown: Mapping[str, Any]


def html(content: Content) -> Iterator[str]:
    """Yield the page piece by piece, everything in it: articles are drawn as they are written, the index after them."""
    index, drawn = _drawn(content)
    return _page(content, drawn, index, None)


def write(path: Path, content: Content, *, embedded: bool | None = None) -> None:
    """Write the page; where it is not ``embedded`` (by default: of many articles), its blocks into files beside it."""
    if embedded if embedded is not None else content.articles <= MOST_EMBEDDED:
        _write(path, html(content))
        without_files(path)
        return
    index, drawn = _drawn(content)
    with files_beside(path) as folder:
        write_files(folder, drawn)
    where = {"folder": folder_of(path).name, "together": TOGETHER}
    _write(path, _page(content, (), index, where))


def _write(path: Path, pieces: Iterable[str]) -> None:
    with writing(path) as beside:
        for piece in pieces:
            beside.write(piece.encode("utf-8"))


def _drawn(content: Content) -> tuple[Index, Iterator[Block]]:
    index = Index(list(content.words), content.failed)
    return index, blocks(content.rows, index, content.words, content.heads)


def _page(content: Content, carried: Iterable[Block], index: Index, where: Mapping[str, Any] | None) -> Iterator[str]:
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    from wirecopy.corpus.draw import STYLE
    from wirecopy.corpus.draw.layers import visible

    environment = Environment(
        loader=PackageLoader("wirecopy.evaluation", "report/page"), autoescape=True, undefined=StrictUndefined,
        finalize=plain, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    script, style = (_ours(name) for name in ("report.js", "report.css"))
    return environment.get_template("report.html.j2").generate(
        **content.shown,
        layers=LAYER_NAMES,
        words=content.words,
        blocks=carried,
        link=lambda name: quote(visible(name), safe=""),
        MOST_FAILED=MOST_FAILED,
        index=lambda: packed(index.document(where)),
        style=Markup(f"{STYLE}\n{style}"),  # noqa: S704 - our own constants
        script=Markup(script),  # noqa: S704 - our own file
        # Scripts beside the page: 'self' on a server, file: on a disk.
        scripts=f"'sha256-{_digest(script)}'" + (" 'self' file:" if where else ""),
    )


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _ours(name: str) -> str:
    return files("wirecopy.evaluation").joinpath("report/page", name).read_text(encoding="utf-8")


def plain(value: object) -> object:
    """Return what a template prints, with characters that would turn or hide their surroundings written out."""
    from markupsafe import Markup

    from wirecopy.corpus.draw.layers import visible

    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
