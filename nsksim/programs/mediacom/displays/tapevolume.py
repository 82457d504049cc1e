"""INFO TAPEVOLUME: rows under their volume catalog, or the items of each tape."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nsksim.dsmtc import SetFile, TapeVolume, TapeVolumeLine
from nsksim.programs.mediacom.displays.form import CountedLines, Lines, pair

# A row is the first six of its values; the seventh, the catalog, is cut off by a width of nothing.
_VOLUME = "%-6s %-30s %-7s %-9s %-9s %s%.0s"
_HEADING = (
    ("Tape", "Pool", "Label", "Tape", "Tape", "", ""),
    ("Name", "Name", "Type", "Type", "Format", "Status", ""),
    ("-" * 6, "-" * 30, "-" * 7, "-" * 9, "-" * 9, "-" * 8, ""),
)


def tapevolume_table(lines: Iterable[TapeVolumeLine], node: str) -> CountedLines:
    """INFO TAPEVOLUME, brief: one row for each tape, under its volume catalog; give how many."""
    catalog, count = "", 0
    for line in lines:
        if line[6] != catalog:
            catalog = line[6]
            yield pair("Volume Catalog", f"{node}.{catalog}")
            for words in _HEADING:
                yield (_VOLUME % words).rstrip()
        yield _VOLUME % line
        count += 1
    return count


def tapevolume_details(
    volumes: Iterable[tuple[TapeVolume, Sequence[SetFile]]], node: str
) -> CountedLines:
    """INFO TAPEVOLUME, DETAIL: all tapes, each with the files of its set; give how many."""
    count = 0
    for volume, files in volumes:
        yield from _detail(volume, files, node)
        count += 1
    return count


def _detail(volume: TapeVolume, files: Sequence[SetFile], node: str) -> Lines:
    """Give the items in the documented order, then every file of the set.

    Of a set whose files are not to be had only the file catalog is shown (our choice).
    """
    yield pair("Tape Name", volume.volser)
    yield pair("Volume Catalog", f"{node}.{volume.catalog}")
    yield pair("Pool Name", volume.pool)
    yield pair("Label Type", volume.label)
    yield pair("Tape Type", volume.type)
    yield pair("Density", volume.density)
    yield pair("Tape Format", volume.format)
    yield pair("Tape Status", volume.status)
    if volume.file_catalog is not None and not files:
        yield pair("File Catalog", volume.file_catalog)
    for file in files:
        yield pair("File Catalog", file.file_catalog)
        yield pair("Tape File ID", file.file_id)
        yield pair("Generation", file.generation)
        yield pair("Version", file.version)
        yield pair("File Status", file.status)
    yield ""
