"""A record as the Hub's ``.eval_results`` of a model repository, and the tasks of a dataset's ``eval.yaml``."""

from __future__ import annotations

from pathlib import Path

from wirecopy.corpus.errors import InputError
from wirecopy.evaluation.leaderboard.board import read
from wirecopy.evaluation.leaderboard.record import Record
from wirecopy.evaluation.measures import HEADLINES


def eval_results_yaml(path: Path, dataset: str) -> str:
    """Return the YAML for ``.eval_results/wirecopy.yaml`` of a record: a headline F1 (in percent) a task.

    ``dataset`` is the dataset's repository id. Raises ``InputError`` if the file is no record or scores no headline.
    """
    from huggingface_hub import EvalResultEntry, eval_result_entries_to_yaml
    from yaml import safe_dump

    record = read(path)
    scored = {task: record.results["headline"][task] for task in HEADLINES}
    entries = [
        EvalResultEntry(
            dataset_id=dataset, task_id=task, value=round(100 * value, 2), date=record.date,
            dataset_revision=_revision(record), source_url=record.url, source_name=record.name if record.url else None,
            notes=record.results["signature"],
        )
        for task, value in scored.items()
        if value is not None
    ]  # fmt: skip
    if not entries:
        raise InputError(f"{path}: results.headline: found no score, expected at least one task with a headline F1")
    return safe_dump(eval_result_entries_to_yaml(entries), sort_keys=False, allow_unicode=True)


def _revision(record: Record) -> str | None:
    version = record.results["data"]["version"]
    return f"v{version}" if version else None
