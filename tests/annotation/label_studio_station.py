"""What the tests with a real Label Studio share: articles, requests, and a proxy that makes the server fail."""

from __future__ import annotations

import http.client
import os
import socket
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from wirecopy.annotation.client import Client
from wirecopy.annotation.server import Server
from wirecopy.corpus.lines import write_lines
from wirecopy.corpus.model import Article
from wirecopy.corpus.store import ARTICLES, article_files, read_article


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def client_of(server: Server, user: int = 0) -> Client:
    return Client(server.url, server.accounts[user].key())


def composed() -> list[Article]:
    """The articles of the embedded corpus whose texts are shipped."""
    return [article for article in map(read_article, article_files(ARTICLES)) if article.text is not None]


def lines_file(folder: Path, articles: list[Article], name: str = "gold") -> Path:
    path = folder / f"{name}.jsonl"
    write_lines(path, [article.line() for article in articles])
    return path


def tasks_of(client: Client, project: int) -> list[dict[str, Any]]:
    """The tasks of a project in full, predictions and all."""
    rows = client.get(f"api/projects/{project}/tasks/", {"page_size": 5000})
    return sorted(rows, key=lambda row: int(row["id"]))


def annotate(client: Client, task: int, result: Any, **extra: Any) -> Any:
    return client.post(f"api/tasks/{task}/annotations/", {"result": result, "lead_time": 61.0} | extra)


def crowding() -> float:
    """How many times more work there is than processors: what a time limit has to be stretched by."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


class Faulty:
    """A proxy before a server; ``fault`` is asked before each request and says what goes wrong with it.

    ``"before"``: answers 500, the server never sees it. ``"after"``: the server does it, the answer is 500.
    ``"silent"``: the server does it, the connection is closed without an answer. None: nothing goes wrong.
    """

    def __init__(self, server: Server) -> None:
        self.fault: Callable[[str, str], str | None] = lambda method, path: None
        self.seen: list[tuple[str, str]] = []
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _forward(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                proxy.seen.append((self.command, self.path))
                fault = proxy.fault(self.command, self.path)
                status, data, kind = (500, b'{"detail": "broken"}', "application/json")
                if fault != "before":
                    real = proxy.forward(server.port, self.command, self.path, body, dict(self.headers.items()))
                    status, data, kind = real if fault is None and real else (status, data, kind)
                    fault = fault if real else "silent"
                if fault == "silent":
                    self.close_connection = True
                    return
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: Any) -> None:
                pass

        for method in ("GET", "POST", "PATCH", "DELETE"):
            setattr(Handler, f"do_{method}", Handler._forward)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.client = Client(f"http://127.0.0.1:{self._server.server_port}", server.accounts[0].key())

    @staticmethod
    def forward(
        port: int, method: str, path: str, body: bytes, headers: dict[str, str]
    ) -> tuple[int, bytes, str] | None:
        """What the server answers, or None where it is gone."""
        upstream = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
        kept = {k: v for k, v in headers.items() if k.lower() not in ("host", "connection")}
        try:
            upstream.request(method, path, body, kept | {"Host": f"127.0.0.1:{port}"})
            answer = upstream.getresponse()
            return answer.status, answer.read(), answer.headers.get("Content-Type", "")
        except OSError:
            return None
        finally:
            upstream.close()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
