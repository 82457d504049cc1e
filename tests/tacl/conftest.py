"""The world of the tests of TACL's commands: laid out once, copied for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from laboratory import Toy, create, sit_down

from nsksim.programs import program_file
from nsksim.session import Session
from nsksim.world import World


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed world to copy."""
    directory = tmp_path_factory.mktemp("laboratory") / "built"
    create(directory)
    return directory


@pytest.fixture
def world(furnished: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A fresh copy of the world, in which TOY can be run."""
    monkeypatch.setitem(program_file.by_name(), "TOY", Toy)
    with World.copied(furnished) as opened:
        yield opened


@pytest.fixture
def session(world: World) -> Session:
    r"""The super ID at \ALPHA, without questions."""
    return sit_down(world)
