"""Checkpoints: loaded, and refused where they would answer nonsense."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from wirecopy.corpus.errors import InputError, shown
from wirecopy.evaluation.extras import required

_USUAL_LIMIT = 512  # tokens, where neither model nor tokenizer says
_NO_LIMIT = 1_000_000  # what tokenizers without a limit say is above it
_OFFSET_POSITIONS = ("roberta", "camembert", "longformer", "mpnet")  # these number positions from the padding's on


def checkpoint(name: str, revision: str | None, device: str) -> tuple[Any, Any]:
    """Return tokenizer and model of a checkpoint (a folder or a name on the Hub), ready on its device.

    Raises ``InputError`` where the extra is missing, the checkpoint cannot be loaded, has no token classifier of its
    own (a fresh one would answer at random), or has no fast tokenizer.
    """
    torch, transformers = (required(m, "transformers", "system=transformers") for m in ("torch", "transformers"))
    where = _device(torch, device)
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(name, revision=revision, use_fast=True)
        model, info = transformers.AutoModelForTokenClassification.from_pretrained(
            name, revision=revision, output_loading_info=True
        )
    except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
        reason = " ".join(str(error).split())[:300]
        raise InputError(f"system.model: {shown(name)} cannot be loaded: {reason}") from None
    fresh = sorted(info["missing_keys"])
    if fresh:
        raise InputError(
            f"system.model: {shown(name)} has no trained token classifier: found no weights for {', '.join(fresh[:3])}"
        )
    if not tokenizer.is_fast:
        raise InputError(f"system.model: {shown(name)} has no fast tokenizer, which alone tells where its tokens stand")
    return tokenizer, model.to(where).eval()


def longest(tokenizer: Any, model: Any) -> int:
    """Return the most tokens that a checkpoint reads at once, special ones included."""
    config = model.config
    limit = getattr(config, "max_position_embeddings", None) or _NO_LIMIT
    if any(name in config.model_type for name in _OFFSET_POSITIONS):
        limit -= (config.pad_token_id or 0) + 1
    found = min(limit, tokenizer.model_max_length or _NO_LIMIT)
    return int(found) if 0 < found < _NO_LIMIT else _USUAL_LIMIT


def fingerprint(name: str, model: Any) -> str | None:
    """Return a hash of a checkpoint's folder, or the commit of one from the Hub where it is known."""
    if not Path(name).is_dir():
        return getattr(model.config, "_commit_hash", None)
    digest = hashlib.sha256()
    for path in sorted(path for path in Path(name).iterdir() if path.is_file()):
        with path.open("rb") as handle:
            digest.update(path.name.encode() + b"\0" + hashlib.file_digest(handle, "sha256").digest())
    return digest.hexdigest()


def _device(torch: Any, wanted: str) -> Any:
    if wanted == "auto":
        best = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
        return torch.device(best)
    try:
        device = torch.device(wanted)
        torch.zeros(1, device=device)
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        reason = str(error).splitlines()[0][:200]
        raise InputError(f"system.device: found {shown(wanted)}, which cannot be used here: {reason}") from None
    return device
