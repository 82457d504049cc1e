"""SPOOLCOM: all jobs, locations and collectors."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from nsksim.programs.spoolcom import Spoolcom
from nsksim.world import World
from tests.programs.harness import ALPHA, BETA, Outcome, drive, environment, spool

HEADING = "JOB BATCH ST FLAGS OWNER TIME COPY PAGE REPORT LOCATION"


def furnish(world: World) -> None:
    system = world.system(ALPHA)
    spool(system, "#SLABA.EXPDAYL", ["x"] * 61)
    spool(system, "#SLABA.IMPDAYL", ["x"], owner="OPS.NIGHT")
    system.spooler.define("#LP.DEFAULT", "$LP")


@pytest.fixture
def world(world: World) -> World:
    furnish(world)
    return world


@pytest.fixture(scope="module")
def unchanged(furnished: Path) -> Iterator[World]:
    """One world for all the lines that change nothing."""
    with World.copied(furnished) as opened:
        furnish(opened)
        yield opened


def spoolcom(world: World, *lines: str, user: str = "SUPER.SUPER", argument: str = "") -> Outcome:
    outcome = drive(Spoolcom(environment(world, argument, user=user)), lines)
    if not argument:
        outcome.lines = outcome.lines[3:]
    return outcome


def numbers(outcome: Outcome) -> list[str]:
    return [line.split()[0] for line in outcome.lines if line.split()[:1] != ["JOB"]]


def test_job_lists_the_jobs_of_everybody(world: World) -> None:
    outcome = spoolcom(world, "JOB", user="OPS.NIGHT")
    assert outcome.prompts == [")", ")"]
    assert [line.split() for line in outcome.lines] == [
        HEADING.split(),
        ["1", "RD", "4", "255,255", "17:44", "1", "2", "SUPER", "SUPER", "#SLABA.EXPDAYL"],
        ["2", "RD", "4", "40,7", "17:44", "1", "1", "OPS", "NIGHT", "#SLABA.IMPDAYL"],
    ]


def test_rows_stand_under_their_headings(world: World) -> None:
    heading, first, _ = spoolcom(world, "JOB").lines
    for word, value in {
        "ST": "RD",
        "FLAGS": "4",
        "OWNER": "255,255",
        "TIME": "17:44",
        "REPORT": "SUPER   SUPER",
        "LOCATION": "#SLABA.EXPDAYL",
    }.items():
        assert heading.index(word) == first.index(value), word


def test_jobs_of_other_days_show_the_date(world: World) -> None:
    world.clock.advance(world.clock.now + timedelta(days=2))
    assert spoolcom(world, argument="JOB").lines[1].split()[4] == "01/05"


def test_a_single_ready_job_shows_its_place_in_the_queue(world: World) -> None:
    number = spool(world.system(ALPHA), "#LP.DEFAULT", ["x"])
    outcome = spoolcom(world, argument=f"JOB {number}")
    assert outcome.lines[3].split() == ["JOB", "LOCATION", "DEVICE", "SEQ", "COPY", "PAGE"]
    assert outcome.lines[4].split() == ["3", "#LP.DEFAULT", "$LP", "1", "1", "1"]


@pytest.mark.parametrize(
    ("qualifier", "expected"),
    [
        ("(LOC #SLABA)", ["1", "2"]),
        ("(LOC #SLABA.IMPDAYL)", ["2"]),
        ("(OWNER 40,7)", ["2"]),
        ("(OWNER OPS.NIGHT, STATE READY)", ["2"]),
        ("(STATE HOLD)", []),
    ],
)
def test_qualifiers_choose_jobs(unchanged: World, qualifier: str, expected: list[str]) -> None:
    assert numbers(spoolcom(unchanged, f"JOB {qualifier}")) == expected


def test_subcommands_run_from_left_to_right(world: World) -> None:
    outcome = spoolcom(world, "JOB 1, HOLD, LOC #X.Y, STATUS, START, STATUS")
    assert [line.split()[1] for line in outcome.lines if line.startswith("   1  ")][:1] == ["HL"]
    assert "#X.Y" in outcome.lines[1]
    assert outcome.lines[3].split()[1] == "RD"


@pytest.mark.parametrize(
    ("user", "line", "refused"),
    [
        ("OPS.NIGHT", "JOB 1, DELETE", ["spoolcom.job-security"]),
        ("OPS.NIGHT", "JOB 2, DELETE", []),
        ("SUPER.OPER", "JOB 2, DELETE", []),
        ("SUPER.SUPER", "JOB 9", ["spoolcom.not-found"]),
        ("SUPER.SUPER", "JOB 1, START", ["spoolcom.job-state"]),
        ("SUPER.SUPER", "JOB 1, LOC #A.B", ["spoolcom.job-state"]),
        ("SUPER.SUPER", "JOB 1, DELETE, HOLD", ["spoolcom.job-not-found"]),
        ("SUPER.SUPER", "JOB, DELETE !", ["spoolcom.qualifier-list"]),
        ("SUPER.SUPER", "JOB (OWNER NO.BODY)", ["spoolcom.qualifier-list"]),
        ("SUPER.SUPER", "JOB 1, COPIES 4", ["spoolcom.not-modelled"]),
        ("SUPER.SUPER", "JOB 1, STATUS DETAIL", ["spoolcom.not-modelled"]),
        ("SUPER.SUPER", "LOC #NONE", ["spoolcom.not-found"]),
        ("SUPER.SUPER", "LOC #LP, DEV $X", ["spoolcom.not-modelled"]),
        ("SUPER.SUPER", "COLLECT $X", ["spoolcom.not-found"]),
        ("SUPER.SUPER", "COLLECT $S, DRAIN", ["spoolcom.not-modelled"]),
        ("SUPER.SUPER", "DEV $LP, STATUS", ["spoolcom.not-modelled"]),
        ("SUPER.SUPER", "NONSENSE", ["spoolcom.unknown-command"]),
        ("SUPER.SUPER", "JOB 1,", ["spoolcom.syntax"]),
        ("SUPER.SUPER", "OPEN $ZSVR", ["spoolcom.not-supervisor"]),
    ],
)
def test_authority_and_states(world: World, user: str, line: str, refused: list[str]) -> None:
    assert spoolcom(world, line, user=user).refused == refused


def test_delete_of_qualified_jobs_asks_unless_told_not_to(world: World) -> None:
    outcome = spoolcom(world, "JOB (LOC #SLABA), DELETE", "N", "Y", "JOB")
    assert outcome.prompts[1:3] == ["DELETE JOB 1 (Y/N)? ", "DELETE JOB 2 (Y/N)? "]
    assert numbers(outcome) == ["1"]
    assert numbers(spoolcom(world, "JOB (LOC #SLABA), HOLD, DELETE !", "JOB")) == []


def test_locations_with_and_without_a_device(world: World) -> None:
    assert [line.split() for line in spoolcom(world, argument="LOC").lines] == [
        ["LOCATION", "FLAGS", "DEVICE", "FONT"],
        ["#LP.DEFAULT", "$LP"],
        ["#SLABA.EXPDAYL"],
        ["#SLABA.IMPDAYL"],
    ]
    assert spoolcom(world, argument="LOC #LP.DEFAULT, STATUS DETAIL").lines == [
        "LOCATION: #LP.DEFAULT",
        " BROADCAST: OFF",
        " DEVICE: $LP",
        " FONT NAME:",
    ]


def test_collect_shows_the_collector(world: World) -> None:
    heading, line = spoolcom(world, argument="COLLECT").lines
    assert heading == "COLLECT     STATE    FLAGS   CPU    PRI  UNIT  DATA FILE              %FULL"
    assert line.split()[:2] == ["$S", "ACTIVE"]


def test_another_spooler_and_several_commands_in_a_line(world: World) -> None:
    spool(world.system(BETA), "#FAR.AWAY", ["x"])
    outcome = spoolcom(world, argument="\\BETA.$SPLS; JOB; LOC")
    assert outcome.lines[1].endswith("#FAR.AWAY")
    assert outcome.lines[3] == "#FAR.AWAY"
    world.network.forget(str(ALPHA), str(BETA))
    assert spoolcom(world, "OPEN \\BETA.$SPLS").lines == ["SPOOLER OPEN ERROR 18"]


def stop(world: World, name: str) -> None:
    process = world.system(ALPHA).processes.named(name)
    assert process is not None
    world.stop(world.system(ALPHA), process)


def test_without_a_supervisor_only_another_spooler_can_be_used(world: World) -> None:
    stop(world, "$SPLS")
    assert spoolcom(world, argument="JOB").lines == ["SPOOLER OPEN ERROR 14", "SPOOLER NOT OPEN"]
    outcome = drive(Spoolcom(environment(world)), ["JOB 1, HOLD", "LOC", "COLLECT", "HELP LOC"])
    assert outcome.refused == ["file-system.14"] + ["spoolcom.not-open"] * 3
    job = world.system(ALPHA).spooler.job(1)
    assert job is not None
    assert job.state == "READY"
    assert spoolcom(world, "OPEN \\BETA.$SPLS", "COLLECT").refused == ["file-system.14"]


def test_a_supervisor_that_is_stopped_meanwhile_is_closed(world: World) -> None:
    program = Spoolcom(environment(world))
    stop(world, "$SPLS")
    assert not any(each.text.isdigit() for each in program.reader().complete("JOB "))
    outcome = drive(program, ["JOB", "JOB", "OPEN $SPLS"])
    assert outcome.lines[3:] == [
        "SPOOLER FILE ERROR 201",
        "SPOOLER NOT OPEN",
        "SPOOLER OPEN ERROR 14",
    ]


def test_an_error_on_the_way_to_a_supervisor_closes_the_one_before(world: World) -> None:
    assert spoolcom(world, "OPEN $NONE", "LOC", "OPEN $SPLS", "LOC #LP").lines == [
        "SPOOLER OPEN ERROR 14",
        "SPOOLER NOT OPEN",
        "LOCATION                 FLAGS  DEVICE          FONT",
        "#LP.DEFAULT                     $LP",
    ]


def test_a_collector_that_does_not_run_is_dormant(world: World) -> None:
    stop(world, "$S")
    for line in ("COLLECT", "COLLECT $S"):
        _, shown = spoolcom(world, argument=line).lines
        assert shown.split() == ["$S", "DORMANT", "4", "$SYSTEM.SPL.DATA", "0"]
    assert numbers(spoolcom(world, "JOB")) == ["1", "2"]
