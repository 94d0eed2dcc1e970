"""A submission's record: what a system scored, on which data, with what the paired tests need.

The schema is described in docs/leaderboard.md. A record is one JSON file; a board is a folder of them, which git
can hold and two maintainers can merge, for no file is ever shared by two submissions.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import msgspec

from wirecopy.corpus.errors import InputError, refuse
from wirecopy.corpus.lines import encode_line, read_lines
from wirecopy.corpus.model import Annotation
from wirecopy.evaluation.engine.tables import Floats
from wirecopy.evaluation.gold import Gold
from wirecopy.evaluation.leaderboard.parts import Part, parts_of
from wirecopy.evaluation.measures import HEADLINES
from wirecopy.evaluation.results import Tally, document, package_version
from wirecopy.evaluation.scoring import tally
from wirecopy.evaluation.uncertainty import Resampling

SCHEMA = "wirecopy-record/1"
LONGEST_NAME = 80
LONGEST_URL = 500


Sha256 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class Predictions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which predictions were scored: the hash of the file, and one of its layers whatever their order and spacing."""

    sha256: Sha256
    content_sha256: Sha256


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One submission.

    ``stories`` holds, for every headline measure, the four counts of each story; ``parts`` the headline figures of
    the composed and of the real articles, where the collections are known.
    """

    schema: str
    name: str
    organisation: str | None
    url: str | None
    date: str
    wirecopy: str
    gold: Literal["open", "held back"]
    predictions: Predictions
    results: dict[str, Any]
    stories: dict[str, dict[str, tuple[float, float, float, float]]]
    parts: dict[str, Part] = {}

    @property
    def key(self) -> str:
        """The name of the record's file: the same predictions on the same data are one entry."""
        return f"{slug(self.name)}-{self.predictions.content_sha256[:12]}"

    @property
    def data_key(self) -> str:
        """The data the record is of: version, split and hash; records of different data are never compared."""
        data = self.results["data"]
        words = slug("-".join(str(part) for part in (data["name"], data["version"], data["split"]) if part))
        # The hash is never cut off, however long the name is.
        return f"{words}-{data['sha256'][:12]}"

    @property
    def system(self) -> tuple[str, str]:
        """What makes two submissions those of one system: name and organisation, whatever their case."""
        return self.name.casefold(), (self.organisation or "").casefold()


def slug(text: str) -> str:
    """Return a file name made of a name: lower-case letters, digits and hyphens, never empty."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower())[:60].strip("-") or "system"


def make_record(
    path: Path, gold: Gold, name: str, *, organisation: str | None = None, url: str | None = None,
    held_back: bool = False, on: date | None = None,
) -> Record:  # fmt: skip
    """Validate and score a predictions file; return its record.

    Raises ``InputError`` with everything that is wrong with the file, the name or the address.
    """
    problems = problems_of_names(name, organisation, url)
    if path.is_fifo():
        problems.append(f"{path}: found a pipe, expected a file: it is scored, and its bytes are hashed as well")
        refuse(problems)
    try:
        counted = tally(gold, path, errors=True)
    except InputError as error:
        raise InputError("\n".join([*problems, str(error)])) from None
    refuse(problems)
    results = document(counted, Resampling())
    results["errors"].pop("articles")  # the board shows profiles; the spans are in the run's own report
    return Record(
        SCHEMA, name, organisation, url, (on or date.today()).isoformat(), package_version(),  # noqa: DTZ011 - the day of the maintainer
        "held back" if held_back else "open",
        Predictions(hashlib.sha256(path.read_bytes()).hexdigest(), content_hash(read_lines(path))),
        results, story_counts(counted), parts_of(counted, gold),
    )  # fmt: skip


def problems_of_names(name: str, organisation: str | None, url: str | None) -> list[str]:
    """Return what is wrong with what a submission says of itself."""
    problems = []
    for field, value in (("name", name), ("organisation", organisation)):
        if value is not None and not (len(value.strip()) > 0 and len(value) <= LONGEST_NAME and value.isprintable()):
            problems.append(f"{field}: found {value[:100]!r}, expected 1 to {LONGEST_NAME} printable characters")
    if url is not None and not _is_address(url):
        problems.append(f"url: found {url[:100]!r}, expected an http or https address")
    return problems


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    printable = url.isprintable() and not set(url) & set(" <>\"'`\\")
    return parts.scheme in ("http", "https") and bool(parts.netloc) and len(url) <= LONGEST_URL and printable


def content_hash(lines: Sequence[Annotation]) -> str:
    """Return a hash of predictions that does not depend on the order of articles, on spacing or on texts."""
    digest = hashlib.sha256()
    for line in sorted(lines, key=lambda line: line.id):
        layers = Annotation(line.id, line.entities, line.claims, line.events)
        digest.update(encode_line(layers) + b"\n")
    return digest.hexdigest()


def story_counts(counted: Tally) -> dict[str, dict[str, tuple[float, float, float, float]]]:
    """Return the counts of each headline measure by story (by article where there are no stories)."""
    keys = [story or article for article, story in zip(counted.ids, counted.stories, strict=True)]
    scored = {measure.name for measure in counted.measures}
    return {name: _by_key(keys, counted.counts[name].per_article()) for name in HEADLINES.values() if name in scored}


def _by_key(keys: Sequence[str], rows: Floats) -> dict[str, tuple[float, float, float, float]]:
    sums: dict[str, list[float]] = {}
    for key, row in zip(keys, rows.tolist(), strict=True):
        sums[key] = [a + b for a, b in zip(sums.get(key, [0.0] * 4), row, strict=True)]
    return {key: (a, b, c, d) for key, (a, b, c, d) in sorted(sums.items())}
