"""A page into an article: decode, render, zone, read what the page says of itself, or refuse it."""

from wirecopy.corpus.ingest.article import ingest, ingest_file

__all__ = ["ingest", "ingest_file"]
