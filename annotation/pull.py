"""Annotations from a project: a file of annotation lines for each annotator, and what could not be taken over."""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct

from wirecopy.annotation.client import Client
from wirecopy.annotation.project import ListedTask, Project, export, list_tasks, require_project, users
from wirecopy.annotation.tasks import Returned, article_of, read_annotation
from wirecopy.corpus.atomic import write_bytes
from wirecopy.corpus.formats.files import file_name
from wirecopy.corpus.formats.label_studio_findings import Finding
from wirecopy.corpus.lines import write_lines
from wirecopy.corpus.progress import progress

BATCH: Final = 250
QUARANTINE: Final = "quarantine.json"
LONGEST_STEM: Final = 60  # bytes, of which each may take three in a file name
LOCAL: Final = "@localhost"  # the domain of accounts that ``serve`` made: it says nothing


class Quarantined(Struct, frozen=True):
    """An annotation that cannot be taken over: why, and all of it as the server had it."""

    annotator: str
    article: str
    task: int
    annotation: int
    reasons: tuple[str, ...]
    regions: tuple[str | None, ...]
    raw: dict[str, Any]


class Pulled(Struct, frozen=True):
    """What came back: how many lines for each file, what was mended, quarantined, skipped, or only begun."""

    files: dict[str, int]
    mended: tuple[Finding, ...]
    quarantined: tuple[Quarantined, ...]
    skipped: tuple[tuple[str, str], ...]  # annotator, article
    drafts: tuple[str, ...]  # articles with annotations that were begun and not submitted


def pull(client: Client, title: str, out: Path) -> Pulled:
    """Write ``out/<annotator>.jsonl`` for every annotator, each file in one step, and ``out/quarantine.json``.

    What arrives is kept in ``out/.pull`` until all is there: run it again after a fault and it goes on from there.
    Raises ``UnreachableError`` or ``FaultError`` where the server cannot be read to the end.
    """
    project = require_project(client, title)
    names = annotators(users(client))
    tasks = [task for task in list_tasks(client, project) if task.annotations or not task.article]
    kept = out / ".pull"
    # What the server had is held as bytes: millions of small objects would keep the garbage collector busy.
    rows: list[tuple[Returned, bytes, int]] = []
    drafts: list[str] = []
    with progress("pulled", len(tasks)) as advance:
        for task in _fetched(client, project, tasks, kept):
            data = task.get("data") or {}
            drafts += [article_of(data)] * bool(task.get("drafts"))
            for row in task.get("annotations") or ():
                annotator = names.get(_user(row), f"user-{_user(row)}")
                rows.append((read_annotation(data, row, annotator), msgspec.json.encode(row), int(task["id"])))
            advance(1)
    pulled = _sorted_out(rows, drafts)
    _write(out, rows, pulled)
    shutil.rmtree(kept, ignore_errors=True)
    return pulled


def annotators(addresses: dict[int, str]) -> dict[int, str]:
    """Return the name of each user: the address, without the domain of a local account; unique whatever the case."""
    names = {number: address.removesuffix(LOCAL) or address for number, address in addresses.items()}
    times = Counter(name.casefold() for name in names.values())
    return {n: f"{addresses[n]}#{n}" if times[name.casefold()] > 1 else name for n, name in names.items()}


def stem(annotator: str) -> str:
    """Return the stem of an annotator's file, safe on every file system; a long one ends in a part of its hash."""
    name = annotator.encode("utf-8")
    if len(name) > LONGEST_STEM:
        start = name[: LONGEST_STEM - 9].decode("utf-8", "ignore")
        annotator = f"{start}-{hashlib.sha256(name).hexdigest()[:8]}"
    return file_name(annotator)


def _user(row: dict[str, Any]) -> int:
    who = row.get("completed_by")
    return int((who.get("id") if isinstance(who, dict) else who) or 0)


def _fetched(client: Client, project: Project, tasks: Sequence[ListedTask], kept: Path) -> Iterator[dict[str, Any]]:
    """Yield tasks in full, batch by batch; the next batch is on its way while one is read."""
    batches = [tasks[start : start + BATCH] for start in range(0, len(tasks), BATCH)]
    with ThreadPoolExecutor(1) as ahead:
        coming = [ahead.submit(_kept_batch, client, project, batch, kept) for batch in batches]
        try:
            for path in coming:
                yield from sorted(_decoded(client, path.result()), key=lambda task: int(task["id"]))
        finally:
            ahead.shutdown(cancel_futures=True)


def _kept_batch(client: Client, project: Project, batch: Sequence[ListedTask], kept: Path) -> Path:
    """Return the file of a batch; what an earlier run got and has not changed since is not asked for again."""
    stamp = [client.url, project.id, [(task.id, task.updated) for task in batch]]
    path = kept / f"{hashlib.sha256(msgspec.json.encode(stamp)).hexdigest()[:32]}.json"
    if not path.exists():
        # Neither read nor changed here: this thread is to wait for the server while the other one reads.
        write_bytes(path, export(client, project, [task.id for task in batch]))
    return path


def _decoded(client: Client, path: Path) -> list[dict[str, Any]]:
    """Return the tasks of a kept batch; one that is no JSON is forgotten, so that the next run asks again."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[dict[str, Any]])
    except msgspec.DecodeError:
        path.unlink()
        raise client.no_json("GET export") from None


def _sorted_out(rows: Iterable[tuple[Returned, bytes, int]], drafts: Sequence[str]) -> Pulled:
    """Return what is taken over and what is not; two annotations of one article by one person are both left out."""
    rows = list(rows)
    times = Counter((r.annotator, r.article) for r, _, _ in rows if not r.skipped)
    files: Counter[str] = Counter()
    mended: list[Finding] = []
    quarantined: list[Quarantined] = []
    skipped: list[tuple[str, str]] = []
    for returned, raw, task in rows:
        if returned.skipped:
            skipped.append((returned.annotator, returned.article))
            continue
        files[returned.annotator] += 0
        refused = [finding for finding in returned.findings if finding.severity == "refused"]
        reasons, regions = [str(f) for f in refused], [f.region for f in refused]
        if times[returned.annotator, returned.article] > 1:
            reasons.append(
                f"{returned.article}: {returned.annotator}: found {times[returned.annotator, returned.article]} "
                f"annotations of the article by one annotator, expected one [several-annotations]"
            )
            regions.append(None)
        if reasons:
            quarantined.append(
                Quarantined(
                    returned.annotator,
                    returned.article,
                    task,
                    returned.annotation_id,
                    tuple(reasons),
                    tuple(regions),
                    msgspec.json.decode(raw),
                )
            )
        else:
            mended += returned.findings
            files[returned.annotator] += 1
    return Pulled(dict(sorted(files.items())), tuple(mended), tuple(quarantined), tuple(skipped), tuple(drafts))


def _write(out: Path, rows: Iterable[tuple[Returned, bytes, int]], pulled: Pulled) -> None:
    bad = {(q.task, q.annotation) for q in pulled.quarantined}
    lines = [(r.annotator, r.line) for r, _, task in rows if r.line is not None and (task, r.annotation_id) not in bad]
    out.mkdir(parents=True, exist_ok=True)
    for annotator in pulled.files:
        own = sorted((line for name, line in lines if name == annotator), key=lambda line: line.id)
        write_lines(out / f"{stem(annotator)}.jsonl", own)
    quarantine = out / QUARANTINE
    if pulled.quarantined:
        write_bytes(quarantine, msgspec.json.format(msgspec.json.encode(pulled.quarantined), indent=1) + b"\n")
    else:
        quarantine.unlink(missing_ok=True)
