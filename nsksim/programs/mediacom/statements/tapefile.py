"""TAPEFILE: what is written on tapes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nsksim.dsmtc import CatalogKind, Selection
from nsksim.errors import OperatorError, Origin
from nsksim.guardian.system import System
from nsksim.interaction import Interaction
from nsksim.language import Authority, Statement
from nsksim.messages import mediacom as messages
from nsksim.names import CatalogName, TapeFileId, TapeFilePattern
from nsksim.programs.mediacom.context import Context
from nsksim.programs.mediacom.displays.form import counted
from nsksim.programs.mediacom.displays.tapefile import tapefile, tapefile_detail, tapefile_heading
from nsksim.programs.mediacom.operands import generation


@dataclass(frozen=True, slots=True)
class InfoTapefile(Statement):
    """Show tape files, valid and invalid ones; with DETAIL also the tapes they are on."""

    source: ClassVar[str] = "DSM/TC User's Guide, 56; DSM/TC Programming Manual, 101"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    file_id: TapeFilePattern
    filecat: CatalogName | None = None
    gen: int | str | None = None
    detail: bool = False
    brief: bool = False

    def run(self, context: Context) -> Interaction:
        """List what the pattern matches; a relative generation counts valid entries only."""
        system, filecat = context.searched_filecat(self.filecat)
        tapefiles = context.world.media(system).tapefiles
        wanted = generation(self.gen, None)
        if wanted is not None and wanted < 0:
            found = [
                entry
                for catalog in self._catalogs(context, system, filecat)
                for entry in tapefiles.select(
                    catalog, Selection(self.file_id, wanted, None, None, None), context.today
                )
            ]
        else:
            found = tapefiles.matching(self.file_id, filecat=filecat, generation=wanted)
        if not found and self.file_id.single is not None:
            raise OperatorError(messages.DOES_NOT_EXIST, object="TAPEFILE", name=self.file_id)
        if not self.detail and found:
            yield from tapefile_heading()
        for entry in found:
            created = system.local(entry.created)
            if not self.detail:
                yield from tapefile(entry, created)
                continue
            catalog = CatalogName(entry.catalog)
            last = tapefiles.last_generation(catalog, TapeFileId(entry.file_id))
            volumes = tapefiles.volumes(entry)
            yield from tapefile_detail(entry, str(system.node), created, volumes, last)
        yield counted(len(found), "tape file", "returned")

    @staticmethod
    def _catalogs(
        context: Context, system: System, filecat: CatalogName | None
    ) -> list[CatalogName]:
        if filecat is not None:
            return [filecat]
        catalogs = context.world.media(system).catalogs.matching(CatalogKind.FILECAT)
        return [CatalogName(catalog.name) for catalog in catalogs]


@dataclass(frozen=True, slots=True)
class DeleteTapefile(Statement):
    """Remove unexpired tape files; tapes without a valid file become SCRATCH or RELEASED.

    Without GEN it is the newest generation; GEN ALL means every one.
    """

    authority: ClassVar[Authority] = Authority.MEDIA_ADMINISTRATOR
    source: ClassVar[str] = "DSM/TC Programming Manual, 144"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    file_id: TapeFilePattern
    filecat: CatalogName | None = None
    gen: int | str | None = None
    volumeset: bool = False

    def run(self, context: Context) -> Interaction:
        """Delete them all, or none."""
        system, filecat = context.filecat(self.filecat)
        selection = Selection(self.file_id, generation(self.gen, -1), volume_set=self.volumeset)
        tapefiles = context.world.media(system).tapefiles
        count = tapefiles.delete(filecat, selection, context.today)
        yield counted(count, "tape file", "deleted")
