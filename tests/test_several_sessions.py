"""Several people in one world: a snapshot is restored under all of them."""

from __future__ import annotations

from contextlib import contextmanager
from importlib.resources import files

import pytest

from nsksim import World

ETINIUM, INSIDX = r"\ETINIUM", r"\INSIDX"
EXPORT = "BB026_EXPORT_CATALOG STOREID SLAB_A-DAILY, CATALOGFILES NO, TYPE FULL"


def home_terminal(session):
    return session.run("WHO").lines[0]


def terminal_processes(session):
    return [line for line in session.run("STATUS *").lines if "#PTY" in line]


def test_everybody_goes_on_after_a_restored_snapshot(nsk_world):
    first = nsk_world.session(ETINIUM)
    first.run("SIM SNAPSHOT S")
    second, far = nsk_world.session(ETINIUM), nsk_world.session(INSIDX)
    second.run("MEDIACOM")
    first.run("DELAY 1 HOURS")
    assert first.run("SIM RESTORE S").lines == [
        r"Snapshot S restored; at \ETINIUM it is 2022-01-05 17:44:48"
    ]
    assert second.prompt == "MC> "
    assert not second.run("INFO MEDIADEFS").refused
    assert far.run("TIME").lines == ["January 5, 2022 22:44:48"]
    assert not first.run("LOAD /KEEP 1/ BBOX.BBSETUP BBOX.MACROS").refused
    assert not first.run(EXPORT).refused
    second.run("EXIT")
    assert "2022-01-05 17:44:50" in second.run("SIM CLOCK SETTLE").lines[-1]


def test_no_two_terminals_have_one_name_after_a_restored_snapshot(nsk_world):
    first = nsk_world.session(ETINIUM)
    first.run("SIM SNAPSHOT S")
    second = nsk_world.session(ETINIUM)
    first.run("SIM RESTORE S")
    third = nsk_world.session(ETINIUM)
    names = [home_terminal(session) for session in (first, second, third)]
    assert len(set(names)) == 3
    processes = [line.split()[0] for line in terminal_processes(first)]
    assert len(set(processes)) == len(processes) == 3
    second.close()
    assert len(terminal_processes(first)) == 2
    assert not third.run("TIME").refused


def test_a_restore_brings_no_terminal_back_that_was_closed(nsk_world):
    first, second = nsk_world.session(ETINIUM), nsk_world.session(ETINIUM)
    first.run("SIM SNAPSHOT S")
    second.close()
    first.run("SIM RESTORE S")
    assert len(terminal_processes(first)) == 1


def test_background_printing_goes_on_after_a_restored_snapshot(nsk_world):
    first, watching = nsk_world.session(ETINIUM), nsk_world.session(ETINIUM)
    first.run("SIM SNAPSHOT S")
    watching.run("EMSDIST /NOWAIT/ TYPE PRINTING, COLLECTOR $0")
    first.run("SIM RESTORE S")
    first.run("LOAD /KEEP 1/ BBOX.BBSETUP BBOX.MACROS")
    first.run(EXPORT)
    first.run("SIM CLOCK SETTLE")
    assert [line.split()[4] for line in watching.console()] == ["3286", "3279"]


BACKUP = "BACKUP /NOWAIT, NAME $BACK/ =OUT, $DATA.SLABA.*, LISTALL"
OUT = (
    "ADD DEFINE =OUT, CLASS TAPECATALOG, LABELS BACKUP, FILEID SLABA-BAK11-DAILY,"
    " VOLUME SCRATCH, POOL SLAB_A_DAILY, USE OUT"
)


def test_a_backup_in_the_background_comes_to_its_end(nsk_world):
    first, second = nsk_world.session(ETINIUM), nsk_world.session(ETINIUM)
    first.run(OUT)
    first.run(BACKUP)
    assert not second.run("SIM CLOCK SETTLE").refused
    assert "Files dumped = 10    Files not dumped = 0" in first.console()
    assert second.run("STATUS $BACK").refused


def test_settle_says_which_backup_waits_for_a_drive(nsk_world):
    first, second = nsk_world.session(ETINIUM), nsk_world.session(ETINIUM)
    for number in (0, 1):
        second.run(f"SIM TAPE MOUNT EXT00{number} ON $VTAPE{number}")
    first.run(OUT)
    first.run(BACKUP)
    result = second.run("SIM CLOCK SETTLE")
    assert result.lines == [
        r"\ETINIUM 2022-01-05 17:44:48",
        "SIM: process $BACK at \\ETINIUM still runs: it waits for what time alone does not bring.",
    ]
    assert not nsk_world.settle()
    second.run("SIM TAPE UNLOAD $VTAPE0")
    assert nsk_world.settle()
    assert "Files dumped = 10    Files not dumped = 0" in first.console()


