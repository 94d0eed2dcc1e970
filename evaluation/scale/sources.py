"""Where the articles of a run come from: what a worker can read for itself, or else what this process has loaded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from wirecopy.corpus.errors import InputError
from wirecopy.corpus.model import Article
from wirecopy.evaluation.building import LABELS, build_dataset
from wirecopy.evaluation.scale import built, lines
from wirecopy.evaluation.scale.lines import Spread
from wirecopy.evaluation.scale.pieces import Piece, Segment, Survey, Surveyed

_LINES, _HUB = "wirecopy.evaluation.datasets.lines", "wirecopy.evaluation.datasets.hub"


class HeldReader(msgspec.Struct, frozen=True):
    """Reads the articles that a piece carries."""

    def read(self, piece: Piece) -> list[Article]:
        """Return the articles of a piece."""
        return [msgspec.json.decode(one, type=Article) for one in piece.held]


class Held(msgspec.Struct, frozen=True):
    """Articles in this process's memory."""

    articles: tuple[bytes, ...]

    def filled(self, piece: Piece) -> Piece:
        """Return the piece with its articles."""
        begin, end = piece.segments[0].begin, piece.segments[-1].end
        return msgspec.structs.replace(piece, held=self.articles[begin:end], segments=(Segment("", begin, end),))


def survey(config: Mapping[str, Any], spread: Spread) -> tuple[Survey, Held | None]:
    """Return the articles of a ``data`` configuration, and those that are held here because no worker reads them.

    Annotation lines and built datasets are read on the cluster unless they are to be narrowed or relabelled; all else
    is loaded in this process, as it is without a cluster.
    """
    plain = not any(config.get(key) for key in ("only", *LABELS))
    if plain and config.get("_target_") == _LINES:
        return lines.survey(_text(config, "path"), spread), None
    if plain and config.get("_target_") == _HUB:
        revision = None if config.get("revision") is None else _text(config, "revision")
        return built.survey(_text(config, "name"), revision, _text(config, "split"), spread), None
    dataset = build_dataset(config)
    ids = [article.id for article in dataset.articles]
    held = Held(tuple(msgspec.json.encode(article) for article in dataset.articles))
    file = Surveyed("", ids, list(range(len(ids) + 1)))
    return Survey(dataset.gold.data, dataset.gold.ontology is not None, (file,), HeldReader()), held


def _text(config: Mapping[str, Any], key: str) -> str:
    value = config.get(key)
    if not isinstance(value, str) or not value:
        raise InputError(f"data.{key}: found {value!r}, expected a text")
    return value
