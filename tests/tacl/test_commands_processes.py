"""Commands about processes and parameters, and waiting."""

from __future__ import annotations

import pytest
from laboratory import converse, screen, sit_down

from nsksim.programs.tacl.commands import LANGUAGE
from nsksim.session import Session
from nsksim.world import World

PRTFILE = "ASSIGN PRTFILE, \\ALPHA.$DATA.LAB.MYFILE, EXT 4096, CODE 9999, EXCLUSIVE, OUTPUT"


def names(session: Session, line: str) -> list[str]:
    return [row.split()[0] for row in screen(session, line)[2:]]


def test_status_selects(session: Session) -> None:
    for line, expected in [
        ("STATUS *", ["$0", "$S", "$Y100", "$ZSVR"]),
        ("STATUS", ["$Y100"]),
        ("STATUS $ZSVR", ["$ZSVR"]),
        ("status $*s*", ["$S", "$ZSVR"]),
        ("STATUS 1,101", ["$S"]),
        ("STATUS 1", ["$S", "$Y100"]),
        ("STATUS *, TERM", ["$Y100"]),
        ("STATUS *, TERM $ZTN0.#PTY0001, USER", ["$Y100"]),
        ("STATUS *, PRI 145", ["$S"]),
        ("STATUS *, PROG $SYSTEM.SYSTEM.*SPOOL", ["$S"]),
        ("STATUS \\BETA.$S", ["$S"]),
        ("STATUS, USER SUPER.SUPER", ["$0", "$S", "$Y100", "$ZSVR"]),
    ]:
        assert names(session, line) == expected, line
    assert screen(session, "STATUS \\BETA.*")[0] == "System \\BETA"


@pytest.mark.parametrize(
    ("line", "refused"),
    [("STATUS $NONE", True), ("PPD 0,1", True), ("STATUS *, USER OPS.NIGHT", False)],
)
def test_nobody_there(desk: Session, line: str, refused: bool) -> None:
    result = desk.run(line)
    assert result.lines == ["PROCESS DOES NOT EXIST"]
    assert result.refused == refused


def test_ppd(session: Session) -> None:
    converse(
        session,
        [
            ("PPD $S", ["Name        Primary   Backup    Ancestor", "$S          1,101"]),
            (
                "PPD \\BETA.$S",
                ["\\BETA", "Name        Primary   Backup    Ancestor", "$S          1,101"],
            ),
        ],
    )
    assert len(screen(session, "PPD")) == 5


def test_stop(world: World) -> None:
    session = sit_down(world, "OPS.NIGHT")
    converse(
        session,
        [
            ("STOP $ZSVR", ["Could not stop $ZSVR; insufficient privilege."]),
            ("ALTPRI $ZSVR, 100", ["*ERROR* Could not alter $ZSVR; insufficient privilege."]),
            ("STOP $NONE", ["Non-existent $NONE"]),
            ("STOP", ["*ERROR* There is no default process."]),
        ],
    )
    session = sit_down(world)
    assert screen(session, "ALTPRI $ZSVR, 100", "STATUS $ZSVR")[-1].split()[2] == "100"
    assert screen(session, "STOP $ZSVR") == []
    assert session.run("STATUS $ZSVR").refused


def test_a_tacl_can_stop_itself(session: Session) -> None:
    assert screen(session, "STOP $Y100") == []
    assert session.ended


@pytest.mark.parametrize("line", ["SUSPEND $S", "ACTIVATE", "BACKUPCPU 1", "STATUS *, DETAIL"])
def test_not_modelled(desk: Session, line: str) -> None:
    assert desk.run(line).lines[0].endswith("is not modelled by this simulator.")


@pytest.mark.parametrize(
    ("line", "then"),
    [
        ("DELAY 50 CENTISECONDS", "22:44:48"),
        ("DELAY 3 SECONDS", "22:44:51"),
        ("delay 1 minute", "22:45:48"),
        ("DELAY 2 HOURS", "00:44:48"),
        ("#DELAY 300", "22:44:51"),
    ],
)
def test_time_passes_while_a_line_waits(session: Session, line: str, then: str) -> None:
    assert screen(session, line) == []
    assert screen(session, "TIME")[0].endswith(then)


@pytest.mark.parametrize("line", ["DELAY 99999999 HOURS", "#DELAY 9" + "9" * 15])
def test_a_wait_beyond_the_calendar_is_refused(session: Session, line: str) -> None:
    assert session.run(line).lines == ["*ERROR* The clock cannot go that far."]
    assert screen(session, "TIME") == ["January 5, 2022 22:44:48"]


@pytest.mark.parametrize(
    ("call", "value"),
    [
        ("#STOP \\NOSUCH X#", "13"),
        ("#STOP 1,99999999999999999", "13"),
        ("#STOP \\NOSUCH.$X", "18"),
        ("#STOP $NONE", "11"),
        ("#PROCESSEXISTS \\NOSUCH X#", "0"),
        ("#PROCESSEXISTS \\NOSUCH.$X", "0"),
        ("#PROCESSEXISTS", "0"),
        ("#PROCESSEXISTS $ZSVR", "-1"),
    ],
)
def test_functions_about_processes_give_numbers(desk: Session, call: str, value: str) -> None:
    assert screen(desk, f"#OUTPUT [{call}]") == [value]


