"""Ray, started for a run or joined: silent, reachable from this machine only, and gone when the run has ended.

A Ray of our own listens on the loopback interface, asks for a token that only its processes know, has no dashboard,
reports to nobody, and keeps its files in a folder that is removed.
"""

from __future__ import annotations

import logging
import os
import secrets
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from wirecopy.corpus.errors import InputError
from wirecopy.evaluation.extras import required

EXTRA = "ray"
# Of a Ray of our own, in bytes; what the workers hand back is folded as it comes. Ray takes no less than 75 MB.
OBJECT_STORE = 256 * 2**20
# Unix sockets have short names: the folder of a Ray must lie near the root.
LONGEST_FOLDER = 30
# Seconds that processes have to end by themselves.
LONGEST_END = 10

_QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_DATA_DISABLE_PROGRESS_BARS": "1",
}
# On Linux Ray takes the machine's outward address unless it is told what it assumes elsewhere: that nobody joins it.
_ALONE = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}
# What Ray's own code writes past Python: with actors that may be restarted, a warning for each.
_SILENT = {"RAY_BACKEND_LOG_LEVEL": "fatal"}


def require_ray(what: str) -> None:
    """Raise ``InputError`` that names the extra where Ray is not installed; nothing of it is imported yet."""
    if "ray" not in sys.modules and find_spec("ray") is None:
        raise InputError(f'{what} needs the package ray, which is not installed: pip install "wirecopy[{EXTRA}]"')


@contextmanager
def surroundings(*, alone: bool, more: Mapping[str, str] | None = None) -> Iterator[None]:
    """Set the environment that a Ray which is started inside the block is to have.

    With ``alone`` it is one of this machine only, whose folder goes when the block ends. Whatever is still connected
    then is shut down.
    """
    with tempfile.TemporaryDirectory(prefix="ray-", dir=_short_folder(), ignore_cleanup_errors=True) as folder:
        values = {**_QUIET, **(more or {}), **({**_own(), "RAY_TMPDIR": folder} if alone else {})}
        before = {name: os.environ.get(name) for name in values}
        os.environ.update(values)
        try:
            yield
        finally:
            shut_down()
            _restore(before)


def _own() -> dict[str, str]:
    """Return what keeps a Ray to this machine; some of it Ray reads only when it is imported."""
    constants: Any = sys.modules.get("ray._private.ray_constants")
    if constants is None:
        return {**_ALONE, "RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32)}
    if hasattr(constants, "ENABLE_RAY_CLUSTER"):
        constants.ENABLE_RAY_CLUSTER = False
    return dict(_ALONE)


def _short_folder() -> str | None:
    return None if len(tempfile.gettempdir()) <= LONGEST_FOLDER else "/tmp"  # noqa: S108 - a folder is made in it


def _restore(before: Mapping[str, str | None]) -> None:
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def shut_down() -> None:
    """End what this process has of Ray, and see its processes gone; nothing if it has none."""
    ray = sys.modules.get("ray")
    if ray is None or not ray.is_initialized():
        return
    psutil = required("psutil", EXTRA, "ending Ray")  # Ray brings its own
    started = _processes(psutil)
    ray.shutdown()
    _, left = psutil.wait_procs(started, timeout=LONGEST_END)
    for one in left:
        with suppress(psutil.Error):
            one.kill()
    psutil.wait_procs(left, timeout=LONGEST_END)


def _processes(psutil: Any) -> list[Any]:
    """Return Ray's processes below this one: its servers, their workers, and what these have started."""
    found = []
    for child in psutil.Process().children():
        with suppress(psutil.Error):
            if "/ray/" in " ".join(child.cmdline()):
                found += [child, *child.children(recursive=True)]
    return found


@contextmanager
def cluster(address: str | None, what: str) -> Iterator[Any]:
    """Give the ``ray`` module, connected: to ``address``, to what this process is connected to already, or to a Ray of
    this machine that ends with the block.

    Raises ``InputError`` where Ray is not installed, does not start or does not answer.
    """
    loaded = sys.modules.get("ray")
    if loaded is not None and loaded.is_initialized():
        _silence()
        yield loaded
        return
    with surroundings(alone=address is None, more=_SILENT):
        ray = required("ray", EXTRA, what)
        required("ray.data", EXTRA, what)
        _silence()
        with _muted():
            _connect(ray, address)
        yield ray


def _connect(ray: Any, address: str | None) -> None:
    own = {"include_dashboard": False, "object_store_memory": OBJECT_STORE}
    where = {"address": "local", **own} if address is None else {"address": address}
    try:
        ray.init(**where, log_to_driver=False, logging_level=logging.CRITICAL)
    except (ConnectionError, OSError, RuntimeError, TimeoutError, ValueError) as error:
        place = "on this machine" if address is None else f"at {address}"
        raise InputError(
            f"runner.address: Ray {place}: {type(error).__name__}: {' '.join(str(error).split())}"
        ) from error


def _silence() -> None:
    """Leave the terminal, and whatever a pipe carries, to us: what fails is raised and put into words there."""
    logging.getLogger("ray").setLevel(logging.CRITICAL)
    logging.getLogger("ray.data").setLevel(logging.CRITICAL)
    # Ray prints what becomes of its workers to standard output, which is the results'; no setting of its own stops it.
    inner: Any = sys.modules.get("ray._private.worker")
    if hasattr(inner, "_worker_logs_enabled"):
        inner._worker_logs_enabled = False


@contextmanager
def _muted() -> Iterator[None]:
    """Keep standard error from what is written past Python."""
    sys.stderr.flush()
    kept = os.dup(2)
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)


def workers_that_fit(ray: Any, cpus: float, gpus: float, wanted: int | None) -> int:
    """Return how many workers to have. Raises ``InputError`` if the cluster's machines do not take them."""
    has = ray.cluster_resources()
    free = [int(has.get(kind, 0) / need) for kind, need in (("CPU", cpus), ("GPU", gpus)) if need]
    room = min(free) if free else 1
    if room < (wanted or 1):
        found = f"{has.get('CPU', 0):g} cores and {has.get('GPU', 0):g} accelerators"
        need = f"{wanted or 1} workers of {cpus:g} cores and {gpus:g} accelerators"
        raise InputError(f"runner.workers: the cluster has {found}, expected room for {need}")
    return wanted or room
