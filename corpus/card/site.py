"""The static browser of a build: an index and a page an article, relative links, no request to anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from markupsafe import Markup

from wirecopy.corpus.atomic import write_text
from wirecopy.corpus.dataset.source import Source, without_answers
from wirecopy.corpus.draw import page
from wirecopy.corpus.draw.layers import visible
from wirecopy.corpus.model import Article
from wirecopy.corpus.units import claims_of, entities_of, events_of

_PLAIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,100}")

_INDEX = Markup("""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{name} {version}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 62rem; padding: 0 1rem; }}
table {{ border-collapse: collapse; width: 100%; }}
th, td {{ border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); padding: .35rem .6rem;
  text-align: left; vertical-align: top; }}
td.n, th.n {{ text-align: right; font-variant-numeric: tabular-nums; }}
</style>
</head>
<body>
<main>
<h1>{name} {version}</h1>
<p>{about}</p>
{splits}
</main>
</body>
</html>
""")
_SPLIT = Markup("""<h2>{split}</h2>
<p>{note}</p>
<table>
<thead><tr><th>article</th><th>collection</th><th>headline</th><th class="n">entities</th><th class="n">claims</th>
<th class="n">events</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>
""")
_ROW = Markup(
    '<tr><td><a href="{href}">{id}</a></td><td>{collection}</td><td>{headline}</td>'
    '<td class="n">{entities}</td><td class="n">{claims}</td><td class="n">{events}</td></tr>\n'
)
_ABOUT = "Articles with their annotation in three layers. Texts that are withheld are not in these pages."


def write_site(folder: Path, source: Source, withheld_gold: Iterable[str]) -> None:
    """Write ``index.html`` and ``articles/<id>.html``; answers that are held back and withheld texts are in none."""
    held = set(withheld_gold)
    sections = [_split(folder, source, split, split in held) for split in source.catalogue.splits]
    about = {"name": source.catalogue.name, "version": source.catalogue.version, "about": _ABOUT}
    write_text(folder / "index.html", str(_INDEX.format(**about, splits=Markup("").join(filter(None, sections)))))


def _split(folder: Path, source: Source, split: str, held: bool) -> Markup:
    rows = []
    for number, article in enumerate(source.articles(split)):
        shown = without_answers(article) if held else article
        # An id is a file's name only if it is plain; any other article gets a number.
        name = article.id if _PLAIN.fullmatch(article.id) else f"{split}-{number}"
        write_text(folder / "articles" / f"{name}.html", page(shown))
        rows.append(_row(shown, f"articles/{name}.html"))
    note = "The answers of this split are held back." if held else f"{len(rows)} articles"
    return _SPLIT.format(split=visible(split), note=note, rows=Markup("").join(rows)) if rows else Markup("")


def _row(article: Article, href: str) -> Markup:
    layers = article.annotation
    return _ROW.format(
        href=href,
        id=visible(article.id),
        collection=visible(article.collection or ""),
        headline=visible(article.metadata.headline or "withheld"),
        entities=len(entities_of(layers)),
        claims=len(claims_of(layers)),
        events=len(events_of(layers)),
    )
