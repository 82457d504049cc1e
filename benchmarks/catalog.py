r"""MEDIACOM over large catalogs beside raw DuckDB, in one run: `make bench`.

    python -m benchmarks.catalog [--rows 10000000] [--labels 100000] [--adds 10000] [--repeat 2]

Raw is the same question put to DuckDB itself, on the same file and with the same limits of memory
and threads. Each measurement runs in a process of its own, so that its peak memory is its own; raw
and ours take turns, and the best of the repetitions is compared. Ours is what an operator sees: the
line is typed at the prompt of MEDIACOM, and each line of the answer is written out. The targets are
those of the full numbers; with smaller ones the ratios only show a direction. Ends with exit code 1
when a target is missed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any, TextIO

import duckdb

from nsksim.names import NodeName, TapeLabel
from nsksim.scenario import build
from nsksim.session import Session
from nsksim.store.instance import MEMORY_LIMIT
from nsksim.world import World

NODE = NodeName("ALPHA")
SET_UP = (
    "CREATE VOLCAT VC, ON $DATA.VC",
    "CREATE FILECAT FC, ON $DATA.FC",
    "ALTER MEDIADEFS, VOLCAT VC, FILECAT FC",
    "ADD POOL DAILY",
    "ADD POOL TRIAL",
)
EACH = 100_000
"""Disk files of a tape."""

BEGINNING = 10_000
"""Lines of a long answer that are read where only its beginning is measured."""

SHORT_REPEAT = 6
"""What takes less than a second is measured so often: another process may disturb each time."""

CHECKS = 200
MEMORY_MIB = 1024
SUBVOLUME_SECONDS = 1.0
FIRST_RATIO, TAPES_RATIO, ADD_RATIO, CHECK_RATIO = 1.2, 1.5, 2.0, 10.0

ONE_SUBVOLUME = r"\ALPHA.$D3.S00007.*"
ALL_FILES = r"\ALPHA.$*.*.*"
_DISKFILES = (
    "SELECT DISKFILENAME, TIMEDUMPED, GENERATION, DISKFILESTATUS, FILEID FROM DISKFILE"
    " WHERE CATALOG = 'FC' AND DISKFILENAME LIKE ? ORDER BY CATALOG, DISKFILENAME, FILEID,"
    " GENERATION, VERSION, PHYSICALCOPY, LOGICALCOPY, VOLSETID"
)
_TAPES = (
    "SELECT v.CATALOG, v.VOLSER, v.POOLNAME, v.LABEL, v.TYPE, f.TAPEFORMAT, v.VOLUMESTATUS"
    " FROM VOLUME v LEFT JOIN VTOFC f ON f.CATALOG = v.CATALOG AND f.POOLNAME = v.POOLNAME"
    " AND f.VOLSETID = v.VOLSETID WHERE v.CATALOG = 'VC' ORDER BY v.CATALOG, v.POOLNAME, v.VOLSER"
)
_CHECK = (
    "SELECT v.CATALOG, v.POOLNAME FROM VOLUME v JOIN POOL p USING (CATALOG, POOLNAME)"
    " WHERE v.VOLSER = ? AND p.SEARCHSPACE = 'IN'"
)
_LABEL = "'V' || lpad(to_base(v, 36), 5, '0')"


@dataclass(frozen=True)
class Measure:
    """Seconds to the first line and to the last, and the peak memory of the process in MiB."""

    first: float
    last: float
    memory: float
    lines: int


# -- what is asked, each in a process of its own ---------------------------------------------------


@contextmanager
def session_of(directory: Path) -> Iterator[Session]:
    """Sit down at MEDIACOM in a world; its language has been read once."""
    world = World.open(directory)
    session = Session(world, NODE, "SUPER.SUPER")
    session.run("MEDIACOM")
    session.run("INFO POOL *, VOLCAT VC")
    try:
        yield session
    finally:
        session.close()
        world.close()


@contextmanager
def raw_of(directory: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a copy of the system's database as DuckDB does, with the limits of a world.

    A copy, as a world refuses a database that somebody else has changed.
    """
    with tempfile.TemporaryDirectory(dir=directory.parent) as scratch:
        copy = shutil.copy(directory / "node_ALPHA.duckdb", scratch)
        connection = duckdb.connect(str(copy))
        connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
        connection.execute("SET threads = 2")
        connection.execute("SET enable_progress_bar = false")
        connection.execute(f"SET temp_directory = '{scratch}'")
        yield connection
        connection.close()


