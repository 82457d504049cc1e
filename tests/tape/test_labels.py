"""The labels of tapes: what a tape is called, who else has the name, and who waits for it."""

from __future__ import annotations

from datetime import date

import pytest
from tape_ground import BY_HAND, OUT, Site, refused, waiting

from nsksim.interaction import Break, Read
from nsksim.names import DriveName, TapeLabel
from nsksim.programs.mediacom.program import Mediacom
from nsksim.tape import LabelType, Reel, VolumeLabel
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
    assert stock.label("HAND01") == VolumeLabel("HAND01", LabelType.BACKUP)
    assert stock.label("OTHER1") == VolumeLabel("OTHER1", LabelType.ANSI)
    assert stock.label("LIB001") == VolumeLabel("LIB001", LabelType.BACKUP)
    assert not stock.exists("HAND01")


def test_a_damaged_tape_is_taken_for_one_of_its_name_that_nobody_wrote(site: Site) -> None:
    site.robot.contents[str(ALPHA), "LIB001"] = b"junk"
    assert site.server().stock.label("LIB001") == VolumeLabel("LIB001", LabelType.BACKUP)
    assert refused(site.server().stock.reel, "LIB001") == "tape-drive.damaged"
    assert site.backup("=OUT, $DATA.PAY.*", {**OUT, "VOLUME": "LIB001"}).code == 0
    assert len(site.server().stock.reel("LIB001").sections) == 1


def test_what_was_mounted_without_a_label_has_none_until_it_gets_one(site: Site) -> None:
    mount_bare(site, "PACK1")
    assert site.server().stock.reel("PACK1") == Reel()
    site.server().hands.unload(DriveName.parse(DRIVE))
    site.mount("PACK1")
    assert site.server().drives.named(DRIVE).unlabeled
    site.server().hands.relabel(DRIVE, label("OTHER1"))
    assert site.drives()[DRIVE] == "OTHER1"
    assert site.server().stock.reel("OTHER1") == Reel(label("OTHER1"))
    assert not site.server().stock.exists("PACK1")
    site.server().hands.relabel(DRIVE, None)
    assert site.server().stock.reel("OTHER1") == Reel()


def test_a_label_takes_away_what_was_on_the_tape(site: Site) -> None:
    site.mount("HAND01")
    site.backup("=OUT, $DATA.PAY.*, NOUNLOAD", BY_HAND)
    assert site.server().stock.reel("HAND01").sections
    site.server().hands.relabel(DRIVE, label("HAND01"))
    assert site.server().stock.reel("HAND01") == Reel(label("HAND01"))


@pytest.mark.parametrize("name", ["LIB002", "OTHER1", "OTHER2"])
def test_two_tapes_never_have_one_name(site: Site, name: str) -> None:
    mount_bare(site, "OTHER1")
    site.server().hands.unload(DriveName.parse(DRIVE))
    site.mount("OTHER2", "$TAPE1")
    mount_bare(site, "PACK1")
    before = site.server().stock.reel("PACK1")
    assert refused(site.server().hands.relabel, DRIVE, label(name)) == "tape-drive.name-taken"
    assert site.drives()[DRIVE] == "PACK1"
    assert site.server().stock.reel("PACK1") == before


def test_a_tape_of_a_library_keeps_its_name_and_the_library_hears_of_its_label(site: Site) -> None:
    server = site.server()
    server.load(TapeLabel("LIB001"), DRIVE)
    assert refused(server.load, TapeLabel("LIB001"), "$TAPE1") == "tape-drive.mounted-elsewhere"
    assert refused(server.load, TapeLabel("LIB002"), DRIVE) == "file-system.12"
    assert refused(server.hands.relabel, DRIVE, label("OTHER1")) == "tape-drive.library-name"
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
