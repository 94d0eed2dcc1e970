"""Holm's correction and tie groups: by hand and against their definitions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirecopy.evaluation.uncertainty.corrections import holm, tie_groups

P_VALUES = st.lists(st.floats(0, 1) | st.sampled_from([0.01, 0.02, 0.5]), max_size=12)


@pytest.mark.parametrize(
    ("p_values", "expected"),
    [
        ([0.01, 0.04, 0.03, 0.005], [0.03, 0.06, 0.06, 0.02]),  # .005*4, .01*3, .03*2, then .04*1 raised to .06
        ([0.02, 0.02, 0.02], [0.06, 0.06, 0.06]),
        ([0.6, 0.4], [0.8, 0.8]),
        ([0.9, 0.7, 0.8], [1.0, 1.0, 1.0]),
        ([0.03], [0.03]),
        ([0.01, None, 0.04], [0.02, None, 0.04]),
        ([None], [None]),
        ([], []),
    ],
)
def test_holm_by_hand(p_values, expected):
    found = holm(p_values)
    assert [value is None for value in found] == [value is None for value in expected]
    assert [value for value in found if value is not None] == pytest.approx([v for v in expected if v is not None])


@given(P_VALUES)
def test_holm_equals_its_definition(p_values):
    """The adjusted value is the largest, among smaller hypotheses, of p times how many are not smaller."""
    expected = [
        max(min(1.0, other * sum(third >= other for third in p_values)) for other in p_values if other <= value)
        for value in p_values
    ]
    assert holm(p_values) == pytest.approx(expected, abs=1e-15)


@given(P_VALUES, st.sampled_from([0.01, 0.05, 0.1]))
def test_holm_rejects_what_the_step_down_procedure_rejects(p_values, alpha):
    left, rejected = sorted(p_values), []
    while left and len(left) * left[0] < alpha:
        rejected.append(left.pop(0))
    assert sorted(p for p, adjusted in zip(p_values, holm(p_values), strict=True) if adjusted < alpha) == rejected


@given(P_VALUES, st.randoms())
def test_holm_keeps_the_order_and_ignores_the_input_order(p_values, random):
    adjusted = dict(zip(p_values, holm(p_values), strict=True))
    assert all(p <= adjusted[p] <= 1 for p in p_values)
    assert [adjusted[p] for p in sorted(p_values)] == sorted(adjusted[p] for p in p_values)
    shuffled = random.sample(p_values, len(p_values))
    assert holm(shuffled) == [adjusted[p] for p in shuffled]


@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan")])
def test_holm_refuses_what_is_no_probability(value):
    with pytest.raises(ValueError, match="p-value 1: expected a number from 0 to 1"):
        holm([0.5, value])


@pytest.mark.parametrize(
    ("different", "expected"),
    [
        ("", ["ABCD"]),
        ("AB AC AD BC BD CD", ["A", "B", "C", "D"]),
        ("AB AC AD", ["A", "BCD"]),
        ("AD BD CD", ["ABC", "D"]),
        ("AC AD BC BD", ["AB", "CD"]),
        ("AC AD BD", ["ABCD"]),  # a chain: A-B, B-C and C-D are ties, so no cut is clean
        ("AB AC AD BD", ["A", "BCD"]),  # B and D differ, but C ties with both
        ("AC AD BC BD CD", ["AB", "C", "D"]),
        ("AD", ["ABCD"]),
        ("AB AD BC BD CD", ["ABC", "D"]),  # A ties with C although B, between them, differs from both
        ("BC BD CD", ["ABCD"]),  # A ties with all: a noisy first place holds everyone
    ],
)
def test_tie_groups_by_hand(different, expected):
    pairs = {frozenset(pair) for pair in different.split()}
    assert ["".join(group) for group in tie_groups("ABCD", pairs)] == expected


def test_tie_groups_of_few():
    assert tie_groups([], set()) == []
    assert tie_groups(["only"], set()) == [["only"]]


@given(st.integers(0, 7), st.data())
def test_tie_groups_are_the_finest_clean_cuts(size, data):
    names = [f"s{i}" for i in range(size)]
    pairs = [frozenset((a, b)) for i, a in enumerate(names) for b in names[i + 1 :]]
    different = {pair for pair in pairs if data.draw(st.integers(0, 4))}
    groups = tie_groups(names, different)
    assert [name for group in groups for name in group] == names
    cuts = {sum(map(len, groups[:i])) for i in range(1, len(groups))}
    for cut in range(1, size):
        clean = all(frozenset((a, b)) in different for a in names[:cut] for b in names[cut:])
        assert (cut in cuts) == clean
