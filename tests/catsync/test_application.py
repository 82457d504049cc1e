"""What an import does to the catalogs, rule by rule."""

from __future__ import annotations

import pytest
from staging_world import START, TARGET, clear, make

from catsync import messages_staging as messages
from catsync.replication import application
from catsync.replication.application import (
    GroupActivity,
    ImportRules,
    cataloged_labels,
    inspect,
    plan,
    unreferenced,
)
from catsync.replication.comparison import Activity, TargetGroup

NOTHING = GroupActivity()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make(tmp_path_factory.mktemp("world"))


@pytest.fixture
def systems(made):
    clear(made)
    return made


def assigned(systems, label="SAD001", generation=18, disk_files=3):
    systems.volume(label, "ASSIGNED", label)
    systems.tape_file([label], generation, disk_files)


def names(systems):
    rows = systems.b.rows("SELECT DISKFILENAME FROM DISKFILE ORDER BY ALL")
    return [name for (name,) in rows]


def test_a_first_import_adds_everything_under_the_names_of_this_side(systems):
    assigned(systems)
    systems.volume("SAD002")
    systems.export()
    assert systems.run() == GroupActivity(Activity(2), Activity(1), Activity(3))
    volumes = systems.b.rows(
        "SELECT CATALOG, VOLSER, POOLNAME, TYPE, VOLUMESTATUS FROM VOLUME ORDER BY ALL"
    )
    assert volumes == [
        ("QCVOLCAT", "SAD001", "POOL_B", "LTO3", "ASSIGNED"),
        ("QCVOLCAT", "SAD002", "POOL_B", "LTO3", "SCRATCH"),
    ]
    place = ("QCFILCAT", "\\B.QCVOLCAT", "POOL_B")
    for table in ("TAPEFILE", "TFTOV", "DISKFILE", "DFTOV"):
        found = systems.b.rows(f"SELECT DISTINCT CATALOG, VOLUMECATALOG, POOLNAME FROM {table}")
        assert found == [place], table
    assert systems.b.rows("SELECT * FROM VTOFC") == [
        ("QCVOLCAT", "SAD001", "POOL_B", "\\B.QCFILCAT", 1)
    ]
    assert names(systems) == [f"\\A.$D.S.F{number}" for number in range(3)]
    assert systems.b.rows("SELECT * FROM CONFIG") == [("QCFILCAT", "BAK", 18)]


@pytest.mark.parametrize("full", [True, False])
def test_the_same_import_again_changes_nothing(systems, full):
    """G-12."""
    assigned(systems)
    systems.volume("SAD002")
    systems.export()
    systems.run(full=full)
    before = systems.dump()
    assert systems.run(full=full) == NOTHING
    assert systems.dump() == before


def test_a_difference_is_overwritten_and_counted_once(systems):
    """G-03, G-07."""
    assigned(systems)
    assigned(systems, "SAD002", 19)
    systems.export()
    systems.run()
    systems.b.execute("UPDATE VOLUME SET VOLUMESTATUS = 'BAD' WHERE VOLSER = 'SAD001'")
    systems.b.execute("UPDATE TAPEFILE SET COMMENT = 'changed' WHERE GENERATION = 19")
    systems.b.execute("UPDATE DISKFILE SET FILECODE = 7 WHERE DISKFILENAME LIKE '%F2'")
    one = Activity(updated=1)
    assert systems.run() == GroupActivity(one, one, Activity(updated=2))
    assert systems.run() == NOTHING


def test_a_volume_written_again_loses_the_tape_file_it_held(systems):
    """Also in an update: the entry of an overwritten tape file would lead a restore astray."""
    assigned(systems)
    systems.export()
    systems.run()
    for table in ("TAPEFILE", "TFTOV", "DISKFILE", "DFTOV"):
        systems.a.execute(f"DELETE FROM {table}")
    systems.tape_file(["SAD001"], 24, 2)
    systems.export()
    assert systems.run(full=False) == GroupActivity(
        Activity(), Activity(added=1, deleted=1), Activity(added=2, deleted=3)
    )
    assert systems.b.rows("SELECT DISTINCT GENERATION FROM DISKFILE") == [(24,)]
    assert len(systems.b.rows("SELECT * FROM DFTOV")) == 2


def test_an_expired_volume_becomes_scratch(systems):
    assigned(systems)
    systems.export()
    systems.run()
    for table in ("TAPEFILE", "TFTOV", "VTOFC", "DISKFILE", "DFTOV", "VOLUME"):
        systems.a.execute(f"DELETE FROM {table}")
    systems.volume("SAD001")
    systems.export()
    deleted = Activity(deleted=1)
    assert systems.run(full=False) == GroupActivity(
        Activity(updated=1), deleted, Activity(deleted=3)
    )
    assert all(
        not systems.dump()[table] for table in ("TAPEFILE", "TFTOV", "VTOFC", "DISKFILE", "DFTOV")
    )


