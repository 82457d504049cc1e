"""Worlds in directories: made, opened, closed, copied, deleted, and what can be wrong with them."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
import textwrap
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from nsksim import temporary
from nsksim.errors import OperatorError
from nsksim.names import FileName, NodeName
from nsksim.scenario import build
from nsksim.store import Store, StoreProblem
from nsksim.world import SnapshotProblem, SystemPlan, World
from nsksim.world_directory import FORMAT, LOCK, MARKER, WorldProblem, check_marker, copy, delete

NOW = datetime(2022, 1, 5, 22, 44, 48)
PLANS = [
    SystemPlan(NodeName("ALPHA"), 1, timedelta(hours=-5)),
    SystemPlan(NodeName("BETA"), 2, timedelta(hours=5, minutes=30)),
]
FILE = FileName.parse(r"\ALPHA.$SYSTEM.TEST.FILE")
ALPHA, BETA = r"\ALPHA", r"\BETA"


def write(world, content, name=FILE, node=ALPHA):
    system = world.system(node)
    system.files.write(name, content, system.users.named("SUPER.SUPER"))


def read(world, name=FILE, node=ALPHA):
    files = world.system(node).files
    found = files.find(name)
    return None if found is None else files.read(found)


def tree(directory):
    """Give every file of a directory with its content, the lock aside."""
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.is_file() and path.name != LOCK
    }


# -- made, opened, closed -----------------------------------------------------------------------


def test_a_new_world_is_as_planned(tmp_path):
    with World.create(tmp_path / "w", PLANS, now=NOW, seed=7, scenario="mine") as world:
        assert list(world.systems) == [ALPHA, BETA]
        assert world.clock.now == NOW
        assert world.system(ALPHA).now == datetime(2022, 1, 5, 17, 44, 48)
        assert world.system(BETA).now == datetime(2022, 1, 6, 4, 14, 48)
        assert (world.setting("seed"), world.setting("scenario")) == ("7", "mine")
        assert world.setting("never set", "default") == "default"


def test_a_world_is_found_again_as_it_was_left(directory):
    with World.open(directory) as world:
        write(world, b"kept")
        world.clock.advance(NOW + timedelta(days=1))
        world.set("rate", "5")
        world.network.learn(BETA, r"\GAMMA")
    with World.open(directory) as world:
        assert read(world) == b"kept"
        assert world.clock.now == NOW + timedelta(days=1)
        assert world.setting("rate") == "5"
        assert world.network.knows(BETA, r"\GAMMA")


def test_closing_twice_does_no_harm(directory):
    with World.open(directory) as world:
        world.close()
    World.open(directory).close()


def test_a_closed_world_holds_nothing_that_comes_and_goes(directory):
    with World.open(directory):
        pass
    assert sorted(path.name for path in directory.iterdir()) == [
        LOCK, "SIZES", "files", "network.duckdb", "node_ALPHA.duckdb", "node_BETA.duckdb", MARKER,
        "snapshots",
    ]  # fmt: skip


def test_opening_and_closing_changes_no_content(directory):
    with World.open(directory) as world:
        write(world, b"x")
    before = tree(directory / "files")
    with World.open(directory):
        pass
    assert tree(directory / "files") == before != {}


def test_a_world_is_only_made_in_an_empty_directory(tmp_path):
    (tmp_path / "somebody's").write_text("data")
    with pytest.raises(WorldProblem, match="is not empty"):
        World.create(tmp_path, PLANS, now=NOW)
    assert (tmp_path / "somebody's").read_text() == "data"
    empty = tmp_path / "empty"
    empty.mkdir()
    World.create(empty, PLANS, now=NOW).close()


def test_the_same_scenario_twice_gives_the_same_contents(two_directory, tmp_path):
    build(str(Path(__file__).parents[1] / "data" / "two.toml"), tmp_path / "again").close()
    assert tree(two_directory / "files") == tree(tmp_path / "again" / "files")


def test_two_worlds_never_touch(two_directory):
    with World.copied(two_directory) as one, World.copied(two_directory) as two:
        write(one, b"one")
        write(two, b"two")
        one.clock.advance(NOW + timedelta(days=1))
        assert (read(one), read(two)) == (b"one", b"two")
        assert two.clock.now == NOW
        with pytest.raises(duckdb.Error):
            one.system(ALPHA).database.execute(
                f"ATTACH '{two.directory / 'node_ALPHA.duckdb'}' AS theirs"
            )
    with World.copied(two_directory) as world:
        assert read(world) is None


def test_a_world_in_memory_disappears(two_directory):
    world = World.copied(two_directory)
    place = world.directory
    assert place.is_dir()
    write(world, b"x")
    world.close()
    assert not place.exists()
    assert not place.parent.exists()


def test_nothing_is_left_behind_when_a_private_copy_cannot_be_opened(
    directory, tmp_path, monkeypatch
):
    (directory / "node_BETA.duckdb").write_bytes(b"")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    with pytest.raises(WorldProblem):
        World.copied(directory)
    assert list((tmp_path / "temporary").iterdir()) == []


def test_what_was_begun_is_removed_when_a_world_cannot_be_made(tmp_path, monkeypatch):
    def full(*_):
        raise StoreProblem("IO Error: No space left on device")

    monkeypatch.setattr(Store, "create", full)
    with pytest.raises(WorldProblem, match="No space left"):
        World.create(tmp_path / "w", PLANS, now=NOW)
    assert not (tmp_path / "w").exists()


# -- what can be wrong with a directory ---------------------------------------------------------


def _remove_marker(world):
    (world / MARKER).unlink()


def _marker(text):
    def change(world):
        (world / MARKER).write_bytes(text)

    return change


def _marker_is_a_directory(world):
    (world / MARKER).unlink()
    (world / MARKER).mkdir()


def _database(content):
    def change(world):
        path = world / "node_BETA.duckdb"
        path.write_bytes(content(path.read_bytes()))

    return change


def _swapped(world):
    shutil.copyfile(world / "node_BETA.duckdb", world / "network.duckdb")


def _link(world):
    (world / "files" / "ALPHA" / "77").symlink_to("/etc/hostname")


def _linked_folder(world):
    (world / "snapshots" / "S").symlink_to("/etc")


def _linked_database(world):
    path = world / "node_BETA.duckdb"
    path.rename(world.parent / "elsewhere.duckdb")
    path.symlink_to(world.parent / "elsewhere.duckdb")


def _lock_is_a_directory(world):
    (world / LOCK).unlink(missing_ok=True)
    (world / LOCK).mkdir()


def _changed_network(sql):
    def change(world):
        (world / "SIZES").unlink()
        with duckdb.connect(str(world / "network.duckdb")) as connection:
            connection.execute(sql)

    return change


def _restoring(name):
    def change(world):
        (world / "RESTORING").write_bytes(name)

    return change


def _files_is_a_file(world):
    shutil.rmtree(world / "files")
    (world / "files").write_text("")


def _snapshots_is_a_file(world):
    (world / "snapshots").rmdir()
    (world / "snapshots").write_text("")


def _scratch_is_a_file(world):
    (world / "scratch").write_text("")


WRONG = {
    "does not exist": (shutil.rmtree, "world does not exist"),
    "no marker": (_remove_marker, f"is not a world: it has no {MARKER}"),
    "empty marker": (_marker(b""), f"{MARKER} is damaged"),
    "binary marker": (_marker(b"\xff\xfe\x00"), f"{MARKER} is damaged"),
    "marker of another kind": (_marker(b"[1]"), f"{MARKER} is damaged"),
    "marker without a version": (_marker(b"{}"), f"{MARKER} is damaged"),
    "deep marker": (_marker(b"[" * 100_000), f"{MARKER} is damaged"),
    "marker of an odd version": (_marker(b'{"nsksim-world": "1\\n"}'), f"{MARKER} is damaged"),
    "marker of a true version": (_marker(b'{"nsksim-world": true}'), f"{MARKER} is damaged"),
    "marker of an odd scenario": (
        _marker(b'{"nsksim-world": 1, "scenario": ["x"]}'),
        f"{MARKER} is damaged",
    ),
    "huge number": (_marker(b'{"nsksim-world": ' + b"9" * 9999 + b"}"), f"{MARKER} is damaged"),
    "marker is a directory": (_marker_is_a_directory, f"{MARKER}: Is a directory"),
    "newer": (
        _marker(b'{"nsksim-world": 99}'),
        f"was made by another version (layout 99, this one reads {FORMAT})",
    ),
    "older": (_marker(b'{"nsksim-world": 0}'), "was made by another version (layout 0"),
    "database missing": (
        lambda world: (world / "node_BETA.duckdb").unlink(),
        "node_BETA.duckdb is missing: the copy of the world is incomplete",
    ),
    "network missing": (
        lambda world: (world / "network.duckdb").unlink(),
        "network.duckdb is missing: the copy of the world is incomplete",
    ),
    "database empty": (_database(lambda _: b""), "node_BETA.duckdb"),
    "database cut": (_database(lambda good: good[:9000]), "node_BETA.duckdb"),
    "database garbage": (_database(lambda good: os.urandom(len(good))), "node_BETA.duckdb"),
    "database cut by a byte": (_database(lambda good: good[:-1]), "when closed"),
    "database with another header": (
        _database(lambda good: b"x" * 100 + good[100:]),
        "node_BETA.duckdb is damaged: it is not a database",
    ),
    "log of another database": (
        lambda world: (world / "node_BETA.duckdb.wal").write_bytes(b"x"),
        "node_BETA.duckdb.wal does not belong there",
    ),
    "another database": (_swapped, "network.duckdb is damaged"),
    "no system": (_changed_network("DELETE FROM SYSTEM"), "network.duckdb is damaged: it has no"),
    "no clock": (_changed_network("DELETE FROM WORLD"), "network.duckdb is damaged: it has no cl"),
    "odd node": (
        _changed_network("UPDATE SYSTEM SET NODE = '../x'"),
        "its column SYSTEM.NODE cannot be read: '../x' is not a node",
    ),
    "restoring nothing": (_restoring(b""), "RESTORING is damaged: it names no snapshot"),
    "restoring from outside": (_restoring(b"../../x"), "RESTORING is damaged: it names no"),
    "restoring garbage": (_restoring(b"\xff\xfe"), "RESTORING is damaged: it names no snapshot"),
    "files are a file": (_files_is_a_file, "files/ALPHA: Not a directory"),
    "snapshots are a file": (_snapshots_is_a_file, "snapshots: File exists"),
    "link": (_link, "is a symbolic link; a world may hold none"),
    "linked folder": (_linked_folder, "is a symbolic link; a world may hold none"),
    "linked database": (_linked_database, "is a symbolic link; a world may hold none"),
    "lock": (_lock_is_a_directory, "Is a directory"),
    "scratch": (_scratch_is_a_file, "File exists"),
}


@pytest.mark.parametrize(("damage", "reason"), WRONG.values(), ids=WRONG.keys())
def test_a_directory_that_cannot_be_used_is_refused_in_one_line(directory, damage, reason):
    damage(directory)
    with pytest.raises(WorldProblem) as caught:
        World.open(directory)
    text = str(caught.value)
    assert reason in text
    assert str(directory) in text
    assert "\n" not in text


@pytest.mark.parametrize(
    ("damage", "reason"),
    [(Path.unlink, "is missing"), (lambda path: path.write_bytes(b"ha"), "is damaged")],
    ids=["missing", "cut"],
)
def test_a_content_that_was_not_copied_is_noticed_at_once(directory, damage, reason):
    with World.open(directory) as world:
        write(world, b"half of it")
        content = world.system(ALPHA).files.path(world.system(ALPHA).files.find(FILE))
    damage(content)
    with pytest.raises(WorldProblem, match=f"{content.name} {reason}"):
        World.open(directory)


def test_contents_stay_when_the_rows_are_those_of_another_world(directory):
    with World.open(directory) as world:
        write(world, b"one")
        world.snapshot("S")
        write(world, b"two")
        write(world, b"only here", name=FileName.parse(r"\ALPHA.$SYSTEM.TEST.OTHER"))
    before = tree(directory / "files")
    (directory / "SIZES").unlink()
    shutil.copyfile(directory / "snapshots/S/node_ALPHA.duckdb", directory / "node_ALPHA.duckdb")
    with pytest.raises(WorldProblem, match="is missing: the copy of the world is incomplete"):
        World.open(directory)
    assert tree(directory / "files") == before


def test_an_empty_directory_that_was_not_copied_is_made_again(directory):
    (directory / "snapshots").rmdir()
    with World.open(directory) as world:
        assert world.snapshots == []


def test_without_its_lock_file_an_open_world_is_still_refused(directory):
    holder = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(HOLDER), str(directory)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        assert holder.stdout.readline() == "open\n"
        (directory / LOCK).unlink()
        with pytest.raises(WorldProblem, match=rf"is open in another process \(pid {holder.pid}\)"):
            World.open(directory)
        holder.stdin.close()


@pytest.mark.parametrize("part", [0.1, 0.3, 0.5, 0.7])
def test_a_truncated_database_is_never_read_as_if_it_were_whole(directory, part):
    with World.open(directory) as world:
        world.system(BETA).spooler.write(1, (f"line {number}" for number in range(100_000)))
        size = len(list(world.system(BETA).spooler.lines(1)))
    _database(lambda good: good[: int(len(good) * part)])(directory)
    with pytest.raises(
        WorldProblem, match=r"node_BETA\.duckdb is damaged: it has \d+ bytes and had"
    ):
        World.open(directory)
    (directory / "SIZES").unlink()  # as after a kill: the database itself has the last word
    world = refusal = None
    try:
        world = World.open(directory)
        assert len(list(world.system(BETA).spooler.lines(1))) == size
    except (WorldProblem, StoreProblem) as problem:
        refusal = str(problem)
    finally:
        if world is not None:
            world._abandon()
    assert refusal is None or "node_BETA.duckdb" in refusal


def test_a_refused_world_is_not_changed(directory):
    (directory / "node_BETA.duckdb").write_bytes(b"x" * 9000)
    before = tree(directory)
    with pytest.raises(WorldProblem):
        World.open(directory)
    assert tree(directory) == before


def test_a_refused_world_is_not_held(directory):
    good = (directory / "node_BETA.duckdb").read_bytes()
    (directory / "node_BETA.duckdb").write_bytes(b"x" * 9000)
    with pytest.raises(WorldProblem):
        World.open(directory)
    (directory / "node_BETA.duckdb").write_bytes(good)
    World.open(directory).close()


HOLDER = """
    import sys
    from pathlib import Path
    from nsksim.world import World

    with World.open(Path(sys.argv[1])):
        print("open", flush=True)
        sys.stdin.read()
