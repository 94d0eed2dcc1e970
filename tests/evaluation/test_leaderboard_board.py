"""Submitting: records, boards that merge, data kept apart, broken records refused."""

import os
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from wirecopy.conf.cli import run
from wirecopy.corpus import load
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.lines import write_lines
from wirecopy.corpus.model import Annotation, Entity
from wirecopy.evaluation.leaderboard.board import add, read, records
from wirecopy.evaluation.leaderboard.history import history
from wirecopy.evaluation.leaderboard.ranking import boards
from wirecopy.evaluation.leaderboard.record import Record


def predictions(path: Path, split: str = "train", *, without: int = 0) -> Path:
    """Write the gold of a split, less some entities of each article, as predictions."""
    lines = [a.annotation for a in load(split, texts=False)]
    write_lines(path, [msgspec.structs.replace(line, entities=tuple(line.entities)[without:]) for line in lines])  # type: ignore[arg-type]
    return path


def submit(path: Path, board: Path, name: str = "Mine", *more: str, split: str = "train") -> int:
    return run(["leaderboard", "submit", str(path), "--name", name, "--board", str(board), "--split", split, *more])


def files(board: Path) -> list[str]:
    return sorted(str(path.relative_to(board)) for path in board.rglob("*.json"))


@pytest.fixture
def board(tmp_path: Path) -> Path:
    assert submit(predictions(tmp_path / "a.jsonl"), tmp_path / "board", "Mine", "--organisation", "Here") == 0
    return tmp_path / "board"


def only(board: Path) -> Path:
    [path] = board.rglob("*.json")
    return path


def test_a_record_says_what_was_scored(board: Path) -> None:
    record = read(only(board))
    assert (record.name, record.organisation, record.gold) == ("Mine", "Here", "open")
    assert record.results["headline"] == {"entities": 1.0, "claims": 1.0, "events": 1.0, "mean": 1.0}
    assert "split:train" in record.results["signature"]
    assert len(record.predictions.sha256) == 64
    assert "articles" not in record.results["errors"]
    assert set(record.parts) == {"composed"}
    assert record.parts["composed"].f1["mean"] == 1.0
    assert date.fromisoformat(record.date)


