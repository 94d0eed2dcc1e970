"""The event layer: triggers with modality, time and arguments."""

from __future__ import annotations

from collections.abc import Sequence

from wirecopy.corpus.model import Entity, Event
from wirecopy.evaluation.systems.rules.arguments import Cast
from wirecopy.evaluation.systems.rules.candidates import Stage
from wirecopy.evaluation.systems.rules.reading import Reading
from wirecopy.evaluation.systems.rules.triggers import Triggers


def find_events(reading: Reading, entities: Sequence[Entity], triggers: Triggers, cast: Cast) -> tuple[Event, ...]:
    """Return the events of an article in text order, each with an id."""
    found = list(triggers.find(reading, entities))
    stage = Stage(reading, entities, {trigger.first for trigger in found})
    return tuple(
        Event(
            trigger.type,
            ((reading.words[trigger.first].start, reading.words[trigger.last - 1].end),),
            f"v{place}",
            triggers.modality_of(reading, trigger),
            triggers.time_of(reading, trigger, entities),
            arguments=cast.arguments(reading, trigger, stage),
        )
        for place, trigger in enumerate(found, 1)
    )
