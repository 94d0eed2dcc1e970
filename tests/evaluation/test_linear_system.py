"""The linear system as a whole: training, its model file, and what it refuses."""

from __future__ import annotations

import io
import json
import zipfile
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np
import pytest

from wirecopy.corpus import load as load_articles
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.model import LAYERS, Annotation, Article
from wirecopy.corpus.ontology import load_ontology
from wirecopy.corpus.units import claims_of, entities_of, events_of, unit_spans
from wirecopy.evaluation import score
from wirecopy.evaluation.systems import System, without_gold
from wirecopy.evaluation.systems.linear import Linear, Settings, build, fit, load
from wirecopy.evaluation.systems.rules import Rules


@pytest.fixture(scope="module")
def train() -> list[Article]:
    """Two short articles of two stories, so that training takes little time."""
    by_length = sorted(load_articles("train"), key=lambda article: -len(article.text or ""))
    of_story = {article.story: article for article in by_length}  # the shortest of each
    return sorted(of_story.values(), key=lambda article: len(article.text or ""))[:2]


@pytest.fixture(scope="module")
def file(train: list[Article], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("linear") / "m.model"
    fit(train, path)
    return path


@pytest.fixture(scope="module")
def system(file: Path) -> Linear:
    return load(file)


def test_it_is_a_system_of_all_layers(system: Linear, train: list[Article]) -> None:
    assert isinstance(system, System)
    assert system.layers == LAYERS
    (line,) = system.predict([without_gold(train[0])])
    assert line.id == train[0].id
    assert all(isinstance(getattr(line, layer), tuple) for layer in LAYERS)


def test_it_learns_its_training_articles_better_than_the_rules_without_them(train: list[Article]) -> None:
    blank = [without_gold(article) for article in train]
    learnt = score(train, fit(train, settings=Settings(hints=False, entities=30.0)).predict(blank))
    assert learnt["headline"]["entities"] > 0.9


def test_it_is_not_much_worse_than_rules_of_the_same_two_articles(system: Linear) -> None:
    gold = load_articles("validation")
    blank = [without_gold(article) for article in gold]
    ours = score(gold, system.predict(blank))["headline"]["mean"]
    assert ours > score(gold, Rules(system.model.lexicons).predict(blank))["headline"]["mean"] - 0.05


@pytest.mark.slow
def test_trained_on_the_train_split_it_is_behind_the_rules_on_no_headline_of_validation(tmp_path: Path) -> None:
    gold = load_articles("validation")
    blank = [without_gold(article) for article in gold]
    system = build(cache=str(tmp_path))
    ours = score(gold, system.predict(blank))["headline"]
    theirs = score(gold, Rules(system.model.lexicons).predict(blank))["headline"]
    assert set(ours) == set(theirs) > {"mean"}
    assert all(ours[name] > theirs[name] for name in theirs)


def test_what_it_predicts_is_in_the_ontology_and_in_the_text(system: Linear) -> None:
    ontology = load_ontology()
    article = load_articles("validation")[0]
    (line,) = system.predict([without_gold(article)])
    furniture = [(z.start, z.end) for z in article.zones if z.kind in ontology.furniture()]
    spans = [fragment for _, span in unit_spans(line) for fragment in span]
    spans += [fragment for event in events_of(line) for a in event.arguments for fragment in a.span]
    assert all(0 <= start < end <= len(article.text or "") for start, end in spans)
    assert not [(s, e) for s, e in spans for a, b in furniture if s < b and a < e]
    entities = sorted((e.start, e.end) for e in entities_of(line))
    assert all(left[1] <= right[0] for left, right in pairwise(entities))
    assert {e.type for e in entities_of(line)} <= set(ontology.entities)
    for event in events_of(line):
        assert {a.role for a in event.arguments} <= set(ontology.events.types[event.type].roles)
    ids = {claim.id for claim in claims_of(line)}
    assert {claim.parent for claim in claims_of(line)} - {None} <= ids


def test_training_twice_gives_the_same_bytes_whatever_the_order(
    train: list[Article], file: Path, tmp_path: Path
) -> None:
    fit(list(reversed(train)), tmp_path / "again.model")
    assert (tmp_path / "again.model").read_bytes() == file.read_bytes()


def test_a_loaded_model_predicts_what_the_fitted_one_does(train: list[Article], system: Linear) -> None:
    article = [without_gold(load_articles("validation")[0])]
    assert fit(train).predict(article) == system.predict(article)


def test_articles_without_words_or_zones_are_no_error(system: Linear) -> None:
    texts = ["", "\n\n", "“", "said", 'He said. "', "x " * 2000, "\U0001f600 said \U0001f600 that."]
    articles = [Article(f"a{i}", Annotation(f"a{i}"), text=text) for i, text in enumerate(texts)]
    assert [line.id for line in system.predict(articles)] == [article.id for article in articles]


def _with(file: Path, out: Path, name: str, content: bytes) -> Path:
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.namelist():
            new.writestr(entry, content if entry == name else old.read(entry))
    return out


def _head(file: Path) -> dict[str, object]:
    with zipfile.ZipFile(file) as archive:
        found: dict[str, object] = json.loads(archive.read("model.json"))
        return found


def test_the_file_states_what_it_was_made_of(file: Path, train: list[Article]) -> None:
    head = _head(file)
    assert head["articles"] == len(train)
    assert head["data"] == load(file).report()["trained_on"]
    assert set(head["versions"]) == {"numpy", "python", "scipy", "wirecopy"}  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("change", "message"),
    [({"format": 2}, "found format 2, expected 1"), ({"code": "abc"}, "other code"), ({"settings": 3}, "not a model")],
)
def test_another_version_is_refused(file: Path, tmp_path: Path, change: dict[str, object], message: str) -> None:
    content = json.dumps(_head(file) | change).encode()
    with pytest.raises(InputError, match=message):
        load(_with(file, tmp_path / "x.model", "model.json", content))


