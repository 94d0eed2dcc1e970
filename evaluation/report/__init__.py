"""The HTML report of a run, or of two: figures, types, confusion, and the articles with what went wrong, worst first.

One self-contained file: no request to anywhere, everything untrusted escaped, the texts of withheld articles
shown only where the reader has restored them. The drawings of the articles are carried deflated, so that ten thousand
of them open as fast as ten.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from wirecopy.corpus.atomic import writing
from wirecopy.corpus.model import Annotation, Article
from wirecopy.evaluation.report.findings import WORDS, Reading, read
from wirecopy.evaluation.report.mapped import as_scored
from wirecopy.evaluation.report.packed import LAYER_NAMES, Index, blocks, packed
from wirecopy.evaluation.report.rows import beside, cards, confusion_tables, measure_rows, type_tables
from wirecopy.evaluation.report.versus import KINDS, kind_words, read_both

HEADS = ("gold", "predicted")


class Side(NamedTuple):
    """One run: what it is called, its results with the error analysis, its predictions."""

    name: str
    results: Mapping[str, Any]
    predictions: Sequence[Annotation]


def write_report(
    path: Path, results: Mapping[str, Any], articles: Sequence[Article], predictions: Sequence[Annotation]
) -> None:
    """Write the report of a run; ``results`` is its result record, with the error analysis for the article part."""
    _write(path, _single(results, articles, predictions))


def report_html(results: Mapping[str, Any], articles: Sequence[Article], predictions: Sequence[Annotation]) -> str:
    """Return the report as one HTML page."""
    return "".join(_single(results, articles, predictions))


def write_comparison(path: Path, sides: tuple[Side, Side], articles: Sequence[Article]) -> None:
    """Write the page that shows what each of two runs on the same articles found and the other did not."""
    _write(path, _double(sides, articles))


def comparison_html(sides: tuple[Side, Side], articles: Sequence[Article]) -> str:
    """Return the comparison of two runs as one HTML page."""
    return "".join(_double(sides, articles))


def _write(path: Path, pieces: Iterable[str]) -> None:
    with writing(path) as beside_it:
        for piece in pieces:
            beside_it.write(piece.encode("utf-8"))


def _single(
    results: Mapping[str, Any], articles: Sequence[Article], predictions: Sequence[Annotation]
) -> Iterator[str]:
    articles, predictions = as_scored(results, articles, predictions)
    found = results.get("errors", {}).get("articles", {})
    lines = {line.id: line for line in predictions}
    order = sorted(articles, key=lambda article: (-len(found.get(article.id, [])), article.id))
    rows = ((article, read(article, lines.get(article.id), found.get(article.id, []))) for article in order)
    run = results.get("run")
    return _pages(
        rows, dict(WORDS), HEADS, results=results, run=run, title=run["system"] if run else "Predictions",
        cards=[cards(results)], measures=measure_rows(results), beside=None, types=type_tables(results),
        confusion=confusion_tables(results), names=None, analysed="errors" in results,
    )  # fmt: skip


def _double(sides: tuple[Side, Side], articles: Sequence[Article]) -> Iterator[str]:
    names = (sides[0].name, sides[1].name)
    found = [side.results.get("errors", {}).get("articles", {}) for side in sides]
    scored = [as_scored(side.results, articles, side.predictions) for side in sides]
    lines = [{line.id: line for line in predictions} for _, predictions in scored]
    articles = scored[0][0]

    def reading(article: Article) -> Reading:
        return read_both(
            article, (lines[0].get(article.id), lines[1].get(article.id)),
            (found[0].get(article.id, []), found[1].get(article.id, [])),
        )  # fmt: skip

    readings = [(article, reading(article)) for article in articles]
    readings.sort(key=lambda row: (-sum(each.kind in KINDS[:2] for each in row[1].findings), row[0].id))
    first, second = (side.results for side in sides)
    return _pages(
        readings, kind_words(names), names, results=first, run=None, title=f"{names[0]} and {names[1]}",
        cards=[cards(first), cards(second)], measures=[], beside=beside(first, second), types={}, confusion={},
        names=names, analysed=all("errors" in side.results for side in sides),
    )  # fmt: skip


def _pages(
    rows: Iterable[tuple[Article, Reading]], words: Mapping[str, str], heads: tuple[str, str], **shown: Any
) -> Iterator[str]:
    """Yield the page piece by piece: articles are drawn as they are written, and the index follows them."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    from wirecopy.corpus.draw import STYLE

    environment = Environment(
        loader=PackageLoader("wirecopy.evaluation", "report/page"), autoescape=True, undefined=StrictUndefined,
        finalize=plain, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    script, style = (_ours(name) for name in ("report.js", "report.css"))
    index = Index(list(words))
    return environment.get_template("report.html.j2").generate(
        **shown,
        layers=LAYER_NAMES,
        words=words,
        blocks=blocks(rows, index, words, heads),
        counts=lambda layer, kind: index.counts[layer, kind],
        index=lambda: packed(index.document()),
        style=Markup(f"{STYLE}\n{style}"),  # noqa: S704 - our own constants
        script=Markup(script),  # noqa: S704 - our own file
        script_digest=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )


def _ours(name: str) -> str:
    return files("wirecopy.evaluation").joinpath("report/page", name).read_text(encoding="utf-8")


def plain(value: object) -> object:
    """Return what a template prints, with characters that would turn or hide their surroundings written out."""
    from markupsafe import Markup

    from wirecopy.corpus.draw.layers import visible

    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
