"""RECOVER DISKFILE from a tape file on several tapes: which of them are asked for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tape_ground import OUT, Ground, Job, Site, furnish, refused
from test_tape_sets import SET, capacity, pool, start

from nsksim.programs.mediacom.program import Mediacom
from nsksim.tape import Answers

ORIGINAL = ("ORI001", "ORI002", "ORI003")
"""The tapes of CARDS, of RATES and of SECRET."""


class Recovery:
    """A RECOVER DISKFILE whose tapes people mount."""

    def __init__(self, site: Site, name: str) -> None:
        """Let it go on until it asks for a tape."""
        self._site = site
        line = f'RECOVER DISKFILE $DATA.PAY.{name}, OVERRIDE ON, RESTOREOPTIONS "LISTALL"'
        self._job = Job(site, site.prepare(Mediacom, line, {}))
        self._printed = self._job.lines()

    def mount(self, *tapes: str) -> None:
        """Give it the tapes it asks for."""
        for tape in tapes:
            assert [label for label, _ in self.asked] == [tape]
            self._site.mount(tape)
            self._printed += self._job.lines()

    @property
    def asked(self) -> list[tuple[str, int]]:
        """Give the tape that is asked for, and which one of its file it is."""
        return [(each.label, each.reel) for each in Answers(self._site.server()).waiting()]

    def substitute(self) -> None:
        """Ask for a substitute of the tape that is asked for."""
        answers = Answers(self._site.server())
        [request] = answers.waiting()
        answers.substitute(request.number)

    @property
    def listing(self) -> list[str]:
        """Give the tapes and the files of the listing, and how it ended."""
        parts = [line.split() for line in self._printed if line.startswith(("Tape: ", "  "))]
        return [*(f"{one}{two}" if one == "Tape:" else one for one, two, *_ in parts), self.end]

    @property
    def end(self) -> str:
        return self._printed[-1].removesuffix(" recovered.")


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return furnish(tmp_path_factory.mktemp("recover") / "built", dumped)


def dumped(site: Site) -> None:
    """Three files, each on a tape of its own."""
    pool(site, "ORIGINALS", *ORIGINAL)
    pool(site, "OTHERS", "CPY001", "CPY002", "CPY003")
    dump(site, 300, *ORIGINAL, files="*, CATALOGFILES", POOL="ORIGINALS")


def dump(site: Site, size: int, *tapes: str, files: str = "*", **define: str) -> None:
    """Write files to tapes that hold so many bytes."""
    site.system().database.execute("DELETE FROM TAPE_CAPACITY")
    capacity(site, size)
    job = start(site, {**OUT, **define}, f"=OUT, $DATA.PAY.{files}")
    for tape in tapes:
        site.mount(tape)
        job.lines()


# -- where it begins and ends -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "tapes", "listing"),
    [
        ("CARDS", ["ORI001"], ["Tape:1", "CARDS", "1 disk file"]),
        ("RATES", ["ORI002"], ["Tape:2", "RATES", "1 disk file"]),
        ("*E*", ["ORI002", "ORI003"], ["Tape:2", "RATES", "Tape:3", "SECRET", "2 disk files"]),
        ("?A*", ["ORI001", "ORI002"], ["Tape:1", "CARDS", "Tape:2", "RATES", "2 disk files"]),
    ],
)
def test_from_the_first_tape_of_the_files_to_the_last(
    site: Site, name: str, tapes: list[str], listing: list[str]
) -> None:
    """DSM/TC User's Guide 9-2; that it stops early is inferred."""
    recovery = Recovery(site, name)
    recovery.mount(*tapes)
    assert recovery.listing == listing
    assert set(site.drives().values()) == {""}


def test_the_request_tells_the_place_of_the_tape(site: Site) -> None:
    recovery = Recovery(site, "SECRET")
    assert recovery.asked == [("ORI003", 3)]
    assert site.console()[-1].endswith("*MC* MOUNT ORI003 REEL 3 NO RING")


def test_the_place_in_the_file_is_not_that_in_the_set(site: Site) -> None:
    pool(site, "SETS", "SET001", "SET002", "SET003", label="ANSI")
    dump(site, 302, "SET001", "SET002", **SET)
    second = {**SET, "FILEID": "WEEKLY", "FILESEQ": "2", "VOLUME": "SET001"}
    dump(site, 302, "SET002", "SET003", files="?A*, CATALOGFILES", **second)
    recovery = Recovery(site, "RATES")
    assert recovery.asked == [("SET003", 2)]
    recovery.mount("SET003")
    assert recovery.listing == ["Tape:2", "RATES", "1 disk file"]


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM DFTOV",
        "UPDATE DFTOV SET VOLSER = 'HAND01'",
        "UPDATE DFTOV SET VOLINDEX = 3",
        "UPDATE DFTOV SET VOLINDEX = 4",
    ],
)
@pytest.mark.parametrize("name", ["RATES", "*E*"])
def test_every_tape_is_searched_where_the_notes_are_of_no_use(
    site: Site, change: str, name: str
) -> None:
    noted(site, change)
    recovery = Recovery(site, name)
    recovery.mount(*ORIGINAL)
    assert recovery.listing[:4] == ["Tape:1", "Tape:2", "RATES", "Tape:3"]
    assert recovery.end == {"RATES": "1 disk file", "*E*": "2 disk files"}[name]


