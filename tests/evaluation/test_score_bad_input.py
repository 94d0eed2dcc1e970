"""``wirecopy score`` on input it must refuse: exit 2, a clear message on standard error, nothing on standard output."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import msgspec
import pytest

from wirecopy.conf.cli import run
from wirecopy.corpus import load

Line = dict[str, Any]
Edit = Callable[[list[Line]], None]
LONGEST = 20_000


@pytest.fixture(scope="module")
def gold() -> list[Line]:
    """The test split as prediction lines: layers alone."""
    return [msgspec.json.decode(msgspec.json.encode(article.annotation)) for article in load("test")]


def write(path: Path, lines: list[Line]) -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def refused(capfd: pytest.CaptureFixture[str], *arguments: object) -> str:
    """Run a command that must be refused; return its message."""
    assert run([str(argument) for argument in arguments]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert "Traceback" not in err
    assert 10 < len(err) < LONGEST
    return err


def test_the_corpus_itself_is_accepted(gold: list[Line], tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["score", str(write(tmp_path / "p.jsonl", gold)), "--json"]) == 0
    out, err = capfd.readouterr()
    assert err == ""
    assert json.loads(out)["headline"]["mean"] == 1.0


def test_files_that_are_not_there_or_hold_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "predictions.jsonl").write_text("{}")
    assert "no such file; did you mean 'predictions.jsonl'?" in refused(capfd, "score", tmp_path / "prediction.jsonl")
    assert "is a directory" in refused(capfd, "score", tmp_path)
    for name, content in (("empty", b""), ("blank", b" \n\n\t\n")):
        (tmp_path / name).write_bytes(content)
        assert "is empty" in refused(capfd, "score", tmp_path / name)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"not json", "p.jsonl:1: not valid JSON"),
        (b'{"id": "a"', "not valid JSON"),
        (b"[]", "expected an object, found []"),
        (b"null", "expected an object, found None"),
        (b'"text"', "expected an object"),
        (b"{}", "missing required field id"),
        (b'{"id": 5}', "found int, expected str"),
        (b'{"id": ""}', "expected str of length >= 1"),
        (b'{"id": "x\xff"}', "not valid JSON"),
        (b'{"id": "\\ud800"}', "not valid JSON"),
        (b"\xef\xbb\xbf{}", "not valid JSON"),
        (b'{"id": "a", "entities": NaN}', "not valid JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"id": "a", "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deeply"),
        (b"\0", "not valid JSON"),
    ],
)
def test_lines_that_are_no_annotation(
    content: bytes, message: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "p.jsonl").write_bytes(content)
    assert message in refused(capfd, "score", tmp_path / "p.jsonl")


def set_at(*path: str | int, value: Any) -> Edit:
    """Return an edit of the first article: the place given gets the value."""

    def edit(lines: list[Line]) -> None:
        place: Any = lines[0]
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value

    return edit


HUGE = "A" * 100_000
EDITS: list[tuple[Edit, str]] = [
    (set_at("entities", value=None), "entities: found null, expected array"),
    (set_at("claims", value={}), "claims: found object, expected array"),
    (set_at("entitys", value=[]), "unknown field 'entitys', expected one of id, entities"),
    (set_at("entitys", value=[]), "did you mean 'entities'?"),
    (set_at("entities", 0, "typ", value="PER"), "entities[0]: unknown field 'typ'"),
    (set_at("entities", 0, "type", value="PERS"), "entities[0].type: found 'PERS', expected one of PER, ORG"),
    (set_at("entities", 0, "type", value="PERS"), "did you mean 'PER'?"),
    (set_at("entities", 0, "type", value="per"), "did you mean 'PER'?"),
    (set_at("entities", 0, "type", value=None), "entities[0].type: found null, expected str"),
    (set_at("entities", 0, "type", value=HUGE), "entities[0].type: found 'AAAA"),
    (set_at("entities", 0, "start", value=-1), "entities[0].start: found -1, expected int >= 0"),
    (set_at("entities", 0, "start", value=2**31), "entities[0].start: found 2147483648, expected int <= 2147483647"),
    (set_at("entities", 0, "end", value=10**40), "entities[0].end"),
    (set_at("entities", 0, "end", value=1.5), "entities[0].end: found float, expected int"),
    (set_at("entities", 0, "end", value="9"), "entities[0].end: found str, expected int"),
    (set_at("entities", 0, "end", value=True), "entities[0].end: found bool, expected int"),
    (set_at("entities", 0, "end", value=0), "entities[0]: found ["),
    (set_at("entities", 0, "end", value=9_999_999), "entities[0]: found end 9999999, expected at most"),
    (set_at("claims", 0, "content", value=[]), "claims[0].content"),
    (set_at("claims", 0, "content", value=None), "claims[0].content: found null, expected array"),
    (set_at("claims", 0, "content", value=[[5, 5]]), "claims[0].content: found [5, 5], expected start before end"),
    (set_at("claims", 0, "content", value=[[9, 5]]), "claims[0].content: found [9, 5], expected start before end"),
    (
        set_at("claims", 0, "content", value=[[9, 12], [3, 6]]),
        "claims[0].content: found a fragment at 3 after one that ends at 12",
    ),
    (set_at("claims", 0, "content", value=[[3, 9], [8, 12]]), "expected fragments in order and apart"),
    (set_at("claims", 0, "content", value=[[3]]), "claims[0].content[0]"),
    (set_at("claims", 0, "content", value=[[3, 4, 5]]), "claims[0].content[0]"),
    (set_at("claims", 0, "content", value=[3, 4]), "claims[0].content[0]: found int, expected array"),
    (set_at("claims", 0, "cue", value=[]), "claims[0].cue"),
    (set_at("claims", 0, "source_type", value="persn"), "claims[0].source_type: found 'persn', expected one of person"),
    (set_at("claims", 0, "certainty", value="sure"), "claims[0].certainty: found 'sure'"),
    (set_at("claims", 0, "polarity", value="affirmed"), "did you mean 'affirm'?"),
    (set_at("claims", 0, "quote", value=["direct"]), "claims[0].quote: found array, expected str | null"),
    (set_at("claims", 0, "parent", value="nobody"), "claims[0].parent: found 'nobody', expected the id of one claim"),
    (set_at("events", 0, "type", value="Visits"), "events[0].type: found 'Visits', expected one of Visit"),
    (set_at("events", 0, "trigger", value=[]), "events[0].trigger"),
    (set_at("events", 0, "trigger", value=[[0, 9_999_999]]), "events[0].trigger: found end 9999999"),
    (set_at("events", 0, "modality", value="certain"), "events[0].modality: found 'certain', expected one of asserted"),
    (
        set_at("events", 0, "arguments", value=[{"role": "nobody", "span": [[0, 1]]}]),
        "events[0].arguments[0].role: found 'nobody'",
    ),
    (set_at("events", 0, "arguments", value=[{"role": "x"}]), "events[0].arguments[0]: missing required field span"),
    (set_at("events", 0, "arguments", value=[{"role": "x", "span": [[4, 2]]}]), "events[0].arguments[0]: found [4, 2]"),
    (set_at("text", value="another text"), "text: differs from the text of the gold article"),
    (set_at("id", value="x" * 100_000), "article 'xxxx"),
    (set_at("metadata", value={"outlets": HUGE}), "metadata: unknown field 'outlets'"),
    (set_at("provenance", value={"passes": [{"annotator": "a", "kind": HUGE}]}), "provenance.passes[0].kind"),
    (set_at(HUGE, value=1), "unknown field 'AAAA"),
]


@pytest.mark.parametrize(("edit", "message"), EDITS, ids=range(len(EDITS)))
def test_what_is_wrong_in_a_line_is_named(
    edit: Edit, message: str, gold: list[Line], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    lines = deepcopy(gold)
    edit(lines)
    found = refused(capfd, "score", write(tmp_path / "p.jsonl", lines))
    assert message in found
    assert "p.jsonl:1: " in found
    assert len(found) < 4000


def test_any_depth_of_nesting(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The limits of decoding and of printing a value are a few levels apart."""
    for depth in range(900, 1010):
        (tmp_path / "p.jsonl").write_bytes(b"[" * depth + b"]" * depth)
        assert refused(capfd, "score", tmp_path / "p.jsonl").count("\n") == 1


