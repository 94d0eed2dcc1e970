"""The datasheet's figures and samples are those of the corpus."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def made() -> Any:
    spec = importlib.util.spec_from_file_location("datasheet", ROOT / "benchmarks" / "datasheet.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_figures_are_those_of_the_corpus(made: Any) -> None:
    page = made.PAGE.read_text(encoding="utf-8")
    assert made.figures() in page, "make them anew: python benchmarks/datasheet.py"


def test_the_samples_are_drawn_from_the_corpus(made: Any) -> None:
    from wirecopy.corpus.draw import page
    from wirecopy.corpus.store import find

    names = sorted(path.stem for path in made.SAMPLES.glob("*.html"))
    assert names == sorted(made.SAMPLED)
    for name in names:
        assert (made.SAMPLES / f"{name}.html").read_text(encoding="utf-8") == page(find(name))
