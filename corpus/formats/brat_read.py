"""One brat document to an article, by a label mapping."""

from __future__ import annotations

import re
from collections.abc import Mapping as Table
from pathlib import Path
from typing import Any

from msgspec import UNSET, Struct

from wirecopy.corpus.errors import InputError, shown
from wirecopy.corpus.formats.brat_ann import Mark, Remark, Standoff, Tie
from wirecopy.corpus.formats.brat_mapping import ClaimShape, Mapping
from wirecopy.corpus.formats.clean import Cleaned, clean
from wirecopy.corpus.formats.records import Tally
from wirecopy.corpus.formats.spans import folded, tidy, trim
from wirecopy.corpus.model import Annotation, Argument, Article, Claim, Entity, Event, Span
from wirecopy.corpus.ontology import load_ontology
from wirecopy.corpus.rights import text_hash

_NUMBERED = re.compile(r"(.*?\D)\d+")
_ENTITY_NOTES = ("value", "cluster", "link")
_EVENT_NOTES = ("time", "cluster")


class Document(Struct, frozen=True):
    """One text with what its ``.ann`` file, ``path``, says of it."""

    name: str
    text: str
    standoff: Standoff
    path: Path


def article_of(document: Document, mapping: Mapping, tally: Tally) -> Article:
    """Return the article of a document; layers that the mapping does not have are absent.

    Raises ``InputError`` naming the line for offsets outside the text, and for a mark whose words stand elsewhere
    and not exactly once.
    """
    return _Reader(document, mapping, tally).article()


