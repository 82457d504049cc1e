"""The export job: the sample run, its refusals, failures and what the extractors make of them."""

from dataclasses import replace
from pathlib import Path

import pytest
from catsync_ground import BRCOM, DAILY, PRIMARY, SECOND_STORE, SECONDARY, STORE

from catsync import exporter, triggers
from catsync.catalog import BackPakCatalog
from catsync.domain import Status
from catsync.run import Direction, Runs, RunType
from nsksim.errors import OperatorError
from nsksim.guardian.files import DiskFiles
from nsksim.messages import file_system
from nsksim.names import FileName, NodeName

GOLDEN = Path(__file__).parent / "golden"


# -- the sample run -------------------------------------------------------------------------------


def test_sample_export_equals_the_manual(ground):
    line = ground.export()
    assert line == (
        r"SLAB_A-I3286 Process \ETINIUM.$Z4M9 started for EXPORTING the entire catalogs of data"
        " store SLAB_A-DAILY. Output report sent to $S.#SLABA.EXPDAYL."
    )
    assert ground.events(ground.primary) == [
        rf"2022-01-05 17:44:48 \ETINIUM.$Z4M8 ETINET.100.100 3286 {line}",
        (
            r"2022-01-05 17:44:50 \ETINIUM.$Z4M9 ETINET.100.100 3279 SLAB_A-I3279 \ETINIUM.$Z4M9"
            " exported FULL catalogs for data store SLAB_A-DAILY (30 volumes processed)."
            " Report in $S.#SLABA.EXPDAYL"
        ),
    ]
    golden = (GOLDEN / "export_full.txt").read_text("utf-8").splitlines()
    assert ground.report(ground.primary) == golden
    assert len(ground.staged()) == 31


def test_staging_files_belong_to_the_user_on_the_other_system(ground):
    ground.export(user="OPS.NIGHT")
    files = ground.secondary.files.in_subvolume("$ETINET", "SLABADL")
    assert {(file.owner_group, file.owner_user) for file in files} == {(40, 7)}


def test_report_grows_while_the_process_runs(ground):
    ground.ask(Direction.EXPORT, STORE)
    [job] = ground.primary.spooler.jobs()
    assert (job.state, job.location) == ("OPEN", "#SLABA.EXPDAYL")
    assert ground.report(ground.primary)[2] == "Data store        : SLAB_A-DAILY -"
    ground.wait(seconds=1)
    assert ground.report(ground.primary)[-1].startswith("SARD0F")
    ground.wait(seconds=1)
    assert ground.primary.spooler.jobs()[0].state == "READY"


def test_disk_files_leave_when_asked_and_allowed(ground):
    ground.export(disk_files=True)
    lines = ground.report(ground.primary)
    assert "DSM/TC disk files : exported" in lines
    assert (
        "                     SAD006 unloaded on 2022-01-04 23:02:56        15         63" in lines
    )
    store = ground.configuration().store(STORE)
    ground.configuration().save_store(
        replace(store, export=replace(store.export, disk_files=False))
    )
    ground.export(disk_files=True)
    assert "DSM/TC disk files : not exported" in ground.report(ground.primary)


def test_export_ids_never_repeat(ground):
    runs = Runs(ground.primary.database)
    ground.ask(Direction.EXPORT, STORE)
    assert runs.new_export_id(ground.primary) == "2022-01-05_17:44:49"


def test_repeated_exports_rewrite_the_same_files(ground):
    ground.export()
    before = ground.staged()
    ground.export()
    assert ground.staged() == before


def test_export_changes_nothing_at_home(ground):
    tables = ("VOLUME", "TAPEFILE", "DISKFILE", "BACKBOX_VOLUME")

    def content():
        return [
            ground.primary.database.rows(f"SELECT * FROM {table} ORDER BY ALL") for table in tables
        ]

    before = content()
    ground.export(disk_files=True)
    assert content() == before


def test_full_export_purges_files_of_deleted_volumes_only(ground):
    ground.export()
    notes = FileName.parse(r"\INSIDX.$ETINET.SLABADL.NOTES")
    owner = ground.secondary.users.named("SUPER.SUPER")
    ground.secondary.files.write(notes, b"mine\n", owner, code=101)
    BackPakCatalog(ground.primary.database).remove(["SAD00E"])
    ground.export(RunType.UPDATE)
    assert "SAD00E" in ground.staged()
    ground.export()
    assert "SAD00E" not in ground.staged()
    assert "NOTES" in ground.staged()


