"""Programs of others: started, fed and read with limits on time and output, and ended with all their children."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, Full, Queue

from wirecopy.corpus.errors import InputError, printable

SHOWN_STDERR = 2000
_CHUNK = 65536
_WAITING_CHUNKS = 64


class Process:
    """A program that is running; ``ask`` gives it lines and returns as many lines of its output.

    Three threads write its input and read its output and its standard error, so that neither side can block the other.
    """

    def __init__(self, words: Sequence[str], timeout: float) -> None:
        self._name, self._timeout = words[0], timeout
        try:
            self._popen = subprocess.Popen(  # noqa: S603 - running the program that the configuration names is the job
                list(words), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                start_new_session=True, bufsize=0,
            )  # fmt: skip
        except OSError as error:
            raise InputError(f"{words[0]}: cannot be started: {error.strerror}") from None
        self._output = _Output()
        self._said = _Tail()
        self._threads = [
            _reading(self._popen.stdout, self._output.take), _reading(self._popen.stderr, self._said.take)
        ]  # fmt: skip
        self._rest = b""

    def ask(self, lines: Sequence[bytes], limit: int) -> list[bytes]:
        """Return one line of output for each given line. Raises ``InputError`` if it ends or takes too long."""
        self._write(b"".join(lines), close=False)
        deadline = time.monotonic() + self._timeout
        output = self._rest
        while output.count(b"\n") < len(lines):
            chunk = self._next(deadline, limit, len(output))
            if not chunk:
                count = output.count(b"\n")
                raise self._ended(f"ended after {count} of {len(lines)} lines")
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

    def _write(self, data: bytes, *, close: bool) -> None:
        thread = threading.Thread(target=_write, args=(self._popen.stdin, data, close), daemon=True)
        thread.start()
        self._threads.append(thread)

    def _next(self, deadline: float, limit: int, so_far: int) -> bytes:
        try:
            chunk = self._output.chunks.get(timeout=max(0.0, deadline - time.monotonic()))
        except Empty:
            raise self._ended(f"did not answer within {self._timeout:g} s") from None
        if so_far + len(chunk) > limit:
            raise self._ended(f"answered with more than {limit:,} bytes")
        return chunk

    def _ended(self, what: str) -> InputError:
        self.close()
        said = self._said.text()
        return InputError(f"command {self._name}: {what}" + (f"; its standard error ends:\n{said}" if said else ""))

    def close(self) -> None:
        """End the program and everything it has started."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._popen.pid, signal.SIGKILL)
        self._popen.wait()
        self._output.closed.set()
        for thread in self._threads:
            thread.join(timeout=2)
        for stream in (self._popen.stdin, self._popen.stdout, self._popen.stderr):
            if stream is not None:
                with suppress(OSError):
                    stream.close()


class _Output:
    """What a program has written and nobody has asked for yet; the program waits when that becomes too much."""

    def __init__(self) -> None:
        self.chunks: Queue[bytes] = Queue(maxsize=_WAITING_CHUNKS)
        self.closed = threading.Event()

    def take(self, chunk: bytes) -> None:
        while not self.closed.is_set():
            with suppress(Full):
                self.chunks.put(chunk, timeout=0.1)
                return


class _Tail:
    """The end of what a program has written."""

    def __init__(self) -> None:
        self._kept = b""

    def take(self, chunk: bytes) -> None:
        self._kept = (self._kept + chunk)[-4 * SHOWN_STDERR :]

    def text(self) -> str:
        """Return it, printable and bounded."""
        text = self._kept.decode("utf-8", errors="replace").strip()
        lines = "\n".join(printable(line) for line in text.split("\n"))
        return lines if len(lines) <= SHOWN_STDERR else "..." + lines[-SHOWN_STDERR:]


def _reading(stream: object, take: Callable[[bytes], None]) -> threading.Thread:
    thread = threading.Thread(target=_read, args=(stream, take), daemon=True)
    thread.start()
    return thread


def _read(stream: object, take: Callable[[bytes], None]) -> None:
    """Hand on what a stream gives until it ends, and then nothing, which says so."""
    with suppress(OSError, ValueError):
        while chunk := os.read(stream.fileno(), _CHUNK):  # type: ignore[attr-defined]
            take(chunk)
    take(b"")


def _write(stream: object, data: bytes, close: bool) -> None:
    with suppress(OSError, ValueError):  # a program may end without reading: its exit code tells
        view = memoryview(data)
        while view:
            view = view[stream.write(view) :]  # type: ignore[attr-defined]
    if close:
        with suppress(OSError):
            stream.close()  # type: ignore[attr-defined]


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
