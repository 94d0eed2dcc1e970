"""What runs on the cluster: an actor that holds the system and does piece after piece.

A piece that is finished already, by an earlier sitting or by a worker that died before it could say so, is read back
instead of being done again. The system is handed articles without gold; the gold is for counting only.
"""

from __future__ import annotations

import atexit
import os
import socket
from collections import Counter
from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import UNSET

from wirecopy.corpus.errors import InputError
from wirecopy.corpus.model import LAYERS, Article
from wirecopy.corpus.ontology import load_ontology
from wirecopy.evaluation.answers import inventory_of
from wirecopy.evaluation.building import build_system
from wirecopy.evaluation.journal import Done
from wirecopy.evaluation.runner_batches import Batches, Failure, Stopped
from wirecopy.evaluation.scale.counts import Counted, Scoring
from wirecopy.evaluation.scale.parts import Parts
from wirecopy.evaluation.scale.pieces import Piece
from wirecopy.evaluation.systems import System, close, fingerprint_of, report_of
from wirecopy.evaluation.versions import versions_of

# How often a piece may be begun: a system that kills whoever runs it must not be tried for ever.
MOST_ATTEMPTS = 3


class Job(msgspec.Struct, frozen=True):
    """What every worker is told: the system's configuration, how to run it, where to read and write, how to count."""

    system: dict[str, Any]
    batch: int
    on_error: str
    seed: int
    closed: bool
    reader: Any
    parts: Parts
    scoring: Scoring
    finished: frozenset[int]  # the pieces of earlier sittings


class Outcome(msgspec.Struct, frozen=True):
    """What becomes of a piece: its counts, or why the run must stop; ``report`` is all that the system of
    ``worker`` has counted when this was its ``turn``."""

    number: int
    worker: str = ""
    turn: int = 0
    articles: int = 0
    seconds: list[float] = []
    failed: list[tuple[str, str]] = []
    layers: list[str] = []
    counted: Counted | None = None
    report: dict[str, Any] = {}
    recorded: list[Failure] = []
    refusal: str | None = None
    stopped: Failure | None = None


class About(msgspec.Struct, frozen=True):
    """What results say of a system, as it is where it runs."""

    name: str
    versions: dict[str, str]
    fingerprint: str | None


def about(config: Mapping[str, Any]) -> About:
    """Build a system, ask what it is, and let it go."""
    system = build_system(config)
    try:
        return About(system.name, versions_of(system), fingerprint_of(system))
    finally:
        close(system)


class Attempts:
    """Counts how often each piece was begun, in a place that outlives the workers."""

    def __init__(self) -> None:
        self._begun: Counter[int] = Counter()

    def begin(self, number: int) -> int:
        """Return which attempt at a piece this is."""
        self._begun[number] += 1
        return self._begun[number]


class Worker:
    """The actor: holds the system, which is built when the first piece needs it."""

    def __init__(self, job: Job, attempts: Any) -> None:
        self._job, self._attempts = job, attempts
        self._system: System | None = None
        self._turn = 0
        self._name = f"{socket.gethostname()}-{os.getpid()}"
        self._ontology = load_ontology() if job.closed else None

    def __call__(self, block: Any) -> Any:
        """Do the pieces of a block (a column of encoded pieces); return a block of encoded outcomes."""
        import pyarrow as pa

        pieces = [msgspec.msgpack.decode(one, type=Piece) for one in block.column("piece").to_pylist()]
        outcomes = [msgspec.msgpack.encode(self.outcome(piece)) for piece in pieces]
        return pa.table({"outcome": pa.array(outcomes, pa.binary())})

    def outcome(self, piece: Piece) -> Outcome:
        """Return what becomes of a piece; bad input is an answer too, so that it is put into words in one place."""
        try:
            return self._done(piece)
        except Stopped as stop:
            return Outcome(piece.number, stopped=stop.failure)
        except InputError as error:
            return Outcome(piece.number, refusal=str(error))

    def _done(self, piece: Piece) -> Outcome:
        import ray

        attempt = ray.get(self._attempts.begin.remote(piece.number))
        articles = self._job.reader.read(piece)
        recorded: list[Failure] = []
        done = self._kept(piece, attempt)
        if done is None:
            if attempt > MOST_ATTEMPTS:
                raise InputError(
                    f"articles {piece.ids[0]} to {piece.ids[-1]}: {MOST_ATTEMPTS} workers died while they ran them, by "
                    "the system's doing or for want of memory"
                )
            done = self._answered(piece, articles, recorded)
            self._job.parts.write(piece.number, done)
        predictions = [one.prediction for one in done]
        self._turn += 1
        return Outcome(
            piece.number, self._name, self._turn, len(done), [one.seconds for one in done],
            [(one.prediction.id, one.error) for one in done if one.error is not None],
            [layer for layer in LAYERS if any(getattr(line, layer) is not UNSET for line in predictions)],
            self._job.scoring.count(articles, predictions, self._ontology),
            report_of(self._system) if self._system is not None else {}, recorded,
        )  # fmt: skip

    def _kept(self, piece: Piece, attempt: int) -> list[Done] | None:
        """Return the finished articles of a piece that was done before, None if it was not."""
        parts = self._job.parts
        if piece.number not in self._job.finished and (attempt == 1 or piece.number not in parts.there()):
            return None
        done = parts.read(piece.number)
        if tuple(one.prediction.id for one in done) != piece.ids:
            raise InputError(f"{parts.path(piece.number)}: holds other articles than those of this run")
        return done

    def _answered(self, piece: Piece, articles: list[Article], recorded: list[Failure]) -> list[Done]:
        job = self._job
        inventory = inventory_of(self._ontology, job.scoring.mapping)
        batches = Batches(self._built(), inventory, job.on_error, job.seed, recorded)
        done: list[Done] = []
        for at in range(0, len(articles), job.batch):
            done += batches.answers(articles[at : at + job.batch], piece.start + at)
        return done

    def _built(self) -> System:
        if self._system is None:
            self._system = build_system(self._job.system)
            atexit.register(close, self._system)
        return self._system
