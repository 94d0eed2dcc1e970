"""``wirecopy evaluate``: Hydra composes the configuration, this runs it and prints the result."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from wirecopy.corpus.atomic import write_text
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.output import note
from wirecopy.evaluation.overrides import CONFIG_MODULE, CONFIG_NAME, arguments_for_hydra, require_composable

NAMED_FAILURES = 10
ERROR = "error.txt"
# What Hydra is asked for besides running something; there is nothing to check then.
_INFORMATION = {"-h", "--help", "--hydra-help", "--version", "-c", "--cfg", "-i", "--info", "-sc", "--shell-completion"}


def launch(arguments: Sequence[str]) -> int:
    """Run ``wirecopy evaluate`` with Hydra's arguments; return the exit code.

    Raises ``InputError`` for a configuration that cannot be composed.
    """
    import hydra

    from wirecopy.evaluation import sweep
    from wirecopy.evaluation.config import register
    from wirecopy.evaluation.scale.launching import launching, spelled_out

    register()
    spelled = spelled_out(arguments_for_hydra(arguments))
    sweeping = bool({"-m", "--multirun", "hydra.mode=MULTIRUN"} & set(spelled))
    if not _INFORMATION & set(spelled):
        require_composable([one for one in spelled if not one.startswith("-")], sweep=sweeping)
    task = hydra.main(version_base="1.3", config_path=f"pkg://{CONFIG_MODULE}", config_name=CONFIG_NAME)(run_job)
    sweep.Sweep.folder = None
    try:
        with launching(spelled), _as_called(["wirecopy evaluate", *spelled]):
            task()
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 2
    except Exception as error:
        if sweep.Sweep.folder is not None:
            sweep.finish(sweep.Sweep.folder)
        raise _readable(error) from error
    return 0 if sweep.Sweep.folder is None else sweep.finish(sweep.Sweep.folder)


@contextmanager
def _as_called(arguments: list[str]) -> Iterator[None]:
    """Let Hydra read its arguments, and let exceptions through it, so that they are put into words in one place."""
    before, full = sys.argv, os.environ.get("HYDRA_FULL_ERROR")
    sys.argv = arguments
    os.environ["HYDRA_FULL_ERROR"] = "1"
    try:
        yield
    finally:
        sys.argv = before
        if full is None:
            del os.environ["HYDRA_FULL_ERROR"]
        else:
            os.environ["HYDRA_FULL_ERROR"] = full


def _readable(error: Exception) -> Exception:
    """Return the error as one readable message if the configuration or the machine is at fault, else as it is."""
    from hydra.errors import HydraException
    from omegaconf.errors import OmegaConfBaseException

    if isinstance(error, InputError):
        return error
    text = " ".join(str(error).split())
    if isinstance(error, HydraException | OmegaConfBaseException):
        return InputError(f"wirecopy evaluate: {text}")
    if isinstance(error, ValueError) and text.startswith(("Only one of --run", "The --resolve flag")):
        return InputError(f"wirecopy evaluate: {text}")
    if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
        return InputError(f"wirecopy evaluate: {error.filename or ''}: {error.strerror or text}")
    return error


def run_job(config: Any) -> None:
    """Run one composed configuration (called by Hydra).

    The failure of a single run ends the command with code 2; that of one run of a sweep is noted in the sweep's folder,
    and the others go on.
    """
    from hydra.core.hydra_config import HydraConfig
    from hydra.types import RunMode

    from wirecopy.evaluation import sweep

    if HydraConfig.get().mode == RunMode.MULTIRUN:
        sweep.note_job(HydraConfig.get(), _failure(config))
        return
    try:
        done = run_config(config)
    except InputError as error:
        note(str(error))
        with suppress(OSError):
            _output().rmdir()  # if nothing was written yet
        raise SystemExit(2) from None
    except KeyboardInterrupt:
        note(f"what is finished is kept, and the same command with folder={_output()} goes on")
        raise
    from wirecopy.evaluation.console import print_results
    from wirecopy.evaluation.runner import REPORT

    print_results(done.results)
    _note_failures(done.results["run"])
    report = done.folder / REPORT
    note(f"run folder {done.folder}" + (f"   report {report}" if report.exists() else ""))


def _failure(config: Any) -> str | None:
    """Run a job of a sweep; return why it failed, None if it did not."""
    try:
        run_config(config)
    except InputError as error:
        return str(error)
    except Exception as error:  # one job must not take the others' results with it
        path = _output() / ERROR
        write_text(path, "".join(traceback.format_exception(error)))
        return f"{type(error).__name__}: {error} (traceback: {path})"
    return None


def _output() -> Path:
    from hydra.core.hydra_config import HydraConfig

    return Path(HydraConfig.get().runtime.output_dir)


def run_config(config: Any) -> Any:
    """Run a composed configuration in Hydra's run folder; return the run."""
    from omegaconf import OmegaConf

    from wirecopy.evaluation.building import build
    from wirecopy.evaluation.runner import Plan

    plain = OmegaConf.to_container(config, resolve=True)
    assert isinstance(plain, dict)  # noqa: S101 - a mapping in the schema
    values = {str(key): value for key, value in plain.items()}
    return build(values["runner"], "runner").run(Plan(values, _output()))


def _note_failures(run: dict[str, Any]) -> None:
    if run["failed_articles"]:
        first = [f"  {row['id']}: {row['error']}" for row in run["failed"][:NAMED_FAILURES]]
        more = run["failed_articles"] - len(first)
        head = f"{run['failed_articles']} articles failed and are scored as empty:"
        note("\n".join([head, *first, *([f"  ... and {more} more (results.json)"] if more > 0 else [])]))
