"""What operators answer to $ZSVR: mounts that serve or do not, REJECT, ACCEPT, substitutes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tape_ground import BY_HAND, FILES, IN, VAULT, VOLCAT, Site, refused, waiting

from nsksim.dsmtc import TapeAttributes
from nsksim.errors import OperatorError
from nsksim.guardian.files import EDIT
from nsksim.names import DriveName, FileName, TapeLabel
from nsksim.programs.backup import BackupProgram
from nsksim.tape import Answers, MountRequest
from tests.programs.harness import ALPHA

NAMED = {**BY_HAND, "VOLUME": "(HAND01, HAND02)"}
UNLABELED = {"CLASS": "TAPE", "LABELS": "OMITTED", "DEVICE": r"\ALPHA.$TAPE0"}
BYPASSED = {**UNLABELED, "LABELS": "BYPASS"}
LIST = "=IN, *.*.*, LISTONLY"


def answers(site: Site) -> Answers:
    return Answers(site.server())


def asked(site: Site) -> list[MountRequest]:
    return answers(site).waiting()


def backed_up(site: Site, label: str, **changes: str) -> None:
    site.mount(label)
    assert site.backup(FILES, {**BY_HAND, **changes}).code == 0


# -- mounting -----------------------------------------------------------------------------------


def test_any_scratch_tape_of_the_pool_serves_a_request_for_one(site: Site) -> None:
    """DSM/TC User's Guide 66, table 3-1."""
    with waiting(site) as job:
        assert site.statuses()["HAND01"] == "SELECTED"
        site.mount("HAND02")
        assert (site.statuses()["HAND01"], site.statuses()["HAND02"]) == ("SCRATCH", "SELECTED")
        assert "648 $ZSVR: 0001 VOLUME HAND02 MOUNTED" in site.console()
        job.lines()
    assert (site.statuses()["HAND01"], site.statuses()["HAND02"]) == ("SCRATCH", "ASSIGNED")
    assert asked(site) == []


@pytest.mark.parametrize("label", ["VLT001", "FOREIG"])
def test_a_tape_of_another_pool_stays_on_its_drive_and_serves_nobody(
    site: Site, label: str
) -> None:
    with waiting(site) as job:
        site.mount(label)
        assert (
            site.console()[-1]
            == f"640 STATUS 1506 - UNREQUESTED ANSI TAPE {label} ONLINE ON $TAPE0"
        )
        assert job.waits
        assert site.drives()["$TAPE0"] == label


def test_a_named_tape_is_served_by_itself_only(site: Site) -> None:
    with waiting(site, NAMED) as job:
        site.mount("HAND02")
        assert job.waits
        assert site.statuses()["HAND02"] == "SCRATCH"


@pytest.mark.parametrize(
    ("changes", "label", "unlabeled", "text"),
    [
        ({}, "VLT001", False, "614 ERROR 3 - WRONG TAPE, VLT001 MOUNTED, SHOULD BE HAND02"),
        ({}, "HAND01", False, "613 ERROR 2 - PROTECTION VIOLATION, VOLUME HAND01 NOT EXPIRED"),
        ({}, "BLANK", True, "629 ERROR 18 - WRONG TAPE, NOT LABELED, USE SCRATCH TAPE"),
        (
            {"VOLUME": "HAND02"},
            "HAND01",
            False,
            "614 ERROR 3 - WRONG TAPE, HAND01 MOUNTED, SHOULD BE HAND02",
        ),
        (
            {"VOLUME": "HAND02"},
            "BLANK",
            True,
            "615 ERROR 4 - WRONG TAPE, NOT LABELED, SHOULD BE HAND02",
        ),
    ],
)
def test_a_wrong_tape_does_not_stay_on_the_drive_of_the_define(
    site: Site, changes: dict[str, str], label: str, unlabeled: bool, text: str
) -> None:
    backed_up(site, "HAND01")
    with waiting(site, {**BY_HAND, **changes, "DEVICE": r"\ALPHA.$TAPE1"}) as job:
        drive = DriveName.parse("$TAPE1")
        with pytest.raises(OperatorError) as caught:
            site.server().hands.mount(TapeLabel(label), drive, unlabeled=unlabeled)
        assert site.console()[-1] == text
        assert caught.value.lines == [text.partition(" ")[2]]
        assert site.drives()["$TAPE1"] == ""
        assert job.waits


