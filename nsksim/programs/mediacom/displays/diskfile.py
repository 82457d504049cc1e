"""INFO DISKFILE: rows, or the items of each entry one below the other."""

from __future__ import annotations

from datetime import datetime

from nsksim.dsmtc import DiskFile, DiskFileLine, TapePlace
from nsksim.programs.mediacom.displays.form import Lines, pair

_DISKFILE = "{:<35} {:<16} {:>5} {:<2} {}"


def diskfile_heading() -> Lines:
    """INFO DISKFILE, brief: the heading."""
    yield _DISKFILE.format("Disk File Name", "Time Dumped", "Gen", "St", "Tape File ID")
    yield _DISKFILE.format("-" * 35, "-" * 16, "-" * 5, "-" * 2, "-" * 17)


def diskfile(file: DiskFileLine, dumped: datetime) -> str:
    """INFO DISKFILE, brief: a row; `dumped` is local. The file ID stands last: it may be long."""
    moment = dumped.isoformat(" ", "minutes")
    return _DISKFILE.format(file.name, moment, file.generation, file.status, file.file_id)


def diskfile_detail(
    file: DiskFile, node: str, times: tuple[datetime, datetime], volumes: list[TapePlace]
) -> Lines:
    """INFO DISKFILE, DETAIL; `times` are dumped and modified, local."""
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
