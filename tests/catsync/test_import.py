"""The import job: the sample run, what comes in, what is refused, and what nobody may touch."""

from collections import Counter
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from catsync_ground import BRCOM, DAILY, SECOND_STORE, SECONDARY, STORE

from catsync import exporter, importer, triggers
from catsync.area import STAGING, SUMMARY
from catsync.catalog import BackPakCatalog
from catsync.domain import Access, CatalogType, DataStore, Status, VolumeGroup
from catsync.replication import application
from catsync.replication.staging import decode_summary, encode_summary
from catsync.run import Direction, Runs, RunType
from nsksim.dsmtc import MediaDefsChange, NewTapeFile
from nsksim.errors import OperatorError
from nsksim.names import CatalogName, FileName, NodeName, PoolName, TapeFileId, TapeLabel
from nsksim.session import Session

GOLDEN = Path(__file__).parent / "golden"
SECOND_DAILY, SECOND_BRCOM = "VG_2ND_SLAB_A-DAILY", "VG_2ND_SLAB_A_BRCOM-DAILY"
TABLES = ("VOLUME", "VTOFC", "TAPEFILE", "TFTOV", "DISKFILE", "DFTOV", "BACKBOX_VOLUME")


def catalogs(ground, tables=TABLES):
    database = ground.secondary.database
    return {table: database.rows(f"SELECT * FROM {table} ORDER BY ALL") for table in tables}


def numbers(ground, group, table=0):
    """Give the numbers of a group in the first or second summary of the newest report."""
    lines = ground.report(ground.secondary)
    heads = [n for n, line in enumerate(lines) if line.startswith("IMPORT RESULT SUMMARY")]
    place = lines.index(group, heads[table])
    return list(map(int, lines[place + (3, 2)[table]].split()))


def configure(ground, **changes):
    """Change the import configuration of the sample store."""
    configuration = ground.configuration(ground.secondary)
    store = configuration.store(SECOND_STORE)
    configuration.save_store(replace(store, import_=replace(store.import_, **changes)))


def regroup(ground, group_id, **changes):
    configuration = ground.configuration(ground.secondary)
    [group] = [g for g in configuration.groups(SECOND_STORE) if g.id == group_id]
    configuration.save_group(replace(group, **changes))


def staging_file(ground, name):
    file = FileName.parse(rf"\INSIDX.$ETINET.SLABADL.{name}")
    return file, ground.secondary.files.find(file)


def overwrite(ground, name, change):
    file, found = staging_file(ground, name)
    owner = ground.secondary.users.named("SUPER.SUPER")
    content = change(ground.secondary.files.read(found)) if found else change(b"")
    ground.secondary.files.write(file, content, owner, code=STAGING)


# -- the sample run -------------------------------------------------------------------------------


def test_sample_import_equals_the_manual(exported):
    """B-23, F-06, H-06, J-08, Z-01, Z-20 to Z-22, Z-27 to Z-29.

    The report: K-01 to K-03, K-05, K-06, K-08 to K-11, K-13, K-14, K-16.
    """
    line = exported.import_(disk_files=True)
    assert line.startswith(r"CH409DR-I3286 Process \INSIDX.$X0PC started for IMPORTING the entire")
    assert exported.events(exported.secondary) == [
        rf"2022-01-05 23:00:06 \INSIDX.$X0PB ETINET.100.100 3286 {line}",
        (
            r"2022-01-05 23:00:08 \INSIDX.$X0PC ETINET.100.100 3342 CH409DR-I3342 \INSIDX.$X0PC"
            " imported FULL catalogs for data store 2ND_SLAB_A-DAILY (30 volumes processed)."
            " Report in $S.#SLABA.IMPDAYL"
        ),
    ]
    golden = (GOLDEN / "import_full.txt").read_text("utf-8").splitlines()
    report = exported.report(exported.secondary)
    assert report == golden
    assert max(map(len, report)) <= 80


