"""POOL: tapes that may stand for each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nsksim.dsmtc import PoolChange, TapeAttributes
from nsksim.errors import Origin
from nsksim.interaction import Interaction
from nsksim.language import Authority, Statement
from nsksim.names import CatalogName, PoolName, PoolPattern
from nsksim.programs.mediacom.context import Context
from nsksim.programs.mediacom.displays.form import counted
from nsksim.programs.mediacom.displays.pool import pool_detail, pool_table


@dataclass(frozen=True, slots=True)
class InfoPool(Statement):
    """Show pools and their attributes."""

    source: ClassVar[str] = "DSM/TC Programming Manual, 97"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    pool: PoolPattern | None = None
    volcat: CatalogName | None = None
    detail: bool = False
    brief: bool = False

    def run(self, context: Context) -> Interaction:
        """List one or all; a pool named without wildcards must exist."""
        system, volcat = context.searched_volcat(self.volcat)
        pools = context.world.media(system).pools
        found = pools.matching(volcat, self.pool)
        if not found and self.pool is not None and self.pool.single and volcat is not None:
            pools.get(volcat, PoolName(self.pool.single))
        if not self.detail:
            yield from pool_table(found, str(system.node))
            return
        for pool in found:
            yield from pool_detail(pool, str(system.node))
        yield counted(len(found), "pool", "returned")


@dataclass(frozen=True, slots=True)
class AddPool(Statement):
    """Make an empty pool in a volume catalog."""

    authority: ClassVar[Authority] = Authority.SUPER_GROUP
    source: ClassVar[str] = "MEDIACOM manual, 2-10"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

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
        change = PoolChange(
            label=self.pool_labels,
            type=self.pool_type,
            density=self.pool_density,
            autoscratch=None if self.autoscratch is None else self.autoscratch == "ON",
            searched=None if self.searchspace is None else self.searchspace == "INCLUDED",
            append=None if self.append is None else self.append == "ON",
        )
        space = context.space(system)
        context.world.media(system).pools.alter(volcat, self.pool_name, change, space)
        yield counted(1, "pool", "altered")


@dataclass(frozen=True, slots=True)
class DeletePool(Statement):
    """Remove an empty pool."""

    authority: ClassVar[Authority] = Authority.SUPER_GROUP
    source: ClassVar[str] = "DSM/TC Programming Manual, 143"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    pool_name: PoolName
    volcat: CatalogName | None = None

    def run(self, context: Context) -> Interaction:
        """Remove it."""
        system, volcat = context.volcat(self.volcat)
        context.world.media(system).pools.delete(volcat, self.pool_name)
        yield counted(1, "pool", "deleted")
