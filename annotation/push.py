"""Articles to a project: what is missing is imported once, whatever the server does in the middle of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct

from wirecopy.annotation.client import Client, FaultError
from wirecopy.annotation.guidelines import VERSION as GUIDELINES
from wirecopy.annotation.interface import check_interface, labelling_interface
from wirecopy.annotation.project import ListedTask, Project, check_title, find_project, list_tasks
from wirecopy.annotation.tasks import task_data
from wirecopy.corpus.errors import InputError, refuse, shown
from wirecopy.corpus.formats.files import require_texts
from wirecopy.corpus.formats.label_studio import to_result
from wirecopy.corpus.model import Annotation, Article
from wirecopy.corpus.progress import progress
from wirecopy.corpus.rights import text_hash
from wirecopy.corpus.store import check_unique

BATCH_BYTES: Final = 8_000_000
BATCH_TASKS: Final = 200
ATTEMPTS: Final = 4
IMPORT_SECONDS: Final = 300
SETTLE_SECONDS: Final = 1.0

# The name of a set of predictions -> article -> annotation.
Versions = Mapping[str, Mapping[str, Annotation]]


class Pushed(Struct, frozen=True):
    """What a push did, by article ids: ``changed`` are in the project with another text and were left as they are."""

    project: int
    url: str
    created: bool
    imported: tuple[str, ...]
    present: tuple[str, ...]
    changed: tuple[str, ...]
    removed_doubles: int
    added_predictions: int


class Settings(Struct, frozen=True):
    """How a project hands out its tasks. Fields that are None stay as they are, or as the server has them."""

    annotators: int | None = None
    shown: str | None = None  # the predictions that an annotator finds in a task when opening it
    guidelines: str = GUIDELINES  # their version, which every task carries and every pass names
    instruction: str | None = None


def push(
    client: Client, title: str, articles: Sequence[Article], versions: Versions | None = None,
    settings: Settings | None = None,
) -> Pushed:  # fmt: skip
    """Create the project or bring it up to date, and import the articles that are not in it yet.

    Tasks are known by their article's id; ``versions`` become predictions of the model that the version is called.
    Running it again is always safe. Raises ``InputError`` before anything is sent for articles without text, an id
    twice, or predictions of other articles, and ``UnreachableError`` where the server has gone: run it again then.
    """
    settings, versions = settings or Settings(), versions or {}
    check_title(title)
    _check(articles, versions)
    interface = labelling_interface()
    check_interface(interface)
    found = find_project(client, title)
    project = found or _create(client, title)
    doubles = _remove_doubles(client, list_tasks(client, project))
    before = _by_article(list_tasks(client, project))
    changed = [a.id for a in articles if a.id in before and before[a.id].sha256 != text_hash(a.text or "")]
    missing = [a for a in articles if a.id not in before]
    doubles += _import(client, project, missing, versions, settings.guidelines)
    present = [a for a in articles if a.id in before and a.id not in changed]
    added = _add_predictions(client, project, present, before, versions)
    _configure(client, project, interface, settings)
    return Pushed(
        project.id, f"{client.url}/projects/{project.id}", found is None, tuple(a.id for a in missing),
        tuple(a.id for a in present), tuple(changed), doubles, added,
    )  # fmt: skip


def push_versions(
    client: Client, title: str, articles: Sequence[Article], versions: Versions, *, shown: str | None = None
) -> Pushed:
    """Push a round in which every task carries everyone's version as predictions named by annotator.

    With ``shown`` an annotator who opens a task finds that version in it; without, all stand beside an empty one.
    """
    return push(client, title, articles, versions, Settings(shown=shown))


def _check(articles: Sequence[Article], versions: Versions) -> None:
    if not articles:
        raise InputError("no article to push")
    require_texts([(article.id, article.text) for article in articles], "Label Studio")
    check_unique(articles)
    known = {article.id for article in articles}
    refuse([
        f"predictions {shown(name)}: article {shown(article)} is not among those to push"
        for name, rows in versions.items() for article in rows if article not in known
    ])  # fmt: skip


def _create(client: Client, title: str) -> Project:
    """Make a project, still without interface: with one, the server would parse it for every prediction twice."""
    row = client.post("api/projects", {"title": title})
    return Project(row["id"], row["title"], row)


def _by_article(tasks: Sequence[ListedTask]) -> dict[str, ListedTask]:
    """Return the first task of each article."""
    found: dict[str, ListedTask] = {}
    for task in tasks:
        found.setdefault(task.article, task)
    return found


def _remove_doubles(client: Client, tasks: Sequence[ListedTask]) -> int:
    """Delete second tasks of an article that have the same text and that nobody has worked on; return how many.

    Of several that are alike the one with most annotations stays, else the first.
    """
    groups: dict[tuple[str, str], list[ListedTask]] = {}
    for task in tasks:
        if task.article:
            groups.setdefault((task.article, task.sha256), []).append(task)
    removed = 0
    for group in groups.values():
        kept = max(group, key=lambda task: (task.annotations, -task.id))
        for task in group:
            if task is not kept and not task.annotations and not client.get(f"api/tasks/{task.id}").get("drafts"):
                client.delete(f"api/tasks/{task.id}/")
                removed += 1
    return removed


def _import(client: Client, project: Project, articles: Sequence[Article], versions: Versions, guidelines: str) -> int:
    """Import articles in batches; return how many doubles had to be removed."""
    removed = 0
    with progress("pushed", len(articles)) as advance:
        for batch in _batches(articles, lambda article: _task(article, versions, guidelines)):
            removed += _import_batch(client, project, batch)
            advance(len(batch))
    return removed


def _task(article: Article, versions: Versions, guidelines: str) -> bytes:
    text = article.text or ""
    predictions = [
        {"model_version": name, "result": to_result(rows[article.id], text)}
        for name, rows in versions.items() if article.id in rows
    ]  # fmt: skip
    return msgspec.json.encode({"data": task_data(article, guidelines), "predictions": predictions})


def _batches(articles: Sequence[Article], encode: Callable[[Article], bytes]) -> Iterator[dict[str, bytes]]:
    """Yield tasks by article id, encoded, as many at a time as a request should hold."""
    batch: dict[str, bytes] = {}
    size = 0
    for article in articles:
        task = encode(article)
        if batch and (len(batch) == BATCH_TASKS or size + len(task) > BATCH_BYTES):
            yield batch
            batch, size = {}, 0
        batch[article.id] = task
        size += len(task)
    if batch:
        yield batch


def _import_batch(client: Client, project: Project, batch: Mapping[str, bytes]) -> int:
    """Import tasks; after a fault count what has arrived, and send the rest. Return how many doubles were removed."""
    left, removed = dict(batch), 0
    for attempt in range(1, ATTEMPTS + 1):
        try:
            client.post(f"api/projects/{project.id}/import", b"[%s]" % b",".join(left.values()), seconds=IMPORT_SECONDS)
        except FaultError:
            arrived = _settled(client, project)
            removed += _remove_doubles(client, arrived)
            names = {task.article for task in arrived}
            left = {name: task for name, task in left.items() if name not in names}
            if not left:
                return removed
            if attempt == ATTEMPTS:
                raise
        else:
            return removed
    return removed


def _settled(client: Client, project: Project) -> list[ListedTask]:
    """Return the tasks once two listings in a row are alike: the server may still be at what it did not answer."""
    before: list[ListedTask] | None = None
    for _ in range(30):
        now = list_tasks(client, project)
        if before is not None and [t.id for t in now] == [t.id for t in before]:
            return now
        before = now
        time.sleep(SETTLE_SECONDS)
    return before or []


def _add_predictions(
    client: Client, project: Project, articles: Sequence[Article], tasks: Mapping[str, ListedTask], versions: Versions
) -> int:
    """Give tasks that were there already the versions that they lack; return how many were added."""
    if not versions or not articles:
        return 0
    held = _held_versions(client, project) if any(tasks[a.id].predictions for a in articles) else {}
    rows = [
        {"task": tasks[a.id].id, "model_version": name, "result": to_result(found[a.id], a.text or "")}
        for name, found in versions.items() for a in articles
        if a.id in found and name not in held.get(tasks[a.id].id, ())
    ]  # fmt: skip
    for start in range(0, len(rows), 50):
        client.post(f"api/projects/{project.id}/import/predictions", rows[start : start + 50], seconds=IMPORT_SECONDS)
    return len(rows)


def _held_versions(client: Client, project: Project) -> dict[int, set[str]]:
    """Return the names of the predictions of every task."""
    held: dict[int, set[str]] = {}
    for row in client.get("api/predictions", {"project": project.id, "include": "task,model_version"}, seconds=600):
        held.setdefault(row["task"], set()).add(row.get("model_version") or "")
    return held


def _configure(client: Client, project: Project, interface: str, settings: Settings) -> None:
    """Give the project its interface and settings where they differ."""
    blind = (settings.annotators or 1) > 1
    wanted: dict[str, Any] = {"label_config": interface, "enable_empty_annotation": True, "show_skip_button": True}
    if settings.annotators is not None:
        wanted["maximum_annotations"] = settings.annotators
    if blind:
        wanted["show_collab_predictions"] = False
    elif settings.shown is not None:
        wanted |= {"show_collab_predictions": True, "model_version": settings.shown}
    if settings.instruction is not None:
        wanted |= {"expert_instruction": settings.instruction, "show_instruction": True}
    now = client.get(f"api/projects/{project.id}")
    different = {name: value for name, value in wanted.items() if now.get(name) != value}
    if different:
        client.patch(f"api/projects/{project.id}", different)
