"""INFO TAPEFILE: rows, or the items of each entry and the tapes it is on."""

from __future__ import annotations

from datetime import date, datetime

from nsksim.dsmtc import ListedTapeFile, TapeFile
from nsksim.programs.mediacom.displays.form import Lines, pair

_FILE_ID = 32
_TAPEFILE = "{:<32} {:>5} {:>4} {:>4} {:>3} {:<10} {:<10} {:<7}"


def tapefile_heading(node: str, catalog: str) -> Lines:
    """INFO TAPEFILE, brief: the heading of the rows of a file catalog."""
    yield pair("File Catalog", f"{node}.{catalog}")
    words = ("Tape File ID", "Gen", "Vers", "Phys", "Log", "Created", "Expires", "Status")
    yield _TAPEFILE.format(*words).rstrip()
    yield _TAPEFILE.format(
        "-" * 32, "-" * 5, "-" * 4, "-" * 4, "-" * 3, "-" * 10, "-" * 10, "-" * 7
    )


def tapefile(file: TapeFile, created: datetime) -> Lines:
    """INFO TAPEFILE, brief: a row; a long file ID has a line of its own."""
    name = file.file_id
    if len(name) > _FILE_ID:
        yield name
        name = ""
    yield _TAPEFILE.format(
        name,
        file.generation,
        file.version,
        file.physical_copy,
        file.logical_copy,
        f"{created:%Y-%m-%d}",
        expiration(file.expires),
        file.status,
    ).rstrip()


def expiration(expires: date | None) -> str:
    """Give an expiration date as it is shown."""
    return "PERMANENT" if expires is None else expires.isoformat()


def tapefile_detail(listed: ListedTapeFile, node: str, created: datetime) -> Lines:
    """INFO TAPEFILE, DETAIL: the documented content; `created` is local."""
    file = listed.entry
    yield pair("Tape File ID", file.file_id)
    yield pair("File Catalog", f"{node}.{file.catalog}")
    yield pair("Generation", file.generation)
    yield pair("Version", file.version)
    yield pair("File Status", file.status)
    yield pair("Physical Copy", file.physical_copy)
    yield pair("Logical Copy", file.logical_copy)
    yield pair("Creation Date", f"{created:%Y-%m-%d %H:%M:%S}")
    yield pair("Expiration Date", expiration(file.expires))
    yield pair("Record Format", file.record_format)
    yield pair("Record Length", file.record_length)
    yield pair("Block Length", file.block_length)
    yield pair("Mode", file.mode)
    yield pair("Catalogfiles", "TRUE" if file.catalog_files else "FALSE")
    yield pair("Comment", file.comment)
    yield pair("Volume Set ID", file.volume_set)
    yield pair("Last Generation", listed.last_generation)
    for volume in listed.volumes:
        yield pair("Tape Name", volume.volser)
        yield pair("Volume Index", volume.index)
        yield pair("File Section", volume.section)
        yield pair("File Sequence", volume.sequence)
        yield pair("Pool Name", volume.pool)
        yield pair("Volume Catalog", volume.volume_catalog)
    yield ""
