r"""Jobs that use drives or catalogs of another system: \ALPHA has both, \BETA has both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from tape_cut import LIST, PAY, Kill, Killed, job, line, run
from tape_ground import (
    BY_HAND,
    FILECAT,
    IN,
    OUT,
    VOLCAT,
    Ground,
    Job,
    Site,
    furnish,
    refused,
    waiting,
)

from nsksim.dsmtc import MediaDefsChange, Retention, Selection, SupportLevel, TapeAttributes
from nsksim.errors import OperatorError
from nsksim.expand import LineState
from nsksim.names import DriveName, NodeName, PoolName, TapeFilePattern, TapeLabel
from nsksim.programs.backup import BackupProgram
from nsksim.programs.mediacom.program import Mediacom
from nsksim.tape import Answers, Cartridge, Holder, TapeUse, home_in
from tests.programs.harness import ALPHA, BETA
from tests.sweep import swept

FAR = {**OUT, "POOL": "FAR", "VOLCAT": r"\BETA.VC", "FILECAT": r"\BETA.FC"}
r"""Catalogs of \BETA, drives of \ALPHA."""
BACK = {**IN, "LABELS": "BACKUP", "FILECAT": r"\BETA.FC"}
ANY = Selection(TapeFilePattern("*"))


TWO = "Files listed = 2    Files not listed = 0"


def add_pool(site: Site, node: NodeName, pool: str, labels: tuple[str, ...]) -> None:
    """Add a pool with tapes that no catalog of another system has."""
    media = site.world.media(site.system(node))
    media.pools.add(VOLCAT, PoolName(pool))
    tapes = [TapeLabel(label) for label in labels]
    backup = TapeAttributes(label="BACKUP", type="CART3480")
    space = site.world.search_space(site.system(node))
    media.tapevolumes.add(VOLCAT, PoolName(pool), tapes, space, attributes=backup)


def add_far(site: Site) -> None:
    r"""Make pool FAR at \BETA with three tapes."""
    add_pool(site, BETA, "FAR", ("FAR001", "FAR002", "FAR003"))


@pytest.fixture(scope="module")
def with_far(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return furnish(tmp_path_factory.mktemp("far") / "built", add_far)


@pytest.fixture
def far(with_far: Ground) -> Iterator[Site]:
    with with_far.copied() as site:
        yield site


@pytest.fixture
def small(far: Site) -> Site:
    """Tapes on which the files of PAY have no room together."""
    for node in (ALPHA, BETA):
        far.system(node).database.execute("INSERT INTO TAPE_CAPACITY VALUES ('CART3480', 301)")
    return far


def written(site: Site, define: dict[str, str] = FAR) -> None:
    """Write the first tape of FAR, at \\ALPHA unless the DEFINE says otherwise."""
    site.mount("FAR001", node=NodeName.parse(define.get("AVRSYSTEM", str(ALPHA))))
    assert site.backup(PAY, define).lines[-1].startswith("Files dumped = ")


def refusal(site: Site, label: str) -> str:
    """Mount a tape that is refused."""
    with pytest.raises(OperatorError) as caught:
        site.mount(label)
    return caught.value.message.id


def statuses(site: Site) -> list[str]:
    return [site.statuses(BETA)[label] for label in ("FAR001", "FAR002", "FAR003")]


# -- drives of another system ------------------------------------------------------------------


def test_the_defaults_are_those_of_the_system_of_the_drive(site: Site) -> None:
    site.world.media(site.system(BETA)).defaults.alter(MediaDefsChange(retention=Retention(3)))
    site.backup("=OUT, $DATA.PAY.CARDS", {**OUT, "AVRSYSTEM": r"\BETA"})
    [entry] = site.world.media(site.system(BETA)).tapefiles.matching()
    assert entry.expires is not None
    assert (entry.expires - entry.created.date()).days == 3
    assert site.world.media(site.system(ALPHA)).tapefiles.matching() == []
    level = MediaDefsChange(level=SupportLevel.NOCATALOG)
    site.world.media(site.system(BETA)).defaults.alter(level)
    outcome = site.backup("=OUT, $DATA.PAY.CARDS", {**OUT, "AVRSYSTEM": r"\BETA"})
    assert outcome.lines[-1].endswith(
        "ERROR 99, attempt to use microcode option that is not installed"
    )


def test_a_library_of_the_other_system_mounts_its_tapes(site: Site) -> None:
    site.backup("=OUT, $DATA.PAY.CARDS, CATALOGFILES", {**OUT, "AVRSYSTEM": r"\BETA"})
    assert site.robot.log == ["load LIB001 out", "unload LIB001 written"]
    outcome = site.restore(LIST, {**IN, "AVRSYSTEM": r"\BETA"})
    assert r"Drives: (\BETA.$TAPE0)" in outcome.lines
    assert r"System: \ALPHA   Operating System: H06   Tape Version: 3" in outcome.lines
    used = [text for text in site.console(BETA) if text.startswith("699 STATUS 1516")]
    assert len(used) == 2
    assert all(r" TAPE ON DRIVE $TAPE0 USED BY \ALPHA." in text for text in used)
    assert site.console(ALPHA) == []


def test_a_tape_without_label_on_a_drive_of_the_other_system(site: Site) -> None:
    define = {"CLASS": "TAPE", "LABELS": "OMITTED", "DEVICE": r"\BETA.$TAPE1", "USE": "OUT"}
    server = site.server(BETA)
    server.drives.alter(server.drives.named("$TAPE1"), nl_check=False)
    server.hands.mount(TapeLabel("PLAIN1"), DriveName.parse("$TAPE1"), unlabeled=True)
    assert site.backup("=OUT, $DATA.PAY.CARDS", define).lines[-1].startswith("Files dumped = 1")
    server.hands.mount(TapeLabel("PLAIN1"), DriveName.parse("$TAPE1"), unlabeled=True)
    outcome = site.restore(LIST, {**define, "USE": "IN"})
    assert outcome.lines[-1] == "Files listed = 1    Files not listed = 0"


@pytest.mark.parametrize("new", [False, True])
def test_a_tape_without_label_is_not_carried_from_the_drive_of_another_system(
    site: Site, new: bool
) -> None:
    bare, drive = TapeLabel("PLAIN1"), DriveName.parse("$TAPE1")
    site.server(BETA).hands.mount(bare, drive, unlabeled=not new, new=new)
    assert refused(site.mount, "PLAIN1") == "tape-drive.mounted-elsewhere"
    site.server(BETA).hands.unload(drive)
    site.mount("PLAIN1")
    assert site.server().stock.label(Cartridge("PLAIN1")) is None
    assert site.server(BETA).stock.find("PLAIN1") is None
    site.server().hands.unload(DriveName.parse("$TAPE0"))
    site.server(BETA).hands.mount(bare, drive, unlabeled=not new, new=new)
    assert site.drives(BETA)["$TAPE1"] == "PLAIN1"


def test_a_process_that_ended_elsewhere_loses_its_drive(site: Site) -> None:
    work = job(site, {**BY_HAND, "AVRSYSTEM": r"\BETA"})
    site.mount("HAND01", node=BETA)
    assert site.statuses(BETA)["HAND01"] == "SELECTED"
    work.stop()
    site.server(BETA).leftovers.tidy()
    assert (site.statuses(BETA)["HAND01"], site.drives(BETA)["$TAPE0"]) == ("SCRATCH", "")
    work.close()


def test_a_job_that_reads_loses_its_drive_with_the_line(site: Site) -> None:
    site.backup(PAY, {**OUT, "AVRSYSTEM": r"\BETA"})
    work = job(site, {**IN, "AVRSYSTEM": r"\BETA"}, LIST)
    line(site, LineState.DOWN)
    assert work.lines()[-1] == r"*ERROR* \BETA.$TAPE0: FILE SYSTEM ERROR 250"
    site.server(BETA).leftovers.tidy()
    assert site.drives(BETA)["$TAPE0"] == ""


# -- catalogs of another system ----------------------------------------------------------------


def test_a_file_is_written_read_and_carried(far: Site) -> None:
    written(far)
    assert statuses(far) == ["ASSIGNED", "SCRATCH", "SCRATCH"]
    assert far.world.media(far.system(ALPHA)).tapefiles.matching() == []
    far.mount("FAR001")
    assert far.restore(LIST, BACK).lines[-1] == "Files listed = 3    Files not listed = 0"
    work = job(far, {**BACK, "AVRSYSTEM": r"\BETA"}, LIST)
    far.mount("FAR001", node=BETA)
    assert work.lines()[-1] == "Files listed = 3    Files not listed = 0"
    assert far.server(ALPHA).stock.find("FAR001") is None


def test_it_goes_on_on_a_further_tape(small: Site) -> None:
    work = job(small, FAR)
    small.mount("FAR001")
    work.lines()
    assert statuses(small) == ["INUSE", "SELECTED", "SCRATCH"]
    small.mount("FAR002")
    assert work.lines()[-1] == "Files dumped = 3    Files not dumped = 0"
    assert statuses(small) == ["ASSIGNED", "ASSIGNED", "SCRATCH"]


def test_any_scratch_tape_of_the_pool_serves(far: Site) -> None:
    work = job(far, FAR)
    far.mount("FAR003")
    assert work.lines()[-1].startswith("Files dumped = 3")
    assert statuses(far) == ["SCRATCH", "SCRATCH", "ASSIGNED"]


def test_the_operator_asks_for_another_tape_and_rejects(far: Site) -> None:
    work = job(far, {**FAR, "VOLUME": "(FAR002, FAR003)"})
    answers = Answers(far.server())
    [request] = answers.waiting()
    answers.substitute(request.number)
    assert statuses(far) == ["SCRATCH", "SCRATCH", "SELECTED"]
    answers.reject(request.number)
    assert statuses(far) == ["SCRATCH", "SCRATCH", "SCRATCH"]
    assert "ERROR 194" in work.lines()[-1]


def test_a_rejected_tape_is_free_when_the_line_is_up(far: Site) -> None:
    work = job(far, FAR)
    line(far, LineState.DOWN)
    Answers(far.server()).reject(1)
    assert "ERROR 194" in work.lines()[-1]
    work.stop()
    assert statuses(far)[0] == "SELECTED"
    line(far, LineState.UP)
    far.world.tidy_tapes()
    assert statuses(far) == ["SCRATCH", "SCRATCH", "SCRATCH"]
    assert far.server().requests.all() == []


def test_what_is_read_elsewhere_is_not_deleted(far: Site) -> None:
    written(far)
    far.mount("FAR001")
    work = job(far, BACK, LIST)
    ending = far.world.media(far.system(BETA)).ending
    assert refused(ending.delete, FILECAT, ANY) == "mediacom.5966"
    work.close()
    assert ending.delete(FILECAT, ANY) == 1
    assert statuses(far) == ["SCRATCH", "SCRATCH", "SCRATCH"]


def test_a_process_that_is_no_more_reads_nothing(far: Site) -> None:
    written(far)
    far.mount("FAR001")
    work = job(far, BACK, LIST)
    work.stop()
    assert far.world.media(far.system(BETA)).ending.delete(FILECAT, ANY) == 1
    work.close()


def test_a_tape_without_catalog_is_one_of_the_system_of_the_drive(site: Site) -> None:
    site.mount("HAND01", node=BETA)
    site.backup(PAY, {**BY_HAND, "AVRSYSTEM": r"\BETA"})
    defaults = site.world.media(site.system(ALPHA)).defaults
    defaults.alter(MediaDefsChange(level=SupportLevel.COMPATIBLE))
    bare = {"CLASS": "TAPE", "LABELS": "ANSI", "VOLUME": "HAND01", "USE": "IN"}
    work = job(site, bare, LIST)
    ending = site.world.media(site.system(BETA)).ending
    assert ending.delete(FILECAT, ANY) == 1
    work.close()


def test_a_library_here_is_not_searched_for_tapes_of_other_catalogs(far: Site) -> None:
    media = far.world.media(far.system(BETA))
    backup = TapeAttributes(label="BACKUP", type="CART3480")
    space = far.world.search_space(far.system(BETA))
    media.tapevolumes.add(VOLCAT, PoolName("FAR"), [TapeLabel("LIB009")], space, attributes=backup)
    work = job(far, {**FAR, "AUTOMATED": "ON"})
    assert work.waits
    assert far.robot.log == []
    assert far.console()[-1] == "600 $ZSVR : 0001 *MC* MOUNT FAR001 WITH RING"
    work.close()


def test_without_a_line_nothing_is_chosen(far: Site) -> None:
    line(far, LineState.DOWN)
    for outcome in (far.backup(PAY, FAR), far.restore(LIST, BACK)):
        assert "ERROR 594, ERROR 1007 - DSM/TC REPLY ERROR : 603" in outcome.lines[-1]
    assert far.console() == ["663 ERROR 1007 - DSM/TC REPLY ERROR : 603"] * 2


def test_a_line_that_goes_down_while_the_tape_is_asked_for(far: Site) -> None:
    work = job(far, FAR)
    line(far, LineState.DOWN)
    far.mount("FAR001")
    assert "DSM/TC REPLY ERROR : 603" in work.lines()[-1]
    assert (far.drives()["$TAPE0"], statuses(far)[0]) == ("", "SELECTED")
    work.stop()
    line(far, LineState.UP)
    far.server().leftovers.tidy()
    assert statuses(far)[0] == "SCRATCH"


def test_a_scratch_tape_cannot_be_recognized_without_a_line(far: Site) -> None:
    work = job(far, FAR)
    line(far, LineState.DOWN)
    far.mount("FAR002", "$TAPE1")
    assert work.waits
    line(far, LineState.UP)
    assert work.lines()[-1].startswith("Files dumped = 3")
    assert statuses(far) == ["SCRATCH", "ASSIGNED", "SCRATCH"]


def test_a_job_that_is_given_up_without_a_line_is_ended_later(far: Site) -> None:
    work = job(far, FAR)
    line(far, LineState.DOWN)
    work.close()
    work.stop()
    far.server().leftovers.tidy()
    assert len(far.server().requests.all()) == 1
    line(far, LineState.UP)
    far.server().leftovers.tidy()
    assert far.server().requests.all() == []
    assert statuses(far) == ["SCRATCH", "SCRATCH", "SCRATCH"]


def test_a_name_of_a_library_here_is_not_written(site: Site) -> None:
    define = {**FAR, "POOL": "ROBOT"}
    outcome = site.backup(PAY, define)
    assert outcome.lines[-1].endswith(
        r"Writing tape LIB001 of \BETA.VC, a name that a tape has at \ALPHA, is not modelled by"
        " this simulator."
    )
    assert site.statuses(BETA)["LIB001"] == "SCRATCH"
    assert site.robot.log == []


def test_a_library_here_gives_its_tape_to_be_read(site: Site) -> None:
    """What is on it decides: a copy of the tape that is meant, or another tape."""
    site.backup(PAY, {**OUT, "AVRSYSTEM": r"\BETA"})
    outcome = site.restore(LIST, BACK)
    assert outcome.lines[-1] == "*ERROR* Tape LIB001 holds no tape file."
    site.robot.contents[str(ALPHA), "LIB001"] = site.robot.contents[str(BETA), "LIB001"]
    assert site.restore(LIST, BACK).lines[-1] == "Files listed = 3    Files not listed = 0"


# -- what people carry ---------------------------------------------------------------------------


def test_there_is_one_tape_of_a_name(far: Site) -> None:
    """Written at its home, then elsewhere as any scratch tape: the old content is gone."""
    far.mount("FAR001", node=BETA)
    far.backup("=OUT, $DATA.PAY.CARDS", {**FAR, "AVRSYSTEM": r"\BETA"})
    far.world.media(far.system(BETA)).ending.delete(FILECAT, ANY)
    far.mount("FAR001")
    far.backup("=OUT, $DATA.PAY.RATES", {**FAR, "GEN": "1"})
    assert far.server(BETA).stock.find("FAR001") is None
    far.mount("FAR001", node=BETA)
    outcome = far.restore(LIST, {**BACK, "AVRSYSTEM": r"\BETA"})
    assert [line.split()[0] for line in outcome.lines if line.startswith("  ")] == ["RATES"]


def test_a_tape_stands_on_one_drive(far: Site) -> None:
    far.mount("FAR001")
    with pytest.raises(OperatorError) as caught:
        far.mount("FAR001", node=BETA)
    assert caught.value.text == r"Tape FAR001 is on drive \ALPHA.$TAPE0."


def test_what_was_written_elsewhere_without_the_catalog_is_the_same_tape(far: Site) -> None:
    for node in (ALPHA, BETA):
        defaults = far.world.media(far.system(node)).defaults
        defaults.alter(MediaDefsChange(level=SupportLevel.COMPATIBLE))
    rack = {"CLASS": "TAPE", "LABELS": "ANSI", "FILEID": "RACK", "VOLUME": "FAR002"}
    out = {**rack, "USE": "OUT", "RETENTION": "1"}
    far.mount("FAR002")
    assert far.backup("=OUT, $DATA.PAY.CARDS", out).lines[-1].startswith("Files dumped = 1")
    for node in (BETA, ALPHA):
        far.mount("FAR002", node=node)
        outcome = far.restore(LIST, {**rack, "USE": "IN", "SYSTEM": str(node)})
        assert outcome.lines[-1] == "Files listed = 1    Files not listed = 0"


def test_the_files_of_a_tape_protect_it_everywhere(far: Site) -> None:
    written(far, {**FAR, "AVRSYSTEM": r"\BETA"})
    defaults = far.world.media(far.system(ALPHA)).defaults
    defaults.alter(MediaDefsChange(level=SupportLevel.COMPATIBLE))
    rack = {"CLASS": "TAPE", "LABELS": "ANSI", "FILEID": "RACK", "USE": "OUT"}
    outcome = far.backup("=OUT, $DATA.PAY.CARDS", {**rack, "VOLUME": "FAR001"})
    text = "ERROR 2 - PROTECTION VIOLATION, VOLUME FAR001 NOT EXPIRED"
    assert outcome.lines[-1].endswith(f"ERROR 49, {text}")
    with waiting(far, {**rack, "VOLUME": "SCRATCH", "DEVICE": "$TAPE0"}) as work:
        assert refusal(far, "FAR001") == "tape-server.2"
        assert work.waits
        # One that only the catalog knows, as those of a scenario, is taken to have such labels.
        for node in (ALPHA, BETA):
            far.system(node).database.execute("DELETE FROM TAPE_REEL")
        assert refusal(far, "FAR001") == "tape-server.2"


def test_a_name_two_systems_have_is_two_tapes(site: Site) -> None:
    site.mount("HAND01")
    site.backup(PAY, BY_HAND)
    site.mount("HAND01", node=BETA)
    assert site.server(ALPHA).stock.find("HAND01") is not None
    assert site.server(BETA).stock.find("HAND01") is None
    define = {**FAR, "POOL": "DAILY"}
    outcome = site.backup(PAY, define)
    assert outcome.lines[-1].endswith(
        r"Writing tape HAND01 of \BETA.VC, a name that a tape has at \ALPHA, is not modelled by"
        " this simulator."
    )
    assert site.statuses(BETA)["HAND01"] == "SCRATCH"


def test_a_tape_of_other_catalogs_is_not_foreign_and_has_their_labels(far: Site) -> None:
    assert far.server(ALPHA).hands.knows(TapeLabel("FAR001"))
    assert not far.server(ALPHA).hands.knows(TapeLabel("NOBODY"))
    far.mount("FAR001")
    assert far.server(ALPHA).drives.named("$TAPE0").label_type == "BACKUP"


# -- lines that change ---------------------------------------------------------------------------


def test_a_file_on_several_tapes_is_ended_when_the_line_is_up(small: Site) -> None:
    work = job(small, FAR)
    small.mount("FAR001")
    work.lines()
    line(small, LineState.DOWN)
    small.mount("FAR002")
    assert "DSM/TC REPLY ERROR : 603" in work.lines()[-1]
    work.stop()
    line(small, LineState.UP)
    small.world.tidy_tapes()
    assert statuses(small) == ["ASSIGNED", "SCRATCH", "SCRATCH"]
    [entry] = small.world.media(small.system(BETA)).tapefiles.matching()
    assert entry.expires is not None
    assert (entry.expires - small.system(BETA).now.date()).days == 1


def test_a_drive_that_does_not_exist_is_named_with_its_system(site: Site) -> None:
    outcome = site.backup(PAY, {**OUT, "DEVICE": r"\BETA.$TAPE9"})
    assert outcome.lines == [r"*ERROR* \BETA.$TAPE9: FILE SYSTEM ERROR 14"]


def test_a_rejected_further_tape_ends_the_file_when_the_line_is_up(small: Site) -> None:
    work = job(small, FAR)
    small.mount("FAR001")
    work.lines()
    answers = Answers(small.server())
    [request] = answers.waiting()
    answers.reject(request.number)
    line(small, LineState.DOWN)
    assert "ERROR 194" in work.lines()[-1]
    work.stop()
    assert statuses(small) == ["INUSE", "SCRATCH", "SCRATCH"]
    line(small, LineState.UP)
    small.world.tidy_tapes()
    assert statuses(small) == ["ASSIGNED", "SCRATCH", "SCRATCH"]


def without_line(site: Site) -> None:
    """Lose the line, and let the tape servers notice it."""
    line(site, LineState.DOWN)
    site.world.tidy_tapes()


@pytest.mark.parametrize("begun", [False, True], ids=["first-tape", "further-tape"])
@pytest.mark.parametrize("came", [False, True], ids=["asked-for", "mounted"])
def test_a_job_that_loses_the_system_of_its_drive_ends_what_it_reaches(
    small: Site, begun: bool, came: bool
) -> None:
    r"""The drive is at \BETA, job and catalogs are at \ALPHA."""
    labels = ("NEAR01", "NEAR02")
    add_pool(small, ALPHA, "NEAR", labels)
    near = {"POOL": "NEAR", "VOLCAT": r"\ALPHA.VC", "FILECAT": r"\ALPHA.FC"}
    work = job(small, {**BY_HAND, **near, "DEVICE": r"\BETA.$TAPE0"})
    if begun:
        small.mount("NEAR01", node=BETA)
        work.lines()
    if came:
        small.mount(labels[begun], node=BETA)
    without_line(small)
    ended = "ASSIGNED" if begun else "SCRATCH"
    assert [small.statuses()[label] for label in labels] == [ended, "SCRATCH"]
    assert small.drives(BETA) == {"$TAPE0": "", "$TAPE1": ""}
    assert small.server(BETA).requests.all() == []
    media = small.world.media(small.system(ALPHA))
    dates = [entry.expires for entry in media.tapefiles.matching()]
    assert dates == ([date(2022, 1, 6)] if begun else [])
    assert "FILE SYSTEM ERROR 250" in work.lines()[-1]


def test_a_job_that_waits_for_a_scratch_tape_is_told_of_the_line(far: Site) -> None:
    add_pool(far, ALPHA, "NEAR", ("NEAR01",))
    near = {"POOL": "NEAR", "VOLCAT": r"\ALPHA.VC", "FILECAT": r"\ALPHA.FC"}
    jobs = [job(far, {**BY_HAND, **near, "DEVICE": r"\BETA.$TAPE0"}) for _ in range(2)]
    without_line(far)
    for each in jobs:
        assert "FILE SYSTEM ERROR 250" in each.lines()[-1]
    assert far.statuses()["NEAR01"] == "SCRATCH"


def test_a_job_that_waits_for_a_drive_in_use_is_told_of_the_line(site: Site) -> None:
    server, drive = site.server(BETA), DriveName.parse("$TAPE0")
    server.drives.alter(server.drives.named("$TAPE0"), nl_check=False)
    server.hands.mount(TapeLabel("BARE1"), drive, unlabeled=True)
    define = {"CLASS": "TAPE", "LABELS": "OMITTED", "DEVICE": r"\BETA.$TAPE0", "USE": "OUT"}
    somebody = site.system(BETA).processes.named("$ZSVR")
    assert somebody is not None
    server.drives.give("$TAPE0", TapeUse(output=True), Holder.of(BETA, somebody))
    work = job(site, define, "=OUT, $DATA.PAY.*")
    assert work.waits
    without_line(site)
    assert "FILE SYSTEM ERROR 250" in work.lines()[-1]
    assert server.drives.named("$TAPE0").holder is not None


def test_a_command_that_polls_a_drive_is_told_of_the_line(site: Site) -> None:
    typed = r"INFO TAPELABEL, TAPEDRIVE \BETA.$TAPE0, PROMPT OFF"
    command = Job(site, site.prepare(Mediacom, typed, {}))
    command.lines()
    without_line(site)
    assert "250" in command.lines()[-1]


@pytest.mark.parametrize("node", [ALPHA, BETA])
def test_the_tape_of_a_pool_is_found_at_the_system_of_the_pool(site: Site, node: NodeName) -> None:
    """Though all systems have tapes of its name."""
    add_pool(site, node, "OWN", ("OWN001",))
    there = next(each for each in (ALPHA, BETA) if each != node)
    media = site.world.media(site.system(there))
    media.pools.add(VOLCAT, PoolName("OWN"), searched=False)
    space = site.world.search_space(site.system(there))
    backup = TapeAttributes(label="BACKUP", type="CART3480")
    media.tapevolumes.add(VOLCAT, PoolName("OWN"), [TapeLabel("OWN001")], space, attributes=backup)
    places = {"VOLCAT": f"{node}.VC", "FILECAT": f"{node}.FC", "POOL": "OWN"}
    define = {**BY_HAND, **places, "DEVICE": f"{node}.$TAPE0"}
    work = job(site, define)
    site.mount("OWN001", node=node)
    assert work.lines()[-1].startswith("Files dumped = 3")
    site.mount("OWN001", node=node)
    site.mount("OWN001", node=there)  # another one
    for each in (node, there):
        site.server(each).hands.unload(DriveName.parse("$TAPE0"))
    home = home_in(f"{node}.VC", "OWN")
    found = site.server(there).whereabouts.find(TapeLabel("OWN001"), home)
    assert found is not None
    assert found[0].system.node == node


def test_a_drive_is_free_though_what_became_of_its_tape_cannot_be_noted(small: Site) -> None:
    work = job(small, FAR)
    small.mount("FAR001")
    work.lines()
    without_line(small)
    work.stop()
    work.close()
    assert small.drives() == {"$TAPE0": "", "$TAPE1": ""}
    assert statuses(small)[0] == "INUSE"
    small.mount("HAND01")  # for somebody else
    line(small, LineState.UP)
    small.world.tidy_tapes()
    assert statuses(small) == ["ASSIGNED", "SCRATCH", "SCRATCH"]
    assert small.drives()["$TAPE0"] == "HAND01"


def lost_between_tapes(site: Site) -> Job:
    r"""Start a job that loses its drive of \BETA between two tapes, and does not see it yet."""
    add_pool(site, ALPHA, "NEAR", ("NEAR01", "NEAR02"))
    near = {"POOL": "NEAR", "VOLCAT": r"\ALPHA.VC", "FILECAT": r"\ALPHA.FC"}
    lost = job(site, {**BY_HAND, **near, "DEVICE": r"\BETA.$TAPE0"})
    site.mount("NEAR01", node=BETA)
    lost.lines()
    without_line(site)
    line(site, LineState.UP)
    return lost


def test_a_job_that_learns_late_of_its_end_ends_nobody_elses_work(small: Site) -> None:
    lost = lost_between_tapes(small)
    work = job(small, {**FAR, "DEVICE": r"\BETA.$TAPE1"})
    small.mount("FAR001", "$TAPE1", node=BETA)
    work.lines()
    assert "FILE SYSTEM ERROR" in lost.lines()[-1] or "taken away" in lost.lines()[-1]
    assert statuses(small) == ["INUSE", "SELECTED", "SCRATCH"]
    small.mount("FAR002", "$TAPE1", node=BETA)
    assert work.lines()[-1] == "Files dumped = 3    Files not dumped = 0"


def test_a_job_that_learns_late_of_its_end_takes_no_tape_from_a_command(small: Site) -> None:
    lost = lost_between_tapes(small)
    typed = "ADD TAPELABEL NEW001, TAPEDRIVE $TAPE1, PROMPT OFF, OVERRIDE ON"
    command = Job(small, small.prepare(Mediacom, typed, {}, node=BETA))
    command.lines()
    lost.lines()
    small.server(BETA).hands.mount(TapeLabel("PACK1"), DriveName.parse("$TAPE1"), new=True)
    assert command.lines()[-1] == "1 tape label added."


def test_what_is_owed_is_done_once(small: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that was closed is not dated again by who did not see it."""
    work = job(small, FAR)
    small.mount("FAR001")
    work.lines()
    line(small, LineState.DOWN)
    work.close()
    work.stop()
    line(small, LineState.UP)
    with monkeypatch.context() as patch, suppress(Killed):
        kill = Kill(patch, 2)
        small.world.tidy_tapes()
    assert kill.commits == 2
    assert statuses(small)[0] == "ASSIGNED"
    [before] = small.world.media(small.system(BETA)).tapefiles.matching()
    small.world.clock.advance(small.world.clock.now + timedelta(days=3))
    small.world.tidy_tapes()
    assert small.world.media(small.system(BETA)).tapefiles.matching() == [before]
    assert small.server().requests.all() == []


