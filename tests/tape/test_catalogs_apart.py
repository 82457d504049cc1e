r"""Tapes and tape files that are cataloged on different systems.

The job runs at \ALPHA. What is named `here` is there too; \GAMMA has a line to \ALPHA only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product

import pytest
from tape_cut import LIST, PAY, Kill, Killed, job, line, run
from tape_ground import BY_HAND, IN, VOLCAT, Ground, Job, Site, furnish, refused

from nsksim.dsmtc import (
    MediaCatalog,
    PoolChange,
    Retention,
    Selection,
    TapeAttributes,
    TapeInquiry,
    TapeStatus,
    VolumeFilter,
)
from nsksim.dsmtc.query import EntryFilter
from nsksim.errors import OperatorError
from nsksim.expand import LineState
from nsksim.names import (
    CatalogName,
    DiskfilePattern,
    DriveName,
    FileName,
    LabelPattern,
    NodeName,
    PoolName,
    TapeFilePattern,
    TapeLabel,
)
from nsksim.programs.backup import BackupProgram
from nsksim.programs.mediacom.program import Mediacom
from nsksim.programs.program import Program
from nsksim.tape import Answers
from tests.programs.harness import ALPHA, BETA, GAMMA, drive
from tests.sweep import swept

ANY = Selection(TapeFilePattern("*"))
EVERY = Selection(TapeFilePattern("*"), generation=None)
BAD_LINE = "DSM/TC REPLY ERROR : 603"


@dataclass(frozen=True)
class Case:
    """Where the tapes are cataloged, and where the tape files."""

    tapes: NodeName
    files: NodeName

    @property
    def filecat(self) -> CatalogName:
        return CatalogName("FC", node=self.files)

    @property
    def out(self) -> dict[str, str]:
        places = {"VOLCAT": f"{self.tapes}.VC", "FILECAT": str(self.filecat)}
        return {**BY_HAND, **places, "POOL": "SHARED"}

    @property
    def back(self) -> dict[str, str]:
        return {**IN, "LABELS": "BACKUP", "FILECAT": str(self.filecat)}


FILES_HERE = Case(tapes=BETA, files=ALPHA)
TAPES_HERE = Case(tapes=ALPHA, files=BETA)
THREE = Case(tapes=BETA, files=GAMMA)
CASES = [
    pytest.param(FILES_HERE, id="files-here", marks=pytest.mark.slow),
    pytest.param(TAPES_HERE, id="tapes-here", marks=pytest.mark.slow),
    pytest.param(THREE, id="three-systems"),
]
"""With three systems neither the tapes nor the files are cataloged where the job runs."""
LABELS = ("SHR001", "SHR002", "SHR003")
TAPES = ("SHR001", "SHR002")


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    """Three systems; one may take its tapes from the pool SHARED of another."""
    return furnish(tmp_path_factory.mktemp("apart") / "built", third=True)


def shared(site: Site, case: Case) -> None:
    """Give the system of the tapes a pool of three small ones, whose names are new everywhere."""
    media = tapes_of(site, case)
    media.pools.add(CatalogName("VC"), PoolName("SHARED"))
    backup = TapeAttributes(label="BACKUP", type="CART3480")
    media.tapevolumes.add(
        CatalogName("VC"),
        PoolName("SHARED"),
        [TapeLabel(label) for label in LABELS],
        site.world.search_space(site.system(case.tapes)),
        attributes=backup,
    )
    for system in site.world.systems.values():
        system.database.execute("INSERT INTO TAPE_CAPACITY VALUES ('CART3480', 301)")


def tapes_of(site: Site, case: Case) -> MediaCatalog:
    return site.world.media(site.system(case.tapes))


def files_of(site: Site, case: Case) -> MediaCatalog:
    return site.world.media(site.system(case.files))


def let_append(site: Site, case: Case) -> None:
    space = site.world.search_space(site.system(case.tapes))
    tapes_of(site, case).pools.alter(VOLCAT, PoolName("SHARED"), PoolChange(append=True), space)


def statuses(site: Site, case: Case) -> list[str]:
    found = site.statuses(case.tapes)
    return [found[label] for label in LABELS]


def written(site: Site, case: Case, argument: str = "=OUT, $DATA.PAY.CARDS, CATALOGFILES") -> None:
    """Write a file on whatever scratch tape comes first."""
    work = job(site, case.out, argument)
    [request] = Answers(site.server()).waiting()
    site.mount(request.label)
    assert work.lines()[-1].startswith("Files dumped = ")


def other_line(case: Case) -> NodeName:
    """Name a system whose line the case needs, that of the files where both are elsewhere."""
    return case.tapes if case.files == ALPHA else case.files


@contextmanager
def line_down(site: Site, node: NodeName) -> Iterator[None]:
    line(site, LineState.DOWN, node)
    try:
        yield
    finally:
        line(site, LineState.UP, node)


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest, site: Site) -> Case:
    found: Case = request.param
    shared(site, found)
    return found


# -- a file's life -------------------------------------------------------------------------------


def test_a_file_is_written_read_and_deleted(site: Site, case: Case) -> None:
    written(site, case)
    assert statuses(site, case) == ["ASSIGNED", "SCRATCH", "SCRATCH"]
    [entry] = files_of(site, case).tapefiles.matching()
    assert entry.volume_catalog == f"{case.tapes}.VC"
    assert tapes_of(site, case).tapefiles.matching() == []
    site.mount("SHR001")
    assert site.restore(LIST, case.back).lines[-1] == "Files listed = 1    Files not listed = 0"
    assert files_of(site, case).ending.delete(case.filecat, ANY) == 1
    assert statuses(site, case) == ["SCRATCH", "SCRATCH", "SCRATCH"]
    assert files_of(site, case).tapefiles.matching() == []
    assert leaks(site, case) == []


def test_a_file_on_two_tapes(site: Site, case: Case) -> None:
    work = job(site, case.out)
    for tape in TAPES:
        site.mount(tape)
        lines = work.lines()
    assert lines[-1] == "Files dumped = 3    Files not dumped = 0"
    assert statuses(site, case) == ["ASSIGNED", "ASSIGNED", "SCRATCH"]
    reading = job(site, case.back, LIST)
    for tape in TAPES:
        site.mount(tape)
        lines = reading.lines()
    assert lines[-1] == "Files listed = 3    Files not listed = 0"


def test_a_pool_for_appending(site: Site, case: Case) -> None:
    let_append(site, case)
    written(site, case)
    written(site, case)
    assert statuses(site, case) == ["ASSIGNED", "SCRATCH", "SCRATCH"]
    tapefiles = files_of(site, case).tapefiles
    places = [tapefiles.volumes(entry)[0] for entry in tapefiles.matching()]
    assert [(place.volser, place.sequence) for place in places] == [("SHR001", 1), ("SHR001", 2)]
    out = {**case.out, "FILESEQ": "2"}
    assert "DSM/TC REPLY ERROR : 629" in site.backup(PAY, out).lines[-1]
    other = Case(tapes=case.tapes, files=case.tapes)
    work = job(site, {**other.out, "VOLUME": "SHR001"}, "=OUT, $DATA.PAY.CARDS")
    assert "DSM/TC REPLY ERROR : 5962" in work.lines()[-1]
    assert files_of(site, case).ending.delete(case.filecat, EVERY) == 2
    assert statuses(site, case) == ["SCRATCH", "SCRATCH", "SCRATCH"]


def test_a_file_is_not_written_whose_tape_was_only_chosen(site: Site) -> None:
    shared(site, FILES_HERE)
    let_append(site, FILES_HERE)
    written(site, FILES_HERE)
    work = job(site, FILES_HERE.out)
    assert statuses(site, FILES_HERE)[0] == "SELECTED"
    [entry] = files_of(site, FILES_HERE).tapefiles.matching()
    assert not files_of(site, FILES_HERE).ending.being_written(entry)
    work.close()


def test_a_file_is_not_ended_before_its_tape_can_be(site: Site) -> None:
    """All or nothing: behind a file that is closed another job may write."""
    shared(site, THREE)
    network = site.world.network
    network.set_line(str(BETA), str(GAMMA), LineState.UP)
    work = job(site, THREE.out, "=OUT, $DATA.PAY.CARDS, CATALOGFILES")
    site.mount("SHR001")
    work.begin()
    network.forget(str(ALPHA), str(BETA))
    work.stop()
    work.close()
    site.world.tidy_tapes()
    assert statuses(site, THREE)[0] == "INUSE"
    network.learn(str(ALPHA), str(BETA))
    site.world.tidy_tapes()
    assert statuses(site, THREE)[0] == "ASSIGNED"
    assert site.server().requests.all() == []


def job_there(site: Site, label: str, **define: str) -> Job:
    """Begin a backup at the system of the tapes, of two files of which one fills a tape."""
    there = site.system(BETA)
    night = there.users.named("OPS.NIGHT")
    assert night is not None
    for name in ("FIRST", "SECOND"):
        there.files.write(FileName.parse(f"$DATA.PAY.{name}", BETA), b"4" * 200, night)
    at_home = {**Case(tapes=BETA, files=BETA).out, "VOLUME": label, **define}
    return Job(site, site.prepare(BackupProgram, PAY, {"=OUT": at_home}, node=BETA))


def tidied_until_killed(site: Site, monkeypatch: pytest.MonkeyPatch, commits: int = 1) -> None:
    """Let what a job left be ended, and the program die before it forgets that."""
    with monkeypatch.context() as patch, suppress(Killed):
        Kill(patch, commits)
        site.world.tidy_tapes()
    assert len(site.server().requests.all()) == 1


@pytest.mark.parametrize("was_down", [False, True])
def test_a_tape_that_was_given_back_is_not_taken_from_its_next_process(
    site: Site, monkeypatch: pytest.MonkeyPatch, *, was_down: bool
) -> None:
    shared(site, FILES_HERE)
    work = job(site, FILES_HERE.out)
    with line_down(site, BETA) if was_down else nullcontext():
        work.stop()
    tidied_until_killed(site, monkeypatch)
    assert statuses(site, FILES_HERE)[0] == "SCRATCH"
    other = job_there(site, "SHR001")
    assert statuses(site, FILES_HERE)[0] == "SELECTED"
    site.world.tidy_tapes()
    assert statuses(site, FILES_HERE)[0] == "SELECTED"
    assert site.server().requests.all() == []
    other.close()
    work.close()


def test_a_tape_that_was_given_back_is_not_closed_under_its_next_process(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That one is between two tapes: none of them is on a drive, or asked for."""
    shared(site, FILES_HERE)
    work = job(site, FILES_HERE.out)
    with line_down(site, BETA):
        work.close()
        work.stop()
    tidied_until_killed(site, monkeypatch)
    with line_down(site, BETA):
        other = job_there(site, "SHR001")
        site.mount("SHR001", node=BETA)
        other.lines()
        assert statuses(site, FILES_HERE)[0] == "INUSE"
        assert site.drives(BETA) == {"$TAPE0": "", "$TAPE1": ""}
    site.world.tidy_tapes()
    assert statuses(site, FILES_HERE)[0] == "INUSE"
    assert site.server().requests.all() == []
    other.close()


