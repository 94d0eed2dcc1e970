"""Projects and their tasks on the server: finding one by its title, listing what is in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from msgspec import Struct

from wirecopy.annotation.client import Client, RefusalError
from wirecopy.annotation.tasks import article_of
from wirecopy.corpus.errors import InputError, nearest, shown
from wirecopy.corpus.rights import text_hash

PAGE: Final = 500
LISTINGS: Final = 4
_TITLE: Final = range(3, 51)  # characters that the server takes


class Project(Struct, frozen=True):
    """A project of the server, as far as it is needed here."""

    id: int
    title: str
    raw: dict[str, Any]


class ListedTask(Struct, frozen=True):
    """A task as the listing has it; ``sha256`` is that of its text now, ``stated`` what it says of itself."""

    id: int
    article: str
    sha256: str
    stated: str | None
    annotations: int
    predictions: int
    updated: str
    people: tuple[tuple[int, bool], ...] = ()  # who annotated it, and whether by skipping; only if asked for


def find_project(client: Client, title: str) -> Project | None:
    """Return the project of that title, or None. Raises ``InputError`` where several share it."""
    found = [p for p in _projects(client) if p.title == title]
    if len(found) > 1:
        raise InputError(f"project {shown(title)}: found {len(found)} of that title (numbers {[p.id for p in found]})")
    return found[0] if found else None


def require_project(client: Client, title: str) -> Project:
    """Return the project of that title; raise ``InputError`` with the nearest one where there is none."""
    project = find_project(client, title)
    if project is None:
        titles = [p.title for p in _projects(client)]
        raise InputError(f"project {shown(title)}: none of that title on {client.url}{nearest(title, titles)}")
    return project


def check_title(title: str) -> None:
    """Raise ``InputError`` for a title that the server would refuse."""
    if len(title) not in _TITLE or title != title.strip() or not title.isprintable():
        raise InputError(
            f"project {shown(title)}: expected a title of {_TITLE[0]} to {_TITLE[-1]} printable characters"
        )


def _projects(client: Client) -> Iterator[Project]:
    page = 1
    while True:
        answer = client.get("api/projects", {"page": page, "page_size": 100})
        for row in answer["results"]:
            yield Project(row["id"], row["title"], row)
        if not answer.get("next"):
            return
        page += 1


def list_tasks(client: Client, project: Project, *, people: bool = False) -> list[ListedTask]:
    """Return all tasks of a project in order of their numbers.

    The server lists the last changed first: what is changed meanwhile moves between its pages. So the listing is
    taken again until it has as many tasks as the project says.
    """
    found: dict[int, ListedTask] = {}
    for _ in range(LISTINGS):
        found |= {task.id: task for task in _pages(client, project, people=people)}
        total = client.get(f"api/projects/{project.id}", {"include": "id,task_number"}).get("task_number", len(found))
        if len(found) == total:
            break
        if len(found) > total:
            found = {}
    return [found[number] for number in sorted(found)]


def _pages(client: Client, project: Project, *, people: bool) -> Iterator[ListedTask]:
    fields = "id,data,updated_at,total_annotations,cancelled_annotations,total_predictions"
    # The server applies the choice of fields to what is nested in a task as well.
    fields += ",annotations,completed_by,was_cancelled" if people else ""
    page = 1
    while True:
        try:
            rows = client.get(f"api/projects/{project.id}/tasks/", {"page": page, "page_size": PAGE, "include": fields})
        except RefusalError as error:
            # A page beyond the last one, also the first of a project without tasks, is not found.
            if error.status == 404:
                return
            raise
        for row in rows:
            yield _listed(row)
        if len(rows) < PAGE:
            return
        page += 1


def _listed(row: dict[str, Any]) -> ListedTask:
    data = row.get("data") or {}
    text, stated = data.get("text"), data.get("sha256")
    return ListedTask(
        row["id"], article_of(data), text_hash(text) if isinstance(text, str) else "",
        stated if isinstance(stated, str) else None,
        (row.get("total_annotations") or 0) + (row.get("cancelled_annotations") or 0),
        row.get("total_predictions") or 0, row.get("updated_at") or "",
        tuple((int(r["completed_by"]), bool(r.get("was_cancelled"))) for r in row.get("annotations") or ()),
    )  # fmt: skip


def users(client: Client) -> dict[int, str]:
    """Return the address of every user by number."""
    return {row["id"]: row.get("email") or f"user-{row['id']}" for row in client.get("api/users")}


def export(client: Client, project: Project, numbers: Sequence[int]) -> bytes:
    """Return tasks with their annotations in full, as the JSON list that the server sent."""
    params = {"exportType": "JSON", "download_all_tasks": "true", "ids[]": list(numbers)}
    return client.get_bytes(f"api/projects/{project.id}/export", params, seconds=600)
