"""Votes of several systems, layer by layer.

- A layer is predicted if a member predicts it, and members that do not predict it have no vote in it. What is kept
  needs ``votes`` members, by default more than half of those with a vote.
- Entities: a vote is the same span and type. Of kept entities that overlap, the one with more votes stays, then the
  longer one, then the earlier one.
- Claims: members vote for a claim by one whose content has an IoU of at least 0.5 with it and whose source has as well,
  or is absent in both. Of the claims that vote for each other, the one with most votes stays, then the one that agrees
  best with the others, then the earlier member's. Attributes are the majority's; a tie is the earliest member's.
  A parent is kept where the parent's claim is.
- Events: a vote is the same trigger and type. Modality and time are the majority's; an argument needs more than half of
  the members that have the event.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import msgspec
from msgspec import UNSET

from wirecopy.corpus.errors import InputError
from wirecopy.corpus.model import LAYERS, Annotation, Argument, Article, Claim, Entity, Event, Span
from wirecopy.corpus.ontology import load_ontology
from wirecopy.corpus.units import claims_of, entities_of, events_of
from wirecopy.evaluation.systems import System, close, packages_of, report_of

T = TypeVar("T", bound=Hashable)
MATCH = 0.5


class Ensemble:
    """Asks every member and keeps what enough of them say."""

    def __init__(self, members: Mapping[str, System], votes: int | None = None) -> None:
        self._members = dict(members)
        self._votes = votes
        self.name = f"ensemble {' + '.join(self._members)}"
        self.layers = tuple(
            layer for layer in LAYERS if any(layer in (member.layers or LAYERS) for member in self._members.values())
        )
        self.packages = tuple(dict.fromkeys(name for member in self._members.values() for name in packages_of(member)))

    def predict(self, articles: Sequence[Article]) -> list[Annotation]:
        """Return what enough members say of every article."""
        ballots = [list(member.predict(articles)) for member in self._members.values()]
        for name, ballot in zip(self._members, ballots, strict=True):
            if [line.id for line in ballot] != [article.id for article in articles]:
                raise InputError(f"ensemble member {name}: expected one annotation for each article, in order")
        return [self._settled(list(lines)) for lines in zip(*ballots, strict=True)]

    def report(self) -> dict[str, Any]:
        """Return what the members counted, by their names."""
        return {name: found for name, member in self._members.items() if (found := report_of(member))}

    def close(self) -> None:
        """Let the members go."""
        for member in self._members.values():
            close(member)

    def _settled(self, lines: Sequence[Annotation]) -> Annotation:
        votes = {layer: [line for line in lines if getattr(line, layer) is not UNSET] for layer in self.layers}
        need = {layer: self._votes or len(voters) // 2 + 1 for layer, voters in votes.items()}
        rules: dict[str, Callable[[Sequence[Annotation], int], tuple[Any, ...]]] = {
            "entities": settled_entities, "claims": settled_claims, "events": settled_events
        }  # fmt: skip
        settled = {layer: rules[layer](voters, need[layer]) for layer, voters in votes.items()}
        return msgspec.structs.replace(Annotation(lines[0].id), **settled)


def settled_entities(ballots: Sequence[Annotation], votes: int) -> tuple[Entity, ...]:
    """Return the entities with enough votes, flat, in text order."""
    counts = Counter(key for ballot in ballots for key in {(e.start, e.end, e.type) for e in entities_of(ballot)})
    enough = [(key, count) for key, count in counts.items() if count >= votes]
    enough.sort(key=lambda row: (-row[1], row[0][0] - row[0][1], row[0]))
    kept: list[tuple[int, int, str]] = []
    for (start, end, kind), _ in enough:
        if all(end <= other[0] or other[1] <= start for other in kept):
            kept.append((start, end, kind))
    return tuple(Entity(*key) for key in sorted(kept))


class _Candidate(msgspec.Struct, frozen=True):
    """A member's claim, the best matching claim of each other member, and how well they match."""

    member: int
    claim: Claim
    voters: dict[int, Claim]
    agreement: float


