"""Scheduled work as data: rows of (due, sequence, verb, arguments) in the system they act on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from nsksim.store import Database


@dataclass(frozen=True, slots=True, order=True)
class Timer:
    """One piece of scheduled work. Ordered by due time, then by the order of scheduling."""

    due: datetime
    sequence: int
    verb: str
    arguments: str
    """JSON, so that a world can be closed and copied with work in flight."""

    @property
    def values(self) -> dict[str, object]:
        """Give the arguments as they were scheduled."""
        values = json.loads(self.arguments)
        assert isinstance(values, dict)  # our own row
        return values


class Timers:
    """The scheduled work of one system."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, due: datetime, verb: str, arguments: Mapping[str, object] | None = None) -> int:
        """Schedule `verb` for `due` (UTC) and return the sequence number of the row."""
        text = json.dumps(dict(arguments or {}), sort_keys=True)
        return int(
            self._database.value(
                "INSERT INTO TIMER SELECT ?, coalesce(max(SEQUENCE), 0) + 1, ?, ? FROM TIMER"
                " RETURNING SEQUENCE",
                [due, verb, text],
            )
        )

    def next(self) -> Timer | None:
        """Return the row that is due first, or None."""
        row = self._database.one("SELECT * FROM TIMER ORDER BY DUE, SEQUENCE LIMIT 1")
        return Timer(*row) if row else None

    def pending(self, verb: str = "") -> list[Timer]:
        """Return the scheduled rows, those of `verb` only when it is given, next first."""
        where = "WHERE VERB = ?" if verb else ""
        rows = self._database.rows(
            f"SELECT * FROM TIMER {where} ORDER BY DUE, SEQUENCE", [verb] if verb else []
        )
        return [Timer(*row) for row in rows]

    def remove(self, sequence: int) -> None:
        """Take one row away; called in the transaction that writes its effect."""
        self._database.execute("DELETE FROM TIMER WHERE SEQUENCE = ?", [sequence])