def test_a_note_that_fits_is_believed(site: Site) -> None:
    noted(site, "UPDATE DFTOV SET VOLSER = 'ORI003', VOLINDEX = 3")
    recovery = Recovery(site, "RATES")
    recovery.mount("ORI003")
    assert recovery.listing == ["Tape:3", "0 disk files"]


def noted(site: Site, change: str) -> None:
    """Change what the catalog notes of the tape of RATES."""
    site.system().database.execute(f"{change} WHERE DISKFILENAME LIKE '%RATES'")


# -- other copies -------------------------------------------------------------------------------


def parallel(site: Site) -> None:
    dump(site, 300, "CPY001", "CPY002", "CPY003", POOL="OTHERS", GEN="1", LOGICAL="2")


def series(site: Site) -> None:
    """Make a copy that has CARDS and RATES on its first tape."""
    dump(site, 302, "CPY001", "CPY002", POOL="OTHERS", GEN="1", PHYSICAL="2")


def test_a_parallel_copy_stands_in_for_one_tape(site: Site) -> None:
    parallel(site)
    recovery = Recovery(site, "*E*")
    recovery.substitute()
    assert recovery.asked == [("CPY002", 2)]
    recovery.mount("CPY002", "ORI003")
    assert recovery.listing == ["Tape:2", "RATES", "Tape:3", "SECRET", "2 disk files"]


@pytest.mark.parametrize(
    ("name", "listing"),
    [
        ("RATES", ["Tape:1", "RATES", "Tape:2", "1 disk file"]),
        ("SECRET", ["Tape:1", "Tape:2", "SECRET", "1 disk file"]),
    ],
)
def test_another_series_is_searched_from_its_first_tape(
    site: Site, name: str, listing: list[str]
) -> None:
    series(site)
    recovery = Recovery(site, name)
    recovery.substitute()
    assert recovery.asked == [("CPY001", 1)]
    recovery.mount("CPY001", "CPY002")
    assert recovery.listing == listing


def test_back_to_the_first_series(site: Site) -> None:
    series(site)
    recovery = Recovery(site, "RATES")
    recovery.substitute()
    recovery.substitute()
    assert recovery.asked == [("ORI001", 1)]
    recovery.mount("ORI001", "ORI002")
    assert recovery.listing == ["Tape:1", "Tape:2", "RATES", "1 disk file"]


def test_another_series_only_in_place_of_the_first_tape_that_is_asked_for(site: Site) -> None:
    series(site)
    recovery = Recovery(site, "*E*")
    recovery.mount("ORI002")
    assert refused(recovery.substitute) == "mediacom.6310"
    recovery.mount("ORI003")
    assert recovery.end == "2 disk files"


@pytest.mark.parametrize(
    ("copy", "listing"),
    [
        (parallel, ["Tape:2", "RATES", "1 disk file"]),
        (series, ["Tape:1", "RATES", "Tape:2", "1 disk file"]),
    ],
)
def test_the_copy_of_a_tape_that_cannot_be_read(
    site: Site, copy: Callable[[Site], None], listing: list[str]
) -> None:
    copy(site)
    chosen(site, "ORI002")
    recovery = Recovery(site, "RATES")
    while recovery.asked:
        recovery.mount(recovery.asked[0][0])
    assert recovery.listing == listing
    assert "680 ERROR 1022 - VOLUME ORI002 IS NOT ASSIGNED, SELECTING ALTERNATE" in site.console()


def test_no_other_series_for_a_later_tape_that_cannot_be_read(site: Site) -> None:
    series(site)
    chosen(site, "ORI003")
    recovery = Recovery(site, "*E*")
    recovery.mount("ORI002")
    assert recovery.end.endswith("GEN 1 ended with an error; 1 of 2 disk files are")


def chosen(site: Site, label: str) -> None:
    """Let a tape be chosen for output."""
    site.system().database.execute(
        "UPDATE VOLUME SET VOLUMESTATUS = 'SELECTED' WHERE VOLSER = ?", [label]
    )
