"""INFO TAPEVOLUME: rows under their volume catalog, or the items of each tape."""

from __future__ import annotations

from nsksim.dsmtc import SetFile, TapeVolume
from nsksim.programs.mediacom.displays.form import Lines, counted, pair

_VOLUME = "{:<6} {:<30} {:<7} {:<9} {:<9} {:<8}"


def tapevolume_table(found: list[TapeVolume], node: str) -> Lines:
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
