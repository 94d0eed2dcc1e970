"""Programs as systems: what they answer is checked, what they do wrong is said with their own words."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from wirecopy.corpus.errors import InputError
from wirecopy.corpus.model import Annotation, Article, Entity
from wirecopy.evaluation.systems.command import Command, build

ARTICLES = [Article(f"a{i}", Annotation(f"a{i}"), text="Anna went home") for i in range(3)]
ANSWER = """
import json, sys
for line in sys.stdin:
    article = json.loads(line)
    found = [{"start": 0, "end": len(article["text"].split()[0]), "type": "PER"}]
    print(json.dumps({"id": article["id"], "entities": found}), flush=True)
"""


BUILT: list[Command] = []


def _command(code: str, **options: object) -> Command:
    system = build([sys.executable, "-c", code], **options)  # type: ignore[arg-type]
    BUILT.append(system)
    return system


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    while BUILT:
        BUILT.pop().close()


@pytest.mark.parametrize("keep", [False, True])
def test_a_program_annotates(keep: bool) -> None:
    system = _command(ANSWER, keep=keep)
    expected = [Annotation(article.id, entities=(Entity(0, 4, "PER"),)) for article in ARTICLES]
    assert system.predict(ARTICLES) == expected
    assert system.predict(ARTICLES[:1]) == expected[:1]


def test_a_program_is_kept(tmp_path: Path) -> None:
    code = f"open({str(tmp_path / 'starts')!r}, 'a').write('x')\n{ANSWER}"
    system = _command(code, keep=True)
    for _ in range(3):
        system.predict(ARTICLES)
    assert (tmp_path / "starts").read_text() == "x"


def test_a_kept_program_that_ends_is_started_again() -> None:
    code = ANSWER.replace("flush=True)", "flush=True); sys.exit(3)")
    system = _command(code, keep=True)
    assert len(system.predict(ARTICLES[:1])) == 1
    time.sleep(0.2)
    with pytest.raises(InputError, match="ended after 0 of 1 lines"):
        system.predict(ARTICLES[:1])
    assert len(system.predict(ARTICLES[:1])) == 1


def test_a_program_gets_texts_and_may_answer_in_any_order() -> None:
    code = (
        "import json, sys; rows = [json.loads(l) for l in sys.stdin]; "
        "assert all(set(r) <= {'id', 'text', 'story', 'metadata', 'zones'} for r in rows); "
        "[print(json.dumps({'id': r['id'], 'events': []})) for r in reversed(rows)]"
    )
    assert [line.id for line in _command(code).predict(ARTICLES)] == ["a0", "a1", "a2"]


def test_layers_that_are_named_are_empty_where_a_line_lacks_them() -> None:
    code = "import json, sys; [print(json.dumps({'id': json.loads(l)['id']})) for l in sys.stdin]"
    system = _command(code, layers=["entities"])
    assert system.layers == ("entities",)
    assert system.predict(ARTICLES[:1]) == [Annotation("a0", entities=())]


SAY = "import sys; sys.stdin.read(); print({!r})"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import sys; sys.exit(3)", "ended with exit code 3"),
        ("1/0", "ZeroDivisionError: division by zero"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "ended with signal SIGSEGV"),
        ("import sys; sys.stdin.read()", "article 'a0': found no line for it"),
        (SAY.format("hello"), "line 1 of its output: not valid JSON"),
        (SAY.format("[1]"), "line 1 of its output: expected an object, found [1]"),
        (SAY.format('{"id": "a0", "entities": [{"start": "x", "end": 2, "type": "PER"}]}'), "entities[0].start"),
        (SAY.format('{"id": "a0", "entitys": []}'), "did you mean 'entities'?"),
        (SAY.format('{"id": "b0"}'), "article 'b0': is none of the 3 that it was given"),
        (SAY.format('{"id": "a0"}\n{"id": "a0"}'), "line 2 of its output: article 'a0': has been answered"),
        ('import sys; sys.stdin.read(); sys.stdout.buffer.write(b\'{"id": "\\xff"}\\n\')', "line 1 of its output"),
        (SAY.format("[" * 100_000), "line 1 of its output"),
        ("import sys\nwhile True: sys.stdout.write('x' * 65536)", "answered with more than 1,000,000 bytes"),
    ],
)
def test_what_a_program_does_wrong_is_said(code: str, expected: str) -> None:
    with pytest.raises(InputError) as caught:
        _command(code, timeout=60).predict(ARTICLES)
    assert expected in str(caught.value)
    assert len(str(caught.value)) < 5000


def test_standard_error_is_bounded_and_printable() -> None:
    code = "import sys; sys.stderr.write('x' * 1_000_000 + '\\x1b[31m red\\n'); sys.exit(1)"
    with pytest.raises(InputError) as caught:
        _command(code).predict(ARTICLES)
    assert len(str(caught.value)) < 2500
    assert "\x1b" not in str(caught.value)
    assert "\\x1b[31m red" in str(caught.value)


@pytest.mark.parametrize("keep", [False, True])
def test_time_runs_out_and_children_end_too(keep: bool, tmp_path: Path) -> None:
    code = (
        "import subprocess, sys, time; "
        f"child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); "
        f"open({str(tmp_path / 'child')!r}, 'w').write(str(child.pid)); time.sleep(60)"
    )
    started = time.monotonic()
    with pytest.raises(InputError, match=r"did not answer within 1\.5 s"):
        _command(code, timeout=1.5, keep=keep).predict(ARTICLES)
    assert time.monotonic() - started < 20
    assert not _runs(int((tmp_path / "child").read_text()))


def _runs(pid: int) -> bool:
    for _ in range(100):
        try:
            os.kill(pid, 0)
            if Path(f"/proc/{pid}/stat").read_text().split(") ")[-1].startswith("Z"):
                return False
        except (ProcessLookupError, FileNotFoundError):
            return False
        time.sleep(0.05)
    return True


def test_much_input_and_output_do_not_block() -> None:
    long = [Article(f"a{i}", Annotation(f"a{i}"), text="word " * 20_000) for i in range(20)]
    code = (
        "import json, sys\n"
        "for line in sys.stdin:\n"
        "    name = json.loads(line)['id']\n"
        "    rows = [{'start': n, 'end': n + 1, 'type': 'PER'} for n in range(3000)]\n"
        "    print(json.dumps({'id': name, 'entities': rows}))"
    )
    assert [len(line.entities) for line in _command(code, timeout=60).predict(long)] == [3000] * 20  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"command": "no-such-program-at-all"}, "expected a program that can be started"),
        ({"command": "cat 'x"}, "No closing quotation"),
        ({"command": ""}, "system.command: found nothing"),
        ({"command": "cat", "layers": ["entitys"]}, "did you mean 'entities'?"),
        ({"command": "cat", "timeout": 0}, "system.timeout"),
    ],
)
def test_settings_are_checked(options: dict[str, object], expected: str) -> None:
    with pytest.raises(InputError) as caught:
        build(**options)  # type: ignore[arg-type]
    assert expected in str(caught.value)


def test_no_shell_is_involved(tmp_path: Path) -> None:
    build(json.dumps(sys.executable) + f" -c pass ; touch {tmp_path / 'owned'}")._answers([], 10)
    assert not (tmp_path / "owned").exists()
