"""PERUSE: the user's own jobs and what is in them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from nsksim.expand import LineState
from nsksim.guardian.spooler import JobState
from nsksim.interaction import Read, Refused, Wait
from nsksim.names import NodeName
from nsksim.programs.peruse import Peruse
from nsksim.world import World
from tests.programs.harness import ALPHA, BETA, Outcome, drive, environment, put, spool

REPORT = [f"line {number:3}  " for number in range(130)]


def furnish(world: World) -> None:
    """Jobs 1 and 3 are SUPER.SUPER's, 2 is OPS.NIGHT's; 3 is the newest."""
    system = world.system(ALPHA)
    spool(system, "#SLABA.EXPDAYL", REPORT)
    spool(system, "#NIGHT.DEFAULT", ["private"], owner="OPS.NIGHT")
    world.clock.advance(world.clock.now + timedelta(seconds=2))
    spool(system, "#BATCH.DEFAULT", ["last"])


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


def peruse(world: World, *lines: str, user: str = "SUPER.SUPER", argument: str = "") -> Outcome:
    return drive(Peruse(environment(world, argument, user=user)), lines)


def test_start_lists_own_jobs_and_the_newest_is_current(world: World) -> None:
    outcome = peruse(world)
    assert outcome.prompts == ["_"]
    assert outcome.lines[0].split()[0] == "PERUSE"
    assert outcome.lines[0].endswith("SYSTEM \\ALPHA")
    heading = "JOB BATCH STATE PAGES COPIES PRI HOLD LOCATION REPORT"
    assert [line.split() for line in outcome.lines[4:]] == [
        heading.split(),
        ["1", "READY", "3", "1", "4", "#SLABA", "EXPDAYL", "SUPER", "SUPER"],
        ["J", "3", "READY", "1", "1", "4", "#BATCH", "SUPER", "SUPER"],
    ]


def test_without_jobs_only_the_banner_is_printed(world: World) -> None:
    assert len(peruse(world, user="SUPER.OPER").lines) == 3
    assert peruse(world, "LIST", user="SUPER.OPER").refused == ["peruse.no-current"]


def test_list_all_prints_the_job_unchanged(world: World) -> None:
    outcome = peruse(world, "JOB 1", "LIST ALL")
    assert outcome.lines[7:] == REPORT


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("LIST", REPORT[:60]),
        ("L", REPORT[:60]),
        ("LIST 3", REPORT[120:]),
        ("LIST 2/3", REPORT[60:]),
        ("LIST 2/*", REPORT[60:]),
        ("LIST 3,1", REPORT[120:] + REPORT[:60]),
        ("list a", REPORT),
    ],
)
def test_list_prints_pages(unchanged: World, command: str, expected: list[str]) -> None:
    assert peruse(unchanged, argument=f"JOB 1; {command}").lines == expected


def test_an_open_job_lists_what_is_there(world: World) -> None:
    system = world.system(ALPHA)
    owner = system.users.named("SUPER.SUPER")
    assert owner is not None
    job = system.spooler.open("$S", "#SLABA.IMPDAYL", owner)
    system.spooler.write(job.number, ["so far"])
    outcome = peruse(world, argument=f"JOB {job.number}; LIST ALL; JOB")
    assert outcome.lines[0] == "so far"
    opened = outcome.lines[-1].split()
    assert opened == ["J", "4", "OPEN", "1", "4", "#SLABA", "IMPDAYL", "SUPER", "SUPER"]
    assert peruse(world, "DEL").refused == ["peruse.job-state"]
    assert peruse(world, "HOLD", "LOC #A.B").refused == ["peruse.job-state"] * 2


@pytest.mark.parametrize(
    ("user", "line", "refused"),
    [
        ("OPS.NIGHT", "JOB 1", ["peruse.job-security"]),
        ("OPS.NIGHT", "JOB 99", ["peruse.job-not-found"]),
        ("OPS.NIGHT", "JOB 2", []),
        ("SUPER.OPER", "JOB 2", []),
        ("SUPER.SUPER", "LIST 9", ["peruse.no-such-page"]),
        ("SUPER.SUPER", "LIST 2/1", ["peruse.syntax"]),
        ("SUPER.SUPER", "JOB X", ["peruse.syntax"]),
        ("SUPER.SUPER", "FIND /x/", ["peruse.not-modelled"]),
        ("SUPER.SUPER", "NONSENSE", ["peruse.unknown-command"]),
        ("SUPER.SUPER", "PRI 8", ["peruse.value-invalid"]),
        ("SUPER.SUPER", "COPIES 0", ["peruse.value-invalid"]),
        ("SUPER.SUPER", "STATUS 1", ["peruse.value-invalid"]),
        ("SUPER.SUPER", "OPEN $S", ["peruse.not-supervisor"]),
        ("SUPER.SUPER", "OPEN nothing", ["peruse.not-supervisor"]),
        ("SUPER.SUPER", "OPEN $NONE", ["file-system.14"]),
    ],
)
def test_refusals(unchanged: World, user: str, line: str, refused: list[str]) -> None:
    assert peruse(unchanged, line, user=user).refused == refused


def test_del_deletes_the_current_job_and_goes_to_the_newest(world: World) -> None:
    outcome = peruse(world, argument="JOB 1; DEL; JOB")
    assert [line.split()[:2] for line in outcome.lines[1:]] == [["J", "3"]]


def test_a_job_deleted_by_somebody_else_is_missed(world: World) -> None:
    program = Peruse(environment(world))
    world.system(ALPHA).spooler.delete(3)
    assert drive(program, ["LIST", "LIST"]).refused == [
        "peruse.current-deleted",
        "peruse.no-current",
    ]


def test_attributes_of_the_current_job_are_changed(world: World) -> None:
    peruse(world, "JOB 1", "LOC #LP", "COPIES 2", "PRI 7", "HOLD")
    job = world.system(ALPHA).spooler.job(1)
    assert job is not None
    assert (job.location, job.copies, job.priority, job.state) == ("#LP.DEFAULT", 2, 7, "HOLD")
    line = peruse(world, "JOB").lines[-2].split()
    assert line == ["1", "HOLD", "3", "2", "7", "B", "#LP", "SUPER", "SUPER"]
    peruse(world, "JOB 1", "HOLD OFF", "LOC")
    job = world.system(ALPHA).spooler.job(1)
    assert job is not None
    assert (job.location, job.state) == ("#DEFAULT.DEFAULT", JobState.READY)


def test_status_lists_again_when_a_job_changes_and_ends_by_break(world: World) -> None:
    program = Peruse(environment(world, "STATUS"))
    run = program.main()
    first = [next(run) for _ in range(3)]
    assert isinstance(first[-1], str)
    waiting = next(run)
    done = getattr(waiting, "done", None)
    assert done is not None
    assert not done()
    world.system(ALPHA).spooler.change(1, state=JobState.HOLD)
    assert done()
    again = [str(next(run)).split() for _ in range(3)]
    assert again[1][:3] == ["C", "1", "HOLD"]
    outcome = peruse(world, "STATUS", "JOB")
    assert outcome.prompts == ["_", "_", "_"]


def test_the_spooler_of_another_system_can_be_opened(world: World) -> None:
    number = spool(world.system(BETA), "#SLABA.IMPDAYL", ["imported"])
    assert peruse(world, argument=f"\\BETA.$SPLS; JOB {number}; LIST").lines == ["imported"]
    outcome = peruse(world, "LIST", argument="\\BETA.$SPLS")
    assert outcome.lines[-1] == "imported"
    refused = peruse(world, "OPEN \\BETA.$SPLS", user="SUPER.OPER")
    assert refused.lines[-1] == "ACCESS TO SPOOL SUPERVISOR PROCESS FAILED, FILE ERROR 48"


def test_a_restored_world_is_looked_at_anew(world: World) -> None:
    world.snapshot("ONE")
    program = Peruse(environment(world))
    world.restore("ONE")
    assert [job.number for job in program.jobs()] == [1, 3]


@pytest.mark.parametrize("line", ["LIST 2/", "LIST 30/1", "LIST 3,2/"])
def test_a_range_of_pages_is_not_marked_while_it_is_typed(unchanged: World, line: str) -> None:
    assert Peruse(environment(unchanged)).reader().error_at(line) is None


def stop(world: World, name: str, node: NodeName = ALPHA) -> None:
    process = world.system(node).processes.named(name)
    assert process is not None
    world.stop(world.system(node), process)


FAILED = "ACCESS TO SPOOL SUPERVISOR PROCESS FAILED, FILE ERROR"


def test_nothing_is_listed_when_the_supervisor_does_not_run(world: World) -> None:
    stop(world, "$SPLS")
    outcome = peruse(world, "JOB", "JOB 1", "LIST", "DEL", "HELP JOB", "OPEN \\BETA.$SPLS", "JOB")
    assert outcome.lines[0] == f"{FAILED} 14"
    assert outcome.lines[4:8] == [f"{FAILED} 14"] * 4
    assert outcome.refused == ["file-system.14"] * 5
    assert world.system(ALPHA).spooler.job(3) is not None
    assert Peruse(environment(world)).reader().complete("JOB ") == []
    assert peruse(world, argument="LIST").lines == [f"{FAILED} 14"] * 2


def test_a_supervisor_that_is_stopped_meanwhile_is_missed(world: World) -> None:
    program = Peruse(environment(world))
    run = program.main()
    while not isinstance(next(run), Read):
        pass
    stop(world, "$SPLS")
    refused = run.send("LIST")
    assert isinstance(refused, Refused)
    assert refused.printed == (f"{FAILED} 201",)


def test_status_ends_when_the_supervisor_is_stopped(world: World) -> None:
    run = Peruse(environment(world, "STATUS")).main()
    effect = next(run)
    while not isinstance(effect, Wait):
        effect = next(run)
    assert effect.done is not None
    assert not effect.done()
    stop(world, "$SPLS")
    assert effect.done()
    refused = next(run)
    assert isinstance(refused, Refused)
    assert refused.printed == (f"{FAILED} 201",)


def test_the_spooler_of_another_system_is_missed_when_the_line_goes_down(world: World) -> None:
    run = Peruse(environment(world, "\\BETA.$SPLS; STATUS")).main()
    assert isinstance(next(run), Wait)
    world.network.set_line(str(ALPHA), str(BETA), LineState.DOWN)
    refused = next(run)
    assert isinstance(refused, Refused)
    assert refused.printed == (f"{FAILED} 250",)


def test_jobs_can_be_listed_when_only_the_collector_is_stopped(world: World) -> None:
    stop(world, "$S")
    assert peruse(world, argument="JOB 1; LIST ALL").lines == REPORT


def test_completion_offers_own_jobs(world: World) -> None:
    put(world.system(ALPHA), "$DATA.A.B")
    reader = Peruse(environment(world)).reader()
    assert [each.text for each in reader.complete("JOB 1;J ")] == ["1", "3"]
    assert reader.error_at("JOB 1; JOB X") == 11
