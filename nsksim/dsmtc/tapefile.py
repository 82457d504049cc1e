"""Tape files: generations, versions and copies of what was written on tape sets, and their end.

It owns the entries and what the end of an entry does to tapes and disk files, not when a cleanup is
due nor on how many systems.

Source: DSM/TC User's Guide on generations, versions and retention; MEDIACOM manual, ALTER, DELETE
and EXPIRE TAPEFILE. A date is a local date of the system; the caller says what day it is. Relative
generations are positions among the entries that exist; that expired and invalid ones do not count
is our reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from nsksim.dsmtc.attributes import TAPE_FORMATS
from nsksim.dsmtc.catalog import CatalogKind, Catalogs
from nsksim.dsmtc.mediadefs import MediaDefaults
from nsksim.dsmtc.query import TAPE_FILE, Condition, tapefiles
from nsksim.dsmtc.retention import Retention
from nsksim.dsmtc.status import TapeStatus
from nsksim.dsmtc.tapevolume import TapeVolume, TapeVolumes, check_advance
from nsksim.errors import OperatorError
from nsksim.messages import mediacom, tape_server
from nsksim.names import (
    CatalogName,
    CatalogPattern,
    NodeName,
    PoolName,
    TapeFileId,
    TapeFilePattern,
    TapeLabel,
)
from nsksim.store import Database

LAST_GENERATION = 32767
LAST_VERSION = 100

NEW_VERSION = -1
"""`VERSION NEW`: the next version of a generation that exists."""


@dataclass(frozen=True, slots=True)
class TapeFile:
    """One tape file entry; names as stored, only `volume_catalog` with its node."""

    catalog: str
    file_id: str
    generation: int
    version: int
    physical_copy: int
    logical_copy: int
    created: datetime
    """UTC."""
    expires: date | None
    """None for PERMANENT."""
    record_format: str
    record_length: int
    block_length: int
    mode: str
    catalog_files: bool
    status: str
    """VALID or INVALID."""
    volume_catalog: str
    pool: str
    volume_set: str
    comment: str

    @property
    def title(self) -> str:
        """Name the entry in a message."""
        return f"{TapeFileId(self.file_id)}, GEN {self.generation}, VERSION {self.version}"


@dataclass(frozen=True, slots=True)
class SetVolume:
    """A tape that a tape file is on."""

    volser: str
    pool: str
    volume_catalog: str
    volume_set: str
    index: int
    section: int
    sequence: int


@dataclass(frozen=True, slots=True)
class HeldTape:
    """A tape that a process has on a drive, or asks for."""

    label: str
    catalog: str = ""
    """The volume catalog without its node; empty where the process did not look in one."""
    pool: str = ""


@dataclass(frozen=True, slots=True)
class NewTapeFile:
    """What is known about a tape file when it is written.

    `generation` None is `+1`, the next one; `version` None is 0 for a new generation and the
    version that exists for another copy of one; `NEW_VERSION` replaces the version that exists.
    """

    filecat: CatalogName
    file_id: TapeFileId
    volcat: CatalogName
    pool: PoolName
    created: datetime
    expires: date | None
    generation: int | None = None
    version: int | None = None
    physical_copy: int = 1
    logical_copy: int = 1
    record_format: str = "FI"
    record_length: int = 0
    block_length: int = 0
    mode: str = "BKFI"
    catalog_files: bool = False
    comment: str = ""
    file_sequence: int | None = 1
    """The place in the tape set; None behind the last file of the tape, as in an append pool."""
    tape_format: str = "ARCHIVE"


@dataclass(frozen=True, slots=True)
class Selection:
    """Which entries a command means: None is ALL, generation -1 the newest, -2 the one before."""

    pattern: TapeFilePattern
    generation: int | None = -1
    version: int | None = None
    physical_copy: int | None = 1
    logical_copy: int | None = 1
    volume_set: bool = False
    """VOLUMESET: also all other unexpired entries on the tape sets of those that were found."""

    @property
    def title(self) -> str:
        """Name what was asked for in a message."""
        generation = "" if self.generation is None else f", GEN {self.generation}"
        version = "" if self.version is None else f", VERSION {self.version}"
        return f"{self.pattern}{generation}{version}"


@dataclass(frozen=True, slots=True)
class ListedTapeFile:
    """A tape file entry with what INFO TAPEFILE shows beside it."""

    entry: TapeFile
    last_generation: int
    """The highest generation ever given out for its file ID."""
    twins: int
    """How many entries of its file catalog have its numbers; more than one is a collision."""
    volumes: tuple[SetVolume, ...] = ()
    """Its tapes in the order of the set, if they were asked for."""


@dataclass(frozen=True, slots=True)
class Cleanup:
    """What a cleanup did: entries that turned INVALID, tape sets removed, tapes freed."""

    expired: int
    sets: int
    volumes: int


_COLUMNS = (
    "CATALOG, FILEID, GENERATION, VERSION, PHYSICALCOPY, LOGICALCOPY, CREATIONDATE, EXPIRATIONDATE,"
    " RECORDFORMAT, RECORDLENGTH, BLOCKLENGTH, TAPEFILEMODE, CATALOGFILES = 'Y' AS CATALOGFILES,"
    " TAPEFILESTATUS,"
    " VOLUMECATALOG, POOLNAME, VOLSETID, COMMENT"
)
_ORDER = TAPE_FILE
_KEY = tuple(TAPE_FILE.split(", "))
_SET = ("CATALOG", "VOLUMECATALOG", "POOLNAME", "VOLSETID")
_SET_COLUMNS = ", ".join(_SET)
_NUMBERS = "CATALOG, FILEID, GENERATION, VERSION, PHYSICALCOPY, LOGICALCOPY"
_WIDTH = len(TapeFile.__dataclass_fields__) + 2
"""Columns of an entry, of how many share its numbers, and of its last generation."""
_FOR_APPENDING = (
    "LABEL = 'BACKUP' AND (CATALOG, POOLNAME) IN"
    " (SELECT (CATALOG, POOLNAME) FROM POOL WHERE CANAPPEND = 'Y')"
)
"""Demands a tape of VOLUME to which files are appended."""
_DEAD = "temp.main.DEAD_SET"
"""Tape sets on which nothing valid is left, while they are being removed."""
_VALID = "TAPEFILESTATUS = 'VALID'"

_Set = tuple[str, str, str, str]


def _key(entry: TapeFile) -> tuple[object, ...]:
    return (
        *(entry.catalog, entry.file_id, entry.generation, entry.version, entry.physical_copy),
        *(entry.logical_copy, entry.volume_catalog, entry.pool, entry.volume_set),
    )


def _set_of(entry: TapeFile) -> _Set:
    return (entry.catalog, entry.volume_catalog, entry.pool, entry.volume_set)


def _place(entry: TapeFile, row: Sequence[Any]) -> SetVolume:
    """Make a tape of an entry from its name, index, section and sequence."""
    return SetVolume(row[0], entry.pool, entry.volume_catalog, entry.volume_set, *row[1:])


class TapeFiles:
    """The tape files of all file catalogs of one system."""

    def __init__(
        self,
        database: Database,
        node: NodeName,
        catalogs: Catalogs,
        volumes: TapeVolumes,
        defaults: MediaDefaults,
        offset: timedelta,
        held: Callable[[], Sequence[HeldTape]],
    ) -> None:
        self._database = database
        self._node = node
        self._catalogs = catalogs
        self._volumes = volumes
        self._defaults = defaults
        self._offset = offset
        self._held = held

    # -- writing --------------------------------------------------------------------------------

    def create(
        self,
        new: NewTapeFile,
        labels: Sequence[TapeLabel],
        *,
        status: TapeStatus = TapeStatus.INUSE,
    ) -> TapeFile:
        """Enter a tape file that begins on the first of `labels`; the tapes get `status`.

        `file_sequence` 1 begins a tape set on free tapes; a later one goes on where the last file
        of the set of the first tape ended. Raises mediacom.5901 (a volume catalog of another
        system), 5920 (catalogs, pool, tapes, a generation that is to get a new version),
        tape-server.1024 or mediacom.5962 (the set), 5921, 5960 or 5961 (the number),
        tape-server.1021 (a tape is not free).
        """
        if new.volcat.node not in (None, self._node):
            raise OperatorError(
                mediacom.NOT_MODELLED, what="A tape file on tapes cataloged on another system"
            )
        with self._database.transaction():
            filecat = self._catalogs.check(CatalogKind.FILECAT, new.filecat)
            volumes = self._volumes.named(new.volcat, labels, new.pool)
            volume_set, first, sequence = self._place(new, filecat, volumes)
            generation, version = self._take_number(new, filecat)
            check_advance(volumes, status)
            entry = TapeFile(
                *(filecat, new.file_id.value, generation, version),
                *(new.physical_copy, new.logical_copy, new.created, new.expires),
                *(new.record_format, new.record_length, new.block_length, new.mode),
                *(new.catalog_files, "VALID", str(new.volcat.qualified(self._node))),
                *(new.pool.value, volume_set, new.comment),
            )
            self._insert(entry)
            self._add_tapes(entry, volumes, first, 1, sequence)
            self._join_set(entry, labels, first, status)
            if sequence == 1:
                self._database.execute(
                    "INSERT INTO VTOFC VALUES (?, ?, ?, ?, ?)",
                    [
                        *(new.volcat.value, volume_set, entry.pool, f"{self._node}.{filecat}"),
                        TAPE_FORMATS.index(new.tape_format) + 1,
                    ],
                )
        return entry

    def check(self, new: NewTapeFile) -> None:
        """Refuse a number that no new file can have, as `create` would, before a tape is brought.

        Raises mediacom.5920 (the catalog, a generation that is to get a new version), 5921, 5960
        and 5961.
        """
        self._number(new, self._catalogs.check(CatalogKind.FILECAT, new.filecat))

    def extend(self, entry: TapeFile, label: TapeLabel) -> None:
        """Go on with a tape file on a further tape, which becomes INUSE.

        Raises mediacom.5920, or tape-server.1021 when the tape is not free.
        """
        volcat, pool = CatalogName.parse(entry.volume_catalog), PoolName(entry.pool)
        with self._database.transaction():
            [volume] = self._volumes.named(volcat, [label], pool)
            if volume.volume_set is not None:
                raise OperatorError(tape_server.CANNOT_BE_USED, volume=label)
            last = self.volumes(entry)[-1]
            check_advance([volume], TapeStatus.INUSE)
            self._add_tapes(entry, [volume], last.index + 1, last.section + 1, last.sequence)
            self._join_set(entry, [label], last.index + 1, TapeStatus.INUSE)

    def close(self, entry: TapeFile, end_of_data: int = -1) -> None:
        """Make the tapes of the set that are INUSE ASSIGNED: the file is complete.

        `end_of_data` is where the next file could begin on the last tape, -1 for unknown. In an
        append pool a tape to which nothing can be appended is FULL.
        """
        used = (
            "WHERE CATALOG = ? AND POOLNAME = ? AND VOLSETID = ? AND VOLUMESTATUS = 'INUSE'",
            [CatalogName.parse(entry.volume_catalog).value, entry.pool, entry.volume_set],
        )
        last = self.volumes(entry)[-1].index
        with self._database.transaction():
            self._database.execute(
                f"UPDATE VOLUME SET ENDOFDATALBA = CASE WHEN VOLINDEX = ? AND {_FOR_APPENDING}"
                f" THEN ? ELSE -1 END {used[0]}",
                [last, end_of_data, *used[1]],
            )
            self._database.execute(
                f"UPDATE VOLUME SET VOLUMESTATUS = CASE WHEN ENDOFDATALBA < 0 AND {_FOR_APPENDING}"
                f" THEN 'FULL' ELSE 'ASSIGNED' END {used[0]}",
                used[1],
            )

    def abend(self, entry: TapeFile, today: date, end_of_data: int = -1) -> None:
        """Close an incomplete file: it is kept ABENDRETENTION days, with 0 until the next day.

        Counted from `today` (our choice; a job may end on another day than it began). With 0 it is
        valid until the cleanup runs (DSM/TC User's Guide 2-8), for us the next daily one.
        """
        with self._database.transaction():
            self.close(entry, end_of_data)
            days = self._defaults.get().abend_retention
            self._assign("EXPIRATIONDATE = ?", [today + timedelta(days=max(days, 1))], [entry])

    # -- finding --------------------------------------------------------------------------------

    def resolve(
        self,
        filecat: CatalogName,
        file_id: TapeFileId,
        today: date,
        generation: int = -1,
        version: int | None = None,
        *,
        physical_copy: int = 1,
        logical_copy: int = 1,
    ) -> TapeFile:
        """Find the one entry a read means. Raises mediacom.5920 (catalog, or no such entry)."""
        pattern = TapeFilePattern(file_id.value, literal=any(c in "*?" for c in file_id.value))
        wanted = Selection(pattern, generation, version, physical_copy, logical_copy)
        return self.select(filecat, wanted, today)[-1]

    def select(self, filecat: CatalogName, selection: Selection, today: date) -> list[TapeFile]:
        """Find the unexpired entries a command means, in the order of their names.

        Raises mediacom.5920 for the catalog, or when nothing is found.
        """
        name = self._catalogs.check(CatalogKind.FILECAT, filecat)
        where = Condition().equal("CATALOG", name).like("FILEID", selection.pattern)
        found = self._chosen(where.add(_VALID), selection, today)
        if not found:
            raise OperatorError(mediacom.DOES_NOT_EXIST, object="TAPEFILE", name=selection.title)
        return self._with_sets(found, today) if selection.volume_set else found

    def matching(
        self,
        pattern: TapeFilePattern | None = None,
        *,
        filecat: CatalogName | None = None,
        generation: int | None = None,
        status: str | None = None,
    ) -> list[TapeFile]:
        """List entries, also INVALID ones unless `status` says otherwise."""
        where = Condition().equal("CATALOG", filecat and self._catalogs.local(filecat))
        where.like("FILEID", pattern).equal("GENERATION", generation)
        where.equal("TAPEFILESTATUS", status)
        return self._where(where)

    def numbered(self, source: Sequence[object]) -> list[TapeFile]:
        """List the entries of a file catalog with these numbers, also INVALID ones.

        `source` is the catalog, file ID, generation, version, physical and logical copy. More than
        one entry is a collision.
        """
        return self._where(Condition().tuples(_NUMBERS.split(", "), [source]))

    def listing(
        self,
        patterns: Sequence[TapeFilePattern],
        today: date,
        *,
        filecat: CatalogName | CatalogPattern | None = None,
        generation: int | None = None,
        version: int | None = None,
        physical_copy: int | None = None,
        logical_copy: int | None = None,
        status: str | None = None,
        volumes: bool = False,
    ) -> Iterator[ListedTapeFile]:
        """List entries by name with what INFO shows, a few at a time; committed ones only.

        None is every one. A negative generation counts back from the newest unexpired one.
        """
        where = self._catalogs.demanded("CATALOG", filecat)
        where.any_like("FILEID", patterns).generation(generation, today)
        wanted = Condition().equal("VERSION", version).equal("PHYSICALCOPY", physical_copy)
        wanted.equal("LOGICALCOPY", logical_copy).equal("TAPEFILESTATUS", status)
        places, tapes, order = "NULL", "", ""
        if volumes:
            places = "VOLSER, VOLINDEX, FILESECTION, FILESEQUENCE"
            tapes, order = f" LEFT JOIN TFTOV USING ({_ORDER})", ", VOLINDEX, VOLSER"
        rows = self._database.stream(
            f"WITH F AS (SELECT {_COLUMNS}, count(*) OVER (PARTITION BY {_NUMBERS}) AS TWINS"
            f" FROM {tapefiles(today)} WHERE {where.text} QUALIFY {wanted.text})"
            f" SELECT F.*, LASTGENERATION, {places} FROM F"
            f" LEFT JOIN CONFIG USING (CATALOG, FILEID){tapes} ORDER BY {_ORDER}{order}",
            [*where.parameters, *wanted.parameters],
        )
        for columns, group in groupby(rows, key=lambda row: row[:_WIDTH]):
            *fields, twins, last = columns
            entry = TapeFile(*fields)
            on = tuple(_place(entry, row[_WIDTH:]) for row in group if row[_WIDTH] is not None)
            yield ListedTapeFile(entry, last or 0, twins, on)

    def missing(
        self, patterns: Sequence[TapeFilePattern], filecat: CatalogName | CatalogPattern | None
    ) -> list[TapeFilePattern]:
        """Give the file IDs named without wildcards that have no entry, in their order."""
        names = [pattern for pattern in patterns if pattern.single is not None]
        if not names:
            return []
        where = self._catalogs.demanded("CATALOG", filecat)
        where.any_like("FILEID", names)
        rows = self._database.rows(
            f"SELECT DISTINCT FILEID FROM TAPEFILE WHERE {where.text} ORDER BY FILEID",
            where.parameters,
        )
        found = {file_id for (file_id,) in rows}
        return [pattern for pattern in names if pattern.single not in found]

    def volumes(self, entry: TapeFile) -> list[SetVolume]:
        """List the tapes of an entry in the order of the set."""
        where = Condition().tuples(_KEY, [_key(entry)])
        rows = self._database.rows(
            "SELECT VOLSER, POOLNAME, VOLUMECATALOG, VOLSETID, VOLINDEX, FILESECTION, FILESEQUENCE"
            f" FROM TFTOV WHERE {where.text} ORDER BY VOLINDEX, VOLSER",
            where.parameters,
        )
        return [SetVolume(*row) for row in rows]

    def being_written(self, entry: TapeFile) -> bool:
        """Say whether a process writes on the tape set of an entry."""
        return _set_of(entry) in self._busy_sets([_set_of(entry)])

    def last_on(self, volume: TapeVolume) -> TapeFile | None:
        """Find the last tape file on a tape: the one that is being written, on a tape INUSE."""
        where = Condition().equal("VOLUMECATALOG", f"{self._node}.{volume.catalog}")
        where.equal("POOLNAME", volume.pool).equal("VOLSER", volume.volser)
        row = self._database.one(
            f"SELECT {_COLUMNS} FROM TAPEFILE SEMI JOIN (SELECT * FROM TFTOV WHERE {where.text}"
            f" ORDER BY FILESEQUENCE DESC LIMIT 1) USING ({_ORDER})",
            where.parameters,
        )
        return TapeFile(*row) if row else None

    def last_generation(self, filecat: CatalogName, file_id: TapeFileId) -> int:
        """Give the highest generation ever given out for a file ID, 0 when there is none."""
        found = self._database.value(
            "SELECT LASTGENERATION FROM CONFIG WHERE CATALOG = ? AND FILEID = ?",
            [self._catalogs.local(filecat), file_id.value],
        )
        return int(found or 0)

    def collisions(self, filecat: CatalogName | None = None) -> list[TapeFile]:
        """List entries that share generation, version and copy numbers with another (Q-12).

        No command makes them; replication into a catalog that is also used locally can.
        """
        where = Condition().equal("CATALOG", filecat and self._catalogs.local(filecat))
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM TAPEFILE WHERE {where.text}"
            f" QUALIFY count(*) OVER (PARTITION BY {_NUMBERS}) > 1 ORDER BY {_ORDER}",
            where.parameters,
        )
        return [TapeFile(*row) for row in rows]

    # -- changing -------------------------------------------------------------------------------

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
            found = self.select(filecat, selection, date.min)  # as if nothing had expired
            self._check_idle(found)
            self._invalidate(found)
        return len(found)

    def alter_retention(
        self, filecat: CatalogName, selection: Selection, today: date, retention: Retention
    ) -> int:
        """Count the expiration anew from the day of creation.

        Raises mediacom.5920, or 5966 where that ends a file whose set a process reads or asks for.
        """
        with self._database.transaction():
            found = self.select(filecat, selection, today)
            self._check_unheld([e for e in found if self._over(e, today, retention=retention)])
            self._retain(found, retention)
        return len(found)

    def alter_expiration(
        self, filecat: CatalogName, selection: Selection, today: date, expires: date
    ) -> int:
        """Set the expiration date. Raises as `alter_retention` does."""
        with self._database.transaction():
            found = self.select(filecat, selection, today)
            self._check_unheld([e for e in found if self._over(e, today, expires=expires)])
            self._assign("EXPIRATIONDATE = ?", [expires], found)
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
        name = self._catalogs.check(CatalogKind.FILECAT, filecat)
        with self._database.transaction():
            where = Condition().equal("CATALOG", name).like("FILEID", selection.pattern)
            found = self._chosen(where, selection, today)
            if not found:
                raise OperatorError(
                    mediacom.DOES_NOT_EXIST, object="TAPEFILE", name=selection.title
                )
            if len(found) > 1:
                raise OperatorError(
                    mediacom.NEEDS_ONE_ENTRY, name=selection.title, count=len(found)
                )
            [entry] = found
            if entry.status == "VALID":
                raise OperatorError(mediacom.ALREADY_VALID, name=entry.title)
            if any(other.status == "VALID" for other in self._versions(entry, today)):
                raise OperatorError(mediacom.NEWER_VALID, name=entry.title)
            if not self._with_sets(found, today):
                raise OperatorError(mediacom.ALONE_ON_TAPE, name=entry.title)
            self._check_later(entry, today, retention, expires)
            self._assign(_VALID, [], found)
            if retention is not None:
                self._retain(found, retention)
            elif expires is not None:
                self._assign("EXPIRATIONDATE = ?", [expires], found)

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
                kept = Condition().tuples(_SET[1:], held)
                where.add(f"NOT ({kept.text})", *kept.parameters)
            expired = self._database.execute(
                "UPDATE TAPEFILE SET TAPEFILESTATUS = 'INVALID' WHERE TAPEFILESTATUS = 'VALID'"
                f" AND EXPIRATIONDATE <= ? AND {where.text}",
                [today, *where.parameters],
            )
            sets, volumes = self._remove_dead(where)
            self._defaults.note_cleanup(today)
        return Cleanup(expired, sets, volumes)

    # -- inside ---------------------------------------------------------------------------------

    def _place(
        self, new: NewTapeFile, filecat: str, volumes: Sequence[TapeVolume]
    ) -> tuple[str, int, int]:
        """Give the set a new file is in, the place of its first tape there, and its own."""
        first, *further = volumes
        begins = new.file_sequence == 1 or (new.file_sequence, first.volume_set) == (None, None)
        for volume in further if not begins else volumes:
            if volume.volume_set is not None:
                raise OperatorError(tape_server.CANNOT_BE_USED, volume=volume.volser)
        if begins:
            return first.volser, 1, 1
        qualified = str(new.volcat.qualified(self._node))
        row = self._database.one(
            "SELECT max(FILESEQUENCE), max(VOLINDEX), any_value(CATALOG) FROM TFTOV"
            " WHERE VOLUMECATALOG = ? AND POOLNAME = ? AND VOLSETID = ?",
            [qualified, new.pool.value, first.volume_set],
        )
        last_file, last_tape, holder = row or (None, None, None)
        if first.volume_set is None or last_file is None or first.index != last_tape:
            raise OperatorError(tape_server.FILESEQ_INCORRECT, fileid=new.file_id)
        if new.file_sequence not in (None, last_file + 1):
            raise OperatorError(tape_server.FILESEQ_INCORRECT, fileid=new.file_id)
        if holder != filecat:
            raise OperatorError(
                mediacom.SET_IN_OTHER_FILECAT, volume_set=first.volume_set, catalog=holder
            )
        return first.volume_set, last_tape, last_file + 1

    def _number(self, new: NewTapeFile, filecat: str) -> tuple[int, int]:
        """Find generation and version of a new file."""
        last = self.last_generation(new.filecat, new.file_id)
        generation = last + 1 if new.generation is None else new.generation
        if generation > LAST_GENERATION:
            raise OperatorError(
                mediacom.GENERATIONS_EXHAUSTED, name=new.file_id, limit=LAST_GENERATION
            )
        # A number that was never given out has no entries to look at.
        first = new.generation is None and new.version != NEW_VERSION
        return generation, new.version or 0 if first else self._version(new, filecat, generation)

    def _version(self, new: NewTapeFile, filecat: str, generation: int) -> int:
        title = f"{new.file_id}, GEN {generation}"
        existing = self._of_generation(filecat, new.file_id, generation)
        if not existing:
            if new.version == NEW_VERSION:
                raise OperatorError(mediacom.DOES_NOT_EXIST, object="TAPEFILE", name=title)
            return new.version or 0
        newest = max(entry.version for entry in existing)
        version = new.version
        if version is None:
            version = newest
        elif version == NEW_VERSION:
            version = newest + 1
        if version > LAST_VERSION:
            raise OperatorError(mediacom.VERSIONS_EXHAUSTED, name=title, limit=LAST_VERSION)
        copies = {
            (entry.physical_copy, entry.logical_copy)
            for entry in existing
            if entry.version == version
        }
        if version < newest or (new.physical_copy, new.logical_copy) in copies:
            raise OperatorError(
                mediacom.EXISTS, object="TAPEFILE", name=f"{title}, VERSION {newest}"
            )
        return version

    def _of_generation(self, filecat: str, file_id: TapeFileId, generation: int) -> list[TapeFile]:
        where = Condition().equal("CATALOG", filecat).equal("FILEID", file_id.value)
        return self._where(where.equal("GENERATION", generation))

    def _take_number(self, new: NewTapeFile, filecat: str) -> tuple[int, int]:
        """Give the number to a new file: its counter is kept, older versions turn INVALID."""
        generation, version = self._number(new, filecat)
        last = self.last_generation(new.filecat, new.file_id)
        if last == 0:
            self._database.execute(
                "INSERT INTO CONFIG VALUES (?, ?, ?)", [filecat, new.file_id.value, generation]
            )
        elif generation > last:
            self._database.execute(
                "UPDATE CONFIG SET LASTGENERATION = ? WHERE CATALOG = ? AND FILEID = ?",
                [generation, filecat, new.file_id.value],
            )
        if version > 0:
            entries = self._of_generation(filecat, new.file_id, generation)
            older = [e for e in entries if e.version < version and e.status == "VALID"]
            if older:
                self._assign("TAPEFILESTATUS = 'INVALID'", [], older)
        return generation, version

    def _insert(self, entry: TapeFile) -> None:
        values = [
            *(entry.catalog, entry.file_id, entry.generation, entry.version),
            *(entry.physical_copy, entry.logical_copy, entry.created, entry.expires),
            *(entry.record_format, entry.record_length, entry.block_length, entry.mode),
            *("Y" if entry.catalog_files else "N", entry.status, entry.volume_catalog),
            *(entry.pool, entry.volume_set, entry.comment),
        ]
        marks = ", ".join("?" for _ in values)
        self._database.execute(f"INSERT INTO TAPEFILE VALUES ({marks})", values)

    def _add_tapes(
        self,
        entry: TapeFile,
        volumes: Sequence[TapeVolume],
        index: int,
        section: int,
        sequence: int,
    ) -> None:
        """Note that an entry is on tapes, which stand in their set from `index` on."""
        names = [volume.volser for volume in volumes]
        places = list(range(index, index + len(names)))
        sections = list(range(section, section + len(names)))
        self._database.execute(
            "INSERT INTO TFTOV (CATALOG, VOLUMECATALOG, VOLSER, POOLNAME, FILEID, GENERATION,"
            " VERSION, PHYSICALCOPY, LOGICALCOPY, VOLSETID, VOLINDEX, FILESECTION, FILESEQUENCE,"
            " FILESEQLABELLBA) SELECT ?, ?, unnest(?), ?, ?, ?, ?, ?, ?, ?, unnest(?), unnest(?),"
            " ?, unnest(?)",
            [
                *(entry.catalog, entry.volume_catalog, names, entry.pool, entry.file_id),
                *(entry.generation, entry.version, entry.physical_copy, entry.logical_copy),
                *(entry.volume_set, places, sections),
                *(sequence, self._label_positions(volumes)),
            ],
        )

    def _label_positions(self, volumes: Sequence[TapeVolume]) -> list[int]:
        """Give the block at which a file begins on each tape, -1 where nothing is appended."""
        key = [volumes[0].catalog, volumes[0].pool]
        appending = self._database.value(
            "SELECT CANAPPEND = 'Y' FROM POOL WHERE CATALOG = ? AND POOLNAME = ?", key
        )
        return [
            max(volume.end_of_data, 0) if appending and volume.label == "BACKUP" else -1
            for volume in volumes
        ]

    def _join_set(
        self, entry: TapeFile, labels: Sequence[TapeLabel], index: int, status: TapeStatus
    ) -> None:
        """Make tapes members of the set of an entry, from `index` on, with a new status."""
        volcat = CatalogName.parse(entry.volume_catalog).value
        for place, label in enumerate(labels, index):
            self._database.execute(
                "UPDATE VOLUME SET VOLSETID = ?, VOLINDEX = ?, VOLUMESTATUS = ?"
                " WHERE CATALOG = ? AND POOLNAME = ? AND VOLSER = ?",
                [entry.volume_set, place, status.value, volcat, entry.pool, label.value],
            )

    @staticmethod
    def _copies(selection: Selection) -> Condition:
        where = Condition().equal("VERSION", selection.version)
        where.equal("PHYSICALCOPY", selection.physical_copy)
        return where.equal("LOGICALCOPY", selection.logical_copy)

    def _chosen(self, where: Condition, selection: Selection, today: date) -> list[TapeFile]:
        """Find, among some entries, those of the generations and copies a command means."""
        wanted = self._copies(selection)
        if selection.generation is not None and selection.generation < 0:
            return self._newest(-selection.generation, where, wanted, today)
        return self._where(where.also(wanted.equal("GENERATION", selection.generation)), today)

    def _where(self, where: Condition, today: date | None = None) -> list[TapeFile]:
        """List entries, as they are on a date or as they are marked."""
        source = "TAPEFILE" if today is None else tapefiles(today)
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM {source} WHERE {where.text} ORDER BY {_ORDER}",
            where.parameters,
        )
        return [TapeFile(*row) for row in rows]

    def _newest(
        self, position: int, where: Condition, wanted: Condition, today: date
    ) -> list[TapeFile]:
        """Count the generations of each file ID back from the newest, then look at the copies."""
        wanted.add("dense_rank() OVER (PARTITION BY FILEID ORDER BY GENERATION DESC) = ?", position)
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM {tapefiles(today)} WHERE {where.text} QUALIFY {wanted.text}"
            f" ORDER BY {_ORDER}",
            [*where.parameters, *wanted.parameters],
        )
        return [TapeFile(*row) for row in rows]

    def _with_sets(self, found: Sequence[TapeFile], today: date) -> list[TapeFile]:
        where = Condition().tuples(_SET, sorted({_set_of(entry) for entry in found}))
        return self._where(where.add(_VALID), today)

    def _versions(self, entry: TapeFile, today: date) -> list[TapeFile]:
        columns = ["CATALOG", "FILEID", "GENERATION", "PHYSICALCOPY", "LOGICALCOPY"]
        key = (
            *(entry.catalog, entry.file_id, entry.generation),
            *(entry.physical_copy, entry.logical_copy),
        )
        return self._where(Condition().tuples(columns, [key]), today)

    def _assign(self, what: str, values: list[object], entries: Sequence[TapeFile]) -> None:
        where = Condition().tuples(_KEY, [_key(entry) for entry in entries])
        self._database.execute(
            f"UPDATE TAPEFILE SET {what} WHERE {where.text}", [*values, *where.parameters]
        )

    def _retain(self, entries: Sequence[TapeFile], retention: Retention) -> None:
        if retention.days is None:
            self._assign("EXPIRATIONDATE = NULL", [], entries)
        else:
            self._assign(
                "EXPIRATIONDATE = (CREATIONDATE + ?)::DATE + ?::INTEGER",
                [self._offset, retention.days],
                entries,
            )

    def _check_idle(self, entries: Sequence[TapeFile]) -> None:
        for entry in entries:
            if CatalogName.parse(entry.volume_catalog).node != self._node:
                raise OperatorError(
                    mediacom.NOT_MODELLED, what="Freeing tapes cataloged on another system"
                )
        busy = self._busy_sets([_set_of(entry) for entry in entries])
        for entry in entries:
            if _set_of(entry) in busy:
                volume, status = busy[_set_of(entry)]
                raise OperatorError(
                    mediacom.TAPEFILE_IN_USE,
                    name=entry.title,
                    volume=volume,
                    state=f"has status {status}",
                )
        self._check_unheld(entries)

    def _check_unheld(self, entries: Sequence[TapeFile]) -> None:
        """Refuse to end entries on tapes that a process reads or asks for: mediacom.5966."""
        held = self._held_sets() if entries else {}
        for entry in entries if held else ():
            volume = held.get(_set_of(entry)[1:])
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

    def _busy_sets(self, sets: Sequence[_Set]) -> dict[_Set, tuple[str, str]]:
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
        self._assign("TAPEFILESTATUS = 'INVALID'", [], entries)
        self._remove_dead(Condition().tuples(_SET, sorted({_set_of(entry) for entry in entries})))

    def _remove_dead(self, where: Condition) -> tuple[int, int]:
        """Remove tape sets without a valid entry, with all that refers to them.

        Sets that are being written, and sets on tapes cataloged elsewhere, stay. Returns how many
        sets disappeared and how many tapes that freed.
        """
        local = f"{self._node}."
        self._database.execute(
            f"CREATE OR REPLACE TEMP TABLE DEAD_SET AS SELECT {_SET_COLUMNS},"
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
                f"DELETE FROM {table} WHERE ({_SET_COLUMNS}) IN"
                f" (SELECT ({_SET_COLUMNS}) FROM {_DEAD})"
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
