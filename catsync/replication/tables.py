"""The catalog tables under replication: their columns, what identifies a row, what is rewritten.

The columns are the documented ones (mediacom.md section 17) as `nsksim.dsmtc` lays them out; a test
compares the two. Knows nothing of files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

PLACE = frozenset({"CATALOG", "VOLUMECATALOG", "FILECATALOG", "POOLNAME"})
"""Columns that say where an entry stands. They differ between the two sides, so they are neither
staged nor compared: the import writes those of its own volume group (C-15)."""

TAPE_FILE = ("FILEID", "GENERATION", "VERSION", "PHYSICALCOPY", "LOGICALCOPY", "VOLSETID")
"""What identifies a tape file inside one place. The volume set belongs to it: an entry of the same
file id on another set is somebody else's and is never touched (A-10, Q-12)."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """One table. `key` identifies a row among those of one place.

    `types` maps all columns, in the order of the table, to SQL types; `staged` are those that
    travel.
    """

    name: str
    key: tuple[str, ...]
    types: Mapping[str, str]
    staged: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """Name all columns in the order of the table."""
        return tuple(self.types)


def _table(name: str, key: tuple[str, ...], columns: str) -> Table:
    types = dict(column.split() for column in columns.split(","))
    return Table(name, key, types, tuple(column for column in types if column not in PLACE))


VOLUME = _table(
    "VOLUME",
    ("VOLSER",),
    "CATALOG VARCHAR, VOLSER VARCHAR, POOLNAME VARCHAR, LABEL VARCHAR, TYPE VARCHAR,"
    "VOLUMESTATUS VARCHAR, VOLSETID VARCHAR, VOLINDEX SMALLINT, OWNERID VARCHAR,"
    "DENSITY VARCHAR, ENDOFDATALBA BIGINT",
)
TAPEFILE = _table(
    "TAPEFILE",
    TAPE_FILE,
    "CATALOG VARCHAR, FILEID VARCHAR, GENERATION INTEGER, VERSION SMALLINT,"
    "PHYSICALCOPY SMALLINT, LOGICALCOPY SMALLINT, CREATIONDATE TIMESTAMP, EXPIRATIONDATE DATE,"
    "RECORDFORMAT VARCHAR, RECORDLENGTH INTEGER, BLOCKLENGTH INTEGER, TAPEFILEMODE VARCHAR,"
    "CATALOGFILES VARCHAR, TAPEFILESTATUS VARCHAR, VOLUMECATALOG VARCHAR, POOLNAME VARCHAR,"
    "VOLSETID VARCHAR, COMMENT VARCHAR",
)
TFTOV = _table(
    "TFTOV",
    ("VOLSER", *TAPE_FILE),
    "CATALOG VARCHAR, VOLUMECATALOG VARCHAR, VOLSER VARCHAR, POOLNAME VARCHAR, FILEID VARCHAR,"
    "GENERATION INTEGER, VERSION SMALLINT, PHYSICALCOPY SMALLINT, LOGICALCOPY SMALLINT,"
    "VOLSETID VARCHAR, VOLINDEX SMALLINT, FILESECTION SMALLINT, FILESEQUENCE SMALLINT,"
    "FILESEQLABELLBA BIGINT",
)
VTOFC = _table(
    "VTOFC",
    ("VOLSETID",),
    "CATALOG VARCHAR, VOLSETID VARCHAR, POOLNAME VARCHAR, FILECATALOG VARCHAR,TAPEFORMAT SMALLINT",
)
DISKFILE = _table(
    "DISKFILE",
    ("DISKFILENAME", *TAPE_FILE),
    "CATALOG VARCHAR, DISKFILENAME VARCHAR, TIMEDUMPED TIMESTAMP, PHYSICALCOPY SMALLINT,"
    "LOGICALCOPY SMALLINT, FILEID VARCHAR, GENERATION INTEGER, VERSION SMALLINT,"
    "DISKFILESTATUS VARCHAR, OPENED VARCHAR, BROKEN VARCHAR, RFNEEDED VARCHAR, CORRUPT VARCHAR,"
    "AUDITED VARCHAR, FILECODE INTEGER, FILETYPE VARCHAR, DISKFILEEOF INTEGER,"
    "LASTMODTIME TIMESTAMP, VOLSETID VARCHAR, POOLNAME VARCHAR, VOLUMECATALOG VARCHAR,"
    "DISKFILEEOF64 BIGINT",
)
DFTOV = _table(
    "DFTOV",
    ("DISKFILENAME", "TIMEDUMPED", "VOLSER", "VOLSETID", "VOLINDEX"),
    "CATALOG VARCHAR, DISKFILENAME VARCHAR, TIMEDUMPED TIMESTAMP, VOLSER VARCHAR,"
    "VOLUMECATALOG VARCHAR, POOLNAME VARCHAR, VOLSETID VARCHAR, VOLINDEX SMALLINT,"
    "FILEPOSITIONLBA BIGINT",
)

SMALL = (VOLUME, TAPEFILE, TFTOV, VTOFC)
"""Tables with a handful of rows for each volume; they travel as JSON."""

BULK = (DISKFILE, DFTOV)
"""Tables with thousands of rows for each volume; they travel as Parquet."""

STEADY = {
    "DISKFILE": (
        ("TIMEDUMPED", "FILEID", "GENERATION", "VERSION"),
        (
            "PHYSICALCOPY",
            "LOGICALCOPY",
            "DISKFILESTATUS",
            "OPENED",
            "BROKEN",
            "RFNEEDED",
            "CORRUPT",
            "VOLSETID",
        ),
    ),
    "DFTOV": (("TIMEDUMPED",), ("VOLSER", "VOLSETID", "VOLINDEX")),
}
"""Groups of columns that usually have one value in a whole volume: those of the tape file, if the
volume has one, and those that hardly ever differ. A group that has is staged once, not per row."""


def names(columns: tuple[str, ...], alias: str = "") -> str:
    """Join column names for SQL, each qualified by `alias` when given."""
    prefix = f"{alias}." if alias else ""
    return ", ".join(prefix + column for column in columns)


def matching(columns: tuple[str, ...], left: str, right: str) -> str:
    """Compare two aliases column by column, NULL being equal to NULL."""
    return " AND ".join(f"{left}.{c} IS NOT DISTINCT FROM {right}.{c}" for c in columns)


def equal(columns: tuple[str, ...], left: str, right: str) -> str:
    """Compare two aliases column by column; for columns that are never NULL."""
    return " AND ".join(f"{left}.{c} = {right}.{c}" for c in columns)


def literal(value: object) -> str:
    """Write a value as an SQL text literal."""
    return "'" + str(value).replace("'", "''") + "'"


NODE = "left(DISKFILENAME, strpos(DISKFILENAME, '.') - 1)"
"""The node of a disk file name, with its backslash; `split_part` would take twice the time."""

WITHOUT_NODE = "substr(DISKFILENAME, strpos(DISKFILENAME, '.'))"
"""The rest of a disk file name, with its leading period."""


def steady_hashes(table: Table) -> list[str]:
    """Give the SQL of a hash over each group of steady columns of a row."""
    return [f"hash({names(group)})" for group in STEADY[table.name]]


def row_hash(table: Table) -> str:
    """Give the SQL of the hash of a row that survives another place and node (C-15, G-28)."""
    steady = {column for group in STEADY[table.name] for column in group}
    rest = tuple(c for c in table.staged if c not in steady and c != "DISKFILENAME")
    return f"hash({', '.join(steady_hashes(table))}, {WITHOUT_NODE}, {names(rest)})"
