"""Drives and mounts: what people, libraries and processes do to them, and what the console says."""

from __future__ import annotations

import pytest
from tape_ground import IN, OUT, VOLCAT, Job, Site, refused, waiting

from nsksim.dsmtc import MediaDefsChange, SupportLevel, TapeAttributes
from nsksim.errors import OperatorError
from nsksim.interaction import Wait
from nsksim.names import DriveName, PoolName, TapeLabel
from nsksim.programs.backup import BackupProgram
from nsksim.programs.mediacom.displays.tapemount import tapemount
from nsksim.programs.program import Program, ProgramRun
from nsksim.programs.restore import RestoreProgram
from nsksim.tape import Answers
from tests.programs.harness import ALPHA, drive, wait

BY_HAND = {**OUT, "POOL": "DAILY"}
FILES = "=OUT, $DATA.PAY.*"
LIST = "=IN, *.*.*, LISTONLY"


def opener(program: Program) -> str:
    """Name the process of a program as the console does."""
    return f"\\ALPHA.{program.environment.process.identity}"


def refusal(site: Site, label: str, device: str) -> str:
    with pytest.raises(OperatorError) as caught:
        site.mount(label, device)
    return caught.value.message.id


def test_a_tape_that_nobody_wants_stays_on_its_drive(site: Site) -> None:
    site.mount("HAND01")
    assert site.drives() == {"$TAPE0": "HAND01", "$TAPE1": ""}
    site.server().hands.unload(DriveName.parse("$TAPE0"))
    assert site.drives() == {"$TAPE0": "", "$TAPE1": ""}
    assert site.console() == [
        "640 STATUS 1506 - UNREQUESTED ANSI TAPE HAND01 ONLINE ON $TAPE0",
        "659 STATUS 1512 - HAND01 TAPE DISMOUNTED FROM DRIVE $TAPE0",
    ]


def test_a_tape_is_known_by_the_catalog_by_a_request_or_by_what_was_written(site: Site) -> None:
    server = site.server()
    assert [server.hands.knows(TapeLabel(label)) for label in ("HAND01", "CATSYN")] == [True, False]
    uncataloged = {"CLASS": "TAPE", "LABELS": "BACKUP", "VOLUME": "CATSYN"}
    run = site.prepare(BackupProgram, FILES, {"=OUT": uncataloged}).main()
    next(run)
    assert server.hands.knows(TapeLabel("CATSYN"))
    run.close()
    assert not server.hands.knows(TapeLabel("CATSYN"))
    site.mount("CATSYN")
    assert site.backup(FILES, uncataloged).code == 0
    assert server.hands.knows(TapeLabel("CATSYN"))


def test_what_people_cannot_do_changes_nothing(site: Site) -> None:
    site.mount("HAND01")
    assert refusal(site, "HAND02", "$TAPE0") == "file-system.12"
    assert refusal(site, "HAND02", "$TAPE7") == "file-system.14"
    assert refusal(site, "HAND01", "$TAPE1") == "tape-drive.mounted-elsewhere"
    assert refusal(site, "LIB001", "$TAPE1") == "tape-drive.library-tape"
    with pytest.raises(OperatorError, match=r"tape-drive\.no-tape"):
        site.server().hands.unload(DriveName.parse("$TAPE1"))
    assert site.drives() == {"$TAPE0": "HAND01", "$TAPE1": ""}


def test_a_mounted_scratch_tape_is_taken_without_asking(site: Site) -> None:
    site.mount("HAND02", "$TAPE1")
    assert site.backup(FILES, BY_HAND).code == 0
    assert site.statuses()["HAND02"] == "ASSIGNED"
    assert site.statuses()["HAND01"] == "SCRATCH"
    assert not [line for line in site.console() if "MOUNT HAND" in line]


def test_a_backup_waits_until_its_tape_is_brought(site: Site) -> None:
    program = site.prepare(BackupProgram, FILES, {"=OUT": {**BY_HAND, "MOUNTMSG": "rack 7"}})
    run = program.main()
    effect = next(run)
    assert isinstance(effect, Wait)
    assert site.console() == ["600 $ZSVR : 0001 *MC* MOUNT HAND01 WITH RING rack 7"]
    assert site.statuses()["HAND01"] == "SELECTED"
    assert [request.label for request in site.server().requests.all()] == ["HAND01"]
    assert not wait(site.world, effect)
    site.mount("HAND01", "$TAPE1")
    assert wait(site.world, effect)
    assert site.console()[1:] == [
        "648 $ZSVR: 0001 VOLUME HAND01 MOUNTED",
        "638 STATUS 1504 - HAND01 TAPE OPENED ON $TAPE1",
        f"699 STATUS 1516 - HAND01 TAPE ON DRIVE $TAPE1 USED BY {opener(program)}",
    ]
    assert next(run) == "File Mode BACKUP Program - T9074H01 - (15AUG2012)"
    run.close()


