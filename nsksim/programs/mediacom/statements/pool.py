"""POOL: tapes that may stand for each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nsksim.dsmtc import CatalogKind, PoolChange, TapeAttributes
from nsksim.errors import OperatorError, Origin
from nsksim.interaction import Interaction
from nsksim.language import Authority, Statement
from nsksim.messages import mediacom as messages
from nsksim.names import CatalogName, CatalogPattern, PoolName, PoolPattern
from nsksim.programs.mediacom.context import Context
from nsksim.programs.mediacom.displays.form import counted
from nsksim.programs.mediacom.displays.pool import pool_detail, pool_table
from nsksim.programs.mediacom.listing import ending
from nsksim.programs.mediacom.operands import in_detail


@dataclass(frozen=True, slots=True)
class InfoPool(Statement):
    """Show pools and their attributes.

    Names may have the wildcards * and ?; several stand in parentheses. Without a name it is all
    pools of the volume catalog, or of the volume catalogs that fit a pattern.
    """

    source: ClassVar[str] = "DSM/TC Programming Manual, 97"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED
    options_inferred: ClassVar[bool] = True

    pools: tuple[PoolPattern, ...] = ()
    volcat: CatalogPattern | None = None
    detail: bool = False
    brief: bool = False

    def run(self, context: Context) -> Interaction:
        """List some or all."""
        detail = in_detail(brief=self.brief, detail=self.detail)
        system, volcat = context.searched(CatalogKind.VOLCAT, self.volcat)
        found = context.world.media(system).pools.matching(volcat, self.pools)
        names = {pool.name for pool in found}
        missing = [each for each in self.pools if each.single and each.single not in names]
        if not detail:
            yield from pool_table(found, str(system.node))
        for pool in found if detail else ():
            yield from pool_detail(pool, str(system.node))
        yield from ending(len(found), "pool", "POOL", missing)


@dataclass(frozen=True, slots=True)
class AddPool(Statement):
    """Make an empty pool in a volume catalog.

    APPEND ON lets several tape files be written on one BACKUP tape. With AUTOSCRATCH OFF a tape
    whose last file is gone becomes RELEASED, not SCRATCH. Names of tapes in a pool with SEARCHSPACE
    EXCLUDED may repeat names of other pools. Of a cartridge DENSITY says nothing; for open reels
    APPEND has no effect. The defaults are APPEND OFF, AUTOSCRATCH ON, DENSITY ANY, and (ours)
    LABELS ANY, SEARCHSPACE INCLUDED and TYPE ANY.
    """

    authority: ClassVar[Authority] = Authority.SUPER_GROUP
    source: ClassVar[str] = "MEDIACOM manual, 2-10"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED
    options_inferred: ClassVar[bool] = True

    pool_name: PoolName
    volcat: CatalogName | None = None
    append: str = "OFF"
    autoscratch: str = "ON"
    pool_density: str = "ANY"
    pool_labels: str = "ANY"
    searchspace: str = "INCLUDED"
    pool_type: str = "ANY"

    def run(self, context: Context) -> Interaction:
        """Make it."""
        system, volcat = context.volcat(self.volcat)
        context.world.media(system).pools.add(
            volcat,
            self.pool_name,
            TapeAttributes(self.pool_labels, self.pool_type, self.pool_density),
            autoscratch=self.autoscratch == "ON",
            searched=self.searchspace == "INCLUDED",
            append=self.append == "ON",
        )
        yield counted(1, "pool", "added")


@dataclass(frozen=True, slots=True)
class AlterPool(Statement):
    """Change attributes of a pool; its tapes must satisfy the new ones."""

    authority: ClassVar[Authority] = Authority.SUPER_GROUP
    source: ClassVar[str] = "DSM/TC User's Guide, 28"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    pool_name: PoolName
    volcat: CatalogName | None = None
    append: str | None = None
    autoscratch: str | None = None
    pool_density: str | None = None
    pool_labels: str | None = None
    searchspace: str | None = None
    pool_type: str | None = None

    def run(self, context: Context) -> Interaction:
        """Change it."""
        system, volcat = context.volcat(self.volcat)
        pools = context.world.media(system).pools
        pools.get(volcat, self.pool_name)
        change = PoolChange(
            label=self.pool_labels,
            type=self.pool_type,
            density=self.pool_density,
            autoscratch=None if self.autoscratch is None else self.autoscratch == "ON",
            searched=None if self.searchspace is None else self.searchspace == "INCLUDED",
            append=None if self.append is None else self.append == "ON",
        )
        if change == PoolChange():
            needed = "APPEND, AUTOSCRATCH, DENSITY, LABELS, SEARCHSPACE or TYPE"
            raise OperatorError(messages.NOTHING_TO_ALTER, needed=needed)
        pools.alter(volcat, self.pool_name, change, context.space(system))
        yield counted(1, "pool", "altered")


@dataclass(frozen=True, slots=True)
class DeletePool(Statement):
    """Remove an empty pool that is not the default pool of a system.

    That a default pool stays is our choice; systems that cannot be reached are not asked.
    """

    authority: ClassVar[Authority] = Authority.SUPER_GROUP
    source: ClassVar[str] = "DSM/TC Programming Manual, 143"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED
    options_inferred: ClassVar[bool] = True

    pool_name: PoolName
    volcat: CatalogName | None = None

    def run(self, context: Context) -> Interaction:
        """Remove it."""
        system, volcat = context.volcat(self.volcat)
        pools = context.world.media(system).pools
        pools.get(volcat, self.pool_name)
        for defaults in context.defaults_around(system):
            defaults.check_pool_unused(volcat, self.pool_name)
        pools.delete(volcat, self.pool_name)
        yield counted(1, "pool", "deleted")
