"""Programs of others: started, fed and read with limits on time and output, and ended with all their children."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from queue import Empty, Queue

from wirecopy.corpus.errors import InputError, printable

SHOWN_STDERR = 2000
_CHUNK = 65536


class _Tail:
    """Reads a stream to its end and keeps the last of it."""

    def __init__(self, stream: object) -> None:
        self._stream = stream
        self._kept = b""
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        with suppress(OSError, ValueError):
            while chunk := os.read(self._stream.fileno(), _CHUNK):  # type: ignore[attr-defined]
                self._kept = (self._kept + chunk)[-4 * SHOWN_STDERR :]

    def text(self) -> str:
        """Return the end of what was read, printable."""
        self._thread.join(timeout=1)
        text = self._kept.decode("utf-8", errors="replace").strip()
        lines = "\n".join(printable(line) for line in text.split("\n"))
        return lines if len(lines) <= SHOWN_STDERR else "..." + lines[-SHOWN_STDERR:]


class Process:
    """A program that is running; ``ask`` gives it lines and returns as many lines of its output."""

    def __init__(self, words: Sequence[str], timeout: float) -> None:
        self._name, self._timeout = words[0], timeout
        try:
            self._popen = subprocess.Popen(  # noqa: S603 - running the program that the configuration names is the job
                list(words), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                start_new_session=True, bufsize=0,
            )  # fmt: skip
        except OSError as error:
            raise InputError(f"{words[0]}: cannot be started: {error.strerror}") from None
        self._stderr = _Tail(self._popen.stderr)
        self._chunks: Queue[bytes] = Queue(maxsize=64)
        threading.Thread(target=self._read, daemon=True).start()
        self._rest = b""

    def _read(self) -> None:
        assert self._popen.stdout is not None  # noqa: S101 - opened as a pipe
        with suppress(OSError, ValueError):
            while chunk := os.read(self._popen.stdout.fileno(), _CHUNK):
                self._chunks.put(chunk)
        self._chunks.put(b"")

    def _write(self, data: bytes, *, close: bool) -> None:
        def write() -> None:
            assert self._popen.stdin is not None  # noqa: S101 - opened as a pipe
            with suppress(OSError, ValueError):  # a program may end without reading: its exit code tells
                view = memoryview(data)
                while view:
                    view = view[self._popen.stdin.write(view) :]
                if close:
                    self._popen.stdin.close()

        threading.Thread(target=write, daemon=True).start()

    def ask(self, lines: Sequence[bytes], limit: int) -> list[bytes]:
        """Return one line of output for each given line. Raises ``InputError`` if it ends or takes too long."""
        self._write(b"".join(lines), close=False)
        deadline = time.monotonic() + self._timeout
        output = self._rest
        while output.count(b"\n") < len(lines):
            chunk = self._next(deadline, limit, len(output))
            if not chunk:
                raise self._ended(f"ended after {output.count(chr(10).encode())} of {len(lines)} lines")
            output += chunk
        *answers, self._rest = output.split(b"\n", len(lines))
        return answers

    def finish(self, data: bytes, limit: int) -> bytes:
        """Return all output for all input. Raises ``InputError`` for an exit code that is not 0."""
        self._write(data, close=True)
        deadline = time.monotonic() + self._timeout
        output = bytearray()
        while chunk := self._next(deadline, limit, len(output)):
            output += chunk
        try:
            code = self._popen.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            raise self._ended(f"did not end within {self._timeout:g} s") from None
        if code != 0:
            raise self._ended(f"ended with {_code(code)}")
        return bytes(output)

    def _next(self, deadline: float, limit: int, so_far: int) -> bytes:
        try:
            chunk = self._chunks.get(timeout=max(0.0, deadline - time.monotonic()))
        except Empty:
            raise self._ended(f"did not answer within {self._timeout:g} s") from None
        if so_far + len(chunk) > limit:
            raise self._ended(f"answered with more than {limit:,} bytes")
        return chunk

    def _ended(self, what: str) -> InputError:
        self.close()
        said = self._stderr.text()
        return InputError(f"command {self._name}: {what}" + (f"; its standard error ends:\n{said}" if said else ""))

    def close(self) -> None:
        """End the program and everything it has started."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._popen.pid, signal.SIGKILL)
        self._popen.wait()
        for stream in (self._popen.stdin, self._popen.stdout, self._popen.stderr):
            if stream is not None:
                with suppress(OSError):
                    stream.close()

    def __del__(self) -> None:
        if getattr(self, "_popen", None) is not None and self._popen.poll() is None:
            self.close()


def finished(words: Sequence[str], data: bytes, timeout: float, limit: int) -> bytes:
    """Return what a program writes when it is given ``data``, within ``timeout`` seconds and ``limit`` bytes."""
    process = Process(words, timeout)
    try:
        return process.finish(data, limit)
    finally:
        process.close()


def _code(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    with suppress(ValueError):
        return f"signal {signal.Signals(-code).name}"
    return f"signal {-code}"