def test_a_backup_ends_with_the_open_world_and_gives_its_drive_back(tmp_path):
    with World.create(tmp_path / "w") as world:
        session = world.session(ETINIUM)
        session.run(OUT)
        session.run(BACKUP)
        assert any("BACKUP" in line for line in session.run("STATUS $BACK").lines)
    with World.open(tmp_path / "w") as world:
        session = world.session(ETINIUM)
        assert session.run("STATUS $BACK").refused
        assert session.run("SIM TAPE MOUNT EXT001 ON $VTAPE0").lines[0] == "EXT001 is on $VTAPE0"
        assert session.run("SIM TAPE MOUNT EXT002 ON $VTAPE1").lines[0] == "EXT002 is on $VTAPE1"


SCRATCH_TAPE = (
    "ADD DEFINE =T, CLASS TAPECATALOG, LABELS BACKUP, FILEID NIGHT, VOLUME SCRATCH,"
    " POOL REELS, USE OUT"
)
NIGHT_BACKUP = "BACKUP /NOWAIT, NAME $B/ =T, $DATA.WAGES.*"
LABELING = "MEDIACOM /NOWAIT/ ADD TAPELABEL XX0001, TAPEDRIVE $TAPE1, PROMPT OFF"


@contextmanager
def tapes_world(directory):
    if directory is None:
        with World.from_scenario("tapes") as world:
            yield world
    else:
        with World.create(directory, "tapes") as world:
            yield world


def reels(session):
    lines = session.run("MEDIACOM INFO TAPEVOLUME REEL*").lines[4:-1]
    return {line.split()[0]: line.split()[-1] for line in lines}


@pytest.mark.parametrize("kept", [False, True], ids=["in memory", "on disk"])
def test_a_restore_ends_what_runs_in_the_background_whatever_it_waits_for(tmp_path, kept):
    with tapes_world(tmp_path / "w" if kept else None) as world:
        session = world.session()
        session.run(SCRATCH_TAPE)
        session.run(NIGHT_BACKUP)  # waits for a tape
        session.run(LABELING)  # waits for a drive
        session.run("SIM SNAPSHOT S1")
        for _ in "12":
            assert session.run("SIM RESTORE S1").lines == [
                r"Snapshot S1 restored; at \ALPHA it is 2022-01-05 22:44:48"
            ]
            assert session.run("MEDIACOM STATUS TAPEMOUNT").lines == ["0 tape mounts returned."]
            processes = [line.split()[0] for line in session.run("STATUS *").lines[2:]]
            assert processes == ["$0", "$NCP", "$S", "$SPLS", "$Y100", "$ZSVR"]
            session.run(NIGHT_BACKUP)
        session.run("SIM TAPE MOUNT REEL01 ON $TAPE0")
        session.run(NIGHT_BACKUP.replace("$B", "$C"))
        assert reels(session)["REEL01"] == "INUSE"
        session.run("SIM SNAPSHOT S2")
        session.run("SIM RESTORE S2")  # the backup that wrote then writes no longer
        assert reels(session) == {
            "REEL01": "ASSIGNED",
            "REEL02": "SCRATCH",
            "REEL03": "SCRATCH",
            "REEL04": "SCRATCH",
        }
        assert not session.run("SIM CLOCK ADVANCE 1 DAYS").refused


def test_a_command_file_that_restores_a_snapshot_ends_with_it(tmp_path):
    scenario = tmp_path / "night.toml"
    text = files("nsksim").joinpath("scenarios/tapes.toml").read_text("utf-8")
    scenario.write_text(
        text.replace(
            "[[system.process]]",
            """[[system.file]]
names = ["$DATA.PAY.NIGHT"]
lines = ["DELAY 5 SECONDS", "SIM RESTORE S1", "DELAY 1 SECONDS", "SIM TAPE MOUNT REEL01 ON $TAPE0"]
modified = "2021-12-01 13:00:00"
[[system.process]]""",
            1,
        ),
        "utf-8",
    )
    with World.from_scenario(str(scenario)) as world:
        session = world.session()
        session.run("SIM SNAPSHOT S1")
        session.run("TACL /NOWAIT, IN NIGHT, OUT LOG/")
        session.run("DELAY 1 MINUTES")
        assert len(terminal_processes(session)) == 1
        assert not session.run("SIM TAPE MOUNT REEL01 ON $TAPE0").refused
