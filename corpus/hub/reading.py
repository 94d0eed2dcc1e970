"""Loading a published dataset with the unmodified client, in a process of its own that has never seen it.

``python -m wirecopy.corpus.hub.reading ORG/NAME TAG`` prints, for every configuration and split, the number of rows,
the hash of their contents, and the columns.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from typing import Any

import msgspec

from wirecopy.corpus.dataset.contents import Manifest
from wirecopy.corpus.dataset.features import features
from wirecopy.corpus.dataset.parquet import RowDigest
from wirecopy.corpus.errors import InputError, printable, refuse

# What would let the client answer from somewhere else than the Hub.
_ELSEWHERE = ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_DATASETS_CACHE", "HF_ASSETS_CACHE", "XDG_CACHE_HOME",
              "HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_TOKEN_PATH")  # fmt: skip


class Loaded(msgspec.Struct, frozen=True):
    """A split of a configuration as the client gives it."""

    rows: int
    contents: str
    columns: dict[str, Any]


def read_back(repo: str, tag: str, manifest: Manifest) -> None:
    """Raise ``InputError`` unless the client loads by tag exactly what the manifest names."""
    found = _loaded(repo, tag)
    wrong = []
    for table in manifest.tables:
        expected = Loaded(table.rows, table.contents, features(table.config).to_dict())
        seen = found.pop(f"{table.config}/{table.split}", None)
        wrong += [f"{table.config}/{table.split}: {problem}" for problem in _differences(seen, expected)]
    wrong += [f"{name}: found it, expected no such split" for name in found]
    refuse([f"{repo} at {tag}: {problem}" for problem in wrong])


def _differences(seen: Loaded | None, expected: Loaded) -> list[str]:
    if seen is None:
        return ["found no such split"]
    wrong = []
    if seen.rows != expected.rows:
        wrong.append(f"found {seen.rows} rows, expected {expected.rows}")
    if seen.columns != expected.columns:
        names = [name for name in expected.columns if seen.columns.get(name) != expected.columns[name]]
        wrong.append(f"found other columns than expected ({', '.join(names) or 'one too many'})")
    if seen.contents != expected.contents:
        wrong.append(f"found contents {seen.contents[:12]}…, expected {expected.contents[:12]}…")
    return wrong


def _loaded(repo: str, tag: str) -> dict[str, Loaded]:
    with tempfile.TemporaryDirectory(prefix="wirecopy-") as home:
        environment = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
        environment |= {"HF_HOME": home, "HF_UPDATE_DOWNLOAD_COUNTS": "0", "HF_HUB_DISABLE_PROGRESS_BARS": "1"}
        command = [sys.executable, "-m", "wirecopy.corpus.hub.reading", repo, tag]
        done = subprocess.run(command, env=environment, capture_output=True, check=False)  # noqa: S603 - ourselves
    if done.returncode:
        said = done.stderr.decode("utf-8", errors="replace").strip().splitlines() or ["no message"]
        line = said[-1].replace(os.environ.get("HF_TOKEN") or "\0", "***")
        raise InputError(
            f"{repo}: published and tagged {tag}, but loading it back failed: {printable(line[:500])}; "
            "run again to check it once more"
        )
    return msgspec.json.decode(done.stdout, type=dict[str, Loaded])


def load_all(repo: str, revision: str | None) -> dict[str, Loaded]:
    """Return every configuration and split as ``datasets`` loads them, by ``configuration/split``."""
    from datasets import disable_progress_bars, get_dataset_config_names, load_dataset

    disable_progress_bars()
    found = {}
    for config in get_dataset_config_names(repo, revision=revision):
        for split, rows in load_dataset(repo, config, revision=revision).items():
            digest = RowDigest()
            for row in rows:
                digest.add(row)
            found[f"{config}/{split}"] = Loaded(len(rows), digest.hexdigest(), rows.features.to_dict())
    return found


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(load_all(sys.argv[1], sys.argv[2])))
