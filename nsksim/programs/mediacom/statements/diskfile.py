"""DISKFILE: the disk files that tape files hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nsksim.dsmtc import CatalogKind, DiskFile, MediaCatalog
from nsksim.errors import OperatorError, Origin
from nsksim.guardian.system import System
from nsksim.interaction import Interaction
from nsksim.language import Statement
from nsksim.messages import mediacom as messages
from nsksim.names import CatalogName, TapeFileId
from nsksim.programs.mediacom.context import Context
from nsksim.programs.mediacom.displays.diskfile import diskfile, diskfile_detail, diskfile_heading
from nsksim.programs.mediacom.displays.form import counted
from nsksim.programs.mediacom.operands import TypedPattern, generation


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
                generation=generation(self.gen, None),
            ):
                yield from self._shown(entry, system, media, first=count == 0)
                count += 1
        if count == 0 and pattern.template.single is not None:
            raise OperatorError(
                messages.DOES_NOT_EXIST, object="DISKFILE", name=self.disk_files.typed
            )
        yield counted(count, "disk file", "returned")

    def _shown(
        self, entry: DiskFile, system: System, media: MediaCatalog, *, first: bool
    ) -> Interaction:
        dumped, modified = system.local(entry.dumped), system.local(entry.modified)
        if self.detail:
            volumes = media.diskfiles.volumes(entry)
            node = str(system.node)
            yield from diskfile_detail(entry, node, (dumped, modified), volumes)
            return
        if first:
            yield from diskfile_heading()
        yield diskfile(entry, dumped)
