"""One simulated system: its parts together, and its own local time."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from nsksim.clock import Clock
from nsksim.guardian.counters import Counters
from nsksim.guardian.ems import Collector
from nsksim.guardian.files import DiskFiles
from nsksim.guardian.processes import Processes
from nsksim.guardian.spooler import Spooler
from nsksim.guardian.timers import Timers
from nsksim.guardian.users import Users
from nsksim.names import NodeName
from nsksim.store import Database


class System:
    """One system of a world."""

    def __init__(
        self,
        node: NodeName,
        number: int,
        offset: timedelta,
        database: Database,
        clock: Clock,
        directory: Path,
    ) -> None:
        """Put the parts together; `directory` holds the contents of disk files."""
        self.node = node
        self.number = number
        self.offset = offset
        self.database = database
        self.clock = clock
        self.counters = Counters(database)
        self.timers = Timers(database)
        self.users = Users(database)
        self.files = DiskFiles(database, clock, directory)
        self.processes = Processes(database, clock, self.counters)
        self.collector = Collector(database, clock)
        self.spooler = Spooler(database, clock, self.counters)

    @property
    def now(self) -> datetime:
        """Give the local time of this system."""
        return self.clock.now + self.offset

    def local(self, instant: datetime) -> datetime:
        """Turn an instant (UTC) into the local time of this system."""
        return instant + self.offset

    def instant(self, local: datetime) -> datetime:
        """Turn a local time of this system into an instant (UTC)."""
        return local - self.offset

    def qualified(self, name: str) -> str:
        r"""Put the node in front of a local name: `\NODE.$NAME`."""
        return f"{self.node}.{name}"

    def __repr__(self) -> str:
        return f"<System {self.node}>"
