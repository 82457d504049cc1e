"""Runs of the engine: what an export or import process is doing, and what the last ones did.

The row is all a run knows between two events, so that a world can be closed, copied or killed with
a run in flight. What the steps of a run do is the business of `catsync.exporter` and `.importer`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from nsksim.clock import DATE_AND_TIME
from nsksim.guardian.processes import Process
from nsksim.guardian.system import System
from nsksim.guardian.users import User
from nsksim.store import Database


class Direction(StrEnum):
    """Which of the two jobs a run is."""

    EXPORT = "EXPORT"
    IMPORT = "IMPORT"


class RunType(StrEnum):
    """Whether a run takes everything or what is due."""

    FULL = "FULL"
    UPDATE = "UPDATE"


class RunStatus(StrEnum):
    """The two states the status pages know (I-05, I-11)."""

    RUNNING = "RUNNING"
    FINISHED = "FINISHED"


@dataclass(frozen=True, slots=True)
class Run:
    """One run; times are UTC."""

    direction: str
    number: int
    store: str
    type: str
    disk_files: bool
    """The effective choice of the request and the configuration."""
    export_id: str
    """Made by an export (E-34); read from the summary by an import, blank until then."""
    process: str
    """The local name of the engine process."""
    cpu: int
    pin: int
    started: datetime
    place: str
    """The staging sub-volume as the configuration had it when the run began."""
    report: str
    group_id: int
    user_id: int
    job: int = 0
    """The spooler job of the report, 0 for a disk file."""
    status: str = RunStatus.RUNNING.value
    ended: datetime | None = None
    volumes: int = 0
    errors: int = 0
    fatal: bool = False
    progress: dict[str, Any] = field(default_factory=dict)

    @property
    def running(self) -> bool:
        """Say whether the run has not ended."""
        return self.status == RunStatus.RUNNING

    @property
    def successful(self) -> bool:
        """Say whether it ended without any error."""
        return not self.running and not self.errors


_COLUMNS = (
    "DIRECTION, NUMBER, STORE, TYPE, DISK_FILES, EXPORT_ID, PROCESS, CPU, PIN, STARTED, PLACE,"
    " REPORT, GROUP_ID, USER_ID, JOB, STATUS, ENDED, VOLUMES, ERRORS, FATAL, PROGRESS"
)


class Runs:
    """The runs of one system."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(
        self,
        direction: Direction,
        store: str,
        run_type: RunType,
        process: Process,
        user: User,
        *,
        disk_files: bool,
        export_id: str,
        place: str,
        report: str,
        job: int,
    ) -> Run:
        """Note a run that starts with its process."""
        run = Run(
            direction=direction.value,
            number=self.next_number(direction),
            store=store,
            type=run_type.value,
            disk_files=disk_files,
            export_id=export_id,
            process=process.name,
            cpu=process.cpu,
            pin=process.pin,
            started=process.started,
            place=place,
            report=report,
            job=job,
            group_id=user.group_id,
            user_id=user.user_id,
        )
        self.add(run)
        return run

    def next_number(self, direction: Direction) -> int:
        """Give the number of the next run of a direction."""
        return 1 + int(
            self._database.value(
                "SELECT coalesce(max(NUMBER), 0) FROM BACKBOX_RUN WHERE DIRECTION = ?", [direction]
            )
        )

    def add(self, run: Run) -> None:
        """Add a run as it is; scenarios add the last runs before their story begins."""
        values = [getattr(run, name.lower()) for name in _COLUMNS.split(", ")]
        values[-1] = json.dumps(run.progress, sort_keys=True)
        marks = ", ".join("?" for _ in values)
        self._database.execute(f"INSERT INTO BACKBOX_RUN ({_COLUMNS}) VALUES ({marks})", values)

    def update(self, run: Run) -> None:
        """Write the present values of a run."""
        with self._database.transaction():
            self._database.execute(
                "DELETE FROM BACKBOX_RUN WHERE DIRECTION = ? AND NUMBER = ?",
                [run.direction, run.number],
            )
            self.add(run)

    def get(self, direction: str, number: int) -> Run:
        """Find a run; KeyError when there is none."""
        found = self._select("DIRECTION = ? AND NUMBER = ?", [direction, number])
        if not found:
            raise KeyError((direction, number))
        return found[0]

    def running(self, store: str) -> Run | None:
        """Find the run of a store that has not ended."""
        return self._first("STORE = ? AND STATUS = 'RUNNING'", [store])

    def of(self, process: Process) -> Run | None:
        """Find the run of an engine process that has not ended."""
        return self._first(
            "PROCESS = ? AND CPU = ? AND PIN = ? AND STATUS = 'RUNNING'",
            [process.name, process.cpu, process.pin],
        )

    def latest(self, direction: Direction, store: str) -> Run | None:
        """Find the run of a store that was started last."""
        return self._first("DIRECTION = ? AND STORE = ?", [direction, store])

    def latest_full(self, direction: Direction, store: str) -> Run | None:
        """Find the last full run without error, or (import) without fatal error (I-15)."""
        good = "ERRORS = 0" if direction is Direction.EXPORT else "NOT FATAL"
        return self._first(
            f"DIRECTION = ? AND STORE = ? AND TYPE = 'FULL' AND STATUS = 'FINISHED' AND {good}",
            [direction, store],
        )

    def last_successful_import(self, store: str) -> Run | None:
        """Find the last import without any error; its start bounds what is due (G-04, G-13)."""
        return self._first(
            "DIRECTION = 'IMPORT' AND STORE = ? AND STATUS = 'FINISHED' AND ERRORS = 0", [store]
        )

    def imported_until(self, store: str) -> datetime:
        """Give the instant from which on received files are due for an update import (G-04, G-13).

        The start of the last successful import; a file of that very instant is due once more,
        which does no harm. Without one everything is due (Z-37).
        """
        last = self.last_successful_import(store)
        return last.started if last else datetime.min

    def new_export_id(self, system: System) -> str:
        """Make an export id: the local time, moved on by seconds until no export has it (E-34)."""
        used = {
            export_id
            for (export_id,) in self._database.rows(
                "SELECT EXPORT_ID FROM BACKBOX_RUN WHERE DIRECTION = 'EXPORT'"
            )
        }
        moment = system.now
        while (text := moment.strftime(DATE_AND_TIME).replace(" ", "_")) in used:
            moment += timedelta(seconds=1)
        return text

    def _first(self, where: str, parameters: list[object]) -> Run | None:
        found = self._select(f"{where} ORDER BY NUMBER DESC LIMIT 1", parameters)
        return found[0] if found else None

    def _select(self, where: str, parameters: list[object]) -> list[Run]:
        rows = self._database.rows(f"SELECT {_COLUMNS} FROM BACKBOX_RUN WHERE {where}", parameters)
        return [replace(Run(*row), progress=json.loads(row[-1])) for row in rows]