def settled_claims(ballots: Sequence[Annotation], votes: int) -> tuple[Claim, ...]:
    """Return the claims with enough votes, in text order, with new ids."""
    candidates = [_candidate(ballots, i, claim) for i, ballot in enumerate(ballots) for claim in claims_of(ballot)]
    candidates = [candidate for candidate in candidates if len(candidate.voters) >= votes]
    candidates.sort(key=lambda c: (-len(c.voters), -c.agreement, c.member, c.claim.content))
    kept: list[_Candidate] = []
    for candidate in candidates:
        if not any(_match(candidate.claim, other.claim) for other in kept):
            kept.append(candidate)
    kept.sort(key=lambda c: (c.claim.content, c.claim.source or (), c.claim.cue or ()))
    names = {id(candidate): f"c{number}" for number, candidate in enumerate(kept, 1)}
    parents = {id(c): _parent(c, ballots, kept) for c in kept}
    return tuple(
        msgspec.structs.replace(
            candidate.claim, id=names[id(candidate)], parent=parent and names[id(parent)], **_attributes(candidate)
        )
        for candidate in kept
        for parent in [parents[id(candidate)]]
    )


def _candidate(ballots: Sequence[Annotation], member: int, claim: Claim) -> _Candidate:
    voters = {member: claim}
    agreement = 0.0
    for i, ballot in enumerate(ballots):
        if i == member:
            continue
        matching = [(score, -j, other) for j, other in enumerate(claims_of(ballot)) if (score := _match(claim, other))]
        if matching:
            best = max(matching, key=lambda row: row[:2])
            voters[i] = best[2]
            agreement += best[0]
    return _Candidate(member, claim, dict(sorted(voters.items())), agreement)


def _attributes(candidate: _Candidate) -> dict[str, str | None]:
    names = load_ontology().claims.attributes
    return {name: majority(getattr(claim, name) for claim in candidate.voters.values()) for name in names}


def _parent(candidate: _Candidate, ballots: Sequence[Annotation], kept: Sequence[_Candidate]) -> _Candidate | None:
    """Return the kept claim that matches the parent which the candidate's own member gives it, none if it has none."""
    wanted = candidate.claim.parent
    named = next((c for c in claims_of(ballots[candidate.member]) if c.id is not None and c.id == wanted), None)
    if named is None:
        return None
    found = [(score, -i) for i, other in enumerate(kept) if (score := _match(named, other.claim))]
    best = kept[-max(found)[1]] if found else None
    return None if best is candidate else best


def _match(a: Claim, b: Claim) -> float:
    """Return how well two claims match, 0 if they do not."""
    content = iou(a.content, b.content)
    if content < MATCH or (a.source is None) != (b.source is None):
        return 0.0
    source = 1.0 if a.source is None or b.source is None else iou(a.source, b.source)
    return content + source if source >= MATCH else 0.0


def iou(a: Span, b: Span) -> float:
    """Return the intersection over the union of two spans' code points."""
    shared = sum(max(0, min(e, f) - max(s, t)) for s, e in a for t, f in b)
    return shared / (sum(e - s for s, e in a) + sum(f - t for t, f in b) - shared)


def settled_events(ballots: Sequence[Annotation], votes: int) -> tuple[Event, ...]:
    """Return the events with enough votes, in text order, with new ids."""
    voters: dict[tuple[Span, str], list[Event]] = {}
    for ballot in ballots:
        for key, event in {(event.trigger, event.type): event for event in reversed(events_of(ballot))}.items():
            voters.setdefault(key, []).append(event)
    enough = sorted(key for key, events in voters.items() if len(events) >= votes)
    return tuple(_event(f"v{number}", key, voters[key]) for number, key in enumerate(enough, 1))


def _event(name: str, key: tuple[Span, str], events: Sequence[Event]) -> Event:
    counts = Counter(argument for event in events for argument in {(a.role, a.span) for a in event.arguments})
    enough = sorted(
        (argument for argument, count in counts.items() if 2 * count > len(events)), key=lambda a: (a[1], a[0])
    )
    return Event(
        key[1], key[0], id=name,
        modality=majority(event.modality for event in events), time=majority(event.time for event in events),
        arguments=tuple(Argument(role, span) for role, span in enough),
    )  # fmt: skip


def majority(values: Iterable[T]) -> T:
    """Return the most frequent value, of equally frequent ones the first."""
    return Counter(values).most_common(1)[0][0]


def build(members: dict[str, Any], votes: int | None = None) -> Ensemble:
    """Return the ensemble of the systems that the configuration names.

    Raises ``InputError`` for fewer than two members, and for a number of votes that they cannot reach.
    """
    from wirecopy.evaluation.building import build_system

    if len(members) < 2:
        raise InputError(
            f"system.members: found {len(members)}, expected two or more "
            "(+system@system.members.a=rules +system@system.members.b=spacy)"
        )
    if votes is not None and not 1 <= votes <= len(members):
        raise InputError(f"system.votes: found {votes}, expected 1 to {len(members)}, the number of members")
    systems = {name: build_system(node, f"system.members.{name}") for name, node in members.items()}
    return Ensemble(systems, votes)
