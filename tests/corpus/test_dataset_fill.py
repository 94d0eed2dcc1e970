"""Filling restored texts in: afterwards a dataset is what it would be with the texts in it."""

import os
import shutil
from pathlib import Path

import pytest
from dataset_sample import TEXT, article, forget, link, restore, source
from datasets import Dataset, DatasetDict, load_dataset

from wirecopy.conf.cli import run
from wirecopy.corpus import fill
from wirecopy.corpus.dataset import outlines
from wirecopy.corpus.dataset.build import build
from wirecopy.corpus.dataset.encoding import decoder, encoder
from wirecopy.corpus.dataset.features import LINKS, PER_ARTICLE, features
from wirecopy.corpus.dataset.joining import Joining
from wirecopy.corpus.dataset.rows import rows
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.model import Article
from wirecopy.corpus.rights import with_text, withheld
from wirecopy.corpus.stats import embedded


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WIRECOPY_DATA", str(tmp_path / "data"))
    real = outlines.outline

    def outline(one: Article) -> outlines.Outline:
        return real(article(collection="wire")) if one.id == "port-shut-1" else real(one)

    with monkeypatch.context() as patch:
        patch.setattr("wirecopy.corpus.dataset.rows.outline", outline)
        patch.setattr("wirecopy.corpus.dataset.tally.outline", outline)
        build(tmp_path / "out", source=source())
    return tmp_path / "out"


def loaded(folder: Path, config: str, split: str, cache: Path) -> Dataset:
    file = str(folder / config / f"{split}-00000-of-00001.parquet")
    return load_dataset("parquet", data_files={split: file}, split=split, cache_dir=str(cache))


@pytest.mark.parametrize("config", PER_ARTICLE)
def test_a_filled_split_is_what_the_text_would_have_given(config: str, built: Path, tmp_path: Path) -> None:
    published = loaded(built, config, "real", tmp_path / "cache")
    restore(article(collection="wire"), tmp_path / "data")
    filled = fill(published)
    expected = rows(article(collection="wire"))[config]
    assert [decoder(features(config))(row) for row in filled] == expected
    assert filled.features == published.features
    stream = fill(published.to_iterable_dataset())
    assert [decoder(features(config))(row) for row in stream] == expected


@pytest.mark.parametrize("config", PER_ARTICLE)
def test_what_has_its_words_stays_as_it_is(config: str, built: Path, tmp_path: Path) -> None:
    published = loaded(built, config, "train", tmp_path / "cache")
    assert fill(published).to_list() == published.to_list()


def test_both_ends_of_a_link_are_filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One end has its words, the other is withheld; afterwards the row is what it would be with both texts."""
    monkeypatch.setenv("WIRECOPY_DATA", str(tmp_path / "data"))
    here, there = article("port-shut-2"), article(collection="wire")
    monkeypatch.setattr("wirecopy.corpus.dataset.joining.outline", lambda _: outlines.outline(there))

    def row(*articles: Article) -> dict[str, object]:
        joining = Joining([link("updates", "port-shut-2#c1", "port-shut-1#c1")])
        for one in articles:
            joining.see(one)
        [found] = joining.of_split().values()
        return encoder(features(LINKS))(found, "links")

    published = Dataset.from_list([row(here, withheld(there))], features=features(LINKS))
    assert published[0]["from_span_surface"] == "The port is shut … for two days"
    assert not {"said", "Mayor Ida Holm"} & set(map(str, (v for k, v in published[0].items() if k.startswith("to_"))))
    with pytest.raises(InputError, match=r"'port-shut-1': its text is withheld .* corpus restore wire"):
        fill(published)
    assert fill(published, missing="keep").to_list() == published.to_list()
    restore(there, tmp_path / "data")
    assert fill(published).to_list() == [row(here, there)]
    assert fill(published).features == published.features
    assert list(fill(published.to_iterable_dataset())) == [row(here, there)]


def test_all_splits_at_once(built: Path, tmp_path: Path) -> None:
    restore(article(collection="wire"), tmp_path / "data")
    cache = tmp_path / "cache"
    every = DatasetDict({split: loaded(built, "articles", split, cache) for split in ("train", "real")})
    assert fill(every)["real"][0]["text"] == TEXT
    assert isinstance(fill(every), DatasetDict)


def test_not_restored_is_said_or_kept_and_never_remembered(built: Path, tmp_path: Path) -> None:
    published = loaded(built, "claims", "real", tmp_path / "cache")
    with pytest.raises(InputError, match=r"'port-shut-1': its text is withheld .* corpus restore wire --from PATH"):
        fill(published)
    assert fill(published, missing="keep").to_list() == published.to_list()
    restore(article(collection="wire"), tmp_path / "data")
    assert fill(published, missing="keep")[0]["cue_surface"] == "said"
    forget(tmp_path / "data")
    assert fill(published, missing="keep")[0]["cue_surface"] is None


def test_another_edition_is_refused(built: Path, tmp_path: Path) -> None:
    restore(article(collection="wire"), tmp_path / "data")
    (tmp_path / "data" / "texts" / "wire" / "port-shut-1.txt").write_text("Another text.", encoding="utf-8")
    with pytest.raises(InputError, match=r"'port-shut-1': the text has SHA-256 .* expected"):
        fill(loaded(built, "entities", "real", tmp_path / "cache"))


def test_a_dataset_of_somebody_else_is_refused() -> None:
    with pytest.raises(InputError, match="found the columns words, expected those of articles"):
        fill(Dataset.from_dict({"words": ["a"]}))


def test_the_real_withheld_article(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = os.environ.get("WIRECOPY_SHARED") or str(Path(__file__).parents[2].parent / "shared")
    if not (Path(shared) / "seed").is_dir():
        pytest.skip("the wire article's text is not on this machine (WIRECOPY_SHARED)")
    monkeypatch.setenv("WIRECOPY_DATA", str(tmp_path / "data"))
    build(tmp_path / "out")
    assert run(["corpus", "restore", "wire", "--from", f"{shared}/seed"]) == 0
    [one] = [a for a in embedded() if a.collection == "wire"]
    path = tmp_path / "data" / "texts" / "wire" / f"{one.id}.txt"
    whole = with_text(one, path.read_text(encoding="utf-8"))
    for config in PER_ARTICLE:
        published = loaded(tmp_path / "out", config, "real", tmp_path / "cache")
        mine = published.filter(lambda row: row["collection"] == "wire")
        assert [decoder(features(config))(row) for row in fill(mine)] == rows(whole)[config]
    shutil.rmtree(tmp_path / "data")
