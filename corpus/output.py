"""What commands print: one JSON document on standard output, notes on standard error."""

from __future__ import annotations

import sys
from typing import Any

import msgspec


def print_json(document: Any) -> None:
    """Print one JSON document, indented, and nothing else, on standard output."""
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n")
    sys.stdout.buffer.flush()


def note(message: str) -> None:
    """Print a note on standard error."""
    print(message, file=sys.stderr)
