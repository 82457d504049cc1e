"""BACKUP and RESTORE as an operator sees them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tape_ground import FILECAT, IN, OUT, VOLCAT, Robot, Site

from nsksim.dsmtc import MediaDefsChange, TapeFile
from nsksim.errors import Message
from nsksim.guardian.processes import Kind
from nsksim.guardian.users import User
from nsksim.messages import backup as messages
from nsksim.names import DiskfilePattern, FileName, TapeFileId, TapeLabel
from nsksim.programs.backup import BackupProgram
from nsksim.tape.recorded import recorded_reel
from tests.programs.harness import ALPHA, BETA, NOW, drive

NO_MODEL = "is not modelled by this simulator."
REPLY = "FILE SYSTEM ERROR 594, ERROR 1007 - DSM/TC REPLY ERROR : 5920"
LISTING = r"""
File Mode BACKUP Program - T9074H01 - (15AUG2012)
Copyright 1981, 2012 Hewlett-Packard Development Company, L.P.

Drives: (\ALPHA.$TAPE0)
System: \ALPHA   Operating System: H06   Tape Version: 3
Backup options: NO AUDITED, BLOCKSIZE 28, NO IGNORE, NO OPEN, PARTONLY OFF, INDEXES IMPLICIT
Backup time:  5Jan2022 17:44   Pages: 1

Tape: 1           Code            EOF  Last modif        Owner  RWEP  Type  Rec Bl
$DATA.PAY
  CARDS            101              2  5Jan2022 17:44     40,7  NUNU
  RATES            101            300  5Jan2022 17:44     40,7  NUNU
  SECRET           101              1  5Jan2022 17:44     40,7  OOOO

Summary Information

