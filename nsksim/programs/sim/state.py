"""SIM SNAPSHOT, RESTORE and SNAPSHOTS: whole states of the world; SIM EMS LAYOUT."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nsksim.clock import DATE_AND_TIME
from nsksim.errors import OperatorError
from nsksim.guardian.ems import Layout
from nsksim.guardian.processes import Kind
from nsksim.interaction import Interaction
from nsksim.language import Statement
from nsksim.messages import sim
from nsksim.programs.emsdist.distribution import LAYOUT_SETTING
from nsksim.world import World

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
        context.environment.world.snapshot(self.name)
        yield f"Snapshot {self.name} taken"


@dataclass(frozen=True, slots=True)
class RestoreSnapshot(Statement):
    """Go back to a snapshot, the clock included; terminals stay open."""

    name: str

    def run(self, context: Sim) -> Interaction:
        """Restore the world, with the terminals there are now."""
        world = context.environment.world
        if self.name not in world.snapshots:
            raise OperatorError(sim.NO_SNAPSHOT, name=self.name)
        open_now = {
            node: system.processes.of_kind(Kind.TERMINAL) for node, system in world.systems.items()
        }
        world.restore(self.name)
        for node, processes in open_now.items():
            world.system(node).processes.replace_terminals(processes)
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
