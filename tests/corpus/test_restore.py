"""Restoring a withheld text: by hash, into the reader's own folder, and not otherwise."""

import json
import os
import shutil
from pathlib import Path

import pytest

from wirecopy.conf.cli import run
from wirecopy.corpus import load
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.store import find

SHARED = Path(os.environ.get("WIRECOPY_SHARED") or Path(__file__).parents[3] / "shared")
SEED = next(iter(sorted((SHARED / "seed").glob("*.txt"))), None)
needs_seed = pytest.mark.skipif(SEED is None, reason="the page of the wire collection is not beside the checkout")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WIRECOPY_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@needs_seed
@pytest.mark.parametrize("folder", [False, True])
def test_the_seed_comes_back_and_is_valid(data: Path, folder: bool, capsys: pytest.CaptureFixture[str]) -> None:
    assert SEED is not None
    assert run(["corpus", "restore", "wire", "--from", str(SEED.parent if folder else SEED)]) == 0
    article = find("kim-putin-summit-1")
    assert article.text == SEED.read_text(encoding="utf-8")
    assert article.metadata.headline is not None
    assert article.metadata.headline.startswith("Kim Jong-Un ")
    assert {a.id for a in load("real", texts=False) if a.text is not None} == {"kim-putin-summit-1"}
    assert run(["corpus", "validate"]) == 0
    assert run(["corpus", "show", "kim-putin-summit-1"]) == 0
    assert "Kim Jong Un" in capsys.readouterr().out
    assert list(data.rglob("*.txt")) == [data / "texts" / "wire" / "kim-putin-summit-1.txt"]


@needs_seed
def test_the_real_split_loads_once_all_its_collections_are_back(data: Path) -> None:
    assert SEED is not None
    with pytest.raises(InputError, match="corpus restore wikinews"):
        load("real")
    assert run(["corpus", "restore", "wikinews", "--from", str(SHARED / "data" / "gum_news" / "conllu")]) == 0
    assert run(["corpus", "restore", "wire", "--from", str(SEED)]) == 0
    assert all(article.text for article in load("real"))
    assert run(["corpus", "validate"]) == 0


@needs_seed
def test_line_ends_and_a_byte_order_mark_do_not_matter(data: Path, tmp_path: Path) -> None:
    assert SEED is not None
    page = tmp_path / "page.txt"
    page.write_bytes(b"\xef\xbb\xbf" + SEED.read_bytes().replace(b"\n", b"\r\n"))
    assert run(["corpus", "restore", "wire", "--from", str(page)]) == 0
    assert find("kim-putin-summit-1").text == SEED.read_text(encoding="utf-8")


@needs_seed
def test_another_edition_is_refused_by_name(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert SEED is not None
    page = tmp_path / "page.txt"
    page.write_text(SEED.read_text(encoding="utf-8").replace("9:13 AM", "9:14 AM"), encoding="utf-8")
    assert run(["corpus", "restore", "wire", "--from", str(page)]) == 2
    message = capsys.readouterr().err
    assert "kim-putin-summit-1" in message
    assert "updated 2023-09-12T09:13:00+05:30" in message
    assert not data.exists()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["wier", "--from", "."], "did you mean 'wire'"),
        (["composed", "--from", "."], "whose texts are withheld"),
        (["wire", "--from", "no-such-page.txt"], "no such file or folder"),
    ],
)
def test_wrong_input_is_one_message(
    data: Path, arguments: list[str], expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["corpus", "restore", *arguments]) == 2
    assert expected in capsys.readouterr().err
    assert not data.exists()


def test_withheld_articles_are_shown_without_text(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["corpus", "show", "kim-putin-summit-1"]) == 0
    printed = capsys.readouterr().out
    assert "wirecopy corpus restore wire" in printed
    assert "Pyongyang" not in printed


@needs_seed
def test_a_tampered_restored_text_is_refused(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert SEED is not None
    target = data / "texts" / "wire" / "kim-putin-summit-1.txt"
    target.parent.mkdir(parents=True)
    shutil.copy(SEED, target)
    target.write_text(target.read_text(encoding="utf-8") + "x", encoding="utf-8")
    assert run(["corpus", "show", "kim-putin-summit-1"]) == 2
    assert "SHA-256" in capsys.readouterr().err


def test_stats_document(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["corpus", "stats", "--json"]) == 0
    document = json.loads(capsysbinary.readouterr().out)
    assert document["schema"] == "wirecopy-stats/1"
    composed = document["collections"]["composed"]
    assert composed["articles"] == composed["texts"] == sum(document["splits"].values()) - document["splits"]["real"]
    assert document["collections"]["wire"]["texts"] == 0
    assert document["collections"]["wire"]["claims"] > 20
    assert set(document["links"]) == {"supports", "contradicts", "updates", "same"}
