"""Systems, scores, uncertainty and the leaderboard."""

from wirecopy.evaluation.comparing import compare
from wirecopy.evaluation.scoring import score
from wirecopy.evaluation.tag_scores import score_tags

__all__ = ["compare", "score", "score_tags"]
