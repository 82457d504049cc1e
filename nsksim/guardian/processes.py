"""Processes of one system, as STATUS and PPD show them and as other processes find them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from nsksim.clock import Clock
from nsksim.guardian.counters import Counters
from nsksim.guardian.users import User
from nsksim.store import Database

_COLUMNS = "NAME, CPU, PIN, PRIORITY, GROUP_ID, USER_ID, PROGRAM, HOMETERM, ANCESTOR, STARTED, KIND"
PROCESSORS = 2
LAST_PIN = 4095
"""Process numbers start again after it; more processes than this never run at once."""

PROCESS_NAME = "process-name"
"""The counter of system-made process names."""

TACL_NAME = "tacl-process"
"""The counter of names of TACL processes; they do not use up the names of other processes."""


class Kind(StrEnum):
    """How long a process lives."""

    SERVER = "SERVER"
    """Until somebody stops it."""

    JOB = "JOB"
    """Until its work is done; `SIM CLOCK SETTLE` waits for these."""

    TERMINAL = "TERMINAL"
    """As long as the terminal it serves; gone when the world is opened again."""


@dataclass(frozen=True, slots=True)
class Process:
    """One process. `name` is blank for an unnamed one; `started` is UTC."""

    name: str
    cpu: int
    pin: int
    priority: int
    group_id: int
    user_id: int
    program: str
    hometerm: str
    ancestor: str
    started: datetime
    kind: str

    @property
    def identity(self) -> str:
        """Give `$NAME`, or `cpu,pin` for an unnamed process."""
        return self.name or f"{self.cpu},{self.pin}"

    @property
    def remote(self) -> bool:
        """Say whether it was created from another system, where its terminal is."""
        return self.hometerm.startswith("\\")


class Processes:
    """The processes of one system."""

    def __init__(self, database: Database, clock: Clock, counters: Counters) -> None:
        self._database = database
        self._clock = clock
        self._counters = counters

    def start(
        self,
        program: str,
        user: User,
        *,
        name: str | None = "",
        priority: int = 150,
        hometerm: str = "$0",
        ancestor: str = "",
        kind: Kind = Kind.JOB,
        cpu: int | None = None,
    ) -> Process:
        """Create a process; `name` None gives it a system-made name, "" leaves it unnamed.

        `program` is the local name of its program file. `cpu` is one of the PROCESSORS; without it
        the processes take turns.
        """
        with self._database.transaction():
            if name is None:
                name = self.next_name()
            cpu, pin = self._free_number(cpu)
            process = Process(
                name,
                cpu,
                pin,
                priority,
                user.group_id,
                user.user_id,
                program,
                hometerm,
                ancestor,
                self._clock.now,
                kind.value,
            )
            self._insert(process)
        return process

    def _free_number(self, cpu: int | None) -> tuple[int, int]:
        """Take the next process number that no process of the processor has."""
        while True:
            pin = self._counters.take_number("pin", 100, LAST_PIN)
            place = pin % PROCESSORS if cpu is None else cpu
            if self.numbered(place, pin) is None:
                return place, pin

    def _insert(self, process: Process) -> None:
        self._database.execute(
            f"INSERT INTO PROCESS ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [getattr(process, field.lower()) for field in _COLUMNS.split(", ")],
        )

    def next_name(self) -> str:
        """Take the next system-made process name that no process has."""
        while True:
            name = self._counters.take_name(PROCESS_NAME, "$Z100")
            if not self.named(name):
                return name

    def stop(self, process: Process) -> None:
        """Remove a process."""
        self._database.execute(
            "DELETE FROM PROCESS WHERE CPU = ? AND PIN = ? AND NAME = ?",
            [process.cpu, process.pin, process.name],
        )

    def replace(self, process: Process, changed: Process) -> None:
        """Change what is known of a process: its priority, or the user it works for."""
        self._database.execute(
            "UPDATE PROCESS SET PRIORITY = ?, GROUP_ID = ?, USER_ID = ?"
            " WHERE CPU = ? AND PIN = ? AND NAME = ?",
            [
                changed.priority,
                changed.group_id,
                changed.user_id,
                process.cpu,
                process.pin,
                process.name,
            ],
        )

    def named(self, name: str) -> Process | None:
        """Find a process by its name (`$NAME`)."""
        return self._first("NAME = upper(?)", [name])

    def numbered(self, cpu: int, pin: int) -> Process | None:
        """Find a process by processor and process number."""
        return self._first("CPU = ? AND PIN = ?", [cpu, pin])

    def all(self) -> list[Process]:
        """Return every process: the named ones by name, then the others by number."""
        return self._select("true ORDER BY NAME = '', NAME, CPU, PIN", [])

    def of_kind(self, kind: Kind) -> list[Process]:
        """Return the processes of one kind, by name."""
        return self._select("KIND = ? ORDER BY NAME, CPU, PIN", [kind.value])

    def forget_terminals(self) -> None:
        """Remove the processes of terminals that no longer exist."""
        self._database.execute("DELETE FROM PROCESS WHERE KIND = ?", [Kind.TERMINAL.value])

    def replace_terminals(self, processes: Iterable[Process]) -> None:
        """Put the processes of the terminals there are now in place of those of a snapshot."""
        with self._database.transaction():
            self.forget_terminals()
            for process in processes:
                self._insert(process)

    def _first(self, where: str, parameters: list[object]) -> Process | None:
        found = self._select(where, parameters)
        return found[0] if found else None

    def _select(self, where: str, parameters: list[object]) -> list[Process]:
        rows = self._database.rows(f"SELECT {_COLUMNS} FROM PROCESS WHERE {where}", parameters)
        return [Process(*row) for row in rows]
