"""One article to the lines of a brat document, by a label mapping."""

from __future__ import annotations

from collections.abc import Iterator

from wirecopy.corpus.errors import InputError, shown
from wirecopy.corpus.formats.brat_mapping import ClaimShape, Mapping
from wirecopy.corpus.formats.records import Tally, note_frame
from wirecopy.corpus.model import Article, Claim, Entity, Event, Span
from wirecopy.corpus.ontology import load_ontology
from wirecopy.corpus.units import claims_of, entities_of, events_of

_FRAME = "brat holds a text and its annotation only"


def lines_of(article: Article, mapping: Mapping, tally: Tally) -> list[str]:
    """Return the lines of an article's ``.ann`` file; what the mapping cannot hold is counted.

    Raises ``InputError`` for labels and values that brat's lines have no room for, naming article and field.
    """
    writer = _Writer(article, mapping, tally)
    if mapping.entities:
        for entity in entities_of(article.annotation):
            writer.entity(entity)
    if mapping.claims:
        writer.claims(claims_of(article.annotation), mapping.claims)
    if mapping.events:
        for event in events_of(article.annotation):
            writer.event(event)
    _note_losses(article, mapping, tally)
    return writer.lines


def _note_losses(article: Article, mapping: Mapping, tally: Tally) -> None:
    why = f"the mapping holds {mapping.what}"
    tally.add("dropped", "entities", why, count=0 if mapping.entities else len(entities_of(article.annotation)))
    tally.add("dropped", "events", why, count=0 if mapping.events else len(events_of(article.annotation)))
    shape = mapping.claims
    claims = claims_of(article.annotation)
    if shape is None:
        tally.add("dropped", "claims", why, count=len(claims))
    for name in load_ontology().claims.attributes if shape and not shape.attributes else ():
        tally.add("dropped", f"{name} values", why, count=sum(getattr(claim, name) is not None for claim in claims))
    if shape and shape.parent is None:
        tally.add("dropped", "parents", why, count=sum(claim.parent is not None for claim in claims))
    note_frame(tally, article, _FRAME)


class _Writer:
    """The lines of one document so far, and the numbers and marks that are given out."""

    def __init__(self, article: Article, mapping: Mapping, tally: Tally) -> None:
        self.where, self.mapping, self.tally = f"article {shown(article.id)}", mapping, tally
        self.text = article.text or ""
        self.lines: list[str] = []
        self.numbers: dict[str, int] = {}
        self.marks: dict[tuple[str, Span], str] = {}
        self.named: dict[Span, str] = {}

    def entity(self, entity: Entity) -> None:
        span = ((entity.start, entity.end),)
        if entity.type in self.mapping.reserved():
            raise InputError(f"{self.where}: entity type {shown(entity.type)} is what the mapping calls other marks")
        key = self._mark(entity.type, span, shared=False)
        self.named.setdefault(span, key)
        if entity.metonym:
            self._line("A", f"metonym {key}")
        self._notes(key, id=entity.id, value=entity.value, cluster=entity.cluster, link=entity.link)

    def claims(self, claims: tuple[Claim, ...], shape: ClaimShape) -> None:
        keys: dict[str, str] = {}
        lines: list[tuple[Claim, str]] = []
        for claim in claims:
            key = self._claim(claim, shape)
            lines.append((claim, key))
            if claim.id is not None:
                keys[claim.id] = key
        for claim, key in lines if shape.parent else []:
            if claim.parent is not None:
                if claim.parent not in keys:
                    raise InputError(
                        f"{self.where}: claim {claim.id}: found parent {shown(claim.parent)}, expected a claim's id"
                    )
                self._line("R", f"{shape.parent} Arg1:{key} Arg2:{keys[claim.parent]}")

    def _claim(self, claim: Claim, shape: ClaimShape) -> str:
        ends = []
        if shape.anchor is None:
            trigger = self._mark(shape.type, claim.cue or claim.content[:1], shared=False)
        for part, role in shape.parts.items():
            span: Span | None = getattr(claim, part)
            if span is None:
                continue
            if part == shape.anchor:
                trigger = self._mark(shape.type, span, shared=False)
                continue
            for number, piece in enumerate([(f,) for f in span] if shape.repeats else [span], 1):
                ends.append(f"{role}{number if number > 1 else ''}:{self._mark(role, piece)}")
        key = self._line("E", " ".join([f"{shape.type}:{trigger}", *ends]))
        for name in load_ontology().claims.attributes if shape.attributes else ():
            self._attribute(key, name, getattr(claim, name))
        self._notes(key, id=None if self.mapping.ids == "lines" and claim.id == key else claim.id)
        return key

    def event(self, event: Event) -> None:
        shape = self.mapping.claims
        if shape is not None and event.type == shape.type:
            raise InputError(f"{self.where}: event type {shown(event.type)} is what the mapping calls a claim")
        trigger = self._mark(event.type, event.trigger, shared=False)
        ends = [f"{self._label(event.type)}:{trigger}"]
        counts: dict[str, int] = {}
        for argument in event.arguments:
            role = self._label(argument.role)
            if role[-1:].isdigit():
                raise InputError(
                    f"{self.where}: role {shown(role)} ends in a digit, which in brat counts repeated roles"
                )
            counts[role] = counts.get(role, 0) + 1
            filler = self.named.get(argument.span) or self._mark(self.mapping.argument or role, argument.span)
            ends.append(f"{role}{counts[role] if counts[role] > 1 else ''}:{filler}")
        key = self._line("E", " ".join(ends))
        for name in load_ontology().events.attributes:
            self._attribute(key, name, getattr(event, name))
        self._notes(key, id=event.id, time=event.time, cluster=event.cluster)

    def _mark(self, kind: str, span: Span, *, shared: bool = True) -> str:
        if shared and (kind, span) in self.marks:
            return self.marks[kind, span]
        fragments = ";".join(f"{start} {end}" for start, end in span)
        words = " ".join(self.text[start:end] for start, end in span).replace("\n", " ")
        key = self._line("T", f"{self._label(kind)} {fragments}\t{words}")
        if shared:
            self.marks[kind, span] = key
        return key

    def _attribute(self, key: str, name: str, value: str | None) -> None:
        if value is not None:
            self._line("A", f"{name} {key} {self._one_line(name, value)}")

    def _notes(self, key: str, **values: str | None) -> None:
        for name, value in values.items():
            if value is not None:
                self._line("#", f"{name} {key}\t{self._one_line(name, value)}")

    def _line(self, kind: str, body: str) -> str:
        self.numbers[kind] = self.numbers.get(kind, 0) + 1
        key = f"{kind}{self.numbers[kind]}"
        self.lines.append(f"{key}\t{body}")
        return key

    def _label(self, label: str) -> str:
        if ":" in label or any(char.isspace() for char in label):
            raise InputError(
                f"{self.where}: label {shown(label)} holds white space or a colon, which brat's lines cannot"
            )
        return label

    def _one_line(self, name: str, value: str) -> str:
        if not value or any(char in value for char in "\n\r"):
            raise InputError(f"{self.where}: {name}: found {shown(value)}, expected words on one line for brat")
        return value


