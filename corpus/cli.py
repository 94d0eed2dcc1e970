"""The commands on articles and the corpus."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from wirecopy.corpus.errors import InputError, nearest
from wirecopy.corpus.output import note, print_json

app = typer.Typer(
    name="corpus", add_completion=False, rich_markup_mode=None, no_args_is_help=True,
    help="Articles: validate, stats, show, ingest, restore, convert, build, publish.",
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
    """Show one article with its layers in colour, and its links if it is in the corpus."""
    from wirecopy.corpus.console import console
    from wirecopy.corpus.draw import to_terminal
    from wirecopy.corpus.links import links_of
    from wirecopy.corpus.store import find, read_article

    path = Path(article)
    if path.suffix == ".json":
        to_terminal(read_article(path), console())
        return
    to_terminal(find(article), console())
    for link in links_of(article):
        console().print(f"link  {link}", markup=False)


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
def convert(
    source: Annotated[Path, typer.Argument(help="What to read: a file or a folder.")],
    target: Annotated[Path, typer.Argument(help="What to write.")],
    source_format: Annotated[str, typer.Option("--from", help="Format of the source.")],
    target_format: Annotated[str, typer.Option("--to", help="Format of the target.")],
    scheme: Annotated[str | None, typer.Option(help="conll: IOB1, IOB2, IOBES or BILOU.")] = None,
    tag_column: Annotated[
        int | None, typer.Option(help="conll: column of the tag; 1 is the first, -1 the last.")
    ] = None,
    token_column: Annotated[int | None, typer.Option(help="conll: column of the token.")] = None,
    documents: Annotated[str | None, typer.Option(help="conll: articles are documents or sentences.")] = None,
    mapping: Annotated[str | None, typer.Option(help="brat: wirecopy, attribution, or a YAML file.")] = None,
    annotator: Annotated[str | None, typer.Option(help="label-studio: whose results are read.")] = None,
    predictions: Annotated[bool, typer.Option("--predictions", help="label-studio: read predictions.")] = False,
    labels: Annotated[str, typer.Option(help="label-studio: open, or ontology to refuse other labels.")] = "open",
) -> None:
    """Convert annotations; what the target cannot hold is counted and named on standard error.

    Formats: wirecopy (annotation lines), conll, brat, label-studio, wikievents, re3d, gum.
    """
    from wirecopy.corpus.convert import convert as run
    from wirecopy.corpus.formats import Options

    chosen = Options(
        scheme=scheme, token_column=token_column, tag_column=tag_column,
        documents=one_of("documents", documents, ("documents", "sentences")), mapping=mapping, annotator=annotator,
        origin="predictions" if predictions else "annotations", labels=one_of("labels", labels, ("open", "ontology")),
    )  # fmt: skip
    for text in run(source, target, source_format, target_format, chosen):
        note(str(text))
    note(f"wrote {target}")


def one_of(option: str, value: str | None, choices: tuple[str, ...]) -> Any:
    """Return an option's value; raise ``InputError`` if it is none of the choices."""
    if value is not None and value not in choices:
        raise InputError(f"--{option}: found {value!r}, expected one of {', '.join(choices)}{nearest(value, choices)}")
    return value


@app.command()
def ingest(
    file: Annotated[Path, typer.Argument(help="A page: text or HTML.")],
    article_id: Annotated[str, typer.Option("--id", help="The article's id.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for ID.txt and ID.json.")],
) -> None:
    """Turn a page into an article: zones, metadata, clean text."""
    from wirecopy.corpus.ingest import ingest_file

    note(f"wrote {ingest_file(file, article_id, out)}")


@app.command()
def build(
    out: Annotated[Path, typer.Argument(help="The folder to build; it appears when it is complete.")],
    withhold_gold: Annotated[
        list[str] | None, typer.Option(help="Split without answers; its gold goes to OUT-private.")
    ] = None,
    site: Annotated[bool, typer.Option("--site", help="Add a static browser of the corpus.")] = False,
    repo: Annotated[str | None, typer.Option(help="ORG/NAME on the Hub, as the card names it.")] = None,
) -> None:
    """Build the dataset for the Hub: parquet, card, Croissant, licence, citation, changelog, errata."""
    from wirecopy.corpus.dataset.build import build as run

    manifest = run(out, repo=repo, withhold_gold=withhold_gold or (), site=site)
    note(f"built {manifest.name} {manifest.version} for {manifest.repository} in {out}: {len(manifest.tables)} tables")


@app.command()
def publish(
    out: Annotated[Path, typer.Argument(help="The folder of a build; built first if it is not there.")],
    repo: Annotated[str, typer.Option(help="ORG/NAME on the Hub.")],
    tag: Annotated[str | None, typer.Option(help="Tag of the version (default: vVERSION).")] = None,
    private: Annotated[bool, typer.Option("--private", help="Create the repository as a private one.")] = False,
) -> None:
    """Publish a build: check, one commit, one tag, load it back. The token comes from HF_TOKEN."""
    from wirecopy.corpus.hub import publish as run

    run(out, repo, tag=tag, private=private, say=note)