def test_the_request_of_a_process_that_is_no_more_is_not_one(far: Site) -> None:
    work = job(far, {**FAR, "DEVICE": "$TAPE0"})
    line(far, LineState.DOWN)
    work.close()
    work.stop()
    assert Answers(far.server()).waiting() == []
    far.mount("HAND01")
    assert far.drives()["$TAPE0"] == "HAND01"
    line(far, LineState.UP)
    far.world.tidy_tapes()
    assert statuses(far) == ["SCRATCH", "SCRATCH", "SCRATCH"]


@dataclass(frozen=True)
class Kind:
    """A backup on two tapes, and how many commits it has."""

    define: dict[str, str]
    tapes: tuple[str, str]
    commits: int


FARTHER = Kind(FAR, ("FAR001", "FAR002"), 22)
NEARER = Kind(BY_HAND, ("HAND01", "HAND02"), 16)


@pytest.mark.parametrize(
    ("kind", "last"),
    swept((kind, last) for kind in (FARTHER, NEARER) for last in range(1, kind.commits + 1)),
)
def test_no_tape_is_kept_by_a_job_that_was_killed(
    small: Site, monkeypatch: pytest.MonkeyPatch, kind: Kind, last: int
) -> None:
    """Behind whichever commit of either system: no tape is SELECTED or INUSE for ever."""
    program = small.prepare(BackupProgram, PAY, {"=OUT": kind.define})
    with monkeypatch.context() as patch:
        kill = Kill(patch, last)
        run(small, program, kind.tapes)
    assert kill.commits == last
    small.system(ALPHA).processes.stop(program.environment.process)
    small.world.tidy_tapes()
    for node in (ALPHA, BETA):
        assert {"SELECTED", "INUSE"}.isdisjoint(small.statuses(node).values())
    assert small.server().requests.all() == []
    assert all(drive.holder is None for drive in small.server().drives.all())


@pytest.mark.parametrize("kind", [FARTHER, NEARER])
def test_all_commits_are_tried(small: Site, monkeypatch: pytest.MonkeyPatch, kind: Kind) -> None:
    program = small.prepare(BackupProgram, PAY, {"=OUT": kind.define})
    with monkeypatch.context() as patch:
        kill = Kill(patch, 1000)
        run(small, program, kind.tapes)
    assert kill.commits == kind.commits
