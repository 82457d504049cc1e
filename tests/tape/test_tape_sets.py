"""Tape sets of several files and of several tapes, append pools, and jobs that end too early."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tape_ground import FILECAT, IN, OUT, VOLCAT, Ground, Job, Site

from nsksim.dsmtc import MediaDefsChange, PoolChange, Selection, TapeAttributes, TapeStatus
from nsksim.errors import OperatorError
from nsksim.names import FileName, PoolName, TapeFilePattern, TapeLabel
from nsksim.programs.backup import BackupProgram
from nsksim.programs.program import Program
from nsksim.programs.restore import RestoreProgram
from nsksim.store import Row
from nsksim.tape import Answers, LabelType, Reel, VolumeLabel
from tests.programs.harness import ALPHA, Outcome

FILES = "=OUT, $DATA.PAY.*, CATALOGFILES"
"""CARDS with 2 bytes, RATES with 300, SECRET with 1."""
LIST = "=IN, *.*.*, LISTONLY"
SET = {**OUT, "POOL": "SETS", "LABELS": "ANSI"}
BACK = {**IN, "LABELS": "BACKUP"}
ROBOT = PoolName("ROBOT")


def pool(site: Site, name: str, *labels: str, label: str = "BACKUP") -> None:
    media = site.world.media(site.system())
    media.pools.add(VOLCAT, PoolName(name))
    space = site.world.search_space(site.system())
    tapes = [TapeLabel(each) for each in labels]
    attributes = TapeAttributes(label=label, type="CART3480")
    media.tapevolumes.add(VOLCAT, PoolName(name), tapes, space, attributes=attributes)


def capacity(site: Site, size: int) -> None:
    site.system().database.execute("INSERT INTO TAPE_CAPACITY VALUES ('CART3480', ?)", [size])


def appending(site: Site) -> None:
    space = site.world.search_space(site.system())
    pools = site.world.media(site.system()).pools
    pools.alter(VOLCAT, ROBOT, PoolChange(append=True), space)


def abend_retention(site: Site, days: int) -> None:
    change = MediaDefsChange(abend_retention=days)
    site.world.media(site.system()).defaults.alter(change)


def places(site: Site) -> Sequence[Row]:
    """Give file ID, generation, tape, set, index, section and sequence of everything on tapes."""
    return site.system().database.rows(
        "SELECT FILEID, GENERATION, VOLSER, VOLSETID, VOLINDEX, FILESECTION, FILESEQUENCE"
        " FROM TFTOV ORDER BY FILESEQUENCE, FILESECTION"
    )


def disk_places(site: Site) -> Sequence[Row]:
    """Give the tapes of the disk files, with their place in the set."""
    return site.system().database.rows(
        "SELECT split_part(DISKFILENAME, '.', 4), VOLSER, VOLINDEX FROM DFTOV ORDER BY ALL"
    )


def listed(outcome: Outcome) -> list[str]:
    """Give the disk files of a listing."""
    return [line.split()[0] for line in outcome.lines if line.startswith("  ")]


def start(site: Site, define: dict[str, str], argument: str = FILES) -> Job:
    """Start a job and let it go on until it waits for people."""
    kind: type[Program] = BackupProgram if argument.startswith("=OUT") else RestoreProgram
    return Job(site, site.prepare(kind, argument, {argument.partition(",")[0]: define}))


def expiry(site: Site) -> list[tuple[int, str, str]]:
    rows = site.system().database.rows(
        "SELECT GENERATION, TAPEFILESTATUS, EXPIRATIONDATE::VARCHAR FROM TAPEFILE ORDER BY ALL"
    )
    return [(int(generation), status, expires) for generation, status, expires in rows]


class TestSeveralFiles:
    def test_they_stand_behind_each_other_and_each_is_found(self, site: Site) -> None:
        pool(site, "SETS", "LIBS01", "LIBS02", label="ANSI")
        second = {**SET, "FILESEQ": "2", "VOLUME": "LIBS01", "FILEID": "OTHER"}
        assert site.backup("=OUT, $DATA.PAY.CARDS", SET).code == 0
        assert site.backup("=OUT, $DATA.PAY.RATES", second).code == 0
        assert places(site) == [
            ("NIGHTLY", 1, "LIBS01", "LIBS01", 1, 1, 1),
            ("OTHER", 1, "LIBS01", "LIBS01", 1, 1, 2),
        ]
        assert listed(site.restore(LIST)) == ["CARDS"]
        assert listed(site.restore(LIST, {**IN, "FILEID": "OTHER"})) == ["RATES"]
        assert site.robot.log[:4] == ["load LIBS01 out", "unload LIBS01 written"] * 2

    def test_without_a_catalog_the_place_on_the_tape_says_which(self, site: Site) -> None:
        pool(site, "SETS", "HANDS1", label="ANSI")
        for sequence, name in enumerate(("CARDS", "RATES"), 1):
            define = {**SET, "FILESEQ": str(sequence), "VOLUME": "HANDS1"}
            site.mount("HANDS1")
            assert site.backup(f"=OUT, $DATA.PAY.{name}", define).code == 0
        bare = {"CLASS": "TAPE", "LABELS": "ANSI", "VOLUME": "HANDS1", "USE": "IN"}
        for changes, found in (({}, "CARDS"), ({"FILESEQ": "2"}, "RATES")):
            site.mount("HANDS1")
            assert listed(site.restore(LIST, {**bare, **changes})) == [found]
        site.mount("HANDS1")
        outcome = site.restore(LIST, {**bare, "FILESEQ": "3"})
        assert outcome.lines == ["*ERROR* Tape HANDS1 holds NIGHTLY, GEN 2, VERSION 0, not file 3."]

    def test_the_second_file_of_an_uncataloged_tape_is_not_modelled(self, site: Site) -> None:
        define = {**OUT, "CATALOG": "OFF", "VOLUME": "CATSYN", "FILESEQ": "2"}
        what = "An uncataloged tape with several tape files is not modelled by this simulator."
        assert site.backup("=OUT, $DATA.PAY.*", define).lines == [f"*ERROR* {what}"]

    @pytest.mark.parametrize("how", ["break", "vanish"])
    def test_a_file_that_ends_too_early_leaves_the_one_before(self, site: Site, how: str) -> None:
        pool(site, "SETS", "LIBS01", label="ANSI")
        site.backup("=OUT, $DATA.PAY.CARDS", SET)
        job = start(site, {**SET, "FILESEQ": "2", "VOLUME": "LIBS01"}, "=OUT, $DATA.PAY.*")
        assert site.statuses()["LIBS01"] == "INUSE"
        if how == "break":
            job.close()
        else:
            job.stop()
            site.server().leftovers.tidy()
        assert site.statuses()["LIBS01"] == "ASSIGNED"
        assert expiry(site) == [(1, "VALID", "2022-01-12"), (2, "VALID", "2022-01-06")]
        assert listed(site.restore(LIST, {**IN, "GEN": "1"})) == ["CARDS"]
        assert site.restore(LIST).lines == [
            "*ERROR* Tape LIBS01 holds NIGHTLY, GEN 1, VERSION 0, not NIGHTLY, GEN 2, VERSION 0."
        ]
        third = {**SET, "FILESEQ": "3", "VOLUME": "LIBS01"}
        assert site.backup("=OUT, $DATA.PAY.RATES", third).code == 0
        assert listed(site.restore(LIST)) == ["RATES"]


class TestSeveralTapes:
    def test_a_full_tape_is_followed_by_the_next(self, site: Site) -> None:
        capacity(site, 301)
        outcome = site.backup(f"{FILES}, LISTALL")
        assert outcome.code == 0
        start = outcome.lines.index(
            "  CARDS            101              2  5Jan2022 17:44     40,7  NUNU"
        )
        assert outcome.lines[start + 1 : start + 4] == [
            "",
            "Tape: 2           Code            EOF  Last modif        Owner  RWEP  Type  Rec Bl",
            "$DATA.PAY",
        ]
        assert places(site) == [
            ("NIGHTLY", 1, "LIB001", "LIB001", 1, 1, 1),
            ("NIGHTLY", 1, "LIB002", "LIB001", 2, 2, 1),
        ]
        assert disk_places(site) == [
            ("CARDS", "LIB001", 1),
            ("RATES", "LIB002", 2),
            ("SECRET", "LIB002", 2),
        ]
        assert site.statuses()["LIB001"] == site.statuses()["LIB002"] == "ASSIGNED"
        assert site.robot.log == [
            "load LIB001 out",
            "unload LIB001 written",
            "load LIB002 out",
            "unload LIB002 written",
        ]
        console = [line for line in site.console() if "MOUNT " in line]
        assert console == [
            "600 $ZSVR : 0001 *MC* MOUNT LIB001 WITH RING",
            "600 $ZSVR : 0002 *MC* MOUNT LIB002 REEL 2 ON $TAPE0 WITH RING",
        ]

    def test_all_of_it_comes_back(self, site: Site) -> None:
        capacity(site, 300)
        site.backup(FILES)
        site.system().files.purge("$DATA", "PAY", ["CARDS", "RATES", "SECRET"])
        outcome = site.restore("=IN, *.*.*, NOT *.*.CARDS")
        assert outcome.lines[-1] == "Files restored = 2    Files not restored = 0"
        assert site.content("PAY.RATES") == b"7" * 300
        missing = site.restore("=IN, ($DATA.PAY.CARDS, $DATA.NO.FILE), LISTALL")
        assert "*ERROR* $DATA.NO.FILE NOT RESTORED: FILE SYSTEM ERROR 11" in missing.lines
        assert missing.lines[-1] == "Files restored = 1    Files not restored = 1"
        assert site.robot.log[-6:] == [
            f"{what} LIB00{tape}{way}"
            for tape in (1, 2, 3)
            for what, way in (("load", " in"), ("unload", ""))
        ]

    def test_a_disk_file_larger_than_a_tape_is_left_out(self, site: Site) -> None:
        capacity(site, 299)
        outcome = site.backup(FILES)
        assert "*ERROR* $DATA.PAY.RATES NOT DUMPED: TAPE LIB001 CANNOT HOLD 300 BYTES" in (
            outcome.lines
        )
        assert outcome.lines[-1] == "Files dumped = 2    Files not dumped = 1"
        assert (outcome.code, len(places(site))) == (2, 1)
        assert listed(site.restore(LIST)) == ["CARDS", "SECRET"]

    def test_a_further_file_of_the_set_begins_on_its_last_tape(self, site: Site) -> None:
        capacity(site, 301)
        pool(site, "SETS", "LIBS01", "LIBS02", "LIBS03", "LIBS04", label="ANSI")
        site.backup(FILES, SET)
        second = {**SET, "FILESEQ": "2", "VOLUME": "(LIBS01, LIBS04)"}
        assert site.backup(FILES, second).code == 0
        assert places(site)[2:] == [
            ("NIGHTLY", 2, "LIBS02", "LIBS01", 2, 1, 2),
            ("NIGHTLY", 2, "LIBS04", "LIBS01", 3, 2, 2),
            ("NIGHTLY", 2, "LIBS03", "LIBS01", 4, 3, 2),
        ]
        assert listed(site.restore(LIST)) == ["CARDS", "RATES", "SECRET"]
        assert listed(site.restore(LIST, {**IN, "GEN": "1"})) == ["CARDS", "RATES", "SECRET"]
        assert site.restore(LIST, {**IN, "VOLUME": "LIBS01"}).refused == ["backup.not-on-volume"]

    def test_named_tapes_are_used_in_their_order(self, site: Site) -> None:
        capacity(site, 300)
        site.backup(FILES, {**OUT, "VOLUME": "(LIB003, LIB001)"})
        assert [row[2] for row in places(site)] == ["LIB003", "LIB001", "LIB002"]

    def test_an_empty_pool_is_said_once_and_waited_for(self, site: Site) -> None:
        capacity(site, 300)
        pool(site, "SHORT", "LIBX01")
        job = start(site, {**OUT, "POOL": "SHORT"})
        job.lines()
        text = "676 ERROR 1018 - POOL SHORT IS OUT OF SCRATCH TAPES, WILL RETRY"
        assert site.console()[-1] == text
        assert site.drives()["$TAPE0"] == "LIBX01"
        space = site.world.search_space(site.system())
        backup = TapeAttributes(label="BACKUP", type="CART3480")
        site.world.media(site.system()).tapevolumes.add(
            VOLCAT, PoolName("SHORT"), [TapeLabel("LIBX02")], space, attributes=backup
        )
        job.lines()
        assert [row[2] for row in places(site)] == ["LIBX01", "LIBX02"]
        assert site.console().count(text) == 2  # it is short of a third one, too
        job.close()

    def test_an_uncataloged_tape_has_no_next_one(
        self, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("nsksim.tape.library.LARGEST_TAPE", 300)
        site.mount("CATSYN")
        define = {"CLASS": "TAPE", "LABELS": "BACKUP", "VOLUME": "CATSYN"}
        outcome = site.backup("=OUT, $DATA.PAY.*", define)
        assert outcome.lines[-1] == (
            "*ERROR* An uncataloged tape file on several tapes is not modelled by this simulator."
        )


class TestTooEarlyAnEnd:
    """What a job leaves that ends between its tapes."""

    def waiting(self, site: Site) -> Job:
        """Start a backup that has written one tape and waits for the second."""
        capacity(site, 301)
        site.mount("HAND01")
        job = start(site, {**OUT, "POOL": "DAILY"})
        job.lines()
        assert [each.label for each in Answers(site.server()).waiting()] == ["HAND02"]
        assert site.statuses()["HAND01"] == "INUSE"
        return job

    def test_no_further_tape_comes_without_the_tape_server(self, site: Site) -> None:
        capacity(site, 301)
        job = start(site, OUT)
        server = site.system().processes.named("$ZSVR")
        assert server is not None
        site.system().processes.stop(server)
        assert job.lines()[-1] == (
            "*ERROR* $ZSVR: FILE SYSTEM ERROR 14, the tape server does not run."
        )
        assert site.drives() == {"$TAPE0": "", "$TAPE1": ""}
        assert site.statuses()["LIB001"] == "ASSIGNED"

    @pytest.mark.parametrize("how", ["reject", "break", "vanish", "vanish with the tape"])
    def test_the_tapes_before_are_kept(self, site: Site, how: str) -> None:
        job = self.waiting(site)
        [request] = Answers(site.server()).waiting()
        if how == "reject":
            Answers(site.server()).reject(request.number)
            text = "mount request rejected by the operator"
            assert job.lines() == [f"*ERROR* =OUT: FILE SYSTEM ERROR 194, {text}"]
        elif how == "break":
            job.close()
        else:
            if how.endswith("tape"):
                site.mount("HAND02")
            job.stop()
            site.server().leftovers.tidy()
        assert Answers(site.server()).waiting() == []
        assert site.drives() == {"$TAPE0": "", "$TAPE1": ""}
        statuses = site.statuses()
        assert (statuses["HAND01"], statuses["HAND02"]) == ("ASSIGNED", "SCRATCH")
        assert expiry(site) == [(1, "VALID", "2022-01-06")]
        assert disk_places(site) == [("CARDS", "HAND01", 1)]
        site.mount("HAND01")
        outcome = site.restore(LIST)
        assert listed(outcome) == ["CARDS"]
        assert outcome.lines[-1] == (
            "*ERROR* Tape file NIGHTLY, GEN 1, VERSION 0 goes on on another tape, and nobody knows"
            " which."
        )

    def test_without_abend_retention_it_is_kept_until_the_next_cleanup(self, site: Site) -> None:
        abend_retention(site, 0)
        self.waiting(site).close()
        assert expiry(site) == [(1, "VALID", "2022-01-06")]
        assert site.statuses()["HAND01"] == "ASSIGNED"

    def test_a_library_that_refuses_the_next_tape(self, site: Site) -> None:
        capacity(site, 301)
        job = start(site, OUT)
        site.robot.closed = True
        assert job.lines()[-1] == "*ERROR* the doors are shut for LIB002."
        assert (site.statuses()["LIB001"], site.statuses()["LIB002"]) == ("ASSIGNED", "SCRATCH")
        assert expiry(site) == [(1, "VALID", "2022-01-06")]


NIGHT = "NIGHTLY, GEN 1, VERSION 0"


class TestSubstitutes:
    """ALTER TAPEMOUNT while a tape after the first is asked for (MEDIACOM manual 2-64)."""

    def copies(self, site: Site, **second: str) -> None:
        capacity(site, 301)
        pool(site, "OTHERS", "CPY001", "CPY002")
        for tapes, define in (
            (("HAND01", "HAND02"), {**OUT, "POOL": "DAILY"}),
            (("CPY001", "CPY002"), {**OUT, "POOL": "OTHERS", "GEN": "1", **second}),
        ):
            job = start(site, define)
            for tape in tapes:
                site.mount(tape)
                job.lines()

    def reading(self, site: Site, *tapes: str) -> Job:
        job = start(site, BACK, LIST)
        for tape in tapes:
            site.mount(tape)
            job.lines()
        return job

    def substitute(self, site: Site) -> None:
        """Ask for a substitute of the tape that is waited for."""
        answers = Answers(site.server())
        [request] = answers.waiting()
        answers.substitute(request.number)

    def test_a_parallel_copy_stands_in_for_any_tape(self, site: Site) -> None:
        self.copies(site, LOGICAL="2")
        job = self.reading(site, "HAND01")
        [request] = Answers(site.server()).waiting()
        assert (request.label, request.reel, request.device) == ("HAND02", 2, "$TAPE0")
        Answers(site.server()).substitute(request.number)
        site.mount("CPY002")
        assert job.lines()[-1] == "Files listed = 3    Files not listed = 0"

    def test_after_a_parallel_copy_the_original_goes_on(self, site: Site) -> None:
        self.copies(site, LOGICAL="2")
        job = self.reading(site)
        self.substitute(site)
        site.mount("CPY001")
        job.lines()
        site.mount("HAND02")
        assert job.lines()[-1] == "Files listed = 3    Files not listed = 0"

    def test_a_parallel_copy_is_read_where_it_stands(self, site: Site) -> None:
        capacity(site, 301)
        pool(site, "OTHERS", "LIBC01", "LIBC02")
        pools = site.world.media(site.system()).pools
        space = site.world.search_space(site.system())
        pools.alter(VOLCAT, PoolName("OTHERS"), PoolChange(append=True), space)
        site.mount("HAND01")
        site.backup("=OUT, $DATA.PAY.CARDS", {**OUT, "POOL": "DAILY"})
        copy = {**OUT, "POOL": "OTHERS", "GEN": "1"}
        site.backup("=OUT, $DATA.PAY.SECRET", {**copy, "PHYSICAL": "2"})
        site.backup("=OUT, $DATA.PAY.CARDS", {**copy, "LOGICAL": "2"})
        assert [row[2:] for row in places(site)][1:] == [
            ("LIBC01", "LIBC01", 1, 1, 1),
            ("LIBC01", "LIBC01", 1, 1, 2),
        ]
        job = self.reading(site)
        self.substitute(site)
        assert "  CARDS" in "\n".join(job.lines())

    @pytest.mark.parametrize(
        ("gone", "text"),
        [
            ("TAPEFILE", f"5920 (TAPEFILE {NIGHT} does not exist.)"),
            ("TFTOV", rf"5957 (FILECAT \ALPHA.FC is damaged: TAPEFILE {NIGHT} is on no tape.)"),
        ],
    )
    def test_a_file_that_is_gone_when_its_next_tape_comes(
        self, site: Site, gone: str, text: str
    ) -> None:
        """As after an import of other catalogs; no command takes it from a process."""
        self.copies(site, PHYSICAL="2")
        job = self.reading(site, "HAND01")
        site.system().database.execute(f"DELETE FROM {gone}")
        site.mount("HAND02")
        assert job.lines()[-1].endswith(f"ERROR 594, ERROR 1007 - DSM/TC REPLY ERROR : {text}")
        assert site.drives()["$TAPE0"] == ""

    def test_a_series_copy_takes_the_place_of_the_whole_file(self, site: Site) -> None:
        self.copies(site, PHYSICAL="2")
        job = self.reading(site)
        self.substitute(site)
        site.mount("CPY001")
        job.lines()
        site.mount("CPY002")
        assert job.lines()[-1] == "Files listed = 3    Files not listed = 0"

    def test_a_copy_is_not_deleted_while_its_tape_is_asked_for(self, site: Site) -> None:
        self.copies(site, PHYSICAL="2")
        job = self.reading(site)
        self.substitute(site)
        media = site.world.media(site.system())
        copy = Selection(TapeFilePattern("NIGHTLY"), physical_copy=2)
        with pytest.raises(OperatorError) as caught:
            media.ending.delete(FILECAT, copy)
        assert caught.value.message.id == "mediacom.5966"
        media.ending.delete(FILECAT, Selection(TapeFilePattern("NIGHTLY")))
        site.mount("CPY001")
        job.lines()
        site.mount("CPY002")
        assert job.lines()[-1] == "Files listed = 3    Files not listed = 0"

    def test_a_series_copy_cannot_begin_with_a_later_tape(self, site: Site) -> None:
        self.copies(site, PHYSICAL="2")
        job = self.reading(site, "HAND01")
        [request] = Answers(site.server()).waiting()
        with pytest.raises(OperatorError) as caught:
            Answers(site.server()).substitute(request.number)
        assert caught.value.message.id == "mediacom.6310"
        assert [each.label for each in Answers(site.server()).waiting()] == ["HAND02"]
        job.close()

    def test_a_tape_set_goes_on_with_its_own_tape(self, site: Site) -> None:
        pool(site, "SETS", "HANDS1", "HANDS2", label="ANSI")
        site.mount("HANDS1")
        site.backup("=OUT, $DATA.PAY.CARDS", SET)
        job = start(site, {**SET, "FILESEQ": "2", "VOLUME": "HANDS1"})
        [request] = Answers(site.server()).waiting()
        with pytest.raises(OperatorError) as caught:
            Answers(site.server()).substitute(request.number)
        assert "tape HANDS1 goes on with its tape set" in caught.value.text
        Answers(site.server()).reject(request.number)
        assert site.statuses()["HANDS1"] == "ASSIGNED"
        job.close()


class TestAppendPools:
    def test_what_ends_too_early_takes_nothing_from_the_files_before(self, site: Site) -> None:
        appending(site)
        site.backup("=OUT, $DATA.PAY.CARDS")
        start(site, OUT).close()
        assert site.statuses()["LIB001"] == "ASSIGNED"
        site.backup("=OUT, $DATA.PAY.RATES")
        assert [row[-1] for row in places(site)] == [1, 2, 3]
        assert listed(site.restore(LIST)) == ["RATES"]
        assert listed(site.restore(LIST, {**IN, "GEN": "1"})) == ["CARDS"]

    def test_two_jobs_do_not_get_the_same_tape(self, site: Site) -> None:
        appending(site)
        site.backup("=OUT, $DATA.PAY.CARDS")
        first, second = start(site, OUT), start(site, OUT)
        assert sorted(site.drives().values()) == ["LIB001", "LIB002"]
        first.lines()
        second.lines()
        assert sorted((row[1], row[2]) for row in places(site)) == [
            (1, "LIB001"),
            (2, "LIB001"),
            (3, "LIB002"),
        ]

    def test_only_the_tape_that_is_appended_to_serves(self, site: Site) -> None:
        space = site.world.search_space(site.system())
        pools = site.world.media(site.system()).pools
        pools.alter(VOLCAT, PoolName("DAILY"), PoolChange(append=True), space)
        by_hand = {**OUT, "POOL": "DAILY"}
        site.mount("HAND01")
        site.backup("=OUT, $DATA.PAY.CARDS", by_hand)
        job = start(site, by_hand)
        site.mount("HAND02")
        assert site.console()[-1].startswith("640 STATUS 1506 - UNREQUESTED ANSI TAPE HAND02")
        assert site.statuses()["HAND01"] == "SELECTED"
        site.mount("HAND01", "$TAPE1")
        job.lines()
        assert [row[2:] for row in places(site)] == [
            ("HAND01", "HAND01", 1, 1, 1),
            ("HAND01", "HAND01", 1, 1, 2),
        ]


class TestAlternates:
    """ERROR 1022: what is read where a tape that is named holds nothing, or is taken."""

    @pytest.mark.parametrize(
        ("names", "reported"),
        [
            ("LIB003", ["LIB003"]),
            ("NOSUCH", ["NOSUCH"]),
            ("(LIB002, LIB003, LIB001)", ["LIB002", "LIB003"]),
            ("(LIB001, LIB003)", []),
        ],
    )
    def test_a_name_that_is_not_assigned_is_passed_over(
        self, site: Site, names: str, reported: list[str]
    ) -> None:
        site.backup("=OUT, $DATA.PAY.CARDS")
        assert listed(site.restore(LIST, {**IN, "VOLUME": names})) == ["CARDS"]
        assert [line for line in site.console() if "ERROR" in line] == [
            f"680 ERROR 1022 - VOLUME {name} IS NOT ASSIGNED, SELECTING ALTERNATE"
            for name in reported
        ]

    def chosen_for_output(self, site: Site) -> Job:
        """Let a backup choose the tape of another one and wait for it."""
        space = site.world.search_space(site.system())
        pools = site.world.media(site.system()).pools
        pools.alter(VOLCAT, PoolName("DAILY"), PoolChange(append=True), space)
        by_hand = {**OUT, "POOL": "DAILY"}
        site.mount("HAND01")
        site.backup("=OUT, $DATA.PAY.CARDS", by_hand)
        job = start(site, {**by_hand, "FILEID": "OTHER"})
        assert site.statuses()["HAND01"] == "SELECTED"
        return job

    def test_another_copy_is_read_while_a_tape_is_chosen_for_output(self, site: Site) -> None:
        job = self.chosen_for_output(site)
        site.backup("=OUT, $DATA.PAY.RATES", {**OUT, "GEN": "1", "PHYSICAL": "2"})
        assert listed(site.restore(LIST)) == ["RATES"]
        text = "680 ERROR 1022 - VOLUME HAND01 IS NOT ASSIGNED, SELECTING ALTERNATE"
        assert site.console().count(text) == 1
        job.close()

    def test_without_another_copy_the_tape_file_is_in_use(self, site: Site) -> None:
        job = self.chosen_for_output(site)
        text = (
            "TAPEFILE NIGHTLY, GEN 1, VERSION 0 is in use: TAPEVOLUME HAND01 has status SELECTED."
        )
        assert site.restore(LIST).lines == [
            f"*ERROR* =IN: FILE SYSTEM ERROR 594, ERROR 1007 - DSM/TC REPLY ERROR : 5966 ({text})"
        ]
        assert not any("1022" in line for line in site.console())
        job.close()


def test_the_next_tape_with_the_right_labels_is_taken(site: Site) -> None:
    pool(site, "MIXED", "LIBA01", "LIBA02", label="ANSI")
    pool_of = site.world.media(site.system()).tapevolumes
    space = site.world.search_space(site.system())
    backup = TapeAttributes(label="BACKUP", type="CART3480")
    pool_of.add(VOLCAT, PoolName("MIXED"), [TapeLabel("LIBB01")], space, attributes=backup)
    assert site.backup("=OUT, $DATA.PAY.*", {**OUT, "POOL": "MIXED"}).code == 0
    assert site.statuses()["LIBB01"] == "ASSIGNED"


class TestWrongLabelsInALibrary:
    """A tape of a library whose label is not what the catalog says."""

    def spoil(self, site: Site, label: str) -> None:
        reel = Reel(VolumeLabel(label, LabelType.IBM))
        site.robot.contents[str(ALPHA), label] = reel.encode()

    def test_for_output_another_one_is_chosen(self, site: Site) -> None:
        """Event Management Programming Manual, 9-94."""
        self.spoil(site, "LIB001")
        assert site.backup(FILES).code == 0
        assert "674 ERROR 1016 - ACS TAPE LIB001 MOUNTED ON $TAPE0 IS WRONG LABEL TYPE" in (
            site.console()
        )
        assert (site.statuses()["LIB001"], site.statuses()["LIB002"]) == ("SCRATCH", "ASSIGNED")

    def test_what_was_said_before_is_not_lost(self, site: Site) -> None:
        self.spoil(site, "LIB001")
        site.world.media(site.system()).tapevolumes.alter(
            VOLCAT, [TapeLabel("LIB003")], TapeStatus.BAD
        )
        assert site.backup(FILES, {**OUT, "VOLUME": "(LIB003, LIB001, LIB002)"}).code == 0
        assert [line for line in site.console() if "ERROR" in line] == [
            "679 ERROR 1021 - VOLUME LIB003 CAN NOT BE USED, SELECTING ALTERNATE",
            "674 ERROR 1016 - ACS TAPE LIB001 MOUNTED ON $TAPE0 IS WRONG LABEL TYPE",
            "679 ERROR 1021 - VOLUME LIB001 CAN NOT BE USED, SELECTING ALTERNATE",
        ]

    def test_it_is_not_looked_for_again_in_place_of_one_that_people_mount(self, site: Site) -> None:
        pool(site, "MIXED", "AAA001", "LIB009")
        self.spoil(site, "LIB009")
        job = start(site, {**OUT, "POOL": "MIXED", "AUTOMATED": "ON"})
        assert site.console() == [
            "674 ERROR 1016 - ACS TAPE LIB009 MOUNTED ON $TAPE0 IS WRONG LABEL TYPE",
            "600 $ZSVR : 0001 *MC* MOUNT AAA001 WITH RING",
        ]
        assert (site.statuses()["AAA001"], site.statuses()["LIB009"]) == ("SELECTED", "SCRATCH")
        job.close()

    def test_for_input_the_open_fails(self, site: Site) -> None:
        site.backup(FILES)
        self.spoil(site, "LIB001")
        text = "ERROR 1016 - ACS TAPE LIB001 MOUNTED ON $TAPE0 IS WRONG LABEL TYPE"
        assert site.restore(LIST).lines == [f"*ERROR* =IN: FILE SYSTEM ERROR 595, {text}"]


NUMBERS: Mapping[str, st.SearchStrategy[Any]] = {
    "sizes": st.lists(st.integers(0, 40), min_size=1, max_size=8),
    "size": st.integers(20, 60),
    "append": st.booleans(),
}


@settings(max_examples=3)
@given(**NUMBERS)
def test_every_disk_file_is_on_one_tape_in_order_and_comes_back(
    furnished: Ground, sizes: list[int], size: int, append: bool
) -> None:
    with furnished.copied() as site:
        _dump_and_restore(site, sizes, size, append=append)


@pytest.mark.slow
@settings(max_examples=30)
@given(**NUMBERS)
def test_however_many_and_large_they_are(
    furnished: Ground, sizes: list[int], size: int, append: bool
) -> None:
    with furnished.copied() as site:
        _dump_and_restore(site, sizes, size, append=append)


def _dump_and_restore(site: Site, sizes: list[int], size: int, *, append: bool) -> None:
    """Dump files of some sizes twice to tapes of one size, and look for them."""
    capacity(site, size)
    pool(site, "MANY", *(f"LIBM{number:02}" for number in range(30)))
    if append:
        space = site.world.search_space(site.system())
        pools = site.world.media(site.system()).pools
        pools.alter(VOLCAT, PoolName("MANY"), PoolChange(append=True), space)
    night = site.system().users.named("OPS.NIGHT")
    assert night is not None
    names = [f"F{number}" for number in range(len(sizes))]
    for name, eof in zip(names, sizes, strict=True):
        site.system().files.write(FileName.parse(f"$DATA.LAW.{name}", ALPHA), bytes(eof), night)
    dumped = [name for name, eof in zip(names, sizes, strict=True) if eof <= size]
    for _ in range(2):
        site.backup("=OUT, $DATA.LAW.*, CATALOGFILES", {**OUT, "POOL": "MANY"})
    assert listed(site.restore(LIST)) == dumped
    assert listed(site.restore(LIST, {**IN, "GEN": "1"})) == dumped
    rows = disk_places(site)
    assert sorted(row[0] for row in rows) == sorted(dumped * 2)
    used = {volser: 0 for _, volser, _ in rows}
    for name, volser, _ in rows:
        used[volser] += sizes[int(name[1:])]
    assert all(total <= size for total in used.values())
    assert "INUSE" not in site.statuses().values()
