"""Worlds for the tests of catsync: the sample world is built once and copied for each test."""

import pytest
from catsync_ground import Ground

from nsksim.scenario import build
from nsksim.world import World


@pytest.fixture(scope="session")
def sample_directory(tmp_path_factory):
    directory = tmp_path_factory.mktemp("catsync") / "manual"
    build("manual", directory).close()
    return directory


@pytest.fixture
def ground(sample_directory):
    with World.copied(sample_directory) as world:
        yield Ground(world)
