"""The agency page that lies beside the checkout, where it does."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from wirecopy.corpus.ingest import ingest
from wirecopy.corpus.model import Article

SHARED = Path(os.environ.get("WIRECOPY_SHARED") or Path(__file__).parents[4] / "shared")
SEEDS = sorted((SHARED / "seed").glob("*.txt"))


@pytest.fixture(scope="module")
def seed() -> Article:
    if not SEEDS:
        pytest.skip("no seed page beside the checkout and WIRECOPY_SHARED is not set")
    return ingest(SEEDS[0].read_bytes(), id="seed-1", name=SEEDS[0].name)


def test_metadata(seed: Article) -> None:
    page = seed.metadata
    assert page.headline is not None
    assert page.headline.startswith("Kim Jong-Un ")
    assert (page.outlet, page.agency, page.rights_holder) == ("ETV Bharat", "Associated Press", "Associated Press")
    assert (page.published, page.updated) == ("2023-09-12T06:28:00+05:30", "2023-09-12T09:13:00+05:30")
    assert (page.dateline, page.byline, page.url, page.license, page.language) == ("Seoul", (), None, None, None)


def test_zones(seed: Article) -> None:
    assert seed.text is not None
    kinds = [zone.kind for zone in seed.zones]
    assert kinds == (
        [
            "furniture",
            "headline",
            "furniture",
            "byline",
            "deck",
            "caption",
            "furniture",
            "dateline",
            "body",
            "furniture",
            "body",
            "furniture",
        ]
    )
    words = [seed.text[zone.start : zone.end] for zone in seed.zones]
    assert words[5] == words[6]
    assert words[7] == "Seoul :"
    assert words[9].startswith("Also Read : ")
    assert words[11].startswith("(AP)")
