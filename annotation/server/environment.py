"""The server's own virtual environment: Label Studio's pins stay out of everybody else's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import deque
from pathlib import Path
from typing import Final

from wirecopy.annotation.server.locking import only_one
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.output import note

VERSION: Final = "1.23.2"
_PACKAGES: Final = 158  # of which the server consists, by count of an installation
_VARIABLE: Final = "WIRECOPY_SERVER_VENV"
_READY: Final = "wirecopy-ready"


def environment_folder() -> Path:
    """Return where the server's environment lies: ``$WIRECOPY_SERVER_VENV``, else in the user's cache."""
    chosen = os.environ.get(_VARIABLE)
    if chosen:
        return Path(chosen)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", str(Path.home() / "AppData" / "Local")))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "wirecopy" / f"label-studio-{VERSION}"


def server_environment(folder: Path | None = None) -> Path:
    """Return the ``label-studio`` program, installed on first use into an environment of its own (800 MB).

    An installation that was broken off is begun again; two that begin at once wait for each other. Raises
    ``InputError`` with the end of the installer's output if it fails.
    """
    folder = folder or environment_folder()
    scripts = folder / ("Scripts" if sys.platform == "win32" else "bin")
    program = scripts / ("label-studio.exe" if sys.platform == "win32" else "label-studio")
    with only_one(folder.with_name(folder.name + ".lock")):
        if not _ready(folder):
            shutil.rmtree(folder, ignore_errors=True)
            _install(folder, scripts)
            (folder / _READY).write_text(f"{VERSION}\n", encoding="utf-8")
    return program


def _ready(folder: Path) -> bool:
    mark = folder / _READY
    return mark.is_file() and mark.read_text(encoding="utf-8").strip() == VERSION


def _install(folder: Path, scripts: Path) -> None:
    note(f"installing Label Studio {VERSION} into {folder} (once; about 800 MB)")
    python = str(scripts / "python")
    _run([sys.executable, "-m", "venv", str(folder)])
    _run([python, "-m", "pip", "install", "--progress-bar", "off", f"label-studio=={VERSION}"], packages=True)


def _run(command: list[str], *, packages: bool = False) -> None:
    """Run a step of the installation; show how many packages are there, and fail with the end of what it printed."""
    from wirecopy.corpus.progress import progress

    tail: deque[str] = deque(maxlen=20)
    total = _PACKAGES if packages else 1
    with (
        progress("packages" if packages else "environment", total) as advance,
        subprocess.Popen(  # noqa: S603 - our own command
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True,
            encoding="utf-8", errors="replace", env=_clean_environment(),
        ) as process,
    ):  # fmt: skip
        for line in process.stdout or ():
            tail.append(line.rstrip()[:200])
            advance(1 if line.startswith("Collecting ") else 0)
    if process.returncode:
        raise InputError(
            f"Label Studio could not be installed ({command[0]} ended with {process.returncode}):\n" + "\n".join(tail)
        )


def _clean_environment() -> dict[str, str]:
    """Return the environment without what would make the server's Python look at another one's packages."""
    return {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")}
