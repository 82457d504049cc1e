"""From the catalogs to staging files: the set-based core of an export.

Reads with cursors of its own what is committed, so a transaction of the caller that changes these
tables must be over. Nothing but scratch files is written here; the files made are handed out one by
one, in the order of the volumes asked for, and their bytes are a function of the catalogs.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import count
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from typing import Any

from catsync.replication.staging import (
    BulkPart,
    CatalogStatus,
    ExportMark,
    Fingerprint,
    SourceGroup,
    catalog_status,
    encode_volume,
    volume_sets,
)
from catsync.replication.survey import Survey, multivolume_sets, survey
from catsync.replication.tables import (
    BULK,
    DFTOV,
    DISKFILE,
    SMALL,
    TAPE_FILE,
    TAPEFILE,
    TFTOV,
    VOLUME,
    VTOFC,
    Table,
    equal,
    literal,
    names,
)
from nsksim.store import Database, Row

WORKERS = 3
"""One more than the cores: a worker that reads back its scratch file leaves a core idle."""

_CHUNK_ROWS = 100_000
"""Rows of scattered volumes that one worker gathers at a time; bounds the memory it takes."""

_SCATTERED = 20
"""A table is read volume by volume unless the volumes lie this many times wider than they are."""

_PARQUET = "FORMAT parquet, COMPRESSION lz4_raw, USE_TMP_FILE false"


@dataclass(frozen=True, slots=True)
class SourceVolume:
    """A volume to export; `record` is its BackPak record, data for JSON."""

    label: str
    group: str
    record: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ExtractedVolume:
    """One file of an export, with what the report says of the volume (K-05, K-07)."""

    label: str
    group: str
    content: bytes
    status: CatalogStatus
    disk_files: int


@dataclass(frozen=True, slots=True)
class _Work:
    """What one worker does at a time: volumes of one group."""

    volumes: Sequence[SourceVolume]
    group: SourceGroup
    entries: Mapping[str, Mapping[str, list[list[object]]]]
    surveys: Mapping[str, Survey] | None
    multivolume: frozenset[str]
    gathered: bool = False

    @property
    def copies(self) -> bool:
        """Say whether rows have to be copied; without, a file is made faster than handed over."""
        return self.surveys is not None and any(
            any(found.rows(volume.label) for found in self.surveys.values())
            or volume_sets(self.entries.get(volume.label, {}), volume.label) & self.multivolume
            for volume in self.volumes
        )


def extract(
    database: Database,
    groups: Iterable[SourceGroup],
    volumes: Sequence[SourceVolume],
    mark: ExportMark,
    *,
    disk_files: bool,
    scratch: Path,
) -> Iterator[ExtractedVolume]:
    """Yield the staging file of each volume, in the order given.

    `scratch` is a directory inside the world. A group without a VOLCAT has no catalog entries.
    Raises backbox.9974 for a volume that makes too large a file, StoreProblem when the host fails.
    """
    by_id = {group.id: group for group in groups}
    works = list(_works(database, by_id, volumes, disk_files=disk_files))
    with (
        TemporaryDirectory(dir=scratch, prefix="export-") as directory,
        _readers(database) as readers,
        ThreadPoolExecutor(WORKERS, "extract") as executor,
    ):
        numbers = count()

        def extracted(work: _Work, reader: Database) -> list[ExtractedVolume]:
            return _extract(reader, work, mark, Path(directory), numbers)

        def work_on(work: _Work) -> list[ExtractedVolume]:
            reader = readers.get()
            try:
                return extracted(work, reader)
            finally:
                readers.put(reader)

        waiting: deque[Callable[[], list[ExtractedVolume]]] = deque()
        try:
            for work in works:
                if work.copies:
                    waiting.append(executor.submit(work_on, work).result)
                else:
                    waiting.append(partial(extracted, work, database))
                if len(waiting) > 2 * WORKERS:
                    yield from waiting.popleft()()
            while waiting:
                yield from waiting.popleft()()
        finally:
            executor.shutdown(cancel_futures=True)


@contextmanager
def _readers(database: Database) -> Iterator[SimpleQueue[Database]]:
    """Open a cursor for each worker."""
    opened = [database.reader() for _ in range(WORKERS)]
    queue: SimpleQueue[Database] = SimpleQueue()
    for reader in opened:
        queue.put(reader)
    try:
        yield queue
    finally:
        for reader in opened:
            reader.close()


def _works(
    database: Database,
    groups: Mapping[str, SourceGroup],
    volumes: Sequence[SourceVolume],
    *,
    disk_files: bool,
) -> Iterator[_Work]:
    """Read what is small about all volumes, and divide them among the workers."""
    prepared: dict[str, _Work] = {}
    for group in groups.values():
        labels = [volume.label for volume in volumes if volume.group == group.id]
        if not group.volcat or not labels:
            prepared[group.id] = _Work((), group, {}, None, frozenset())
            continue
        multivolume = multivolume_sets(database, group.volcat, group.pool)
        surveys: Mapping[str, Survey] | None = None
        if disk_files:
            surveys = {t.name: survey(database, t, group.volcat, group.pool, labels) for t in BULK}
        entries = _entries(database, group, labels)
        prepared[group.id] = _Work((), group, entries, surveys, multivolume)
    scattered = {
        group: any(f.spread > _SCATTERED * f.total for f in (base.surveys or {}).values())
        for group, base in prepared.items()
    }
    runs: list[list[SourceVolume]] = []
    rows = 0
    for volume in volumes:
        found = (prepared[volume.group].surveys or {}).get(DISKFILE.name)
        more = found.rows(volume.label) if found else 0
        same = bool(runs) and scattered[volume.group] and runs[-1][0].group == volume.group
        if same and rows + more <= _CHUNK_ROWS:
            runs[-1].append(volume)
            rows += more
        else:
            runs.append([volume])
            rows = more
    for run in runs:
        base = prepared[run[0].group]
        yield _Work(
            run, base.group, base.entries, base.surveys, base.multivolume, gathered=len(run) > 1
        )


def _extract(
    reader: Database, work: _Work, mark: ExportMark, scratch: Path, numbers: Iterator[int]
) -> list[ExtractedVolume]:
    """Make the files of the volumes of one piece of work."""
    if work.gathered:
        for table in BULK:
            place = _place(work.group, [volume.label for volume in work.volumes])
            reader.execute(
                f"CREATE OR REPLACE TEMP TABLE GATHERED_{table.name} AS"
                f" SELECT * FROM {table.name} WHERE {place} ORDER BY VOLSETID, rowid"
            )
    try:
        return [
            _extract_one(reader, work, volume, mark, scratch, numbers) for volume in work.volumes
        ]
    finally:
        if work.gathered:
            for table in BULK:
                reader.execute(f"DROP TABLE GATHERED_{table.name}")


def _extract_one(
    reader: Database,
    work: _Work,
    volume: SourceVolume,
    mark: ExportMark,
    scratch: Path,
    numbers: Iterator[int],
) -> ExtractedVolume:
    label = volume.label
    entries = work.entries.get(label, {})
    bulk: dict[str, BulkPart] | None = None
    sections: list[tuple[str, bytes]] = []
    if work.surveys is not None:
        bulk = {}
        for table in BULK:
            path = scratch / f"{next(numbers)}.parquet"
            bulk[table.name], content = _bulk_part(reader, work, label, table, path)
            if content:
                sections.append((table.name, content))
    content = encode_volume(label, volume.group, mark, volume.record, entries, bulk, sections)
    rows = bulk[DISKFILE.name].rows if bulk else 0
    return ExtractedVolume(label, volume.group, content, catalog_status(entries), rows)


def _bulk_part(
    reader: Database, work: _Work, label: str, table: Table, path: Path
) -> tuple[BulkPart, bytes]:
    """Copy the rows of one volume through a scratch file; give their description and bytes."""
    found = (work.surveys or {})[table.name]
    sets = volume_sets(work.entries.get(label, {}), label)
    if sets & work.multivolume:
        query = _multivolume_query(table, work.group, label, sets)
        rows = reader.execute(f"COPY ({query}) TO {literal(path)} ({_PARQUET})")
        part = BulkPart(rows, {}, None)
    else:
        rows, steady = found.rows(label), found.steady(label)
        fingerprint = Fingerprint(found.engine, found.nodes(label))
        part = BulkPart(rows, {c: _json(value) for c, value in steady.items()}, fingerprint)
        if not rows:
            return part, b""
        columns = tuple(column for column in table.staged if column not in steady)
        source = f"GATHERED_{table.name}" if work.gathered else table.name
        reader.execute(
            f"COPY (SELECT {names(columns)} FROM {source} WHERE {_place(work.group, [label])})"
            f" TO {literal(path)} ({_PARQUET})"
        )
    content = path.read_bytes() if rows else b""
    path.unlink()
    return part, content


def _place(group: SourceGroup, labels: Sequence[str], alias: str = "") -> str:
    """Give the condition for the rows of volume sets that stand in a group's VOLCAT and pool."""
    prefix = f"{alias}." if alias else ""
    if len(labels) == 1:
        sets = f"= {literal(labels[0])}"
    else:
        sets = f"IN ({', '.join(map(literal, labels))})"
    return (
        f"{prefix}VOLSETID {sets} AND {prefix}VOLUMECATALOG = {literal(group.volcat)}"
        f" AND {prefix}POOLNAME = {literal(group.pool)}"
    )