def configuration(articles: list[Article], mapping: Mapping, layers: frozenset[str]) -> Iterator[str]:
    """Yield the lines of ``annotation.conf``: the labels of the ontology and of the articles.

    The headings ``!entities``, ``!claims`` and ``!events`` say which layers are annotated, also where they are empty.
    """
    ontology, shape = load_ontology(), mapping.claims
    kinds = {e.type for a in articles for e in entities_of(a.annotation)}
    yield "[entities]"
    if mapping.entities and "entities" in layers:
        yield from ("!entities", *(f"\t{kind}" for kind in _ordered(kinds, ontology.entities)))
    if shape and "claims" in layers:
        yield from ("!claims", *(f"\t{name}" for name in shape.parts.values() if name != shape.type))
    if mapping.argument and "events" in layers:
        yield from ("!arguments", f"\t{mapping.argument}")
    yield from ("", "[events]")
    if shape and "claims" in layers:
        ends = ", ".join(
            f"{role}{'*' if shape.repeats else '?'}:{role}"
            for part, role in shape.parts.items()
            if part != shape.anchor
        )
        yield f"{shape.type}\t{ends}"
    if mapping.events and "events" in layers:
        yield "!events"
        yield from _event_types(articles)
    yield from ("", "[relations]")
    if shape and shape.parent:
        yield f"{shape.parent}\tArg1:{shape.type}, Arg2:{shape.type}"
    yield from ("", "[attributes]")
    yield from _attributes(mapping)


def _event_types(articles: list[Article]) -> Iterator[str]:
    types = load_ontology().events.types
    roles: dict[str, set[str]] = {}
    for event in (e for a in articles for e in events_of(a.annotation)):
        roles.setdefault(event.type, set()).update(argument.role for argument in event.arguments)
    for kind in _ordered(set(roles), types):
        known = types[kind].roles if kind in types else {}
        yield f"\t{kind}\t" + ", ".join(f"{role}*:<ANY>" for role in _ordered(roles.get(kind, set()), known))


def _attributes(mapping: Mapping) -> Iterator[str]:
    ontology, shape = load_ontology(), mapping.claims
    if mapping.entities:
        yield "metonym\tArg:<ENTITY>"
    for name, values in ontology.claims.attributes.items() if shape and shape.attributes else ():
        yield f"{name}\tArg:{shape.type if shape else ''}, Value:{'|'.join(values)}"
    for name, values in ontology.events.attributes.items() if mapping.events else ():
        yield f"{name}\tArg:<EVENT>, Value:{'|'.join(values)}"


def _ordered(found: set[str], known: object) -> list[str]:
    names = list(known) if isinstance(known, dict) else []
    ours = names if found <= set(names) else [name for name in names if name in found]
    return [*ours, *sorted(found - set(names))]
