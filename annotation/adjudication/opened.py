"""What annotators left open of an article: every unit that is not agreed, or not wholly, with each one's version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from wirecopy.annotation.adjudication.agreed import Lines, Settled
from wirecopy.annotation.agreement.relations import Comparison
from wirecopy.annotation.agreement.versions import Versions
from wirecopy.corpus.model import LAYERS
from wirecopy.corpus.units import claims_of, entities_of, events_of

SCHEMA = "wirecopy-open/1"


def open_line(article: str, lines: Lines, comparison: Comparison, sure: Settled) -> dict[str, Any]:
    """Return the line of ``open.jsonl`` for one article, in plain JSON values (docs/agreement.md)."""
    rows = [
        _row(lines, comparison, group, differs)
        for layer in LAYERS
        for group, differs in left_open(comparison, sure, layer)
    ]  # fmt: skip
    return {
        "schema": SCHEMA,
        "id": article,
        "annotators": {layer: list(names) for layer, names in comparison.annotators.items()},
        "agreed": {layer: len(sure.units(layer)) for layer in comparison.layers},
        "open": rows,
    }


def left_open(comparison: Comparison, sure: Settled, layer: str) -> Iterator[tuple[Versions, list[str]]]:
    """Yield the units of a layer that are open or agreed only in part, with what differs, in text order."""
    agreed = set(sure.units(layer))
    disputed = _disputed_clusters(sure, layer)
    for i, group in enumerate(comparison.layers.get(layer, ())):
        differs = list(group.differing())
        if layer == "claims" and i not in agreed and _parent_in_dispute(comparison, i):
            differs.append("parent")
        if layer == "events" and _arguments_in_dispute(comparison, i):
            differs.append("arguments")
        if i in disputed:
            differs.append("cluster")
        if i not in agreed or differs:
            yield group, differs


def _disputed_clusters(sure: Settled, layer: str) -> set[int]:
    found: Mapping[str, Sequence[tuple[str | None, bool]]]
    found = {"entities": sure.entity_clusters, "events": sure.event_clusters}
    return {i for i, (_, same) in zip(sure.units(layer), found.get(layer, ()), strict=False) if not same}


def _parent_in_dispute(comparison: Comparison, claim: int) -> bool:
    """Return whether annotators name different parents, or all the same one, which is open itself."""
    group, parents = comparison.layers["claims"][claim], comparison.parents[claim]
    return len(set(parents.values())) > 1 or group.agreed(comparison.annotators["claims"])


def _arguments_in_dispute(comparison: Comparison, event: int) -> bool:
    having = len(comparison.layers["events"][event].units)
    return any(len(names) < having for names in comparison.arguments[event].values())


def _row(lines: Lines, comparison: Comparison, group: Versions, differs: Sequence[str]) -> dict[str, Any]:
    annotators = comparison.annotators[group.layer]
    return {
        "layer": group.layer,
        "span": [list(piece) for piece in group.start[0]],
        "differs": list(differs),
        "missing": [name for name in annotators if name not in group.units],
        "versions": {name: _version(lines, group, name) for name in annotators},
    }


def _version(lines: Lines, group: Versions, name: str) -> Any:
    if name not in group.units:
        return None
    units = {"entities": entities_of, "claims": claims_of, "events": events_of}[group.layer](lines[name])
    return msgspec.to_builtins(units[group.units[name].place])
