"""Talking to a Label Studio server: requests with time-outs, without retries of ours or the client's behind our back.

The official client signs in (legacy and personal access tokens) and checks certificates; what it does not offer, or
offers only with retries that duplicate imports, is asked for by path.
"""

from __future__ import annotations

import os
import time
import weakref
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import msgspec

from wirecopy.annotation.extra import from_extra
from wirecopy.corpus.errors import InputError, printable, shown
from wirecopy.corpus.output import note

DEFAULT_URL: Final = "http://127.0.0.1:8080"
SECONDS: Final = 120
_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")

T = TypeVar("T")


class UnreachableError(InputError):
    """No server answers: it got nothing of the request."""


class FaultError(InputError):
    """The server failed (5xx), hung up or did not answer in time: it may have done all, some or nothing."""


class RefusalError(InputError):
    """The server refused the request (4xx): it did nothing. ``status`` is its answer."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class Client:
    """A server and the key for it. The key is in no message, log or text form."""

    def __init__(self, url: str, key: str) -> None:
        """Take the address and the key; raise ``InputError`` for what cannot be an address."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
            raise InputError(f"server address: found {shown(parts.hostname or url)}, expected http://… or https://…")
        self._httpx, library = from_extra("httpx"), from_extra("label_studio_sdk")
        elsewhere = parts.hostname not in _LOOPBACK
        if parts.scheme == "http" and elsewhere:
            note(f"warning: {parts.hostname} is not this machine and the connection is not encrypted: use https")
        self.url = url.rstrip("/")
        self._key = key
        # What goes to this machine goes there itself, whatever proxy the environment names.
        connections = self._httpx.Client(timeout=SECONDS, follow_redirects=True, trust_env=elsewhere)
        weakref.finalize(self, connections.close)
        signed_in = library.LabelStudio(base_url=self.url, api_key=key, httpx_client=connections)
        self._http = signed_in._client_wrapper.httpx_client

    def __repr__(self) -> str:
        return f"Client({self.url!r})"

    def get(self, path: str, params: Mapping[str, Any] | None = None, *, seconds: int = SECONDS) -> Any:
        """Return the JSON of a GET, tried three times where the server fails."""
        return self._thrice(lambda: self._request("GET", path, params=params, seconds=seconds))

    def get_bytes(self, path: str, params: Mapping[str, Any] | None = None, *, seconds: int = SECONDS) -> bytes:
        """Return the body of a GET as it came, tried three times where the server fails: for answers of many MB."""
        return self._thrice(lambda: self._content("GET", path, params=params, seconds=seconds))

    def post(self, path: str, body: Any, params: Mapping[str, Any] | None = None, *, seconds: int = SECONDS) -> Any:
        """Return the JSON of a POST, sent once; ``bytes`` are JSON already."""
        return self._request("POST", path, params=params, body=body, seconds=seconds)

    def patch(self, path: str, body: Any) -> Any:
        """Return the JSON of a PATCH, sent once."""
        return self._request("PATCH", path, body=body)

    def delete(self, path: str) -> None:
        """Delete something."""
        self._request("DELETE", path)

    def _thrice(self, attempt: Callable[[], T]) -> T:
        for wait in (0.5, 2.0):
            try:
                return attempt()
            except FaultError:
                time.sleep(wait)
        return attempt()

    def _request(self, method: str, path: str, **request: Any) -> Any:
        content = self._content(method, path, **request)
        if not content:
            return None
        try:
            return msgspec.json.decode(content)
        except msgspec.DecodeError:
            raise self.no_json(f"{method} {path}") from None

    def no_json(self, what: str) -> FaultError:
        """Return the error for an answer to ``what`` that is no JSON."""
        return FaultError(f"{self.url}: {what}: found no JSON in the answer, expected Label Studio")

    def _content(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        body: Any = None,
        seconds: int = SECONDS,
    ) -> bytes:
        what = f"{method} {path}"
        # Encoded here: the client would first copy a body of many megabytes value by value.
        data = body if body is None or isinstance(body, bytes) else msgspec.json.encode(body)
        headers = {} if data is None else {"Content-Type": "application/json"}
        try:
            answer = self._http.request(
                path, method=method, params=dict(params or {}), content=data, headers=headers,
                request_options={"max_retries": 0, "timeout_in_seconds": seconds},
            )  # fmt: skip
        except Exception as error:
            raise self._explained(error, what) from None
        if answer.status_code >= 400:
            raise self._refusal(answer.status_code, answer.text, what)
        return bytes(answer.content)

    def _refusal(self, status: int, text: str, what: str) -> InputError:
        if status == 401:
            return RefusalError(f"{self.url}: the key is not accepted: see LABEL_STUDIO_API_KEY or --api-key", status)
        said = printable(text.replace(self._key, "…"))[:300]
        message = f"{self.url}: {what}: the server answered {status}: {said}"
        return FaultError(message) if status >= 500 or status in (408, 429) else RefusalError(message, status)

    def _explained(self, error: Exception, what: str) -> InputError:
        """Return an exception of the client as ours: by what it means for the request, without its arguments."""
        httpx = self._httpx
        if isinstance(error, httpx.ConnectError):
            return UnreachableError(f"{self.url}: no server answers there (start one with: wirecopy annotate serve)")
        if isinstance(error, httpx.TimeoutException):
            return FaultError(f"{self.url}: {what}: no answer in time")
        if isinstance(error, httpx.TransportError):
            return FaultError(f"{self.url}: {what}: the connection broke off ({type(error).__name__})")
        status = getattr(error, "status_code", None)
        if isinstance(status, int):
            return self._refusal(status, str(getattr(error, "body", "")), what)
        return InputError(f"{self.url}: {what}: {type(error).__name__}: {str(error).replace(self._key, '…')[:200]}")


def connect(url: str | None, key: str | None) -> Client:
    """Return a client for the given server and key, else those of the environment.

    ``LABEL_STUDIO_URL`` (default: the port of ``annotate serve`` on this machine) and ``LABEL_STUDIO_API_KEY``.
    """
    address = url or os.environ.get("LABEL_STUDIO_URL") or DEFAULT_URL
    secret = (key or os.environ.get("LABEL_STUDIO_API_KEY") or "").strip()
    if not secret:
        raise InputError("no key for Label Studio: set LABEL_STUDIO_API_KEY (annotate serve says where it is)")
    if not secret.isascii() or not secret.isprintable() or " " in secret:
        raise InputError("the key for Label Studio holds characters that no key has: see LABEL_STUDIO_API_KEY")
    return Client(address, secret)
