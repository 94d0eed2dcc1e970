"""What push, pull and status say."""

from __future__ import annotations

from pathlib import Path

from wirecopy.annotation.pull import QUARANTINE, Pulled
from wirecopy.annotation.push import Pushed
from wirecopy.annotation.status import Status, matrix, rows
from wirecopy.corpus.console import console, table
from wirecopy.corpus.errors import printable
from wirecopy.corpus.output import note


def print_pushed(done: Pushed, *, hidden: bool) -> None:
    """Say what a push did; ``hidden``: predictions were sent to a project whose annotators work blind."""
    note(f"{done.url}: {'created' if done.created else 'brought up to date'}")
    note(f"{len(done.imported)} articles imported, {len(done.present)} were there already")
    if done.removed_doubles:
        note(f"{done.removed_doubles} doubles removed that a fault had left")
    if done.added_predictions:
        note(f"{done.added_predictions} predictions added to articles that were there already")
    if hidden:
        note("several annotators: predictions are stored but not shown, so that passes stay independent")
    for article in done.changed:
        note(f"{printable(article)}: refused: the project has it with another text; push it to another project")


def print_pulled(done: Pulled, out: Path) -> None:
    """Say what was pulled, and list everything that was mended or refused."""
    for annotator, lines in done.files.items():
        note(f"{printable(annotator)}: {lines} articles")
    for finding in done.mended:
        note(f"{finding.severity}: {printable(str(finding))}")
    for annotator, article in done.skipped:
        note(f"skipped: {printable(article)}: {printable(annotator)}")
    for article in done.drafts:
        note(f"not submitted: {printable(article)}: somebody has begun it")
    for bad in done.quarantined:
        for reason in bad.reasons:
            note(f"refused: {printable(reason)}")
    if done.quarantined:
        note(f"{len(done.quarantined)} annotations refused as a whole: {out / QUARANTINE}")


def print_status(found: Status) -> None:
    """Print how far each annotator is, then what each has made of every article."""
    screen = console()
    wanted = f"{found.annotations_wanted} annotation{'s' * (found.annotations_wanted > 1)} wanted of each"
    screen.print(
        table(("annotator", "done", "skipped", "to do"), rows(found), title=f"{found.articles} articles, {wanted}")
    )
    names = tuple(found.annotators)
    screen.print(table(("article", *names, "text"), matrix(found), left=len(names) + 2))
    for name in found.several_tasks:
        note(f"{printable(name)}: stands in several tasks")
