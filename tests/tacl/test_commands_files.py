"""Commands about disk files, OBEY and LOAD."""

from __future__ import annotations

import pytest
from laboratory import converse, screen, sit_down

from nsksim.session import Session
from nsksim.world import World

WRONG_TYPE = "*ERROR* 002 operation not allowed on this type of file (RAW)"
NO_EXTENTS = "*ERROR* An extent size in CREATE is not modelled by this simulator."
ONE_VOLUME = (
    "*ERROR* \\ALPHA.$DATA.LAB.LIB cannot be renamed to \\ALPHA.$SYSTEM.LAB.LIB:"
    " a file keeps its volume."
)
NOT_FOUND = (
    "*ERROR* 011 file not in directory or record not in file, or the specified tape file is not"
    " present on a labeled tape ({})"
)


def test_fileinfo_of_the_current_subvolume(session: Session) -> None:
    lines = screen(session, "FILEINFO")
    assert lines[0] == "$DATA.LAB"
    assert [line.split()[0] for line in lines[3:]] == sorted(
        ["COMMANDS", "INPUT", "LIB", "LOOP", "PLAIN", "RAW", "RENAMED", "ROUND", "SPIN", "STRANGE"]
    )
    assert lines[8] == (
        "RAW           9999             4096 05JAN2022 22:44      -1 NUNU      2     16"
    )


def test_fileinfo_lists_every_program_that_can_be_run(session: Session) -> None:
    names = {line.split()[0] for line in screen(session, "FILEINFO $SYSTEM.SYSTEM.*")[3:]}
    assert {"FUP", "TACL", "SPOOLCOM", "PERUSE", "TOY"} <= names


@pytest.mark.parametrize("command", ["FILEINFO", "FILENAMES", "FILES"])
def test_nothing_matches_is_no_error(session: Session, command: str) -> None:
    shown = "X.*" if command == "FILES" else "X.Y"
    result = session.run(f"{command} $DATA.X{'' if command == 'FILES' else '.Y'}")
    assert result.lines == [f"No files match \\ALPHA.$DATA.{shown}"]
    assert not result.refused


def test_the_documented_syntax_error(session: Session) -> None:
    result = session.run("FILEINFO $DATA.A")
    assert result.lines == [
        "FILEINFO $DATA.A",
        "         ^",
        "Expecting /",
        "Or a valid filename template",
        "Or end",
    ]
    assert result.refused


def test_names(session: Session) -> None:
    converse(
        session,
        [
            ("FILENAMES l?b, R*W", ["$DATA.LAB.LIB", "$DATA.LAB.RAW"]),
            ("FILENAMES \\BETA.$DATA.*.*", ["\\BETA.$DATA.LAB.FARAWAY"]),
            ("SYSTEM \\BETA", []),
            ("FILENAMES", ["\\BETA.$DATA.LAB.FARAWAY"]),
            ("FILES", ["", "\\BETA.$DATA.LAB", "", "FARAWAY"]),
        ],
    )


def test_files_are_created_renamed_and_purged(session: Session) -> None:
    converse(
        session,
        [
            ("CREATE NEW", ["$DATA.LAB.NEW has been created."]),
            ("create new", ["*ERROR* 010 file or record already exists (NEW)"]),
            (
                "CREATE X, 40",
                [NO_EXTENTS],
            ),
            ("CREATE $NODISK.A.B", ["*ERROR* 014 device does not exist ($NODISK)"]),
            ("RENAME NEW, $DATA.OTHER.OLD", []),
            ("RENAME NEW, NEWER", [NOT_FOUND.format("NEW")]),
            ("RENAME LIB, LOOP", ["*ERROR* 010 file or record already exists (LOOP)"]),
            (
                "RENAME LIB, $SYSTEM.LAB.LIB",
                [ONE_VOLUME],
            ),
            (
                "PURGE $DATA.OTHER.OLD, PLAIN",
                ["$DATA.OTHER.OLD purged.", "$DATA.LAB.PLAIN purged."],
            ),
            ("PURGE PLAIN", [NOT_FOUND.format("PLAIN")]),
        ],
    )


