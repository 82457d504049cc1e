"""TAPEDRIVE: the drives of a system."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nsksim.errors import OperatorError, Origin
from nsksim.interaction import Interaction
from nsksim.language import Authority, Statement
from nsksim.messages import mediacom as messages
from nsksim.names import DriveName
from nsksim.programs.devices import devices_of
from nsksim.programs.mediacom.context import Context
from nsksim.programs.mediacom.displays.form import counted, qualifier
from nsksim.programs.mediacom.displays.tapedrive import (
    tapedrive_detail,
    tapedrive_settings,
    tapedrive_settings_detail,
    tapedrive_table,
)
from nsksim.programs.mediacom.operands import in_detail
from nsksim.tape import TapeDrive, TapeServer


def _found(context: Context, drive: DriveName | None) -> tuple[TapeServer, list[TapeDrive]]:
    """Find one drive or all of the default node. Raises file-system error 14."""
    server = context.tape_server(drive.node if drive else None)
    server.leftovers.tidy()
    if drive is None:
        return server, server.drives.all()
    with devices_of(drive.node):
        return server, [server.drives.named(drive.without_node)]


@dataclass(frozen=True, slots=True)
class StatusTapedrive(Statement):
    """Show which tape is on a drive and which process has it; without a name all drives."""

    source: ClassVar[str] = "MEDIACOM manual, 2-166; Guardian User's Guide, 10-2"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    drive: DriveName | None = None
    brief: bool = False
    detail: bool = False

    def run(self, context: Context) -> Interaction:
        """List the drives by name."""
        detail = in_detail(brief=self.brief, detail=self.detail)
        server, drives = _found(context, self.drive)
        held = [
            (drive, server.volume(drive), server.process(drive.holder) if drive.holder else None)
            for drive in drives
        ]
        node = server.system.node
        prefix = qualifier(node, context.defaults.node)
        if detail:
            for drive, volume, process in held:
                yield from tapedrive_detail(drive, volume, process, node, prefix)
        else:
            yield from tapedrive_table(held, node, prefix)
        yield counted(len(drives), "tape drive", "returned")


@dataclass(frozen=True, slots=True)
class InfoTapedrive(Statement):
    """Show the settings of a drive; without a name those of all drives.

    ACS, LSM, Panel and Drive would be its place in a tape library; no drive here has one. DETAIL
    also tells whether it is reserved.
    """

    source: ClassVar[str] = "DSM/TC Programming Manual, 98"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    drive: DriveName | None = None
    brief: bool = False
    detail: bool = False

    def run(self, context: Context) -> Interaction:
        """List the drives by name."""
        detail = in_detail(brief=self.brief, detail=self.detail)
        server, drives = _found(context, self.drive)
        prefix = qualifier(server.system.node, context.defaults.node)
        if not detail:
            yield from tapedrive_settings(drives, prefix)
        for drive in drives if detail else ():
            yield from tapedrive_settings_detail(drive, prefix)
        yield counted(len(drives), "tape drive", "returned")


@dataclass(frozen=True, slots=True)
class AlterTapedrive(Statement):
    """Change the settings of a drive, or with * of all drives of the current default node.

    With NLCHECK ON an open for an unlabeled tape waits for ACCEPT TAPEMOUNT, with BLPCHECK ON one
    that bypasses the labels. A drive with RESERVE ON is for processes that name it: a request for
    any drive passes it over. LSM, the place in a tape library, is not modelled.
    """

    authority: ClassVar[Authority] = Authority.SUPER_GROUP
    source: ClassVar[str] = "MEDIACOM manual, 2-57; DSM/TC Programming Manual, 136"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    drives: DriveName | str
    blpcheck: str | None = None
    nlcheck: str | None = None
    reserve: str | None = None
    lsm: tuple[int, ...] | None = None

    def run(self, context: Context) -> Interaction:
        """Change what is named, on all drives or on none."""
        one = self.drives if isinstance(self.drives, DriveName) else None
        server, drives = _found(context, one)
        if self.lsm is not None:
            raise OperatorError(messages.NOT_MODELLED, what="LSM of a tape drive")
        with server.system.database.transaction():
            for drive in drives:
                server.drives.alter(
                    drive,
                    nl_check=None if self.nlcheck is None else self.nlcheck == "ON",
                    blp_check=None if self.blpcheck is None else self.blpcheck == "ON",
                    reserved=None if self.reserve is None else self.reserve == "ON",
                )
        yield counted(len(drives), "tape drive", "altered")
