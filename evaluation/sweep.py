"""A sweep: several runs, and at its end one table that says which of them differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from wirecopy.corpus.atomic import write_bytes
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.output import note

JOBS, COMPARISON = ".jobs", "comparison.json"
SCHEMA = "wirecopy-sweep/1"
FEWEST_STORIES = 10


class Job(msgspec.Struct, frozen=True):
    """One run of a sweep: its number, its overrides, its folder, and why it failed, if it did."""

    number: int
    overrides: tuple[str, ...]
    folder: Path
    error: str | None = None


class Sweep:
    """The callback by which Hydra says that a sweep begins (see ``conf/evaluate.yaml``)."""

    folder: Path | None = None

    def on_multirun_start(self, config: Any, **_: Any) -> None:
        """Remember the sweep's folder, and forget the jobs of an earlier sweep there."""
        folder = Path(str(config.hydra.sweep.dir))
        for path in (folder / JOBS).glob("*.json"):
            path.unlink()
        Sweep.folder = folder

    def __getattr__(self, name: str) -> Any:
        """Take every other event of Hydra's callbacks for granted."""
        if name.startswith("on_"):
            return lambda **_: None
        raise AttributeError(name)


def note_job(hydra: Any, error: str | None) -> None:
    """Note in the sweep's folder that a job has ended (called in the job's own process)."""
    folder = Path(hydra.runtime.output_dir)
    job = Job(int(hydra.job.num), tuple(hydra.overrides.task), folder, error)
    write_bytes(Path(str(hydra.sweep.dir)) / JOBS / f"{job.number}.json", msgspec.json.encode(job, enc_hook=str))
    what = " ".join(job.overrides) or "no overrides"
    note(f"run {job.number} ({what}): {'failed: ' + error if error else folder}")


def finish(folder: Path) -> int:
    """Write ``comparison.json`` of a sweep's runs and print it as one table; return the exit code.

    It is 2 if a run failed; the others are compared all the same.
    """
    from wirecopy.evaluation.sweep_table import print_sweep

    jobs = sorted(_jobs(folder), key=lambda job: job.number)
    document = comparison(jobs, folder)
    write_bytes(folder / COMPARISON, msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n")
    print_sweep(document)
    note(f"sweep folder {folder}   comparison {folder / COMPARISON}")
    for job in jobs:
        if job.error is not None:
            note(f"run {job.number} failed: {job.error}")
    return 2 if any(job.error is not None for job in jobs) else 0


def _jobs(folder: Path) -> Iterator[Job]:
    for path in (folder / JOBS).glob("*.json"):
        yield msgspec.json.decode(path.read_bytes(), type=Job, dec_hook=lambda kind, value: kind(value))


def comparison(jobs: Sequence[Job], folder: Path) -> dict[str, Any]:
    """Return what a sweep found: its runs with their headline scores, and each headline compared between them.

    Runs are compared where they are scored on the same articles under the same label set.
    """
    names = run_names([job.overrides for job in jobs])
    runs: list[dict[str, Any]] = []
    groups: dict[tuple[str, str | None], list[tuple[str, Path, dict[str, Any]]]] = {}
    for job, name in zip(jobs, names, strict=True):
        row: dict[str, Any] = {"name": name, "folder": str(_relative(job.folder, folder)), "error": job.error}
        if job.error is None:
            results = msgspec.json.decode((job.folder / "results.json").read_bytes())
            row |= _scores(results)
            config = msgspec.json.decode((job.folder / "run.json").read_bytes())["config"]
            key = (results["data"]["sha256"], config["score"]["mapping"])
            groups.setdefault(key, []).append((name, job.folder, config))
        runs.append(row)
    compared = [document for group in groups.values() for document in _compared(group)]
    notes = ["runs on different articles or label sets are not compared with each other"] if len(groups) > 1 else []
    return {"schema": SCHEMA, "runs": runs, "comparisons": compared, "notes": notes}


def _relative(path: Path, folder: Path) -> Path:
    whole = path.resolve()
    return whole.relative_to(folder.resolve()) if whole.is_relative_to(folder.resolve()) else whole


def run_names(overrides: Sequence[Sequence[str]]) -> list[str]:
    """Return a name a run: the overrides in which it differs from the others; its number where there are none."""
    shared = set.intersection(*(set(row) for row in overrides)) if len(overrides) > 1 else set()
    names = [" ".join(one for one in row if one not in shared) or str(i) for i, row in enumerate(overrides)]
    return [name if names.count(name) == 1 else f"{name} #{i}" for i, name in enumerate(names)]


def _scores(results: Mapping[str, Any]) -> dict[str, Any]:
    from wirecopy.evaluation.results import reported

    mapping = next(
        (part.removeprefix("mapping:") for part in results["signature"].split("|") if "mapping:" in part), None
    )
    scores = {}
    for task, measure in _headlines().items():
        row = results["measures"].get(reported(measure, mapping))
        scores[task] = None if row is None else {"f1": row["f1"], "interval": row["f1_interval"]}
    mean = results.get("headline_mean")
    scores["mean"] = None if mean is None else {"f1": mean["value"], "interval": mean["interval"]}
    run = results["run"]
    kept = ("system", "seconds", "articles_per_second", "failed_articles")
    return {"signature": results["signature"], "scores": scores, **{key: run[key] for key in kept}}


def _headlines() -> dict[str, str]:
    from wirecopy.evaluation.measures import HEADLINES

    return dict(HEADLINES)


def _compared(group: Sequence[tuple[str, Path, dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    """Yield a comparison for each headline measure that two runs or more have."""
    from wirecopy.evaluation.building import build_dataset
    from wirecopy.evaluation.comparing import MEAN, compare_tallies
    from wirecopy.evaluation.scoring import sampling, tally

    if len(group) < 2:
        return
    first = group[0][2]
    gold = build_dataset(first["data"]).gold
    tallies = {
        name: tally(
            gold, folder / "predictions.jsonl", tasks=config["score"]["tasks"], mapping=first["score"]["mapping"]
        )
        for name, folder, config in group
    }
    # A bootstrap over few stories is too sure of itself; swapping whole stories is exact there.
    stories = next(iter(tallies.values())).clusters().count
    test = "bootstrap" if stories >= FEWEST_STORIES else "randomization"
    resampling = sampling(first["score"]["resamples"], first["score"]["seed"])
    for measure in (*_headlines().values(), MEAN):
        layers = set(_headlines()) if measure == MEAN else {measure.partition(".")[0]}
        fitting = {name: t for name, t in tallies.items() if layers <= {m.layer for m in t.measures}}
        if len(fitting) > 1:
            try:
                yield compare_tallies(fitting, measure=measure, test=test, resampling=resampling)
            except InputError as error:
                note(f"{measure}: not compared: {error}")
