"""The commands of annotation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from wirecopy.corpus.output import note, print_json

app = typer.Typer(
    name="annotate", add_completion=False, rich_markup_mode=None, no_args_is_help=True,
    help="Annotation: serve, interface, push, pull, status, agreement, adjudicate, quiz.",
)  # fmt: skip


@app.command()
def serve(
    data: Annotated[Path | None, typer.Option("--data", help="Folder that keeps everything.")] = None,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Port on loopback.")] = 8080,
    user: Annotated[list[str] | None, typer.Option("--user", help="Add a user; may be given several times.")] = None,
) -> None:
    """Run a local Label Studio, installed into its own environment on first use. Ctrl-C stops it."""
    from wirecopy.annotation.server import serve as run

    run(data, port, user or [])


@app.command()
def interface() -> None:
    """Print the labelling interface, generated from the ontology."""
    from wirecopy.annotation.interface import check_interface, labelling_interface

    xml = labelling_interface()
    check_interface(xml)
    print(xml, end="")


Project = Annotated[str, typer.Argument(help="The project's title.")]
Url = Annotated[str | None, typer.Option("--url", help="The server; else LABEL_STUDIO_URL.")]
Key = Annotated[
    str | None, typer.Option("--api-key", help="The key; better: LABEL_STUDIO_API_KEY.", show_default=False)
]


@app.command()
def push(
    project: Project,
    split: Annotated[str | None, typer.Option("--split", help="A split of the embedded corpus.")] = None,
    ids: Annotated[str | None, typer.Option("--ids", help="Articles of the embedded corpus, with commas.")] = None,
    lines: Annotated[Path | None, typer.Option("--lines", help="Annotation lines with texts, or a folder.")] = None,
    predictions: Annotated[Path | None, typer.Option("--predictions", help="Lines to show as predictions.")] = None,
    annotators: Annotated[int | None, typer.Option("--annotators", min=1, help="Annotators an article.")] = None,
    url: Url = None,
    api_key: Key = None,
) -> None:
    """Create the project or bring it up to date; import only what is not there. Exit 1 if a text has changed."""
    from wirecopy.annotation.client import connect
    from wirecopy.annotation.console import print_pushed
    from wirecopy.annotation.push import Settings
    from wirecopy.annotation.push import push as run
    from wirecopy.annotation.sources import articles_to_push, predictions_for

    articles = articles_to_push(split, ids, lines)
    versions = dict([predictions_for(articles, predictions)]) if predictions else {}
    settings = Settings(annotators=annotators, shown=next(iter(versions), None))
    done = run(connect(url, api_key), project, articles, versions, settings)
    print_pushed(done, hidden=bool(versions) and (annotators or 1) > 1)
    if done.changed:
        raise typer.Exit(1)


@app.command()
def pull(
    project: Project,
    out: Annotated[Path, typer.Option("--out", help="Folder for one file an annotator.")],
    url: Url = None,
    api_key: Key = None,
) -> None:
    """Write OUT/<annotator>.jsonl, checked; list what was mended or refused. Exit 1 if something was refused."""
    from wirecopy.annotation.client import connect
    from wirecopy.annotation.console import print_pulled
    from wirecopy.annotation.pull import pull as run

    done = run(connect(url, api_key), project, out)
    print_pulled(done, out)
    if done.quarantined:
        raise typer.Exit(1)


@app.command()
def status(
    project: Project,
    url: Url = None,
    api_key: Key = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Say per annotator and article what is to do, done, skipped, and whose text has changed."""
    from wirecopy.annotation.client import connect
    from wirecopy.annotation.console import print_status
    from wirecopy.annotation.status import status as run

    found = run(connect(url, api_key), project)
    if as_json:
        print_json(found)
    else:
        print_status(found)


