"""What a model answered, item by item: read strictly, bounded, and aligned to the article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec

from wirecopy.corpus.dates import is_timex3
from wirecopy.corpus.errors import InputError, shown
from wirecopy.corpus.model import Annotation, Argument, Article, Claim, Entity, Event, Fragment, Span
from wirecopy.corpus.ontology import load_ontology
from wirecopy.evaluation.systems.llm.alignment import Places, distance, overlap

MOST = 2000  # items of a layer; more than that is no annotation of one article


class EntityItem(msgspec.Struct, frozen=True):
    """A mention as answered."""

    text: str
    type: str
    context: str | None = None


class ClaimItem(msgspec.Struct, frozen=True):
    """A claim as answered; ``parent`` counts the answered claims from 1."""

    content: list[str] | str
    source: str | None = None
    cue: str | None = None
    source_type: str | None = None
    certainty: str | None = None
    polarity: str | None = None
    quote: str | None = None
    parent: int | None = None


class ArgumentItem(msgspec.Struct, frozen=True):
    """A filler as answered."""

    role: str
    text: str


class EventItem(msgspec.Struct, frozen=True):
    """An event as answered."""

    type: str
    trigger: str
    context: str | None = None
    modality: str | None = None
    time: str | None = None
    arguments: list[Any] = []


Item = TypeVar("Item", EntityItem, ClaimItem, ArgumentItem, EventItem)


def parse(content: str, layers: Sequence[str]) -> dict[str, list[Any]]:
    """Return the lists of an answer. Raises ``InputError`` if it is not one JSON object with a list a layer."""
    try:
        found = msgspec.json.decode(_unfenced(content.strip()))
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise InputError(f"found no JSON in the answer ({error}): {shown(content, 80)}") from None
    if not isinstance(found, dict):
        raise InputError(f"found {shown(found, 80)} as answer, expected a JSON object")
    for layer in layers:
        if not isinstance(found.get(layer), list):
            raise InputError(f"found {shown(found.get(layer), 60)} under {layer!r} in the answer, expected a list")
    return {layer: found[layer][:MOST] for layer in layers}


def _unfenced(content: str) -> str:
    """Return an answer without the code fence that some models put around it."""
    if content.startswith("```") and content.endswith("```") and "\n" in content:
        return content.partition("\n")[2][:-3]
    return content


class Reader:
    """Turns the lists of an answer about one article into its annotation; ``lost`` counts what could not be used."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.places = Places(article)
        self.lost: Counter[str] = Counter()
        self._values = load_ontology().attribute_values()

    def annotation(self, answer: dict[str, list[Any]]) -> Annotation:
        """Return the annotation with the layers of the answer."""
        readers = {"entities": self._entities, "claims": self._claims, "events": self._events}
        return msgspec.structs.replace(
            Annotation(self.article.id), **{layer: readers[layer](items) for layer, items in answer.items()}
        )

    def _item(self, raw: Any, kind: type[Item], name: str) -> Item | None:
        try:
            return msgspec.convert(raw, kind)
        except (msgspec.ValidationError, RecursionError):
            self.lost[f"{name}.malformed"] += 1
            return None

    def _value(self, name: str, value: str | None) -> str | None:
        if value is None or value in self._values[name]:
            return value
        self.lost[f"{name}.unknown"] += 1
        return None

    def _entities(self, items: Sequence[Any]) -> tuple[Entity, ...]:
        found: list[Entity] = []
        taken: list[Fragment] = []
        after = 0
        for raw in items:
            item = self._item(raw, EntityItem, "entities")
            if item is None:
                continue
            if item.type not in load_ontology().entities:
                self.lost["entities.unknown type"] += 1
                continue
            place = self.places.in_turn(item.text, item.context, after, taken)
            if place is None:
                self.lost["entities.unaligned"] += 1
            elif any(overlap(place, other) for other in taken):
                self.lost["entities.overlapping"] += 1
            else:
                taken.append(place)
                after = place[0]
                found.append(Entity(*place, item.type))
        found.sort(key=lambda entity: entity.start)
        return tuple(Entity(e.start, e.end, e.type, f"e{i}") for i, e in enumerate(found, 1))

    def _claims(self, items: Sequence[Any]) -> tuple[Claim, ...]:
        found: dict[int, Claim] = {}
        parents: dict[int, int] = {}
        after = 0
        for number, raw in enumerate(items, 1):
            item = self._item(raw, ClaimItem, "claims")
            content = self._content(item, after) if item else None
            if item is None or content is None:
                continue
            after = content[0][0]
            found[number] = self._claim(item, content, f"c{number}")
            if item.parent is not None:
                parents[number] = item.parent
        return tuple(self._with_parent(claim, number, parents, found) for number, claim in found.items())

    def _claim(self, item: ClaimItem, content: Span, name: str) -> Claim:
        cue = self._part("cue", item.cue, content[0], content, item.source)
        source = self._part("source", item.source, cue or content[0], content, None)
        return Claim(
            content, (source,) if source else None, (cue,) if cue else None, name,
            **{name: self._value(name, getattr(item, name)) for name in load_ontology().claims.attributes},
        )  # fmt: skip

    def _with_parent(self, claim: Claim, number: int, parents: dict[int, int], found: dict[int, Claim]) -> Claim:
        """Return the claim with its parent, None where that is lost, is itself, or leads back to it."""
        parent, seen = parents.get(number), {number}
        step = parent
        while step is not None and step not in seen:
            seen.add(step)
            step = parents.get(step)
        if parent is None or step is not None or parent not in found:
            self.lost["claims.parent"] += int(parent is not None)
            return claim
        return msgspec.structs.replace(claim, parent=found[parent].id)

    def _content(self, item: ClaimItem, after: int) -> Span | None:
        """Return the fragments of a content in order: the longest first, the others where they are nearest to it."""
        quotes = [item.content] if isinstance(item.content, str) else item.content
        quotes = [quote for quote in quotes if quote.strip()][:50]
        longest = max(range(len(quotes)), key=lambda i: len(quotes[i]), default=None)
        anchor = None if longest is None else self.places.in_turn(quotes[longest], None, after, ())
        if anchor is None:
            self.lost["claims.unaligned content"] += 1
            return None
        found = [anchor]
        for place, quote in enumerate(quotes):
            if place == longest:
                continue
            other = self.places.nearest(quote, anchor, found)
            if other is None or any(overlap(other, known) for known in found):
                self.lost["claims.unaligned fragment"] += 1
            else:
                found.append(other)
        return tuple(sorted(found))

    def _part(
        self, name: str, quote: str | None, anchor: Fragment, content: Span, beside: str | None
    ) -> Fragment | None:
        if quote is None or not quote.strip():
            return None
        places = self.places.all(quote)
        apart = [p for p in places if not any(overlap(p, piece) for piece in content)] or places
        partners = self.places.all(beside) if beside else []

        def cost(place: Fragment) -> tuple[int, Fragment]:
            to_content = min(distance(place, piece) for piece in (*content, anchor))
            return to_content + min((distance(place, other) for other in partners), default=0), place

        found = min(apart, key=cost, default=None)
        self.lost[f"claims.unaligned {name}"] += int(found is None)
        return found

    def _events(self, items: Sequence[Any]) -> tuple[Event, ...]:
        found: list[Event] = []
        taken: list[tuple[str, Fragment]] = []
        after = 0
        for raw in items:
            item = self._item(raw, EventItem, "events")
            if item is None:
                continue
            if item.type not in load_ontology().events.types:
                self.lost["events.unknown type"] += 1
                continue
            used = [place for kind, place in taken if kind == item.type]
            trigger = self.places.in_turn(item.trigger, item.context, after, used)
            if trigger is None:
                self.lost["events.unaligned trigger"] += 1
                continue
            taken.append((item.type, trigger))
            after = trigger[0]
            found.append(self._event(item, trigger))
        found.sort(key=lambda event: event.trigger)
        return tuple(msgspec.structs.replace(event, id=f"v{i}") for i, event in enumerate(found, 1))

    def _event(self, item: EventItem, trigger: Fragment) -> Event:
        time = item.time if item.time and is_timex3(item.time) else None
        self.lost["events.time"] += int(time is None and bool(item.time))
        arguments = dict.fromkeys(a for raw in item.arguments[:100] if (a := self._argument(raw, item.type, trigger)))
        return Event(
            item.type, (trigger,), None, self._value("modality", item.modality), time, arguments=tuple(arguments)
        )

    def _argument(self, raw: Any, kind: str, trigger: Fragment) -> Argument | None:
        item = self._item(raw, ArgumentItem, "arguments")
        if item is None:
            return None
        if item.role not in load_ontology().events.types[kind].roles:
            self.lost["arguments.unknown role"] += 1
            return None
        place = self.places.nearest(item.text, trigger)
        if place is None:
            self.lost["arguments.unaligned"] += 1
            return None
        return Argument(item.role, (place,))
