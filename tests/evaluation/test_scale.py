"""What the Ray runner is made of, without Ray: pieces, parquet, counts that add up, sources."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET
from run_systems import gold_lines

from wirecopy.corpus.errors import InputError
from wirecopy.corpus.lines import write_lines
from wirecopy.corpus.model import LAYERS, Annotation, Argument, Article, Claim, Entity, Event
from wirecopy.corpus.store import from_line, load
from wirecopy.evaluation.answers import inventory_of
from wirecopy.evaluation.datasets import embedded, lines
from wirecopy.evaluation.gold import FileGold, SplitGold
from wirecopy.evaluation.journal import Done
from wirecopy.evaluation.results import document
from wirecopy.evaluation.scale import cluster, on_ray, sources
from wirecopy.evaluation.scale.counts import Counted, Scoring, Sum
from wirecopy.evaluation.scale.parts import parts_at
from wirecopy.evaluation.scale.pieces import Surveyed, cut, whole_batches
from wirecopy.evaluation.scale.pipeline import merged
from wirecopy.evaluation.scoring import sampling, score_file
from wirecopy.evaluation.systems.rules import build as rules

LINES = {"_target_": "wirecopy.evaluation.datasets.lines", "only": None, "labels": None}


def here(function: Callable[..., Any], arguments: Sequence[tuple[Any, ...]]) -> list[Any]:
    """Call a function with each row of arguments in this process, as the cluster would elsewhere."""
    return [function(*row) for row in arguments]


@settings(max_examples=60)
@given(sizes=st.lists(st.integers(0, 40), max_size=5), part=st.integers(1, 30), batch=st.integers(1, 12))
def test_pieces_are_what_one_process_hands_out(sizes: list[int], part: int, batch: int) -> None:
    files = [
        Surveyed(f"f{n}", [f"{n}-{i}" for i in range(size)], [10 * i for i in range(size + 1)])
        for n, size in enumerate(sizes)
    ]
    everything = [article for file in files for article in file.ids]
    size = whole_batches(part, batch)
    pieces = list(cut(files, size))
    assert size % batch == 0
    assert size - batch < part <= size
    assert [article for piece in pieces for article in piece.ids] == everything
    assert [piece.start for piece in pieces] == list(range(0, len(everything), size))
    assert [piece.number for piece in pieces] == list(range(len(pieces)))
    for piece in pieces:
        read = [f"{one.file[1:]}-{i}" for one in piece.segments for i in range(one.begin // 10, one.end // 10)]
        assert tuple(read) == piece.ids


ANNOTATIONS = [
    Annotation("none"),
    Annotation("empty", entities=(), claims=(), events=()),
    Annotation(
        "full",
        entities=(Entity(0, 4, "PER", id="e1", metonym=True, value="v", cluster="c", link="l"), Entity(5, 9, "X")),
        claims=(Claim(((0, 4), (6, 9)), source=((1, 2),), id="c1", quote="direct"), Claim(((5, 9),), parent="c1")),
        events=(Event("Visit", ((0, 4),), arguments=(Argument("place", ((5, 9), (11, 12))),)), Event("X", ((1, 2),))),
    ),
    Annotation("ein Wort – 文", events=()),
]


def test_predictions_come_back_from_parquet_as_they_were(tmp_path: Path) -> None:
    done = [Done(line, 0.25 * n, None if n else "it failed: <b>") for n, line in enumerate(ANNOTATIONS)]
    parts = parts_at(str(tmp_path / "a folder"), "mine")
    assert parts.there() == []
    parts.write(12, done)
    assert parts.read(12) == done
    assert parts.there() == [12]
    assert [path.name for path in (tmp_path / "a folder").iterdir()] == ["part-00000012.parquet"]
    with pytest.raises(InputError, match="holds predictions of another run"):
        msgspec.structs.replace(parts, run="other").read(12)


def test_other_readers_find_typed_columns(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    parts = parts_at(f"file://{tmp_path}/out", "mine")
    parts.write(0, [Done(line, 0.5) for line in ANNOTATIONS])
    table = pq.read_table(tmp_path / "out" / "part-00000000.parquet")
    assert table.column_names == ["id", *LAYERS, "seconds", "error"]
    assert table.column("entities").null_count == 2
    assert table.column("events").to_pylist()[2][0]["arguments"] == [{"role": "place", "span": [[5, 9], [11, 12]]}]


def _in_pieces(
    articles: list[Article], predictions: list[Annotation], scoring: Scoring, ontology: Any, sizes: int
) -> list[tuple[int, Counted]]:
    starts = range(0, len(articles), sizes)
    found = [
        (n, scoring.count(articles[at : at + sizes], predictions[at : at + sizes], ontology))
        for n, at in enumerate(starts)
    ]
    # Through the bytes that the cluster carries, in whatever order the pieces are done.
    found = [(n, msgspec.msgpack.decode(msgspec.msgpack.encode(one), type=Counted)) for n, one in found]
    random.Random(1).shuffle(found)
    return found


@pytest.mark.parametrize("mapping", [None, "conll"])
@pytest.mark.parametrize("size", [1, 7, 20, 100])
def test_counts_of_pieces_add_up_to_the_same_document(tmp_path: Path, size: int, mapping: str | None) -> None:
    gold = SplitGold("test")
    articles = load("test", texts=True)
    system = rules()
    predictions = system.predict([msgspec.structs.replace(a, annotation=Annotation(a.id)) for a in articles])
    if mapping:
        inventory = inventory_of(gold.ontology, mapping)
        assert inventory is not None
        first = inventory.entities[0]
        predictions = [
            msgspec.structs.replace(p, entities=tuple(msgspec.structs.replace(e, type=first) for e in p.entities or ()))
            for p in predictions
        ]
    write_lines(tmp_path / "p.jsonl", predictions)
    options: dict[str, Any] = {"mapping": mapping, "errors": True}
    expected = score_file(tmp_path / "p.jsonl", gold, per_article=True, resamples=20, **options)
    scoring = Scoring(None, mapping, True)
    total = Sum([article.id for article in articles], scoring)
    for number, counted in _in_pieces(articles, predictions, scoring, gold.ontology, size):
        total.add(number, counted)
    found = document(total.tally(gold.data), sampling(20, 0), per_article=True)
    assert msgspec.json.encode(found, order="sorted") == msgspec.json.encode(expected, order="sorted")
    if size % 20 == 0:  # the scorer reads so many at a time: types are then met in the same order too
        assert msgspec.json.encode(found) == msgspec.json.encode(expected)


def test_a_layer_counts_where_only_some_pieces_have_it(tmp_path: Path) -> None:
    data = [from_line(line) for line in gold_lines(6)]
    write_lines(tmp_path / "gold.jsonl", gold_lines(6))
    predictions = [Annotation(a.id, entities=() if i > 3 else UNSET) for i, a in enumerate(data)]
    write_lines(tmp_path / "p.jsonl", predictions)
    gold = FileGold(tmp_path / "gold.jsonl")
    expected = score_file(tmp_path / "p.jsonl", gold, resamples=5)
    scoring = Scoring(None, None, False)
    total = Sum([article.id for article in data], scoring)
    for number, counted in _in_pieces(data, predictions, scoring, None, 2):
        total.add(number, counted)
    found = document(total.tally(gold.data), sampling(5, 0))
    assert found == expected
    assert found["measures"]["entities.strict"]["gold"] == 6
    assert found["headline"]["claims"] is None


def test_lines_are_surveyed_as_the_local_runner_sees_them(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    write_lines(path, gold_lines(9))
    path.write_bytes(path.read_bytes().replace(b"\n", b"\n\n  \n", 3))
    survey, held = sources.survey({**LINES, "path": str(path)}, here)
    local = lines(str(path))
    assert held is None
    assert survey.data == local.gold.data
    assert not survey.closed
    assert [a for piece in cut(survey.files, 4) for a in survey.reader.read(piece)] == local.articles


def test_lines_in_many_files_at_any_address(tmp_path: Path) -> None:
    everything = gold_lines(9)
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for at in (0, 3, 5):
            end = {0: 3, 3: 5, 5: 9}[at]
            archive.writestr(f"d/{at}.jsonl", b"".join(msgspec.json.encode(x) + b"\n" for x in everything[at:end]))
    survey, _ = sources.survey({**LINES, "path": f"zip://d/*.jsonl::file://{tmp_path}/all.zip"}, here)
    read = [a for piece in cut(survey.files, 4) for a in survey.reader.read(piece)]
    assert [article.line() for article in read] == [from_line(line).line() for line in everything]
    folder = tmp_path / "out"
    zipfile.ZipFile(tmp_path / "all.zip").extractall(folder)
    again, _ = sources.survey({**LINES, "path": str(folder / "d")}, here)
    assert again.data.sha256 == survey.data.sha256
    (folder / "d" / "5.jsonl").write_bytes(b"\n".join(map(msgspec.json.encode, everything[6:])))
    with pytest.raises(InputError, match="was changed while it was being read"):
        again.reader.read(next(iter(cut(again.files, 9))))


@pytest.mark.parametrize(
    ("files", "path", "expected"),
    [
        ({}, "none.jsonl", "none.jsonl: no such file, nor a folder or pattern with .jsonl files"),
        ({}, "nosuch://x", "Protocol not known: nosuch"),
        ({"a.jsonl": b"  \n"}, "a.jsonl", "a.jsonl: is empty"),
        ({"a.jsonl": b'{"id": "a"}\n'}, "a.jsonl", "a.jsonl:1: article 'a': text: found none"),
        ({"a.jsonl": b'{"id": "a", "text": "x"}\n{"id": 3}\n'}, "a.jsonl", "a.jsonl:2: "),
        ({"a.jsonl": b'{"id": "a", "text": "x"}\n' * 2}, "a.jsonl", "article 'a': id stands in "),
        (dict.fromkeys(("a.jsonl", "b.jsonl"), b'{"id": "a", "text": "x"}\n'), "", "b.jsonl: article 'a': id"),
        ({"a.jsonl": b"{\n" * 30}, "a.jsonl", "... and 10 more problems"),
    ],
)
def test_lines_that_cannot_be_used_are_refused_before_anything_runs(
    files: dict[str, bytes], path: str, expected: str, tmp_path: Path
) -> None:
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    address = path if "://" in path else str(tmp_path / path)
    with pytest.raises(InputError) as caught:
        sources.survey({**LINES, "path": address}, here)
    assert expected in str(caught.value)


@pytest.mark.parametrize("more", [{"only": "pier-[1-3]"}, {"labels": {"SECRETTYPE": "PER"}}])
def test_what_is_narrowed_or_relabelled_is_held_here(more: dict[str, Any], tmp_path: Path) -> None:
    from wirecopy.evaluation.building import build_dataset

    write_lines(tmp_path / "gold.jsonl", gold_lines(9))
    config = {**LINES, "path": str(tmp_path / "gold.jsonl"), **more}
    survey, held = sources.survey(config, here)
    expected = build_dataset(config)
    assert held is not None
    assert survey.data == expected.gold.data
    filled = [held.filled(piece) for piece in cut(survey.files, 2)]
    assert [a for piece in filled for a in survey.reader.read(piece)] == expected.articles


def test_the_embedded_corpus_is_held_with_its_closed_labels() -> None:
    config = {"_target_": "wirecopy.evaluation.datasets.embedded", "split": "test"}
    survey, held = sources.survey(config, here)
    expected = embedded("test")
    assert held is not None
    assert survey.closed
    assert survey.data == expected.gold.data
    assert survey.reader.read(held.filled(next(cut(survey.files, 500)))) == expected.articles


def test_reports_of_workers_are_added() -> None:
    rows = [
        {"tokens": 3, "cost": 0.5, "device": "cpu", "lost": {"a": 1}, "on": True},
        {},
        {"tokens": 4, "cost": 0.25, "device": "cpu", "lost": {"a": 2, "b": 1}, "on": True, "host": "x"},
        {"device": "cuda"},
    ]
    assert merged(rows) == {
        "tokens": 7, "cost": 0.75, "device": ["cpu", "cuda"], "lost": {"a": 3, "b": 1}, "on": True, "host": "x"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"batch": 0}, "runner.batch: found 0"),
        ({"on_error": "recrd"}, "did you mean 'record'"),
        ({"part": 0}, "runner.part: found 0"),
        ({"workers": 0}, "runner.workers: found 0"),
        ({"small": -1}, "runner.small: found -1"),
        ({"cpus": 0.0}, "runner.cpus"),
    ],
)
def test_settings_are_checked(options: dict[str, Any], expected: str) -> None:
    with pytest.raises(InputError) as caught:
        on_ray(**options)
    assert expected in str(caught.value)


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "find_spec", lambda name: None if name == "ray" else find_spec(name))
    monkeypatch.delitem(cluster.sys.modules, "ray", raising=False)
    with pytest.raises(InputError, match=r'runner=ray needs .* pip install "wirecopy\[ray\]"'):
        on_ray()
