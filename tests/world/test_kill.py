"""A world whose process is killed: opened again it is as before a step or after it, never half."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from nsksim.world import World
from tests.world import victim

CHECKOUT = Path(__file__).parents[2]

pytestmark = pytest.mark.usefixtures("scheduled")


@pytest.fixture
def prepared(directory):
    """A closed world with a snapshot S, changed since."""
    with World.open(directory) as world:
        system = world.system(victim.ALPHA)
        owner = system.users.named("SUPER.SUPER")
        system.files.write_subvolume("$SYSTEM", "BULK", [("OLD", b"old"), ("FILE0", b"0")], owner)
        world.snapshot("S")
        system.files.write_subvolume("$SYSTEM", "BULK", [("FILE0", b"changed")], owner)
    return directory


def kill(work, source, target, points):
    target.mkdir()
    command = [sys.executable, "-m", "tests.world.victim", work, source, target, str(points)]
    ended = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def check(work, prepared, target, points):
    told = kill(work, prepared, target, points)
    states = told["states"]
    assert len(states) > 1
    seen = set()
    for point in told["points"]:
        with World.open(target / str(point)) as world:
            found = json.loads(json.dumps(victim.state(world)))
            assert found in states, f"killed at moment {point} of {told['moments']}"
            seen.add(states.index(found))
            if work == "replace-snapshot":
                world.restore("S")
                assert victim.state(world)[0] in ([["FILE0", "0"], ["OLD", "old"]], found[0])
                continue
        with World.open(target / str(point)) as world:
            for _ in victim.WORK[work](world):
                pass
            if work != "close":
                assert json.loads(json.dumps(victim.state(world))) == states[-1]
    return seen


@pytest.mark.parametrize("work", victim.WORK)
def test_a_killed_process_leaves_no_half_effect(work, prepared, tmp_path):
    check(work, prepared, tmp_path / "killed", 2)


@pytest.mark.slow
@pytest.mark.parametrize("work", victim.WORK)
def test_a_killed_process_leaves_no_half_effect_at_any_point(work, prepared, tmp_path):
    seen = check(work, prepared, tmp_path / "killed", "all")
    assert len(seen) > 1 or work in {"close", "replace-snapshot"}
