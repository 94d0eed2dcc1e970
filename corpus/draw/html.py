"""An annotated article as HTML: the text with its marks, claims and events beside it, tied together by names of units.

Everything that comes from an article or an annotation is untrusted: ``Markup.format`` escapes it, types and roles stand
in attributes and never in class names, and characters that would turn the text around are written out.
"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from markupsafe import Markup

from wirecopy.corpus.draw.html_lists import lists_html
from wirecopy.corpus.draw.html_text import text_html
from wirecopy.corpus.draw.layers import Judgement, layer, marks, visible
from wirecopy.corpus.draw.style import SCRIPT, STYLE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wirecopy.corpus.draw.layers import Mark
    from wirecopy.corpus.model import Annotation, Article


def to_html(article: Article) -> str:
    """Return an article with its own annotation as an HTML fragment; see ``article_html``."""
    return article_html(article, article.annotation)


def article_html(
    article: Article, annotation: Annotation, *, anchor: str | None = None,
    judged: Mapping[str, Judgement] | None = None,
) -> str:  # fmt: skip
    """Return an article with an annotation of it (gold, predicted, one annotator's) as an HTML fragment.

    It is one ``<article class="wc-article">`` and needs ``STYLE``; ``SCRIPT`` lights up what belongs together.
    In its ``.wc-text`` every piece of text names the units over it (``data-unit="e1 c2"``), and the text content is the
    article's text but for characters that would act on their surroundings. ``anchor`` begins the ids in it, by default
    a hash of the article's id: give one where a page holds an article twice. Everything in it is escaped: a
    template inserts it as it is. ``judged`` says of units (``e1``) how a comparison of annotations found them: their
    marks and items get its state as ``data-state``, the items its words.
    """
    return str(_fragment(article, annotation, anchor, judged))


def _fragment(
    article: Article, annotation: Annotation, anchor: str | None = None, judged: Mapping[str, Judgement] | None = None
) -> Markup:
    start = anchor or "wc" + hashlib.sha256(article.id.encode(errors="replace")).hexdigest()[:10]
    text = article.text
    drawn = _stated(marks(article, annotation), judged or {})
    body = _withheld(article) if text is None else text_html(text, drawn, start, titles=judged is None)
    return Markup(
        '<article class="wc-article" data-article="{}" lang="{}">{}'
        '<div class="wc-body"><div>{}{}</div>{}</div></article>\n'
    ).format(
        visible(article.id),
        visible(article.metadata.language or "en"),
        _head(article),
        "" if text is None else _legend(annotation),
        body,
        lists_html(text, annotation, start, judged or {}),
    )


def _stated(found: Sequence[Mark], judged: Mapping[str, Judgement]) -> Sequence[Mark]:
    if not judged:
        return found
    fair = Judgement("", "")
    judgements = ((mark, judged.get(mark.unit, fair)) for mark in found)
    return [mark._replace(state=said.state, note=said.note) if said.state else mark for mark, said in judgements]


def page(article: Article) -> str:
    """Return a whole HTML page of an article, self-contained: nothing is fetched, no script but ``SCRIPT`` runs."""
    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    ours = [Markup(text) for text in (STYLE, SCRIPT)]  # noqa: S704 - constants of this package
    filled = Markup("""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ margin: 0; }}
.wc-article {{ min-height: 100vh; padding: 1.5rem clamp(1rem, 4vw, 3rem); }}
{}
</style>
</head>
<body>
<main>
{}</main>
<script>{}</script>
</body>
</html>
""").format(digest, visible(article.id), ours[0], _fragment(article, article.annotation), ours[1])
    return str(filled)


def _head(article: Article) -> Markup:
    about = article.metadata
    said = {
        "collection": article.collection,
        "story": article.story,
        "outlet": about.outlet,
        "agency": about.agency,
        "published": about.published,
        "licence": about.license,
        "rights": about.rights_holder,
    }
    line = [article.id, *(f"{name}: {value}" for name, value in said.items() if value)]
    return Markup('<header class="wc-head"><h2>{}</h2><p>{}</p></header>').format(
        visible(about.headline or article.id), visible(" · ".join(line))
    )


def _legend(annotation: Annotation) -> Markup:
    """Return what the marks in the text mean, for those that occur in this annotation."""
    kinds = sorted({entity.type for entity in layer(annotation.entities)})
    shown = [
        Markup('<li><span class="wc-type" data-type="{}">{}</span></li>').format(k, k) for k in map(visible, kinds)
    ]
    if layer(annotation.claims):
        shown.append(
            Markup(
                '<li><span class="wc-source">source</span> <span class="wc-cue">cue</span> '
                '<span class="wc-content" data-depth="1">attributed</span> '
                '<span class="wc-content" data-depth="2">attributed twice</span></li>'
            )
        )
    if layer(annotation.events):
        shown.append(Markup('<li><span class="wc-trigger">event trigger</span></li>'))
    return Markup('<ul class="wc-legend">{}</ul>').format(Markup("").join(shown)) if shown else Markup("")


def _withheld(article: Article) -> Markup:
    return Markup(
        '<p class="wc-withheld">The text of this article is withheld: it may not be redistributed. Who has a copy '
        "restores it with <code>wirecopy corpus restore {} --from PATH</code>. "
        "Until then units are shown by their offsets.</p>"
    ).format(visible(article.collection or "COLLECTION"))
