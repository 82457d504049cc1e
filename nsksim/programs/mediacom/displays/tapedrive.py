"""STATUS TAPEDRIVE and INFO TAPEDRIVE.

The items of STATUS and their order are documented (MEDIACOM manual, 2-165 to 2-169), those of INFO
too (DSM/TC Programming Manual, 98); headings and columns are ours. A tape that cannot be read is
not shown (Event Management Programming Manual, 9-27). The open mode UNREADABLE is said of drives in
use only, and no job here has a tape that nobody accepted as unlabeled.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nsksim.dsmtc import TapeVolume
from nsksim.guardian.processes import Process
from nsksim.names import NodeName
from nsksim.programs.mediacom.displays.form import SWITCH, Lines, pair
from nsksim.tape import OpenMode, TapeDrive

_STATUS = "{}  {:<6}  {:<6}  {:<8}  {:<7}  {:<5}  {}"
_SETTINGS = "{}  {:<7}  {:<8}  {:>3}  {:>3}  {:>5}  {:>5}"
_NAME_WIDTH = 8
_NO_PLACE = ("", "", "", "")
"""ACS, LSM, panel and drive: the place in a tape library, which no drive here has."""

Cataloged = tuple[NodeName, TapeVolume]
"""A tape in the catalogs of a system."""

Held = tuple[TapeDrive, Cataloged | None, Process | None]
"""A drive, its tape in the catalogs, and the process that has it."""


def tapedrive_table(drives: Sequence[Held], node: NodeName, qualifier: str) -> Lines:
    """STATUS TAPEDRIVE, brief; `node` is theirs, `qualifier` stands before their names.

    That a process of another system is shown with its node is ours.
    """
    width = _width((drive for drive, *_ in drives), qualifier)
    yield f"{'Tape':<{width}}  Drive   Tape    Tape      Label    Open"
    yield f"{'Drive':<{width}}  Status  Name    Status    Type     Mode   Process"
    yield f"{'':-<{width}}  ------  ------  --------  -------  -----  --------"
    for drive, volume, process in drives:
        name = f"{qualifier}{drive.name}"
        yield _STATUS.format(
            f"{name:<{width}}",
            _status(drive),
            drive.volume,
            volume[1].status if volume else "",
            _labels(drive),
            drive.use.mode.value if process else "",
            _process(drive, process, node),
        ).rstrip()


def tapedrive_detail(
    drive: TapeDrive,
    cataloged: Cataloged | None,
    process: Process | None,
    node: NodeName,
    qualifier: str,
) -> Lines:
    """STATUS TAPEDRIVE, DETAIL: one drive; items that do not apply are left out."""
    labeled = process is not None and drive.use.mode is OpenMode.LP
    home, volume = cataloged or (node, None)
    items = {
        "Tape Drive": f"{qualifier}{drive.name}",
        "Drive Status": _status(drive),
        "Tape Name": drive.volume,
        "Tape Status": str(volume.status) if volume else "",
        "Label Type": _labels(drive),
        "Pool Name": volume.pool if volume else "",
        "Volume Catalog": f"{home}.{volume.catalog}" if volume else "",
        "Process Name": f"{drive.holder.node}.{process.identity}"
        if drive.holder and process
        else "",
        "Process (CPU,PIN)": f"({process.cpu},{process.pin})" if process else "",
        "Tape Use": ("OUT" if drive.use.output else "IN") if labeled else "",
        "Open Exclusion": "EXCLUSIVE" if process else "",
        "Open Mode": drive.use.mode.value if process else "",
        "Comment": drive.use.comment if process else "",
    }
    yield from (pair(label, value) for label, value in items.items() if value)
    yield ""


def tapedrive_settings(drives: Sequence[TapeDrive], qualifier: str) -> Lines:
    """INFO TAPEDRIVE; `qualifier` stands before the names of drives."""
    if not drives:
        return
    width = _width(drives, qualifier)
    yield "Tape"
    yield f"{'Drive':<{width}}  NLCHECK  BLPCHECK  ACS  LSM  Panel  Drive"
    yield f"{'':-<{width}}  -------  --------  ---  ---  -----  -----"
    for drive in drives:
        name = f"{qualifier}{drive.name}"
        yield _SETTINGS.format(
            f"{name:<{width}}", SWITCH[drive.nl_check], SWITCH[drive.blp_check], *_NO_PLACE
        ).rstrip()


def tapedrive_settings_detail(drive: TapeDrive, qualifier: str) -> Lines:
    """INFO TAPEDRIVE, DETAIL: one drive; the layout is ours."""
    yield pair("Tape Drive", f"{qualifier}{drive.name}")
    yield pair("NLCHECK", SWITCH[drive.nl_check])
    yield pair("BLPCHECK", SWITCH[drive.blp_check])
    yield pair("RESERVE", SWITCH[drive.reserved])
    for label, value in zip(("ACS", "LSM", "Panel", "Drive"), _NO_PLACE, strict=True):
        yield pair(label, value)
    yield ""


def _width(drives: Iterable[TapeDrive], qualifier: str) -> int:
    """Give the width of the column of names: names of another system may need more."""
    lengths = [len(qualifier) + len(drive.name) for drive in drives]
    return max([_NAME_WIDTH, *lengths])


def _process(drive: TapeDrive, process: Process | None, node: NodeName) -> str:
    """Name the process that has a drive, as it is called at `node`."""
    if process is None or drive.holder is None:
        return ""
    return (
        process.identity
        if drive.holder.node == str(node)
        else f"{drive.holder.node}.{process.identity}"
    )


def _status(drive: TapeDrive) -> str:
    return "FREE" if drive.holder is None else "INUSE"


def _labels(drive: TapeDrive) -> str:
    return "" if drive.empty or drive.unreadable else drive.label_type or "OMITTED"
