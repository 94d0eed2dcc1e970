"""How sure a score is: resampling of stories, paired tests, corrections, tie groups.

Everything here works on counts that add up over articles; nothing is matched again. Arrays are laid
out as (clusters, columns) or (clusters, systems, columns), where a cluster is a story, or an article
that belongs to none, and NaN stands for a null rate (0/0).
"""

from wirecopy.evaluation.uncertainty.comparison import Comparison, Pair, compare_systems
from wirecopy.evaluation.uncertainty.corrections import holm, tie_groups
from wirecopy.evaluation.uncertainty.intervals import (
    MINIMUM_CLUSTERS,
    Interval,
    bootstrap,
    interval_of,
    percentile_bounds,
)
from wirecopy.evaluation.uncertainty.paired import (
    EQUALITY_TOLERANCE,
    PairedTest,
    TestName,
    paired_bootstrap,
    paired_randomization,
)
from wirecopy.evaluation.uncertainty.rates import Statistic, f1, mean_of, on_columns, soft_f1
from wirecopy.evaluation.uncertainty.resampling import (
    Clusters,
    Resampling,
    draw_multiplicities,
    resample,
    story_clusters,
)

__all__ = [
    "EQUALITY_TOLERANCE",
    "MINIMUM_CLUSTERS",
    "Clusters",
    "Comparison",
    "Interval",
    "Pair",
    "PairedTest",
    "Resampling",
    "Statistic",
    "TestName",
    "bootstrap",
    "compare_systems",
    "draw_multiplicities",
    "f1",
    "holm",
    "interval_of",
    "mean_of",
    "on_columns",
    "paired_bootstrap",
    "paired_randomization",
    "percentile_bounds",
    "resample",
    "soft_f1",
    "story_clusters",
    "tie_groups",
]