def test_world_restored_in_flight_goes_on(ground):
    ground.ask(Direction.EXPORT, STORE)
    ground.wait(seconds=1)
    ground.world.snapshot("flight")
    ground.world.restore("flight")
    again = type(ground)(ground.world)
    again.settle()
    assert again.events(again.primary)[-1].startswith("2022-01-05 17:44:50")
    golden = (GOLDEN / "export_full.txt").read_text("utf-8").splitlines()
    assert again.report(again.primary) == golden


def test_silent_without_verbose(ground):
    configuration = ground.configuration()
    configuration.save_domain(replace(configuration.domain(), verbose=False))
    ground.export()
    assert ground.events(ground.primary) == []
    assert ground.report(ground.primary)[-1].endswith("ended on 2022-01-05 17:44")


def test_slow_line_takes_longer(ground):
    ground.world.network.set_line(PRIMARY, SECONDARY, "UP", 5)
    ground.export()
    assert ground.events(ground.primary)[-1].startswith("2022-01-05 17:44:58")


# -- refusals, in the order of the checks ---------------------------------------------------------


def no_manager(ground):
    ground.primary.processes.stop(ground.primary.processes.named("$BBSV"))


def no_licence(ground):
    configuration = ground.configuration()
    configuration.save_domain(replace(configuration.domain(), catalog_sync=False))


def inactive(ground):
    store = ground.configuration().store(STORE)
    ground.configuration().save_store(replace(store, status=Status.INACTIVE))


def running(ground):
    ground.ask(Direction.EXPORT, STORE)


def gateway(ground):
    name = FileName.parse("$SYSTEM.BBOX.BBDBM", NodeName("ETINIUM"))
    ground.primary.files.license(ground.primary.files.find(name), licensed=False)


def no_destination(ground):
    store = ground.configuration().store(STORE)
    ground.configuration().save_store(replace(store, export=replace(store.export, destination="")))


def no_spooler(ground):
    ground.primary.processes.stop(ground.primary.processes.named("$S"))


CHECKS = [
    (no_manager, "backbox.9903"),
    (no_licence, "backbox.9904"),
    (inactive, "backbox.9907"),
    (running, "backbox.9908"),
    (gateway, "backbox.9909"),
    (no_destination, "backbox.9910"),
    (no_spooler, "backbox.9914"),
]


@pytest.mark.parametrize("first", range(len(CHECKS)))
def test_request_is_refused_by_the_first_check_that_fails(ground, first):
    for obstacle, _ in CHECKS[first:]:
        if obstacle is running:
            ground.ask(Direction.EXPORT, STORE) if first == 3 else None
    for obstacle, _ in CHECKS[first:]:
        if obstacle is not running:
            obstacle(ground)
    before = len(ground.primary.processes.all())
    with pytest.raises(OperatorError) as refusal:
        ground.ask(Direction.EXPORT, STORE)
    assert refusal.value.message.id == CHECKS[first][1]
    assert len(ground.primary.processes.all()) == before


@pytest.mark.parametrize(
    ("direction", "store", "expected"),
    [
        (Direction.EXPORT, "NOWHERE", "Data store NOWHERE does not exist in domain SLAB_A."),
        (Direction.IMPORT, STORE, "Data store SLAB_A-DAILY does not exist in domain CH409DR."),
    ],
)
def test_unknown_store_is_refused(ground, direction, store, expected):
    with pytest.raises(OperatorError) as refusal:
        ground.ask(direction, store)
    assert refusal.value.text == expected


def test_running_process_is_named(ground):
    ground.ask(Direction.EXPORT, STORE)
    with pytest.raises(OperatorError, match="processed by") as refusal:
        ground.ask(Direction.EXPORT, "slab_a-daily")
    assert refusal.value.values["process"] == r"\ETINIUM.$Z4M9"


def test_a_page_may_export_an_inactive_store(ground):
    inactive(ground)
    assert ground.export(from_page=True).startswith("SLAB_A-I3286")


def test_all_takes_every_primary_store_with_a_destination(ground):
    configuration = ground.configuration()
    store = configuration.store(STORE)
    configuration.save_store(replace(store, id="BARE", replica="", export=type(store.export)()))
    answers = ground.ask(Direction.EXPORT, "ALL")
    assert [answer.outcome.values["store"] for answer in answers] == [STORE]
    again = ground.ask(Direction.EXPORT, "all")
    assert [answer.refused for answer in again] == [True]


def test_all_without_a_store_is_refused(ground):
    no_destination(ground)
    with pytest.raises(OperatorError) as refusal:
        ground.ask(Direction.EXPORT, "ALL")
    assert refusal.value.text == "Domain SLAB_A has no PRIMARY data store to export."


# -- failures and retries -------------------------------------------------------------------------


