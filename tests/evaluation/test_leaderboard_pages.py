"""The built board: page, JSON, CSV and Markdown, with hostile words in every field that a submission has."""

import csv
import hashlib
import io
import json
import re
import time
from copy import deepcopy
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from wirecopy.conf.cli import run
from wirecopy.corpus import load
from wirecopy.corpus.atomic import write_bytes
from wirecopy.corpus.lines import write_lines
from wirecopy.corpus.model import Annotation
from wirecopy.evaluation.gold import SplitGold
from wirecopy.evaluation.leaderboard.board import add, encoded, read
from wirecopy.evaluation.leaderboard.record import Predictions, make_record
from wirecopy.evaluation.leaderboard.tables import escaped, inert
from wirecopy.evaluation.measures import HEADLINES

HOSTILE = [
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "=HYPERLINK(\"http://x\",\"y\")",
    " =1+1",
    "＝1+1",
    "@SUM(1)",
    "-2+3",
    "a|b [x](javascript:alert(1)) `c` **d** <b>",
    "{{ 7*7 }}{% raw %}",
    "</script><script>alert(2)</script>",
    "<!--",
    "www.x.org https://x.org a@b.org",
]  # fmt: skip

# What a record says of its data comes from anybody too.
STRANGE = {"name": "<img src=x>", "version": "1<script>alert(3)</script>", "split": '=1+1"onclick=alert(4)'}


def entry(
    board: Path, name: str, drop: int, *, organisation: str | None = None, on: date | None = None,
    data: dict[str, str] | None = None,
) -> str:  # fmt: skip
    """Add a system that finds all but some of the entities of the training articles; return its key."""
    lines = [a.annotation for a in load("train")]
    write_lines(
        board.parent / "p.jsonl",
        [msgspec.structs.replace(line, entities=tuple(line.entities)[drop:]) for line in lines],  # type: ignore[arg-type]
    )
    record = make_record(
        board.parent / "p.jsonl", SplitGold("train"), name, organisation=organisation, url="https://example.org/a?b=c&d",
        on=on or date(2026, 1, 1),
    )  # fmt: skip
    record.results["signature"] = f"{name}|{record.results['signature']}"
    record.results["measures"]["entities.strict"]["types"][name] = record.results["measures"]["entities.strict"][
        "types"
    ]["PER"]
    record.results["errors"]["kinds"][name] = {name: 3}
    record.results["data"].update(data or {})
    add(board, record)
    return record.key


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    for number, words in enumerate(HOSTILE):
        entry(folder / "board", words, number + 1, organisation=words, data=STRANGE)
        entry(folder / "board", words, number + 1, organisation=words, data={**STRANGE, "version": "0"})
    assert run(["leaderboard", "build", str(folder / "board"), str(folder / "out")]) == 0
    return folder / "out"


