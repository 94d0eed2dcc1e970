"""How long each command takes to start, as multiples of bare python, and which heavy packages it imports.

Run `python benchmarks/bench_startup.py`. Each command runs several times in a process of its own; the least CPU time
counts.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec

from wirecopy.conf.cli import COMMANDS
from wirecopy.corpus import load

REPEATS = 7
HEAVY = ("datasets", "hydra", "jinja2", "label_studio_sdk", "msgspec", "numpy", "pandas", "rich", "scipy", "seqeval",
         "sklearn", "torch", "trafilatura", "typer", "yaml")  # fmt: skip
SHOW_MODULES = """
import sys
from wirecopy.conf.cli import run
code = run(sys.argv[1:])
sys.stdout.flush()
print("|modules|", *sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


def fastest(command: list[str]) -> float:
    """Return the least CPU seconds of several runs, which other work on the machine hardly changes."""
    times = []
    for _ in range(REPEATS):
        before = os.times()
        subprocess.run(command, capture_output=True, check=False)
        after = os.times()
        times.append(after.children_user + after.children_system - before.children_user - before.children_system)
    return min(times)


def imported(arguments: list[str]) -> list[str]:
    """Return which heavy packages a command imports."""
    done = subprocess.run([sys.executable, "-c", SHOW_MODULES, *arguments], capture_output=True, text=True, check=False)
    modules = done.stderr.rpartition("|modules|")[2].split()
    return [name for name in HEAVY if name in modules]


def main() -> None:
    """Print ratios first, then seconds and imports."""
    bare = fastest([sys.executable, "-c", "pass"])
    numpy = fastest([sys.executable, "-c", "import numpy"])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.jsonl"
        path.write_bytes(b"".join(msgspec.json.encode(article.annotation) + b"\n" for article in load("test")))
        commands = [["--help"], ["--version"], ["score", str(path), "--json"], ["score", str(path)],
                    ["corpus", "validate"], *([name, "--help"] for name in COMMANDS)]  # fmt: skip
        print(f"bare python {bare:.3f} s; with numpy {numpy:.3f} s")
        print("  times python   seconds   above python   command: heavy packages that it imports")
        for arguments in commands:
            seconds = fastest([sys.executable, "-m", "wirecopy.conf", *arguments])
            shown = " ".join(argument.replace(str(path), "PREDICTIONS") for argument in arguments)
            packages = ", ".join(imported(arguments))
            print(f"  {seconds / bare:11.1f} x {seconds:9.3f} {seconds - bare:14.3f}   {shown}: {packages}", flush=True)


if __name__ == "__main__":
    main()