"""


def test_a_world_that_is_open_elsewhere_names_its_holder(directory, tmp_path):
    holder = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(HOLDER), str(directory)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        assert holder.stdout.readline() == "open\n"
        expected = rf"is open in another process \(pid {holder.pid}\)"
        with pytest.raises(WorldProblem, match=expected):
            World.open(directory)
        with pytest.raises(WorldProblem, match=expected):
            copy(directory, tmp_path / "copy")
        with pytest.raises(WorldProblem, match=expected):
            delete(directory)
        holder.stdin.close()
    World.open(directory).close()
    assert not (tmp_path / "copy").exists()


def test_a_world_that_is_open_here_cannot_be_opened_again(directory):
    with (
        World.open(directory),
        pytest.raises(WorldProblem, match=rf"open in another process \(pid {os.getpid()}\)"),
    ):
        World.open(directory)


def test_a_directory_that_cannot_be_written_is_refused(directory):
    nowhere = Path("/proc/nsksim/world")
    with pytest.raises(WorldProblem, match="/proc/nsksim/world: "):
        World.create(nowhere, PLANS, now=NOW)
    with pytest.raises(WorldProblem, match="cannot be copied to /proc/nsksim/world: "):
        copy(directory, nowhere)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_directory_of_somebody_else_is_refused(directory):
    directory.chmod(stat.S_IRUSR | stat.S_IXUSR)
    with pytest.raises(WorldProblem, match="Permission denied"):
        World.open(directory)


def test_nothing_outside_the_directory_can_be_written(two, tmp_path):
    for path in (tmp_path / "x.parquet", two.directory / ".." / "x.parquet"):
        with pytest.raises(duckdb.PermissionException):
            two.system(ALPHA).database.execute(f"COPY FILE TO '{path}'")
    assert list(tmp_path.iterdir()) == []
    assert {path.name for path in two.directory.parent.iterdir()} == {temporary.MARK, "world"}


# -- copied and deleted -------------------------------------------------------------------------


def test_a_copy_is_a_world_of_its_own(directory, tmp_path):
    with World.open(directory) as world:
        write(world, b"before")
        world.snapshot("S")
    copy(directory, tmp_path / "copy")
    assert tree(tmp_path / "copy") == tree(directory)
    with World.open(tmp_path / "copy") as world:
        write(world, b"after")
        assert world.snapshots == ["S"]
    with World.open(directory) as world:
        assert read(world) == b"before"


def test_a_copy_does_not_go_where_something_is(directory, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("")
    with pytest.raises(WorldProblem, match="full is not empty"):
        copy(directory, tmp_path / "full")
    with pytest.raises(WorldProblem, match="x is not empty"):
        copy(directory, tmp_path / "full" / "x")


def test_a_world_is_not_copied_into_itself(directory):
    for place in (directory / "copy", directory / "files" / "copy"):
        with pytest.raises(WorldProblem, match="is inside"):
            copy(directory, place)
    assert not (directory / "copy").exists()


def test_a_damaged_world_is_not_copied(directory, tmp_path):
    _database(lambda good: good[:-1])(directory)
    with pytest.raises(WorldProblem, match="when closed"):
        copy(directory, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_an_interrupted_copy_leaves_nothing(directory, tmp_path, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("shutil.copyfile", interrupted)
    with pytest.raises(KeyboardInterrupt):
        copy(directory, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_a_copy_that_fails_leaves_nothing(directory, tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copyfile", full)
    with pytest.raises(WorldProblem, match=r"cannot be copied to .*: .*No space left"):
        copy(directory, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()
    World.open(directory).close()


def test_a_copy_that_was_killed_is_no_world(directory, tmp_path):
    copy(directory, tmp_path / "copy")
    (tmp_path / "copy" / MARKER).unlink()  # it is written last
    with pytest.raises(WorldProblem, match="is not a world"):
        World.open(tmp_path / "copy")


def test_delete_removes_a_world(directory):
    delete(directory)
    assert not directory.exists()


def test_delete_removes_a_world_of_another_version(directory):
    (directory / MARKER).write_text(json.dumps({"nsksim-world": FORMAT + 1}), "utf-8")
    with pytest.raises(WorldProblem, match="another version"):
        World.open(directory)
    delete(directory)
    assert not directory.exists()


def test_delete_removes_nothing_else(tmp_path):
    (tmp_path / "precious").write_text("data")
    with pytest.raises(WorldProblem, match="is not a world"):
        delete(tmp_path)
    with pytest.raises(WorldProblem, match="does not exist"):
        delete(tmp_path / "none")
    assert (tmp_path / "precious").read_text() == "data"


def test_delete_does_not_follow_a_link(directory, tmp_path):
    (tmp_path / "link").symlink_to(directory)
    with pytest.raises(WorldProblem, match="is a symbolic link"):
        delete(tmp_path / "link")
    assert (directory / MARKER).exists()


def test_the_marker_says_what_the_world_was_made_of(directory):
    with World.open(directory) as world:
        world.rename("another")
    assert check_marker(directory) == {"nsksim-world": FORMAT, "scenario": "another"}
    with World.open(directory) as world:
        assert world.setting("scenario") == "another"


# -- snapshots ----------------------------------------------------------------------------------


def test_a_snapshot_brings_everything_back(two):
    write(two, b"first")
    write(two, b"remote", node=BETA)
    two.snapshot("S")
    then = two.clock.now
    write(two, b"second")
    two.system(BETA).files.purge("$SYSTEM", "TEST", ["FILE"])
    two.clock.advance(then + timedelta(days=3))
    two.network.forget(ALPHA, BETA)
    two.restore("S")
    assert (read(two), read(two, node=BETA)) == (b"first", b"remote")
    assert two.clock.now == then
    assert two.network.knows(ALPHA, BETA)


def test_a_snapshot_can_be_restored_again_and_again(two):
    write(two, b"first")
    two.snapshot("S")
    for _ in range(3):
        write(two, b"other")
        two.restore("S")
        assert read(two) == b"first"
    two.snapshot("T")
    assert two.snapshots == ["S", "T"]


def test_a_snapshot_of_the_same_name_is_replaced(two):
    write(two, b"first")
    two.snapshot("S")
    write(two, b"second")
    two.snapshot("S")
    write(two, b"third")
    two.restore("S")
    assert read(two) == b"second"
    assert two.snapshots == ["S"]


def test_a_snapshot_survives_closing(directory):
    with World.open(directory) as world:
        write(world, b"first")
        world.snapshot("S")
        write(world, b"second")
    with World.open(directory) as world:
        world.restore("S")
    with World.open(directory) as world:
        assert read(world) == b"first"


def test_an_unknown_snapshot_changes_nothing(two):
    write(two, b"x")
    with pytest.raises(KeyError, match="NONE"):
        two.restore("NONE")
    assert read(two) == b"x"


@pytest.mark.parametrize("name", ["", ".", "..", "../x", "a/b", "/etc/x", ".hidden"])
def test_a_snapshot_stays_inside_the_world(two, name):
    with pytest.raises(ValueError, match="cannot be the name of a snapshot"):
        two.snapshot(name)
    assert two.snapshots == []


def test_a_snapshot_without_room_says_so_and_keeps_the_older_one(two, monkeypatch):
    write(two, b"first")
    two.snapshot("S")
    write(two, b"second")

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("shutil.copyfile", full)
        with pytest.raises(StoreProblem, match="snapshot S: No space left"):
            two.snapshot("S")
    two.restore("S")
    assert read(two) == b"first"


def test_a_restore_without_room_is_finished_when_there_is(directory, monkeypatch):
    world = World.open(directory)
    write(world, b"first")
    world.snapshot("S")
    write(world, b"second")

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("shutil.copyfile", full)
        with pytest.raises(StoreProblem, match="snapshot S: No space left"):
            world.restore("S")
        world.close()
    with World.open(directory) as world:
        assert read(world) == b"first"


def _without_contents(kept):
    shutil.rmtree(kept / "files")


def _without_a_system(kept):
    (kept / "node_BETA.duckdb").unlink()


def _cut_off(kept):
    with (kept / "node_BETA.duckdb").open("r+b") as stream:
        stream.truncate(5000)


def _without_one_content(kept):
    next((kept / "files" / "ALPHA").iterdir()).unlink()


def _with_a_log(kept):
    (kept / "network.duckdb.wal").write_bytes(b"x")


def _altered(kept, name, *statements):
    with duckdb.connect(str(kept / f"{name}.duckdb")) as other:
        for statement in statements:
            other.execute(statement)
    (kept / "SIZES").unlink()


def _with_a_path_for_a_content(kept):
    change = "UPDATE FILE SET CONTENT = '../../../victim'"
    _altered(kept, "node_ALPHA", "ALTER TABLE FILE ALTER CONTENT TYPE VARCHAR", change)


def _of_another_world(kept):
    _altered(kept, "network", "DELETE FROM SYSTEM")


def _of_another_time(kept):
    _altered(kept, "network", "UPDATE WORLD SET VALUE = 'never'")


@pytest.mark.parametrize(
    "damage",
    [
        _without_contents,
        _without_a_system,
        _cut_off,
        shutil.rmtree,
        _without_one_content,
        _with_a_log,
        _with_a_path_for_a_content,
        _of_another_world,
        _of_another_time,
    ],
)
def test_a_damaged_snapshot_is_refused_and_the_present_stays(directory, damage):
    with World.open(directory) as world:
        write(world, b"first")
        world.snapshot("S")
        write(world, b"second")
        damage(directory / "snapshots" / "S")
        with pytest.raises((SnapshotProblem, KeyError), match="S"):
            world.restore("S")
        assert read(world) == b"second"
        assert not (directory / "RESTORING").exists()
    with World.open(directory) as world:
        assert read(world) == b"second"


def test_a_snapshot_with_a_link_is_refused(directory, tmp_path):
    with World.open(directory) as world:
        write(world, b"first")
        world.snapshot("S")
        content = next((directory / "snapshots" / "S" / "files" / "ALPHA").iterdir())
        content.rename(tmp_path / "elsewhere")
        content.symlink_to(tmp_path / "elsewhere")
        with pytest.raises(SnapshotProblem, match="is a symbolic link"):
            world.restore("S")
        assert read(world) == b"first"


# -- over Expand --------------------------------------------------------------------------------


def test_systems_are_reached_as_their_network_says(two):
    assert two.reach(ALPHA, BETA) is two.system(BETA)
    assert two.reach(ALPHA, ALPHA) is two.system(ALPHA)
    with pytest.raises(OperatorError) as caught:
        two.reach(ALPHA, r"\GAMMA", r"\GAMMA.$X")
    assert caught.value.message.number == 18
    assert r"\GAMMA.$X" in caught.value.text
    two.network.remove_line(ALPHA, BETA)
    with pytest.raises(OperatorError) as caught:
        two.reach(ALPHA, BETA)
    assert caught.value.message.number == 250


def test_a_system_that_is_known_and_connected_but_not_simulated_seems_down(two):
    two.network.learn(ALPHA, r"\GAMMA")
    two.network.set_line(ALPHA, r"\GAMMA", "UP")
    with pytest.raises(OperatorError) as caught:
        two.reach(ALPHA, r"\GAMMA")
    assert caught.value.message.number == 250


def test_an_unknown_system_is_a_mistake_of_ours(two):
    with pytest.raises(KeyError):
        two.system(r"\GAMMA")
