"""The card's front matter: what the Hub and ``datasets`` read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from wirecopy.corpus.card.settings import settings
from wirecopy.corpus.dataset.contents import Contents
from wirecopy.corpus.dataset.features import DEFAULT, features
from wirecopy.corpus.dataset.parquet import Table
from wirecopy.corpus.tokens import TOKENS_VERSION

if TYPE_CHECKING:
    from datasets import SplitDict

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))


def front_matter(contents: Contents) -> str:
    """Return the card's YAML, without the marks around it; column types and row counts are those of the tables."""
    said = settings()
    collections = sorted(contents.tallies.collections)
    kinds = {kind for tally in contents.tallies.collections.values() for kind in tally.annotators.values()}
    document = {
        "pretty_name": said.title,
        "license": said.license,
        "language": list(said.languages),
        "language_creators": sorted({said.writing(name).creators for name in collections}),
        "annotations_creators": sorted({said.creators[kind] for kind in kinds}),
        "task_categories": ["token-classification"],
        "task_ids": ["named-entity-recognition", "coreference-resolution"],
        "size_categories": [_size(contents)],
        "source_datasets": ["original"],
        "tags": ["news", "attribution", "event-extraction", "claims", f"tokens-version-{TOKENS_VERSION}"],
        "configs": [_config(contents, name) for name in contents.configs()],
        "dataset_info": _information(contents),
    }
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=110)


def _size(contents: Contents) -> str:
    articles = sum(contents.tallies.splits[split].sizes["articles"] for split in contents.splits())
    return next((name for limit, name in _SIZES if articles < limit), "n>1M")


def _config(contents: Contents, name: str) -> dict[str, Any]:
    files = [{"split": table.split, "path": table.path} for table in contents.tables_of(name)]
    return {"config_name": name, **({"default": True} if name == DEFAULT else {}), "data_files": files}


def _information(contents: Contents) -> Any:
    from datasets import DatasetInfo
    from datasets.info import DatasetInfosDict
    from huggingface_hub import DatasetCardData

    found = DatasetInfosDict()
    for name in contents.configs():
        tables = contents.tables_of(name)
        found[name] = DatasetInfo(
            config_name=name,
            features=features(name),
            splits=_splits(tables),
            download_size=sum(table.bytes for table in tables),
            dataset_size=sum(table.memory for table in tables),
        )
    data = DatasetCardData()
    found.to_dataset_card_data(data)
    return data.to_dict()["dataset_info"]  # type: ignore[no-untyped-call]


def _splits(tables: list[Table]) -> SplitDict:
    from datasets import SplitDict, SplitInfo

    found = SplitDict()
    for table in tables:
        found.add(SplitInfo(name=table.split, num_bytes=table.memory, num_examples=table.rows))
    return found
