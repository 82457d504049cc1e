"""How long tape files stay in the catalog, and what their end does to tapes and disk files.

Not when a cleanup is due, nor on how many systems: that is the tape server's.

Source: DSM/TC User's Guide on retention; MEDIACOM manual, ALTER, DELETE and EXPIRE TAPEFILE. A date
is a local date of the system; the caller says what day it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from nsksim.dsmtc.catalog import CatalogKind, Catalogs
from nsksim.dsmtc.mediadefs import MediaDefaults
from nsksim.dsmtc.query import Condition, node_of
from nsksim.dsmtc.retention import Retention
from nsksim.dsmtc.status import TapeStatus
from nsksim.dsmtc.tapefile import VALID, Selection, TapeFile, TapeFiles
from nsksim.dsmtc.tapeset import DEAD, SET_COLUMNS, TapeSets
from nsksim.errors import OperatorError
from nsksim.messages import mediacom
from nsksim.names import CatalogName, CatalogPattern, NodeName
from nsksim.store import Database

_SET = ", ".join(SET_COLUMNS)
_AT_HOME = "VOLCAT, POOLNAME, VOLSETID"
"""What names a set where its tapes are cataloged."""


@dataclass(frozen=True, slots=True)
class Cleanup:
    """What a cleanup did: entries that turned INVALID, tape sets removed, tapes freed."""

    expired: int
    sets: int
    volumes: int


class Ending:
    """Ends tape files of one system, or changes when they end.

    Where the tapes are cataloged on another system, entries are marked INVALID first, then the
    tapes are freed there, then the entries are removed here: whenever that is cut off, the next
    cleanup goes on with it, or `Recording` where the tape is used again before.
    """

    def __init__(
        self,
        database: Database,
        node: NodeName,
        catalogs: Catalogs,
        sets: Callable[[NodeName | None], TapeSets],
        defaults: MediaDefaults,
        files: TapeFiles,
        offset: timedelta,
    ) -> None:
        """End files of `database`; `sets` gives the tape sets of a system, or refuses with 603."""
        self._database = database
        self._node = node
        self._catalogs = catalogs
        self._sets = sets
        self._defaults = defaults
        self._files = files
        self._offset = offset

    def delete(self, filecat: CatalogName, selection: Selection, today: date = date.min) -> int:
        """Remove entries, whether they have expired or not, and return how many.

        One that a cleanup or an earlier call has marked INVALID is removed already and not found. A
        negative generation counts what is not marked (our reading). Where nothing valid is left on
        a tape set, the set disappears with its disk files and the tapes become SCRATCH or RELEASED,
        as AUTOSCRATCH of their pool says; else the entry turns INVALID. What expired by `today` is
        not valid (rule R2), though no cleanup has marked it. Raises mediacom.5920, 603
        (the system of the tapes), or 5966: a tape of the set is being written, or a process reads
        it or asks for it. Source: DSM/TC User's Guide 1-12.
        """
        with self._database.transaction():
            found = self._files.select(filecat, selection, date.min)  # as if nothing had expired
            self.check_idle(found)
            self._files.assign("TAPEFILESTATUS = 'INVALID'", [], found)
            where = Condition().tuples(SET_COLUMNS, sorted({entry.tape_set for entry in found}))
            self._mark_expired(where, today)
            own = self._sets(self._node)
            self._remove_dead(where, own)
        for sets, _ in self._by_sets(found):
            if sets.node != own.node:
                self._remove_dead(where, sets)
        return len(found)

    def alter_retention(
        self, filecat: CatalogName, selection: Selection, today: date, retention: Retention
    ) -> int:
        """Count the expiration anew from the day of creation.

        Raises mediacom.5920, or 5966 where that ends a file whose set a process reads or asks for;
        603 where nobody can say so.
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

        Where another version of its generation is valid, a selection that names the version makes
        that one INVALID: only one is valid at a time (MEDIACOM manual, 2-61).
        One that is INVALID only because its date has come counts as well (rule R2).
        A negative generation counts all entries there are, valid or not (our reading: an entry that
        can be revived is not among the unexpired ones). Raises mediacom.5920, 5963 (not one entry),
        5964 (it is valid), 5965 (another version is, and none is named), 5975 (no other file of its
        tape set is), 5969 (its date has come), or 5966 (a process reads the other version).
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
            others = self._files.other_versions(entry, today)
            if others and selection.version is None:
                raise OperatorError(mediacom.NEWER_VALID, name=entry.title)
            if not self._files.on_sets_of(found, today):
                raise OperatorError(mediacom.ALONE_ON_TAPE, name=entry.title)
            self._check_later(entry, today, retention, expires)
            if others:
                self._check_unheld(others)
                self._files.assign("TAPEFILESTATUS = 'INVALID'", [], others)
            self._files.assign(VALID, [], found)
            if retention is not None:
                self._retain(found, retention)
            elif expires is not None:
                self._files.assign("EXPIRATIONDATE = ?", [expires], found)

    def expire(self, today: date, filecats: CatalogPattern | None = None) -> Cleanup:
        """Run the cleanup over some file catalogs of this system, None for all.

        Entries whose date has come turn INVALID; tape sets without a valid entry disappear with
        their disk files and free their tapes. Sets that are being written stay; a set that a
        process reads or asks for is passed over as a whole until the next run, and so is one whose
        tapes are cataloged on a system that cannot be reached: nobody knows who reads it. Raises
        mediacom.5920 (a catalog without wildcards), 5970 while the clock is suspicious, or 5957 for
        a damaged catalog.
        """
        if filecats is not None and filecats.single is not None:
            name = CatalogName(filecats.single, node=self._node)
            self._catalogs.check(CatalogKind.FILECAT, name)
        self._defaults.check_clock(today)
        where = Condition().like("CATALOG", filecats)
        with self._database.transaction():
            own, *others = self._reachable_sets(filecats)
            held = sorted(key for sets in (own, *others) for key in sets.held())
            where.no_tuples(SET_COLUMNS[1:], held)
            where.among(node_of("VOLUMECATALOG"), [str(sets.node) for sets in (own, *others)])
            expired = self._mark_expired(where, today)
            removed = [self._remove_dead(where, own)]
            self._defaults.note_cleanup(today)
        removed += [self._remove_dead(where, sets) for sets in others]
        return Cleanup(expired, *map(sum, zip(*removed, strict=True)))

    def being_written(self, entry: TapeFile) -> bool:
        """Say whether a process writes it: the last file of a tape set that is INUSE.

        Raises mediacom.603.
        """
        _, status = self._sets(entry.tapes_at).busy().get(entry.tape_set[1:], ("", ""))
        if status != TapeStatus.INUSE:
            return False
        last, _ = self._files.end_of_set(*entry.tape_set[1:])
        return self._files.volumes(entry)[-1].sequence == last

    def check_idle(self, entries: Sequence[TapeFile]) -> None:
        """Refuse entries whose sets are written, read or asked for: mediacom.5966, and 603."""
        for sets, idle in self._by_sets(entries):
            busy = sets.busy()
            for entry in idle if busy else ():
                if entry.tape_set[1:] in busy:
                    volume, status = busy[entry.tape_set[1:]]
                    raise OperatorError(
                        mediacom.TAPEFILE_IN_USE,
                        name=entry.title,
                        volume=volume,
                        state=f"has status {status}",
                    )
        self._check_unheld(entries)

    # -- inside ---------------------------------------------------------------------------------

    def _mark_expired(self, where: Condition, today: date) -> int:
        """Mark entries whose date has come INVALID, and return how many."""
        return self._database.execute(
            "UPDATE TAPEFILE SET TAPEFILESTATUS = 'INVALID' WHERE TAPEFILESTATUS = 'VALID'"
            f" AND EXPIRATIONDATE <= ? AND {where.text}",
            [today, *where.parameters],
        )

    def _retain(self, entries: Sequence[TapeFile], retention: Retention) -> None:
        if retention.days is None:
            self._files.assign("EXPIRATIONDATE = NULL", [], entries)
        else:
            self._files.assign(
                "EXPIRATIONDATE = (CREATIONDATE + ?)::DATE + ?::INTEGER",
                [self._offset, retention.days],
                entries,
            )

    def _by_sets(self, entries: Sequence[TapeFile]) -> list[tuple[TapeSets, list[TapeFile]]]:
        """Put entries together by the system of their tapes. Raises mediacom.603."""
        found: dict[NodeName | None, list[TapeFile]] = {}
        for entry in sorted(entries, key=lambda entry: entry.volume_catalog):
            found.setdefault(entry.tapes_at, []).append(entry)
        return [(self._sets(node), there) for node, there in found.items()]

    def _reachable_sets(self, filecats: CatalogPattern | None) -> list[TapeSets]:
        """Give the tape sets of this system, then those of others that have tapes of the files.

        A system that cannot be reached is left out. Raises mediacom.5957 for a damaged catalog.
        """
        found = [self._sets(self._node)]
        for node in self._files.tape_nodes(filecats):
            with suppress(OperatorError):
                found.append(self._sets(node))
        return found

    def _check_unheld(self, entries: Sequence[TapeFile]) -> None:
        """Refuse to end entries on tapes that a process reads or asks for: mediacom.5966."""
        for sets, ended in self._by_sets(entries):
            held = sets.held()
            for entry in ended if held else ():
                volume = held.get(entry.tape_set[1:])
                if volume is not None:
                    raise OperatorError(
                        mediacom.TAPEFILE_IN_USE,
                        name=entry.title,
                        volume=volume,
                        state="is read by a process, or asked for",
                    )

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

    def _remove_dead(self, where: Condition, sets: TapeSets) -> tuple[int, int]:
        """Remove the tape sets of one system without a valid entry, with all that refers to them.

        Sets that are being written stay. Returns how many sets disappeared and how many tapes that
        freed.
        """
        system = f"{sets.node}."
        dead = Condition().add("starts_with(VOLUMECATALOG, ?)", system).also(where)
        dead.no_tuples(SET_COLUMNS[1:], sorted(sets.busy()))
        with self._database.transaction():
            self._database.execute(
                f"CREATE OR REPLACE TEMP TABLE DEAD_SET AS SELECT {_SET},"
                f" substr(VOLUMECATALOG, {len(system) + 1}) AS VOLCAT FROM TAPEFILE"
                f" WHERE {dead.text} GROUP BY ALL HAVING bool_and(TAPEFILESTATUS <> 'VALID')",
                dead.parameters,
            )
            count = int(self._database.value(f"SELECT count(*) FROM {DEAD}"))
            freed = self._remove(sets) if count else 0
            self._database.execute(f"DROP TABLE {DEAD}")
        return count, freed

    def _remove(self, sets: TapeSets) -> int:
        """Remove the dead sets, their tapes first, and return how many tapes that freed."""
        if sets.database is self._database:
            freed = sets.free_dead()
        else:
            here = f"{self._node}."
            freed = sets.free(
                self._database.rows(f"SELECT ? || CATALOG, {_AT_HOME} FROM {DEAD}", [here])
            )
        self._files.remove(Condition().add(f"({_SET}) IN (SELECT ({_SET}) FROM {DEAD})"))
        return freed
