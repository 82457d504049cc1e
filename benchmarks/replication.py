"""The fast path of the replication beside raw DuckDB, in one run: `make bench`.

    python -m benchmarks.replication [--volumes 100] [--disk-files 1000000] [--repeat 3]

Raw is `COPY` of each table to one Parquet file and `INSERT ... SELECT` from it into empty tables.
Each measurement runs in a process of its own, so that its peak memory is its own; raw and ours take
turns, and the best of the repetitions is compared. Ends with exit code 1 when a target is missed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from catsync.replication.application import ImportRules, Step, apply_next, inspect, plan
from catsync.replication.comparison import TargetGroup
from catsync.replication.extraction import SourceVolume, extract
from catsync.replication.staging import ExportMark, SourceGroup
from catsync.replication.tables import BULK, SMALL
from nsksim.schema import read
from nsksim.store import Database, Store

SOURCE = SourceGroup("VG_A", "DSM/TC", "\\ETINIUM.SLABVC", "SLAB_A_DAILY")
TARGET = TargetGroup(
    "VG_B", "VG_A", "\\INSIDX.QCVOLCAT", "CH409DR_2ND_SLABA_DAILY", "\\INSIDX.QCFILCAT", "LTO3"
)
TABLES = [table.name for table in (*SMALL, *BULK)]
UPDATES = 20
SMALL_STORE = 30
"""Volumes of the Store the one-volume update is compared with."""

MEMORY_MIB = 1024
EXPORT_RATIO, IMPORT_RATIO, AGAIN_RATIO, UPDATE_RATIO = 2.0, 3.0, 1.0, 1.5
UPDATE_MORE_SECONDS = 0.020

LABEL = "'V' || lpad(to_base(v, 36), 5, '0')"


@dataclass(frozen=True)
class Measure:
    """Seconds of wall clock and of processor, and the peak memory of the process in MiB."""

    wall: float
    processor: float
    memory: float


class World:
    """A world directory with a source and a target system."""

    def __init__(self, directory: Path, *, create: bool = False) -> None:
        self.directory = directory
        self.scratch = directory / "scratch"
        self.files = directory / "files"
        self.store = Store(directory)
        schema = read("nsksim.dsmtc")
        if create:
            self.scratch.mkdir()
            self.files.mkdir()
            self.source = self.store.create("source", schema)
            self.target = self.store.create("target", schema)
        else:
            self.source = self.store.open("source", schema)
            self.target = self.store.open("target", schema)

    def labels(self) -> list[str]:
        """Name the volumes of the source."""
        rows = self.source.rows("SELECT VOLSER FROM VOLUME ORDER BY VOLSER")
        return [label for (label,) in rows]

    def export(self, number: int, labels: list[str]) -> dict[str, Path]:
        """Write each staging file once under a new name, without fsync."""
        mark = ExportMark(f"EXPORT-{number}", f"2022-01-01 00:00:{number:02d}.000000")
        volumes = [SourceVolume(label, SOURCE.id, {"state": "IDLE"}) for label in labels]
        staged = {}
        for volume in extract(
            self.source, [SOURCE], volumes, mark, disk_files=True, scratch=self.scratch
        ):
            staged[volume.label] = self.files / f"{number}-{volume.label}"
            staged[volume.label].write_bytes(volume.content)
        return staged

    def replicate(self, staged: dict[str, Path], *, full: bool) -> list[Step]:
        """Import staging files, part by part."""
        good, refused = inspect(sorted(staged.items()))
        assert not refused
        rest = plan(
            self.target,
            [TARGET],
            good,
            ImportRules(full=full, disk_files=True),
            scratch=self.scratch,
        )
        steps = []
        while not rest.done:
            rest, step = apply_next(self.target, rest, scratch=self.scratch)
            steps.append(step)
        return steps

    def empty(self) -> None:
        """Empty the target as a new system is."""
        for statement in filter(None, map(str.strip, read("nsksim.dsmtc").split(";"))):
            if statement.startswith("CREATE TABLE"):
                self.target.execute(f"DROP TABLE {statement.split()[2]}")
                self.target.execute(statement)
        self.store.checkpoint()


def generate(database: Database, volumes: int, disk_files: int) -> None:
    """Fill the source: one tape file on each volume, its disk files, rows clustered by volume."""
    each = disk_files // volumes
    place = "'\\ETINIUM.SLABVC', 'SLAB_A_DAILY'"
    database.execute(
        "INSERT INTO VOLUME (CATALOG, VOLSER, POOLNAME, LABEL, TYPE, VOLUMESTATUS, VOLSETID,"
        f" VOLINDEX) SELECT 'SLABVC', {LABEL}, 'SLAB_A_DAILY', 'BACKUP', 'CART3480', 'ASSIGNED',"
        f" {LABEL}, 1 FROM range({volumes}) r(v)"
    )
    database.execute(
        "INSERT INTO TAPEFILE (CATALOG, VOLUMECATALOG, POOLNAME, FILEID, GENERATION, CREATIONDATE,"
        f" EXPIRATIONDATE, VOLSETID, CATALOGFILES) SELECT 'SLABFC', {place}, 'SLABA-BAK11-DAILY',"
        " v + 1, TIMESTAMP '2022-01-01' + to_seconds(v * 3600), DATE '2030-01-01',"
        f" {LABEL}, 'Y' FROM range({volumes}) r(v)"
    )
    database.execute(
        "INSERT INTO TFTOV (CATALOG, VOLUMECATALOG, VOLSER, POOLNAME, FILEID, GENERATION,"
        " VOLSETID) SELECT CATALOG, VOLUMECATALOG, VOLSETID, POOLNAME, FILEID, GENERATION,"
        " VOLSETID FROM TAPEFILE"
    )
    database.execute(
        "INSERT INTO VTOFC (CATALOG, VOLSETID, POOLNAME, FILECATALOG) SELECT 'SLABVC', VOLSETID,"
        " POOLNAME, '\\ETINIUM.SLABFC' FROM TAPEFILE"
    )
    database.execute(
        "INSERT INTO DISKFILE (CATALOG, VOLUMECATALOG, POOLNAME, DISKFILENAME, TIMEDUMPED, FILEID,"
        " GENERATION, AUDITED, FILECODE, FILETYPE, DISKFILEEOF, LASTMODTIME, VOLSETID,"
        f" DISKFILEEOF64) SELECT 'SLABFC', {place},"
        " '\\ETINIUM.$D' || (h % 10) || '.S' || lpad(to_base(h // 10 % 300, 36), 6, '0')"
        " || '.F' || lpad(to_base(f, 36), 6, '0'), TIMESTAMP '2022-01-01' + to_seconds(v * 3600),"
        " 'SLABA-BAK11-DAILY', v + 1, CASE WHEN h % 7 = 0 THEN 'Y' ELSE 'N' END, h % 800,"
        " CASE WHEN h % 5 = 0 THEN 'TA' ELSE 'EN' END, h % 100_000_000,"
        f" TIMESTAMP '2021-01-01' + to_seconds(h % 31_000_000), {LABEL}, h % 100_000_000"
        f" FROM (SELECT i // {each} AS v, i % {each} AS f, CAST(hash(i) >> 2 AS BIGINT) AS h"
        f" FROM range({volumes * each}) r(i))"
    )
    database.execute(
        "INSERT INTO DFTOV (CATALOG, DISKFILENAME, TIMEDUMPED, VOLSER, VOLUMECATALOG, POOLNAME,"
        " VOLSETID, FILEPOSITIONLBA) SELECT CATALOG, DISKFILENAME, TIMEDUMPED, VOLSETID,"
        " VOLUMECATALOG, POOLNAME, VOLSETID, rowid * 17 FROM DISKFILE"
    )


# -- what is measured, each in a process of its own ------------------------------------------------


@contextmanager
def opened(directory: Path) -> Iterator[World]:
    """Open a world for one measurement."""
    world = World(directory)
    try:
        yield world
    finally:
        world.store.close()


def measured(action: Callable[[], object]) -> Measure:
    """Run an action and measure it."""
    wall, processor = perf_counter(), process_time()
    action()
    wall, processor = perf_counter() - wall, process_time() - processor
    return Measure(wall, processor, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def make(directory: Path, volumes: int, disk_files: int) -> None:
    """Make a world with a filled source and an empty target."""
    world = World(directory, create=True)
    generate(world.source, volumes, disk_files)
    world.store.close()


def raw_export(directory: Path, number: int) -> Measure:
    """Copy each table to one Parquet file."""
    with opened(directory) as world:

        def copy() -> None:
            for table in TABLES:
                path = world.scratch / f"raw-{number}-{table}.parquet"
                world.source.execute(f"COPY {table} TO '{path}' (FORMAT parquet)")

        return measured(copy)


def raw_import(directory: Path, number: int) -> Measure:
    """Insert from the Parquet files into empty tables."""
    with opened(directory) as world:
        world.empty()

        def insert() -> None:
            for table in TABLES:
                path = world.scratch / f"raw-{number}-{table}.parquet"
                world.target.execute(f"INSERT INTO {table} SELECT * FROM read_parquet('{path}')")

        return measured(insert)


def full_export(directory: Path, number: int) -> Measure:
    """Export all volumes."""
    with opened(directory) as world:
        return measured(partial(world.export, number, world.labels()))


def first_import(directory: Path, number: int) -> Measure:
    """Import all volumes into an empty SECONDARY."""
    with opened(directory) as world:
        world.empty()
        staged = {label: world.files / f"{number}-{label}" for label in world.labels()}
        return measured(partial(world.replicate, staged, full=True))


def import_again(directory: Path, number: int) -> Measure:
    """Import the same files once more."""
    with opened(directory) as world:
        staged = {label: world.files / f"{number}-{label}" for label in world.labels()}
        return measured(partial(world.replicate, staged, full=True))


def one_volume_updates(directory: Path, number: int) -> list[Measure]:
    """Change a third of one volume's disk files, export and import it, again and again."""
    measures = []
    with opened(directory) as world:
        labels = world.labels()
        for turn in range(UPDATES):
            label = labels[turn * 7 % len(labels)]
            world.source.execute(
                "UPDATE DISKFILE SET FILECODE = FILECODE + 1 WHERE VOLSETID = ?"
                " AND DISKFILEEOF % 3 = 0",
                [label],
            )

            def update(label: str = label, turn: int = turn) -> None:
                world.replicate(world.export(number + turn, [label]), full=False)

            measures.append(measured(update))
    return measures


