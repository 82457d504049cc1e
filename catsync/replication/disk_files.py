"""The disk files of an import: DISKFILE and DFTOV rows from staging files into the file catalog.

A volume whose rows here have the staged fingerprint is not read; one without rows here is loaded
as it is; any other is compared row by row. What the volumes hold otherwise is `comparison`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path

from catsync.replication.comparison import Activity, TargetGroup, Unit, load
from catsync.replication.staging import StagedVolume, volume_sets
from catsync.replication.survey import Survey, multivolume_sets, survey
from catsync.replication.tables import (
    BULK,
    DFTOV,
    DISKFILE,
    NODE,
    TAPE_FILE,
    WITHOUT_NODE,
    Table,
    equal,
    literal,
    matching,
    names,
)
from nsksim.store import Database


class Work(Enum):
    """What has to be done with the disk files of a unit."""

    NONE = auto()
    """Not staged, not wanted, or the same already."""
    LOAD = auto()
    """None is here: every row is missing."""
    COMPARE = auto()


@dataclass(slots=True)
class DiskFileChanges:
    """What was written: counts by group id, and rows by unit and tape file."""

    activity: dict[str, Activity] = field(default_factory=dict)
    written: dict[tuple[int, tuple[object, ...]], int] = field(default_factory=dict)
    finished: bool = True

    def add(self, group: str, activity: Activity) -> None:
        """Count for a group."""
        self.activity[group] = self.activity.get(group, Activity()) + activity


def staged_rows(unit: Unit) -> int:
    """Count the DISKFILE rows staged for a unit."""
    return sum(v.bulk[DISKFILE.name].rows for v in unit.volumes if v.bulk is not None)


def classify(
    database: Database, units: Sequence[Unit], nodes: Mapping[str, str]
) -> dict[int, Work]:
    """Say what is to be done for each unit, by its place in `units`."""
    works: dict[int, Work] = {}
    for group in {unit.group.id: unit.group for unit in units}.values():
        staged = {
            number: unit
            for number, unit in enumerate(units)
            if unit.group.id == group.id and any(v.bulk is not None for v in unit.volumes)
        }
        if not staged:
            continue
        labels = sorted(label for unit in staged.values() for label in unit.labels)
        filecat = group.filecat.rpartition(".")[2]
        surveys = [survey(database, t, group.volcat, group.pool, labels, filecat) for t in BULK]
        multivolume = multivolume_sets(database, group.volcat, group.pool)
        for number, unit in staged.items():
            sets = {name for v in unit.volumes for name in volume_sets(v.entries, v.label)}
            if sets & multivolume or sets != {unit.label}:
                works[number] = Work.COMPARE
            else:
                works[number] = _single(unit.volumes[0], surveys, nodes)
    return works


def _single(volume: StagedVolume, surveys: Sequence[Survey], nodes: Mapping[str, str]) -> Work:
    """Decide for a volume that is a set of its own."""
    parts = [(volume.bulk or {})[table.name] for table in BULK]
    prints = [part.fingerprint and part.fingerprint.renamed(nodes) for part in parts]
    if all(
        p is not None and p.engine == found.engine and p.nodes == found.nodes(volume.label)
        for p, found in zip(prints, surveys, strict=True)
    ):
        return Work.NONE
    return Work.COMPARE if any(found.rows(volume.label) for found in surveys) else Work.LOAD


class DiskFileImport:
    """Reads staging files into the tables of one target; for one batch, in one transaction.

    `scratch` is an empty directory inside the world.
    """

    def __init__(
        self,
        database: Database,
        scratch: Path,
        nodes: Mapping[str, str],
        *,
        delete_obsolete: bool,
    ) -> None:
        self._database = database
        self._scratch = scratch
        self._nodes = nodes
        self._delete_obsolete = delete_obsolete
        self._files = 0

    def apply(self, units: Sequence[Unit], works: Mapping[int, Work], rows: int) -> DiskFileChanges:
        """Write what is missing and different; delete what is obsolete in a full import (G-34).

        At most `rows` disk files when there is one unit; then `finished` says if that was all.
        """
        changes = DiskFileChanges()
        pending = {number for number, work in works.items() if work is not Work.NONE}
        for group in {units[n].group.id: units[n].group for n in sorted(pending)}.values():
            numbers = [n for n in sorted(pending) if units[n].group.id == group.id]
            whole = [n for n in numbers if works[n] is Work.LOAD]
            other = [n for n in numbers if works[n] is Work.COMPARE]
            if len(units) == 1 and whole and staged_rows(units[whole[0]]) > rows:
                whole, other = [], whole
            self._load(group, {n: units[n].volumes[0] for n in whole}, changes)
            if other:
                self._compare(group, {n: units[n] for n in other}, rows, changes)
        return changes

    def _load(
        self, group: TargetGroup, volumes: Mapping[int, StagedVolume], changes: DiskFileChanges
    ) -> None:
        """Insert all rows of volumes that have none here."""
        for table in BULK:
            columns = names(table.all)
            for source in self._sources(table, group, volumes.items()):
                self._database.execute(
                    f"INSERT INTO {table.name} ({columns}) SELECT {columns} FROM ({source})"
                )
        plain: dict[int, StagedVolume] = {}
        for number, volume in volumes.items():
            part = (volume.bulk or {})[DISKFILE.name]
            changes.add(group.id, Activity(added=part.rows))
            if set(TAPE_FILE) <= part.steady.keys():
                key = tuple(part.steady[column] for column in TAPE_FILE)
                changes.written[number, (*_place(group), *key)] = part.rows
            elif part.rows:
                plain[number] = volume
        for source in self._sources(DISKFILE, group, plain.items()):
            self._count_written(f"({source})", changes)
        self._forget_files()

    def _count_written(self, source: str, changes: DiskFileChanges) -> None:
        key = names(("CATALOG", "VOLUMECATALOG", "POOLNAME", *TAPE_FILE))
        for unit, *values, rows in self._database.rows(
            f"SELECT UNIT, {key}, count(*) FROM {source} GROUP BY ALL ORDER BY ALL"
        ):
            changes.written[unit, tuple(values)] = rows

    def _compare(
        self, group: TargetGroup, units: Mapping[int, Unit], rows: int, changes: DiskFileChanges
    ) -> None:
        """Compare row by row and write the difference."""
        database = self._database
        for table in BULK:
            self._difference(table, group, units)
        self._forget_files()
        wanted = int(database.value("SELECT count(*) FROM WRITE_DISKFILE"))
        partial = len(units) == 1 and wanted > rows
        if partial:
            changes.finished = False
            database.execute(
                "CREATE OR REPLACE TEMP TABLE WRITE_DISKFILE AS SELECT * FROM WRITE_DISKFILE"
                f" ORDER BY ALL LIMIT {rows}"
            )
        added, updated = database.rows(
            "SELECT count(*) FILTER (PLACE IS NULL), count(*) FILTER (PLACE IS NOT NULL)"
            " FROM WRITE_DISKFILE"
        )[0]
        deleted = self._write(DISKFILE)
        self._count_written("WRITE_DISKFILE", changes)
        if partial:
            # The place of a disk file on tape is written with it, never before it.
            same = equal(("CATALOG", *_SET, "DISKFILENAME", "TIMEDUMPED"), "d", "w")
            database.execute(
                "DELETE FROM WRITE_DFTOV w WHERE NOT EXISTS"
                f" (SELECT 1 FROM DISKFILE d WHERE {same})"
            )
        moved = "SELECT DISTINCT VOLSETID, DISKFILENAME, TIMEDUMPED FROM WRITE_DFTOV"
        known = "SELECT VOLSETID, DISKFILENAME, TIMEDUMPED FROM WRITE_DISKFILE"
        updated += int(database.value(f"SELECT count(*) FROM ({moved} EXCEPT {known})"))
        self._write(DFTOV)
        changes.add(group.id, Activity(added, updated, deleted))
        for table in BULK:
            for kind in ("STAGED", "PRESENT", "WRITE", "DROP"):
                database.execute(f"DROP TABLE {kind}_{table.name}")

    def _difference(self, table: Table, group: TargetGroup, units: Mapping[int, Unit]) -> None:
        """Make WRITE_x, rows that are missing or different, and DROP_x, rows that are obsolete.

        Equal rows are told apart by TWIN: node replacement can give two disk files one name.
        """
        database, name, columns = self._database, table.name, names(table.all)
        order = f"ORDER BY hash({columns})"
        twin = f"row_number() OVER (PARTITION BY {names(table.key)} {order}) AS TWIN"
        declared = ", ".join(f"{column} {kind}" for column, kind in table.types.items())
        database.execute(
            f"CREATE OR REPLACE TEMP TABLE STAGED_{name} (UNIT INTEGER, AGE INTEGER, {declared})"
        )
        volumes = [(n, volume) for n, unit in units.items() for volume in unit.volumes]
        for source in self._sources(table, group, volumes):
            database.execute(f"INSERT INTO STAGED_{name} SELECT * FROM ({source})")
        # A disk file on two volumes is staged with both: the newer export is right.
        newest = f"QUALIFY AGE = min(AGE) OVER (PARTITION BY {names(table.key)})"
        if all(len(unit.volumes) == 1 for unit in units.values()):
            newest = ""
        sets = sorted({s for _, v in volumes for s in volume_sets(v.entries, v.label)})
        place = (
            f"VOLSETID IN ({', '.join(map(literal, sets))})"
            f" AND {' AND '.join(f'{c} = {literal(v)}' for c, v in _named_place(group))}"
        )
        database.execute(
            f"CREATE OR REPLACE TEMP TABLE PRESENT_{name} AS"
            f" SELECT rowid AS PLACE, {columns}, {twin} FROM {name} WHERE {place}"
        )
        key = equal((*table.key, "TWIN"), "s", "p")
        staged = f"(SELECT *, {twin} FROM (SELECT * FROM STAGED_{name} {newest}))"
        database.execute(
            f"CREATE OR REPLACE TEMP TABLE WRITE_{name} AS"
            f" SELECT s.* EXCLUDE (AGE, TWIN), p.PLACE FROM {staged} s"
            f" LEFT JOIN PRESENT_{name} p ON {key}"
            f" WHERE p.PLACE IS NULL OR NOT ({matching(table.all, 's', 'p')})"
        )
        database.execute(
            f"CREATE OR REPLACE TEMP TABLE DROP_{name} AS SELECT p.PLACE FROM PRESENT_{name} p"
            f" WHERE {self._droppable(table, units)}"
            f" AND NOT EXISTS (SELECT 1 FROM {staged} s WHERE {key})"
        )

    def _droppable(self, table: Table, units: Mapping[int, Unit]) -> str:
        """Give the condition for rows a full import may delete: all their volumes were staged."""
        if not self._delete_obsolete:
            return "false"
        labels = [v.label for unit in units.values() for v in unit.volumes if v.bulk is not None]
        staged = f"({', '.join(map(literal, labels))})"
        if table is DFTOV:
            return f"p.VOLSER IN {staged}"
        same = equal(("CATALOG", *_SET, "DISKFILENAME", "TIMEDUMPED"), "d", "p")
        on_tape = f"SELECT 1 FROM DFTOV d WHERE {same}"
        return (
            f"(p.VOLSETID IN {staged} OR EXISTS ({on_tape}))"
            f" AND NOT EXISTS ({on_tape} AND d.VOLSER NOT IN {staged})"
        )

    def _write(self, table: Table) -> int:
        """Replace different rows, insert missing ones, delete obsolete ones; count the last."""
        name, columns = table.name, names(table.all)
        deleted = int(self._database.value(f"SELECT count(*) FROM DROP_{name}"))
        self._database.execute(
            f"DELETE FROM {name} WHERE rowid IN (SELECT PLACE FROM DROP_{name} UNION ALL"
            f" SELECT PLACE FROM WRITE_{name} WHERE PLACE IS NOT NULL)"
        )
        self._database.execute(
            f"INSERT INTO {name} ({columns}) SELECT {columns} FROM WRITE_{name}"
            f" ORDER BY UNIT, VOLSETID, {columns}"
        )
        return deleted

    def _sources(
        self, table: Table, group: TargetGroup, volumes: Iterable[tuple[int, StagedVolume]]
    ) -> Iterator[str]:
        """Yield queries for the rows of staged volumes as they are to stand here.

        Before the columns of the table stand UNIT and AGE, 0 for the newest export. All files of
        one shape are read by one statement, which is what lets DuckDB read them in parallel.
        """
        having = [(n, v, v.bulk[table.name]) for n, v in volumes if v.bulk]
        having = [(n, v, part) for n, v, part in having if part.rows]
        marks = sorted({(v.mark.time, v.label) for _, v, _ in having}, reverse=True)
        age = {mark: number for number, mark in enumerate(marks)}
        shapes = sorted({tuple(c for c in table.all if c in part.steady) for _, _, part in having})
        for steady in shapes:
            of_shape = [entry for entry in having if entry[2].steady.keys() == set(steady)]
            files = [self._extracted(table, volume) for _, volume, _ in of_shape]
            declared = "".join(f", {column} {table.types[column]}" for column in steady)
            self._database.execute(
                "CREATE OR REPLACE TEMP TABLE STAGED_FILE"
                f" (FILE VARCHAR, UNIT INTEGER, AGE INTEGER{declared})"
            )
            load(
                self._database,
                "STAGED_FILE",
                ("VARCHAR", "INTEGER", "INTEGER", *(table.types[c] for c in steady)),
                (
                    [file, number, age[v.mark.time, v.label], *(part.steady[c] for c in steady)]
                    for file, (number, v, part) in zip(files, of_shape, strict=True)
                ),
            )
            yield (
                f"SELECT s.UNIT, s.AGE, {self._columns(table, group, steady)}"
                f" FROM read_parquet([{', '.join(map(literal, files))}], filename = true) p"
                " JOIN STAGED_FILE s ON s.FILE = p.filename"
            )
            self._database.execute("DROP TABLE STAGED_FILE")

    def _columns(self, table: Table, group: TargetGroup, steady: Sequence[str]) -> str:
        """Select the columns of the table, with the place and the nodes of this side."""
        values = {column: literal(value) for column, value in _named_place(group)}
        values |= {column: f"s.{column}" for column in steady}
        if self._nodes:
            cases = " ".join(
                f"WHEN {literal(old)} THEN {literal(new)} || {WITHOUT_NODE}"
                for old, new in sorted(self._nodes.items())
            )
            values["DISKFILENAME"] = f"CASE {NODE} {cases} ELSE DISKFILENAME END"
        return ", ".join(f"{values.get(c, f'p.{c}')} AS {c}" for c in table.all)

    def _extracted(self, table: Table, volume: StagedVolume) -> str:
        """Copy a section to a scratch file, as DuckDB reads Parquet from files only."""
        self._files += 1
        path = self._scratch / f"{self._files}.parquet"
        volume.container.copy(table.name, path)
        return str(path)

    def _forget_files(self) -> None:
        """Remove the scratch files that were read."""
        for path in self._scratch.iterdir():
            path.unlink()


_SET = ("VOLUMECATALOG", "POOLNAME", "VOLSETID")


def _place(group: TargetGroup) -> tuple[str, str, str]:
    """Give CATALOG, VOLUMECATALOG and POOLNAME of the file catalog's entries of a group."""
    return group.filecat.rpartition(".")[2], group.volcat, group.pool


def _named_place(group: TargetGroup) -> list[tuple[str, str]]:
    return list(zip(("CATALOG", "VOLUMECATALOG", "POOLNAME"), _place(group), strict=True))
