"""Arguments: for every role of an event the nearest mention that fits it and stands where it should."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from wirecopy.corpus.model import Argument, Entity
from wirecopy.corpus.ontology import load_ontology
from wirecopy.evaluation.systems.rules.reading import Reading
from wirecopy.evaluation.systems.rules.resources import grammar, known, read
from wirecopy.evaluation.systems.rules.triggers import Trigger

_BREAKS = grammar("phrase_breaks")
_PREPOSITIONS = grammar("prepositions")
_VERBAL = grammar("verbal")
_FAR = 14  # words between a trigger and a name that fills a role


class Role(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who may fill a role, and where it stands."""

    slot: str | None = None
    types: str = ""
    prepositions: str = ""
    phrase: bool = False
    several: bool = False


class Roles:
    """The table of roles, checked against the ontology."""

    def __init__(self) -> None:
        table = read("roles.yaml")
        inventory = load_ontology()
        known(table, inventory.events.types, "roles.yaml")
        self.table = {kind: msgspec.convert(row["roles"], dict[str, Role]) for kind, row in table.items()}
        for kind, roles in self.table.items():
            known(roles, inventory.events.types[kind].roles, f"roles.yaml: {kind}")
            known((t for role in roles.values() for t in role.types.split()), inventory.entities, f"roles.yaml: {kind}")

    def of(self, kind: str) -> dict[str, Role]:
        """Return the roles of an event type."""
        return self.table.get(kind, {})


class Filler:
    """Fills the roles of one article's events."""

    def __init__(self, reading: Reading, entities: Sequence[Entity], roles: Roles) -> None:
        self.reading, self.roles = reading, roles
        self.names = [(reading.at(e.start), reading.at(e.end), e) for e in entities]

    def arguments(self, trigger: Trigger) -> tuple[Argument, ...]:
        """Return the arguments of a trigger in the order of its type's roles; no span fills two roles."""
        found: list[Argument] = []
        for name, role in self.roles.of(trigger.type).items():
            for start, end in self._fillers(trigger, role):
                if all(argument.span != ((start, end),) for argument in found):
                    found.append(Argument(name, ((start, end),)))
                    if not role.several:
                        break
        return tuple(found)

    def _fillers(self, trigger: Trigger, role: Role) -> Iterator[tuple[int, int]]:
        """Yield the spans that may fill a role, best first."""
        slot = role.slot
        if slot in ("subject", "object") and trigger.passive:
            slot = "object" if slot == "subject" else "subject"
        for preposition in self._after_prepositions(trigger, role):
            yield from self._phrase(preposition, trigger.sentence.last, role)
        if slot == "subject" and not (trigger.passive and role.slot == "subject"):
            yield from self._left(trigger, role)
        if slot == "object" and trigger.verb and not trigger.passive:
            yield from self._phrase(trigger.last, trigger.sentence.last, role)
        if slot == "infinitive":
            yield from self._infinitive(trigger, role)
        if slot == "place":
            yield from self._nearest(trigger, role)

    def _after_prepositions(self, trigger: Trigger, role: Role) -> Iterator[int]:
        wanted = role.prepositions.split()
        for index in range(trigger.last, min(trigger.last + _FAR, trigger.sentence.last - 1)):
            word = self.reading.lower(index)
            if (word in _BREAKS and word not in wanted) or (word in _VERBAL and word != "to"):
                return
            if word in wanted:
                yield index + 1

    def _phrase(self, first: int, limit: int, role: Role) -> Iterator[tuple[int, int]]:
        """Yield the noun phrase that begins at a word: its name where one fits, else the whole where that will do."""
        last = first
        while (
            last < limit
            and self.reading.lower(last) not in _BREAKS | _VERBAL
            and (last == first or self.reading.lower(last) not in _PREPOSITIONS)
        ):
            last += 1
        names = [row for row in self.names if row[2].type in role.types.split() and first <= row[0] < last]
        if names:
            yield names[-1][2].start, names[-1][2].end
        elif role.phrase and last > first and self.reading.lower(first) not in _PREPOSITIONS and not self._dated(first):
            yield self.reading.words[first].start, self.reading.words[last - 1].end

    def _left(self, trigger: Trigger, role: Role) -> Iterator[tuple[int, int]]:
        """Yield the subject: the nearest fitting name before a trigger, or the noun phrase directly before its verb."""
        low = max(trigger.sentence.first, trigger.first - _FAR)
        first, last = self._subject(low, trigger.first) if trigger.verb else (low, trigger.first)
        names = [
            row for row in self.names if row[2].type in role.types.split() and low <= row[0] and row[1] <= trigger.first
        ]
        inside = [row for row in names if first <= row[0] and row[1] <= last]
        plain = [row for row in names if self.reading.lower(row[0] - 1) not in _PREPOSITIONS]
        if trigger.verb and first < last and not inside and role.phrase:
            yield self.reading.words[first].start, self.reading.words[last - 1].end
        elif (trigger.verb and inside) or plain:
            row = inside[-1] if trigger.verb and inside else plain[-1]
            yield row[2].start, row[2].end

    def _subject(self, low: int, verb: int) -> tuple[int, int]:
        """Return the noun phrase ``[first, last)`` directly before a verb; empty where there is none, or a pronoun."""
        last = verb
        while last > low and (
            self.reading.lower(last - 1) in _VERBAL | {"likely", "probably"}
            or self.reading.lower(last - 1).endswith("ly")
        ):
            last -= 1
        first = last
        while first > low and self.reading.lower(first - 1) not in _BREAKS | _VERBAL:
            first -= 1
        while first < last and self.reading.lower(first) in _PREPOSITIONS - {"at"}:
            first += 1
        return (first, last) if last - first <= 8 else (last, last)

    def _dated(self, index: int) -> bool:
        return any(row[0] <= index < row[1] and row[2].type == "DATE" for row in self.names)

    def _infinitive(self, trigger: Trigger, role: Role) -> Iterator[tuple[int, int]]:
        """Yield "to do something" after a verb, else its object."""
        if self.reading.lower(trigger.last) != "to":
            if trigger.verb:
                yield from self._phrase(trigger.last, trigger.sentence.last, role)
            return
        last = trigger.last
        while last < trigger.sentence.last and self.reading.lower(last) not in _BREAKS | {"unless", "should", "until"}:
            last += 1
        yield self.reading.words[trigger.last].start, self.reading.words[last - 1].end

    def _nearest(self, trigger: Trigger, role: Role) -> Iterator[tuple[int, int]]:
        """Yield the names of a place, those after a preposition of the role first, by distance."""
        rows = [
            (
                row[0] != trigger.last and self.reading.lower(row[0] - 1) not in role.prepositions.split(),
                abs(row[0] - trigger.first),
                row[2].start,
                row[2].end,
            )
            for row in self.names
            if row[2].type in role.types.split() and trigger.sentence.first <= row[0] < trigger.sentence.last
        ]
        for elsewhere, distance, start, end in sorted(rows):
            if not elsewhere and distance <= _FAR:
                yield start, end
