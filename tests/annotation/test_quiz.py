"""The quiz: its articles are sound, its answers pass, and every mistake is told in words."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
import yaml
from typer.testing import CliRunner

from wirecopy.annotation.cli import app
from wirecopy.annotation.explaining import RULES, report
from wirecopy.annotation.guidelines import FOLDER
from wirecopy.annotation.quiz import ANSWERS, ARTICLES, NOTES, PASS_MARKS, grade, grade_file
from wirecopy.corpus.checks import CHECKS, Candidate
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.lines import read_lines, write_lines
from wirecopy.corpus.model import Annotation, Entity
from wirecopy.corpus.ontology import load_ontology
from wirecopy.corpus.store import ARTICLES as CORPUS
from wirecopy.corpus.store import article_files, from_line
from wirecopy.corpus.units import claims_of, entities_of, events_of


def answers() -> list[Annotation]:
    return read_lines(ANSWERS)


def changed(**layers: object) -> list[Annotation]:
    first, *rest = answers()
    return [msgspec.structs.replace(first, **layers), *rest]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_the_answers_are_valid(check: object) -> None:
    for line in answers():
        article = from_line(line)
        assert list(check.find(Candidate("quiz", article), load_ontology())) == []  # type: ignore[attr-defined]


def test_the_articles_are_the_answers_without_layers() -> None:
    bare = [
        msgspec.structs.replace(line, entities=msgspec.UNSET, claims=msgspec.UNSET, events=msgspec.UNSET)
        for line in answers()
    ]
    assert read_lines(ARTICLES) == bare


def test_the_articles_are_not_in_the_corpus() -> None:
    known = {path.stem for path in article_files(CORPUS)}
    assert known.isdisjoint(line.id for line in answers())


def test_every_attribute_value_that_annotators_confuse_is_asked() -> None:
    claims = [claim for line in answers() for claim in claims_of(line)]
    assert {claim.certainty for claim in claims} == set(load_ontology().claims.attributes["certainty"])
    assert {claim.polarity for claim in claims} == set(load_ontology().claims.attributes["polarity"])
    assert any(claim.parent for claim in claims)
    assert any(claim.cue is None for claim in claims)
    assert any(len(claim.content) > 1 for claim in claims)


def test_notes_are_about_units_of_the_answers() -> None:
    units = {
        line.id: {unit.id for unit in (*entities_of(line), *claims_of(line), *events_of(line))} for line in answers()
    }
    for article, notes in yaml.safe_load(NOTES.read_text(encoding="utf-8")).items():
        assert set(notes) <= units[article]


def test_the_guidelines_state_the_pass_marks() -> None:
    page = (FOLDER / "quiz.md").read_text(encoding="utf-8")
    for layer, mark in PASS_MARKS.items():
        assert f"| {layer} | {grade(answers(), 'ana')['layers'][layer]['measure']} | {mark:.2f} |" in page


def test_rules_name_pages_of_the_guidelines() -> None:
    for rule in RULES.values():
        assert (FOLDER / rule.partition(":")[0]).is_file()


def test_the_answers_pass_without_a_difference() -> None:
    document = grade(answers(), "ana")
    assert document["passed"]
    assert document["differences"] == []
    assert all(row["f1"] == 1.0 for row in document["layers"].values())


def test_ids_clusters_and_order_make_no_difference() -> None:
    def renamed(line: Annotation) -> Annotation:
        claims = [
            msgspec.structs.replace(c, id=f"x-{c.id}", parent=c.parent and f"x-{c.parent}") for c in claims_of(line)
        ]
        entities = [msgspec.structs.replace(e, id=None, cluster=None) for e in entities_of(line)]
        return msgspec.structs.replace(line, entities=tuple(entities[::-1]), claims=tuple(claims[::-1]))

    assert grade([renamed(line) for line in answers()], "ana")["differences"] == []


def test_mistakes_are_told_in_words() -> None:
    first = answers()[0]
    claims, events = list(claims_of(first)), list(events_of(first))
    claims[3] = msgspec.structs.replace(claims[3], parent=None, certainty="asserted")
    del claims[4]
    events[2] = msgspec.structs.replace(events[2], arguments=events[2].arguments[:1])
    entities = (*entities_of(first)[1:], Entity(0, 3, "ORG"))
    document = grade(changed(entities=entities, claims=tuple(claims), events=tuple(events)), "ana")
    text = "\n".join(report(document))
    assert "certainty: you have asserted, the answer is hedged. hedged: the source or the writer hedges" in text
    assert "parent: you have none, the answer is “Qasira might sell" in text
    assert "Madinat al-Nahr – denied – “any deal”: you do not have it." in text
    assert "Why: A denial is a claim even if its content is a bare noun phrase." in text
    assert "topic: you have none, the answer is “gas”" in text
    kinds = {(row["layer"], row["kind"]) for row in document["differences"]}
    assert kinds == {("entities", "differs"), ("claims", "differs"), ("claims", "missing"), ("events", "differs")}


def test_a_spurious_unit_is_told() -> None:
    first = answers()[0]
    extra = Entity(len(first.text or "") - 5, len(first.text or "") - 2, "DATE")
    (row,) = grade(changed(entities=(*entities_of(first), extra)), "ana")["differences"]
    assert (row["kind"], row["unit"]) == ("spurious", None)
    assert "the answers do not have it" in "\n".join(report({**grade(answers(), "ana"), "differences": [row]}))


def test_missing_articles_and_layers_count_as_empty() -> None:
    document = grade(answers()[:1], "ana")
    assert document["missing"] == [answers()[1].id]
    assert not document["passed"]
    assert document["layers"]["entities"]["answers"] > document["layers"]["entities"]["given"]
    assert document["differences"] == []
    absent = grade(changed(claims=msgspec.UNSET), "ana")
    assert absent["layers"]["claims"]["f1"] < 1.0


def test_other_articles_are_passed_over() -> None:
    other = Annotation("elsewhere-1", entities=(), text="Nothing.")
    document = grade([*answers(), other], "ana")
    assert document["passed"]
    assert document["other_articles"] == 1


def test_what_is_no_pass_over_the_quiz_is_refused() -> None:
    with pytest.raises(InputError, match="found none of the quiz articles, expected quiz-"):
        grade([Annotation("elsewhere-1", entities=(), text="Nothing.")], "ana")
    with pytest.raises(InputError, match=r"expected the same|different"):
        grade(changed(text="Another text."), "ana")
    with pytest.raises(InputError, match="expected at most"):
        grade(changed(entities=(Entity(0, 10_000, "PER"),)), "ana")


def test_the_command_exits_by_the_verdict(tmp_path: Path) -> None:
    path = tmp_path / "ana.jsonl"
    write_lines(path, answers())
    assert CliRunner().invoke(app, ["quiz", str(path)]).exit_code == 0
    write_lines(path, answers()[:1])
    done = CliRunner().invoke(app, ["quiz", str(path)])
    assert done.exit_code == 1
    assert "ana: not passed (guidelines 2)" in done.stdout
    assert grade_file(path)["annotator"] == "ana"
