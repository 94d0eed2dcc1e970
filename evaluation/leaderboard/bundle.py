"""A Codabench bundle whose scoring program is this package: its own source, run on the gold that the bundle carries.

Layout after Codabench's bundle format, version 2: ``competition.yaml``, pages, a logo, and two folders that the
platform mounts at ``/app/program`` and ``/app/input/ref``. The image must have Python 3.11 to 3.13 with the packages in
``REQUIREMENTS``; the program fetches nothing.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import yaml

from wirecopy.corpus.atomic import writing
from wirecopy.corpus.digest import articles_hash
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.lines import encode_line
from wirecopy.corpus.model import Article
from wirecopy.corpus.rights import withheld
from wirecopy.corpus.store import catalogue, load
from wirecopy.evaluation.gold import Data, SplitGold
from wirecopy.evaluation.measures import HEADLINES
from wirecopy.evaluation.results import package_version

REQUIREMENTS = ("jinja2", "msgspec", "numpy", "pyyaml", "rich", "scipy")
PACKAGES = ("corpus", "evaluation", "conf")
# What the scoring program never needs: the articles, and whatever is no source or resource of ours.
LEFT_OUT = ("articles", "passes", "__pycache__")
SUFFIXES = (".py", ".yaml", ".j2", ".css", ".js", ".typed", ".json", ".md", ".txt")
GOLD, DESCRIPTION = "gold.jsonl", "gold.data.json"
# A fixed date, so that the same version gives the same bytes.
EPOCH = (2020, 1, 1, 0, 0, 0)
START = datetime(2026, 1, 1, tzinfo=UTC)


def write_bundle(out: Path, split: str, image: str | None = None, contact: str = "") -> list[str]:
    """Write the bundle of a split as a zip file; return the names of the files in it.

    ``image`` is the docker image, by default ``wirecopy/scorer:VERSION``, made from the Dockerfile in the program.
    Texts that are withheld are not in it. Raises ``InputError`` for an unknown split.
    """
    SplitGold(split)  # refuses an unknown or empty split
    if out.suffix != ".zip":
        raise InputError(f"{out}: found no .zip at the end, expected OUT.zip")
    articles = [_shippable(article) for article in load(split, texts=False)]
    entries = dict(_entries(articles, split, image or f"wirecopy/scorer:{package_version()}", contact))
    with writing(out) as beside, zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as bundle:
        _fill(bundle, entries)
    return list(entries)


def _shippable(article: Article) -> Article:
    collection = catalogue().collections.get(article.collection or "")
    return article if collection is not None and collection.text == "shipped" else withheld(article)


def _entries(articles: list[Article], split: str, image: str, contact: str) -> Iterator[tuple[str, bytes]]:
    yield "competition.yaml", _yaml(competition(split, image, contact))
    for name in ("overview.md", "data.md", "terms.md"):
        yield name, _page(name, split, len(articles))
    yield "logo.png", logo()
    yield "scoring_program.zip", _zipped(dict(program()))
    yield "reference_data.zip", _zipped(dict(reference(articles, split)))


def competition(split: str, image: str, contact: str) -> dict[str, Any]:
    """Return ``competition.yaml`` as plain values."""
    columns = [("mean", "Mean F1"), *((task, f"{task.capitalize()} ({name})") for task, name in HEADLINES.items())]
    rates = [(f"{task}_{rate}", f"{task} {rate}") for task in HEADLINES for rate in ("precision", "recall")]
    return {
        "version": 2,
        "title": f"wirecopy: {catalogue().name} {catalogue().version}, split {split}",
        "description": "Entities, claims and events in news-agency copy.",
        "image": "logo.png",
        "terms": "terms.md",
        "docker_image": image,
        **({"contact_email": contact} if contact else {}),
        "pages": [{"title": "Overview", "file": "overview.md"}, {"title": "Data", "file": "data.md"}],
        "tasks": [
            {
                "index": 0,
                "name": f"wirecopy {split}",
                "description": "Annotation lines, scored by wirecopy itself.",
                "scoring_program": "scoring_program.zip",
                "reference_data": "reference_data.zip",
            }
        ],
        "phases": [
            {
                "index": 0,
                "name": split,
                "description": f"Predictions for split {split}.",
                "start": START.isoformat(),
                "end": None,
                "max_submissions_per_day": 5,
                "max_submissions": 200,
                "execution_time_limit": 600,
                "tasks": [0],
            }
        ],
        "leaderboards": [
            {
                "title": "Results",
                "key": "results",
                "columns": [
                    {"title": title, "key": key, "index": i, "sorting": "desc"}
                    for i, (key, title) in enumerate([*columns, *rates])
                ],
            }
        ],
    }


def program() -> Iterator[tuple[str, bytes]]:
    """Yield the files of the scoring program: its entry, its metadata, and the package as it is installed."""
    command = "python3 /app/program/scoring.py /app/input/ /app/output/"
    yield "metadata.yaml", _yaml({"command": command})
    yield "scoring.py", _resource("scoring_program.py")
    base = f"FROM python:3.12-slim\nRUN pip install --no-cache-dir {' '.join(REQUIREMENTS)}\n"
    yield "Dockerfile", base.encode()
    # By this the package in the program knows its version, which the signature names.
    metadata = f"Metadata-Version: 2.1\nName: wirecopy\nVersion: {package_version()}\n"
    yield f"wirecopy-{package_version()}.dist-info/METADATA", metadata.encode()
    for package in PACKAGES:
        yield from _tree(files(f"wirecopy.{package}"), f"wirecopy/{package}")


def _tree(folder: Any, name: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: str(entry.name)):
        if entry.name in LEFT_OUT:
            continue
        if entry.is_dir():
            yield from _tree(entry, f"{name}/{entry.name}")
        elif entry.name.endswith(SUFFIXES):
            yield f"{name}/{entry.name}", entry.read_bytes()


def reference(articles: list[Article], split: str) -> Iterator[tuple[str, bytes]]:
    """Yield the gold lines and the description of the data, which makes the signature that of a score at home."""
    yield GOLD, b"".join(encode_line(article.line()) + b"\n" for article in articles)
    data = Data(catalogue().name, catalogue().version, split, articles_hash(articles))
    yield DESCRIPTION, msgspec.json.format(msgspec.json.encode(data), indent=1) + b"\n"


def _resource(name: str) -> bytes:
    return files("wirecopy.evaluation").joinpath("leaderboard", name).read_bytes()


def _page(name: str, split: str, articles: int) -> bytes:
    text = _resource(f"page/{name}.j2").decode("utf-8")
    return text.replace("SPLIT", split).replace("ARTICLES", str(articles)).encode()


def _yaml(values: dict[str, Any]) -> bytes:
    return yaml.safe_dump(values, sort_keys=False, allow_unicode=True).encode()


def _zipped(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as inner:
        _fill(inner, entries)
    return out.getvalue()


def _fill(archive: zipfile.ZipFile, entries: dict[str, bytes]) -> None:
    for name, data in entries.items():
        info = zipfile.ZipInfo(name, EPOCH)
        info.external_attr = 0o644 << 16
        info.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(info, data)


def logo(size: int = 128) -> bytes:
    """Return a PNG: three bars for three layers, on paper."""
    paper, inks = (253, 253, 251), ((26, 91, 166), (138, 75, 0), (122, 47, 143))
    rows = []
    for y in range(size):
        band, inside = divmod(y - size // 8, size // 4)
        ink = inks[band] if 0 <= band < len(inks) and inside < size // 8 else paper
        end = size - (size // 8) * (1 + max(band, 0))
        rows.append(b"\0" + b"".join(bytes(ink if size // 8 <= x < end else paper) for x in range(size)))
    header = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows), 9)), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
