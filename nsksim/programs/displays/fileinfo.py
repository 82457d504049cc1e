"""FILEINFO: what is known of disk files, one line each.

Positions 1 to 59 are those of the table in the TACL Reference Manual (8-68, 8-69); what follows
them is not on a page we have and was taken from the screen of a system.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import groupby

from nsksim.guardian.files import DiskFile
from nsksim.guardian.users import SUPER_GROUP, SUPER_USER
from nsksim.programs.displays.moment import file_date

FILEINFO_HEADING = "              CODE              EOF   LAST MODIFIED  OWNER  RWEP   PExt   SExt"
_EOF_WIDTH = 13


def fileinfo(
    listed: Iterable[DiskFile], local: Callable[[datetime], datetime], node: str = ""
) -> Iterator[str]:
    r"""Yield the display of files that stand together by subvolume.

    `local` turns an instant into the local time of the system the files are on; `node` (`\NODE`)
    is put before the name of the subvolume where the operator typed one.
    """
    prefix = f"{node}." if node else ""
    for place, members in groupby(listed, key=lambda file: f"{file.volume}.{file.subvolume}"):
        yield f"{prefix}{place}"
        yield ""
        yield FILEINFO_HEADING
        for file in members:
            yield _line(file, local(file.modified))


def _line(file: DiskFile, modified: datetime) -> str:
    code = str(file.code) if file.code else ""
    flags = "L" if file.licensed else ""
    eof = str(file.eof) if len(str(file.eof)) <= _EOF_WIDTH else "*" * _EOF_WIDTH
    return (
        f"{file.name:<13}{code:>5}{flags:<4}{eof:>{_EOF_WIDTH}}"
        f" {file_date(modified)} {modified:%H:%M} {owner(file):>7}"
        f" {file.security}{file.primary_extent:>7}{file.secondary_extent:>7}"
    )


def owner(file: DiskFile) -> str:
    """Give the owner as listings of files print it: `40,7`, the super ID as -1."""
    if (file.owner_group, file.owner_user) == (SUPER_GROUP, SUPER_USER):
        return "-1"
    return f"{file.owner_group},{file.owner_user}"
