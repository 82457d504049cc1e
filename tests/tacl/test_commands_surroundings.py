"""Commands about where and who one is, and how a line that cannot be taken is refused."""

from __future__ import annotations

import pytest
from laboratory import converse, screen, sit_down

from nsksim.programs.tacl.commands import LANGUAGE, command_words
from nsksim.programs.tacl.commands.unmodelled import NAMES, PROGRAMS
from nsksim.session import Session
from nsksim.world import World


def current(session: Session) -> str:
    return screen(session, "WHO")[-3].partition(": ")[2]


def test_volume_and_system_change_the_defaults(session: Session) -> None:
    for line, place in [
        ("VOLUME $SYSTEM.OTHER", "$SYSTEM.OTHER"),
        ("volume third", "$SYSTEM.THIRD"),
        ("VOLUME $DATA", "$DATA.THIRD"),
        ("SYSTEM \\BETA", "\\BETA.$DATA.THIRD"),
        ("VOLUME", "\\BETA.$DATA.LAB"),
        ("VOLUME LAB2", "\\BETA.$DATA.LAB2"),
        ("SYSTEM", "$DATA.LAB2"),
        ("VOLUME \\BETA.$DATA.LAB", "\\BETA.$DATA.LAB"),
    ]:
        assert screen(session, line) == []
        assert current(session) == place, line


def test_volume_changes_the_security_of_the_session(session: Session) -> None:
    screen(session, 'VOLUME ,"AOOO"', "CREATE NEW")
    assert screen(session, "WHO")[-1].endswith('Security: "AOOO"')
    assert " AOOO" in screen(session, "FILEINFO NEW")[-1]
    screen(session, "VOLUME")
    assert screen(session, "WHO")[-1].endswith('Security: "NUNU"')


@pytest.mark.parametrize(
    ("line", "lines"),
    [
        (
            "VOLUME $DATA.9",
            ["VOLUME $DATA.9", "       ^", "Expecting a subvolume name", "Or ,", "Or end"],
        ),
        (
            'VOLUME , "QQQQ"',
            ['VOLUME , "QQQQ"', "         ^", "Expecting a security string"],
        ),
        (
            "SYSTEM \\NOWHERE",
            ["*ERROR* 018 the system specified is not known to this system (\\NOWHERE)"],
        ),
        ("USERS OPS.X*", ["*ERROR* No users match OPS.X*"]),
        ("ERROR 4711", ["*ERROR* The text of error 4711 is not modelled by this simulator."]),
        ("ERROR", ["ERROR", "     ^", "Expecting a number"]),
        ("HELP NONSENSE", ["*ERROR* There is no command NONSENSE."]),
        ("HELP VTREE", ["*ERROR* VTREE is not modelled by this simulator."]),
        (
            "SETPROMPT ALL",
            [
                "SETPROMPT ALL",
                "          ^",
                "Expecting VOLUME",
                "Or SUBVOL",
                "Or BOTH",
                "Or NONE",
            ],
        ),
        ("WHO IS", ["WHO IS", "    ^", "Expecting end"]),
        ("SHOW", ["*ERROR* SHOW is not modelled by this simulator."]),
        ("SET SWAP $DATA", ["*ERROR* SET SWAP is not modelled by this simulator."]),
        (
            "LOGON SUPER.SUPER;STOPONABEND",
            ["*ERROR* LOGON ; STOPONABEND is not modelled by this simulator."],
        ),
        ("LOGOFF /PAUSE/", ["*ERROR* LOGOFF /PAUSE/ is not modelled by this simulator."]),
        ("#SET #WIDTH 132", ["*ERROR* #WIDTH 132 is not modelled by this simulator."]),
        ("#SET #PREFIX " + "x" * 41, ["*ERROR* Illegal value"]),
        ("PMSEARCH 9", ["*ERROR* Illegal value"]),
    ],
)
def test_a_refusal_names_the_place_and_the_alternatives(
    desk: Session, line: str, lines: list[str]
) -> None:
    result = desk.run(line)
    assert result.lines == lines
    assert result.refused


