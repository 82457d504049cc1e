"""The listing of BACKUP and RESTORE. No manual page shows it; this is the form people remember."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from nsksim.clock import MONTHS
from nsksim.names import NodeName
from nsksim.tape import TapedFile

_SUPER_ID = (255, 255)


def heading(program: str, drive: str) -> list[str]:
    """Give the first lines, up to the drive, which has its node."""
    return [
        f"File Mode {program} Program - T9074H01 - (15AUG2012)",
        "Copyright 1981, 2012 Hewlett-Packard Development Company, L.P.",
        "",
        f"Drives: ({drive})",
    ]


def origin(node: NodeName, options: str) -> list[str]:
    """Give the lines about the system and the options the tape is written with."""
    return [
        f"System: {node}   Operating System: H06   Tape Version: 3",
        f"Backup options: {options}",
    ]


def columns(tape: int) -> str:
    """Give the line above the files of a tape, which is counted from 1."""
    tapes = f"Tape: {tape}"
    return f"{tapes:<18}Code            EOF  Last modif        Owner  RWEP  Type  Rec Bl"


def summary(*counts: tuple[str, int]) -> list[str]:
    """Give the end: what was done to how many files."""
    return ["", "Summary Information", "", "    ".join(f"{what} = {n}" for what, n in counts)]


def moment(local: datetime) -> str:
    """Give a local time as the listing prints it, in 15 columns: ` 5Jan2022 17:44`."""
    return f"{local.day:2}{MONTHS[local.month - 1][:3]}{local.year:04} {local:%H:%M}"


class Listing:
    """The lines of files, under the names of their subvolumes."""

    def __init__(self, offset: timedelta) -> None:
        """Show local times that are `offset` from UTC."""
        self._offset = offset
        self._place = ""

    def next_tape(self, tape: int) -> Iterator[str]:
        """Give the lines between two tapes; that they look like this is inferred."""
        self._place = ""
        yield ""
        yield columns(tape)

    def line(self, file: TapedFile, place: str, name: str) -> Iterator[str]:
        """Give the line of a file, which is shown as `name` in the subvolume `place`."""
        if place != self._place:
            self._place = place
            yield place
        owner = (file.owner_group, file.owner_user)
        shown = "-1" if owner == _SUPER_ID else f"{owner[0]},{owner[1]}"
        code = str(file.code) if file.code else ""
        yield (
            f"  {name:<8}{code:>12}{file.eof:>15} {moment(file.modified + self._offset)}"
            f"{shown:>9}  {file.security}"
        )
