"""The card: every number counted from the corpus, and everything the Hub and readers need said."""

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import yaml
from datasets import Features

from wirecopy.conf.cli import run
from wirecopy.corpus import card
from wirecopy.corpus.card import settings as card_settings
from wirecopy.corpus.card.pictures import bars
from wirecopy.corpus.card.settings import release, settings
from wirecopy.corpus.card.tables import markdown
from wirecopy.corpus.dataset.build import build
from wirecopy.corpus.dataset.features import CONFIGS, LINKS, features
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.ontology import load_ontology
from wirecopy.corpus.stats import statistics
from wirecopy.corpus.store import catalogue

AGREEMENT = {
    "schema": "wirecopy-agreement/1",
    "articles": 20,
    "annotators": ["ana", "ben"],
    "pairs": [],
    "measures": {
        "entities.strict": {"f1": 0.9, "f1_interval": [0.88, 0.92], "matched": 900, "a": 1000, "b": 1000},
        "claims.parent": {"f1": None, "f1_interval": None, "matched": 0, "a": 0, "b": 0},
    },
    "alpha": {"entities": {"value": 0.87, "interval": [0.84, 0.9]}},
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("card") / "out"
    build(out)
    return out


@pytest.fixture(scope="module")
def text(built: Path) -> str:
    return (built / "README.md").read_text(encoding="utf-8")


def table(text: str, first: str) -> dict[str, list[str]]:
    """Return the table whose head begins with a word: its rows by their first cell."""
    lines = text[text.index(f"| {first} |") :].split("\n\n", maxsplit=1)[0].splitlines()
    cells = [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines]
    return {row[0]: row[1:] for row in cells if not set(row[0]) <= {"-", ":"}}


def number(cell: str) -> int:
    return int(cell.replace(",", ""))


def test_counts_are_those_of_the_statistics(text: str) -> None:
    document = statistics()
    collections = list(document["collections"].values())
    splits = table(text, "split")
    head = splits.pop("split")
    assert {name: number(row[head.index("articles")]) for name, row in splits.items()} == {
        name: count for name, count in document["splits"].items() if count
    }
    for key, counted in (
        ("entities", sum(sum(row["entities"].values()) for row in collections)),
        ("claims", sum(row["claims"] for row in collections)),
        ("events", sum(sum(row["events"].values()) for row in collections)),
        ("arguments", sum(row["arguments"] for row in collections)),
        ("stories", sum(row["stories"] for row in collections)),
        ("texts here", sum(row["texts"] for row in collections)),
    ):
        assert sum(number(row[head.index(key)]) for row in splits.values()) == counted, key
    nested = sum(row["nested_claims"] for row in collections)
    assert f"Of the claims, {nested:,} stand inside another one" in text


def test_every_label_has_its_row_and_its_count(text: str) -> None:
    ontology, collections = load_ontology(), statistics()["collections"].values()
    entities = table(text[text.index("### Entities") :], "type")
    events = table(text[text.index("### Events") :], "type")
    for rows, names, key in ((entities, ontology.entities, "entities"), (events, ontology.events.types, "events")):
        rows.pop("type")
        assert list(rows) == list(names)
        for name, row in rows.items():
            assert sum(map(number, row[:-1])) == sum(part[key][name] for part in collections), name
    for values in ontology.attribute_values().values():
        assert all(f"`{value}`" in text for value in values)


def test_front_matter(built: Path, text: str) -> None:
    front = yaml.safe_load(text.split("---\n")[1])
    assert front["license"] == "cc-by-4.0"
    assert front["language_creators"] == ["found", "machine-generated"]
    assert front["annotations_creators"] == ["machine-generated"]
    assert front["task_categories"] == ["token-classification"]
    assert [config["config_name"] for config in front["configs"]] == [c for c in CONFIGS if (built / c).is_dir()]
    assert set(CONFIGS) - {config["config_name"] for config in front["configs"]} <= {LINKS}
    assert [config["config_name"] for config in front["configs"] if config.get("default")] == ["articles"]
    for config in front["configs"]:
        assert all((built / file["path"]).is_file() for file in config["data_files"])
    for info in front["dataset_info"]:
        assert Features._from_yaml_list(info["features"]) == features(info["config_name"])
        assert info["download_size"] == sum(p.stat().st_size for p in (built / info["config_name"]).iterdir())


def test_what_must_be_said_is_said(text: str) -> None:
    assert settings().canary in text
    assert settings().canary == "wirecopy-canary-6f0c1c52-3d8b-4f57-9d0e-8a9b1d6e27c4"
    for words in (
        "Language models wrote the composed articles", "no person has annotated an article",
        "## Known limits", "## Citation", "## Errors", "ERRATA.md", "--to conll", "--to brat", "What it is for",
    ):  # fmt: skip
        assert words in text, words
    for name, row in catalogue().collections.items():
        if name in statistics()["collections"]:
            assert f"| `{name}` |" in text
            assert row.license in text
    assert not re.search(r"\{\{(?!wirecopy|The)|\{%|\| None|undefined", text)


def test_agreement_is_told_once_it_is_measured(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not card_settings.AGREEMENT.is_file():
        assert "\nagreement: not yet measured\n" in text
    file = tmp_path / "agreement.json"
    file.write_text(json.dumps(AGREEMENT), encoding="utf-8")
    monkeypatch.setattr(card_settings, "AGREEMENT", file)
    build(tmp_path / "out")
    told = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert "not yet measured" not in told
    assert "| `entities.strict` | 0.900 | 0.880 to 0.920 | 900 | 1,000 | 1,000 |" in told
    assert "| `claims.parent` | undefined | not given | 0 | 0 | 0 |" in told
    assert json.loads((tmp_path / "out" / "agreement.json").read_text(encoding="utf-8")) == AGREEMENT


def test_pictures_are_drawn_to_scale(built: Path) -> None:
    for name in ("entities", "events"):
        ET.fromstring((built / "figures" / f"{name}.svg").read_text(encoding="utf-8"))
        assert f"figures/{name}.svg" in (built / "README.md").read_text(encoding="utf-8")
    drawn = ET.fromstring(bars("<t>", ["A", "B&B"], {"train": {"A": 3, "B&B": 1}, "test": {"A": 1}}))
    space = "{http://www.w3.org/2000/svg}"
    widths = [float(r.get("width", "")) for r in drawn.iter(f"{space}rect") if r.get("height") == "16"]
    assert widths == [390.0, 130.0, 130.0]
    assert {t.text for t in drawn.iter(f"{space}text")} >= {"<t>", "A", "B&B", "4", "1", "train", "test"}
    assert "nan" not in bars("empty", [], {})


def test_cells_cannot_break_a_table() -> None:
    assert markdown(["a", "b"], [["x | y\nz", 1234], [None, 5]]) == (
        "| a | b |\n| --- | ---: |\n| x \\| y z | 1,234 |\n|  | 5 |"
    )


def test_files_beside_the_card(built: Path) -> None:
    cited = yaml.safe_load((built / "CITATION.cff").read_text(encoding="utf-8"))
    assert cited["version"] == catalogue().version
    assert cited["license"] == "CC-BY-4.0"
    assert "CC BY 4.0" in (built / "LICENSE.md").read_text(encoding="utf-8")
    assert f"## {catalogue().version}" in (built / "CHANGELOG.md").read_text(encoding="utf-8")
    assert (built / "ERRATA.md").read_text(encoding="utf-8").startswith("# Errata")


def test_eval_yaml_names_the_tasks_of_a_result(built: Path) -> None:
    document = yaml.safe_load((built / "eval.yaml").read_text(encoding="utf-8"))
    assert set(document) == {"name", "description", "tasks"}
    assert [task["id"] for task in document["tasks"]] == ["entities", "claims", "events", "mean"]
    assert all(
        (built / task["config"] / f"{task['split']}-00000-of-00001.parquet").is_file() for task in document["tasks"]
    )


def test_a_build_says_where_it_will_live(tmp_path: Path) -> None:
    assert settings().repository == "ORG/wirecopy"
    for repo, name in ((None, "ORG/wirecopy"), ("lab/news.v2", "lab/news.v2")):
        out = tmp_path / name.replace("/", "-")
        assert build(out, repo=repo).repository == name
        card = (out / "README.md").read_text(encoding="utf-8")
        assert card.count(f'load_dataset("{name}"') == 2
        assert set(re.findall(r"huggingface\.co/datasets/([\w.-]+/[\w.-]+\w)", card)) == {name}
        url = f"https://huggingface.co/datasets/{name}"
        assert yaml.safe_load((out / "CITATION.cff").read_text(encoding="utf-8"))["url"] == url
        assert json.loads((out / "croissant.json").read_text(encoding="utf-8"))["url"] == url
        assert url in yaml.safe_load((out / "eval.yaml").read_text(encoding="utf-8"))["description"]


@pytest.mark.parametrize("repo", ["wirecopy", "a/b/c", "a/b\n", 'a/"b', ""])
def test_a_build_for_no_repository_is_refused(repo: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["corpus", "build", str(tmp_path / "out"), "--repo", repo]) == 2
    assert f"--repo: found {repo!r}, expected ORG/NAME" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_version_without_changes_and_a_collection_without_words_are_refused() -> None:
    with pytest.raises(InputError, match=r"CHANGELOG\.md: found no entry for version 9\.9\.9"):
        release("9.9.9")
    with pytest.raises(InputError, match=r"collections: found nothing about 'wikinewz'.*'wikinews'"):
        settings().writing("wikinewz")


def test_release_dates(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "CHANGELOG.md").write_text("## 1.1.0 - unreleased\n\n## 1.0.0 - 2027-01-05\n", encoding="utf-8")
    monkeypatch.setattr(card_settings, "CARD", tmp_path)
    assert release("1.1.0").date is None
    assert release("1.0.0").date == "2027-01-05"


def test_the_commands_for_people_without_datasets_run(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = text[text.index("## Without `datasets`") :]
    monkeypatch.chdir(tmp_path)
    exec(part.split("```python\n")[1].split("```")[0], {})
    commands = re.findall(r"^wirecopy (corpus convert .*)$", part, re.MULTILINE)
    assert len(commands) == 2
    for command in commands:
        assert run(command.split()) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["brat", "conll", "gold.jsonl"]


def test_tasks_of_the_card_are_a_results_headline() -> None:
    assert set(card.TASKS) == {"entities", "claims", "events", "mean"}
