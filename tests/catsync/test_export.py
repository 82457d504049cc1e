"""The export job: the sample run, its refusals, failures and what the extractors make of them."""

from dataclasses import replace
from pathlib import Path

import pytest
from catsync_ground import BRCOM, DAILY, PRIMARY, SECOND_STORE, SECONDARY, STORE

from catsync import exporter, triggers
from catsync.catalog import BackPakCatalog
from catsync.domain import Access, DataStore, Status
from catsync.run import Direction, Runs, RunType
from nsksim.errors import OperatorError
from nsksim.guardian.files import DiskFiles
from nsksim.messages import file_system
from nsksim.names import FileName, NodeName

GOLDEN = Path(__file__).parent / "golden"


# -- the sample run -------------------------------------------------------------------------------


def test_sample_export_equals_the_manual(ground):
    """B-19, J-08, K-01 to K-03, K-05, K-07, K-19; Z-18, Z-19: the start, then the end."""
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
    report = ground.report(ground.primary)
    assert report == golden
    assert max(map(len, report)) <= 80
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
    """E-27, E-29, K-04."""
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
    """E-34."""
    runs = Runs(ground.primary.database)
    ground.ask(Direction.EXPORT, STORE)
    assert runs.new_export_id(ground.primary) == "2022-01-05_17:44:49"


def test_repeated_exports_rewrite_the_same_files(ground):
    """F-03; and the spooler keeps a job for each (E-24)."""
    ground.export()
    before = ground.staged()
    ground.export()
    assert ground.staged() == before
    assert [line for job in (0, 1) for line in ground.report(ground.primary, job)[5:6]] == [
        "Export id         : 2022-01-05_17:44:48",
        "Export id         : 2022-01-05_17:44:50",
    ]


def test_a_disk_file_keeps_the_last_report_only(ground):
    """E-24, G-18, K-15."""
    place = "$DATA.REPORTS.LAST"
    for system in (ground.primary, ground.secondary):
        configuration = ground.configuration(system)
        [store] = configuration.stores()
        configuration.save_store(
            replace(
                store,
                export=replace(store.export, report=place),
                import_=replace(store.import_, report=place),
            )
        )
    ground.export()
    ground.export()
    ground.import_(RunType.UPDATE)

    def lines(system):
        name = FileName.parse(place, system.node)
        return system.files.read_lines(system.files.find(name))

    assert lines(ground.primary)[5] == "Export id         : 2022-01-05_17:44:50"
    assert sum("-BB051 - CatSync" in line for line in lines(ground.primary)) == 1
    assert lines(ground.secondary)[4] == "Process type      : IMPORT UPDATE catalogs"
    assert ground.primary.spooler.jobs() == ground.secondary.spooler.jobs() == []


@pytest.mark.parametrize("direction", list(Direction))
@pytest.mark.parametrize("configured", [0, 120])
def test_priority_is_the_configured_one_or_that_of_the_manager(ground, direction, configured):
    """E-26, G-19."""
    system = ground.primary if direction is Direction.EXPORT else ground.secondary
    configuration = ground.configuration(system)
    [store] = configuration.stores()
    changes = {
        "export": replace(store.export, priority=configured),
        "import_": replace(store.import_, priority=configured),
    }
    configuration.save_store(replace(store, **changes))
    ground.ask(direction, store.id)
    engine = system.processes.named("$Z4M9" if system is ground.primary else "$X0PC")
    assert engine.priority == (configured or 150)
    assert system.processes.named("$BBSV").priority == 150


@pytest.mark.parametrize(
    ("destination", "failure"),
    [
        ("$DATA.STAGING", ""),
        (r"\INSIDX.$NODISK.SLABADL", r"file-system error 14, "),
        (r"\NOWHERE.$ETINET.SLABADL", r"file-system error 18, "),
    ],
)
def test_destination_is_a_subvolume_here_or_elsewhere(ground, destination, failure):
    """E-25; P-01: one of the own system needs no line of Expand."""
    ground.line("UP" if failure else "DOWN")
    store = ground.configuration().store(STORE)
    export = replace(store.export, destination=destination)
    ground.configuration().save_store(replace(store, export=export))
    change(ground, "SAD007")
    ground.settle()
    files = ground.primary.files.in_subvolume("$DATA", "STAGING")
    if failure:
        assert failure in ground.events(ground.primary)[-1]
        assert (pending(ground), files) == (["SAD007"], [])
    else:
        assert [file.name for file in files] == ["SAD007", "SUMMARY"]
        assert pending(ground) == []


