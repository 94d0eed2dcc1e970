"""Makes anew what docs/ says of the corpus in figures and pictures: ``python benchmarks/datasheet.py``.

The figures between the marks of docs/datasheet.md come from the corpus and from ``corpus/passes/agreement.json``; the
sample articles of docs/samples are drawn as ``corpus show`` and the corpus browser draw them. A test compares both with
what stands there, so neither can be stale.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from wirecopy.corpus.atomic import write_text
from wirecopy.corpus.card.settings import agreement
from wirecopy.corpus.card.tables import markdown
from wirecopy.corpus.draw import page
from wirecopy.corpus.stats import statistics
from wirecopy.corpus.store import find

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGE, SAMPLES = DOCS / "datasheet.md", DOCS / "samples"
BEGIN, END = "<!-- figures -->\n", "<!-- end of figures -->\n"
SAMPLED = ("severe-mutiny-1", "kharzest-summit-1", "belozub-poisoning-1", "tveitvik-final-1", "linhang-copper-1")
TOLD = {
    "entities.strict": "entities: span and type",
    "claims.attribution.overlap": "claims: source, cue and content, overlapping",
    "claims.attribution.exact": "claims: all three equal",
    "claims.certainty": "certainty",
    "claims.polarity": "polarity",
    "claims.parent": "parent",
    "events.TC": "events: trigger and type",
    "events.AC+": "events: arguments with their roles",
    "events.modality": "modality",
    "events.time": "time",
}


def figures() -> str:
    """Return the figures as Markdown: what is in the corpus, and how far its annotators agreed."""
    return "\n\n".join(_parts()) + "\n"


def _parts() -> Iterator[str]:
    found = statistics()
    collections = found["collections"]
    keys = [key for key, value in next(iter(collections.values())).items() if isinstance(value, int)]
    rows = [[key.replace("_", " "), *(row[key] for row in collections.values())] for key in keys]
    yield f"Version {found['version']}:"
    yield markdown(["", *collections], rows)
    for group in ("entities", "events"):
        names = next(iter(collections.values()))[group]
        yield markdown(
            [group, *collections], [[name, *(r[group][name] for r in collections.values())] for name in names]
        )
    yield markdown(["split", "articles"], list(found["splits"].items()))
    yield markdown(["links", "number"], list(found["links"].items()))
    measured = agreement()
    if measured:
        yield f"Agreement on {measured['articles']} articles that were annotated twice:"
        yield markdown(["what", "F1", "95% interval"], list(_agreed(measured["measures"])))


def _agreed(measures: dict[str, dict[str, object]]) -> Iterator[list[str]]:
    for name, what in TOLD.items():
        row = measures[name]
        interval = row["f1_interval"]
        between = f"{interval[0]:.3f} to {interval[1]:.3f}" if isinstance(interval, list) else ""
        yield [f"{what} (`{name}`)", f"{row['f1']:.3f}", between]


def main() -> None:
    """Write the figures into the page, and the samples."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    write_text(PAGE, f"{before}{BEGIN}\n{figures()}\n{END}{rest.partition(END)[2]}")
    SAMPLES.mkdir(exist_ok=True)
    for name in SAMPLED:
        write_text(SAMPLES / f"{name}.html", page(find(name)))


if __name__ == "__main__":
    main()
