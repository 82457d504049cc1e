"""What operators are told where a catalog names another one without its system.

No command writes such a name: the rows are changed behind the back of the simulator.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from nsksim.names import NodeName
from nsksim.scenario import build
from nsksim.session import Session
from nsksim.store import Row
from nsksim.world import World

EAST = NodeName("EAST")
SCENARIO = Path(__file__).parents[1] / "sessions" / "two-systems.toml"
FILE_SIDE = ("TAPEFILE", "TFTOV", "DISKFILE", "DFTOV")
VOLCAT_DAMAGED = (
    r"VOLCAT \EAST.VCEAST is damaged: tape set E00001 is in FILECAT"
    ' "{name}", which is no name with a node.'
)
FILECAT_DAMAGED = (
    r"FILECAT \EAST.FCEAST is damaged: tape set E00001 is in VOLCAT"
    ' "{name}", which is no name with a node.'
)
NAMES = pytest.mark.parametrize("name", ["ALONE", "NO.NODE", r"\EAST", r"\E@ST.BAD", ""])


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("damaged") / "built"
    build(str(SCENARIO), directory).close()
    return directory


@pytest.fixture
def world(furnished: Path) -> Iterator[World]:
    r"""The tape file PAYROLL of \EAST with two disk files, on tape E00001."""
    with World.copied(furnished) as copy:
        yield copy


def note_volcat(world: World, name: str) -> None:
    for table in FILE_SIDE:
        world.system(EAST).database.execute(f"UPDATE {table} SET VOLUMECATALOG = ?", [name])


def note_filecat(world: World, name: str) -> None:
    world.system(EAST).database.execute("UPDATE VTOFC SET FILECATALOG = ?", [name])


def typed(world: World, *lines: str, node: NodeName = EAST) -> list[str]:
    """Type lines; give what the last one answers."""
    session = Session(world, node, "SUPER.SUPER")
    try:
        return [session.run(line).lines for line in lines][-1]
    finally:
        session.close()


def restored(world: World) -> list[str]:
    """Give what RESTORE answers that is to list PAYROLL."""
    define = "ADD DEFINE =IN, CLASS TAPECATALOG, FILEID PAYROLL, USE IN"
    return typed(world, define, "RESTORE =IN, *.*.*, LISTONLY")


def kept(world: World) -> list[list[Row]]:
    tables = ("VOLUME", "VTOFC", *FILE_SIDE)
    return [world.system(EAST).database.rows(f"SELECT * FROM {table}") for table in tables]


@NAMES
def test_tapes_are_shown_without_what_is_on_them(world: World, name: str) -> None:
    note_filecat(world, name)
    refusal = f"**ERROR-5957** {VOLCAT_DAMAGED.format(name=name)}"
    detail = typed(world, "MEDIACOM INFO TAPEVOLUME *, DETAIL")
    assert detail[-2:] == [refusal, "2 tape volumes returned."]
    assert f"File Catalog         {name}".rstrip() in detail
    assert not any(line.startswith("Tape File ID") for line in detail)
    brief = typed(world, "MEDIACOM INFO TAPEVOLUME *, TAPEFILE NO*")
    assert brief == [refusal, "0 tape volumes returned."]


@NAMES
def test_nothing_is_written_behind_what_nobody_finds(world: World, name: str) -> None:
    note_filecat(world, name)
    before = kept(world)
    define = "CLASS TAPECATALOG, LABELS BACKUP, FILEID X, USE OUT, POOL NIGHTLY"
    lines = typed(
        world,
        f"ADD DEFINE =OUT, {define}, VOLUME E00001, FILESEQ 2",
        "BACKUP =OUT, $DATA.*.*",
    )
    assert f"DSM/TC REPLY ERROR : 5957 ({VOLCAT_DAMAGED.format(name=name)})" in lines[0]
    assert kept(world) == before


@NAMES
@pytest.mark.parametrize(
    "line",
    [
        "ALTER TAPEFILE PAYROLL, RETENTION 9",
        "DELETE TAPEFILE PAYROLL",
        "EXPIRE TAPEFILE",
        "RECOVER DISKFILE $DATA.PAY.*, OVERRIDE ON",
    ],
)
def test_tape_files_without_tapes_stay(world: World, line: str, name: str) -> None:
    note_volcat(world, name)
    before = kept(world)
    answer = typed(world, f"MEDIACOM {line}")[-1]
    assert answer == f"**ERROR-5957** {FILECAT_DAMAGED.format(name=name)}"
    assert kept(world) == before


@NAMES
def test_tape_files_without_tapes_are_not_read(world: World, name: str) -> None:
    note_volcat(world, name)
    lines = restored(world)
    assert f"DSM/TC REPLY ERROR : 5957 ({FILECAT_DAMAGED.format(name=name)})" in lines[0]


@NAMES
def test_the_daily_cleanup_reports_it(world: World, name: str) -> None:
    note_volcat(world, name)
    before = kept(world)
    system = world.system(EAST)
    world.run_until(system.instant(datetime(2022, 3, 2)) + timedelta(minutes=1))
    events = [(event.number, event.text) for event in system.collector.events()]
    assert (5957, f"**ERROR-5957** {FILECAT_DAMAGED.format(name=name)}") in events
    assert kept(world) == before


@NAMES
def test_what_is_only_shown_is_shown_as_it_is(world: World, name: str) -> None:
    note_volcat(world, name)
    assert f"Volume Catalog       {name}".rstrip() in typed(
        world, "MEDIACOM INFO TAPEFILE *, DETAIL"
    )


ON_NO_TAPE = r"FILECAT \EAST.FCEAST is damaged: TAPEFILE PAYROLL, GEN 1, VERSION 0 is on no tape."


def test_a_tape_file_on_no_tape_is_shown_as_one(world: World) -> None:
    whole = typed(world, "MEDIACOM INFO TAPEFILE *, DETAIL")
    world.system(EAST).database.execute("DELETE FROM TFTOV")
    detail = typed(world, "MEDIACOM INFO TAPEFILE *, DETAIL")
    assert detail[-2:] == [f"**ERROR-5957** {ON_NO_TAPE}", "1 tape file returned."]
    assert detail[0] == whole[0]
    assert not any("ERROR" in line for line in typed(world, "MEDIACOM INFO TAPEFILE *"))


def test_a_tape_file_on_no_tape_is_not_read(world: World) -> None:
    world.system(EAST).database.execute("DELETE FROM TFTOV")
    lines = restored(world)
    assert f"DSM/TC REPLY ERROR : 5957 ({ON_NO_TAPE})" in lines[0]


def test_tapes_whose_pool_is_gone_stay_as_they_are(world: World) -> None:
    world.system(EAST).database.execute("DELETE FROM POOL")
    before = kept(world)
    answer = typed(world, "MEDIACOM ALTER TAPEVOLUME E*, STATUS BAD")
    told = (
        r"VOLCAT \EAST.VCEAST is damaged: TAPEVOLUME E00001 is in POOL NIGHTLY, which does not"
        " exist."
    )
    assert answer == [f"**ERROR-5957** {told}"]
    assert kept(world) == before


@pytest.mark.parametrize(
    "line",
    [
        "MEDIACOM INFO TAPEVOLUME *",
        "MEDIACOM INFO MEDIADEFS",
        "MEDIACOM ALTER MEDIADEFS, RETENTION 9",
    ],
)
def test_a_system_without_media_defaults_says_so(world: World, line: str) -> None:
    world.system(EAST).database.execute("DELETE FROM MEDIADEFS")
    before = kept(world)
    told = r"MEDIADEFS \EAST is damaged: its row of defaults is missing."
    assert typed(world, line) == [f"**ERROR-5957** {told}"]
    assert kept(world) == before


def test_no_job_runs_without_media_defaults(world: World) -> None:
    world.system(EAST).database.execute("DELETE FROM MEDIADEFS")
    lines = restored(world)
    assert r"MEDIADEFS \EAST is damaged: its row of defaults is missing." in lines[0]


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM VTOFC",
        "DELETE FROM TFTOV",
        r"UPDATE VTOFC SET FILECATALOG = '\NOWHERE.FC'",
        "UPDATE VTOFC SET FILECATALOG = 'FC'",
    ],
)
def test_a_tape_is_protected_where_nobody_can_tell_what_is_on_it(world: World, change: str) -> None:
    world.system(EAST).database.execute(change)
    define = "CLASS TAPE, LABELS BACKUP, FILEID X, VOLUME E00001, USE OUT, DEVICE $TAPE0"
    lines = typed(
        world,
        "SIM TAPE MOUNT E00001 ON $TAPE0",
        f"ADD DEFINE =LOOSE, {define}",
        "BACKUP =LOOSE, $SYSTEM.SUPER.TACLCSTM",
        node=NodeName("WEST"),
    )
    assert "PROTECTION VIOLATION, VOLUME E00001 NOT EXPIRED" in lines[0]