def test_export_changes_the_staging_area_only(ground):
    """A-01, A-07, E-37: no catalog of either side, and no image."""
    tables = ("VOLUME", "TAPEFILE", "DISKFILE", "BACKBOX_VOLUME", "BACKBOX_IMAGE")

    def content():
        return [
            system.database.rows(f"SELECT * FROM {table} ORDER BY ALL")
            for system in (ground.primary, ground.secondary)
            for table in tables
        ]

    before = content()
    ground.export(disk_files=True)
    assert content() == before


def test_full_export_purges_files_of_deleted_volumes_only(ground):
    """F-09, Z-09."""
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


def test_tape_files_of_another_system_are_not_left_out_silently(ground):
    ground.primary.database.execute(
        "UPDATE VTOFC SET FILECATALOG = ? WHERE VOLSETID = 'SAD006'", [r"\FARAWAY.FC"]
    )
    ground.export()
    assert (
        r"An export of volume group VG_SLAB_A-DAILY, whose tapes have files in \FARAWAY.FC, is not"
        " modelled by this simulator."
    ) in " ".join(ground.report(ground.primary))
    assert ground.staged() == []


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
    """E-33, J-06: errors are said all the same."""
    configuration = ground.configuration()
    configuration.save_domain(replace(configuration.domain(), verbose=False))
    ground.export()
    assert ground.events(ground.primary) == []
    assert ground.report(ground.primary)[-1].endswith("ended on 2022-01-05 17:44")
    ground.line("DOWN")
    ground.export()
    [event] = ground.events(ground.primary)
    assert "ETINET.100.100 9940 SLAB_A-E9940" in event


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
    """A-03, B-43, E-01, E-02, N-01; each before a process is started."""
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


@pytest.mark.parametrize("access", [Access.SECONDARY, Access.RESTRICTED])
def test_only_a_primary_store_is_exported(ground, access):
    """B-20, B-21."""
    configuration = ground.configuration()
    configuration.save_store(DataStore("OTHER", access))
    with pytest.raises(OperatorError) as refusal:
        ground.ask(Direction.EXPORT, "OTHER")
    assert refusal.value.message.id == "backbox.9906"
    assert [answer.outcome.values["store"] for answer in ground.ask(Direction.EXPORT, "ALL")] == [
        STORE
    ]


@pytest.mark.parametrize(
    ("compiled", "licensed", "reason"),
    [
        ("", True, "is not SQL compiled"),
        (r"\ETINIUM.$SYSTEM.SQL", False, "is not licensed"),
        ("", False, "is not SQL compiled"),
    ],
)
def test_half_a_preparation_of_the_gateway_is_not_enough(ground, compiled, licensed, reason):
    """N-01, N-06; on both sides."""
    for system, direction, store in (
        (ground.primary, Direction.EXPORT, STORE),
        (ground.secondary, Direction.IMPORT, SECOND_STORE),
    ):
        name = FileName.parse("$SYSTEM.BBOX.BBDBM", system.node)
        system.files.compile(system.files.find(name), compiled)
        system.files.license(system.files.find(name), licensed=licensed)
        with pytest.raises(OperatorError) as refusal:
            ground.ask(direction, store)
        assert refusal.value.text == f"$SYSTEM.BBOX.BBDBM is not prepared: it {reason}."


@pytest.mark.parametrize("without", ["primary", "secondary"])
def test_each_side_needs_the_licence_for_its_own_part(ground, without):
    """A-03, A-05, N-09."""
    configuration = ground.configuration(getattr(ground, without))
    configuration.save_domain(replace(configuration.domain(), catalog_sync=False))
    requests = {
        "primary": (Direction.EXPORT, STORE),
        "secondary": (Direction.IMPORT, SECOND_STORE),
    }
    for side, request in requests.items():
        if side == without:
            with pytest.raises(OperatorError) as refusal:
                ground.ask(*request)
            assert refusal.value.message.id == "backbox.9904"
        else:
            assert "-I3286 " in ground.ask(*request)[0].line