def timed(lines: Iterable[str]) -> Measure:
    """Write lines out as they come, and measure."""
    begun, first, count = perf_counter(), 0.0, 0
    with Path(os.devnull).open("w", encoding="utf-8") as output:
        for count, line in enumerate(lines, 1):
            if count == 1:
                first = perf_counter() - begun
            print(line, file=output)
    last = perf_counter() - begun
    return Measure(first, last, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, count)


def asked(directory: Path, line: str, most: int | None = None) -> Measure:
    """Type a line at MEDIACOM; with `most`, leave the answer after so many lines."""
    with session_of(directory) as session:
        return timed(islice(session.type(line), most))


def raw_asked(
    directory: Path, query: str, parameters: list[object], most: int | None = None
) -> Measure:
    """Ask DuckDB, and write its rows out; with `most`, only so many."""

    def rows() -> Iterator[str]:
        connection.execute(query, parameters)
        while batch := connection.fetchmany(2048):
            for row in batch:
                yield " ".join(map(str, row))

    with raw_of(directory) as connection:
        return timed(islice(rows(), most))


def make(directory: Path, rows: int, labels: int) -> None:
    """Make a world with one tape file on each tape, and disk files on as many as are wanted."""
    directory.mkdir()
    world = build("bare", directory)
    session = Session(world, NODE, "SUPER.SUPER")
    session.run("MEDIACOM")
    for line in SET_UP:
        assert not session.run(line).refused
    session.close()
    fill(world, rows, labels)
    world.close()


def fill(world: World, rows: int, labels: int) -> None:
    """Fill the catalogs by SQL, rows clustered by tape."""
    database = world.system(NODE).database
    place = "'\\ALPHA.VC', 'DAILY'"
    database.execute(
        "INSERT INTO VOLUME (CATALOG, VOLSER, POOLNAME, LABEL, TYPE, VOLUMESTATUS, VOLSETID,"
        f" VOLINDEX) SELECT 'VC', {_LABEL}, 'DAILY', 'BACKUP', 'LTO4', 'ASSIGNED', {_LABEL}, 1"
        f" FROM range({labels}) r(v)"
    )
    database.execute(
        "INSERT INTO TAPEFILE (CATALOG, VOLUMECATALOG, POOLNAME, FILEID, GENERATION, CREATIONDATE,"
        f" EXPIRATIONDATE, VOLSETID, CATALOGFILES) SELECT 'FC', {place}, 'FULL' || v // 100,"
        " v % 100 + 1, TIMESTAMP '2021-12-01' + to_seconds(v), DATE '2022-02-01',"
        f" {_LABEL}, 'Y' FROM range({labels}) r(v)"
    )
    database.execute(
        "INSERT INTO TFTOV (CATALOG, VOLUMECATALOG, VOLSER, POOLNAME, FILEID, GENERATION,"
        " VOLSETID) SELECT CATALOG, VOLUMECATALOG, VOLSETID, POOLNAME, FILEID, GENERATION,"
        " VOLSETID FROM TAPEFILE"
    )
    database.execute(
        "INSERT INTO VTOFC (CATALOG, VOLSETID, POOLNAME, FILECATALOG) SELECT 'VC', VOLSETID,"
        " POOLNAME, '\\ALPHA.FC' FROM TAPEFILE"
    )
    database.execute(
        "INSERT INTO CONFIG SELECT CATALOG, FILEID, max(GENERATION) FROM TAPEFILE"
        " GROUP BY CATALOG, FILEID ORDER BY FILEID"
    )
    each = min(EACH, rows)
    database.execute(
        "INSERT INTO DISKFILE (CATALOG, VOLUMECATALOG, POOLNAME, DISKFILENAME, TIMEDUMPED, FILEID,"
        f" GENERATION, FILECODE, DISKFILEEOF, LASTMODTIME, VOLSETID, DISKFILEEOF64) SELECT 'FC',"
        f" {place}, '\\ALPHA.$D' || h % 10 || '.S' || lpad((h // 10 % 300)::VARCHAR, 5, '0')"
        " || '.F' || lpad(to_base(f, 36), 6, '0'), TIMESTAMP '2021-12-01' + to_seconds(v),"
        " 'FULL' || v // 100, v % 100 + 1, h % 800, h % 100_000_000,"
        f" TIMESTAMP '2021-01-01' + to_seconds(h % 31_000_000), {_LABEL}, h % 100_000_000"
        f" FROM (SELECT i // {each} AS v, i % {each} AS f, CAST(hash(i) >> 2 AS BIGINT) AS h"
        f" FROM range({rows}) r(i))"
    )