def test_break_cancels_the_request(site: Site) -> None:
    outcome = site.backup(FILES, BY_HAND)
    assert outcome.lines == ["*ERROR* Stopped while waiting for tape HAND01."]
    assert outcome.code == 3
    assert site.statuses()["HAND01"] == "SCRATCH"
    assert not site.server().requests.all()


def test_a_wrong_tape_is_not_taken_by_the_drive_that_was_asked_for(site: Site) -> None:
    definition = {**BY_HAND, "VOLUME": "HAND01", "DEVICE": r"\ALPHA.$TAPE1"}
    run = site.prepare(BackupProgram, FILES, {"=OUT": definition}).main()
    next(run)
    assert site.console() == ["600 $ZSVR : 0001 *MC* MOUNT HAND01 ON $TAPE1 WITH RING"]
    assert refusal(site, "HAND02", "$TAPE1") == "tape-server.3"
    assert site.drives()["$TAPE1"] == ""
    assert site.console()[-1] == "614 ERROR 3 - WRONG TAPE, HAND02 MOUNTED, SHOULD BE HAND01"
    run.close()


def test_the_device_of_the_define_is_used(site: Site) -> None:
    outcome = site.backup(FILES, {**OUT, "DEVICE": r"\ALPHA.$TAPE1"})
    assert r"Drives: (\ALPHA.$TAPE1)" in outcome.lines


def test_a_library_that_refuses_leaves_drive_and_scratch_tape_alone(site: Site) -> None:
    site.robot.closed = True
    before = site.world.media(site.system()).pools.matching()
    outcome = site.backup(FILES)
    assert outcome.lines == ["*ERROR* the doors are shut for LIB001."]
    assert (outcome.refused, outcome.code) == (["library.closed"], 3)
    assert set(site.statuses().values()) == {"SCRATCH"}
    assert site.world.media(site.system()).pools.matching() == before
    assert site.drives() == {"$TAPE0": "", "$TAPE1": ""}
    assert site.console() == []
    assert site.robot.log == []


def test_a_library_is_told_of_writing_and_of_reading(site: Site) -> None:
    site.backup(FILES)
    site.restore("=IN, *.*.*, LISTONLY")
    assert site.robot.log == [
        "load LIB001 out",
        "unload LIB001 written",
        "load LIB001 in",
        "unload LIB001",
    ]


def test_what_the_console_says_of_a_whole_backup(site: Site) -> None:
    site.backup(FILES)
    site.restore("=IN, *.*.*, LISTONLY")
    opened = [line for line in site.console() if line.startswith(("638 ", "699 "))]
    assert [line.partition(" USED BY")[0] for line in opened] == 2 * [
        "638 STATUS 1504 - LIB001 TAPE OPENED ON $TAPE0",
        "699 STATUS 1516 - LIB001 TAPE ON DRIVE $TAPE0",
    ]
    assert [line for line in site.console() if line not in opened] == [
        "600 $ZSVR : 0001 *MC* MOUNT LIB001 WITH RING",
        "648 $ZSVR: 0001 VOLUME LIB001 MOUNTED",
        "659 STATUS 1512 - LIB001 TAPE DISMOUNTED FROM DRIVE $TAPE0",
        "601 $ZSVR : 0002 *MC* MOUNT LIB001 NO RING",
        "648 $ZSVR: 0002 VOLUME LIB001 MOUNTED",
        "659 STATUS 1512 - LIB001 TAPE DISMOUNTED FROM DRIVE $TAPE0",
    ]


def test_tapes_are_taken_in_turn(site: Site) -> None:
    for _ in range(3):
        site.backup(FILES)
    assert [site.statuses()[label] for label in ("LIB001", "LIB002", "LIB003")] == ["ASSIGNED"] * 3


