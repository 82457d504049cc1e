"""INFO TAPELABEL: a row, or the fields of the labels in their order on the tape.

The order of the fields, what stands in each, and the wording from `Accessibility` of HDR1 on are
documented (MEDIACOM manual, 2-128 to 2-132); the words before it, the column and the brief form are
ours. Fields that are always blank or zero in labels of a NonStop system are printed as they are.
"""

from __future__ import annotations

from datetime import date

from nsksim.programs.mediacom.displays.form import Lines, pair
from nsksim.programs.mediacom.displays.tapefile import expiration
from nsksim.tape import FileLabel, LabelType, Reel, VolumeLabel

SCRATCH = "SCRATCH"
NO_BLOCKS = "000000"
NO_OFFSET = "00"
_ROW = "{:<6}  {:<6}  {:<14}  {:<17}  {}"


def tapelabel_table(label: VolumeLabel, reel: Reel, today: date) -> Lines:
    """INFO TAPELABEL, brief; `today` tells what has expired."""
    file = _shown(reel, today)
    yield _ROW.format("Tape", "Label", "", "", "").rstrip()
    yield _ROW.format("Name", "Type", "Owner", "Tape File ID", "Expires")
    yield _ROW.format("-" * 6, "-" * 6, "-" * 14, "-" * 17, "-" * 10)
    file_id = file.file_id if file else ""
    yield _ROW.format(label.name, label.type, label.owner, file_id, _expires(file, today))


def tapelabel_detail(label: VolumeLabel, reel: Reel, today: date) -> Lines:
    """INFO TAPELABEL, DETAIL; `today` tells what has expired."""
    file = _shown(reel, today)
    ibm = label.type is LabelType.IBM
    yield pair("Label ID", "VOL1")
    yield pair("Tape Name", label.name)
    if ibm:
        yield pair("Owner", label.owner)
    else:
        yield pair("Accessibility", "")
        yield pair("Implementation ID", "")
        yield pair("Owner", label.owner)
        yield pair("Label Level", label.level)
    yield pair("Label ID", "HDR1")
    yield from _file_items(label, file, today)
    yield pair("Security" if ibm else "Accessibility", "0" if ibm else "")
    yield pair("Block Count", NO_BLOCKS)
    yield pair("System Code" if ibm else "Implementation ID", "")
    yield pair("Reserved Field", "")
    if file is None:
        return  # HDR2 comes with the first file
    yield pair("Label ID", "HDR2")
    yield pair("Record Format", file.record_format)
    yield pair("Block Length", file.block_length)
    yield pair("Record Length", file.record_length)
    if ibm:
        yield pair("Density", "")
        yield pair("Data Set Position", int(file.section > 1))
        yield pair("Job/Step", "")
    else:
        yield pair("Reserved Field", "")
        yield pair("Offset Length", NO_OFFSET)
        yield pair("Reserved Field", "")


def _file_items(label: VolumeLabel, file: FileLabel | None, today: date) -> Lines:
    """Give what HDR1 says of a file, blank where there is none."""
    yield pair("Tape File ID", file and file.file_id)
    yield pair("Set ID", file and file.set_id)
    yield pair("File Section", file and file.section)
    yield pair("File Sequence", file and file.sequence)
    yield pair("Generation", file and file.generation)
    yield pair("Version", file and file.version)
    yield pair("Creation Date", file.created if file else label.written)
    yield pair("Expiration Date", _expires(file, today))


def _shown(reel: Reel, today: date) -> FileLabel | None:
    """Give the labels of the first file that has not expired, else those of the first file."""
    files = [section.label for section in reel.sections if section.label is not None]
    kept = (file for file in files if not file.expired(today))
    return next(kept, files[0] if files else None)


def _expires(file: FileLabel | None, today: date) -> str:
    return SCRATCH if file is None or file.expired(today) else expiration(file.expires)
