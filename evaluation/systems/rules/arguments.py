"""Arguments: the candidates of a trigger's sentence that most likely fill the roles of its type."""

from __future__ import annotations

from collections.abc import Sequence

from wirecopy.corpus.model import Argument
from wirecopy.evaluation.systems.rules.candidates import Candidate, Stage, role_clues
from wirecopy.evaluation.systems.rules.casting import NOBODY, Casting, part_of
from wirecopy.evaluation.systems.rules.evidence import Judge
from wirecopy.evaluation.systems.rules.occurrence import Trigger
from wirecopy.evaluation.systems.rules.reading import Reading

_TRUST = 0.8
_PARTS = 0.6  # how much the parts that roles of all types play count beside a type's own evidence
_LIKELY = -2.0  # by how much a role must outweigh none, or may fall short of it


class Cast:
    """The judges of roles, for each type of event and for all."""

    def __init__(self, casting: Casting) -> None:
        self.types = {kind: Judge(evidence, _TRUST) for kind, evidence in casting.types.items()}
        self.parts, self.several = Judge(casting.parts, _TRUST), casting.several

    def arguments(self, reading: Reading, trigger: Trigger, stage: Stage) -> tuple[Argument, ...]:
        """Return the arguments of a trigger in text order; the likeliest were chosen first, and none overlap."""
        found = stage.candidates(trigger)
        rows = sorted(row for c in found for row in self._weighed(reading, trigger, c, found))
        chosen: list[tuple[str, Candidate]] = []
        for _, role, candidate in rows:
            filled = any(role == other for other, _ in chosen) and role not in self.several.get(trigger.type, ())
            if not filled and not any(_overlap(candidate, other) for _, other in chosen):
                chosen.append((role, candidate))
        words = reading.words
        return tuple(
            Argument(role, ((words[candidate.first].start, words[candidate.last - 1].end),))
            for role, candidate in sorted(chosen, key=lambda row: row[1])
        )

    def _weighed(
        self, reading: Reading, trigger: Trigger, candidate: Candidate, found: Sequence[Candidate]
    ) -> list[tuple[float, str, Candidate]]:
        """Return the roles that are likely enough, each with its weight as a negative number: the heaviest is least."""
        judge = self.types.get(trigger.type)
        if judge is None:
            return []
        clues = list(role_clues(reading, trigger, candidate, found))
        own, parts = judge.weigh(clues), self.parts.weigh(clues)
        rows = []
        for role in own:
            if role != NOBODY:
                part = part_of(trigger.type, role)
                weight = own[role] - own.get(NOBODY, 0.0)
                weight = (1 - _PARTS) * weight + _PARTS * (parts.get(part, 0.0) - parts.get(NOBODY, 0.0))
                if weight > _LIKELY:
                    rows.append((-weight, role, candidate))
        return rows


def _overlap(left: Candidate, right: Candidate) -> bool:
    return left.first < right.last and right.first < left.last
