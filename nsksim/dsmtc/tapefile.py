"""Tape files: the entries of what was written on tape sets, and how they are found.

How they come into the catalog is told in `recording`, how long they stay in `ending`.

Source: DSM/TC User's Guide on generations, versions and copies. A date is a local date of the
system; the caller says what day it is. Relative generations are positions among the entries that
exist; that expired and invalid ones do not count is our reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from nsksim.dsmtc.catalog import CatalogKind, Catalogs, noted_catalog
from nsksim.dsmtc.query import NUMBERS, TAPE_FILE, Condition, EntryFilter, node_of, tapefiles
from nsksim.dsmtc.tapeset import SET_COLUMNS, SetName, TapeSet
from nsksim.errors import OperatorError
from nsksim.messages import mediacom
from nsksim.names import (
    CatalogName,
    CatalogPattern,
    NodeName,
    TapeFileId,
    TapeFilePattern,
)
from nsksim.store import Database, Row


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
    def key(self) -> tuple[object, ...]:
        """Give the columns that tell it from all others, in the order of its table."""
        return (
            self.catalog,
            self.file_id,
            self.generation,
            self.version,
            self.physical_copy,
            self.logical_copy,
            self.volume_catalog,
            self.pool,
            self.volume_set,
        )

    @property
    def tape_set(self) -> TapeSet:
        """Give the tape set it is on."""
        return (self.catalog, self.volume_catalog, self.pool, self.volume_set)

    @property
    def tapes_at(self) -> NodeName | None:
        """Name the system whose volume catalog has its tapes."""
        return CatalogName.parse(self.volume_catalog).node

    @property
    def title(self) -> str:
        """Name the entry in a message."""
        return f"{TapeFileId(self.file_id)}, GEN {self.generation}, VERSION {self.version}"


@dataclass(frozen=True, slots=True)
class SetVolume:
    """A tape that a tape file is on; `volume_catalog` has its node."""

    volser: str
    pool: str
    volume_catalog: str
    volume_set: str
    """The name of the first tape of the set."""
    index: int
    """The place of the tape in its set, from 1."""
    section: int
    """Which tape of the file it is, from 1."""
    sequence: int
    """The place of the file in the set, from 1."""


@dataclass(frozen=True, slots=True)
class SetFile:
    """One tape file of a tape set, expired or not, as INFO TAPEVOLUME, DETAIL lists it."""

    volume_set: str
    file_catalog: str
    file_id: str
    generation: int
    version: int
    status: str


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


_COLUMNS = (
    "CATALOG, FILEID, GENERATION, VERSION, PHYSICALCOPY, LOGICALCOPY, CREATIONDATE, EXPIRATIONDATE,"
    " RECORDFORMAT, RECORDLENGTH, BLOCKLENGTH, TAPEFILEMODE, CATALOGFILES = 'Y' AS CATALOGFILES,"
    " TAPEFILESTATUS,"
    " VOLUMECATALOG, POOLNAME, VOLSETID, COMMENT"
)
_ORDER = TAPE_FILE
_KEY = tuple(TAPE_FILE.split(", "))
_WIDTH = len(TapeFile.__dataclass_fields__) + 2
"""Columns of an entry, of how many share its numbers, and of its last generation."""
VALID = "TAPEFILESTATUS = 'VALID'"


def _place(entry: TapeFile, row: Sequence[Any]) -> SetVolume:
    """Make a tape of an entry from its name, index, section and sequence."""
    return SetVolume(row[0], entry.pool, entry.volume_catalog, entry.volume_set, *row[1:])


class TapeFiles:
    """The tape files of all file catalogs of one system."""

    def __init__(self, database: Database, node: NodeName, catalogs: Catalogs) -> None:
        self._database = database
        self._node = node
        self._catalogs = catalogs

    # -- finding --------------------------------------------------------------------------------

    def resolve(
        self,
        filecat: CatalogName,
        file_id: TapeFileId,
        today: date,
        generation: int = -1,
        *,
        physical_copy: int = 1,
        logical_copy: int = 1,
    ) -> TapeFile:
        """Find the one entry a read means: the valid version, which nobody has to name.

        Raises mediacom.5920 (catalog, or no such entry). Source: DSM/TC User's Guide 2-5.
        """
        pattern = TapeFilePattern(file_id.value, literal=any(c in "*?" for c in file_id.value))
        wanted = Selection(pattern, generation, None, physical_copy, logical_copy)
        return self.select(filecat, wanted, today)[-1]

    def select(
        self, filecat: CatalogName, selection: Selection, today: date, *, invalid: bool = False
    ) -> list[TapeFile]:
        """Find the unexpired entries a command means, in the order of their names.

        With `invalid` all there are, valid or not. Raises mediacom.5920 for the catalog, or when
        nothing is found.
        """
        name = self._catalogs.check(CatalogKind.FILECAT, filecat)
        where = Condition().equal("CATALOG", name).like("FILEID", selection.pattern)
        found = self._chosen(where if invalid else where.add(VALID), selection, today)
        if not found:
            raise OperatorError(mediacom.DOES_NOT_EXIST, object="TAPEFILE", name=selection.title)
        return self.on_sets_of(found, today) if selection.volume_set else found

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
        return self._where(Condition().tuples(NUMBERS.split(", "), [source]))

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
            f"WITH F AS (SELECT {_COLUMNS}, count(*) OVER (PARTITION BY {NUMBERS}) AS TWINS"
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
        """List the tapes of an entry in the order of the set.

        Raises mediacom.5957 for a damaged catalog, which has none.
        """
        where = Condition().tuples(_KEY, [entry.key])
        rows = self._database.rows(
            "SELECT VOLSER, POOLNAME, VOLUMECATALOG, VOLSETID, VOLINDEX, FILESECTION, FILESEQUENCE"
            f" FROM TFTOV WHERE {where.text} ORDER BY VOLINDEX, VOLSER",
            where.parameters,
        )
        if not rows:
            raise self.on_no_tape(entry)
        return [SetVolume(*row) for row in rows]

    def on_no_tape(self, entry: TapeFile) -> OperatorError:
        """Make the refusal of a damaged catalog, which says of no tape that an entry is on it."""
        return OperatorError(
            mediacom.CATALOG_DAMAGED,
            object=CatalogKind.FILECAT,
            catalog=f"{self._node}.{entry.catalog}",
            reason=f"TAPEFILE {entry.title} is on no tape",
        )

    def end_of_set(self, volcat: str, pool: str, volume_set: str | None) -> tuple[int, int]:
        """Give the place of the last file and of the last tape of a set, 0 for one without files.

        The volume catalog has its node, which may be that of another system.
        """
        row = self._database.one(
            "SELECT max(FILESEQUENCE), max(VOLINDEX) FROM TFTOV"
            " WHERE VOLUMECATALOG = ? AND POOLNAME = ? AND VOLSETID = ?",
            [volcat, pool, volume_set],
        )
        assert row is not None  # of all rows together there is one maximum
        return int(row[0] or 0), int(row[1] or 0)

    def on_tape(
        self, volcat: str, pool: str, volume_set: str, volser: str
    ) -> list[tuple[TapeFile, SetVolume]]:
        """List the files that are cataloged on a tape in tape order, each with its place there.

        `volcat` has its node. Also expired and INVALID ones.
        """
        where = Condition().equal("VOLUMECATALOG", volcat).equal("POOLNAME", pool)
        where.equal("VOLSETID", volume_set).equal("VOLSER", volser)
        rows = self._database.rows(
            f"SELECT {_COLUMNS}, VOLSER, VOLINDEX, FILESECTION, FILESEQUENCE FROM TFTOV"
            f" JOIN TAPEFILE USING ({_ORDER}) WHERE {where.text} ORDER BY FILESEQUENCE, {_ORDER}",
            where.parameters,
        )
        width = len(TapeFile.__dataclass_fields__)
        entries = [(TapeFile(*row[:width]), row[width:]) for row in rows]
        return [(entry, _place(entry, place)) for entry, place in entries]

    def contents(self, sets: Sequence[SetName], today: date) -> dict[SetName, list[SetFile]]:
        """List the tape files of some tape sets, each set in tape order."""
        if not sets:
            return {}
        where = Condition().tuples(["t.VOLUMECATALOG", "t.POOLNAME", "t.VOLSETID"], sets)
        rows = self._database.rows(
            "SELECT t.VOLUMECATALOG, t.POOLNAME, t.VOLSETID, t.CATALOG, t.FILEID, t.GENERATION,"
            f" t.VERSION, any_value(TAPEFILESTATUS) FROM TFTOV t JOIN {tapefiles(today)}"
            f" USING ({TAPE_FILE}) WHERE {where.text} GROUP BY ALL ORDER BY t.VOLUMECATALOG,"
            " t.POOLNAME, t.VOLSETID, min(t.FILESEQUENCE), t.FILEID, t.GENERATION, t.VERSION",
            where.parameters,
        )
        listed: dict[SetName, list[SetFile]] = {}
        for volcat, pool, volume_set, filecat, *rest in rows:
            entry = SetFile(volume_set, f"{self._node}.{filecat}", *rest)
            listed.setdefault((volcat, pool, volume_set), []).append(entry)
        return listed

    def holding(self, wanted: EntryFilter, tapes: NodeName) -> list[Row]:
        """List the tape sets of a system that hold a tape file which is asked for.

        A row is the volume catalog without its node, pool and first tape.
        """
        system, files = f"{tapes}.", wanted.condition("TAPEFILESTATUS")
        return self._database.rows(
            f"SELECT DISTINCT substr(VOLUMECATALOG, {len(system) + 1}), POOLNAME, VOLSETID"
            f" FROM {tapefiles(wanted.today)} WHERE starts_with(VOLUMECATALOG, ?) AND {files.text}"
            " ORDER BY ALL",
            [system, *files.parameters],
        )

    def tape_nodes(self, filecat: CatalogName | CatalogPattern | None) -> list[NodeName]:
        """Name the other systems whose volume catalogs have the tapes of files here.

        Without `filecat` those of every file catalog. Raises mediacom.5957 for a damaged one.
        """
        node, where = node_of("VOLUMECATALOG"), self._catalogs.demanded("CATALOG", filecat)
        rows = self._database.rows(
            "SELECT min((VOLUMECATALOG, CATALOG, VOLSETID)) FROM TAPEFILE"
            f" WHERE NOT starts_with(VOLUMECATALOG, ?) AND {where.text}"
            f" GROUP BY {node} ORDER BY {node}",
            [f"{self._node}.", *where.parameters],
        )
        found = []
        for ((volcat, catalog, volume_set),) in rows:
            holder = f"{self._node}.{catalog}"
            home = noted_catalog(CatalogKind.VOLCAT, volcat, holder, volume_set).node
            assert home is not None  # it was checked
            found.append(home)
        return found

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
            f" QUALIFY count(*) OVER (PARTITION BY {NUMBERS}) > 1 ORDER BY {_ORDER}",
            where.parameters,
        )
        return self._entries(rows)

    def on_sets_of(self, entries: Sequence[TapeFile], today: date) -> list[TapeFile]:
        """List the unexpired entries on the tape sets of some."""
        where = Condition().tuples(SET_COLUMNS, sorted({entry.tape_set for entry in entries}))
        return self._where(where.add(VALID), today)

    def other_versions(self, entry: TapeFile, today: date) -> list[TapeFile]:
        """List the valid entries of the other versions of a generation, all copies."""
        where = Condition().equal("CATALOG", entry.catalog).equal("FILEID", entry.file_id)
        entries = self._where(where.equal("GENERATION", entry.generation), today)
        return [e for e in entries if e.version != entry.version and e.status == "VALID"]

    def of_generation(self, filecat: str, file_id: TapeFileId, generation: int) -> list[TapeFile]:
        """List the entries of one generation, valid or not."""
        where = Condition().equal("CATALOG", filecat).equal("FILEID", file_id.value)
        return self._where(where.equal("GENERATION", generation))

    # -- changing -------------------------------------------------------------------------------

    def assign(self, what: str, values: list[object], entries: Sequence[TapeFile]) -> None:
        """Change columns of entries: `what` as in UPDATE, `values` for its question marks."""
        where = Condition().tuples(_KEY, [entry.key for entry in entries])
        self._database.execute(
            f"UPDATE TAPEFILE SET {what} WHERE {where.text}", [*values, *where.parameters]
        )

    def remove(self, where: Condition) -> None:
        """Remove entries with all that refers to them; `where` asks for columns of `TapeSet`s."""
        for table in ("DISKFILE", "DFTOV", "TFTOV", "TAPEFILE"):
            self._database.execute(f"DELETE FROM {table} WHERE {where.text}", where.parameters)

    # -- inside ---------------------------------------------------------------------------------

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
        return self._entries(rows)

    def _entries(self, rows: Sequence[Row]) -> list[TapeFile]:
        """Make entries of rows; whoever finds some can ask for their tapes.

        Raises mediacom.5957 for a damaged catalog.
        """
        entries = [TapeFile(*row) for row in rows]
        for volcat, entry in {entry.volume_catalog: entry for entry in entries}.items():
            holder = f"{self._node}.{entry.catalog}"
            noted_catalog(CatalogKind.VOLCAT, volcat, holder, entry.volume_set)
        return entries

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
        return self._entries(rows)