def test_an_empty_pool_is_waited_for(site: Site) -> None:
    for _ in range(3):
        site.backup(FILES)
    run = site.prepare(BackupProgram, FILES, {"=OUT": OUT}).main()
    effect = next(run)
    assert isinstance(effect, Wait)
    out = "676 ERROR 1018 - POOL ROBOT IS OUT OF SCRATCH TAPES, WILL RETRY"
    assert site.console()[-1] == out
    site.system().database.execute(
        "UPDATE VOLUME SET VOLUMESTATUS = 'SCRATCH', VOLSETID = NULL WHERE VOLSER = 'LIB002'"
    )
    assert wait(site.world, effect)
    next(run)
    assert site.statuses()["LIB002"] == "INUSE"
    assert site.console().count(out) == 1
    run.close()


def test_break_ends_the_wait_for_a_scratch_tape(site: Site) -> None:
    for _ in range(3):
        site.backup(FILES)
    outcome = site.backup(FILES)
    assert outcome.lines == ["*ERROR* Stopped while waiting for a scratch tape of pool ROBOT."]


def test_the_second_job_that_names_a_drive_waits(site: Site) -> None:
    """Q-09: naming a drive leaves the free ones alone."""
    named = {"=OUT": {**OUT, "DEVICE": "$TAPE0"}}
    first, second = (site.prepare(BackupProgram, FILES, named).main() for _ in range(2))
    assert isinstance(next(first), str)
    effect = next(second)
    assert isinstance(effect, Wait)
    assert site.drives() == {"$TAPE0": "LIB001", "$TAPE1": ""}
    for _ in first:
        pass
    assert wait(site.world, effect)
    assert isinstance(next(second), str)
    assert site.drives() == {"$TAPE0": "LIB002", "$TAPE1": ""}
    second.close()


def test_busy_drives_are_waited_for(site: Site) -> None:
    site.mount("OTHER1", "$TAPE0")
    site.mount("OTHER2", "$TAPE1")
    run = site.prepare(BackupProgram, FILES, {"=OUT": OUT}).main()
    effect = next(run)
    assert isinstance(effect, Wait)
    assert site.console()[-1] == "671 ERROR 1013 - NO ACS TAPE DRIVES AVAILABLE, WILL RETRY"
    assert site.statuses()["LIB001"] == "SCRATCH"
    site.server().hands.unload(DriveName.parse("$TAPE1"))
    assert wait(site.world, effect)
    next(run)
    assert site.drives()["$TAPE1"] == "LIB001"
    assert "648 $ZSVR: 0001 VOLUME LIB001 MOUNTED" in site.console()
    run.close()


def test_a_request_for_a_busy_library_can_be_rejected(site: Site) -> None:
    site.mount("OTHER1", "$TAPE0")
    site.mount("OTHER2", "$TAPE1")
    with waiting(site, OUT) as job:
        [request] = site.server().requests.outstanding()
        assert [line.split()[1:] for line in tapemount(request, ALPHA, "")] == [
            ["BUST", "BACKUP", str(ALPHA), "NO", "NO", "ACTION", "NEEDED"]
        ]
        assert refused(Answers(site.server()).substitute, request.number) == "mediacom.5988"
        Answers(site.server()).reject(request.number)
        assert job.lines()[0].startswith("*ERROR* =OUT: FILE SYSTEM ERROR 194, ")
    assert set(site.statuses().values()) == {"SCRATCH"}
    assert not site.server().requests.all()


def test_a_named_drive_that_is_busy_is_no_matter_for_the_console(site: Site) -> None:
    site.mount("OTHER1", "$TAPE0")
    events = site.console()
    with waiting(site, {**OUT, "DEVICE": "$TAPE0"}) as job:
        assert site.console() == events
        assert [each.number for each in site.server().requests.outstanding()] == [1]
        site.server().hands.unload(DriveName.parse("$TAPE0"))
        job.lines()
    assert site.statuses()["LIB001"] == "ASSIGNED"


def test_a_tape_that_another_job_leaves_on_its_drive_serves_a_request(site: Site) -> None:
    site.mount("HAND01")
    site.backup(FILES, BY_HAND)
    listing = "=IN, *.*.*, LISTONLY, NOUNLOAD"
    with waiting(site, IN, listing) as first, waiting(site, IN, listing) as second:
        site.mount("HAND01")
        assert second.lines() == []
        assert first.lines()[-1].startswith("Files listed = 3 ")
        assert second.lines()[-1].startswith("Files listed = 3 ")
    assert site.drives()["$TAPE0"] == "HAND01"


