"""What an HTML page states in its head, its JSON-LD and its links; a value it does not state is absent."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from wirecopy.corpus.ingest.dates import parse_stamp
from wirecopy.corpus.ingest.linked import authors_of, linked_data, path_in
from wirecopy.corpus.ingest.ownership import license_of
from wirecopy.corpus.text import normalise

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.IGNORECASE)
_AUTHOR_METAS = (
    "meta:author",
    "meta:article:author",
    "meta:dc.creator",
    "meta:byl",
    "meta:parsely-author",
    "meta:sailthru.author",
    "item:author",
)
_EDITION = re.compile(r"\s+(?:in\s+\w+|\w+\s+edition)", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>\"]{3,2000}")

# (field, where it is stated, from the most to the least reliable). JSON-LD paths are dotted.
_SOURCES: dict[str, tuple[str, ...]] = {
    "headline": ("ld:headline", "meta:og:title", "meta:twitter:title", "title"),
    "outlet": (
        "meta:og:site_name",
        "ld:publisher.name",
        "meta:application-name",
        "meta:publisher",
        "meta:dc.publisher",
        "meta:dcterms.publisher",
        "ld:isPartOf.name",
        "site:name",
    ),
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
    "language": (
        "html:lang",
        "ld:inLanguage",
        "item:inLanguage",
        "meta:content-language",
        "meta:language",
        "meta:dc.language",
        "meta:dcterms.language",
        "meta:og:locale",
        "site:inLanguage",
        "text:lang",
    ),
}


def stated_in(tree: Any) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the stated fields of a page, checked and in the forms of the metadata, and the stated authors."""
    article, site = linked_data(tree)
    values = {**_metas(tree), **_links(tree), **_items(tree)}
    values["html:lang"] = _lang(tree)
    values["text:lang"] = next((_lang(element) for element in tree.iter("body", "main", "article", "h1")), "")
    values["title"] = _title(tree)
    values |= {f"site:{key}": site[key] for key in ("name", "inLanguage") if isinstance(site.get(key), str)}
    stated: dict[str, str] = {}
    for field, sources in _SOURCES.items():
        for source in sources:
            raw = path_in(article, source[3:]) if source.startswith("ld:") else values.get(source)
            checked = _CHECKS.get(field, _plain)(raw) if isinstance(raw, str) else None
            if checked:
                stated[field] = checked
                break
    return _without_edition(stated, article), _authors(article, values, tree)


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


def _lang(element: Any) -> str:
    return element.get("lang") or element.get("xml:lang") or ""


def _without_edition(stated: dict[str, str], article: dict[str, Any]) -> dict[str, str]:
    """The edition behind an outlet's name goes where the publisher is stated without it: "Outlet in English"."""
    publisher = path_in(article, "publisher.name")
    rest = stated.get("outlet", "").removeprefix(publisher) if publisher else ""
    return {**stated, "outlet": publisher} if publisher and _EDITION.fullmatch(rest) else stated


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
        if name in ("datePublished", "dateModified", "inLanguage", "author") and value:
            found.setdefault(f"item:{name}", value)
    return found


# -- authors


def _authors(article: dict[str, Any], values: dict[str, str], tree: Any) -> tuple[str, ...]:
    """The stated authors, as printed: of JSON-LD, else of the meta elements, else of the marked elements.

    Addresses of profiles are no names.
    """
    found = authors_of(article) or [values[key] for key in _AUTHOR_METAS if key in values][:1] or _marked_authors(tree)
    return tuple(_plain(name) or "" for name in found if _plain(name) and not name.startswith("http"))


def _marked_authors(tree: Any) -> list[str]:
    """The words of the elements marked as author, or of the name inside one; of a nest of them the outermost."""
    found: list[str] = []
    for element in tree.xpath("//*[@itemprop='author' or @rel='author'][not(ancestor::*[@itemprop='author'])]"):
        name = next(iter(element.xpath(".//*[@itemprop='name']")), element)
        found.append(name.get("content") or name.text_content() or "")
    return found


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
