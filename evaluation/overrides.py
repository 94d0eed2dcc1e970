"""What is wrong with a configuration, in one message that names the nearest thing that would be right.

The configuration of every run that a command asks for is composed before anything is started or written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.resources import files
from itertools import islice, product
from pathlib import Path
from typing import Any

from wirecopy.corpus.errors import InputError, nearest, shown

CONFIG_MODULE = "wirecopy.conf"
CONFIG_NAME = "evaluate"
FOLDER = "folder"
# The jobs of a sweep that are composed beforehand; Hydra composes them all again when it begins.
CHECKED_JOBS = 100
_COMMAND = "wirecopy evaluate"
# Launchers that others publish as plugins of Hydra: each is an extra of the same name.
LAUNCHERS = ("joblib", "submitit", "ray")


def arguments_for_hydra(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with ``folder=PATH`` spelled out. Raises ``InputError`` for an option that Hydra lacks."""
    from hydra._internal.utils import get_args_parser

    flags = get_args_parser()._option_string_actions
    spelled: list[str] = []
    for argument in arguments:
        key, equals, value = argument.partition("=")
        if key == FOLDER and equals:
            if not value:
                raise InputError(f"{_COMMAND}: {FOLDER}: found nothing, expected a path ({FOLDER}=runs/mine)")
            path = _quoted(value)
            spelled += [f"hydra.run.dir={path}", f"hydra.sweep.dir={path}"]
            continue
        if argument.startswith("--") and key not in flags:
            raise InputError(f"{_COMMAND}: {key}: no such option{nearest(key, flags)} (settings are written key=value)")
        spelled.append(argument)
    return spelled


def _quoted(path: str) -> str:
    """Return a path as an override's value: quoted unless Hydra's grammar takes it plain, or it is quoted already."""
    if path[0] in "'\"":
        return path
    if path[0] == "~":  # the shell leaves it alone after folder=
        path = str(Path(path).expanduser())
    return "'" + path.replace("\\", "\\\\").replace("'", "\\'") + "'"


def require_composable(overrides: Sequence[str], *, sweep: bool) -> None:
    """Compose what the overrides ask for and throw it away.

    Raises ``InputError`` for unknown keys and choices, values of the wrong type, and mandatory values that are missing.
    """
    from hydra import initialize_config_module
    from hydra.core.global_hydra import GlobalHydra
    from hydra.errors import HydraException
    from omegaconf.errors import OmegaConfBaseException

    # A second composition in one process (a test, a notebook) must not find the first one's.
    GlobalHydra.instance().clear()
    try:
        with initialize_config_module(CONFIG_MODULE, version_base="1.3"):
            for job in _jobs(overrides) if sweep else iter([list(overrides)]):
                _require_one(job)
    except (HydraException, OmegaConfBaseException) as error:
        raise InputError(f"{_COMMAND}: {_one_line(error)}") from None
    finally:
        GlobalHydra.instance().clear()


def _jobs(overrides: Sequence[str]) -> Iterator[list[str]]:
    """Yield the overrides of the first jobs of a sweep over choices and ranges."""
    parsed = _parsed(overrides)
    rows = [
        [f"{one.get_key_element()}={value}" for value in one.sweep_string_iterator()]
        if one.is_sweep_override() and one.is_discrete_sweep()
        else [str(one.input_line)]
        for one in parsed
        if not one.is_sweep_override() or one.is_discrete_sweep()
    ]
    return islice((list(job) for job in product(*rows)), CHECKED_JOBS)


def _parsed(overrides: Sequence[str]) -> list[Any]:
    from hydra.core.global_hydra import GlobalHydra
    from hydra.core.override_parser.overrides_parser import OverridesParser

    loader = GlobalHydra.instance().config_loader()
    found: list[Any] = OverridesParser.create(config_loader=loader).parse_overrides(list(overrides))
    return found


def _require_one(overrides: list[str]) -> None:
    from hydra import compose
    from hydra.errors import HydraException
    from omegaconf import OmegaConf
    from omegaconf.errors import OmegaConfBaseException

    try:
        config = compose(CONFIG_NAME, overrides=overrides)
    except (HydraException, OmegaConfBaseException) as error:
        raise InputError(f"{_COMMAND}: {_explained(error, overrides)}") from None
    # Unresolved: an interpolation may ask for what Hydra knows only once it runs.
    plain = OmegaConf.to_container(config, resolve=False)
    missing = sorted(key for key, value in _dotted(plain, "") if value == "???")
    if missing:
        raise InputError(
            "\n".join(f"{_COMMAND}: {key}: found nothing, expected a value ({key}=...)" for key in missing)
        )


def _explained(error: Exception, overrides: Sequence[str]) -> str:
    """Return what is wrong: an unknown choice, an unknown key, or else Hydra's own words in one line."""
    needed = missing_launcher(_one_line(error), overrides)
    if needed is not None:
        return needed
    choices = _groups()
    plain: list[str] = []
    try:
        parsed = _parsed(overrides)
    except Exception:  # the overrides do not parse: the error at hand says so
        return _one_line(error)
    for override in parsed:
        key, value = str(override.key_or_group), override.value()
        known = choices.get(key)
        if known and isinstance(value, str):
            if value not in known:
                expected = f"expected one of {', '.join(known)}{nearest(value, known)}"
                return f"{override.input_line}: found {shown(value)}, {expected}"
            plain.append(str(override.input_line))
    keys = [*_keys(plain), *choices, FOLDER]
    for override in parsed:
        key = str(override.key_or_group)
        if override.type.name == "CHANGE" and not key.startswith("hydra") and key not in keys:
            return f"{override.input_line}: no such key: {key}{nearest(key, keys)} (+{key}=... adds one)"
        if getattr(error.__cause__, "full_key", None) == key:
            return f"{override.input_line}: {' '.join(str(error.__cause__).split(chr(10))[0].split())}"
    return _one_line(error)


def _keys(overrides: Sequence[str]) -> list[str]:
    """Return every key of the configuration that the choices of groups lead to."""
    from hydra import compose
    from omegaconf import OmegaConf

    config = compose(CONFIG_NAME, overrides=list(overrides))
    return [key for key, _ in _dotted(OmegaConf.to_container(config, resolve=False), "")]


def _dotted(node: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    for key, value in node.items() if isinstance(node, dict) else ():
        name = f"{prefix}.{key}" if prefix else str(key)
        yield name, value
        yield from _dotted(value, name)


def _groups() -> dict[str, list[str]]:
    """Return the choices of every group that ships."""
    root = Path(str(files(CONFIG_MODULE)))
    groups: dict[str, list[str]] = {}
    for path in sorted(root.rglob("*.yaml")):
        if path.parent != root:
            groups.setdefault(path.parent.relative_to(root).as_posix(), []).append(path.stem)
    from hydra.core.global_hydra import GlobalHydra

    groups["hydra/launcher"] = sorted(GlobalHydra.instance().config_loader().get_group_options("hydra/launcher"))
    return groups


def missing_launcher(text: str, overrides: Sequence[str]) -> str | None:
    """Return which extra to install if a composition failed for want of a launcher's plugin, else None."""
    chosen = [one for one in overrides if one.startswith("hydra/launcher=")]
    extra = next((name for name in LAUNCHERS if f"launcher/{name}" in text), None)
    if extra is None or not chosen:
        return None
    return f'{chosen[-1]} needs a package that is not installed: pip install "wirecopy[{extra}]"'


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())
