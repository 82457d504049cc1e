"""Sessions at the real TACL: what surrounds the commands, as an operator meets it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from nsksim import plugins
from nsksim.guardian.processes import Kind
from nsksim.names import NodeName
from nsksim.session import Session
from tests.world.scheduled import GUEST, texts

NOW = datetime(2022, 1, 5, 22, 44, 48)
ALPHA, BETA = NodeName("ALPHA"), NodeName("BETA")


@pytest.fixture
def scheduled(monkeypatch):
    known = (*plugins.installed(), GUEST)
    monkeypatch.setattr(plugins, "installed", lambda: known)


def numbers(*sessions):
    """Give the history numbers of the prompts."""
    return [int(session.prompt.rstrip("> ").split()[-1]) for session in sessions]


def test_history_numbers_are_those_of_each_terminal(furnished, tacl):
    other = Session(furnished, ALPHA, "OPS.NIGHT", questions=False)
    for _ in range(3):
        tacl.run("TIME")
    other.run("TIME")
    assert numbers(tacl, other) == [4, 2]
    other.close()


def test_an_empty_line_and_a_refused_long_one_have_no_number(tacl):
    tacl.run("")
    tacl.run("X" * 10_000)
    assert numbers(tacl) == [1]


def test_sim_terminal_shows_another_system_and_keeps_this_one(tacl):
    tacl.run("TIME")
    tacl.run(r"SIM TERMINAL \BETA")
    assert tacl.node == BETA
    assert numbers(tacl) == [1]
    tacl.run(r"SIM TERMINAL \ALPHA")
    assert tacl.node == ALPHA
    assert numbers(tacl) == [3]


@pytest.mark.usefixtures("scheduled")
def test_delay_does_what_is_due_in_order(furnished, tacl):
    for seconds in (120, 30, 60, 121):
        furnished.system(BETA).timers.add(
            NOW + timedelta(seconds=seconds), "note", {"text": str(seconds)}
        )
    result = tacl.run("DELAY 2 MINUTES")
    assert (result.lines, result.refused) == ([], False)
    assert texts(furnished.system(BETA)) == ["30", "60", "120"]
    assert furnished.clock.now == NOW + timedelta(minutes=2)


@pytest.mark.usefixtures("scheduled")
@pytest.mark.parametrize("layout", ["MANUAL", "CLASSIC"])
def test_a_console_and_a_distributor_show_an_event_once(furnished, layout):
    system = furnished.system(ALPHA)
    collector = system.users.named("SUPER.SUPER")
    system.processes.start("$SYSTEM.SYSTEM.EMSACOLL", collector, name="$0", kind=Kind.SERVER)
    console = Session(furnished, ALPHA, "SUPER.SUPER", questions=False, consoles=True)
    console.run(f"SIM EMS LAYOUT {layout}")
    for seconds in (1, 3, 9):
        text = f"after {seconds} seconds, said in more words than fit into one line of eighty"
        system.timers.add(NOW + timedelta(seconds=seconds), "note", {"text": text})
    dist = "TYPE PRINTING, COLLECTOR $0, TEXTOUT [#MYTERM]"
    waited = console.run(f"EMSDIST {dist}, STOP 17:44:50").lines
    assert sum("after 1" in line for line in waited) == 1
    console.run(f"EMSDIST /NAME $DIST, NOWAIT/ {dist}")
    beside = console.run("DELAY 4 SECONDS").lines
    assert sum("after 3" in line for line in beside) == 1
    console.run("STOP $DIST")
    alone = console.run("DELAY 9 SECONDS").lines
    assert sum("after 9" in line for line in alone) == 1
    assert len(alone) == len(beside) == len(waited)
    console.close()


@pytest.mark.usefixtures("scheduled")
def test_events_appear_above_the_prompt_and_never_inside_a_listing(furnished, tacl):
    system = furnished.system(ALPHA)
    collector = system.users.named("SUPER.SUPER")
    system.processes.start("$SYSTEM.SYSTEM.EMSACOLL", collector, name="$0", kind=Kind.SERVER)
    started = tacl.run(
        "EMSDIST /NAME $DIST, NOWAIT/ TYPE PRINTING, COLLECTOR $0, TEXTOUT [#MYTERM]"
    )
    assert not started.refused, started.lines
    coming = tacl.type("STATUS *")
    first = next(coming)
    furnished.system(ALPHA).collector.write(r"\ALPHA.$X", "TEST.1.1", 7, "in between")
    lines = [first, *coming]
    events = [line for line in lines if "in between" in line]
    assert events == [r"2022-01-05 17:44:48 \ALPHA.$X TEST.1.1 7 in between"]
    assert lines[-1] == events[0]
    furnished.system(ALPHA).timers.add(
        NOW + timedelta(seconds=3), "note", {"text": "while waiting"}
    )
    assert tacl.run("DELAY 5 SECONDS").lines == [
        r"2022-01-05 17:44:51 \ALPHA.$TEST TEST.1.1 1 while waiting"
    ]


def test_break_leaves_an_open_program_for_tacl(tacl):
    tacl.run("MEDIACOM")
    prompt = tacl.prompt
    assert prompt != r"\ALPHA 2> "
    list(tacl.interrupt())
    assert numbers(tacl) == [2]


@pytest.mark.parametrize("program", ["", "MEDIACOM", "FUP"])
def test_a_command_is_abandoned_with_all_its_lines(tacl, program):
    tacl.run(program)
    prompt = tacl.prompt
    tacl.run("HELP &")
    assert list(tacl.abandon()) == []
    assert tacl.prompt == prompt
    assert not tacl.run("HELP HELP").refused


def test_a_line_that_stands_alone_is_abandoned_without_break(tacl):
    tacl.run("MEDIACOM")
    assert list(tacl.abandon()) == []
    assert tacl.prompt == "MC> "


def test_end_of_file_leaves_programs_and_then_tacl(tacl):
    tacl.run("MEDIACOM")
    list(tacl.type(None))
    assert numbers(tacl) == [2]
    list(tacl.type(None))
    assert tacl.ended


def test_the_processes_of_a_terminal_end_with_it(furnished, tacl):
    system = furnished.system(ALPHA)
    tacl.run("MEDIACOM")
    assert len(system.processes.of_kind(Kind.TERMINAL)) >= 1
    tacl.close()
    assert system.processes.of_kind(Kind.TERMINAL) == []


def test_a_restored_world_keeps_the_terminal(furnished, tacl):
    tacl.run("SIM SNAPSHOT HERE")
    tacl.run("DELAY 1 HOURS")
    result = tacl.run("SIM RESTORE HERE")
    assert not result.refused, result.lines
    assert furnished.clock.now == NOW
    assert numbers(tacl) == [4]
    assert not tacl.run("TIME").refused
    assert not tacl.run("STATUS *").refused
