"""A real Chromium, and pages made from a small board and two runs; skipped where browser or driver are missing."""

import os
import shutil
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from browser_pages import BOARD_SPLITS, SPLIT, SYSTEMS, spoilt

from wirecopy.conf.cli import run
from wirecopy.corpus import load
from wirecopy.corpus.lines import write_lines
from wirecopy.evaluation.gold import SplitGold
from wirecopy.evaluation.leaderboard.board import add
from wirecopy.evaluation.leaderboard.record import make_record

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api", reason="needs playwright (extra slow)")
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("needs chromium")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS, headless=True)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def board(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page of a board with twelve systems, three of them on earlier data and on the real articles too."""
    folder = tmp_path_factory.mktemp("board")
    gold = [a.annotation for a in load(BOARD_SPLITS)]
    for number in range(SYSTEMS):
        path = folder / "p.jsonl"
        write_lines(path, [spoilt(line, number // 2 + 2 + place * (number + 3) % 7) for place, line in enumerate(gold)])
        organisation = ("North Lab", "South Institute", None)[number % 3]
        record = make_record(
            path, SplitGold(BOARD_SPLITS), f"System {chr(65 + number)}", organisation=organisation,
            url="https://example.org/", on=date(2026, 1, number + 1),
        )  # fmt: skip
        add(folder / "board", record)
        if number < 3:  # an earlier version of the data, and the real articles in submissions of their own
            older = deepcopy(record.results)
            older["data"] |= {"version": "0.0.1", "sha256": "1" * 64}
            add(folder / "board", msgspec.structs.replace(record, results=older, date=f"2025-06-0{number + 1}"))
            write_lines(path, [spoilt(a.annotation, number + 2) for a in load("real", texts=False)])
            add(folder / "board", make_record(path, SplitGold("real"), record.name, organisation=organisation))
    assert run(["leaderboard", "build", str(folder / "board"), str(folder / "out")]) == 0
    return folder / "out" / "index.html"


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return the folders of two runs; the second holds their comparison too."""
    folder = tmp_path_factory.mktemp("runs")
    for name, step in (("one", 3), ("two", 5)):
        write_lines(folder / f"{name}.jsonl", [spoilt(a.annotation, step) for a in load(SPLIT)])
        overrides = ["system=predictions", f"system.path={folder / name}.jsonl", f"data.split={SPLIT}"]
        assert run(["evaluate", *overrides, f"hydra.run.dir={folder / name}"]) == 0
    assert run(["report", str(folder / "one"), str(folder / "two")]) == 0
    return folder / "one", folder / "two"


class Visit:
    """Opens pages of a context and keeps what they ask for and complain of."""

    def __init__(self, browser: Any, **options: Any) -> None:
        self.context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        self.requests: list[str] = []
        self.complaints: list[str] = []

    def open(self, path: Path, anchor: str = "") -> Any:
        """Return the page of a file, loaded."""
        page = self.context.new_page()
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(path.as_uri() + anchor)
        return page


@pytest.fixture
def visit(browser: Any) -> Iterator[Any]:
    """Return a way to open pages; at the end nothing was asked of anybody, and no page complained."""
    visits: list[Visit] = []

    def start(**options: Any) -> Visit:
        visits.append(Visit(browser, **options))
        return visits[-1]

    yield start
    for each in visits:
        each.context.close()
        assert not [url for url in each.requests if not url.startswith(("file:", "data:"))]
        assert each.complaints == []
