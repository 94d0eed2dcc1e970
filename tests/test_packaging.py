"""What is in the distribution: every sub-package is listed, and the data that the code reads travels with it."""

import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TOP = ("annotation", "conf", "corpus", "evaluation")


def test_every_sub_package_is_listed() -> None:
    if not (ROOT / "corpus").is_dir():
        pytest.skip("no checkout beside the tests")
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    listed = set(settings["tool"]["setuptools"]["packages"])
    found = {
        "wirecopy." + ".".join(path.parent.relative_to(ROOT).parts)
        for top in TOP
        for path in (ROOT / top).rglob("__init__.py")
    }
    assert listed == found


@pytest.mark.parametrize(
    ("package", "path"),
    [
        ("wirecopy.corpus", "ontology.yaml"),
        ("wirecopy.corpus", "corpus.yaml"),
        ("wirecopy.corpus", "world.yaml"),
        ("wirecopy.corpus", "py.typed"),
        ("wirecopy.corpus", "articles/tekwa-truce/tekwa-truce-1.txt"),
        ("wirecopy.corpus", "articles/kim-putin-summit/kim-putin-summit-1.json"),
        ("wirecopy.annotation", "guidelines/cases.md"),
        ("wirecopy.annotation", "guidelines/quiz/answers.jsonl"),
        ("wirecopy.conf", "evaluate.yaml"),
        ("wirecopy.conf", "system/rules.yaml"),
        ("wirecopy.evaluation", "leaderboard/page/board.js"),
        ("wirecopy.evaluation", "report/page/report.html.j2"),
        ("wirecopy.evaluation", "systems/rules/grammar.yaml"),
    ],
)
def test_data_travels_with_the_package(package: str, path: str) -> None:
    assert files(package).joinpath(path).is_file()


def test_withheld_texts_do_not_travel() -> None:
    assert not list(Path(str(files("wirecopy.corpus"))).rglob("kim-putin-summit-1.txt"))


def test_namespace_package_has_no_code_of_its_own() -> None:
    import wirecopy

    assert getattr(wirecopy, "__file__", None) is None
