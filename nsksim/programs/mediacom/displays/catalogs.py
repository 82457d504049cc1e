"""INFO VOLCAT and INFO FILECAT: one row for each catalog."""

from __future__ import annotations

from nsksim.dsmtc import Catalog
from nsksim.programs.mediacom.displays.form import Lines, pair

_CATALOG = "{:<39} {:<17} {:<7} {:<4} {:>7}"


def catalog_heading(word: str) -> Lines:
    """INFO VOLCAT and INFO FILECAT, brief: the heading."""
    yield _CATALOG.format(f"{word} Catalog", "Subvolume", "Owner", "RWEP", "Version")
    yield _CATALOG.format("-" * 39, "-" * 17, "-" * 7, "-" * 4, "-" * 7)


def catalog_line(catalog: Catalog, node: str) -> str:
    """INFO VOLCAT and INFO FILECAT, brief: a row."""
    name = f"{node}.{catalog.name}"
    return _CATALOG.format(
        name, catalog.subvolume, catalog.owner, catalog.security, catalog.version
    )


def catalog_detail(catalog: Catalog, node: str, word: str) -> Lines:
    """INFO VOLCAT and INFO FILECAT, DETAIL."""
    yield pair(f"{word} Catalog", f"{node}.{catalog.name}")
    yield pair("Subvolume", f"{node}.{catalog.subvolume}")
    yield pair("Owner", catalog.owner)
    yield pair("Security", catalog.security)
    yield pair("Catalog Version", catalog.version)
    yield ""