@pytest.mark.parametrize("line", ["NONSENSE", "  NONSENSE 1 2", "fileinfox", "$DATA.LAB.NOPE", "9"])
def test_an_unknown_word_gets_line_caret_and_text(desk: Session, line: str) -> None:
    result = desk.run(line)
    *place, text = result.lines
    assert place == [line.strip(), "^"]
    assert text == "*ERROR* Name variable, built-in, or file needed"
    assert result.refused


def test_what_a_real_system_has_is_never_unknown(desk: Session) -> None:
    for word in sorted(NAMES | PROGRAMS):
        assert word not in command_words()
        assert desk.run(f"{word.lower()} X").lines == [
            f"*ERROR* {word} is not modelled by this simulator."
        ]


def test_users(desk: Session) -> None:
    heading = "GROUP   . USER     I.D. #    SECURITY  DEFAULT VOLUMEID"
    night = "OPS     .NIGHT     40,007    OOOO      $DATA.NIGHT"
    manager = "OPS     .MANAGER   40,255    NUNU      $DATA.LAB"
    converse(
        desk,
        [
            ("USERS OPS.*", [heading, night, manager]),
            ("USERS ops", [heading, night, manager]),
            ("USERS *,7", [heading, night]),
            ("USERS OPS.NIGHT", [heading, night]),
        ],
    )
    assert screen(desk, "USERS")[1:] == ["SUPER   .SUPER     255,255   NUNU      $DATA.LAB"]


def test_error_prints_three_digits_and_the_text(desk: Session) -> None:
    assert screen(desk, "ERROR 11") == [
        "011 file not in directory or record not in file, or the",
        "specified tape file is not present on a labeled tape",
    ]
    assert not desk.run("ERROR 48").refused


def test_time_is_local(world: World) -> None:
    session = sit_down(world)
    session.switch(world.system("\\BETA").node)
    assert screen(session, "TIME") == ["January 5, 2022 23:44:48"]


def test_help_comes_from_the_declarations(desk: Session) -> None:
    listed = "\n".join(screen(desk, "HELP"))
    assert all(word in listed for word in command_words())
    explained = screen(desk, "HELP ADD DEFINE")
    assert explained[0].startswith("ADD DEFINE { define-name")
    assert len(screen(desk, "HELP SET")) > 2


def test_every_command_is_documented() -> None:
    for entry in LANGUAGE.reference():
        assert entry.help, entry.name


def test_pmsg_and_pmsearch(session: Session) -> None:
    converse(
        session,
        [
            ("PMSEARCH", ["$SYSTEM.SYSTEM"]),
            ("PMSEARCH #DEFAULTS $SYSTEM.SYSTEM", []),
            ("#OUTPUT [#PMSEARCHLIST]", ["#DEFAULTS \\ALPHA.$SYSTEM.SYSTEM"]),
            ("PMSG ON", []),
            ("#OUTPUT [#PMSG]", ["-1"]),
        ],
    )


