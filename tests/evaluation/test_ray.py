"""The Ray runner and the Ray launcher on a Ray of this machine, workers killed and all."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from run_systems import gold_lines

from wirecopy.corpus.errors import InputError
from wirecopy.corpus.lines import write_lines
from wirecopy.evaluation.building import build
from wirecopy.evaluation.runner import Plan, Run
from wirecopy.evaluation.scale.cluster import cluster

pytest.importorskip("ray", reason="needs the extra ray")
# Ray warns of what it does itself; that is not what is tested here.
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]

ON_RAY = {"_target_": "wirecopy.evaluation.scale.on_ray", "batch": 3, "part": 4, "workers": 2}
LOCAL = {"_target_": "wirecopy.evaluation.runner.local", "batch": 3}
SCORE = {
    "tasks": None, "mapping": None, "resamples": 20, "seed": 0, "per_article": True, "errors": True, "check": None
}  # fmt: skip
FILES = {"predictions.jsonl", "results.json", "report.html", "config.yaml", "run.json", "journal.jsonl"}


@pytest.fixture(scope="module")
def _ray() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch, cluster_of_tests(patch):
        yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # Ray's own processes, which it has ended and not awaited
        gc.collect()


@contextmanager
def cluster_of_tests(patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Start a Ray whose workers find the systems of the tests."""
    patch.setenv("PYTHONPATH", str(Path(__file__).parent))
    with cluster(None, "this test"):
        yield


@pytest.fixture
def gold(tmp_path: Path) -> dict[str, Any]:
    write_lines(tmp_path / "gold.jsonl", gold_lines(20))
    return {"_target_": "wirecopy.evaluation.datasets.lines", "path": str(tmp_path / "gold.jsonl")}


def ran(folder: Path, runner: dict[str, Any], data: dict[str, Any], system: dict[str, Any], **score: Any) -> Run:
    config = {"system": {"_target_": "ray_systems.Drawing", **system}, "data": data, "runner": runner}
    run: Run = build(runner, "runner").run(Plan({**config, "score": {**SCORE, **score}}, folder))
    return run


def alike(found: dict[str, Any]) -> dict[str, Any]:
    """Return what two runs of one system must share: all but times, and what only one runner has."""
    kept = ("system", "layers", "runner", "failed_articles", "failed", "versions", "details")
    return {**found, "run": {key: found["run"][key] for key in kept}}


