"""STATUS TAPEDRIVE and INFO TAPEDRIVE.

The items of STATUS and their order are documented (MEDIACOM manual, 2-165 to 2-169), those of INFO
too (DSM/TC Programming Manual, 98); headings and columns are ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nsksim.dsmtc import TapeVolume
from nsksim.guardian.processes import Process
from nsksim.names import NodeName
from nsksim.programs.mediacom.displays.form import Lines, pair, switch
from nsksim.tape import OpenMode, TapeDrive

_STATUS = "{:<8}  {:<6}  {:<6}  {:<8}  {:<7}  {:<5}  {}"
_SETTINGS = "{:<8}  {:<7}  {:<8}  {:>3}  {:>3}  {:>5}  {:>5}"

Held = tuple[TapeDrive, TapeVolume | None, Process | None]
"""A drive, its tape in the catalog, and the process that has it."""


def tapedrive_table(drives: Iterable[Held]) -> Lines:
    """STATUS TAPEDRIVE, brief."""
    yield "Tape      Drive   Tape    Tape      Label    Open"
    yield "Drive     Status  Name    Status    Type     Mode   Process"
    yield "--------  ------  ------  --------  -------  -----  --------"
    for drive, volume, process in drives:
        yield _STATUS.format(
            *(drive.name, _status(drive), drive.volume, volume.status if volume else ""),
            *(_labels(drive, volume), drive.use.mode.value if process else ""),
            process.identity if process else "",
        ).rstrip()


def tapedrive_detail(
    drive: TapeDrive, volume: TapeVolume | None, process: Process | None, node: NodeName
) -> Lines:
    """STATUS TAPEDRIVE, DETAIL: one drive; items that do not apply are left out."""
    labeled = process is not None and drive.use.mode is OpenMode.LP
    items = {
        "Tape Drive": drive.name,
        "Drive Status": _status(drive),
        "Tape Name": drive.volume,
        "Tape Status": str(volume.status) if volume else "",
        "Label Type": _labels(drive, volume),
        "Pool Name": volume.pool if volume else "",
        "Volume Catalog": f"{node}.{volume.catalog}" if volume else "",
        "Process Name": f"{node}.{process.identity}" if process else "",
        "Process (CPU,PIN)": f"({process.cpu},{process.pin})" if process else "",
        "Tape Use": ("OUT" if drive.use.output else "IN") if labeled else "",
        "Open Exclusion": "EXCLUSIVE" if process else "",
        "Open Mode": drive.use.mode.value if process else "",
        "Comment": drive.use.comment if process else "",
    }
    yield from (pair(label, value) for label, value in items.items() if value)
    yield ""


def tapedrive_settings(drives: Sequence[TapeDrive]) -> Lines:
    """INFO TAPEDRIVE."""
    if not drives:
        return
    yield "Tape"
    yield "Drive     NLCHECK  BLPCHECK  ACS  LSM  Panel  Drive"
    yield "--------  -------  --------  ---  ---  -----  -----"
    for drive in drives:
        place = drive.place
        numbers = (place.acs, place.lsm, place.panel, place.drive)
        yield _SETTINGS.format(
            *(drive.name, switch(drive.nl_check), switch(drive.blp_check)),
            *("" if number < 0 else number for number in numbers),
        ).rstrip()


def _status(drive: TapeDrive) -> str:
    return "FREE" if drive.holder is None else "INUSE"


def _labels(drive: TapeDrive, volume: TapeVolume | None) -> str:
    """Give the type of the labels of the tape on a drive; one nobody knows has ANSI labels."""
    if drive.empty:
        return ""
    if drive.unlabeled:
        return "OMITTED"
    return volume.label if volume else drive.use.labels or "ANSI"