def test_the_same_import_again_changes_no_tape_catalog(exported):
    """G-06, G-07, G-12, K-12."""
    exported.import_(disk_files=True)
    before = catalogs(exported)
    sources = [numbers(exported, group)[0] for group in (SECOND_DAILY, SECOND_BRCOM)]
    assert f"({sum(sources)} volumes processed)" in exported.events(exported.secondary)[-1]
    exported.import_(disk_files=True)
    assert numbers(exported, SECOND_DAILY) == [15, 0, 15, 0, 0, 0, 0]
    assert numbers(exported, SECOND_BRCOM) == [15, 0, 15, 0, 0, 0, 0]
    assert catalogs(exported) == before


def test_entries_have_the_names_of_this_side(exported):
    """C-12, C-15, G-10."""
    exported.import_()
    media = exported.world.media(exported.secondary)
    catalog, pool = CatalogName.parse(r"\INSIDX.QCVOLCAT"), PoolName("CH409DR_2ND_SLABA_DAILY")
    [volume] = media.tapevolumes.named(catalog, [TapeLabel("SAD006")], pool)
    assert (volume.status, volume.type) == ("ASSIGNED", "CART3480")
    rows = exported.secondary.database.rows(
        "SELECT DISTINCT VOLUMECATALOG, POOLNAME FROM TAPEFILE WHERE FILEID = 'SLABA-BAK11-DAILY'"
    )
    assert rows == [(r"\INSIDX.QCVOLCAT", "CH409DR_2ND_SLABA_DAILY")]


def test_media_type_is_that_of_the_group_here(exported):
    """C-10."""
    regroup(exported, SECOND_DAILY, media_type="LTO3")
    exported.import_()
    types = exported.secondary.database.rows(
        "SELECT DISTINCT POOLNAME, TYPE FROM VOLUME ORDER BY 1"
    )
    assert types[-1] == ("CH409DR_2ND_SLABA_DAILY", "LTO3")
    assert numbers(exported, SECOND_DAILY)[5] == 15


def test_backpak_records_come_over_with_absolute_times(exported):
    """G-06, K-20."""
    exported.import_()
    volume = BackPakCatalog(exported.secondary.database).find("SARD02")
    assert volume.unloaded == datetime(2022, 1, 5, 0, 2, 32)
    assert (volume.store, volume.group) == (SECOND_STORE, SECOND_BRCOM)


def test_nothing_else_is_touched(exported):
    """A-01, A-07, G-09, Q-18: neither other tapes, nor the primary side, nor any image."""
    media = exported.world.media(exported.secondary)
    catalog, pool = CatalogName.parse("QCVOLCAT"), PoolName("CH409DR_2ND_SLABA_DAILY")
    space = exported.world.search_space(exported.secondary)
    media.tapevolumes.add(catalog, pool, [TapeLabel("LOCAL1")], space)
    before = exported.secondary.database.rows("SELECT * FROM VOLUME WHERE VOLSER = 'LOCAL1'")
    primary = exported.primary.database.rows("SELECT * FROM VOLUME ORDER BY ALL")
    images = exported.secondary.database.rows("SELECT * FROM BACKBOX_IMAGE ORDER BY ALL")
    exported.import_()
    assert exported.secondary.database.rows("SELECT * FROM BACKBOX_IMAGE ORDER BY ALL") == images
    after = exported.secondary.database.rows("SELECT * FROM VOLUME WHERE VOLSER = 'LOCAL1'")
    assert after == before
    assert exported.primary.database.rows("SELECT * FROM VOLUME ORDER BY ALL") == primary


def rename(ground, store_id, **changes):
    """Give the sample store of this side another id, and its groups other fields."""
    configuration = ground.configuration(ground.secondary)
    store, groups = configuration.store(SECOND_STORE), configuration.groups(SECOND_STORE)
    configuration.delete_store(SECOND_STORE)
    configuration.save_store(replace(store, id=store_id, **changes))
    for group in groups:
        configuration.save_group(
            replace(group, id=group.primary, store=store_id, primary_id="")
            if store_id == STORE
            else replace(group, store=store_id)
        )
    ground.secondary.database.execute("UPDATE BACKBOX_VOLUME SET STORE = ?", [store_id])


def test_equal_names_need_no_mapping(exported):
    """B-06; with other names it is the sample import, and the next test."""
    rename(exported, STORE, primary_id="")
    [answer] = exported.ask(Direction.IMPORT, STORE)
    exported.settle()
    assert answer.outcome.values["store"] == STORE
    assert error_lines(exported) == []
    assert "(30 volumes processed)" in exported.events(exported.secondary)[-1]


