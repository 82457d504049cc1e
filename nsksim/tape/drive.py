"""The tape drives of a system, who has which, and the mount requests nobody has served yet.

Nothing here knows catalogs or libraries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from nsksim.errors import OperatorError
from nsksim.guardian.processes import Process
from nsksim.messages import file_system
from nsksim.store import Database


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that has a drive or waits for a tape; `started` tells two of one pin apart."""

    cpu: int
    pin: int
    started: datetime

    @classmethod
    def of(cls, process: Process) -> Holder:
        """Name a process."""
        return cls(process.cpu, process.pin, process.started)

    @property
    def values(self) -> list[object]:
        """Give the columns CPU, PIN and STARTED."""
        return [self.cpu, self.pin, self.started]


@dataclass(frozen=True, slots=True)
class TapeUse:
    """What a process does with a tape, and where the tape is cataloged ("" for neither)."""

    output: bool
    catalog: str = ""
    """The volume catalog without its node."""
    pool: str = ""


@dataclass(frozen=True, slots=True)
class TapeDrive:
    """One drive: its tape, and the process that has it."""

    name: str
    label: str
    """Empty while no tape is mounted."""
    written: bool
    use: TapeUse
    holder: Holder | None

    @property
    def empty(self) -> bool:
        """Say whether a tape can be put in."""
        return not self.label


@dataclass(frozen=True, slots=True)
class MountRequest:
    """A request for a tape that is not on a drive; `device` is empty where any drive will do."""

    number: int
    label: str
    device: str
    use: TapeUse
    holder: Holder


_DRIVE = "NAME, LABEL, WRITTEN, OUTPUT, CATALOG, POOL, CPU, PIN, STARTED"
_MOUNT = "NUMBER, LABEL, DEVICE, OUTPUT, CATALOG, POOL, CPU, PIN, STARTED"


class Drives:
    """The drives of one system."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[TapeDrive]:
        """Return the drives by name."""
        rows = self._database.rows(f"SELECT {_DRIVE} FROM TAPE_DRIVE ORDER BY NAME")
        drives = []
        for name, label, written, output, catalog, pool, cpu, pin, started in rows:
            holder = Holder(cpu, pin, started) if cpu >= 0 else None
            drives.append(TapeDrive(name, label, written, TapeUse(output, catalog, pool), holder))
        return drives

    def named(self, name: str) -> TapeDrive:
        """Find a drive by `$NAME`. Raises file-system error 14."""
        for drive in self.all():
            if drive.name == name:
                return drive
        raise OperatorError(file_system.NO_DEVICE, name=name)

    def with_tape(self, label: str) -> TapeDrive | None:
        """Find the drive a tape is on."""
        return next((drive for drive in self.all() if drive.label == label), None)

    def free(self, device: str) -> TapeDrive | None:
        """Find an empty drive: `device`, or the first one if it is empty text."""
        drives = [self.named(device)] if device else self.all()
        return next((drive for drive in drives if drive.empty and drive.holder is None), None)

    def put(self, name: str, label: str) -> None:
        """Note that a tape is on a drive and nobody has it."""
        self.take_out(name)
        self._database.execute("UPDATE TAPE_DRIVE SET LABEL = ? WHERE NAME = ?", [label, name])

    def give(self, name: str, use: TapeUse, holder: Holder) -> None:
        """Give a drive and the tape on it to a process."""
        self._database.execute(
            "UPDATE TAPE_DRIVE SET OUTPUT = ?, CATALOG = ?, POOL = ?, CPU = ?, PIN = ?, STARTED = ?"
            " WHERE NAME = ?",
            [use.output, use.catalog, use.pool, *holder.values, name],
        )

    def release(self, name: str) -> None:
        """Take a drive from its process; the tape stays on it."""
        self._database.execute("UPDATE TAPE_DRIVE SET CPU = -1, PIN = -1 WHERE NAME = ?", [name])

    def mark_written(self, name: str) -> None:
        """Note that the tape on a drive was written."""
        self._database.execute("UPDATE TAPE_DRIVE SET WRITTEN = true WHERE NAME = ?", [name])

    def take_out(self, name: str) -> None:
        """Make a drive empty."""
        self._database.execute(
            "UPDATE TAPE_DRIVE SET LABEL = '', WRITTEN = false, OUTPUT = false, CATALOG = '',"
            " POOL = '', CPU = -1, PIN = -1 WHERE NAME = ?",
            [name],
        )


class MountRequests:
    """The mount requests of one system that wait."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> Sequence[MountRequest]:
        """Return the requests in the order of their numbers."""
        rows = self._database.rows(f"SELECT {_MOUNT} FROM TAPE_MOUNT ORDER BY NUMBER")
        return [
            MountRequest(number, label, device, TapeUse(*use), Holder(*holder))
            for number, label, device, *rest in rows
            for use, holder in [(rest[:3], rest[3:])]
        ]

    def add(self, request: MountRequest) -> None:
        """Keep a request until it is served."""
        use = request.use
        self._database.execute(
            f"INSERT INTO TAPE_MOUNT ({_MOUNT}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                *(request.number, request.label, request.device),
                *(use.output, use.catalog, use.pool, *request.holder.values),
            ],
        )

    def remove(self, number: int) -> None:
        """Forget a request: it was served or cancelled."""
        self._database.execute("DELETE FROM TAPE_MOUNT WHERE NUMBER = ?", [number])
