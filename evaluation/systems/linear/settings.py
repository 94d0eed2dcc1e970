"""What can be set of the linear system; all of it goes into the model file and into the name of the cached model."""

from __future__ import annotations

import msgspec

from wirecopy.corpus.errors import InputError


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """``hints``: whether the rules' answers are features. The strengths are the inverse penalties of each
    classifier (scikit-learn's C): the smaller, the nearer to the rules; ``parts`` only reads cues that they missed.

    A lean is added to the log score of "nothing here": below 0 more is found, above 0 less. ``threshold`` is the
    probability from which on a span fills a role. There is no seed: training draws no random numbers.
    """

    hints: bool = True
    entities: float = 0.3
    entities_lean: float = 0.0
    cues: float = 0.1
    cues_lean: float = 0.0
    parts: float = 0.3
    parts_lean: float = 0.0
    attributes: float = 0.3
    triggers: float = 0.3
    triggers_lean: float = 0.0
    types: float = 0.3
    arguments: float = 0.3
    threshold: float = 0.3


def check(settings: Settings) -> Settings:
    """Return the settings. Raises ``InputError`` for numbers that no classifier can be trained with."""
    for name in ("entities", "cues", "parts", "attributes", "triggers", "types", "arguments"):
        if not getattr(settings, name) > 0:
            raise InputError(f"linear: {name}: found {getattr(settings, name)}, expected a number above 0")
    if not 0 <= settings.threshold <= 1:
        raise InputError(f"linear: threshold: found {settings.threshold}, expected a probability from 0 to 1")
    return settings
