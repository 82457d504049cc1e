"""Tapes that were never written: nobody can read them, and people are asked what to do.

What operators see of it stands in `tape-new.session`.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tape_ground import BY_HAND, OUT, Job, Site, refused, waiting

from nsksim.errors import OperatorError
from nsksim.names import DriveName, NodeName, TapeLabel
from nsksim.programs.mediacom.program import Mediacom
from nsksim.programs.program import Program
from nsksim.programs.restore import RestoreProgram
from nsksim.tape import (
    Answers,
    Cartridge,
    LabelType,
    MountRequest,
    OpenMode,
    Reel,
    TapeServer,
    VolumeLabel,
)
from tests.programs.harness import ALPHA, BETA

DRIVE = DriveName.parse("$TAPE0")
UNKNOWN = "UNKNOWN TAPE ON $TAPE0, ACCEPT OR MOUNT CORRECT TAPE TO PROCEED"
ONLINE = "639 STATUS 1505 - UNREQUESTED NL TAPE ONLINE ON $TAPE0"
UNLABELED = {"CLASS": "TAPE", "LABELS": "OMITTED", "DEVICE": r"\ALPHA.$TAPE0"}


def mount(site: Site, name: str = "PACK1") -> None:
    site.server().hands.mount(TapeLabel(name), DRIVE, new=True)


def asked(site: Site) -> list[MountRequest]:
    return Answers(site.server()).waiting()


def polling(site: Site, node: NodeName = ALPHA) -> tuple[Job, Program]:
    r"""Let MEDIACOM of a system read the label of whatever tape comes on \ALPHA.$TAPE0."""
    line = r"INFO TAPELABEL, TAPEDRIVE \ALPHA.$TAPE0, PROMPT OFF"
    program = site.prepare(Mediacom, line, {}, node=node)
    job = Job(site, program)
    assert job.lines() == [r"\ALPHA.$TAPE0: not ready -- beginning to poll ..."]
    return job, program


def test_people_are_asked_in_the_name_of_the_server_itself(site: Site) -> None:
    mount(site)
    [request] = asked(site)
    assert (request.number, request.device, request.use.mode) == (1, "$TAPE0", OpenMode.UNREADABLE)
    process = site.server().process(request.holder)
    assert process is not None
    assert process.name == "$ZSVR"
    assert site.console() == [f"608 $ZSVR: 0001 {UNKNOWN}"]
    assert site.drives()["$TAPE0"] == "PACK1"


def test_the_question_is_part_of_a_snapshot(site: Site) -> None:
    mount(site)
    site.world.snapshot("ASKED")
    Answers(site.server()).accept(1)
    site.world.restore("ASKED")
    assert [request.number for request in asked(site)] == [1]
    Answers(site.server()).reject(1)
    assert site.drives()["$TAPE0"] == ""


@pytest.mark.parametrize(
    "take_out",
    [lambda server: server.hands.unload(DRIVE), lambda server: Answers(server).reject(1)],
)
def test_the_next_tape_is_recognized_and_nobody_asks_any_more(
    site: Site, take_out: Callable[[TapeServer], None]
) -> None:
    mount(site)
    assert refused(site.mount, "HAND01") == "file-system.12"
    take_out(site.server())
    site.mount("HAND01")
    assert asked(site) == []
    assert site.drives()["$TAPE0"] == "HAND01"


def test_only_what_was_never_written_is_asked_about(site: Site) -> None:
    server = site.server()
    mount(site)
    Answers(server).accept(1)
    server.hands.relabel("$TAPE0", VolumeLabel("OTHER1", LabelType.BACKUP))
    server.hands.relabel("$TAPE0", None)
    server.hands.unload(DRIVE)
    site.mount("OTHER1")
    assert site.console()[-1] == ONLINE
    assert asked(site) == []
    server.hands.unload(DRIVE)
    assert refused(mount, site, "OTHER1") == "tape-drive.written"
    assert refused(mount, site, "HAND01") == "tape-drive.labeled"
    assert site.drives()["$TAPE0"] == ""


def test_a_new_tape_stays_new_until_it_is_written(site: Site) -> None:
    mount(site)
    Answers(site.server()).accept(1)
    site.server().hands.unload(DRIVE)
    site.server().hands.mount(TapeLabel("PACK1"), DRIVE, unlabeled=True)
    assert [request.number for request in asked(site)] == [2]
    assert site.server().stock.reel(Cartridge("PACK1")) == Reel(new=True)


# -- jobs ---------------------------------------------------------------------------------------


def test_no_job_sees_the_tape_and_no_library_gets_the_drive(site: Site) -> None:
    mount(site)
    server = site.server()
    free = server.drives.free("")
    assert free is not None
    assert free.name == "$TAPE1"
    assert server.drives.free("$TAPE0") is None
    with waiting(site, {**OUT, "DEVICE": r"\ALPHA.$TAPE0"}) as job:
        assert job.waits
        assert site.robot.log == []
        Answers(server).reject(1)
        assert job.lines()[-1].startswith("Files dumped = ")
    assert site.robot.log[0] == "load LIB001 out"


@pytest.mark.parametrize(
    ("volume", "text"),
    [
        ({}, "629 ERROR 18 - WRONG TAPE, NOT LABELED, USE SCRATCH TAPE"),
        ({"VOLUME": "HAND02"}, "615 ERROR 4 - WRONG TAPE, NOT LABELED, SHOULD BE HAND02"),
    ],
)
def test_where_a_labeled_tape_is_wanted_the_accepted_one_is_wrong(
    site: Site, volume: dict[str, str], text: str
) -> None:
    with waiting(site, {**BY_HAND, **volume, "DEVICE": r"\ALPHA.$TAPE0"}) as job:
        mount(site)
        with pytest.raises(OperatorError) as caught:
            Answers(site.server()).accept(2)
        assert caught.value.lines == [text.partition(" ")[2]]
        assert site.console()[-4:] == [
            "637 STATUS 1503 - EXECUTED TAPECOM ACCEPT 0002",
            "652 $ZSVR: 0002 REQUEST FOR DEVICE $TAPE0 ACCEPTED BY OPERATOR",
            text,
            "659 STATUS 1512 - TAPE DISMOUNTED FROM DRIVE $TAPE0",
        ]
        assert [request.number for request in asked(site)] == [1]
        assert job.waits
        site.mount("HAND02")
        assert job.lines()[-1].startswith("Files dumped = ")


def test_a_drive_that_needs_no_approval_is_given_when_its_tape_was_accepted(site: Site) -> None:
    server = site.server()
    server.drives.alter(server.drives.named("$TAPE0"), nl_check=False)
    mount(site)
    with waiting(site, UNLABELED) as job:
        assert job.waits
        Answers(server).accept(1)
        assert job.lines()[-1].startswith("Files dumped = ")
    assert ONLINE not in site.console()


def behind(site: Site) -> None:
    """Put a tape that cannot be read on a drive that needs no approval."""
    server = site.server()
    server.drives.alter(server.drives.named("$TAPE0"), nl_check=False)
    mount(site)


def test_a_rejected_tape_is_rejected_for_whoever_waits_for_the_drive(site: Site) -> None:
    behind(site)
    with waiting(site, UNLABELED) as job, waiting(site, UNLABELED) as other:
        Answers(site.server()).reject(1)
        for each in (job, other):
            assert "FILE SYSTEM ERROR 194" in each.lines()[-1]
    assert site.drives()["$TAPE0"] == ""


def test_jobs_get_the_drive_in_the_order_in_which_they_wait(site: Site) -> None:
    behind(site)
    with waiting(site, UNLABELED) as job, waiting(site, UNLABELED) as other:
        Answers(site.server()).accept(1)
        assert other.waits
        assert job.lines()[-1].startswith("Files dumped = ")
        site.server().hands.mount(TapeLabel("PACK2"), DRIVE, unlabeled=True)
        assert other.lines()[-1].startswith("Files dumped = ")
    assert site.server().requests.all() == []


def test_a_job_goes_on_waiting_when_the_tape_is_taken_away(site: Site) -> None:
    behind(site)
    with waiting(site, UNLABELED) as job:
        site.server().hands.unload(DRIVE)
        assert job.waits
        mount(site, "PACK2")
        assert job.waits
        site.server().hands.unload(DRIVE)
        site.server().hands.mount(TapeLabel("PACK3"), DRIVE, unlabeled=True)
        assert job.lines()[-1].startswith("Files dumped = ")


def test_a_job_comes_before_a_command_that_waits_for_the_same_answer(site: Site) -> None:
    behind(site)
    command, _ = polling(site)
    with waiting(site, UNLABELED) as job:
        Answers(site.server()).accept(1)
        assert command.waits
        assert job.lines()[-1].startswith("Files dumped = ")
    command.close()


def test_the_drive_is_not_given_before_its_tape_was_accepted(site: Site) -> None:
    with waiting(site, {**UNLABELED, "LABELS": "BYPASS"}) as job:
        mount(site)
        assert refused(Answers(site.server()).accept, 1) == "mediacom.5986"
        assert job.waits
        Answers(site.server()).accept(2)
        Answers(site.server()).accept(1)
        assert job.lines()[-1].startswith("Files dumped = ")


# -- commands that poll the drive ---------------------------------------------------------------


@pytest.mark.parametrize("node", [ALPHA, BETA])
def test_a_command_that_polls_the_drive_takes_a_new_tape(site: Site, node: NodeName) -> None:
    job, _ = polling(site, node)
    mount(site)
    assert asked(site) == []
    assert site.console() == []
    assert job.lines() == [r"**ERROR-5992** The tape on \ALPHA.$TAPE0 has no label."]
    assert site.server().requests.all() == []
    assert site.drives()["$TAPE0"] == ""


def test_a_command_that_is_no_more_polls_no_more(site: Site) -> None:
    _, program = polling(site)
    program.environment.system.processes.stop(program.environment.process)
    mount(site)
    assert [request.number for request in asked(site)] == [1]


def test_a_command_that_is_stopped_polls_no_more(site: Site) -> None:
    job, _ = polling(site)
    job.close()
    mount(site)
    assert [request.number for request in asked(site)] == [1]


def test_a_command_of_another_drive_takes_nothing(site: Site) -> None:
    polling(site)
    site.server().hands.mount(TapeLabel("PACK1"), DriveName.parse("$TAPE1"), new=True)
    assert [request.device for request in asked(site)] == ["$TAPE1"]


def test_a_command_that_begins_to_poll_waits_until_the_tape_was_accepted(site: Site) -> None:
    mount(site)
    job, _ = polling(site)
    assert job.waits
    Answers(site.server()).accept(1)
    assert job.lines() == [r"**ERROR-5992** The tape on \ALPHA.$TAPE0 has no label."]


# -- without the tape server --------------------------------------------------------------------


def test_the_server_asks_when_it_comes_up(site: Site) -> None:
    system, server = site.system(), site.server()
    process, owner = system.processes.named("$ZSVR"), system.users.named("SUPER.SUPER")
    assert process is not None
    assert owner is not None
    mount(site)
    system.processes.stop(process)
    server.hands.mount(TapeLabel("PACK2"), DriveName.parse("$TAPE1"), new=True)
    assert asked(site) == []
    started = system.processes.start(process.program, owner, name="$ZSVR")
    assert started.name == "$ZSVR"
    server.hands.recognize()
    assert [(each.number, each.device) for each in asked(site)] == [(2, "$TAPE0"), (3, "$TAPE1")]
    server.hands.recognize()
    assert [(each.number, each.device) for each in asked(site)] == [(4, "$TAPE0"), (5, "$TAPE1")]


def test_a_job_reads_again_what_another_wrote_on_a_new_tape(site: Site) -> None:
    mount(site)
    Answers(site.server()).accept(1)
    with waiting(site, UNLABELED) as job:
        Answers(site.server()).accept(2)
        assert job.lines()[-1].startswith("Files dumped = 3")
    site.mount("PACK1")
    reading = Job(site, site.prepare(RestoreProgram, "=IN, *.*.*, LISTONLY", {"=IN": UNLABELED}))
    Answers(site.server()).accept(3)
    assert "Files listed = 3    Files not listed = 0" in reading.lines()
