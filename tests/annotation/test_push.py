"""What a push takes: refused before anything is sent, and packed into requests of a bounded size."""

from __future__ import annotations

from pathlib import Path

import pytest
from label_studio_station import composed, lines_file
from msgspec.structs import replace

from wirecopy.annotation import push as pushing
from wirecopy.annotation.sources import articles_to_push, predictions_for
from wirecopy.annotation.tasks import article_of, read_annotation, task_data
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.formats.label_studio import to_result
from wirecopy.corpus.lines import write_lines
from wirecopy.corpus.model import Annotation, Entity, Event


def test_exactly_one_source_is_expected(tmp_path: Path) -> None:
    for sources in ((None, None, None), ("dev", "a", None), (None, "a", tmp_path)):
        with pytest.raises(InputError, match="exactly one of --split, --ids and --lines"):
            articles_to_push(*sources)


def test_articles_come_by_id_or_from_lines(tmp_path: Path) -> None:
    first, second = composed()[:2]
    assert articles_to_push(None, f"{first.id}, {second.id}", None) == [first, second]
    found = articles_to_push(None, None, lines_file(tmp_path, [first]))
    assert [(a.id, a.text) for a in found] == [(first.id, first.text)]
    with pytest.raises(InputError, match="no such article in the embedded corpus; did you mean"):
        articles_to_push(None, first.id + "x", None)


def test_a_set_of_predictions_is_named_by_file_and_content(tmp_path: Path) -> None:
    articles = composed()[:2]
    name, found = predictions_for(articles, lines_file(tmp_path, articles, "rules"))
    assert name.startswith("rules-")
    assert set(found) == {a.id for a in articles}
    other, _ = predictions_for(articles, lines_file(tmp_path, articles[:1], "rules"))
    assert other != name


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (Annotation("ID", (Entity(0, 10**6, "PER"),)), "1000000"),
        (Annotation("ID", (Entity(0, 3, "PERSON"),)), "PERSON"),
        (Annotation("ID", events=(Event("Visit", ((0, 3),), modality="sure"),)), "sure"),
        (Annotation("ID", text="something else"), "the line's text is not the article's"),
        (Annotation("nobody"), "article 'nobody': not among those to push"),
    ],
)
def test_predictions_that_could_not_be_shown_are_refused(tmp_path: Path, line: Annotation, message: str) -> None:
    article = composed()[0]
    path = tmp_path / "bad.jsonl"
    write_lines(path, [replace(line, id=article.id) if line.id == "ID" else line])
    with pytest.raises(InputError, match=message) as caught:
        predictions_for([article], path)
    assert str(caught.value).startswith(str(path))


def test_requests_are_bounded_by_tasks_and_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    articles = composed()[:5]
    monkeypatch.setattr(pushing, "BATCH_TASKS", 2)
    sizes = [list(batch) for batch in pushing._batches(articles, lambda _: b"x" * 10)]
    assert sizes == [[a.id for a in articles[i : i + 2]] for i in (0, 2, 4)]
    monkeypatch.setattr(pushing, "BATCH_BYTES", 15)
    assert [len(batch) for batch in pushing._batches(articles, lambda _: b"x" * 10)] == [1] * 5


def test_articles_without_text_and_strange_versions_are_refused() -> None:
    article = composed()[0]
    with pytest.raises(InputError, match="1 articles have no text, which Label Studio needs"):
        pushing._check([replace(article, text=None)], {})
    with pytest.raises(InputError, match="no article to push"):
        pushing._check([], {})
    with pytest.raises(InputError, match="predictions 'ana': article 'x' is not among those to push"):
        pushing._check([article], {"ana": {"x": Annotation("x")}})


def test_a_task_gives_its_article_back_and_notices_a_changed_text() -> None:
    article = composed()[0]
    data = task_data(article, "1")
    row = {"id": 7, "result": to_result(article.annotation, article.text or "")}
    back = read_annotation(data, row, "ana")
    assert back.line is not None
    assert (back.line.metadata, back.line.zones, back.line.story) == (article.metadata, article.zones, article.story)
    changed = read_annotation(data | {"text": "other"}, row, "ana")
    assert changed.line is None
    assert [finding.kind for finding in changed.findings] == ["changed-text"]
    assert article_of({"id": 7}) == ""
    assert read_annotation({"id": 7}, row, "ana").line is None