def test_the_same_predictions_are_one_entry(board: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()
    (tmp_path / "b.jsonl").write_text("\n\n".join(reversed(lines)) + "\n", encoding="utf-8")
    assert submit(tmp_path / "b.jsonl", board, "Another name") == 0
    assert "already" in capsys.readouterr().err
    assert len(files(board)) == 1


def test_two_boards_merge_file_by_file(board: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    submit(predictions(tmp_path / "b.jsonl", without=3), other, "Theirs")
    submit(tmp_path / "a.jsonl", other, "Mine, entered by somebody else")
    names = files(board) + files(other)
    assert len(set(names)) == 3
    shutil.copytree(other, board, dirs_exist_ok=True)
    assert [record.name for record in records(board)] == ["Mine", "Theirs"]


def test_other_data_are_another_board(board: Path, tmp_path: Path) -> None:
    submit(predictions(tmp_path / "b.jsonl", "validation"), board, "mine", "--organisation", "here", split="validation")
    found = boards(records(board))
    assert [len(each.records) for each in found] == [1, 1]
    assert {each.data["split"] for each in found} == {"train", "validation"}
    assert all(each.current for each in found)
    [line] = history(found)
    assert [point["data"]["split"] for point in line["submissions"]] == ["train", "validation"]


def test_long_names_of_data_keep_them_apart(tmp_path: Path) -> None:
    name = "held-back-gold-of-the-shared-task-of-the-workshop-on-news-and-more-2026.jsonl"
    for folder, drop in (("a", 0), ("b", 1)):
        lines = [a.line() for a in load("train")]
        (tmp_path / folder).mkdir()
        write_lines(tmp_path / folder / name, [msgspec.structs.replace(lines[0], story="other"), *lines[1:]][drop:])
        path = tmp_path / f"{folder}.jsonl"
        write_lines(path, [a.annotation for a in load("train")][drop:])
        command = ["leaderboard", "submit", str(path), "--name", "Mine", "--board", str(tmp_path / "board")]
        assert run([*command, "--gold", str(tmp_path / folder / name)]) == 0
    assert len({path.parent for path in (tmp_path / "board").rglob("*.json")}) == 2
    assert [len(each.records) for each in boards(records(tmp_path / "board"))] == [1, 1]


def test_composed_and_real_articles_stand_apart(tmp_path: Path) -> None:
    lines = [a.annotation for a in load("validation,real", texts=False)]
    empty = [a.annotation for a in load("real", texts=False)]
    gone = {line.id: Annotation(line.id, (), (), ()) for line in empty}
    write_lines(tmp_path / "p.jsonl", [gone.get(line.id, line) for line in lines])
    submit(tmp_path / "p.jsonl", tmp_path / "board", split="validation,real")
    parts = read(only(tmp_path / "board")).parts
    assert {name: part.f1["mean"] for name, part in parts.items()} == {"composed": 1.0, "real": 0.0}
    assert parts["real"].articles == len(empty)


def test_all_problems_are_named_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    [article, *_] = load("train")
    write_lines(tmp_path / "p.jsonl", [Annotation(article.id, (Entity(0, 3, "PERSON"), Entity(0, 10**6, "PER")))])
    more = ("--url", "javascript:alert(1)", "--organisation", "x" * 100)
    assert submit(tmp_path / "p.jsonl", tmp_path / "board", "\u202e", *more) == 2
    said = capsys.readouterr().err
    for words in ("name:", "organisation:", "url:", "PERSON", "1000000", "missing"):
        assert words in said, words
    assert not (tmp_path / "board").exists()


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "http://",
        "ftp://x.org",
        "data:text/html,x",
        'https://x.org/"onclick=',
        "https://[",
        "//x",
    ],
)
def test_addresses_that_are_none_are_refused(
    url: str, board: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert submit(predictions(tmp_path / "b.jsonl", without=1), board, "Other", "--url", url) == 2
    assert "url" in capsys.readouterr().err


def test_gold_held_back_is_said_and_closed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gold = tmp_path / "gold.jsonl"
    write_lines(gold, [a.line() for a in load("train")])
    path = predictions(tmp_path / "a.jsonl")
    command = [
        "leaderboard",
        "submit",
        str(path),
        "--name",
        "Mine",
        "--board",
        str(tmp_path / "b"),
        "--gold",
        str(gold),
    ]
    assert run(command) == 0
    record = read(only(tmp_path / "b"))
    assert record.gold == "held back"
    assert record.results["data"]["name"] == "gold.jsonl"
    text = only(tmp_path / "b").read_text(encoding="utf-8")
    assert "surface" not in text
    assert '"text"' not in text
    write_lines(path, [Annotation(a.id, (Entity(0, 3, "PERSON"),)) for a in load("train")])
    assert run(command) == 2
    assert "PERSON" in capsys.readouterr().err


def changed(board: Path, **fields: Any) -> Path:
    path = only(board)
    record = msgspec.json.decode(path.read_bytes())
    path.write_bytes(msgspec.json.encode({**record, **fields}))
    return path


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"schema": "other/1"}, "schema"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"name": "a\u202eb"}, "name"),
        ({"name": "Somebody"}, "file's name"),
        ({"date": "yesterday"}, "date"),
        ({"date": "20260101"}, "date"),
        ({"predictions": {"sha256": "0" * 64, "content_sha256": "../../x"}}, "content_sha256"),
        ({"gold": "secret"}, "gold"),
        ({"stories": {}}, "stories"),
        ({"results": {}}, "results"),
        ({"more": 1}, "more"),
        ({"parts": {"composed": {"articles": "1", "f1": {}}}}, "parts"),
    ],
)
def test_broken_records_are_refused(
    fields: dict[str, Any], words: str, board: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed(board, **fields)
    assert run(["leaderboard", "build", str(board), str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert only(board).name in said
    assert not (tmp_path / "out").exists()


def test_figures_that_do_not_add_up_are_refused(board: Path) -> None:
    record = msgspec.json.decode(only(board).read_bytes())
    record["results"]["measures"]["entities.strict"]["f1"] = 0.99
    changed(board, results=record["results"])
    with pytest.raises(InputError, match=r"stories\.entities\.strict: found sums"):
        read(only(board))


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[]", b"null", b"[" * 100_000])
def test_files_that_are_no_records_are_named(
    content: bytes, board: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    only(board).write_bytes(content)
    assert run(["leaderboard", "build", str(board), str(tmp_path / "out")]) == 2
    assert "not a submission record" in capsys.readouterr().err


def test_check_scores_predictions_again(board: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["leaderboard", "check", str(board), "--predictions", str(tmp_path / "a.jsonl")]
    assert run(arguments) == 0
    assert "| Mine | 1.000 |" in capsys.readouterr().out
    record = msgspec.json.decode(only(board).read_bytes())
    record["results"]["measures"]["entities.boundary"]["f1"] = 0.5
    changed(board, results=record["results"])
    assert run(arguments) == 1
    assert "not those of the predictions" in capsys.readouterr().out
    strange = predictions(tmp_path / "c.jsonl", without=2)
    assert run(["leaderboard", "check", str(board), "--predictions", str(strange)]) == 1
    assert "found no record" in capsys.readouterr().out


def test_add_keeps_what_is_there(board: Path) -> None:
    record = read(only(board))
    before = only(board).read_bytes()
    renamed: Record = msgspec.structs.replace(record, name="Somebody else")
    assert add(board, renamed) == (only(board), False)
    assert only(board).read_bytes() == before


def test_a_pipe_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(tmp_path / "p.jsonl")
    assert submit(tmp_path / "p.jsonl", tmp_path / "board") == 2
    assert "found a pipe" in capsys.readouterr().err
    assert not (tmp_path / "board").exists()


def test_file_names_cannot_leave_their_code_block(
    board: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = msgspec.json.decode(only(board).read_bytes())
    record["results"]["measures"]["entities.boundary"]["f1"] = 0.5
    changed(board, results=record["results"])
    strange = tmp_path / "a\n\n# Passed ![x](https:x).jsonl"
    shutil.copy(tmp_path / "a.jsonl", strange)
    assert run(["leaderboard", "check", str(board), "--predictions", str(strange)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert any("not those of the predictions" in line for line in lines)
    assert all(line.startswith("    ") for line in lines if "Passed" in line)
