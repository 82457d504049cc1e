"""TAPEVOLUME: the tapes of a volume catalog."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from nsksim.dsmtc import (
    ANY,
    CatalogKind,
    EntryFilter,
    TapeAttributes,
    TapeStatus,
    VolumeFilter,
)
from nsksim.errors import OperatorError, Origin
from nsksim.interaction import Interaction, Refused, in_blocks
from nsksim.language import Authority, Statement
from nsksim.messages import mediacom as messages
from nsksim.names import (
    CatalogName,
    CatalogPattern,
    LabelPattern,
    PoolName,
    PoolPattern,
    TapeFilePattern,
    TapeLabel,
)
from nsksim.programs.mediacom.context import Context
from nsksim.programs.mediacom.displays.form import counted
from nsksim.programs.mediacom.displays.tapevolume import tapevolume_details, tapevolume_table
from nsksim.programs.mediacom.listing import ending
from nsksim.programs.mediacom.operands import generation, in_detail


@dataclass(frozen=True, slots=True)
class InfoTapevolume(Statement):
    """Show tapes; with DETAIL also every file of their tape sets, expired or not.

    Names may have the wildcards * and ?; several stand in parentheses. STATUS, LABELS, TYPE,
    DENSITY and TAPEFORMAT select tapes by what they are; TAPEFILE, GEN, VERSION and
    TAPEFILESTATUS select tapes whose set holds a tape file that fits all of these. A relative
    generation counts valid tape files.

    Asked are only the systems that have the file catalogs of tapes that the other options select.
    One that cannot be reached is told at the end; its tapes are shown without their tape files, and
    not selected by TAPEFILE (our choice).
    """

    source: ClassVar[str] = "MEDIACOM manual, 2-132; DSM/TC Programming Manual, 103"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED
    options_inferred: ClassVar[bool] = True

    patterns: tuple[LabelPattern, ...]
    pool: PoolPattern | None = None
    volcat: CatalogPattern | None = None
    status: str | None = None
    labels: str | None = None
    type: str | None = None
    density: str | None = None
    tapeformat: str | None = None
    tapefile: TapeFilePattern | None = None
    gen: int | str | None = None
    version: int | None = None
    tapefilestatus: str | None = None
    detail: bool = False
    brief: bool = False

    def run(self, context: Context) -> Interaction:
        """List what the patterns match; a pool named without wildcards must exist."""
        detail = in_detail(brief=self.brief, detail=self.detail)
        system, volcat = context.searched(CatalogKind.VOLCAT, self.volcat)
        media = context.world.media(system)
        pool = self.pool
        if pool is not None and pool.single and not media.pools.matching(volcat, [pool]):
            raise OperatorError(messages.DOES_NOT_EXIST, object="POOL", name=pool)
        inquiry = media.inquiry(self._wanted(volcat, system.now.date()))
        node, missing = str(system.node), inquiry.missing()
        if detail:
            lines = tapevolume_details(inquiry.detailed(), node)
        else:
            lines = tapevolume_table(inquiry.lines(), node)
        count = yield from in_blocks(lines)
        yield from map(Refused, inquiry.refusals)
        yield from ending(count, "tape volume", "TAPEVOLUME", missing)

    def _wanted(self, volcat: CatalogPattern | None, today: date) -> VolumeFilter:
        files = EntryFilter(
            self.tapefile,
            generation(self.gen, None),
            self.version,
            status=self.tapefilestatus,
            today=today,
        )
        return VolumeFilter(
            self.patterns,
            volcat,
            self.pool,
            self.status,
            self.labels,
            self.type,
            self.density,
            self.tapeformat,
            files,
        )


@dataclass(frozen=True, slots=True)
class AddTapevolume(Statement):
    """Catalog tapes in a pool; their names must be new in the system search space.

    POOL may be left out only where the command POOL has set one for the session (our choice). The
    status is SCRATCH unless STATUS says otherwise; LABELS, TYPE and DENSITY are those of the pool,
    and where that has ANY, BACKUP, LTO4 and none (these defaults are ours).
    """

    authority: ClassVar[Authority] = Authority.SUPER_GROUP
    source: ClassVar[str] = "MEDIACOM manual, 2-31"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED
    options_inferred: ClassVar[bool] = True

    names: tuple[TapeLabel, ...]
    pool: PoolName | None = None
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
            context.pool(self.pool),
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
    Names may have the wildcards * and ?; several, at most 100, stand in parentheses. One tape that
    cannot be changed keeps the whole command from being done.
    """

    authority: ClassVar[Authority] = Authority.SUPER_GROUP
    source: ClassVar[str] = "MEDIACOM manual, 2-69"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    patterns: tuple[LabelPattern, ...]
    status: str
    pool: PoolName | None = None
    volcat: CatalogName | None = None

    def run(self, context: Context) -> Interaction:
        """Change them all, or none."""
        system, volcat = context.volcat(self.volcat)
        volumes = context.world.media(system).tapevolumes
        count = volumes.alter(volcat, self.patterns, TapeStatus(self.status), self.pool)
        yield counted(count, "tape volume", "altered")


@dataclass(frozen=True, slots=True)
class DeleteTapevolume(Statement):
    """Take tapes out of the catalog; only BAD, RELEASED or SCRATCH ones.

    Names may have the wildcards * and ?; several stand in parentheses. One tape that cannot be
    deleted keeps the whole command from being done.
    """

    authority: ClassVar[Authority] = Authority.SUPER_GROUP
    source: ClassVar[str] = "DSM/TC Programming Manual, 146"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED
    options_inferred: ClassVar[bool] = True

    patterns: tuple[LabelPattern, ...]
    pool: PoolName | None = None
    volcat: CatalogName | None = None

    def run(self, context: Context) -> Interaction:
        """Delete them all, or none."""
        system, volcat = context.volcat(self.volcat)
        count = context.world.media(system).tapevolumes.delete(volcat, self.patterns, self.pool)
        yield counted(count, "tape volume", "deleted")