def test_security_holds(world: World) -> None:
    screen(sit_down(world), 'VOLUME ,"OOOO"', "CREATE MINE", "FILEINFO /OUT TEXT/ LIB")
    session = sit_down(world, "OPS.NIGHT")
    screen(session, "VOLUME $DATA.LAB")
    for line in ("PURGE MINE", "RENAME MINE, YOURS", "OBEY TEXT", "LOAD TEXT", "FILES /OUT TEXT/"):
        result = session.run(line)
        assert result.lines[-1].startswith("*ERROR* 048 security violation"), line


def test_out_of_a_command(session: Session) -> None:
    converse(
        session,
        [
            ("FILENAMES /OUT $S.#LIST/ L*", []),
            ("FILENAMES /OUT LISTING/ L*", []),
            ("FILENAMES /OUT LISTING/ P*", []),
            ("FILENAMES /OUT [#MYTERM]/ P*", ["$DATA.LAB.PLAIN"]),
            ("FILENAMES /OUT $NONE.#X/", ["*ERROR* 014 device does not exist ($NONE.#X)"]),
            (
                "FILENAMES /OUT RAW/",
                [WRONG_TYPE],
            ),
            ("PPD /OUT $ZSVR/", ["*ERROR* OUT $ZSVR is not modelled by this simulator."]),
        ],
    )
    spooler = session.world.system("\\ALPHA").spooler
    assert list(spooler.lines(1)) == ["$DATA.LAB.LIB", "$DATA.LAB.LOOP"]
    assert [job.state for job in spooler.jobs()] == ["READY"]
    screen(session, "#PUSH text", "#SET /IN LISTING/ text")
    assert screen(session, "#OUTPUTV text")[-1:] == ["$DATA.LAB.PLAIN"]


def test_obey_goes_on_after_a_refusal(session: Session) -> None:
    result = session.run("OBEY COMMANDS")
    assert result.lines == [
        "NONSENSE",
        "^",
        "*ERROR* Name variable, built-in, or file needed",
        "$DATA.LAB.LIB",
        "$DATA.LAB.LOOP",
        "January 5, 2022 22:44:48",
    ]
    assert result.refused
    assert screen(session, "o commands") == result.lines


def test_obey_without_end_is_stopped(session: Session) -> None:
    assert screen(session, "OBEY LOOP") == ["*ERROR* OBEY files are nested more than 8 deep."]
    assert screen(session, "OBEY COMMANDS")[-1] == "January 5, 2022 22:44:48"


@pytest.mark.parametrize("command", ["OBEY", "LOAD"])
def test_only_edit_files_are_read(session: Session, command: str) -> None:
    assert screen(session, f"{command} NOPE") == [NOT_FOUND.format("NOPE")]
    assert screen(session, f"{command} RAW") == [WRONG_TYPE]


def test_load_keeps_levels(session: Session) -> None:
    screen(session, "LOAD LIB LIB", "LOAD LIB")
    screen(session, "#POP greet greet")
    assert screen(session, "greet world") == ["Hello WORLD"]
    screen(session, "LOAD /KEEP 1/ LIB", "#POP greet")
    assert screen(session, "greet world")[0] == "greet world"
    assert "Name variable" in screen(session, "greet world")[-1]


def test_loaded_routines_check_their_arguments(session: Session) -> None:
    screen(session, "LOAD /KEEP 1/ LIB")
    converse(
        session,
        [
            ("GREET moon", ["Hello MOON"]),
            ("greet lib", ["Hello \\ALPHA.$DATA.LAB.LIB"]),
            (
                "greet mars",
                [
                    "greet mars",
                    "      ^",
                    "Expecting WORLD",
                    "Or MOON",
                    "Or an existing file name",
                ],
            ),
            ("VARIABLES", ["GREET", "WORKED"]),
            ("SET VARIABLE worked #OUTPUT changed", []),
            ("worked", ["changed"]),
        ],
    )