@pytest.mark.parametrize("number", ["99999999999999999999", "\u00b2", "\u0663", "-1", "x"])
@pytest.mark.parametrize("function", ["#DELAY", "#CONTIME"])
def test_functions_take_whole_numbers_only(desk: Session, function: str, number: str) -> None:
    assert screen(desk, f"#OUTPUT [{function} {number}]")[-1] == "Expecting a number"


def test_a_timestamp_beyond_the_calendar_is_refused(desk: Session) -> None:
    assert screen(desk, "#OUTPUT [#CONTIME 9999999999999999999]") == ["*ERROR* Arithmetic overflow"]


@pytest.mark.parametrize("option", ["EXT 65536", "EXT (1,65536)", "CODE 99999", "REC -1"])
def test_numbers_of_an_assign_have_a_range(desk: Session, option: str) -> None:
    assert desk.run(f"ASSIGN UNIT, FILE, {option}").refused
    assert desk.run("ASSIGN UNIT").refused


@pytest.mark.parametrize("priority", [0, 200])
def test_a_priority_has_a_range(desk: Session, priority: int) -> None:
    assert screen(desk, f"ALTPRI $ZSVR, {priority}")[-1] == (
        "Expecting a number (Its value must be between 1 and 199 inclusive)"
    )


def test_break_ends_a_wait(world: World) -> None:
    session = sit_down(world)
    lines = session.type("DELAY 3 HOURS")
    session._pace = lambda _: (_ for _ in ()).throw(KeyboardInterrupt)
    assert list(lines) == []
    assert session.prompt == "\\ALPHA 2> "
    assert screen(session, "TIME") == ["January 5, 2022 22:44:48"]


def test_a_pause_nobody_can_end_counts_as_refused(session: Session) -> None:
    assert session.run("PAUSE").refused
    assert screen(session, "TIME") == ["January 5, 2022 22:44:48"]


def test_params(session: Session) -> None:
    converse(
        session,
        [
            ('PARAM b^1 x, AUTOEXPIRE^TIME 03:30, text "a, b"', []),
            ("PARAM", ["AUTOEXPIRE^TIME (03:30)", "B^1 (x)", "TEXT (a, b)"]),
            ("CLEAR PARAM b^1", []),
            ("CLEAR PARAM b^1", ["*ERROR* There is no PARAM B^1."]),
            (
                "PARAM BIG " + "x" * 200 + ", BIG2 &",
                [],
            ),
            ("x", []),
            ("CLEAR ALL PARAM", []),
            ("PARAM", []),
        ],
    )
    for number in range(5):
        screen(session, f"PARAM P{number} {'x' * 200}")
    assert screen(session, f"PARAM LAST {'x' * 200}") == [
        "*ERROR* The PARAMs would need more than 1024 characters."
    ]
    assert len(screen(session, "PARAM")) == 5


@pytest.mark.parametrize("name", ["BAD_NAME", "A.B", "X" * 32])
def test_names_of_params(desk: Session, name: str) -> None:
    result = desk.run(f"PARAM {name} 1")
    assert result.refused
    assert "Expecting a PARAM name" in result.lines
    assert desk.run(f"PARAM A-1^{'X' * 27} 1").lines == []


def test_assigns(session: Session) -> None:
    converse(
        session,
        [
            ("ASSIGN prtfile, myfile, EXT 4096, CODE 9999,&", []),
            ("&EXCLUSIVE, OUTPUT", []),
            (
                "ASSIGN PRTFILE",
                [PRTFILE],
            ),
            ("ASSIGN other, , EXT (10,20), I-O, REC 80, BLOCK 4096", []),
            ("CLEAR ASSIGN PRTFILE", []),
            ("ASSIGN", ["ASSIGN OTHER, EXT (10,20), I-O, REC 80, BLOCK 4096"]),
            ("CLEAR ALL ASSIGN", []),
            ("ASSIGN OTHER", ["*ERROR* There is no ASSIGN OTHER."]),
            ("CLEAR ASSIGN X", ["*ERROR* There is no ASSIGN X."]),
        ],
    )


def test_statements_can_be_written_back() -> None:
    for line in (
        "STATUS *, TERM, PRI 145",
        "PARAM A 1, B 2",
        "ADD DEFINE =X, CLASS TAPE, VOLUME (A, B)",
        "RUN FUP /IN F, OUT, NAME $X, NOWAIT/ INFO *",
        "LOAD /KEEP 1/ A B",
        "CLEAR ALL PARAM",
    ):
        statement = LANGUAGE.parse(line)
        assert LANGUAGE.parse(LANGUAGE.text(statement)) == statement


def test_break_in_a_macro_gives_the_prompt_again(session: Session) -> None:
    screen(session, "#PUSH x")
    screen(session, "[#LOOP |DO| #SET x [#INPUT more?] |UNTIL| 0]")
    assert session.prompt == "more? "
    assert list(session.interrupt()) == []
    assert session.prompt == "\\ALPHA 3> "