def test_a_higher_generation_counter_stays(systems):
    assigned(systems)
    systems.write("CONFIG", "CATALOG, FILEID, LASTGENERATION", [("QCFILCAT", "BAK", 40)], at="b")
    systems.export()
    systems.run()
    assert systems.b.rows("SELECT * FROM CONFIG") == [("QCFILCAT", "BAK", 40)]


# -- what is deleted ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("full", "listed", "expected"),
    [
        (True, ["SAD001"], ["SAD002"]),
        (True, ["SAD001", "SAD002"], []),
        (True, None, []),
        (False, ["SAD001"], []),
    ],
)
def test_only_a_full_import_with_a_full_summary_deletes_volumes(full, listed, expected):
    """G-08, F-10."""
    known = {"SAD001": "VG_B", "SAD002": "VG_B"}
    assert unreferenced(known, listed, ImportRules(full=full, disk_files=True)) == expected


def test_a_deleted_volume_goes_with_all_it_held(systems):
    assigned(systems)
    assigned(systems, "SAD002", 19)
    systems.export()
    systems.run()
    del systems.staged["SAD002"]
    one = Activity(deleted=1)
    assert systems.run(disk_files=False, deletions=["SAD002"]) == GroupActivity(
        one, one, Activity(deleted=3)
    )
    dump = systems.dump()
    assert [len(dump[t]) for t in ("VOLUME", "TAPEFILE", "TFTOV", "VTOFC")] == [1, 1, 1, 1]
    assert len(dump["DISKFILE"]) == len(dump["DFTOV"]) == 3


def test_what_is_not_of_the_store_is_never_touched(systems):
    """A-10, G-09: another pool, another catalog, an unknown volume in the same pool."""
    assigned(systems)
    systems.export()
    for pool, volcat, label in (
        ("OTHER", "QCVOLCAT", "SAD001"),
        ("POOL_B", "LOCALVC", "SAD001"),
        ("POOL_B", "QCVOLCAT", "LOC001"),
    ):
        filecat = "QCFILCAT" if volcat == "QCVOLCAT" else "LOCALFC"
        systems.write(
            "VOLUME",
            "CATALOG, VOLSER, POOLNAME, LABEL, TYPE, VOLSETID",
            [(volcat, label, pool, "BACKUP", "LTO1", label)],
            at="b",
        )
        place = (filecat, f"\\B.{volcat}", pool, label)
        columns = "CATALOG, VOLUMECATALOG, POOLNAME, VOLSETID, FILEID, GENERATION"
        systems.write("TAPEFILE", f"{columns}, CREATIONDATE", [(*place, "BAK", 18, START)], at="b")
        systems.write("TFTOV", f"{columns}, VOLSER", [(*place, "BAK", 18, label)], at="b")
        systems.write(
            "DISKFILE",
            f"{columns}, DISKFILENAME, TIMEDUMPED, LASTMODTIME",
            [(*place, "BAK", 18, "\\A.$D.S.F0", START, START)],
            at="b",
        )
    before = systems.dump()
    systems.run()
    after = systems.dump()
    for table in ("VOLUME", "TAPEFILE", "TFTOV", "DISKFILE"):
        assert set(before[table]) < set(after[table]), table
    systems.run(deletions=["SAD001"], labels=[])
    assert {t: systems.dump()[t] for t in before if t != "CONFIG"} == {
        t: before[t] for t in before if t != "CONFIG"
    }


# -- disk files -----------------------------------------------------------------------------------


def test_a_full_import_deletes_obsolete_disk_files_and_an_update_does_not(systems):
    """G-34, G-35."""
    assigned(systems)
    systems.export()
    systems.run()
    systems.a.execute("DELETE FROM DISKFILE WHERE DISKFILENAME LIKE '%F0'")
    systems.a.execute("DELETE FROM DFTOV WHERE DISKFILENAME LIKE '%F0'")
    systems.disk_file("\\A.$D.S.NEW", 1, "SAD001", "SAD001", 18, "BAK")
    systems.export()
    assert systems.run(full=False).disk_files == Activity(added=1)
    assert len(names(systems)) == 4
    assert systems.run().disk_files == Activity(deleted=1)
    assert names(systems) == ["\\A.$D.S.F1", "\\A.$D.S.F2", "\\A.$D.S.NEW"]
    assert len(systems.b.rows("SELECT * FROM DFTOV")) == 3


