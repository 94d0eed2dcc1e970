"""The server's process: started on loopback without telemetry, watched until it answers, and stopped cleanly."""

from __future__ import annotations

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Final

from wirecopy.annotation.server.accounts import Account, Accounts
from wirecopy.annotation.server.environment import server_environment
from wirecopy.annotation.server.locking import only_one
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.rights import data_folder

HOST: Final = "127.0.0.1"
OWNER: Final = "annotator"
READY_SECONDS: Final = 240
STOP_SECONDS: Final = 20
# Without the proxies of the environment: the server is on this machine.
_DIRECT: Final = urllib.request.build_opener(urllib.request.ProxyHandler({}))
_QUIET: Final = {
    "COLLECT_ANALYTICS": "false",
    "LATEST_VERSION_CHECK": "false",
    "SENTRY_DSN": "",
    "FRONTEND_SENTRY_DSN": "",
    "FEATURE_FLAGS_OFFLINE": "true",
    "DEBUG": "false",
    "LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN": "true",
    "LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LINK": "true",
}


def default_folder() -> Path:
    """Return the data folder of the server where none is named."""
    return data_folder() / "label-studio"


class Server:
    """A Label Studio with its data folder; use it in a ``with`` block, which stops it at the end.

    Entering installs the server if need be, makes the accounts and returns when the server answers. Raises
    ``InputError`` for a port or a data folder in use, and with the end of the log if the server ends too soon.
    """

    def __init__(self, data: Path, port: int, users: Sequence[str] = ()) -> None:
        self.data, self.port = data.absolute(), port
        self.url = f"http://{HOST}:{port}"
        self.log = self.data / "label-studio.log"
        accounts = Accounts(self.data)
        self.accounts: tuple[Account, ...] = tuple(accounts.get(name) for name in dict.fromkeys((OWNER, *users)))
        self.process: subprocess.Popen[bytes] | None = None
        self._lock = only_one(self.data / ".lock", f"{self.data}: another server is running on this data folder")

    def __enter__(self) -> Server:
        self._lock.__enter__()
        try:
            self.start()
        except BaseException:
            self.stop()
            self._lock.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self._lock.__exit__(kind, error, trace)

    def start(self) -> None:
        """Start the server and wait until it answers."""
        _require_free(self.port)
        program = server_environment()
        self.process = self._spawn(
            [str(program), "start", "--no-browser", "--internal-host", HOST, "-p", str(self.port)], self.accounts[0]
        )
        self._wait()
        for account in self.accounts[1:]:
            self._add(program, account)

    def stop(self) -> None:
        """Ask the server to end, wait, and end it if it does not; nothing happens if it does not run."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def watch(self) -> None:
        """Wait until the server ends; raise ``InputError`` with the end of its log if it does so by itself."""
        if self.process is not None:
            self.process.wait()
            raise InputError(f"Label Studio ended with {self.process.returncode}:\n{self._tail()}")

    def _add(self, program: Path, account: Account) -> None:
        """Make a further user; the server has made the owner, and with it the organisation that all belong to."""
        made = account.password_file.with_suffix(".made")
        if not made.exists():
            if self._spawn([str(program), "init", "-q"], account).wait():
                raise InputError(f"user {account.address}: Label Studio could not make it:\n{self._tail()}")
            made.touch()

    def _spawn(self, command: list[str], account: Account) -> subprocess.Popen[bytes]:
        """Start a program of the server; who signs in goes by the environment, which other users cannot list."""
        variables = os.environ | _QUIET | {
            "LABEL_STUDIO_BASE_DATA_DIR": str(self.data),
            "LABEL_STUDIO_HOST": self.url,
            "LABEL_STUDIO_USERNAME": account.address,
            "LABEL_STUDIO_PASSWORD": account.password(),
            "LABEL_STUDIO_USER_TOKEN": account.key(),
        }  # fmt: skip
        for name in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "LABEL_STUDIO_API_KEY", "LABEL_STUDIO_URL"):
            variables.pop(name, None)
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            # In a session of its own: Ctrl-C at the terminal reaches us alone, and we end the server in order.
            return subprocess.Popen(  # noqa: S603 - our own command
                command, env=variables, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.data,
                start_new_session=True,
            )  # fmt: skip

    def _wait(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while self.process is not None and self.process.poll() is None:
            if answers(self.url):
                return
            if time.monotonic() > deadline:
                raise InputError(f"Label Studio does not answer after {READY_SECONDS} s:\n{self._tail()}")
            time.sleep(0.25)
        code = None if self.process is None else self.process.returncode
        raise InputError(f"Label Studio ended with {code} before it answered:\n{self._tail()}")

    def _tail(self, lines: int = 15) -> str:
        text = self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""
        return "\n".join([*text.splitlines()[-lines:], f"(the whole log: {self.log})"])


def answers(url: str) -> bool:
    """Return whether a server at ``url`` says that it is well."""
    try:
        with _DIRECT.open(f"{url}/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError, ValueError):
        return False


def _require_free(port: int) -> None:
    """Raise ``InputError`` if something listens on the port: Label Studio would take another one without a word."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError):
            hint = (
                "a Label Studio is running there" if answers(f"http://{HOST}:{port}") else "choose another with --port"
            )
            raise InputError(f"port {port}: is in use on {HOST}: {hint}") from None
