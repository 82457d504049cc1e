"""EMSDIST: events of the past and of the future, on the terminal and into the spooler."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsksim.expand import LineState
from nsksim.interaction import Break, Wait
from nsksim.programs.emsdist import Emsdist, moment
from nsksim.world import World
from tests.programs.harness import ALPHA, BETA, NOW, Outcome, drive, environment

TEXT = (
    "SLAB_A-I3279 \\ALPHA.$Z4M9 exported FULL catalogs for data store SLAB_A-DAILY (30 volumes"
    " processed). Report in $S.#SLABA.EXPDAYL"
)
PRINTED = f"2022-01-05 17:44:50 \\ALPHA.$Z4M9 ETINET.100.100 3279 {TEXT}"


def emsdist(world: World, argument: str, *, user: str = "SUPER.SUPER") -> Outcome:
    return drive(Emsdist(environment(world, argument, user=user)))


@pytest.fixture(scope="module")
def unchanged(furnished: Path) -> Iterator[World]:
    """One world for all the lines that change nothing."""
    with World.copied(furnished) as opened:
        yield opened


@pytest.fixture
def event(world: World) -> None:
    """The end of an export at 17:44:50."""
    world.clock.advance(NOW + timedelta(seconds=2))
    world.system(ALPHA).collector.write("\\ALPHA.$Z4M9", "ETINET.100.100", 3279, TEXT)


@pytest.mark.usefixtures("event")
@pytest.mark.parametrize(
    "argument",
    [
        "TYPE PRINTING, COLLECTOR $0, TEXTOUT $ZTN0.#PTY0001, TIME 17:00, STOP 17:44:51",
        "TYPE P, COLLECTOR $0, TIME 17:44:50, STOP 18:00",
        "STOP 2022-01-05 18:00:00, TIME 2022-01-05 17:00:00, COLLECTOR $0",
        "COLLECTOR $0, TIME JAN 5 2022, STOP 5 JAN 2022 18:00",
        "collector ($0), time 2022-1-5, stop 18:00, textout \\ALPHA.$ZTN0.#PTY0001, wait 5",
    ],
)
def test_one_event_is_one_line_of_the_manual(world: World, argument: str) -> None:
    outcome = emsdist(world, argument)
    assert outcome.lines == [PRINTED]
    assert outcome.code == 0


@pytest.mark.usefixtures("event")
@pytest.mark.parametrize(
    "argument",
    [
        "COLLECTOR $0, STOP 18:00",
        "COLLECTOR $0, TIME 17:44:51, STOP 18:00",
        "COLLECTOR $0, TIME 17:00, STOP 17:44:50",
        "COLLECTOR $0, TIME 2022-01-06, STOP 2022-01-07",
    ],
)
def test_events_outside_the_times_are_not_printed(world: World, argument: str) -> None:
    assert emsdist(world, argument).lines == []


@pytest.mark.usefixtures("event")
def test_the_classic_layout_breaks_lines(world: World) -> None:
    world.set("ems-layout", "CLASSIC")
    lines = emsdist(world, "COLLECTOR $0, TIME 17:00, STOP 18:00").lines
    assert lines[0].startswith("22-01-05 17:44:50 \\ALPHA.$Z4M9")
    assert " 003279 " in lines[0]
    assert all(line.startswith("        ") for line in lines[1:])


def test_without_stop_it_waits_for_events_until_break(world: World) -> None:
    run = Emsdist(environment(world, "COLLECTOR $0")).main()
    waiting = next(run)
    assert isinstance(waiting, Wait)
    assert waiting.done is not None
    assert not waiting.done()
    world.system(ALPHA).collector.write("\\ALPHA.$ZSVR", "TANDEM.TAPE.H01", 601, "MOUNT SAD007")
    assert waiting.done()
    assert str(next(run)).endswith("601 MOUNT SAD007")
    assert isinstance(next(run), Wait)
    with pytest.raises(Break):
        run.throw(Break())


def test_it_ends_when_somebody_stops_the_process(world: World) -> None:
    place = environment(world, "COLLECTOR $0")
    run = Emsdist(place).main()
    waiting = next(run)
    assert isinstance(waiting, Wait)
    assert waiting.done is not None
    place.system.processes.stop(place.process)
    assert waiting.done()
    with pytest.raises(StopIteration):
        next(run)


@pytest.mark.usefixtures("event")
def test_a_remote_collector_shows_the_time_of_its_system(world: World) -> None:
    world.system(BETA).collector.write("\\BETA.$X0PB", "ETINET.100.100", 3286, "far")
    lines = emsdist(world, "COLLECTOR ($0, \\BETA.$0), TIME 2022-01-05, STOP 18:00").lines
    assert lines == [PRINTED, "2022-01-05 22:44:50 \\BETA.$X0PB ETINET.100.100 3286 far"]


def test_a_collector_that_cannot_be_reached_for_a_while_is_silent(world: World) -> None:
    run = Emsdist(environment(world, "COLLECTOR \\BETA.$0")).main()
    waiting = next(run)
    assert isinstance(waiting, Wait)
    assert waiting.done is not None
    world.system(BETA).collector.write("\\BETA.$X0PB", "ETINET.100.100", 3286, "far")
    world.network.set_line(str(ALPHA), str(BETA), LineState.DOWN)
    assert not waiting.done()
    world.network.set_line(str(ALPHA), str(BETA), LineState.UP)
    assert waiting.done()


@pytest.mark.usefixtures("event")
def test_textout_into_the_spooler_leaves_a_job(world: World) -> None:
    outcome = emsdist(world, "COLLECTOR $0, TEXTOUT $S.#EMS, TIME 17:00, STOP 18:00")
    assert outcome.lines == []
    spooler = world.system(ALPHA).spooler
    (job,) = spooler.jobs()
    assert (job.location, job.state) == ("#EMS.DEFAULT", "READY")
    assert list(spooler.lines(job.number)) == [PRINTED]


@pytest.mark.usefixtures("event")
def test_textout_to_both(world: World) -> None:
    argument = (
        "COLLECTOR $0, TEXTOUT ($ZTN0.#PTY0001, \\BETA.$S.#EMS.ALPHA), TIME 17:00, STOP 18:00"
    )
    assert emsdist(world, argument).lines == [PRINTED]
    (job,) = world.system(BETA).spooler.jobs()
    assert job.location == "#EMS.ALPHA"


def test_without_parameters_it_shows_the_syntax(world: World) -> None:
    lines = emsdist(world, "").lines
    assert any("COLLECTOR" in line for line in lines)
    assert all(len(line) <= 80 for line in lines)


@pytest.mark.parametrize(
    ("argument", "refused"),
    [
        ("TYPE P", "emsdist.no-source"),
        ("LOGFILE $SYSTEM.ZLOG00.ZZEV0001", "emsdist.not-modelled"),
        ("TYPE F, COLLECTOR $0, TARGET $X", "emsdist.not-modelled"),
        ("COLLECTOR $0, FILTER A", "emsdist.not-modelled"),
        ("COLLECTOR $0, BACKUP 1", "emsdist.not-modelled"),
        ("COLLECTOR $0, TIME 25:00", "emsdist.invalid-moment"),
        ("COLLECTOR $0, STOP 31 FEB 2022", "emsdist.invalid-moment"),
        ("COLLECTOR $0, TIME 2022 JAN", "emsdist.invalid-moment"),
        ("COLLECTOR $0, TIME soon", "emsdist.syntax"),
        ("COLLECTOR $0, COLLECTOR $0", "emsdist.syntax"),
        ("COLLECTOR", "emsdist.syntax"),
        ("NONSENSE", "emsdist.syntax"),
        ("COLLECTOR $0, TEXTOUT $DATA.A.B", "emsdist.not-modelled"),
        ("COLLECTOR $0, TEXTOUT EVENTS", "emsdist.not-modelled"),
        ("COLLECTOR $0, TEXTOUT $S2.#EMS", "emsdist.textout-unknown"),
        ("COLLECTOR $ZLOG", "file-system.14"),
        ("COLLECTOR $ZSVR", "file-system.2"),
        ("COLLECTOR \\BETA.$S", "file-system.2"),
        ("COLLECTOR 0", "file-system.13"),
        ("COLLECTOR \\GAMMA.$0", "file-system.18"),
    ],
)
def test_refusals(unchanged: World, argument: str, refused: str) -> None:
    outcome = emsdist(unchanged, argument)
    assert outcome.refused == [refused]
    assert outcome.code == 3
    assert all(line for line in outcome.lines)
    assert unchanged.system(ALPHA).spooler.jobs() == []


def test_a_disk_file_is_refused_by_name(unchanged: World) -> None:
    [line] = emsdist(unchanged, "COLLECTOR $0, TEXTOUT $DATA.A.B").lines
    assert line == (
        "EMSDIST: TEXTOUT into the disk file $DATA.A.B is not modelled by this simulator."
    )


def test_a_collector_that_does_not_run_is_refused(world: World) -> None:
    processes = world.system(ALPHA).processes
    collector = processes.named("$0")
    assert collector is not None
    processes.stop(collector)
    assert emsdist(world, "COLLECTOR $0, TIME 17:00, STOP 18:00").lines == [
        "EMSDIST: file-system error 14 on $0"
    ]


def test_a_remote_collector_needs_remote_passwords(world: World) -> None:
    outcome = emsdist(world, "COLLECTOR \\BETA.$0", user="SUPER.OPER")
    assert outcome.lines == ["EMSDIST: file-system error 48 on \\BETA.$0"]


def test_completion_offers_collectors(world: World) -> None:
    reader = Emsdist.inline_reader(environment(world))
    texts = [each.text for each in reader.complete("COLLECTOR ")]
    assert "$0" in texts
    assert "\\BETA.$0" in texts


@given(st.datetimes(min_value=datetime(1000, 1, 1), max_value=datetime(9999, 12, 31)))
def test_every_form_of_a_date_means_the_same(instant: datetime) -> None:
    instant = instant.replace(microsecond=0)
    clock = f"{instant:%H:%M:%S}"
    start = 3 * (instant.month - 1)
    month = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC"[start : start + 3]
    day, year = str(instant.day), f"{instant.year:04}"
    forms = (
        [f"{year}-{instant.month}-{day}", clock],
        [month, day, year, clock],
        [day, month, year, clock],
    )
    today = datetime(2022, 1, 5).date()
    assert {moment.parse(words, today) for words in forms} == {instant}
    assert moment.parse([clock], instant.date()) == instant
