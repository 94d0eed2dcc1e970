"""WikiEvents (gen-arg's JSON Lines): entity mentions, and events with arguments that are such mentions.

Its character offsets are off in places, so every token is looked up in its sentence, and sentences, which the original
strings together with nothing between them, stand on lines of their own. Documents whose tokens are not in their
sentences get a text by ``detokenise``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from wirecopy.corpus.atomic import write_bytes
from wirecopy.corpus.errors import InputError, refuse, shown
from wirecopy.corpus.formats.clean import clean
from wirecopy.corpus.formats.columns import Row, align
from wirecopy.corpus.formats.detokenise import DETOKENISATION, detokenise
from wirecopy.corpus.formats.files import converted, json_lines, require_texts
from wirecopy.corpus.formats.records import Imported, Note, Options, Tally, note_frame
from wirecopy.corpus.model import Annotation, Argument, Article, Entity, Event, Fragment, Span
from wirecopy.corpus.ontology import load_ontology
from wirecopy.corpus.rights import text_hash
from wirecopy.corpus.tokens import cut, tokenize
from wirecopy.corpus.units import claims_of, entities_of, events_of

EXPECTED = "WikiEvents documents, a JSON object a line"
# Written for arguments that are no entities; mentions of that kind are not read as entities.
_ARGUMENT_ONLY = "ARGUMENT"
_UNKNOWN = "UNK"
_WHY = "wikievents holds entity mentions, triggers and arguments only"


class _Mention(Struct, frozen=True):
    id: str
    start: int
    end: int
    entity_type: str
    text: str
    mention_type: str = _UNKNOWN


class _Trigger(Struct, frozen=True):
    start: int
    end: int
    text: str


class _Filler(Struct, frozen=True):
    entity_id: str
    role: str


class _Event(Struct, frozen=True):
    id: str
    event_type: str
    trigger: _Trigger
    arguments: tuple[_Filler, ...] = ()


class _Document(Struct, frozen=True):
    doc_id: str
    tokens: tuple[str, ...]
    entity_mentions: tuple[_Mention, ...]
    event_mentions: tuple[_Event, ...]
    sentences: tuple[tuple[list[tuple[str, int, int]], str], ...] = ()
    relation_mentions: tuple[Any, ...] = ()
    text: str | None = None


def read(path: Path, options: Options) -> Imported:  # noqa: ARG001 - every format is read by the same call
    """Return an article a document with its entities and events. Raises ``InputError`` naming line and field."""
    tally = Tally()
    articles = []
    for number, row in json_lines(path, EXPECTED):
        where = f"{path}:{number}"
        articles.append(_article(converted(row, _Document, where), where, tally))
    names = [article.id for article in articles]
    refuse(
        [f"{path}: found document {shown(n)} more than once" for n in sorted({n for n in names if names.count(n) > 1})]
    )
    return Imported(tuple(articles), tally.notes())


def _article(document: _Document, where: str, tally: Tally) -> Article:
    text, places = _text(document, where, tally)
    cleaned = clean(text)
    if cleaned.changed:
        tally.add(
            "repaired", "texts", "brought to NFC, line feeds and no control characters; offsets follow", document.doc_id
        )
        places = [cleaned.span(*place) for place in places]
    spans = dict(_mention_spans(document, places, cleaned.text, where, tally))
    entities = tuple(
        Entity(*spans[m.id], m.entity_type, id=m.id)
        for m in document.entity_mentions
        if m.id in spans and m.mention_type != _ARGUMENT_ONLY
    )
    kinds = sum(m.mention_type not in (_UNKNOWN, _ARGUMENT_ONLY) for m in document.entity_mentions)
    tally.add("dropped", "mention types", "no field of ours holds them", count=kinds)
    tally.add("dropped", "relations", "no layer of ours holds them", count=len(document.relation_mentions))
    events = tuple(_events(document, places, spans, where, tally))
    layers = Annotation(document.doc_id, entities=entities, events=events)
    return Article(document.doc_id, layers, text=cleaned.text, sha256=text_hash(cleaned.text))


def _text(document: _Document, where: str, tally: Tally) -> tuple[str, list[Fragment]]:
    stated = [word for words, _ in document.sentences for word, _, _ in words]
    if document.sentences and stated != list(document.tokens):
        raise InputError(f"{where}: document {shown(document.doc_id)}: sentences: found other tokens than in 'tokens'")
    if document.sentences:
        try:
            found = _from_sentences(document, where)
        except InputError:
            found = None
        if found is not None:
            apart = document.text in (None, found[0])
            why = "sentences stood without anything between them; now on lines of their own"
            tally.add("repaired", "texts", why, count=not apart)
            return found
    tally.add("repaired", "texts", f"put together from their tokens by {DETOKENISATION}", document.doc_id)
    return detokenise(document.tokens)


def _from_sentences(document: _Document, where: str) -> tuple[str, list[Fragment]]:
    places: list[Fragment] = []
    length = 0
    for words, text in document.sentences:
        rows = [Row(0, None, word, "O") for word, _, _ in words]
        places += [(length + start, length + end) for start, end in align(Path(where), rows, text)]
        length += len(text) + 1
    return "\n".join(text for _, text in document.sentences), places


def _span(places: Sequence[Fragment], start: int, end: int, where: str) -> Fragment:
    if not 0 <= start < end <= len(places):
        raise InputError(f"{where}: found tokens {start} to {end}, expected a span inside {len(places)} tokens")
    return places[start][0], places[end - 1][1]


def _mention_spans(
    document: _Document, places: Sequence[Fragment], text: str, where: str, tally: Tally
) -> Iterator[tuple[str, Fragment]]:
    seen: set[str] = set()
    for mention in document.entity_mentions:
        if mention.id in seen:
            raise InputError(f"{where}: entity_mentions: found id {shown(mention.id)} a second time")
        seen.add(mention.id)
        span = _span(places, mention.start, mention.end, f"{where}: {mention.id}")
        if "".join(text[span[0] : span[1]].split()) != "".join(mention.text.split()):
            tally.add("left out", "entities", "their words are not those of their tokens", f"{where} {mention.id}")
        else:
            yield mention.id, span


def _events(
    document: _Document, places: Sequence[Fragment], spans: dict[str, Fragment], where: str, tally: Tally
) -> Iterator[Event]:
    known = {mention.id for mention in document.entity_mentions}
    for event in document.event_mentions:
        trigger = _span(places, event.trigger.start, event.trigger.end, f"{where}: {event.id}: trigger")
        arguments = []
        for filler in event.arguments:
            if filler.entity_id not in known:
                raise InputError(
                    f"{where}: {event.id}: found argument {shown(filler.entity_id)}, expected an entity mention's id"
                )
            if filler.entity_id in spans:
                arguments.append(Argument(filler.role, (spans[filler.entity_id],)))
            else:
                tally.add("left out", "arguments", "their entity was left out", f"{where} {event.id}")
        yield Event(event.event_type, (trigger,), id=event.id, arguments=tuple(arguments))


def write(articles: Sequence[Article], path: Path, options: Options) -> tuple[Note, ...]:  # noqa: ARG001
    """Write one document a line; sentences are the lines of the text, tokens those of ``corpus.tokens``.

    Arguments that are no entities become mentions of the type ``ARGUMENT``, and come back as arguments only.
    """
    require_texts([(article.id, article.text) for article in articles], "wikievents")
    tally = Tally()
    lines = [msgspec.json.encode(_Writer(article, tally).document()) for article in articles]
    write_bytes(path, b"".join(line + b"\n" for line in lines))
    return tally.notes()


class _Writer:
    """The tokens of one article, and the mentions that are given out so far."""

    def __init__(self, article: Article, tally: Tally) -> None:
        self.article, self.tally, self.text = article, tally, article.text or ""
        entities, events = entities_of(article.annotation), events_of(article.annotation)
        spans: list[Span] = [((e.start, e.end),) for e in entities]
        spans += [span for v in events for span in (v.trigger, *(a.span for a in v.arguments))]
        self.tokens = cut(tokenize(self.text), [at for span in spans for fragment in span for at in fragment])
        self.first = {start: i for i, (start, _) in enumerate(self.tokens)}
        self.last = {end: i + 1 for i, (_, end) in enumerate(self.tokens)}
        self.mentions: list[dict[str, Any]] = []
        self.named: dict[Span, str] = {}
        self.ids = {e.id for e in entities} | {v.id for v in events}

    def document(self) -> dict[str, Any]:
        _note_losses(self.article, self.tally)
        for entity in entities_of(self.article.annotation):
            span = ((entity.start, entity.end),)
            name = self._mention(span[0], entity.type, _UNKNOWN, entity.id)
            self.named.setdefault(span, name)
        events = [row for event in events_of(self.article.annotation) if (row := self._event(event))]
        return {
            "doc_id": self.article.id,
            "tokens": [self.text[start:end] for start, end in self.tokens],
            "text": self.text,
            "sentences": list(self._sentences()),
            "entity_mentions": self.mentions,
            "relation_mentions": [],
            "event_mentions": events,
        }

    def _sentences(self) -> Iterator[list[Any]]:
        at = 0
        for line in self.text.split("\n"):
            end = at + len(line)
            yield [[[self.text[a:b], a, b] for a, b in self.tokens if at <= a < end], line]
            at = end + 1

    def _new(self, letter: str, name: str | None) -> str:
        if name is not None:
            return name
        self.tally.add("repaired", "units without id", "wikievents needs one, which is made up")
        number = next(n for n in range(1, len(self.ids) + 2) if f"{self.article.id}-{letter}{n}" not in self.ids)
        self.ids.add(f"{self.article.id}-{letter}{number}")
        return f"{self.article.id}-{letter}{number}"

    def _place(self, fragment: Fragment) -> dict[str, Any]:
        start, end = fragment
        words = self.text[start:end].replace("\n", " ")
        sentence = self.text.count("\n", 0, start)
        return {"start": self.first[start], "end": self.last[end], "text": words, "sent_idx": sentence}

    def _mention(self, fragment: Fragment, kind: str, mention_type: str, name: str | None) -> str:
        key = self._new("T", name)
        self.mentions.append({"id": key, "entity_type": kind, "mention_type": mention_type} | self._place(fragment))
        return key

    def _event(self, event: Event) -> dict[str, Any] | None:
        if len(event.trigger) > 1:
            self.tally.add(
                "dropped", "events", "with a trigger in pieces, which wikievents does not hold", self.article.id
            )
            return None
        arguments = []
        for argument in event.arguments:
            if argument.span not in self.named:
                if len(argument.span) > 1:
                    self.tally.add("dropped", "arguments", "in pieces, which wikievents does not hold", self.article.id)
                    continue
                self.tally.add("kept", "arguments", f"that are no entities: mentions of the type {_ARGUMENT_ONLY}")
                self.named[argument.span] = self._mention(argument.span[0], _UNKNOWN, _ARGUMENT_ONLY, None)
            words = self.text[argument.span[0][0] : argument.span[0][1]].replace("\n", " ")
            arguments.append({"entity_id": self.named[argument.span], "role": argument.role, "text": words})
        trigger = self._place(event.trigger[0])
        return {"id": self._new("E", event.id), "event_type": event.type, "trigger": trigger, "arguments": arguments}


def _note_losses(article: Article, tally: Tally) -> None:
    tally.add("dropped", "claims", _WHY, count=len(claims_of(article.annotation)))
    for name in ("value", "cluster", "link"):
        tally.add(
            "dropped",
            f"entity {name}s",
            _WHY,
            count=sum(getattr(e, name) is not None for e in entities_of(article.annotation)),
        )
    tally.add("dropped", "metonym marks", _WHY, count=sum(e.metonym for e in entities_of(article.annotation)))
    for name in (*load_ontology().events.attributes, "time", "cluster"):
        tally.add(
            "dropped",
            f"event {name} values",
            _WHY,
            count=sum(getattr(v, name) is not None for v in events_of(article.annotation)),
        )
    note_frame(tally, article, _WHY)
