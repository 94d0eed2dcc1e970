"""What a page's JSON-LD blocks say of the article and of the site."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

_ARTICLES = re.compile(r"(?:Article|BlogPosting|Report|Reportage\w*|LiveBlogPosting)$")
_SITES = ("WebSite", "NewsMediaOrganization")
_REFERRING = ("publisher", "author", "isPartOf", "copyrightHolder")


def linked_data(tree: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the first object that describes an article and the one that describes its site; either may be empty.

    Where the article only refers to its publisher, its author or its site ("@id"), the object referred to is put in.
    """
    objects = [item for block in _blocks(tree) for item in _objects(block)]
    article = next((item for item in objects if any(_ARTICLES.search(kind) for kind in _kinds(item))), {})
    site = next((item for wanted in _SITES for item in objects if wanted in _kinds(item) and "name" in item), {})
    by_id = {item["@id"]: item for item in objects if isinstance(item.get("@id"), str) and len(item) > 1}
    return {**article, **{key: _resolved(article[key], by_id) for key in _REFERRING if key in article}}, site


def path_in(item: Any, path: str) -> str | None:
    """Return the words at the end of a dotted path, of lists the first entry's, or None."""
    for step in path.split("."):
        item = item[0] if isinstance(item, list) and item else item
        item = item.get(step) if isinstance(item, dict) else None
    return item if isinstance(item, str) else None


def authors_of(article: dict[str, Any]) -> list[str]:
    """Return the names of an article's authors; an organisation of one word is no byline's name and left out."""
    listed = article.get("author")
    found = [
        None if _is_brand(author) else path_in(author, "name") if isinstance(author, dict) else author
        for author in (listed if isinstance(listed, list) else [listed])
    ]
    return [name for name in found if isinstance(name, str)]


def _is_brand(author: Any) -> bool:
    kinds = _kinds(author) if isinstance(author, dict) else []
    return any(kind.endswith("Organization") for kind in kinds) and " " not in (path_in(author, "name") or "")


def _blocks(tree: Any) -> Iterator[Any]:
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "") or not script.text:
            continue
        try:
            yield json.loads(script.text)
        except (ValueError, RecursionError):
            continue  # a broken block states nothing


def _objects(loaded: Any) -> Iterator[dict[str, Any]]:
    for item in loaded if isinstance(loaded, list) else [loaded]:
        if isinstance(item, dict):
            yield item
            graph = item.get("@graph")
            yield from (entry for entry in (graph if isinstance(graph, list) else []) if isinstance(entry, dict))


def _kinds(item: dict[str, Any]) -> list[str]:
    kinds = item.get("@type")
    return [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]


def _resolved(value: Any, by_id: dict[str, dict[str, Any]]) -> Any:
    if isinstance(value, list):
        return [_resolved(entry, by_id) for entry in value]
    named = value.get("@id") if isinstance(value, dict) and "name" not in value else None
    return by_id.get(named, value) if isinstance(named, str) else value
