"""What a task carries of an article beside its text; what becomes of a task when it comes back.

``corpus.formats.label_studio`` owns result <-> ``Annotation``; here is everything around the result.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct

from wirecopy.corpus.errors import shown
from wirecopy.corpus.formats.label_studio import Frame, from_result
from wirecopy.corpus.formats.label_studio_findings import Finding
from wirecopy.corpus.model import Annotation, Article, Pass, Provenance
from wirecopy.corpus.rights import text_hash


def task_data(article: Article, guidelines: str) -> dict[str, Any]:
    """Return the ``data`` of an article's task: id, text, its SHA-256, what is shown in lists, and the whole frame."""
    text = article.text or ""
    page = article.metadata
    frame = Frame(
        story=article.story, collection=article.collection, metadata=page, zones=article.zones,
    )  # fmt: skip
    return {
        "id": article.id, "headline": page.headline, "outlet": page.outlet or page.agency, "date": page.published,
        "guidelines": guidelines, "text": text, "sha256": text_hash(text), "wirecopy": msgspec.to_builtins(frame),
    }  # fmt: skip


class Returned(Struct, frozen=True):
    """One annotator's annotation of one task, as it could be read: ``line`` is None where it cannot be taken over."""

    article: str
    annotator: str
    annotation_id: int
    line: Annotation | None
    findings: tuple[Finding, ...]
    skipped: bool = False


def article_of(data: dict[str, Any]) -> str:
    """Return the article's id of a task's ``data``, or an empty text where it has none."""
    name = data.get("id")
    return name if isinstance(name, str) else ""


def read_annotation(data: dict[str, Any], row: dict[str, Any], annotator: str) -> Returned:
    """Return an annotation of a task, checked; an impossible one has no line but findings that say why."""
    article, number = article_of(data), int(row.get("id") or 0)
    if row.get("was_cancelled"):
        return Returned(article, annotator, number, None, (), skipped=True)
    text, problem = _text(data, article, annotator)
    if problem is not None:
        return Returned(article, annotator, number, None, (problem,))
    reading = from_result(row.get("result"), text, article=article, annotator=annotator)
    if reading.refused:
        return Returned(article, annotator, number, None, reading.findings)
    return Returned(article, annotator, number, _line(reading.annotation, data, row, annotator), reading.findings)


def _text(data: dict[str, Any], article: str, annotator: str) -> tuple[str, Finding | None]:
    text, digest = data.get("text"), data.get("sha256")
    if not article or not isinstance(text, str):
        message = f"found data.id {shown(data.get('id'))} and data.text {shown(text, 20)}, expected two texts"
        return "", Finding("malformed", annotator, article or "?", None, message)
    if digest != text_hash(text):
        message = f"found SHA-256 {text_hash(text)[:12]}…, expected {shown(digest)[:14]}…: the text was changed"
        return text, Finding("changed-text", annotator, article, None, message)
    return text, None


def _line(annotation: Annotation, data: dict[str, Any], row: dict[str, Any], annotator: str) -> Annotation:
    frame = msgspec.convert(data.get("wirecopy") or {}, Frame)
    guidelines = data.get("guidelines")
    started, finished = times(row)
    reading = Pass(annotator, "person", guidelines if isinstance(guidelines, str) else None, started, finished)
    return msgspec.structs.replace(
        annotation, text=data["text"], story=frame.story, metadata=frame.metadata, zones=frame.zones,
        provenance=Provenance(passes=(reading,)),
    )  # fmt: skip


def times(row: dict[str, Any]) -> tuple[str | None, str | None]:
    """Return when an annotation was begun (its creation less the time it took) and last changed, in ISO 8601."""
    created, lead = row.get("created_at"), row.get("lead_time")
    finished = row.get("updated_at")
    started = None
    if isinstance(created, str):
        try:
            seconds = float(lead) if isinstance(lead, int | float) else 0.0
            moment = datetime.fromisoformat(created) - timedelta(seconds=seconds)
            started = moment.isoformat(timespec="seconds").replace("+00:00", "Z")
        except (ValueError, OverflowError):
            started = None
    return started, finished if isinstance(finished, str) else None
