"""Gold that is held back: a file of gold lines of the project's own label set, with the checks of a split."""

from __future__ import annotations

from pathlib import Path

import msgspec

from wirecopy.corpus.decode import UNREADABLE
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.model import Annotation
from wirecopy.corpus.ontology import Ontology, load_ontology
from wirecopy.evaluation.gold import Data, FileGold, text_length


class HeldGold(FileGold):
    """Gold lines whose inventory is the ontology; a ``.data.json`` beside the file says which data they are."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.ontology: Ontology | None = load_ontology()
        self.data = _described(path) or self.data

    def limit(self, annotation: Annotation) -> int:
        return text_length(annotation)


def description_of(path: Path) -> Path:
    """Return where the description of a gold file lies: ``gold.data.json`` beside ``gold.jsonl``."""
    return path.with_suffix(".data.json")


def _described(path: Path) -> Data | None:
    beside = description_of(path)
    if not beside.is_file():
        return None
    try:
        return msgspec.json.decode(beside.read_bytes(), type=Data)
    except UNREADABLE as error:
        raise InputError(f"{beside}: not a description of data: {error}") from None
