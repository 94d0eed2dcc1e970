"""One run over many articles: the runner of one process beside Ray on the same machine, with seconds and memory.

Run `python benchmarks/bench_ray.py --articles N`; `--system rules` runs the rules baseline instead of a regular
expression that finds capitalised words, which costs next to nothing, so that what is measured is everything else.
`--only ray` leaves the other runner out, `--folder DIR` keeps the articles and the runs.

Articles are copies of the embedded ones with ids of their own, ten to a story, as annotation lines in one file. Each
run is the command itself, `wirecopy evaluate`, in a session of its own: seconds are from its start to its end, those of
the processors add up all its processes, memory is what these hold together at most (proportional set size, sampled
twice a second) and what the process of the command holds alone. No run makes the error analysis. One process always
writes report.html, Ray only up to `--small` articles: `--small N` gives both the same work.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from wirecopy.corpus.lines import write_lines
from wirecopy.corpus.model import Annotation, Article, Entity
from wirecopy.corpus.store import load

HERE = Path(__file__).parent
SYSTEMS = {"names": ["system=python", "system._target_=bench_ray.Names"], "rules": ["system=rules"]}
RUNNERS = {"local": ["runner=local"], "ray": ["runner=ray"]}
WORDS = re.compile(r"\b[A-Z][a-z]+(?: [A-Z][a-z]+)*")


class Names:
    """Calls every run of capitalised words a person: the cheapest system that does something."""

    name, layers = "names", ("entities",)

    def predict(self, articles: Sequence[Article]) -> list[Annotation]:
        """Return the annotations."""
        return [
            Annotation(a.id, entities=tuple(Entity(m.start(), m.end(), "PER") for m in WORDS.finditer(a.text or "")))
            for a in articles
        ]


class Measured(NamedTuple):
    """Seconds of a run and of all processors in it, the most bytes of its processes together and of the first alone."""

    seconds: float
    busy: float
    together: int
    alone: int
    results: dict[str, Any]


def copies(number: int) -> Iterator[Annotation]:
    """Yield lines of articles, made when they are asked for."""
    shipped = [article for split in ("train", "validation", "test") for article in load(split, texts=False)]
    lines = [article.line() for article in shipped if article.text is not None]
    for i in range(number):
        line = lines[i % len(lines)]
        yield msgspec.structs.replace(line, id=f"copy-{i:07d}", story=f"story-{i // 10:06d}")


def held(session: int, busy: dict[str, float]) -> int:
    """Return the bytes that the processes of a session hold, shared ones counted once; note each one's seconds."""
    total = 0
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                if int(fields[3]) == session:
                    busy[entry.name] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
                    rows = (entry / "smaps_rollup").read_text().splitlines()
                    total += next(int(row.split()[1]) for row in rows if row.startswith("Pss:")) * 1024
            except (OSError, StopIteration):
                continue
    return total


def run(overrides: list[str], folder: Path) -> Measured:
    """Run the command and measure it."""
    command = [sys.executable, "-m", "wirecopy.conf", "evaluate", *overrides, f"folder={folder}", "score.errors=false"]
    environment = {**os.environ, "PYTHONPATH": str(HERE)}
    begin = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True, env=environment
    )
    peaks: list[int] = [0]
    busy: dict[str, float] = {}
    ended = threading.Event()

    def sample() -> None:
        while not ended.wait(0.5):
            peaks[0] = max(peaks[0], held(process.pid, busy))

    thread = threading.Thread(target=sample)
    thread.start()
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - begin
    ended.set()
    thread.join()
    if process.returncode:
        raise SystemExit(said.decode())
    results = json.loads((folder / "results.json").read_bytes())
    busy[str(process.pid)] = usage.ru_utime + usage.ru_stime
    return Measured(seconds, sum(busy.values()), max(peaks[0], usage.ru_maxrss * 1024), usage.ru_maxrss * 1024, results)


def row(name: str, articles: int, found: Measured) -> str:
    """Return a line of the table."""
    return (
        f"{name:7} {articles:9,} {found.seconds:8.1f} s {articles / found.seconds:7,.0f}/s {found.busy:10,.1f} s "
        f"{found.together / 2**20:9,.0f} MB {found.alone / 2**20:9,.0f} MB"
    )


def main() -> None:
    """Print a line a runner, and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--system", choices=SYSTEMS, default="names")
    parser.add_argument("--only", choices=RUNNERS)
    parser.add_argument("--small", type=int, default=0, help="runner.small (default 0: parquet only)")
    parser.add_argument("--folder", type=Path, help="keep articles and runs there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        path = folder / f"articles-{options.articles}.jsonl"
        if not path.exists():
            write_lines(path, copies(options.articles))
        print(f"{options.articles:,} articles, {path.stat().st_size / 2**20:,.0f} MB, system {options.system}")
        columns = f"{'runner':7} {'articles':>9} {'whole run':>10} {'':>9} {'processors':>12} {'together':>12}"
        print(f"{columns} {'the command':>12}", flush=True)
        found = {}
        for name in [options.only] if options.only else RUNNERS:
            more = [f"runner.small={options.small}"] if name == "ray" else []
            overrides = ["data=lines", f"data.path={path}", *SYSTEMS[options.system], *RUNNERS[name], *more]
            found[name] = run(overrides, folder / f"{name}-{options.system}-{options.articles}")
            print(row(name, options.articles, found[name]), flush=True)
        if len(found) == len(RUNNERS):
            ratio = found["local"].seconds / found["ray"].seconds
            same = found["local"].results["measures"] == found["ray"].results["measures"]
            print(f"Ray is {ratio:.2f} times as fast; the same scores: {'yes' if same else 'NO'}")


if __name__ == "__main__":
    main()
