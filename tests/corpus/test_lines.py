"""Annotation lines: what is refused, in which words, and that nothing else is."""

from pathlib import Path

import pytest

from wirecopy.corpus.decode import problems_in_line
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.lines import read_lines, write_lines
from wirecopy.corpus.model import Annotation, Entity


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b'{"id": "a", "entities": [{"start": -1, "end": 2, "type": "P"}]}', "[0].start: found -1, expected int >= 0"),
        (b'{"id": "a", "entities": [{"start": 1.0, "end": 2, "type": "P"}]}', "start: found float, expected int"),
        (b'{"id": "a", "entities": [{"start": 2147483648, "end": 2, "type": "PER"}]}', "expected int <= 2147483647"),
        (b'{"id": "a", "entities": [{"start": 1, "end": 2, "typ": "PER"}]}', "entities[0]"),
        (b'{"id": "a", "entities": null}', "entities: found null, expected array"),
        (b'{"id": "a", "claims": [{"content": []}]}', "claims[0].content: found [], expected array of length >= 1"),
        (b'{"id": "a", "claims": [{"source": [[0, 1]]}]}', "claims[0]: missing required field content"),
        (b'{"id": "a", "evnts": []}', "did you mean 'events'"),
        (b'{"entities": []}', "missing required field id"),
        (b'{"id": "a", "entities": [}', "not valid JSON"),
        (b"[]", "expected an object"),
        (b'{"id": "\\ud800"}', "not valid JSON"),
        (b'{"id": "a", "events": ' + b"[" * 100_000 + b"}", "nested too deeply"),
    ],
)  # fmt: skip
def test_message_names_field_found_and_expected(line: bytes, message: str) -> None:
    assert message in "\n".join(problems_in_line(line))


def test_all_problems_of_a_file_are_named_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    bad = b'{"id": "b", "entities": [{"start": 0, "end": "x", "type": "PER"}, {"start": 0, "end": 1}]}'
    path.write_bytes(b'{"id": "a"}\n\n' + bad + b'\n{"id": 7}\n')
    with pytest.raises(InputError) as raised:
        read_lines(path)
    lines = str(raised.value).splitlines()
    assert lines == [
        f"{path}:3: article 'b': entities[0].end: found str, expected int",
        f"{path}:3: article 'b': entities[1]: missing required field type",
        f"{path}:4: id: found int, expected str",
    ]


def test_twenty_problems_are_shown_and_the_rest_counted(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_bytes(b'{"id": 1}\n' * 33)
    with pytest.raises(InputError) as raised:
        read_lines(path)
    lines = str(raised.value).splitlines()
    assert len(lines) == 21
    assert lines[-1] == "... and 13 more problems"


def test_a_repeated_id_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    write_lines(path, [Annotation("a"), Annotation("b"), Annotation("a")])
    with pytest.raises(InputError, match=r":3: article 'a': id stands in line 1"):
        read_lines(path)


def test_the_last_of_a_repeated_key_counts(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_bytes(b'{"id": "x", "id": "a", "entities": [{"start": 5, "start": 1, "end": 2, "type": "PER"}]}')
    assert read_lines(path) == [Annotation("a", (Entity(1, 2, "PER"),))]


@pytest.mark.parametrize(
    ("content", "message"), [(None, "no such file"), (b" \n", "is empty"), (b"\xff\xfe", "not valid")]
)
def test_unusable_files(tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / "lines.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        read_lines(path)
    with pytest.raises(InputError, match="is a directory"):
        read_lines(tmp_path)


def test_an_earlier_one_of_repeated_keys_may_be_anything(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_text('{"id": 3, "id": "a", "claims": 7, "claims": [], "entities": null, "entities": []}\n')
    [line] = read_lines(path)
    assert line == Annotation("a", (), ())
    path.write_text('{"id": "a", "claims": [], "claims": 7}\n')
    with pytest.raises(InputError, match="claims"):
        read_lines(path)