def test_a_tape_with_a_label_is_not_unlabeled(site: Site) -> None:
    def mount() -> None:
        site.server().hands.mount(TapeLabel("HAND01"), DriveName.parse("$TAPE0"), unlabeled=True)

    assert refused(mount) == "tape-drive.labeled"
    assert site.drives()["$TAPE0"] == ""


def test_a_process_that_vanishes_before_it_saw_its_tape_loses_it(site: Site) -> None:
    program = site.prepare(BackupProgram, FILES, {"=OUT": BY_HAND})
    run = program.main()
    next(run)
    site.mount("HAND01")
    site.system().processes.stop(program.environment.process)
    assert asked(site) == []
    assert site.drives()["$TAPE0"] == ""
    assert site.statuses()["HAND01"] == "SCRATCH"
    run.close()


# -- REJECT -------------------------------------------------------------------------------------


def test_a_rejected_request_ends_the_job_with_error_194(site: Site) -> None:
    with waiting(site) as job:
        answers(site).reject(1)
        assert site.statuses()["HAND01"] == "SCRATCH"
        assert site.console()[-3:] == [
            "636 STATUS 1502 - EXECUTED MEDIACOM REJECT 0001",
            "634 STATUS 502 - VOLUME HAND01 REJECTED",
            "651 $ZSVR: 0001 REQUEST FOR VOLUME HAND01 REJECTED BY OPERATOR",
        ]
        assert job.lines() == [
            "*ERROR* =OUT: FILE SYSTEM ERROR 194, mount request rejected by the operator"
        ]
    assert not site.server().requests.all()
    assert refused(answers(site).reject, 1) == "mediacom.5920"


def test_an_input_tape_that_is_rejected_keeps_its_status(site: Site) -> None:
    backed_up(site, "HAND01")
    with waiting(site, IN, LIST) as job:
        answers(site).reject(asked(site)[0].number)
        assert "FILE SYSTEM ERROR 194" in job.lines()[0]
    assert site.statuses()["HAND01"] == "ASSIGNED"


# -- ACCEPT -------------------------------------------------------------------------------------


def test_a_labeled_tape_is_not_accepted_but_mounted(site: Site) -> None:
    with waiting(site) as job:
        assert refused(answers(site).accept, 1) == "mediacom.5987"
        assert job.waits


def test_an_unlabeled_tape_needs_approval_and_can_be_read_again(site: Site) -> None:
    server, drive = site.server(), DriveName.parse("$TAPE0")
    with waiting(site, {**UNLABELED, "MOUNTMSG": "rack 7"}) as job:
        assert site.console() == ["606 $ZSVR: 0001 REQUEST TO USE $TAPE0 UNLABELED rack 7"]
        assert refused(site.mount, "HAND01") == "tape-server.5"
        server.hands.mount(TapeLabel("REEL"), drive, unlabeled=True)
        assert site.console()[-1] == "639 STATUS 1505 - UNREQUESTED NL TAPE ONLINE ON $TAPE0"
        assert job.waits
        answers(site).accept(1)
        assert site.console()[-3:] == [
            "637 STATUS 1503 - EXECUTED TAPECOM ACCEPT 0001",
            "652 $ZSVR: 0001 REQUEST FOR DEVICE $TAPE0 ACCEPTED BY OPERATOR",
            "638 STATUS 1504 - TAPE OPENED ON $TAPE0",
        ]
        assert "Files dumped = 3" in job.lines()[-1]
    assert site.console()[-1] == "659 STATUS 1512 - TAPE DISMOUNTED FROM DRIVE $TAPE0"
    server.drives.alter(server.drives.named("$TAPE0"), nl_check=False)
    site.mount("REEL")
    outcome = site.restore(LIST, UNLABELED)
    assert outcome.code == 0
    assert any("CARDS" in line for line in outcome.lines)


def test_without_the_check_an_empty_drive_is_not_ready(site: Site) -> None:
    server = site.server()
    server.drives.alter(server.drives.named("$TAPE0"), nl_check=False)
    outcome = site.restore(LIST, UNLABELED)
    assert outcome.lines[0].startswith("*ERROR* =IN: FILE SYSTEM ERROR 100, ")
    site.mount("HAND01")
    outcome = site.restore(LIST, UNLABELED)
    assert outcome.lines[0].startswith("*ERROR* =IN: FILE SYSTEM ERROR 100, ")
    assert "616 ERROR 5 - WRONG TAPE, HAND01 MOUNTED, USE UNLABELED TAPE" in site.console()
    assert site.drives()["$TAPE0"] == ""