@pytest.mark.parametrize(
    ("exported", "imported"), [(False, True), (True, False)], ids=["G-36", "G-37"]
)
def test_disk_files_that_were_not_exported_or_not_asked_for_stay(systems, exported, imported):
    assigned(systems)
    systems.export()
    systems.run()
    systems.a.execute("DELETE FROM DISKFILE")
    systems.a.execute("DELETE FROM DFTOV")
    systems.export(disk_files=exported)
    assert systems.run(disk_files=imported) == NOTHING
    assert len(names(systems)) == 3


def test_disk_files_staged_as_none_become_obsolete(systems):
    assigned(systems)
    systems.export()
    systems.run()
    systems.a.execute("DELETE FROM DISKFILE")
    systems.a.execute("DELETE FROM DFTOV")
    systems.export()
    assert systems.run().disk_files == Activity(deleted=3)


@pytest.mark.parametrize(
    ("nodes", "expected"),
    [
        ({}, ["\\A.$D.S.F", "\\NODEP.$D.S.F"]),
        ({"\\NODEP": "\\B"}, ["\\A.$D.S.F", "\\B.$D.S.F"]),
        ({"\\A": "\\NODEP", "\\NODEP": "\\A"}, ["\\A.$D.S.F", "\\NODEP.$D.S.F"]),
        ({"\\A": "\\NODEP", "\\NODEP": "\\C"}, ["\\C.$D.S.F", "\\NODEP.$D.S.F"]),
        ({"\\A": "\\NODEP"}, ["\\NODEP.$D.S.F", "\\NODEP.$D.S.F"]),
        ({"\\NODE": "\\X"}, ["\\A.$D.S.F", "\\NODEP.$D.S.F"]),
    ],
    ids=["none", "one", "swap", "no chain", "two become one name", "whole names only"],
)
def test_nodes_are_replaced_in_one_pass(systems, nodes, expected):
    """G-28, G-29, G-32; R-08: nothing else changes."""
    systems.volume("SAD001", "ASSIGNED", "SAD001")
    systems.tape_file(["SAD001"], 18, {"\\A.$D.S.F": 1, "\\NODEP.$D.S.F": 2})
    systems.export()
    assert systems.run(nodes=nodes).disk_files == Activity(added=2)
    assert names(systems) == expected
    assert systems.run(nodes=nodes) == NOTHING
    systems.b.execute("DELETE FROM DISKFILE WHERE FILECODE = 1")
    assert systems.run(nodes=nodes).disk_files.added == 1
    assert systems.run(nodes=nodes) == NOTHING


def test_a_replacement_configured_later_is_applied_by_the_next_full_import(systems):
    """Scenario 26."""
    assigned(systems)
    systems.export()
    systems.run()
    renamed = {"\\A": "\\NODEB"}
    assert systems.run(nodes=renamed).disk_files == Activity(added=3, deleted=3)
    assert names(systems) == [f"\\NODEB.$D.S.F{number}" for number in range(3)]
    assert systems.run(nodes=renamed) == NOTHING


def test_another_version_of_duckdb_makes_the_import_read_the_rows(systems, monkeypatch):
    assigned(systems)
    systems.export()
    systems.run()
    content = systems.staged["SAD001"].read_bytes()
    version = systems.b.value("SELECT version()")
    assert f'"engine":"{version}"'.encode() in content
    # As large imports do, compare in advance what fits into one part.
    monkeypatch.setattr(application, "PART_VOLUMES", 0)

    def other(part):
        return part and part.__class__(part.rows, part.steady, None)

    good, _ = inspect([("SAD001", systems.staged["SAD001"])])
    plain = [
        v.__class__(
            *(getattr(v, name) for name in ("label", "group", "mark", "record", "entries")),
            {name: other(part) for name, part in v.bulk.items()},
            v.container,
        )
        for v in good
    ]
    rules = ImportRules(full=True, disk_files=True)
    assert plan(systems.b, [TARGET], good, rules, scratch=systems.scratch).done
    assert not plan(systems.b, [TARGET], plain, rules, scratch=systems.scratch).done


# -- volume sets of several volumes ----------------------------------------------------------------


def two_volumes(systems):
    for label in ("SAD001", "SAD002"):
        systems.volume(label, "ASSIGNED", "SAD001")
    systems.tape_file(["SAD001", "SAD002"], 18, 7)


def test_a_set_of_two_volumes_arrives_whole_and_once(systems):
    two_volumes(systems)
    systems.export()
    assert systems.run() == GroupActivity(Activity(2), Activity(1), Activity(7))
    assert systems.run() == NOTHING
    assert len(systems.b.rows("SELECT * FROM TFTOV")) == 2


