"""Disk file entries: which disk files stand in which tape file, by the million.

Everything here is one statement over sets. An entry ends with its tape file: it stays valid when
that expires, though nothing is found through it, and is removed with it (DSM/TC User's Guide 1-12).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

from nsksim.dsmtc.catalog import CatalogKind, Catalogs
from nsksim.dsmtc.query import (
    EVERY_ENTRY,
    NUMBERS,
    TAPE_FILE,
    Condition,
    EntryFilter,
    node_of,
    tapefiles,
)
from nsksim.dsmtc.tapefile import TapeFile
from nsksim.errors import OperatorError
from nsksim.messages import mediacom
from nsksim.names import (
    CatalogName,
    CatalogPattern,
    DiskfilePattern,
    FileName,
    NodeName,
    TapeFileId,
)
from nsksim.store import Database


@dataclass(frozen=True, slots=True)
class DumpedFile:
    """A disk file as BACKUP writes it; its tape places are VOLINDEX values of the tape file."""

    name: FileName
    modified: datetime
    """UTC."""
    eof: int = 0
    """Bytes."""
    code: int = 0
    type: str = "EN"
    opened: bool = False
    broken: bool = False
    roll_forward_needed: bool = False
    corrupt: bool = False
    audited: bool = False
    first_index: int = 1
    last_index: int = 1
    position: int = -1
    """FILEPOSITIONLBA, -1 for unknown."""


@dataclass(frozen=True, slots=True)
class TapePlace:
    """A tape a disk file stands on, with its place in the set, from 1."""

    volser: str
    index: int


@dataclass(frozen=True, slots=True)
class DiskFile:
    """One disk file entry; names as stored, only `volume_catalog` with its node."""

    catalog: str
    name: str
    dumped: datetime
    """UTC: when the BACKUP process began."""
    file_id: str
    generation: int
    version: int
    physical_copy: int
    logical_copy: int
    status: str
    """VA or IN."""
    opened: bool
    broken: bool
    roll_forward_needed: bool
    corrupt: bool
    audited: bool
    code: int
    type: str
    eof: int
    modified: datetime
    volume_set: str
    pool: str
    volume_catalog: str


class RecoverableFile(NamedTuple):
    """A disk file with the tape file it is best brought back from; the catalog has no node."""

    name: str
    dumped: datetime
    """UTC."""
    tape: str
    """On which it begins."""
    volume_index: int
    """The place of that tape in the set, from 1; 0 where no tape is noted."""
    catalog: str
    file_id: str
    generation: int
    version: int
    physical_copy: int
    logical_copy: int
    volume_catalog: str
    """With its node."""
    pool: str
    volume_set: str

    @property
    def tape_file(self) -> tuple[object, ...]:
        """Give the columns that tell its tape file from all others, in the order of its table."""
        return self[4:]

    @property
    def place(self) -> TapePlace:
        """Say where it begins, as far as that is noted."""
        return TapePlace(self.tape, self.volume_index)

    @property
    def tapes_at(self) -> NodeName | None:
        """Name the system whose volume catalog has its tapes."""
        return CatalogName.parse(self.volume_catalog).node


class DiskFileLine(NamedTuple):
    """What the brief display shows of an entry: made for lists of millions."""

    name: str
    dumped: datetime
    """UTC."""
    generation: int
    status: str
    """VA or IN."""
    file_id: str
    catalog: str
    """The file catalog, without node; the entries of one stand together."""


SOURCE_COLUMNS = (
    "DISKFILENAME",
    "LASTMODTIME",
    "DISKFILEEOF64",
    "FILECODE",
    "FILETYPE",
    "OPENED",
    "BROKEN",
    "RFNEEDED",
    "CORRUPT",
    "AUDITED",
    "FIRSTINDEX",
    "LASTINDEX",
    "FILEPOSITIONLBA",
)
"""The columns the SELECT given to `insert` has to name; the flags are Y or N."""

_COLUMNS = (
    "CATALOG, DISKFILENAME, TIMEDUMPED, FILEID, GENERATION, VERSION, PHYSICALCOPY, LOGICALCOPY,"
    " DISKFILESTATUS, OPENED = 'Y', BROKEN = 'Y', RFNEEDED = 'Y', CORRUPT = 'Y', AUDITED = 'Y',"
    " FILECODE, FILETYPE, DISKFILEEOF64, LASTMODTIME, VOLSETID, POOLNAME, VOLUMECATALOG"
)
_ORDER = "CATALOG, DISKFILENAME, FILEID, GENERATION, VERSION, PHYSICALCOPY, LOGICALCOPY, VOLSETID"
_LARGEST_INTEGER = 2147483647


class DiskFiles:
    """The disk file entries of all file catalogs of one system."""

    def __init__(self, database: Database, catalogs: Catalogs) -> None:
        self._database = database
        self._catalogs = catalogs

    def record(self, entry: TapeFile, files: Sequence[DumpedFile], dumped: datetime) -> int:
        """Enter the files of a backup and return how many."""
        if not files:
            return 0
        columns: list[list[object]] = [
            [str(file.name) for file in files],
            [file.modified for file in files],
            [file.eof for file in files],
            [file.code for file in files],
            [file.type for file in files],
            ["NY"[file.opened] for file in files],
            ["NY"[file.broken] for file in files],
            ["NY"[file.roll_forward_needed] for file in files],
            ["NY"[file.corrupt] for file in files],
            ["NY"[file.audited] for file in files],
            [file.first_index for file in files],
            [file.last_index for file in files],
            [file.position for file in files],
        ]
        listed = ", ".join(f"unnest(?) AS {column}" for column in SOURCE_COLUMNS)
        return self.insert(entry, f"SELECT {listed}", columns, dumped)

    def insert(
        self, entry: TapeFile, source: str, parameters: Sequence[object], dumped: datetime
    ) -> int:
        """Enter the rows of a SELECT that names `SOURCE_COLUMNS`, and return how many.

        The SELECT is run twice (for DISKFILE and for DFTOV) and has to give the same rows.
        """
        with self._database.transaction():
            count = self._database.execute(
                "INSERT INTO DISKFILE SELECT ?, DISKFILENAME, ?, ?, ?, ?, ?, ?, 'VA', OPENED,"
                " BROKEN, RFNEEDED, CORRUPT, AUDITED, FILECODE, FILETYPE,"
                f" CASE WHEN DISKFILEEOF64 > {_LARGEST_INTEGER} THEN -1 ELSE DISKFILEEOF64 END,"
                f" LASTMODTIME, ?, ?, ?, DISKFILEEOF64 FROM ({source})",
                [
                    entry.catalog,
                    dumped,
                    entry.physical_copy,
                    entry.logical_copy,
                    entry.file_id,
                    entry.generation,
                    entry.version,
                    entry.volume_set,
                    entry.pool,
                    entry.volume_catalog,
                    *parameters,
                ],
            )
            # A disk file stands on every tape between its first and its last.
            self._database.execute(
                "INSERT INTO DFTOV SELECT ?, s.DISKFILENAME, ?, t.VOLSER, t.VOLUMECATALOG,"
                " t.POOLNAME, t.VOLSETID, t.VOLINDEX,"
                " CASE t.VOLINDEX WHEN s.FIRSTINDEX THEN s.FILEPOSITIONLBA ELSE -1 END"
                f" FROM ({source}) s JOIN TFTOV t"
                " ON t.VOLINDEX BETWEEN s.FIRSTINDEX AND s.LASTINDEX"
                " WHERE t.CATALOG = ? AND t.FILEID = ? AND t.GENERATION = ? AND t.VERSION = ?"
                " AND t.PHYSICALCOPY = ? AND t.LOGICALCOPY = ? AND t.VOLSETID = ?",
                [
                    entry.catalog,
                    dumped,
                    *parameters,
                    entry.catalog,
                    entry.file_id,
                    entry.generation,
                    entry.version,
                    entry.physical_copy,
                    entry.logical_copy,
                    entry.volume_set,
                ],
            )
        return count

    def matching(
        self,
        patterns: Sequence[DiskfilePattern],
        filecat: CatalogName | CatalogPattern | None,
        wanted: EntryFilter = EVERY_ENTRY,
    ) -> Iterator[DiskFileLine]:
        """List entries by name and tape file, each once, as they are read; committed ones only.

        Without `filecat` it is every file catalog. That the nodes of the patterns are known is
        asked before, by whoever read them.
        """
        where = self._matching(patterns, filecat).also(wanted.condition("DISKFILESTATUS"))
        rows = self._database.stream(
            "SELECT DISKFILENAME, TIMEDUMPED, GENERATION, DISKFILESTATUS, FILEID, CATALOG"
            f" FROM DISKFILE WHERE {where.text} ORDER BY {_ORDER}",
            where.parameters,
        )
        return map(DiskFileLine._make, rows)

    def detailed(
        self,
        patterns: Sequence[DiskfilePattern],
        filecat: CatalogName | CatalogPattern | None,
        wanted: EntryFilter = EVERY_ENTRY,
    ) -> Iterator[tuple[DiskFile, list[TapePlace]]]:
        """List entries as `matching` does, with the tapes of each in the order of its set."""
        where = self._matching(patterns, filecat)
        # The names are demanded of both tables, so that the smaller sides meet in the join.
        entries, places = where.text, where.text
        selected = wanted.condition("DISKFILESTATUS")
        columns = ", ".join(f"d.{name}" for name in _ORDER.split(", "))
        rows = self._database.stream(
            f"SELECT d.*, v.VOLSER, v.VOLINDEX FROM (SELECT {_COLUMNS} FROM DISKFILE"
            f" WHERE {entries} AND {selected.text}) d LEFT JOIN"
            " (SELECT CATALOG, DISKFILENAME, TIMEDUMPED, VOLUMECATALOG, POOLNAME, VOLSETID, VOLSER,"
            f" VOLINDEX FROM DFTOV WHERE {places}) v USING (CATALOG, DISKFILENAME, TIMEDUMPED,"
            f" VOLUMECATALOG, POOLNAME, VOLSETID) ORDER BY {columns}, v.VOLINDEX, v.VOLSER",
            [*where.parameters, *selected.parameters, *where.parameters],
        )
        for entry, lines in groupby(rows, lambda row: row[:-2]):
            tapes = [TapePlace(*line[-2:]) for line in lines if line[-1] is not None]
            yield DiskFile(*entry), tapes

    def missing(
        self,
        patterns: Sequence[DiskfilePattern],
        filecat: CatalogName | CatalogPattern | None,
    ) -> list[DiskfilePattern]:
        """Give the files named without wildcards that have no entry, in their order."""
        names = [pattern for pattern in patterns if pattern.template.single is not None]
        if not names:
            return []
        where = self._matching(names, filecat)
        rows = self._database.rows(
            f"SELECT DISTINCT DISKFILENAME FROM DISKFILE WHERE {where.text} ORDER BY DISKFILENAME",
            where.parameters,
        )
        found = {name for (name,) in rows}
        return [pattern for pattern in names if str(pattern.template) not in found]

    def recoverable(
        self,
        pattern: DiskfilePattern,
        filecat: CatalogName | None,
        today: date,
        *,
        file_id: TapeFileId | None = None,
        generation: int = -1,
        before: datetime | None = None,
        away: Sequence[NodeName] = (),
    ) -> Iterator[RecoverableFile]:
        """List by name the disk files that can be brought back, each from its newest dump.

        Only valid entries of valid, unexpired tape files count, and only those cataloged before
        the instant `before`. A negative generation counts back among these tape files, for each
        file ID by itself. Without `filecat` it is every file catalog. Of the copies of that dump,
        which have its generation and version, one whose tapes are cataloged on a system of `away`
        is the last choice; an older dump is none. Among entries of a collision nobody can tell
        copies.
        """
        tapes = self._catalogs.demanded("CATALOG", filecat).equal(
            "FILEID", file_id and file_id.value
        )
        tapes.add("TAPEFILESTATUS = 'VALID'")
        files = self._matching([pattern], filecat).equal("DISKFILESTATUS", "VA")
        if before is not None:
            tapes.add("CREATIONDATE < ?", before)
            files.add("TIMEDUMPED < ?", before)
        newest = ""
        if generation > 0:
            tapes.equal("GENERATION", generation)
        else:
            order = "PARTITION BY CATALOG, FILEID ORDER BY GENERATION DESC"
            newest = f"QUALIFY dense_rank() OVER ({order}) = {-generation:d}"
        places = self._matching([pattern], filecat)
        dump = "CATALOG, FILEID, GENERATION, VERSION"
        on_set = "CATALOG, DISKFILENAME, TIMEDUMPED, VOLUMECATALOG, POOLNAME, VOLSETID"
        rows = self._database.stream(
            f"WITH T AS (SELECT {TAPE_FILE}, {node_of('VOLUMECATALOG')} IN"
            f" (SELECT unnest(?::VARCHAR[])) AND count(*) OVER (PARTITION BY {NUMBERS}) = 1 AS AWAY"
            f" FROM {tapefiles(today)} WHERE {tapes.text} {newest}),"
            f" D AS (SELECT DISKFILENAME, TIMEDUMPED, {TAPE_FILE} FROM DISKFILE"
            f" WHERE {files.text}),"
            # A dump is as new as the newest of its copies.
            " C AS (SELECT *, max(TIMEDUMPED) OVER"
            f" (PARTITION BY DISKFILENAME, {dump}) AS NEWEST FROM D JOIN T USING ({TAPE_FILE})),"
            " F AS (SELECT * FROM C"
            " QUALIFY row_number() OVER (PARTITION BY DISKFILENAME ORDER BY NEWEST DESC,"
            " CATALOG, FILEID, GENERATION DESC, VERSION DESC, AWAY, TIMEDUMPED DESC,"
            " PHYSICALCOPY, LOGICALCOPY, VOLUMECATALOG, POOLNAME, VOLSETID) = 1),"
            f" V AS (SELECT {on_set}, VOLSER, VOLINDEX FROM DFTOV WHERE {places.text})"
            # One that no tape is noted for is looked for from the first tape on.
            " SELECT DISKFILENAME, TIMEDUMPED, coalesce(VOLSER, VOLSETID), coalesce(VOLINDEX, 0),"
            f" {TAPE_FILE} FROM F LEFT JOIN V USING ({on_set})"
            " QUALIFY row_number() OVER (PARTITION BY DISKFILENAME ORDER BY VOLINDEX) = 1"
            " ORDER BY DISKFILENAME",
            [
                [str(node) for node in away],
                *tapes.parameters,
                *files.parameters,
                *places.parameters,
            ],
        )
        return map(RecoverableFile._make, rows)

    def local_twins(self, file: RecoverableFile) -> set[str]:
        """Name, without node, the files its tape file holds of more than one system."""
        local = "substr(DISKFILENAME, instr(DISKFILENAME, '.') + 1)"
        where = Condition().tuples(TAPE_FILE.split(", "), [file.tape_file])
        rows = self._database.rows(
            f"SELECT {local} FROM DISKFILE WHERE {where.text} GROUP BY 1"
            " HAVING count(DISTINCT DISKFILENAME) > 1 ORDER BY 1",
            where.parameters,
        )
        return {name for (name,) in rows}

    def of_tapefile(self, entry: TapeFile) -> Iterator[DiskFile]:
        """List the entries of one tape file by name, a few at a time; committed ones only."""
        where = Condition().equal("CATALOG", entry.catalog).equal("VOLSETID", entry.volume_set)
        where.equal("FILEID", entry.file_id).equal("GENERATION", entry.generation)
        where.equal("VERSION", entry.version).equal("PHYSICALCOPY", entry.physical_copy)
        where.equal("LOGICALCOPY", entry.logical_copy).equal("POOLNAME", entry.pool)
        for row in self._database.stream(
            f"SELECT {_COLUMNS} FROM DISKFILE WHERE {where.text} ORDER BY {_ORDER}",
            where.parameters,
        ):
            yield DiskFile(*row)

    def count(self, filecat: CatalogName) -> int:
        """Count all entries of a file catalog, reachable by a pattern or not."""
        return int(
            self._database.value(
                "SELECT count(*) FROM DISKFILE WHERE CATALOG = ?", [self._catalogs.local(filecat)]
            )
        )

    def alter(
        self,
        patterns: Sequence[DiskfilePattern],
        filecat: CatalogName,
        wanted: EntryFilter,
        *,
        usable: bool,
    ) -> int:
        """Mark entries usable or not (ALTER DISKFILE) and return how many.

        Raises mediacom.5920 for the catalog, or for the first pattern that fits no entry; nothing
        is changed then.
        """
        self._catalogs.check(CatalogKind.FILECAT, filecat)
        selected = wanted.condition("DISKFILESTATUS")
        for pattern in patterns:
            where = self._matching([pattern], filecat).also(selected)
            if not self._database.one(
                f"SELECT 1 FROM DISKFILE WHERE {where.text} LIMIT 1", where.parameters
            ):
                raise OperatorError(mediacom.DOES_NOT_EXIST, object="DISKFILE", name=pattern.typed)
        where = self._matching(patterns, filecat).also(selected)
        return self._database.execute(
            f"UPDATE DISKFILE SET DISKFILESTATUS = ? WHERE {where.text}",
            ["VA" if usable else "IN", *where.parameters],
        )

    def _matching(
        self,
        patterns: Sequence[DiskfilePattern],
        filecat: CatalogName | CatalogPattern | None,
    ) -> Condition:
        names = []
        for pattern in patterns:
            if pattern.template.single is not None:
                names.append(Condition().equal("DISKFILENAME", str(pattern.template)))
            else:
                names.append(Condition().add("DISKFILENAME LIKE ?", pattern.like))
        return self._catalogs.demanded("CATALOG", filecat).any_of(names)
