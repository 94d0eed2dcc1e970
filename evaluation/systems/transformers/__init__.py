"""Any token-classification checkpoint of Transformers as a system for entities."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from wirecopy.corpus.errors import InputError, nearest, shown
from wirecopy.evaluation.labels import LabelMap, require_known
from wirecopy.evaluation.systems.spacy import ours_for
from wirecopy.evaluation.systems.transformers.loading import checkpoint, fingerprint, longest
from wirecopy.evaluation.systems.transformers.system import Reading, Transformers
from wirecopy.evaluation.systems.transformers.tags import labels_of

__all__ = ["Transformers", "build"]

AGGREGATIONS = ("first", "mean", "max")


def build(
    model: str,
    revision: str | None = None,
    inventory: str | None = "conll",
    labels: dict[str, str | None] | None = None,
    device: str = "auto",
    batch: int = 16,
    window: int | None = None,
    stride: int = 64,
    aggregation: str = "first",
    strip_leading: Sequence[str] | None = None,
) -> Transformers:
    """Return the system of a checkpoint: a folder, or a name on the Hub with a ``revision``.

    ``labels`` maps the checkpoint's labels (without B- and I-) and goes before what the ontology says of
    ``inventory``. ``window`` is in tokens (None: as many as the model reads), ``stride`` how many of them neighbouring
    windows share. Raises ``InputError`` for a checkpoint that cannot be used and settings that do not fit it.
    """
    if aggregation not in AGGREGATIONS:
        raise InputError(f"system.aggregation: found {shown(aggregation)}, expected one of {', '.join(AGGREGATIONS)}")
    if batch < 1:
        raise InputError(f"system.batch: found {batch}, expected at least 1")
    tokenizer, found = checkpoint(model, revision, device)
    limit = longest(tokenizer, found)
    length = limit if window is None else window
    room = length - tokenizer.num_special_tokens_to_add(pair=False)
    if length > limit or room < 1:
        raise InputError(f"system.window: found {window}, expected at most {limit} tokens and room for some")
    if not 0 <= stride < room:
        raise InputError(f"system.stride: found {stride}, expected less than the {room} tokens of a window")
    known = labels_of(found.config.id2label.values())
    require_known(labels or {}, known, "system.labels")
    return Transformers(
        tokenizer, found, model, Reading(length, stride, batch, aggregation), _complete(known, inventory, labels or {}),
        strip_leading=strip_leading or (), fingerprint=fingerprint(model, found),
    )  # fmt: skip


def _complete(known: Sequence[str], inventory: str | None, labels: LabelMap) -> dict[str, str | None]:
    """Return what every label of the checkpoint becomes."""
    ours = {label: name for label, name in ours_for(inventory).items() if label not in labels}
    unknown = [label for label in known if label not in ours and not any(fnmatchcase(label, key) for key in labels)]
    if unknown:
        raise InputError(
            f"system.labels: the checkpoint's {', '.join(unknown[:10])} has no counterpart in "
            f"{inventory or 'the ontology'}, expected system.labels.{unknown[0]}=... (null leaves it out)"
            f"{nearest(unknown[0], ours)}"
        )
    return dict(labels) if "*" in labels else {**labels, **ours}
