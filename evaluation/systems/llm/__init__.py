"""Any OpenAI-compatible endpoint as a system: a prompt from the label set, quotes aligned to the article."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from wirecopy.corpus.errors import InputError, nearest
from wirecopy.corpus.model import LAYERS, Article
from wirecopy.corpus.rights import data_folder
from wirecopy.corpus.store import load
from wirecopy.evaluation.systems.llm.settings import Settings, check
from wirecopy.evaluation.systems.llm.system import Llm

__all__ = ["Llm", "Settings", "build"]

TRAIN = "train"  # where examples come from, and nowhere else


def build(
    model: str,
    layers: Sequence[str] = LAYERS,
    prices: dict[str, float] | None = None,
    cache: str | None = None,
    keep: bool = True,
    **settings: Any,
) -> Llm:
    """Return the system of a model behind an endpoint.

    ``prices`` has ``prompt`` and ``completion``, per million tokens. Replies are kept in ``cache`` (by default with the
    user's data) unless ``keep`` is false. Raises ``InputError`` for a setting that does not exist or cannot be, for a
    missing key, and where the extra is not installed.
    """
    known = [name for name in Settings.__struct_fields__ if not name.startswith("price_")]
    for name in settings:
        if name not in known:
            raise InputError(f"system: found {name!r}, expected one of {', '.join(known)}{nearest(name, known)}")
    values = {**settings, "model": model, "layers": list(layers), **_prices(prices or {})}
    try:
        chosen = check(msgspec.convert(values, Settings))
    except msgspec.ValidationError as error:
        raise InputError(f"system: {error}") from None
    train: list[Article] = load(TRAIN) if chosen.shots else []
    if chosen.shots > len(train):
        raise InputError(f"system.shots: found {chosen.shots}, expected at most {len(train)}, the training articles")
    return Llm(chosen, train, (Path(cache) if cache else data_folder() / "llm") if keep else None)


def _prices(prices: dict[str, float]) -> dict[str, float]:
    for name in prices:
        if name not in ("prompt", "completion"):
            raise InputError(f"system.prices: found {name!r}, expected prompt and completion, per million tokens")
    return {f"price_{name}": value for name, value in prices.items() if value is not None}
