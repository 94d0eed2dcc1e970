"""What ties units of an article together, compared between annotators: parents, arguments, clusters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from wirecopy.annotation.agreement.versions import Versions, versions
from wirecopy.corpus.model import Annotation, Argument
from wirecopy.corpus.units import claims_of, entities_of, events_of


class Comparison(msgspec.Struct, frozen=True):
    """The units of one article with every annotator's version, by layer, and how their relations compare.

    ``annotators`` are those who did the article, by name, for each layer; ``parents`` says for every unit of
    ``claims`` which of them is the parent (-1 for none) for each annotator that has the unit; ``arguments`` for every
    unit of ``events`` who has which argument.
    """

    annotators: Mapping[str, tuple[str, ...]]
    layers: Mapping[str, Sequence[Versions]]
    parents: Sequence[Mapping[str, int]]
    arguments: Sequence[Mapping[Argument, tuple[str, ...]]]


def compare(passes: Mapping[str, Annotation], layers: Mapping[str, tuple[str, ...]]) -> Comparison:
    """Return the comparison of one article; ``layers`` says who did which layer."""
    found: dict[str, list[Versions]] = {}
    if "entities" in layers:
        found["entities"] = versions({name: passes[name] for name in layers["entities"]}, "entities")
    if "claims" in layers:
        found["claims"] = versions({name: passes[name] for name in layers["claims"]}, "claims")
    if "events" in layers:
        found["events"] = versions({name: passes[name] for name in layers["events"]}, "events")
    return Comparison(
        layers, found, _parents(passes, found.get("claims", [])), _arguments(passes, found.get("events", []))
    )


def _parents(passes: Mapping[str, Annotation], claims: Sequence[Versions]) -> list[dict[str, int]]:
    group_of = _groups(passes, claims)
    rows = []
    for group in claims:
        parents = {name: claims_of(passes[name])[unit.place].parent for name, unit in group.units.items()}
        rows.append({name: -1 if parent is None else group_of[name][parent] for name, parent in parents.items()})
    return rows


def _groups(passes: Mapping[str, Annotation], claims: Sequence[Versions]) -> dict[str, dict[str, int]]:
    """Return annotator -> claim id -> the group it is in; a repeated claim is in the group of its first."""
    found: dict[str, dict[str, int]] = {}
    for number, group in enumerate(claims):
        for name, unit in group.units.items():
            rows = claims_of(passes[name])
            same = [row.id for row in rows if _plain(row) == _plain(rows[unit.place]) and row.id is not None]
            found.setdefault(name, {}).update(dict.fromkeys(same, number))
    return found


def _plain(claim: object) -> object:
    return msgspec.structs.replace(claim, id=None, parent=None)  # type: ignore[type-var]


def _arguments(passes: Mapping[str, Annotation], events: Sequence[Versions]) -> list[dict[Argument, tuple[str, ...]]]:
    rows: list[dict[Argument, tuple[str, ...]]] = []
    for group in events:
        having: dict[Argument, list[str]] = {}
        for name, unit in group.units.items():
            for argument in dict.fromkeys(events_of(passes[name])[unit.place].arguments):
                having.setdefault(argument, []).append(name)
        ordered = sorted(having, key=lambda argument: (argument.span, argument.role))
        rows.append({argument: tuple(having[argument]) for argument in ordered})
    return rows


def agreed_claims(comparison: Comparison) -> list[bool]:
    """Return for every unit of the claims whether all agree on it: its fields, and the same agreed claim as parent."""
    annotators = comparison.annotators.get("claims", ())
    claims = comparison.layers.get("claims", [])
    agreed = [
        group.agreed(annotators) and len(set(parents.values())) == 1
        for group, parents in zip(claims, comparison.parents, strict=True)
    ]
    while True:
        # Whoever hangs on a claim that is not agreed is not agreed either, and so on down.
        falls = [i for i, row in enumerate(comparison.parents) if agreed[i] and not _holds(row, agreed)]
        if not falls:
            return agreed
        for i in falls:
            agreed[i] = False


def _holds(parents: Mapping[str, int], agreed: Sequence[bool]) -> bool:
    return all(parent < 0 or agreed[parent] for parent in parents.values())


def shared_arguments(comparison: Comparison, event: int) -> tuple[Argument, ...]:
    """Return the arguments of an event that all who did the layer have."""
    everybody = len(comparison.annotators.get("events", ()))
    return tuple(argument for argument, names in comparison.arguments[event].items() if len(names) == everybody)


def clusters(passes: Mapping[str, Annotation], groups: Sequence[Versions]) -> list[tuple[str | None, bool]]:
    """Return for each agreed unit its cluster and whether all agree on it.

    Names of clusters are free, so it is compared who belongs together, among the given units. Where all put the same
    units together the cluster is named as the first annotator, by name, calls it; a unit that is alone in everybody's
    eyes keeps a name only if all of them give it one.
    """
    if not groups:
        return []
    names = sorted(groups[0].units)
    given = {name: [_cluster(passes[name], group, name) for group in groups] for name in names}
    found: list[tuple[str | None, bool]] = []
    for number in range(len(groups)):
        rows = [given[name] for name in names]
        together = {
            frozenset(i for i, other in enumerate(row) if _same(row[number], other, i == number)) for row in rows
        }
        named = [row[number] for row in rows]
        if len(together) > 1:
            found.append((None, False))
        else:
            alone = len(next(iter(together))) == 1
            found.append((None if alone and None in named else named[0], True))
    return found


def _cluster(annotation: Annotation, group: Versions, name: str) -> str | None:
    rows = entities_of(annotation) if group.layer == "entities" else events_of(annotation)
    return rows[group.units[name].place].cluster


def _same(left: str | None, right: str | None, itself: bool) -> bool:
    return itself or (left is not None and left == right)