class _Reader:
    """The state of one document while it is read: where its marks lie, and what is said about them."""

    def __init__(self, document: Document, mapping: Mapping, tally: Tally) -> None:
        self.name, self.path, self.standoff = document.name, document.path, document.standoff
        self.mapping, self.tally = mapping, tally
        name, text, standoff = document.name, document.text, document.standoff
        self.cleaned: Cleaned = clean(text)
        if self.cleaned.changed:
            tally.add("repaired", "texts", "brought to NFC, line feeds and no control characters; offsets follow", name)
        self.spans = {key: self._span(key, mark, text) for key, mark in standoff.marks.items()}
        self.remarks: dict[str, list[Remark]] = {}
        for remark in standoff.remarks:
            self.remarks.setdefault(remark.about, []).append(remark)
        self.taken: set[Remark] = set()

    def article(self) -> Article:
        shape = self.mapping.claims
        ties = self.standoff.events
        claim_ties = {key: tie for key, tie in ties.items() if shape and tie.type == shape.type}
        event_ties = {key: tie for key, tie in ties.items() if key not in claim_ties}
        claims = self._claims(claim_ties, shape) if shape else UNSET
        events = tuple(self._event(key, tie) for key, tie in event_ties.items()) if self.mapping.events else UNSET
        entities = self._entities() if self.mapping.entities else UNSET
        if not self.mapping.events:
            self.tally.add("dropped", "events", f"the mapping holds {self.mapping.what}", count=len(event_ties))
        self._note_rest()
        text = self.cleaned.text
        return Article(self.name, Annotation(self.name, entities, claims, events), text=text, sha256=text_hash(text))

    def _span(self, key: str, mark: Mark, text: str) -> Span | None:
        where = f"{self.path}:{mark.line}"
        fragments = mark.fragments
        last = max(end for _, end in fragments)
        if last > len(text):
            raise InputError(f"{where}: {key}: found end {last}, expected at most {len(text)}, the text's length")
        words = " ".join(text[start:end] for start, end in fragments)
        if folded(words) != folded(mark.words):
            fragments = (self._found_again(where, key, mark, text, words),)
        span = tidy(self.cleaned.text, [self.cleaned.span(*fragment) for fragment in fragments])
        if span is None:
            self.tally.add("left out", "marks", "of white space only", f"{where} {key}")
        elif any(trim(self.cleaned.text, *f) != f for f in (self.cleaned.span(*fragment) for fragment in fragments)):
            self.tally.add("repaired", "marks", "trimmed of white space at their ends", f"{where} {key}")
        return span

    def _found_again(self, where: str, key: str, mark: Mark, text: str, words: str) -> tuple[int, int]:
        count = text.count(mark.words)
        if count != 1:
            times = "nowhere" if not count else f"{count} times"
            raise InputError(
                f"{where}: {key}: found {shown(words)} at its offsets, expected {shown(mark.words)}, "
                f"which stands {times} in the text"
            )
        at = text.index(mark.words)
        self.tally.add(
            "repaired", "marks", "offsets were wrong; their words stand in the text exactly once", f"{where} {key}"
        )
        return at, at + len(mark.words)

    def _claims(self, ties: Table[str, Tie], shape: ClaimShape) -> tuple[Claim, ...]:
        parents = self._parents(ties, shape)
        found = []
        for key, tie in ties.items():
            parts = self._parts(key, tie, shape)
            content = parts.pop("content", None)
            if content is None:
                self.tally.add(
                    "left out", "claims", "without content, which every claim has", f"{self.path}:{tie.line} {key}"
                )
                continue
            values = self._values(key, load_ontology().claims.attributes if shape.attributes else ())
            parent = parents.get(key)
            name = self._id(key, needed=key in parents.values())
            found.append(
                Claim(content, **parts, **values, id=name, parent=self._id(parent, needed=True) if parent else None)
            )
        return tuple(found)

    def _parts(self, key: str, tie: Tie, shape: ClaimShape) -> dict[str, Any]:
        roles = {role: part for part, role in shape.parts.items()}
        fragments: dict[str, list[tuple[int, int]]] = {}
        ends = [(shape.parts[shape.anchor], tie.ends[0][1]), *tie.ends[1:]] if shape.anchor else list(tie.ends[1:])
        for role, ref in ends:
            part = roles.get(role) or roles.get(_unnumbered(role))
            span = self._filler(ref)
            if part is None or span is None:
                what = f"{role} roles" if part is None else "parts of claims"
                self.tally.add(
                    "dropped",
                    what,
                    "a claim has none" if part is None else "of white space only",
                    f"{self.path}:{tie.line} {key}",
                )
                continue
            if part in fragments and not shape.repeats:
                raise InputError(f"{self.path}:{tie.line}: {key}: found a second {role}, expected one")
            fragments.setdefault(part, []).extend(span)
        found = {part: tidy(self.cleaned.text, pieces) for part, pieces in fragments.items()}
        joined = sum(len(pieces) - len(found[part] or ()) for part, pieces in fragments.items())
        self.tally.add("repaired", "fragments", "joined where they overlapped", f"{self.path}:{tie.line} {key}", joined)
        return found

    def _parents(self, ties: Table[str, Tie], shape: ClaimShape) -> dict[str, str]:
        parents: dict[str, str] = {}
        for key, relation in self.standoff.relations.items():
            child, parent = (ref for _, ref in relation.ends)
            if relation.type != shape.parent or child not in ties or parent not in ties:
                self.tally.add(
                    "dropped",
                    f"{relation.type} relations",
                    "no layer of ours holds them",
                    f"{self.path}:{relation.line} {key}",
                )
            elif child in parents:
                raise InputError(f"{self.path}:{relation.line}: {key}: found a second parent of {child}, expected one")
            else:
                parents[child] = parent
        return parents

    def _event(self, key: str, tie: Tie) -> Event:
        trigger = self.spans[tie.ends[0][1]]
        if trigger is None:
            raise InputError(f"{self.path}:{tie.line}: {key}: found a trigger of white space, expected words")
        arguments = []
        for role, ref in tie.ends[1:]:
            span = self._filler(ref)
            if ref in self.standoff.events:
                self.tally.add(
                    "kept",
                    "arguments",
                    "that are events: the trigger's words stand for them",
                    f"{self.path}:{tie.line} {key}",
                )
            if span is not None:
                arguments.append(Argument(_unnumbered(role), span))
        values = self._values(key, load_ontology().events.attributes)
        return Event(
            tie.type, trigger, id=self._id(key), arguments=tuple(arguments), **values, **self._noted(key, _EVENT_NOTES)
        )

    def _filler(self, ref: str) -> Span | None:
        if ref in self.standoff.events:
            ref = self.standoff.events[ref].ends[0][1]
        return self.spans.get(ref)

    def _entities(self) -> tuple[Entity, ...]:
        triggers = {tie.ends[0][1] for tie in self.standoff.events.values()}
        same = {ref: f"equiv-{i}" for i, row in enumerate(self.standoff.equivalences, 1) for ref in row.members}
        found = []
        for key, mark in self.standoff.marks.items():
            span = self.spans[key]
            if (
                key in triggers
                or span is None
                or mark.type in self.mapping.reserved()
                or mark.type in self.mapping.ignore
            ):
                continue
            if len(span) > 1:
                self.tally.add(
                    "left out",
                    "entities",
                    "of several fragments, which the layer does not hold",
                    f"{self.path}:{mark.line} {key}",
                )
                continue
            values = self._noted(key, _ENTITY_NOTES)
            values.setdefault("cluster", same.get(key))
            links = [r for r in self.remarks.get(key, ()) if r.kind == "normalisation"]
            if links and "link" not in values:
                values["link"] = links[0].value
                self.taken.add(links[0])
            metonym = [r for r in self.remarks.get(key, ()) if r.name == "metonym" and r.kind == "attribute"]
            self.taken.update(metonym)
            found.append(Entity(*span[0], mark.type, id=self._id(key), metonym=bool(metonym), **values))
        return tuple(found)

    def _values(self, key: str, names: Any) -> dict[str, Any]:
        about = [key, self.standoff.events[key].ends[0][1]]
        found: dict[str, Any] = {}
        for remark in (r for ref in about for r in self.remarks.get(ref, ())):
            if remark.kind == "attribute" and remark.name in names and remark.value is not None:
                found.setdefault(remark.name, remark.value)
                self.taken.add(remark)
        return found

    def _noted(self, key: str, names: tuple[str, ...]) -> dict[str, Any]:
        notes = [r for r in self.remarks.get(key, ()) if r.kind == "note" and r.name in names]
        self.taken.update(notes)
        return {remark.name: remark.value for remark in notes}

    def _id(self, key: str, *, needed: bool = False) -> str | None:
        for remark in self.remarks.get(key, ()):
            if remark.kind == "note" and remark.name == "id" and remark.value:
                self.taken.add(remark)
                return remark.value
        return key if needed or self.mapping.ids == "lines" else None

    def _note_rest(self) -> None:
        for remark in self.standoff.remarks:
            if remark not in self.taken:
                self.tally.add(
                    "dropped",
                    f"{remark.name} {remark.kind}s",
                    "no field of ours holds them",
                    f"{self.path}:{remark.line}",
                )
        used = {ref for tie in self.standoff.events.values() for _, ref in tie.ends}
        for key, mark in self.standoff.marks.items():
            unused = mark.type in self.mapping.reserved() and key not in used
            if mark.type in self.mapping.ignore or unused or (not self.mapping.entities and key not in used):
                self.tally.add(
                    "dropped",
                    f"{mark.type} marks",
                    "nothing ties them to a claim or an event",
                    f"{self.path}:{mark.line} {key}",
                )
        if not self.mapping.entities:
            return
        count = sum(len(row.members) for row in self.standoff.equivalences)
        self.tally.add("repaired", "equivalent marks", "taken over as clusters of the article", count=count)


def _unnumbered(role: str) -> str:
    match = _NUMBERED.fullmatch(role)
    return match[1] if match else role
