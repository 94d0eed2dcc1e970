"""The command ``serve``: run a server until it is told to stop, and say how to sign in."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from pathlib import Path

from wirecopy.annotation.server.process import Server, default_folder
from wirecopy.corpus.output import note


def serve(data: Path | None, port: int, users: Sequence[str]) -> None:
    """Run the server until Ctrl-C or a request to end; say where it is and how to sign in."""

    def end(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, end)
    try:
        with Server(data or default_folder(), port, users) as server:
            print(sign_in(server), flush=True)
            server.watch()
    except KeyboardInterrupt:
        note("stopped; everything is kept, start again with the same command")


def sign_in(server: Server) -> str:
    """Return where the server is and how to sign in: the files that hold the secrets, never the secrets."""
    users = "\n".join(f"  {a.address}  password: {a.password_file}" for a in server.accounts)
    key = server.accounts[0].key_file
    return (
        f"Label Studio: {server.url}  (data: {server.data}; Ctrl-C stops it)\nSign in as\n{users}\n"
        f"For push, pull and status:\n"
        f"  export LABEL_STUDIO_URL={server.url}\n"
        f'  export LABEL_STUDIO_API_KEY="$(cat {key})"'
    )
