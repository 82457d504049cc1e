"""The labels of tapes: what a tape is called, who else has the name, and who waits for it."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from tape_ground import BY_HAND, IN, OUT, VAULT, VOLCAT, Site, refused, waiting

from nsksim.dsmtc import Selection, TapeAttributes
from nsksim.interaction import Break, Read
from nsksim.names import CatalogName, DriveName, PoolName, TapeFilePattern, TapeLabel
from nsksim.programs.mediacom.program import Mediacom
from nsksim.tape import Answers, Cartridge, LabelType, Reel, VolumeLabel, home_in
from tests.programs.harness import ALPHA

DRIVE = "$TAPE0"
DAY = date(2022, 1, 5)


def label(name: str, kind: LabelType = LabelType.BACKUP) -> VolumeLabel:
    return VolumeLabel(name, kind, "OPS", DAY)


def mount_bare(site: Site, name: str) -> None:
    site.server().hands.mount(TapeLabel(name), DriveName.parse(DRIVE), unlabeled=True)


def test_a_tape_nobody_wrote_bears_the_label_of_its_catalog_entry_or_an_ansi_one(
    site: Site,
) -> None:
    stock = site.server().stock
    assert stock.label(Cartridge("HAND01")) == VolumeLabel("HAND01", LabelType.BACKUP)
    assert stock.label(Cartridge("OTHER1")) == VolumeLabel("OTHER1", LabelType.ANSI)
    assert stock.label(Cartridge("LIB001")) == VolumeLabel("LIB001", LabelType.BACKUP)
    assert stock.find("HAND01") is None


def test_a_damaged_tape_is_taken_for_one_of_its_name_that_nobody_wrote(site: Site) -> None:
    site.robot.contents[str(ALPHA), "LIB001"] = b"junk"
    assert site.server().stock.label(Cartridge("LIB001")) == VolumeLabel("LIB001", LabelType.BACKUP)
    assert refused(site.server().stock.reel, Cartridge("LIB001")) == "tape-drive.damaged"
    assert site.backup("=OUT, $DATA.PAY.*", {**OUT, "VOLUME": "LIB001"}).code == 0
    assert len(site.server().stock.reel(Cartridge("LIB001")).sections) == 1


def test_what_was_mounted_without_a_label_has_none_until_it_gets_one(site: Site) -> None:
    mount_bare(site, "PACK1")
    assert site.server().stock.reel(Cartridge("PACK1")) == Reel()
    site.server().hands.unload(DriveName.parse(DRIVE))
    site.mount("PACK1")
    assert site.server().drives.named(DRIVE).unlabeled
    site.server().hands.relabel(DRIVE, label("OTHER1"))
    assert site.drives()[DRIVE] == "OTHER1"
    assert site.server().stock.reel(Cartridge("OTHER1")) == Reel(label("OTHER1"))
    assert site.server().stock.find("PACK1") is None
    site.server().hands.relabel(DRIVE, None)
    assert site.server().stock.reel(Cartridge("OTHER1")) == Reel()


def test_a_label_takes_away_what_was_on_the_tape(site: Site) -> None:
    site.mount("HAND01")
    site.backup("=OUT, $DATA.PAY.*, NOUNLOAD", BY_HAND)
    assert site.server().reel(DRIVE).sections
    site.server().hands.relabel(DRIVE, label("HAND01"))
    assert site.server().reel(DRIVE) == Reel(label("HAND01"))


@pytest.mark.parametrize("name", ["LIB002", "OTHER1", "OTHER2"])
def test_two_tapes_never_have_one_name(site: Site, name: str) -> None:
    mount_bare(site, "OTHER1")
    site.server().hands.unload(DriveName.parse(DRIVE))
    site.mount("OTHER2", "$TAPE1")
    mount_bare(site, "PACK1")
    before = site.server().stock.reel(Cartridge("PACK1"))
    assert refused(site.server().hands.relabel, DRIVE, label(name)) == "mediacom.5913"
    assert site.drives()[DRIVE] == "PACK1"
    assert site.server().stock.reel(Cartridge("PACK1")) == before


def test_a_tape_of_a_library_keeps_its_name_and_the_library_hears_of_its_label(site: Site) -> None:
    server = site.server()
    server.load(TapeLabel("LIB001"), DRIVE)
    assert refused(server.load, TapeLabel("LIB001"), "$TAPE1") == "tape-drive.mounted-elsewhere"
    assert refused(server.load, TapeLabel("LIB002"), DRIVE) == "file-system.12"
    assert refused(server.hands.relabel, DRIVE, label("OTHER1")) == "mediacom.5914"
    server.hands.relabel(DRIVE, label("LIB001"))
    server.hands.unload(DriveName.parse(DRIVE))
    assert site.robot.log == ["load LIB001 out", "unload LIB001 written"]
    assert Reel.decode(site.robot.contents[str(ALPHA), "LIB001"]) == Reel(label("LIB001"))


def test_a_tape_that_gets_the_name_somebody_waits_for_is_given_to_him(site: Site) -> None:
    mount_bare(site, "PACK1")
    with waiting(site, {**BY_HAND, "VOLUME": "HAND02"}) as job:
        assert job.waits
        site.server().hands.relabel(DRIVE, label("HAND02", LabelType.IBM))
        assert job.waits
        site.server().hands.relabel(DRIVE, label("HAND02"))
        assert "Files dumped = 3" in job.lines()[-1]
    assert site.statuses()["HAND02"] == "ASSIGNED"


def test_an_unlabeled_tape_of_a_library_serves_nobody(site: Site) -> None:
    site.robot.contents[str(ALPHA), "LIB001"] = Reel().encode()
    assert site.backup("=OUT, $DATA.PAY.*", {**OUT, "VOLUME": "LIB001"}).code == 0
    assert (site.statuses()["LIB001"], site.statuses()["LIB002"]) == ("SCRATCH", "ASSIGNED")
    assert site.robot.log == ["load LIB002 out", "unload LIB002 written"]


def test_break_at_the_prompt_tells_of_the_tapes_before(site: Site) -> None:
    mount_bare(site, "PACK1")
    command = f"LABEL TAPEVOLUME (NEW001, NEW002), POOL DAILY, TAPEDRIVE {DRIVE}"
    run = site.prepare(Mediacom, command, {}).main()
    assert isinstance(next(run), Read)
    assert run.throw(Break()) == "1 tape volume labeled."
    with pytest.raises(Break):
        next(run)
    assert site.statuses()["NEW001"] == "SCRATCH"
    assert "NEW002" not in site.statuses()


# -- two tapes of one name --------------------------------------------------------------------


def add_twin(site: Site, name: str = "HAND01") -> None:
    """Give VAULT, which is excluded, a tape of the same name as one of DAILY."""
    media = site.world.media(site.system())
    space = site.world.search_space(site.system())
    backup = TapeAttributes(label="BACKUP", type="CART3480")
    media.tapevolumes.add(VOLCAT, VAULT, [TapeLabel(name)], space, attributes=backup)


def content(site: Site, pool: PoolName) -> str:
    """Name the file on the HAND01 of a pool."""
    drive = DriveName.parse(DRIVE)
    site.server().hands.mount(TapeLabel("HAND01"), drive, pool=pool)
    [section] = site.server().reel(DRIVE).sections
    site.server().hands.unload(drive)
    return section.label.file_id if section.label else ""


@pytest.fixture
def twice(site: Site) -> Site:
    """HAND01 is written in DAILY, and VAULT has one as well."""
    add_twin(site)
    with waiting(site) as job:
        site.mount("HAND01")
        job.lines()
    return site


def test_two_tapes_of_one_name_stand_on_two_drives(twice: Site) -> None:
    server = twice.server()
    server.hands.mount(TapeLabel("HAND01"), DriveName.parse("$TAPE0"), pool=VAULT)
    server.hands.mount(TapeLabel("HAND01"), DriveName.parse("$TAPE1"))
    assert [len(server.reel(drive).sections) for drive in ("$TAPE0", "$TAPE1")] == [0, 1]
    server.hands.unload(DriveName.parse("$TAPE0"))
    again = (TapeLabel("HAND01"), DriveName.parse("$TAPE0"))
    assert refused(server.hands.mount, *again) == "tape-drive.mounted-elsewhere"


def test_a_tape_that_leaves_its_pool_is_that_of_the_pool_it_comes_to(twice: Site) -> None:
    mount_bare(twice, "BARE01")
    twice.server().hands.relabel(DRIVE, label("HAND01"), home_in(f"{ALPHA}.VC", VAULT))
    twice.server().hands.unload(DriveName.parse(DRIVE))
    volumes, pool = twice.world.media(twice.system()).tapevolumes, PoolName("OTHER")
    twice.world.media(twice.system()).pools.add(VOLCAT, pool, searched=False)
    space = twice.world.search_space(twice.system())
    volumes.delete(VOLCAT, [TapeLabel("HAND01")], VAULT)
    volumes.add(VOLCAT, pool, [TapeLabel("HAND01")], space)
    twice.server().hands.mount(TapeLabel("HAND01"), DriveName.parse(DRIVE), pool=pool)
    assert twice.server().reel(DRIVE).label == label("HAND01")
    twice.server().hands.unload(DriveName.parse(DRIVE))
    twice.mount("HAND01")
    assert len(twice.server().reel(DRIVE).sections) == 1


def test_the_tape_is_brought_that_a_job_wants_on_this_drive(site: Site) -> None:
    add_twin(site)
    at = {"DEVICE": r"\ALPHA.$TAPE1", "POOL": "VAULT", "FILEID": "OTHER"}
    with (
        waiting(site, {**BY_HAND, **at, "VOLUME": "HAND01"}) as vault,
        waiting(site, {**BY_HAND, "VOLUME": "HAND01"}) as daily,
    ):
        site.mount("HAND01", "$TAPE0")
        assert daily.lines()[-1].startswith("Files dumped = ")
        site.mount("HAND01", "$TAPE1")
        assert vault.lines()[-1].startswith("Files dumped = ")
    found = [content(site, pool) for pool in (PoolName("DAILY"), VAULT)]
    assert found == ["NIGHTLY", "OTHER"]


def test_a_job_for_this_drive_comes_before_one_for_any(site: Site) -> None:
    add_twin(site)
    at = {"DEVICE": r"\ALPHA.$TAPE1", "POOL": "VAULT"}
    with (
        waiting(site, {**BY_HAND, "VOLUME": "HAND01"}) as daily,
        waiting(site, {**BY_HAND, **at, "VOLUME": "HAND01"}) as vault,
    ):
        site.mount("HAND01", "$TAPE1")
        assert vault.lines()[-1].startswith("Files dumped = ")
        assert daily.waits


def test_a_label_is_not_written_over_the_other_tape_of_the_name(twice: Site) -> None:
    server, daily = twice.server(), home_in(f"{ALPHA}.VC", "DAILY")
    server.hands.mount(TapeLabel("HAND01"), DriveName.parse(DRIVE), pool=VAULT)
    server.hands.relabel(DRIVE, None)
    again = (DRIVE, label("HAND01"), daily)
    assert refused(server.hands.relabel, *again) == "mediacom.5913"
    server.hands.unload(DriveName.parse(DRIVE))
    assert content(twice, PoolName("DAILY")) == "NIGHTLY"


def test_a_tape_that_got_another_name_is_not_taken_for_the_other(twice: Site) -> None:
    server, drive = twice.server(), DriveName.parse(DRIVE)

    def mounted(pool: PoolName) -> None:
        server.hands.mount(TapeLabel("HAND01"), drive, pool=pool)

    mounted(VAULT)
    server.hands.relabel(DRIVE, label("VX0001"))
    server.hands.unload(drive)
    assert refused(mounted, VAULT) == "tape-drive.renamed"
    mounted(PoolName("DAILY"))
    server.hands.relabel(DRIVE, label("DX0001"))
    server.hands.relabel(DRIVE, label("HAND01"), home_in(f"{ALPHA}.VC", "DAILY"))
    server.hands.unload(drive)
    assert refused(mounted, VAULT) == "tape-drive.renamed"


def test_what_a_drive_shows_is_the_tape_on_it(twice: Site) -> None:
    server = twice.server()
    for pool, status in ((VAULT, "SCRATCH"), (PoolName("DAILY"), "ASSIGNED")):
        server.hands.mount(TapeLabel("HAND01"), DriveName.parse(DRIVE), pool=pool)
        shown = server.volume(server.drives.named(DRIVE))
        assert shown is not None
        assert (shown[1].pool, shown[1].status) == (pool.value, status)
        server.hands.unload(DriveName.parse(DRIVE))


def test_a_scratch_tape_is_one_of_the_pool(site: Site) -> None:
    add_twin(site, "HAND02")
    server = site.server()
    server.hands.mount(TapeLabel("HAND02"), DriveName.parse("$TAPE1"), pool=VAULT)
    with waiting(site) as job:  # for any tape of DAILY
        [request] = Answers(server).waiting()
        assert (request.label, job.waits) == ("HAND01", True)
        server.hands.unload(DriveName.parse("$TAPE1"))
        server.hands.mount(TapeLabel("HAND02"), DriveName.parse("$TAPE1"), pool=VAULT)
        assert job.waits
        server.hands.mount(TapeLabel("HAND02"), DriveName.parse("$TAPE0"), pool=PoolName("DAILY"))
        assert job.lines()[-1].startswith("Files dumped = ")
    assert site.drives() == {"$TAPE0": "", "$TAPE1": "HAND02"}


def test_the_files_of_the_other_tape_protect_nothing(site: Site) -> None:
    """Without a pool the tape is meant that is not of an excluded one."""
    add_twin(site)
    with waiting(site, {**BY_HAND, "POOL": "VAULT", "DEVICE": r"\ALPHA.$TAPE0"}) as job:
        site.mount("HAND01")
        job.lines()
    assert content(site, VAULT) == "NIGHTLY"
    assert not site.server().protected(TapeLabel("HAND01"))


def test_a_tape_is_not_mounted_where_its_namesake_is_asked_for(site: Site) -> None:
    add_twin(site)
    drive, label = DriveName.parse("$TAPE0"), TapeLabel("HAND01")
    with waiting(site, {**BY_HAND, "POOL": "VAULT", "DEVICE": r"\ALPHA.$TAPE0"}) as job:
        mount = partial(site.server().hands.mount, label, drive, pool=PoolName("DAILY"))
        assert refused(mount) == "tape-drive.other-pool"
        assert site.drives()["$TAPE0"] == ""
        site.mount("HAND01")
        assert job.lines()[-1].startswith("Files dumped = ")


def test_a_name_that_one_tape_lost_is_that_of_the_other(twice: Site) -> None:
    """Also when neither is cataloged any more."""
    server, drive = twice.server(), DriveName.parse(DRIVE)
    media, hand = twice.world.media(twice.system()), TapeLabel("HAND01")
    server.hands.mount(hand, drive, pool=VAULT)
    media.ending.delete(CatalogName("FC"), Selection(TapeFilePattern("*")))
    for pool in (VAULT, PoolName("DAILY")):
        media.tapevolumes.delete(VOLCAT, [hand], pool)
    server.hands.relabel(DRIVE, label("OTHER1"))
    server.hands.unload(drive)
    twice.mount("HAND01")
    assert len(server.reel(DRIVE).sections) == 1


def test_a_drive_does_not_show_the_namesake_of_a_tape_that_left_its_pool(twice: Site) -> None:
    server = twice.server()
    server.hands.mount(TapeLabel("HAND01"), DriveName.parse(DRIVE), pool=VAULT)
    twice.world.media(twice.system()).tapevolumes.delete(VOLCAT, [TapeLabel("HAND01")], VAULT)
    assert server.volume(server.drives.named(DRIVE)) is None


def test_a_tape_that_reads_is_not_taken_for_the_other_of_its_name(twice: Site) -> None:
    twice.server().hands.mount(TapeLabel("HAND01"), DriveName.parse("$TAPE0"), pool=VAULT)
    with waiting(twice, {**IN, "LABELS": "BACKUP"}, "=IN, *.*.*, LISTONLY") as job:
        assert job.waits
        twice.mount("HAND01", "$TAPE1")
        assert job.lines()[-1].startswith("Files listed = ")
