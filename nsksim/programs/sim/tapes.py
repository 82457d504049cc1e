"""SIM TAPE: the hand that puts tapes into drives and takes them out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nsksim.errors import OperatorError
from nsksim.interaction import Interaction, Refused
from nsksim.language import Statement
from nsksim.messages import sim
from nsksim.names import DriveName, PoolName, TapeLabel
from nsksim.programs.devices import devices_of
from nsksim.tape import Drives, TapeServer

if TYPE_CHECKING:
    from nsksim.programs.sim.program import Sim


def drive_lines(program: Sim) -> Iterator[str]:
    """Yield the drives of all systems and the tapes on them."""
    for system in program.environment.world.systems.values():
        for drive in Drives(system.database).all():
            yield f"Drive {system.qualified(drive.name)}: {drive.label or 'empty'}"


def _server(program: Sim, drive: DriveName) -> TapeServer:
    """Return the tape server of the drive's system, which is that of this terminal if not named."""
    node = drive.node or program.environment.terminal.node
    return program.environment.world.tapes(program.system(node))


@dataclass(frozen=True, slots=True)
class MountTape(Statement):
    """Put a tape into a drive; a request that waits for it is served if $ZSVR runs.

    A drive without a node is one of this terminal's system. Tapes of a library are mounted by the
    library itself. A tape that is asked for here and was written on another system is carried here.
    One that nobody here knows can be mounted as well, and is called foreign. UNLABELED says that it
    bears no label, but was written on somewhere. NEW says that it was never written and cannot be
    read: the tape server asks what to do with an UNKNOWN TAPE (event 608), unless a MEDIACOM
    command polls the drive, and until ACCEPT or REJECT TAPEMOUNT nobody can use it. The name of a
    tape without a label is only what people call it; once is enough to say what it is. It has no
    label until MEDIACOM labels it; then it has the name of its label, and no other. Where a pool
    that is excluded from the search space has a name that another pool has too, these are two
    tapes: that which a job asks for on this drive is mounted, else that of the pool which is not
    excluded, or that of POOL.
    """

    label: TapeLabel
    drive: DriveName
    bare: str | None = None
    pool: PoolName | None = None

    def run(self, context: Sim) -> Interaction:
        """Mount the tape."""
        server = _server(context, self.drive)
        foreign = self.bare is None and not server.hands.knows(self.label)
        bare = {"unlabeled": self.bare == "UNLABELED", "new": self.bare == "NEW"}
        with devices_of(self.drive.node):
            server.hands.mount(self.label, self.drive, **bare, pool=self.pool)
        yield f"{self.label} is on {self.drive}"
        if foreign:
            node = server.system.node
            yield Refused(OperatorError(sim.FOREIGN_TAPE, label=self.label, node=node))


@dataclass(frozen=True, slots=True)
class UnloadTape(Statement):
    """Take the tape out of a drive that no process has."""

    drive: DriveName

    def run(self, context: Sim) -> Interaction:
        """Unload the tape."""
        with devices_of(self.drive.node):
            _server(context, self.drive).hands.unload(self.drive)
        yield f"{self.drive} is empty"
