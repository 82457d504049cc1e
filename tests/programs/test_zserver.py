"""$ZSVR as a process that is started and stopped, its daily cleanup, and who administers media."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path

import pytest

from nsksim.names import NodeName
from nsksim.programs.zserver import expiration
from nsksim.scenario import ScenarioProblem, build
from nsksim.session import Session
from nsksim.world import World

ALPHA = NodeName("ALPHA")
START = "ZSERVER / NAME $ZSVR, NOWAIT /"
SCENARIO = r"""
extends = "bare"
[world]
title = "More"
[[set]]
node = '\ALPHA'
key = "{key}"
value = {value}
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    directory = tmp_path / "world"
    build("bare", directory).close()
    return directory


def due(world: World) -> list[datetime]:
    return [timer.due for timer in world.system(ALPHA).timers.pending(expiration.VERB)]


def typed(world: World, *lines: str, user: str = "SUPER.SUPER") -> list[list[str]]:
    session = Session(world, ALPHA, user)
    try:
        return [session.run(line).lines for line in lines]
    finally:
        session.close()


def test_a_server_of_a_scenario_cleans_every_24_hours(place: Path) -> None:
    with World.open(place) as world:
        assert due(world) == [datetime(2022, 1, 6)]
        world.run_until(datetime(2022, 1, 8, 12))
        assert due(world) == [datetime(2022, 1, 9)]
        events = list(world.system(ALPHA).collector.events())
    assert [(event.generated.day, event.text) for event in events] == [
        (day, "STATUS 1513 - AUTO TAPE EXPIRATION INITIATED") for day in (6, 7, 8)
    ]


def test_m06_the_hour_is_that_in_force_at_the_start(place: Path) -> None:
    """M-06: AUTOEXPIRE^TIME before $ZSVR; M-12: the cleanup runs at the start too."""
    with World.open(place) as world:
        typed(world, "PARAM AUTOEXPIRE^TIME 03:30")
        assert due(world) == [datetime(2022, 1, 6)]
        typed(world, "PARAM AUTOEXPIRE^TIME 03:30", "STOP $ZSVR", START)
        assert due(world) == [datetime(2022, 1, 6, 3, 30)]
        texts = [event.text for event in world.system(ALPHA).collector.events()]
    assert texts == ["STATUS 1501 - $ZSVR UP", "STATUS 1513 - AUTO TAPE EXPIRATION INITIATED"]


def test_the_server_outlives_the_terminal_and_the_opening(place: Path) -> None:
    with World.open(place) as world:
        typed(world, "STOP $ZSVR", START)
        started = world.system(ALPHA).processes.named("$ZSVR")
    with World.open(place) as world:
        assert world.system(ALPHA).processes.named("$ZSVR") == started
        assert len(due(world)) == 1
        typed(world, "STOP $ZSVR")
        assert due(world) == []
        assert not world.run_next()


@pytest.mark.parametrize(
    ("line", "user", "answer"),
    [
        ("ZSERVER", "SUPER.SUPER", "is started with ZSERVER / NAME $ZSVR, NOWAIT /"),
        ("ZSERVER / NAME $ZSVR /", "SUPER.SUPER", "is started with"),
        ("ZSERVER / NAME $OTHER, NOWAIT /", "SUPER.SUPER", "is started with"),
        (f"{START} NOW", "SUPER.SUPER", "is started with"),
        (START, "OPS.NIGHT", "super group users only"),
        (START, "SUPER.OPER", ""),
    ],
)
def test_how_it_is_started_and_by_whom(place: Path, line: str, user: str, answer: str) -> None:
    with World.open(place) as world:
        typed(world, "STOP $ZSVR")
        (lines,) = typed(world, line, user=user)
        assert answer in "\n".join(lines)
        running = world.system(ALPHA).processes.named("$ZSVR") is not None
        assert running == (not answer)
        assert len(due(world)) == int(running)


@pytest.mark.parametrize("text", ["24:00", "12", "1:5", "12:60", "", "\u0661:00"])
def test_what_is_no_hour(text: str) -> None:
    with pytest.raises(ValueError, match="hh:mm"):
        expiration.parse_hour(text)
    assert expiration.parse_hour(" 3:30 ") == time(3, 30)


# -- what a scenario says -------------------------------------------------------------------------


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[str, str], World]:
    """Build `bare` with one key set."""

    def make(key: str, value: str) -> World:
        path = tmp_path / "mine.toml"
        path.write_text(SCENARIO.format(key=key, value=value), "utf-8")
        return build(str(path), tmp_path / "changed")

    return make


def test_a_scenario_sets_the_hour(changed: Callable[[str, str], World]) -> None:
    with changed("process[5].autoexpire-time", '"12:15"') as world:
        assert due(world) == [datetime(2022, 1, 6, 12, 15)]


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("process[5].autoexpire-time", '"noon"', "'noon' is not of the form hh:mm"),
        ("process[1].autoexpire-time", '"12:15"', "is not a key"),
        ("security-media-admin", '["OPS.DAY"]', "has no user OPS.DAY"),
        ("security-media-admin", "[]", "must name a user"),
    ],
)
def test_what_a_scenario_cannot_say(
    changed: Callable[[str, str], World], key: str, value: str, reason: str
) -> None:
    with pytest.raises(ScenarioProblem, match=reason.replace("[", r"\[")):
        changed(key, value).close()


COMMANDS = (
    "ALTER MEDIADEFS, RETENTION 9",
    "ALTER TAPEFILE X, RETENTION 9",
    "DELETE TAPEFILE X",
)
ELSEWHERE = "EXPIRE TAPEFILE"
NOT_MEMBER, NOT_SUPER = "**ERROR-5968**", "**ERROR-5902**"


@pytest.mark.parametrize(
    ("members", "user", "answer"),
    [
        ("", "SUPER.OPER", ""),
        ("", "OPS.NIGHT", NOT_SUPER),
        ('"OPS.NIGHT"', "OPS.NIGHT", ""),
        ('"OPS.NIGHT"', "SUPER.SUPER", ""),
        ('"OPS.NIGHT"', "SUPER.OPER", NOT_MEMBER),
        ('"OPS.NIGHT", "SUPER.OPER"', "SUPER.OPER", ""),
        ('"SUPER.OPER"', "OPS.NIGHT", NOT_MEMBER),
    ],
)
def test_media_administrators(
    changed: Callable[[str, str], World], members: str, user: str, answer: str
) -> None:
    """If SECURITY-MEDIA-ADMIN exists only its members and SUPER.SUPER may, else the super group."""
    key, value = ("security-media-admin", f"[{members}]") if members else ("number", "1")
    with changed(key, value) as world:
        given = typed(world, *(f"MEDIACOM {command}" for command in COMMANDS), user=user)
        for lines in given:
            refused = lines[0].startswith((NOT_MEMBER, NOT_SUPER))
            assert lines[0].startswith(answer) if answer else not refused
        (lines,) = typed(world, f"MEDIACOM {ELSEWHERE}", user=user)
        assert lines[0].startswith(NOT_SUPER) == (user == "OPS.NIGHT")
