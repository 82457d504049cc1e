"""The displays of TACL's own commands, against the documented positions and samples."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from nsksim.guardian.files import DiskFile
from nsksim.guardian.processes import Kind, Process
from nsksim.guardian.users import User
from nsksim.programs import displays

MODIFIED = datetime(2022, 1, 5, 22, 40, 11)
NIGHT = User("OPS", "NIGHT", 40, 7, "NUNU", "$DATA.NIGHT")


def local(instant: datetime) -> datetime:
    return instant - timedelta(hours=5)


def file(
    name: str = "MACROS",
    *,
    subvolume: str = "BBOX",
    code: int = 101,
    eof: int = 16384,
    owner: tuple[int, int] = (40, 7),
    licensed: bool = False,
) -> DiskFile:
    return DiskFile(
        "$DATA", subvolume, name, code, eof, MODIFIED, *owner, "NUNU", licensed, "", 14, 28, 1
    )


def process(name: str, kind: Kind = Kind.SERVER, *, pin: int = 71, ancestor: str = "") -> Process:
    program = "$SYSTEM.SYS02.TACL"
    home = "$ZTN0.#PTA1"
    return Process(name, 0, pin, 150, 40, 7, program, home, ancestor, MODIFIED, kind.value)


def test_fileinfo_stands_at_the_documented_positions() -> None:
    place, blank, heading, line = displays.fileinfo([file(licensed=True)], local)
    assert (place, blank) == ("$DATA.BBOX", "")
    assert heading.split() == ["CODE", "EOF", "LAST", "MODIFIED", "OWNER", "RWEP", "PExt", "SExt"]
    fields = {
        (1, 8): "MACROS  ",
        (14, 18): "  101",
        (19, 22): "L   ",
        (23, 35): "        16384",
        (37, 45): "05JAN2022",
        (47, 51): "17:40",
        (53, 59): "   40,7",
    }
    assert {span: line[span[0] - 1 : span[1]] for span in fields} == fields
    assert line[59:].split() == ["NUNU", "14", "28"]


@pytest.mark.parametrize(
    ("made", "shown"),
    [
        (file(code=0), "              "[:5]),
        (file(code=800), "  800"),
    ],
)
def test_fileinfo_leaves_code_0_blank(made: DiskFile, shown: str) -> None:
    *_, line = displays.fileinfo([made], local)
    assert line[13:18] == shown


def test_fileinfo_shows_the_super_id_as_minus_one() -> None:
    *_, line = displays.fileinfo([file(owner=(255, 255))], local)
    assert line[52:59] == "     -1"


def test_fileinfo_stars_out_what_does_not_fit() -> None:
    *_, line = displays.fileinfo([file(eof=10**13)], local)
    assert line[22:35] == "*" * 13


def test_fileinfo_heads_each_subvolume_with_the_typed_node() -> None:
    lines = list(displays.fileinfo([file(), file(subvolume="STAGE")], local, "\\ALPHA"))
    assert [line for line in lines if line.startswith("\\")] == [
        "\\ALPHA.$DATA.BBOX",
        "\\ALPHA.$DATA.STAGE",
    ]


def test_files_puts_names_side_by_side() -> None:
    names = [f"FILE{number}" for number in range(9)]
    lines = list(displays.files([file(name) for name in names]))
    assert lines[:3] == ["", "$DATA.BBOX", ""]
    assert [word for line in lines[3:] for word in line.split()] == names
    assert max(map(len, lines)) <= 80


def test_filenames_are_full() -> None:
    assert list(displays.filenames([file()])) == ["$DATA.BBOX.MACROS"]
    assert list(displays.filenames([file()], "\\A")) == ["\\A.$DATA.BBOX.MACROS"]


def test_status_is_laid_out_like_the_sample() -> None:
    system, heading, line = displays.status([process("$OPR1")], "\\A")
    assert system == "System \\A"
    assert heading.split() == [
        "Process",
        "Pri",
        "PFR",
        "%WT",
        "Userid",
        "Program",
        "file",
        "Hometerm",
    ]
    # The sample of the manual, where this process is a backup with another wait state.
    assert line == "$OPR1       0,71    150     001  40,007 $SYSTEM.SYS02.TACL       $ZTN0.#PTA1"


def test_status_shows_an_unnamed_process_by_its_number() -> None:
    *_, line = displays.status([process("", Kind.JOB)], "\\A")
    assert line.split()[:2] == ["0,71", "150"]


@pytest.mark.parametrize("display", [displays.ppd, lambda found: displays.status(found, "\\A")])
def test_nothing_is_displayed_for_no_process(display) -> None:
    assert list(display([])) == []


def test_ppd_lists_named_processes_only() -> None:
    listed = [process("$ZSVR", ancestor="$Z000"), process("")]
    assert list(displays.ppd(listed)) == [
        "Name        Primary   Backup    Ancestor",
        "$ZSVR       0,71                $Z000",
    ]
    assert next(displays.ppd(listed, "\\A")) == "\\A"


def test_users_is_laid_out_like_the_sample() -> None:
    assert list(displays.users([NIGHT])) == [
        "GROUP   . USER     I.D. #    SECURITY  DEFAULT VOLUMEID",
        "OPS     .NIGHT     40,007    NUNU      $DATA.NIGHT",
    ]


def test_who_has_the_documented_labels_in_order() -> None:
    identity = displays.Identity(
        "$ZTN0.#PTA1", "\\A.$Z04K", 1, "$DATA.#0417", "$DATA.BBOX", "$DATA.OPER", NIGHT, "NUNU"
    )
    assert displays.who(identity) == [
        "Home terminal: $ZTN0.#PTA1",
        "TACL process: \\A.$Z04K",
        "Primary CPU: 1 (NSE-M)",
        "Default Segment File: $DATA.#0417",
        "    Pages allocated: 40     Pages Maximum: 1024",
        "    Bytes Used: 61440 (2%)  Bytes Maximum: 2097152",
        "Current volume: $DATA.BBOX",
        "Saved volume: $DATA.OPER",
        'Userid: 40,7   Username: OPS.NIGHT   Security: "NUNU"',
    ]


def test_time_is_written_like_the_banner() -> None:
    assert displays.time_of_day(local(MODIFIED)) == "January 5, 2022 17:40:11"
