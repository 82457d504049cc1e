"""The world of the tests of utility programs: laid out once, copied for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from nsksim.world import World
from tests.programs.harness import create


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed world to copy."""
    directory = tmp_path_factory.mktemp("programs") / "built"
    create(directory).close()
    return directory


@pytest.fixture
def world(furnished: Path) -> Iterator[World]:
    """A fresh copy of the world."""
    with World.copied(furnished) as opened:
        yield opened
