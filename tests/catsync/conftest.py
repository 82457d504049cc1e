"""Worlds for the tests of catsync: the sample world is built once and copied for each test."""

from datetime import datetime

import pytest
from catsync_ground import Ground

from nsksim.scenario import build
from nsksim.world import World
from nsksim.world_directory import copy


@pytest.fixture(scope="session")
def sample_directory(tmp_path_factory):
    directory = tmp_path_factory.mktemp("catsync") / "manual"
    build("manual", directory).close()
    return directory


@pytest.fixture
def ground(sample_directory):
    with World.copied(sample_directory) as world:
        yield Ground(world)


@pytest.fixture(scope="session")
def exported_directory(sample_directory, tmp_path_factory):
    """Keep the world after the sample export, at the time of the sample import."""
    directory = tmp_path_factory.mktemp("catsync") / "exported"
    copy(sample_directory, directory)
    with World.open(directory) as world:
        Ground(world).export()
        world.run_until(datetime(2022, 1, 5, 23, 0, 6))
    return directory


@pytest.fixture
def exported(exported_directory):
    with World.copied(exported_directory) as world:
        yield Ground(world)