@pytest.mark.parametrize("task", ["entities", "claims", "events"])
def test_a_fault_in_a_layer_that_is_not_scored_is_a_fault(
    task: str, gold: list[Line], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    lines = deepcopy(gold)
    lines[0]["entities"][0]["type"] = lines[0]["events"][0]["type"] = lines[0]["claims"][0]["quote"] = "nonsense"
    message = refused(capfd, "score", write(tmp_path / "p.jsonl", lines), "--task", task)
    assert message.count("nonsense") == 3


def test_ids(gold: list[Line], tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    first, *rest = gold
    path = tmp_path / "p.jsonl"
    misnamed = {**first, "id": first["id"].replace("-", "_")}
    message = refused(capfd, "score", write(path, [misnamed, *rest]))
    assert f"p.jsonl:1: article '{misnamed['id']}': not in the gold" in message
    assert f"did you mean '{first['id']}'?" in message
    assert f"article '{first['id']}': missing from the predictions" in message
    message = refused(capfd, "score", write(path, [*gold, first]))
    assert f"p.jsonl:{len(gold) + 1}: article '{first['id']}': id stands in" in message
    assert "p.jsonl:1 already" in message


def test_missing_articles(gold: list[Line], tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "p.jsonl", gold[:1])
    message = refused(capfd, "score", path)
    named = [line for line in message.splitlines() if ": missing from the predictions" in line]
    assert len(named) == min(20, len(gold) - 1)
    assert run(["score", str(path), "--missing", "empty", "--json"]) == 0
    document = json.loads(capfd.readouterr().out)
    assert (document["missing"], document["documents"]) == (len(gold) - 1, len(gold))
    assert f"|missing:{len(gold) - 1}|" in document["signature"]
    assert document["measures"]["entities.strict"]["precision"] == 1.0
    assert document["measures"]["entities.strict"]["recall"] < 1


def test_the_first_twenty_problems_and_how_many_more(
    gold: list[Line], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    lines = deepcopy(gold)
    lines[0]["entities"] = [{"start": 0, "end": 1, "type": f"T{i}"} for i in range(50)]
    message = refused(capfd, "score", write(tmp_path / "p.jsonl", lines)).splitlines()
    assert len(message) == 21
    assert message[-1] == "... and 30 more problems"


OPTIONS = [
    (
        ["--task", "entitys"],
        "task: found 'entitys', expected one of entities, claims, events; did you mean 'entities'?",
    ),
    (["--mapping", "conl"], "mapping: found 'conl', expected one of conll, ontonotes; did you mean 'conll'?"),
    (["--mapping", ""], "mapping: found ''"),
    (["--missing", "skip"], "missing: found 'skip', expected one of error, empty"),
    (["--resamples", "0"], "resamples: expected a whole number of at least 1, found 0"),
    (["--resamples", "1000000000"], "resamples: found 1000000000, expected at most"),
    (["--resamples", "many"], "Invalid value for '--resamples'"),
    (["--seed", "-1"], "seed: expected a whole number of at least 0, found -1"),
    (["--split", "tests"], "split: found 'tests', expected one of train, validation, test, real; did you mean 'test'?"),
    (["--split", "."], "split: found '.', expected one of train"),
    (["--split", "test,"], "split: found ''"),
    (["--split", "test", "--gold", "x"], "--gold and --split: found both"),
    (["--gold", "nowhere.jsonl"], "nowhere.jsonl: no such file"),
    (["--resample", "5"], "--resample"),
]


@pytest.mark.parametrize(("options", "message"), OPTIONS, ids=[" ".join(options) for options, _ in OPTIONS])
def test_options(
    options: list[str], message: str, gold: list[Line], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    found = refused(capfd, "score", write(tmp_path / "p.jsonl", gold), *options)
    assert message in found
    assert len(found.splitlines()) == 1


def test_a_label_of_no_label_set_under_a_mapping(
    gold: list[Line], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    lines = deepcopy(gold)
    lines[0]["entities"][0]["type"] = "MISC"
    path = write(tmp_path / "p.jsonl", lines)
    assert run(["score", str(path), "--mapping", "conll", "--json"]) == 0
    measures = json.loads(capfd.readouterr().out)["measures"]
    assert "entities.conll.strict" in measures
    assert "entities.strict" not in measures
    lines[0]["entities"][0]["type"] = "WORK_OF_ARTIST"
    assert "entities[0].type: found 'WORK_OF_ARTIST'" in refused(
        capfd, "score", write(path, lines), "--mapping", "conll"
    )


def test_gold_of_ones_own_is_open_but_must_be_in_order(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    text = "Ana visits Ben"
    line: Line = {"id": "a", "text": text, "entities": [{"start": 0, "end": 3, "type": "WHO"}]}
    gold = write(tmp_path / "gold.jsonl", [line])
    far: Line = {"id": "a", "entities": [{"start": 900, "end": 903, "type": "NEVER SEEN"}]}
    assert run(["score", str(write(tmp_path / "p.jsonl", [far])), "--gold", str(gold), "--json"]) == 0
    figures = json.loads(capfd.readouterr().out)["measures"]["entities.strict"]
    assert (figures["gold"], figures["predicted"], figures["matched"]) == (1, 1, 0)
    bad = write(tmp_path / "p.jsonl", [{**far, "text": text}])
    assert "entities[0]: found end 903, expected at most 14" in refused(capfd, "score", bad, "--gold", gold)
    bad = write(tmp_path / "p.jsonl", [{"id": "a", "text": text.upper()}])
    assert "text: differs" in refused(capfd, "score", bad, "--gold", gold)
    bad = write(tmp_path / "p.jsonl", [{"id": "a", "entities": [{"start": 5, "end": 5, "type": "X"}]}])
    assert "found [5, 5], expected start before end" in refused(capfd, "score", bad, "--gold", gold)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            {"id": "a", "entities": [{"start": 3, "end": 1, "type": "X"}]},
            "gold: article 'a': entities[0]: found [3, 1]",
        ),
        ({"id": "a", "text": "short", "entities": [{"start": 3, "end": 9, "type": "X"}]}, "expected at most 5"),
        (
            {"id": "a", "claims": [{"content": [[0, 1]], "parent": "lost"}]},
            "gold: article 'a': claims[0].parent: found 'lost'",
        ),
        ({"id": "a", "nonsense": 1}, "gold.jsonl:1: article 'a': line: unknown field 'nonsense'"),
    ],
)
def test_faulty_gold_is_refused(line: Line, message: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    gold, predicted = write(tmp_path / "gold.jsonl", [line]), write(tmp_path / "p.jsonl", [{"id": "a"}])
    assert message in refused(capfd, "score", predicted, "--gold", gold)


def test_gold_with_the_same_article_twice(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    gold, predicted = write(tmp_path / "gold.jsonl", [{"id": "a"}] * 2), write(tmp_path / "p.jsonl", [{"id": "a"}])
    assert "gold.jsonl:2: article 'a': id stands in line 1 already" in refused(
        capfd, "score", predicted, "--gold", gold
    )


def test_gold_is_not_lost_over_an_earlier_one_of_repeated_keys(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    gold, predicted = tmp_path / "gold.jsonl", write(tmp_path / "p.jsonl", [{"id": "a", "entities": []}])
    gold.write_text('{"id": 3, "id": "a", "entities": 7, "entities": [{"start": 0, "end": 3, "type": "X"}]}')
    assert run(["score", str(predicted), "--gold", str(gold), "--json"]) == 0
    document = json.loads(capfd.readouterr().out)
    assert (document["documents"], document["measures"]["entities.strict"]["gold"]) == (1, 1)


def test_of_a_repeated_key_the_last_counts(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    gold = write(tmp_path / "gold.jsonl", [{"id": "a", "entities": [{"start": 0, "end": 3, "type": "X"}]}])
    predicted = tmp_path / "p.jsonl"
    predicted.write_text(
        '{"id": "z", "entities": [], "id": "a", "entities": [{"start": 9, "end": 3, "type": "X", "start": 0}]}'
    )
    assert run(["score", str(predicted), "--gold", str(gold), "--json"]) == 0
    assert json.loads(capfd.readouterr().out)["headline"]["entities"] == 1.0


def test_an_absent_layer_is_not_scored_and_an_empty_one_is(
    gold: list[Line], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    lines: list[Line] = [{"id": line["id"]} for line in gold]
    assert run(["score", str(write(tmp_path / "p.jsonl", lines)), "--json"]) == 0
    document = json.loads(capfd.readouterr().out)
    assert document["measures"] == {}
    assert document["headline"] == {"entities": None, "claims": None, "events": None, "mean": None}
    lines[0]["claims"] = []
    assert run(["score", str(write(tmp_path / "p.jsonl", lines)), "--json"]) == 0
    document = json.loads(capfd.readouterr().out)
    assert document["headline"] == {"entities": None, "claims": 0.0, "events": None, "mean": None}
    assert {name.partition(".")[0] for name in document["measures"]} == {"claims"}


def test_compare_refuses_as_score_does(gold: list[Line], tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    a, b = write(tmp_path / "a.jsonl", gold), write(tmp_path / "b.jsonl", gold)
    assert "expected two or more" in refused(capfd, "compare", a)
    assert "given twice" in refused(capfd, "compare", a, a)
    assert "did you mean 'entities.strict'?" in refused(capfd, "compare", a, b, "--measure", "entities.strikt")
    assert "did you mean 'bootstrap'?" in refused(capfd, "compare", a, b, "--test", "bootstrapp")
    assert "resamples" in refused(capfd, "compare", a, b, "--resamples", "0")
    faulty = deepcopy(gold)
    faulty[0]["entities"][0]["type"] = "PERS"
    assert "entities[0].type: found 'PERS'" in refused(capfd, "compare", a, write(tmp_path / "c.jsonl", faulty))
    bare = write(tmp_path / "d.jsonl", [{"id": line["id"], "entities": []} for line in gold])
    assert "d: predicts no claims and no events, which headline.mean needs" in refused(capfd, "compare", a, bare)


@pytest.mark.parametrize("content", [b'{"id": "a"}\n{', b"", b"[" * 5000])
def test_as_a_process_of_its_own(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-m", "wirecopy.conf", "score", path, "--json"], capture_output=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"p.jsonl" in done.stderr
    assert b"Traceback" not in done.stderr


def test_predictions_may_come_through_a_pipe(gold: list[Line], tmp_path: Path) -> None:
    data = b"".join(msgspec.json.encode(line) + b"\n" for line in gold)
    command = [sys.executable, "-m", "wirecopy.conf", "score", "/dev/stdin", "--json"]
    done = subprocess.run(command, input=data, capture_output=True, check=False)
    assert done.stderr == b""
    assert json.loads(done.stdout)["headline"]["mean"] == 1.0
