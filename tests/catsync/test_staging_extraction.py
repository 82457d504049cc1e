"""What an export puts into the staging files, and that equal catalogs give equal bytes."""

from __future__ import annotations

import json
from datetime import timedelta
from importlib.resources import files

import pytest
from staging_world import SOURCE, START, clear, make

from catsync.replication import extraction
from catsync.replication.extraction import SourceVolume, extract
from catsync.replication.staging import CatalogStatus, ExportMark, SourceGroup, decode_volume
from catsync.replication.tables import BULK, SMALL, STEADY


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make(tmp_path_factory.mktemp("world"))


@pytest.fixture
def systems(made):
    clear(made)
    return made


def staged(systems, label):
    return decode_volume(systems.staged[label], label)


def test_the_columns_are_those_of_the_catalogs():
    """One fact in two places: the lists here and the schema of nsksim.dsmtc."""
    schema = files("nsksim.dsmtc").joinpath("schema.sql").read_text("utf-8")
    for table in (*SMALL, *BULK):
        body = schema.split(f"CREATE TABLE {table.name} (")[1].split(");")[0]
        declared = [tuple(line.split()[:2]) for line in body.strip().splitlines()]
        assert [(n, t.rstrip(",")) for n, t in declared] == list(table.types.items()), table.name
        assert set(table.key) <= set(table.staged)
        assert set().union(*STEADY.get(table.name, ())) <= set(table.staged)


def test_a_scratch_volume_carries_its_record_and_its_entry(systems):
    systems.volume("SAD001")
    (extracted,) = systems.export()
    found = staged(systems, "SAD001")
    assert found.record == {"key": "SAD001"}
    assert extracted.status == found.status == CatalogStatus("SCRATCH")
    assert [len(found.entries[table.name]) for table in SMALL] == [1, 0, 0, 0]
    assert {name: part.rows for name, part in found.bulk.items()} == {"DISKFILE": 0, "DFTOV": 0}


def test_an_assigned_volume_carries_tape_file_and_disk_files(systems):
    """E-12."""
    systems.volume("SAD001", "ASSIGNED", "SAD001")
    systems.tape_file(["SAD001"], 18, 12)
    (extracted,) = systems.export()
    found = staged(systems, "SAD001")
    assert extracted.status == CatalogStatus("ASSIGNED", "BAK", 18)
    assert extracted.disk_files == 12
    assert [len(found.entries[table.name]) for table in SMALL] == [1, 1, 1, 1]
    assert {name: part.rows for name, part in found.bulk.items()} == {"DISKFILE": 12, "DFTOV": 12}


def test_without_disk_files_the_file_says_so(systems):
    """Staged without disk files is another thing than staged with none (G-36)."""
    systems.volume("SAD001", "ASSIGNED", "SAD001")
    systems.tape_file(["SAD001"], 18, 12)
    (extracted,) = systems.export(disk_files=False)
    assert extracted.disk_files == 0
    assert staged(systems, "SAD001").bulk is None


def test_the_status_names_the_first_valid_tape_file(systems):
    systems.volume("SAD001", "ASSIGNED", "SAD001")
    systems.tape_file(["SAD001"], 18)
    systems.tape_file(["SAD001"], 19)
    systems.a.execute("UPDATE TFTOV SET FILESEQUENCE = 2 WHERE GENERATION = 19")
    assert systems.export()[0].status.generation == 18
    systems.a.execute("UPDATE TAPEFILE SET TAPEFILESTATUS = 'INVALID' WHERE GENERATION = 18")
    assert systems.export()[0].status.generation == 19


def test_only_the_volcat_and_pool_of_the_group_are_read(systems):
    """E-13: an entry of the same label elsewhere stays where it is."""
    systems.volume("SAD001")
    systems.a.execute("UPDATE VOLUME SET POOLNAME = 'OTHER'")
    (extracted,) = systems.export(["SAD001"])
    assert extracted.status == CatalogStatus(None)
    assert not staged(systems, "SAD001").cataloged


def test_a_group_without_catalog_carries_records_only(systems):
    systems.volume("SAD001", "ASSIGNED", "SAD001")
    (found,) = extract(
        systems.a,
        [SourceGroup("N", "NONE")],
        [SourceVolume("SAD001", "N", {"state": "IDLE"})],
        ExportMark("1", "2022-01-05 22:44:48.000000"),
        disk_files=True,
        scratch=systems.scratch,
    )
    assert found.status == CatalogStatus(None)
    assert json.loads(found.content.split(b"\n", 2)[1])["record"] == {"state": "IDLE"}


def test_a_volume_of_a_larger_set_carries_what_stands_on_it(systems):
    for label in ("SAD001", "SAD002"):
        systems.volume(label, "ASSIGNED", "SAD001")
    systems.tape_file(["SAD001", "SAD002"], 18, 11)
    assert [volume.disk_files for volume in systems.export()] == [6, 5]
    for label in ("SAD001", "SAD002"):
        assert [len(staged(systems, label).entries[table.name]) for table in SMALL] == [1, 1, 1, 1]


