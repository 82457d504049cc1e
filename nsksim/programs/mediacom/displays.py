"""The layouts of MEDIACOM's INFO displays.

Which items a display has and in which order is documented; headings, columns, count lines and the
texts of success are ours, in the style of the few displays a manual shows. They stand here only.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from nsksim.dsmtc import (
    Catalog,
    DiskFile,
    MediaDefs,
    Pool,
    SetFile,
    SetVolume,
    TapeFile,
    TapeVolume,
)

LABEL_WIDTH = 21
"""Column of the values of a vertical display: the longest label and two blanks."""

Lines = Iterator[str]


def pair(label: str, value: object) -> str:
    """Give one line of a vertical display; a value that is not set leaves the label alone."""
    text = "" if value is None else str(value)
    return f"{label:<{LABEL_WIDTH}}{text}".rstrip()


def counted(count: int, what: str, done: str) -> str:
    """Give the closing line of a command: how many of what, and what was done with them."""
    return f"{count} {what}{'' if count == 1 else 's'} {done}."


def switch(on: bool) -> str:  # noqa: FBT001 - the value that is shown
    """Give the word of a switch."""
    return "ON" if on else "OFF"


def mediadefs(defs: MediaDefs) -> Lines:
    """INFO MEDIADEFS. Support Level, Automatic and Compression are documented lines."""
    yield pair("Support Level", defs.level)
    yield pair("Volume Catalog", defs.volcat)
    yield pair("File Catalog", defs.filecat)
    if defs.pool is not None:
        yield pair("Pool Name", defs.pool)
    yield pair("Retention", defs.retention)
    yield pair("Abend Retention", defs.abend_retention)
    yield pair("Automatic", switch(defs.automated))
    yield pair("Compression", defs.compression)
    if defs.suspicious:
        yield pair("Suspicious Time", "YES")
    yield pair("System Search List", ", ".join(str(node) for node in defs.search_list))


_CATALOG = "{:<30} {:<17} {:<7} {:<4} {:>7}"


def catalogs(found: list[Catalog], word: str) -> Lines:
    """INFO VOLCAT and INFO FILECAT."""
    if found:
        yield _CATALOG.format(f"{word} Catalog", "Subvolume", "Owner", "RWEP", "Version")
        yield _CATALOG.format("-" * 30, "-" * 17, "-" * 7, "-" * 4, "-" * 7)
    for catalog in found:
        yield _CATALOG.format(
            catalog.name, catalog.subvolume, catalog.owner, catalog.security, catalog.version
        )
    yield counted(len(found), f"{word.lower()} catalog", "returned")


_POOL = "{:<30} {:<7} {:<7} {:<9} {:<7} {:<8} {:<6}"


def pools(found: list[Pool], node: str) -> Lines:
    """INFO POOL, brief: one row for each pool, under its volume catalog."""
    catalog = None
    for pool in found:
        if pool.catalog != catalog:
            yield pair("Volume Catalog", f"{node}.{pool.catalog}")
            yield _POOL.format("Pool", "Label", "", "Tape", "Auto", "Search", "").rstrip()
            yield _POOL.format("Name", "Type", "Density", "Type", "Scratch", "Space", "Append")
            yield _POOL.format("-" * 30, "-" * 7, "-" * 7, "-" * 9, "-" * 7, "-" * 8, "-" * 6)
            catalog = pool.catalog
        space = "INCLUDED" if pool.searched else "EXCLUDED"
        yield _POOL.format(
            pool.name,
            pool.label,
            pool.density,
            pool.type,
            switch(pool.autoscratch),
            space,
            switch(pool.append),
        ).rstrip()
    yield counted(len(found), "pool", "returned")


def pool_detail(pool: Pool, node: str) -> Lines:
    """INFO POOL, DETAIL."""
    yield pair("Pool Name", pool.name)
    yield pair("Volume Catalog", f"{node}.{pool.catalog}")
    yield pair("Label Type", pool.label)
    yield pair("Density", pool.density)
    yield pair("Tape Type", pool.type)
    yield pair("Autoscratch", switch(pool.autoscratch))
    yield pair("Search Space", "INCLUDED" if pool.searched else "EXCLUDED")
    yield pair("Append", switch(pool.append))
    yield ""


_VOLUME = "{:<6} {:<30} {:<7} {:<9} {:<9} {:<8}"


def tapevolumes(found: list[TapeVolume], node: str) -> Lines:
    """INFO TAPEVOLUME, brief: one row for each tape, under its volume catalog."""
    catalog = None
    for volume in found:
        if volume.catalog != catalog:
            yield pair("Volume Catalog", f"{node}.{volume.catalog}")
            yield _VOLUME.format("Tape", "Pool", "Label", "Tape", "Tape", "").rstrip()
            yield _VOLUME.format("Name", "Name", "Type", "Type", "Format", "Status").rstrip()
            yield _VOLUME.format("-" * 6, "-" * 30, "-" * 7, "-" * 9, "-" * 9, "-" * 8)
            catalog = volume.catalog
        yield _VOLUME.format(
            volume.volser, volume.pool, volume.label, volume.type, volume.format, volume.status
        ).rstrip()
    yield counted(len(found), "tape volume", "returned")


def tapevolume_detail(volume: TapeVolume, files: list[SetFile], node: str) -> Lines:
    """INFO TAPEVOLUME, DETAIL: the items in the documented order, then every file of the set."""
    yield pair("Tape Name", volume.volser)
    yield pair("Volume Catalog", f"{node}.{volume.catalog}")
    yield pair("Pool Name", volume.pool)
    yield pair("Label Type", volume.label)
    yield pair("Tape Type", volume.type)
    yield pair("Density", volume.density)
    yield pair("Tape Format", volume.format)
    yield pair("Tape Status", volume.status)
    for file in files:
        yield pair("File Catalog", file.file_catalog)
        yield pair("Tape File ID", file.file_id)
        yield pair("Generation", file.generation)
        yield pair("Version", file.version)
        yield pair("File Status", file.status)
    yield ""


_FILE_ID = 32
_TAPEFILE = "{:<32} {:>5} {:>4} {:>4} {:>3} {:<10} {:<10} {:<7}"


def tapefile_heading() -> Lines:
    """INFO TAPEFILE, brief: the heading."""
    words = ("Tape File ID", "Gen", "Vers", "Phys", "Log", "Created", "Expires", "Status")
    yield _TAPEFILE.format(*words).rstrip()
    yield _TAPEFILE.format(
        *("-" * 32, "-" * 5, "-" * 4, "-" * 4, "-" * 3, "-" * 10, "-" * 10, "-" * 7)
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


def tapefile_detail(
    file: TapeFile, node: str, created: datetime, volumes: list[SetVolume], last_generation: int
) -> Lines:
    """INFO TAPEFILE, DETAIL: the documented content; `created` is local."""
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
    yield pair("Last Generation", last_generation)
    for volume in volumes:
        yield pair("Tape Name", volume.volser)
        yield pair("Volume Index", volume.index)
        yield pair("File Section", volume.section)
        yield pair("File Sequence", volume.sequence)
        yield pair("Pool Name", volume.pool)
        yield pair("Volume Catalog", volume.volume_catalog)
    yield ""


_DISKFILE = "{:<35} {:<16} {:>5} {:<2} {}"


def diskfile_heading() -> Lines:
    """INFO DISKFILE, brief: the heading."""
    yield _DISKFILE.format("Disk File Name", "Time Dumped", "Gen", "St", "Tape File ID")
    yield _DISKFILE.format("-" * 35, "-" * 16, "-" * 5, "-" * 2, "-" * 17)


def diskfile(file: DiskFile, dumped: datetime) -> str:
    """INFO DISKFILE, brief: a row; `dumped` is local. The file ID stands last: it may be long."""
    return _DISKFILE.format(
        file.name, f"{dumped:%Y-%m-%d %H:%M}", file.generation, file.status, file.file_id
    )


def diskfile_detail(
    file: DiskFile, node: str, times: tuple[datetime, datetime], volumes: list[SetVolume]
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
