"""The Codabench bundle: its shape, and its scoring program run as the platform runs it."""

import io
import json
import os
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

from wirecopy.conf.cli import run
from wirecopy.corpus import load
from wirecopy.corpus.lines import write_lines
from wirecopy.corpus.model import Annotation, Entity
from wirecopy.evaluation.gold import SplitGold
from wirecopy.evaluation.scoring import score_file

SPLIT = "train"


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("bundle") / "bundle.zip"
    assert run(["leaderboard", "bundle", str(out), "--split", SPLIT]) == 0
    return out


def mounted(bundle: Path, root: Path) -> Path:
    """Unpack a bundle as the platform mounts it: program and reference data below ``app``."""
    with zipfile.ZipFile(bundle) as outer:
        for name, place in (("scoring_program.zip", "program"), ("reference_data.zip", "input/ref")):
            with zipfile.ZipFile(io.BytesIO(outer.read(name))) as inner:
                inner.extractall(root / "app" / place)
    for place in ("input/res", "output"):
        (root / "app" / place).mkdir(parents=True)
    return root / "app"


def run_program(app: Path) -> subprocess.CompletedProcess[str]:
    """Run the command of the program's metadata, ``/app`` being where the test has it."""
    command = yaml.safe_load((app / "program" / "metadata.yaml").read_text(encoding="utf-8"))["command"]
    assert command == "python3 /app/program/scoring.py /app/input/ /app/output/"
    words = [word.replace("/app", str(app)) for word in shlex.split(command)]
    # A proxy that nobody listens on: whatever the program asked of the network would fail.
    nowhere = {f"{name}_proxy": "http://127.0.0.1:9" for name in ("http", "https", "all")}
    return subprocess.run(
        [sys.executable, *words[1:]], cwd=app / "program", env={**os.environ, **nowhere, "WIRECOPY_DATA": str(app)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_bundle_has_the_shape_that_the_platform_reads(bundle: Path) -> None:
    with zipfile.ZipFile(bundle) as outer:
        names = outer.namelist()
        competition = yaml.safe_load(outer.read("competition.yaml"))
        logo = outer.read("logo.png")
    assert competition["version"] == 2
    assert logo.startswith(b"\x89PNG")
    for name in (competition["image"], competition["terms"], *(page["file"] for page in competition["pages"])):
        assert name in names
    [task] = competition["tasks"]
    assert {task["scoring_program"], task["reference_data"]} <= set(names)
    [phase] = competition["phases"]
    assert phase["tasks"] == [task["index"]]
    [leaderboard] = competition["leaderboards"]
    assert [column["index"] for column in leaderboard["columns"]] == list(range(10))
    assert competition["docker_image"]


def test_the_same_version_gives_the_same_bytes(bundle: Path, tmp_path: Path) -> None:
    assert run(["leaderboard", "bundle", str(tmp_path / "again.zip"), "--split", SPLIT]) == 0
    assert (tmp_path / "again.zip").read_bytes() == bundle.read_bytes()


def test_the_program_scores_as_the_package_does(bundle: Path, tmp_path: Path) -> None:
    app = mounted(bundle, tmp_path)
    lines = [Annotation(a.id, tuple(a.annotation.entities)[2:], a.annotation.claims, ()) for a in load(SPLIT)]  # type: ignore[arg-type]
    write_lines(app / "input" / "res" / "mine" / "predictions.jsonl", lines)
    done = run_program(app)
    assert done.returncode == 0, done.stderr
    scores = json.loads((app / "output" / "scores.json").read_text(encoding="utf-8"))
    expected = score_file(app / "input" / "res" / "mine" / "predictions.jsonl", SplitGold(SPLIT))
    assert {key: scores[key] for key in expected["headline"]} == expected["headline"]
    assert done.stdout.strip() == expected["signature"]
    columns = yaml.safe_load(zipfile.ZipFile(bundle).read("competition.yaml"))["leaderboards"][0]["columns"]
    assert set(scores) == {column["key"] for column in columns}
    details = (app / "output" / "detailed_results.html").read_text(encoding="utf-8")
    assert "application/octet-stream" in details
    assert sorted(path.name for path in (app / "output").iterdir()) == ["detailed_results.html", "scores.json"]


def test_the_program_brings_its_own_package(bundle: Path, tmp_path: Path) -> None:
    app = mounted(bundle, tmp_path)
    code = "import sys; sys.path.insert(0, sys.argv[1]); import wirecopy.evaluation.scoring as s; print(s.__file__)"
    found = subprocess.run(
        [sys.executable, "-c", code, str(app / "program")], capture_output=True, text=True, check=True
    )
    assert Path(found.stdout.strip()).is_relative_to(app / "program")
    assert not list((app / "program").rglob("articles/**/*.txt"))


@pytest.mark.parametrize("given", ["nothing", "two", "broken"])
def test_what_cannot_be_scored_is_explained(given: str, bundle: Path, tmp_path: Path) -> None:
    app = mounted(bundle, tmp_path)
    [first, *_] = load(SPLIT)
    lines = [Annotation(first.id, (Entity(0, 2, "<b>PERSON"),))]
    for number in range({"nothing": 0, "two": 2, "broken": 1}[given]):
        write_lines(app / "input" / "res" / f"{number}.jsonl", lines)
    done = run_program(app)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    page = (app / "output" / "detailed_results.html").read_text(encoding="utf-8")
    assert "expected" in page
    assert "<b>" not in page
    assert not (app / "output" / "scores.json").exists()


def test_withheld_texts_are_not_in_the_bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIRECOPY_DATA", str(tmp_path / "none"))
    assert run(["leaderboard", "bundle", str(tmp_path / "real.zip"), "--split", "real"]) == 0
    app = mounted(tmp_path / "real.zip", tmp_path)
    for line in (app / "input" / "ref" / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        assert json.loads(line).get("text") is None


@pytest.mark.parametrize(("out", "split"), [("b.tar", "train"), ("b.zip", "trian")])
def test_bad_arguments_are_refused(out: str, split: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["leaderboard", "bundle", str(tmp_path / out), "--split", split]) == 2
    assert "expected" in capsys.readouterr().err
    assert not (tmp_path / out).exists()