def test_running_process_is_named(ground):
    """E-01, Z-17."""
    ground.ask(Direction.EXPORT, STORE)
    with pytest.raises(OperatorError, match="processed by") as refusal:
        ground.ask(Direction.EXPORT, "slab_a-daily")
    assert refusal.value.values["process"] == r"\ETINIUM.$Z4M9"


def test_a_page_may_export_an_inactive_store(ground):
    """B-42, Z-14."""
    inactive(ground)
    assert ground.export(from_page=True).startswith("SLAB_A-I3286")


def test_all_takes_every_primary_store_with_a_destination(ground):
    """L-04; E-01: two stores at the same time, each by a process of its own."""
    configuration = ground.configuration()
    store = configuration.store(STORE)
    configuration.save_store(replace(store, id="BARE", replica="", export=type(store.export)()))
    other = replace(store.export, destination="$DATA.OTHER")
    configuration.save_store(replace(store, id="OTHER", replica="", export=other))
    answers = ground.ask(Direction.EXPORT, "ALL")
    assert [(a.outcome.values["store"], a.outcome.values["process"]) for a in answers] == [
        ("OTHER", r"\ETINIUM.$Z4M9"),
        (STORE, r"\ETINIUM.$Z4MB"),
    ]
    again = ground.ask(Direction.EXPORT, "all")
    assert [answer.refused for answer in again] == [True, True]


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
    """E-28, J-05."""
    ground.export()
    change(ground, "SAD007")
    assert pending(ground) == ["SAD007"]
    assert ground.events(ground.primary)[-1].endswith(
        r"SLAB_A-I3286 Process \ETINIUM.$Z4MB started for EXPORTING the updates of the catalogs of"
        " data store SLAB_A-DAILY. Output report sent to $S.#SLABA.EXPDAYL."
    )
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
    """A-15, E-15, E-16; and the full export before stays the latest completed one."""
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
    assert ground.primary.timers.pending("catsync.retry") == []


def test_delay_zero_never_retries(ground):
    """E-16, O-04; E-14: a full export takes what is pending along."""
    store = ground.configuration().store(STORE)
    ground.configuration().save_store(replace(store, export=replace(store.export, check_delay=0)))
    ground.line("DOWN")
    change(ground, "SAD009")
    ground.settle()
    assert ground.primary.timers.pending("catsync.retry") == []
    assert pending(ground) == ["SAD009"]
    ground.line("UP")
    ground.export()
    assert pending(ground) == []


def test_no_extractor_no_automatic_export(ground):
    """E-09, E-18."""
    ground.primary.processes.stop(ground.primary.processes.named("$BBEXT"))
    change(ground, "SAD009")
    assert not ground.world.busy
    ground.export(RunType.UPDATE)
    assert pending(ground) == []
    assert runs(ground) == [("UPDATE", 0)]


def test_any_extractor_that_runs_takes_charge(ground):
    """E-17; E-19: also of updates for which no export was ever started."""
    configuration = ground.configuration()
    names = ("$BBEXT", "$BBEX2")
    configuration.save_domain(replace(configuration.domain(), extractors=names))
    processes = ground.primary.processes
    processes.stop(processes.named("$BBEXT"))
    change(ground, "SAD007")
    ground.wait(minutes=15)
    assert (pending(ground), runs(ground)) == (["SAD007"], [])
    operator = ground.primary.users.named("SUPER.SUPER")
    for name in reversed(names):
        processes.start("$SYSTEM.BBOX.BBEXT", operator, name=name, priority=150)
        if name == "$BBEX2":
            ground.wait(minutes=6)
            assert (pending(ground), runs(ground)) == ([], [("UPDATE", 0)])
    change(ground, "SAD008")
    ground.wait(minutes=30)
    assert runs(ground) == [("UPDATE", 0)] * 2, "both run, and one export is started"


def test_change_during_a_run_leaves_afterwards(ground):
    """Z-17: the automatic one waits for the end of the other."""
    ground.ask(Direction.EXPORT, STORE)
    ground.wait(seconds=1)
    change(ground, "SAD009")
    assert pending(ground) == ["SAD009"]
    ground.settle()
    ground.settle()
    assert pending(ground) == []
    assert runs(ground) == [("FULL", 0), ("UPDATE", 0)]


