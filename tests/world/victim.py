"""A process that is killed in the middle of its work, at a point that is counted, not timed.

    python -m tests.world.victim WORK SOURCE TARGET POINT...

For each point the closed world SOURCE is copied to TARGET/POINT and a child does the work there; it
kills itself at the so-manieth moment of its work: before or after a statement, or before something
is done to a file. The undisturbed run is made in TARGET/whole. Prints, in JSON, how many moments it
had and the states it went through.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from nsksim import plugins
from nsksim.names import FileName
from nsksim.store import Database
from nsksim.world import World
from nsksim.world_directory import copy
from tests.world.scheduled import GUEST

ALPHA = r"\ALPHA"
FILES = {f"FILE{number}": f"content {number}" for number in range(6)}
WATCHED = frozenset(
    {"open", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "shutil.copyfile"}
)


class Moments:
    """Counts the moments of the work, and ends this process at the one that was chosen."""

    def __init__(self, last: int) -> None:
        self.count = 0
        self._last = last

    def __call__(self) -> None:
        self.count += 1
        if self.count == self._last:
            os.kill(os.getpid(), signal.SIGKILL)


class Cursor:
    """A cursor each of whose statements is two moments."""

    def __init__(self, cursor, moment: Callable[[], None]) -> None:
        self._cursor, self._moment = cursor, moment

    def execute(self, *arguments):
        self._moment()
        answer = self._cursor.execute(*arguments)
        self._moment()
        return answer

    def __getattr__(self, name: str):
        return getattr(self._cursor, name)


def watch(world: World, moment: Callable[[], None]) -> None:
    """Call `moment` whenever something happens to the world."""
    place = str(world.directory)

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event in WATCHED and str(arguments[0]).startswith(place):
            moment()

    plain = Database.__init__

    def watched(database, cursor, name, place=""):
        plain(database, Cursor(cursor, moment), name, place)

    Database.__init__ = watched
    for database in (world.network._database, *(s.database for s in world.systems.values())):
        database._cursor = Cursor(database._cursor, moment)
    sys.addaudithook(hook)


# -- the work -----------------------------------------------------------------------------------


def write_files(world: World) -> Iterator[None]:
    """Replace a whole subvolume, purge a part of it, rename a file."""
    system = world.system(ALPHA)
    owner = system.users.named("SUPER.SUPER")
    for text in ("first", "second"):
        contents = [(name, f"{text} {content}".encode()) for name, content in FILES.items()]
        system.files.write_subvolume("$SYSTEM", "BULK", contents, owner)
        yield
    system.files.purge("$SYSTEM", "BULK", ["FILE0", "FILE1", "NEW"])
    yield
    name = FileName.parse(r"\ALPHA.$SYSTEM.BULK.FILE2")
    system.files.rename(system.files.find(name), "BULK", "NEW")
    yield


def run_events(world: World) -> Iterator[None]:
    """Do three pieces of scheduled work, each of which writes a report of 6,000 lines."""
    system = world.system(ALPHA)
    if not system.timers.pending() and not system.spooler.jobs():
        system.timers.add(world.clock.now, "bulk", {"left": 2})
    yield
    while world.run_next():
        yield


def restore(world: World) -> Iterator[None]:
    """Go back to a snapshot."""
    world.restore("S")
    yield


def replace_snapshot(world: World) -> Iterator[None]:
    """Take a snapshot under a name that is there already."""
    world.snapshot("S")
    yield


def close(world: World) -> Iterator[None]:
    """Write everything and leave."""
    owner = world.system(ALPHA).users.named("SUPER.SUPER")
    world.system(ALPHA).files.write_subvolume("$SYSTEM", "BULK", [("LAST", b"last")], owner)
    yield
    world.close()
    yield


WORK = {
    "write-files": write_files,
    "run-events": run_events,
    "restore": restore,
    "replace-snapshot": replace_snapshot,
    "close": close,
}


def state(world: World) -> list[object]:
    """Say what an operator can see of a world."""
    system = world.system(ALPHA)
    files = system.files.in_subvolume("$SYSTEM", "BULK")
    return [
        [[file.name, system.files.read(file).decode()] for file in files],
        [
            [job.number, str(job.state), sum(1 for _ in system.spooler.lines(job.number))]
            for job in system.spooler.jobs()
        ],
        [[timer.verb, timer.arguments] for timer in system.timers.pending()],
        world.snapshots,
    ]


# -- the process --------------------------------------------------------------------------------


def whole(work: str, place: Path) -> dict[str, object]:
    """Do the work undisturbed; return the number of its moments and the states it goes through."""
    with World.open(place) as world:
        states = [state(world)]
        if work != "close":
            states += [state(world) for _ in WORK[work](world)]
    if work == "close":
        for _ in WORK[work](World.open(place)):
            pass
        with World.open(place) as world:
            states.append(state(world))
    return {"states": states}


def counted(work: str, place: Path) -> int:
    """Do the work and count its moments."""
    moments = Moments(0)
    world = World.open(place)
    watch(world, moments)
    for _ in WORK[work](world):
        pass
    return moments.count


def killed(work: str, place: Path, point: int) -> None:
    """Do the work until the moment that is the last one."""
    world = World.open(place)
    watch(world, Moments(point))
    for _ in WORK[work](world):
        pass


def in_child(work: Callable[[], object]) -> str:
    """Do something in a process of its own and return its answer, "" if it was killed."""
    source, sink = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(source)
        code = 1
        try:
            answer = json.dumps(work()).encode()
            os.write(sink, len(answer).to_bytes(8, "big"))
            view = memoryview(answer)
            while view:
                view = view[os.write(sink, view) :]
            code = 0
        finally:
            os._exit(code)
    os.close(sink)
    with os.fdopen(source, "rb") as stream:
        answer = stream.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return ""
    if status != 0:
        raise SystemExit(f"the work failed: {status}")
    return answer[8:].decode()


def main() -> None:
    """Make the undisturbed run and the disturbed ones."""
    work, source, target = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    known = (*plugins.installed(), GUEST)
    plugins.installed = lambda: known

    def copied(name: str) -> Path:
        copy(source, target / name)
        return target / name

    answer = json.loads(in_child(lambda: whole(work, copied("whole"))))
    answer["moments"] = json.loads(in_child(lambda: counted(work, copied("counted"))))
    every = sys.argv[4] == "all"
    number = answer["moments"] if every else int(sys.argv[4])
    step = max(1, answer["moments"] // number)
    answer["points"] = list(range(1, answer["moments"] + 1, step))
    for point in answer["points"]:
        place = copied(str(point))
        if in_child(lambda place=place, point=point: killed(work, place, point)):
            raise SystemExit(f"{work} was not killed at {point}")
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
