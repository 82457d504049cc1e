"""An import in a process that is killed at a counted moment of its work.

    python import_victim.py WORLD PART MOMENT

Opens the world, asks for a full import with disk files in parts of PART, and ends itself at the
so-manieth statement or host file operation; MOMENT 0 does all of it. Prints the number of moments.
"""

from __future__ import annotations

import sys
from pathlib import Path

from catsync_ground import SECOND_STORE, Ground

from catsync import importer
from catsync.run import Direction
from nsksim.world import World
from tests.world.victim import Moments, watch


def main(place: str, part: str, moment: str) -> None:
    importer.PART_DISK_FILES = int(part)
    moments = Moments(int(moment))
    with World.open(Path(place)) as world:
        watch(world, moments)
        ground = Ground(world)
        ground.ask(Direction.IMPORT, SECOND_STORE, disk_files=True)
        ground.settle()
        sys.stdout.write(f"{moments.count}\n")  # the answer to the parent


if __name__ == "__main__":
    main(*sys.argv[1:])