def test_named_tapes_come_first_and_unusable_ones_are_said(site: Site) -> None:
    site.backup(FILES)
    assert site.backup(FILES, {**OUT, "VOLUME": "(LIB001, LIB003)"}).code == 0
    assert site.statuses()["LIB003"] == "ASSIGNED"
    assert "679 ERROR 1021 - VOLUME LIB001 CAN NOT BE USED, SELECTING ALTERNATE" in site.console()


def test_an_excluded_pool_needs_the_device(site: Site) -> None:
    """Q-08, S4."""
    vault = {**OUT, "POOL": "VAULT"}
    outcome = site.backup(FILES, vault)
    text = "ERROR 1017 - EXCLUDED POOL REQUESTS NEED TO SPECIFY DEVICE IN THE DEFINE"
    assert outcome.lines == [f"*ERROR* =OUT: FILE SYSTEM ERROR 594, {text}"]
    assert site.console() == [f"675 {text}"]
    with waiting(site, {**vault, "DEVICE": "$TAPE1"}) as job:
        site.mount("VLT001", "$TAPE1")
        assert job.lines()[-1].startswith("Files dumped = ")
    assert site.statuses()["VLT001"] == "ASSIGNED"


@pytest.mark.parametrize(
    ("level", "changes", "number"),
    [
        ("NOCATALOG", {}, 99),
        ("UNLABELED", {}, 113),
        ("MEDIACAT", {"CATALOG": "OFF", "VOLUME": "OTHER1"}, 113),
        ("COMPATIBLE", {"USE": "IN"}, 49),
        ("COMPATIBLE", {"FILESEQ": "2"}, 594),
        ("INTEGRATED", {}, 751),
        ("TPTM", {}, 751),
        ("TPTMCOMPATIBLE", {"CATALOG": "OFF", "VOLUME": "OTHER1"}, 751),
    ],
)
def test_what_the_open_fails_with(
    site: Site, level: str, changes: dict[str, str], number: int
) -> None:
    defaults = site.world.media(site.system()).defaults
    defaults.alter(MediaDefsChange(level=SupportLevel(level)))
    outcome = site.backup(FILES, {**OUT, **changes})
    assert outcome.refused == ["backup.open-failed"]
    assert outcome.lines[0].startswith(f"*ERROR* =OUT: FILE SYSTEM ERROR {number}, ")
    assert set(site.statuses().values()) == {"SCRATCH"}


def test_a_process_that_vanished_gives_back_what_it_had(site: Site) -> None:
    program = site.prepare(BackupProgram, FILES, {"=OUT": OUT})
    asking = site.prepare(BackupProgram, FILES, {"=OUT": BY_HAND})
    runs = program.main(), asking.main()
    next(runs[0])
    next(runs[1])
    assert (site.statuses()["LIB001"], site.statuses()["HAND01"]) == ("INUSE", "SELECTED")
    for gone in (program, asking):
        site.system().processes.stop(gone.environment.process)
    site.server().leftovers.tidy()
    assert site.drives() == {"$TAPE0": "", "$TAPE1": ""}
    assert not site.server().requests.all()
    assert site.statuses()["HAND01"] == "SCRATCH"
    assert site.statuses()["LIB001"] == "ASSIGNED"  # ABENDRETENTION 1: kept until the next cleanup
    assert site.robot.log == ["load LIB001 out", "unload LIB001 written"]
    outcome = site.restore("=IN, *.*.*, LISTONLY")
    assert outcome.lines == ["*ERROR* Tape LIB001 holds no tape file."]


def test_what_opening_a_killed_world_forgets_is_given_back_at_the_next_mount(site: Site) -> None:
    run = site.prepare(BackupProgram, FILES, {"=OUT": BY_HAND}).main()
    next(run)
    site.system().processes.forget_terminals()
    site.mount("HAND01")
    assert site.statuses()["HAND01"] == "SCRATCH"
    assert site.console()[-1].startswith("640 ")
    run.close()
    assert site.drives()["$TAPE0"] == "HAND01"


