"""Files given by mistake, for every format: what was found and expected is said, and nothing is written."""

import zipfile
from pathlib import Path

import pytest

from wirecopy.corpus.convert import convert
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.formats import FORMATS, WRITABLE, Options, format_named

FILES = {
    "wirecopy": "a.jsonl", "conll": "a.conll", "label-studio": "a.json", "wikievents": "a.jsonl", "gum": "a.conllu",
    "brat": "a.ann", "re3d": "documents.json",
}  # fmt: skip
FOLDERS = {"brat", "re3d"}


def _given(tmp_path: Path, name: str, data: bytes) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("Kim", encoding="utf-8")
    (folder / "entities.json").write_text("", encoding="utf-8")
    (folder / FILES[name]).write_bytes(data)
    return folder if name in FOLDERS else folder / FILES[name]


def _refused(path: Path, name: str, message: str) -> None:
    target = path.parents[1] / "out" if path.name == FILES[name] else path.parent / "out"
    with pytest.raises(InputError, match=message):
        convert(path, target, name, "wirecopy")
    assert not target.exists()


@pytest.mark.parametrize("name", FORMATS)
def test_a_zip_archive(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("a.txt", "Kim")
    _refused(
        _given(tmp_path, name, (tmp_path / "x.zip").read_bytes()), name, f"{FILES[name]}: found a zip archive, expected"
    )


@pytest.mark.parametrize("name", FORMATS)
def test_a_binary(tmp_path: Path, name: str) -> None:
    _refused(_given(tmp_path, name, b"\x7fELF\x01\x00\x02" * 9), name, f"{FILES[name]}: found binary data")


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    ("encoding", "found"), [("utf-16", "UTF-16 text"), ("cp1252", "byte 0x93 at offset 8, which is not UTF-8")]
)
def test_a_wrong_encoding(tmp_path: Path, name: str, encoding: str, found: str) -> None:
    text = "# line\n “Kim” said\n"
    place = "" if encoding == "utf-16" else ":2"
    _refused(_given(tmp_path, name, text.encode(encoding)), name, f"{FILES[name]}{place}: found {found}")


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in FOLDERS | {"gum"}])
def test_a_folder_for_a_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "in").mkdir()
    with pytest.raises(InputError, match="in: is a directory, expected"):
        convert(tmp_path / "in", tmp_path / "out", name, "wirecopy")


@pytest.mark.parametrize("name", sorted(FOLDERS))
def test_a_file_for_a_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "in").write_text("Kim", encoding="utf-8")
    with pytest.raises(InputError, match="in: is a file, expected a folder with"):
        convert(tmp_path / "in", tmp_path / "out", name, "wirecopy")


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_that_is_not_there(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=r"x\.jsonl: no such"):
        convert(tmp_path / "x.jsonl", tmp_path / "out", name, "wirecopy")


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in ("brat",)])
def test_an_empty_file(tmp_path: Path, name: str) -> None:
    _refused(_given(tmp_path, name, b" \n"), name, f"{FILES[name]}: is empty, expected")


TRUNCATED = {
    "wirecopy": (b'{"id": "a", "entities": []}\n{"id": "b", "ent', r"a\.jsonl:2: "),
    "conll": (b"Kim\tB-PER\nsaid", r"a\.conll:2: found 1 columns"),
    "label-studio": (b'[{"data": {"id": "a",\n "te', r"a\.json:2: the file breaks off"),
    "wikievents": (b'{"doc_id": "d", "tok', r"a\.jsonl:1: the file breaks off"),
    "gum": (b"# newdoc id = a\n# text = Kim said\n1\tKim\t_\t_", r"a\.conllu:3: found 4 columns"),
    "brat": (b"T1\tPER 0 3\tKim\nT2\tPER 0", r"a\.ann:2: found 'T2\\tPER 0', expected T1"),
    "re3d": (b'{"_id": "D", "text": "Kim"}\n{"_id"', r"documents\.json:2: the file breaks off"),
}


@pytest.mark.parametrize("name", FORMATS)
def test_a_truncated_file(tmp_path: Path, name: str) -> None:
    data, message = TRUNCATED[name]
    _refused(_given(tmp_path, name, data), name, message)


def test_unknown_formats_and_those_that_are_only_read() -> None:
    with pytest.raises(
        InputError, match=r"format: found 'conl', expected one of wirecopy, conll, .*did you mean 'conll'"
    ):
        format_named("conl")
    with pytest.raises(InputError, match="format: 'gum' can only be read; those that can be written are wirecopy"):
        format_named("gum", to_write=True)
    assert all(callable(format_named(name, to_write=True).write) for name in WRITABLE)
    assert all(callable(format_named(name).read) for name in FORMATS)
    assert Options().scheme is None
