"""The system console: the device on which every new event message appears, whoever asked for it.

Source: EMS Manual 19-39, the compatibility distributor `$Z0` feeds the system console. That the
terminals of an interactive shell are consoles is our choice; a terminal of a script, a test or a
demonstration is none, and shows events where EMSDIST prints them. Nothing here knows terminals.
"""

from __future__ import annotations

from collections.abc import Container

from nsksim.guardian.ems import CONSOLE_SETTING, LAYOUT_SETTING, ConsoleState, Layout
from nsksim.names import NodeName
from nsksim.world import World


def console_state(world: World) -> ConsoleState:
    """Return what is set in a world."""
    return ConsoleState(world.setting(CONSOLE_SETTING, ConsoleState.ON))


class Console:
    """What the console of one system has shown of its collector."""

    def __init__(self, world: World, node: NodeName) -> None:
        """Begin with the next event."""
        self._world = world
        self._node = node
        self._last = world.system(node).collector.last

    def lines(self, printed: Container[str]) -> list[str]:
        """Give the new events, except those whose first line is among `printed`.

        So an event stands on the screen once where EMSDIST prints on the same terminal. While the
        console is off, events pass by unseen.
        """
        system = self._world.system(self._node)
        newest = system.collector.last
        if newest <= self._last:
            self._last = newest  # after SIM RESTORE there may be fewer events than were shown
            return []
        events = list(system.collector.events(self._last))
        self._last = newest
        if console_state(self._world) is ConsoleState.OFF:
            return []
        layout = Layout(self._world.setting(LAYOUT_SETTING, Layout.MANUAL))
        shown = [event.lines(layout, system.offset) for event in events]
        return [line for lines in shown if lines[0] not in printed for line in lines]
