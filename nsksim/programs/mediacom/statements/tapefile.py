"""TAPEFILE and DISKFILE: what is written on tapes, and which disk files it holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nsksim.dsmtc import CatalogKind, DiskFile, MediaCatalog, Selection
from nsksim.errors import OperatorError, Origin
from nsksim.guardian.system import System
from nsksim.interaction import Interaction
from nsksim.language import Authority, Statement
from nsksim.messages import mediacom as messages
from nsksim.names import CatalogName, TapeFileId, TapeFilePattern
from nsksim.programs.mediacom import displays
from nsksim.programs.mediacom.context import Context
from nsksim.programs.mediacom.operands import TypedPattern


def _generation(value: int | str | None, default: int | None) -> int | None:
    """Turn the GEN option into a selection: None stands for ALL."""
    if value is None:
        return default
    return None if isinstance(value, str) else value


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
        wanted = _generation(self.gen, None)
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
            yield from displays.tapefile_heading()
        for entry in found:
            created = system.local(entry.created)
            if not self.detail:
                yield from displays.tapefile(entry, created)
                continue
            catalog = CatalogName(entry.catalog)
            last = tapefiles.last_generation(catalog, TapeFileId(entry.file_id))
            volumes = tapefiles.volumes(entry)
            yield from displays.tapefile_detail(entry, str(system.node), created, volumes, last)
        yield displays.counted(len(found), "tape file", "returned")

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
        selection = Selection(self.file_id, _generation(self.gen, -1), volume_set=self.volumeset)
        tapefiles = context.world.media(system).tapefiles
        count = tapefiles.delete(filecat, selection, context.today)
        yield displays.counted(count, "tape file", "deleted")


@dataclass(frozen=True, slots=True)
class InfoDiskfile(Statement):
    r"""Show the disk files that tape files hold.

    The name may have wildcards in volume, subvolume and file, not in the node. A node that this
    system does not know makes the name invalid (ERROR-5048), whatever the catalog holds.
    """

    source: ClassVar[str] = "DSM/TC Programming Manual, 94; Catalog Sync manual, Node Name"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    disk_files: TypedPattern
    filecat: CatalogName | None = None
    tapefile: TapeFileId | None = None
    gen: int | str | None = None
    detail: bool = False
    brief: bool = False

    def run(self, context: Context) -> Interaction:
        """List the entries as they are read; requirements R-02, R-03, R-10."""
        pattern = self.disk_files.expanded(context.environment.defaults)
        context.check_known(pattern.node, self.disk_files.typed)
        system, filecat = context.searched_filecat(self.filecat)
        media = context.world.media(system)
        if filecat is not None:
            catalogs = [filecat]
        else:
            catalogs = [
                CatalogName(catalog.name)
                for catalog in media.catalogs.matching(CatalogKind.FILECAT)
            ]
        count = 0
        for catalog in catalogs:
            for entry in media.diskfiles.matching(
                pattern,
                catalog,
                file_id=self.tapefile,
                generation=_generation(self.gen, None),
            ):
                yield from self._shown(entry, system, media, first=count == 0)
                count += 1
        if count == 0 and pattern.template.single is not None:
            raise OperatorError(
                messages.DOES_NOT_EXIST, object="DISKFILE", name=self.disk_files.typed
            )
        yield displays.counted(count, "disk file", "returned")

    def _shown(
        self, entry: DiskFile, system: System, media: MediaCatalog, *, first: bool
    ) -> Interaction:
        dumped, modified = system.local(entry.dumped), system.local(entry.modified)
        if self.detail:
            volumes = media.diskfiles.volumes(entry)
            node = str(system.node)
            yield from displays.diskfile_detail(entry, node, (dumped, modified), volumes)
            return
        if first:
            yield from displays.diskfile_heading()
        yield displays.diskfile(entry, dumped)