def added(directory: Path, count: int) -> float:
    """Add tapes one by one, as lines of an OBEY file; return the seconds."""
    with session_of(directory) as session:
        begun = perf_counter()
        for number in range(count):
            result = session.run(f"ADD TAPEVOLUME W{number:05}, POOL TRIAL")
            assert not result.refused
        return perf_counter() - begun


def raw_added(directory: Path, count: int) -> float:
    """Insert as many rows, each in a transaction that looks for the label before."""
    with raw_of(directory) as connection:
        begun = perf_counter()
        for number in range(count):
            label = f"X{number:05}"
            connection.execute("BEGIN TRANSACTION")
            connection.execute(_CHECK, [label])
            assert not connection.fetchall()
            connection.execute(
                "INSERT INTO VOLUME (CATALOG, VOLSER, POOLNAME, LABEL, TYPE)"
                " VALUES ('VC', ?, 'TRIAL', 'BACKUP', 'LTO4')",
                [label],
            )
            connection.execute("COMMIT")
        return perf_counter() - begun


def _median(action: Callable[[int], object]) -> float:
    times = []
    for turn in range(CHECKS):
        begun = perf_counter()
        action(turn)
        times.append(perf_counter() - begun)
    return statistics.median(times)


def checked(directory: Path) -> float:
    """Look for a label in the search space; return the median of the seconds."""
    with session_of(directory) as session:
        space = session.world.search_space(session.world.system(NODE))
        return _median(lambda turn: space.check([TapeLabel(f"Z{turn:05}")]))


def raw_checked(directory: Path) -> float:
    """Ask DuckDB for one row by its label; return the median of the seconds."""
    with raw_of(directory) as connection:
        query = "SELECT CATALOG, POOLNAME FROM VOLUME WHERE VOLSER = ?"
        return _median(lambda turn: connection.execute(query, [f"Z{turn:05}"]).fetchall())


# -- the report ------------------------------------------------------------------------------------


