"""The report of a run: seconds, megabytes and peak memory to write it, and how soon a browser shows it.

Run `python benchmarks/bench_report.py`; `--articles N` sets the largest number, of which a hundredth and a tenth are
measured as well. Articles are copies of the shipped ones at their full length, with every kind of error in each. Each
report is written by a process of its own from articles, predictions and results in memory; what these take is given
beside the peak. Where playwright and chromium are found, the page is opened from its file: the list, an article, and a
search of all texts.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import Any

import msgspec

from wirecopy.corpus.dataset.source import embedded
from wirecopy.corpus.model import Annotation, Article
from wirecopy.corpus.store import catalogue
from wirecopy.corpus.units import claims_of, entities_of, events_of
from wirecopy.evaluation import score
from wirecopy.evaluation.report import write_report


def spoilt(gold: Annotation, name: str) -> Annotation:
    """Return a prediction with units missed, mistyped and mis-bounded in every layer."""
    entities = [e for i, e in enumerate(entities_of(gold)) if i % 3]
    entities = [
        msgspec.structs.replace(e, type="LAW") if i % 4 == 0
        else msgspec.structs.replace(e, end=e.end - 1) if i % 5 == 0 and e.end - e.start > 3
        else e
        for i, e in enumerate(entities)
    ]  # fmt: skip
    claims = [c for i, c in enumerate(claims_of(gold)) if i % 4]
    claims = [
        msgspec.structs.replace(c, parent=None, certainty="hedged" if i % 3 == 0 else c.certainty)
        for i, c in enumerate(claims)
    ]
    events = [msgspec.structs.replace(e, arguments=e.arguments[1:]) for i, e in enumerate(events_of(gold)) if i % 3]
    return Annotation(name, tuple(entities), tuple(claims), tuple(events))


def generated(articles: int) -> tuple[list[Article], list[Annotation]]:
    """Return copies of the shipped articles with ids and texts of their own, and predictions for them."""
    shipped = [a for split in catalogue().splits for a in embedded().articles(split) if a.text is not None]
    found, predictions = [], []
    for number in range(articles):
        one = shipped[number % len(shipped)]
        name = f"generated-{number:06d}"
        layers = msgspec.structs.replace(one.annotation, id=name)
        found.append(msgspec.structs.replace(one, id=name, text=f"{one.text}\nCopy {number}.\n", annotation=layers))
        predictions.append(spoilt(one.annotation, name))
    return found, predictions


def measured(articles: int) -> dict[str, Any]:
    """Write a report in this process and return what it took."""
    found, predictions = generated(articles)
    results = score([a.annotation for a in found], predictions, errors=True, resamples=10)
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        # The peak is counted from here on (Linux).
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        before = _status("VmRSS")
        start = perf_counter()
        write_report(page, results, found, predictions)
        seconds = perf_counter() - start
        peak = _status("VmHWM")
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
        return {
            "seconds": seconds, "page": page.stat().st_size, "bytes": size, "before": before,
            "peak": peak, "browser": opened(page),
        }  # fmt: skip


def _status(field: str) -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{field}:"))


def opened(path: Path) -> list[float] | None:
    """Return the seconds until a browser lists the articles, until it shows one, and until a search is answered."""
    chromium = shutil.which("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    if chromium is None:
        return None
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        marks = [perf_counter()]
        page.goto(path.as_uri())
        page.locator("html[data-ready=yes]").wait_for(state="attached")
        marks.append(perf_counter())
        page.locator(".opener").first.click()
        page.locator(".wc-text").wait_for()
        marks.append(perf_counter())
        page.get_by_label("Search").fill("copy 77")
        page.locator(".around mark").first.wait_for()
        page.locator("#count").filter(has_not_text="reading").wait_for()
        marks.append(perf_counter())
        browser.close()
    return [later - earlier for earlier, later in pairwise(marks)]


def main() -> None:
    """Print a line a report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--measure", type=int, help="write one in this process and print JSON (used by the others)")
    options = parser.parse_args()
    if options.measure is not None:
        print(json.dumps(measured(options.measure)))
        return
    print(
        f"{'articles':>9} {'seconds':>8} {'page':>9} {'with files':>11} {'in memory':>10} {'peak':>8}"
        f" {'lists':>7} {'opens':>7} {'finds':>7}"
    )
    for number in (options.articles // 100, options.articles // 10, options.articles):
        command = [sys.executable, __file__, "--measure", str(number)]
        row = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
        times = " ".join(f"{seconds:5.2f} s" for seconds in row["browser"] or [])
        print(
            f"{number:9,} {row['seconds']:8.1f} {row['page'] / 1e6:6.1f} MB {row['bytes'] / 1e6:8.1f} MB "
            f"{row['before'] / 1e6:7.0f} MB {row['peak'] / 1e6:5.0f} MB {times}",
            flush=True,
        )


if __name__ == "__main__":
    main()
