"""Which entries of the small tables are missing, different or obsolete at the SECONDARY.

Works on temporary tables of one cursor: SCOPE says which labels are looked at and where, STAGED_x
holds what should stand there, PRESENT_x what does, COME_x and GONE_x the difference. Nothing is
written to a catalog before `write`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from catsync.replication.staging import StagedVolume
from catsync.replication.tables import (
    SMALL,
    TAPE_FILE,
    TAPEFILE,
    TFTOV,
    VOLUME,
    VTOFC,
    Table,
    equal,
    matching,
    names,
)
from nsksim.store import Database

_LOAD_ROWS = 20_000
"""Rows given to DuckDB in one JSON text."""

_PLACE_OF_FILE = ("CATALOG", "VOLUMECATALOG", "POOLNAME")
_FILE_KEY = (*_PLACE_OF_FILE, *TAPE_FILE)
_SET_KEY = (*_PLACE_OF_FILE, "VOLSETID")
_SCOPE = "UNIT INTEGER, GROUP_ID VARCHAR, LABEL VARCHAR, VOLCAT VARCHAR, FILECAT VARCHAR,"
_SCOPE_PLACE = "VOLUMECATALOG VARCHAR, FILECATALOG VARCHAR, POOLNAME VARCHAR"


@dataclass(frozen=True, slots=True)
class TargetGroup:
    """A volume group of the SECONDARY store.

    `primary` is the id of its group at the primary side. `volcat` and `filecat` are qualified; all
    three places are blank for a group without DSM/TC entries (C-07, C-09).
    """

    id: str
    primary: str
    volcat: str = ""
    pool: str = ""
    filecat: str = ""
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """Volumes of one group that are applied together, because they share a volume set.

    Without `volumes` it is the deletion of the volume `label` (G-08).
    """

    label: str
    group: TargetGroup
    volumes: tuple[StagedVolume, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """Name the volumes."""
        return tuple(volume.label for volume in self.volumes) or (self.label,)


@dataclass(frozen=True, slots=True)
class Activity:
    """Entries of one kind: how many were added, updated, deleted."""

    added: int = 0
    updated: int = 0
    deleted: int = 0

    def __add__(self, other: Activity) -> Activity:
        return Activity(
            self.added + other.added, self.updated + other.updated, self.deleted + other.deleted
        )


NO_ACTIVITY = Activity()


@contextmanager
def comparison(database: Database, units: Sequence[Unit]) -> Iterator[frozenset[str]]:
    """Compare the units with the catalogs, for as long as the block lasts.

    Gives the names of the temporary tables of differences that have rows. Stands inside a
    transaction, which takes the temporary tables with it when it fails.
    """
    tables = _load(database, units)
    yield frozenset(name for name, rows in _compare(database).items() if rows)
    for name in tables:
        database.execute(f"DROP TABLE {name}")


def differing_units(database: Database) -> set[int]:
    """Say which units have entries to write or to delete."""
    tables = [f"COME_{table.name}" for table in SMALL]
    tables += [f"GONE_{table.name}" for table in (VOLUME, TAPEFILE, TFTOV)]
    query = " UNION ".join(f"SELECT UNIT FROM {table}" for table in tables)
    return {unit for (unit,) in database.rows(f"{query} ORDER BY UNIT")}


def _load(database: Database, units: Sequence[Unit]) -> list[str]:
    """Make and fill the temporary tables; the rows already have the names of this side."""
    created = []
    for name, columns in (
        ("SCOPE", f"{_SCOPE} {_SCOPE_PLACE}"),
        *((f"STAGED_{t.name}", f"UNIT INTEGER, {_declared(t)}") for t in SMALL),
    ):
        database.execute(f"CREATE OR REPLACE TEMP TABLE {name} ({columns})")
        created.append(name)
    scope = [
        [n, g.id, label, _local(g.volcat), _local(g.filecat), g.volcat, g.filecat, g.pool]
        for n, unit in enumerate(units)
        for g in (unit.group,)
        for label in unit.labels
    ]
    load(database, "SCOPE", ("INTEGER", *["VARCHAR"] * 7), scope)
    for table in SMALL:
        types = ("INTEGER", *table.types.values())
        rows = (
            [number, *row] for number, unit in enumerate(units) for row in _rewritten(unit, table)
        )
        load(database, f"STAGED_{table.name}", types, rows)
    derived = [f"{kind}_{t.name}" for t in SMALL for kind in ("PRESENT", "COME", "GONE")]
    return [*created, *derived, "OBSOLETE"]


def _declared(table: Table) -> str:
    return ", ".join(f"{name} {kind}" for name, kind in table.types.items())


def _local(catalog: str) -> str:
    """Give the name of a catalog without its node, as the column CATALOG holds it."""
    return catalog.rpartition(".")[2]


def _rewritten(unit: Unit, table: Table) -> Iterator[list[object]]:
    """Give the rows of a unit as they are to stand at this side (C-10, C-15).

    Volumes of one set may carry one tape file in two states; the newer export is right.
    """
    group = unit.group
    place = {
        "CATALOG": _local(group.volcat if table in (VOLUME, VTOFC) else group.filecat),
        "VOLUMECATALOG": group.volcat,
        "FILECATALOG": group.filecat,
        "POOLNAME": group.pool,
    }
    if table is VOLUME:
        place["TYPE"] = group.media_type
    staged = table.staged
    key = [staged.index(column) for column in table.key]
    newest: dict[tuple[object, ...], Sequence[object]] = {}
    for volume in sorted(unit.volumes, key=lambda volume: (volume.mark.time, volume.label)):
        for row in volume.entries[table.name]:
            newest[tuple(row[index] for index in key)] = row
    for row in newest.values():
        values = dict(zip(staged, row, strict=True)) | place
        yield [values[column] for column in table.all]


def load(
    database: Database, table: str, types: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """Load rows of plain values as one JSON text at a time; row by row would take minutes."""
    columns = ", ".join(f"CAST(r[{n}] AS {kind})" for n, kind in enumerate(types, 1))
    chunk: list[Sequence[object]] = []

    def insert() -> None:
        database.execute(
            f"INSERT INTO {table} SELECT {columns} FROM"
            """ (SELECT unnest(from_json(CAST(? AS JSON), '[["VARCHAR"]]')) AS r)""",
            [json.dumps(chunk)],
        )
        chunk.clear()

    for row in rows:
        chunk.append(row)
        if len(chunk) == _LOAD_ROWS:
            insert()
    if chunk:
        insert()


_SAME_PLACE = (
    "f.CATALOG = s.FILECAT AND f.VOLUMECATALOG = s.VOLUMECATALOG AND f.POOLNAME = s.POOLNAME"
)


def _compare(database: Database) -> dict[str, int]:
    """Find what stands in the places of the scope; count the differences to what was staged."""
    _temporary(
        database,
        "PRESENT_VOLUME",
        f"SELECT s.UNIT, {names(VOLUME.all, 'f')} FROM VOLUME f JOIN SCOPE s"
        " ON f.CATALOG = s.VOLCAT AND f.POOLNAME = s.POOLNAME AND f.VOLSER = s.LABEL",
    )
    _temporary(
        database,
        "PRESENT_TFTOV",
        f"SELECT s.UNIT, {names(TFTOV.all, 'f')} FROM TFTOV f JOIN SCOPE s"
        f" ON {_SAME_PLACE} AND f.VOLSER = s.LABEL",
    )
    files = names(TAPEFILE.all, "f")
    _temporary(
        database,
        "PRESENT_TAPEFILE",
        f"SELECT s.UNIT, {files} FROM TAPEFILE f JOIN SCOPE s"
        f" ON {_SAME_PLACE} AND f.VOLSETID = s.LABEL"
        f" UNION SELECT s.UNIT, {files} FROM TAPEFILE f JOIN PRESENT_TFTOV s"
        f" ON {equal(_FILE_KEY, 'f', 's')}"
        f" UNION SELECT s.UNIT, {files} FROM TAPEFILE f JOIN STAGED_TAPEFILE s"
        f" ON {equal(_FILE_KEY, 'f', 's')}",
    )
    _temporary(
        database,
        "PRESENT_VTOFC",
        f"SELECT s.UNIT, {names(VTOFC.all, 'f')} FROM VTOFC f JOIN STAGED_VTOFC s"
        f" ON {equal(('CATALOG', 'POOLNAME', 'VOLSETID'), 'f', 's')}",
    )
    # A tape file is obsolete when the volumes looked at were all it stood on, and none has it now.
    counts = {}
    counts["OBSOLETE"] = _temporary(
        database,
        "OBSOLETE",
        f"SELECT p.* FROM PRESENT_TAPEFILE p"
        f" WHERE NOT EXISTS (SELECT 1 FROM STAGED_TAPEFILE s WHERE {equal(_FILE_KEY, 'p', 's')})"
        f" AND NOT EXISTS (SELECT 1 FROM TFTOV f WHERE {equal(_FILE_KEY, 'p', 'f')}"
        f" AND NOT EXISTS (SELECT 1 FROM SCOPE s WHERE {_SAME_PLACE} AND f.VOLSER = s.LABEL))",
    )
    for table in SMALL:
        staged, present = f"FROM STAGED_{table.name}", f"FROM PRESENT_{table.name}"
        come = f"SELECT * {staged} EXCEPT SELECT * {present}"
        gone = f"SELECT * {present} EXCEPT SELECT * {staged}"
        if table is TAPEFILE:
            kept = " UNION ".join(
                f"SELECT {names(_FILE_KEY)} FROM {t}" for t in ("COME_TAPEFILE", "OBSOLETE")
            )
            gone = f"SELECT * FROM ({gone}) SEMI JOIN ({kept}) USING ({names(_FILE_KEY)})"
        for name, query in ((f"COME_{table.name}", come), (f"GONE_{table.name}", gone)):
            counts[name] = _temporary(database, name, query)
    return counts


def _temporary(database: Database, name: str, query: str) -> int:
    """Make a temporary table and say how many rows it has."""
    return database.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")


def write(database: Database, found: frozenset[str]) -> None:
    """Bring the small tables, the generation counters and the sets to the staged state.

    `found` is what `comparison` gave.
    """
    for table in SMALL:
        if f"GONE_{table.name}" in found:
            database.execute(
                f"DELETE FROM {table.name} f USING GONE_{table.name} g"
                f" WHERE {matching(table.all, 'f', 'g')}"
            )
        if f"COME_{table.name}" in found:
            columns = names(table.all)
            database.execute(
                f"INSERT INTO {table.name} ({columns}) SELECT {columns} FROM COME_{table.name}"
                " ORDER BY ALL"
            )
    if "OBSOLETE" in found:
        _drop_empty_sets(database)
    if "COME_TAPEFILE" in found:
        _raise_generations(database)


def _drop_empty_sets(database: Database) -> None:
    """Forget which file catalog a volume set is in, when it has no tape file any more."""
    database.execute(
        "DELETE FROM VTOFC v USING (SELECT DISTINCT s.VOLCAT, o.POOLNAME, o.VOLSETID,"
        " o.VOLUMECATALOG, s.FILECATALOG FROM OBSOLETE o JOIN SCOPE s ON o.UNIT = s.UNIT) o"
        " WHERE v.CATALOG = o.VOLCAT AND v.POOLNAME = o.POOLNAME AND v.VOLSETID = o.VOLSETID"
        " AND v.FILECATALOG = o.FILECATALOG"
        " AND NOT EXISTS (SELECT 1 FROM TAPEFILE f WHERE f.VOLUMECATALOG = o.VOLUMECATALOG"
        " AND f.POOLNAME = v.POOLNAME AND f.VOLSETID = v.VOLSETID)"
    )


def _raise_generations(database: Database) -> None:
    """Keep CONFIG at or above every generation imported, so that none is given out twice (F1)."""
    highest = "SELECT CATALOG, FILEID, max(GENERATION) AS HIGHEST FROM COME_TAPEFILE GROUP BY ALL"
    same = "c.CATALOG = g.CATALOG AND c.FILEID = g.FILEID"
    database.execute(
        f"UPDATE CONFIG c SET LASTGENERATION = g.HIGHEST FROM ({highest}) g"
        f" WHERE {same} AND c.LASTGENERATION < g.HIGHEST"
    )
    database.execute(
        f"INSERT INTO CONFIG (CATALOG, FILEID, LASTGENERATION) SELECT g.* FROM ({highest}) g"
        f" WHERE NOT EXISTS (SELECT 1 FROM CONFIG c WHERE {same}) ORDER BY ALL"
    )


def drop_disk_files(database: Database) -> dict[str, int]:
    """Delete the disk files of obsolete tape files (G-37); count them by group id."""
    obsolete = f"(SELECT DISTINCT {names(_FILE_KEY)} FROM OBSOLETE)"
    counts: dict[str, int] = dict(
        database.rows(
            f"SELECT o.GROUP_ID, count(*) FROM DISKFILE f JOIN (SELECT DISTINCT s.GROUP_ID,"
            f" {names(_FILE_KEY, 'o')} FROM OBSOLETE o JOIN SCOPE s ON o.UNIT = s.UNIT) o"
            f" ON {equal(_FILE_KEY, 'f', 'o')} GROUP BY ALL ORDER BY ALL"
        )
    )
    database.execute(
        f"DELETE FROM DISKFILE f USING {obsolete} o WHERE {equal(_FILE_KEY, 'f', 'o')}"
    )
    same = equal((*_SET_KEY, "DISKFILENAME", "TIMEDUMPED"), "f", "d")
    database.execute(
        f"DELETE FROM DFTOV f USING (SELECT DISTINCT {names(_SET_KEY)} FROM OBSOLETE) o"
        f" WHERE {equal(_SET_KEY, 'f', 'o')}"
        f" AND NOT EXISTS (SELECT 1 FROM DISKFILE d WHERE {same})"
    )
    return counts


def volume_activity(database: Database) -> dict[str, Activity]:
    """Count the changes of VOLUME by group id (K-09)."""
    same = equal(("CATALOG", "POOLNAME", "VOLSER"), "c", "g")
    return {
        group: Activity(*counts)
        for group, *counts in database.rows(
            "SELECT s.GROUP_ID, count(*) FILTER (c.UNIT IS NOT NULL AND g.UNIT IS NULL),"
            " count(*) FILTER (c.UNIT IS NOT NULL AND g.UNIT IS NOT NULL),"
            " count(*) FILTER (c.UNIT IS NULL AND g.UNIT IS NOT NULL)"
            f" FROM COME_VOLUME c FULL JOIN GONE_VOLUME g ON {same}"
            " JOIN (SELECT DISTINCT UNIT, GROUP_ID FROM SCOPE) s"
            " ON s.UNIT = coalesce(c.UNIT, g.UNIT) GROUP BY ALL ORDER BY ALL"
        )
    }


@dataclass(frozen=True, slots=True)
class TapeFileChange:
    """A tape file that changes: by which unit and group id, its key, and the count for it."""

    unit: int
    group: str
    key: tuple[object, ...]
    activity: Activity


def tape_file_changes(database: Database) -> list[TapeFileChange]:
    """List the tape files that change.

    An entry of TFTOV that changes makes its tape file an updated one.
    """
    key = names(_FILE_KEY)
    touched = " UNION ".join(
        f"SELECT UNIT, {key} FROM {table}"
        for table in ("COME_TAPEFILE", "GONE_TAPEFILE", "COME_TFTOV", "GONE_TFTOV")
    )

    def within(table: str) -> str:
        return f"EXISTS (SELECT 1 FROM {table} x WHERE {equal(_FILE_KEY, 'x', 't')})"

    rows = database.rows(
        f"SELECT min(t.UNIT), min(s.GROUP_ID), {names(_FILE_KEY, 't')},"
        f" {within('PRESENT_TAPEFILE')}, {within('OBSOLETE')}"
        f" FROM ({touched}) t JOIN (SELECT DISTINCT UNIT, GROUP_ID FROM SCOPE) s"
        f" ON s.UNIT = t.UNIT WHERE {within('PRESENT_TAPEFILE')} OR {within('STAGED_TAPEFILE')}"
        " GROUP BY ALL ORDER BY ALL"
    )
    return [
        TapeFileChange(
            unit,
            group,
            tuple(key),
            Activity(int(not present), int(present and not obsolete), int(obsolete)),
        )
        for unit, group, *key, present, obsolete in rows
    ]


def changed_volumes(database: Database) -> Mapping[int, int]:
    """Count the volumes whose VOLUME entry changes, by unit."""
    return dict(
        database.rows(
            "SELECT UNIT, count(DISTINCT VOLSER) FROM (SELECT UNIT, VOLSER FROM COME_VOLUME"
            " UNION ALL SELECT UNIT, VOLSER FROM GONE_VOLUME) GROUP BY UNIT ORDER BY UNIT"
        )
    )