def test_bypassed_labels_are_not_looked_at(site: Site) -> None:
    backed_up(site, "HAND01")
    with waiting(site, BYPASSED, LIST) as job:
        number = asked(site)[0].number
        site.mount("HAND01")
        text = f"$ZSVR: {number:04} REQUEST TO USE $TAPE0 WITH NO LABEL PROTECTION"
        assert f"607 {text}" in site.console()
        answers(site).accept(number)
        assert "Files listed = 3    Files not listed = 0" in job.lines()
    assert site.statuses()["HAND01"] == "ASSIGNED"


def test_a_labeled_tape_is_unloaded_before_its_label_would_be_written_over(site: Site) -> None:
    site.mount("HAND01")
    with waiting(site, BYPASSED) as job:
        assert site.drives()["$TAPE0"] == ""
        site.mount("HAND01")
        answers(site).accept(asked(site)[0].number)
        assert job.lines()[-1] == "Files dumped = 3    Files not dumped = 0"


def test_a_labeled_tape_is_unloaded_where_an_unlabeled_one_is_wanted(site: Site) -> None:
    site.mount("HAND01")
    with waiting(site, UNLABELED):
        assert site.drives()["$TAPE0"] == ""
        assert site.console()[-3:] == [
            "616 ERROR 5 - WRONG TAPE, HAND01 MOUNTED, USE UNLABELED TAPE",
            "659 STATUS 1512 - HAND01 TAPE DISMOUNTED FROM DRIVE $TAPE0",
            "606 $ZSVR: 0001 REQUEST TO USE $TAPE0 UNLABELED",
        ]


def test_it_stays_where_nobody_is_asked(site: Site) -> None:
    site.server().drives.alter(site.server().drives.named("$TAPE0"), blp_check=False)
    site.mount("HAND01")
    with waiting(site, BYPASSED) as job:
        assert job.lines()[-1] == "Files dumped = 3    Files not dumped = 0"


def test_a_rejected_drive_is_named(site: Site) -> None:
    with waiting(site, BYPASSED, LIST) as job:
        answers(site).reject(1)
        assert (
            site.console()[-1] == "653 $ZSVR: 0001 REQUEST FOR DEVICE $TAPE0 REJECTED BY OPERATOR"
        )
        assert "FILE SYSTEM ERROR 194" in job.lines()[0]


# -- ALTER TAPEMOUNT ----------------------------------------------------------------------------


def test_the_next_name_of_the_list_is_asked_for_then_the_pool(site: Site) -> None:
    add_tapes(site, "HAND03")
    with waiting(site, NAMED):
        answers(site).substitute(1)
        assert (asked(site)[0].label, asked(site)[0].scratch) == ("HAND02", False)
        assert site.console()[-1] == "600 $ZSVR : 0001 *MC* MOUNT HAND02 WITH RING"
        answers(site).substitute(1)
        assert asked(site)[0].scratch
        assert site.statuses()["HAND02"] == "SCRATCH"
        assert refused(answers(site).substitute, 1) == "mediacom.5988"
        assert len([each for each in site.statuses().values() if each == "SELECTED"]) == 1


def test_a_name_that_cannot_be_used_is_passed_over(site: Site) -> None:
    backed_up(site, "HAND02")
    add_tapes(site, "HAND03")
    with waiting(site, NAMED):
        answers(site).substitute(asked(site)[0].number)
        assert asked(site)[0].label == "HAND03"
        text = "679 ERROR 1021 - VOLUME HAND02 CAN NOT BE USED, SELECTING ALTERNATE"
        assert text in site.console()


def test_a_pool_without_another_scratch_tape_has_no_substitute(site: Site) -> None:
    backed_up(site, "HAND02")
    with waiting(site, {**BY_HAND, "VOLUME": "HAND01"}):
        number = asked(site)[0].number
        assert refused(answers(site).substitute, number) == "mediacom.5988"
        assert asked(site)[0].label == "HAND01"
        assert site.statuses()["HAND01"] == "SELECTED"


