"""What an article and its annotation are: frozen records, the same for gold, predictions and passes.

Offsets everywhere are Unicode code points into the article's text, start inclusive, end exclusive.
A span is a tuple of ``(start, end)`` fragments in text order; several fragments make it discontinuous.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from msgspec import UNSET, Meta, Struct, UnsetType

MAX_OFFSET = 2**31 - 1

Offset: TypeAlias = Annotated[int, Meta(ge=0, le=MAX_OFFSET)]
Fragment: TypeAlias = tuple[Offset, Offset]
Span: TypeAlias = Annotated[tuple[Fragment, ...], Meta(min_length=1)]
Name: TypeAlias = Annotated[str, Meta(min_length=1)]


class Record(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """A frozen record whose decoding refuses unknown fields."""


class Entity(Record, frozen=True):
    """A named or valued mention ``[start, end)``."""

    start: Offset
    end: Offset
    type: Name
    id: Name | None = None
    metonym: bool = False
    value: str | None = None
    cluster: str | None = None
    link: str | None = None


class Claim(Record, frozen=True, omit_defaults=False):
    """What the article attributes to a source; ``parent`` is the id of the claim it stands in or is relayed by."""

    content: Span
    source: Span | None = None
    cue: Span | None = None
    id: Name | None = None
    source_type: str | None = None
    certainty: str | None = None
    polarity: str | None = None
    quote: str | None = None
    parent: str | None = None


class Argument(Record, frozen=True):
    """One filler of an event's role."""

    role: Name
    span: Span


class Event(Record, frozen=True, omit_defaults=False):
    """An event mention: its trigger, type, modality, TIMEX3 time and arguments."""

    type: Name
    trigger: Span
    id: Name | None = None
    modality: str | None = None
    time: str | None = None
    cluster: str | None = None
    arguments: tuple[Argument, ...] = ()


class Zone(Record, frozen=True):
    """A stretch ``[start, end)`` of the page that plays one part: headline, body, furniture ..."""

    kind: Name
    start: Offset
    end: Offset


class Metadata(Record, frozen=True, omit_defaults=False):
    """What the page says of itself; whatever it does not say is null."""

    headline: str | None = None
    outlet: str | None = None
    agency: str | None = None
    byline: tuple[str, ...] = ()
    published: str | None = None
    updated: str | None = None
    dateline: str | None = None
    url: str | None = None
    license: str | None = None
    rights_holder: str | None = None
    language: str | None = None


class Pass(Record, frozen=True):
    """One reading of an article by one annotator, a person or a model."""

    annotator: Name
    kind: Literal["person", "model"]
    guidelines: str | None = None
    started: str | None = None
    finished: str | None = None


class Provenance(Record, frozen=True):
    """Where an annotation comes from: the passes over it, who settled them, or the system that predicted it."""

    passes: tuple[Pass, ...] = ()
    settled_by: str | None = None
    settled: str | None = None
    system: str | None = None
    note: str | None = None


class Annotation(Record, frozen=True):
    """The layers of one article: one line of an annotation file.

    A layer that is ``UNSET`` is not predicted at all; an empty one says that nothing was found.
    With ``text`` the line is self-contained.
    """

    id: Name
    entities: tuple[Entity, ...] | UnsetType = UNSET
    claims: tuple[Claim, ...] | UnsetType = UNSET
    events: tuple[Event, ...] | UnsetType = UNSET
    text: str | None = None
    story: str | None = None
    metadata: Metadata | None = None
    zones: tuple[Zone, ...] | None = None
    provenance: Provenance | None = None


class Article(Record, frozen=True):
    """An article with its gold annotation.

    ``text`` is None while it is withheld and not restored; ``sha256`` is the hash of its UTF-8 bytes.
    ``annotation`` holds the layers only; everything else about the article stands here.
    """

    id: Name
    annotation: Annotation
    text: str | None = None
    story: str | None = None
    collection: str | None = None
    sha256: str | None = None
    metadata: Metadata = Metadata()
    zones: tuple[Zone, ...] = ()
    provenance: Provenance = Provenance()

    def line(self) -> Annotation:
        """Return the self-contained annotation line of this article: layers, text and everything it says of itself."""
        layers = self.annotation
        return Annotation(
            self.id, layers.entities, layers.claims, layers.events,
            text=self.text, story=self.story, metadata=self.metadata, zones=self.zones, provenance=self.provenance,
        )  # fmt: skip


LAYERS = ("entities", "claims", "events")


def surface(text: str, span: Span) -> str:
    """Return the words of a span; fragments are joined by `` … ``."""
    return " … ".join(text[start:end] for start, end in span)


def bounds(span: Span) -> Fragment:
    """Return the start of a span's first fragment and the end of its last."""
    return span[0][0], span[-1][1]
