"""One broken article or link a check: it is refused with that check's id and no other error."""

import json
from pathlib import Path

import pytest

from wirecopy.conf.cli import run
from wirecopy.corpus.checks import CHECKS
from wirecopy.corpus.findings import FILE_CHECKS
from wirecopy.corpus.links_checks import LINK_CHECKS
from wirecopy.corpus.ontology import load_ontology
from wirecopy.corpus.validation import validate

FIXTURES = Path(__file__).parent.parent / "fixtures" / "checks"
IDS = sorted([check.id for check in (*CHECKS, *LINK_CHECKS)] + list(FILE_CHECKS))


def test_every_check_has_a_broken_file_and_the_other_way_round() -> None:
    assert sorted(path.name for path in FIXTURES.iterdir() if path.name != "_sound") == IDS


def test_ids_are_unique() -> None:
    assert len(set(IDS)) == len(IDS)


def test_sound_articles_and_links_have_no_findings() -> None:
    assert validate([FIXTURES / "_sound"], load_ontology()) == ([], 2)


@pytest.mark.parametrize("check", IDS)
def test_broken_file_is_refused_with_its_id(check: str, capsys: pytest.CaptureFixture[str]) -> None:
    findings, _ = validate([FIXTURES / check], load_ontology())
    assert {finding.check for finding in findings if finding.level == "error"} == {check}
    assert run(["corpus", "validate", str(FIXTURES / check)]) == 1
    printed = capsys.readouterr().out
    assert f"[{check}]" in printed
    assert str(FIXTURES / check) in printed


def test_json_document(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["corpus", "validate", str(FIXTURES / "known-type"), "--json"]) == 1
    document = json.loads(capsysbinary.readouterr().out)
    assert document["schema"] == "wirecopy-validate/1"
    assert (document["articles"], document["errors"]) == (1, 1)
    [finding] = document["findings"]
    assert finding["check"] == "known-type"
    assert finding["where"] == "entities[2].type"
    assert "did you mean" in finding["message"] or "expected one of PER" in finding["message"]
    assert document["checks"]["known-type"]["level"] == "error"


def test_open_inventory_accepts_other_labels() -> None:
    findings, _ = validate([FIXTURES / "known-type"], None)
    assert findings == []


def test_the_embedded_corpus_is_valid() -> None:
    findings, articles = validate([], load_ontology())
    assert [str(finding) for finding in findings if finding.level == "error"] == []
    assert articles > 0