def change(ground, *labels):
    store = ground.configuration().store(STORE)
    with ground.primary.database.transaction():
        triggers.changed(ground.world, ground.primary, store, labels)


def pending(ground):
    return [update.label for update in BackPakCatalog(ground.primary.database).pending(STORE)]


def runs(ground):
    database = ground.primary.database
    return database.rows("SELECT TYPE, ERRORS FROM BACKBOX_RUN WHERE NUMBER > 1 ORDER BY NUMBER")


def test_change_is_exported_by_itself(ground):
    ground.export()
    change(ground, "SAD007")
    assert pending(ground) == ["SAD007"]
    ground.settle()
    assert pending(ground) == []
    lines = ground.report(ground.primary)
    assert "Process type      : EXPORT UPDATE catalogs" in lines
    assert "DSM/TC disk files : exported" in lines
    assert [line[:6] for line in lines if line.startswith("SA")] == ["SAD007"]
    assert (
        "SLAB_A-I3279 \\ETINIUM.$Z4MB exported UPDATE catalogs for data store SLAB_A-DAILY" in lines
    )
    assert ground.primary.spooler.jobs()[-1].user_id == 255


def test_line_down_leaves_the_update_pending_and_the_extractor_retries(ground):
    ground.export()
    ground.line("DOWN")
    change(ground, "SAD009")
    ground.settle()
    failed = ground.events(ground.primary)[-1]
    assert "ETINET.100.100 9940 SLAB_A-E9940" in failed
    assert "file-system error 250" in failed
    assert "1 updates pending" in failed
    assert pending(ground) == ["SAD009"]
    latest = Runs(ground.primary.database).latest_full(Direction.EXPORT, STORE)
    assert latest.export_id == "2022-01-05_17:44:48"
    ground.wait(minutes=25)
    assert len(runs(ground)) == 4
    ground.line("UP")
    ground.wait(minutes=10)
    assert pending(ground) == []
    assert runs(ground)[-1] == ("UPDATE", 0)
    ground.wait(minutes=10)
    assert len(runs(ground)) == 5
    assert ground.primary.timers.pending() == []


def test_delay_zero_never_retries(ground):
    store = ground.configuration().store(STORE)
    ground.configuration().save_store(replace(store, export=replace(store.export, check_delay=0)))
    ground.line("DOWN")
    change(ground, "SAD009")
    ground.settle()
    assert ground.primary.timers.pending() == []
    assert pending(ground) == ["SAD009"]


def test_no_extractor_no_automatic_export(ground):
    ground.primary.processes.stop(ground.primary.processes.named("$BBEXT"))
    change(ground, "SAD009")
    assert not ground.world.busy
    ground.export(RunType.UPDATE)
    assert pending(ground) == []


def test_change_during_a_run_leaves_afterwards(ground):
    ground.ask(Direction.EXPORT, STORE)
    ground.wait(seconds=1)
    change(ground, "SAD009")
    assert pending(ground) == ["SAD009"]
    ground.settle()
    ground.settle()
    assert pending(ground) == []
    assert runs(ground) == [("FULL", 0), ("UPDATE", 0)]


def test_inactive_store_keeps_its_updates(ground):
    inactive(ground)
    change(ground, "SAD009")
    assert not ground.world.busy
    assert pending(ground) == ["SAD009"]


def test_secondary_store_has_no_updates(ground):
    store = ground.configuration(ground.secondary).store(SECOND_STORE)
    triggers.changed(ground.world, ground.secondary, store, ["SAD001"])
    assert BackPakCatalog(ground.secondary.database).pending_count(SECOND_STORE) == 0


@pytest.mark.parametrize(("days", "expected"), [(0, "UPDATE"), (7, "UPDATE"), (8, "FULL")])
def test_update_is_converted_when_a_full_is_due(ground, days, expected):
    store = ground.configuration().store(STORE)
    ground.configuration().save_store(
        replace(store, export=replace(store.export, full_frequency=7 if days else 0))
    )
    ground.world.run_until(ground.world.clock.now.replace(day=4 + days, hour=4 if days == 7 else 6))
    change(ground, "SAD009")
    ground.settle()
    assert runs(ground)[-1][0] == expected


def test_staging_area_of_another_store_is_left_alone(ground):
    ground.export()
    configuration = ground.configuration()
    configuration.save_store(replace(configuration.store(STORE), id="OTHER", replica=""))
    ground.ask(Direction.EXPORT, "OTHER")
    ground.settle()
    assert (
        "holds the catalogs of data store SLAB_A-DAILY, not of OTHER"
        in (ground.events(ground.primary)[-1])
    )
    assert len(ground.staged()) == 31


