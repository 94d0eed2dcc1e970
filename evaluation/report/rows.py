"""What the report shows, as plain rows: figures as they are printed, errors in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup
from msgspec import UNSET

from wirecopy.corpus.draw import article_html
from wirecopy.corpus.model import Annotation, Article, Span, surface
from wirecopy.corpus.units import claims_of, entities_of, events_of
from wirecopy.evaluation.console import interval, number, percent
from wirecopy.evaluation.measures import HEADLINES

LONGEST = 160
NO_PARTNER = "(none)"


def measure_rows(results: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return one row a measure, the headline measures marked."""
    headlines = set(HEADLINES.values())
    return [_figures(name, row) | {"headline": name in headlines} for name, row in results["measures"].items()]


def _figures(name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    counts = {key: number(row[key]) for key in ("gold", "predicted", "matched")}
    rates = {key: percent(row[key]) for key in ("precision", "recall", "f1")}
    bounds = row.get("f1_interval")
    return {"name": name, **rates, **counts, "interval": interval(bounds), "bounds": bounds, "value": row["f1"]}


def type_tables(results: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return the types of every typed measure, most frequent in the gold first."""
    tables = {}
    for name, row in results["measures"].items():
        if row["types"]:
            types = sorted(row["types"].items(), key=lambda item: (-item[1]["gold"], item[0]))
            tables[name] = [_figures(kind, figures) for kind, figures in types]
    return tables


def confusion_tables(results: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return a confusion table a layer: gold types down, predicted types across, "(none)" for no partner."""
    tables = {}
    for layer, cells in results.get("errors", {}).get("confusion", {}).items():
        gold = sorted({cell["gold"] for cell in cells if cell["gold"] is not None})
        predicted = sorted({cell["predicted"] for cell in cells if cell["predicted"] is not None})
        counts = {(cell["gold"], cell["predicted"]): cell["count"] for cell in cells}
        columns = [*predicted, None]
        rows = [(name or NO_PARTNER, [_cell(counts, name, other) for other in columns]) for name in [*gold, None]]
        tables[layer] = {"columns": [name or NO_PARTNER for name in columns], "rows": rows}
    return tables


def _cell(
    counts: Mapping[tuple[str | None, str | None], int], gold: str | None, predicted: str | None
) -> dict[str, Any]:
    return {"count": counts.get((gold, predicted), 0), "equal": gold == predicted}


def article_rows(
    results: Mapping[str, Any], articles: Sequence[Article], predictions: Sequence[Annotation]
) -> list[dict[str, Any]]:
    """Return the articles with most errors first, each drawn with its gold and the list of its errors."""
    found = results.get("errors", {}).get("articles", {})
    predicted = {line.id: line for line in predictions}
    order = sorted(articles, key=lambda article: (-len(found.get(article.id, [])), article.id))
    return [_article(article, predicted.get(article.id), found.get(article.id, [])) for article in order]


def _article(article: Article, predicted: Annotation | None, errors: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    sides = {"gold": article.annotation, "predicted": predicted}
    return {
        "id": article.id,
        "headline": article.metadata.headline or "",
        "errors": [_error(article, sides, error) for error in errors],
        "drawings": [
            # The drawing escapes everything that comes from an article or an annotation.
            (name, Markup(article_html(article, side, anchor=f"{name}-{article.id}")))  # noqa: S704
            for name, side in sides.items()
            if side is not None
        ],
    }


def _error(article: Article, sides: Mapping[str, Annotation | None], error: Mapping[str, Any]) -> dict[str, Any]:
    words = {
        name: _words(article, sides[name], error["layer"], error[name]) if error[name] is not None else ""
        for name in ("gold", "predicted")
    }
    return {"layer": error["layer"], "kind": error["kind"], "differs": ", ".join(error["differs"]), **words}


def _words(article: Article, annotation: Annotation | None, layer: str, place: Sequence[int]) -> str:
    if annotation is None or getattr(annotation, "events" if layer == "arguments" else layer) is UNSET:
        return ""
    return " ".join(_unit(article, annotation, layer, place))[:LONGEST]


def _unit(article: Article, annotation: Annotation, layer: str, place: Sequence[int]) -> Iterator[str]:
    if layer == "entities":
        entity = entities_of(annotation)[place[0]]
        yield from (entity.type, _span(article, ((entity.start, entity.end),)))
    elif layer == "claims":
        claim = claims_of(annotation)[place[0]]
        yield f"{_span(article, claim.source)} / {_span(article, claim.cue)} / {_span(article, claim.content)}"
        yield f"({claim.source_type}, {claim.certainty}, {claim.polarity}, {claim.quote})"
    else:
        event = events_of(annotation)[place[0]]
        yield from (event.type, _span(article, event.trigger))
        if layer == "arguments":
            argument = event.arguments[place[1]]
            yield f"{argument.role}: {_span(article, argument.span)}"
        else:
            yield f"({event.modality}, {event.time})"


def _span(article: Article, span: Span | None) -> str:
    if span is None:
        return "-"
    return f"“{surface(article.text, span)}”" if article.text is not None else str([list(part) for part in span])
