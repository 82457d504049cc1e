"""The primary event collector $0: event messages kept in order of generation, and their layouts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from nsksim.clock import DATE_AND_TIME, Clock
from nsksim.store import Database

LAYOUT_SETTING = "ems-layout"
"""The setting of a world that says in which layout its distributors print."""

CONSOLE_SETTING = "ems-console"
"""The setting of a world that says whether the terminals of a shell are consoles."""


class Layout(StrEnum):
    """How a printing distributor writes one event."""

    MANUAL = "MANUAL"
    """As the Catalog Sync manual prints it: four-digit year, unpadded number, one line."""

    CLASSIC = "CLASSIC"
    """As the EMS manual prints it: two-digit year, six-digit number, continuation indented by 8."""


class ConsoleState(StrEnum):
    """Whether the terminals of a shell are consoles."""

    ON = "ON"
    OFF = "OFF"


@dataclass(frozen=True, slots=True)
class EventMessage:
    """One event. `generated` is UTC; `process` is qualified by its node."""

    sequence: int
    generated: datetime
    process: str
    subsystem: str
    number: int
    text: str
    critical: bool = False

    def lines(self, layout: Layout, offset: timedelta) -> list[str]:
        """Return the printed event in the local time of its system."""
        local = self.generated + offset
        if layout is Layout.MANUAL:
            head = local.strftime(DATE_AND_TIME)
            return [f"{head} {self.process} {self.subsystem} {self.number} {self.text}"]
        return self._classic(local)

    def _classic(self, local: datetime) -> list[str]:
        """Lay out at the positions of the one documented sample that kept its blanks."""
        mark = "*" if self.critical else " "
        head = (
            f"{local:%y-%m-%d %H:%M:%S} {self.process:<9}{mark:>2} {self.subsystem:<23}"
            f" {self.number:06d} "
        )
        width, indent = 80, " " * 8
        lines, current = [], head
        for word in self.text.split(" "):
            separator = "" if current in (head, indent) else " "
            if len(current) + len(separator) + len(word) > width and current.strip():
                lines.append(current.rstrip())
                current, separator = indent, ""
            current += separator + word
        return [*lines, current]


class Collector:
    """The collector $0 of one system."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def write(
        self, process: str, subsystem: str, number: int, text: str, *, critical: bool = False
    ) -> None:
        r"""Log an event generated now by `process` (`\NODE.$NAME`)."""
        self._database.execute(
            "INSERT INTO EMS_EVENT SELECT coalesce(max(SEQUENCE), 0) + 1, ?, ?, ?, ?, ?, ?"
            " FROM EMS_EVENT",
            [self._clock.now, process, subsystem, number, text, critical],
        )

    @property
    def last(self) -> int:
        """Give the sequence number of the newest event, 0 when there is none."""
        return int(self._database.value("SELECT coalesce(max(SEQUENCE), 0) FROM EMS_EVENT"))

    def events(
        self, after: int = 0, start: datetime | None = None, stop: datetime | None = None
    ) -> Iterator[EventMessage]:
        """Yield the events after a sequence number, generated from `start` to before `stop`."""
        rows = self._database.rows(
            "SELECT * FROM EMS_EVENT WHERE SEQUENCE > ? AND GENERATED >= coalesce(?, GENERATED)"
            " AND (?::TIMESTAMP IS NULL OR GENERATED < ?) ORDER BY GENERATED, SEQUENCE",
            [after, start, stop, stop],
        )
        for row in rows:
            yield EventMessage(*row)