# -- the report ------------------------------------------------------------------------------------


def best(measures: list[Measure]) -> Measure:
    """Take the shortest time and the highest memory of several runs."""
    return Measure(
        min(m.wall for m in measures),
        min(m.processor for m in measures),
        max(m.memory for m in measures),
    )


def median(measures: list[Measure]) -> Measure:
    """Take the median time and the highest memory of several runs."""
    return Measure(
        statistics.median(m.wall for m in measures),
        statistics.median(m.processor for m in measures),
        max(m.memory for m in measures),
    )


def line(name: str, ours: Measure, beside: Measure, target: float, *, more: float = 0.0) -> bool:
    """Print one row; say whether its targets are met. `more` is a difference that is met too."""
    ratio = ours.wall / beside.wall
    met = ratio <= target or ours.wall - beside.wall <= more
    met = met and ours.memory <= MEMORY_MIB
    print(
        f"{name:<28} {ours.wall:8.3f} {beside.wall:8.3f} {ratio:7.2f} {target:7.2f}"
        f" {ours.processor / beside.processor:9.2f} {ours.memory:8.0f} {beside.memory:8.0f}"
        f"  {'met' if met else 'MISSED'}"
    )
    return met


def run(directory: Path, volumes: int, disk_files: int, repeat: int) -> bool:
    """Measure everything and print the table."""
    context = multiprocessing.get_context("spawn")

    def alone(action: Callable[..., Any], *arguments: object) -> Any:
        with ProcessPoolExecutor(1, mp_context=context) as executor:
            return executor.submit(action, *arguments).result()

    large, small = directory / "large", directory / "small"
    for world, count in ((large, volumes), (small, min(SMALL_STORE, volumes))):
        world.mkdir()
        alone(make, world, count, disk_files // volumes * count)
    kinds = (raw_export, full_export, raw_import, first_import, import_again)
    found: dict[str, list[Measure]] = {kind.__name__: [] for kind in kinds}
    for number in range(1, repeat + 1):
        for kind in kinds:
            found[kind.__name__].append(alone(kind, large, number))
    same = all(
        (large / "files" / f"1-{path.name[2:]}").read_bytes().split(b"\n", 2)[2]
        == path.read_bytes().split(b"\n", 2)[2]
        for path in (large / "files").glob(f"{repeat}-*")
    )
    alone(full_export, small, 1)
    alone(first_import, small, 1)
    updates = {world: alone(one_volume_updates, world, repeat + 1) for world in (large, small)}
    print(f"{disk_files} disk files in {volumes} volumes; seconds of wall clock, MiB\n")
    print(
        f"{'':<28} {'ours':>8} {'beside':>8} {'ratio':>7} {'target':>7} {'processor':>9}"
        f" {'memory':>8} {'beside':>8}"
    )
    shortest = {name: best(measures) for name, measures in found.items()}
    raw_out, raw_in = shortest["raw_export"], shortest["raw_import"]
    results = [
        line("full export", shortest["full_export"], raw_out, EXPORT_RATIO),
        line("first full import", shortest["first_import"], raw_in, IMPORT_RATIO),
        line("full import, no changes", shortest["import_again"], raw_in, AGAIN_RATIO),
        line(
            f"one volume, beside {min(SMALL_STORE, volumes)} volumes",
            median(updates[large]),
            median(updates[small]),
            UPDATE_RATIO,
            more=UPDATE_MORE_SECONDS,
        ),
    ]
    print(f"\nthe same bytes in two exports of one state: {'yes' if same else 'NO'}")
    return same and all(results)


def main() -> int:
    """Read the options, measure in a directory that is removed afterwards."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--volumes", type=int, default=100)
    parser.add_argument("--disk-files", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    directory = Path(tempfile.mkdtemp(prefix="nsksim-bench-"))
    try:
        met = run(directory, options.volumes, options.disk_files, options.repeat)
    finally:
        shutil.rmtree(directory)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
