"""Serving: accounts that stay secret, a port and a data folder that are one's own, and faults that are told."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from label_studio_station import client_of, composed, free_port, tasks_of

from wirecopy.annotation.push import push
from wirecopy.annotation.server import Accounts, Server, environment, process
from wirecopy.annotation.server.serve import sign_in
from wirecopy.corpus.errors import InputError


def test_secrets_are_made_once_and_only_their_owner_can_read_them(tmp_path: Path) -> None:
    account = Accounts(tmp_path).get("Ana")
    assert account.address == "ana@localhost"
    assert Accounts(tmp_path).get("ana").password() == account.password()
    assert len(account.key()) == 40
    assert account.password() != Accounts(tmp_path).get("ben").password()
    for path in (account.password_file, account.key_file):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(account.folder.stat().st_mode) == 0o700
    assert account.password() not in repr(account)
    assert account.key() not in repr(account)


@pytest.mark.parametrize("name", ["", "../ana", "a b", "-x", "ana\n", "ana@", "a/b", "x" * 70, "a..b@c"])
def test_a_name_that_is_no_address_is_refused(tmp_path: Path, name: str) -> None:
    if name == "ana\n":
        assert Accounts(tmp_path).get(name).address == "ana@localhost"
        return
    with pytest.raises(InputError, match="expected a name of letters"):
        Accounts(tmp_path).get(name)
    assert not (tmp_path / "accounts").exists()


def test_a_port_in_use_is_refused_before_anything_is_installed(tmp_path: Path) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        with pytest.raises(InputError, match=rf"port {port}: is in use on 127.0.0.1: choose another with --port"):
            Server(tmp_path, port).__enter__()


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program in place of the server."""
    path = tmp_path / "label-studio"
    monkeypatch.setattr(process, "server_environment", lambda: path)
    return path


def _write(path: Path, body: str) -> None:
    path.write_text(f"#!{sys.executable}\n{body}\n", encoding="utf-8")
    path.chmod(0o755)


def test_a_server_that_dies_is_reported_with_the_end_of_its_log(program: Path, tmp_path: Path) -> None:
    _write(program, "import sys; print('no such table'); sys.exit(3)")
    with pytest.raises(InputError, match=r"(?s)ended with 3 before it answered:\nno such table\n\(the whole log: "):
        Server(tmp_path / "data", free_port()).__enter__()


def test_a_data_folder_belongs_to_one_server(program: Path, tmp_path: Path) -> None:
    _write(program, FAKE)
    told = pytest.raises(InputError, match="another server is running on this data folder")
    with Server(tmp_path / "data", free_port()), told:
        Server(tmp_path / "data", free_port()).__enter__()
    with Server(tmp_path / "data", free_port()):
        pass


FAKE = """
import os, sys
from http.server import BaseHTTPRequestHandler, HTTPServer
class H(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
shown = ("COLLECT_ANALYTICS", "SENTRY_DSN", "PYTHONPATH")
print(sys.argv[1:], {k: v for k, v in os.environ.items() if k in shown}, flush=True)
HTTPServer(("127.0.0.1", int(sys.argv[-1])), H).serve_forever()
"""


def test_it_is_started_on_loopback_without_telemetry_or_our_packages(
    program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    _write(program, FAKE)
    port = free_port()
    with Server(tmp_path / "data", port) as server:
        assert sign_in(server).splitlines()[2].startswith("  annotator@localhost  password: ")
        assert server.accounts[0].password() not in sign_in(server)
        assert server.accounts[0].key() not in sign_in(server)
    log = server.log.read_text(encoding="utf-8")
    assert log.startswith(f"['start', '--no-browser', '--internal-host', '127.0.0.1', '-p', '{port}']")
    assert "'COLLECT_ANALYTICS': 'false'" in log
    assert "'SENTRY_DSN': ''" in log
    assert "PYTHONPATH" not in log


def test_ctrl_c_stops_the_server_and_says_that_all_is_kept(program: Path, tmp_path: Path) -> None:
    _write(program, FAKE)
    port = free_port()
    code = (
        "import sys; from pathlib import Path; from wirecopy.annotation.server import process, serve\n"
        f"process.server_environment = lambda: Path({str(program)!r})\n"
        f"serve(Path({str(tmp_path / 'data')!r}), {port}, [])"
    )
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stdout.readline().startswith(f"Label Studio: http://127.0.0.1:{port}")
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=30)
    assert running.returncode == 0
    assert said == "stopped; everything is kept, start again with the same command\n"
    assert not process.answers(f"http://127.0.0.1:{port}")


def test_an_installation_that_fails_is_told_with_its_end_and_begun_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[list[str]] = []
    real = environment._run

    def run(command: list[str], *, packages: bool = False) -> None:
        tries.append(command)
        (tmp_path / "venv").mkdir(exist_ok=True)
        real([sys.executable, "-c", f"print('no wheel'); raise SystemExit({int(packages and len(tries) < 3)})"])

    monkeypatch.setattr(environment, "_run", run)
    with pytest.raises(InputError, match=r"(?s)could not be installed .* ended with 1\):\nno wheel"):
        environment.server_environment(tmp_path / "venv")
    environment.server_environment(tmp_path / "venv")
    environment.server_environment(tmp_path / "venv")
    assert len(tries) == 4  # an environment and its packages, twice; the third time all is there
    assert tries[-1][-1] == f"label-studio=={environment.VERSION}"


@pytest.mark.slow
def test_stopping_and_starting_again_keeps_everything_and_logs_no_secret(station: Server, title: str) -> None:
    done = push(client_of(station), title, composed()[:1])
    station.stop()
    assert not process.answers(station.url)
    begun = time.monotonic()
    station.start()
    print(f"started again in {time.monotonic() - begun:.1f} s")
    assert len(tasks_of(client_of(station, 1), done.project)) == 1
    log = station.log.read_text(encoding="utf-8")
    for account in station.accounts:
        assert account.password() not in log
        assert account.key() not in log


@pytest.mark.slow
def test_both_users_can_sign_in_with_their_passwords(station: Server) -> None:
    for account in station.accounts:
        jar = CookieJar()
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        opener.open(f"{station.url}/user/login").read()
        token = next(cookie.value for cookie in jar if cookie.name == "csrftoken")
        form = {"email": account.address, "password": account.password(), "csrfmiddlewaretoken": token}
        data = urllib.parse.urlencode(form).encode()
        request = urllib.request.Request(f"{station.url}/user/login", data, {"Referer": f"{station.url}/user/login"})
        assert "/user/login" not in opener.open(request).url


def test_the_environment_can_be_put_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIRECOPY_SERVER_VENV", str(tmp_path))
    assert environment.environment_folder() == tmp_path
    monkeypatch.delenv("WIRECOPY_SERVER_VENV")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    if os.name == "posix" and sys.platform != "darwin":
        assert environment.environment_folder() == tmp_path / "wirecopy" / f"label-studio-{environment.VERSION}"
