"""The card's tables in Markdown, from what was counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from wirecopy.corpus.card.settings import settings
from wirecopy.corpus.dataset.contents import Contents
from wirecopy.corpus.dataset.features import features
from wirecopy.corpus.dataset.meanings import MEANINGS
from wirecopy.corpus.dataset.tally import SIZES, Tally
from wirecopy.corpus.ontology import load_ontology

HELD = "held back"


def markdown(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table; numbers are aligned to the right and grouped by thousands."""
    body = [list(row) for row in rows]
    right = [all(isinstance(row[i], int) or row[i] == HELD for row in body) for i in range(len(head))]
    rule = ["---:" if numeric else "---" for numeric in right]
    lines: list[Sequence[object]] = [head, rule, *body]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)


def _cell(value: object) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    return "" if value is None else " ".join(str(value).split()).replace("|", "\\|")


def splits(contents: Contents) -> str:
    """Return the sizes of every split; annotated units of one that is held back are not told."""
    annotated = SIZES[SIZES.index("tokens") + 1 :]
    rows = []
    for split in contents.splits():
        sizes = contents.tallies.splits[split].sizes
        held = split in contents.withheld_gold
        rows.append([f"`{split}`", *(HELD if held and name in annotated else sizes[name] for name in SIZES)])
    return markdown(["split", *(name if name != "texts" else "texts here" for name in SIZES)], rows)


def collections(contents: Contents) -> str:
    """Return where the articles come from and under which terms their texts stand."""
    rows = []
    for name, row in contents.catalogue.collections.items():
        if name in contents.tallies.collections:
            tally = contents.tallies.collections[name]
            written = settings().writing(name).how
            here = f"{tally.sizes['texts']:,} of {tally.sizes['articles']:,}"
            rows.append([f"`{name}`", tally.sizes["articles"], here, row.license, row.rights_holder, written])
    return markdown(["collection", "articles", "texts here", "licence of the text", "rights holder", "written"], rows)


def _shown(contents: Contents) -> list[str]:
    return [split for split in contents.splits() if split not in contents.withheld_gold]


def _by_split(
    contents: Contents, head: str, names: Mapping[str, str], count: Callable[[Tally], Mapping[str, int]]
) -> str:
    """Return a table of labels: a row a label, a column a split, and what each label means."""
    shown = _shown(contents)
    counts = {split: count(contents.tallies.splits[split]) for split in shown}
    rows = [
        [f"`{name}`", *(counts[split].get(name, 0) for split in shown), definition]
        for name, definition in names.items()
    ]
    return markdown([head, *shown, "what"], rows)


def entities(contents: Contents) -> str:
    """Return the entity types with their counts."""
    names = {name: row.definition for name, row in load_ontology().entities.items()}
    return _by_split(contents, "type", names, lambda tally: tally.entities)


def events(contents: Contents) -> str:
    """Return the event types with their counts."""
    names = {name: f"{row.definition} ({', '.join(row.roles)})" for name, row in load_ontology().events.types.items()}
    return _by_split(contents, "type", names, lambda tally: tally.events)


def attributes(contents: Contents) -> str:
    """Return the values of every attribute of claims and events with their counts."""
    ontology, shown = load_ontology(), _shown(contents)
    rows = []
    for name, values in {**ontology.claims.attributes, **ontology.events.attributes}.items():
        for value, row in values.items():
            counts = [contents.tallies.splits[split].attributes[name][value] for split in shown]
            rows.append([f"`{name}`", f"`{value}`", *counts, row.definition])
    return markdown(["attribute", "value", *shown, "what"], rows)


def links(contents: Contents) -> str:
    """Return the kinds of link with their counts."""
    names = {
        name: f"{row.definition} ({row.between}{'' if row.symmetric else ', from the later article'})"
        for name, row in load_ontology().links.items()
    }
    return _by_split(contents, "kind", names, lambda tally: tally.links)


def structure(contents: Contents) -> dict[str, int]:
    """Return how many claims are nested, discontinuous and without a source, over all splits that are shown."""
    total: Counter[str] = Counter()
    for split in _shown(contents):
        total.update(contents.tallies.splits[split].structure)
    return {name: total[name] for name in ("nested", "discontinuous", "no_source")}


def columns(config: str) -> str:
    """Return the columns of a configuration: name, type, meaning."""
    rows = [(f"`{name}`", f"`{_type(feature)}`", MEANINGS[name]) for name, feature in features(config).items()]
    return markdown(["column", "type", "what"], rows)


def _type(feature: Any) -> str:
    from datasets import ClassLabel, List

    if isinstance(feature, dict):
        return "{" + ", ".join(feature) + "}"
    if isinstance(feature, List):
        return "[start, end]" if feature.length == 2 else f"list of {_type(feature.feature)}"
    return f"label of {len(feature.names)}" if isinstance(feature, ClassLabel) else str(feature.dtype)


def agreement(measured: Mapping[str, Any]) -> str:
    """Return the agreement between passes, measure by measure."""
    rows = []
    for name, row in measured["measures"].items():
        interval = row.get("f1_interval")
        between = f"{interval[0]:.3f} to {interval[1]:.3f}" if interval else "not given"
        f1 = "undefined" if row["f1"] is None else f"{row['f1']:.3f}"
        rows.append([f"`{name}`", f1, between, row["matched"], row["a"], row["b"]])
    return markdown(["measure", "F1", "95% interval", "matched", "first", "second"], rows)