def test_nothing_is_imported_without_a_request(exported):
    """G-02: three weeks pass, with changes at the other side."""
    change(exported, "SAD007")
    exported.wait(days=21)
    assert Runs(exported.secondary.database).latest(Direction.IMPORT, SECOND_STORE).number == 1
    assert not any("ETINET" in line for line in exported.events(exported.secondary))


# -- updates --------------------------------------------------------------------------------------


def change(ground, *labels):
    store = ground.configuration().store(STORE)
    triggers.changed(ground.world, ground.primary, store, labels)
    ground.settle()
    ground.wait(minutes=1)


def test_update_takes_what_came_since_the_last_successful_import(exported):
    """F-07, G-04, J-05, K-04, K-14, Z-04."""
    exported.import_()
    exported.wait(minutes=1)
    change(exported, "SAD007")
    line = exported.import_(RunType.UPDATE, disk_files=True)
    assert "started for IMPORTING the updates of the catalogs of data store" in line
    lines = exported.report(exported.secondary)
    assert [line[:6] for line in lines if line.startswith("SA")] == ["SAD007"]
    assert "DSM/TC disk files : insert new entries" in lines
    assert "Deletion of unreferenced volumes" not in lines
    assert "imported UPDATE catalogs" in exported.events(exported.secondary)[-1]
    exported.wait(minutes=1)
    exported.import_(RunType.UPDATE)
    assert "(0 volumes processed)" in exported.events(exported.secondary)[-1]
    overwrite(exported, "SAD003", lambda content: content)
    exported.import_(RunType.UPDATE)
    lines = exported.report(exported.secondary)
    assert [line[:6] for line in lines if line.startswith("SA")] == ["SAD003"]


def test_update_of_a_store_never_imported_takes_everything(exported):
    """Z-37."""
    exported.secondary.database.execute("DELETE FROM BACKBOX_RUN")
    exported.import_(RunType.UPDATE)
    assert "(30 volumes processed)" in exported.events(exported.secondary)[-1]


def test_failed_volume_makes_the_next_update_take_all_of_them_again(exported):
    """G-05, K-18, Z-08."""
    good = {}

    def spoil(content):
        good["content"] = content
        return content[:-1]

    overwrite(exported, "SAD003", spoil)
    exported.import_(RunType.UPDATE)
    events = exported.events(exported.secondary)
    assert "CH409DR-E9942" in events[-2]
    assert "with 1 errors" in events[-2]
    assert "(29 volumes processed)" in events[-1]
    lines = exported.report(exported.secondary)
    assert any("CH409DR-E9972 SAD003" in line for line in lines)
    closing = " ".join(lines[-6:])
    assert r"imported data store 2ND_SLAB_A-DAILY with 1 errors." in closing
    assert closing.index("CH409DR-E9942") < closing.index("CH409DR-I3342")
    overwrite(exported, "SAD003", lambda _: good["content"])
    exported.import_(RunType.UPDATE)
    assert "(30 volumes processed)" in exported.events(exported.secondary)[-1]


@pytest.mark.parametrize(
    ("spoil", "number"),
    [
        (lambda content: content[:100], 9972),
        (lambda content: content + b"x", 9973),
        (lambda content: content[:-5] + b"#####", 9975),
        (lambda content: b"not ours\n", 9970),
        (lambda content: content.replace(b"STAGING 0001", b"STAGING 0002", 1), 9971),
    ],
)
def test_bad_staging_file_is_refused_by_name_and_the_others_come_in(exported, spoil, number):
    """F-12, K-18."""
    before = exported.secondary.database.rows("SELECT * FROM VOLUME WHERE VOLSER = 'SAD006'")
    overwrite(exported, "SAD006", spoil)
    exported.import_()
    lines = exported.report(exported.secondary)
    assert any(line.startswith(f"CH409DR-E{number} SAD006") for line in lines)
    after = exported.secondary.database.rows("SELECT * FROM VOLUME WHERE VOLSER = 'SAD006'")
    assert after == before
    assert numbers(exported, SECOND_DAILY)[0] == 14


# -- deletions ------------------------------------------------------------------------------------


