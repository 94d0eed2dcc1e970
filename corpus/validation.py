"""Running the checks: over article files, annotation lines, folders and the embedded corpus as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import UNSET

from wirecopy.corpus.across import catalogue_findings, hint_findings, link_findings, repeated_ids, wording_findings
from wirecopy.corpus.aids import AIDS
from wirecopy.corpus.checks import CHECKS, Candidate
from wirecopy.corpus.errors import InputError, printable
from wirecopy.corpus.findings import FILE_CHECKS, Finding, file_finding
from wirecopy.corpus.lines import iterate_lines, open_input
from wirecopy.corpus.links import LINKS_FILE
from wirecopy.corpus.links_checks import LINK_CHECKS
from wirecopy.corpus.model import Span
from wirecopy.corpus.ontology import Ontology
from wirecopy.corpus.rights import restored
from wirecopy.corpus.store import PACKAGE, article_files, from_line, read_stored, read_text
from wirecopy.corpus.stored import StoredArticle, from_stored

SCHEMA = "wirecopy-validate/1"


def validate(paths: Sequence[Path], ontology: Ontology | None) -> tuple[list[Finding], int]:
    """Return all findings over the paths (default: the embedded corpus), and the number of articles looked at.

    A path is an article's JSON file, a file of annotation lines, or a folder of articles; a folder with a
    ``corpus.yaml`` is checked as a corpus, and its ``links.jsonl`` against the articles of all paths. A ``links.jsonl``
    stands for the folder it lies in. With no ontology the label inventory is open.
    Raises ``InputError`` only for a path that does not exist.
    """
    findings: list[Finding] = []
    candidates: list[Candidate] = []
    paths = [path.parent if path.name == LINKS_FILE and path.is_file() else path for path in paths or [PACKAGE]]
    for path in paths:
        if not path.exists():
            raise InputError(f"{path}: no such file or folder")
        for found in _read(path):
            (candidates if isinstance(found, Candidate) else findings).append(found)  # type: ignore[arg-type]
        findings += catalogue_findings(path, candidates)
    findings += [finding for candidate in candidates for finding in check(candidate, ontology)]
    findings += repeated_ids(candidates)
    findings += wording_findings(candidates)
    findings += hint_findings(paths, candidates)
    findings += link_findings([path / LINKS_FILE for path in paths], candidates, ontology)
    return findings, len(candidates)


def check(candidate: Candidate, ontology: Ontology | None) -> Iterator[Finding]:
    """Yield what the checks of one article find."""
    for row in CHECKS:
        for where, message in row.find(candidate, ontology):
            yield Finding(row.id, row.level, candidate.place, candidate.article.id, where, message)


def _read(path: Path) -> Iterator[Candidate | Finding]:
    if path.is_dir():
        # A corpus keeps its articles in a folder of their own, beside other files.
        files = article_files(path / "articles" if (path / "articles").is_dir() else path)
        if not files:
            yield file_finding("format", path, None, "", "found no article (<id>.json) in the folder")
        for file in files:
            yield from _read_article(file)
    elif path.suffix == ".json":
        yield from _read_article(path)
    else:
        yield from _read_lines(path)


def _read_lines(path: Path) -> Iterator[Candidate | Finding]:
    try:
        lines = list(iterate_lines(open_input(path), str(path)))
    except InputError as error:
        for message in str(error).splitlines():
            yield file_finding("format", path, None, "", message.removeprefix(f"{path}:").strip())
        return
    for number, line in lines:
        yield Candidate(f"{path}:{number}", from_line(line))


def _read_article(path: Path) -> Iterator[Candidate | Finding]:
    try:
        stored, text = read_stored(path), read_text(path)
    except InputError as error:
        yield file_finding("format", path, None, "", str(error).removeprefix(f"{path}:").strip())
        return
    article = from_stored(stored)
    if stored.id != path.stem:
        message = f"found {path.name}, expected {stored.id}.json"
        yield file_finding("file-name", path, stored.id, "id", message)
    if stored.story is not None and stored.collection is not None and path.parent.name != stored.story:
        message = f"found folder {path.parent.name!r}, expected {stored.story!r}"
        yield file_finding("file-name", path, stored.id, "story", message)
    # A withheld text is checked as well where the reader has restored it.
    article = restored(article) if text is None else msgspec.structs.replace(article, text=text)
    yield Candidate(str(path), article, tuple(_surfaces(stored)), restored=text is None)


def _surfaces(stored: StoredArticle) -> Iterator[tuple[str, Span, str]]:
    for i, entity in enumerate(stored.entities or ()):
        if entity.surface is not UNSET:
            yield f"entities[{i}].surface", ((entity.start, entity.end),), entity.surface
    for i, claim in enumerate(stored.claims or ()):
        for part, words in (claim.surfaces or {}).items():
            span = getattr(claim, part, None)
            if span is not None:
                yield f"claims[{i}].surfaces.{part}", span, words
    for i, event in enumerate(stored.events or ()):
        if event.surface is not UNSET:
            yield f"events[{i}].surface", event.trigger, event.surface
        for j, argument in enumerate(event.arguments):
            if argument.surface is not UNSET:
                yield f"events[{i}].arguments[{j}].surface", argument.span, argument.surface


def document(findings: Sequence[Finding], articles: int) -> dict[str, Any]:
    """Return the JSON document of ``validate --json``."""
    explanations = {row.id: {"level": row.level, "explanation": row.explanation} for row in (*CHECKS, *LINK_CHECKS)}
    explanations |= {name: {"level": level, "explanation": text} for name, (level, text) in FILE_CHECKS.items()}
    explanations |= {name: {"level": "note", "explanation": text} for name, (_, text) in AIDS.items()}
    levels = Counter(finding.level for finding in findings)
    fired = {finding.check for finding in findings}
    return {
        "schema": SCHEMA,
        "articles": articles,
        "errors": levels["error"],
        "warnings": levels["warning"],
        "notes": levels["note"],
        "findings": [msgspec.structs.asdict(finding) for finding in findings],
        "checks": {name: row for name, row in sorted(explanations.items()) if name in fired},
    }


def print_findings(findings: Sequence[Finding], result: dict[str, Any]) -> None:
    """Print findings, the explanation of each check once, and the counts."""
    for finding in findings:
        print(printable(str(finding)))
    for name, row in result["checks"].items():
        print(f"  {name} ({row['level']}): {row['explanation']}")
    counts = ", ".join(f"{result[level]} {level}" for level in ("errors", "warnings", "notes"))
    print(f"{result['articles']} articles: {counts}")