def test_a_disk_file_on_two_volumes_goes_with_both_and_one_on_none_with_the_first(systems):
    for label in ("SAD001", "SAD002"):
        systems.volume(label, "ASSIGNED", "SAD001")
    systems.tape_file(["SAD001", "SAD002"], 18, {"\\A.$D.S.BOTH": 1, "\\A.$D.S.NONE": 2})
    systems.a.execute("DELETE FROM DFTOV")
    for label in ("SAD001", "SAD002"):
        systems.a.execute(
            "INSERT INTO DFTOV (CATALOG, DISKFILENAME, TIMEDUMPED, VOLSER, VOLUMECATALOG, POOLNAME,"
            " VOLSETID) SELECT CATALOG, DISKFILENAME, TIMEDUMPED, ?, VOLUMECATALOG, POOLNAME,"
            " VOLSETID FROM DISKFILE WHERE FILECODE = 1",
            [label],
        )
    assert [volume.disk_files for volume in systems.export()] == [2, 1]


def fill(systems, order="i"):
    """Twelve volumes of 200 disk files, written in an order given in SQL."""
    labels = [f"SAD{number:03d}" for number in range(12)]
    for number, label in enumerate(labels):
        systems.volume(label, "ASSIGNED", label)
        systems.tape_file([label], number + 1)
    dumped = START + timedelta(hours=1)
    systems.a.execute(
        "INSERT INTO DISKFILE (CATALOG, DISKFILENAME, TIMEDUMPED, FILEID, GENERATION, FILECODE,"
        " LASTMODTIME, VOLSETID, POOLNAME, VOLUMECATALOG) SELECT 'SLABFC',"
        " '\\A.$D.S' || (i // 12) || '.F', ?, 'BAK', i % 12 + 1, i % 800, ?,"
        " printf('SAD%03d', i % 12), 'POOL_A', '\\A.SLABVC' FROM range(2400) r(i)"
        f" ORDER BY {order}",
        [dumped, START],
    )
    systems.a.execute(
        "INSERT INTO DFTOV (CATALOG, DISKFILENAME, TIMEDUMPED, VOLSER, VOLUMECATALOG, POOLNAME,"
        " VOLSETID) SELECT CATALOG, DISKFILENAME, TIMEDUMPED, VOLSETID, VOLUMECATALOG, POOLNAME,"
        " VOLSETID FROM DISKFILE"
    )
    return labels


def contents(systems):
    mark = ExportMark("1", "2022-01-05 22:44:48.000000")
    volumes = [SourceVolume(label, "VG_A", {}) for label in systems.labels()]
    found = extract(systems.a, [SOURCE], volumes, mark, disk_files=True, scratch=systems.scratch)
    return [(volume.label, volume.content) for volume in found]


def test_two_exports_of_one_state_have_the_same_bytes_in_the_same_order(systems):
    """F-08."""
    labels = fill(systems)
    first = contents(systems)
    assert [label for label, _ in first] == labels
    assert all(contents(systems) == first for _ in range(3))


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_the_number_of_workers_does_not_show_in_the_bytes(systems, monkeypatch, workers):
    fill(systems)
    first = contents(systems)
    monkeypatch.setattr(extraction, "WORKERS", workers)
    assert contents(systems) == first


def test_a_large_volume_has_the_same_bytes_each_time(systems):
    """More rows than one Parquet row group, which DuckDB writes with several threads."""
    systems.volume("SAD001", "ASSIGNED", "SAD001")
    systems.tape_file(["SAD001"], 1)
    systems.a.execute(
        "INSERT INTO DISKFILE (CATALOG, DISKFILENAME, TIMEDUMPED, FILEID, GENERATION, LASTMODTIME,"
        " VOLSETID, POOLNAME, VOLUMECATALOG, FILECODE) SELECT 'SLABFC', '\\A.$D.S.F' || i, ?,"
        " 'BAK', 1, ?, 'SAD001', 'POOL_A', '\\A.SLABVC', i % 1000 FROM range(400_000) r(i)",
        [START, START],
    )
    first = contents(systems)
    assert all(contents(systems) == first for _ in range(2))


def test_volumes_that_lie_scattered_are_gathered_first(systems, monkeypatch):
    """Whatever the order of the rows in the table, each file holds the rows of its volume."""
    monkeypatch.setattr(extraction, "_SCATTERED", 5)
    monkeypatch.setattr(extraction, "_CHUNK_ROWS", 700)
    fill(systems)
    gathered = []
    whole = extraction._extract
    monkeypatch.setattr(
        extraction, "_extract", lambda *args: gathered.append(args[1].gathered) or whole(*args)
    )
    assert [volume.disk_files for volume in systems.export()] == [200] * 12
    assert gathered == [True] * 4, "chunks of three volumes"
    assert systems.run().disk_files.added == 2400
    assert systems.run().disk_files.added == 0


def test_extraction_leaves_no_scratch_behind_even_when_abandoned(systems):
    fill(systems)
    found = extract(
        systems.a,
        [SOURCE],
        [SourceVolume(label, "VG_A", {}) for label in systems.labels()],
        ExportMark("1", "2022-01-05 22:44:48.000000"),
        disk_files=True,
        scratch=systems.scratch,
    )
    next(found)
    found.close()
    assert list(systems.scratch.iterdir()) == []
