"""Two systems with drives and tape catalogs, a small tape library, and a hand that types BACKUP."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from nsksim import plugins
from nsksim.dsmtc import CatalogKind, MediaDefsChange, Retention, TapeAttributes
from nsksim.errors import Message, OperatorError, Speaker
from nsksim.guardian.system import System
from nsksim.interaction import Wait
from nsksim.names import CatalogName, DriveName, FileName, PoolName, Subvolume, TapeLabel
from nsksim.plugins import HOST, Plugin
from nsksim.programs.backup import BackupProgram
from nsksim.programs.program import Program, ProgramRun
from nsksim.programs.restore import RestoreProgram
from nsksim.tape import TapeServer
from nsksim.world import World
from tests.programs.harness import ALPHA, BETA, Outcome, create, drive, environment, wait

VOLCAT, FILECAT = CatalogName("VC"), CatalogName("FC")
DAILY, VAULT = PoolName("DAILY"), PoolName("VAULT")
HAND = ("HAND01", "HAND02")
"""Scratch tapes of pool DAILY that people mount; those of the library begin with LIB."""
ROBOT = ("LIB001", "LIB002", "LIB003")

OUT = {
    "CLASS": "TAPECATALOG",
    "LABELS": "BACKUP",
    "FILEID": "NIGHTLY",
    "POOL": "ROBOT",
    "USE": "OUT",
    "CATALOG": "ON",
}
IN = {"CLASS": "TAPECATALOG", "LABELS": "ANSI", "FILEID": "NIGHTLY", "USE": "IN", "CATALOG": "ON"}
BY_HAND = {**OUT, "POOL": "DAILY"}
FILES = "=OUT, $DATA.PAY.*"

LIBRARY = Speaker("library", lambda _, text: [f"LIBRARY SAYS {text}"])
CLOSED = Message(LIBRARY, "closed", "the doors are shut for {label}.", "A test.", "None.", "None.")


@dataclass
class Robot:
    """A library that owns the tapes whose names begin with LIB, for one world."""

    contents: dict[tuple[str, str], bytes] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    closed: bool = False

    def library(self, world: World, system: System) -> RobotArm:
        assert world.systems
        return RobotArm(self, str(system.node))


@dataclass
class RobotArm:
    """The library as one system sees it."""

    robot: Robot
    node: str

    def find(self, label: str) -> str | None:
        return label if label.startswith("LIB") else None

    def load(self, label: str, *, for_output: bool) -> object:
        if self.robot.closed:
            raise OperatorError(CLOSED, label=label)
        self.robot.log.append(f"load {label} {'out' if for_output else 'in'}")
        return label

    def read(self, label: str) -> bytes:
        return self.robot.contents.get((self.node, label), b"")

    def write(self, label: str, content: bytes) -> None:
        self.robot.contents[self.node, label] = content

    def unload(self, label: str, *, written: bool) -> None:
        self.robot.log.append(f"unload {label}{' written' if written else ''}")


@contextmanager
def library() -> Iterator[Robot]:
    """Let a plug-in bring a library."""
    robot, resolve = Robot(), plugins.resolve
    plugin = Plugin(name="robot", package="tests", library=f"{__name__}:Robot")

    def resolved(reference: str) -> object:
        return robot.library if reference == plugin.library else resolve(reference)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plugins, "installed", lambda: (HOST, plugin))
        patch.setattr(plugins, "resolve", resolved)
        yield robot


@dataclass(frozen=True)
class Ground:
    """A closed world, and what its library holds: what tests share and none of them changes."""

    directory: Path
    contents: Mapping[tuple[str, str], bytes]

    @contextmanager
    def copied(self) -> Iterator[Site]:
        """Open a copy of its own for a test."""
        with library() as robot, World.copied(self.directory) as world:
            robot.contents.update(self.contents)
            yield Site(world, robot)


def furnish(directory: Path, *steps: Callable[[Site], object], third: bool = False) -> Ground:
    """Lay out the world, do what the tests of a module begin with, and close it."""
    with library() as robot:
        _lay_out(directory, third=third)
        with World.open(directory) as world:
            for step in steps:
                step(Site(world, robot))
    return Ground(directory, robot.contents)


def _lay_out(directory: Path, *, third: bool) -> None:
    world = create(directory, third=third)
    for system in world.systems.values():
        _furnish(world, system)
    alpha = world.system(ALPHA)
    night = alpha.users.named("OPS.NIGHT")
    assert night is not None
    for name, content in (("CARDS", b"42"), ("RATES", b"7" * 300), ("SECRET", b"x")):
        alpha.files.write(FileName.parse(f"$DATA.PAY.{name}", ALPHA), content, night, code=101)
    secret = alpha.files.find(FileName.parse("$DATA.PAY.SECRET", ALPHA))
    assert secret is not None
    alpha.files.secure(secret, "OOOO")
    world.close()


def _furnish(world: World, system: System) -> None:
    media = world.media(system)
    for name in ("$TAPE0", "$TAPE1"):
        system.database.execute("INSERT INTO TAPE_DRIVE (NAME) VALUES (?)", [name])
    media.catalogs.create(CatalogKind.VOLCAT, VOLCAT, Subvolume.parse("$DATA.VC"))
    media.catalogs.create(CatalogKind.FILECAT, FILECAT, Subvolume.parse("$DATA.FC"))
    backup = TapeAttributes(label="BACKUP", type="CART3480")
    space = world.search_space(system)
    for pool, labels in ((DAILY, HAND), (PoolName("ROBOT"), ROBOT), (VAULT, ("VLT001",))):
        media.pools.add(VOLCAT, pool, searched=pool != VAULT)
        tapes = [TapeLabel(label) for label in labels]
        media.tapevolumes.add(VOLCAT, pool, tapes, space, attributes=backup)
    media.defaults.alter(MediaDefsChange(volcat=VOLCAT, filecat=FILECAT, retention=Retention(7)))


@dataclass
class Site:
    """A world, its library, and operators in one line."""

    world: World
    robot: Robot

    def system(self, node: Any = ALPHA) -> System:
        return self.world.system(node)

    def server(self, node: Any = ALPHA) -> TapeServer:
        return self.world.tapes(self.system(node))

    def prepare(
        self,
        kind: type[Program],
        argument: str,
        defines: Mapping[str, Mapping[str, str]],
        *,
        user: str = "SUPER.SUPER",
        node: Any = ALPHA,
    ) -> Program:
        """Make a program, with its process, that has not begun to run."""
        place = environment(self.world, argument, user=user, node=node)
        place.defines = defines
        return kind(place)

    def backup(self, argument: str, define: Mapping[str, str] = OUT, **values: Any) -> Outcome:
        """Run BACKUP with =OUT."""
        return drive(self.prepare(BackupProgram, argument, {"=OUT": define}, **values))

    def restore(self, argument: str, define: Mapping[str, str] = IN, **values: Any) -> Outcome:
        """Run RESTORE with =IN."""
        return drive(self.prepare(RestoreProgram, argument, {"=IN": define}, **values))

    def mount(self, label: str, device: str = "$TAPE0", node: Any = ALPHA) -> None:
        """Put a tape into a drive by hand."""
        self.server(node).hands.mount(TapeLabel(label), DriveName.parse(device))

    def statuses(self, node: Any = ALPHA) -> dict[str, str]:
        """Give the status of the tapes of a system."""
        volumes = self.world.media(self.system(node)).tapevolumes.matching()
        return {volume.volser: volume.status.value for volume in volumes}

    def drives(self, node: Any = ALPHA) -> dict[str, str]:
        """Give what is on the drives of a system."""
        return {drive.name: drive.label for drive in self.server(node).drives.all()}

    def console(self, node: Any = ALPHA) -> list[str]:
        """Give the numbers and texts of the events of $ZSVR."""
        return [
            f"{event.number} {event.text}"
            for event in self.system(node).collector.events()
            if event.process.endswith(".$ZSVR")
        ]

    def names(self, place: str = "PAY", node: Any = ALPHA) -> list[str]:
        """Give the names of the files in a subvolume of $DATA."""
        return [file.name for file in self.system(node).files.in_subvolume("$DATA", place)]

    def content(self, name: str, node: Any = ALPHA) -> bytes:
        """Give the content of a file of $DATA."""
        file = self.system(node).files.find(FileName.parse(f"$DATA.{name}", node))
        assert file is not None, name
        return self.system(node).files.read(file)

    def carry(self, label: str) -> None:
        """Copy a tape of the library to the other system, with its catalog entry."""
        self.robot.contents[str(BETA), label] = self.robot.contents[str(ALPHA), label]
        alpha, beta = self.system(ALPHA).database, self.system(BETA).database
        for table in ("CONFIG", "TAPEFILE", "TFTOV", "VTOFC"):
            for row in alpha.rows(f"SELECT * FROM {table}"):
                values = [
                    str(BETA) + value.removeprefix(str(ALPHA))
                    if isinstance(value, str) and value.startswith(str(ALPHA))
                    else value
                    for value in row
                ]
                beta.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", values)
        beta.execute(
            "UPDATE VOLUME SET VOLUMESTATUS = 'ASSIGNED', VOLSETID = VOLSER, VOLINDEX = 1"
            " WHERE VOLSER = ?",
            [label],
        )


class Job:
    """A program that waits for a tape."""

    def __init__(self, site: Site, program: Program) -> None:
        self._site = site
        self._program = program
        self._run: ProgramRun = program.main()
        self.effect: Any = next(self._run)

    @property
    def waits(self) -> bool:
        return isinstance(self.effect, Wait) and not wait(self._site.world, self.effect)

    def begin(self) -> None:
        """Let the program go on until it works on the files of its tape."""
        while not (isinstance(self.effect, Wait) and self.effect.until is not None):
            assert not isinstance(self.effect, Wait) or wait(self._site.world, self.effect)
            self.effect = next(self._run)

    def lines(self) -> list[str]:
        """Let the program go on until it ends or waits for people; give what it prints."""
        printed: list[str] = []
        try:
            while True:
                match self.effect:
                    case str():
                        printed.append(self.effect)
                    case Wait():
                        if not wait(self._site.world, self.effect):
                            return printed
                    case refused:
                        printed.extend(refused.printed)
                self.effect = next(self._run)
        except StopIteration:
            return printed

    def close(self) -> None:
        self._run.close()

    def stop(self) -> None:
        """Let the process end without a word."""
        self._site.system().processes.stop(self._program.environment.process)


@contextmanager
def waiting(
    site: Site, define: Mapping[str, str] = BY_HAND, argument: str = FILES
) -> Iterator[Job]:
    """Start a job that waits for its tape; it is over at the end."""
    kind = BackupProgram if argument == FILES else RestoreProgram
    name = argument.partition(",")[0]
    job = Job(site, site.prepare(kind, argument, {name: define}))
    yield job
    job.close()


def refused(action: Any, *values: Any) -> str:
    with pytest.raises(OperatorError) as caught:
        action(*values)
    return caught.value.message.id
