"""The BIO view of a run, scored by seqeval itself: a second opinion on ``entities.strict``.

Tokens are cut at every boundary of either side, so that no span is lost or widened; seqeval then runs in its strict
mode with IOB2, and the check fails if any of its figures is another than ours.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from wirecopy.corpus.errors import InputError, nearest, refuse, shown
from wirecopy.corpus.model import Annotation, Article
from wirecopy.corpus.ontology import load_ontology
from wirecopy.corpus.tokens import Labelled, Token, cut, to_bio, tokenize
from wirecopy.corpus.units import entities_of

CHECKS = ("seqeval",)
# Rates are sums of the same whole numbers in another order of operations.
TOLERANCE = 1e-12
RATES = {"precision": "precision", "recall": "recall", "f1": "f1-score"}


def check_with_seqeval(
    check: str, articles: Sequence[Article], predictions: Sequence[Annotation], results: Mapping[str, Any]
) -> dict[str, Any]:
    """Score the entities of articles and predictions, paired by id, with seqeval and compare with a result record.

    Returns the ``check`` member of the record: seqeval's version, tokens, and precision, recall, F1 and support by
    type and micro. Raises ``InputError`` for another check, for entities that overlap, articles without text, results
    without ``entities.strict``, and where any figure differs.
    """
    if check not in CHECKS:
        raise InputError(f"score.check: found {check!r}, expected one of {', '.join(CHECKS)}{nearest(check, CHECKS)}")
    name, ours = _strict(results["measures"])
    rename = _renaming(name)
    codes: dict[str, str] = {}
    gold, predicted = _tags(articles, predictions, rename, codes)
    report = _report(gold, predicted)
    types = {kind: _row(report[code]) for kind, code in codes.items()}
    micro, version = _row(report["micro avg"]), importlib.metadata.version("seqeval")
    refuse([f"score.check: seqeval {version} differs from {name}: {line}" for line in _differences(ours, micro, types)])
    tokens = sum(map(len, gold))
    return {"check": check, "version": version, "measure": name, "tokens": tokens, "micro": micro, "types": types}


def _strict(measures: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """Return the strict entity measure under the name it is reported under (a mapping may be part of it)."""
    for name, figures in measures.items():
        if name.startswith("entities.") and name.endswith(".strict") and ".semeval." not in name:
            return name, figures
    raise InputError("score.check: found no entities.strict in the results, expected a system that predicts entities")


def _renaming(name: str) -> Mapping[str, str | None]:
    """Return what the mapping in a measure's name makes of each label; empty where there is none."""
    parts = name.split(".")
    return load_ontology().mapping(parts[1]) if len(parts) == 3 else {}


def _tags(
    articles: Sequence[Article],
    predictions: Sequence[Annotation],
    rename: Mapping[str, str | None],
    codes: dict[str, str],
) -> tuple[list[list[str]], list[list[str]]]:
    """Return the tags of both sides, an article a sequence; types are tagged by codes, which are noted.

    seqeval reads hyphens and letters of a type as parts of a tag, so it is not given the names themselves.
    """
    by_id = {line.id: line for line in predictions}
    gold, predicted, problems = [], [], []
    for article in articles:
        if article.text is None:
            raise InputError(f"score.check: article {shown(article.id)}: its text is withheld, expected a text to tag")
        left = _spans(article.annotation, rename)
        right = _spans(by_id.get(article.id, Annotation(article.id)), rename)
        problems += [*_overlaps(article.id, "gold", left), *_overlaps(article.id, "predicted", right)]
        if not problems:
            tokens = _pieces(article.text, (*left, *right))
            gold.append(to_bio(tokens, _coded(left, codes)))
            predicted.append(to_bio(tokens, _coded(right, codes)))
    refuse(problems)
    return gold, predicted


def _coded(spans: Iterable[Labelled], codes: dict[str, str]) -> list[Labelled]:
    return [(start, end, codes.setdefault(kind, f"T{len(codes)}")) for start, end, kind in spans]


def _spans(line: Annotation, rename: Mapping[str, str | None]) -> list[Labelled]:
    """Return distinct entities in text order, under the labels that are scored."""
    named = {(e.start, e.end, rename.get(e.type, e.type)) for e in entities_of(line)}
    return sorted((start, end, kind) for start, end, kind in named if kind is not None)


def _overlaps(article: str, side: str, spans: Sequence[Labelled]) -> Iterator[str]:
    for first, second in pairwise(spans):
        if second[0] < first[1]:
            a, b = (f"{kind} [{start}, {end}]" for start, end, kind in (first, second))
            yield (
                f"score.check: article {shown(article)}: {side} entities overlap, which tags cannot hold: "
                f"{shown(a)} and {shown(b)}"
            )


def _pieces(text: str, spans: Sequence[Labelled]) -> list[Token]:
    """Return the tokens of a text, cut at every end of a span, and the white space that a span begins or ends with."""
    starts, ends = {start for start, _, _ in spans}, {end for _, end, _ in spans}
    tokens = cut(tokenize(text), starts | ends)
    gaps = zip([0, *(end for _, end in tokens)], [*(start for start, _ in tokens), len(text)], strict=True)
    space = cut([gap for gap in gaps if gap[0] < gap[1]], starts | ends)
    return sorted([*tokens, *(piece for piece in space if piece[0] in starts or piece[1] in ends)])


def _report(gold: list[list[str]], predicted: list[list[str]]) -> dict[str, Any]:
    # Imported here: with scikit-learn behind it, it takes more than a second.
    from seqeval.metrics import classification_report
    from seqeval.scheme import IOB2

    if all(tag == "O" for side in (gold, predicted) for tags in side for tag in tags):
        return {"micro avg": {"precision": 0.0, "recall": 0.0, "f1-score": 0.0, "support": 0}}  # seqeval raises
    report: dict[str, Any] = classification_report(
        gold, predicted, output_dict=True, zero_division=0, mode="strict", scheme=IOB2
    )
    return report


def _row(row: Mapping[str, Any]) -> dict[str, float | int]:
    return {**{ours: float(row[theirs]) for ours, theirs in RATES.items()}, "support": int(row["support"])}


def _differences(ours: Mapping[str, Any], micro: Mapping[str, Any], types: Mapping[str, Any]) -> Iterator[str]:
    yield from _compared("micro", ours, micro)
    for kind in sorted({*ours["types"], *types}):
        if kind not in types or kind not in ours["types"]:
            yield f"{shown(kind)}: stands on one side only"
            continue
        yield from _compared(shown(kind), ours["types"][kind], types[kind])


def _compared(where: str, ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Iterator[str]:
    for rate in RATES:
        # seqeval has 0 where ours is null: neither side has a unit.
        if abs((ours[rate] or 0.0) - theirs[rate]) > TOLERANCE:
            yield f"{where} {rate}: found {theirs[rate]!r}, expected {ours[rate]!r}"
    if ours["gold"] != theirs["support"]:
        yield f"{where} support: found {theirs['support']}, expected {ours['gold']}"
