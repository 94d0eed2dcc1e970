"""The event layer: triggers with modality, time and arguments."""

from __future__ import annotations

from collections.abc import Sequence

from wirecopy.corpus.model import Entity, Event
from wirecopy.evaluation.systems.rules.arguments import Filler, Roles
from wirecopy.evaluation.systems.rules.reading import Reading
from wirecopy.evaluation.systems.rules.triggers import Triggers, modality, time_of


def find_events(reading: Reading, entities: Sequence[Entity], triggers: Triggers, roles: Roles) -> tuple[Event, ...]:
    """Return the events of an article in text order, each with an id."""
    filler = Filler(reading, entities, roles)
    return tuple(
        Event(
            trigger.type,
            ((reading.words[trigger.first].start, reading.words[trigger.last - 1].end),),
            f"v{place}",
            modality(reading, trigger),
            time_of(reading, trigger, entities),
            arguments=filler.arguments(trigger),
        )
        for place, trigger in enumerate(triggers.find(reading, entities), 1)
    )
