"""Disk file entries: which disk files stand in which tape file, by the million.

Everything here is one statement over sets. An entry ends with its tape file, which removes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from nsksim.dsmtc.catalog import CatalogKind, Catalogs
from nsksim.dsmtc.query import Condition
from nsksim.dsmtc.tapefile import SetVolume, TapeFile
from nsksim.errors import OperatorError
from nsksim.messages import mediacom
from nsksim.names import CatalogName, DiskfilePattern, FileName, TapeFileId
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


SOURCE_COLUMNS = (
    *("DISKFILENAME", "LASTMODTIME", "DISKFILEEOF64", "FILECODE", "FILETYPE"),
    *("OPENED", "BROKEN", "RFNEEDED", "CORRUPT", "AUDITED"),
    *("FIRSTINDEX", "LASTINDEX", "FILEPOSITIONLBA"),
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
                    *(entry.catalog, dumped, entry.physical_copy, entry.logical_copy),
                    *(entry.file_id, entry.generation, entry.version),
                    *(entry.volume_set, entry.pool, entry.volume_catalog, *parameters),
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
                    *(entry.catalog, dumped, *parameters),
                    *(entry.catalog, entry.file_id, entry.generation, entry.version),
                    *(entry.physical_copy, entry.logical_copy, entry.volume_set),
                ],
            )
        return count

    def matching(
        self,
        pattern: DiskfilePattern,
        filecat: CatalogName,
        *,
        file_id: TapeFileId | None = None,
        generation: int | None = None,
    ) -> Iterator[DiskFile]:
        """List entries by name, tape file and copy, a few at a time; committed ones only.

        Raises mediacom.5920 for the catalog at the first entry. That the node of the pattern is
        known is asked before, by whoever read the pattern.
        """
        name = self._catalogs.check(CatalogKind.FILECAT, filecat)
        where = self._matching(pattern, name, file_id).equal("GENERATION", generation)
        for row in self._database.stream(
            f"SELECT {_COLUMNS} FROM DISKFILE WHERE {where.text} ORDER BY {_ORDER}",
            where.parameters,
        ):
            yield DiskFile(*row)

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

    def volumes(self, file: DiskFile) -> list[SetVolume]:
        """List the tapes a disk file stands on, in the order of the set."""
        rows = self._database.rows(
            "SELECT d.VOLSER, d.POOLNAME, d.VOLUMECATALOG, d.VOLSETID, d.VOLINDEX, t.FILESECTION,"
            " t.FILESEQUENCE FROM DFTOV d JOIN TFTOV t USING (CATALOG, VOLUMECATALOG, POOLNAME,"
            " VOLSETID, VOLSER, VOLINDEX) WHERE d.CATALOG = ? AND d.VOLSETID = ?"
            " AND d.DISKFILENAME = ? AND d.TIMEDUMPED = ? AND d.VOLUMECATALOG = ?"
            " AND d.POOLNAME = ? AND t.FILEID = ?"
            " AND t.GENERATION = ? AND t.VERSION = ? ORDER BY d.VOLINDEX",
            [
                *(file.catalog, file.volume_set, file.name, file.dumped, file.volume_catalog),
                *(file.pool, file.file_id, file.generation, file.version),
            ],
        )
        return [SetVolume(*row) for row in rows]

    def count(self, filecat: CatalogName) -> int:
        """Count all entries of a file catalog, reachable by a pattern or not."""
        return int(
            self._database.value(
                "SELECT count(*) FROM DISKFILE WHERE CATALOG = ?", [self._catalogs.local(filecat)]
            )
        )

    def alter(
        self,
        pattern: DiskfilePattern,
        filecat: CatalogName,
        *,
        usable: bool,
        file_id: TapeFileId | None = None,
        generation: int | None = None,
        physical_copy: int | None = 1,
        logical_copy: int | None = 1,
    ) -> int:
        """Mark entries usable or not (ALTER DISKFILE) and return how many; None is ALL.

        Raises mediacom.5920 for the catalog, or when no entry is found.
        """
        name = self._catalogs.check(CatalogKind.FILECAT, filecat)
        where = self._matching(pattern, name, file_id).equal("GENERATION", generation)
        where.equal("PHYSICALCOPY", physical_copy).equal("LOGICALCOPY", logical_copy)
        count = self._database.execute(
            f"UPDATE DISKFILE SET DISKFILESTATUS = ? WHERE {where.text}",
            ["VA" if usable else "IN", *where.parameters],
        )
        if count == 0:
            raise OperatorError(mediacom.DOES_NOT_EXIST, object="DISKFILE", name=pattern.typed)
        return count

    @staticmethod
    def _matching(pattern: DiskfilePattern, catalog: str, file_id: TapeFileId | None) -> Condition:
        where = Condition().equal("CATALOG", catalog)
        if pattern.template.single is not None:
            where.equal("DISKFILENAME", str(pattern.template))
        else:
            where.add("DISKFILENAME LIKE ?", pattern.like)
        return where.equal("FILEID", file_id and file_id.value)
