"""SIM: clock, network, terminals, snapshots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from nsksim.errors import OperatorError
from nsksim.guardian.processes import Kind
from nsksim.guardian.system import System
from nsksim.messages import file_system
from nsksim.programs.sim import Sim
from nsksim.world import World
from tests.programs.harness import ALPHA, BETA, NOW, Desk, Outcome, drive, environment, put

HAPPENED: list[str] = []


def verb(world: World, system: System, values: Mapping[str, object]) -> None:
    """Scheduled work of these tests: note the time, and end a process if it is named."""
    HAPPENED.append(f"{world.clock.now:%H:%M:%S} {system.node}")
    name = values.get("ends")
    process = system.processes.named(str(name)) if name else None
    if process:
        system.processes.stop(process)


@pytest.fixture
def world(world: World) -> World:
    HAPPENED.clear()
    world._verbs["test"] = verb
    return world


@pytest.fixture(scope="module")
def unchanged(furnished: Path) -> Iterator[World]:
    """One world for all the lines that change nothing."""
    with World.copied(furnished) as opened:
        yield opened


def sim(world: World, argument: str = "") -> Outcome:
    return drive(Sim(environment(world, argument)))


def schedule(world: World, seconds: int, **values: object) -> None:
    world.system(ALPHA).timers.add(NOW + timedelta(seconds=seconds), "test", values)


def test_the_first_line_says_that_no_real_system_has_it(world: World) -> None:
    outcome = sim(world)
    assert "no real system" in outcome.lines[0]
    assert "\\ALPHA    2022-01-05 17:44:48 UTC-05:00" in outcome.lines
    assert any(line.startswith("SIM CLOCK ADVANCE") for line in outcome.lines)
    assert outcome.prompts == []


def test_clock_shows_local_times_and_the_next_event(world: World) -> None:
    schedule(world, 10)
    lines = sim(world, "CLOCK").lines
    assert lines[:2] == [
        "\\ALPHA    2022-01-05 17:44:48 UTC-05:00",
        "\\BETA     2022-01-05 22:44:48 UTC+00:00",
    ]
    assert lines[-1] == "Next event: 2022-01-05 17:44:58 at \\ALPHA"


@pytest.mark.parametrize(
    ("command", "seconds"),
    [
        ("CLOCK ADVANCE 90 SECONDS", 90),
        ("CLOCK ADVANCE 1 MINUTE", 60),
        ("clock advance 2 hours", 7200),
        ("CLOCK ADVANCE 1 DAYS", 86400),
        ("CLOCK TO 2022-01-05 17:44:48", 0),
        ("CLOCK TO 2022-01-05 18:44:48", 3600),
        ("CLOCK TO 2022-01-06", 22512),
    ],
)
def test_time_passes(world: World, command: str, seconds: int) -> None:
    outcome = sim(world, command)
    assert world.clock.now == NOW + timedelta(seconds=seconds)
    local = world.system(ALPHA).now
    assert outcome.lines == [f"\\ALPHA {local:%Y-%m-%d %H:%M:%S}"]
    assert all(wait.jump for wait in outcome.waits)


def test_what_is_due_meanwhile_happens_one_by_one(world: World) -> None:
    for seconds in (20, 10, 40):
        schedule(world, seconds)
    sim(world, "CLOCK ADVANCE 30 SECONDS")
    assert HAPPENED == ["22:44:58 \\ALPHA", "22:45:08 \\ALPHA"]


def test_next_goes_to_one_event(world: World) -> None:
    schedule(world, 10)
    schedule(world, 10)
    assert sim(world, "CLOCK NEXT").lines == ["\\ALPHA 2022-01-05 17:44:58"]
    assert len(HAPPENED) == 1
    assert sim(world, "CLOCK NEXT").refused == []
    assert sim(world, "CLOCK NEXT").refused == ["sim.nothing-scheduled"]


def test_settle_waits_for_processes_and_not_for_timers(world: World) -> None:
    system = world.system(ALPHA)
    owner = system.users.named("SUPER.SUPER")
    assert owner is not None
    system.processes.start("$SYSTEM.BBOX.BBSV", owner, name="$Z4M9", kind=Kind.JOB)
    schedule(world, 5)
    schedule(world, 12, ends="$Z4M9")
    schedule(world, 3600)
    assert sim(world, "CLOCK SETTLE").lines == ["\\ALPHA 2022-01-05 17:45:00"]
    assert sim(world, "CLOCK SETTLE").lines == ["\\ALPHA 2022-01-05 17:45:00"]


def test_rate_is_kept_in_the_world(world: World) -> None:
    sim(world, "CLOCK RATE 60")
    assert world.setting("rate") == "60"
    sim(world, "CLOCK RATE HOLD")
    assert world.setting("rate") == "HOLD"


@pytest.mark.parametrize(
    ("command", "refused"),
    [
        ("CLOCK TO 2022-01-05 17:44:47", "sim.past"),
        ("CLOCK TO 2021-12-31", "sim.past"),
        ("CLOCK TO 2022-02-30 00:00:00", "sim.invalid-time"),
        ("CLOCK TO tomorrow", "sim.invalid-time"),
        ("CLOCK ADVANCE 99999999999 DAYS", "sim.too-far"),
        ("CLOCK TO 9999-12-31 23:59:59", "sim.too-far"),
        ("CLOCK ADVANCE -1 DAYS", "sim.syntax"),
        ("CLOCK ADVANCE 1 YEAR", "sim.syntax"),
        ("CLOCK RATE 0", "sim.invalid-number"),
        ("CLOCK TO 9000-01-02", "sim.too-far"),
        ("CLOCK ADVANCE 2900000 DAYS", "sim.too-far"),
        ("CLOCK ADVANCE \u0663 DAYS", "sim.syntax"),
        ("CLOCK ADVANCE \u00b2 DAYS", "sim.syntax"),
        ("CLOCK TO \u0662\u0660\u0662\u0663-01-06", "sim.invalid-time"),
        ("CLOCK RATE 99999999999999999999999999999999", "sim.invalid-number"),
        ("LINE \\ALPHA, \\BETA SLOW 999999999999999999999", "sim.invalid-number"),
        ("LINE \\ALPHA \\BETA UP", "sim.syntax"),
        ("SYSTEM \\ALPHA FORGETS \\NEVER", "sim.not-known"),
        ("TAPE MOUNT TOOLONG1 ON $TAPE0", "sim.syntax"),
        ("TAPE MOUNT SCRATCH ON $TAPE0", "sim.syntax"),
        ("TAPE MOUNT X ON TAPE0", "sim.syntax"),
        ("SNAPSHOT \u00c4", "sim.invalid-snapshot-name"),
        ("SNAPSHOT A B", "sim.syntax"),
        ("EMS CONSOLE MAYBE", "sim.syntax"),
        ("EMS CONSOLE", "sim.syntax"),
        ("LINE \\ALPHA, \\GAMMA UP", "sim.no-system"),
        ("LINE \\ALPHA, \\ALPHA UP", "sim.same-system"),
        ("LINE \\ALPHA, \\BETA SLOW 0", "sim.invalid-number"),
        ("SYSTEM \\GAMMA KNOWS \\ALPHA", "sim.no-system"),
        ("SYSTEM \\ALPHA FORGETS \\ALPHA", "sim.same-system"),
        ("TERMINAL \\GAMMA", "sim.no-system"),
        ("SNAPSHOT ../../etc", "sim.invalid-snapshot-name"),
        ("SNAPSHOT A.B", "sim.invalid-snapshot-name"),
        ("RESTORE NOSUCH", "sim.no-snapshot"),
        ("EMS LAYOUT MODERN", "sim.syntax"),
        ("CLOCKS", "sim.unknown-command"),
        ("NONSENSE", "sim.unknown-command"),
    ],
)
def test_refusals_change_nothing(unchanged: World, command: str, refused: str) -> None:
    outcome = sim(unchanged, command)
    assert outcome.refused == [refused]
    assert outcome.lines[-1].startswith("SIM: ")
    assert unchanged.clock.now == NOW
    assert unchanged.snapshots == []


def test_a_line_goes_down_and_up_and_away(world: World) -> None:
    def reachable() -> bool:
        return world.network.reachable(str(ALPHA), str(BETA))

    assert sim(world, "LINE \\ALPHA, \\BETA DOWN").lines == ["Line \\ALPHA, \\BETA DOWN"]
    assert not reachable()
    assert sim(world, "LINE \\BETA,\\ALPHA SLOW 3").lines == [
        "Line \\ALPHA, \\BETA DOWN, 3 times slower"
    ]
    assert sim(world, "LINE \\ALPHA, \\BETA UP").lines == [
        "Line \\ALPHA, \\BETA UP, 3 times slower"
    ]
    assert reachable()
    assert world.network.slowness(str(ALPHA), str(BETA)) == 3
    sim(world, "LINE \\ALPHA, \\BETA REMOVE")
    assert not reachable()
    assert sim(world, "LINE \\ALPHA, \\BETA DOWN").refused == ["sim.no-line"]
    assert sim(world, "LINE \\ALPHA, \\BETA UP").lines == ["Line \\ALPHA, \\BETA UP"]


def test_a_line_may_lead_to_a_known_system_that_is_not_simulated(world: World) -> None:
    sim(world, "SYSTEM \\ALPHA KNOWS \\NODEP")
    assert sim(world, "LINE \\ALPHA, \\NODEP UP").lines == ["Line \\ALPHA, \\NODEP UP"]
    assert sim(world, "LINE \\BETA, \\NODEP UP").refused == ["sim.no-system"]


def test_a_system_forgets_and_learns_another(world: World) -> None:
    sim(world, "SYSTEM \\ALPHA FORGETS \\BETA")
    with pytest.raises(OperatorError) as refused:
        world.reach(ALPHA, BETA)
    assert refused.value.message is file_system.UNKNOWN_SYSTEM
    assert sim(world, "SYSTEM \\ALPHA KNOWS \\NODEP").lines == ["\\ALPHA knows \\ALPHA, \\NODEP"]
    sim(world, "SYSTEM \\ALPHA KNOWS \\BETA")
    assert world.reach(ALPHA, BETA).node == BETA


def test_terminal_switches_the_screen(world: World) -> None:
    place = environment(world, "TERMINAL \\BETA")
    drive(Sim(place))
    desk = place.terminal.screen
    assert isinstance(desk, Desk)
    assert desk.shown == [BETA]


def test_a_tape_is_put_into_a_drive_and_taken_out(world: World) -> None:
    for node in (ALPHA, BETA):
        world.system(node).database.execute("INSERT INTO TAPE_DRIVE (NAME) VALUES ('$TAPE0')")
    assert sim(world, "TAPE MOUNT SAD007 ON $TAPE0").lines[0] == "SAD007 is on $TAPE0"
    assert sim(world, "TAPE MOUNT SAD008 ON $TAPE0").refused == ["file-system.12"]
    foreign = sim(world, "TAPE MOUNT SAD008 ON \\BETA.$TAPE0")
    assert foreign.refused == ["sim.foreign-tape"]
    assert foreign.lines[0] == "SAD008 is on \\BETA.$TAPE0"
    assert foreign.lines[1].startswith("SIM: SAD008 is a foreign tape: no volume catalog of \\BETA")
    assert [line for line in sim(world).lines if line.startswith("Drive")] == [
        "Drive \\ALPHA.$TAPE0: SAD007",
        "Drive \\BETA.$TAPE0: SAD008",
    ]
    assert sim(world, "TAPE UNLOAD $TAPE0").lines == ["$TAPE0 is empty"]
    assert sim(world, "TAPE UNLOAD $TAPE0").refused == ["tape-drive.no-tape"]
    assert sim(world, "TAPE UNLOAD $NONE").lines == ["SIM: file-system error 14 on $NONE"]
    assert sim(world, "TAPE MOUNT SAD007 ON \\GAMMA.$TAPE0").refused == ["sim.no-system"]


def test_a_snapshot_brings_the_whole_world_back(world: World) -> None:
    put(world.system(ALPHA), "$DATA.A.KEPT")
    assert sim(world, "SNAPSHOT before").lines == ["Snapshot BEFORE taken"]
    put(world.system(ALPHA), "$DATA.A.LATER")
    sim(world, "CLOCK ADVANCE 1 DAY")
    assert sim(world, "SNAPSHOTS").lines == ["BEFORE"]
    place = environment(world, "RESTORE BEFORE")
    assert drive(Sim(place)).lines == [
        "Snapshot BEFORE restored; at \\ALPHA it is 2022-01-05 17:44:48"
    ]
    names = [file.name for file in world.system(ALPHA).files.in_subvolume("$DATA", "A")]
    assert names == ["KEPT"]
    living = world.system(ALPHA).processes.of_kind(Kind.TERMINAL)
    assert place.process in living


def test_a_snapshot_that_cannot_be_taken_is_refused(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("shutil.copyfile", full)
        outcome = sim(world, "SNAPSHOT S")
    assert outcome.lines == [
        "SIM: the snapshot S is not taken: snapshot S: No space left on device."
    ]
    assert outcome.refused == ["sim.not-taken"]
    assert sim(world, "SNAPSHOTS").lines == ["There are no snapshots"]


def test_a_damaged_snapshot_is_refused_and_the_session_goes_on(world: World) -> None:
    put(world.system(ALPHA), "$DATA.A.B", "x")
    sim(world, "SNAPSHOT S")
    content = next((world.directory / "snapshots" / "S" / "files" / "ALPHA").iterdir())
    content.unlink()
    outcome = sim(world, "RESTORE S")
    assert outcome.refused == ["sim.not-restored"]
    assert outcome.lines[0].startswith("SIM: the snapshot S is not restored: ")
    assert f"{content} is missing" in outcome.lines[0]
    assert sim(world, "SNAPSHOTS").lines == ["S"]


def test_snapshots_may_be_none(world: World) -> None:
    assert sim(world, "SNAPSHOTS").lines == ["There are no snapshots"]


def test_layout_of_events(world: World) -> None:
    sim(world, "EMS LAYOUT CLASSIC")
    assert "EMS layout: CLASSIC" in sim(world).lines
    sim(world, "EMS LAYOUT MANUAL")
    assert world.setting("ems-layout") == "MANUAL"


def test_the_console_of_a_shell_is_turned_off_and_on(world: World) -> None:
    where = "(in an interactive shell; everywhere else only EMSDIST prints)"
    assert f"EMS console: ON {where}" in sim(world).lines
    assert sim(world, "EMS CONSOLE OFF").lines == [f"EMS console: OFF {where}"]
    assert world.setting("ems-console") == "OFF"
    assert sim(world, "ems console on").lines == [f"EMS console: ON {where}"]


def test_help_explains_one_command(world: World) -> None:
    assert sim(world, "HELP CLOCK RATE").lines[0] == "CLOCK RATE { count | HOLD }"
