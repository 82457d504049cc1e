r"""EXPIRE TAPEFILE over many tape files beside raw DuckDB, in one run: `make bench`.

    python -m benchmarks.expiration [--tapefiles 100000] [--disk-files 10] [--repeat 3]

Each tape file stands on a tape of its own, with disk files; the date of nine in ten has come. Ours
is `EXPIRE TAPEFILE` typed at MEDIACOM. Raw is the same change by the statements one would write
for it by hand, on the same file with the same limits, in one transaction. Each measurement runs in
a process of its own, so that its peak memory is its own; raw and ours take turns, and the best of
the repetitions is compared. Ends with exit code 1 when a target is missed, or when the two disagree
about what is left.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import shutil
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import duckdb

from nsksim.names import NodeName
from nsksim.scenario import build
from nsksim.session import Session
from nsksim.store.instance import MEMORY_LIMIT
from nsksim.world import World

NODE = NodeName("ALPHA")
SET_UP = (
    "CREATE VOLCAT VC, ON $DATA.VC",
    "CREATE FILECAT FC, ON $DATA.FC",
    "ALTER MEDIADEFS, VOLCAT VC, FILECAT FC, SSL (\\ALPHA)",
    "ADD POOL DAILY",
)
RATIO = 2.0
MEMORY_MIB = 1024
KEPT = 10
"""Every so many tape files one is not expired."""

_LABEL = "'V' || lpad(to_base(v, 36), 5, '0')"
_FILES = "'FC', '\\ALPHA.$DATA.S.F' || n, TIMESTAMP '2022-01-01'"
_FILLED = """
INSERT INTO VOLUME SELECT 'VC', {label}, 'DAILY', 'BACKUP', 'LTO4', 'ASSIGNED', {label}, 1, NULL,
    NULL, -1 FROM range({count}) t(v);
INSERT INTO VTOFC SELECT 'VC', {label}, 'DAILY', '\\ALPHA.FC', 1 FROM range({count}) t(v);
INSERT INTO CONFIG SELECT 'FC', 'FILE' || v, 1 FROM range({count}) t(v);
INSERT INTO TAPEFILE SELECT 'FC', 'FILE' || v, 1, 0, 1, 1, TIMESTAMP '2022-01-01',
    CASE v % {kept} WHEN 0 THEN DATE '2023-01-01' ELSE DATE '2022-01-05' END, 'FI', 0, 0, 'BKFI',
    'Y', 'VALID', '\\ALPHA.VC', 'DAILY', {label}, '' FROM range({count}) t(v);
INSERT INTO TFTOV SELECT 'FC', '\\ALPHA.VC', {label}, 'DAILY', 'FILE' || v, 1, 0, 1, 1, {label},
    1, 1, 1, -1 FROM range({count}) t(v);
INSERT INTO DISKFILE (CATALOG, DISKFILENAME, TIMEDUMPED, FILEID, GENERATION, LASTMODTIME, VOLSETID,
    POOLNAME, VOLUMECATALOG) SELECT {named}, 'FILE' || v, 1, TIMESTAMP '2021-12-31', {label},
    'DAILY', '\\ALPHA.VC' FROM range({count}) t(v), range({files}) f(n);
INSERT INTO DFTOV (CATALOG, DISKFILENAME, TIMEDUMPED, VOLSER, VOLUMECATALOG, POOLNAME, VOLSETID)
    SELECT {named}, {label}, '\\ALPHA.VC', 'DAILY', {label}
    FROM range({count}) t(v), range({files}) f(n)
"""
_BY_HAND = """
BEGIN;
UPDATE TAPEFILE SET TAPEFILESTATUS = 'INVALID' WHERE EXPIRATIONDATE <= DATE '2022-01-05';
CREATE TEMP TABLE DEAD AS SELECT VOLUMECATALOG, POOLNAME, VOLSETID FROM TAPEFILE GROUP BY ALL
    HAVING bool_and(TAPEFILESTATUS = 'INVALID');
DELETE FROM DISKFILE WHERE (VOLUMECATALOG, POOLNAME, VOLSETID) IN
    (SELECT (VOLUMECATALOG, POOLNAME, VOLSETID) FROM DEAD);
DELETE FROM DFTOV WHERE (VOLUMECATALOG, POOLNAME, VOLSETID) IN
    (SELECT (VOLUMECATALOG, POOLNAME, VOLSETID) FROM DEAD);
DELETE FROM TFTOV WHERE (VOLUMECATALOG, POOLNAME, VOLSETID) IN
    (SELECT (VOLUMECATALOG, POOLNAME, VOLSETID) FROM DEAD);
DELETE FROM TAPEFILE WHERE (VOLUMECATALOG, POOLNAME, VOLSETID) IN
    (SELECT (VOLUMECATALOG, POOLNAME, VOLSETID) FROM DEAD);
