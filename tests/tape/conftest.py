"""The world of the tape tests: laid out once, copied for each test, with a library of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tape_ground import Robot, Site, furnish

from nsksim import plugins
from nsksim.plugins import HOST, Plugin
from nsksim.world import World

ROBOT = Plugin(name="robot", package="tests", library="tape_ground:Robot")


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed world to copy."""
    directory = tmp_path_factory.mktemp("tape") / "built"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plugins, "installed", lambda: (HOST,))
        furnish(directory)
    return directory


@pytest.fixture
def site(furnished: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A fresh copy of the world, with the library brought by a plug-in."""
    robot = Robot()
    resolve = plugins.resolve
    monkeypatch.setattr(plugins, "installed", lambda: (HOST, ROBOT))
    monkeypatch.setattr(
        plugins,
        "resolve",
        lambda reference: robot.library if reference == ROBOT.library else resolve(reference),
    )
    with World.copied(furnished) as world:
        yield Site(world, robot)