def test_a_drive_that_was_taken_away_is_not_written(site: Site) -> None:
    program = site.prepare(BackupProgram, FILES, {"=OUT": OUT})
    run = program.main()
    next(run)
    site.server().leftovers.abandon("$TAPE0")
    outcome = drive(_Resumed(program, run))
    assert outcome.refused == ["tape-drive.lost"]
    assert site.statuses()["LIB001"] == "ASSIGNED"


class _Resumed(BackupProgram):
    """A program that has begun already."""

    def __init__(self, program: Program, run: ProgramRun) -> None:
        super().__init__(program.environment)
        self._run = run

    def main(self) -> ProgramRun:
        return (yield from self._run)


@pytest.mark.parametrize(
    ("default", "define", "loaded"),
    [
        (False, {}, False),
        (True, {}, True),
        (False, {"AUTOMATED": "ON"}, True),
        (True, {"AUTOMATED": "OFF"}, False),
    ],
)
def test_automated_looks_for_a_tape_of_the_library(
    site: Site, default: bool, define: dict[str, str], loaded: bool
) -> None:
    """With AUTOMATED ON the pool is gone through until a library has the tape."""
    shelved = on_the_shelf(site, 9)
    site.world.media(site.system()).defaults.alter(MediaDefsChange(automated=default))
    job = site.prepare(BackupProgram, "=OUT, $DATA.PAY.*", {"=OUT": {**OUT, **define}})
    run = job.main()
    effect = next(run)
    if loaded:
        assert site.robot.log == ["load LIB001 out"]
        assert {site.statuses()[label] for label in shelved} == {"SCRATCH"}
    else:
        assert isinstance(effect, Wait)
        assert site.console()[-1].endswith(f"MOUNT {shelved[0]} WITH RING")
    run.close()


def test_automated_asks_people_after_ten_tapes(site: Site) -> None:
    """ALTER TAPEMOUNT starts the search again; the pool goes round, so it finds one then."""
    shelved = on_the_shelf(site, 10)
    site.world.media(site.system()).defaults.alter(MediaDefsChange(automated=True))
    run = site.prepare(BackupProgram, "=OUT, $DATA.PAY.*", {"=OUT": OUT}).main()
    assert isinstance(next(run), Wait)
    [request] = site.server().requests.waiting()
    assert request.label == shelved[0]
    assert [label for label, status in site.statuses().items() if status == "SELECTED"] == [
        shelved[0]
    ]
    Answers(site.server()).substitute(request.number)
    assert site.robot.log == ["load LIB001 out"]
    assert site.statuses()[shelved[0]] == "SCRATCH"
    run.close()


def on_the_shelf(site: Site, count: int) -> list[str]:
    """Put tapes into the pool of the library that it does not hold, before its own."""
    system, pool = site.system(), PoolName(OUT["POOL"])
    names = [f"AAA{number:03}" for number in range(1, count + 1)]
    site.world.media(system).tapevolumes.add(
        VOLCAT,
        pool,
        [TapeLabel(name) for name in names],
        site.world.search_space(system),
        attributes=TapeAttributes(label="BACKUP", type="CART3480"),
    )
    return names


def test_a_scratch_tape_of_an_excluded_pool_cannot_be_premounted(site: Site) -> None:
    """DSM/TC User's Guide 6-9."""
    site.mount("VLT001")
    with waiting(site, {**BY_HAND, "POOL": "VAULT", "DEVICE": "$TAPE0"}) as job:
        assert job.waits
        assert site.console()[-1] == "600 $ZSVR : 0001 *MC* MOUNT VLT001 ON $TAPE0 WITH RING"
        site.server().hands.unload(DriveName.parse("$TAPE0"))
        site.mount("VLT001")
        assert job.lines()[-1].startswith("Files dumped = ")
    site.mount("VLT001")
    outcome = site.restore("=IN, *.*.*, LISTONLY", {**IN, "DEVICE": "$TAPE0"})
    assert outcome.lines[-1].startswith("Files listed = ")


