"""The report of a run folder, made again from its files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import yaml

from wirecopy.corpus.errors import InputError, shown
from wirecopy.corpus.lines import read_lines
from wirecopy.corpus.model import Article
from wirecopy.evaluation.building import build_dataset
from wirecopy.evaluation.datasets import LOADERS
from wirecopy.evaluation.report import write_report

CONFIG, RESULTS, PREDICTIONS, REPORT = "config.yaml", "results.json", "predictions.jsonl", "report.html"


def report_run(folder: Path, out: Path | None = None) -> Path:
    """Write the report of a run folder and return its path.

    Raises ``InputError`` if the folder is no run, or its gold can no longer be found.
    """
    for name in (CONFIG, RESULTS, PREDICTIONS):
        if not (folder / name).is_file():
            raise InputError(f"{folder}: found no {name}, expected the folder of a run (wirecopy evaluate)")
    results = _results(folder / RESULTS)
    path = out or folder / REPORT
    write_report(path, results, _articles(folder / CONFIG), read_lines(folder / PREDICTIONS))
    return path


def _results(path: Path) -> dict[str, Any]:
    try:
        results = msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"{path}: not a result record: {error}") from None
    if results.get("schema") != "wirecopy-results/1" or "measures" not in results:
        raise InputError(f"{path}: schema: found {results.get('schema')!r}, expected 'wirecopy-results/1'")
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
        raise InputError(f"{path}: data._target_: found {shown(target)}, expected one of {', '.join(LOADERS)}")
    texts = {"texts": False} if target.endswith(".embedded") else {}
    return build_dataset({**data, **texts}).articles