def seen_by(path: Path) -> list[str]:
    return [json.loads(line)["id"] for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.usefixtures("_ray")
def test_the_results_are_those_of_one_process(tmp_path: Path, gold: dict[str, Any]) -> None:
    log = tmp_path / "log"
    local = ran(tmp_path / "local", {**LOCAL, "seed": 5}, gold, {})
    found = ran(tmp_path / "ray", {**ON_RAY, "seed": 5}, gold, {"log": str(log)})
    assert alike(found.results) == alike(local.results)
    assert 0 < found.results["headline"]["entities"] < 1
    assert set(found.results["run"]["article_seconds"]) == {f"pier-{i}" for i in range(20)}
    assert found.results["run"]["articles_per_second"] > 0
    assert found.results["run"]["workers"] == 2
    assert {path.name for path in (tmp_path / "ray").iterdir()} == {*FILES, "predictions"}
    for name in ("predictions.jsonl",):
        assert (tmp_path / "ray" / name).read_bytes() == (tmp_path / "local" / name).read_bytes()
    assert len(list((tmp_path / "ray" / "predictions").iterdir())) == 4  # pieces of 4, rounded up to batches of 3
    text = log.read_text(encoding="utf-8")
    assert sorted(seen_by(log)) == sorted(f"pier-{i}" for i in range(20))
    assert "secret" not in text.lower()  # gold and who annotated it
    assert text.count("Anna said it rained") == 20


@pytest.mark.usefixtures("_ray")
def test_a_worker_that_is_killed_changes_nothing(tmp_path: Path, gold: dict[str, Any]) -> None:
    whole = ran(tmp_path / "whole", ON_RAY, gold, {})
    log, once = tmp_path / "log", tmp_path / "once"
    found = ran(tmp_path / "killed", ON_RAY, gold, {"log": str(log), "kill": "pier-8", "once": str(once)})
    assert once.exists()
    assert seen_by(log).count("pier-8") == 2
    expected, got = alike(whole.results), alike(found.results)
    expected["run"].pop("details"), got["run"].pop("details")  # the dead worker's counts went with it
    assert got == expected
    assert (tmp_path / "killed" / "predictions.jsonl").read_bytes() == (
        tmp_path / "whole" / "predictions.jsonl"
    ).read_bytes()


@pytest.mark.usefixtures("_ray")
def test_a_system_that_kills_every_worker_ends_the_run(tmp_path: Path, gold: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="articles pier-6 to pier-11: 3 workers died while they ran them") as caught:
        ran(tmp_path / "run", ON_RAY, gold, {"kill": "pier-8"})
    assert f"folder={tmp_path / 'run'} goes on" in str(caught.value)
    assert not (tmp_path / "run" / "results.json").exists()


@pytest.mark.usefixtures("_ray")
def test_failures_stop_the_run_and_it_goes_on(tmp_path: Path, gold: dict[str, Any]) -> None:
    folder, log, once = tmp_path / "run", tmp_path / "log", tmp_path / "fixed"
    system = {"_target_": "ray_systems.Mended", "log": str(log), "fail": "pier-13", "once": str(once)}
    with pytest.raises(InputError, match="articles pier-12 to pier-14: ZeroDivisionError: no answer for pier-13"):
        ran(folder, {**ON_RAY, "workers": 1}, gold, system)
    assert "ZeroDivisionError" in (folder / "tracebacks.txt").read_text(encoding="utf-8")
    kept = sorted(path.name for path in (folder / "predictions").iterdir())
    assert "part-00000002.parquet" not in kept
    log.unlink()
    once.touch()
    found = ran(folder, {**ON_RAY, "workers": 1}, gold, system)
    there = sum({0: 6, 1: 6, 3: 2}[int(name[5:13])] for name in kept)
    assert found.results["run"]["resumed"] == there
    assert len(seen_by(log)) == 20 - there
    whole = ran(tmp_path / "whole", ON_RAY, gold, {})
    assert (folder / "predictions.jsonl").read_bytes() == (tmp_path / "whole" / "predictions.jsonl").read_bytes()
    assert found.results["measures"] == whole.results["measures"]
    with pytest.raises(InputError, match=r"system\.fail is 'pier-13' there and 'pier-1' now"):
        ran(folder, {**ON_RAY, "workers": 1}, gold, {**system, "fail": "pier-1"})


@pytest.mark.usefixtures("_ray")
def test_failures_are_recorded_as_in_one_process(tmp_path: Path, gold: dict[str, Any]) -> None:
    record = {"on_error": "record"}
    local = ran(tmp_path / "local", {**LOCAL, **record}, gold, {"fail": "pier-13"})
    found = ran(tmp_path / "ray", {**ON_RAY, **record}, gold, {"fail": "pier-13"})
    expected, got = alike(local.results), alike(found.results)
    assert got == expected
    assert got["run"]["failed"] == [{"id": "pier-13", "error": "ZeroDivisionError: no answer for pier-13"}]
    assert "no answer for pier-13" in (tmp_path / "ray" / "tracebacks.txt").read_text(encoding="utf-8")


@pytest.mark.usefixtures("_ray")
def test_more_articles_than_a_report_is_for(
    tmp_path: Path, gold: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    local = ran(tmp_path / "local", LOCAL, gold, {}, errors=False)
    place = tmp_path / "elsewhere"
    runner = {**ON_RAY, "small": 19, "predictions": f"file://{place}"}
    found = ran(tmp_path / "ray", runner, gold, {})
    assert alike(found.results) == alike(local.results)
    assert {path.name for path in (tmp_path / "ray").iterdir()} == FILES - {"predictions.jsonl", "report.html"}
    assert f"more than 19 articles: predictions are the parquet in {place}" in capsys.readouterr().err
    again = ran(tmp_path / "ray", {**runner, "small": 20, "workers": 1}, gold, {})
    assert again.results["run"]["resumed"] == 20
    assert again.results["run"]["articles_per_second"] is None
    assert again.results["measures"] == local.results["measures"]
    assert (tmp_path / "ray" / "predictions.jsonl").read_bytes() == (
        tmp_path / "local" / "predictions.jsonl"
    ).read_bytes()
    with pytest.raises(InputError, match="holds predictions of another run"):
        ran(tmp_path / "other", runner, gold, {"fail": "nobody"})
    with pytest.raises(InputError, match=r"score\.check: found 20 articles, expected at most runner\.small=19"):
        ran(tmp_path / "check", runner, gold, {}, check="seqeval")


@pytest.mark.usefixtures("_ray")
def test_a_built_dataset_is_read_by_its_rows(tmp_path: Path) -> None:
    from wirecopy.corpus.dataset.build import build as build_dataset

    out = tmp_path / "out"
    build_dataset(out)
    data = {"_target_": "wirecopy.evaluation.datasets.hub", "name": str(out), "revision": None, "split": "validation"}
    rules = {"_target_": "wirecopy.evaluation.systems.rules.build"}
    local = ran(tmp_path / "local", LOCAL, data, rules, check="seqeval")
    found = ran(tmp_path / "ray", ON_RAY, data, rules, check="seqeval")
    assert alike(found.results) == alike(local.results)
    assert (tmp_path / "ray" / "predictions.jsonl").read_bytes() == (
        tmp_path / "local" / "predictions.jsonl"
    ).read_bytes()
    table = next((out / "articles").glob("validation-*.parquet"))
    table.write_bytes(table.read_bytes() + b"\0")
    with pytest.raises(InputError, match="was changed since the dataset was built"):
        ran(tmp_path / "changed", ON_RAY, data, rules)
    with pytest.raises(InputError, match=r"data\.split: found 'tset', .* did you mean 'test'"):
        ran(tmp_path / "changed", ON_RAY, {**data, "split": "tset"}, rules)


@pytest.mark.usefixtures("_ray")
def test_what_is_wrong_is_said_before_anything_runs(tmp_path: Path, gold: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=r"runner\.workers: the cluster has .* expected room for 500 workers"):
        ran(tmp_path / "run", {**ON_RAY, "workers": 500}, gold, {})
    with pytest.raises(InputError, match=r"system\.fial: no such key, expected one of .*; did you mean 'fail'"):
        ran(tmp_path / "run", ON_RAY, gold, {"fial": "x"})
    assert not (tmp_path / "run").exists()


def _processes_of(session: int) -> list[str]:
    """Return the command lines of the processes of a session."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text().rpartition(")")[2].split()
                if int(stat[3]) == session and stat[0] != "Z":
                    found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
            except OSError:
                continue
    return found


def _listening(session: int) -> set[str]:
    """Return the local addresses, in the kernel's hexadecimal, on which processes of a session listen."""
    inodes = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if int((entry / "stat").read_text().rpartition(")")[2].split()[3]) == session:
                    inodes |= {str(fd.readlink()) for fd in (entry / "fd").iterdir()}
            except OSError:
                continue
    rows = [row.split() for name in ("tcp", "tcp6") for row in Path("/proc/net", name).read_text().splitlines()[1:]]
    return {row[1].partition(":")[0] for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in inodes}


LOOPBACK = {"0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000"}


def evaluate(*arguments: str, home: Path, **more: str) -> tuple[subprocess.Popen[str], set[str]]:
    """Run the command in a session of its own until it ends; return it, and where its processes have listened.

    ``more`` are variables of its environment.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RAY_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "wirecopy.conf", "evaluate", *arguments], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, start_new_session=True, cwd=home,
        env={**kept, "HOME": str(home), "RAY_ADDRESS": "192.0.2.1:6379", **more},
    )  # fmt: skip
    listened: set[str] = set()
    deadline = time.monotonic() + 300
    while process.poll() is None and time.monotonic() < deadline:
        listened |= _listening(process.pid)
        time.sleep(0.2)
    return process, listened


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="looks into Linux's /proc")
def test_the_command_is_quiet_alone_and_leaves_nothing(tmp_path: Path) -> None:
    arguments = ("runner=ray", "runner.part=3", "runner.batch=2", "folder=run")
    with tempfile.TemporaryDirectory(prefix="w", dir="/tmp") as short:  # as Unix sockets need it
        process, listened = evaluate(*arguments, home=tmp_path, TMPDIR=short)
        assert list(Path(short).iterdir()) == []
    out, err = process.communicate()
    assert process.returncode == 0, err
    assert err == f"run folder {tmp_path / 'run'}   report {tmp_path / 'run' / 'report.html'}\n"
    assert "ray" not in out.lower().replace("array", "")
    assert listened
    assert listened <= LOOPBACK
    assert _processes_of(process.pid) == []
    assert {path.name for path in tmp_path.iterdir()} == {"run"}
    expected, _ = evaluate("runner.batch=2", "folder=local", home=tmp_path)
    assert expected.communicate()[0].splitlines()[:-1] == out.splitlines()[:-1]
    assert (tmp_path / "run" / "predictions.jsonl").read_bytes() == (
        tmp_path / "local" / "predictions.jsonl"
    ).read_bytes()


def test_a_sweep_on_ray(tmp_path: Path) -> None:
    arguments = ("-m", "hydra/launcher=ray", "system=rules,linear", "score.resamples=20", "folder=sweep")
    process, listened = evaluate(*arguments, f"system.train={_few(tmp_path)}", home=tmp_path)
    out, err = process.communicate()
    assert process.returncode == 0, err
    found = json.loads((tmp_path / "sweep" / "comparison.json").read_bytes())
    assert [row["name"].split()[0] for row in found["runs"]] == ["system=rules", "system=linear"]
    assert [row["error"] for row in found["runs"]] == [None, None]
    assert [row["measure"] for row in found["comparisons"]][-1] == "headline.mean"
    assert out.count("entities F1") == 1
    assert err == "sweep folder sweep   comparison sweep/comparison.json\n"
    assert listened
    assert listened <= LOOPBACK
    assert _processes_of(process.pid) == []


def _few(folder: Path) -> Path:
    """Return a file of a few training articles: what is tested is the launcher."""
    from wirecopy.corpus.store import load

    write_lines(folder / "train.jsonl", [article.line() for article in load("train")[:6]])
    return folder / "train.jsonl"


def test_a_failing_run_of_a_sweep_on_ray(tmp_path: Path) -> None:
    process, _ = evaluate("-m", "hydra/launcher=ray", "runner.batch=0,5", "folder=sweep", home=tmp_path)
    _, err = process.communicate()
    assert process.returncode == 2
    assert "run 0 failed: runner.batch: found 0, expected a whole number of at least 1" in err
    assert "Traceback" not in err
    found = json.loads((tmp_path / "sweep" / "comparison.json").read_bytes())
    assert [row["error"] is None for row in found["runs"]] == [False, True]
