"""Label Studio's JSON export: tasks with annotations or predictions. This module owns result <-> ``Annotation``.

``to_result`` and ``from_result`` turn one into the other without loss; ``label_studio_fields`` has the names that the
interface and its results share. A written task carries, beside ``id``, ``text`` and ``sha256``, what an article says of
itself under ``wirecopy``, so that it comes back whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from wirecopy.corpus.atomic import write_bytes
from wirecopy.corpus.errors import InputError, refuse, shown
from wirecopy.corpus.formats.clean import clean
from wirecopy.corpus.formats.files import converted, json_document, require_texts
from wirecopy.corpus.formats.label_studio_findings import KINDS, Finding, Reading
from wirecopy.corpus.formats.label_studio_reading import from_result
from wirecopy.corpus.formats.label_studio_result import to_result
from wirecopy.corpus.formats.records import Imported, Note, Options, Outcome, Tally
from wirecopy.corpus.model import LAYERS, Article, Metadata, Provenance, Zone
from wirecopy.corpus.rights import text_hash
from wirecopy.corpus.units import layers_of

EXPECTED = "Label Studio's JSON export (a list of tasks)"


class Frame(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a task carries of an article beside its text, and which layers it has."""

    layers: tuple[str, ...] = LAYERS
    story: str | None = None
    collection: str | None = None
    metadata: Metadata = Metadata()
    zones: tuple[Zone, ...] = ()
    provenance: Provenance = Provenance()


class Task(Struct, frozen=True):
    """One task of an export: the article as it was imported, and the annotations or predictions as they stand."""

    where: str
    id: str
    text: str
    sha256: str | None
    frame: Frame
    rows: tuple[dict[str, Any], ...]


def read(path: Path, options: Options) -> Imported:
    """Return an article for every task with an annotation that was not skipped.

    Raises ``InputError`` listing every finding for which something would be missing, and for tasks with several
    annotators where ``options.annotator`` names none.
    """
    tally = Tally()
    findings: list[Finding] = []
    articles: list[Article] = []
    for task in tasks_of(path, options.origin):
        row = _chosen(task, options, tally)
        if row is None:
            continue
        closed = options.labels == "ontology"
        reading = from_result(
            row.get("result"),
            task.text,
            article=task.id,
            annotator=annotator_of(row),
            closed=closed,
            layers=task.frame.layers,
        )
        findings += reading.refused
        for finding in reading.findings:
            if finding.severity != "refused":
                outcome: Outcome = "repaired" if finding.severity == "mended" else "kept"
                tally.add(outcome, f"{finding.kind} regions", KINDS[finding.kind][1], f"{task.id} {finding.region}")
        articles.append(_article(task, reading))
    refuse([f"{path}: {finding}" for finding in findings])
    return Imported(tuple(articles), tally.notes())


def tasks_of(path: Path, origin: str = "annotations") -> list[Task]:
    """Return the tasks of an export; raise ``InputError`` naming the task for what is not one, and for an id twice."""
    raw = json_document(path, EXPECTED)
    if not isinstance(raw, list):
        raise InputError(f"{path}: found {shown(raw, 40)}, expected {EXPECTED}")
    tasks = [_task(task, f"{path}: task {number}", origin) for number, task in enumerate(raw, 1)]
    seen: dict[str, str] = {}
    repeated = [
        f"{t.where}: article {shown(t.id)} is {seen[t.id]} already"
        for t in tasks
        if seen.setdefault(t.id, t.where) != t.where
    ]
    refuse(repeated)
    return tasks


def _task(raw: object, where: str, origin: str) -> Task:
    data = raw.get("data") if isinstance(raw, dict) else None
    if not isinstance(raw, dict) or not isinstance(data, dict):
        raise InputError(f"{where}: found {shown(raw, 40)}, expected an object with 'data'")
    text, rows = data.get("text"), raw.get(origin, [])
    if not isinstance(text, str):
        raise InputError(f"{where}: data.text: found {shown(text, 40)}, expected the article's text")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InputError(
            f"{where}: {origin}: found {shown(rows, 40)}, expected a list of objects (the full JSON export)"
        )
    if clean(text).changed:
        raise InputError(
            f"{where}: data.text: found text that is not in NFC or has control characters, expected it as imported"
        )
    name, digest = data.get("id"), data.get("sha256")
    if digest is not None and digest != text_hash(text):
        raise InputError(
            f"{where}: data.text: found SHA-256 {text_hash(text)[:12]}…, expected {str(digest)[:12]}…: text changed"
        )
    frame = converted(data.get("wirecopy") or {}, Frame, f"{where}: data.wirecopy")
    return Task(where, str(name or f"task-{raw.get('id', where)}"), text, digest, frame, tuple(rows))


def annotator_of(row: dict[str, Any]) -> str:
    """Return who made an annotation (the address, else the number of the user), or the model of a prediction."""
    who = row.get("completed_by")
    if isinstance(who, dict):
        who = who.get("email") or who.get("id")
    return str(who or row.get("model_version") or "unknown")


def _chosen(task: Task, options: Options, tally: Tally) -> dict[str, Any] | None:
    rows = [row for row in task.rows if not row.get("was_cancelled")]
    tally.add("left out", "skipped annotations", "the annotator did not do them", task.id, len(task.rows) - len(rows))
    if options.annotator is not None:
        rows = [row for row in rows if annotator_of(row) == options.annotator]
    if len(rows) > 1:
        names = ", ".join(map(annotator_of, rows))
        raise InputError(
            f"{task.where}: article {shown(task.id)}: found {len(rows)} {options.origin} ({names}), "
            f"expected one: name the annotator"
        )
    if not rows:
        tally.add("left out", "tasks", f"without {options.origin} to read", task.id)
    return rows[0] if rows else None


def _article(task: Task, reading: Reading) -> Article:
    frame = task.frame
    return Article(
        task.id, reading.annotation, text=task.text, story=frame.story, collection=frame.collection,
        sha256=text_hash(task.text), metadata=frame.metadata, zones=frame.zones, provenance=frame.provenance,
    )  # fmt: skip


def write(articles: Sequence[Article], path: Path, options: Options) -> tuple[Note, ...]:
    """Write a list of tasks that Label Studio imports, with an annotation (or, by ``origin``, a prediction) each."""
    require_texts([(article.id, article.text) for article in articles], "label-studio")
    tasks = [_written(article, options.origin) for article in articles]
    write_bytes(path, msgspec.json.format(msgspec.json.encode(tasks), indent=1) + b"\n")
    return ()


def _written(article: Article, origin: str) -> dict[str, Any]:
    text = article.text or ""
    frame = Frame(
        layers_of(article.annotation),
        article.story,
        article.collection,
        article.metadata,
        article.zones,
        article.provenance,
    )
    data = {"id": article.id, "text": text, "sha256": text_hash(text), "wirecopy": msgspec.to_builtins(frame)}
    row: dict[str, Any] = {"result": to_result(article.annotation, text)}
    row |= {"model_version": "wirecopy"} if origin == "predictions" else {"was_cancelled": False}
    return {"data": data, origin: [row]}


__all__ = [
    "Finding",
    "Frame",
    "Reading",
    "Task",
    "annotator_of",
    "from_result",
    "read",
    "tasks_of",
    "to_result",
    "write",
]
