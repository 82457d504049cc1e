"""What must never cost a volume: a staging area that is not whole, and work that fails half-way."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import pytest
from catsync_ground import SECOND_STORE, STORE, Ground

from catsync import exporter, importer, triggers
from catsync.catalog import BackPakCatalog
from catsync.run import Direction, Runs, RunType
from nsksim.world import World
from nsksim.world_directory import copy

TABLES = ("VOLUME", "TAPEFILE", "TFTOV", "VTOFC", "DISKFILE", "DFTOV", "BACKBOX_VOLUME")


def catalogs(ground):
    database = ground.secondary.database
    return {table: database.rows(f"SELECT * FROM {table} ORDER BY ALL") for table in TABLES}


def labels(ground):
    return {
        volume.label for volume in BackPakCatalog(ground.secondary.database).volumes(SECOND_STORE)
    }


def purge(ground, *names):
    ground.secondary.files.purge("$ETINET", "SLABADL", names or ground.staged())


def change(ground, label):
    store = ground.configuration().store(STORE)
    triggers.changed(ground.world, ground.primary, store, [label])
    ground.settle()


# -- what a full import may delete ----------------------------------------------------------------


def test_full_import_from_an_area_that_has_only_updates_deletes_nothing(ground):
    """F-10: no full export has written there, whatever a scenario says of the past."""
    change(ground, "SAD007")
    before = catalogs(ground)
    ground.import_(disk_files=True)
    after = catalogs(ground)
    assert len(after["VOLUME"]) == len(before["VOLUME"])
    assert len(labels(ground)) == 30
    [said] = [line for line in ground.report(ground.secondary) if "W9947" in line]
    assert said.startswith("CH409DR-W9947 No full export of data store SLAB_A-DAILY is known in")


def test_full_import_after_the_area_was_cleared_deletes_nothing(exported):
    """F-10, F-13: the update that came afterwards does not know what else there is."""
    exported.import_()
    purge(exported)
    change(exported, "SAD007")
    exported.import_()
    assert len(labels(exported)) == 30
    assert any("W9947" in line for line in exported.report(exported.secondary))


def test_update_carries_the_list_of_the_last_full_export_on(exported):
    """Z-09: a deletion needs a full export and a full import, with updates in between or not."""
    exported.import_()
    BackPakCatalog(exported.primary.database).remove(["SAD00F"])
    exported.wait(minutes=1)
    exported.export()
    change(exported, "SAD007")
    exported.import_()
    assert labels(exported) == {f"SAD00{n:X}" for n in range(1, 15)} | {
        label for label in labels(exported) if label.startswith("SARD")
    }
    assert len(labels(exported)) == 29


@pytest.mark.parametrize("moment", ["while it runs", "afterwards"])
def test_file_that_vanishes_is_an_error_and_its_volume_stays(ground, moment):
    """F-02, E9957."""
    ground.ask(Direction.EXPORT, STORE)
    if moment == "while it runs":
        ground.wait(seconds=1)
        purge(ground, "SAD003", "SAD004")
    ground.settle()
    if moment == "afterwards":
        purge(ground, "SAD003", "SAD004")
    ground.import_()
    missing = [line for line in ground.report(ground.secondary) if "E9957" in line]
    assert [line.split()[2] for line in missing] == ["SAD003", "SAD004"]
    assert len(labels(ground)) == 30


def test_two_stores_with_one_destination_do_not_purge_each_other(ground):
    """F-01: the one that ends last finds the summary of the other, and gives up."""
    configuration = ground.configuration()
    store = configuration.store(STORE)
    configuration.save_store(replace(store, id="OTHER", replica=""))
    ground.ask(Direction.EXPORT, STORE)
    ground.ask(Direction.EXPORT, "OTHER")
    ground.settle()
    assert len(ground.staged()) == 31
    said = ground.events(ground.primary)
    assert sum("exported FULL catalogs for data store SLAB_A-DAILY" in line for line in said) == 1
    assert "holds the catalogs of data store SLAB_A-DAILY, not of OTHER" in said[-1]


# -- work that fails half-way ---------------------------------------------------------------------


class _FailingCommit:
    """A cursor whose n-th COMMIT fails as on a full disk: rolled back, and said by DuckDB."""

    def __init__(self, cursor, number):
        self._cursor = cursor
        self._left = number

    def __getattr__(self, name):
        return getattr(self._cursor, name)

    def execute(self, sql, *parameters):
        if sql == "COMMIT":
            self._left -= 1
            if self._left == 0:
                self._cursor.execute("ROLLBACK")
                raise duckdb.TransactionException("Failed to commit: No space left on device")
        return self._cursor.execute(sql, *parameters)


@pytest.fixture(scope="module")
def many_parts(exported_directory, tmp_path_factory):
    """Keep a world with disk files exported, and the catalogs after an undisturbed import."""
    directory = tmp_path_factory.mktemp("losses") / "world"
    copy(exported_directory, directory)
    with World.open(directory) as world:
        Ground(world).export(disk_files=True)
    with World.copied(directory) as world:
        ground = Ground(world)
        ground.import_(disk_files=True)
        return directory, catalogs(ground)


@pytest.mark.parametrize("number", [3])
def test_commit_that_fails_in_an_import_loses_nothing(many_parts, number, monkeypatch):
    directory, undisturbed = many_parts
    monkeypatch.setattr(importer, "PART_DISK_FILES", 20)
    with World.copied(directory) as world:
        ground = Ground(world)
        ground.ask(Direction.IMPORT, SECOND_STORE, disk_files=True)
        database = ground.secondary.database
        real = database._cursor
        monkeypatch.setattr(database, "_cursor", _FailingCommit(real, number))
        ground.settle()
        monkeypatch.setattr(database, "_cursor", real)
        assert Runs(database).running(SECOND_STORE) is None
        assert "No space left" in ground.events(ground.secondary)[-1]
        ground.import_(disk_files=True)
        assert catalogs(ground) == undisturbed


@pytest.mark.parametrize(("direction", "module", "name"), [
    (Direction.EXPORT, exporter, "extract"),
    (Direction.IMPORT, importer, "apply_next"),
])  # fmt: skip
def test_error_of_the_database_ends_the_run_and_not_the_world(
    exported, monkeypatch, direction, module, name
):
    """The transaction is aborted by DuckDB itself; report and event are written all the same."""

    def failing(database, *_, **__):
        missing = exported.world.scratch / "missing.parquet"
        database.execute("SELECT * FROM read_parquet(?)", [str(missing)])

    system = exported.primary if direction is Direction.EXPORT else exported.secondary
    store = STORE if direction is Direction.EXPORT else SECOND_STORE
    with monkeypatch.context() as patch:
        patch.setattr(module, name, failing)
        exported.ask(direction, store)
        exported.settle()
    assert Runs(system.database).running(store) is None
    assert [job.state for job in system.spooler.jobs()][-1] == "READY"
    assert "failed to" in exported.events(system)[-1]
    exported.ask(direction, store, RunType.FULL)
    exported.settle()
    assert "FULL catalogs for data store" in exported.events(system)[-1]
