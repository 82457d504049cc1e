"""FILENAMES and FILES: names of disk files. The layout of FILES is ours, no page shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from nsksim.guardian.files import DiskFile

_COLUMN = 10
_LINE = 80


def filenames(listed: Iterable[DiskFile], node: str = "") -> Iterator[str]:
    r"""Yield the full name of each file, with `node` (`\NODE`) in front where one was typed."""
    prefix = f"{node}." if node else ""
    for file in listed:
        yield f"{prefix}{file.local_name}"


def files(listed: Iterable[DiskFile], node: str = "") -> Iterator[str]:
    """Yield the names of files under their subvolumes, as many in a line as a screen takes."""
    prefix = f"{node}." if node else ""
    for place, members in groupby(listed, key=lambda file: f"{file.volume}.{file.subvolume}"):
        yield ""
        yield f"{prefix}{place}"
        yield ""
        yield from in_columns(file.name for file in members)


def in_columns(names: Iterable[str]) -> Iterator[str]:
    """Yield names side by side in columns of ten."""
    line = ""
    for name in names:
        if len(line) + _COLUMN > _LINE:
            yield line.rstrip()
            line = ""
        line += f"{name:<{_COLUMN}}"
    if line:
        yield line.rstrip()