def alone(action: Callable[..., Any], *arguments: object) -> Any:
    """Run a measurement in a process of its own."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as executor:
        return executor.submit(action, *arguments).result()


class Report:
    """The table, and whether all of it is met."""

    def __init__(self, output: TextIO) -> None:
        self.met = True
        self._output = output
        columns = ("ours", "raw", "ratio", "target", "memory", "raw")
        heading = " ".join(f"{column:>9}" for column in columns)
        output.write(f"{'seconds, MiB':<38} {heading}\n")

    def row(
        self,
        name: str,
        ours: float,
        raw: float,
        target: float | None = None,
        *,
        memory: tuple[float, float] = (0.0, 0.0),
        seconds: float | None = None,
    ) -> None:
        """Print one comparison; `target` is of the ratio, `seconds` of ours."""
        within = target is None or ours / raw <= target
        within = within and (seconds is None or ours <= seconds) and memory[0] <= MEMORY_MIB
        limit = f"{target:9.2f}" if target else f"{seconds:8.2f}s" if seconds else f"{'':9}"
        sizes = " ".join(f"{size:9.0f}" if size else f"{'':9}" for size in memory)
        self._output.write(
            f"{name:<38} {ours:9.4f} {raw:9.4f} {ours / raw:9.2f} {limit} {sizes}"
            f"  {'met' if within else 'MISSED'}\n"
        )
        self._output.flush()
        self.met = self.met and within


def _best(measures: list[Measure]) -> Measure:
    return Measure(
        min(each.first for each in measures),
        min(each.last for each in measures),
        max(each.memory for each in measures),
        measures[0].lines,
    )


def disk_files(world: Path, report: Report, repeat: int) -> None:
    """Compare INFO DISKFILE of one subvolume, and of everything.

    The whole answer is read once; the other repetitions look at its beginning.
    """
    for name, pattern, target, seconds in (
        ("one subvolume", ONE_SUBVOLUME, None, SUBVOLUME_SECONDS),
        ("all rows", ALL_FILES, FIRST_RATIO, None),
    ):
        ours, raw = [], []
        like = pattern.replace("*", "%")
        for turn in range(repeat):
            most = BEGINNING if turn else None
            raw.append(alone(raw_asked, world, _DISKFILES, [like], most))
            ours.append(alone(asked, world, f"INFO DISKFILE {pattern}", most))
        one, other = _best(ours), _best(raw)
        memory = (one.memory, other.memory)
        first = f"INFO DISKFILE {name}, first line"
        report.row(first, one.first, other.first, target, memory=memory, seconds=seconds)
        whole = f"INFO DISKFILE {name}, {ours[0].lines} lines"
        report.row(whole, ours[0].last, raw[0].last)


def tapes(world: Path, report: Report, repeat: int) -> None:
    """Compare INFO TAPEVOLUME of all tapes, brief and in detail."""
    ours, raw, details = [], [], []
    for _ in range(max(repeat, SHORT_REPEAT)):
        raw.append(alone(raw_asked, world, _TAPES, []))
        ours.append(alone(asked, world, "INFO TAPEVOLUME *"))
        details.append(alone(asked, world, "INFO TAPEVOLUME *, DETAIL"))
    one, other, detail = _best(ours), _best(raw), _best(details)
    memory = (one.memory, other.memory)
    report.row(
        f"INFO TAPEVOLUME, {one.lines} lines", one.last, other.last, TAPES_RATIO, memory=memory
    )
    report.row(f"INFO TAPEVOLUME, DETAIL, {detail.lines} lines", detail.last, other.last)


def labels(world: Path, report: Report, adds: int) -> None:
    """Compare the label check, then ADD TAPEVOLUME, which leaves its tapes behind."""
    report.row("label check, median", alone(checked, world), alone(raw_checked, world), CHECK_RATIO)
    raw, ours = alone(raw_added, world, adds), alone(added, world, adds)
    report.row(f"ADD TAPEVOLUME, {adds} times", ours, raw, ADD_RATIO)


def run(directory: Path, rows: int, count: int, adds: int, repeat: int) -> bool:
    """Measure everything and print the table."""
    world = directory / "world"
    alone(make, world, rows, count)
    print(f"{rows} disk files, {count} tapes and tape files\n")
    report = Report(sys.stdout)
    tapes(world, report, repeat)
    labels(world, report, adds)
    disk_files(world, report, repeat)
    return report.met


def main() -> int:
    """Read the options, measure in a directory that is removed afterwards."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--labels", type=int, default=100_000)
    parser.add_argument("--adds", type=int, default=10_000)
    parser.add_argument("--repeat", type=int, default=2)
    options = parser.parse_args()
    directory = Path(tempfile.mkdtemp(prefix="nsksim-bench-"))
    try:
        met = run(directory, options.rows, options.labels, options.adds, options.repeat)
    finally:
        shutil.rmtree(directory)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
