"""Whether a replication has done its work, for the step `the catalogs of ... and ... agree`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from catsync.catalog import BackPakCatalog
from catsync.configuration import Configuration
from catsync.domain import Access
from nsksim.api import World
from nsksim.guardian.system import System

_COMPARED = {
    "VOLUME": (
        "SELECT VOLSER, LABEL, VOLUMESTATUS, VOLSETID, VOLINDEX, OWNERID, DENSITY, ENDOFDATALBA"
        " FROM VOLUME WHERE VOLSER IN (SELECT unnest($1::VARCHAR[])) ORDER BY ALL"
    ),
    "TFTOV": (
        "SELECT VOLSER, FILEID, GENERATION, VERSION, VOLSETID, VOLINDEX, FILESECTION,"
        " FILESEQUENCE, FILESEQLABELLBA"
        " FROM TFTOV WHERE VOLSER IN (SELECT unnest($1::VARCHAR[])) ORDER BY ALL"
    ),
    "TAPEFILE": (
        "SELECT FILEID, GENERATION, VERSION, PHYSICALCOPY, LOGICALCOPY, CREATIONDATE,"
        " EXPIRATIONDATE, TAPEFILEMODE, CATALOGFILES, TAPEFILESTATUS, VOLSETID FROM TAPEFILE"
        " WHERE VOLSETID IN (SELECT VOLSETID FROM TFTOV WHERE TFTOV.CATALOG = TAPEFILE.CATALOG"
        " AND VOLSER IN (SELECT unnest($1::VARCHAR[]))) ORDER BY ALL"
    ),
}
"""What has to be equal on both sides; names of catalogs and pools are rewritten (C-15)."""


def catalog_differences(world: World, node: str, other: str) -> list[str]:
    """Say in lines what differs between two systems in the Data Stores that are replicated.

    Looked at are the BackPak and tape catalog entries of the volumes of each PRIMARY store that has
    a SECONDARY store on the other system, in both directions; disk files are not. Without such a
    pair nothing can agree, which is a difference too.
    """
    systems = [world.engine.system(name) for name in (node, other)]
    first, second = (Configuration(world.engine, system) for system in systems)
    pairs = [
        *_pairs(first, second),
        *((here, there) for there, here in _pairs(second, first)),
    ]
    if not pairs:
        return [f"{node} and {other} have no PRIMARY and SECONDARY store of one another"]
    return [
        f"{what} differs between {node} and {other}: {', '.join(sorted(names))}"
        for stores in pairs
        for what, names in _compared(systems, stores)
        if names
    ]


def _pairs(primary: Configuration, secondary: Configuration) -> list[tuple[str, str]]:
    """Find the stores that are replicated: id on the primary and on the secondary side."""
    owned = {store.id for store in primary.stores(Access.PRIMARY)}
    replicas = secondary.stores(Access.SECONDARY)
    return [(replica.primary, replica.id) for replica in replicas if replica.primary in owned]


def _compared(systems: Iterable[System], stores: Iterable[str]) -> Iterator[tuple[str, set[str]]]:
    """Give each table with the labels or file ids of the rows that only one system has."""
    databases = [system.database for system in systems]
    here, there = (
        {volume.label for volume in BackPakCatalog(database).volumes(store)}
        for database, store in zip(databases, stores, strict=True)
    )
    yield "BACKBOX_VOLUME", here ^ there
    for table, query in _COMPARED.items():
        ours, theirs = (set(database.rows(query, [sorted(here | there)])) for database in databases)
        yield table, {str(row[0]) for row in ours ^ theirs}
