"""The leaderboard: submissions as records in a folder, ranked with the differences that are real."""
