"""The report of a run folder, or of two, made again from their files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import yaml

from wirecopy.corpus.errors import InputError, nearest, shown
from wirecopy.corpus.lines import read_lines
from wirecopy.corpus.model import Article
from wirecopy.evaluation.building import build_dataset
from wirecopy.evaluation.datasets import LOADERS
from wirecopy.evaluation.report import Side, write_comparison, write_report

CONFIG, RESULTS, PREDICTIONS, REPORT = "config.yaml", "results.json", "predictions.jsonl", "report.html"
COMPARISON = "comparison.html"


def report_run(folder: Path, out: Path | None = None) -> Path:
    """Write the report of a run folder and return its path.

    Raises ``InputError`` if the folder is no run, or its gold can no longer be found.
    """
    results = _results(folder)
    path = out or folder / REPORT
    write_report(path, results, _articles(folder / CONFIG), read_lines(folder / PREDICTIONS))
    return path


def compare_runs(first: Path, second: Path, out: Path | None = None) -> Path:
    """Write what two runs found differently and return the page's path, by default in the second run's folder.

    Raises ``InputError`` if a folder is no run, or the two were not scored on the same data.
    """
    records = [_results(folder) for folder in (first, second)]
    data = [record["data"]["sha256"] for record in records]
    if data[0] != data[1]:
        raise InputError(
            f"{second}: scored on data {shown(data[1][:12])}, expected that of {first}: {shown(data[0][:12])}"
        )
    sides = tuple(
        Side(name, record, read_lines(folder / PREDICTIONS))
        for name, record, folder in zip(_names(records, (first, second)), records, (first, second), strict=True)
    )
    path = out or second / COMPARISON
    write_comparison(path, (sides[0], sides[1]), _articles(first / CONFIG))
    return path


def _names(records: Sequence[dict[str, Any]], folders: Sequence[Path]) -> list[str]:
    """Return what the runs are called: their systems, or their folders where the systems are the same."""
    names = [
        str((record.get("run") or {}).get("system") or folder.name)
        for record, folder in zip(records, folders, strict=True)
    ]
    if names[0] != names[1]:
        return names
    last = [folder.resolve().name for folder in folders]
    return last if last[0] != last[1] else [f"{names[0]} (first)", f"{names[1]} (second)"]


def _results(folder: Path) -> dict[str, Any]:
    for name in (CONFIG, RESULTS, PREDICTIONS):
        if not (folder / name).is_file():
            raise InputError(f"{folder}: found no {name}, expected the folder of a run (wirecopy evaluate)")
    path = folder / RESULTS
    try:
        results = msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"{path}: not a result record: {error}") from None
    if results.get("schema") != "wirecopy-results/1" or "measures" not in results:
        raise InputError(f"{path}: schema: found {shown(results.get('schema'))}, expected 'wirecopy-results/1'")
    return results


def _articles(path: Path) -> list[Article]:
    """Return the articles that the run's configuration names, without the texts that are withheld here.

    Only the loaders that ship are called: the folder may be somebody else's.
    """
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))["data"]
        target = data["_target_"]
        known = target in LOADERS
    except (yaml.YAMLError, KeyError, TypeError, UnicodeDecodeError):
        raise InputError(f"{path}: data: found no _target_, expected the configuration of a run") from None
    if not known:
        raise InputError(
            f"{path}: data._target_: found {shown(target)}, expected one of {', '.join(LOADERS)}"
            f"{nearest(str(target), LOADERS)}"
        )
    texts = {"texts": False} if target.endswith(".embedded") else {}
    return build_dataset({**data, **texts}).articles
