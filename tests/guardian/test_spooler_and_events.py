"""The spooler and the event collector of one system."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from nsksim.errors import OperatorError
from nsksim.guardian.ems import EventMessage, Layout
from nsksim.guardian.spooler import LAST_JOB, JobState

NOW = datetime(2022, 1, 5, 22, 44, 48)
EAST = timedelta(hours=-5)


@pytest.fixture
def system(two):
    return two.system(r"\ALPHA")


@pytest.fixture
def spooler(system):
    return system.spooler


@pytest.fixture
def owner(system):
    return system.users.named("OPS.NIGHT")


# -- the spooler --------------------------------------------------------------------------------


def test_a_job_is_open_while_it_is_written_and_ready_then(spooler, owner):
    job = spooler.open("$S", "#SLABA.EXPDAYL", owner)
    assert (job.number, job.state, job.report) == (1, "OPEN", "OPS NIGHT")
    assert (job.collector, job.location, job.opened) == ("$S", "#SLABA.EXPDAYL", NOW)
    spooler.write(1, ["one", "", " two "])
    assert list(spooler.lines(1)) == ["one", "", " two "]
    assert spooler.job(1).state == "OPEN"
    spooler.write(1, ["three"])
    spooler.close(1)
    assert spooler.job(1).state == "READY"
    assert list(spooler.lines(1)) == ["one", "", " two ", "three"]


def test_lines_of_several_jobs_do_not_mix(spooler, owner):
    for _ in range(2):
        spooler.open("$S", "#A.B", owner)
    for number in range(10):
        spooler.write(1 + number % 2, [f"line {number}"])
    assert list(spooler.lines(1)) == [f"line {number}" for number in range(0, 10, 2)]
    assert list(spooler.lines(2)) == [f"line {number}" for number in range(1, 10, 2)]
    assert list(spooler.lines(3)) == []


def test_a_hundred_thousand_lines_stay_in_order(spooler, owner):
    spooler.open("$S", "#A.B", owner)
    spooler.write(1, (f"line {number}" for number in range(100_000)))
    assert all(line == f"line {number}" for number, line in enumerate(spooler.lines(1)))
    assert spooler.pages(1) == 1667


@pytest.mark.parametrize(("lines", "pages"), [(0, 1), (1, 1), (60, 1), (61, 2), (120, 2)])
def test_a_page_has_sixty_lines(spooler, owner, lines, pages):
    spooler.open("$S", "#A.B", owner)
    spooler.write(1, ["x"] * lines)
    assert spooler.pages(1) == pages


def test_job_numbers_begin_again_after_the_last_and_pass_over_what_is_there(system, spooler, owner):
    kept = spooler.open("$S", "#A.B", owner)
    system.counters.set("spool-job", str(LAST_JOB))
    numbers = [spooler.open("$S", "#A.B", owner).number for _ in range(3)]
    assert (kept.number, numbers) == (1, [4095, 2, 3])


def test_a_full_spooler_refuses(system, spooler, owner):
    system.database.execute(
        "INSERT INTO SPOOL_JOB SELECT range + 1, 'READY', '$S', '#A.B', 40, 7, 'R', 1, 4, now()"
        " FROM range(?)",
        [LAST_JOB],
    )
    with pytest.raises(OperatorError) as caught:
        spooler.open("$S", "#A.B", owner)
    assert caught.value.message.number == 45
    spooler.delete(77)
    assert spooler.open("$S", "#A.B", owner).number == 77


def test_jobs_are_found_by_owner_and_by_location(system, spooler, owner):
    boss = system.users.named("SUPER.SUPER")
    for location, user in (("#A.X", owner), ("#B.X", boss), ("#A.Y", boss), ("#AA.X", owner)):
        spooler.open("$S", location, user)

    def numbers(*arguments):
        return [job.number for job in spooler.jobs(*arguments)]

    assert numbers() == [1, 2, 3, 4]
    assert numbers(owner) == [1, 4]
    assert numbers(None, "#A.X") == [1]
    assert numbers(None, "#A") == [1, 3]
    assert numbers(boss, "#A") == [3]


def test_a_deleted_job_is_gone_with_its_lines(spooler, owner):
    spooler.open("$S", "#A.B", owner)
    spooler.write(1, ["x"])
    spooler.delete(1)
    assert spooler.job(1) is None
    assert list(spooler.lines(1)) == []


def test_a_job_is_changed(spooler, owner):
    spooler.open("$S", "#A.B", owner)
    spooler.change(1, state=JobState.HOLD, copies=3)
    spooler.change(1, location="#C.D")
    job = spooler.job(1)
    assert (job.state, job.copies, job.location, job.priority) == ("HOLD", 3, "#C.D", 4)


def test_locations_are_those_that_are_defined_and_those_that_hold_jobs(spooler, owner):
    spooler.define("#LP.DEFAULT", "$LP")
    spooler.define("#A.B")
    spooler.open("$S", "#A.B", owner)
    spooler.open("$S", "#NEW.X", owner)
    assert spooler.locations() == [("#A.B", ""), ("#LP.DEFAULT", "$LP"), ("#NEW.X", "")]


# -- events -------------------------------------------------------------------------------------


def test_events_come_in_order_of_generation(two, system):
    collector = system.collector
    assert collector.last == 0
    for text in ("one", "two"):
        collector.write(r"\ALPHA.$X", "A.1.1", 7, text)
    two.clock.advance(NOW + timedelta(seconds=10))
    collector.write(r"\ALPHA.$Y", "A.1.1", 8, "three", critical=True)
    assert collector.last == 3
    assert [event.text for event in collector.events()] == ["one", "two", "three"]
    assert [event.text for event in collector.events(after=1)] == ["two", "three"]
    later = NOW + timedelta(seconds=10)
    assert [event.text for event in collector.events(start=later)] == ["three"]
    assert [event.text for event in collector.events(stop=later)] == ["one", "two"]
    assert [event.critical for event in collector.events(start=NOW)] == [False, False, True]
    assert list(collector.events(after=1, start=NOW, stop=NOW)) == []


def event(text, *, process=r"\A.$ZSVR", critical=False):
    return EventMessage(1, NOW, process, "TANDEM.TAPE.H01", 601, text, critical)


def test_the_layout_of_the_manual_is_one_line_however_long():
    sample = EventMessage(
        1,
        datetime(2022, 1, 5, 22, 44, 50),
        r"\ETINIUM.$Z4M9",
        "ETINET.100.100",
        3279,
        r"SLAB_A-I3279 \ETINIUM.$Z4M9 exported FULL catalogs for data store SLAB_A-DAILY"
        " (30 volumes processed). Report in $S.#SLABA.EXPDAYL",
    )
    assert sample.lines(Layout.MANUAL, EAST) == [
        rf"2022-01-05 17:44:50 \ETINIUM.$Z4M9 ETINET.100.100 3279 {sample.text}"
    ]


def test_the_classic_layout_to_the_column():
    (line,) = event("MOUNT").lines(Layout.CLASSIC, EAST)
    #               1         2         3         4         5         6
    #      123456789012345678901234567890123456789012345678901234567890123456
    assert line == r"22-01-05 17:44:48 \A.$ZSVR    TANDEM.TAPE.H01         000601 MOUNT"
    assert line.index("TANDEM") == 30
    assert line.index("000601") == 54
    assert line.index("MOUNT") == 61


def test_a_critical_event_has_its_mark_two_columns_before_the_subsystem():
    (line,) = event("MOUNT", critical=True).lines(Layout.CLASSIC, EAST)
    assert line[28] == "*"
    assert line.replace("*", " ") == event("MOUNT").lines(Layout.CLASSIC, EAST)[0]


def test_the_classic_layout_goes_on_below_indented_by_eight():
    words = " ".join(f"word{number:02}" for number in range(30))
    lines = event(words).lines(Layout.CLASSIC, EAST)
    assert all(len(line) <= 80 for line in lines)
    assert all(line.startswith(" " * 8) and line[8] != " " for line in lines[1:])
    assert " ".join(line.strip() for line in lines).endswith(words)
    assert len(lines[0]) > 70


def test_a_long_process_name_pushes_the_rest():
    (line,) = event("X", process=r"\ETINIUM.$Z4M9").lines(Layout.CLASSIC, EAST)
    assert line == r"22-01-05 17:44:48 \ETINIUM.$Z4M9   TANDEM.TAPE.H01         000601 X"


def test_a_word_that_is_longer_than_a_line_is_not_cut():
    word = "x" * 100
    lines = event(f"a {word} b").lines(Layout.CLASSIC, EAST)
    assert [line.strip() for line in lines[1:]] == [word, "b"]
