"""The built folder in other people's programs: datasets in a process of its own, pandas, polars, tokenizers."""

import json
import math
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pandas as pd
import pytest
from dataset_sample import linked, shipped

from wirecopy.corpus.card.readme import CARD
from wirecopy.corpus.dataset.build import build
from wirecopy.corpus.dataset.contents import Manifest, read_manifest
from wirecopy.corpus.dataset.features import tag_names
from wirecopy.corpus.dataset.parquet import RowDigest, Table
from wirecopy.corpus.links import embedded_links
from wirecopy.corpus.stats import embedded

pl = pytest.importorskip("polars")

LOAD = """
import json, sys
from datasets import get_dataset_config_names, load_dataset
from wirecopy.corpus.dataset.parquet import RowDigest
folder, streaming = sys.argv[1], sys.argv[2] == "True"
found = {}
for config in get_dataset_config_names(folder):
    for split, rows in load_dataset(folder, config, streaming=streaming).items():
        digest, number = RowDigest(), 0
        for row in rows:
            digest.add(row)
            number += 1
        found[f"{config}/{split}"] = [number, digest.hexdigest()]
found["default"] = list(load_dataset(folder)["train"].column_names)
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dataset") / "out"
    build(out)
    return out


def expected(manifest: Manifest) -> dict[str, list[object]]:
    return {f"{table.config}/{table.split}": [table.rows, table.contents] for table in manifest.tables}


@pytest.mark.parametrize("streaming", [False, True])
def test_datasets_loads_every_split_as_it_was_written(built: Path, streaming: bool, tmp_path: Path) -> None:
    environment = os.environ | {"HF_HOME": str(tmp_path), "HF_HUB_OFFLINE": "1"}
    command = [sys.executable, "-c", LOAD, str(built), str(streaming)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert found.pop("default")[:5] == ["id", "story", "collection", "sha256", "text"]
    assert found == expected(read_manifest(built))


@pytest.fixture(scope="module")
def with_links(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build with links in two of its splits; all its texts are in it."""
    out = tmp_path_factory.mktemp("linked") / "out"
    build(out, source=shipped(linked()))
    return out


def test_links_are_a_configuration_once_there_are_any(built: Path, with_links: Path, tmp_path: Path) -> None:
    environment = os.environ | {"HF_HOME": str(tmp_path), "HF_HUB_OFFLINE": "1"}
    command = [sys.executable, "-c", LOAD, str(with_links), "False"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    del found["default"]
    assert found == expected(read_manifest(with_links))
    assert {name: row[0] for name, row in found.items() if name.startswith("links/")} == {
        "links/train": 4, "links/test": 2,
    }  # fmt: skip
    links = [table.rows for table in read_manifest(built).tables if table.config == "links"]
    assert sum(links) == len(embedded_links())


def _plain(value: object) -> object:
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return None if isinstance(value, float) and math.isnan(value) else value


def tables(*folders: Path) -> list[tuple[Path, Table]]:
    return [(folder / table.path, table) for folder in folders for table in read_manifest(folder).tables]


def test_polars_reads_the_same_rows(built: Path, with_links: Path) -> None:
    for path, table in tables(built, with_links):
        digest = RowDigest()
        for row in pl.read_parquet(path).iter_rows(named=True):
            digest.add(row)
        assert digest.hexdigest() == table.contents, table.path


def test_pandas_reads_the_same_rows(built: Path, with_links: Path) -> None:
    for path, table in tables(built, with_links):
        frame = pd.read_parquet(path, dtype_backend="pyarrow")
        digest = RowDigest()
        for row in frame.to_dict("records"):
            digest.add({key: None if value is pd.NA else _plain(value) for key, value in row.items()})
        assert digest.hexdigest() == table.contents, table.path


def _snippet() -> str:
    """Return the code that the card gives for aligning tags with a tokenizer's pieces."""
    card = (CARD / "README.md.j2").read_text(encoding="utf-8")
    return card[card.index("def align(") :].split("\ntrain = ", maxsplit=1)[0]


class _Windows(dict):
    def word_ids(self, window: int) -> list[int | None]:
        return self["encodings"][window].word_ids


def test_alignment_as_on_the_card_loses_no_label(built: Path) -> None:
    """A trained BPE tokenizer with a window of 128 pieces: every tag reaches the first piece of its token."""
    tokenizers = pytest.importorskip("tokenizers")
    frame = pl.concat(
        pl.read_parquet(built / table.path) for table in read_manifest(built).tables if table.config == "entities"
    ).filter(pl.col("tokens").is_not_null())
    batch = frame.to_dict(as_series=False)
    model = tokenizers.Tokenizer(tokenizers.models.BPE(unk_token="[UNK]"))
    model.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    words = [word for row in batch["tokens"] for word in row]
    model.train_from_iterator(words, tokenizers.trainers.BpeTrainer(vocab_size=500, special_tokens=["[UNK]"]))
    model.enable_truncation(128)

    def tokenizer(rows: list[list[str]], **options: bool) -> _Windows:
        assert options == {"is_split_into_words": True, "truncation": True, "return_overflowing_tokens": True}
        whole = [model.encode(row, is_pretokenized=True) for row in rows]
        windows = [(i, part) for i, encoding in enumerate(whole) for part in (encoding, *encoding.overflowing)]
        return _Windows(
            encodings=[part for _, part in windows], overflow_to_sample_mapping=[number for number, _ in windows]
        )

    scope: dict[str, object] = {"tokenizer": tokenizer}
    exec(_snippet(), scope)
    aligned = scope["align"](batch)  # type: ignore[operator]
    assert len(aligned["labels"]) > len(batch["tokens"])
    reached: dict[tuple[int, int], int] = {}
    numbers = [i for i, row in enumerate(batch["tokens"]) for _ in _windows_of(model, row)]
    for article, encoding, labels in zip(numbers, aligned["encodings"], aligned["labels"], strict=True):
        assert len(labels) == len(encoding.word_ids)
        for word, label in zip(encoding.word_ids, labels, strict=True):
            if word is not None and label != -100:
                reached[article, word] = label
    tags = {(i, j): tag for i, row in enumerate(batch["ner_tags"]) for j, tag in enumerate(row)}
    assert reached == tags
    begun = sum(tag_names()[tag].startswith("B-") for tag in tags.values())
    assert begun == sum(len(a.annotation.entities or ()) for a in embedded() if a.text is not None)


def _windows_of(model: object, row: list[str]) -> list[object]:
    encoding = model.encode(row, is_pretokenized=True)  # type: ignore[attr-defined]
    return [encoding, *encoding.overflowing]


def test_manifest_is_plain_json(built: Path) -> None:
    document = json.loads((built / "manifest.json").read_text(encoding="utf-8"))
    assert document["schema"] == "wirecopy-dataset/1"
    assert msgspec.convert(document, Manifest) == read_manifest(built)
