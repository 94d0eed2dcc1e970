"""The client: the key stays secret, an open connection is warned of, and a fault is told as what it is."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator

import pytest

from wirecopy.annotation.client import Client, FaultError, RefusalError, UnreachableError, connect
from wirecopy.annotation.project import check_title
from wirecopy.annotation.pull import annotators, stem
from wirecopy.annotation.tasks import times
from wirecopy.corpus.errors import InputError

KEY = "0123456789abcdef0123456789abcdef01234567"


class _Stub(http.server.BaseHTTPRequestHandler):
    """Answers with the status in the path; the body holds what was sent as the key."""

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status = int(self.path.strip("/").split("?")[0])
        body = f'{{"detail": "you said {self.headers.get("Authorization")}"}}'.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.server.asked.append(self.command)  # type: ignore[attr-defined]

    def log_message(self, *_: object) -> None:
        pass


for _method in ("GET", "POST"):
    setattr(_Stub, f"do_{_method}", _Stub._answer)


@pytest.fixture
def stub() -> Iterator[http.server.ThreadingHTTPServer]:
    pytest.importorskip("label_studio_sdk", reason="needs the extra 'annotation'")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Stub)
    server.asked = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def _url(server: http.server.ThreadingHTTPServer) -> str:
    return f"http://127.0.0.1:{server.server_port}"


@pytest.mark.parametrize(
    ("status", "kind"), [(500, FaultError), (503, FaultError), (400, RefusalError), (401, RefusalError)]
)
def test_the_key_is_in_no_message(stub: http.server.ThreadingHTTPServer, status: int, kind: type[Exception]) -> None:
    client = Client(_url(stub), KEY)
    with pytest.raises(kind) as caught:
        client.post(str(status), {})
    assert KEY not in str(caught.value)
    assert KEY not in repr(caught.value)
    assert KEY not in repr(client)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_a_post_is_sent_once_and_a_get_three_times(
    stub: http.server.ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wirecopy.annotation.client.time.sleep", lambda _: None)
    client = Client(_url(stub), KEY)
    for ask in (lambda: client.post("502", {}), lambda: client.get("502")):
        with pytest.raises(FaultError):
            ask()
    assert stub.asked == ["POST", "GET", "GET", "GET"]  # type: ignore[attr-defined]


def test_a_server_that_is_not_there_is_said_to_be_so() -> None:
    pytest.importorskip("label_studio_sdk", reason="needs the extra 'annotation'")
    with pytest.raises(UnreachableError, match=r"no server answers there \(start one with: wirecopy annotate serve\)"):
        Client("http://127.0.0.1:1", KEY).get("api/projects")


def test_what_is_neither_loopback_nor_https_is_warned_of(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("label_studio_sdk", reason="needs the extra 'annotation'")
    for url in ("http://127.0.0.1:9", "http://localhost:9", "http://[::1]:9", "https://labels.example"):
        Client(url, KEY)
        assert capsys.readouterr().err == ""
    Client("http://labels.example", KEY)
    assert "labels.example is not this machine and the connection is not encrypted" in capsys.readouterr().err


@pytest.mark.parametrize("url", ["ftp://x", "127.0.0.1:8080", "", "http://", "http://me:secret@host"])
def test_what_is_no_address_is_refused_without_repeating_a_password(url: str) -> None:
    with pytest.raises(InputError, match="server address: found") as caught:
        Client(url, KEY)
    assert "secret" not in str(caught.value)


def test_a_key_is_needed_and_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LABEL_STUDIO_API_KEY", raising=False)
    with pytest.raises(InputError, match="set LABEL_STUDIO_API_KEY"):
        connect("http://127.0.0.1:9", None)
    with pytest.raises(InputError, match="holds characters that no key has") as caught:
        connect("http://127.0.0.1:9", "schlüssel\nX")
    assert "schl" not in str(caught.value)


@pytest.mark.parametrize("title", ["", "ab", "x" * 51, " abc", "a\nbc"])
def test_a_title_that_the_server_would_refuse_is_refused_before(title: str) -> None:
    with pytest.raises(InputError, match="expected a title of 3 to 50 printable characters"):
        check_title(title)


def test_annotators_are_called_by_their_addresses_and_never_alike() -> None:
    assert annotators({1: "ana@localhost", 2: "ben@example.org", 3: "../x@localhost"}) == {
        1: "ana", 2: "ben@example.org", 3: "../x"
    }  # fmt: skip
    assert annotators({1: "Ana@localhost", 2: "ana", 3: "ben"}) == {1: "Ana@localhost#1", 2: "ana#2", 3: "ben"}


def test_an_annotator_s_file_stays_in_its_folder() -> None:
    assert stem("ana@example.org") == "ana@example.org"
    assert "/" not in stem("../../etc/passwd")
    assert not stem(".hidden").startswith(".")
    long = {stem("x" * 300), stem("x" * 299 + "/"), stem("😀" * 100)}
    assert len(long) == 3
    assert all(len(name) <= 200 for name in long)


def test_a_pass_begins_as_long_before_its_creation_as_it_took() -> None:
    row = {"created_at": "2031-03-04T10:00:00.250000Z", "lead_time": 61.25, "updated_at": "2031-03-04T11:00:00Z"}
    assert times(row) == ("2031-03-04T09:58:59Z", "2031-03-04T11:00:00Z")
    assert times({"created_at": "soon", "lead_time": None}) == (None, None)
    assert times({"created_at": "2031-03-04T10:00:00Z", "lead_time": 1e300}) == (None, None)
