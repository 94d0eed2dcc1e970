"""The published dataset: articles as typed parquet with a card; restored texts are filled in on the user's side."""
