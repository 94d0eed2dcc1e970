"""``runner=ray``: one run over many articles on a Ray cluster (see docs/scale.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wirecopy.corpus.errors import InputError

if TYPE_CHECKING:
    from wirecopy.evaluation.scale.runner import OnRay


def on_ray(
    batch: int = 16,
    on_error: str = "stop",
    seed: int = 0,
    part: int = 512,
    workers: int | None = None,
    cpus: float = 1,
    gpus: float = 0,
    address: str | None = None,
    predictions: str | None = None,
    small: int = 10_000,
) -> OnRay:
    """Return the runner of a Ray cluster. Raises ``InputError`` for settings that cannot be, or without Ray."""
    from wirecopy.evaluation.runner_batches import require_settings
    from wirecopy.evaluation.scale.cluster import require_ray
    from wirecopy.evaluation.scale.runner import OnRay

    require_settings(batch, on_error)
    for name, value, least in (("part", part, 1), ("workers", workers, 1), ("small", small, 0)):
        if value is not None and value < least:
            raise InputError(f"runner.{name}: found {value}, expected a whole number of at least {least}")
    if cpus <= 0 or gpus < 0:
        raise InputError(
            f"runner.cpus, runner.gpus: found {cpus:g} and {gpus:g}, expected cores, and 0 or more of both"
        )
    require_ray("runner=ray")
    return OnRay(batch, on_error, seed, part, workers, cpus, gpus, address, predictions, small)
