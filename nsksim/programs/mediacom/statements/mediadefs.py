"""MEDIADEFS: the defaults of a system and its search list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nsksim.dsmtc import CatalogKind, Compression, MediaDefsChange, Retention, SupportLevel
from nsksim.errors import OperatorError, Origin
from nsksim.guardian.system import System
from nsksim.interaction import Interaction, Refused
from nsksim.language import Authority, Statement
from nsksim.messages import file_system
from nsksim.messages import mediacom as messages
from nsksim.names import CatalogName, NodeName, PoolName
from nsksim.programs.mediacom.context import Context
from nsksim.programs.mediacom.displays.form import counted
from nsksim.programs.mediacom.displays.mediadefs import mediadefs
from nsksim.programs.mediacom.operands import in_detail


@dataclass(frozen=True, slots=True)
class InfoMediadefs(Statement):
    """Show the media defaults of a system and its search list.

    DETAIL also says whether the time looks suspicious, when the cleanup ran last, and warns of what
    keeps tape names from being unique: search lists that differ, names that stand twice.
    """

    source: ClassVar[str] = "DSM/TC User's Guide, 5-10; DSM/TC Programming Manual, 94"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    node: NodeName | None = None
    detail: bool = False
    brief: bool = False

    def run(self, context: Context) -> Interaction:
        """Print the defaults."""
        detail = in_detail(brief=self.brief, detail=self.detail)
        system = context.at(self.node)
        yield from mediadefs(context.world.media(system).defaults.get(), detail=detail)
        for warning in context.search_warnings(system) if detail else ():
            yield Refused(warning)


@dataclass(frozen=True, slots=True)
class AlterMediadefs(Statement):
    """Change media defaults of a system: catalogs, retention, support level, search list.

    SSL replaces the whole system search list. Labels must be unique over all systems of the list,
    so two systems that replicate tape catalogs to each other do not belong in one list. A list that
    names a system twice is refused (our choice). A warning (ours) tells of a system whose list now
    differs, and of names that stand twice.

    RESET EXPIRATION confirms that the clock of the system is right, after the cleanup refused to
    run because the time looked suspicious: the date was more than three days away from that of the
    last cleanup. With AUTOMATED ON, up to ten scratch tapes of the pool are looked for
    in the tape libraries before people are asked, with OFF only one. COMPRESSION is for drives that
    can be told to compress; the others, as all drives here, take no notice of it.
    """

    authority: ClassVar[Authority] = Authority.MEDIA_ADMINISTRATOR
    source: ClassVar[str] = "MEDIACOM manual, 2-46"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    node: NodeName | None = None
    level: str | None = None
    volcat: CatalogName | None = None
    filecat: CatalogName | None = None
    pool: PoolName | None = None
    retention: Retention | None = None
    abend_retention: int | None = None
    automated: str | None = None
    compression: str | None = None
    ssl: tuple[NodeName, ...] | None = None
    reset_expiration: bool = False

    def run(self, context: Context) -> Interaction:
        """Change what is named.

        A system of the list must be known to this one, a catalog of another system must be there
        and reachable, the pool must be one of the default volume catalog (our choice).
        """
        system = context.at(self.node)
        for node in self.ssl or ():
            if not context.world.network.knows(str(system.node), str(node)):
                raise OperatorError(file_system.UNKNOWN_SYSTEM, name=node)
        for kind, named in ((CatalogKind.VOLCAT, self.volcat), (CatalogKind.FILECAT, self.filecat)):
            if named is not None and named.node not in (None, system.node):
                there = context.world.media(context.at(named.node))
                there.catalogs.check(kind, named)
        self._check_pool(context, system)
        context.world.media(system).defaults.alter(
            MediaDefsChange(
                level=SupportLevel(self.level) if self.level else None,
                volcat=self.volcat,
                filecat=self.filecat,
                pool=self.pool,
                retention=self.retention,
                abend_retention=self.abend_retention,
                automated=None if self.automated is None else self.automated == "ON",
                compression=Compression(self.compression) if self.compression else None,
                suspicious=False if self.reset_expiration else None,
                search_list=self.ssl,
            )
        )
        yield counted(1, "set of media defaults", "altered")
        if self.ssl is not None:
            for warning in context.search_warnings(system):
                yield Refused(warning)

    def _check_pool(self, context: Context, system: System) -> None:
        """Refuse a default pool that the default volume catalog does not have.

        Raises mediacom.5908 and 5920 for the pool that is named, 5956 for the one that is set.
        """
        defaults = context.world.media(system).defaults
        kept = defaults.get().pool if self.volcat is not None else None
        if self.pool is None and kept is None:
            return
        volcat = defaults.volcat(self.volcat)
        media = context.world.media(context.at(volcat.node))
        media.catalogs.check(CatalogKind.VOLCAT, volcat)
        if self.pool is not None:
            media.pools.get(volcat, self.pool)
        elif kept is not None and media.pools.find(volcat, kept) is None:
            raise OperatorError(
                messages.DEFAULT_POOL_ELSEWHERE, pool=kept, node=system.node, name=volcat
            )
