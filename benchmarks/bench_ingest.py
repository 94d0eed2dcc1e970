"""Zone F1 by character of page ingest: per page, per zone kind and over all, on the composed pages and the seed.

Run ``python benchmarks/bench_ingest.py [--json]``. A unit is a character that is not space with its zone kind, so the
micro F1 over all kinds is the share of characters in the right zone. The seed's expected zones are those of its
article in the embedded corpus.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from wirecopy.corpus.ingest import ingest
from wirecopy.corpus.store import ARTICLES, article_files, read_stored

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "corpus" / "ingest"))
from expected_pages import PAGES, expected, labels, located, names  # noqa: E402 - stands beside the tests

SEED_ARTICLE = "kim-putin-summit-1"
Counts = dict[str, Counter[str]]


def counts(wanted: list[str | None], found: list[str | None]) -> Counts:
    """Count characters a zone kind: gold, predicted, matched."""
    both = [kind for kind, other in zip(wanted, found, strict=True) if kind == other and kind]
    return {"gold": Counter(filter(None, wanted)), "predicted": Counter(filter(None, found)), "matched": Counter(both)}


def f1(of: Counts, kind: str | None = None) -> float | None:
    """Return the F1 of one zone kind or of all; None where neither side has a character."""
    size = {side: of[side][kind] if kind else of[side].total() for side in of}
    total = size["gold"] + size["predicted"]
    return 2 * size["matched"] / total if total else None


def page_counts(name: str) -> Counts:
    """Ingest one composed page and count its characters."""
    article = ingest((PAGES / name).read_bytes(), id="page-1", name=name)
    text = article.text or ""
    wanted = labels(text, list(located(text, expected(name)["zones"])))
    return counts(wanted, labels(text, [(zone.kind, zone.start, zone.end) for zone in article.zones]))


def seed_counts() -> Counts | str:
    """Count the seed's characters, or say why that cannot be done."""
    shared = Path(os.environ.get("WIRECOPY_SHARED") or ROOT.parent / "shared")
    pages = sorted((shared / "seed").glob("*.txt"))
    golds = [path for path in article_files(ARTICLES) if path.stem == SEED_ARTICLE]
    if not pages or not golds:
        return "the page is not beside the checkout" if not pages else f"the corpus has no article {SEED_ARTICLE} yet"
    article = ingest(pages[0].read_bytes(), id="seed-1", name=pages[0].name)
    gold = read_stored(golds[0])
    if gold.sha256 != article.sha256:
        return f"the article {SEED_ARTICLE} annotates another text (SHA-256 differs)"
    text = article.text or ""
    wanted, found = ([(z.kind, z.start, z.end) for z in zones] for zones in (gold.zones, article.zones))
    return counts(labels(text, wanted), labels(text, found))


def summed(parts: list[Counts]) -> Counts:
    """Add up the counts of pages."""
    return {side: sum((part[side] for part in parts), Counter()) for side in ("gold", "predicted", "matched")}


def main() -> None:
    """Print the figures as a table, or with ``--json`` as one document."""
    began = time.perf_counter()
    pages = {name: page_counts(name) for name in names()}
    seconds = time.perf_counter() - began
    seed = seed_counts()
    note = seed if isinstance(seed, str) else None
    over_all = summed([*pages.values(), *([] if isinstance(seed, str) else [seed])])
    document: dict[str, Any] = {
        "schema": "wirecopy-bench-ingest/1",
        "pages": {name: f1(part) for name, part in pages.items()},
        "seed": None if isinstance(seed, str) else f1(seed),
        "seed_note": note,
        "kinds": {kind: f1(over_all, kind) for kind in sorted(over_all["gold"] | over_all["predicted"])},
        "micro": f1(over_all),
        "seconds": round(seconds, 3),
    }
    if "--json" in sys.argv[1:]:
        print(json.dumps(document, ensure_ascii=False, indent=1))
        return
    for group in ("pages", "kinds"):
        for name, value in document[group].items():
            print(f"{name:32} {value:.4f}")
        print()
    print(f"{'seed':32} {note or format(document['seed'], '.4f')}")
    print(f"{'micro':32} {document['micro']:.4f}   ({len(pages)} pages in {seconds:.2f} s)")


if __name__ == "__main__":
    main()
