"""Any one value of the tape catalogs, changed by other means, never ends in a traceback.

Whatever an operator types is answered, or one line says which value cannot be read.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from nsksim import schema
from nsksim.names import NodeName
from nsksim.scenario import build
from nsksim.session import Session
from nsksim.store import StoreProblem
from nsksim.world import World

EAST = NodeName("EAST")
SCENARIO = Path(__file__).parents[1] / "sessions" / "two-systems.toml"
VALUES = {
    "VARCHAR": ("''", "'x y'", "'!'"),
    "INTEGER": ("-1", "2147483647"),
    "SMALLINT": ("-1", "32767"),
    "BIGINT": ("-1", "9223372036854775807"),
    "TIMESTAMP": ("'9999-12-31'", "'-infinity'"),
    "DATE": ("'5000000-12-31'", "'-infinity'"),
    "BOOLEAN": (),
    "BLOB": ("''::BLOB",),
}
"""What is nearly always wrong in a column of a type."""

DEFINE_IN = "ADD DEFINE =IN, CLASS TAPECATALOG, FILEID X, USE IN, DEVICE $TAPE1"
BEFORE = (
    "ADD DEFINE =OUT, CLASS TAPECATALOG, FILEID X, USE OUT, POOL NIGHTLY, DEVICE $TAPE1",
    "SIM TAPE MOUNT E00001 ON $TAPE0",
    "BACKUP /NOWAIT/ =OUT, $SYSTEM.SUPER.*",
    "SIM TAPE MOUNT E00002 ON $TAPE1",
    "SIM CLOCK SETTLE",
    "SIM TAPE MOUNT E00002 ON $TAPE1",
    DEFINE_IN,
    "RESTORE /NOWAIT, NAME $READS/ =IN, *.*.*, LISTONLY",
    "ADD DEFINE =RACK, CLASS TAPE, LABELS BACKUP, FILEID Z, VOLUME RACK, USE OUT, DEVICE $TAPE1",
    "BACKUP /NOWAIT, NAME $WAITS/ =RACK, $SYSTEM.SUPER.*",
)
"""Leaves a tape on one drive, a job that reads on the other, and one that waits for that."""

SHOWN = (
    "MEDIACOM INFO TAPEVOLUME *, DETAIL",
    "MEDIACOM INFO TAPEVOLUME *, TAPEFILE P*",
    "MEDIACOM INFO POOL *",
    "MEDIACOM INFO VOLCAT *",
    "MEDIACOM INFO FILECAT *",
    "MEDIACOM INFO TAPEFILE *",
    "MEDIACOM INFO TAPEFILE *, DETAIL",
    "MEDIACOM INFO DISKFILE *.*.*.*, DETAIL",
    "MEDIACOM INFO MEDIADEFS",
    "MEDIACOM STATUS TAPEDRIVE, DETAIL",
    "MEDIACOM STATUS TAPEMOUNT, DETAIL",
)
CHANGED = (
    DEFINE_IN,
    "MEDIACOM INFO TAPELABEL, TAPEDRIVE $TAPE0, UNLOAD OFF",
    "MEDIACOM REJECT TAPEMOUNT 2",
    "SIM TAPE UNLOAD $TAPE0",
    "SIM CLOCK SETTLE",
    "STOP $READS",
    "SIM TAPE MOUNT E00001 ON $TAPE0",
    "SIM TAPE UNLOAD $TAPE0",
    "MEDIACOM ALTER TAPEFILE PAYROLL, RETENTION 9",
    "MEDIACOM ALTER TAPEVOLUME E00002, STATUS BAD",
    "MEDIACOM ALTER POOL NIGHTLY, APPEND ON",
    "MEDIACOM ALTER POOL NIGHTLY, SEARCHSPACE EXCLUDED",
    "MEDIACOM ALTER POOL NIGHTLY, SEARCHSPACE INCLUDED",
    "MEDIACOM ALTER MEDIADEFS, RETENTION 3",
    "MEDIACOM ADD TAPEVOLUME E00009, TYPE LTO4, POOL NIGHTLY",
    "MEDIACOM CREATE VOLCAT VCNEW, ON $DATA.VCNEW",
    "SIM TAPE MOUNT FRESH ON $TAPE0",
    "MEDIACOM LABEL TAPEVOLUME E00010, TAPEDRIVE $TAPE0, POOL NIGHTLY, TYPE LTO4, OVERRIDE ON",
    "SIM TAPE MOUNT E00002 ON $TAPE1",
    "RESTORE =IN, *.*.*, LISTONLY",
    "MEDIACOM RECOVER DISKFILE $DATA.PAY.*, OVERRIDE ON",
    "MEDIACOM EXPIRE TAPEFILE",
    "MEDIACOM DELETE TAPEFILE *",
    "ADD DEFINE =MORE, CLASS TAPECATALOG, FILEID MORE, USE OUT, POOL NIGHTLY, DEVICE $TAPE0",
    "BACKUP /NOWAIT/ =MORE, $SYSTEM.SUPER.*",
    "SIM TAPE MOUNT E00001 ON $TAPE0",
    "SIM CLOCK SETTLE",
    "MEDIACOM DELETE TAPEVOLUME E*",
    "MEDIACOM DELETE POOL NIGHTLY",
)


def changes() -> Iterator[str]:
    """Give every change of one value, and the loss and the doubling of all rows."""
    with duckdb.connect() as database:
        for part in ("nsksim.dsmtc", "nsksim.tape"):
            database.execute(schema.read(part))
        columns = database.execute(
            "SELECT table_name, column_name, data_type, is_nullable FROM duckdb_columns()"
            " WHERE NOT internal ORDER BY table_oid, column_index"
        ).fetchall()
    for table in dict.fromkeys(table for table, *_ in columns):
        yield f"DELETE FROM {table}"
        yield f"INSERT INTO {table} SELECT * FROM {table}"
    for table, column, kind, nullable in columns:
        for value in (*VALUES[kind], *["NULL"] * nullable):
            yield f"UPDATE {table} SET {column} = {value}"


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("damaged") / "built"
    build(str(SCENARIO), directory).close()
    return directory


def damaged(world: World, change: str, *lines: str) -> str:
    """Change a value while a tape is on one drive and jobs are at the other; type lines then.

    Gives how the simulator ends the session that cannot go on, "" where it goes on.
    """
    system = world.system(EAST)
    try:
        with closing(Session(world, EAST, "SUPER.SUPER", questions=False)) as before:
            for line in BEFORE:
                before.run(line)
            system.database.execute(change)
            with closing(Session(world, EAST, "SUPER.SUPER", questions=False)) as operator:
                for line in lines:
                    operator.run(line)
                world.run_until(system.instant(datetime(2022, 3, 2)) + timedelta(minutes=1))
    except StoreProblem as problem:
        return str(problem)
    return ""


@pytest.mark.slow
@pytest.mark.parametrize("change", list(changes()))
def test_every_line_is_answered(furnished: Path, change: str) -> None:
    world = World.copied(furnished)
    told = [damaged(world, change, *SHOWN, *CHANGED, *SHOWN)]
    try:
        world.close()
    except StoreProblem as problem:
        told.append(str(problem))
    for line in filter(None, told):
        assert "\n" not in line
        assert " is damaged: its table " in line


@pytest.mark.parametrize(
    ("change", "line", "told"),
    [
        (
            "CATALOGS SET KIND = ''",
            "MEDIACOM CREATE VOLCAT VCNEW, ON $DATA.VCNEW",
            "table CATALOGS has a KIND nobody can read: '' is none of VOLCAT, FILECAT",
        ),
        (
            "VOLUME SET VOLUMESTATUS = ''",
            "MEDIACOM INFO TAPEVOLUME *, DETAIL",
            "table VOLUME has a VOLUMESTATUS nobody can read: '' is none of ASSIGNED, BAD, FULL",
        ),
        (
            "TAPE_DRIVE SET HOME = '!'",
            "MEDIACOM INFO TAPELABEL, TAPEDRIVE $TAPE0, UNLOAD OFF",
            "table TAPE_DRIVE has a HOME nobody can read: '!' is not a catalog name",
        ),
        (
            "TAPEFILE SET CREATIONDATE = 'infinity'",
            "MEDIACOM INFO TAPEFILE *",
            "table TAPEFILE has a CREATIONDATE outside the years 1900 to 9899",
        ),
    ],
)
def test_what_cannot_be_read_is_named(furnished: Path, change: str, line: str, told: str) -> None:
    with World.copied(furnished) as world:
        end = damaged(world, f"UPDATE {change}", DEFINE_IN, line)
        assert end.startswith(f"{world.directory / 'node_EAST.duckdb'} is damaged: its {told}")


def test_another_mistake_is_not_taken_for_damage(furnished: Path) -> None:
    ours = pytest.raises(LookupError, match="ours")
    with World.copied(furnished) as world, ours, world.telling_damage():
        raise LookupError("ours")


def test_a_damaged_world_is_closed_all_the_same(furnished: Path, tmp_path: Path) -> None:
    copy = tmp_path / "world"
    shutil.copytree(furnished, copy)
    world = World.open(copy)
    session = Session(world, EAST, "SUPER.SUPER", questions=False)
    for number in range(3):
        define = f"CLASS TAPECATALOG, FILEID F{number}, USE OUT, POOL NIGHTLY"
        session.run(f"ADD DEFINE =OUT{number}, {define}")
        session.run(f"BACKUP /NOWAIT/ =OUT{number}, $SYSTEM.SUPER.*")
    session.close()
    world.system(EAST).database.execute("UPDATE TAPE_MOUNT SET MODE = 'x y'")
    with pytest.raises(StoreProblem, match="table TAPE_MOUNT has a MODE nobody can read"):
        world.close()
    with pytest.raises(StoreProblem, match="has a MODE"), World.open(copy) as again:
        again.tidy_tapes()
