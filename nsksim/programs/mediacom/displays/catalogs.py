"""INFO VOLCAT and INFO FILECAT: one row for each catalog."""

from __future__ import annotations

from nsksim.dsmtc import Catalog
from nsksim.programs.mediacom.displays.form import Lines, counted

_CATALOG = "{:<30} {:<17} {:<7} {:<4} {:>7}"


def catalog_table(found: list[Catalog], word: str) -> Lines:
    """INFO VOLCAT and INFO FILECAT."""
    if found:
        yield _CATALOG.format(f"{word} Catalog", "Subvolume", "Owner", "RWEP", "Version")
        yield _CATALOG.format("-" * 30, "-" * 17, "-" * 7, "-" * 4, "-" * 7)
    for catalog in found:
        yield _CATALOG.format(
            catalog.name, catalog.subvolume, catalog.owner, catalog.security, catalog.version
        )
    yield counted(len(found), f"{word.lower()} catalog", "returned")