Files dumped = 3    Files not dumped = 0
"""


def entry(site: Site, generation: int = -1) -> TapeFile:
    media = site.world.media(site.system())
    return media.tapefiles.resolve(
        FILECAT, TapeFileId("NIGHTLY"), site.system().now.date(), generation
    )


def disk_files(site: Site) -> list[str]:
    pattern = DiskfilePattern.parse(r"\ALPHA.$*.*.*")
    return [
        each.name for each in site.world.media(site.system()).diskfiles.matching([pattern], FILECAT)
    ]


def test_the_listing_of_a_backup(site: Site) -> None:
    outcome = site.backup("=OUT, $DATA.PAY.*, LISTALL, CATALOGFILES")
    assert outcome.lines == LISTING.strip("\n").split("\n")
    assert outcome.code == 0


def test_what_a_backup_enters_in_the_catalogs(site: Site) -> None:
    site.backup("=OUT, $DATA.PAY.*, CATALOGFILES", {**OUT, "COMMENT": "before the move"})
    found = entry(site)
    assert (found.generation, found.version, found.catalog_files) == (1, 0, True)
    assert (found.created, str(found.expires)) == (NOW, "2022-01-12")
    assert (found.pool, found.volume_set, found.comment) == ("ROBOT", "LIB001", "before the move")
    names = ["CARDS", "RATES", "SECRET"]
    assert disk_files(site) == [rf"\ALPHA.$DATA.PAY.{name}" for name in names]
    [first, *_] = site.world.media(site.system()).diskfiles.of_tapefile(found)
    assert (first.dumped, first.eof, first.code, first.volume_set) == (NOW, 2, 101, "LIB001")
    assert site.statuses()["LIB001"] == "ASSIGNED"
    site.backup("=OUT, $DATA.PAY.*")
    assert (entry(site).generation, entry(site).catalog_files) == (2, False)
    assert len(disk_files(site)) == 3


@pytest.mark.parametrize(
    ("attributes", "expires"),
    [
        ({"RETENTION": "30"}, "2022-02-04"),
        ({"RETENTION": "PERMANENT"}, "None"),
        ({"EXPIRATION": "20 OCT 2022"}, "2022-10-20"),
        ({}, "2022-01-12"),
    ],
)
def test_how_long_a_tape_file_is_kept(site: Site, attributes: dict[str, str], expires: str) -> None:
    site.backup("=OUT, $DATA.PAY.*", {**OUT, **attributes})
    assert str(entry(site).expires) == expires


def test_a_new_version_replaces_a_generation(site: Site) -> None:
    site.backup("=OUT, $DATA.PAY.*")
    site.backup("=OUT, $DATA.PAY.CARDS", {**OUT, "GEN": "-1", "VERSION": "NEW"})
    assert (entry(site).generation, entry(site).version) == (1, 1)
    assert site.restore("=IN, *.*.*, LISTONLY").lines[-1].startswith("Files listed = 1 ")
    taken = site.backup("=OUT, $DATA.PAY.*", {**OUT, "GEN": "1"})
    reply = REPLY.replace("5920", "5921")
    text = "TAPEFILE NIGHTLY, GEN 1, VERSION 1 already exists."
    assert taken.lines == [f"*ERROR* =OUT: {reply} ({text})"]
    assert "663 ERROR 1007 - DSM/TC REPLY ERROR : 5921" in site.console()
    assert site.statuses()["LIB003"] == "SCRATCH"


def test_time_passes_while_the_tape_runs(site: Site) -> None:
    outcome = site.backup("=OUT, $DATA.PAY.*")
    assert [effect.until for effect in outcome.waits] == [NOW + timedelta(seconds=1)]
    assert site.world.clock.now == NOW + timedelta(seconds=1)


def test_files_come_back_with_what_they_were_and_the_time_of_the_restore(site: Site) -> None:
    site.backup("=OUT, $DATA.PAY.*")
    alpha = site.system()
    alpha.files.purge("$DATA", "PAY", ["CARDS", "RATES", "SECRET"])
    outcome = site.restore("=IN, *.*.*, LISTALL")
    assert outcome.code == 0
    assert (
        r"Restore time:  5Jan2022 17:44   Backup time:  5Jan2022 17:44   Pages: 1" in outcome.lines
    )
    assert outcome.lines[-1] == "Files restored = 3    Files not restored = 0"
    assert site.content("PAY.CARDS") == b"42"
    secret = alpha.files.find(FileName.parse("$DATA.PAY.SECRET", ALPHA))
    assert secret is not None
    assert (secret.owner_group, secret.owner_user, secret.security) == (40, 7, "OOOO")
    assert (secret.code, secret.modified) == (101, NOW + timedelta(seconds=2))


def test_a_tape_is_read_on_another_system(site: Site) -> None:
    site.backup("=OUT, $DATA.PAY.*")
    site.carry("LIB001")
    outcome = site.restore("=IN, *.*.*, LISTONLY", node=BETA)
    assert outcome.lines[9:13] == [
        r"\ALPHA.$DATA.PAY",
        "  CARDS            101              2  5Jan2022 22:44     40,7  NUNU",
        "  RATES            101            300  5Jan2022 22:44     40,7  NUNU",
        "  SECRET           101              1  5Jan2022 22:44     40,7  OOOO",
    ]
    assert outcome.lines[-1] == "Files listed = 3    Files not listed = 0"
    assert site.names(node=BETA) == []
    site.restore(r"=IN, \ALPHA.$DATA.PAY.*", node=BETA)
    assert site.names(node=BETA) == ["CARDS", "RATES", "SECRET"]


@pytest.mark.parametrize(
    ("argument", "place", "names"),
    [
        ("=IN, $DATA.PAY.C*, MAP NAMES $DATA.PAY.* TO $DATA.NEW.*", "NEW", ["CARDS"]),
        ("=IN, *.PAY.*, NOT *.*.SECRET, MAP NAMES (*.*.* TO *.NEW.*)", "NEW", ["CARDS", "RATES"]),
        ("=IN, $DATA.PAY.CARDS, MAP NAMES $DATA.PAY.CARDS TO $DATA.NEW.BLUE", "NEW", ["BLUE"]),
        ("=IN, ($DATA.PAY.CARDS, $DATA.PAY.RATES), MYID, LISTALL", "PAY", ["CARDS", "RATES"]),
    ],
)
def test_which_files_come_back_and_where(
    site: Site, argument: str, place: str, names: list[str]
) -> None:
    site.backup("=OUT, $DATA.PAY.*")
    site.system().files.purge("$DATA", "PAY", ["CARDS", "RATES", "SECRET"])
    assert site.restore(argument).code == 0
    assert site.names(place) == names


def test_keep_leaves_what_is_there(site: Site) -> None:
    site.backup("=OUT, $DATA.PAY.*")
    night = site.system().users.named("OPS.NIGHT")
    assert night is not None
    site.system().files.write(FileName.parse("$DATA.PAY.CARDS", ALPHA), b"new", night)
    site.system().files.purge("$DATA", "PAY", ["RATES"])
    outcome = site.restore("=IN, *.*.*, KEEP")
    assert outcome.lines[-6:-4] == [
        "*WARNING* $DATA.PAY.CARDS NOT RESTORED: IT EXISTS AND KEEP WAS GIVEN",
        "*WARNING* $DATA.PAY.SECRET NOT RESTORED: IT EXISTS AND KEEP WAS GIVEN",
    ]
    assert outcome.lines[-1] == "Files restored = 1    Files not restored = 2"
    assert outcome.code == 0
    assert (site.content("PAY.CARDS"), site.content("PAY.RATES")) == (b"new", b"7" * 300)


def test_files_that_may_not_be_read_are_left_out(site: Site) -> None:
    outcome = site.backup("=OUT, $DATA.PAY.*, CATALOGFILES", user="SUPER.OPER")
    assert "*ERROR* $DATA.PAY.SECRET NOT DUMPED: FILE SYSTEM ERROR 48" in outcome.lines
    assert outcome.lines[-1] == "Files dumped = 2    Files not dumped = 1"
    assert outcome.code == 2
    assert len(disk_files(site)) == 2


@pytest.mark.parametrize(
    ("option", "user", "restored"),
    [
        ("", "OPS.NIGHT", 3),
        ("", "OPS.DAY", 0),
        (", MYID", "OPS.DAY", 2),
        (", MYID", "OPS.NIGHT", 3),
    ],
)
def test_whose_files_may_be_brought_back(site: Site, option: str, user: str, restored: int) -> None:
    site.backup("=OUT, $DATA.PAY.*")
    site.system().files.purge("$DATA", "PAY", ["CARDS", "RATES", "SECRET"])
    outcome = site.restore(f"=IN, *.*.*{option}", user=user)
    assert outcome.lines[-1].startswith(f"Files restored = {restored} ")
    owners = {
        f"{file.owner_group},{file.owner_user}"
        for file in site.system().files.in_subvolume("$DATA", "PAY")
    }
    assert owners <= {"40,8" if user == "OPS.DAY" else "40,7"}


def test_files_in_use_and_protected_files_are_not_replaced(site: Site) -> None:
    site.backup("=OUT, $DATA.PAY.*")
    alpha = site.system()
    owner = alpha.users.named("SUPER.SUPER")
    assert owner is not None
    alpha.processes.start("$DATA.PAY.CARDS", owner, kind=Kind.SERVER)
    outcome = site.restore("=IN, *.*.*")
    assert "*ERROR* $DATA.PAY.CARDS NOT RESTORED: FILE SYSTEM ERROR 12" in outcome.lines
    assert outcome.lines[-1] == "Files restored = 2    Files not restored = 1"
    outcome = site.restore("=IN, $DATA.PAY.SECRET, MYID", user="OPS.DAY")
    assert "*ERROR* $DATA.PAY.SECRET NOT RESTORED: FILE SYSTEM ERROR 48" in outcome.lines


def test_what_is_not_on_the_tape_is_said(site: Site) -> None:
    site.backup("=OUT, $DATA.PAY.*")
    outcome = site.restore("=IN, ($DATA.NO.*, $DATA.PAY.CARDS, $NODISK.PAY.*)")
    assert outcome.refused == ["backup.file-not-restored"] * 2
    assert outcome.lines[-1] == "Files restored = 1    Files not restored = 2"
    outcome = site.restore("=IN, $DATA.PAY.CARDS, MAP NAMES *.*.* TO $NODISK.*.*")
    assert "*ERROR* $NODISK.PAY.CARDS NOT RESTORED: FILE SYSTEM ERROR 14" in outcome.lines


def test_a_licence_comes_back_only_by_the_super_id(site: Site) -> None:
    name = FileName.parse("$DATA.PAY.CARDS", ALPHA)
    alpha = site.system()

    def licensed(user: str) -> bool:
        site.restore("=IN, $DATA.PAY.CARDS", user=user)
        file = alpha.files.find(name)
        assert file is not None
        return file.licensed

    file = alpha.files.find(name)
    assert file is not None
    alpha.files.license(file, licensed=True)
    site.backup("=OUT, $DATA.PAY.CARDS")
    assert not licensed("OPS.NIGHT")
    assert licensed("SUPER.SUPER")


def test_nounload_leaves_the_tape_and_what_is_known_of_it(site: Site) -> None:
    site.backup("=OUT, $DATA.PAY.*, NOUNLOAD")
    assert site.drives()["$TAPE0"] == "LIB001"
    assert site.robot.log == ["load LIB001 out"]
    site.restore("=IN, *.*.*, LISTONLY")
    assert site.robot.log[1:] == ["load LIB001 in", "unload LIB001 written"]
    assert site.drives()["$TAPE0"] == ""


UNCATALOGED = {"CLASS": "TAPE", "LABELS": "BACKUP", "VOLUME": "CATSYN", "GEN": "0001"}


def test_an_uncataloged_tape_needs_no_catalog(site: Site) -> None:
    site.mount("CATSYN")
    outcome = site.backup("=OUT, $DATA.PAY.*", UNCATALOGED)
    assert outcome.lines[-1] == "Files dumped = 3    Files not dumped = 0"
    assert "CATSYN" not in site.statuses()
    site.system().files.purge("$DATA", "PAY", ["CARDS"])
    site.mount("CATSYN", "$TAPE1")
    site.restore("=IN, $DATA.PAY.CARDS", {**UNCATALOGED, "USE": "IN"})
    assert site.content("PAY.CARDS") == b"42"


def test_a_cataloged_tape_is_not_written_past_the_catalog(site: Site) -> None:
    outcome = site.backup("=OUT, $DATA.PAY.*", {**UNCATALOGED, "VOLUME": "LIB001"})
    assert outcome.lines == [r"*ERROR* Tape LIB001 is cataloged in pool ROBOT of \ALPHA.VC."]


def test_a_tape_that_is_not_expired_is_not_written_without_the_catalog(site: Site) -> None:
    site.backup("=OUT, $DATA.PAY.*")
    assert site.statuses()["LIB001"] == "ASSIGNED"
    outcome = site.backup("=OUT, $DATA.PAY.*", {**UNCATALOGED, "VOLUME": "LIB001"})
    text = "ERROR 2 - PROTECTION VIOLATION, VOLUME LIB001 NOT EXPIRED"
    assert outcome.lines == [f"*ERROR* =OUT: FILE SYSTEM ERROR 49, {text}"]
    assert site.console()[-1] == f"613 {text}"
    assert site.statuses()["LIB001"] == "ASSIGNED"


@pytest.mark.parametrize(
    ("argument", "define", "line"),
    [
        ("=NONE, $DATA.PAY.*", OUT, "*ERROR* DEFINE =NONE does not exist."),
        (
            "=OUT, $DATA.PAY.*",
            {"CLASS": "SPOOL", "LOC": "#X"},
            "*ERROR* DEFINE =OUT is of CLASS SPOOL; TAPECATALOG or TAPE is needed.",
        ),
        (
            "=OUT, $DATA.PAY.*",
            {"CLASS": "TAPECATALOG", "CATALOG": "ON", "POOL": "ROBOT"},
            "*ERROR* DEFINE =OUT: FILEID is needed for a cataloged tape.",
        ),
        (
            "=OUT, $DATA.PAY.*",
            {**OUT, "POOL": "NOPOOL"},
            f"*ERROR* =OUT: {REPLY} (POOL NOPOOL does not exist.)",
        ),
        ("=OUT, $DATA.NO.*", OUT, "*ERROR* $DATA.NO.*: FILE SYSTEM ERROR 11"),
        ("=OUT, $NODISK.NO.*", OUT, "*ERROR* $NODISK.NO.*: FILE SYSTEM ERROR 14"),
        (
            "=OUT, $DATA.PAY.*",
            {**OUT, "DEVICE": "$TAPE9"},
            "*ERROR* $TAPE9: FILE SYSTEM ERROR 14",
        ),
        (
            "=OUT, $DATA.PAY.*, CATALOGFILES",
            {**OUT, "CATALOG": "OFF", "VOLUME": "CATSYN"},
            "*ERROR* CATALOGFILES needs a DEFINE of CLASS TAPECATALOG with CATALOG ON.",
        ),
        (
            "=OUT, $DATA.PAY.*, PARTIAL JAN 5 2022",
            OUT,
            "*ERROR* BACKUP with PARTIAL JAN 5 2022 is not modelled by this simulator.",
        ),
        (
            "=OUT, VOLUMEMODE, $DATA",
            OUT,
            "*ERROR* BACKUP with VOLUMEMODE is not modelled by this simulator.",
        ),
        (
            "$TAPE0, $DATA.PAY.*",
            OUT,
            f"*ERROR* An unlabeled tape on $TAPE0, without a DEFINE, {NO_MODEL}",
        ),
        (
            "(=OUT, =TWO), $DATA.PAY.*",
            OUT,
            "*ERROR* Writing or reading two tapes at once is not modelled by this simulator.",
        ),
        (
            "=OUT, $DATA.PAY.*",
            {**OUT, "USE": "EXTEND"},
            "*ERROR* USE EXTEND is not modelled by this simulator.",
        ),
    ],
)
def test_what_backup_refuses(site: Site, argument: str, define: dict[str, str], line: str) -> None:
    outcome = site.backup(argument, define)
    assert outcome.lines == [line]
    assert outcome.code == 3
    assert set(site.statuses().values()) == {"SCRATCH"}
    assert site.drives() == {"$TAPE0": "", "$TAPE1": ""}


@pytest.mark.parametrize(
    ("argument", "define", "line"),
    [
        (
            "=IN, *.*.*",
            {**IN, "FILEID": "OTHER"},
            f"=IN: {REPLY} (TAPEFILE OTHER, GEN -1 does not exist.)",
        ),
        (
            "=IN, *.*.*",
            {**IN, "GEN": "7"},
            f"=IN: {REPLY} (TAPEFILE NIGHTLY, GEN 7 does not exist.)",
        ),
        (
            "=IN, *.*.*",
            {**IN, "FILECAT": "NOCAT"},
            rf"=IN: {REPLY} (FILECAT \ALPHA.NOCAT does not exist.)",
        ),
        (
            "=IN, *.*.*, VOL $DATA2",
            IN,
            "RESTORE with VOL $DATA2 is not modelled by this simulator.",
        ),
        (
            r"=IN, *.*.*, MAP NAMES *.*.* TO \BETA.$DATA.X.*",
            IN,
            r"Restoring to \BETA is not modelled by this simulator.",
        ),
        (
            "=IN, *.*.*, MAP NAMES *.*.* TO $DATA.X.A*",
            IN,
            f"A destination with a part of a name and a wildcard, $DATA.X.A*, {NO_MODEL}",
        ),
        (
            "=IN, *.*.*",
            {**IN, "CATALOG": "OFF"},
            "Reading a tape without a name is not modelled by this simulator.",
        ),
    ],
)
def test_what_restore_refuses(site: Site, argument: str, define: dict[str, str], line: str) -> None:
    site.backup("=OUT, $DATA.PAY.*")
    before = site.robot.log.copy()
    outcome = site.restore(argument, define)
    assert outcome.lines == [f"*ERROR* {line}"]
    assert site.robot.log == before


def test_defaults_that_are_missing_are_asked_for(site: Site) -> None:
    database = site.system().database
    assert site.backup(
        "=OUT, $DATA.PAY.*", {k: v for k, v in OUT.items() if k != "POOL"}
    ).lines == [r"*ERROR* DEFINE =OUT: no POOL is named and \ALPHA has no default pool."]
    database.execute("UPDATE MEDIADEFS SET FILECAT = NULL")
    reply = REPLY.replace("5920", "5908")
    text = r"No default FILECAT is set on \ALPHA."
    assert site.backup("=OUT, $DATA.PAY.*").lines == [f"*ERROR* =OUT: {reply} ({text})"]
    assert site.restore("=IN, *.*.*").refused == ["backup.open-failed"]
    media = site.world.media(site.system())
    media.defaults.alter(MediaDefsChange(volcat=VOLCAT, filecat=FILECAT))
    database.execute(r"UPDATE MEDIADEFS SET VOLCAT = '\BETA.VC'")
    assert site.backup("=OUT, $DATA.PAY.*").refused == ["backup.not-modelled"]


def _damage(robot: Robot, key: tuple[str, str], content: bytes) -> None:
    robot.contents[key] = content


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", "Tape LIB001 holds no tape file."),
        (b"rubbish", "Tape LIB001 cannot be read: it was not written by a simulated system."),
        (None, "Tape LIB001 holds NIGHTLY, GEN 2, VERSION 0, not NIGHTLY, GEN 1, VERSION 0."),
    ],
)
def test_a_tape_that_does_not_hold_what_the_catalog_says(
    site: Site, content: bytes | None, line: str
) -> None:
    site.backup("=OUT, $DATA.PAY.*")
    site.backup("=OUT, $DATA.PAY.*")
    another = site.robot.contents[str(ALPHA), "LIB002"]
    _damage(site.robot, (str(ALPHA), "LIB001"), another if content is None else content)
    outcome = site.restore("=IN, *.*.*", {**IN, "GEN": "1"})
    assert outcome.lines == [f"*ERROR* {line}"]
    assert site.robot.log[-1] == "unload LIB001"
    assert site.drives()["$TAPE0"] == ""


def test_a_line_that_cannot_be_read_is_shown_with_its_mistake(site: Site) -> None:
    outcome = site.backup("=OUT, $DATA.PAY.*, LISTAL")
    assert outcome.lines[:2] == ["=OUT, $DATA.PAY.*, LISTAL", "                   ^"]
    assert outcome.lines[2].startswith("*ERROR* Expecting LISTALL, CATALOGFILES, ")
    assert outcome.lines[2].endswith(" NOUNLOAD, NOT or another option.")


def test_the_command_may_come_from_the_input(site: Site) -> None:
    program = site.prepare(BackupProgram, "=OUT,", {"=OUT": OUT})
    outcome = drive(program, ["$DATA.PAY.*, &", "LISTALL"])
    assert outcome.code == 0
    assert "  CARDS            101              2  5Jan2022 17:44     40,7  NUNU" in outcome.lines
    assert drive(site.prepare(BackupProgram, "", {})).refused == ["backup.syntax"]


def test_break_while_the_tape_runs_leaves_an_incomplete_file(site: Site) -> None:
    program = site.prepare(BackupProgram, "=OUT, $DATA.PAY.*, CATALOGFILES", {"=OUT": OUT})
    run = program.main()
    while not hasattr(effect := next(run), "until"):
        pass
    run.close()
    assert effect
    assert site.statuses()["LIB001"] == "ASSIGNED"
    assert str(entry(site).expires) == "2022-01-06"
    assert disk_files(site) == []
    assert site.robot.log[-1] == "unload LIB001 written"


def test_a_remote_file_set_is_dumped_under_its_own_node(site: Site) -> None:
    site.system(BETA).files.write(
        FileName.parse("$DATA.FAR.AWAY", BETA), b"far", program_owner(site)
    )
    outcome = site.backup(r"=OUT, \BETA.$DATA.FAR.*, LISTALL, CATALOGFILES")
    assert r"\BETA.$DATA.FAR" in outcome.lines
    pattern = DiskfilePattern.parse(r"\BETA.$*.*.*")
    media = site.world.media(site.system())
    assert [each.name for each in media.diskfiles.matching([pattern], FILECAT)] == [
        r"\BETA.$DATA.FAR.AWAY"
    ]


def program_owner(site: Site) -> User:
    owner = site.system(BETA).users.named("SUPER.SUPER")
    assert owner is not None
    return owner


def test_a_tape_from_before_the_world_is_made_from_its_entries(site: Site) -> None:
    site.backup("=OUT, $DATA.PAY.*, CATALOGFILES")
    site.system().files.purge("$DATA", "PAY", ["RATES"])
    media = site.world.media(site.system())
    [volume] = media.tapevolumes.named(VOLCAT, [TapeLabel("LIB001")])
    reel = recorded_reel(site.system(), media, entry(site), volume)
    site.robot.contents[str(ALPHA), "LIB001"] = reel.encode()
    assert site.restore("=IN, $DATA.PAY.*").lines[-1].startswith("Files restored = 3 ")
    assert (site.content("PAY.CARDS"), site.content("PAY.RATES")) == (b"42", b"\0" * 300)


MESSAGES = [value for value in vars(messages).values() if isinstance(value, Message)]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.id)
def test_every_message_explains_itself(message: Message) -> None:
    for text in (message.cause, message.effect, message.recovery):
        assert text.endswith(".")
    lines = message.render(dict.fromkeys(message.slots, "X"))
    assert all(line.strip() == line and line for line in lines)


def test_without_the_tape_server_no_tape_is_touched(site: Site) -> None:
    site.backup("=OUT, $DATA.PAY.*")
    before, events = site.statuses(), site.system().collector.last
    server = site.system().processes.named("$ZSVR")
    assert server is not None
    site.system().processes.stop(server)
    for outcome in (site.backup("=OUT, $DATA.PAY.*"), site.restore("=IN, *.*.*, LISTONLY")):
        assert outcome.lines == [
            "*ERROR* $ZSVR: FILE SYSTEM ERROR 14, the tape server does not run."
        ]
        assert outcome.code == 3
    assert (site.statuses(), site.system().collector.last) == (before, events)
