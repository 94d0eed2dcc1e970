"""The commands that score, compare and run systems."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from wirecopy.corpus.errors import InputError
from wirecopy.corpus.output import print_json

Task = Annotated[
    list[str] | None, typer.Option("--task", help="Layer to score: entities, claims or events; repeatable.")
]
GoldFile = Annotated[Path | None, typer.Option("--gold", help="Annotation lines to score against, of any label set.")]
Split = Annotated[str | None, typer.Option("--split", help="Split, or several with commas, of the embedded corpus.")]
Resamples = Annotated[int, typer.Option("--resamples", help="Bootstrap resamples.")]
Seed = Annotated[int, typer.Option("--seed", help="Seed of the resampling.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def _app() -> typer.Typer:
    return typer.Typer(add_completion=False, rich_markup_mode=None)


score_app, score_tags_app, compare_app, report_app, evaluate_app = (_app() for _ in range(5))


def gold_source(gold: Path | None, split: str | None) -> Any:
    """Return the gold source that the options name: a file, or splits of the embedded corpus (default ``test``)."""
    from wirecopy.evaluation.gold import FileGold, SplitGold

    if gold is not None and split is not None:
        raise InputError("--gold and --split: found both, expected one of them")
    return FileGold(gold) if gold is not None else SplitGold(split or "test")


@score_app.command()
def score(
    predictions: Annotated[Path, typer.Argument(help="Predictions: annotation lines, one article a line.")],
    gold: GoldFile = None,
    split: Split = None,
    task: Task = None,
    mapping: Annotated[
        str | None, typer.Option(help="Score entities under another label set: conll, ontonotes.")
    ] = None,
    missing: Annotated[str, typer.Option(help="What to do with missing articles: error, empty.")] = "error",
    resamples: Resamples = 1000,
    seed: Seed = 0,
    per_article: Annotated[bool, typer.Option("--per-article", help="Add the figures of every article.")] = False,
    errors: Annotated[bool, typer.Option("--errors", help="Add the error analysis of every article.")] = False,
    as_json: AsJson = False,
) -> None:
    """Score a file of predictions against the embedded corpus, or against your own gold."""
    from wirecopy.evaluation.scoring import score_file

    document = score_file(
        predictions, gold_source(gold, split), tasks=task, mapping=mapping, missing=missing,
        resamples=resamples, seed=seed, per_article=per_article, errors=errors,
    )  # fmt: skip
    if as_json:
        print_json(document)
    else:
        from wirecopy.evaluation.console import print_results

        print_results(document)


@score_tags_app.command("score-tags")
def score_tags(
    file: Annotated[Path, typer.Argument(help="CoNLL columns: gold and predicted tags last; or gold alone.")],
    file2: Annotated[Path | None, typer.Argument(help="Predicted tags in the last column.")] = None,
    preset: Annotated[str, typer.Option(help="strict, seqeval, seqeval-strict or conlleval.")] = "strict",
    scheme: Annotated[str | None, typer.Option(help="IOB2, IOBES, BILOU, IOE2 or IOB1.")] = None,
    as_json: AsJson = False,
) -> None:
    """Score tag sequences: blank lines end sentences."""
    from wirecopy.evaluation.tag_scores import score_tag_files

    document = score_tag_files(file, file2, preset=preset, scheme=scheme)
    if as_json:
        print_json(document)
    else:
        from wirecopy.evaluation.console import print_tag_results

        print_tag_results(document)


@compare_app.command()
def compare(
    predictions: Annotated[list[Path], typer.Argument(help="Two prediction files or more.")],
    gold: GoldFile = None,
    split: Split = None,
    measure: Annotated[str, typer.Option(help="Measure to compare, or headline.mean.")] = "headline.mean",
    test: Annotated[str, typer.Option(help="bootstrap or randomization.")] = "bootstrap",
    missing: Annotated[str, typer.Option(help="What to do with missing articles: error, empty.")] = "error",
    resamples: Resamples = 1000,
    seed: Seed = 0,
    as_json: AsJson = False,
) -> None:
    """Test all pairs of systems on the same articles; Holm-corrected, with groups that cannot be told apart."""
    from wirecopy.evaluation.comparing import compare_files

    document = compare_files(
        predictions,
        gold_source(gold, split),
        measure=measure,
        test=test,
        missing=missing,
        resamples=resamples,
        seed=seed,
    )
    if as_json:
        print_json(document)
    else:
        from wirecopy.evaluation.console import print_comparison

        print_comparison(document)


@evaluate_app.command(
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []},
    add_help_option=False,
)
def evaluate(context: typer.Context) -> None:
    """Run a system over a split, score it and write the run folder (Hydra overrides)."""
    from wirecopy.evaluation.launch import launch

    raise typer.Exit(launch(context.args))


@report_app.command()
def report(
    run: Annotated[Path, typer.Argument(help="A run folder, with its results and predictions.")],
    run2: Annotated[Path | None, typer.Argument(help="A second run on the same data, to compare with.")] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="The page to write; default: report.html in RUN, comparison.html in RUN2."),
    ] = None,
) -> None:
    """Write the HTML error browser of a run, or what two runs found differently."""
    from wirecopy.corpus.output import note
    from wirecopy.evaluation.report.run import compare_runs, report_run

    note(f"wrote {report_run(run, out) if run2 is None else compare_runs(run, run2, out)}")
