"""Any one value of a world, changed by other means, never ends in a traceback.

Whatever an operator types is answered, or one line says which value cannot be read.
"""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import cast

import duckdb
import pytest

import nsksim
from catsync.commands import status_lines, stores_lines
from nsksim import expand, plugins, schema
from nsksim.cli import main
from nsksim.columns import Columns
from nsksim.commands.outcome import ExitCode
from nsksim.damage import damage
from nsksim.expand.columns import COLUMNS as NETWORK_COLUMNS
from nsksim.names import NodeName
from nsksim.scenario import build
from nsksim.session import Session
from nsksim.store import SIZES, StoreProblem
from nsksim.world import World
from nsksim.world_directory import NETWORK

EAST = NodeName("EAST")
SCENARIO = str(Path(__file__).parents[1] / "sessions" / "two-systems.toml")
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

JSON = {"TIMER.ARGUMENTS", "BACKBOX_DOCUMENT.BODY", "BACKBOX_RUN.PROGRESS"}
"""Columns that hold an object of JSON."""

# -- what is typed --------------------------------------------------------------------------------

NEXT_DAY = "SIM CLOCK ADVANCE 1 DAY"
DEFINE_IN = "ADD DEFINE =IN, CLASS TAPECATALOG, FILEID X, USE IN, DEVICE $TAPE1"
DRIVES_BUSY = (
    "FUP DUP $SYSTEM.SUPER.TACLCSTM, $DATA.NIGHT.TAPELOG",
    "MEDIACOM ALTER CONSOLE $DATA.NIGHT.TAPELOG",
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

CATALOGS_SHOWN = (
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
CATALOGS_CHANGED = (
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
    NEXT_DAY,
)
SYSTEM_BUSY = (
    "EMSDIST /NAME $DIST, NOWAIT/ TYPE P, COLLECTOR $0, TEXTOUT $S.#EVENTS",
    "FUP /OUT $S.#LISTING/ INFO $SYSTEM.*.*",
    "MEDIACOM /OUT $DATA.LISTS.POOLS/ INFO POOL *",
    "SIM SNAPSHOT BEFORE",
)
"""Leaves a program that waits for events, jobs in the spooler, and a snapshot."""

SYSTEM_SHOWN = (
    "WHO",
    "TIME",
    "STATUS *",
    "PPD",
    "USERS *.*",
    "FILES",
    "FILENAMES $*.*.*",
    "FILEINFO $*.*.*",
    "FUP INFO $*.*.*",
    "FUP SUBVOLS $SYSTEM",
    "FUP COPY $SYSTEM.SUPER.TACLCSTM",
    r"FILEINFO \WEST.$DATA.CMDS.*",
    r"FUP INFO \WEST.$DATA.CMDS.*",
    "SPOOLCOM JOB",
    "SPOOLCOM LOC",
    "SPOOLCOM COLLECT",
    "EMSDIST TYPE P, COLLECTOR $0, TIME 2022-03-01 00:00:00, STOP 2022-03-01 20:00:00",
    "SIM CLOCK",
    "SIM EMS LAYOUT",
    "SIM EMS CONSOLE",
)
SYSTEM_CHANGED = (
    "FUP DUP $SYSTEM.SUPER.TACLCSTM, $DATA.NIGHT.COPY",
    'FUP SECURE $DATA.NIGHT.COPY, "NUNU"',
    "FUP GIVE $DATA.NIGHT.COPY, OPS.NIGHT",
    "RENAME $DATA.NIGHT.COPY, $DATA.NIGHT.OTHER",
    "PURGE $DATA.NIGHT.OTHER",
    "FUP LICENSE $SYSTEM.SYSTEM.FUP",
    r"REMOTEPASSWORD \WEST, X",
    r"REMOTEPASSWORD \WEST, W",
    "PERUSE",
    "JOB 2",
    "LIST ALL",
    "LOC #ELSE",
    "PRI 7",
    "STATUS",
    "EXIT",
    "SPOOLCOM JOB 2, HOLD",
    "SPOOLCOM JOB 2, DELETE !",
    "FUP /OUT $S.#MORE/ INFO $SYSTEM.*.*",
    "FUP /NAME $LATER, NOWAIT/ INFO $SYSTEM.*.*",
    "ALTPRI $DIST, 100",
    r"SIM LINE \EAST, \WEST DOWN",
    r"SIM LINE \EAST, \WEST UP",
    r"SIM LINE \EAST, \WEST SLOW 3",
    r"SIM SYSTEM \EAST FORGETS \WEST",
    r"SIM SYSTEM \EAST KNOWS \WEST",
    "SIM CLOCK NEXT",
    NEXT_DAY,
    "SIM CLOCK SETTLE",
    "SIM SNAPSHOT AFTER",
    "STOP $DIST",
    "STOP $ZSVR",
    "ZSERVER /NAME $ZSVR, NOWAIT/",
    r"SIM TERMINAL \WEST",
    "WHO",
    "FILEINFO *",
    r"FILEINFO \EAST.$DATA.*.*",
    r"SIM TERMINAL \EAST",
    "LOGON OPS.NIGHT,P",
    "FILES",
    "FUP INFO $*.*.*",
    "FUP COPY $SYSTEM.SUPER.TACLCSTM",
    "STATUS *",
    "SIM RESTORE AFTER",
    "WHO",
    "SIM RESTORE BEFORE",
    "SIM CLOCK",
)
MACROS = "LOAD /KEEP 1/ BBOX.BBSETUP BBOX.MACROS"
BACKUP = "BACKUP =OUT, $DATA.SLABA.CARDS"
EXPORT = "BB026_EXPORT_CATALOG STOREID SLAB_A-DAILY, CATALOGFILES YES, TYPE {}"
IMPORT = "BB027_IMPORT_CATALOG STOREID 2ND_SLAB_A-DAILY, CATALOGFILES YES, TYPE {}"
REPLICATION_BUSY = (
    MACROS,
    EXPORT.format("FULL"),
    "SIM CLOCK SETTLE",
    r"SIM TERMINAL \INSIDX",
    MACROS,
    IMPORT.format("FULL"),
    r"SIM TERMINAL \ETINIUM",
    "ADD DEFINE =OUT, CLASS TAPECATALOG, FILEID SLABA-BAK11-DAILY, POOL SLAB_A_DAILY, USE OUT",
    BACKUP,
)
"""Leaves an import and the export after a backup in flight."""

REPLICATION_SHOWN = ("STATUS *", "PERUSE", "JOB", "EXIT", "MEDIACOM INFO TAPEVOLUME *")
REPLICATION_CHANGED = (
    "SIM CLOCK SETTLE",
    BACKUP,
    "SIM CLOCK ADVANCE 1 MINUTE",
    EXPORT.format("FULL"),
    "STATUS *, PROG $SYSTEM.BBOX.BB051",
    "SIM CLOCK SETTLE",
    r"SIM TERMINAL \INSIDX",
    IMPORT.format("UPDATE"),
    "SIM CLOCK SETTLE",
    "ADD DEFINE =IN, CLASS TAPECATALOG, FILEID SLABA-BAK11-DAILY, FILECAT QCFILCAT, USE IN",
    "RESTORE =IN, *.*.*, LISTONLY",
)


@dataclass(frozen=True, slots=True)
class Ground:
    """A world in which some tables are used: what is typed before a change, and after it."""

    name: str
    scenario: str
    node: NodeName
    ddl: str
    before: tuple[str, ...]
    shown: tuple[str, ...]
    changed: tuple[str, ...]
    in_network: bool = False


CATALOGS = Ground(
    "catalogs",
    SCENARIO,
    EAST,
    f"{schema.read('nsksim.dsmtc')};{schema.read('nsksim.tape')}",
    DRIVES_BUSY,
    CATALOGS_SHOWN,
    CATALOGS_CHANGED,
)
SYSTEM = Ground(
    "system",
    SCENARIO,
    EAST,
    schema.read("nsksim.guardian"),
    SYSTEM_BUSY,
    SYSTEM_SHOWN,
    SYSTEM_CHANGED,
)
NETWORK_GROUND = Ground(
    "network",
    SCENARIO,
    EAST,
    expand.SCHEMA,
    SYSTEM_BUSY,
    SYSTEM_SHOWN,
    SYSTEM_CHANGED,
    in_network=True,
)
REPLICATION = Ground(
    "replication",
    "manual",
    NodeName("ETINIUM"),
    schema.read("catsync"),
    REPLICATION_BUSY,
    REPLICATION_SHOWN,
    REPLICATION_CHANGED,
)
GROUNDS = (CATALOGS, SYSTEM, NETWORK_GROUND, REPLICATION)


def columns_of(ddl: str) -> list[tuple[str, str, str, bool]]:
    """Give table, column, type and whether it may be NULL of every column of a schema."""
    with duckdb.connect() as database:
        database.execute(ddl)
        return database.execute(
            "SELECT table_name, column_name, data_type, is_nullable FROM duckdb_columns()"
            " WHERE NOT internal ORDER BY table_oid, column_index"
        ).fetchall()


def changes(ground: Ground) -> Iterator[str]:
    """Give every change of one value, and the loss and the doubling of all rows."""
    columns = columns_of(ground.ddl)
    for table in dict.fromkeys(table for table, *_ in columns):
        yield f"DELETE FROM {table}"
        yield f"INSERT INTO {table} SELECT * FROM {table}"
    for table, column, kind, nullable in columns:
        objects = ("'{}'", "'[]'") if f"{table}.{column}" in JSON else ()
        for value in (*VALUES[kind], *objects, *["NULL"] * nullable):
            yield f"UPDATE {table} SET {column} = {value}"


ALL_CHANGES = [
    pytest.param(ground, change, id=f"{ground.name}: {change}")
    for ground in GROUNDS
    for change in changes(ground)
]

# -- worlds ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory):
    """Give the closed world of a scenario."""
    worlds: dict[str, Path] = {}

    def directory(ground: Ground) -> Path:
        if ground.scenario not in worlds:
            worlds[ground.scenario] = tmp_path_factory.mktemp("damaged") / "built"
            build(ground.scenario, worlds[ground.scenario]).close()
        return worlds[ground.scenario]

    return directory


def change_all(world: World, ground: Ground, change: str) -> None:
    """Change a value in the database of the network, or in those of all systems."""
    if ground.in_network:
        world.network._database.execute(change)
        return
    for system in world.systems.values():
        system.database.execute(change)


def damaged(world: World, ground: Ground, change: str, *lines: str) -> str:
    """Change a value while jobs run and tapes are mounted; type lines then.

    Gives how the simulator ends the session that cannot go on, "" where it goes on.
    """
    try:
        with closing(Session(world, ground.node, "SUPER.SUPER", questions=False)) as before:
            for line in ground.before:
                before.run(line)
            change_all(world, ground, change)
            operator = nsksim.World(world).session(str(ground.node))
            with closing(operator):
                for line in lines:
                    operator.run(line)
                nsksim.World(world).advance(timedelta(minutes=1))
                with world.telling_damage():
                    stores_lines(world)
                    status_lines(world)
    except StoreProblem as problem:
        return str(problem)
    except ValueError as refused:
        if "has no user" not in str(refused):  # nobody can log on
            raise
    return ""


@contextmanager
def lent(directory: Path) -> Iterator[World]:
    """Lend a copy of a closed world, which may tell of damage once more when it is closed."""
    world = World.copied(directory)
    try:
        yield world
    finally:
        with suppress(StoreProblem):
            world.close()


def check_told(line: str) -> None:
    """Expect one line that says what cannot be read."""
    assert "\n" not in line
    assert " is damaged: " in line or " is missing: " in line, line


def opened_files(directory: Path) -> list[str]:
    """Name the files of a directory that this process has open."""
    found = []
    for entry in Path("/proc/self/fd").iterdir():
        try:
            found.append(os.readlink(entry))
        except FileNotFoundError:
            continue
    return [name for name in found if name.startswith(str(directory))]


@pytest.mark.slow
@pytest.mark.parametrize(("ground", "change"), ALL_CHANGES)
def test_every_line_is_answered(built, ground: Ground, change: str) -> None:
    world = World.copied(built(ground))
    told = [damaged(world, ground, change, *ground.shown, *ground.changed, *ground.shown)]
    try:
        world.close()
    except StoreProblem as problem:
        told.append(str(problem))
    for line in filter(None, told):
        check_told(line)
    assert opened_files(world.directory) == []


# -- the command line -----------------------------------------------------------------------------


def changed_while_closed(source: Path, ground: Ground, change: str, target: Path) -> Path:
    """Copy a closed world and change a value in it."""
    shutil.copytree(source, target)
    (target / SIZES).unlink()  # it would be noticed by its size, mostly
    for path in target.glob("*.duckdb"):
        if (path.stem == NETWORK) == ground.in_network:
            with duckdb.connect(path) as database:
                database.execute(change)
    return target


COMMANDS = (
    ["world", "show", "{world}"],
    ["sql", "--world", "{world}", "-c", "SELECT * FROM VOLV20 ORDER BY ALL"],
    ["export-catalog", "--world", "{world}", "{world}/../exported"],
    ["stores", "--world", "{world}"],
    ["sync-status", "--world", "{world}"],
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("ground", "change"),
    [
        pytest.param(ground, change, id=f"{ground.name}: {change}")
        for ground in GROUNDS
        for table, column, kind, _ in columns_of(ground.ddl)
        for value in VALUES[kind][-1:]
        for change in [f"UPDATE {table} SET {column} = {value}"]
    ],
)
def test_every_command_ends_in_an_answer_or_a_line(
    built, ground: Ground, change: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    world = changed_while_closed(built(ground), ground, change, tmp_path / "world")
    (tmp_path / "lines").write_text("\n".join(ground.shown), "utf-8")
    lines = ["run", "--world", str(world), str(tmp_path / "lines")]
    for command in (lines, *COMMANDS):
        code = main([word.format(world=world) for word in command])
        said = capsys.readouterr().err
        assert code != ExitCode.INTERNAL, said
        if code == ExitCode.UNUSABLE:
            check_told(said.removesuffix("\n"))
        assert opened_files(world) == []


@pytest.mark.parametrize(
    ("ground", "change", "words", "told"),
    [
        (
            NETWORK_GROUND,
            "SYSTEM SET NODE = '!'",
            ["run", "--world", "{world}", "-c", "WHO"],
            "network.duckdb is damaged: its column SYSTEM.NODE cannot be read: '!' is not a node",
        ),
        (
            NETWORK_GROUND,
            "SYSTEM SET NODE = '!'",
            ["sql", "--world", "{world}", "-c", "SELECT 1"],
            "network.duckdb is damaged: its column SYSTEM.NODE cannot be read: '!' is not a node",
        ),
        (
            CATALOGS,
            "CATALOGS SET CATALOG = '../x'",
            ["export-catalog", "--world", "{world}", "{world}/../exported"],
            "its column CATALOGS.CATALOG cannot be read: '../x' is not a catalog name",
        ),
        (
            SYSTEM,
            "USERS SET DEFAULT_VOLUME = ''",
            ["play", "--world", "{world}", "mediacom-tour"],
            "its column USERS.DEFAULT_VOLUME cannot be read: '' is not a subvolume name",
        ),
        (
            SYSTEM,
            "TIMER SET DUE = '270000-01-01'",
            ["world", "show", "{world}"],
            "its column TIMER.DUE is not in the years 1900 to 9899: 270000-01-01",
        ),
        (
            NETWORK_GROUND,
            "WORLD SET VALUE = 'often' WHERE NAME = 'seed'",
            ["run", "--world", "{world}", "-c", "WHO"],
            "its column WORLD.VALUE cannot be read: 'often' is not a number",
        ),
    ],
)
def test_a_command_names_what_cannot_be_read(
    built, ground: Ground, change: str, words: list[str], told: str, tmp_path: Path, capsys
) -> None:
    world = changed_while_closed(built(ground), ground, f"UPDATE {change}", tmp_path / "world")
    code = main([word.format(world=world) for word in words])
    (line,) = capsys.readouterr().err.splitlines()
    assert code == ExitCode.UNUSABLE
    assert line.startswith(f"nsksim: {world}/")
    assert told in line
    assert opened_files(world) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("DELETE FROM WORLD WHERE NAME = 'seed'", "it has no seed"),
        ("INSERT INTO SYSTEM SELECT * FROM SYSTEM", "its table SYSTEM has a NODE twice"),
    ],
)
def test_what_is_missing_or_stands_twice_in_the_network_is_told(
    built, change: str, told: str, tmp_path: Path, capsys
) -> None:
    world = changed_while_closed(built(SYSTEM), NETWORK_GROUND, change, tmp_path / "world")
    assert main(["run", "--world", str(world), "-c", "WHO"]) == ExitCode.UNUSABLE
    assert capsys.readouterr().err == f"nsksim: {world}/network.duckdb is damaged: {told}\n"
    assert main(["sql", "--world", str(world), "-c", "SELECT 1"]) == ExitCode.DONE


def test_a_prompt_ends_with_the_line_too(built, tmp_path: Path, capsys, monkeypatch) -> None:
    change = "INSERT INTO WORLD VALUES ('rate', 'fast')"
    world = changed_while_closed(built(SYSTEM), NETWORK_GROUND, change, tmp_path / "world")
    monkeypatch.setattr("sys.stdin", io.StringIO("WHO\n"))
    assert main(["shell", "--plain", "--world", str(world)]) == ExitCode.UNUSABLE
    (line,) = capsys.readouterr().err.splitlines()
    assert "its column WORLD.VALUE cannot be read: 'fast' is not a number that fits" in line


# -- what is told ---------------------------------------------------------------------------------


MOUNT = "SIM TAPE MOUNT E00001 ON $TAPE0"
QUICK = replace(SYSTEM, before=())
"""Types nothing before the change."""


@pytest.mark.parametrize(
    ("before", "change", "lines", "told"),
    [
        (
            [],
            "CATALOGS SET KIND = ''",
            ["MEDIACOM CREATE VOLCAT VCNEW, ON $DATA.VCNEW"],
            "column CATALOGS.KIND cannot be read: '' is none of VOLCAT, FILECAT",
        ),
        (
            [],
            "VOLUME SET VOLUMESTATUS = ''",
            ["MEDIACOM INFO TAPEVOLUME *, DETAIL"],
            "column VOLUME.VOLUMESTATUS cannot be read: '' is none of ASSIGNED, BAD, FULL",
        ),
        (
            [MOUNT],
            "TAPE_DRIVE SET HOME = '!'",
            ["MEDIACOM INFO TAPELABEL, TAPEDRIVE $TAPE0, UNLOAD OFF"],
            "column TAPE_DRIVE.HOME cannot be read: '!' is not a catalog name",
        ),
        (
            [
                "ADD DEFINE =OUT, CLASS TAPECATALOG, USE OUT, FILEID X, POOL NIGHTLY",
                "BACKUP /NOWAIT/ =OUT, *",
            ],
            "TAPE_MOUNT SET POOL = ''",
            ["MEDIACOM STATUS TAPEMOUNT, DETAIL"],
            r"columns TAPE_MOUNT.CATALOG and POOL do not go together: '\\EAST.VCEAST' and ''",
        ),
        (
            [],
            "TAPEFILE SET CREATIONDATE = 'infinity'",
            ["MEDIACOM INFO TAPEFILE *"],
            "column TAPEFILE.CREATIONDATE is not in the years 1900 to 9899: infinity",
        ),
        (
            [],
            "PROCESS SET KIND = 'GHOST'",
            ["STATUS *"],
            "column PROCESS.KIND cannot be read: 'GHOST' is none of SERVER, JOB, TERMINAL",
        ),
        (
            [],
            "TIMER SET ARGUMENTS = '{}'",
            [NEXT_DAY],
            "column TIMER.ARGUMENTS cannot be read: '{}' (lacks 'hour')",
        ),
        (
            ["FUP INFO *"],
            "COUNTER SET VALUE = '$' WHERE NAME <> 'pin'",
            ["WHO"],
            "column COUNTER.VALUE cannot be read: '$' is not a ",
        ),
        (
            [NEXT_DAY],
            "EMS_EVENT SET SEQUENCE = 9223372036854775807",
            [NEXT_DAY],
            "column EMS_EVENT.SEQUENCE is not from 0 to 4611686018427387904: 9223372036854775807",
        ),
    ],
)
def test_what_cannot_be_read_is_named(
    built, before: list[str], change: str, lines: list[str], told: str
) -> None:
    with lent(built(SYSTEM)) as world:
        end = damaged(world, replace(QUICK, before=tuple(before)), f"UPDATE {change}", *lines)
        assert end.startswith(f"{world.directory}/node_")
        assert f"ST.duckdb is damaged: its {told}" in end


def test_a_content_that_is_gone_is_named(built) -> None:
    with lent(built(SYSTEM)) as world:
        change = "UPDATE FILE SET CONTENT = 4711"
        end = damaged(world, QUICK, change, "FUP COPY $SYSTEM.SUPER.TACLCSTM")
        assert end.startswith(f"{world.directory / 'files' / 'EAST' / '4711'} is missing: ")
        assert end.endswith("or FILE.CONTENT was changed")


def test_a_content_of_another_size_is_named(built) -> None:
    with lent(built(SYSTEM)) as world:
        end = damaged(world, QUICK, "UPDATE FILE SET EOF = 7", "FUP COPY $SYSTEM.SUPER.TACLCSTM")
        assert end.endswith("is damaged: it has 31 bytes and FILE.EOF is 7")


def test_work_that_nobody_knows_is_named(built) -> None:
    with lent(built(SYSTEM)) as world:
        end = damaged(world, QUICK, "UPDATE TIMER SET VERB = 'nothing'", NEXT_DAY)
        assert end.endswith("work that nobody here knows: its column TIMER.VERB is 'nothing'")


def test_a_deep_and_long_value_is_cut(built) -> None:
    with lent(built(SYSTEM)) as world:
        end = damaged(world, QUICK, "UPDATE TIMER SET ARGUMENTS = repeat('[', 100000)", NEXT_DAY)
        value = "'" + "[" * 99
        assert f"{value}... (maximum recursion depth exceeded" in end
        body = "UPDATE TIMER SET ARGUMENTS = '[' || repeat('1,', 1000) || '1]'"
        assert damaged(world, QUICK, body, NEXT_DAY).endswith("1,1,1,... is not an object")


def test_another_mistake_is_not_taken_for_damage(two: World) -> None:
    with pytest.raises(LookupError, match="ours"), two.telling_damage():
        raise LookupError("ours")


def test_a_damaged_world_is_closed_all_the_same(built, tmp_path: Path) -> None:
    copy = tmp_path / "world"
    shutil.copytree(built(CATALOGS), copy)
    world = World.open(copy)
    session = Session(world, EAST, "SUPER.SUPER", questions=False)
    for number in range(3):
        define = f"CLASS TAPECATALOG, FILEID F{number}, USE OUT, POOL NIGHTLY"
        session.run(f"ADD DEFINE =OUT{number}, {define}")
        session.run(f"BACKUP /NOWAIT/ =OUT{number}, $SYSTEM.SUPER.*")
    session.close()
    world.system(EAST).database.execute("UPDATE TAPE_MOUNT SET MODE = 'x y'")
    with pytest.raises(StoreProblem, match=r"column TAPE_MOUNT\.MODE cannot be read"):
        world.close()
    assert opened_files(copy) == []
    with pytest.raises(StoreProblem, match=r"TAPE_MOUNT\.MODE"), World.open(copy) as again:
        again.tidy_tapes()


# -- what is declared -----------------------------------------------------------------------------

PLAIN = {
    "CATALOGS": "SUBVOLUME OWNER SECURITY",
    "MEDIADEFS": "AUTOMATED SUSPICIOUS",
    "CONFIG": "CATALOG FILEID",
    "TAPEFILE": "RECORDFORMAT TAPEFILEMODE CATALOGFILES TAPEFILESTATUS "
    "VOLUMECATALOG POOLNAME VOLSETID COMMENT",
    "TFTOV": "CATALOG VOLUMECATALOG POOLNAME FILEID VOLSETID",
    "DISKFILE": "CATALOG DISKFILENAME FILEID DISKFILESTATUS OPENED BROKEN "
    "RFNEEDED CORRUPT AUDITED FILETYPE VOLSETID POOLNAME VOLUMECATALOG",
    "DFTOV": "CATALOG DISKFILENAME VOLSER VOLUMECATALOG POOLNAME VOLSETID",
    "POOL": "CATALOG DENSITY TYPE AUTOSCRATCH SEARCHSPACE LASTSCRATCHVOL CANAPPEND",
    "VOLUME": "TYPE VOLSETID OWNERID DENSITY",
    "VTOFC": "CATALOG VOLSETID POOLNAME FILECATALOG",
    "TAPE_DRIVE": "NAME LABELS COMMENT LABELTYPE FILEID",
    "TAPE_MOUNT": "DEVICE LABELS COMMENT DEFINE_CLASS DEFINE NAMES FILEID DRIVE",
    "TAPE_RENAMED": "NAME NOW",
    "TAPE_CAPACITY": "TYPE",
    "FILE": "COMPILED",
    "USERS": "PASSWORD",
    "SECURITY_GROUP": "NAME",
    "REMOTE_PASSWORD": "PASSWORD",
    "PROCESS": "HOMETERM ANCESTOR",
    "EMS_EVENT": "PROCESS SUBSYSTEM TEXT",
    "SPOOL_LOCATION": "DEVICE",
    "SPOOL_JOB": "COLLECTOR REPORT",
    "SPOOL_LINE": "TEXT",
    "TIMER": "VERB",
    "COUNTER": "NAME",
    "WORLD": "NAME",
    "BACKBOX_DOCUMENT": "ID",
    "BACKBOX_VOLUME": "STORE VOLUME_GROUP MEDIA_TYPE KEY_MANAGER",
    "BACKBOX_PENDING": "STORE",
    "BACKBOX_RUN": "STORE EXPORT_ID",
    "BACKBOX_IMAGE": "STORE",
}
"""Texts that are compared and shown, or told of by whoever follows them (5957), by table."""


def declared(*parts: Columns) -> set[tuple[str, str]]:
    """Give table and column of everything that is declared."""
    return {(table, check.column) for part in parts for table in part for check in part[table]}


def of_systems() -> list[Columns]:
    return [
        cast("Columns", plugins.resolve(reference))
        for plugin in plugins.installed()
        for reference in plugin.columns
    ]


@pytest.mark.parametrize("in_network", [True, False], ids=["network", "systems"])
def test_the_columns_that_are_read_are_declared(in_network: bool) -> None:
    found = declared(NETWORK_COLUMNS) if in_network else declared(*of_systems())
    grounds = [ground for ground in GROUNDS if ground.in_network == in_network]
    kinds = {
        (table, column): kind
        for ground in grounds
        for table, column, kind, _ in columns_of(ground.ddl)
    }
    assert found <= kinds.keys()
    plain = {(table, column) for table, names in PLAIN.items() for column in names.split()}
    undeclared = kinds.keys() - found - plain
    assert (
        sorted(each for each in undeclared if kinds[each] in {"VARCHAR", "TIMESTAMP", "DATE"}) == []
    )
    assert found & plain == set()


def test_nothing_is_wrong_with_a_world_nobody_changed(tmp_path: Path) -> None:
    with build("replicated", tmp_path / "world") as world:
        assert damage(world._store) is None
