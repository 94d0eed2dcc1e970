"""What results say of a run: the ``run`` member of the result record, and the files of a run folder."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from wirecopy.corpus.atomic import write_bytes
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.model import LAYERS
from wirecopy.corpus.ontology import load_ontology
from wirecopy.evaluation.journal import Identity
from wirecopy.evaluation.measures import layers_of
from wirecopy.evaluation.runner_batches import rounded
from wirecopy.evaluation.scoring import sampling

PREDICTIONS, RESULTS, REPORT, CONFIG = "predictions.jsonl", "results.json", "report.html", "config.yaml"
CHECKS = (None, "seqeval")


class Finished(msgspec.Struct, frozen=True):
    """All articles of a run in the order of the data: seconds in the system, and the errors of those that failed.

    ``layers`` are those that any prediction has; ``details`` is what the system counted.
    """

    ids: Sequence[str]
    seconds: Sequence[float]
    failed: Sequence[tuple[str, str]]
    layers: frozenset[str]
    details: Mapping[str, Any]


def run_record(
    name: str, settings: Mapping[str, Any], finished: Finished, identity: Identity, *, per_article: bool
) -> dict[str, Any]:
    """Return the ``run`` member of the results; the seconds are those spent in the system, over all sittings."""
    times = sorted(finished.seconds)
    total = sum(times)
    record: dict[str, Any] = {
        "system": name,
        "layers": [layer for layer in LAYERS if layer in finished.layers],
        "runner": dict(settings),
        "seconds": round(total, 3),
        "articles_per_second": round(len(times) / total, 1) if total else None,
        "seconds_per_article": _spread(times),
        "failed_articles": len(finished.failed),
        "failed": [{"id": article, "error": error} for article, error in finished.failed],
        "versions": identity.versions,
        "details": finished.details,
    }
    if per_article:
        record["article_seconds"] = dict(zip(finished.ids, finished.seconds, strict=True))
    return record


def _spread(times: Sequence[float]) -> dict[str, float] | None:
    """Return mean, median, 95th percentile and maximum of sorted seconds."""
    if not times:
        return None
    middle = statistics.median(times)
    late = times[min(len(times) - 1, int(len(times) * 0.95))]
    return {"mean": rounded(statistics.fmean(times)), "median": middle, "p95": late, "max": times[-1]}


def require_scorable(options: Mapping[str, Any], check: str | None) -> None:
    """Raise ``InputError`` for scoring options that would be refused only after the run."""
    layers_of(options.get("tasks"))
    sampling(options.get("resamples", 1000), options.get("seed", 0))
    if check not in CHECKS:
        raise InputError(f"score.check: found {check!r}, expected seqeval, or null for none")
    if options.get("mapping") is not None:
        load_ontology().mapping(options["mapping"])


def write_results(folder: Path, results: Mapping[str, Any]) -> None:
    """Write the result record: last, so that a folder with results is a finished run."""
    write_bytes(folder / RESULTS, msgspec.json.format(msgspec.json.encode(results), indent=1) + b"\n")


def as_yaml(config: Mapping[str, Any]) -> str:
    """Return the resolved configuration as it is kept in the run folder."""
    import yaml

    return yaml.safe_dump(dict(config), sort_keys=False, allow_unicode=True)
