"""The configuration of ``wirecopy evaluate``, typed: Hydra refuses whatever does not fit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hydra.core.config_store import ConfigStore


@dataclass
class ScoreConfig:
    """How to score; see conf/score/default.yaml."""

    tasks: list[str] | None = None
    mapping: str | None = None
    resamples: int = 1000
    seed: int = 0
    per_article: bool = False
    errors: bool = True
    check: str | None = None


def _labels() -> dict[str, Any]:
    """Return the keys that every system and every data configuration has: label maps, name to name or null."""
    return {"labels": None, "event_labels": None, "role_labels": None}


@dataclass
class EvaluateConfig:
    """One run: a system, the articles it is run over, what runs it, and how they are scored.

    Every system and every data node also has ``labels``, ``event_labels`` and ``role_labels``; data has ``only``, a
    pattern (or several) for the ids of the articles to take.
    """

    system: dict[str, Any] = field(default_factory=_labels)
    data: dict[str, Any] = field(default_factory=lambda: {"only": None, **_labels()})
    runner: dict[str, Any] = field(default_factory=dict)
    score: ScoreConfig = field(default_factory=ScoreConfig)


def register() -> None:
    """Make the schema known to Hydra as ``schema``."""
    ConfigStore.instance().store(name="schema", node=EvaluateConfig)