def _multivolume_query(table: Table, group: SourceGroup, label: str, sets: Iterable[str]) -> str:
    """Select the rows of a volume whose set has several.

    A disk file goes with each volume it stands on; one whose volumes nobody recorded goes with the
    first of its set.
    """
    place = _place(group, sorted(sets), "f")
    columns = names(table.staged, "f")
    if table is DFTOV:
        return f"SELECT {columns} FROM DFTOV f WHERE {place} AND f.VOLSER = {literal(label)}"
    where = _place(group, sorted(sets), "v")
    same = equal(("CATALOG", "VOLSETID", "DISKFILENAME", "TIMEDUMPED"), "f", "v")
    on_tape = f"SELECT 1 FROM DFTOV v WHERE {where} AND {same}"
    return (
        f"SELECT {columns} FROM DISKFILE f WHERE {place}"
        f" AND (EXISTS ({on_tape} AND v.VOLSER = {literal(label)})"
        f" OR (f.VOLSETID = {literal(label)} AND NOT EXISTS ({on_tape})))"
    )


def _entries(
    database: Database, group: SourceGroup, labels: Sequence[str]
) -> dict[str, dict[str, list[list[object]]]]:
    """Read the rows of the small tables by label, those of absent volumes left out (E-13)."""
    volcat = group.volcat.rpartition(".")[2]
    wanted = "(SELECT unnest(?::VARCHAR[]))"
    files = names(TAPEFILE.staged, "f")
    same = equal(("CATALOG", "VOLUMECATALOG", "POOLNAME", *TAPE_FILE), "f", "v")
    queries = {
        VOLUME: f"SELECT VOLSER, {names(VOLUME.staged)} FROM VOLUME"
        f" WHERE CATALOG = ? AND POOLNAME = ? AND VOLSER IN {wanted} ORDER BY ALL",
        TFTOV: f"SELECT VOLSER, {names(TFTOV.staged)} FROM TFTOV"
        f" WHERE VOLUMECATALOG = ? AND POOLNAME = ? AND VOLSER IN {wanted} ORDER BY ALL",
        TAPEFILE: f"SELECT DISTINCT v.VOLSER, {files} FROM TAPEFILE f JOIN TFTOV v ON {same}"
        f" WHERE v.VOLUMECATALOG = ? AND v.POOLNAME = ? AND v.VOLSER IN {wanted} ORDER BY ALL",
    }
    found: dict[str, dict[str, list[list[object]]]] = {}
    for table in (VOLUME, TFTOV, TAPEFILE):
        place = volcat if table is VOLUME else group.volcat
        for row in database.rows(queries[table], [place, group.pool, labels]):
            _add(found, table, row)
    sets = sorted({name for label in found for name in volume_sets(found[label], label)})
    formats = {
        row[0]: row
        for row in database.rows(
            f"SELECT {names(VTOFC.staged)} FROM VTOFC"
            f" WHERE CATALOG = ? AND POOLNAME = ? AND VOLSETID IN {wanted} ORDER BY ALL",
            [volcat, group.pool, sets],
        )
    }
    for label, tables in found.items():
        used = {str(row[TFTOV.staged.index("VOLSETID")]) for row in tables.get(TFTOV.name, [])}
        for name in sorted(used & formats.keys()):
            _add(found, VTOFC, (label, *formats[name]))
    present = {label: tables for label, tables in found.items() if VOLUME.name in tables}
    return {
        label: {table.name: tables.get(table.name, []) for table in SMALL}
        for label, tables in present.items()
    }


def _add(
    found: dict[str, dict[str, list[list[object]]]], table: Table, row: Row | tuple[object, ...]
) -> None:
    label, *values = row
    found.setdefault(str(label), {}).setdefault(table.name, []).append(list(map(_json, values)))


def _json(value: object) -> object:
    """Write a time or a date as text; JSON has none."""
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else value
