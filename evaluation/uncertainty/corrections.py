"""What several comparisons at once need: corrected p-values and tie groups."""

from collections.abc import Collection, Sequence


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """Adjusted p-values by Holm's step-down procedure (Scandinavian Journal of Statistics 6, 1979).

    The k-th smallest of m is multiplied by m - k + 1, raised to the adjusted value before it and
    capped at 1; rejecting below alpha keeps the family-wise error under alpha. In the given order. A
    None stays None and does not count in m. Raises ValueError for a value outside 0 to 1.
    """
    ranked = sorted((value, position) for position, value in enumerate(p_values) if value is not None)
    adjusted: list[float | None] = [None] * len(p_values)
    floor = 0.0
    for smaller, (value, position) in enumerate(ranked):
        if not 0 <= value <= 1:
            raise ValueError(f"p-value {position}: expected a number from 0 to 1, found {value!r}")
        floor = max(floor, min(1.0, (len(ranked) - smaller) * value))
        adjusted[position] = floor
    return adjusted


def tie_groups(ranking: Sequence[str], different: Collection[frozenset[str]]) -> list[list[str]]:
    """Cut a ranking, best first, wherever every system above differs from every one below.

    `different` holds the pairs that differ significantly. Inside a group some pairs may differ: if A
    and C do but B differs from neither, the three are one group, since no cut separates them cleanly.
    """
    groups: list[list[str]] = []
    for position, name in enumerate(ranking):
        above, below = ranking[:position], ranking[position:]
        if all(frozenset((high, low)) in different for high in above for low in below):
            groups.append([])
        groups[-1].append(name)
    return groups
