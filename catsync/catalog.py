"""The BackPak catalog of a domain: its volumes, and the updates no export has written yet.

A volume here is what BackBox knows of a virtual tape; its DSM/TC entries belong to the tape catalog
and its image to the storage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from nsksim.store import Database

_COLUMNS = "LABEL, STORE, VOLUME_GROUP, MEDIA_TYPE, CREATED, UNLOADED, WRITTEN, KEY_MANAGER, STATE"
IDLE = "IDLE"
LOADED = "LOADED"
"""States of a volume: in storage, or in a drive."""


@dataclass(frozen=True, slots=True)
class BackPakVolume:
    """One volume; times are UTC, `unloaded` is the end of the last load for output."""

    label: str
    store: str
    group: str
    media_type: str
    created: datetime
    unloaded: datetime | None = None
    written: bool = False
    """It holds what a tape application wrote."""
    key_manager: str = ""
    """The key manager id of its encryption at backup time, blank for none (D-04)."""
    state: str = IDLE

    @property
    def activity(self) -> datetime:
        """Give the time of its last activity: the unload, else the creation."""
        return self.unloaded or self.created


@dataclass(frozen=True, slots=True)
class PendingUpdate:
    """A volume whose present state is not in the staging area."""

    label: str
    activity: datetime


class BackPakCatalog:
    """The volumes of all stores of one domain."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, label: str) -> BackPakVolume | None:
        """Find a volume by its label, which is unique in the domain (Q-05)."""
        row = self._database.one(f"SELECT {_COLUMNS} FROM BACKBOX_VOLUME WHERE LABEL = ?", [label])
        return BackPakVolume(*row) if row else None

    def volumes(self, store: str) -> list[BackPakVolume]:
        """Return the volumes of a store by group and label."""
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM BACKBOX_VOLUME WHERE STORE = ? ORDER BY VOLUME_GROUP, LABEL",
            [store],
        )
        return [BackPakVolume(*row) for row in rows]

    def following(
        self, store: str, after: tuple[str, str], limit: int, *, pending: bool
    ) -> list[BackPakVolume]:
        """Return the next volumes by group and label behind `after`, or only the pending ones."""
        where = (
            "AND LABEL IN (SELECT LABEL FROM BACKBOX_PENDING WHERE STORE = $1)" if pending else ""
        )
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM BACKBOX_VOLUME WHERE STORE = $1"
            f" AND (VOLUME_GROUP > $2 OR VOLUME_GROUP = $2 AND LABEL > $3) {where}"
            " ORDER BY VOLUME_GROUP, LABEL LIMIT $4",
            [store, *after, limit],
        )
        return [BackPakVolume(*row) for row in rows]

    def count(self, store: str) -> int:
        """Count the volumes of a store."""
        return int(
            self._database.value("SELECT count(*) FROM BACKBOX_VOLUME WHERE STORE = ?", [store])
        )

    def other_group(self, store: str, groups: Sequence[str]) -> str | None:
        """Name a group that volumes of a store have though it is none of these."""
        found = self._database.value(
            "SELECT min(VOLUME_GROUP) FROM BACKBOX_VOLUME WHERE STORE = ?"
            " AND VOLUME_GROUP NOT IN (SELECT unnest(?::VARCHAR[]))",
            [store, list(groups)],
        )
        return None if found is None else str(found)

    def newest(self, store: str) -> BackPakVolume | None:
        """Find the volume of a store that was written and unloaded last."""
        row = self._database.one(
            f"SELECT {_COLUMNS} FROM BACKBOX_VOLUME WHERE STORE = ? AND UNLOADED IS NOT NULL"
            " ORDER BY UNLOADED DESC, LABEL LIMIT 1",
            [store],
        )
        return BackPakVolume(*row) if row else None

    def add(self, volumes: Sequence[BackPakVolume]) -> None:
        """Add volumes; the caller has made sure that their labels are new."""
        if not volumes:
            return
        columns = [
            [getattr(volume, field) for volume in volumes]
            for field in BackPakVolume.__dataclass_fields__
        ]
        self._database.execute(
            f"INSERT INTO BACKBOX_VOLUME ({_COLUMNS}) SELECT unnest(?::VARCHAR[]),"
            " unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::VARCHAR[]),"
            " unnest(?::TIMESTAMP[]), unnest(?::TIMESTAMP[]), unnest(?::BOOLEAN[]),"
            " unnest(?::VARCHAR[]), unnest(?::VARCHAR[])",
            columns,
        )

    def replace(self, volumes: Sequence[BackPakVolume]) -> tuple[set[str], set[str]]:
        """Put volumes in the place of those of their labels; say which are new, which were there.

        Whether a volume is in a drive stays as it is.
        """
        labels = [volume.label for volume in volumes]
        rows = self._database.rows(
            "SELECT LABEL, STATE FROM BACKBOX_VOLUME WHERE LABEL IN (SELECT unnest(?::VARCHAR[]))",
            [labels],
        )
        states: dict[str, str] = dict(rows)
        self.remove(labels)
        self.add([replace(volume, state=states.get(volume.label, IDLE)) for volume in volumes])
        return set(labels) - states.keys(), set(states)

    def existing(self, labels: Sequence[str]) -> set[str]:
        """Say which of the labels the domain has."""
        rows = self._database.rows(
            "SELECT LABEL FROM BACKBOX_VOLUME WHERE LABEL IN (SELECT unnest(?::VARCHAR[]))",
            [list(labels)],
        )
        return {label for (label,) in rows}

    def holders(self, labels: Sequence[str], store: str) -> dict[str, str]:
        """Say which of the labels belong to other stores: label to store."""
        return dict(
            self._database.rows(
                "SELECT LABEL, STORE FROM BACKBOX_VOLUME WHERE STORE <> ?"
                " AND LABEL IN (SELECT unnest(?::VARCHAR[])) ORDER BY LABEL",
                [store, list(labels)],
            )
        )

    def remove(self, labels: Sequence[str]) -> int:
        """Take volumes out of the catalog and say how many there were."""
        return self._database.execute(
            "DELETE FROM BACKBOX_VOLUME WHERE LABEL IN (SELECT unnest(?::VARCHAR[]))",
            [list(labels)],
        )

    def set_state(self, label: str, state: str) -> None:
        """Note whether a volume is in a drive."""
        self._database.execute(
            "UPDATE BACKBOX_VOLUME SET STATE = ? WHERE LABEL = ?", [state, label]
        )

    def written(self, label: str, unloaded: datetime) -> None:
        """Note that a volume was written and unloaded at an instant (UTC)."""
        self._database.execute(
            "UPDATE BACKBOX_VOLUME SET WRITTEN = true, UNLOADED = ? WHERE LABEL = ?",
            [unloaded, label],
        )

    # -- pending updates ----------------------------------------------------------------------

    def pend(self, store: str, labels: Sequence[str], activity: datetime) -> None:
        """Note that volumes have to be exported; one that is pending keeps its place (I-03)."""
        self._database.execute(
            "INSERT INTO BACKBOX_PENDING SELECT ?, label, ? FROM (SELECT DISTINCT"
            " unnest(?::VARCHAR[]) AS label) WHERE label NOT IN"
            " (SELECT LABEL FROM BACKBOX_PENDING WHERE STORE = ?) ORDER BY label",
            [store, activity, list(labels), store],
        )

    def pending(self, store: str) -> list[PendingUpdate]:
        """Return the pending updates of a store, the oldest activity first."""
        rows = self._database.rows(
            "SELECT LABEL, ACTIVITY FROM BACKBOX_PENDING WHERE STORE = ? ORDER BY ACTIVITY, LABEL",
            [store],
        )
        return [PendingUpdate(*row) for row in rows]

    def pending_count(self, store: str) -> int:
        """Count the pending updates of a store that an export can take: those of its volumes."""
        return int(
            self._database.value(
                "SELECT count(*) FROM BACKBOX_PENDING WHERE STORE = $1"
                " AND LABEL IN (SELECT LABEL FROM BACKBOX_VOLUME WHERE STORE = $1)",
                [store],
            )
        )

    def acknowledge(self, store: str, labels: Sequence[str]) -> None:
        """Forget pending updates: the staging area has the present state of these volumes."""
        self._database.execute(
            "DELETE FROM BACKBOX_PENDING WHERE STORE = ? AND LABEL IN"
            " (SELECT unnest(?::VARCHAR[]))",
            [store, list(labels)],
        )
