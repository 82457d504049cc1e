"""The spooler of one system: jobs at locations, one line after another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice

from nsksim.clock import Clock
from nsksim.errors import OperatorError
from nsksim.guardian.counters import Counters
from nsksim.guardian.users import User
from nsksim.messages import file_system
from nsksim.store import Database

LINES_PER_PAGE = 60
LAST_JOB = 4095
DEFAULT_DESTINATION = "DEFAULT"
_COLUMNS = "JOB, STATE, COLLECTOR, LOCATION, GROUP_ID, USER_ID, REPORT, COPIES, PRIORITY, OPENED"
_BATCH = 5_000


class JobState(StrEnum):
    """What may happen to a job next."""

    OPEN = "OPEN"
    READY = "READY"
    HOLD = "HOLD"
    PRINT = "PRINT"


@dataclass(frozen=True, slots=True)
class SpoolJob:
    """One job. `location` is `#GROUP.DEST`; `report` is `GROUP USER` unless named otherwise."""

    number: int
    state: str
    collector: str
    location: str
    group_id: int
    user_id: int
    report: str
    copies: int
    priority: int
    opened: datetime


class Spooler:
    """The jobs and locations of one system."""

    def __init__(self, database: Database, clock: Clock, counters: Counters) -> None:
        self._database = database
        self._clock = clock
        self._counters = counters

    def open(self, collector: str, location: str, owner: User) -> SpoolJob:
        """Open a new job at `location` (`#GROUP.DEST`); the location need not be defined.

        Raises file-system error 45 when all 4095 job numbers are in use.
        """
        with self._database.transaction():
            number = self._free_number()
            job = SpoolJob(
                number,
                JobState.OPEN,
                collector,
                location,
                owner.group_id,
                owner.user_id,
                f"{owner.group_name} {owner.user_name}",
                1,
                4,
                self._clock.now,
            )
            self._database.execute(
                f"INSERT INTO SPOOL_JOB ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    job.number,
                    job.state,
                    job.collector,
                    job.location,
                    job.group_id,
                    job.user_id,
                    job.report,
                    job.copies,
                    job.priority,
                    job.opened,
                ],
            )
        return job

    def _free_number(self) -> int:
        """Take the next job number that no job has; they run from 1 to 4095 and start again."""
        taken = {number for (number,) in self._database.rows("SELECT JOB FROM SPOOL_JOB")}
        if len(taken) >= LAST_JOB:
            raise OperatorError(file_system.FILE_FULL, name="$SPLS")
        while True:
            number = self._counters.take_number("spool-job", 1, LAST_JOB)
            if number not in taken:
                return number

    def write(self, number: int, lines: Iterable[str]) -> None:
        """Append lines to a job, a few thousand per statement."""
        source = iter(lines)
        while batch := list(islice(source, _BATCH)):
            self._database.execute(
                "INSERT INTO SPOOL_LINE SELECT $1, coalesce((SELECT max(LINE) FROM SPOOL_LINE"
                " WHERE JOB = $1), 0) + generate_subscripts($2::VARCHAR[], 1),"
                " unnest($2::VARCHAR[])",
                [number, batch],
            )

    def close(self, number: int) -> None:
        """Close a job: it becomes READY."""
        self._database.execute(
            "UPDATE SPOOL_JOB SET STATE = ? WHERE JOB = ?", [JobState.READY, number]
        )

    def change(
        self,
        number: int,
        *,
        state: JobState | None = None,
        location: str | None = None,
        copies: int | None = None,
        priority: int | None = None,
    ) -> None:
        """Change attributes of a job; those that are None stay as they are."""
        self._database.execute(
            "UPDATE SPOOL_JOB SET STATE = coalesce(?, STATE), LOCATION = coalesce(?, LOCATION),"
            " COPIES = coalesce(?, COPIES), PRIORITY = coalesce(?, PRIORITY) WHERE JOB = ?",
            [state, location, copies, priority, number],
        )

    def delete(self, number: int) -> None:
        """Delete a job and its lines."""
        with self._database.transaction():
            self._database.execute("DELETE FROM SPOOL_LINE WHERE JOB = ?", [number])
            self._database.execute("DELETE FROM SPOOL_JOB WHERE JOB = ?", [number])

    def job(self, number: int) -> SpoolJob | None:
        """Find a job by its number."""
        row = self._database.one(f"SELECT {_COLUMNS} FROM SPOOL_JOB WHERE JOB = ?", [number])
        return SpoolJob(*row) if row else None

    def jobs(self, owner: User | None = None, location: str = "") -> list[SpoolJob]:
        """Return the jobs by number: those of `owner`, those at `location` (or its group)."""
        where, parameters = ["true"], list[object]()
        if owner is not None:
            where.append("GROUP_ID = ? AND USER_ID = ?")
            parameters += [owner.group_id, owner.user_id]
        if location:
            where.append("(LOCATION = ? OR split_part(LOCATION, '.', 1) = ?)")
            parameters += [location, location]
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM SPOOL_JOB WHERE {' AND '.join(where)} ORDER BY JOB", parameters
        )
        return [SpoolJob(*row) for row in rows]

    def lines(self, number: int) -> Iterator[str]:
        """Yield the lines of a job in order, unchanged."""
        for (text,) in self._database.stream(
            "SELECT TEXT FROM SPOOL_LINE WHERE JOB = ? ORDER BY LINE", [number]
        ):
            yield text

    def pages(self, number: int) -> int:
        """Count the pages of a job, 60 lines each."""
        count = int(self._database.value("SELECT count(*) FROM SPOOL_LINE WHERE JOB = ?", [number]))
        return max(1, -(-count // LINES_PER_PAGE))

    def locations(self) -> Sequence[tuple[str, str]]:
        """Return (location, device) of the defined locations and of those that hold jobs."""
        rows = self._database.rows(
            "SELECT LOCATION, max(DEVICE) FROM (SELECT LOCATION, DEVICE FROM SPOOL_LOCATION"
            " UNION ALL SELECT LOCATION, '' FROM SPOOL_JOB) GROUP BY LOCATION ORDER BY LOCATION"
        )
        return [(location, device) for location, device in rows]

    def define(self, location: str, device: str = "") -> None:
        """Define a location, connected to a device or not."""
        self._database.execute("INSERT INTO SPOOL_LOCATION VALUES (?, ?)", [location, device])
