"""Worlds for tests: scenario `two.toml` is built once per run and copied for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from nsksim.scenario import build
from nsksim.world import World

settings.register_profile("suite", derandomize=True, deadline=None)
settings.load_profile("suite")
"""The same examples each time; the tests that look further are behind the slow marker."""

TWO = Path(__file__).parent / "data" / "two.toml"


@pytest.fixture(scope="session")
def two_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    r"""A closed world with \ALPHA (five hours behind UTC) and \BETA."""
    directory = tmp_path_factory.mktemp("two") / "world"
    build(str(TWO), directory).close()
    return directory


@pytest.fixture
def two(two_directory: Path) -> Iterator[World]:
    """A private copy of that world, open."""
    with World.copied(two_directory) as world:
        yield world
