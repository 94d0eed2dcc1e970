"""The commands of the leaderboard."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from wirecopy.corpus.errors import InputError
from wirecopy.corpus.output import note, print_json

app = typer.Typer(
    name="leaderboard", add_completion=False, rich_markup_mode=None, no_args_is_help=True,
    help="The leaderboard: submit, check, build, bundle, eval-results.",
)  # fmt: skip


@app.command()
def submit(
    predictions: Annotated[Path, typer.Argument(help="Predictions: annotation lines, one article a line.")],
    name: Annotated[str, typer.Option("--name", help="Name of the system.")],
    board: Annotated[Path, typer.Option("--board", help="Folder of the board.")],
    organisation: Annotated[str | None, typer.Option("--organisation", help="Who made it.")] = None,
    url: Annotated[str | None, typer.Option("--url", help="Where to read about it (http or https).")] = None,
    gold: Annotated[Path | None, typer.Option("--gold", help="Held-back gold; default: the embedded split.")] = None,
    split: Annotated[str | None, typer.Option("--split", help="Split of the embedded corpus (default test).")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the record.")] = False,
) -> None:
    """Validate and score predictions, and add one record to the board."""
    from wirecopy.evaluation.console import percent
    from wirecopy.evaluation.leaderboard.board import add
    from wirecopy.evaluation.leaderboard.record import make_record

    source = _gold(gold, split)
    record = make_record(predictions, source, name, organisation=organisation, url=url, held_back=gold is not None)
    path, new = add(board, record)
    if as_json:
        print_json(record)
    headline = "   ".join(f"{task} {percent(value)}" for task, value in record.results["headline"].items())
    note(f"{headline}\n{'added' if new else 'these predictions are on the board already:'} {path}")


def _gold(gold: Path | None, split: str | None) -> Any:
    from wirecopy.evaluation.gold import SplitGold
    from wirecopy.evaluation.leaderboard.held import HeldGold

    if gold is not None and split is not None:
        raise InputError("--gold and --split: found both, expected one of them")
    return HeldGold(gold) if gold is not None else SplitGold(split or "test")


@app.command()
def check(
    board: Annotated[Path, typer.Argument(help="Folder of the board.")],
    predictions: Annotated[
        list[Path] | None, typer.Option("--predictions", help="Predictions of a record: scored again, and compared.")
    ] = None,
) -> None:
    """Check every record of a board, and that predictions give the figures of their records; exit 1 if they do not."""
    from wirecopy.evaluation.leaderboard.verify import verify

    lines, faults = verify(board, predictions or [])
    typer.echo("\n".join(lines))
    if faults:
        raise typer.Exit(1)


@app.command()
def bundle(
    out: Annotated[Path, typer.Argument(help="The zip file to write.")],
    split: Annotated[str, typer.Option("--split", help="Split of the embedded corpus.")] = "test",
    image: Annotated[
        str | None, typer.Option("--docker-image", help="Image that the platform runs (see docs/leaderboard.md).")
    ] = None,
    contact: Annotated[str, typer.Option("--contact", help="The organisers' e-mail address.")] = "",
) -> None:
    """Write a Codabench bundle whose scoring program is this package."""
    from wirecopy.evaluation.leaderboard.bundle import write_bundle

    names = write_bundle(out, split, image, contact)
    note(f"wrote {out}: {', '.join(names)}")


@app.command()
def build(
    board: Annotated[Path, typer.Argument(help="Folder of the board.")],
    out: Annotated[Path, typer.Argument(help="Folder for index.html and its like.")],
) -> None:
    """Write the board as a page, JSON, CSV and Markdown."""
    from wirecopy.evaluation.leaderboard.site import build as run

    for path in run(board, out):
        note(f"wrote {path}")


@app.command("eval-results")
def eval_results(
    record: Annotated[Path, typer.Argument(help="A record of the board.")],
    dataset: Annotated[str, typer.Option("--dataset", help="The dataset's repository on the Hub.")] = "ORG/wirecopy",
) -> None:
    """Print the Hub's .eval_results YAML of a record, for a model repository."""
    from wirecopy.evaluation.leaderboard.hub import eval_results_yaml

    typer.echo(eval_results_yaml(record, dataset), nl=False)