def forget_at_primary(ground, label):
    BackPakCatalog(ground.primary.database).remove([label])


def test_deletion_needs_a_full_export_and_a_full_import(exported):
    """E-07, F-09, G-08, Z-09, Z-10."""
    forget_at_primary(exported, "SAD00E")
    catalog = BackPakCatalog(exported.secondary.database)
    exported.wait(days=1)
    assert "SAD00E" in exported.staged()
    exported.import_()
    assert catalog.find("SAD00E") is not None
    exported.export()
    exported.wait(minutes=1)
    exported.import_(RunType.UPDATE)
    assert catalog.find("SAD00E") is not None
    exported.import_()
    assert catalog.find("SAD00E") is None
    assert exported.secondary.database.rows("SELECT 1 FROM VOLUME WHERE VOLSER = 'SAD00E'") == []
    lines = exported.report(exported.secondary)
    place = lines.index("Deletion of unreferenced volumes")
    assert lines[place + 4] == f"SAD00E {SECOND_DAILY}"
    assert numbers(exported, SECOND_DAILY) == [14, 0, 14, 1, 0, 0, 1]


def test_full_import_after_an_update_still_knows_what_was_deleted(exported):
    forget_at_primary(exported, "SAD00E")
    exported.export()
    change(exported, "SAD007")
    exported.import_()
    assert BackPakCatalog(exported.secondary.database).find("SAD00E") is None


def test_nothing_is_deleted_without_a_full_export(ground):
    """A staging area with updates only says nothing about volumes not in it (F-05, F-10)."""
    ground.primary.database.execute("DELETE FROM BACKBOX_RUN")
    change(ground, "SAD007")
    ground.import_()
    assert len(BackPakCatalog(ground.secondary.database).volumes(SECOND_STORE)) == 30


def test_purged_file_is_an_error_and_deletes_nothing(exported):
    exported.secondary.files.purge("$ETINET", "SLABADL", ["SAD003"])
    exported.import_()
    lines = exported.report(exported.secondary)
    assert any("CH409DR-E9957 Volume SAD003 is listed in the summary" in line for line in lines)
    assert BackPakCatalog(exported.secondary.database).find("SAD003") is not None


# -- disk files -----------------------------------------------------------------------------------


def test_disk_files_come_when_both_sides_say_so(ground):
    """E-29, G-33, R-06; G-28 and G-29 on the way, and G-36: staged without them, they stay.

    D-04: and the id of its key manager comes with each volume.
    """
    ground.primary.database.execute(
        "UPDATE BACKBOX_VOLUME SET KEY_MANAGER = 'ESKM1' WHERE LABEL = 'SAD003'"
    )
    ground.export(disk_files=True)
    ground.import_(disk_files=False)
    volumes = BackPakCatalog(ground.secondary.database).volumes(SECOND_STORE)
    assert [(v.label, v.key_manager) for v in volumes if v.key_manager] == [("SAD003", "ESKM1")]
    assert "DSM/TC disk files : not imported" in ground.report(ground.secondary)
    assert catalogs(ground, ["DISKFILE"])["DISKFILE"] == []
    ground.import_(disk_files=True)
    names = {row[1] for row in catalogs(ground, ["DISKFILE"])["DISKFILE"]}
    assert len(names) == 13
    assert r"\NODEP.$DATA.PAY.EMPLOYEE" in names
    assert numbers(ground, SECOND_DAILY, table=1)[3:] == [63, 0, 0]
    configure(ground, nodes=((r"\NODEP", SECONDARY),))
    ground.import_(disk_files=True)
    nodes = {row[1].split(".")[0] for row in catalogs(ground, ["DISKFILE"])["DISKFILE"]}
    assert nodes == {r"\ETINIUM", r"\INSIDX"}
    before = catalogs(ground, ["DISKFILE", "DFTOV"])
    ground.export()
    ground.import_(disk_files=True)
    assert catalogs(ground, ["DISKFILE", "DFTOV"]) == before
    assert numbers(ground, SECOND_DAILY, table=1)[3:] == [0, 0, 0]


# -- configuration --------------------------------------------------------------------------------


def error_lines(ground):
    """Give the refusals of the newest report, without the closing line that counts them."""
    found = [line for line in ground.report(ground.secondary) if line.startswith("CH409DR-E")]
    return [line for line in found if not line.startswith("CH409DR-E9942")]


