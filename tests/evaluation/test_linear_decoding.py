"""The classifier and the decoder of the linear system, against programs and sums that are not ours."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirecopy.evaluation.systems.linear.scorer import NOTHING, Instance, fit_scorer
from wirecopy.evaluation.systems.linear.viterbi import allowed, decode

LABELS = ("B-x", "B-y", "I-x", "I-y", "O")


def _valid(tags: tuple[str, ...]) -> bool:
    before = "O"
    for tag in tags:
        if tag[0] == "I" and (before == "O" or before[2:] != tag[2:]):
            return False
        before = tag
    return True


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.integers(0, 2**31))
def test_decoding_finds_the_best_valid_sequence_of_all(lengths: list[int], seed: int) -> None:
    random = np.random.default_rng(seed)
    scores = [random.normal(size=(length, len(LABELS))).astype(np.float32) for length in lengths]
    for table, tags in zip(scores, decode(scores, LABELS), strict=True):
        sequences = [s for s in product(LABELS, repeat=len(table)) if _valid(s)]
        totals = [sum(table[i, LABELS.index(tag)] for i, tag in enumerate(s)) for s in sequences]
        assert _valid(tuple(tags))
        assert sum(table[i, LABELS.index(tag)] for i, tag in enumerate(tags)) == pytest.approx(max(totals), abs=1e-4)


def test_decoding_of_nothing_and_of_empty_sequences() -> None:
    assert decode([], LABELS) == []
    empty = np.zeros((0, len(LABELS)), np.float32)
    one = np.eye(1, len(LABELS), dtype=np.float32)
    assert decode([empty, one, empty], LABELS) == [[], ["B-x"], []]


def test_inside_may_only_follow_its_own_kind() -> None:
    first, step = allowed(LABELS)
    assert list(np.isfinite(first)) == [True, True, False, False, True]
    assert [LABELS[i] for i in np.flatnonzero(np.isfinite(step[:, 2]))] == ["B-x", "I-x"]


def _data() -> tuple[list[Instance], list[str]]:
    random = np.random.default_rng(0)
    rows = [[f"f{column}" for column in np.flatnonzero(random.random(6) < 0.4)] for _ in range(80)]
    truth = ["abc"[(("f0" in row) + 2 * ("f1" in row)) % 3] if random.random() < 0.9 else "a" for row in rows]
    return [Instance(row) for row in rows], truth


def test_without_hints_it_is_scikit_learns_logistic_regression() -> None:
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    instances, truth = _data()
    matrix = DictVectorizer().fit_transform([dict.fromkeys([*i.features, "always"], 1) for i in instances])
    theirs = LogisticRegression(C=0.7, fit_intercept=False, max_iter=1000, tol=1e-8).fit(matrix, truth)
    ours = np.exp(fit_scorer(instances, truth, 0.7).log_probabilities(instances))
    assert ours == pytest.approx(theirs.predict_proba(matrix), abs=2e-3)


def test_a_heavy_penalty_leaves_the_answer_of_the_rules() -> None:
    instances, truth = _data()
    hinted = [Instance(i.features, "abca"[("f2" in i.features) + 2 * ("f3" in i.features)]) for i in instances]
    hinted += [Instance(["f0"], "b")] * 100
    scorer = fit_scorer(hinted, [*truth, *["b"] * 100], 1e-4, labels=["d"])
    assert [scorer.best(i) for i in hinted] == [i.hint for i in hinted]


def test_a_label_without_training_articles_can_still_be_found() -> None:
    instances = [Instance(["x"], "a"), Instance(["y"], "b"), Instance(["z"], NOTHING)] * 10
    scorer = fit_scorer(instances, ["a", "b", NOTHING] * 10, 0.1, labels=["never"])
    assert scorer.best(Instance(["x"], "never")) == "never"
    assert scorer.best(Instance(["x"], "a")) == "a"


def test_corrections_are_learnt_where_the_rules_are_wrong() -> None:
    instances = [Instance(["odd"], "a")] * 20 + [Instance(["even"], "a")] * 20 + [Instance(["even"], "b")] * 20
    scorer = fit_scorer(instances, ["b"] * 20 + ["a"] * 20 + ["b"] * 20, 1.0)
    assert scorer.best(Instance(["odd"], "a")) == "b"
    assert scorer.best(Instance(["even"], "a")) == "a"


def test_unknown_features_weigh_nothing_and_no_instances_are_no_error() -> None:
    instances, truth = _data()
    scorer = fit_scorer(instances, truth, 1.0)
    known, stranger = scorer.log_probabilities([Instance(["f0"]), Instance(["f0", "never seen"])])
    assert np.array_equal(known, stranger)
    assert scorer.log_probabilities([]).shape == (0, 3)
    assert fit_scorer([], [], 1.0, ["a"]).best(Instance([])) == "a"
