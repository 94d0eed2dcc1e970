"""Who may sign in: a password and a key for each user, made by us and kept in files that only their owner can read."""

from __future__ import annotations

import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from wirecopy.corpus.errors import InputError, shown

DOMAIN = "localhost"
_NAME = re.compile(r"[a-z0-9][a-z0-9._+-]{0,63}(@[a-z0-9][a-z0-9.-]{0,150})?")


@dataclass(frozen=True)
class Account:
    """One user; ``password`` and ``key`` are not part of its text form, so that no message or log can hold them."""

    address: str
    folder: Path

    @property
    def password_file(self) -> Path:
        """Return the file that holds the password."""
        return self.folder / f"{self.address}.password"

    @property
    def key_file(self) -> Path:
        """Return the file that holds the key for the commands."""
        return self.folder / f"{self.address}.key"

    def password(self) -> str:
        """Return the password."""
        return self.password_file.read_text(encoding="ascii").strip()

    def key(self) -> str:
        """Return the key."""
        return self.key_file.read_text(encoding="ascii").strip()


class Accounts:
    """The accounts of a data folder, each in two files with mode 0600 in a folder with mode 0700."""

    def __init__(self, data: Path) -> None:
        self.folder = data / "accounts"

    def get(self, name: str) -> Account:
        """Return the account of a user, made if there is none; a name without ``@`` gets the domain ``localhost``.

        Raises ``InputError`` for a name that is no address.
        """
        lower = name.strip().lower()
        if not _NAME.fullmatch(lower) or ".." in lower:
            raise InputError(
                f"user {shown(name)}: expected a name of letters, digits and . _ + -, or an e-mail address"
            )
        account = Account(lower if "@" in lower else f"{lower}@{DOMAIN}", self.folder)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _keep(account.password_file, secrets.token_urlsafe(12))
        _keep(account.key_file, secrets.token_hex(20))
        return account


def _keep(path: Path, secret: str) -> None:
    """Write a secret into a new file that only its owner can read; keep a file that is there."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secret + "\n")
