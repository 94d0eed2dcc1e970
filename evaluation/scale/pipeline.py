"""The pieces through Ray Data: a pool of actors takes them as they come, and what they say of them comes back here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import msgspec

from wirecopy.corpus.errors import InputError
from wirecopy.evaluation.runner_batches import said
from wirecopy.evaluation.scale.pieces import Piece
from wirecopy.evaluation.scale.worker import Attempts, Job, Outcome, Worker

# More blocks than this cost Ray more than they gain in balance; pieces beyond that go several to a block.
MOST_BLOCKS = 1000


class Pool(msgspec.Struct, frozen=True):
    """The workers: how many, and the cores and accelerators that each takes."""

    workers: int
    cpus: float
    gpus: float


def spread(ray: Any, cpus: float = 1, gpus: float = 0) -> Callable[[Callable[..., Any], Sequence[Any]], list[Any]]:
    """Return what calls a function with each of many tuples of arguments on the cluster, and returns all answers.

    It raises the ``InputError`` that the function raises.
    """

    def call(function: Callable[..., Any], arguments: Sequence[Any]) -> list[Any]:
        remote = ray.remote(num_cpus=cpus, num_gpus=gpus)(function)
        try:
            found: list[Any] = ray.get([remote.remote(*row) for row in arguments])
        except ray.exceptions.RayError as error:
            raise _explained(ray, error) from None
        return found

    return call


def outcomes(ray: Any, pieces: Sequence[Piece], job: Job, pool: Pool) -> Iterator[Outcome]:
    """Yield what becomes of the pieces, in the order in which they are done.

    Raises ``InputError`` if the cluster gives up.
    """
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    attempts = ray.remote(num_cpus=0)(Attempts).remote()
    mapped = ray.data.from_arrow(list(_blocks(pieces))).map_batches(
        Worker, batch_size=None, batch_format="pyarrow", fn_constructor_args=(job, attempts),
        compute=ray.data.ActorPoolStrategy(size=min(pool.workers, len(pieces))),
        num_cpus=pool.cpus, num_gpus=pool.gpus or None,
    )  # fmt: skip
    try:
        for block in mapped.iter_batches(batch_size=None, batch_format="pyarrow", prefetch_batches=0):
            for one in block.column("outcome").to_pylist():
                yield msgspec.msgpack.decode(one, type=Outcome)
    except ray.exceptions.RayError as error:
        raise _explained(ray, error) from error


def _blocks(pieces: Sequence[Piece]) -> Iterator[Any]:
    import pyarrow as pa

    size = -(-len(pieces) // MOST_BLOCKS)
    for at in range(0, len(pieces), size):
        encoded = [msgspec.msgpack.encode(piece) for piece in pieces[at : at + size]]
        yield pa.table({"piece": pa.array(encoded, pa.binary())})


def _explained(ray: Any, error: Exception) -> Exception:
    """Return what was raised on the cluster, or in one line what became of the cluster."""
    cause = getattr(error, "cause", None)
    if isinstance(error, ray.exceptions.RayTaskError) and isinstance(cause, Exception):
        return cause
    return InputError(f"runner.address: Ray gave up: {said(error)}")


def merged(reports: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return what several workers counted as one: numbers added, what is equal once, all else as a list."""
    rows = [row for row in reports if row]
    keys = dict.fromkeys(key for row in rows for key in row)
    return {key: _together([row[key] for row in rows if key in row]) for key in keys}


def _together(values: Sequence[Any]) -> Any:
    if all(isinstance(value, dict) for value in values):
        return merged(values)
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
        return sum(values)
    distinct = [value for place, value in enumerate(values) if value not in values[:place]]
    return distinct[0] if len(distinct) == 1 else distinct
