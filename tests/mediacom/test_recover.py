"""RECOVER DISKFILE: which dump is chosen, what RESTORE is asked, and how it ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from nsksim.expand import LineState
from nsksim.names import DiskfilePattern, FileName, NodeName, TapeFileId
from nsksim.programs.mediacom.program import Mediacom
from nsksim.programs.mediacom.statements.recover import DEFINE
from tests.programs.harness import ALPHA, BETA, Outcome, drive
from tests.tape.tape_ground import FILECAT, OUT, Ground, Site, furnish

YES, NO = "Do you want to continue (Y/N)? ", "0 disk files recovered."


def dumped(site: Site) -> None:
    """Dump three files of OPS.NIGHT in $DATA.PAY twice; a library mounts the tapes."""
    for fileset in ("$DATA.PAY.*", "$DATA.PAY.?A*"):
        assert site.backup(f"=OUT, {fileset}, CATALOGFILES").code == 0


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return furnish(tmp_path_factory.mktemp("recover") / "built", dumped)


@pytest.fixture
def site(furnished: Ground) -> Iterator[Site]:
    with furnished.copied() as site:
        yield site


def recover(site: Site, rest: str, *answers: str, **values: Any) -> Outcome:
    """Give one RECOVER DISKFILE, with answers to its question."""
    return drive(site.prepare(Mediacom, f"RECOVER DISKFILE {rest}", {}, **values), answers)


def found(outcome: Outcome) -> dict[str, str]:
    """Give generation and tape of the files that were found, by name."""
    rows = [line.split() for line in outcome.lines if line.startswith("\\")]
    return {row[0].rpartition(".")[2]: f"{row[3]} {row[4]}" for row in rows}


# -- which dump -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("", {"CARDS": "2 LIB002", "RATES": "2 LIB002"}),
        (", GEN -2", {"CARDS": "1 LIB001", "RATES": "1 LIB001", "SECRET": "1 LIB001"}),
        (", GEN 1", {"CARDS": "1 LIB001", "RATES": "1 LIB001", "SECRET": "1 LIB001"}),
        (", TAPEFILE NIGHTLY", {"CARDS": "2 LIB002", "RATES": "2 LIB002"}),
        (
            ", TIME JAN 5 2022 17:44:49",
            {"CARDS": "1 LIB001", "RATES": "1 LIB001", "SECRET": "1 LIB001"},
        ),
        (", TIME 6-JAN-2022, FILECAT FC", {"CARDS": "2 LIB002", "RATES": "2 LIB002"}),
    ],
)
def test_the_newest_generation_unless_another_is_asked_for(
    site: Site, options: str, expected: dict[str, str]
) -> None:
    assert found(recover(site, f"$DATA.PAY.*{options}", "N")) == expected


def test_of_several_tape_files_the_newest_dump(site: Site) -> None:
    site.backup("=OUT, $DATA.PAY.CARDS, CATALOGFILES", {**OUT, "FILEID": "WEEKLY"})
    outcome = recover(site, "$DATA.PAY.*", "N")
    assert found(outcome) == {"CARDS": "1 LIB003", "RATES": "2 LIB002"}
    assert found(recover(site, "$DATA.PAY.*, TAPEFILE WEEKLY", "N")) == {"CARDS": "1 LIB003"}


def chosen(site: Site, *away: NodeName) -> list[str]:
    """Give the tapes CARDS is brought back from while some systems are out of reach."""
    media, today = site.world.media(site.system()), site.system().now.date()
    pattern = DiskfilePattern.parse(r"\ALPHA.$DATA.PAY.CARDS")
    return [each.tape for each in media.diskfiles.recoverable(pattern, None, today, away=away)]


@pytest.fixture
def copy(site: Site) -> Site:
    r"""The newest dump of CARDS has a copy, whose tape is cataloged at \BETA."""
    second = {**OUT, "GEN": "2", "PHYSICAL": "2"}
    assert site.backup("=OUT, $DATA.PAY.CARDS, CATALOGFILES", second).code == 0
    for table in ("TAPEFILE", "TFTOV", "DISKFILE", "DFTOV"):
        site.system().database.execute(
            rf"UPDATE {table} SET VOLUMECATALOG = '\BETA.VC' WHERE VOLSETID = 'LIB003'"
        )
    return site


def test_another_copy_where_the_tape_is_out_of_reach(copy: Site) -> None:
    assert chosen(copy) == ["LIB003"]
    assert chosen(copy, BETA) == ["LIB002"]
    assert chosen(copy, ALPHA) == ["LIB003"]


def test_an_older_dump_is_no_copy(copy: Site) -> None:
    assert chosen(copy, ALPHA, BETA) == ["LIB003"]
    copy.system().database.execute("UPDATE TAPEFILE SET FILEID = 'A' WHERE VOLSETID = 'LIB003'")
    copy.system().database.execute("UPDATE DISKFILE SET FILEID = 'A' WHERE VOLSETID = 'LIB003'")
    assert chosen(copy, BETA) == ["LIB003"]


def test_a_collision_is_no_copy(copy: Site) -> None:
    """Two systems wrote different files under the same numbers."""
    for table in ("TAPEFILE", "DISKFILE"):
        copy.system().database.execute(f"UPDATE {table} SET PHYSICALCOPY = 1")
    assert chosen(copy, BETA) == ["LIB003"]


def test_the_tape_is_the_one_the_file_begins_on(site: Site) -> None:
    insert = "INSERT INTO DFTOV SELECT * REPLACE ('LIB003' AS VOLSER, ? AS VOLINDEX) FROM DFTOV"
    database = site.system().database
    database.execute(f"{insert} WHERE VOLSETID = 'LIB002'", [2])
    assert chosen(site) == ["LIB002"]
    database.execute("DELETE FROM DFTOV WHERE VOLSER = 'LIB002'")
    assert chosen(site) == ["LIB003"]
    database.execute("DELETE FROM DFTOV")
    assert chosen(site) == ["LIB002"], "the first tape of the set is the first that is read"


def test_invalid_and_expired_entries_are_not_used(site: Site) -> None:
    media = site.world.media(site.system())
    pattern = DiskfilePattern.parse(r"\ALPHA.$DATA.PAY.RATES")
    site.system().database.execute(
        "UPDATE DISKFILE SET DISKFILESTATUS = 'IN' WHERE DISKFILENAME = ? AND GENERATION = 2",
        [str(pattern)],
    )
    assert found(recover(site, "$DATA.PAY.*", "N")) == {"CARDS": "2 LIB002"}
    assert recover(site, "$DATA.PAY.RATES").refused == ["mediacom.5926"]
    site.world.clock.advance(site.world.clock.now + timedelta(days=8))
    assert recover(site, "$DATA.PAY.*").refused == ["mediacom.5926"]
    media.ending.expire(site.system().now.date())
    assert recover(site, "$DATA.PAY.*").refused == ["mediacom.5920"]


# -- the question ----------------------------------------------------------------------------


def test_nothing_is_restored_without_approval(site: Site) -> None:
    site.system().files.purge("$DATA", "PAY", ["CARDS"])
    for answers in (["n"], ["No"], ["what", "", "N"], []):
        outcome = recover(site, "$DATA.PAY.CARDS", *answers)
        assert (outcome.lines[-1], outcome.refused) == (NO, [])
        assert outcome.prompts == [YES] * max(1, len(answers))
    assert site.names() == ["RATES", "SECRET"]
    assert recover(site, "$DATA.PAY.CARDS", "yes").lines[-1] == "1 disk file recovered."
    assert site.names() == ["CARDS", "RATES", "SECRET"]


def test_override_does_not_ask(site: Site) -> None:
    outcome = recover(site, "$DATA.PAY.?A*, OVERRIDE ON, RESTOREOPTIONS LISTALL")
    assert outcome.prompts == []
    assert outcome.lines[-4:] == [
        "Summary Information",
        "",
        "Files restored = 2    Files not restored = 0",
        "2 disk files recovered.",
    ]


def test_who_cannot_be_asked_needs_override(site: Site) -> None:
    program = site.prepare(Mediacom, "RECOVER DISKFILE $DATA.PAY.CARDS", {})
    program.environment.interactive = False
    assert drive(program).refused == ["mediacom.5927"]


# -- the restore -----------------------------------------------------------------------------


def test_the_tapes_are_asked_for_in_their_order(site: Site) -> None:
    site.backup("=OUT, $DATA.PAY.CARDS, CATALOGFILES", {**OUT, "FILEID": "A"})
    site.robot.log.clear()
    assert recover(site, "$DATA.PAY.*, OVERRIDE ON").lines[-1] == "2 disk files recovered."
    assert site.robot.log == ["load LIB002 in", "unload LIB002", "load LIB003 in", "unload LIB003"]


def test_a_tape_that_cannot_be_read_ends_it(site: Site) -> None:
    site.backup("=OUT, $DATA.PAY.CARDS, CATALOGFILES", {**OUT, "FILEID": "A"})
    site.robot.contents[str(ALPHA), "LIB003"] = b"junk"
    outcome = recover(site, "$DATA.PAY.*, OVERRIDE ON")
    assert outcome.refused == ["tape-drive.damaged", "mediacom.5925"]
    assert outcome.lines[-1].endswith("GEN 1 ended with an error; 1 of 2 disk files are recovered.")
    assert not [each for each in site.server().drives.all() if each.holder]


def test_break_while_a_tape_is_waited_for(site: Site) -> None:
    site.mount("HAND01")
    assert site.backup("=OUT, $DATA.PAY.CARDS, CATALOGFILES", {**OUT, "POOL": "DAILY"}).code == 0
    outcome = recover(site, "$DATA.PAY.CARDS, OVERRIDE ON")
    assert outcome.refused == ["backup.stopped-waiting", "mediacom.5925"]
    assert site.server().requests.all() == []
    running = [process.program for process in site.system().processes.all()]
    assert not any(program.endswith(".RESTORE") for program in running)


def test_the_user_restores_what_he_may(site: Site) -> None:
    own = recover(site, "$DATA.PAY.*, GEN 1, OVERRIDE ON", user="OPS.NIGHT")
    assert own.lines[-1] == "3 disk files recovered."
    others = recover(site, "$DATA.PAY.*, GEN 1, OVERRIDE ON", user="OPS.DAY")
    assert others.refused == ["backup.file-not-restored"] * 3
    assert others.lines[-1] == NO
    options = 'RESTOREOPTIONS "MYID, MAP NAMES *.*.* TO $DATA.MINE.*"'
    mine = recover(site, f"$DATA.PAY.*, GEN 1, OVERRIDE ON, {options}", user="OPS.DAY")
    assert mine.refused == ["backup.file-not-restored"]
    assert (site.names("MINE"), mine.lines[-1]) == (["CARDS", "RATES"], "2 disk files recovered.")


def test_the_define_of_the_user_stays_his(site: Site) -> None:
    theirs = {DEFINE: {"CLASS": "MAP", "FILE": "$A.B.C"}}
    program = site.prepare(
        Mediacom, "RECOVER DISKFILE $DATA.PAY.CARDS, OVERRIDE ON", theirs, user="OPS.NIGHT"
    )
    assert drive(program).lines[-1] == "1 disk file recovered."
    assert program.environment.defines == theirs


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ('RESTOREOPTIONS "NOSUCH"', "mediacom.5904"),
        ('RESTOREOPTIONS ""', "mediacom.5904"),
        ('RESTOREOPTIONS "KEEP,"', "mediacom.5904"),
        ('RESTOREOPTIONS "KEEP, KEEP"', "mediacom.5904"),
        ('RESTOREOPTIONS "VERIFY"', "mediacom.5901"),
        ('RESTOREOPTIONS "IGNORE"', "mediacom.5901"),
        ('RESTOREOPTIONS "VOLUMEMODE"', "mediacom.5901"),
        ('RESTOREOPTIONS "NOT VOLUMEMODE"', "mediacom.5901"),
        ("GEN 0", "mediacom.5904"),
        (r"FILECAT \BETA.FC", "mediacom.5920"),
        ("FILECAT NOSUCH", "mediacom.5920"),
        ("OUT $NO.SUCH.DISK", "file-system.14"),
    ],
)
def test_what_is_refused_changes_nothing(site: Site, options: str, message: str) -> None:
    site.system().files.purge("$DATA", "PAY", ["CARDS"])
    assert recover(site, f"$DATA.PAY.CARDS, OVERRIDE ON, {options}").refused == [message]
    assert site.names() == ["RATES", "SECRET"]


def test_the_default_node_of_the_session_is_not_where_restore_runs(site: Site) -> None:
    program = site.prepare(Mediacom, "", {})
    lines = [r"SYSTEM \BETA", "RECOVER DISKFILE $DATA.PAY.CARDS, OVERRIDE ON"]
    assert drive(program, lines).refused == ["mediacom.5924"]


# -- files of other systems ---------------------------------------------------------------------


@pytest.fixture
def replica(site: Site) -> Site:
    r"""\BETA has the tape LIB002 of \ALPHA, with its entries."""
    site.carry("LIB002")
    alpha, beta = site.system(ALPHA).database, site.system(BETA).database
    for table in ("DISKFILE", "DFTOV"):
        for row in alpha.rows(f"SELECT * FROM {table} WHERE VOLSETID = 'LIB002'"):
            beta.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
        beta.execute(rf"UPDATE {table} SET VOLUMECATALOG = '\BETA.VC'")
    return site


def test_names_of_a_known_system_need_localtoremote(replica: Site) -> None:
    r"""R-02: the original names are used at the other system, and the files become local."""
    name = r"\ALPHA.$DATA.PAY.*, OVERRIDE ON"
    assert recover(replica, name, node=BETA).refused == ["mediacom.5924"]
    outcome = recover(replica, f"{name}, LOCALTOREMOTE", node=BETA)
    assert outcome.lines[-1] == "2 disk files recovered."
    assert replica.names(node=BETA) == ["CARDS", "RATES"]


def test_unknown_and_unreachable_are_two_things(replica: Site) -> None:
    """R-03, R-10, R-11: 5048 for a system that is not known, 250 while its line is down."""
    name = r"\ALPHA.$DATA.PAY.*, LOCALTOREMOTE"
    replica.world.network.set_line(str(ALPHA), str(BETA), LineState.DOWN)
    assert recover(replica, name, node=BETA).refused == ["file-system.250"]
    replica.world.network.forget(str(BETA), str(ALPHA))
    outcome = recover(replica, name, node=BETA)
    assert outcome.lines == [r"**ERROR-5048** DISKFILE \ALPHA.$DATA.PAY.* is invalid."]


def test_names_after_a_node_replacement(replica: Site) -> None:
    """R-07: the entries bear the new node, the tape still has the old one."""
    beta = replica.system(BETA).database
    for table in ("DISKFILE", "DFTOV"):
        beta.execute(rf"UPDATE {table} SET DISKFILENAME = replace(DISKFILENAME, '\ALPHA', '\BETA')")
    outcome = recover(replica, "$DATA.PAY.*, OVERRIDE ON", node=BETA)
    assert outcome.lines[-1] == "2 disk files recovered."
    assert replica.content("PAY.CARDS", BETA) == b"42"


def test_two_systems_with_the_same_names_on_one_tape(site: Site) -> None:
    for node in (ALPHA, BETA):
        content = str(node).encode()
        owner = site.system(node).users.named("OPS.NIGHT")
        assert owner is not None
        files = site.system(node).files
        files.write(FileName.parse("$DATA.BOTH.ONE", node), content, owner)
    tape = {**OUT, "FILEID": "BOTH"}
    both = r"=OUT, (\ALPHA.$DATA.BOTH.*, \BETA.$DATA.BOTH.*), CATALOGFILES"
    assert site.backup(both, tape).code == 0
    recover(site, r"\BETA.$DATA.BOTH.ONE, OVERRIDE ON, LOCALTOREMOTE")
    assert site.content("BOTH.ONE") == rb"\BETA"
    recover(site, "$DATA.BOTH.ONE, OVERRIDE ON")
    assert site.content("BOTH.ONE") == rb"\ALPHA"


def test_the_catalog_finds_what_it_is_asked_for(site: Site) -> None:
    media = site.world.media(site.system())
    today = site.system().now.date()
    pattern = DiskfilePattern.parse(r"\ALPHA.$*.*.*")
    every = list(media.diskfiles.recoverable(pattern, None, today))
    named = media.diskfiles.recoverable(pattern, FILECAT, today, file_id=TapeFileId("NIGHTLY"))
    assert list(named) == every
    assert [each.name.rpartition(".")[2] for each in every] == ["CARDS", "RATES"]
    assert media.diskfiles.local_twins(every[0]) == set()
