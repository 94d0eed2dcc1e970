"""The HTML report of a run, or of two: figures, types, confusion, and the articles with what went wrong, worst first.

One self-contained file: no request to anywhere, everything untrusted escaped, the texts of withheld articles
shown only where the reader has restored them. The drawings of the articles are carried deflated and opened one at a
time; those of a large run lie in files beside the page, which loads what it shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from wirecopy.corpus.model import Annotation, Article
from wirecopy.evaluation.comparing import paired
from wirecopy.evaluation.gold import ObjectGold
from wirecopy.evaluation.predictions import lines_of_objects
from wirecopy.evaluation.report.beside import beside, found_alone, types_beside
from wirecopy.evaluation.report.findings import WORDS, read
from wirecopy.evaluation.report.mapped import as_scored, mapping_of
from wirecopy.evaluation.report.rendering import Content, html, write
from wirecopy.evaluation.report.rows import cards, confusion_tables, failures, measure_rows, type_tables
from wirecopy.evaluation.report.versus import ALONE, kind_words, outcomes, read_both
from wirecopy.evaluation.scoring import tally
from wirecopy.evaluation.uncertainty import PairedTest, Resampling

HEADS = ("gold", "predicted")


class Side(NamedTuple):
    """One run: what it is called, its results with the error analysis, its predictions."""

    name: str
    results: Mapping[str, Any]
    predictions: Sequence[Annotation]


def write_report(
    path: Path, results: Mapping[str, Any], articles: Sequence[Article], predictions: Sequence[Annotation], *,
    embedded: bool | None = None,
) -> None:  # fmt: skip
    """Write the report of a run; ``results`` is its result record, with the error analysis for the article part.

    ``embedded``: whether the page holds everything itself; by default, as ``rendering.write`` decides.
    """
    write(path, _single(results, articles, predictions), embedded=embedded)


def report_html(results: Mapping[str, Any], articles: Sequence[Article], predictions: Sequence[Annotation]) -> str:
    """Return the report as one HTML page."""
    return "".join(html(_single(results, articles, predictions)))


def write_comparison(
    path: Path, sides: tuple[Side, Side], articles: Sequence[Article], *, embedded: bool | None = None
) -> None:
    """Write the page that shows what each of two runs on the same articles found and the other did not."""
    write(path, _double(sides, articles), embedded=embedded)


def comparison_html(sides: tuple[Side, Side], articles: Sequence[Article]) -> str:
    """Return the comparison of two runs as one HTML page."""
    return "".join(html(_double(sides, articles)))


def _single(results: Mapping[str, Any], articles: Sequence[Article], predictions: Sequence[Annotation]) -> Content:
    articles, predictions = as_scored(results, articles, predictions)
    found = results.get("errors", {}).get("articles", {})
    lines = {line.id: line for line in predictions}
    order = sorted(articles, key=lambda article: (-len(found.get(article.id, [])), article.id))
    rows = ((article, read(article, lines.get(article.id), found.get(article.id, []))) for article in order)
    run = results.get("run")
    failed = failures(results)
    return Content(rows, len(order), dict(WORDS), HEADS, failed, {
        "results": results, "run": run, "title": run["system"] if run else "Predictions",
        "cards": [cards(results)], "measures": measure_rows(results), "types": type_tables(results),
        "confusion": confusion_tables(results), "names": None, "failed": [failed], "analysed": "errors" in results,
    })  # fmt: skip


def _double(sides: tuple[Side, Side], articles: Sequence[Article]) -> Content:
    names = (sides[0].name, sides[1].name)
    results = [side.results for side in sides]
    found = [each.get("errors", {}).get("articles", {}) for each in results]
    scored = [as_scored(side.results, articles, side.predictions) for side in sides]
    lines = [{line.id: line for line in predictions} for _, predictions in scored]
    articles = scored[0][0]

    def pair(name: str) -> tuple[Any, Any]:
        return (lines[0].get(name), lines[1].get(name)), (found[0].get(name, []), found[1].get(name, []))

    # The articles are read twice, so that what is said of them all is never in memory at once.
    kinds = {a.id: Counter((each.layer, each.kind) for each in outcomes(a, *pair(a.id))) for a in articles}
    order = sorted(articles, key=lambda a: (-sum(n for (_, kind), n in kinds[a.id].items() if kind in ALONE), a.id))
    rows = ((article, read_both(article, *pair(article.id))) for article in order)
    failed = [failures(each) for each in results]
    shown = {
        "results": results[0], "run": None, "title": f"{names[0]} and {names[1]}", "names": names, "failed": failed,
        "analysed": all("errors" in each for each in results),
        "alone": found_alone(sum(kinds.values(), Counter())),
        **_beside(results[0], results[1], _tests(sides, articles)),
    }  # fmt: skip
    return Content(rows, len(order), kind_words(names), names, _either(failed, names), shown)


def _beside(first: Mapping[str, Any], second: Mapping[str, Any], tests: Mapping[str, PairedTest]) -> dict[str, Any]:
    """Return the figures of two runs, side by side."""
    return {
        "cards": [cards(first), cards(second)],
        "measures": beside(first, second, tests),
        "types": types_beside(first, second),
        "confusion": confusion_tables(first, second),
        "tested": _how(tests, first),
    }


def _tests(sides: tuple[Side, Side], articles: Sequence[Article]) -> dict[str, PairedTest]:
    """Return the paired test of every measure that both runs were scored on."""
    gold = ObjectGold([article.line() for article in articles])
    tallies = [
        tally(gold, lines_of_objects(side.predictions), missing="empty", mapping=mapping_of(side.results))
        for side in sides
    ]
    return paired(tallies[0], tallies[1], Resampling())


def _how(tests: Mapping[str, PairedTest], results: Mapping[str, Any]) -> str:
    """Return how the differences were tested, in words."""
    test = next(iter(tests.values()), None)
    if test is None:
        return ""
    count, unit = (results["stories"], "stories") if results.get("stories") else (results["documents"], "articles")
    draws = f"all {test.draws:,} assignments" if test.exact else f"{test.draws:,} random assignments"
    return f"{count:,} {unit}, {draws}"


def _either(failed: Sequence[Mapping[str, str]], names: Sequence[str]) -> dict[str, str]:
    """Return why articles have no answer in one run or in both."""
    found: dict[str, str] = {}
    for name, rows in zip(names, failed, strict=True):
        for article, error in rows.items():
            found[article] = f"{found[article]}; {name}: {error}" if article in found else f"{name}: {error}"
    return found
