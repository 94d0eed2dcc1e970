"""The guidelines that annotators read, their version, and the tables of labels that are generated for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from wirecopy.corpus.ontology import Value, load_ontology

VERSION: Final = "2"
FOLDER: Final = Path(__file__).parent
LABELS: Final = FOLDER / "labels.md"
# In the order in which a contributor reads them.
PAGES: Final = ("start.md", "entities.md", "claims.md", "events.md", "cases.md", "labels.md", "quiz.md")


def labels_page() -> str:
    """Return ``labels.md``: every label with its definition and hotkey, from the ontology."""
    ontology = load_ontology()
    entities, parts = ontology.entities, ontology.claims.parts
    sections = [
        ("Entities", _table(("type", "what", "key"), ((k, v.definition, v.hotkey) for k, v in entities.items()))),
        ("Parts of a claim", _table(("part", "what", "key"), ((k, v.definition, v.hotkey) for k, v in parts.items()))),
        *((f"Claims: {name}", _values(values)) for name, values in ontology.claims.attributes.items()),
        ("Events", _table(("type", "what", "roles", "key"), (
            (kind, row.definition, "; ".join(f"{role}: {what}" for role, what in row.roles.items()), row.hotkey)
            for kind, row in ontology.events.types.items()
        ))),
        *((f"Events: {name}", _values(values)) for name, values in ontology.events.attributes.items()),
        ("Arguments that are not names", _table(("label", "what", "key"), (
            ("noun_phrase", ontology.arguments.noun_phrase.definition, ontology.arguments.noun_phrase.hotkey),
        ))),
        ("Zones", _table(("zone", "what", "annotated"), (
            (kind, zone.definition, "yes" if zone.annotated else "no") for kind, zone in ontology.zones.items()
        ))),
    ]  # fmt: skip
    head = f'---\nguidelines: "{VERSION}"\n---\n\n# Labels\n\nGenerated from the label set, version {ontology.version}.'
    return "\n\n".join([f"{head} Do not edit.", *(f"## {title}\n\n{table}" for title, table in sections)]) + "\n"


def _values(values: Mapping[str, Value]) -> str:
    return _table(("value", "what", "key"), ((name, row.definition, row.hotkey) for name, row in values.items()))


def _table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(columns)
    cells = [head, ["---"] * len(head), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)
