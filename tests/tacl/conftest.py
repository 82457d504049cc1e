"""The world of the tests of TACL's commands: laid out once, copied for tests that change it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from laboratory import SITTING, Toy, create, sit_down

from nsksim.programs import program_file
from nsksim.session import Session
from nsksim.world import World


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A closed world to copy, in which TOY can be run."""
    directory = tmp_path_factory.mktemp("laboratory") / "built"
    create(directory)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(program_file.by_name(), "TOY", Toy)
        yield directory


@pytest.fixture
def world(furnished: Path) -> Iterator[World]:
    """A fresh copy of the world."""
    with World.copied(furnished) as opened:
        yield opened
        while SITTING:
            SITTING.pop().close()


@pytest.fixture
def session(world: World) -> Session:
    r"""The super ID at \ALPHA of a fresh world, without questions."""
    return sit_down(world)


@pytest.fixture(scope="session")
def shared(furnished: Path) -> Iterator[World]:
    """One world for all tests that change nothing in it."""
    with World.copied(furnished) as opened:
        yield opened


@pytest.fixture
def desk(shared: World) -> Iterator[Session]:
    r"""The super ID at \ALPHA of the shared world: for what only concerns a TACL itself."""
    session = sit_down(shared)
    yield session
    SITTING.remove(session)
    session.close()
