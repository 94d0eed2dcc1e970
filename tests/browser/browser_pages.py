"""What the browser tests share: spoilt predictions, pictures, and questions to a page."""

import os
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import pytest

from wirecopy.corpus.model import Annotation, Claim
from wirecopy.corpus.units import claims_of, entities_of, events_of

SPLIT = "train"
# Enough stories for groups to differ.
BOARD_SPLITS = "train,validation,test"
SYSTEMS = 12


def spoilt(gold: Annotation, step: int) -> Annotation:
    """Return gold less every so-manieth unit, some types, bounds and values wrong, some made up."""
    entities = [e for i, e in enumerate(entities_of(gold)) if i % step]
    changed = [
        msgspec.structs.replace(e, type="LAW") if i % (step + 1) == 0
        else msgspec.structs.replace(e, end=e.end - 1) if i % (step + 2) == 0 and e.end - e.start > 3
        else e
        for i, e in enumerate(entities)
    ]  # fmt: skip
    claims = [
        msgspec.structs.replace(c, certainty="hedged") if i % 3 == 0 else c for i, c in enumerate(claims_of(gold))
    ]
    kept = [c for i, c in enumerate(claims) if i % step or i < 2]
    names = {c.id for c in kept}
    kept = [c if c.parent in names else msgspec.structs.replace(c, parent=None) for c in kept]
    # Their cues taken for contents: claims that nobody made.
    kept += [Claim(c.cue, source=c.source) for i, c in enumerate(claims) if c.cue and i % (step + 1) == 1]
    events = [
        e if i % (step + 1) else msgspec.structs.replace(e, arguments=e.arguments[1:])
        for i, e in enumerate(events_of(gold))
        if i % step != 1
    ]
    events = [
        msgspec.structs.replace(e, type="Office", arguments=()) if i % (step + 2) == 2 else e
        for i, e in enumerate(events)
    ]
    return Annotation(gold.id, tuple(changed), tuple(kept), tuple(events))


def picture(page: Any, name: str, **options: Any) -> None:
    """Keep a picture of the page where ``WIRECOPY_PICTURES`` names a folder."""
    folder = os.environ.get("WIRECOPY_PICTURES")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), **options)


def serious(page: Any) -> list[str]:
    """Return the serious findings of axe-core on a page, as it stands."""
    source = pytest.importorskip("axe_playwright_python", reason="needs axe-playwright-python (extra slow)")
    page.evaluate(files(source).joinpath("axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{row['id']} ({row['impact']}): {node['target']} {node['failureSummary']}"
        for row in found["violations"]
        if row["impact"] in ("serious", "critical")
        for node in row["nodes"][:4]
    ]


def fits(page: Any) -> bool:
    """Return whether a page is no wider than the window."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
