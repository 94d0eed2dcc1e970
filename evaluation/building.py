"""From a node of the configuration to the thing it names, with one readable message for whatever does not fit."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, get_type_hints

import msgspec

from wirecopy.corpus.errors import InputError, nearest, shown
from wirecopy.evaluation.datasets import Dataset, narrowed
from wirecopy.evaluation.labels import Relabelling
from wirecopy.evaluation.systems import Relabelled, System

LABELS = {"labels": "entities", "event_labels": "events", "role_labels": "roles"}
_FLAGS = ("_recursive_", "_convert_", "_partial_")


def build_system(config: Mapping[str, Any], where: str = "system") -> System:
    """Return the system that a configuration names, answering under the labels that it asks for.

    ``labels``, ``event_labels`` and ``role_labels`` go to the system if it takes them, else its answers are relabelled.
    Raises ``InputError``.
    """
    options, labels = _split(config, _takes(config, where), where)
    system = build(options, where)
    if not isinstance(system, System):
        raise InputError(
            f"{where}: {options['_target_']} gave {shown(system)}, expected a system (name, layers, predict)"
        )
    return Relabelled(system, labels) if labels else system


def build_dataset(config: Mapping[str, Any], where: str = "data") -> Dataset:
    """Return the dataset that a configuration names, narrowed to the articles it asks for, its gold relabelled."""
    options, labels = _split(config, frozenset(), where)
    only = options.pop("only", None)
    dataset = build(options, where)
    if not isinstance(dataset, Dataset):
        raise InputError(f"{where}: {options['_target_']} gave {shown(dataset)}, expected a Dataset")
    return narrowed(dataset, _typed(only, str | list[str] | None, f"{where}.only"), labels)


def build(config: Mapping[str, Any], where: str) -> Any:
    """Call what ``_target_`` names with the other keys of the node. Raises ``InputError`` naming the key at fault."""
    target = _target(config, where)
    options = {key: _nested(value, config) for key, value in config.items() if key != "_target_" and key not in _FLAGS}
    parameters: Mapping[str, inspect.Parameter]
    try:
        parameters = inspect.signature(target).parameters
        hints = get_type_hints(target if not inspect.isclass(target) else target.__init__)
    except (TypeError, ValueError, NameError):
        parameters, hints = {}, {}
    if parameters and not any(p.kind is p.VAR_KEYWORD for p in parameters.values()):
        _require_fitting(options, parameters, where)
    values = {key: _typed(value, hints.get(key, Any), f"{where}.{key}") for key, value in options.items()}
    try:
        return target(**values)
    except InputError:
        raise
    except (ImportError, OSError, RuntimeError, TypeError, ValueError) as error:
        raise InputError(f"{where}: {config['_target_']}: {type(error).__name__}: {error}") from error


def _target(config: Mapping[str, Any], where: str) -> Callable[..., Any]:
    from hydra.errors import HydraException
    from hydra.utils import get_object

    path = config.get("_target_")
    if not isinstance(path, str):
        raise InputError(f"{where}._target_: found {shown(path)}, expected the dotted path of what to build")
    if str(Path.cwd()) not in sys.path:
        sys.path.append(str(Path.cwd()))  # last: a file there is found, but stands in nobody's way
    try:
        target = get_object(path)
    except (HydraException, ImportError, ValueError) as error:
        reason = " ".join(str(error.__cause__ or error).split())
        raise InputError(f"{where}._target_: {path!r} cannot be imported: {reason}") from None
    if not callable(target):
        raise InputError(f"{where}._target_: {path!r} is no function or class")
    built: Callable[..., Any] = target
    return built


def _takes(config: Mapping[str, Any], where: str) -> frozenset[str]:
    try:
        return frozenset(inspect.signature(_target(config, where)).parameters) & LABELS.keys()
    except (TypeError, ValueError):
        return frozenset()


def _split(config: Mapping[str, Any], taken: frozenset[str], where: str) -> tuple[dict[str, Any], Relabelling]:
    """Return the node without the label maps that are ours to apply, and these."""
    options = {key: value for key, value in config.items() if key not in LABELS or key in taken}
    maps = {
        field: _typed(config.get(key) or {}, dict[str, str | None], f"{where}.{key}")
        for key, field in LABELS.items()
        if key not in taken
    }
    return options, Relabelling(**maps)


def _nested(value: Any, config: Mapping[str, Any]) -> Any:
    if config.get("_recursive_", True) and isinstance(value, Mapping) and "_target_" in value:
        return build(value, str(value["_target_"]))
    return value


def _require_fitting(options: Mapping[str, Any], parameters: Mapping[str, inspect.Parameter], where: str) -> None:
    for key in options:
        if key not in parameters:
            known = ", ".join(parameters)
            raise InputError(f"{where}.{key}: no such key, expected one of {known}{nearest(key, parameters)}")
    for name, parameter in parameters.items():
        if (
            parameter.default is parameter.empty
            and name not in options
            and parameter.kind is not parameter.VAR_POSITIONAL
        ):
            raise InputError(f"{where}.{name}: found nothing, expected a value ({where}.{name}=...)")


def _typed(value: Any, hint: Any, where: str) -> Any:
    """Return a value as its parameter's type wants it; types that configurations cannot hold are left alone."""
    try:
        return msgspec.convert(value, hint)
    except msgspec.ValidationError as error:
        what = str(error).replace("`", "").replace("Expected", "expected")
        raise InputError(f"{where}: found {shown(value)}: {what}") from None
    except TypeError:
        return value
