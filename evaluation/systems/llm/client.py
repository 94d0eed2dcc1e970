"""Requests to an OpenAI-compatible endpoint: retried, spaced out, bounded, and silent about the key."""

from __future__ import annotations

import os
import random
import threading
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec

from wirecopy.corpus.errors import InputError, printable, shown
from wirecopy.evaluation.extras import required
from wirecopy.evaluation.systems.llm.settings import Settings

LARGEST = 16 << 20  # bytes of an answer
_PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 520, 522, 524, 529})
_DENIED = frozenset({401, 403})
HIDDEN = "(key)"


class Reply(msgspec.Struct, frozen=True):
    """What the model said, and the tokens it took."""

    content: str
    prompt_tokens: int = 0
    completion_tokens: int = 0


class PassingError(Exception):
    """A failure that may pass; ``wait`` is how long the endpoint asks to wait, in seconds."""

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


class Client:
    """Sends requests. ``retries`` counts the attempts beyond the first of each."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._key = _key(settings.key_env)
        self._http = required("httpx", "llm", "system=llm")
        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        self._session = self._http.Client(headers=headers, timeout=settings.timeout, follow_redirects=False)
        self._url = settings.base_url.rstrip("/") + "/chat/completions"
        self._where = urlsplit(settings.base_url).netloc
        self._gate = Gate(settings.rate)
        self._lock = threading.Lock()
        self._chance = random.Random(0)  # noqa: S311 - spreads retries, keeps no secret
        self.requests = self.retries = 0

    def send(self, body: bytes) -> Reply:
        """Return the reply to a request. Raises ``InputError`` when the endpoint cannot be had or refuses."""
        problem = PassingError("")
        for attempt in range(self._settings.attempts):
            if attempt:
                time.sleep(self._wait(attempt, problem.wait))
            self._gate.wait()
            with self._lock:
                self.requests += 1
                self.retries += attempt > 0
            try:
                return self._once(body)
            except PassingError as error:
                problem = error
        raise InputError(f"{self._where}: {problem} (after {self._settings.attempts} attempts)")

    def hide(self, text: str) -> str:
        """Return a text without the key, should it be in it."""
        return text.replace(self._key, HIDDEN) if self._key else text

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _once(self, body: bytes) -> Reply:
        # httpx's limit is for silence between two pieces; an answer that trickles must end too.
        deadline = time.monotonic() + self._settings.timeout
        content = bytearray()
        try:
            headers = {"Content-Type": "application/json"}
            with self._session.stream("POST", self._url, content=body, headers=headers) as response:
                for piece in response.iter_bytes():
                    content += piece
                    if len(content) > LARGEST:
                        raise InputError(f"{self._where}: found an answer of more than {LARGEST} bytes")
                    if time.monotonic() > deadline:
                        raise PassingError(f"no whole answer within {self._settings.timeout:g} s")
        except self._http.TimeoutException:
            raise PassingError(f"no answer within {self._settings.timeout:g} s") from None
        except (self._http.TransportError, self._http.DecodingError) as error:
            reason = self.hide(printable(str(error)))[:200]
            raise PassingError(f"cannot be reached: {reason or type(error).__name__}") from None
        if response.status_code != 200:
            raise self._refusal(response.status_code, response.headers.get("retry-after"), bytes(content))
        return reply_of(bytes(content), self.hide)

    def _refusal(self, status: int, retry_after: str | None, content: bytes) -> Exception:
        said = self.hide(" ".join(_said(content).split()))
        text = f"HTTP {status}" + (f": {shown(printable(said), 300)}" if said else "")
        if status in _DENIED:
            variable = self._settings.key_env
            hint = f"check the key in {variable}" if variable else "system.key_env names no variable with a key"
            return InputError(f"{self._where}: HTTP {status}, the key is refused: {hint}")
        if status in _PASSING:
            return PassingError(text, seconds_of(retry_after))
        return InputError(f"{self._where}: {text}")

    def _wait(self, attempt: int, asked: float | None) -> float:
        """Return the seconds before an attempt: what the endpoint asked for, else doubled each time, half by chance."""
        longest = self._settings.longest_wait
        if asked is not None:
            return min(asked, longest)
        with self._lock:
            share = 0.5 + 0.5 * self._chance.random()
        return share * min(longest, self._settings.backoff * 2.0 ** min(attempt - 1, 30))


class Gate:
    """Lets so many requests a minute through, evenly spaced; 0 lets all through."""

    def __init__(self, rate: float) -> None:
        self._step = 60.0 / rate if rate else 0.0
        self._next = 0.0
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Return when it is this request's turn."""
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._next)
            self._next = turn + self._step
        if turn > now:
            time.sleep(turn - now)


def reply_of(content: bytes, hide: Any = str) -> Reply:
    """Return the reply in a response's body.

    Raises ``PassingError`` where there is none, and ``InputError`` where asking again would not help.
    """
    try:
        body = msgspec.json.decode(content)
        choice = body["choices"][0]
        message = choice["message"]
        said, refusal = message.get("content"), message.get("refusal")
    except (msgspec.DecodeError, RecursionError, LookupError, TypeError, AttributeError, UnicodeError):
        raise PassingError(
            f"found {shown(hide(content[:80].decode('utf-8', 'replace')))}, expected a completion"
        ) from None
    if refusal and not said:
        raise InputError(f"the model refuses: {shown(hide(str(refusal)), 200)}")
    if choice.get("finish_reason") == "length":
        raise InputError("the answer is cut off: set system.max_tokens higher, or ask for fewer layers")
    if not isinstance(said, str) or not said.strip():
        raise PassingError("the answer is empty")
    usage = body.get("usage")
    tokens = [_count(usage, name) for name in ("prompt_tokens", "completion_tokens")]
    return Reply(hide(said), *tokens)


def _count(usage: object, name: str) -> int:
    found = usage.get(name) if isinstance(usage, dict) else None
    return found if isinstance(found, int) and not isinstance(found, bool) and 0 <= found < 1 << 40 else 0


def seconds_of(retry_after: str | None) -> float | None:
    """Return the seconds that a Retry-After header asks for (RFC 9110, 10.2.3), None where it says nothing usable."""
    if retry_after is None:
        return None
    if retry_after.strip().isascii() and retry_after.strip().isdigit():
        return float(retry_after.strip()[:9])
    try:
        then = parsedate_to_datetime(retry_after)
    except (ValueError, IndexError, OverflowError):
        return None
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    return max(0.0, (then - datetime.now(UTC)).total_seconds())


def _said(content: bytes) -> str:
    """Return the message of an error body, or its beginning."""
    try:
        error = msgspec.json.decode(content)["error"]
        return str(error["message"] if isinstance(error, dict) else error)
    except (msgspec.DecodeError, RecursionError, LookupError, TypeError, UnicodeError):
        return content[:300].decode("utf-8", "replace")


def _key(variable: str | None) -> str | None:
    if variable is None:
        return None
    key = os.environ.get(variable, "").strip()
    if not key:
        raise InputError(f"system.key_env: the environment variable {variable} is not set, expected the endpoint's key")
    if not key.isascii() or not key.isprintable() or " " in key:
        raise InputError(f"system.key_env: {variable} holds characters that no key has")
    return key