def test_missing_group_is_one_error_and_the_other_group_comes_in(exported):
    """C-01, C-04, I-15, K-18, Z-12, Z-13: a completed full import, not a successful one."""
    configuration = exported.configuration(exported.secondary)
    store = configuration.store(SECOND_STORE)
    groups = configuration.groups(SECOND_STORE)
    configuration.delete_store(SECOND_STORE)
    configuration.save_store(store)
    configuration.save_group(groups[0])
    exported.import_()
    assert [store.id for store in configuration.stores()] == [SECOND_STORE]
    assert configuration.groups(SECOND_STORE) == groups[:1]
    [line] = error_lines(exported)
    assert line == (
        "CH409DR-E9950 Primary volume group VG_SLAB_A_BRCOM-DAILY has no volume group in"
    )
    assert "(15 volumes processed)" in exported.events(exported.secondary)[-1]
    latest = Runs(exported.secondary.database)
    assert latest.latest_full(Direction.IMPORT, SECOND_STORE).volumes == 15
    assert latest.last_successful_import(SECOND_STORE).volumes == 30


def same_volcat(ground):
    configuration = ground.configuration()
    [group] = [g for g in configuration.groups(STORE) if g.id == DAILY]
    configuration.save_group(replace(group, volcat=r"\INSIDX.QCVOLCAT"))


def shared(ground):
    volcat = CatalogName.parse("QCVOLCAT")
    ground.world.media(ground.secondary).defaults.alter(MediaDefsChange(volcat=volcat))


def used_by_primary(ground):
    configuration = ground.configuration(ground.secondary)
    configuration.save_store(DataStore("OWN", Access.PRIMARY))
    volcat, pool = r"\INSIDX.QCVOLCAT", "CH409DR_2ND_SLABA_DAILY"
    configuration.save_group(VolumeGroup("OWN", "OWN", CatalogType.DSM_TC, volcat, pool))


def isolated(ground):
    configure(ground, nodes=((r"\NODEP", SECONDARY),), shared_catalog=True)
    filecat = CatalogName.parse("QCFILCAT")
    ground.world.media(ground.secondary).defaults.alter(MediaDefsChange(filecat=filecat))


def no_catalog(ground):
    regroup(ground, SECOND_DAILY, filecat=r"\INSIDX.NOWHERE")


def incomplete(ground):
    """Leave the groups as they are when their store has just become SECONDARY."""
    ground.secondary.database.execute(
        "UPDATE BACKBOX_DOCUMENT SET BODY ="
        """ regexp_replace(BODY, '"(filecat|media_type)": "[^"]*"', '"\\1": ""', 'g')"""
        " WHERE KIND = 'GROUP'"
    )


def far_catalog(ground):
    regroup(ground, SECOND_DAILY, volcat=r"\ETINIUM.SLABVC", pool="SLAB_A_DAILY")


def unreachable_catalog(ground):
    far_catalog(ground)
    ground.line("DOWN")


def inconsistent(ground):
    configuration = ground.configuration()
    [group] = [g for g in configuration.groups(STORE) if g.id == DAILY]
    configuration.save_group(replace(group, type=CatalogType.TMF, volcat="", pool=""))


@pytest.mark.parametrize(
    ("obstacle", "expected"),
    [
        (same_volcat, ["9952"]),
        (shared, ["9953", "9953"]),
        (used_by_primary, ["9953", "9953"]),
        (isolated, ["9925", "9925"]),
        (no_catalog, ["9946"]),
        (incomplete, ["9921"] * 4),
        (far_catalog, ["9901"]),
        (unreachable_catalog, ["9946"]),
        (inconsistent, ["9951"]),
    ],
)
def test_wrong_groups_are_passed_over(ground, obstacle, expected):
    """C-02, C-05, C-08, C-11, C-14, G-24, G-26, G-30, Q-13, Z-32."""
    if obstacle in (same_volcat, inconsistent):
        obstacle(ground)
        ground.export()
    else:
        ground.export()
        obstacle(ground)
    before = catalogs(ground, ["VOLUME", "TAPEFILE"])
    ground.import_()
    assert [line[9:13] for line in error_lines(ground)] == expected
    after = catalogs(ground, ["VOLUME", "TAPEFILE"])

    def daily(content):
        return [row for row in content["VOLUME"] if row[2] == "CH409DR_2ND_SLABA_DAILY"]

    assert daily(after) == daily(before)
    both_refused = len(expected) > 1
    assert (after == before) is both_refused