def test_the_second_volume_may_arrive_later(systems):
    two_volumes(systems)
    systems.export()
    systems.run(labels=["SAD001"])
    assert len(names(systems)) == 4
    assert systems.run(labels=["SAD002"], full=False) == GroupActivity(
        Activity(1), Activity(updated=1), Activity(3)
    )
    assert len(systems.b.rows("SELECT * FROM TFTOV")) == 2
    assert systems.run() == NOTHING


def test_the_newer_export_of_a_shared_entry_is_right(systems):
    two_volumes(systems)
    systems.export()
    systems.a.execute("UPDATE TAPEFILE SET COMMENT = 'newer'")
    systems.export(["SAD001"])
    systems.run()
    assert systems.b.value("SELECT COMMENT FROM TAPEFILE") == "newer"
    assert systems.run() == NOTHING


def test_disk_files_of_a_volume_that_was_not_staged_are_not_obsolete(systems):
    two_volumes(systems)
    systems.export()
    systems.run()
    assert systems.run(labels=["SAD001"]) == NOTHING
    assert len(names(systems)) == 7


def test_a_tape_file_stays_while_one_of_its_volumes_has_it(systems):
    two_volumes(systems)
    systems.export()
    systems.run()
    systems.run(labels=[], deletions=["SAD001"])
    assert len(systems.b.rows("SELECT * FROM TAPEFILE")) == 1
    systems.run(labels=[], deletions=["SAD002"])
    assert systems.b.rows("SELECT * FROM TAPEFILE") == []
    assert names(systems) == []


# -- transactions and parts -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sizes", "most", "commits"),
    [((45,), 20, 3), ((40,), 20, 2), ((10, 10, 10), 20, 3), ((), 20, 1), ((45,), 100, 1)],
)
def test_a_commit_for_each_tape_file_and_each_full_count(systems, sizes, most, commits):
    """G-20, on a smaller scale."""
    systems.volume("SAD001", "ASSIGNED", "SAD001")
    for generation, size in enumerate(sizes, 1):
        systems.tape_file(["SAD001"], generation, size)
    systems.export()
    assert sum(step.commits for step in systems.steps(disk_files_max=most)) == commits


@pytest.mark.parametrize(("killed_after", "present"), [(0, 0), (1, 20), (2, 40), (3, 45)])
def test_a_kill_between_commits_leaves_what_was_committed(systems, killed_after, present):
    """G-23: and the next import completes it."""
    assigned(systems, disk_files=45)
    systems.export()
    steps = systems.steps(disk_files_max=20, part=20, most=killed_after)
    assert [step.commits for step in steps] == [1] * killed_after
    assert len(names(systems)) == present
    assert len(systems.b.rows("SELECT * FROM DFTOV")) == present
    rest = systems.run(disk_files_max=20, part=20)
    assert rest.disk_files == Activity(added=45 - present)
    assert len(names(systems)) == 45
    assert systems.run() == NOTHING


def test_a_part_joins_the_transaction_of_its_caller(systems):
    assigned(systems)
    systems.export()
    before = systems.dump()

    def killed():
        with systems.b.transaction():
            systems.run()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        killed()
    assert systems.dump() == before
    assert systems.run().volumes == Activity(added=1)


def test_a_broken_file_is_set_aside_and_the_others_are_good(systems):
    assigned(systems)
    systems.volume("SAD002")
    systems.export()
    systems.staged["SAD001"].write_bytes(systems.staged["SAD001"].read_bytes()[:-1])
    good, refused = inspect(sorted(systems.staged.items()))
    assert [volume.label for volume in good] == ["SAD002"]
    assert [(label, e.message) for label, e in refused] == [("SAD001", messages.TRUNCATED)]


def test_the_caller_can_ask_which_labels_are_cataloged(systems):
    systems.volume("SAD001")
    systems.export()
    assert cataloged_labels(systems.b, TARGET, ["SAD001", "SAD002"]) == frozenset()
    systems.run()
    assert cataloged_labels(systems.b, TARGET, ["SAD001", "SAD002"]) == {"SAD001"}


def test_a_group_without_catalog_has_nothing_to_apply(systems):
    """C-07, C-09."""
    assigned(systems)
    systems.export()
    good, _ = inspect(systems.staged.items())
    group = TargetGroup("VG_B", "VG_A")
    rules = ImportRules(full=True, disk_files=True)
    assert plan(systems.b, [group], good, rules, scratch=systems.scratch).done
