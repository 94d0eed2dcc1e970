"""The page of disagreements: every passage that annotators read differently, their versions side by side.

One self-contained file: no request to anywhere, everything untrusted escaped.
"""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

from wirecopy.annotation.agreement.passes import Passes
from wirecopy.annotation.page.passages import ArticlePassages, article_passages
from wirecopy.corpus.atomic import write_text
from wirecopy.evaluation.measures import HEADLINES

# A page of more articles than this would be slow to open; those with most disagreements are shown, the rest counted.
SHOWN_ARTICLES = 100


def write_page(path: Path, passes: Passes, document: dict[str, Any]) -> None:
    """Write the page of the disagreements; ``document`` is that of ``annotate agreement --json``."""
    write_text(path, page_html(passes, document))


def page_html(passes: Passes, document: dict[str, Any]) -> str:
    """Return the page of the disagreements as HTML."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    from wirecopy.corpus.draw import SCRIPT, STYLE

    environment = Environment(
        loader=PackageLoader("wirecopy.annotation", "page"), autoescape=True, undefined=StrictUndefined,
        finalize=_plain, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    found = [article_passages(passes, article, number) for number, article in enumerate(passes.articles)]
    disputed = sorted((each for each in found if each.passages), key=lambda each: (-each.count, each.article))
    return environment.get_template("agreement.html.j2").render(
        document=document,
        headlines=[(name, document["measures"][name]) for name in HEADLINES.values() if name in document["measures"]],
        kinds=_kinds(found),
        articles=disputed[:SHOWN_ARTICLES],
        hidden=max(0, len(disputed) - SHOWN_ARTICLES),
        alike=len(found) - len(disputed),
        style=Markup(STYLE),  # noqa: S704 - our own constant
        script=Markup(SCRIPT),  # noqa: S704 - our own constant
        script_digest=base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode(),
    )


def _kinds(found: list[ArticlePassages]) -> list[tuple[str, str, int]]:
    """Return how often what is in dispute: (layer, what, count), the most frequent first."""
    counts: dict[tuple[str, str], int] = {}
    for row in (row for each in found for passage in each.passages for row in passage.rows):
        for what in [*row.differs, *(["only some have it"] if row.missing else [])]:
            counts[row.layer, what] = counts.get((row.layer, what), 0) + 1
    return sorted(((*key, count) for key, count in counts.items()), key=lambda row: (-row[2], row[:2]))


def _plain(value: object) -> object:
    """Return what the template prints, with characters that would turn or hide their surroundings written out."""
    from markupsafe import Markup

    from wirecopy.corpus.draw.layers import visible

    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
