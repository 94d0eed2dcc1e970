"""The ``wirecopy`` command: mounts each package's own commands, importing them only when they are used.

Exit codes: 0 done, 1 the check found problems, 2 usage or input error (one readable message, no traceback).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from wirecopy.corpus.errors import InputError, nearest

# name: (module, its Typer app, one line of help). The table is all that `--help` needs.
COMMANDS = {
    "evaluate": ("wirecopy.evaluation.cli", "evaluate_app", "Run a system over articles and score it."),
    "score": ("wirecopy.evaluation.cli", "score_app", "Score a file of predictions."),
    "score-tags": ("wirecopy.evaluation.cli", "score_tags_app", "Score tag sequences in CoNLL columns."),
    "compare": ("wirecopy.evaluation.cli", "compare_app", "Test which differences between systems are real."),
    "report": ("wirecopy.evaluation.cli", "report_app", "Write the HTML error browser of a run."),
    "leaderboard": ("wirecopy.evaluation.leaderboard.cli", "app", "The leaderboard: submit, build, check, bundle."),
    "corpus": ("wirecopy.corpus.cli", "app", "Articles: validate, show, ingest, restore, convert, build, publish."),
    "annotate": ("wirecopy.annotation.cli", "app", "Label Studio, agreement and adjudication."),
}  # fmt: skip

# A usage error of the command-line library, whose own name has moved between its versions.
UsageError: type[Any] = typer.BadParameter.__mro__[1]


class LazyGroup(TyperGroup):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the library's signature
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            raise InputError(
                f"no command {cmd_name!r}, expected one of {', '.join(COMMANDS)}{nearest(cmd_name, COMMANDS)}"
            )
        module, name, _ = COMMANDS[cmd_name]
        command = typer.main.get_command(getattr(import_module(module), name))
        command.name = cmd_name
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, _, text) in COMMANDS.items()])


def group() -> LazyGroup:
    """Return the top-level command."""
    help_text = "News-agency copy annotated for entities, claims and events: corpus, annotation, benchmark."
    return LazyGroup(name="wirecopy", help=help_text, no_args_is_help=True, rich_markup_mode=None)


def run(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit code."""
    if list(arguments) == ["--version"]:
        from importlib.metadata import version

        print(f"wirecopy {version('wirecopy')}")
        return 0
    try:
        result = group().main(args=list(arguments), prog_name="wirecopy", standalone_mode=False)
    except InputError as error:
        return _fail(str(error))
    except UsageError as error:
        context = getattr(error, "ctx", None)
        where = context.command_path if context else "wirecopy"
        return _fail(f"{where}: {error.format_message()} (see {where} --help)")
    except (KeyboardInterrupt, typer.Abort):
        return _fail("interrupted", 130)
    except BrokenPipeError:
        # The reader has gone; what is still buffered must not raise again when Python closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    return result if isinstance(result, int) else 0


def _fail(message: str, code: int = 2) -> int:
    sys.stdout.flush()
    print(message, file=sys.stderr)
    return code


def main() -> None:
    """Entry point of the ``wirecopy`` command."""
    sys.exit(run(sys.argv[1:]))
