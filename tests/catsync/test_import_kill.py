"""An import whose process is killed, at many points: imported again, the catalogs are the same."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from catsync_ground import SECOND_STORE, Ground

from catsync.run import Direction
from nsksim.world import World
from nsksim.world_directory import copy

HERE = Path(__file__).parent
CHECKOUT = HERE.parents[1]
TABLES = ("VOLUME", "VTOFC", "TAPEFILE", "TFTOV", "DISKFILE", "DFTOV", "CONFIG", "BACKBOX_VOLUME")
PART = 20
"""Disk files of one event: several events, so that the kill finds parts done and parts to do."""


def catalogs(world):
    return {
        (str(system.node), table): system.database.rows(f"SELECT * FROM {table} ORDER BY ALL")
        for system in world.systems.values()
        for table in TABLES
    }


def victim(place, moment):
    paths = os.pathsep.join(map(str, (HERE, CHECKOUT)))
    command = [sys.executable, str(HERE / "import_victim.py"), str(place), str(PART), str(moment)]
    return subprocess.run(
        command,
        cwd=CHECKOUT,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def staged(sample_directory, tmp_path_factory):
    """Keep a world whose staging area was filled with disk files."""
    directory = tmp_path_factory.mktemp("kill") / "staged"
    copy(sample_directory, directory)
    with World.open(directory) as world:
        Ground(world).export(disk_files=True)
    return directory


@pytest.fixture(scope="module")
def undisturbed(staged, tmp_path_factory):
    """Do the import undisturbed: the number of its moments and the catalogs it leaves."""
    place = tmp_path_factory.mktemp("kill") / "whole"
    copy(staged, place)
    ended = victim(place, 0)
    assert ended.returncode == 0, ended.stderr
    with World.open(place) as world:
        return int(ended.stdout), catalogs(world)


def check(staged, undisturbed, target, moment):
    copy(staged, target)
    ended = victim(target, moment)
    assert ended.returncode == -9, ended.stderr
    with World.open(target) as world:
        ground = Ground(world)
        ground.settle()  # what was in flight goes on by itself
        assert catalogs(world) == undisturbed[1]
        ground.ask(Direction.IMPORT, SECOND_STORE, disk_files=True)
        ground.settle()
        assert catalogs(world) == undisturbed[1]


def test_a_killed_import_ends_as_an_undisturbed_one(staged, undisturbed, tmp_path):
    check(staged, undisturbed, tmp_path / "killed", undisturbed[0] // 2)


@pytest.mark.slow
def test_it_does_so_wherever_it_is_killed(staged, undisturbed, tmp_path):
    for moment in range(1, undisturbed[0], max(1, undisturbed[0] // 60)):
        place = tmp_path / str(moment)
        copy(staged, place)
        victim(place, moment)
        with World.open(place) as world:
            ground = Ground(world)
            ground.settle()
            ground.ask(Direction.IMPORT, SECOND_STORE, disk_files=True)
            ground.settle()
            assert catalogs(world) == undisturbed[1], f"killed at moment {moment}"
