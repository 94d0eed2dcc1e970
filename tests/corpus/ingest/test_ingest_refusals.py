"""Input that is no article, bytes that are no text, and ids that are no names: a message, and nothing written."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from wirecopy.corpus.errors import InputError
from wirecopy.corpus.ingest import ingest, ingest_file
from wirecopy.corpus.ingest.decode import MAX_BYTES, decode

PROSE = (
    "Dockers walk out at Port Ansley\n\nThe union said on Tuesday that “nobody” would move before Thursday, and by "
    "noon "
    "nobody had moved – not even the café’s cook.\n\nNine ships were waiting outside, the harbour master said.\n"
)
INDEX = "\n".join(f"Harbour story number {n} has a title\n{n} hours ago" for n in range(1, 20))
TEASERS = "\n".join(
    f"Title {n} about the harbour today\nThe union said so on day {n} of its walkout." for n in range(12)
)

REFUSED = {
    b"": "empty",
    b" \n\t\n": "empty",
    "\ufeff\u200b\n".encode(): "empty",
    b"PK\x03\x04" + b"x" * 50: "zip",
    b"%PDF-1.7 ...": "PDF",
    b"\x89PNG\r\n\x1a\n": "PNG",
    b"abc\x00def" * 20: "NUL",
    b"\x01\x02\x03\x04\x05\x06 text": "binary",
    b'{"id": "a", "text": "The port is shut."}': "JSON",
    b"<?xml version='1.0'?><rss><item/></rss>": "feed",
    INDEX.encode(): "index page",
    TEASERS.encode(): "index page",
    b"Home\nWorld\nSport\n": "no running text",
    b"404\n\nPage not found\n\nSorry, the page you asked for does not exist any more.\n": "error page",
    b"Harbour talks fail\n\nThe union said no on Tuesday.\n\nLog in to continue reading this story.\n": "wall",
    b"a" * (MAX_BYTES + 1): "at most 20 MB",
    PROSE.encode("utf-16-le"): "UTF-16",
    "Порт закрыт, сказал вчера начальник порта журналистам.".encode("cp1251"): "not UTF-8",
}


@pytest.mark.parametrize(("data", "said"), REFUSED.items(), ids=lambda value: value if isinstance(value, str) else "")
def test_refused(data: bytes, said: str, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes(data)
    with pytest.raises(InputError, match=said) as refusal:
        ingest_file(page, "page-1", tmp_path / "out")
    assert "page.txt" in str(refusal.value)
    assert len(str(refusal.value)) < 400
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_of_text(encoding: str) -> None:
    assert ingest(PROSE.encode(encoding), id="page-1", name="page.txt").text == PROSE


def test_a_declared_charset_that_is_wrong_but_utf8_reads_as_utf8() -> None:
    page = '<html><head><meta charset="shift_jis"></head><body>café</body></html>'
    assert "café" in decode(page.encode(), "page.html")


@pytest.mark.parametrize("page_id", ["../x", "", "A", "a b", "a/b", "-a", ".a", "a.txt", "é", "con", "a" * 200, "a\n"])
def test_ids(page_id: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="id: found"):
        ingest(PROSE.encode(), id=page_id, name="page.txt")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"missing\.txt: cannot be read"):
        ingest_file(tmp_path / "missing.txt", "page-1", tmp_path)


def test_written_twice_is_the_same(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(PROSE, encoding="utf-8")
    first = ingest_file(page, "page-1", tmp_path / "out").read_bytes()
    assert ingest_file(page, "page-1", tmp_path / "out").read_bytes() == first
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["page-1.json", "page-1.txt"]
    assert (tmp_path / "out" / "page-1.txt").read_bytes().decode("utf-8") == PROSE


PARAGRAPH = "<p>The union said on day {} of its walkout that nobody would move before noon.</p>"
REFUSED_HTML = {
    "<html><body><h1>Page not found</h1><p>The page that you asked for is gone.</p></body></html>": "error page",
    "<html><body>"
    + "".join(f"<li>Harbour story number {n} has a title</li>" for n in range(30))
    + "</body></html>": "index page",
    "<body>" + "".join(f"<h3>Harbour story {n} has a title</h3>{PARAGRAPH.format(n)}" for n in range(12)): "index page",
    f"<html><body><h1>Talks fail</h1>{PARAGRAPH}<p>Subscribe to continue reading.</p></body></html>": "wall",
    "<html><body><noscript>Enable JavaScript.</noscript><div id='app'></div></body></html>": "empty",
    "<!doctype html>": "without text",
}


@pytest.mark.parametrize(("page", "said"), REFUSED_HTML.items(), ids=lambda value: value[:12])
def test_html_pages_refused(page: str, said: str) -> None:
    pytest.importorskip("trafilatura", reason="HTML needs the extra 'ingest'")
    with pytest.raises(InputError, match=said):
        ingest(page.encode(), id="page-1", name="page.html")


def test_html_without_the_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    monkeypatch.setitem(sys.modules, "lxml", None)
    with pytest.raises(InputError, match=r'pip install "wirecopy\[ingest\]"'):
        ingest(b"<html><body><p>The port is shut.</p></body></html>", id="page-1", name="page.html")


def test_text_needs_no_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    monkeypatch.setitem(sys.modules, "lxml", None)
    assert ingest(PROSE.encode(), id="page-1", name="page.txt").metadata.headline == "Dockers walk out at Port Ansley"
