"""Sweeps whose runs go to Ray: what ``hydra/launcher=ray`` stands for, and what it needs around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec

from wirecopy.corpus.errors import InputError
from wirecopy.evaluation.scale.cluster import EXTRA, surroundings

GROUP = "hydra/launcher="
PLUGIN = "hydra_plugins.hydra_ray_launcher"
# The plugin's own configuration is called ray, opens a dashboard and joins whatever cluster it finds.
HERE, CLUSTER = f"{GROUP}ray_here", f"{GROUP}ray_cluster"
NAMES = {f"{GROUP}ray": HERE, HERE: HERE, CLUSTER: CLUSTER}


def spelled_out(overrides: Sequence[str]) -> list[str]:
    """Return the overrides with ``hydra/launcher=ray`` as the configuration that it means.

    Raises ``InputError`` where the launcher is not installed.
    """
    for one in overrides:
        if one in NAMES and not _installed():
            raise InputError(f'{one} needs a package that is not installed: pip install "wirecopy[{EXTRA}]"')
    return [NAMES.get(one, one) for one in overrides]


@contextmanager
def launching(overrides: Sequence[str]) -> Iterator[None]:
    """Give the block what the launcher that the overrides choose needs of Ray; nothing for any other launcher."""
    if not {HERE, CLUSTER} & set(overrides):
        yield
        return
    with surroundings(alone=HERE in overrides):
        yield


def _installed() -> bool:
    try:
        return find_spec(PLUGIN) is not None
    except ModuleNotFoundError:
        return False
