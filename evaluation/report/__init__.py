"""The HTML report of a run: figures, types, confusion, and the articles with what went wrong, worst first.

One self-contained file: no request to anywhere, everything untrusted escaped, the texts of withheld articles
shown only where the reader has restored them.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from wirecopy.corpus.atomic import write_text
from wirecopy.corpus.model import Annotation, Article
from wirecopy.evaluation.report.rows import article_rows, confusion_tables, measure_rows, type_tables

# A page of more articles than this would be slow to open; the worst are shown and the rest are counted.
SHOWN_ARTICLES = 200


def write_report(
    path: Path, results: Mapping[str, Any], articles: Sequence[Article], predictions: Sequence[Annotation]
) -> None:
    """Write the report of a run; ``results`` is its result record, with the error analysis for the article part."""
    write_text(path, report_html(results, articles, predictions))


def report_html(results: Mapping[str, Any], articles: Sequence[Article], predictions: Sequence[Annotation]) -> str:
    """Return the report as one HTML page."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    from wirecopy.corpus.draw import SCRIPT, STYLE

    environment = Environment(
        loader=PackageLoader("wirecopy.evaluation", "report"), autoescape=True, undefined=StrictUndefined,
        finalize=plain,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    rows = article_rows(results, articles, predictions)
    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    return environment.get_template("report.html.j2").render(
        results=results,
        run=results.get("run"),
        measures=measure_rows(results),
        types=type_tables(results),
        confusion=confusion_tables(results),
        articles=rows[:SHOWN_ARTICLES],
        hidden=max(0, len(rows) - SHOWN_ARTICLES),
        style=Markup(STYLE),  # noqa: S704 - our own constant
        script=Markup(SCRIPT),  # noqa: S704 - our own constant
        script_digest=digest,
    )


def plain(value: object) -> object:
    """Return what a template prints, with characters that would turn or hide their surroundings written out."""
    from markupsafe import Markup

    from wirecopy.corpus.draw.layers import visible

    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
