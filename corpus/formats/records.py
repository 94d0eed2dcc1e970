"""What an import returns and what a conversion has to say: frozen records, and the tally they are counted with."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from wirecopy.corpus.model import Article, Metadata, Provenance

Outcome = Literal["dropped", "left out", "repaired", "kept"]

SHOWN_PLACES = 5


class Note(Struct, frozen=True):
    """Something that could not be carried over, or was mended on the way: how often, why and where first.

    ``dropped``: the target cannot hold it. ``left out``: the source does not say it well enough.
    ``repaired``: changed, in the only way there was. ``kept``: taken as it is although something is odd about it.
    """

    outcome: Outcome
    what: str
    count: int
    why: str
    where: tuple[str, ...] = ()

    def __str__(self) -> str:
        places = "; ".join(self.where)
        more = f" and {self.count - len(self.where)} more" if self.where and self.count > len(self.where) else ""
        return f"{self.outcome}: {self.count} {self.what} ({self.why})" + (f": {places}{more}" if places else "")


class Options(Struct, frozen=True, kw_only=True):
    """Choices that a format leaves open; each is None where the format decides or the file tells.

    ``scheme``: IOB1, IOB2, IOBES or BILOU. ``token_column``, ``tag_column``: 1 is the first column, -1 the last.
    ``documents``: an article a document, or an article a sentence. ``mapping``: the name of a label mapping that
    ships with the package, or a YAML file. ``annotator``, ``origin``: which of a task's results are read.
    ``labels``: whether labels must be those of the ontology.
    """

    scheme: str | None = None
    token_column: int | None = None
    tag_column: int | None = None
    documents: Literal["documents", "sentences"] | None = None
    mapping: str | None = None
    annotator: str | None = None
    origin: Literal["annotations", "predictions"] = "annotations"
    labels: Literal["open", "ontology"] = "open"


class Imported(Struct, frozen=True):
    """The articles that were read, and what there is to say about it."""

    articles: tuple[Article, ...]
    notes: tuple[Note, ...] = ()


class Tally:
    """Counts notes while a file is read or written; equal ones are one note with its first places."""

    def __init__(self) -> None:
        self._rows: dict[tuple[Outcome, str, str], tuple[int, tuple[str, ...]]] = {}

    def add(self, outcome: Outcome, what: str, why: str, where: str | None = None, count: int = 1) -> None:
        """Count something ``count`` times; nothing is noted for zero."""
        if count:
            before, places = self._rows.get((outcome, what, why), (0, ()))
            places = (*places, where) if where is not None and len(places) < SHOWN_PLACES else places
            self._rows[outcome, what, why] = (before + count, places)

    def notes(self) -> tuple[Note, ...]:
        """Return the notes in the order in which they first came up."""
        return tuple(Note(o, what, n, why, where) for (o, what, why), (n, where) in self._rows.items())


def note_frame(tally: Tally, article: Article, why: str) -> None:
    """Count what an article says of itself beside its text and layers, for targets that have no room for it."""
    for name, empty in (("metadata", Metadata()), ("provenance", Provenance()), ("zones", ()), ("story", None)):
        value = getattr(article, name)
        if value != empty:
            tally.add("dropped", name, why, count=len(value) if isinstance(value, tuple) else 1)
