"""Checks over several articles: ids, splits, wording, hints of the aids, links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec
import yaml

from wirecopy.corpus.aids import EXPLAINED, hints, read_explained
from wirecopy.corpus.checks import Candidate
from wirecopy.corpus.errors import InputError, shown
from wirecopy.corpus.findings import Finding, file_finding
from wirecopy.corpus.links import scan_links
from wirecopy.corpus.links_checks import LINK_CHECKS, linkable
from wirecopy.corpus.ontology import Ontology
from wirecopy.corpus.repetition import shared_wording
from wirecopy.corpus.store import Catalogue

# The only collection whose wording is the corpus's own.
COMPOSED = "composed"


def repeated_ids(candidates: Iterable[Candidate]) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for candidate in candidates:
        name = candidate.article.id
        if name in first:
            yield file_finding("article-id", candidate.place, name, "id", f"found also in {first[name]}, expected once")
        first.setdefault(name, candidate.place)


def catalogue_findings(path: Path, candidates: Sequence[Candidate]) -> Iterator[Finding]:
    file = path / "corpus.yaml"
    if not file.is_file():
        return
    try:
        catalogue = msgspec.convert(yaml.safe_load(file.read_text(encoding="utf-8")), Catalogue)
    except (msgspec.ValidationError, yaml.YAMLError) as error:
        yield file_finding("format", file, None, "", str(error))
        return
    counts = Counter(story for stories in catalogue.splits.values() for story in stories)
    for story, count in counts.items():
        if count > 1:
            yield file_finding(
                "split-story", file, None, f"splits: {story}", f"found in {count} places, expected in one"
            )
    for story in sorted({candidate.article.story or "" for candidate in candidates} - set(counts)):
        yield file_finding("split-story", file, None, f"splits: {story}", "found in no split, expected in one")


def wording_findings(candidates: Iterable[Candidate]) -> Iterator[Finding]:
    composed = {c.article.id: c for c in candidates if c.article.collection == COMPOSED and c.article.text is not None}
    for article, start, end, earlier in shared_wording(row.article for row in composed.values()):
        message = f"found {shown((article.text or '')[start:end])}, which {earlier.id} has as well"
        yield file_finding("shared-wording", composed[article.id].place, article.id, f"[{start}, {end})", message)


def hint_findings(paths: Iterable[Path], candidates: Iterable[Candidate]) -> Iterator[Finding]:
    """Yield what the aids flag in articles of a collection and nobody has explained, and explanations of nothing."""
    read = {c.article.id: c for c in candidates if c.article.collection is not None and c.article.text is not None}
    flagged = {hint.key: hint for hint in hints(row.article for row in read.values())}
    explained = set()
    for path in paths:
        file = path / EXPLAINED
        try:
            rows = read_explained(path)
        except InputError as error:
            yield file_finding("format", file, None, "", str(error).removeprefix(f"{file}:"))
            continue
        for row in rows:
            # Without the text of an article nothing is flagged in it.
            if row.article in read and (row.key not in flagged or row.key in explained):
                what = "found a second time" if row.key in explained else "found nothing flagged there"
                yield file_finding("explanation", file, row.article, f"[{row.start}, {row.end})", f"{row.aid}: {what}")
            explained.add(row.key)
    for key, hint in flagged.items():
        if key not in explained:
            where = f"[{hint.start}, {hint.end})"
            yield Finding(hint.aid, "note", read[hint.article].place, hint.article, where, hint.message)


def link_findings(
    files: Iterable[Path], candidates: Iterable[Candidate], ontology: Ontology | None
) -> Iterator[Finding]:
    known = linkable((candidate.article for candidate in candidates), ontology)
    for file in files:
        if not file.is_file():
            continue
        links, problems = scan_links(file)
        for message in problems:
            yield file_finding("format", file, None, "", message.removeprefix(f"{file}:"))
        for row in LINK_CHECKS:
            for link, where, message in row.find(links, known):
                yield Finding(row.id, row.level, link.place, link.link.articles()[0], where, message)
