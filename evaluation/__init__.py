"""Systems, scores, uncertainty and the leaderboard."""