def test_stop_ends_the_run_at_once_with_an_error(ground):
    ground.ask(Direction.EXPORT, STORE)
    ground.world.stop(ground.primary, ground.primary.processes.named("$Z4M9"))
    [job] = ground.primary.spooler.jobs()
    assert job.state == "READY", "the report is closed"
    event = ground.events(ground.primary)[-1]
    assert event.startswith(r"2022-01-05 17:44:48 \ETINIUM.$BBSV ETINET.100.100 9940")
    assert r"\ETINIUM.$Z4M9 was stopped before its end" in event
    assert Runs(ground.primary.database).running(STORE) is None
    assert not ground.primary.timers.pending("catsync.export")
    ground.settle()
    assert sum("$Z4M9" in line for line in ground.events(ground.primary)) == 2, "start and stop"


def test_request_after_a_stop_is_accepted_at_once(ground):
    ground.ask(Direction.EXPORT, STORE)
    ground.world.stop(ground.primary, ground.primary.processes.named("$Z4M9"))
    [answer] = ground.ask(Direction.EXPORT, STORE)
    assert not answer.refused
    ground.settle()
    assert [job.state for job in ground.primary.spooler.jobs()] == ["READY", "READY"]
    assert "exported FULL catalogs" in ground.events(ground.primary)[-1]
    assert len(ground.staged()) == 31


def test_a_process_that_is_stopped_by_nobody_concerned_leaves_the_run_alone(ground):
    ground.ask(Direction.EXPORT, STORE)
    ground.world.stop(ground.primary, ground.primary.processes.named("$SPLS"))
    ground.settle()
    assert "exported FULL catalogs" in ground.events(ground.primary)[-1]


def test_long_work_says_how_far_it_has_come(ground):
    told: list[str] = []
    ground.world.progress = told.append
    ground.world.network.set_line(PRIMARY, SECONDARY, "UP", 5)
    ground.export()
    assert told[0] == "exporting SLAB_A-DAILY: volume 1 of 30"
    assert told[29] == "exporting SLAB_A-DAILY: volume 30 of 30"
    assert set(told[30:]) == {""}, "and that it is over"


def test_user_without_remote_password_cannot_write_there(ground):
    system = ground.primary
    system.users.set_remote_password(system.users.named("OPS.NIGHT"), SECONDARY, None)
    ground.export(user="OPS.NIGHT")
    assert "file-system error 48" in ground.events(system)[-1]
    assert ground.staged() == []


def test_groups_without_a_tape_catalog_are_exported_all_the_same(ground):
    configuration = ground.configuration()
    [group] = [group for group in configuration.groups(STORE) if group.id == BRCOM]
    configuration.save_group(replace(group, type=type(group.type).NONE, volcat="", pool=""))
    ground.export()
    lines = ground.report(ground.primary)
    assert "SARD01 VG_SLAB_A_BRCOM-DAILY     no tape catalog" in lines
    assert any(line.startswith(f"SAD001 {DAILY}") for line in lines)


def test_full_disk_is_one_event_and_loses_nothing(ground, monkeypatch):
    ground.export()
    change(ground, "SAD007", "SAD008")
    with monkeypatch.context() as patch:

        def full(self, content, name):
            raise OperatorError(file_system.DISK_FULL, name=name)

        patch.setattr(DiskFiles, "_write_content", full)
        ground.settle()
    events = [line for line in ground.events(ground.primary) if "-E" in line]
    assert len(events) == 1
    assert "file-system error 43" in events[0]
    assert pending(ground) == ["SAD007", "SAD008"]
    assert len(ground.staged()) == 31
    ground.wait(minutes=11)
    assert pending(ground) == []


def test_file_secured_against_the_user_is_not_replaced(ground):
    ground.export()
    file = ground.secondary.files.find(FileName.parse(r"\INSIDX.$ETINET.SLABADL.SAD003"))
    ground.secondary.files.secure(file, "OOOO")
    ground.wait(minutes=1)
    ground.export()
    assert "file-system error 48" in ground.events(ground.primary)[-1]
    files = ground.secondary.files.in_subvolume("$ETINET", "SLABADL")
    assert len({file.modified for file in files if file.name != "SUMMARY"}) == 1


def test_kill_before_the_acknowledgement_exports_the_same_again(ground):
    """The remote files are written, the local transaction is lost: the event is done again."""
    ground.ask(Direction.EXPORT, STORE)
    system, timer = ground.world.next_timer()

    def cut_off():
        with system.database.transaction():
            exporter.step(ground.world, system, timer.values)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        cut_off()
    assert len(ground.staged()) == 30
    ground.settle()
    golden = (GOLDEN / "export_full.txt").read_text("utf-8").splitlines()
    assert ground.report(ground.primary) == golden
