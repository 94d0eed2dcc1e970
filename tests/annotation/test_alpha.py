"""Krippendorff's alpha: by hand, against the reference implementation, and what it does at its edges."""

from __future__ import annotations

import itertools

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirecopy.annotation.alpha import (
    coincidences,
    labelled_spans,
    labels_of,
    nominal_alpha,
    token_codes,
    token_starts,
)
from wirecopy.corpus.model import Annotation, Argument, Claim, Entity, Event
from wirecopy.corpus.ontology import load_ontology


def test_alpha_by_hand() -> None:
    # Two annotators, six tokens: 0 0 0 1 1 2 and 0 0 1 1 1 2. Five of six agree.
    # Coincidences: o00 = 4, o01 = o10 = 1, o11 = 4, o22 = 2; n0 = 5, n1 = 5, n2 = 2, n = 12.
    # D_o = 2 / 12; D_e = (12^2 - 25 - 25 - 4) / (12 * 11) = 90 / 132; alpha = 1 - (2/12) / (90/132) = 1 - 264/1080.
    row = coincidences(np.array([[0, 0, 0, 1, 1, 2], [0, 0, 1, 1, 1, 2]]), 3)
    assert row.tolist() == [5, 5, 2, 10]
    assert float(nominal_alpha(row)) == pytest.approx(1 - 264 / 1080, abs=1e-15)


def test_alpha_by_hand_with_an_annotator_who_did_not_do_an_article() -> None:
    # Article 1, three annotators, two tokens: 1 1 1 and 1 1 0. Article 2, two of them, one token: 0 1.
    # Pairs within a token are weighted by 1 / (m - 1): the diagonal is 3*2/2 + 2*1/2 + 0 = 4; n0 = 2, n1 = 6, n = 8.
    rows = coincidences(np.array([[1, 1], [1, 1], [1, 0]]), 2) + coincidences(np.array([[0], [1]]), 2)
    assert rows.tolist() == [2, 6, 4]
    assert float(nominal_alpha(rows)) == pytest.approx(1 - 7 * (8 - 4) / (64 - 4 - 36))


tables = st.integers(2, 4).flatmap(
    lambda m: st.lists(st.lists(st.integers(0, 3), min_size=m, max_size=m), min_size=1, max_size=12)
)


@given(st.lists(tables, min_size=1, max_size=4))
def test_alpha_equals_the_reference_implementation(articles: list[list[list[int]]]) -> None:
    codes = [np.array(article).T for article in articles]
    total = np.sum([coincidences(each, 4) for each in codes], axis=0)
    widest = max(len(each) for each in codes)
    columns = [np.vstack([each, np.full((widest - len(each), each.shape[1]), np.nan)]) for each in codes]
    data = np.hstack(columns)
    if len(np.unique(data[~np.isnan(data)])) < 2:
        assert np.isnan(nominal_alpha(total))
    else:
        expected = krippendorff.alpha(reliability_data=data, level_of_measurement="nominal")
        assert float(nominal_alpha(total)) == pytest.approx(expected, abs=1e-9)


@given(tables)
def test_alpha_does_not_depend_on_the_order_of_the_annotators(article: list[list[int]]) -> None:
    codes = np.array(article).T
    rows = [coincidences(np.array(order), 4).tolist() for order in itertools.permutations(codes)]
    assert all(row == rows[0] for row in rows)


def test_one_annotator_and_no_token_give_nothing_to_pair() -> None:
    assert coincidences(np.array([[1, 0, 1]]), 2).tolist() == [0, 0, 0]
    assert coincidences(np.zeros((2, 0), np.int64), 2).tolist() == [0, 0, 0]


def test_alpha_is_null_where_one_label_occurs() -> None:
    assert np.isnan(nominal_alpha(coincidences(np.array([[1, 1], [1, 1]]), 2)))


def test_tokens_are_words_and_single_marks() -> None:
    text = "O’Neil paid $2.5m — 🚢!"
    starts = token_starts(text).tolist()
    assert [text[s] for s in starts] == ["O", "’", "N", "p", "$", "2", ".", "5", "—", "🚢", "!"]


def test_a_token_takes_the_label_of_the_span_in_which_it_starts() -> None:
    starts = token_starts("abc def ghi")
    assert token_codes(starts, [("PER", ((1, 5),))], ("PER",)).tolist() == [0, 1, 0]
    assert token_codes(starts, [("PER", ((0, 1), (8, 9)))], ("PER",)).tolist() == [1, 0, 1]


def test_source_comes_before_cue_and_cue_before_content() -> None:
    claim = Claim(content=((0, 11),), source=((0, 3),), cue=((0, 7),))
    line = Annotation("x", claims=(claim,))
    labels = labels_of("claims", [line], load_ontology())
    codes = token_codes(token_starts("abc def ghi"), labelled_spans("claims", line), labels)
    assert [labels[code - 1] for code in codes] == ["source", "cue", "content"]


def test_the_first_event_type_of_the_ontology_wins_and_unknown_types_come_last() -> None:
    span = ((0, 3),)
    events = tuple(Event(kind, span, arguments=(Argument("place", ((4, 7),)),)) for kind in ("Zap", "Attack", "Visit"))
    line = Annotation("x", events=events)
    labels = labels_of("triggers", [line], load_ontology())
    assert labels[:1] == ("Visit",)
    assert labels[-1] == "Zap"
    codes = token_codes(token_starts("abc def"), labelled_spans("triggers", line), labels)
    assert [labels[codes[0] - 1], codes[1]] == ["Visit", 0]


def test_entities_of_any_label_set_have_labels() -> None:
    line = Annotation("x", entities=(Entity(0, 3, "Ship"),))
    assert labels_of("entities", [line], load_ontology())[-1] == "Ship"