class Elements(HTMLParser):
    """Collects elements with their attributes, and what stands in scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[tuple[str | None, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.found and self.found[-1][0] == "script":
            self.scripts.append((self.found[-1][1].get("type"), data))


def test_the_page_holds_hostile_words_as_words(built: Path) -> None:
    html = (built / "index.html").read_text(encoding="utf-8")
    parser = Elements()
    parser.feed(html)
    assert sum(tag == "script" and attributes.get("type") is None for tag, attributes in parser.found) == 1
    assert not any(tag in {"img", "iframe", "object", "embed", "link", "base", "form"} for tag, _ in parser.found)
    assert not any(name.startswith("on") for _, attributes in parser.found for name in attributes)
    for _, attributes in parser.found:
        assert re.match(r"#|https?://|leaderboard\.(json|csv|md)$", attributes.get("href") or "#")
        assert "src" not in attributes
    for kind, text in parser.scripts:
        if kind == "application/json" and text.strip():
            assert "<" not in text
            assert set(json.loads(text)["names"]) == set(HOSTILE)
    assert "49" not in re.findall(r"<strong>([^<]*)</strong>", html)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert policy
    assert "default-src 'none'" in policy[1]


def test_csv_has_no_formula(built: Path) -> None:
    rows = list(csv.DictReader(io.StringIO((built / "leaderboard.csv").read_text(encoding="utf-8"))))
    assert len(rows) == len(HOSTILE)
    for row in rows:
        for cell in row.values():
            assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝"))
    assert {row["name"].removeprefix("'") for row in rows} == set(HOSTILE)
    assert [row["rank"] for row in rows] == [str(n) for n in range(1, len(rows) + 1)]


def test_markdown_has_no_markup(built: Path) -> None:
    lines = (built / "leaderboard.md").read_text(encoding="utf-8").splitlines()
    columns = lines[0].count("|")
    for line in lines[2:]:
        assert len(re.findall(r"(?<!\\)\|", line)) == columns
        assert "<" not in line
        assert not re.search(r"(?<!\\)[\[\]`*]", line)
        assert "://" not in line
        assert "www." not in line


def test_json_is_documented_and_compact(built: Path) -> None:
    document = json.loads((built / "leaderboard.json").read_text(encoding="utf-8"))
    assert document["schema"] == "wirecopy-leaderboard/1"
    board, earlier = document["boards"]
    assert (board["current"], earlier["current"]) == (True, False)
    assert {row["name"] for row in board["systems"]} == set(HOSTILE)
    ranking = board["rankings"]["entities"]
    assert [len(row) for row in ranking["p"]] == list(range(len(HOSTILE) - 1, 0, -1))
    assert sorted(key for group in ranking["groups"] for key in group) == sorted(ranking["order"])


@pytest.mark.parametrize("words", HOSTILE)
def test_cells_are_inert_and_say_the_same(words: str) -> None:
    assert inert(words).removeprefix("'") == words
    assert not inert(words).lstrip().startswith(("=", "+", "-", "@"))
    assert "<" not in escaped(words)


def page_of(board: Path) -> tuple[dict[str, Any], str]:
    """Build a board; return its JSON and its page."""
    out = board.parent / "out"
    assert run(["leaderboard", "build", str(board), str(out)]) == 0
    return json.loads((out / "leaderboard.json").read_text(encoding="utf-8")), (out / "index.html").read_text("utf-8")


def test_versions_stand_apart_and_make_a_history(tmp_path: Path) -> None:
    board = tmp_path / "board"
    for day, drop in ((1, 1), (2, 0), (3, 2)):
        entry(board, "Mine", drop, on=date(2026, day, 1), data={"version": "0.0.9", "sha256": "9" * 64})
    entry(board, "Mine", 0, on=date(2026, 1, 15), data={"version": "0.0.10"})
    document, html = page_of(board)
    assert [each["data"]["version"] for each in document["boards"]] == ["0.0.10", "0.0.9"]
    assert [each["current"] for each in document["boards"]] == [True, False]
    [line] = document["history"]
    assert [point["date"] for point in line["submissions"]] == ["2026-01-01", "2026-01-15", "2026-02-01", "2026-03-01"]
    history = html[html.index("<h2>History</h2>") :]
    assert re.findall(r'<th scope="col">([^<]*)<small>train</small>', history) == ["0.0.9", "0.0.10"]
    linked = re.findall(r'<a href="#([^"]*)">', history)
    assert len(linked) >= 4
    for place in linked:
        assert place.startswith("http") or html.count(f'id="{place}"') == 1
    assert [part.partition("<small>")[0].strip() for part in re.findall(r'<h2 id="board-\d">(.*?)</h2>', html)] == [
        "wirecopy 0.0.10, split train", "Earlier data: wirecopy 0.0.9, split train",
    ]  # fmt: skip
    assert len((tmp_path / "out" / "leaderboard.csv").read_text(encoding="utf-8").splitlines()) == 2


def test_splits_of_one_version_are_all_current(tmp_path: Path) -> None:
    board = tmp_path / "board"
    entry(board, "Mine", 1)
    entry(board, "Mine", 0)
    write_lines(tmp_path / "v.jsonl", [a.annotation for a in load("validation")])
    add(board, make_record(tmp_path / "v.jsonl", SplitGold("validation"), "Mine", on=date(2026, 3, 1)))
    document, html = page_of(board)
    assert [(each["data"]["split"], each["current"]) for each in document["boards"]] == [
        ("train", True), ("validation", True),
    ]  # fmt: skip
    assert "Earlier data" not in html


def test_composed_and_real_articles_have_columns(tmp_path: Path) -> None:
    board = tmp_path / "board"
    entry(board, "Mine", 1, organisation="Here", data={"split": "test"})
    entry(board, "Theirs", 2, data={"split": "test"})
    lines = [a.annotation for a in load("real", texts=False)]
    for day, name in ((1, "mine"), (2, "MINE")):
        write_lines(tmp_path / "r.jsonl", lines if day == 2 else [Annotation(line.id, (), (), ()) for line in lines])
        on = date(2026, 2, day)
        add(board, make_record(tmp_path / "r.jsonl", SplitGold("real"), name, organisation="here", on=on))
    document, html = page_of(board)
    assert [each["data"]["split"] for each in document["boards"]] == ["test", "real"]
    systems = {row["name"]: row for row in document["boards"][0]["systems"]}
    mine, theirs = (systems[name]["parts"] for name in ("Mine", "Theirs"))
    assert mine["composed"]["mean"] == systems["Mine"]["scores"]["mean"]["f1"]
    assert (mine["real"]["mean"], mine["real"]["split"]) == (1.0, "real")
    assert "split" not in mine["composed"]
    assert set(theirs) == {"composed"}
    ranking = html[html.index('aria-label="Overall ranking"') : html.index("</table>")]
    assert re.findall(r"<button>(composed|real)</button>", ranking) == ["composed", "real"]
    assert '<td data-value="1.000"><i>1.000</i></td>' in ranking
    assert "submission on split real of these data" in html
    cells = csv.DictReader(io.StringIO((tmp_path / "out" / "leaderboard.csv").read_text(encoding="utf-8")))
    assert [row["real"] for row in cells] == ["1.0000", ""]


def test_an_empty_board_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for board in (tmp_path / "nowhere", tmp_path):
        assert run(["leaderboard", "build", str(board), str(tmp_path / "out")]) == 2
        assert str(board) in capsys.readouterr().err


def test_eval_results_for_the_hub(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = entry(tmp_path / "board", "Mine", 1)
    [path] = (tmp_path / "board").rglob(f"{key}.json")
    assert run(["leaderboard", "eval-results", str(path), "--dataset", "wirecopy/wirecopy"]) == 0
    found = yaml.safe_load(capsys.readouterr().out)
    assert {entry["dataset"]["task_id"] for entry in found} == {"entities", "claims", "events"}
    assert all(entry["dataset"]["id"] == "wirecopy/wirecopy" for entry in found)
    assert next(e["value"] for e in found if e["dataset"]["task_id"] == "events") == 100.0


def test_a_layer_that_is_not_predicted_is_not_ranked(tmp_path: Path) -> None:
    board = tmp_path / "board"
    entry(board, "All", 1)
    write_lines(tmp_path / "e.jsonl", [Annotation(a.id, a.annotation.entities) for a in load("train")])
    add(board, make_record(tmp_path / "e.jsonl", SplitGold("train"), "Entities only"))
    assert run(["leaderboard", "build", str(board), str(tmp_path / "out")]) == 0
    [found] = json.loads((tmp_path / "out" / "leaderboard.json").read_text(encoding="utf-8"))["boards"]
    assert set(found["rankings"]) == {"entities"}
    assert [(row["name"], row["rank"]) for row in found["systems"]] == [("All", 1), ("Entities only", None)]


def test_each_task_has_its_types(tmp_path: Path) -> None:
    entry(tmp_path / "board", "Mine", 1)
    _, html = page_of(tmp_path / "board")
    for title, kind in (("Entities", "PER"), ("Claims", "person"), ("Events", "Visit")):
        table = html[html.index(f'aria-label="{title} by type"') :]
        assert f"<button>{kind}</button>" in table[: table.index("</table>")]


def many(folder: Path, systems: int) -> None:
    """Write a board of systems that differ in what they find of one story, each with sums that fit."""
    entry(folder, "Mine", 1, organisation="Here")
    [path] = folder.rglob("*.json")
    record = read(path)
    measures = record.results["measures"]
    for number in range(systems - 1):
        stories, results = deepcopy(record.stories), deepcopy(record.results)
        for name in HEADLINES.values():
            story = sorted(stories[name])[number % len(stories[name])]
            gold, predicted, matched, _ = stories[name][story]
            found = max(0.0, matched - 1 - number // len(stories[name]))
            stories[name][story] = (gold, predicted, found, found)
            total = sum(row[2] for row in stories[name].values())
            units = measures[name]["gold"] + measures[name]["predicted"]
            results["measures"][name] |= {"matched": total, "f1": 2 * total / units}
        digest = hashlib.sha256(str(number).encode()).hexdigest()
        changed = msgspec.structs.replace(
            record, name=f"System {number}", results=results, stories=stories,
            predictions=Predictions(digest, digest),
        )  # fmt: skip
        write_bytes(folder / changed.data_key / f"{changed.key}.json", encoded(changed))


def test_two_hundred_systems_build_in_under_ten_seconds(tmp_path: Path) -> None:
    many(tmp_path / "board", 200)
    started = time.perf_counter()
    document, html = page_of(tmp_path / "board")
    assert time.perf_counter() - started < 10  # some three where nothing else runs
    [board] = document["boards"]
    assert len(board["systems"]) == 200
    assert len(board["rankings"]["mean"]["p"][0]) == 199
    assert html.count('<details class="system"') == 200
    assert len(html) < 6_000_000
