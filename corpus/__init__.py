"""Articles and their annotation: the model, the embedded corpus, checks, formats and the published dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from wirecopy.corpus.store import load

if TYPE_CHECKING:
    from typing import TypeVar

    from datasets import Dataset, DatasetDict, IterableDataset, IterableDatasetDict

    Data = TypeVar("Data", Dataset, DatasetDict, IterableDataset, IterableDatasetDict)

__all__ = ["fill", "load"]


def fill(dataset: Data, *, missing: Literal["error", "keep"] = "error") -> Data:
    """Return a loaded dataset with the texts that were restored on this machine.

    See ``wirecopy.corpus.dataset.fill`` for what it takes and raises; it is imported when it is called.
    """
    from wirecopy.corpus.dataset.fill import fill as run

    return run(dataset, missing=missing)
