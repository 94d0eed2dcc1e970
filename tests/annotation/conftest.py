"""Fixtures: a real Label Studio for the slow tests, started once, and a proxy that makes it fail."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from label_studio_station import Faulty, client_of, free_port

from wirecopy.annotation.client import Client
from wirecopy.annotation.server import Server

# The articles that the formats' tests generate go through the server as well.
sys.path.append(str(Path(__file__).parents[1] / "corpus" / "formats"))

_titles = count(1)


@pytest.fixture(scope="session")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running server with two users, ``annotator`` and ``ben``; a test that stops it starts it again."""
    pytest.importorskip("label_studio_sdk", reason="needs the extra 'annotation'")
    with Server(tmp_path_factory.mktemp("station") / "data", free_port(), ["ben"]) as server:
        yield server


@pytest.fixture
def client(station: Server) -> Client:
    return client_of(station)


@pytest.fixture
def title() -> str:
    """A title that no other test uses."""
    return f"project {next(_titles)}"


@pytest.fixture
def faulty(station: Server) -> Iterator[Faulty]:
    proxy = Faulty(station)
    yield proxy
    proxy.close()
