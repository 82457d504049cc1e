"""Running programs: where they are found, the RUN options, how they end; completion."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from laboratory import converse, screen, sit_down

from nsksim.guardian.processes import Process
from nsksim.guardian.spooler import SpoolJob
from nsksim.interaction import Reader
from nsksim.session import Session
from nsksim.world import World
from nsksim.world_directory import copy

NONE = "*ERROR* Name variable, built-in, or file needed"
PRIORITY = "Expecting a number (Its value must be between 1 and 199 inclusive)"


@pytest.mark.parametrize(
    "line",
    [
        "TOY SAY",
        "toy say".upper(),
        "RUN $SYSTEM.SYSTEM.TOY SAY",
        "RUN RENAMED SAY",
        "$DATA.LAB.RENAMED SAY",
        "LAB.RENAMED SAY",
        "\\ALPHA.$DATA.LAB.RENAMED SAY",
        "TOY /PRI 100, CPU 1/ SAY",
        "TOY /TERM [#MYTERM]/SAY",
        "#PUSH it~;TOY SAY",
    ],
)
def test_a_program_is_found_by_its_file(desk: Session, line: str) -> None:
    assert screen(desk, line)[-1] == "toy at 22:44:48"


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        ("RENAMED SAY", NONE),
        ("RUN TOY SAY", " present on a labeled tape (TOY)"),
        ("PLAIN", NONE),
        ("RUN PLAIN", "*ERROR* Illegal program file format"),
        ("LAB.PLAIN", "*ERROR* Illegal program file format"),
        ("RUN RAW", "*ERROR* Illegal program file format"),
        (
            "RUN STRANGE",
            "*ERROR* Program $DATA.LAB.STRANGE is not modelled by this simulator.",
        ),
        (
            "\\BETA.TACL",
            "*ERROR* Running \\BETA.$SYSTEM.SYSTEM.TACL is not modelled by this simulator.",
        ),
        (
            "RUN \\BETA.$SYSTEM.SYSTEM.BACKUP",
            "*ERROR* Running \\BETA.$SYSTEM.SYSTEM.BACKUP is not modelled by this simulator.",
        ),
        (
            "TOY /NAME \\BETA.$X/",
            "*ERROR* NAME \\BETA.$X for a program on \\ALPHA is not modelled by this simulator.",
        ),
        ("TOY /MEM 64/", "*ERROR* RUN option MEM is not modelled by this simulator."),
        ("TOY /INV a DYNAMIC/", "*ERROR* RUN option INV is not modelled by this simulator."),
        ("TOY /TERM $OTHER/", "*ERROR* TERM $OTHER is not modelled by this simulator."),
        ("TOY /NAME $ZSVR/", "*ERROR* Process name $ZSVR is in use."),
        ("TOY /IN RAW/", "*ERROR* 002 operation not allowed on this type of file (RAW)"),
        ("TOY /OUT $NONE.#A/", "*ERROR* 014 device does not exist ($NONE.#A)"),
        ("TOY /PRI 1, PRI 2/", "*ERROR* Option conflicts with another option"),
        ("TOY /PRI X/", PRIORITY),
        ("TOY /PRI 0/", PRIORITY),
        ("TOY /PRI 500/", PRIORITY),
        (
            "TOY /CPU 99/",
            "Expecting a number (Its value must be between 0 and 1 inclusive)",
        ),
        ("TOY /NAME X/", "Expecting a process name"),
    ],
)
def test_what_cannot_be_run(desk: Session, line: str, refusal: str) -> None:
    result = desk.run(line)
    assert any(text.endswith(refusal) for text in result.lines), result.lines
    assert result.refused
    assert not [each for each in processes(desk) if each.program.endswith("TOY")]


def test_sim_is_always_local(session: Session) -> None:
    clock = screen(session, "SIM CLOCK")
    far = "\\BETA.$SYSTEM.SYSTEM.FUP"
    screen(session, "SYSTEM \\BETA")
    assert screen(session, "SIM CLOCK") == clock
    for line in ("FUP INFO *", "RUN $SYSTEM.SYSTEM.FUP INFO *"):
        assert not session.run(line).refused, line
    assert not session.run("SIM LINE \\ALPHA, \\BETA DOWN").refused
    for line in ("FUP INFO *", "RUN $SYSTEM.SYSTEM.FUP"):
        (refusal,) = screen(session, line)
        assert " 250 " in refusal, line
        assert refusal.endswith(f"({far})"), line
    assert not session.run("SIM LINE \\ALPHA, \\BETA UP").refused


def reader(session: Session) -> Reader:
    found = session.reader
    assert found is not None
    return found


def job(session: Session, number: int) -> SpoolJob:
    found = session.world.system("\\ALPHA").spooler.job(number)
    assert found is not None
    return found


def processes(session: Session) -> list[Process]:
    return session.world.system("\\ALPHA").processes.all()


def test_an_unknown_option_gets_the_alternatives(session: Session) -> None:
    assert screen(session, "TOY /FOO/") == [
        "TOY /FOO/",
        "     ^",
        "Expecting IN",
        "Or OUT",
        "Or NAME",
        "Or NOWAIT",
        "Or PRI",
        "Or CPU",
        "Or TERM",
        "Or another run option",
    ]


def test_a_program_converses(session: Session) -> None:
    screen(session, "TOY READ SAY")
    assert session.prompt == "toy? "
    assert screen(session, "FILEINFO") == ["read FILEINFO", "toy at 22:44:48"]
    assert session.prompt == "\\ALPHA 2> "


def test_a_running_program_is_a_process(session: Session) -> None:
    screen(session, "TOY /NAME $TOY, PRI 42/ READ")
    (process,) = [each for each in processes(session) if each.program == "$SYSTEM.SYSTEM.TOY"]
    assert (process.name, process.priority, process.ancestor) == ("$TOY", 42, "$Y100")
    screen(session, "x")
    assert [each for each in processes(session) if each.name == "$TOY"] == []


def test_unnamed_named_and_system_named(session: Session) -> None:
    for option, name in [("PRI 1", ""), ("NAME $MINE", "$MINE"), ("NAME", "$Z100")]:
        screen(session, f"TOY /{option}/ READ")
        assert processes(session)[-1 if not name else 0].program
        assert name in [each.name for each in processes(session) if "TOY" in each.program]
        screen(session, "x")


def test_in_and_out(session: Session) -> None:
    converse(
        session,
        [
            ("TOY /IN INPUT/ READ READ READ", ["read one", "read two", "read None"]),
            ("TOY /IN/ READ", ["read None"]),
            ("TOY /OUT $S.#TOYS.OUT, IN INPUT/ READ SAY", []),
            ("TOY /OUT RESULT/ SAY", []),
            ("TOY /OUT RESULT/ SAY", []),
            ("TOY /OUT/ SAY", []),
            ("TOY /OUT $ZTN0.#PTY0001/ SAY", ["toy at 22:44:48"]),
        ],
    )
    system = session.world.system("\\ALPHA")
    assert system.spooler.jobs()[0].location == "#TOYS.OUT"
    assert list(system.spooler.lines(1)) == ["read one", "toy at 22:44:48"]
    screen(session, "#PUSH text", "#SET /IN RESULT/ text")
    assert screen(session, "#OUTPUTV text") == ["toy at 22:44:48", "toy at 22:44:48"]


def test_a_refusal_that_goes_to_out_still_counts(session: Session) -> None:
    result = session.run("FUP /OUT $S.#ERR/ NONSENSE")
    assert result.lines == []
    assert result.refused


def test_out_to_another_system(session: Session) -> None:
    assert screen(session, "TOY /OUT \\BETA.$S.#FAR/ SAY") == []
    assert list(session.world.system("\\BETA").spooler.lines(1)) == ["toy at 22:44:48"]


def test_the_job_is_open_while_the_program_runs(session: Session) -> None:
    screen(session, "TOY /OUT $S.#SLOW/ SAY READ")
    spooler = session.world.system("\\ALPHA").spooler
    assert (job(session, 1).state, list(spooler.lines(1))) == ("OPEN", ["toy at 22:44:48"])
    screen(session, "x")
    assert job(session, 1).state == "READY"


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        (0, []),
        (6, []),
        (2, ["STOPPED: {}", "CPU time: 0:00:00.000", "2: Normal process termination with errors"]),
        (
            3,
            [
                "ABENDED: {}",
                "CPU time: 0:00:00.000",
                "3: Premature process termination with fatal errors or diagnostics",
            ],
        ),
    ],
)
def test_completion_codes(desk: Session, code: int, lines: list[str]) -> None:
    result = desk.run(f"TOY /NAME $TOY/ {code}")
    assert result.lines == [line.format("$TOY") for line in lines]
    assert result.refused is bool(lines)
    assert screen(desk, "#OUTPUT [:_completion:completioncode]") == [str(code)]


def test_pmsg_announces_every_end(session: Session) -> None:
    screen(session, "PMSG ON")
    result = session.run("TOY /NAME $TOY/")
    assert result.lines == ["STOPPED: $TOY", "CPU time: 0:00:00.000"]
    assert not result.refused


def test_a_macro_runs_programs_and_sees_their_codes(session: Session) -> None:
    screen(session, "LOAD LIB")
    assert screen(session, "worked SAY 0") == ["toy at 22:44:48", "code 0"]
    assert screen(session, "worked 2")[-1] == "code 2"
    screen(session, "worked READ 0")
    assert screen(session, "typed") == ["read typed", "code 0"]


def test_a_macro_file_is_invoked_by_its_name(session: Session) -> None:
    converse(
        session,
        [
            ("LAB.SPIN a b", ["args: a b", "January 5, 2022 22:44:50"]),
            ("PMSEARCH $SYSTEM.SYSTEM, #DEFAULTS", []),
            ("spin", ["args:", "January 5, 2022 22:44:52"]),
        ],
    )


def test_break_ends_a_program(session: Session) -> None:
    screen(session, "TOY READ")
    assert list(session.interrupt()) == []
    assert session.prompt == "\\ALPHA 2> "
    assert [each for each in processes(session) if "TOY" in each.program] == []


def test_nowait(session: Session) -> None:
    assert screen(session, "TOY /NAME $BACK, NOWAIT/ SAY READ WAIT SAY") == [
        "toy at 22:44:48",
        "read None",
    ]
    assert screen(session, "STATUS")[-1].startswith("$BACK")
    assert screen(session, "TIME") == ["January 5, 2022 22:44:48"]
    assert screen(session, "DELAY 20 SECONDS") == ["toy at 22:44:58"]
    assert session.run("STATUS $BACK").refused
    assert screen(session, "STATUS")[-1].startswith("$Y100")


def test_nowait_with_out_and_stop(session: Session) -> None:
    assert screen(session, "TOY /OUT $S.#BACK, NOWAIT/ SAY WAIT SAY") == []
    assert screen(session, "STOP") == []
    assert screen(session, "DELAY 20 SECONDS") == []
    spooler = session.world.system("\\ALPHA").spooler
    assert job(session, 1).state == "READY"
    assert list(spooler.lines(1)) == ["toy at 22:44:48"]


@pytest.mark.parametrize("cpu", [0, 1])
def test_the_processor_can_be_chosen(session: Session, cpu: int) -> None:
    for _ in range(3):
        screen(session, f"TOY /CPU {cpu}, NOWAIT/ WAIT")
    chosen = [each for each in processes(session) if "TOY" in each.program]
    assert [each.cpu for each in chosen] == [cpu] * 3
    assert len({each.pin for each in chosen}) == 3
    lines = screen(session, f"STATUS {cpu}")
    assert sum("$SYSTEM.SYSTEM.TOY" in line for line in lines) == 3


def test_a_background_program_that_fails_at_once_says_why(session: Session) -> None:
    why = "EMSDIST: file-system error 13 on $NOSUCH"
    abended = ["ABENDED: $E", "CPU time: 0:00:00.000"]
    distribute = "TYPE PRINTING, COLLECTOR $NOSUCH"
    lines = screen(session, f"EMSDIST /NAME $E, NOWAIT/ {distribute}")
    assert lines[:3] == [why, *abended]
    lines = screen(session, f"EMSDIST /NAME $E, NOWAIT, OUT $S.#E/ {distribute}")
    assert lines[:2] == abended, "the home terminal says that, the OUT file says why"
    spooler = session.world.system("\\ALPHA").spooler
    assert list(spooler.lines(1)) == [why]


def test_a_background_program_that_fails_says_so(session: Session) -> None:
    result = session.run("TOY /NAME $BACK, NOWAIT/ WAIT 2")
    assert result.lines == []
    result = session.run("DELAY 1 MINUTE")
    assert result.lines[0] == "STOPPED: $BACK"
    assert not result.refused


def test_a_background_program_goes_on_whoever_lets_time_pass(world: World) -> None:
    starter, other = sit_down(world), sit_down(world)
    screen(starter, "TOY /NOWAIT/ WAIT SAY WAIT SAY")
    assert screen(other, "DELAY 1 MINUTE") == []
    assert starter.console() == ["toy at 22:44:58", "toy at 22:45:08"]
    screen(starter, "TOY /NOWAIT/ WAIT SAY")
    world.run_until(world.clock.now + timedelta(minutes=1))
    assert starter.console() == ["toy at 22:45:58"]
    assert not [each for each in processes(starter) if "TOY" in each.program]


def test_a_background_program_outlives_its_terminal(world: World) -> None:
    starter, other = sit_down(world), sit_down(world)
    screen(starter, "TOY /NAME $BACK, NOWAIT, OUT $S.#BACK/ WAIT SAY")
    starter.close()
    assert not other.run("STATUS $BACK").refused
    screen(other, "DELAY 1 MINUTE")
    assert other.run("STATUS $BACK").refused
    assert list(world.system("\\ALPHA").spooler.lines(1)) == ["toy at 22:44:58"]


def test_settle_waits_for_background_programs(session: Session) -> None:
    screen(session, "TOY /NOWAIT/ WAIT WAIT SAY")
    assert session.world.busy
    lines = screen(session, "SIM CLOCK SETTLE")
    assert lines == ["toy at 22:45:08", "\\ALPHA 2022-01-05 22:45:08"]
    assert not session.world.busy


def test_the_next_event_may_be_a_background_program(session: Session) -> None:
    screen(session, "TOY /NOWAIT/ WAIT SAY WAIT")
    assert "Next event: 2022-01-05 22:44:58 at \\ALPHA" in screen(session, "SIM CLOCK")
    assert screen(session, "SIM CLOCK NEXT") == [
        "toy at 22:44:58",
        "\\ALPHA 2022-01-05 22:44:58",
    ]


def test_settle_does_not_wait_for_distributors(session: Session) -> None:
    screen(session, "EMSDIST /NOWAIT/ TYPE PRINTING, COLLECTOR $0")
    assert screen(session, "SIM CLOCK SETTLE") == ["\\ALPHA 2022-01-05 22:44:48"]


def test_settle_names_what_only_somebody_else_can_end(session: Session) -> None:
    screen(session, "TOY /NAME $WAITS, NOWAIT/ EVER")
    screen(session, "TOY /NOWAIT/ WAIT SAY")
    result = session.run("SIM CLOCK SETTLE")
    assert result.refused
    assert result.lines[:3] == [
        "toy at 22:44:58",
        "\\ALPHA 2022-01-05 22:44:58",
        "SIM: process $WAITS at \\ALPHA still runs: it waits for what time alone does not bring.",
    ]
    screen(session, "STOP $WAITS")
    assert not session.run("SIM CLOCK SETTLE").refused


def test_a_background_program_does_not_outlive_the_open_world(
    furnished: Path, tmp_path: Path
) -> None:
    copy(furnished, tmp_path / "w")
    with World.open(tmp_path / "w") as world:
        starter = sit_down(world)
        screen(starter, "TOY /NAME $BACK, NOWAIT, OUT $S.#BACK/ SAY WAIT SAY")
        starter.close()
    with World.open(tmp_path / "w") as world:
        system = world.system("\\ALPHA")
        assert system.processes.named("$BACK") is None
        assert list(system.spooler.lines(1)) == ["toy at 22:44:48"]
        assert not world.busy


def test_programs_inside_programs_have_an_end(session: Session) -> None:
    for _ in range(5):
        screen(session, "TACL")
    assert screen(session, "TACL") == ["*ERROR* Programs are nested more than 5 deep."]


def test_pause_waits_for_the_default_process(session: Session) -> None:
    screen(session, "TOY /NOWAIT/ WAIT")
    assert not session.run("PAUSE").refused
    assert screen(session, "TIME") == ["January 5, 2022 22:44:58"]
    screen(session, "TOY /NOWAIT/ EVER")
    assert session.run("PAUSE").refused, "nothing is scheduled that could end it"


def test_security_of_program_files(world: World) -> None:
    screen(sit_down(world), 'VOLUME ,"OOOO"')
    files = world.system("\\ALPHA").files
    (file,) = [f for f in files.in_subvolume("$DATA", "LAB") if f.name == "RENAMED"]
    files.secure(file, "NNON")
    session = sit_down(world, "OPS.NIGHT")
    assert screen(session, "$DATA.LAB.RENAMED SAY") == ["*ERROR* Security Violation"]


def test_a_tacl_reads_a_file(session: Session) -> None:
    screen(session, "TACL /IN COMMANDS, OUT $S.#BATCH/")
    lines = list(session.world.system("\\ALPHA").spooler.lines(1))
    assert lines[0].startswith("TACL (T9205H01")
    assert "(Invoking $SYSTEM.SYSTEM.TACLLOCL)" in lines
    assert lines[-4:] == [NONE, "$DATA.LAB.LIB", "$DATA.LAB.LOOP", "January 5, 2022 22:44:48"]
    assert session.prompt == "\\ALPHA 2> "


def test_a_second_tacl_at_the_terminal(session: Session) -> None:
    screen(session, "PARAM A 1")
    assert screen(session, "TACL")[-1] == "(Invoking $SYSTEM.SYSTEM.TACLLOCL)"
    assert session.prompt == "\\ALPHA 1> "
    assert screen(session, "PARAM") == []
    screen(session, "EXIT")
    assert session.prompt.startswith("Are you sure")
    screen(session, "y")
    assert session.prompt == "\\ALPHA 3> "


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("FILEI", ["FILEINFO"]),
        ("TO", ["TOY"]),
        ("gr", ["GREET"]),
        ("greet ", ["WORLD", "MOON"]),
        ("greet m", ["MOON"]),
        ("LOAD /", ["KEEP"]),
        ("SYSTEM \\B", ["\\BETA"]),
        ("STOP $Z", ["$ZSVR"]),
        ("FILEINFO LO", ["LOOP"]),
        ("TOY /O", ["OUT"]),
        ("FUP INF", ["INFO"]),
        ("FUP /OUT X/ INF", ["INFO"]),
        ("INFO DEFINE =M", ["=MINE"]),
        ("CLEAR PARAM ", ["TEXT"]),
        ("LOGON OPS.N", ["OPS.NIGHT"]),
        ("TOY ", []),
        ("nonsense ", []),
        ("#FILEN", ["#FILENAMES"]),
    ],
)
def test_completion(desk: Session, text: str, offered: list[str]) -> None:
    screen(desk, "LOAD LIB", "ADD DEFINE =MINE, FILE X", "PARAM TEXT X")
    assert [each.text for each in reader(desk).complete(text)] == offered


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("", None),
        ("NONS", None),
        ("NONSENSE ", 0),
        ("  NONSENSE ", 2),
        ("STATUS *, FOO ", 10),
        ("TOY /PRI X", 9),
        ("TOY /FOO 1", 5),
        ("TOY anything", None),
        ("greet mars", None),
        ("[#IF x", None),
        ("LAB.SPIN a", None),
        ("#OUTPUT x", None),
        ("!3 ", None),
        ("VTREE ", None),
    ],
)
def test_the_wrong_place_is_marked_while_typing(
    desk: Session, text: str, column: int | None
) -> None:
    screen(desk, "LOAD LIB")
    assert reader(desk).error_at(text) == column


def test_hints(desk: Session) -> None:
    screen(desk, "LOAD LIB")
    hint = reader(desk).hint
    assert hint("greet ") == "WORLD | MOON | an existing file name"
    assert hint("LOAD ") == "[ / KEEP levels / ] { file-name }..."
    assert hint("DELAY 3 ").startswith("{ CENTISECONDS")
    assert hint("nonsense ") == ""


def test_a_program_on_another_system_leaves_no_process_there(session: Session) -> None:
    beta = session.world.system("\\BETA")
    before = beta.processes.all()
    endings = (lambda: list(session.interrupt()), lambda: list(session.type(None)), session.close)
    for end in endings:
        assert not session.run("\\BETA.MEDIACOM").refused
        (process,) = [each for each in beta.processes.all() if each not in before]
        assert (process.hometerm, process.remote) == ("\\ALPHA.$ZTN0.#PTY0001", True)
        end()
        assert beta.processes.all() == before
