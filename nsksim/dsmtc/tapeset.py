"""Tape sets: tapes of one system that together hold the files of one file catalog.

The file catalog may be of another system. It says what is on a set, and asks for what becomes of
the tapes; nothing here looks at tape files.

Source: DSM/TC User's Guide 9-12 and 9-13 (VOLUME and VTOFC name catalogs with their nodes).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from nsksim.dsmtc.attributes import TAPE_FORMATS
from nsksim.dsmtc.catalog import CatalogKind, noted_catalog
from nsksim.dsmtc.query import Condition
from nsksim.dsmtc.status import TapeStatus
from nsksim.dsmtc.tapevolume import TapeVolume, TapeVolumes, check_advance
from nsksim.errors import OperatorError
from nsksim.messages import mediacom
from nsksim.names import CatalogName, NodeName, PoolName, TapeLabel
from nsksim.store import Database, Row

TapeSet = tuple[str, str, str, str]
"""File catalog without its node, volume catalog with it, pool, and the first tape of the set."""

SetName = tuple[str, str, str]
"""What names a set without its file catalog: the rest of a `TapeSet`."""

SET_COLUMNS = ("CATALOG", "VOLUMECATALOG", "POOLNAME", "VOLSETID")
"""The columns of a `TapeSet`."""

DEAD = "temp.main.DEAD_SET"
"""Tape sets on which nothing valid is left, while they are being removed; VOLCAT has no node."""

_IN_NONE = "VOLSETID = NULL, VOLINDEX = NULL"
"""Takes a tape of VOLUME out of its set."""

_FOR_APPENDING = (
    "LABEL = 'BACKUP' AND (CATALOG, POOLNAME) IN"
    " (SELECT (CATALOG, POOLNAME) FROM POOL WHERE CANAPPEND = 'Y')"
)
"""Demands a tape of VOLUME to which files are appended."""


@dataclass(frozen=True, slots=True)
class HeldTape:
    """A tape that a process has on a drive, or asks for."""

    label: str
    catalog: str = ""
    """The volume catalog without its node; empty where the process did not look in one."""
    pool: str = ""
    holder: object = field(default=None, compare=False)
    """The process; another one is not equal to it."""


class TapeSets:
    """The tape sets of all volume catalogs of one system."""

    def __init__(
        self,
        database: Database,
        node: NodeName,
        volumes: TapeVolumes,
        held: Callable[[], Sequence[HeldTape]],
    ) -> None:
        self.database = database
        self.node = node
        self.volumes = volumes
        self._held = held

    # -- tapes join and leave ---------------------------------------------------------------------

    def begin(self, key: TapeSet, home: NodeName, tape_format: str) -> None:
        """Note that the files of a new set are in a file catalog of the system `home`."""
        filecat, volcat, pool, volume_set = key
        self.database.execute(
            "INSERT INTO VTOFC VALUES (?, ?, ?, ?, ?)",
            [
                CatalogName.parse(volcat).value,
                volume_set,
                pool,
                f"{home}.{filecat}",
                TAPE_FORMATS.index(tape_format) + 1,
            ],
        )

    def join(
        self, volumes: Sequence[TapeVolume], volume_set: str, index: int, status: TapeStatus
    ) -> None:
        """Make tapes members of a set, from `index` on, with a new status.

        Raises tape-server.1021 for one that is not free.
        """
        check_advance(volumes, status)
        for place, volume in enumerate(volumes, index):
            self.database.execute(
                "UPDATE VOLUME SET VOLSETID = ?, VOLINDEX = ?, VOLUMESTATUS = ?"
                " WHERE CATALOG = ? AND POOLNAME = ? AND VOLSER = ?",
                [volume_set, place, status.value, volume.catalog, volume.pool, volume.volser],
            )

    def close(self, key: TapeSet, last: int, end_of_data: int) -> None:
        """Make the tapes of a set that are INUSE ASSIGNED, or FULL where nothing can be appended.

        Its last tape is at `last`; one behind it was not entered in the file catalog before the
        program died, and is free again.
        """
        in_use = "CATALOG = ? AND POOLNAME = ? AND VOLSETID = ? AND VOLUMESTATUS = 'INUSE'"
        tapes = [CatalogName.parse(key[1]).value, *key[2:]]
        with self.database.transaction():
            self.database.execute(
                f"UPDATE VOLUME SET {_IN_NONE}, VOLUMESTATUS = 'SCRATCH'"
                f" WHERE {in_use} AND VOLINDEX > ?",
                [*tapes, last],
            )
            self.database.execute(
                f"UPDATE VOLUME SET ENDOFDATALBA = CASE WHEN VOLINDEX = ? AND {_FOR_APPENDING}"
                f" THEN ? ELSE -1 END WHERE {in_use}",
                [last, end_of_data, *tapes],
            )
            self.database.execute(
                f"UPDATE VOLUME SET VOLUMESTATUS = CASE WHEN ENDOFDATALBA < 0 AND {_FOR_APPENDING}"
                f" THEN 'FULL' ELSE 'ASSIGNED' END WHERE {in_use}",
                tapes,
            )

    def leave(self, volume: TapeVolume, *, free: bool) -> None:
        """Make a tape that is INUSE for a file that was not entered what it was before.

        That is `free`, and its set is gone if it was the first tape, or ASSIGNED for other files.
        """
        becomes = f"{_IN_NONE}, VOLUMESTATUS = 'SCRATCH'" if free else "VOLUMESTATUS = 'ASSIGNED'"
        with self.database.transaction():
            self.database.execute(
                f"UPDATE VOLUME SET {becomes} WHERE CATALOG = ? AND POOLNAME = ? AND VOLSER = ?",
                [volume.catalog, volume.pool, volume.volser],
            )
            if free and volume.index == 1:
                self.database.execute(
                    "DELETE FROM VTOFC WHERE CATALOG = ? AND POOLNAME = ? AND VOLSETID = ?",
                    [volume.catalog, volume.pool, volume.volume_set],
                )

    def label_positions(self, volumes: Sequence[TapeVolume]) -> list[int]:
        """Give the block at which a file begins on each tape, -1 where nothing is appended."""
        key = [volumes[0].catalog, volumes[0].pool]
        appending = self.database.value(
            "SELECT CANAPPEND = 'Y' FROM POOL WHERE CATALOG = ? AND POOLNAME = ?", key
        )
        return [
            max(volume.end_of_data, 0) if appending and volume.label == "BACKUP" else -1
            for volume in volumes
        ]

    def home(self, catalog: str, pool: str, volume_set: str | None) -> NodeName | None:
        """Name the system that has the files of a set; None where nobody noted it.

        Raises mediacom.5957 for a damaged catalog.
        """
        holder = self._filecat(catalog, pool, volume_set)
        return None if holder is None else holder.node

    def check_filecat(
        self, catalog: str, pool: str, volume_set: str | None, filecat: CatalogName
    ) -> None:
        """Refuse a set whose files are in another file catalog (F6): mediacom.5962, or 5957."""
        holder = self._filecat(catalog, pool, volume_set)
        if holder not in (None, filecat):
            raise OperatorError(
                mediacom.SET_IN_OTHER_FILECAT, volume_set=volume_set, catalog=holder
            )

    def _filecat(self, catalog: str, pool: str, volume_set: str | None) -> CatalogName | None:
        name = self.database.value(
            "SELECT FILECATALOG FROM VTOFC WHERE CATALOG = ? AND POOLNAME = ? AND VOLSETID = ?",
            [catalog, pool, volume_set],
        )
        if name is None:
            return None
        holder = f"{self.node}.{catalog}"
        return noted_catalog(CatalogKind.FILECAT, name, holder, volume_set or "")

    # -- sets that are not idle -------------------------------------------------------------------

    def busy(self) -> dict[SetName, tuple[str, str]]:
        """Give the sets that are being written, each with one such tape and its status."""
        rows = self.database.rows(
            "SELECT CATALOG, POOLNAME, VOLSETID, VOLSER, VOLUMESTATUS FROM VOLUME"
            " WHERE VOLUMESTATUS IN ('SELECTED', 'INUSE') AND VOLSETID IS NOT NULL"
            " ORDER BY CATALOG, POOLNAME, VOLSER"
        )
        return {
            (f"{self.node}.{catalog}", pool, volume_set): (volser, status)
            for catalog, pool, volume_set, volser, status in rows
        }

    def held(self) -> dict[SetName, str]:
        """Give the sets that processes read or ask for, each with one such tape.

        A process that named no catalog holds the tape of that name wherever it is cataloged here.
        That a set is kept for its readers is ours: in the catalog their tapes stay ASSIGNED or
        FULL.
        """
        held = self._held()
        if not held:
            return {}
        where = Condition().among("VOLSER", [tape.label for tape in held])
        rows = self.database.rows(
            "SELECT VOLSER, CATALOG, POOLNAME, VOLSETID FROM VOLUME"
            f" WHERE {where.text} AND VOLSETID IS NOT NULL ORDER BY CATALOG, POOLNAME, VOLSER",
            where.parameters,
        )
        return {
            (f"{self.node}.{catalog}", pool, volume_set): volser
            for volser, catalog, pool, volume_set in rows
            if not {HeldTape(volser), HeldTape(volser, catalog, pool)}.isdisjoint(held)
        }

    def in_hands(
        self, catalog: CatalogName, pool: PoolName, label: TapeLabel, besides: object
    ) -> bool:
        """Say whether another process than `besides`, which runs, has a tape or asks for it."""
        tape = HeldTape(label.value, catalog.value, pool.value)
        return any(each == tape and each.holder != besides for each in self._held())

    # -- the end of sets --------------------------------------------------------------------------

    def free(self, sets: Sequence[Row]) -> int:
        """Free the tapes of sets that a file catalog of another system lets go of.

        A row is the file catalog with its node, the volume catalog without, pool and first tape. A
        set of these names in another file catalog is not meant: the name has come round again.
        Returns how many tapes became free.
        """
        meant = Condition().tuples(("FILECATALOG", "CATALOG", "POOLNAME", "VOLSETID"), sets)
        with self.database.transaction():
            self.database.execute(
                "CREATE OR REPLACE TEMP TABLE DEAD_SET AS SELECT CATALOG AS VOLCAT, POOLNAME,"
                f" VOLSETID FROM VTOFC WHERE {meant.text}",
                meant.parameters,
            )
            freed = self.free_dead()
            self.database.execute(f"DROP TABLE {DEAD}")
        return freed

    def free_dead(self) -> int:
        """Free the tapes of the sets in DEAD_SET, as AUTOSCRATCH of their pools says."""
        freed = self.database.execute(
            "UPDATE VOLUME SET VOLUMESTATUS = CASE WHEN (CATALOG, POOLNAME) IN"
            " (SELECT (CATALOG, POOLNAME) FROM POOL WHERE AUTOSCRATCH = 'Y') THEN 'SCRATCH'"
            f" ELSE 'RELEASED' END, {_IN_NONE}, ENDOFDATALBA = -1"
            " WHERE VOLUMESTATUS IN ('ASSIGNED', 'FULL') AND (CATALOG, POOLNAME, VOLSETID) IN"
            f" (SELECT (VOLCAT, POOLNAME, VOLSETID) FROM {DEAD})"
        )
        self.database.execute(
            "DELETE FROM VTOFC WHERE (CATALOG, POOLNAME, VOLSETID) IN"
            f" (SELECT (VOLCAT, POOLNAME, VOLSETID) FROM {DEAD})"
        )
        return freed
