"""Which articles a push takes, and the predictions that go with them, checked before anything is sent."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from wirecopy.corpus.checks import CHECKS, Candidate
from wirecopy.corpus.errors import InputError, nearest, refuse, shown
from wirecopy.corpus.lines import read_lines
from wirecopy.corpus.model import Annotation, Article
from wirecopy.corpus.ontology import load_ontology
from wirecopy.corpus.store import find, load

# What a prediction has to keep to for an annotator to see all of it.
_NEEDED: Final = (
    "offsets", "arguments-inside", "known-type", "known-role", "known-value", "reference", "duplicate-id",
)  # fmt: skip


def articles_to_push(split: str | None, ids: str | None, lines: Path | None) -> list[Article]:
    """Return the articles of a split, of a comma-separated list of ids, or of a file of annotation lines."""
    if sum(source is not None for source in (split, ids, lines)) != 1:
        raise InputError("what to push: expected exactly one of --split, --ids and --lines")
    if ids is not None:
        return [find(name.strip()) for name in ids.split(",") if name.strip()]
    return load(lines if lines is not None else str(split))


def predictions_for(articles: Sequence[Article], path: Path) -> tuple[str, Mapping[str, Annotation]]:
    """Return the name of a file of predictions (its stem and a part of its hash) and its annotations by article.

    Raises ``InputError`` that lists every line that is of no article here, has another text, or cannot be shown.
    """
    texts = {article.id: article.text for article in articles}
    found = {line.id: line for line in read_lines(path)}
    strange = [
        f"{path}: article {shown(name)}: not among those to push{nearest(name, texts)}"
        for name in found if name not in texts
    ]  # fmt: skip
    refuse(strange or [problem for line in found.values() for problem in _problems(line, texts[line.id], path)])
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
    return f"{path.stem[:60]}-{digest}", found


def _problems(line: Annotation, text: str | None, path: Path) -> list[str]:
    if line.text is not None and text is not None and line.text != text:
        return [f"{path}: article {shown(line.id)}: the line's text is not the article's"]
    layers = Annotation(line.id, line.entities, line.claims, line.events)
    candidate = Candidate(str(path), Article(line.id, layers, text=text))
    ontology = load_ontology()
    return [
        f"{path}: article {shown(line.id)}: {where}: {message}"
        for check in CHECKS
        if check.id in _NEEDED
        for where, message in check.find(candidate, ontology)
    ]