def test_an_array_with_objects_is_refused_and_nothing_in_it_runs(file: Path, tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return (Path.touch, (Path(tmp_path / "run"),))  # type: ignore[return-value]

    packed = io.BytesIO()
    np.lib.format.write_array(packed, np.array([Trap()], dtype=object), allow_pickle=True)
    with pytest.raises(InputError, match="not a model"):
        load(_with(file, tmp_path / "x.model", "0.npy", packed.getvalue()))
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    "array",
    [np.zeros((2, 2), np.float32), np.zeros(0, np.float64), np.array([["a"]])],
    ids=["shape", "empty", "text"],
)
def test_arrays_that_do_not_fit_are_refused(file: Path, tmp_path: Path, array: np.ndarray) -> None:
    packed = io.BytesIO()
    np.lib.format.write_array(packed, array, allow_pickle=False)
    with pytest.raises(InputError, match="expected"):
        load(_with(file, tmp_path / "x.model", "0.npy", packed.getvalue()))


def test_files_that_are_no_models_are_refused(file: Path, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no zip", encoding="utf-8")
    (tmp_path / "cut").write_bytes(file.read_bytes()[:-300])
    with zipfile.ZipFile(tmp_path / "empty", "w"):
        pass
    for name in ("text", "cut", "empty"):
        with pytest.raises(InputError, match="not a model"):
            load(tmp_path / name)
    with pytest.raises(InputError, match="cannot be read"):
        load(tmp_path / "absent")


def test_the_first_use_trains_and_the_next_one_loads(
    train: list[Article], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("wirecopy.evaluation.systems.linear.load_articles", lambda _: train)
    build(cache=str(tmp_path))
    (path,) = tmp_path.iterdir()
    before = path.stat().st_mtime_ns
    assert "training on 2 articles" in capsys.readouterr().err
    build(cache=str(tmp_path))
    assert path.stat().st_mtime_ns == before
    build(cache=str(tmp_path), hints=False)
    assert len(list(tmp_path.iterdir())) == 2
    monkeypatch.setattr("wirecopy.evaluation.systems.linear.load_articles", lambda _: train[:1])
    build(cache=str(tmp_path))
    assert len(list(tmp_path.iterdir())) == 3
    assert build(model=str(path)).data


def test_settings_are_checked(train: list[Article]) -> None:
    with pytest.raises(InputError, match="did you mean 'entities'"):
        build(entitys=1)
    with pytest.raises(InputError, match="Expected `float`"):
        build(entities="much")
    for bad in (Settings(entities=0.0), Settings(threshold=2.0), Settings(parts=float("nan"))):
        with pytest.raises(InputError, match=r"linear: (entities|threshold|parts): found"):
            fit(train, settings=bad)


def test_articles_that_cannot_be_learnt_from_are_refused(train: list[Article]) -> None:
    with pytest.raises(InputError, match="no training articles"):
        fit([])
    with pytest.raises(InputError, match="found no text"):
        fit([msgspec.structs.replace(train[0], text=None)])


def test_one_article_is_enough_to_train_on(train: list[Article]) -> None:
    assert fit(train[:1]).predict([without_gold(train[1])])[0].entities is not msgspec.UNSET
