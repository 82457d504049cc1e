"""INFO DISKFILE: rows, or the items of each entry one below the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from nsksim.dsmtc import DiskFile, DiskFileLine, TapePlace
from nsksim.programs.mediacom.displays.form import CountedLines, Lines, pair

ToLocal = Callable[[datetime], datetime]
"""Gives the local time of an instant (UTC)."""

_DISKFILE = "{:<35} {:<16} {:>5} {:<2} {}"


def diskfile_table(lines: Iterable[DiskFileLine], node: str, local: ToLocal) -> CountedLines:
    """INFO DISKFILE, brief: a row for each entry, under its file catalog; give how many.

    The file ID stands last: it may be long.
    """
    heading, count = "", 0
    for name, dumped, generation, status, file_id, catalog in lines:
        if catalog != heading:
            heading = catalog
            yield pair("File Catalog", f"{node}.{catalog}")
            yield _DISKFILE.format("Disk File Name", "Time Dumped", "Gen", "St", "Tape File ID")
            yield _DISKFILE.format("-" * 35, "-" * 16, "-" * 5, "-" * 2, "-" * 17)
        moment = local(dumped).isoformat(" ", "minutes")
        yield _DISKFILE.format(name, moment, generation, status, file_id)
        count += 1
    return count


def diskfile_details(
    entries: Iterable[tuple[DiskFile, list[TapePlace]]], node: str, local: ToLocal
) -> CountedLines:
    """INFO DISKFILE, DETAIL: all entries, each with its tapes; give how many."""
    count = 0
    for file, volumes in entries:
        yield from _detail(file, node, (local(file.dumped), local(file.modified)), volumes)
        count += 1
    return count


def _detail(
    file: DiskFile, node: str, times: tuple[datetime, datetime], volumes: list[TapePlace]
) -> Lines:
    """Give the items of an entry; `times` are dumped and modified, local."""
    dumped, modified = times
    yield pair("Disk File Name", file.name)
    yield pair("File Catalog", f"{node}.{file.catalog}")
    yield pair("Tape File ID", file.file_id)
    yield pair("Generation", file.generation)
    yield pair("Version", file.version)
    yield pair("Physical Copy", file.physical_copy)
    yield pair("Logical Copy", file.logical_copy)
    yield pair("Time Dumped", f"{dumped:%Y-%m-%d %H:%M:%S}")
    yield pair("File Status", "VALID" if file.status == "VA" else "INVALID")
    yield pair("File Code", file.code)
    yield pair("File Type", file.type)
    yield pair("EOF", file.eof)
    yield pair("Last Modification", f"{modified:%Y-%m-%d %H:%M:%S}")
    flags = {
        "OPEN": file.opened,
        "BROKEN": file.broken,
        "CORRUPT": file.corrupt,
        "ROLLFORWARD": file.roll_forward_needed,
        "AUDITED": file.audited,
    }
    yield pair("Flags", " ".join(word for word, is_set in flags.items() if is_set))
    for volume in volumes:
        yield pair("Tape Name", volume.volser)
        yield pair("Volume Index", volume.index)
    yield ""
