"""CoNLL columns: what is read, and every refusal with its file and line."""

from pathlib import Path

import pytest

from wirecopy.evaluation.engine.tags import read_tag_columns
from wirecopy.evaluation.tag_scores import score_tag_files, score_tags

ONE_FILE = """-DOCSTART- -X- O O

EU NNP B-ORG B-ORG
rejects VBZ O O
German JJ B-MISC O

Peter\tNNP\tB-PER\tB-PER
Blackburn NNP I-PER I-PER
"""


def written(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_last_two_columns(tmp_path: Path) -> None:
    path = written(tmp_path / "a.conll", ONE_FILE)
    table = read_tag_columns(path)
    assert [len(sentence) for sentence in table.sentences] == [1, 3, 2]
    assert table.first_lines == [1, 3, 7]
    assert table.line(2, 1) == 8
    gold = [["O"], ["B-ORG", "O", "B-MISC"], ["B-PER", "I-PER"]]
    predicted = [["O"], ["B-ORG", "O", "O"], ["B-PER", "I-PER"]]
    assert score_tag_files(path) == score_tags(gold, predicted)
    assert score_tag_files(str(path), preset="conlleval") == score_tags(gold, predicted, preset="conlleval")


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_two_files_with_other_columns(tmp_path: Path, ending: str) -> None:
    gold = written(tmp_path / "gold", ending.join(["EU x B-ORG", "rejects x O", "", "", "Peter x B-PER"]))
    predicted = written(tmp_path / "predicted", ending.join(["EU B-ORG", "rejects O", "", "Peter B-PER", "", ""]))
    document = score_tag_files(gold, predicted)
    assert (document["f1"], document["gold"], document["accuracy"]) == (1.0, 2, 1.0)
    tags_only = written(tmp_path / "tags", ending.join(["B-ORG", "O", "", "O"]))
    assert score_tag_files(gold, tags_only)["matched"] == 1


def test_document_lines_are_sentences_of_their_own(tmp_path: Path) -> None:
    path = written(tmp_path / "a", "-DOCSTART-\na B-X B-X\n-DOCSTART- -X- -X- -X-\nb I-X I-X\n")
    table = read_tag_columns(path, least=2)
    assert table.sentences == [
        [["-DOCSTART-", "O", "O"]],
        [["a", "B-X", "B-X"]],
        [["-DOCSTART-", "O", "O", "O"]],
        [["b", "I-X", "I-X"]],
    ]
    assert (score_tag_files(path)["matched"], score_tag_files(path)["malformed"]) == (1, 2)


def test_byte_order_mark_and_odd_spaces(tmp_path: Path) -> None:
    """Only space and tab separate columns: a token with a no-break space or a line separator stays whole."""
    path = written(tmp_path / "a", b"\xef\xbb\xbf" + "10\u00a0000  B-X \t B-X\na\u2028b O O\n".encode())
    assert read_tag_columns(path).sentences == [[["10\u00a0000", "B-X", "B-X"], ["a\u2028b", "O", "O"]]]


def test_empty_file(tmp_path: Path) -> None:
    path = written(tmp_path / "a", "\n\n")
    assert score_tag_files(path)["f1"] is None
    with pytest.raises(ValueError, match="no sentence"):
        score_tag_files(path, preset="seqeval")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a O O\n\nb x O O\n", ":3: found 4 columns, expected 3 as in line 1"),
        ("a O O\nO\n", ":2: found 1 column, expected 2 or more, gold and predicted tag last"),
        (b"a O O\n\nb\xff O O\n", ":3: found byte 0xff, expected UTF-8 text"),
        ("a O O\n\n\nb PER O\n", ":4: gold tag: found 'PER', expected O, I-TYPE or B-TYPE (IOB2)"),
        ("a O O\nb O B-\n", ":2: predicted tag: found 'B-', expected O, I-TYPE or B-TYPE (IOB2)"),
    ],
)
def test_refused_file(tmp_path: Path, text: str | bytes, message: str) -> None:
    path = written(tmp_path / "a.conll", text)
    with pytest.raises(ValueError, match="conll") as refusal:
        score_tag_files(path)
    assert str(refusal.value) == f"{path}{message}"


GOLD = "a O\nb B-X\n\nc O\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a O\nz B-X\n\nc O\n", "{b}:2: found token 'z', expected 'b' as in {a}:2"),
        ("a O\n\nc O\n", "{b}:1: sentence 1: found 1 tokens, expected 2 as in {a}:1"),
        ("a O\nb B-X\n", "{b}: found 1 sentences, expected 2 as in {a}"),
        ("a O\nb B-X\n\nc O\n\nd O\n", "{b}: found 3 sentences, expected 2 as in {a}"),
        ("a O\nb X\n\nc O\n", "{b}:2: predicted tag: found 'X', expected O, I-TYPE or B-TYPE (IOB2)"),
    ],
)
def test_refused_pair(tmp_path: Path, text: str, message: str) -> None:
    gold, predicted = written(tmp_path / "a", GOLD), written(tmp_path / "b", text)
    with pytest.raises(ValueError, match="found") as refusal:
        score_tag_files(gold, predicted)
    assert str(refusal.value) == message.format(a=gold, b=predicted)


def test_missing_file_and_directory(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"none: no such file$"):
        score_tag_files(tmp_path / "none")
    with pytest.raises(ValueError, match="is a directory, expected a file of tag columns"):
        score_tag_files(tmp_path)
    with pytest.raises(ValueError, match="cannot be read"):
        score_tag_files("a\0b")
