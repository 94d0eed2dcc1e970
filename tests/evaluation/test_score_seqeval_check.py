"""seqeval as a second opinion on entities.strict: it agrees, it objects, and it is given nothing it cannot hold."""

from __future__ import annotations

import copy
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirecopy.corpus import load
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.model import Annotation, Article, Entity
from wirecopy.evaluation import score
from wirecopy.evaluation.seqeval_check import check_with_seqeval

TEXT = "Kim Jong-Un's envoy met  the U.S. team;  talks went on\nin Bali, he said."
TYPES = ("PER", "ORG", "B-PER", "-X-", "O", "I")

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def article(name: str, entities: list[Entity]) -> Article:
    return Article(name, Annotation(name, entities=tuple(entities)), text=TEXT)


def flat(rng: random.Random) -> list[Entity]:
    """Return entities that do not overlap, with ends anywhere: inside words, in white space, next to each other."""
    edges = sorted(rng.sample(range(len(TEXT) + 1), 2 * rng.randint(0, 5)))
    spans = list(zip(edges[::2], edges[1::2], strict=True))
    return [Entity(start, end, rng.choice(TYPES)) for start, end in spans]


def like(rng: random.Random, gold: list[Entity]) -> list[Entity]:
    kept = [e if rng.random() < 0.7 else Entity(e.start, e.end, rng.choice(TYPES)) for e in gold if rng.random() < 0.8]
    return [*kept, *rng.sample(kept, len(kept) // 3)]  # some twice


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9))
def test_seqeval_agrees_with_strict(seed: int) -> None:
    rng = random.Random(seed)
    articles = [article(f"a{i}", flat(rng)) for i in range(rng.randint(1, 3))]
    predicted = [
        Annotation(
            a.id, entities=tuple(like(rng, list(a.annotation.entities or ())) if rng.random() < 0.7 else flat(rng))
        )
        for a in articles
    ]
    results = score(articles, predicted, resamples=1)
    found = check_with_seqeval("seqeval", articles, predicted, results)
    strict = results["measures"]["entities.strict"]
    assert found["micro"]["support"] == strict["gold"]
    assert found["micro"]["f1"] == pytest.approx(strict["f1"] or 0.0, abs=1e-12)
    assert set(found["types"]) == set(strict["types"])


def sides() -> tuple[list[Article], list[Annotation]]:
    gold = [article("a", [Entity(0, 11, "PER"), Entity(29, 33, "ORG")])]
    return gold, [Annotation("a", entities=(Entity(0, 11, "PER"), Entity(29, 32, "ORG")))]


@pytest.mark.parametrize(
    ("kind", "key", "message"),
    [
        (None, "precision", "micro precision: found 0.5, expected 0.25"),
        (None, "gold", "micro support: found 2, expected 0.25"),
        ("PER", "recall", "'PER' recall: found 1.0, expected 0.25"),
        ("ORG", "f1", "'ORG' f1: found 0.0, expected 0.25"),
    ],
)
def test_a_figure_that_differs_fails_the_check(kind: str | None, key: str, message: str) -> None:
    gold, predicted = sides()
    results = copy.deepcopy(score(gold, predicted, resamples=1))
    strict = results["measures"]["entities.strict"]
    (strict["types"][kind] if kind else strict)[key] = 0.25
    with pytest.raises(InputError, match=message):
        check_with_seqeval("seqeval", gold, predicted, results)


def test_a_type_that_stands_on_one_side_only_fails_the_check() -> None:
    gold, predicted = sides()
    results = copy.deepcopy(score(gold, predicted, resamples=1))
    del results["measures"]["entities.strict"]["types"]["ORG"]
    with pytest.raises(InputError, match="'ORG': stands on one side only"):
        check_with_seqeval("seqeval", gold, predicted, results)


def refused(gold: list[Article], predicted: list[Annotation], check: str = "seqeval", **results: Any) -> str:
    with pytest.raises(InputError) as caught:
        check_with_seqeval(check, gold, predicted, results or score(gold, predicted, resamples=1))
    return str(caught.value)


def test_overlapping_predictions_are_named() -> None:
    gold, _ = sides()
    message = refused(gold, [Annotation("a", entities=(Entity(0, 11, "PER"), Entity(4, 20, "ORG")))])
    assert message == (
        "score.check: article 'a': predicted entities overlap, which tags cannot hold: 'PER [0, 11]' and 'ORG [4, 20]'"
    )
    message = refused(gold, [Annotation("a", entities=(Entity(0, 3, "PER"), Entity(0, 3, "ORG")))])
    assert "'ORG [0, 3]' and 'PER [0, 3]'" in message


def test_what_else_is_refused() -> None:
    gold, predicted = sides()
    assert "did you mean 'seqeval'?" in refused(gold, predicted, "seqval")
    assert "no entities.strict" in refused(gold, [Annotation("a", claims=())])
    bare = [Article("a", gold[0].annotation)]
    assert "its text is withheld" in refused(bare, predicted)


def test_nothing_on_either_side() -> None:
    gold, predicted = [article("a", [])], [Annotation("a", entities=())]
    found = check_with_seqeval("seqeval", gold, predicted, score(gold, predicted, resamples=1))
    assert found["micro"] == {"precision": 0.0, "recall": 0.0, "f1": 0.0, "support": 0}


def test_only_predictions_and_only_gold() -> None:
    gold, _ = sides()
    nothing = [Annotation("a", entities=())]
    assert check_with_seqeval("seqeval", gold, nothing, score(gold, nothing, resamples=1))["micro"]["support"] == 2
    empty, predicted = [article("a", [])], sides()[1]
    assert (
        check_with_seqeval("seqeval", empty, predicted, score(empty, predicted, resamples=1))["micro"]["support"] == 0
    )


def test_a_mapped_score_is_checked_under_its_mapping() -> None:
    gold, predicted = sides()
    predicted = [Annotation("a", entities=(Entity(0, 11, "PER"), Entity(29, 33, "MEDIA")))]
    results = score(gold, predicted, mapping="conll", resamples=1)
    found = check_with_seqeval("seqeval", gold, predicted, results)
    assert (found["measure"], found["micro"]["f1"]) == ("entities.conll.strict", 1.0)


def test_the_embedded_corpus_units_in_furniture_included(tmp_path: Path) -> None:
    articles = load("test")
    first = articles[0]
    assert first.text is not None
    lines = [a.line() for a in articles]
    extra = Entity(len(first.text) - 1, len(first.text), "PER")
    lines[0] = Annotation(first.id, entities=(*(first.annotation.entities or ()), extra))
    found = check_with_seqeval("seqeval", articles, lines, score(articles, lines, resamples=1))
    assert found["micro"]["recall"] == 1.0
    assert found["micro"]["precision"] < 1.0
    assert found["tokens"] > 100
