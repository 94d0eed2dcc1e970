"""The commands on articles and the corpus."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wirecopy.corpus.output import note, print_json

app = typer.Typer(
    name="corpus", add_completion=False, rich_markup_mode=None, no_args_is_help=True,
    help="Articles: validate, stats, show, ingest, restore, convert.",
)  # fmt: skip

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


@app.command()
def validate(
    paths: Annotated[list[Path] | None, typer.Argument(help="Articles, folders or annotation lines.")] = None,
    open_inventory: Annotated[bool, typer.Option("--open", help="Accept any label set.")] = False,
    as_json: AsJson = False,
) -> None:
    """Run every check; exit 1 if one finds an error. Without a path: the embedded corpus."""
    from wirecopy.corpus.ontology import load_ontology
    from wirecopy.corpus.validation import document, print_findings
    from wirecopy.corpus.validation import validate as run

    findings, articles = run(paths or [], None if open_inventory else load_ontology())
    result = document(findings, articles)
    if as_json:
        print_json(result)
    else:
        print_findings(findings, result)
    if result["errors"]:
        raise typer.Exit(1)


@app.command()
def stats(as_json: AsJson = False) -> None:
    """Say what is in the embedded corpus."""
    from wirecopy.corpus.stats import print_statistics, statistics

    document = statistics()
    if as_json:
        print_json(document)
    else:
        print_statistics(document)


@app.command()
def show(article: Annotated[str, typer.Argument(help="The article's id, or the path of its JSON file.")]) -> None:
    """Show one article with its layers in colour."""
    from wirecopy.corpus.console import console
    from wirecopy.corpus.draw import to_terminal
    from wirecopy.corpus.store import find, read_article

    path = Path(article)
    to_terminal(read_article(path) if path.suffix == ".json" else find(article), console())


@app.command()
def restore(
    collection: Annotated[str, typer.Argument(help="A collection whose texts are withheld: wikinews, wire.")],
    source: Annotated[Path, typer.Option("--from", help="Your own copy: a file or a folder.")],
) -> None:
    """Put back the texts of a collection from your own copy, each checked against its SHA-256."""
    from wirecopy.corpus.restore import restore as run

    done = run(collection, source)
    for path in done.written:
        note(f"restored {path}")
    note(f"{collection}: {len(done.written)} restored, {len(done.already)} were there already")


@app.command()
def ingest(
    file: Annotated[Path, typer.Argument(help="A page: text or HTML.")],
    article_id: Annotated[str, typer.Option("--id", help="The article's id.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for ID.txt and ID.json.")],
) -> None:
    """Turn a page into an article: zones, metadata, clean text."""
    from wirecopy.corpus.ingest import ingest_file

    note(f"wrote {ingest_file(file, article_id, out)}")
