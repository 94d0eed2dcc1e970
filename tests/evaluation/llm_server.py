"""An OpenAI-compatible endpoint on the loopback that answers as a test tells it to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Response:
    """What the endpoint sends; ``delay`` is in seconds, ``trickle`` sends the body in pieces with a pause between."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    trickle: float = 0.0


@dataclass
class Endpoint:
    """A running endpoint: where it is, and what it was asked."""

    url: str
    bodies: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0


def completion(content: object, tokens: tuple[int, int] = (100, 10), **choice: object) -> Response:
    """Return a proper completion whose message is ``content``, in JSON unless it is text."""
    said = content if isinstance(content, str) else json.dumps(content)
    usage = {"prompt_tokens": tokens[0], "completion_tokens": tokens[1]}
    answer = {"choices": [{"message": {"role": "assistant", "content": said}, "finish_reason": "stop", **choice}]}
    return Response(json.dumps({**answer, "usage": usage}).encode())


@contextmanager
def serving(answer: Callable[[int, dict[str, Any]], Response]) -> Iterator[Endpoint]:
    """Serve ``answer(number of the request, its body)`` until the block ends."""
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with lock:
                endpoint.bodies.append(body)
                endpoint.headers.append(dict(self.headers))
                endpoint.times.append(time.monotonic())
                endpoint.at_once += 1
                endpoint.most_at_once = max(endpoint.most_at_once, endpoint.at_once)
                number = len(endpoint.bodies)
            try:
                response = answer(number, body)
                time.sleep(response.delay)
            finally:
                # Before the client can have the answer and send its next request.
                with lock:
                    endpoint.at_once -= 1
            try:
                self._send(response)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def _send(self, response: Response) -> None:
            self.send_response(response.status)
            for name, value in {"Content-Length": str(len(response.body)), **response.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            for start in range(0, len(response.body), 64 if response.trickle else max(len(response.body), 1)):
                self.wfile.write(response.body[start : start + (64 if response.trickle else len(response.body))])
                self.wfile.flush()
                time.sleep(response.trickle)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    endpoint = Endpoint(f"http://127.0.0.1:{server.server_port}/v1")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield endpoint
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
