"""How far a project is: per annotator and article what is done, skipped and still to do."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from wirecopy.annotation.client import Client
from wirecopy.annotation.project import list_tasks, require_project, users
from wirecopy.annotation.pull import annotators


class Progress(Struct, frozen=True):
    """The articles of one annotator, by what became of them."""

    done: tuple[str, ...]
    skipped: tuple[str, ...]
    to_do: tuple[str, ...]


class Status(Struct, frozen=True):
    """A project: its articles, who has done what, and the articles whose text is not the one that was imported."""

    project: str
    articles: int
    annotations_wanted: int
    annotators: dict[str, Progress]
    changed_text: tuple[str, ...]
    several_tasks: tuple[str, ...]


def status(client: Client, title: str) -> Status:
    """Return how far the project of that title is, for every user of the server."""
    project = require_project(client, title)
    tasks = list_tasks(client, project, people=True)
    articles = sorted({task.article for task in tasks})
    progress: dict[str, Progress] = {}
    for number, name in annotators(users(client)).items():
        done = {t.article for t in tasks if (number, False) in t.people}
        skipped = {t.article for t in tasks if (number, True) in t.people} - done
        left = [a for a in articles if a not in done | skipped]
        progress[name] = Progress(tuple(sorted(done)), tuple(sorted(skipped)), tuple(left))
    names = [task.article for task in tasks]
    return Status(
        project.title, len(articles), int(project.raw.get("maximum_annotations") or 1), progress,
        tuple(sorted({t.article for t in tasks if t.stated != t.sha256})),
        tuple(sorted({name for name in names if names.count(name) > 1})),
    )  # fmt: skip


def rows(found: Status) -> list[list[str]]:
    """Return a row for every annotator: how many articles are done, skipped and to do."""
    return [[name, str(len(p.done)), str(len(p.skipped)), str(len(p.to_do))] for name, p in found.annotators.items()]


def matrix(found: Status) -> list[list[Any]]:
    """Return a row for every article: what each annotator has made of it."""
    articles = sorted({a for p in found.annotators.values() for a in (*p.done, *p.skipped, *p.to_do)})

    def word(progress: Progress, article: str) -> str:
        return "done" if article in progress.done else "skipped" if article in progress.skipped else "to do"

    return [
        [article, *(word(p, article) for p in found.annotators.values()),
         "changed" if article in found.changed_text else ""]
        for article in articles
    ]  # fmt: skip