def test_inactive_store_keeps_its_updates(ground):
    """B-40, B-44."""
    inactive(ground)
    change(ground, "SAD009")
    ground.wait(minutes=30)
    assert (pending(ground), runs(ground)) == (["SAD009"], [])
    store = ground.configuration().store(STORE)
    ground.configuration().save_store(replace(store, status=Status.ACTIVE))
    change(ground, "SAD008")
    ground.settle()
    assert pending(ground) == []
    lines = ground.report(ground.primary)
    assert [line[:6] for line in lines if line.startswith("SA")] == ["SAD008", "SAD009"]


def test_no_destination_no_automatic_export(ground):
    """E-02, O-05."""
    no_destination(ground)
    change(ground, "SAD009")
    ground.wait(minutes=30)
    assert (pending(ground), runs(ground)) == (["SAD009"], [])


def test_secondary_store_has_no_updates(ground):
    store = ground.configuration(ground.secondary).store(SECOND_STORE)
    triggers.changed(ground.world, ground.secondary, store, ["SAD001"])
    assert BackPakCatalog(ground.secondary.database).pending_count(SECOND_STORE) == 0


@pytest.mark.parametrize(("days", "expected"), [(0, "UPDATE"), (7, "UPDATE"), (8, "FULL")])
def test_update_is_converted_when_a_full_is_due(ground, days, expected):
    """E-20, E-22, O-03; without an update nothing becomes due (E-08, E-21, Z-07)."""
    store = ground.configuration().store(STORE)
    ground.configuration().save_store(
        replace(store, export=replace(store.export, full_frequency=7 if days else 0))
    )
    ground.world.run_until(ground.world.clock.now.replace(day=4 + days, hour=4 if days == 7 else 6))
    assert runs(ground) == []
    change(ground, "SAD009")
    ground.settle()
    assert runs(ground) == [(expected, 0)]
    assert f"Process type      : EXPORT {expected} catalogs" in ground.report(ground.primary)


def test_the_first_update_is_full_where_a_frequency_is_set(ground):
    """E-23."""
    ground.primary.database.execute("DELETE FROM BACKBOX_RUN")
    store = ground.configuration().store(STORE)
    export = replace(store.export, full_frequency=7)
    ground.configuration().save_store(replace(store, export=export))
    change(ground, "SAD009")
    assert ground.events(ground.primary)[-1].count("EXPORTING the entire catalogs") == 1


def test_staging_area_of_another_store_is_left_alone(ground):
    """F-01."""
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
    """And a volume without entry is no error (Z-40)."""
    configuration = ground.configuration()
    [group] = [group for group in configuration.groups(STORE) if group.id == BRCOM]
    configuration.save_group(replace(group, type=type(group.type).NONE, volcat="", pool=""))
    ground.primary.database.execute("DELETE FROM VOLUME WHERE VOLSER = 'SAD00A'")
    ground.export()
    lines = ground.report(ground.primary)
    assert "SARD01 VG_SLAB_A_BRCOM-DAILY     no tape catalog" in lines
    assert f"SAD001 {DAILY}           ASSIGNED SLABA-BAK11-DAILY, gen=18" in lines
    assert f"SAD00A {DAILY}           not found in catalog" in lines
    assert runs(ground) == [("FULL", 0)]


def test_full_disk_is_one_event_and_loses_nothing(ground, monkeypatch):
    """E-11: the next update takes what was not written."""
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
    change(ground, "SAD009")
    ground.settle()
    assert pending(ground) == []
    lines = ground.report(ground.primary)
    assert [line[:6] for line in lines if line.startswith("SA")] == ["SAD007", "SAD008", "SAD009"]


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


def test_an_update_that_is_pending_of_a_volume_that_is_gone_starts_no_export(ground):
    ground.primary.database.execute(
        "INSERT INTO BACKBOX_PENDING VALUES (?, 'NOSUCH', ?)", [STORE, ground.world.clock.now]
    )
    ground.export()
    ground.wait(seconds=10)
    assert len(runs(ground)) == 1


def test_volumes_whose_group_was_taken_away_are_not_passed_over(ground):
    configuration = ground.configuration()
    [first, *others] = configuration.groups(STORE)
    store = configuration.store(STORE)
    configuration.delete_store(STORE)
    configuration.save_store(store)
    for group in others:
        configuration.save_group(group)
    ground.export()
    reason = f"Volume group {first.id} does not exist in data store {STORE}."
    assert f"failed to export data store {STORE}: {reason}" in ground.events(ground.primary)[-1]
    assert ground.staged() == []
