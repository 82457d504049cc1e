"""SIM SNAPSHOT, RESTORE and SNAPSHOTS: whole states of the world; SIM EMS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nsksim.clock import DATE_AND_TIME
from nsksim.errors import OperatorError
from nsksim.guardian.ems import CONSOLE_SETTING, LAYOUT_SETTING, Layout
from nsksim.interaction import Interaction
from nsksim.language import Statement
from nsksim.messages import sim
from nsksim.programs.console import console_state
from nsksim.world import SnapshotProblem, World

if TYPE_CHECKING:
    from nsksim.programs.sim.program import Sim


def layout(world: World) -> Layout:
    """Return how events are printed."""
    return Layout(world.setting(LAYOUT_SETTING, Layout.MANUAL))


@dataclass(frozen=True, slots=True)
class TakeSnapshot(Statement):
    """Keep the present state of the world under a name.

    An older snapshot of that name is replaced.
    """

    name: str

    def run(self, context: Sim) -> Interaction:
        """Take the snapshot."""
        try:
            context.environment.world.snapshot(self.name)
        except SnapshotProblem as problem:
            raise OperatorError(sim.NOT_TAKEN, name=self.name, reason=problem) from problem
        yield f"Snapshot {self.name} taken"


@dataclass(frozen=True, slots=True)
class RestoreSnapshot(Statement):
    """Go back to a snapshot, the clock included; terminals stay open.

    What runs beside them ends, now and in the snapshot, as with a world that is closed and opened:
    a backup gives its drive back. Only EMSDIST goes on printing.
    """

    name: str

    def run(self, context: Sim) -> Interaction:
        """Restore the world."""
        world = context.environment.world
        if self.name not in world.snapshots:
            raise OperatorError(sim.NO_SNAPSHOT, name=self.name)
        try:
            world.restore(self.name)
        except SnapshotProblem as problem:
            raise OperatorError(sim.NOT_RESTORED, name=self.name, reason=problem) from problem
        system = world.system(context.environment.terminal.node)
        yield f"Snapshot {self.name} restored; at {system.node} it is {system.now:{DATE_AND_TIME}}"


@dataclass(frozen=True, slots=True)
class ListSnapshots(Statement):
    """List the snapshots of this world."""

    def run(self, context: Sim) -> Interaction:
        """Print one name in a line."""
        yield from context.environment.world.snapshots or ["There are no snapshots"]


@dataclass(frozen=True, slots=True)
class SetLayout(Statement):
    """Choose how EMSDIST prints events.

    MANUAL prints them as the Catalog Sync manual does, one line each. CLASSIC, the layout of the
    EMS manual, has a two-digit year and a six-digit event number, and breaks lines at 80 columns.
    """

    layout: str

    def run(self, context: Sim) -> Interaction:
        """Keep the layout in the world."""
        context.environment.world.set(LAYOUT_SETTING, self.layout)
        yield f"EMS layout: {self.layout}"


def console_line(world: World) -> str:
    """Say whether events appear by themselves."""
    state = console_state(world)
    return f"EMS console: {state} (in an interactive shell; everywhere else only EMSDIST prints)"


@dataclass(frozen=True, slots=True)
class SetConsole(Statement):
    """Let event messages appear above the prompt of an interactive shell, or not.

    ON makes each terminal of a shell the console of its system. EMSDIST prints events in any case.
    """

    state: str

    def run(self, context: Sim) -> Interaction:
        """Keep the choice in the world."""
        world = context.environment.world
        world.set(CONSOLE_SETTING, self.state)
        yield console_line(world)
