"""``wirecopy evaluate``: Hydra composes the configuration, this runs it and prints the result."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from wirecopy.corpus.errors import InputError, nearest
from wirecopy.corpus.output import note

CONFIG_MODULE = "wirecopy.conf"
CONFIG_NAME = "evaluate"


def launch(arguments: Sequence[str]) -> int:
    """Run ``wirecopy evaluate`` with Hydra's arguments; return the exit code.

    Raises ``InputError`` for a configuration that cannot be composed.
    """
    import hydra

    from wirecopy.evaluation.config import register

    register()
    overrides = [argument for argument in arguments if not argument.startswith("-")]
    if not any(argument in ("-m", "--multirun", "-h", "--help", "--hydra-help") for argument in arguments):
        _compose(overrides)
    task = hydra.main(version_base="1.3", config_path=f"pkg://{CONFIG_MODULE}", config_name=CONFIG_NAME)(_task)
    before = sys.argv
    sys.argv = ["wirecopy evaluate", *arguments]
    try:
        task()
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 2
    finally:
        sys.argv = before
    return 0


def _compose(overrides: list[str]) -> None:
    """Compose once before Hydra does, so that a mistake becomes one readable message."""
    from hydra import compose, initialize_config_module
    from hydra.core.global_hydra import GlobalHydra
    from hydra.errors import HydraException
    from omegaconf.errors import OmegaConfBaseException

    try:
        with initialize_config_module(CONFIG_MODULE, version_base="1.3"):
            config = compose(CONFIG_NAME, overrides=overrides)
            _require(config)
    except (HydraException, OmegaConfBaseException) as error:
        raise InputError(f"wirecopy evaluate: {_readable(error, overrides)}") from None
    finally:
        GlobalHydra.instance().clear()


def _require(config: Any) -> None:
    from omegaconf import OmegaConf

    missing = sorted(OmegaConf.missing_keys(config))
    if missing:
        raise InputError(
            f"wirecopy evaluate: {missing[0]}: found nothing, expected a value (for example {missing[0]}=...)"
        )


def _readable(error: Exception, overrides: Sequence[str]) -> str:
    """Return Hydra's complaint in one line, with the nearest valid name for a misspelt key or choice."""
    text = " ".join(str(error).split())
    known = _known_names()
    for override in overrides:
        key, _, value = override.partition("=")
        key = key.lstrip("+~")
        if key in text and key not in known:
            return f"{override}: no such key{nearest(key, known)}"
        choices = known.get(key)
        if choices and value not in choices:
            return f"{override}: found {value!r}, expected one of {', '.join(choices)}{nearest(value, choices)}"
    return text


def _known_names() -> dict[str, list[str]]:
    """Return every configuration key, and for the groups their choices."""
    from importlib.resources import files

    import yaml

    from wirecopy.evaluation.config import EvaluateConfig, ScoreConfig

    folder = Path(str(files(CONFIG_MODULE)))
    names: dict[str, list[str]] = {name: [] for name in EvaluateConfig.__dataclass_fields__}
    names |= {f"score.{name}": [] for name in ScoreConfig.__dataclass_fields__}
    for group in ("system", "data", "score"):
        paths = sorted((folder / group).glob("*.yaml"))
        names[group] = [path.stem for path in paths]
        for path in paths:
            names |= {f"{group}.{key}": [] for key in yaml.safe_load(path.read_text(encoding="utf-8"))}
    return names


def _task(config: Any) -> None:
    """Run one composed configuration (called by Hydra)."""
    try:
        run_config(config)
    except InputError as error:
        note(str(error))
        raise SystemExit(2) from None


def run_config(config: Any) -> dict[str, Any]:
    """Run a composed configuration in Hydra's run folder; print and return its results."""
    from hydra.core.hydra_config import HydraConfig
    from hydra.utils import instantiate
    from omegaconf import OmegaConf

    from wirecopy.corpus.atomic import write_text
    from wirecopy.evaluation.console import print_results
    from wirecopy.evaluation.runner import CONFIG, REPORT, run

    folder = Path(HydraConfig.get().runtime.output_dir)
    dataset = instantiate(config.data)
    system = instantiate(config.system)
    options = OmegaConf.to_container(config.score)
    assert isinstance(options, dict)  # noqa: S101 - a mapping in the schema
    write_text(folder / CONFIG, OmegaConf.to_yaml(config, resolve=True))
    done = run(system, dataset, folder, batch=config.batch, **{str(key): value for key, value in options.items()})
    print_results(done.results)
    note(f"run folder {folder}   report {folder / REPORT}")
    return done.results
