"""What a check finds, and the checks that look at files or at several articles."""

from __future__ import annotations

import msgspec

from wirecopy.corpus.checks import Level

# Checks that look at files or at several articles; those of one article are in checks.py, of links in links_checks.py.
FILE_CHECKS: dict[str, tuple[Level, str]] = {
    "format": ("error", "Files decode to the records of the annotation model."),
    "file-name": ("error", "An article's file is named after its id and lies in the folder of its story."),
    "article-id": ("error", "An article id stands once."),
    "split-story": ("error", "A story is in one split, and every story of the corpus is in one."),
    "shared-wording": ("error", "No eight tokens in a row, names and furniture aside, are shared by two stories."),
    "explanation": ("error", "What explained.jsonl explains is flagged, and explained once."),
}


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


def file_finding(check_id: str, file: object, article: str | None, where: str, message: str) -> Finding:
    """Return a finding of one of ``FILE_CHECKS``."""
    return Finding(check_id, FILE_CHECKS[check_id][0], str(file), article, where, message)
