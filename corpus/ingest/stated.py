"""What an HTML page states in its head, its JSON-LD and its links; a value it does not state is absent."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from wirecopy.corpus.ingest.dates import parse_stamp
from wirecopy.corpus.ingest.ownership import license_of
from wirecopy.corpus.text import normalise

_ARTICLES = re.compile(r"(?:Article|BlogPosting|Report|Reportage\w*|LiveBlogPosting)$")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>\"]{3,2000}")

# (field, where it is stated, from the most to the least reliable). JSON-LD paths are dotted.
_SOURCES: dict[str, tuple[str, ...]] = {
    "headline": ("ld:headline", "meta:og:title", "meta:twitter:title", "title"),
    "outlet": ("meta:og:site_name", "ld:publisher.name", "meta:application-name"),
    "published": (
        "ld:datePublished",
        "meta:article:published_time",
        "meta:datepublished",
        "meta:date",
        "meta:dc.date",
        "meta:dc.date.issued",
        "meta:dcterms.created",
        "meta:publishdate",
        "meta:pubdate",
        "meta:parsely-pub-date",
        "item:datePublished",
    ),
    "updated": (
        "ld:dateModified",
        "meta:article:modified_time",
        "meta:og:updated_time",
        "meta:lastmod",
        "meta:last-modified",
        "item:dateModified",
    ),
    "url": ("link:canonical", "meta:og:url", "ld:mainEntityOfPage.@id", "ld:mainEntityOfPage", "ld:url"),
    "license": ("link:license", "ld:license", "meta:dc.rights", "meta:dcterms.license"),
    "holder": ("ld:copyrightHolder.name", "meta:copyright", "meta:dcterms.rightsholder"),
    "language": ("html:lang", "ld:inLanguage", "meta:og:locale", "meta:language", "meta:content-language"),
}


def stated_in(tree: Any) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the stated fields of a page, checked and in the forms of the metadata, and the stated authors."""
    article = _linked_data(tree)
    values = {**_metas(tree), **_links(tree), **_items(tree)}
    values["html:lang"] = tree.get("lang") or tree.get("xml:lang") or ""
    values["title"] = _title(tree)
    stated: dict[str, str] = {}
    for field, sources in _SOURCES.items():
        for source in sources:
            raw = _path(article, source[3:]) if source.startswith("ld:") else values.get(source)
            checked = _CHECKS.get(field, _plain)(raw) if isinstance(raw, str) else None
            if checked:
                stated[field] = checked
                break
    return stated, _authors(article, values)


def times_in(tree: Any) -> dict[str, str]:
    """Return the words of the page's ``time`` elements with the stamps of their ``datetime``."""
    found: dict[str, str] = {}
    for element in tree.iter("time"):
        words, stamp = _plain(element.text_content() or ""), parse_stamp(element.get("datetime") or "")
        if words and stamp:
            found.setdefault(words, stamp)
    return found


def _title(tree: Any) -> str:
    """The document's title, where no bar or dash says that an outlet's name may be part of it."""
    found = next((element.text or "" for element in tree.iter("title")), "")
    return "" if re.search(r"\s[|–—·»-]\s", found) else found


def _metas(tree: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("http-equiv")
        if name and meta.get("content"):
            found.setdefault(f"meta:{name.strip().lower()}", meta.get("content"))
    return found


def _links(tree: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for link in tree.iter("link", "a"):
        for relation in (link.get("rel") or "").lower().split():
            if relation in ("canonical", "license") and link.get("href"):
                found.setdefault(f"link:{relation}", link.get("href").strip())
    return found


def _items(tree: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("time", "meta", "span"):
        name, value = element.get("itemprop"), element.get("datetime") or element.get("content")
        if name in ("datePublished", "dateModified") and value:
            found.setdefault(f"item:{name}", value)
    return found


# -- JSON-LD


def _linked_data(tree: Any) -> dict[str, Any]:
    """The first object of a JSON-LD block whose type is an article's."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "") or not script.text:
            continue
        try:
            loaded = json.loads(script.text)
        except (ValueError, RecursionError):
            continue  # a broken block states nothing
        for item in _objects(loaded):
            kinds = item.get("@type")
            if any(
                isinstance(kind, str) and _ARTICLES.search(kind)
                for kind in (kinds if isinstance(kinds, list) else [kinds])
            ):
                return item
    return {}


def _objects(loaded: Any) -> Iterator[dict[str, Any]]:
    for item in loaded if isinstance(loaded, list) else [loaded]:
        if isinstance(item, dict):
            yield item
            graph = item.get("@graph")
            yield from (entry for entry in (graph if isinstance(graph, list) else []) if isinstance(entry, dict))


def _path(item: Any, path: str) -> str | None:
    for step in path.split("."):
        item = item[0] if isinstance(item, list) and item else item
        item = item.get(step) if isinstance(item, dict) else None
    return item if isinstance(item, str) else None


def _authors(article: dict[str, Any], values: dict[str, str]) -> tuple[str, ...]:
    """The stated authors, as printed: of JSON-LD, else of the meta elements. Addresses of profiles are no names."""
    listed = article.get("author")
    found = [
        _path(author, "name") if isinstance(author, dict) else author
        for author in (listed if isinstance(listed, list) else [listed])
    ]
    names = [name for name in found if isinstance(name, str)]
    names = (
        names
        or [
            values[key]
            for key in ("meta:author", "meta:article:author", "meta:dc.creator", "meta:byl")
            if key in values
        ][:1]
    )
    return tuple(_plain(name) or "" for name in names if _plain(name) and not name.startswith("http"))


# -- checks


def _plain(value: str) -> str | None:
    clean = re.sub(r"\s+", " ", normalise(value).text).strip()
    return clean if 0 < len(clean) <= 500 else None


def _address(value: str) -> str | None:
    return value.strip() if _ADDRESS.fullmatch(value.strip()) else None


def _language(value: str) -> str | None:
    tag = value.strip().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) else None


_CHECKS: dict[str, Callable[[str], str | None]] = {
    "published": parse_stamp,
    "updated": parse_stamp,
    "url": _address,
    "language": _language,
    "license": license_of,
    "holder": _plain,
}
