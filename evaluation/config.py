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


@dataclass
class EvaluateConfig:
    """One run: a system, the articles it is run over, and how they are scored."""

    system: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    score: ScoreConfig = field(default_factory=ScoreConfig)
    batch: int = 16  # articles handed to the system at a time


def register() -> None:
    """Make the schema known to Hydra as ``schema``."""
    ConfigStore.instance().store(name="schema", node=EvaluateConfig)
