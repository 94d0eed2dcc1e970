"""Tag sequences to counts of entities by type: strings or ids in, vectorised, with the readings of four scorers.

``count_tags`` takes lists of lists of tags, ``count_tag_ids`` flat integer arrays; ``read_tag_columns`` reads files.
"""

from wirecopy.evaluation.engine.tags.columns import ColumnFile, read_tag_columns
from wirecopy.evaluation.engine.tags.counts import TagCounts, count_tag_ids, count_tags
from wirecopy.evaluation.engine.tags.interning import TagError
from wirecopy.evaluation.engine.tags.readings import PRESETS, SCHEMES

__all__ = [
    "PRESETS",
    "SCHEMES",
    "ColumnFile",
    "TagCounts",
    "TagError",
    "count_tag_ids",
    "count_tags",
    "read_tag_columns",
]
