"""The listing of INFO (FUP Reference Manual 2-92).

The words of the heading and the order of the fields are the manual's; the columns are ours, since
the copies lost their blanks. A file that was modified today shows the time only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby

from nsksim.guardian.files import DiskFile
from nsksim.programs.displays import file_date
from nsksim.programs.displays.fileinfo import owner
from nsksim.programs.fup.fileset import Selection

HEADING = "                    CODE            EOF    LAST MODIF        OWNER  RWEP  TYPE  REC  BL"


def info(selections: Iterable[Selection]) -> Iterator[str]:
    """Yield the listing of file sets, under one heading."""
    yield HEADING
    for selection in selections:
        place = selection.place
        today = place.system.now.date()
        groups = groupby(selection.files, key=lambda file: f"{file.volume}.{file.subvolume}")
        for subvolume, members in groups:
            yield f"{place.prefix}{subvolume}"
            for file in members:
                yield _line(file, selection, today)


def _line(file: DiskFile, selection: Selection, today: date) -> str:
    modified = selection.place.system.local(file.modified)
    day = "" if modified.date() == today else file_date(modified)
    code = str(file.code) if file.code else ""
    flags = "L" if file.licensed else ""
    kind = "Pg" if file.compiled else ""
    # Column 14 would hold the open state; no file of the simulator is ever open between commands.
    return (
        f"  {file.name:<17}{code:>5}{flags:<4}{file.eof:>11}"
        f"    {day:>9} {modified:%H:%M} {owner(file):>9}  {file.security}  {kind}"
    ).rstrip()