class TestReservedDrives:
    """MEDIACOM manual, 2-57: a reserved drive is given to who names it, or opens it unlabeled."""

    @pytest.fixture(autouse=True)
    def reserve(self, site: Site) -> None:
        drives = site.server().drives
        drives.alter(drives.named("$TAPE0"), reserved=True)

    def test_a_request_for_any_drive_passes_it_over(self, site: Site) -> None:
        with waiting(site) as job:
            site.mount("HAND01", "$TAPE0")
            assert job.waits
            assert (
                site.console()[-1]
                == "640 STATUS 1506 - UNREQUESTED ANSI TAPE HAND01 ONLINE ON $TAPE0"
            )
            site.server().hands.unload(DriveName.parse("$TAPE0"))
            site.mount("HAND01", "$TAPE1")
            assert job.lines()[-1].startswith("Files dumped = ")

    def test_a_tape_that_stands_there_is_not_taken(self, site: Site) -> None:
        site.mount("HAND02", "$TAPE0")
        with waiting(site) as job:
            assert job.waits
            assert site.statuses()["HAND01"] == "SELECTED"

    def test_a_library_mounts_elsewhere_or_waits(self, site: Site) -> None:
        site.backup(FILES)
        assert any("LIB001 TAPE ON DRIVE $TAPE1 USED" in text for text in site.console())
        drives = site.server().drives
        drives.alter(drives.named("$TAPE1"), reserved=True)
        with waiting(site, OUT) as job:
            assert job.waits
            drives.alter(drives.named("$TAPE1"), reserved=False)
            assert job.lines()[-1].startswith("Files dumped = ")

    def test_who_names_it_gets_it(self, site: Site) -> None:
        site.mount("HAND01", "$TAPE0")
        outcome = site.backup(FILES, {**BY_HAND, "DEVICE": "$TAPE0"})
        assert outcome.lines[-1].startswith("Files dumped = ")


class TestTwoJobs:
    """DSM/TC User's Guide 3-11: two jobs can be asked for the same input tape."""

    def test_people_are_asked_again(self, site: Site) -> None:
        site.mount("HAND01")
        site.backup(FILES, BY_HAND)
        site.mount("HAND01")
        first = Job(site, site.prepare(RestoreProgram, LIST, {"=IN": IN}))
        second = Job(site, site.prepare(RestoreProgram, LIST, {"=IN": IN}))
        assert second.waits
        assert site.console()[-1] == "601 $ZSVR : 0001 *MC* MOUNT HAND01 NO RING"
        assert first.lines()[-1].startswith("Files listed = ")
        assert second.waits
        site.mount("HAND01", "$TAPE1")
        assert second.lines()[-1].startswith("Files listed = ")

    def test_a_library_tries_again_by_itself(self, site: Site) -> None:
        site.backup(FILES)
        first = Job(site, site.prepare(RestoreProgram, LIST, {"=IN": IN}))
        second = Job(site, site.prepare(RestoreProgram, LIST, {"=IN": IN}))
        [request] = Answers(site.server()).waiting()
        [row] = tapemount(request, ALPHA, "")
        assert row == "    3  RETRY    BACKUP  \\ALPHA                  YES    NO ACTION NEEDED"
        assert first.lines()[-1].startswith("Files listed = ")
        assert second.lines()[-1].startswith("Files listed = ")
        assert Answers(site.server()).waiting() == []

    def test_that_can_be_rejected(self, site: Site) -> None:
        site.backup(FILES)
        first = Job(site, site.prepare(RestoreProgram, LIST, {"=IN": IN}))
        second = Job(site, site.prepare(RestoreProgram, LIST, {"=IN": IN}))
        [request] = Answers(site.server()).waiting()
        Answers(site.server()).reject(request.number)
        assert "ERROR 194" in second.lines()[-1]
        assert first.lines()[-1].startswith("Files listed = ")

    def test_a_drive_without_labels_is_asked_for_while_it_is_in_use(self, site: Site) -> None:
        defaults = site.world.media(site.system()).defaults
        defaults.alter(MediaDefsChange(level=SupportLevel.COMPATIBLE))
        bare = {"CLASS": "TAPE", "LABELS": "OMITTED", "DEVICE": "$TAPE0"}
        site.mount("HAND01")
        first = Job(site, site.prepare(BackupProgram, FILES, {"=OUT": BY_HAND}))
        second = Job(site, site.prepare(BackupProgram, FILES, {"=OUT": bare}))
        [request] = Answers(site.server()).waiting()
        assert refused(Answers(site.server()).accept, request.number) == "file-system.12"
        assert first.lines()[-1].startswith("Files dumped = ")
        site.server().hands.mount(TapeLabel("BARE"), DriveName.parse("$TAPE0"), unlabeled=True)
        Answers(site.server()).accept(request.number)
        assert second.lines()[-1].startswith("Files dumped = ")
