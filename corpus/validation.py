"""Running the checks: over article files, annotation lines, folders and the embedded corpus as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import yaml
from msgspec import UNSET

from wirecopy.corpus.aids import AIDS, EXPLAINED, hints, read_explained
from wirecopy.corpus.checks import CHECKS, Candidate, Level
from wirecopy.corpus.errors import InputError, printable, shown
from wirecopy.corpus.lines import iterate_lines, open_input
from wirecopy.corpus.links import LINKS_FILE, scan_links
from wirecopy.corpus.links_checks import LINK_CHECKS, linkable
from wirecopy.corpus.model import Span
from wirecopy.corpus.ontology import Ontology
from wirecopy.corpus.repetition import shared_wording
from wirecopy.corpus.rights import restored
from wirecopy.corpus.store import PACKAGE, Catalogue, article_files, from_line, read_stored, read_text
from wirecopy.corpus.stored import StoredArticle, from_stored

SCHEMA = "wirecopy-validate/1"

# Checks that look at files or at several articles; those of one article are in checks.py, of links in links_checks.py.
FILE_CHECKS: dict[str, tuple[Level, str]] = {
    "format": ("error", "Files decode to the records of the annotation model."),
    "file-name": ("error", "An article's file is named after its id and lies in the folder of its story."),
    "article-id": ("error", "An article id stands once."),
    "split-story": ("error", "A story is in one split, and every story of the corpus is in one."),
    "shared-wording": ("error", "No eight tokens in a row, names and furniture aside, are shared by two stories."),
    "explanation": ("error", "What explained.jsonl explains is flagged, and explained once."),
}
# The only collection whose wording is the corpus's own.
COMPOSED = "composed"


class Finding(msgspec.Struct, frozen=True):
    """One thing that a check found: the check, its level, the file, the article, the field and what is wrong."""

    check: str
    level: Level
    file: str
    article: str | None
    where: str
    message: str

    def __str__(self) -> str:
        article = f" {self.article}:" if self.article else ""
        where = f" {self.where}:" if self.where else ""
        return f"{self.file}:{article}{where} {self.message} [{self.check}]"


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
        findings += _catalogue_findings(path, candidates)
    findings += [finding for candidate in candidates for finding in check(candidate, ontology)]
    findings += _repeated(candidates)
    findings += _wording_findings(candidates)
    findings += _hint_findings(paths, candidates)
    findings += _link_findings([path / LINKS_FILE for path in paths], candidates, ontology)
    return findings, len(candidates)


def check(candidate: Candidate, ontology: Ontology | None) -> Iterator[Finding]:
    """Yield what the checks of one article find."""
    for row in CHECKS:
        for where, message in row.find(candidate, ontology):
            yield Finding(row.id, row.level, candidate.place, candidate.article.id, where, message)


def _file_finding(check_id: str, file: object, article: str | None, where: str, message: str) -> Finding:
    return Finding(check_id, FILE_CHECKS[check_id][0], str(file), article, where, message)


def _read(path: Path) -> Iterator[Candidate | Finding]:
    if path.is_dir():
        # A corpus keeps its articles in a folder of their own, beside other files.
        files = article_files(path / "articles" if (path / "articles").is_dir() else path)
        if not files:
            yield _file_finding("format", path, None, "", "found no article (<id>.json) in the folder")
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
            yield _file_finding("format", path, None, "", message.removeprefix(f"{path}:").strip())
        return
    for number, line in lines:
        yield Candidate(f"{path}:{number}", from_line(line))


def _read_article(path: Path) -> Iterator[Candidate | Finding]:
    try:
        stored, text = read_stored(path), read_text(path)
    except InputError as error:
        yield _file_finding("format", path, None, "", str(error).removeprefix(f"{path}:").strip())
        return
    article = from_stored(stored)
    if stored.id != path.stem:
        message = f"found {path.name}, expected {stored.id}.json"
        yield _file_finding("file-name", path, stored.id, "id", message)
    if stored.story is not None and stored.collection is not None and path.parent.name != stored.story:
        message = f"found folder {path.parent.name!r}, expected {stored.story!r}"
        yield _file_finding("file-name", path, stored.id, "story", message)
    if text is None:
        article = restored(article)
        yield Candidate(str(path), msgspec.structs.replace(article, text=None), tuple(_surfaces(stored)))
    else:
        yield Candidate(str(path), msgspec.structs.replace(article, text=text), tuple(_surfaces(stored)))


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


def _repeated(candidates: Iterable[Candidate]) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for candidate in candidates:
        name = candidate.article.id
        if name in first:
            yield _file_finding(
                "article-id", candidate.place, name, "id", f"found also in {first[name]}, expected once"
            )
        first.setdefault(name, candidate.place)


def _catalogue_findings(path: Path, candidates: Sequence[Candidate]) -> Iterator[Finding]:
    file = path / "corpus.yaml"
    if not file.is_file():
        return
    try:
        catalogue = msgspec.convert(yaml.safe_load(file.read_text(encoding="utf-8")), Catalogue)
    except (msgspec.ValidationError, yaml.YAMLError) as error:
        yield _file_finding("format", file, None, "", str(error))
        return
    counts = Counter(story for stories in catalogue.splits.values() for story in stories)
    for story, count in counts.items():
        if count > 1:
            yield _file_finding(
                "split-story", file, None, f"splits: {story}", f"found in {count} places, expected in one"
            )
    for story in sorted({candidate.article.story or "" for candidate in candidates} - set(counts)):
        yield _file_finding("split-story", file, None, f"splits: {story}", "found in no split, expected in one")


def _wording_findings(candidates: Iterable[Candidate]) -> Iterator[Finding]:
    composed = {c.article.id: c for c in candidates if c.article.collection == COMPOSED and c.article.text is not None}
    for article, start, end, earlier in shared_wording(row.article for row in composed.values()):
        message = f"found {shown((article.text or '')[start:end])}, which {earlier.id} has as well"
        yield _file_finding("shared-wording", composed[article.id].place, article.id, f"[{start}, {end})", message)


def _hint_findings(paths: Iterable[Path], candidates: Iterable[Candidate]) -> Iterator[Finding]:
    """Yield what the aids flag in articles of a collection and nobody has explained, and explanations of nothing."""
    read = {c.article.id: c for c in candidates if c.article.collection is not None and c.article.text is not None}
    flagged = {hint.key: hint for hint in hints(row.article for row in read.values())}
    explained = set()
    for path in paths:
        file = path / EXPLAINED
        try:
            rows = read_explained(path)
        except InputError as error:
            yield _file_finding("format", file, None, "", str(error).removeprefix(f"{file}:"))
            continue
        for row in rows:
            # Without the text of an article nothing is flagged in it.
            if row.article in read and (row.key not in flagged or row.key in explained):
                what = "found a second time" if row.key in explained else "found nothing flagged there"
                yield _file_finding("explanation", file, row.article, f"[{row.start}, {row.end})", f"{row.aid}: {what}")
            explained.add(row.key)
    for key, hint in flagged.items():
        if key not in explained:
            where = f"[{hint.start}, {hint.end})"
            yield Finding(hint.aid, "note", read[hint.article].place, hint.article, where, hint.message)


def _link_findings(
    files: Iterable[Path], candidates: Iterable[Candidate], ontology: Ontology | None
) -> Iterator[Finding]:
    known = linkable((candidate.article for candidate in candidates), ontology)
    for file in files:
        if not file.is_file():
            continue
        links, problems = scan_links(file)
        for message in problems:
            yield _file_finding("format", file, None, "", message.removeprefix(f"{file}:"))
        for row in LINK_CHECKS:
            for link, where, message in row.find(links, known):
                yield Finding(row.id, row.level, link.place, link.link.articles()[0], where, message)


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
