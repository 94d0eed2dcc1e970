"""Who fills which role of an event in the train split: evidence for each type, and for the roles of all types."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import msgspec

from wirecopy.corpus.model import Event
from wirecopy.corpus.ontology import load_ontology
from wirecopy.corpus.units import entities_of
from wirecopy.evaluation.systems.rules.candidates import Stage, role_clues
from wirecopy.evaluation.systems.rules.evidence import Evidence, Sample, gathered
from wirecopy.evaluation.systems.rules.happening import triggers_of
from wirecopy.evaluation.systems.rules.occurrence import Trigger
from wirecopy.evaluation.systems.rules.reading import Reading

NOBODY = ""  # the label of a candidate that fills no role
OFTEN = 0.25  # share of a role's events with two fillers from which on it may have several


class Casting(msgspec.Struct, frozen=True):
    """Evidence for the roles of each type, and for parts that roles of all types play; roles with several fillers."""

    types: dict[str, Evidence]
    parts: Evidence
    several: dict[str, frozenset[str]]


def learn_roles(readings: Sequence[Reading]) -> Casting:
    """Return what annotated articles say of arguments."""
    samples: defaultdict[str, list[Sample]] = defaultdict(list)
    parts: list[Sample] = []
    fillers: Counter[tuple[str, str, bool]] = Counter()
    for reading in readings:
        found = list(triggers_of(reading))
        verbs = {trigger.first for _, trigger in found}
        stage = Stage(reading, entities_of(reading.article.annotation), verbs)
        for event, trigger in found:
            for role, clues in _samples(reading, event, trigger, stage):
                samples[event.type].append((role, clues))
                parts.append((part_of(event.type, role), clues))
            counts = Counter(argument.role for argument in event.arguments)
            fillers.update((event.type, role, count > 1) for role, count in counts.items())
    several: defaultdict[str, set[str]] = defaultdict(set)
    for (kind, role, more), count in fillers.items():
        if more and count >= OFTEN * (count + fillers[kind, role, False]):
            several[kind].add(role)
    return Casting(
        {kind: gathered(rows) for kind, rows in sorted(samples.items())},
        gathered(parts),
        {kind: frozenset(roles) for kind, roles in sorted(several.items())},
    )


def part_of(kind: str, role: str) -> str:
    """Return the part that a role plays in its type: its rank, but for the place and roles of other label sets."""
    row = load_ontology().events.types.get(kind)
    if role in (NOBODY, "place") or row is None or role not in row.roles:
        return role
    return str(list(row.roles).index(role))


def _samples(reading: Reading, event: Event, trigger: Trigger, stage: Stage) -> Iterator[tuple[str, list[str]]]:
    words = reading.words
    roles = {(a.span[0][0], a.span[-1][1]): a.role for a in event.arguments}
    found = stage.candidates(trigger)
    for candidate in found:
        span = words[candidate.first].start, words[candidate.last - 1].end
        yield roles.get(span, NOBODY), list(role_clues(reading, trigger, candidate, found))