UPDATE VOLUME SET VOLUMESTATUS = 'SCRATCH', VOLSETID = NULL, VOLINDEX = NULL
    WHERE (POOLNAME, VOLSETID) IN (SELECT (POOLNAME, VOLSETID) FROM DEAD);
DELETE FROM VTOFC WHERE (POOLNAME, VOLSETID) IN (SELECT (POOLNAME, VOLSETID) FROM DEAD);
COMMIT
"""
_LEFT = (
    "SELECT (SELECT count(*) FROM TAPEFILE), (SELECT count(*) FROM DISKFILE), (SELECT count(*) FROM"
    " DFTOV), (SELECT count(*) FROM VTOFC), (SELECT count(*) FROM VOLUME WHERE VOLUMESTATUS ="
    " 'SCRATCH')"
)


@dataclass(frozen=True)
class Measure:
    """Seconds, the peak memory of the process in MiB, and how many rows are left where."""

    seconds: float
    memory: float
    left: tuple[int, ...]


def make(directory: Path, count: int, files: int) -> None:
    """Make a world with `count` tape files."""
    world = build("bare", directory)
    session = Session(world, NODE, "SUPER.SUPER")
    session.run("MEDIACOM")
    for line in SET_UP:
        assert not session.run(line).refused, line
    database = world.system(NODE).database
    filled = _FILLED.format(label=_LABEL, named=_FILES, count=count, files=files, kept=KEPT)
    for statement in filled.split(";"):
        database.execute(statement)
    session.close()
    world.close()


def _measured(begun: float, left: tuple[int, ...]) -> Measure:
    seconds = perf_counter() - begun
    return Measure(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, left)


def ours(directory: Path) -> Measure:
    """Type EXPIRE TAPEFILE at MEDIACOM."""
    world = World.open(directory)
    session = Session(world, NODE, "SUPER.SUPER")
    session.run("MEDIACOM")
    session.run("INFO POOL *, VOLCAT VC")  # reads the language
    begun = perf_counter()
    result = session.run("EXPIRE TAPEFILE")
    measure = _measured(begun, ())
    assert not result.refused, result.lines
    left = world.system(NODE).database.one(_LEFT)
    session.close()
    world.close()
    return Measure(measure.seconds, measure.memory, left or ())


def raw(directory: Path) -> Measure:
    """Change the same by hand."""
    connection = duckdb.connect(str(directory / "node_ALPHA.duckdb"))
    connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
    connection.execute("SET threads = 2")
    begun = perf_counter()
    for statement in _BY_HAND.split(";"):
        connection.execute(statement)
    measure = _measured(begun, ())
    left = connection.execute(_LEFT).fetchone()
    connection.close()
    return Measure(measure.seconds, measure.memory, left or ())


def _alone(work: Callable[[Path], Measure], template: Path, place: Path) -> Measure:
    """Measure once, on a copy of the world, in a process of its own."""
    copy = place / "copy"
    shutil.copytree(template, copy)
    try:
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
            return pool.submit(work, copy).result()
    finally:
        shutil.rmtree(copy)


def main() -> int:
    """Measure, print, and say by the exit code whether the targets are met."""
    parser = argparse.ArgumentParser(description="EXPIRE TAPEFILE beside raw DuckDB.")
    parser.add_argument("--tapefiles", type=int, default=100_000)
    parser.add_argument("--disk-files", type=int, default=10)
    parser.add_argument("--repeat", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nsksim-expiration-") as name:
        place = Path(name)
        template = place / "world"
        make(template, arguments.tapefiles, arguments.disk_files)
        rounds = [
            (_alone(raw, template, place), _alone(ours, template, place))
            for _ in range(arguments.repeat)
        ]
    by_hand = min((each for each, _ in rounds), key=lambda each: each.seconds)
    typed = min((each for _, each in rounds), key=lambda each: each.seconds)
    ratio = typed.seconds / by_hand.seconds
    print(f"{arguments.tapefiles} tape files with {arguments.disk_files} disk files each")
    for title, measure in (("raw DuckDB", by_hand), ("EXPIRE TAPEFILE", typed)):
        print(f"{title:<20}{measure.seconds:8.2f} s  peak {measure.memory:6.0f} MiB")
    print(f"{'':<20}{ratio:8.2f} x  (target {RATIO} x, {MEMORY_MIB} MiB)")
    same = {each.left for measures in rounds for each in measures}
    if len(same) > 1:
        print(f"the two disagree about what is left: {sorted(same)}")
    missed = ratio > RATIO or typed.memory > MEMORY_MIB or len(same) > 1
    print("a target is missed" if missed else "all targets are met")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
