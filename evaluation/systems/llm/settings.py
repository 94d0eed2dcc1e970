"""How the endpoint is asked; everything but the key, which only the environment holds."""

from __future__ import annotations

from urllib.parse import urlsplit

import msgspec

from wirecopy.corpus.errors import InputError, nearest, shown
from wirecopy.corpus.model import LAYERS

FORMATS = ("json_schema", "json_object", "none")


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The endpoint and how to ask it.

    ``key_env`` names the environment variable with the key, None for endpoints without one. ``response_format`` says
    how the schema reaches the model: as such, in the prompt beside a promise of JSON, or in the prompt only.
    ``timeout`` is in seconds for one attempt, ``attempts`` how often a request is sent at most, ``backoff`` the seconds
    before the second attempt (doubled each time, up to ``longest_wait``, half of it by chance), ``rate`` the requests a
    minute (0: no limit). Prices are per million tokens, in whatever currency they are given in.
    """

    model: str
    base_url: str = "https://api.openai.com/v1"
    key_env: str | None = "OPENAI_API_KEY"
    layers: tuple[str, ...] = LAYERS
    shots: int = 0
    response_format: str = "json_schema"
    temperature: float | None = 0.0
    max_tokens: int | None = None
    seed: int | None = None
    timeout: float = 120.0
    attempts: int = 6
    backoff: float = 1.0
    longest_wait: float = 60.0
    rate: float = 0.0
    concurrency: int = 4
    price_prompt: float = 0.0
    price_completion: float = 0.0


def check(settings: Settings) -> Settings:
    """Return the settings. Raises ``InputError`` for what cannot be asked."""
    address = urlsplit(settings.base_url)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise InputError(f"system.base_url: found {shown(settings.base_url)}, expected an address as https://host/v1")
    if address.username or address.password or address.query:
        raise InputError("system.base_url: found a user, password or query in it, expected system.key_env for secrets")
    _require_one_of("response_format", settings.response_format, FORMATS)
    if not settings.layers:
        raise InputError(f"system.layers: found none, expected some of {', '.join(LAYERS)}")
    for layer in settings.layers:
        _require_one_of("layers", layer, LAYERS)
    for name, least in (("shots", 0), ("attempts", 1), ("concurrency", 1), ("rate", 0), ("backoff", 0)):
        if not getattr(settings, name) >= least:
            raise InputError(f"system.{name}: found {getattr(settings, name)}, expected at least {least}")
    if not settings.timeout > 0 or not settings.longest_wait > 0:
        raise InputError("system.timeout, system.longest_wait: expected seconds above 0")
    return settings


def _require_one_of(name: str, found: str, known: tuple[str, ...]) -> None:
    if found not in known:
        raise InputError(
            f"system.{name}: found {shown(found)}, expected one of {', '.join(known)}{nearest(found, known)}"
        )