def test_built_in_variables_are_pushed_and_popped(session: Session) -> None:
    screen(session, "#PUSH #PREFIX", "#SET #PREFIX other")
    assert session.prompt == "other 3> "
    screen(session, "#POP #PREFIX")
    assert session.prompt == "\\ALPHA 4> "


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("#DEFAULTS", "$SYSTEM.X"),
        ("#DEFAULTS /SAVED/", "$DATA.LAB"),
        ("#MYSYSTEM", "\\ALPHA"),
        ("#SYSTEMNAME 2", "\\BETA"),
        ("#SYSTEMNUMBER \\BETA", "2"),
        ("#USERID", "255,255"),
        ("#USERNAME 40,7", "OPS.NIGHT"),
        ("#INTERACTIVE", "-1"),
        ("#PARAM", "A B"),
        ("#PARAM b", "2"),
        ("#PARAM C", ""),
        (
            "#FILEINFO /EXISTENCE,CODE,EOF,OWNER,SECURITY/ $DATA.LAB.RAW",
            "-1 9999 4096 255,255 NUNU",
        ),
        ("#FILEINFO /EXISTENCE,CODE/ NOPE", "0 0"),
        ("#FILENAMES /MAXIMUM 1/ $DATA.LAB.L*", "\\ALPHA.$DATA.LAB.LIB"),
        ("#FILENAMES /PREVIOUS $DATA.LAB.LIB/ $DATA.LAB.L*", "\\ALPHA.$DATA.LAB.LOOP"),
        ("#PURGE NOPE", "11"),
        ("#RENAME $DATA.LAB.LIB $DATA.LAB.LOOP", "10"),
        ("#PROCESSEXISTS $ZSVR", "-1"),
        ("#PROCESSEXISTS $NONE", "0"),
        ("#STOP $NONE", "11"),
        ("#LOAD /KEEP 1/ $DATA.LAB.LIB", "GREET WORKED"),
        ("#CONTIME 0", "1974 12 31 00 00 00 00"),
        ("#COMPUTE [#TIMESTAMP] > 0", "-1"),
    ],
)
def test_functions_that_ask_the_system(desk: Session, expression: str, value: str) -> None:
    screen(desk, "PARAM A 1, B 2", "VOLUME $SYSTEM.X")
    assert screen(desk, f"#OUTPUT [{expression}]") == [value]


@pytest.mark.parametrize(
    "line", ["#OUTPUT [#FILENAMES $DATA.TOOLONGNAME.X]", "#SET #DEFAULTS $DATA.TOOLONGNAME"]
)
def test_a_file_name_of_a_wrong_form(desk: Session, line: str) -> None:
    result = desk.run(line)
    assert result.lines[-1] == "*ERROR* Illegal filename specification"
    assert result.refused


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("FILENAME", "LIB", "\\ALPHA.$DATA.LAB.LIB"),
        ("FILENAME", "NOPE", None),
        ("FILENAME /SYNTAX/", "NOPE", "\\ALPHA.$DATA.LAB.NOPE"),
        ("FILENAME", "$DATA.X", None),
        ("TEMPLATE", "L*", "\\ALPHA.$DATA.LAB.L*"),
        ("SUBVOL", "$SYSTEM.ANY", "\\ALPHA.$SYSTEM.ANY"),
        ("SUBVOLTEMPLATE", "$SYSTEM.*", "\\ALPHA.$SYSTEM.*"),
        ("PROCESSNAME", "$zsvr", "$ZSVR"),
        ("PROCESSNAME", "$NONE", None),
        ("PROCESSID /SYNTAX/", "1, 200", "1,200"),
        ("DEVICE", "$tape0", "$TAPE0"),
        ("SYSTEMNAME", "\\beta", "\\BETA"),
        ("SYSTEMNAME", "\\NOWHERE", None),
        ("USER", "40,7", "OPS.NIGHT"),
        ("USER", "NO.ONE", None),
        ("PARAM", "a", "A"),
        ("PARAM", "B", None),
        ("ASSIGN /SYNTAX/", "unit", "UNIT"),
        ("DEFINENAME", "=out", "=OUT"),
        ("DEFINETEMPLATE", "=o*", "=O*"),
    ],
)
def test_a_routine_recognizes_what_is_there(
    desk: Session, kind: str, text: str, value: str | None
) -> None:
    screen(desk, "PARAM A 1", "#PUSH value")
    screen(desk, "[#DEF try ROUTINE |BODY| [#IF [#ARGUMENT /VALUE value/ &", f"{kind} &", "]]")
    screen(desk, "]")
    lines = screen(desk, f"TRY {text}")
    if value is None:
        assert lines[2].startswith("Expecting")
    else:
        assert lines == []
        assert screen(desk, "#OUTPUT [value]") == [value]
