"""Checks over several articles: ids, splits, wording, hints of the aids, links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec
import yaml

from wirecopy.corpus.aids import hints, scan_explained
from wirecopy.corpus.checks import Candidate
from wirecopy.corpus.errors import nearest, shown
from wirecopy.corpus.findings import Finding, file_finding
from wirecopy.corpus.links import scan_links
from wirecopy.corpus.links_checks import LINK_CHECKS, linkable
from wirecopy.corpus.ontology import Ontology
from wirecopy.corpus.repetition import shared_wording
from wirecopy.corpus.store import Catalogue

# The only collection whose wording is the corpus's own.
COMPOSED = "composed"


def repeated_ids(candidates: Iterable[Candidate]) -> Iterator[Finding]:
    """Yield every article whose id stands elsewhere as well."""
    first: dict[str, str] = {}
    for candidate in candidates:
        name = candidate.article.id
        if name in first:
            yield file_finding("article-id", candidate.place, name, "id", f"found also in {first[name]}, expected once")
        first.setdefault(name, candidate.place)


def catalogue_findings(path: Path, candidates: Sequence[Candidate]) -> Iterator[Finding]:
    """Yield what is wrong with the splits of a folder with a ``corpus.yaml``; nothing for any other path."""
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
    """Yield the stretches that two composed stories share."""
    composed = {c.article.id: c for c in candidates if c.article.collection == COMPOSED and c.article.text is not None}
    for article, start, end, earlier in shared_wording(row.article for row in composed.values()):
        message = f"found {shown((article.text or '')[start:end])}, which {earlier.id} has as well"
        yield file_finding("shared-wording", composed[article.id].place, article.id, f"[{start}, {end})", message)


def hint_findings(paths: Iterable[Path], candidates: Sequence[Candidate]) -> Iterator[Finding]:
    """Yield what the aids flag in articles of a collection and nobody has explained, and explanations of nothing."""
    read = {c.article.id: c for c in candidates if c.article.collection is not None and c.article.text is not None}
    flagged = {hint.key: hint for hint in hints(row.article for row in read.values())}
    known = {candidate.article.id for candidate in candidates}
    explained = set()
    for place, row in (found for path in paths for found in scan_explained(path)):
        if isinstance(row, str):
            yield file_finding("format", place, None, "", row)
            continue
        problem = None
        if row.article not in known:
            problem = f"found no article of that id{nearest(row.article, known)}"
        elif row.key in explained:
            problem = "found a second time"
        # Without the text of an article nothing is flagged in it.
        elif row.article in read and row.key not in flagged:
            problem = "found nothing flagged there"
        if problem is not None:
            where = f"[{row.start}, {row.end})"
            yield file_finding("explanation", place, row.article, where, f"{row.aid}: {problem}")
        explained.add(row.key)
    for key, hint in flagged.items():
        if key not in explained:
            where = f"[{hint.start}, {hint.end})"
            yield Finding(hint.aid, "note", read[hint.article].place, hint.article, where, hint.message)


def link_findings(
    files: Iterable[Path], candidates: Iterable[Candidate], ontology: Ontology | None
) -> Iterator[Finding]:
    """Yield what is wrong with the links of the files that there are."""
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
