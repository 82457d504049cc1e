"""The program SIM and its language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from nsksim.errors import OperatorError
from nsksim.guardian.system import System
from nsksim.language import Language, Operand, no_names
from nsksim.messages import sim
from nsksim.names import DriveName, NodeName, PoolName, TapeLabel
from nsksim.programs.interpreter import Interpreter
from nsksim.programs.language_program import Complaints
from nsksim.programs.program import ProgramRun
from nsksim.programs.session_commands import REST, Help
from nsksim.programs.sim import clock, network, state, tapes
from nsksim.tape import Drives

NOTICE = "SIM belongs to the simulator; no real system has such a program."
_SNAPSHOT = re.compile(r"[A-Z0-9]{1,32}")


def _systems(program: Sim | None) -> Iterator[tuple[str, str]]:
    """Offer the systems of the world."""
    for node in program.environment.world.systems if program else ():
        yield node, "system"


def _drives(program: Sim | None) -> Iterator[tuple[str, str]]:
    """Offer the tape drives of this terminal's system."""
    if program is not None:
        system = program.system(program.environment.terminal.node)
        for drive in Drives(system.database).all():
            yield drive.name, drive.label or "empty"


def _snapshots(program: Sim | None) -> Iterator[tuple[str, str]]:
    """Offer the snapshots of the world."""
    for name in program.environment.world.snapshots if program else ():
        yield name, "snapshot"


def _snapshot_name(text: str) -> str:
    """Read the name of a snapshot, which becomes the name of a directory. Refuses any other."""
    name = text.upper()
    if not _SNAPSHOT.fullmatch(name):
        raise OperatorError(sim.INVALID_SNAPSHOT_NAME, name=text)
    return name


_OPERANDS: dict[str, Operand[Any]] = {
    "NODE": Operand(NodeName.parse, "a system name", _systems),
    "OTHER_NODE": Operand(NodeName.parse, "a system name", _systems),
    "COUNT": Operand(int, "a number", no_names),
    "DATE": Operand(str, "a date as yyyy-mm-dd", no_names),
    "TIME_OF_DAY": Operand(str, "a time as hh:mm:ss", no_names),
    "LABEL": Operand(TapeLabel.parse, "a tape label", no_names),
    "POOL_NAME": Operand(PoolName.parse, "a pool name", no_names),
    "DRIVE": Operand(DriveName.parse, "a tape drive", _drives),
    "SNAPSHOT": Operand(_snapshot_name, "a name of letters and digits", _snapshots),
    "REST": REST,
}


class Sim(Interpreter):
    """SIM (ours, no real system has it): clock, lines, tapes and snapshots of the simulation."""

    name = "SIM"
    prompt = ""
    simulated = "everything; it is the simulator's own program"
    language: ClassVar[Language] = Language(
        "sim",
        [
            clock.ShowClock,
            clock.AdvanceClock,
            clock.SetClock,
            clock.NextEvent,
            clock.Settle,
            clock.SetRate,
            network.ChangeLine,
            network.ChangeSystem,
            network.ShowTerminal,
            tapes.MountTape,
            tapes.UnloadTape,
            state.TakeSnapshot,
            state.RestoreSnapshot,
            state.ListSnapshots,
            state.SetLayout,
            state.SetConsole,
            Help,
        ],
        _OPERANDS,
    )
    complaints: ClassVar[Complaints] = Complaints(sim.UNKNOWN_COMMAND, sim.SYNTAX, sim.NOT_MODELLED)

    def main(self) -> ProgramRun:
        """Do the command of the startup text, or give the overview."""
        if self.environment.argument.strip():
            yield from self.guarded(self.environment.argument)
        else:
            yield from self.overview()
        return 0

    def overview(self) -> Iterator[str]:
        """Yield what the world consists of, and the commands."""
        world = self.environment.world
        yield NOTICE
        yield ""
        scenario = world.setting("scenario") or "none"
        yield f"Scenario {scenario}, seed {world.setting('seed')}"
        yield from clock.clock_lines(self)
        yield from network.network_lines(self)
        yield from tapes.drive_lines(self)
        yield f"EMS layout: {state.layout(world)}"
        yield state.console_line(world)
        yield f"Snapshots: {', '.join(world.snapshots) or 'none'}"
        yield ""
        for entry in self.language.reference():
            yield f"SIM {entry.syntax}"

    def system(self, node: NodeName) -> System:
        """Return a system of the world. Refuses any other name."""
        found = self.environment.world.systems.get(str(node))
        if found is None:
            raise OperatorError(sim.NO_SYSTEM, node=node)
        return found

    def file_error(self, error: OperatorError) -> list[str]:
        """Return how SIM prints an error of the file system."""
        return sim.file_error(error)
