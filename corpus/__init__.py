"""Articles and their annotation: the model, the embedded corpus, checks, formats and the published dataset."""

from wirecopy.corpus.store import load

__all__ = ["load"]
