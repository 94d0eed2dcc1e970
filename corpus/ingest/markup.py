"""What an element's tag, role and class names say of the text inside it."""

from __future__ import annotations

import re
from typing import Any

from wirecopy.corpus.ingest.words import word_set

_BLOCKS = word_set(
    "address article aside blockquote body button caption center dd details dialog "
    "div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr html label legend li main menu nav ol option p pre "
    "section summary table tbody td tfoot th thead "
    "title tr ul"
)
_SILENT = word_set(
    "head script style template noscript svg math iframe object embed select textarea "
    "input audio video canvas map datalist "
    "noframes frameset applet link meta title"
)
_FURNITURE_TAGS = word_set("nav footer aside form button menu dialog")
_FURNITURE_ROLES = word_set("navigation banner contentinfo complementary search menu menubar dialog alert toolbar")

# (hint, words of class, id, itemprop or data-testid that give it); the first that holds counts. Words are compared
# whole: "share" in "article-share", not in "shareholder".
_CLASS_HINTS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (hint, re.compile(rf"(?:^| )(?:{pattern})(?: |$)"))
    for hint, pattern in (
        (
            "furniture",
            r"related|also read|alsoread|read more|readmore|readnext|recommended|"
            r"recommendations|more on|more stories|most read|trending|popular|"
            r"share|sharing|shares|social|newsletter|newsletters|subscribe|subscription|"
            r"signup|sign up|promo|promotion|advert|advertisement|"
            r"ad|ads|adslot|sponsored|cookie|cookies|consent|gdpr|comment|comments|"
            r"disqus|breadcrumb|breadcrumbs|tags|tag list|taglist|topics|"
            r"copyright|footer|navbar|nav|navigation|menu|sidebar|widget|toolbar|"
            r"paywall|toast|modal|popup|outbrain|taboola|teaser|teasers|"
            r"visually hidden|visuallyhidden|sr only|screen reader|screen reader text|"
            r"skip link|skip|follow|credit|credits|photo credit|image credit|"
            r"topbar|masthead|site header|siteheader|ticker|author bio|about author|"
            r"authorbox|author box|kicker|section name|eyebrow|rubric",
        ),
        ("headline", r"headline|entry title|article title|post title|story title"),
        (
            "caption",
            r"caption|captions|figcaption|image caption|photo caption|wp caption text|cutline|"
            r"photo text|image text|picture text|photo description|image description",
        ),
        (
            "deck",
            r"deck|dek|standfirst|subtitle|subhead|subheadline|sub headline|subheading|article summary|"
            r"summary|strapline|excerpt|article intro|alternativeheadline",
        ),
        (
            "byline",
            r"byline|bylines|author|authors|article author|author name|dateline date|"
            r"timestamp|time stamp|publish date|published|pubdate|"
            r"datepublished|datemodified|post date|article date|date|updated|article meta|"
            r"entry meta|post meta|meta info|storymeta|article info|dateandtime",
        ),
    )
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def is_block(element: Any) -> bool:
    """Return whether an element begins and ends lines of its own."""
    return element.tag in _BLOCKS


def is_silent(element: Any) -> bool:
    """Return whether nothing inside an element is shown to a reader."""
    return (
        element.tag in _SILENT or element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))
    )


def hint_of(element: Any) -> str | None:
    """Return the zone kind that an element's tag, role or names give its text, or None."""
    tag = element.tag
    if not isinstance(tag, str) or tag in ("html", "body", "head"):
        return None
    if tag in _FURNITURE_TAGS or (element.get("role") or "") in _FURNITURE_ROLES:
        return "furniture"
    if tag == "h1":
        return "headline"
    if tag == "figcaption":
        return "furniture" if _named(element) == "furniture" else "caption"
    named = _named(element)
    if named == "headline" and tag in ("a", "p", "li"):
        return None
    if tag == "time" or (tag == "a" and element.get("rel") == "author"):
        return named or "byline"
    return None if tag in ("article", "main") else named


def names_of(element: Any) -> list[str]:
    """Return the names in an element's class, id, itemprop and test ids, each as words in lower case."""
    names = " ".join(element.get(key) or "" for key in ("class", "id", "itemprop", "data-testid", "data-component"))
    spaced = (re.sub(r"([a-z])([A-Z])", r"\1 \2", name) for name in names.split())
    return [re.sub(r"[^a-z]+", " ", name.lower()).strip() for name in spaced]


def _named(element: Any) -> str | None:
    # Each name by itself, so that words of two names never meet.
    names = names_of(element)
    for hint, pattern in _CLASS_HINTS:
        if any(pattern.search(name) or pattern.search(name.replace(" ", "")) for name in names):
            return hint
    return None
