"""Linear classifiers trained on the train split, which correct what the rules say."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import msgspec

from wirecopy.corpus.digest import articles_hash
from wirecopy.corpus.errors import InputError, nearest
from wirecopy.corpus.output import note
from wirecopy.corpus.rights import data_folder
from wirecopy.corpus.store import load as load_articles
from wirecopy.evaluation.systems.linear.settings import Settings
from wirecopy.evaluation.systems.linear.storage import code_digest
from wirecopy.evaluation.systems.linear.system import Linear, fit, load

__all__ = ["Linear", "Settings", "build", "fit", "load"]


def build(train: str = "train", model: str | None = None, cache: str | None = None, **settings: Any) -> Linear:
    """Return the system of the model file ``model``, or else one trained on ``train`` on first use.

    ``train`` is whatever the store loads: a split, a folder, annotation lines. The trained model is kept in ``cache``
    (by default with the user's data) under a name that the articles, the settings and the code decide.
    Raises ``InputError`` for a setting that does not exist or a model that cannot be used.
    """
    if model is not None:
        return load(Path(model))
    chosen = _settings(settings)
    articles = load_articles(train)
    key = hashlib.sha256(msgspec.json.encode([articles_hash(articles), chosen, code_digest()])).hexdigest()
    path = (Path(cache) if cache else data_folder() / "models") / f"linear-{key[:20]}.model"
    if path.exists():
        return load(path)
    note(f"linear: training on {len(articles)} articles; the model goes to {path}")
    return fit(articles, path, chosen)


def _settings(values: dict[str, Any]) -> Settings:
    known = Settings.__struct_fields__
    for name in values:
        if name not in known:
            raise InputError(f"linear: found {name!r}, expected one of {', '.join(known)}{nearest(name, known)}")
    try:
        return msgspec.convert(values, Settings)
    except msgspec.ValidationError as error:
        raise InputError(f"linear: {error}") from None