def test_a_file_that_was_ended_is_not_ended_again_under_its_number(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = Case(tapes=BETA, files=BETA)
    shared(site, case)
    work = job(site, {**case.out, "GEN": "5"}, "=OUT, $DATA.PAY.CARDS, CATALOGFILES")
    site.mount("SHR001")
    work.begin()
    with line_down(site, BETA):
        work.close()
        work.stop()
        site.server().leftovers.tidy()
    tidied_until_killed(site, monkeypatch, 2)
    files = files_of(site, case)
    assert files.ending.delete(case.filecat, EVERY) == 1
    with line_down(site, BETA):
        other = job_there(site, "SHR002", GEN="5")
        site.mount("SHR002", node=BETA)
        other.begin()
    before = files.tapefiles.matching()
    site.world.tidy_tapes()
    assert files.tapefiles.matching() == before
    assert statuses(site, case)[1] == "INUSE"
    assert site.server().requests.all() == []
    other.close()


def test_a_file_behind_which_another_is_written_is_not(site: Site) -> None:
    shared(site, FILES_HERE)
    let_append(site, FILES_HERE)
    written(site, FILES_HERE)
    work = job(site, FILES_HERE.out, "=OUT, $DATA.PAY.CARDS, CATALOGFILES")
    site.mount("SHR001")
    work.begin()
    assert statuses(site, FILES_HERE)[0] == "INUSE"
    files = files_of(site, FILES_HERE)
    writing = [files.ending.being_written(entry) for entry in files.tapefiles.matching()]
    assert writing == [False, True]
    work.close()


def test_nothing_is_written_on_a_tape_whose_catalogs_are_out_of_reach(
    site: Site, case: Case
) -> None:
    work = job(site, case.out, "=OUT, $DATA.PAY.CARDS, CATALOGFILES")
    site.mount("SHR001")
    work.begin()
    with line_down(site, other_line(case)):
        assert BAD_LINE in work.lines()[-1]
        work.stop()
    site.world.tidy_tapes()
    files = files_of(site, case)
    assert [entry.status for entry in files.tapefiles.matching()] == ["VALID"]
    assert (
        list(files.diskfiles.matching([DiskfilePattern.parse("$*.*.*", ALPHA)], case.filecat)) == []
    )
    site.mount("SHR001")
    assert site.server().reel("$TAPE0").sections == ()


def test_another_copy_is_read_where_the_tape_is_in_use(site: Site, case: Case) -> None:
    written(site, case)
    again = job(site, {**case.out, "GEN": "1", "LOGICAL": "2"}, "=OUT, $DATA.PAY.CARDS")
    site.mount("SHR002")
    again.lines()
    site.system(case.tapes).database.execute(
        "UPDATE VOLUME SET VOLUMESTATUS = 'SELECTED' WHERE VOLSER = 'SHR001'"
    )
    reading = job(site, case.back, LIST)
    assert "680 ERROR 1022 - VOLUME SHR001 IS NOT ASSIGNED, SELECTING ALTERNATE" in site.console()
    site.mount("SHR002")
    assert reading.lines()[-1] == "Files listed = 1    Files not listed = 0"
    site.system(case.tapes).database.execute(
        "UPDATE VOLUME SET VOLUMESTATUS = 'ASSIGNED' WHERE VOLSER = 'SHR001'"
    )
    asking = job(site, case.back, LIST)
    answers = Answers(site.server())
    [request] = answers.waiting()
    answers.substitute(request.number)
    site.mount("SHR002")
    assert asking.lines()[-1] == "Files listed = 1    Files not listed = 0"


def test_what_a_process_reads_is_not_deleted(site: Site, case: Case) -> None:
    written(site, case)
    site.mount("SHR001")
    work = job(site, case.back, LIST)
    ending = files_of(site, case).ending
    assert refused(ending.delete, case.filecat, ANY) == "mediacom.5966"
    today = files_of(site, case).date(site.world.clock.now)
    later = today + timedelta(days=30)
    assert refused(ending.alter_expiration, case.filecat, ANY, today, today) == "mediacom.5966"
    assert ending.expire(later).expired == 0
    work.close()
    assert ending.expire(later).volumes == 1
    assert statuses(site, case) == ["SCRATCH", "SCRATCH", "SCRATCH"]


def test_what_is_written_is_not_deleted(site: Site, case: Case) -> None:
    work = job(site, case.out)
    site.mount("SHR001")
    work.lines()
    assert statuses(site, case) == ["INUSE", "SELECTED", "SCRATCH"]
    assert refused(files_of(site, case).ending.delete, case.filecat, ANY) == "mediacom.5966"
    assert files_of(site, case).ending.expire(date(2023, 1, 1)).sets == 0
    work.close()
    assert statuses(site, case) == ["ASSIGNED", "SCRATCH", "SCRATCH"]


def test_the_tape_says_what_is_on_it(site: Site, case: Case) -> None:
    written(site, case)
    tapes, today = tapes_of(site, case), date(2022, 1, 5)
    wanted = EntryFilter(TapeFilePattern("NIGHT*"), today=today)
    [(volume, files)] = tapes.inquiry(VolumeFilter(files=wanted)).detailed()
    assert volume.volser == "SHR001"
    assert [(f.file_catalog, f.file_id) for f in files] == [(str(case.filecat), "NIGHTLY")]
    nothing = EntryFilter(TapeFilePattern("DAY*"), today=today)
    assert list(tapes.inquiry(VolumeFilter(files=nothing)).lines()) == []


# -- lines that are down -------------------------------------------------------------------------


def test_nothing_is_begun_without_a_line(site: Site, case: Case) -> None:
    written(site, case)
    with line_down(site, other_line(case)):
        for outcome in (site.backup(PAY, case.out), site.restore(LIST, case.back)):
            assert outcome.lines[-1].endswith(")")
            assert BAD_LINE in outcome.lines[-1]
    assert statuses(site, case) == ["ASSIGNED", "SCRATCH", "SCRATCH"]


def test_no_tape_is_taken_where_one_system_does_not_know_the_other(site: Site) -> None:
    shared(site, FILES_HERE)
    site.world.network.forget(str(BETA), str(ALPHA))
    refusal = site.backup(PAY, FILES_HERE.out).lines[-1]
    assert refusal.startswith("*ERROR* =OUT: FILE SYSTEM ERROR 18")
    assert statuses(site, FILES_HERE) == ["SCRATCH", "SCRATCH", "SCRATCH"]
    assert Answers(site.server()).waiting() == []


def test_a_file_is_not_entered_by_hand_when_the_line_went_down(site: Site, case: Case) -> None:
    places = rf"FILECAT {case.filecat}, VOLCAT {case.tapes}.VC, POOL SHARED, VOLUMEINDEX 1"
    line = rf"ADD TAPEFILE NIGHTLY, {places}, TAPEDRIVE \ALPHA.$TAPE0, PROMPT OFF"
    work = Job(site, site.prepare(Mediacom, line, {}))
    assert "beginning to poll" in work.lines()[-1]
    with line_down(site, other_line(case)):
        site.server().hands.mount(TapeLabel("SHR001"), DriveName.parse("$TAPE0"))
        assert work.lines()[-1].startswith("**ERROR-603**")


def test_deletion_needs_the_catalogs_of_the_tapes(site: Site, case: Case) -> None:
    written(site, case)
    ending, today = files_of(site, case).ending, files_of(site, case).date(site.world.clock.now)
    between = GAMMA if case is THREE else BETA
    with line_down(site, between):
        assert refused(ending.delete, case.filecat, ANY) == "mediacom.603"
        over = (case.filecat, ANY, today, Retention(0))
        assert refused(ending.alter_retention, *over) == "mediacom.603"
        assert ending.alter_retention(case.filecat, ANY, today, Retention(20)) == 1
        # Somebody may read the tape: it is for a cleanup that finds the line up.
        assert (ending.expire(date(2022, 3, 1)).expired, leaks(site, case)) == (0, [])
        assert statuses(site, case)[0] == "ASSIGNED"
    assert ending.expire(date(2022, 3, 2)).volumes == 1
    assert statuses(site, case)[0] == "SCRATCH"
    assert files_of(site, case).tapefiles.matching() == []


def test_a_line_that_goes_down_while_a_file_is_written(site: Site, case: Case) -> None:
    work = job(site, case.out)
    site.mount("SHR001")
    work.lines()
    with line_down(site, other_line(case)):
        with suppress(OperatorError):  # where the tapes are elsewhere
            site.mount("SHR002")
        assert BAD_LINE in work.lines()[-1]
        work.stop()
        site.world.tidy_tapes()
    site.world.tidy_tapes()
    assert statuses(site, case) == ["ASSIGNED", "SCRATCH", "SCRATCH"]
    [entry] = files_of(site, case).tapefiles.matching()
    assert entry.expires == files_of(site, case).date(site.world.clock.now) + timedelta(days=1)
    assert all(drive.holder is None for drive in site.server().drives.all())


def unread(inquiry: TapeInquiry) -> list[str]:
    return [error.message.id for error in inquiry.refusals]


def test_the_content_of_a_tape_needs_the_catalogs_of_the_files(site: Site, case: Case) -> None:
    written(site, case)
    media = tapes_of(site, case)
    wanted = EntryFilter(TapeFilePattern("NIGHT*"))
    with line_down(site, GAMMA if case is THREE else BETA):
        inquiry = media.inquiry(VolumeFilter())
        listed = {volume.volser: (volume.file_catalog, f) for volume, f in inquiry.detailed()}
        assert [listed[name] for name in TAPES] == [(str(case.filecat), []), (None, [])]
        assert unread(inquiry) == ["mediacom.603"]
        inquiry = media.inquiry(VolumeFilter(files=wanted))
        assert list(inquiry.lines()) == []
        assert unread(inquiry) == ["mediacom.603"]


def test_no_other_file_catalogs_are_needed(site: Site, case: Case) -> None:
    written(site, case)
    media = tapes_of(site, case)
    wanted = EntryFilter(TapeFilePattern("NIGHT*"))
    others = tuple(map(LabelPattern, LABELS[1:]))
    with line_down(site, GAMMA if case is THREE else BETA):
        inquiry = media.inquiry(VolumeFilter())
        assert len(list(inquiry.lines())) > len(LABELS)
        assert unread(inquiry) == []
        inquiry = media.inquiry(VolumeFilter(others))
        assert [volume.volser for volume, _ in inquiry.detailed()] == list(LABELS[1:])
        assert unread(inquiry) == []
        for selected in (VolumeFilter(others), VolumeFilter(status="SCRATCH")):
            inquiry = media.inquiry(replace(selected, files=wanted))
            assert list(inquiry.lines()) == []
            assert unread(inquiry) == []


# -- kills ---------------------------------------------------------------------------------------


def leaks(site: Site, case: Case) -> list[str]:
    """Name the tapes whose set no file catalog knows, and those that files say they are on."""
    tapes, files = site.system(case.tapes).database, site.system(case.files).database
    known = {tuple(row) for row in files.rows("SELECT VOLSER, VOLSETID, VOLINDEX FROM TFTOV")}
    members = tapes.rows("SELECT VOLSER, VOLSETID, VOLINDEX FROM VOLUME WHERE VOLSETID IS NOT NULL")
    sets = {volume_set for (volume_set,) in tapes.rows("SELECT VOLSETID FROM VTOFC")}
    there = {tuple(row) for row in members}
    wrong = there.symmetric_difference(known)
    return sorted({row[0] for row in wrong} | (sets ^ {row[1] for row in there}))


def recover(site: Site) -> None:
    """Notice, as the next program does, that the process is no more."""
    site.world.tidy_tapes()
    for node in site.world.systems:
        assert {"SELECTED", "INUSE"}.isdisjoint(site.statuses(node).values())
    assert site.server().requests.all() == []
    assert all(drive.holder is None for drive in site.server().drives.all())


COMMITS = {"files-here": 20, "tapes-here": 20, "three-systems": 24}


def arranged(name: str) -> Case:
    return {"files-here": FILES_HERE, "tapes-here": TAPES_HERE, "three-systems": THREE}[name]


@pytest.mark.parametrize(
    ("name", "last"),
    swept(
        ((name, last) for name, commits in COMMITS.items() for last in range(1, commits + 1)),
        step=6,
    ),
)
def test_a_backup_that_is_killed_leaves_catalogs_that_agree(
    site: Site, monkeypatch: pytest.MonkeyPatch, name: str, last: int
) -> None:
    """Behind whichever commit of the three systems."""
    case = arranged(name)
    shared(site, case)
    program = site.prepare(BackupProgram, PAY, {"=OUT": case.out})
    with monkeypatch.context() as patch:
        kill = Kill(patch, last)
        run(site, program, TAPES)
    assert kill.commits == last
    site.system(ALPHA).processes.stop(program.environment.process)
    recover(site)
    assert leaks(site, case) == []
    if files_of(site, case).tapefiles.matching():
        assert files_of(site, case).ending.delete(case.filecat, EVERY) == 1
    assert statuses(site, case) == ["SCRATCH", "SCRATCH", "SCRATCH"]


@pytest.mark.parametrize("name", COMMITS)
def test_all_commits_are_tried(site: Site, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    case = arranged(name)
    shared(site, case)
    program = site.prepare(BackupProgram, PAY, {"=OUT": case.out})
    with monkeypatch.context() as patch:
        kill = Kill(patch, 1000)
        run(site, program, TAPES)
    assert kill.commits == COMMITS[name]


def delete(site: Site, case: Case) -> None:
    files_of(site, case).ending.delete(case.filecat, ANY)


def expire(site: Site, case: Case) -> None:
    files_of(site, case).ending.expire(date(2022, 1, 20))


@pytest.mark.parametrize("last", [1, 2, 3])
@pytest.mark.parametrize("end", [delete, expire])
def test_an_end_that_is_killed_is_brought_about_by_the_cleanup(
    site: Site,
    case: Case,
    monkeypatch: pytest.MonkeyPatch,
    end: Callable[[Site, Case], None],
    last: int,
) -> None:
    written(site, case)
    with monkeypatch.context() as patch, suppress(Killed):
        kill = Kill(patch, last)
        end(site, case)
    assert kill.commits == last
    assert files_of(site, case).tapefiles.matching(status="VALID") == []
    files_of(site, case).ending.expire(date(2022, 1, 20))
    assert files_of(site, case).tapefiles.matching() == []
    assert (statuses(site, case)[0], leaks(site, case)) == ("SCRATCH", [])


@pytest.mark.parametrize("last", swept(range(1, 8)))
def test_an_incomplete_file_is_dated_though_its_recovery_is_killed(
    site: Site, case: Case, monkeypatch: pytest.MonkeyPatch, last: int
) -> None:
    work = job(site, case.out)
    site.mount("SHR001")
    work.lines()
    work.stop()
    with monkeypatch.context() as patch, suppress(Killed):
        Kill(patch, last)
        site.world.tidy_tapes()
    recover(site)
    [entry] = files_of(site, case).tapefiles.matching()
    assert entry.expires == files_of(site, case).date(site.world.clock.now) + timedelta(days=1)
    assert statuses(site, case) == ["ASSIGNED", "SCRATCH", "SCRATCH"]
    work.close()


def adding(site: Site, case: Case, number: int) -> Program:
    """Put the tape of that number on the drive, to enter the file that is on it by hand."""
    site.mount(TAPES[number - 1])
    places = f"FILECAT {case.filecat}, VOLCAT {case.tapes}.VC, POOL SHARED, VOLUMEINDEX {number}"
    line = rf"ADD TAPEFILE NIGHTLY, {places}, TAPEDRIVE \ALPHA.$TAPE0, PROMPT OFF"
    return site.prepare(Mediacom, line, {})


@pytest.mark.parametrize(("number", "last"), swept(product((1, 2), (1, 2, 3, 4)), step=4))
def test_a_file_entered_by_hand_can_be_deleted_wherever_that_was_killed(
    site: Site, case: Case, monkeypatch: pytest.MonkeyPatch, number: int, last: int
) -> None:
    """Behind the entry, behind its tape and behind the drive; the entry comes first."""
    run(site, site.prepare(BackupProgram, PAY, {"=OUT": case.out}), TAPES)
    assert files_of(site, case).ending.delete(case.filecat, EVERY) == 1
    for before in range(1, number):
        drive(adding(site, case, before))
    program = adding(site, case, number)
    with monkeypatch.context() as patch, suppress(Killed):
        kill = Kill(patch, last)
        drive(program)
    assert kill.commits == min(last, 3)
    site.system(ALPHA).processes.stop(program.environment.process)
    recover(site)
    assert [entry.file_id for entry in files_of(site, case).tapefiles.matching()] == ["NIGHTLY"]
    assert statuses(site, case)[number - 1] == ("SCRATCH" if last == 1 else "ASSIGNED")
    assert files_of(site, case).ending.delete(case.filecat, EVERY) == 1
    assert statuses(site, case) == ["SCRATCH", "SCRATCH", "SCRATCH"]
    assert (files_of(site, case).tapefiles.matching(), leaks(site, case)) == ([], [])


def test_a_set_of_another_file_catalog_is_not_freed(site: Site, case: Case) -> None:
    """Of the same name: the first tape was used again."""
    written(site, case)
    sets = tapes_of(site, case).sets
    assert sets.free([(rf"{case.files}.OTHER", "VC", "SHARED", "SHR001")]) == 0
    assert statuses(site, case)[0] == "ASSIGNED"
    assert sets.free([(str(case.filecat), "VC", "SHARED", "SHR001")]) == 1


def test_a_tape_that_is_used_again_before_the_cleanup_holds_the_new_file_only(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared(site, THREE)
    written(site, THREE)
    with monkeypatch.context() as patch, suppress(Killed):
        Kill(patch, 2)
        files_of(site, THREE).ending.delete(THREE.filecat, ANY)
    assert statuses(site, THREE)[0] == "SCRATCH"
    work = job(site, {**THREE.out, "VOLUME": "SHR001"}, "=OUT, $DATA.PAY.CARDS")
    site.mount("SHR001")
    work.lines()
    [entry] = files_of(site, THREE).tapefiles.matching()
    assert (entry.generation, entry.status) == (2, "VALID")
    assert leaks(site, THREE) == []


def test_a_rejected_tape_that_another_job_chose_stays_with_that_job(site: Site) -> None:
    """The request is put off while the line is down; it has no tape any more."""
    shared(site, TAPES_HERE)
    work = job(site, TAPES_HERE.out)
    site.mount("SHR001")
    work.lines()
    answers = Answers(site.server())
    [request] = answers.waiting()
    answers.reject(request.number)
    with line_down(site, BETA):
        work.stop()
        site.world.tidy_tapes()
        here = Case(tapes=ALPHA, files=ALPHA)
        other = job(site, {**here.out, "VOLUME": "SHR002"}, "=OUT, $DATA.PAY.CARDS")
        assert statuses(site, TAPES_HERE)[1] == "SELECTED"
    site.world.tidy_tapes()
    assert statuses(site, TAPES_HERE)[1] == "SELECTED"
    other.close()


def test_a_further_tape_that_could_not_be_entered_is_free_again(site: Site, case: Case) -> None:
    work = job(site, case.out)
    site.mount("SHR001")
    work.lines()
    site.mount("SHR002")
    site.system(case.files).database.execute("DELETE FROM TFTOV WHERE VOLSER = 'SHR002'")
    [second] = [v for v in tapes_of(site, case).tapevolumes.matching() if v.volser == "SHR002"]
    [entry] = files_of(site, case).tapefiles.matching()
    tapes_of(site, case).sets.join([second], entry.volume_set, 2, TapeStatus.INUSE)
    tapes_of(site, case).output.take_back(VOLCAT, PoolName("SHARED"), TapeLabel("SHR002"))
    assert statuses(site, case) == ["INUSE", "SCRATCH", "SCRATCH"]
    assert leaks(site, case) == []
    work.close()


@pytest.mark.slow
@pytest.mark.parametrize("last", range(1, COMMITS["three-systems"] + 1))
def test_a_new_version_that_is_killed_does_not_end_the_old_one(
    site: Site, monkeypatch: pytest.MonkeyPatch, last: int
) -> None:
    """Before the new version is entered, and then that one is valid."""
    shared(site, THREE)
    written(site, THREE)
    define = {**THREE.out, "GEN": "1", "VERSION": "NEW"}
    program = site.prepare(BackupProgram, PAY, {"=OUT": define})
    with monkeypatch.context() as patch:
        Kill(patch, last)
        run(site, program, ("SHR002", "SHR003"))
    site.system(ALPHA).processes.stop(program.environment.process)
    recover(site)
    valid = files_of(site, THREE).tapefiles.matching(status="VALID")
    assert len(valid) == 1
    assert leaks(site, THREE) == []
