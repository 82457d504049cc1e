"""Disk files of one system, and who may do what with them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from nsksim.errors import OperatorError
from nsksim.guardian.security import Action, Requester, permits
from nsksim.guardian.users import User
from nsksim.names import FileName, FileTemplate
from nsksim.store import StoreProblem
from nsksim.world import World
from nsksim.world_directory import copy

NOW = datetime(2022, 1, 5, 22, 44, 48)
FILE = FileName.parse(r"\ALPHA.$SYSTEM.TEST.FILE")


@pytest.fixture
def system(two):
    return two.system(r"\ALPHA")


@pytest.fixture
def files(system):
    return system.files


@pytest.fixture
def owner(system):
    return system.users.named("OPS.NIGHT")


def contents(files):
    """Give the host names of the contents there are."""
    return {path.name for path in files._directory.iterdir()}


# -- writing ------------------------------------------------------------------------------------


def test_a_written_file_is_found(files, owner):
    files.write(FILE, b"hello\nthere\n", owner, code=101)
    found = files.find(FILE)
    assert (found.code, found.eof, found.modified) == (101, 12, NOW)
    assert (found.owner_group, found.owner_user, found.security) == (40, 7, "NUNU")
    assert (found.licensed, found.compiled) == (False, "")
    assert found.local_name == "$SYSTEM.TEST.FILE"
    assert files.read(found) == b"hello\nthere\n"
    assert files.read_lines(found) == ["hello", "there"]
    assert files.path(found).read_bytes() == b"hello\nthere\n"


def test_an_empty_file_is_a_file(files, owner):
    files.write(FILE, b"", owner)
    found = files.find(FILE)
    assert (found.eof, files.read(found), files.read_lines(found)) == (0, b"", [])


def test_a_file_that_is_written_again_is_a_new_one(two, files, owner):
    files.write(FILE, b"old", owner)
    files.license(files.find(FILE), licensed=True)
    before = files.path(files.find(FILE))
    two.clock.advance(NOW + timedelta(hours=1))
    files.write(FILE, b"newer", two.system(r"\ALPHA").users.named("SUPER.SUPER"))
    found = files.find(FILE)
    assert (found.eof, found.modified) == (5, NOW + timedelta(hours=1))
    assert (found.owner_group, found.licensed) == (255, False)
    assert not before.exists()
    assert len(files.in_subvolume("$SYSTEM", "TEST")) == 1


def test_what_a_terminal_could_not_show_is_not_shown(files, owner):
    files.write(FILE, b"a\x00b\x1b[2Jc\xff\n", owner)
    assert files.read_lines(files.find(FILE)) == ["a?b?[2Jc?"]


def test_a_subvolume_is_written_whole_or_not_at_all(system, files, owner):
    files.write_subvolume("$SYSTEM", "BULK", [("A", b"old"), ("B", b"old")], owner)

    def fail():
        with system.database.transaction():
            files.write_subvolume("$SYSTEM", "BULK", [("B", b"new"), ("C", b"new")], owner)
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    found = files.in_subvolume("$SYSTEM", "BULK")
    assert [(file.name, files.read(file)) for file in found] == [("A", b"old"), ("B", b"old")]


def test_writing_nothing_does_nothing(files, owner):
    files.write_subvolume("$SYSTEM", "BULK", [], owner)
    assert files.in_subvolume("$SYSTEM", "BULK") == []


def test_many_files_at_once(files, owner):
    files.write_subvolume(
        "$SYSTEM", "BULK", ((f"F{number:05}", b"%d" % number) for number in range(500)), owner
    )
    found = files.in_subvolume("$SYSTEM", "BULK")
    assert [files.read(file) for file in found] == [b"%d" % number for number in range(500)]


def test_there_is_no_file_on_a_disk_that_does_not_exist(files, owner):
    with pytest.raises(OperatorError) as caught:
        files.write(FileName.parse(r"\ALPHA.$NONE.TEST.FILE"), b"", owner)
    assert (caught.value.message.number, caught.value.values["name"]) == (14, "$NONE")
    assert contents(files) == set()


@pytest.mark.parametrize("number", [28, 27, 122], ids=["no space", "too large", "quota"])
def test_a_full_disk_of_the_host_is_error_43(files, owner, monkeypatch, number):
    files.write(FILE, b"old", owner)
    before = contents(files)

    def full(*_):
        raise OSError(number, "no")

    with monkeypatch.context() as patch:
        patch.setattr("nsksim.guardian.files.os.fdopen", full)
        with pytest.raises(OperatorError) as caught:
            files.write(FILE, b"new", owner)
    assert caught.value.message.number == 43
    assert "$SYSTEM.TEST.FILE" in caught.value.text
    assert contents(files) == before
    assert files.read(files.find(FILE)) == b"old"


def test_other_troubles_of_the_host_are_no_refusals(files, owner, monkeypatch):
    def broken(*_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("nsksim.guardian.files.os.fdopen", broken)
    with pytest.raises(OSError, match="Input/output error"):
        files.write(FILE, b"new", owner)


# -- changing -----------------------------------------------------------------------------------


def test_purge_removes_the_named_files_and_their_contents(files, owner):
    names = ("A", "B", "C")
    files.write_subvolume("$SYSTEM", "BULK", [(name, b"x") for name in names], owner)
    files.purge("$SYSTEM", "BULK", ["A", "C", "NONE"])
    assert [file.name for file in files.in_subvolume("$SYSTEM", "BULK")] == ["B"]
    assert len(contents(files)) == 1


def test_a_purge_that_is_undone_keeps_the_contents(system, files, owner):
    files.write(FILE, b"precious", owner)

    def fail():
        with system.database.transaction():
            files.purge("$SYSTEM", "TEST", ["FILE"])
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert files.read(files.find(FILE)) == b"precious"


def test_rename_keeps_everything_but_the_name(files, owner):
    files.write(FILE, b"x", owner, code=101)
    before = files.find(FILE)
    files.rename(before, "OTHER", "NEW")
    assert files.find(FILE) is None
    after = files.find(FileName.parse(r"\ALPHA.$SYSTEM.OTHER.NEW"))
    assert (after.code, after.modified, files.read(after)) == (101, before.modified, b"x")


def test_secure_give_license_compile_and_touch(two, files, owner):
    files.write(FILE, b"x", owner)
    files.secure(files.find(FILE), "OGCA")
    files.give(files.find(FILE), two.system(r"\ALPHA").users.named("SUPER.SUPER"))
    files.license(files.find(FILE), licensed=True)
    files.touch(FILE, NOW - timedelta(days=1))
    found = files.find(FILE)
    assert (found.security, found.owner_group, found.owner_user) == ("OGCA", 255, 255)
    assert found.licensed
    assert found.modified == NOW - timedelta(days=1)
    files.compile(found, r"\ALPHA.$SYSTEM.SQL")
    found = files.find(FILE)
    assert (found.compiled, found.licensed) == (r"\ALPHA.$SYSTEM.SQL", False)  # N-07
    files.license(found, licensed=True)
    files.license(files.find(FILE), licensed=False)
    assert not files.find(FILE).licensed


# -- finding ------------------------------------------------------------------------------------

TEMPLATES = {
    "$SYSTEM.*.*": ["BULK.A1", "BULK.AB", "BULK.B", "OTHER.A1"],
    "$*.BULK.A?": ["BULK.A1", "BULK.AB"],
    "$SYSTEM.BULK.A*": ["BULK.A1", "BULK.AB"],
    "$SYSTEM.O*.*1": ["OTHER.A1"],
    "$SYSTEM.BULK.C": [],
}


@pytest.mark.parametrize(("template", "names"), TEMPLATES.items(), ids=TEMPLATES.keys())
def test_templates_find_files_in_alphabetical_order(files, owner, template, names):
    files.write_subvolume("$SYSTEM", "OTHER", [("A1", b"")], owner)
    files.write_subvolume("$SYSTEM", "BULK", [("B", b""), ("AB", b""), ("A1", b"")], owner)
    found = files.match(FileTemplate.parse(rf"\ALPHA.{template}"))
    assert [f"{file.subvolume}.{file.name}" for file in found] == names


def test_disks_and_subvolumes_are_listed(files, owner):
    assert files.disks == ["$SYSTEM"]
    files.write_subvolume("$SYSTEM", "OTHER", [("A1", b"")], owner)
    files.write_subvolume("$SYSTEM", "BULK", [("A1", b""), ("A2", b"")], owner)
    assert files.subvolumes("$SYSTEM") == ["BULK", "OTHER"]


# -- contents -----------------------------------------------------------------------------------


def test_contents_without_a_file_are_removed_when_a_world_is_opened(two_directory, tmp_path):
    copy(two_directory, tmp_path / "w")
    with World.open(tmp_path / "w") as world:
        files = world.system(r"\ALPHA").files
        files.write(FILE, b"kept", world.system(r"\ALPHA").users.named("OPS.NIGHT"))
        kept = contents(files)
        for name in ("999", "stray"):
            (files._directory / name).write_bytes(b"lost")
    with World.open(tmp_path / "w") as world:
        assert contents(world.system(r"\ALPHA").files) == kept
        assert world.system(r"\ALPHA").files.read(world.system(r"\ALPHA").files.find(FILE))


def test_a_missing_content_is_never_an_empty_file(files, owner):
    files.write(FILE, b"x", owner)
    files.path(files.find(FILE)).unlink()
    with pytest.raises(StoreProblem, match="is missing"):
        files.check_contents()


def test_a_content_is_a_number_whatever_a_row_says(files, owner):
    files.write(FILE, b"x", owner)
    with pytest.raises(ValueError, match="invalid literal"):
        files.path(replace(files.find(FILE), content="../../victim"))


# -- security (2.2) -----------------------------------------------------------------------------

OWNER, COLLEAGUE, OTHER = (40, 7), (40, 8), (50, 7)
SUPER, SUPER_GROUP = (255, 255), (255, 1)
PEOPLE = {"owner": OWNER, "colleague": COLLEAGUE, "other": OTHER, "super": SUPER}
LETTERS = "OUGCAN-"
LOCAL = {
    "owner": "OUGCAN",
    "colleague": "GCAN",
    "other": "AN",
    "super": "OUGCAN-",
}
REMOTE = {"owner": "UCN", "colleague": "CN", "other": "N", "super": "UCN"}
TABLE = [
    (letter, person, remote, letter in (REMOTE if remote else LOCAL)[person])
    for letter in LETTERS
    for person in PEOPLE
    for remote in (False, True)
]


def requester(identity, *, remote=False):
    return Requester(User("G", "U", *identity, "NUNU", "$SYSTEM.X"), remote)


@pytest.mark.parametrize(("letter", "person", "remote", "allowed"), TABLE)
@pytest.mark.parametrize("action", Action)
def test_the_letters_let_in_whom_they_should(letter, person, remote, allowed, action):
    for others in "-N":
        security = "".join(letter if other is action else others for other in Action)
        found = permits(security, action, *OWNER, requester(PEOPLE[person], remote=remote))
        assert found is allowed


def test_the_super_group_is_not_the_super_id():
    assert not permits("GOOO", Action.READ, *OWNER, requester(SUPER_GROUP))
    assert permits("AOOO", Action.READ, *OWNER, requester(SUPER_GROUP))


def test_a_security_violation_is_error_48_and_names_the_file(files, owner):
    files.write(FILE, b"x", owner)
    files.secure(files.find(FILE), "NOOO")
    files.check(files.find(FILE), Action.READ, requester(OTHER), "FILE")
    with pytest.raises(OperatorError) as caught:
        files.check(files.find(FILE), Action.PURGE, requester(OTHER), "test.file")
    assert caught.value.message.number == 48
    assert "(test.file)" in caught.value.text
