"""TAPEVOLUME: the tapes of a volume catalog."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nsksim.dsmtc import ANY, MediaCatalog, TapeAttributes, TapeStatus, TapeVolume
from nsksim.errors import OperatorError, Origin
from nsksim.interaction import Interaction
from nsksim.language import Authority, Statement
from nsksim.messages import mediacom as messages
from nsksim.names import CatalogName, LabelPattern, PoolName, PoolPattern, TapeLabel
from nsksim.programs.mediacom.context import Context
from nsksim.programs.mediacom.displays.form import counted
from nsksim.programs.mediacom.displays.tapevolume import tapevolume_detail, tapevolume_table


@dataclass(frozen=True, slots=True)
class InfoTapevolume(Statement):
    """Show tapes; with DETAIL also every file of their tape sets, expired or not.

    Names may have the wildcards * and ?; several stand in parentheses.
    """

    source: ClassVar[str] = "MEDIACOM manual, 2-132"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    patterns: tuple[LabelPattern, ...]
    pool: PoolPattern | None = None
    volcat: CatalogName | None = None
    status: str | None = None
    detail: bool = False
    brief: bool = False

    def run(self, context: Context) -> Interaction:
        """List what the patterns match; a tape named without wildcards must exist."""
        system, volcat = context.searched_volcat(self.volcat)
        media = context.world.media(system)
        found = self._found(media, volcat)
        node = str(system.node)
        if not self.detail:
            yield from tapevolume_table(found, node)
            return
        files = media.tapevolumes.contents(found)
        for volume in found:
            key = (volume.catalog, volume.pool, volume.volume_set or "")
            yield from tapevolume_detail(volume, files.get(key, []), node)
        yield counted(len(found), "tape volume", "returned")

    def _found(self, media: MediaCatalog, volcat: CatalogName | None) -> list[TapeVolume]:
        status = [TapeStatus(self.status)] if self.status else []
        found: dict[tuple[str, str, str], TapeVolume] = {}
        for pattern in self.patterns:
            matching = media.tapevolumes.matching(
                pattern, catalog=volcat, pool=self.pool, status=status
            )
            if not matching and pattern.single is not None:
                raise OperatorError(messages.DOES_NOT_EXIST, object="TAPEVOLUME", name=pattern)
            for volume in matching:
                found[volume.catalog, volume.pool, volume.volser] = volume
        return [found[key] for key in sorted(found)]


@dataclass(frozen=True, slots=True)
class AddTapevolume(Statement):
    """Catalog tapes in a pool; their names must be new in the system search space."""

    authority: ClassVar[Authority] = Authority.SUPER_GROUP
    source: ClassVar[str] = "MEDIACOM manual, 2-31"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    names: tuple[TapeLabel, ...]
    pool: PoolName
    volcat: CatalogName | None = None
    density: str = ANY
    labels: str = ANY
    status: str = "SCRATCH"
    type: str = ANY
    override: str = "OFF"

    def run(self, context: Context) -> Interaction:
        """Add them all, or none."""
        system, volcat = context.volcat(self.volcat)
        count = context.world.media(system).tapevolumes.add(
            volcat,
            self.pool,
            self.names,
            context.space(system),
            attributes=TapeAttributes(self.labels, self.type, self.density),
            status=TapeStatus(self.status),
            override=self.override == "ON",
        )
        yield counted(count, "tape volume", "added")


@dataclass(frozen=True, slots=True)
class AlterTapevolume(Statement):
    """Change the status of tapes.

    BAD, RELEASED and SCRATCH can be exchanged, and FULL and ASSIGNED in pools that allow appending.
    """

    authority: ClassVar[Authority] = Authority.SUPER_GROUP
    source: ClassVar[str] = "MEDIACOM manual, 2-69"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    names: tuple[TapeLabel, ...]
    status: str
    pool: PoolName | None = None
    volcat: CatalogName | None = None

    def run(self, context: Context) -> Interaction:
        """Change them all, or none."""
        system, volcat = context.volcat(self.volcat)
        volumes = context.world.media(system).tapevolumes
        count = volumes.alter(volcat, self.names, TapeStatus(self.status), self.pool)
        yield counted(count, "tape volume", "altered")


@dataclass(frozen=True, slots=True)
class DeleteTapevolume(Statement):
    """Take tapes out of the catalog; only BAD, RELEASED or SCRATCH ones."""

    authority: ClassVar[Authority] = Authority.SUPER_GROUP
    source: ClassVar[str] = "DSM/TC Programming Manual, 146"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    names: tuple[TapeLabel, ...]
    pool: PoolName | None = None
    volcat: CatalogName | None = None

    def run(self, context: Context) -> Interaction:
        """Delete them all, or none."""
        system, volcat = context.volcat(self.volcat)
        count = context.world.media(system).tapevolumes.delete(volcat, self.names, self.pool)
        yield counted(count, "tape volume", "deleted")
