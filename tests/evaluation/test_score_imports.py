"""Starting up stays light: what the command line must not import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from wirecopy.corpus import load

HEAVY = {
    "datasets",
    "sklearn",
    "hydra",
    "label_studio_sdk",
    "scipy",
    "pandas",
    "pyarrow",
    "torch",
    "seqeval",
    "transformers",
}
SCRIPT = """
import sys
from wirecopy.conf.cli import run
code = run(sys.argv[1:])
print("|modules|", *sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
sys.exit(code)
"""


def modules(arguments: list[str]) -> set[str]:
    done = subprocess.run([sys.executable, "-c", SCRIPT, *arguments], capture_output=True, text=True, check=True)
    return set(done.stderr.rpartition("|modules|")[2].split())


def test_help_imports_neither_the_heavy_nor_numpy() -> None:
    assert modules(["--help"]) & (HEAVY | {"numpy", "rich", "jinja2"}) == set()


@pytest.mark.parametrize("options", [["--json"], [], ["--per-article", "--errors", "--json"]], ids=str)
def test_scoring_the_embedded_split_imports_nothing_heavy(options: list[str], tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_bytes(b"".join(msgspec.json.encode(article.annotation) + b"\n" for article in load("test")))
    found = modules(["score", str(path), *options])
    assert "numpy" in found
    assert found & HEAVY == set()


def test_the_test_would_see_a_heavy_import() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.replace("import sys", "import sys, scipy.optimize", 1), "--version"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "scipy" in done.stderr.rpartition("|modules|")[2].split()
