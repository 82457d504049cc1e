"""Scheduled work: order, the clock, work that fails, worlds that are closed on the way."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from nsksim.guardian.processes import Kind
from nsksim.world import World
from nsksim.world_directory import copy
from tests.world.scheduled import texts

NOW = datetime(2022, 1, 5, 22, 44, 48)
ALPHA, BETA = r"\ALPHA", r"\BETA"

pytestmark = pytest.mark.usefixtures("scheduled")


def after(seconds):
    return NOW + timedelta(seconds=seconds)


def schedule(world, node, seconds, verb="note", **arguments):
    return world.system(node).timers.add(after(seconds), verb, arguments)


def test_work_is_done_by_due_time_then_by_sequence_then_by_system(two):
    schedule(two, BETA, 20, text="beta 20 first")
    schedule(two, ALPHA, 30, text="alpha 30")
    schedule(two, ALPHA, 20, text="alpha 20 second")
    schedule(two, ALPHA, 10, text="alpha 10")
    schedule(two, BETA, 10, text="beta 10")
    done = []
    while (found := two.next_timer()) is not None:
        system, timer = found
        done.append((str(system.node), timer.values["text"]))
        assert two.run_next()
        assert two.clock.now == timer.due
    assert done == [
        (BETA, "beta 10"),  # its sequence is 2, that of the next one 3
        (ALPHA, "alpha 10"),
        (BETA, "beta 20 first"),
        (ALPHA, "alpha 20 second"),
        (ALPHA, "alpha 30"),
    ]
    assert not two.run_next()


def test_of_equal_work_that_of_the_first_system_is_done_first(two):
    schedule(two, BETA, 10, text="beta")
    schedule(two, ALPHA, 10, text="alpha")
    assert two.next_timer()[0].node == two.system(ALPHA).node


def test_the_clock_never_goes_back(two):
    two.clock.advance(after(60))
    two.clock.advance(after(30))
    assert two.clock.now == after(60)
    schedule(two, ALPHA, 10, text="overdue")
    assert two.run_next()
    assert two.clock.now == after(60)
    assert texts(two.system(ALPHA)) == ["overdue"]


def test_run_until_does_what_is_due_and_no_more(two):
    for seconds in (5, 10, 11):
        schedule(two, ALPHA, seconds, text=f"at {seconds}")
    two.run_until(after(10))
    assert texts(two.system(ALPHA)) == ["at 5", "at 10"]
    assert two.clock.now == after(10)


def test_work_may_bring_more_work(two):
    schedule(two, BETA, 1, "chain", left=3)
    two.run_until(after(60))
    assert texts(two.system(BETA)) == ["3", "2", "1", "0"]
    assert two.next_timer() is None


def test_work_that_fails_stays_and_leaves_nothing_half_done(two):
    schedule(two, ALPHA, 5, "fail")
    with pytest.raises(LookupError, match="stumbled"):
        two.run_next()
    assert texts(two.system(ALPHA)) == []
    assert [timer.verb for timer in two.system(ALPHA).timers.pending()] == ["fail"]


def test_work_in_flight_goes_on_after_closing_and_in_a_copy(directory, tmp_path):
    with World.open(directory) as world:
        schedule(world, BETA, 1, "chain", left=3)
        world.run_next()
        world.run_next()
    copy(directory, tmp_path / "copy")
    for place in (directory, tmp_path / "copy"):
        with World.open(place) as world:
            assert world.clock.now == after(2)
            world.run_until(after(60))
            assert texts(world.system(BETA)) == ["3", "2", "1", "0"]


def test_a_snapshot_holds_work_in_flight(two):
    schedule(two, BETA, 1, "chain", left=3)
    two.run_next()
    two.snapshot("S")
    two.run_until(after(60))
    two.restore("S")
    assert two.clock.now == after(1)
    two.run_until(after(60))
    assert texts(two.system(BETA)) == ["3", "2", "1", "0"]


def test_busy_is_who_has_a_started_process(two):
    system = two.system(BETA)
    user = system.users.named("SUPER.SUPER")
    system.processes.start("$SYSTEM.SYSTEM.SERVER", user, kind=Kind.SERVER)
    system.processes.start("$SYSTEM.SYSTEM.TACL", user, kind=Kind.TERMINAL)
    assert not two.busy
    job = system.processes.start("$SYSTEM.SYSTEM.WORK", user)
    assert two.busy
    system.processes.stop(job)
    assert not two.busy


def test_the_processes_of_terminals_are_gone_after_opening(directory):
    with World.open(directory) as world:
        system = world.system(ALPHA)
        user = system.users.named("SUPER.SUPER")
        for kind in Kind:
            system.processes.start("$SYSTEM.SYSTEM.X", user, name=f"${kind[:4]}", kind=kind)
    with World.open(directory) as world:
        left = [process.name for process in world.system(ALPHA).processes.all()]
    assert left == ["$JOB", "$SERV"]