Passes = Annotated[
    list[Path], typer.Argument(help="Annotation lines, a file an annotator; the file's stem names the annotator.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


@app.command()
def agreement(
    passes: Passes,
    html: Annotated[Path | None, typer.Option("--html", help="Write a page of the disagreements.")] = None,
    resamples: Annotated[int, typer.Option("--resamples", help="Bootstrap resamples.")] = 1000,
    seed: Annotated[int, typer.Option("--seed", help="Seed of the resampling.")] = 0,
    as_json: AsJson = False,
) -> None:
    """How far annotators agree: F1 of every measure, by pair and pooled, and alpha, with bootstrap intervals."""
    from wirecopy.annotation.agreement import agreement as compare
    from wirecopy.annotation.agreement import read_passes

    found = read_passes(passes)
    document = compare(found, resamples=resamples, seed=seed)
    for article in found.single():
        note(f"article {article!r}: done by one annotator only, left out")
    if html is not None:
        from wirecopy.annotation.page import write_page

        write_page(html, found, document)
        note(f"wrote {html}")
    if as_json:
        print_json(document)
    else:
        from wirecopy.annotation.agreement.console import print_agreement

        print_agreement(document)


@app.command()
def adjudicate(
    passes: Passes,
    out: Annotated[Path, typer.Option("--out", help="Folder for agreed.jsonl, open.jsonl and gold.jsonl.")],
    push: Annotated[
        str | None, typer.Option("--push", help="Open the adjudication round in the project of this title.")
    ] = None,
    decisions: Annotated[
        Path | None, typer.Option("--decisions", help="The adjudicator's pass: write gold; the stem is who settled.")
    ] = None,
    when: Annotated[
        str | None, typer.Option("--when", help="When it was settled, ISO 8601; else from the adjudicator's pass.")
    ] = None,
    whole: Annotated[
        bool, typer.Option("--whole", help="The decisions are whole articles: what they lack is dropped.")
    ] = False,
    url: Url = None,
    api_key: Key = None,
) -> None:
    """Take over what all agree on, and list what is left; with --decisions, settle it. Exit 1 if some is still open."""
    from wirecopy.annotation.adjudication import adjudicate as run
    from wirecopy.annotation.adjudication import write_outcomes
    from wirecopy.annotation.adjudication.console import print_outcomes
    from wirecopy.annotation.agreement import read_passes

    found = read_passes(passes)
    outcomes = run(found)
    for path in write_outcomes(out, outcomes):
        note(f"wrote {path}")
    print_outcomes(outcomes, found.single())
    if push is not None:
        _open_round(push, found, outcomes, url, api_key)
    if decisions is not None:
        _settle(outcomes, decisions, out, when, whole)


def _open_round(title: str, passes: Any, outcomes: Any, url: str | None, api_key: str | None) -> None:
    from wirecopy.annotation.adjudication.round import AGREED, round_articles, round_versions
    from wirecopy.annotation.client import connect
    from wirecopy.annotation.console import print_pushed
    from wirecopy.annotation.guidelines import VERSION
    from wirecopy.annotation.push import Settings
    from wirecopy.annotation.push import push as run

    articles = round_articles(outcomes)
    if not articles:
        note("nothing is left open: no round is needed")
        return
    settings = Settings(shown=AGREED, guidelines=VERSION)
    done = run(connect(url, api_key), title, articles, round_versions(passes, outcomes), settings)
    print_pushed(done, hidden=False)
    if done.changed:
        raise typer.Exit(1)


def _settle(outcomes: Any, decisions: Path, out: Path, when: str | None, whole: bool) -> None:
    from wirecopy.annotation.adjudication import GOLD, settle_all
    from wirecopy.corpus.lines import read_lines, write_lines

    gold, waiting = settle_all(outcomes, read_lines(decisions), who=decisions.stem, when=when, whole=whole)
    write_lines(out / GOLD, (row.annotation for row in gold))
    note(f"wrote {out / GOLD}: {len(gold)} articles settled by {decisions.stem}")
    for text in (text for row in gold for text in row.notes):
        note(text)
    if waiting:
        note(f"still without a decision: {', '.join(waiting)}")
        raise typer.Exit(1)


@app.command()
def quiz(
    answers: Annotated[Path, typer.Argument(help="Your pass over the quiz articles: annotation lines.")],
    as_json: AsJson = False,
) -> None:
    """Compare your pass over the quiz articles with the answers, every difference in words. Exit 1 if not passed."""
    from wirecopy.annotation.explaining import report
    from wirecopy.annotation.quiz import grade_file

    document = grade_file(answers)
    if as_json:
        print_json(document)
    else:
        print("\n".join(report(document)))
    if not document["passed"]:
        raise typer.Exit(1)
