"""kill -9 in the middle of a run of the command line, and the same command again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from run_systems import gold_lines

from wirecopy.corpus.lines import write_lines

# A slow program that writes down what it is asked.
PROGRAM = """
import json, sys, time
for line in sys.stdin:
    article = json.loads(line)
    with open(sys.argv[1], "a") as log:
        log.write(article["id"] + "\\n")
    time.sleep(0.05)
    at = sum(map(ord, article["id"])) % 20
    print(json.dumps({"id": article["id"], "entities": [{"start": at, "end": at + 3, "type": "PER"}]}))
"""


def _start(tmp_path: Path, folder: Path, log: Path) -> subprocess.Popen[bytes]:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    words = f"[{sys.executable},{program},{log}]"
    return subprocess.Popen(
        [sys.executable, "-m", "wirecopy.conf", "evaluate", f"folder={folder}", "data=lines",
         f"data.path={tmp_path / 'gold.jsonl'}", "system=command", f"system.command={words}", "runner.batch=1",
         "score.resamples=50"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("after", [0, 1, 7, 14])
def test_a_killed_run_goes_on_and_gives_the_same_bytes(tmp_path: Path, after: int) -> None:
    write_lines(tmp_path / "gold.jsonl", gold_lines(15))
    log, folder = tmp_path / "log", tmp_path / "run"
    whole = _start(tmp_path, folder, log)
    assert whole.wait(120) == 0
    expected = (folder / "predictions.jsonl").read_bytes()
    log.unlink()
    folder.rename(tmp_path / "whole")

    killed = _start(tmp_path, folder, log)
    journal = folder / "journal.jsonl"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not (journal.exists() and journal.read_bytes().count(b"\n") >= after):
        time.sleep(0.005)
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()
    finished = [json.loads(line)["prediction"]["id"] for line in journal.read_bytes().splitlines()]
    assert after <= len(finished) < 15
    assert not (folder / "results.json").exists()
    time.sleep(0.3)  # the program that was running has written down its article by now
    log.unlink(missing_ok=True)

    again = _start(tmp_path, folder, log)
    assert again.wait(120) == 0
    assert (folder / "predictions.jsonl").read_bytes() == expected
    assert not set(log.read_text(encoding="utf-8").split()) & set(finished)
    assert json.loads((folder / "results.json").read_bytes())["run"]["resumed"] == len(finished)