def test_without_a_copy_the_request_is_repeated(site: Site) -> None:
    backed_up(site, "HAND01")
    with waiting(site, IN, LIST):
        number = asked(site)[0].number
        assert refused(answers(site).substitute, number) == "tape-server.1025"
        assert site.console()[-2:] == [
            "683 ERROR 1025 - NO COPY AVAILABLE FOR FILEID NIGHTLY",
            f"601 $ZSVR : {number:04} *MC* MOUNT HAND01 NO RING",
        ]


@pytest.mark.parametrize("copy", [{"LOGICAL": "2"}, {"PHYSICAL": "2"}])
def test_the_tape_of_another_copy_is_asked_for(site: Site, copy: dict[str, str]) -> None:
    backed_up(site, "HAND01")
    backed_up(site, "HAND02", GEN="1", **copy)
    with waiting(site, IN, LIST) as job:
        number = asked(site)[0].number
        answers(site).substitute(number)
        assert [each.label for each in asked(site)] == ["HAND02"]
        site.mount("HAND02")
        assert "Files listed = 3    Files not listed = 0" in job.lines()


@pytest.mark.parametrize(("copy", "message"), [("LOGICAL", ""), ("PHYSICAL", "mediacom.6310")])
def test_a_later_reel_cannot_come_from_another_series(site: Site, copy: str, message: str) -> None:
    """MEDIACOM manual on ALTER TAPEMOUNT: error 6310."""
    backed_up(site, "HAND01")
    backed_up(site, "HAND02", GEN="1", **{copy: "2"})
    with waiting(site, IN, LIST):
        [request] = asked(site)
        site.server().requests.replace(replace(request, reel=2, further=True))
        expected = message or "mediacom.5988"  # the copy has one tape only
        assert refused(answers(site).substitute, request.number) == expected
        assert asked(site)[0].label == "HAND01"


def test_what_has_no_substitute(site: Site) -> None:
    with waiting(site, {"CLASS": "TAPE", "LABELS": "BACKUP", "VOLUME": "OTHER1"}):
        assert refused(answers(site).substitute, 1) == "mediacom.5988"
    with waiting(site, BYPASSED, LIST):
        assert refused(answers(site).substitute, 2) == "mediacom.5988"
    assert refused(answers(site).substitute, 2) == "mediacom.5920"


def test_a_substitute_in_the_library_is_loaded_by_it(site: Site) -> None:
    add_tapes(site, "LIB009", pool="DAILY")
    with waiting(site, {**BY_HAND, "VOLUME": "(HAND01, LIB009)"}) as job:
        answers(site).substitute(1)
        assert "648 $ZSVR: 0001 VOLUME LIB009 MOUNTED" in site.console()
        job.lines()
    assert site.statuses()["LIB009"] == "ASSIGNED"


def add_tapes(site: Site, *labels: str, pool: str = "DAILY") -> None:
    system = site.system()
    site.world.media(system).tapevolumes.add(
        VOLCAT,
        type(VAULT)(pool),
        [TapeLabel(label) for label in labels],
        site.world.search_space(system),
        attributes=TapeAttributes(label="BACKUP", type="CART3480"),
    )


# -- the second console -------------------------------------------------------------------------


def test_every_text_is_written_to_the_second_console_too(site: Site) -> None:
    system, console = site.system(), site.server().console
    name = FileName.parse("$DATA.PAY.TAPELOG", ALPHA)
    owner = system.users.named("OPS.NIGHT")
    assert owner is not None
    assert refused(console.turn_to, name) == "file-system.11"
    system.files.write(name, b"first\n", owner, code=EDIT)
    secured = system.files.find(name)
    assert secured is not None
    system.files.secure(secured, "OOOO")
    console.turn_to(name)
    site.mount("HAND01")
    written = system.files.find(name)
    assert written is not None
    assert system.files.read_lines(written) == [
        "first",
        "STATUS 1506 - UNREQUESTED ANSI TAPE HAND01 ONLINE ON $TAPE0",
    ]
    assert (written.owner_group, written.security) == (owner.group_id, "OOOO")
    system.files.purge("$DATA", "PAY", ["TAPELOG"])
    site.server().hands.unload(DriveName.parse("$TAPE0"))
    assert (
        site.console()[-1]
        == r"685 ERROR 1027 - ERROR 11 ON DSM/TC CONSOLE \ALPHA.$DATA.PAY.TAPELOG"
    )
    assert console.second is None
