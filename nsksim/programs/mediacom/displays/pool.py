"""INFO POOL: rows under their volume catalog, or the items of each pool."""

from __future__ import annotations

from nsksim.dsmtc import Pool
from nsksim.programs.mediacom.displays.form import SWITCH, Lines, pair

_POOL = "{:<30} {:<7} {:<7} {:<9} {:<7} {:<8} {:<6}"


def pool_table(found: list[Pool], node: str) -> Lines:
    """INFO POOL, brief: one row for each pool, under its volume catalog."""
    catalog = None
    for pool in found:
        if pool.catalog != catalog:
            yield pair("Volume Catalog", f"{node}.{pool.catalog}")
            yield _POOL.format("Pool", "Label", "", "Tape", "Auto", "Search", "").rstrip()
            yield _POOL.format("Name", "Type", "Density", "Type", "Scratch", "Space", "Append")
            yield _POOL.format("-" * 30, "-" * 7, "-" * 7, "-" * 9, "-" * 7, "-" * 8, "-" * 6)
            catalog = pool.catalog
        space = "INCLUDED" if pool.searched else "EXCLUDED"
        yield _POOL.format(
            pool.name,
            pool.label,
            pool.density,
            pool.type,
            SWITCH[pool.autoscratch],
            space,
            SWITCH[pool.append],
        ).rstrip()


def pool_detail(pool: Pool, node: str) -> Lines:
    """INFO POOL, DETAIL."""
    yield pair("Pool Name", pool.name)
    yield pair("Volume Catalog", f"{node}.{pool.catalog}")
    yield pair("Label Type", pool.label)
    yield pair("Density", pool.density)
    yield pair("Tape Type", pool.type)
    yield pair("Autoscratch", SWITCH[pool.autoscratch])
    yield pair("Search Space", "INCLUDED" if pool.searched else "EXCLUDED")
    yield pair("Append", SWITCH[pool.append])
    yield ""
