"""Croissant: it validates, its records read back equal, and our own checks see what validators let pass."""

import copy
import json
import logging
import math
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from dataset_sample import linked, shipped

from wirecopy.corpus.croissant import problems
from wirecopy.corpus.dataset.build import build
from wirecopy.corpus.dataset.contents import read_manifest

mlc = pytest.importorskip("mlcroissant")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("croissant") / "out"
    build(out)
    return out


@pytest.fixture(scope="module")
def document(built: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((built / "croissant.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.filterwarnings("ignore")
def test_it_validates(built: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        dataset = mlc.Dataset(jsonld=str(built / "croissant.json"))
    assert dataset.metadata.ctx.issues.errors == set()
    # Before its release a version has no date, which is recommended and not required.
    assert all("datePublished" in warning for warning in dataset.metadata.ctx.issues.warnings)


@pytest.mark.filterwarnings("ignore")
def test_links_read_back_equal(tmp_path: Path) -> None:
    build(tmp_path / "out", source=shipped(linked()))
    test_records_read_back_equal(tmp_path / "out")


@pytest.mark.filterwarnings("ignore")
def test_records_read_back_equal(built: Path) -> None:
    dataset = mlc.Dataset(jsonld=str(built / "croissant.json"))
    for table in read_manifest(built).tables:
        name = f"{table.config}_{table.split}"
        expected = [_described(table.config, row) for row in pq.read_table(built / table.path).to_pylist()]
        found = [_plain({key: record[key] for key in record}, name) for record in dataset.records(name)]
        assert found == expected, name


def _described(config: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return the part of a row that record sets describe: all but the arguments inside the events of an article."""
    if config == "articles":
        row["events"] = [{k: v for k, v in event.items() if k != "arguments"} for event in row["events"]]
        provenance = row["provenance"]
        del row["provenance"]
        row["provenance"] = {key: value for key, value in provenance.items() if key != "passes"}
        row["passes"] = provenance["passes"]
    return row


def _plain(value: Any, name: str) -> Any:
    if isinstance(value, dict):
        return {key.rsplit("/", maxsplit=1)[-1]: _plain(part, name) for key, part in value.items()}
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list):
        return [_plain(part, name) for part in value]
    if isinstance(value, bytes):
        return value.decode()
    return None if isinstance(value, float) and math.isnan(value) else value


def test_what_validators_let_pass_is_found(built: Path, document: dict[str, Any]) -> None:
    assert list(problems(document, built)) == []
    for key in ("name", "url", "description", "license"):
        broken = {k: v for k, v in document.items() if k != key}
        assert list(problems(broken, built)) == [f"croissant.json: {key}: found none, expected it stated"]
    broken = copy.deepcopy(document)
    broken["distribution"][0]["sha256"] = "0" * 64
    del broken["distribution"][1]["sha256"]
    broken["distribution"][2]["contentUrl"] = "nowhere.parquet"
    gone = broken["distribution"].pop()
    found = list(problems(broken, built))
    assert [part.split(": ")[1] for part in found[:3]] == [row["@id"] for row in broken["distribution"][:3]]
    assert found[3].endswith(f"found file '{gone['@id']}', expected one of the distribution")
    assert len(found) == 4
    assert "expected an https address" in next(problems(document | {"url": "http://example.org"}, built))


def test_every_file_has_its_hash(built: Path, document: dict[str, Any]) -> None:
    assert {row["@id"]: row["sha256"] for row in document["distribution"]} == {
        table.path: table.sha256 for table in read_manifest(built).tables
    }
