"""Validity of one article: one function a check, each with a stable id, a level and an explanation.

A check yields ``(where, message)`` pairs. With no ontology the label inventory is open and the checks that
need one have nothing to say. ``validation.py`` runs them and adds the checks that look at several articles.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Literal

import msgspec
from msgspec import UNSET

from wirecopy.corpus.dates import is_timex3
from wirecopy.corpus.errors import nearest, shown
from wirecopy.corpus.model import Article, Span
from wirecopy.corpus.ontology import Ontology
from wirecopy.corpus.rights import OPEN_LICENSES, text_hash
from wirecopy.corpus.units import argument_spans, claims_of, entities_of, events_of, ill_ordered, unit_spans

Level = Literal["error", "warning", "note"]
Findings = Iterator[tuple[str, str]]


class Candidate(msgspec.Struct, frozen=True):
    """An article as found: where it stands, and the surfaces that its file states, with their places.

    ``restored`` says that its text does not ship: it came from the reader's own data folder.
    """

    place: str
    article: Article
    surfaces: tuple[tuple[str, Span, str], ...] = ()
    restored: bool = False


class Check(msgspec.Struct, frozen=True):
    """A check: its id never changes, its explanation is printed once however often it fires."""

    id: str
    level: Level
    explanation: str
    find: Callable[[Candidate, Ontology | None], Findings]


def _outside(spans: Iterable[tuple[str, Span]], text: str | None) -> Findings:
    for where, span in spans:
        problem = ill_ordered(span)
        if problem:
            yield where, problem
        elif text is not None and span[-1][1] > len(text):
            yield where, f"found end {span[-1][1]}, expected at most {len(text)}, the length of the text"


def offsets(candidate: Candidate, _: Ontology | None) -> Findings:
    article = candidate.article
    yield from _outside(unit_spans(article.annotation), article.text)
    yield from _outside(((f"zones[{i}]", ((z.start, z.end),)) for i, z in enumerate(article.zones)), article.text)


def arguments_inside(candidate: Candidate, _: Ontology | None) -> Findings:
    yield from _outside(argument_spans(candidate.article.annotation), candidate.article.text)


def surfaces(candidate: Candidate, _: Ontology | None) -> Findings:
    text = candidate.article.text
    for where, span, stated in candidate.surfaces:
        found = None if text is None else " … ".join(text[start:end] for start, end in span)
        if found is not None and found != stated:
            yield where, f"found {shown(stated)} as surface, expected {shown(found)}, the words at {list(span)}"


def untrimmed(candidate: Candidate, _: Ontology | None) -> Findings:
    text = candidate.article.text or ""
    annotation = candidate.article.annotation
    for where, span in (*unit_spans(annotation), *argument_spans(annotation)):
        for start, end in span:
            words = text[start:end]
            if words != words.strip():
                yield where, f"found {shown(words)}, expected no white space at either end"


def text_form(candidate: Candidate, _: Ontology | None) -> Findings:
    text = candidate.article.text or ""
    if not unicodedata.is_normalized("NFC", text):
        at = next(i for i in range(len(text)) if not unicodedata.is_normalized("NFC", text[: i + 1]))
        yield "text", f"found {shown(text[max(at - 5, 0) : at + 1])} at {at}, expected text in NFC"
    for at, char in enumerate(text):
        if unicodedata.category(char) == "Cc" and char not in "\n\t":
            yield "text", f"found control character U+{ord(char):04X} at {at}, expected none but LF and TAB"


def text_sha256(candidate: Candidate, _: Ontology | None) -> Findings:
    article = candidate.article
    if article.sha256 is None:
        if candidate.surfaces or article.collection is not None:
            yield "sha256", "found null, expected the SHA-256 of the text"
    elif article.text is not None and text_hash(article.text) != article.sha256:
        yield "sha256", f"found {article.sha256[:12]}…, expected {text_hash(article.text)[:12]}…, the hash of the text"


def rights(candidate: Candidate, _: Ontology | None) -> Findings:
    article = candidate.article
    if article.collection is None:
        return
    for field in ("license", "rights_holder"):
        if not getattr(article.metadata, field):
            yield f"metadata.{field}", "found null, expected who may do what with the text"
    withheld = article.metadata.license not in OPEN_LICENSES
    ships = article.text is not None and not candidate.restored
    if withheld and (ships or candidate.surfaces):
        stated = shown(article.metadata.license)
        yield "metadata.license", f"found {stated} beside a text or surfaces, expected an open licence or no text"


def flat_entities(candidate: Candidate, ontology: Ontology | None) -> Findings:
    if ontology is None:  # other label sets may nest
        return
    entities = sorted(enumerate(entities_of(candidate.article.annotation)), key=lambda row: (row[1].start, row[1].end))
    for (i, left), (j, right) in pairwise(entities):
        if right.start < left.end:
            yield f"entities[{j}]", f"found [{right.start}, {right.end}] over entities[{i}], which ends at {left.end}"


def _known(where: str, found: str, known: Iterable[str]) -> Findings:
    names = list(known)
    if found not in names:
        yield where, f"found {shown(found)}, expected one of {', '.join(names)}{nearest(found, names)}"


def known_types(candidate: Candidate, ontology: Ontology | None) -> Findings:
    if ontology is None:
        return
    for i, entity in enumerate(entities_of(candidate.article.annotation)):
        yield from _known(f"entities[{i}].type", entity.type, ontology.entities)
    for i, event in enumerate(events_of(candidate.article.annotation)):
        yield from _known(f"events[{i}].type", event.type, ontology.events.types)
    for i, zone in enumerate(candidate.article.zones):
        yield from _known(f"zones[{i}].kind", zone.kind, ontology.zones)


def known_roles(candidate: Candidate, ontology: Ontology | None) -> Findings:
    for i, event in enumerate(events_of(candidate.article.annotation)):
        kind = ontology.events.types.get(event.type) if ontology else None
        for j, argument in enumerate(event.arguments if kind else ()):
            yield from _known(f"events[{i}].arguments[{j}].role", argument.role, kind.roles if kind else ())


def known_values(candidate: Candidate, ontology: Ontology | None) -> Findings:
    values = ontology.attribute_values() if ontology else {}
    for layer, units in (
        ("claims", claims_of(candidate.article.annotation)),
        ("events", events_of(candidate.article.annotation)),
    ):
        for i, unit in enumerate(units):
            for name, known in values.items():
                value = getattr(unit, name, None)
                if value is not None:
                    yield from _known(f"{layer}[{i}].{name}", value, known)


def complete(candidate: Candidate, ontology: Ontology | None) -> Findings:
    if ontology is None or candidate.article.collection is None:
        return
    annotation = candidate.article.annotation
    for layer in ("entities", "claims", "events"):
        if getattr(annotation, layer) is UNSET:
            yield layer, "found no such layer, expected all three (an empty list where there is nothing)"
    for i, claim in enumerate(claims_of(annotation)):
        for name in ontology.claims.attributes:
            if getattr(claim, name) is None:
                yield f"claims[{i}].{name}", "found null, expected a value"
    for i, event in enumerate(events_of(annotation)):
        for name in ontology.events.attributes:
            if getattr(event, name) is None:
                yield f"events[{i}].{name}", "found null, expected a value"


def references(candidate: Candidate, _: Ontology | None) -> Findings:
    ids = {claim.id for claim in claims_of(candidate.article.annotation)}
    for i, claim in enumerate(claims_of(candidate.article.annotation)):
        if claim.parent is not None and claim.parent not in ids:
            hint = nearest(claim.parent, [name for name in ids if name])
            yield f"claims[{i}].parent", f"found {shown(claim.parent)}, expected the id of a claim of the article{hint}"


def parent_loop(candidate: Candidate, _: Ontology | None) -> Findings:
    parents = {claim.id: claim.parent for claim in claims_of(candidate.article.annotation) if claim.id}
    for i, claim in enumerate(claims_of(candidate.article.annotation)):
        seen, at = set(), claim.id
        while at is not None and at in parents and at not in seen:
            seen.add(at)
            at = parents[at]
        if at is not None and at == claim.id:
            yield f"claims[{i}].parent", f"found a loop through {', '.join(sorted(seen))}, expected parents to end"


def duplicate_ids(candidate: Candidate, _: Ontology | None) -> Findings:
    annotation = candidate.article.annotation
    layers = (entities_of(annotation), claims_of(annotation), events_of(annotation))
    ids = [unit.id for units in layers for unit in units if unit.id is not None]
    for name, count in Counter(ids).items():
        if count > 1:
            yield "id", f"found {shown(name)} {count} times, expected an id once in an article"


def repeated_units(candidate: Candidate, _: Ontology | None) -> Findings:
    annotation = candidate.article.annotation
    units: Iterable[tuple[str, object]] = (
        *((f"entities[{i}]", (e.start, e.end, e.type)) for i, e in enumerate(entities_of(annotation))),
        *((f"claims[{i}]", (c.source, c.cue, c.content)) for i, c in enumerate(claims_of(annotation))),
        *((f"events[{i}]", (v.trigger, v.type)) for i, v in enumerate(events_of(annotation))),
    )
    seen: dict[object, str] = {}
    for where, key in units:
        name = (where.split("[", maxsplit=1)[0], key)
        if name in seen:
            yield where, f"found the same unit as {seen[name]}, expected each unit once"
        seen.setdefault(name, where)


def zones_apart(candidate: Candidate, _: Ontology | None) -> Findings:
    zones = sorted(enumerate(candidate.article.zones), key=lambda row: (row[1].start, row[1].end))
    for (i, left), (j, right) in pairwise(zones):
        if right.start < left.end:
            yield f"zones[{j}]", f"found [{right.start}, {right.end}] over zones[{i}], which ends at {left.end}"


def zones_cover(candidate: Candidate, _: Ontology | None) -> Findings:
    text, zones = candidate.article.text, sorted(candidate.article.zones, key=lambda zone: zone.start)
    if text is None or not zones:
        return
    at = 0
    for start, end in [*((zone.start, zone.end) for zone in zones), (len(text), len(text))]:
        between = text[at:start]
        if between.strip():
            yield "zones", f"found {shown(between.strip(), 40)} at {at} in no zone, expected every word in one"
        at = max(at, end)


def furniture_units(candidate: Candidate, ontology: Ontology | None) -> Findings:
    kinds = ontology.furniture() if ontology else frozenset()
    bare = [(zone.start, zone.end) for zone in candidate.article.zones if zone.kind in kinds]
    annotation = candidate.article.annotation
    for where, span in (*unit_spans(annotation), *argument_spans(annotation)):
        if any(start < stop and begin < end for start, end in span for begin, stop in bare):
            yield where, f"found {list(span)} in furniture, expected units in the annotated zones only"


def timex3(candidate: Candidate, _: Ontology | None) -> Findings:
    for i, entity in enumerate(entities_of(candidate.article.annotation)):
        if entity.value is not None and not is_timex3(entity.value):
            yield (
                f"entities[{i}].value",
                f"found {shown(entity.value)}, expected a TIMEX3 value such as 2031-03-04 or P3D",
            )
    for i, event in enumerate(events_of(candidate.article.annotation)):
        if event.time is not None and not is_timex3(event.time):
            yield f"events[{i}].time", f"found {shown(event.time)}, expected TIMEX3, such as 2031-03-04"


CHECKS = (
    Check("offsets", "error", "Spans lie inside the text, with their fragments in order and not reversed.", offsets),
    Check("arguments-inside", "error", "Arguments lie inside the article.", arguments_inside),
    Check("surface", "error", "The words stated beside a span are the words of the text there.", surfaces),
    Check("untrimmed", "error", "No fragment begins or ends with white space.", untrimmed),
    Check("text-form", "error", "Texts are in NFC, without control characters but LF and TAB.", text_form),
    Check("text-hash", "error", "The stated SHA-256 is that of the text's UTF-8 bytes.", text_sha256),
    Check("rights", "error", "Licence and rights holder are stated; a withheld text is not here.", rights),
    Check("flat-entities", "error", "No two entities of an article overlap.", flat_entities),
    Check("known-type", "error", "Types of entities, events and zones are in the ontology.", known_types),
    Check("known-role", "error", "An argument's role is one of its event type's roles.", known_roles),
    Check("known-value", "error", "Attribute values are in the ontology.", known_values),
    Check("complete", "error", "Gold has all three layers, and every claim and event all its attributes.", complete),
    Check("reference", "error", "A parent is a claim of the same article.", references),
    Check("parent-loop", "error", "No claim is its own ancestor.", parent_loop),
    Check("duplicate-id", "error", "An id names one unit of its article.", duplicate_ids),
    Check("repeated-unit", "error", "A unit stands once.", repeated_units),
    Check("zone-overlap", "error", "Zones do not overlap.", zones_apart),
    Check("zone-gap", "error", "Every word of the page lies in a zone.", zones_cover),
    Check("furniture", "error", "Furniture carries no annotation.", furniture_units),
    Check("timex3", "error", "Dates and times of events are TIMEX3 values.", timex3),
)  # fmt: skip
