"""How long tape files stay in the catalog, and what their end does to tapes and disk files.

Not when a cleanup is due, nor on how many systems: that is the tape server's.

Source: DSM/TC User's Guide on retention; MEDIACOM manual, ALTER, DELETE and EXPIRE TAPEFILE. A date
is a local date of the system; the caller says what day it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from nsksim.dsmtc.catalog import CatalogKind, Catalogs
from nsksim.dsmtc.mediadefs import MediaDefaults
from nsksim.dsmtc.query import Condition
from nsksim.dsmtc.retention import Retention
from nsksim.dsmtc.tapefile import SET_COLUMNS, VALID, Selection, TapeFile, TapeFiles, TapeSet
from nsksim.errors import OperatorError
from nsksim.messages import mediacom
from nsksim.names import CatalogName, CatalogPattern, NodeName
from nsksim.store import Database

_SET = ", ".join(SET_COLUMNS)
_DEAD = "temp.main.DEAD_SET"
"""Tape sets on which nothing valid is left, while they are being removed."""


@dataclass(frozen=True, slots=True)
class HeldTape:
    """A tape that a process has on a drive, or asks for."""

    label: str
    catalog: str = ""
    """The volume catalog without its node; empty where the process did not look in one."""
    pool: str = ""


@dataclass(frozen=True, slots=True)
class Cleanup:
    """What a cleanup did: entries that turned INVALID, tape sets removed, tapes freed."""

    expired: int
    sets: int
    volumes: int


class Ending:
    """Ends tape files of one system, or changes when they end."""

    def __init__(
        self,
        database: Database,
        node: NodeName,
        catalogs: Catalogs,
        defaults: MediaDefaults,
        files: TapeFiles,
        offset: timedelta,
        held: Callable[[], Sequence[HeldTape]],
    ) -> None:
        self._database = database
        self._node = node
        self._catalogs = catalogs
        self._defaults = defaults
        self._files = files
        self._offset = offset
        self._held = held

    def delete(self, filecat: CatalogName, selection: Selection) -> int:
        """Remove entries, whether they have expired or not, and return how many.

        One that a cleanup or an earlier call has marked INVALID is removed already and not found. A
        negative generation counts what is not marked (our reading). Where nothing valid is left on
        a tape set, the set disappears with its disk files and the tapes become SCRATCH or RELEASED,
        as AUTOSCRATCH of their pool says; else the entry turns INVALID. Raises mediacom.5920, 5901,
        or 5966: a tape of the set is being written, or a process reads it or asks for it. Source:
        DSM/TC User's Guide 1-12.
        """
        with self._database.transaction():
            found = self._files.select(filecat, selection, date.min)  # as if nothing had expired
            self.check_idle(found)
            self._invalidate(found)
        return len(found)

    def alter_retention(
        self, filecat: CatalogName, selection: Selection, today: date, retention: Retention
    ) -> int:
        """Count the expiration anew from the day of creation.

        Raises mediacom.5920, or 5966 where that ends a file whose set a process reads or asks for.
        """
        with self._database.transaction():
            found = self._files.select(filecat, selection, today)
            self._check_unheld([e for e in found if self._over(e, today, retention=retention)])
            self._retain(found, retention)
        return len(found)

    def alter_expiration(
        self, filecat: CatalogName, selection: Selection, today: date, expires: date
    ) -> int:
        """Set the expiration date. Raises as `alter_retention` does."""
        with self._database.transaction():
            found = self._files.select(filecat, selection, today)
            self._check_unheld([e for e in found if self._over(e, today, expires=expires)])
            self._files.assign("EXPIRATIONDATE = ?", [expires], found)
        return len(found)

    def revive(
        self,
        filecat: CatalogName,
        selection: Selection,
        today: date,
        *,
        retention: Retention | None = None,
        expires: date | None = None,
    ) -> None:
        """Make one INVALID entry VALID again (ALTER TAPEFILE, STATUS VALID), and date it anew.

        One that is INVALID only because its date has come counts as well (rule R2).
        A negative generation counts all entries there are, valid or not (our reading: an entry that
        can be revived is not among the unexpired ones). Raises mediacom.5920, 5963 (not one entry),
        5964 (it is valid), 5965 (another version is), 5975 (no other file of its tape set is) or
        5969 (its date has come).
        """
        with self._database.transaction():
            found = self._files.select(filecat, selection, today, invalid=True)
            if len(found) > 1:
                raise OperatorError(
                    mediacom.NEEDS_ONE_ENTRY, name=selection.title, count=len(found)
                )
            [entry] = found
            if entry.status == "VALID":
                raise OperatorError(mediacom.ALREADY_VALID, name=entry.title)
            if any(other.status == "VALID" for other in self._files.versions(entry, today)):
                raise OperatorError(mediacom.NEWER_VALID, name=entry.title)
            if not self._files.on_sets_of(found, today):
                raise OperatorError(mediacom.ALONE_ON_TAPE, name=entry.title)
            self._check_later(entry, today, retention, expires)
            self._files.assign(VALID, [], found)
            if retention is not None:
                self._retain(found, retention)
            elif expires is not None:
                self._files.assign("EXPIRATIONDATE = ?", [expires], found)

    def expire(self, today: date, filecats: CatalogPattern | None = None) -> Cleanup:
        """Run the cleanup over some file catalogs of this system, None for all.

        Entries whose date has come turn INVALID; tape sets without a valid entry disappear with
        their disk files and free their tapes. Sets that are being written, and sets on tapes
        cataloged elsewhere, stay; a set that a process reads or asks for is passed over as a whole
        until the next run. Raises mediacom.5920 (a catalog without wildcards), or 5970 while the
        clock is suspicious.
        """
        if filecats is not None and filecats.single is not None:
            name = CatalogName(filecats.single, node=self._node)
            self._catalogs.check(CatalogKind.FILECAT, name)
        self._defaults.check_clock(today)
        where = Condition().like("CATALOG", filecats)
        with self._database.transaction():
            held = sorted(self._held_sets())
            if held:
                kept = Condition().tuples(SET_COLUMNS[1:], held)
                where.add(f"NOT ({kept.text})", *kept.parameters)
            expired = self._database.execute(
                "UPDATE TAPEFILE SET TAPEFILESTATUS = 'INVALID' WHERE TAPEFILESTATUS = 'VALID'"
                f" AND EXPIRATIONDATE <= ? AND {where.text}",
                [today, *where.parameters],
            )
            sets, volumes = self._remove_dead(where)
            self._defaults.note_cleanup(today)
        return Cleanup(expired, sets, volumes)

    def being_written(self, entry: TapeFile) -> bool:
        """Say whether a process writes on the tape set of an entry."""
        return entry.tape_set in self._busy_sets([entry.tape_set])

    def check_idle(self, entries: Sequence[TapeFile]) -> None:
        """Refuse entries whose sets are written, read or asked for: mediacom.5966, and 5901."""
        for entry in entries:
            if CatalogName.parse(entry.volume_catalog).node != self._node:
                raise OperatorError(
                    mediacom.NOT_MODELLED, what="Freeing tapes cataloged on another system"
                )
        busy = self._busy_sets([entry.tape_set for entry in entries])
        for entry in entries:
            if entry.tape_set in busy:
                volume, status = busy[entry.tape_set]
                raise OperatorError(
                    mediacom.TAPEFILE_IN_USE,
                    name=entry.title,
                    volume=volume,
                    state=f"has status {status}",
                )
        self._check_unheld(entries)

    # -- inside ---------------------------------------------------------------------------------

    def _retain(self, entries: Sequence[TapeFile], retention: Retention) -> None:
        if retention.days is None:
            self._files.assign("EXPIRATIONDATE = NULL", [], entries)
        else:
            self._files.assign(
                "EXPIRATIONDATE = (CREATIONDATE + ?)::DATE + ?::INTEGER",
                [self._offset, retention.days],
                entries,
            )

    def _check_unheld(self, entries: Sequence[TapeFile]) -> None:
        """Refuse to end entries on tapes that a process reads or asks for: mediacom.5966."""
        held = self._held_sets() if entries else {}
        for entry in entries if held else ():
            volume = held.get(entry.tape_set[1:])
            if volume is not None:
                raise OperatorError(
                    mediacom.TAPEFILE_IN_USE,
                    name=entry.title,
                    volume=volume,
                    state="is read by a process, or asked for",
                )

    def _held_sets(self) -> dict[tuple[str, ...], str]:
        """Give the tape sets that processes read or ask for, each with one such tape.

        A process that named no catalog holds the tape of that name wherever it is cataloged. That
        a set is kept for its readers is ours: in the catalog their tapes stay ASSIGNED or FULL.
        """
        held = self._held()
        if not held:
            return {}
        where = Condition().among("VOLSER", [tape.label for tape in held])
        rows = self._database.rows(
            "SELECT VOLSER, CATALOG, POOLNAME, VOLSETID FROM VOLUME"
            f" WHERE {where.text} AND VOLSETID IS NOT NULL ORDER BY CATALOG, POOLNAME, VOLSER",
            where.parameters,
        )
        return {
            (f"{self._node}.{catalog}", pool, volume_set): volser
            for volser, catalog, pool, volume_set in rows
            if not {HeldTape(volser), HeldTape(volser, catalog, pool)}.isdisjoint(held)
        }

    def _busy_sets(self, sets: Sequence[TapeSet]) -> dict[TapeSet, tuple[str, str]]:
        """Give, of some sets, those that are being written, with one such tape and its status."""
        if not sets:
            return {}
        rows = self._database.rows(
            "SELECT CATALOG, POOLNAME, VOLSETID, VOLSER, VOLUMESTATUS FROM VOLUME"
            " WHERE VOLUMESTATUS IN ('SELECTED', 'INUSE') AND VOLSETID IS NOT NULL"
            " ORDER BY CATALOG, POOLNAME, VOLSER"
        )
        busy = {
            (f"{self._node}.{catalog}", pool, volume_set): (volser, status)
            for catalog, pool, volume_set, volser, status in rows
        }
        return {key: busy[key[1:]] for key in sets if key[1:] in busy}

    def _check_later(
        self, entry: TapeFile, today: date, retention: Retention | None, expires: date | None
    ) -> None:
        """Refuse to revive an entry that is expired all the same."""
        ends = self._over(entry, today, retention=retention, expires=expires or entry.expires)
        if ends is not None:
            raise OperatorError(mediacom.DATE_PAST, name=entry.title, expires=ends)

    def _over(
        self,
        entry: TapeFile,
        today: date,
        *,
        retention: Retention | None = None,
        expires: date | None = None,
    ) -> date | None:
        """Give the date on which an entry that is kept so long ended, None while it lasts."""
        if retention is not None:
            expires = retention.expiration((entry.created + self._offset).date())
        return expires if expires is not None and expires <= today else None

    def _invalidate(self, entries: Sequence[TapeFile]) -> None:
        """Make entries INVALID and remove the sets on which nothing valid is left."""
        self._files.assign("TAPEFILESTATUS = 'INVALID'", [], entries)
        sets = sorted({entry.tape_set for entry in entries})
        self._remove_dead(Condition().tuples(SET_COLUMNS, sets))

    def _remove_dead(self, where: Condition) -> tuple[int, int]:
        """Remove tape sets without a valid entry, with all that refers to them.

        Sets that are being written, and sets on tapes cataloged elsewhere, stay. Returns how many
        sets disappeared and how many tapes that freed.
        """
        local = f"{self._node}."
        self._database.execute(
            f"CREATE OR REPLACE TEMP TABLE DEAD_SET AS SELECT {_SET},"
            f" substr(VOLUMECATALOG, {len(local) + 1}) AS VOLCAT"
            f" FROM TAPEFILE WHERE {where.text} AND starts_with(VOLUMECATALOG, ?)"
            f" AND (VOLCAT, POOLNAME, VOLSETID) NOT IN (SELECT (CATALOG, POOLNAME, VOLSETID)"
            " FROM VOLUME WHERE VOLUMESTATUS IN ('SELECTED', 'INUSE') AND VOLSETID IS NOT NULL)"
            f" GROUP BY ALL HAVING bool_and(TAPEFILESTATUS <> 'VALID')",
            [*where.parameters, local],
        )
        sets = int(self._database.value(f"SELECT count(*) FROM {_DEAD}"))
        freed = self._remove() if sets else 0
        self._database.execute(f"DROP TABLE {_DEAD}")
        return sets, freed

    def _remove(self) -> int:
        """Remove the dead sets and return how many tapes that freed."""
        for table in ("DISKFILE", "DFTOV", "TFTOV", "TAPEFILE"):
            self._database.execute(
                f"DELETE FROM {table} WHERE ({_SET}) IN (SELECT ({_SET}) FROM {_DEAD})"
            )
        freed = self._database.execute(
            "UPDATE VOLUME SET VOLUMESTATUS = CASE WHEN (CATALOG, POOLNAME) IN"
            " (SELECT (CATALOG, POOLNAME) FROM POOL WHERE AUTOSCRATCH = 'Y') THEN 'SCRATCH'"
            " ELSE 'RELEASED' END, VOLSETID = NULL, VOLINDEX = NULL, ENDOFDATALBA = -1"
            " WHERE VOLUMESTATUS IN ('ASSIGNED', 'FULL') AND (CATALOG, POOLNAME, VOLSETID) IN"
            f" (SELECT (VOLCAT, POOLNAME, VOLSETID) FROM {_DEAD})"
        )
        self._database.execute(
            "DELETE FROM VTOFC WHERE (CATALOG, POOLNAME, VOLSETID) IN"
            f" (SELECT (VOLCAT, POOLNAME, VOLSETID) FROM {_DEAD})"
        )
        return freed
