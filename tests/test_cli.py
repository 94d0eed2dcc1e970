"""The command line as a whole: exit codes, streams, versions, misspelt commands."""

import subprocess
import sys

import pytest

from wirecopy.conf.cli import COMMANDS, run


def wirecopy(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "wirecopy.conf", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def test_help_lists_every_command() -> None:
    done = wirecopy("--help")
    assert done.returncode == 0
    assert all(name in done.stdout for name in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    done = wirecopy(command, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "wirecopy" in done.stdout


def test_version() -> None:
    assert wirecopy("--version").stdout.startswith("wirecopy 0.")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["scor"], "did you mean 'score'"),
        (["corpus", "validat"], "validat"),
        (["score"], "predictions"),
        (["score", "x.jsonl", "--speed"], "--speed"),
        (["score", "no-such-file.jsonl"], "no-such-file.jsonl: no such file"),
        (["corpus", "show", "nowhere-1"], "nowhere-1: no such article"),
        (["report", "."], "expected the folder of a run"),
    ],
)
def test_usage_and_input_errors_are_one_line_on_standard_error(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert message in printed.err
    assert len(printed.err.strip().splitlines()) == 1


def test_a_reader_that_goes_away_is_no_error() -> None:
    command = f"{sys.executable} -m wirecopy.conf corpus show tekwa-truce-1 | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, timeout=60)
    assert "Traceback" not in done.stderr