def test_two_tape_sets_under_one_file_id_are_a_corrupt_catalog(exported):
    """Q-12: what the checkbox lets in is visible afterwards."""
    recording = exported.world.media(exported.secondary).recording
    volumes = exported.world.media(exported.secondary).tapevolumes
    filecat, volcat = CatalogName.parse("QCFILCAT"), CatalogName.parse("QCVOLCAT")
    pool, label = PoolName("LOCAL"), TapeLabel("LOC001")
    exported.world.media(exported.secondary).pools.add(volcat, pool)
    volumes.add(volcat, pool, [label], exported.world.search_space(exported.secondary))
    file_id = TapeFileId("SLABA-BAK11-DAILY")
    now = exported.world.clock.now
    recording.create(NewTapeFile(filecat, file_id, volcat, pool, now, None, generation=23), [label])
    configure(exported, shared_catalog=True)
    exported.import_()
    operator = Session(exported.world, exported.secondary.node, "SUPER.SUPER")
    lines = operator.run("MEDIACOM INFO TAPEFILE SLABA-BAK11-DAILY, FILECAT QCFILCAT").lines
    assert sum(" 23 " in line for line in lines) == 2
    assert lines[-2] == (
        "**WARNING-5973** TAPEFILE SLABA-BAK11-DAILY, GEN 23, VERSION 0 stands for 2 tape sets:"
        r" FILECAT \INSIDX.QCFILCAT is corrupt."
    )
    operator.close()


def test_a_volume_of_a_group_that_the_summary_lacks_is_not_imported(exported):
    _, file = staging_file(exported, SUMMARY)
    summary = decode_summary(exported.secondary.files.path(file), SUMMARY)
    kept = tuple(group for group in summary.groups if group.id == DAILY)
    overwrite(exported, SUMMARY, lambda _: encode_summary(replace(summary, groups=kept)))
    exported.import_()
    lines = error_lines(exported)
    assert [line[9:13] for line in lines] == ["9954"] * 15
    assert f"Volume SARD01 belongs to volume group {BRCOM}, which" in lines[0]


def test_a_store_without_a_source_is_not_imported(exported):
    configure(exported, source="")
    with pytest.raises(OperatorError) as refusal:
        exported.import_()
    assert refusal.value.message.id == "backbox.9911"


def test_checkboxes_switch_the_checks_off(ground):
    """C-11, G-24, G-26."""
    same_volcat(ground)
    ground.export()
    shared(ground)
    configure(ground, same_node_name=True, shared_catalog=True)
    ground.import_()
    assert error_lines(ground) == []


def test_group_without_tape_catalog_gets_backpak_entries_only(exported):
    """C-05, C-09."""
    regroup(exported, SECOND_DAILY, type=CatalogType.NONE, volcat="", pool="", filecat="")
    before = catalogs(exported, ["VOLUME"])
    exported.import_()
    assert numbers(exported, SECOND_DAILY) == [15, 0, 15, 0, 0, 0, 0]
    daily = [row for row in before["VOLUME"] if row[2] == "CH409DR_2ND_SLABA_DAILY"]
    assert set(daily) <= set(catalogs(exported, ["VOLUME"])["VOLUME"])


# -- labels ---------------------------------------------------------------------------------------


def search(ground, system, *nodes):
    change = MediaDefsChange(search_list=[NodeName.parse(node) for node in nodes])
    ground.world.media(system).defaults.alter(change)


def test_shared_search_list_refuses_every_volume_by_label(exported):
    """Q-02, Q-03, Q-06, Z-15."""
    for system in (exported.primary, exported.secondary):
        search(exported, system, r"\ETINIUM", r"\INSIDX")
    before = catalogs(exported)
    exported.import_()
    lines = error_lines(exported)
    assert lines[0] == (
        r"CH409DR-E9955 Volume SAD001 exists in the search space: volcat \ETINIUM.SLABVC,"
    )
    assert len(lines) == 30
    assert catalogs(exported) == before
    search(exported, exported.secondary, r"\INSIDX")
    exported.import_()
    assert error_lines(exported) == []


