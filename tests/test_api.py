"""The public API: what a program in Python sees."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import stand_in

import nsksim
from nsksim import ScenarioProblem, World, WorldProblem
from nsksim.guardian.processes import Kind

TWO = str(Path(__file__).parent / "data" / "two.toml")


@pytest.fixture(autouse=True)
def _stand_in(monkeypatch):
    monkeypatch.setattr("nsksim.session.logged_on", stand_in.logged_on)


@pytest.fixture
def world():
    with World.from_scenario(TWO) as made:
        yield made


def test_a_line_brings_lines_and_messages(world):
    session = world.session(r"\ALPHA")
    result = session.run("ECHO hi")
    assert (result.lines, result.refused, result.messages) == (["hi"], False, [])
    result = session.run("FAIL this")
    assert (result.text, result.refused) == ("*ERROR* this failed.", True)
    (message,) = result.messages
    assert (message.speaker, message.number, message.id) == ("stand-in", 77, "stand-in.77")
    assert message.values == {"what": "this"}


def test_a_warning_is_a_message_and_no_refusal(world):
    result = world.session().run("WARN")
    assert not result.refused
    assert [(each.number, each.severity) for each in result.messages] == [(None, "W")]


def test_a_session_follows_the_open_program_and_the_terminal(world):
    with world.session() as session:
        session.run("MC")
        assert (session.node, session.prompt) == (r"\ALPHA", "MC>")
        assert session.end_of_file().lines == ["END OF PROGRAM"]
        session.run(r"GOTO \BETA")
        assert session.prompt == r"\BETA 1> "
        for _ in range(2):
            session.end_of_file()
        assert session.ended
        assert (session.prompt, session.console()) == ("", [])
        with pytest.raises(RuntimeError):
            session.run("ECHO x")


def test_time_passes_when_it_is_told_to(world):
    assert world.now == datetime(2022, 1, 5, 22, 44, 48)
    world.advance(timedelta(minutes=5))
    assert world.local_time(r"\ALPHA") == datetime(2022, 1, 5, 17, 49, 48)
    world.settle()
    assert world.now == datetime(2022, 1, 5, 22, 49, 48)
    with pytest.raises(ValueError, match="does not go back"):
        world.advance(timedelta(seconds=-1))


def test_a_line_goes_down_and_up(world):
    network = world.engine.network
    world.set_line(r"\ALPHA", r"\BETA", up=False)
    assert not network.reachable(r"\ALPHA", r"\BETA")
    world.set_line(r"\BETA", r"\ALPHA", up=True)
    assert network.reachable(r"\ALPHA", r"\BETA")
    with pytest.raises(KeyError):
        world.set_line(r"\ALPHA", r"\GAMMA", up=True)


def test_two_worlds_of_a_scenario_never_touch(world):
    with World.from_scenario(TWO) as other:
        other.advance(timedelta(days=1))
        assert world.now != other.now


def test_a_world_in_a_directory_is_kept(tmp_path):
    with World.create(tmp_path / "w", TWO, seed=3) as made:
        made.advance(timedelta(hours=1))
    with World.open(tmp_path / "w") as again:
        assert again.now == datetime(2022, 1, 5, 23, 44, 48)
        assert again.nodes == [r"\ALPHA", r"\BETA"]


def test_a_changed_scenario_file_is_built_anew(tmp_path):
    path = tmp_path / "x.toml"
    path.write_text(Path(TWO).read_text("utf-8"), "utf-8")
    World.from_scenario(str(path)).close()
    path.write_text(path.read_text("utf-8").replace("22:44:48", "22:44:49"), "utf-8")
    with World.from_scenario(str(path)) as world:
        assert world.now.second == 49


def test_a_changed_scenario_that_is_extended_is_built_anew(tmp_path):
    base, path = tmp_path / "base.toml", tmp_path / "x.toml"
    base.write_text(Path(TWO).read_text("utf-8"), "utf-8")
    (tmp_path / "between.toml").write_text('extends = "base.toml"\n', "utf-8")
    path.write_text('extends = "between.toml"\n', "utf-8")
    World.from_scenario(str(path)).close()
    base.write_text(base.read_text("utf-8").replace("22:44:48", "22:44:49"), "utf-8")
    with World.from_scenario(str(path)) as world:
        assert world.now.second == 49


def test_settle_says_whether_it_could_and_does_not_wait_for_ever(world):
    assert world.settle()
    system, before = world.engine.system(r"\ALPHA"), world.now
    owner = system.users.named("SUPER.SUPER")

    def again(engine, there, values):
        there.timers.add(engine.clock.now + timedelta(days=1), "again", {})

    world.engine._verbs["again"] = again
    process = system.processes.start("$SYSTEM.SYSTEM.X", owner, name="$X", kind=Kind.JOB)
    again(world.engine, system, {})
    assert not world.settle()
    assert world.now == before + timedelta(days=31)
    system.processes.stop(process)
    assert world.settle()


def test_a_world_belongs_to_its_thread(world):
    with ThreadPoolExecutor(1) as elsewhere:
        for call in (world.settle, world.session, world.close):
            with pytest.raises(RuntimeError, match="belong to the thread"):
                elsewhere.submit(call).result()
        assert elsewhere.submit(lambda: World.from_scenario(TWO).close()).result() is None
    assert world.session().run("ECHO x").lines == ["x"]


def test_what_does_not_exist_is_said(world, tmp_path):
    with pytest.raises(ScenarioProblem, match="no-such"):
        World.from_scenario("no-such")
    with pytest.raises(WorldProblem, match="does not exist"):
        World.open(tmp_path / "none")
    for node in (r"\GAMMA", "x y"):
        with pytest.raises(KeyError):
            world.session(node)
    with pytest.raises(ValueError, match=r"NO\.BODY"):
        world.session(user="NO.BODY")


def test_the_package_exports_what_it_lists():
    assert {name for name in nsksim.__all__ if getattr(nsksim, name)} == set(nsksim.__all__)
    name = "no_such_name"
    with pytest.raises(AttributeError, match=name):
        getattr(nsksim, name)
