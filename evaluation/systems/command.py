"""Any program as a system: it reads annotation lines with text on its standard input and writes them on its output."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Sequence

import msgspec

from wirecopy.corpus.decode import UNREADABLE, problems_in_line
from wirecopy.corpus.errors import InputError, nearest, printable, refuse, shown
from wirecopy.corpus.lines import decode_line, encode_line
from wirecopy.corpus.model import LAYERS, Annotation, Article
from wirecopy.evaluation.systems.process import Process, finished

# What a program may answer for one article, beside a multiple of its text: more is no annotation any longer.
SMALLEST_LIMIT = 1_000_000
LIMIT_PER_BYTE = 100
SHOWN_OUTPUT = 1500


class Command:
    """Hands articles to a program and reads its annotations, in any order; what it answers is never trusted."""

    def __init__(
        self, words: Sequence[str], layers: Sequence[str] = (), timeout: float = 600, keep: bool = False
    ) -> None:
        self._words = list(words)
        self._timeout = timeout
        self._keep = keep
        self._process: Process | None = None
        self.name = f"command {words[0].rpartition('/')[2]}"
        self.layers = tuple(layers)

    def predict(self, articles: Sequence[Article]) -> list[Annotation]:
        """Return the program's annotation of every article.

        Raises ``InputError`` with the end of its standard error for an exit code that is not 0 and when the time is
        up, and naming the line of its output that is no annotation of an article it was given.
        """
        given = [encode_line(_asked(article)) + b"\n" for article in articles]
        limit = max(SMALLEST_LIMIT, LIMIT_PER_BYTE * sum(map(len, given)))
        lines = self._answers(given, limit)
        return self._in_order(articles, lines)

    def _answers(self, given: Sequence[bytes], limit: int) -> list[bytes]:
        if not self._keep:
            output = finished(self._words, b"".join(given), self._timeout, limit)
            return output.split(b"\n")
        if self._process is None:
            self._process = Process(self._words, self._timeout)
        try:
            return self._process.ask(given, limit)
        except InputError:
            self.close()
            raise

    def close(self) -> None:
        """End the program if it is kept."""
        if self._process is not None:
            self._process.close()
            self._process = None

    def _in_order(self, articles: Sequence[Article], lines: Sequence[bytes]) -> list[Annotation]:
        waiting = {article.id for article in articles}
        answers: dict[str, Annotation] = {}
        problems: list[str] = []
        for number, line in enumerate(lines, 1):
            if line.strip():
                where = f"{self.name}: line {number} of its output"
                problems += [f"{where}: {problem}" for problem in _taken(line, waiting, answers)]
        refuse([printable(problem)[:SHOWN_OUTPUT] for problem in problems])
        lacking = [article.id for article in articles if article.id not in answers]
        refuse([f"{self.name}: article {name!r}: found no line for it in the output" for name in lacking])
        return [self._layered(answers[article.id]) for article in articles]

    def _layered(self, line: Annotation) -> Annotation:
        """Return the line with the layers that the configuration names: absent ones are empty."""
        found = {layer: getattr(line, layer) for layer in self.layers}
        return (
            msgspec.structs.replace(line, **{k: () for k, v in found.items() if v is msgspec.UNSET}) if found else line
        )


def _asked(article: Article) -> Annotation:
    return Annotation(
        article.id, text=article.text, story=article.story, metadata=article.metadata, zones=article.zones
    )  # fmt: skip


def _taken(line: bytes, waiting: set[str], answers: dict[str, Annotation]) -> list[str]:
    """Take one line of output into ``answers``; return what is wrong with it."""
    try:
        annotation = decode_line(line)
    except UNREADABLE as error:
        return problems_in_line(line) or [shown(str(error))]
    if annotation.id not in waiting:
        return [f"article {shown(annotation.id)}: is none of the {len(waiting)} that it was given"
                f"{nearest(annotation.id, waiting)}"]  # fmt: skip
    if annotation.id in answers:
        return [f"article {shown(annotation.id)}: has been answered in an earlier line already"]
    answers[annotation.id] = annotation
    return []


def build(
    command: str | list[str], layers: list[str] | None = None, timeout: float = 600, keep: bool = False
) -> Command:
    """Return the system of a program, started without a shell.

    Raises ``InputError`` for a program that is not there and for unknown layers.
    """
    try:
        words = shlex.split(command) if isinstance(command, str) else list(command)
    except ValueError as error:
        raise InputError(f"system.command: found {shown(command)}: {error}") from None
    if not words:
        raise InputError("system.command: found nothing, expected a program (system.command='python my_system.py')")
    if shutil.which(words[0]) is None:
        raise InputError(f"system.command: found {shown(words[0])}, expected a program that can be started")
    for layer in layers or ():
        if layer not in LAYERS:
            raise InputError(
                f"system.layers: found {shown(layer)}, expected {', '.join(LAYERS)}{nearest(layer, LAYERS)}"
            )
    if timeout <= 0:
        raise InputError(f"system.timeout: found {timeout}, expected seconds greater than 0")
    return Command(words, layers or (), timeout, keep)