def test_unreachable_system_of_the_search_list_refuses_the_groups(exported):
    search(exported, exported.secondary, r"\ETINIUM", r"\INSIDX")
    exported.line("DOWN")
    exported.import_()
    assert [line[9:13] for line in error_lines(exported)] == ["9958", "9958"]


def test_label_of_another_store_of_the_domain_is_refused(exported):
    """Q-05."""
    configuration = exported.configuration(exported.secondary)
    store = configuration.store(SECOND_STORE)
    configuration.save_store(replace(store, id="OTHER"))
    exported.secondary.database.execute(
        "UPDATE BACKBOX_VOLUME SET STORE = 'OTHER' WHERE LABEL = 'SAD003'"
    )
    exported.import_()
    assert "CH409DR-E9956 Volume SAD003 belongs to data store OTHER of this domain." in (
        error_lines(exported)
    )


def test_tape_of_somebody_else_in_the_same_pool_is_not_overwritten(exported):
    exported.secondary.database.execute("DELETE FROM BACKBOX_VOLUME WHERE LABEL = 'SAD006'")
    before = exported.secondary.database.rows("SELECT * FROM VOLUME WHERE VOLSER = 'SAD006'")
    exported.import_()
    assert error_lines(exported)[0].startswith("CH409DR-E9955 Volume SAD006")
    after = exported.secondary.database.rows("SELECT * FROM VOLUME WHERE VOLSER = 'SAD006'")
    assert after == before


# -- fatal ----------------------------------------------------------------------------------------


def no_summary(ground):
    ground.secondary.files.purge("$ETINET", "SLABADL", ["SUMMARY"])


def other_store(ground):
    configuration = ground.configuration(ground.secondary)
    store = configuration.store(SECOND_STORE)
    configuration.save_store(replace(store, primary_id="ELSEWHERE"))


def no_primary_id(ground):
    configuration = ground.configuration(ground.secondary)
    store = configuration.store(SECOND_STORE)
    configuration.save_store(replace(store, primary_id=""))


def wrong_place(ground):
    configure(ground, source=r"\INSIDX.$NODISK.SLABADL")


def damaged_summary(ground):
    overwrite(ground, "SUMMARY", lambda content: content[:-2] + b"}}")


@pytest.mark.parametrize(
    ("obstacle", "expected"),
    [
        (no_summary, "holds no summary of an export"),
        (other_store, "holds the catalogs of data store SLAB_A-DAILY, not of ELSEWHERE"),
        (no_primary_id, "holds the catalogs of data store SLAB_A-DAILY, not of 2ND_SLAB_A-DAILY"),
        (wrong_place, "file-system error 14"),
        (damaged_summary, "is damaged"),
    ],
)
def test_unusable_staging_area_is_fatal_and_changes_nothing(exported, obstacle, expected):
    """B-06, B-07, G-17, I-15, Z-13, Z-36."""
    obstacle(exported)
    before = catalogs(exported)
    exported.import_()
    assert expected in exported.events(exported.secondary)[-1]
    assert catalogs(exported) == before
    latest = Runs(exported.secondary.database)
    assert latest.latest(Direction.IMPORT, SECOND_STORE).fatal
    assert latest.latest_full(Direction.IMPORT, SECOND_STORE).volumes == 30
    assert exported.report(exported.secondary)[-1].startswith("CH409DR-BB051 Process")
    assert not exported.world.busy


@pytest.mark.parametrize(
    ("access", "status", "expected"),
    [
        (Access.PRIMARY, Status.ACTIVE, "backbox.9906"),
        (Access.RESTRICTED, Status.ACTIVE, "backbox.9906"),
        (Access.SECONDARY, Status.INACTIVE, "backbox.9907"),
    ],
)
def test_only_an_active_secondary_store_is_imported(exported, access, status, expected):
    """B-22, B-24; B-42, B-43, Z-14: a page may import an inactive one, a macro not."""
    row = exported.secondary.database.value(
        "SELECT BODY FROM BACKBOX_DOCUMENT WHERE KIND = 'STORE'"
    )
    body = row.replace('"SECONDARY"', f'"{access}"').replace('"ACTIVE"', f'"{status}"')
    exported.secondary.database.execute(
        "UPDATE BACKBOX_DOCUMENT SET BODY = ? WHERE KIND = 'STORE'", [body]
    )
    with pytest.raises(OperatorError) as refusal:
        exported.import_()
    assert refusal.value.message.id == expected
    if status is Status.INACTIVE:
        assert "-I3286 " in exported.import_(from_page=True)


