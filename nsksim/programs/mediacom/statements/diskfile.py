"""DISKFILE: the disk files that tape files hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nsksim.dsmtc import CatalogKind, EntryFilter
from nsksim.errors import Origin
from nsksim.interaction import Interaction, in_blocks
from nsksim.language import Authority, Statement
from nsksim.names import CatalogName, CatalogPattern, DiskfilePattern, TapeFileId, TapeFilePattern
from nsksim.programs.mediacom.context import Context
from nsksim.programs.mediacom.displays.diskfile import diskfile_details, diskfile_table
from nsksim.programs.mediacom.displays.form import counted
from nsksim.programs.mediacom.listing import ending
from nsksim.programs.mediacom.operands import TypedPattern, generation, in_detail

_STATUS = {"VALID": "VA", "INVALID": "IN"}


def _expanded(context: Context, typed: tuple[TypedPattern, ...]) -> list[DiskfilePattern]:
    """Complete the names with the defaults of the program; refuse an unknown node (R-03, R-10)."""
    found = [each.expanded(context.program.defaults) for each in typed]
    for pattern in found:
        context.check_known(pattern.node, pattern.typed)
    return found


@dataclass(frozen=True, slots=True)
class InfoDiskfile(Statement):
    r"""Show the disk files that tape files hold.

    The name may have wildcards in volume, subvolume and file, not in the node; several stand in
    parentheses. What is missing of a name comes from SYSTEM and VOLUME. A node that this system
    does not know makes the name invalid (ERROR-5048), whatever the catalog holds. Without GEN,
    VERSION, PHYSICAL and LOGICAL it is every generation and copy.
    """

    source: ClassVar[str] = "DSM/TC Programming Manual, 94; Catalog Sync manual, Node Name"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED
    options_inferred: ClassVar[bool] = True

    disk_files: tuple[TypedPattern, ...]
    filecat: CatalogPattern | None = None
    tapefile: TapeFilePattern | None = None
    gen: int | str | None = None
    version: int | None = None
    physical: int | str | None = None
    logical: int | str | None = None
    status: str | None = None
    detail: bool = False
    brief: bool = False

    def run(self, context: Context) -> Interaction:
        """List the entries as they are read; requirements R-02, R-03, R-10."""
        detail = in_detail(brief=self.brief, detail=self.detail)
        patterns = _expanded(context, self.disk_files)
        system, filecat = context.searched(CatalogKind.FILECAT, self.filecat)
        diskfiles = context.world.media(system).diskfiles
        missing = diskfiles.missing(patterns, filecat)
        wanted = EntryFilter(
            self.tapefile,
            generation(self.gen, None),
            self.version,
            generation(self.physical, None),
            generation(self.logical, None),
            self.status and _STATUS[self.status],
            system.now.date(),
        )
        if detail:
            entries = diskfiles.detailed(patterns, filecat, wanted)
            lines = diskfile_details(entries, str(system.node), system.local)
        else:
            found = diskfiles.matching(patterns, filecat, wanted)
            lines = diskfile_table(found, str(system.node), system.local)
        count = yield from in_blocks(lines)
        yield from ending(count, "disk file", "DISKFILE", (each.typed for each in missing))


@dataclass(frozen=True, slots=True)
class AlterDiskfile(Statement):
    """Mark disk file entries as not to be restored, or usable again.

    Names as in INFO DISKFILE. Without GEN it is the newest generation, without PHYSICAL and LOGICAL
    the first copy; ALL means every one. An entry can be made VALID again as long as its tape file
    is in the catalog.
    """

    authority: ClassVar[Authority] = Authority.SUPER_GROUP
    source: ClassVar[str] = "DSM/TC Programming Manual, 77 and 133"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    disk_files: tuple[TypedPattern, ...]
    status: str
    filecat: CatalogName | None = None
    tapefile: TapeFileId | None = None
    gen: int | str | None = None
    physical: int | str | None = None
    logical: int | str | None = None

    def run(self, context: Context) -> Interaction:
        """Change them all, or none."""
        patterns = _expanded(context, self.disk_files)
        system, filecat = context.filecat(self.filecat)
        wanted = EntryFilter(
            None if self.tapefile is None else TapeFilePattern.only(self.tapefile),
            generation(self.gen, -1),
            physical_copy=generation(self.physical, 1),
            logical_copy=generation(self.logical, 1),
            today=system.now.date(),
        )
        count = context.world.media(system).diskfiles.alter(
            patterns, filecat, wanted, usable=self.status == "VALID"
        )
        yield counted(count, "disk file", "altered")
