"""The workflow for contributions: what it may do, and its script on a repository with an article and a submission."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from wirecopy.conf.cli import run
from wirecopy.corpus import load
from wirecopy.corpus.lines import write_lines
from wirecopy.corpus.store import ARTICLES

WORKFLOWS = Path(__file__).resolve().parents[2] / ".github" / "workflows"
SCRIPT = WORKFLOWS / "contributions.sh"

pytestmark = pytest.mark.skipif(not SCRIPT.is_file(), reason="needs the checkout: workflows are not in the wheel")


def test_it_can_only_read() -> None:
    workflow = yaml.safe_load((WORKFLOWS / "contributions.yml").read_text(encoding="utf-8"))
    # YAML 1.1 reads the key "on" as true.
    assert list(workflow[True]) == ["pull_request"]
    assert workflow["permissions"] == {"contents": "read"}
    text = (WORKFLOWS / "contributions.yml").read_text(encoding="utf-8")
    assert "secrets" not in text.replace("no secrets", "")
    for job in workflow["jobs"].values():
        assert "permissions" not in job
        for step in job["steps"]:
            # What comes from the request reaches the shell as a variable, never as part of a command.
            assert "${{" not in step.get("run", "")
            if "checkout" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False


def git(folder: Path, *words: str) -> str:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *identity, *words], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    if shutil.which("git") is None or shutil.which("bash") is None:
        pytest.skip("needs git and bash")
    folder = tmp_path / "checkout"
    (folder / "corpus" / "articles").mkdir(parents=True)
    (folder / "board").mkdir()
    (folder / "README.md").write_text("x\n", encoding="utf-8")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "start")
    return folder


def answer(folder: Path) -> tuple[int, str]:
    base = git(folder, "rev-parse", "HEAD")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "change")
    beside = str(Path(sys.executable).parent)
    done = subprocess.run(
        ["bash", str(SCRIPT), base], cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, "PATH": f"{beside}{os.pathsep}{os.environ['PATH']}"},
    )  # fmt: skip
    return done.returncode, done.stdout


def submitted(folder: Path) -> Path:
    path = folder / "board" / "predictions" / "mine $(touch hacked).jsonl"
    write_lines(path, [a.annotation for a in load("train")])
    command = ["leaderboard", "submit", str(path), "--name", "Mine | `x`", "--board", str(folder / "board")]
    assert run([*command, "--split", "train"]) == 0
    return path


def test_a_submission_is_answered_with_its_scores(checkout: Path) -> None:
    submitted(checkout)
    code, said = answer(checkout)
    assert code == 0, said
    assert "| Mine \\| \\`x\\` | 1.000 |" in said
    assert "The board builds." in said
    assert not (checkout / "hacked").exists()


def test_predictions_that_are_not_the_records_fail(checkout: Path) -> None:
    path = submitted(checkout)
    write_lines(path, [a.annotation for a in load("validation")])
    code, said = answer(checkout)
    assert code == 1
    assert "found no record" in said


def test_an_article_is_answered_with_its_findings(checkout: Path) -> None:
    source = next(ARTICLES.glob("*/*-1.txt")).with_suffix("")
    folder = checkout / "corpus" / "articles" / source.parent.name
    folder.mkdir()
    for suffix in (".txt", ".json"):
        shutil.copy(source.with_suffix(suffix), folder)
    (folder / f"{source.name}.json").write_text("{}", encoding="utf-8")
    code, said = answer(checkout)
    assert code == 1
    assert f"{source.name}.json" in said
    assert "## Articles: 1 changed" in said
    assert all(line.startswith(("    ", "#")) or not line for line in said.splitlines())
