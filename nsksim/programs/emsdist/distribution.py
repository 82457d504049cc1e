"""Reading collectors from a position on: which events are new, merged by generation time.

Prints nothing itself and waits for nothing. A collector that cannot be reached for a while is
silent; its events follow when the path is up again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from nsksim.guardian.ems import LAYOUT_SETTING, EventMessage, Layout
from nsksim.guardian.system import System
from nsksim.names import NodeName
from nsksim.world import World


class Distribution:
    """What one distributor has read of its collectors.

    `start` and `stop` are UTC; without `start` the position is behind the newest event.
    """

    def __init__(
        self,
        world: World,
        origin: NodeName,
        nodes: Sequence[NodeName],
        start: datetime | None = None,
        stop: datetime | None = None,
    ) -> None:
        self._world = world
        self._origin = origin
        self._start = start
        self._stop = stop
        self._last = {
            node: 0 if start is not None else world.system(node).collector.last for node in nodes
        }

    @property
    def finished(self) -> bool:
        """Say whether no further event can be wanted."""
        return self._stop is not None and self._world.clock.now >= self._stop

    def pending(self) -> bool:
        """Say whether there are new events."""
        return any(system.collector.last > last for _, system, last in self._reachable())

    def lines(self) -> list[str]:
        """Give the new events as they are printed, in the local time of their systems."""
        layout = Layout(self._world.setting(LAYOUT_SETTING, Layout.MANUAL))
        found: list[tuple[EventMessage, System]] = []
        for node, system, last in self._reachable():
            events = list(system.collector.events(last, self._start, self._stop))
            found += [(event, system) for event in events]
            self._last[node] = system.collector.last
        found.sort(key=lambda each: each[0].generated)
        return [line for event, system in found for line in event.lines(layout, system.offset)]

    def _reachable(self) -> list[tuple[NodeName, System, int]]:
        """Return the collectors that can be read now, with the last event read of each.

        After SIM RESTORE a collector may hold fewer events than were read.
        """
        network, origin = self._world.network, str(self._origin)
        reachable = []
        for node, last in self._last.items():
            if node != self._origin and not network.reachable(origin, str(node)):
                continue
            system = self._world.system(node)
            reachable.append((node, system, min(last, system.collector.last)))
        return reachable