# -- kills ----------------------------------------------------------------------------------------


def test_parts_of_an_import_survive_a_restart(ground, monkeypatch):
    """Few disk files per part, the memory lost before each: the end is the same as undisturbed."""
    ground.export(disk_files=True)
    ground.world.snapshot("before")
    ground.import_(disk_files=True)
    undisturbed, report = catalogs(ground), ground.report(ground.secondary)
    ground.world.restore("before")
    again = type(ground)(ground.world)
    for module in (importer, application):
        monkeypatch.setattr(module, "PART_DISK_FILES", 20)
    again.ask(Direction.IMPORT, SECOND_STORE, disk_files=True)
    parts = 0
    while again.world.busy and parts < 100:
        importer._plans.clear()
        again.world.run_next()
        parts += 1
    assert parts > 6
    assert catalogs(again) == undisturbed
    assert again.report(again.secondary)[2:-2] == report[2:-2]


def test_export_that_fails_midway_leaves_usable_files(exported, monkeypatch):
    """E-35, E-36, F-12, I-15: old and new files stand side by side, each of them whole."""
    monkeypatch.setattr(exporter, "BATCH", 10)
    exported.ask(Direction.EXPORT, STORE)
    assert exported.world.run_next()
    exported.line("DOWN")
    exported.settle()
    assert "file-system error 250" in exported.events(exported.primary)[-1]
    runs = Runs(exported.primary.database)
    failed, full = (find(Direction.EXPORT, STORE) for find in (runs.latest, runs.latest_full))
    assert (failed.errors, failed.volumes) == (1, 10)
    assert (full.export_id, full.volumes) == ("2022-01-05_17:44:48", 30)
    files = exported.secondary.files.in_subvolume("$ETINET", "SLABADL")
    assert sorted(Counter(file.modified for file in files).values()) == [1, 10, 20]
    exported.import_()
    assert error_lines(exported) == []
    assert "(30 volumes processed)" in exported.events(exported.secondary)[-1]


def test_event_cut_off_before_its_commit_is_done_again(exported):
    exported.ask(Direction.IMPORT, SECOND_STORE)
    before = catalogs(exported)
    system, timer = exported.world.next_timer()

    def cut_off():
        with system.database.transaction():
            importer.step(exported.world, system, timer.values)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        cut_off()
    assert catalogs(exported) == before
    exported.settle()
    golden = (GOLDEN / "import_full.txt").read_text("utf-8").splitlines()
    report = exported.report(exported.secondary)
    assert report[6:] == golden[6:]


def test_export_during_an_import_is_due_for_the_next_one(exported):
    """G-13."""
    exported.ask(Direction.IMPORT, SECOND_STORE)
    change(exported, "SAD007")
    exported.settle()
    exported.import_(RunType.UPDATE)
    assert "(1 volumes processed)" in exported.events(exported.secondary)[-1]


def test_a_plan_from_before_a_restored_snapshot_is_not_followed(ground, monkeypatch):
    monkeypatch.setattr(importer, "PART_DISK_FILES", 40)
    ground.export(disk_files=True)
    ground.ask(Direction.IMPORT, SECOND_STORE, disk_files=True)
    ground.world.run_next()
    ground.world.run_next()
    ground.world.snapshot("MIDST")
    for _ in range(2):
        ground.world.run_next()
    ground.world.restore("MIDST")
    ground.secondary = ground.world.system(SECONDARY)
    ground.settle()
    after_going_back = catalogs(ground)
    ground.world.restore("MIDST")
    ground.secondary = ground.world.system(SECONDARY)
    ground.settle()

    assert after_going_back == catalogs(ground)
    assert len(after_going_back["DISKFILE"]) == 123
