"""The stories of this folder, run by pytest-bdd; the steps are those nsksim offers everybody."""

from __future__ import annotations

import pytest
from pytest_bdd import scenarios

from nsksim.api import World
from nsksim.testing.steps import CatalogComparison

scenarios(".")

_COMPARED = {
    "VOLUME": "VOLSER, LABEL, VOLUMESTATUS, VOLSETID, VOLINDEX, OWNERID, DENSITY, ENDOFDATALBA",
    "TAPEFILE": "FILEID, GENERATION, VERSION, PHYSICALCOPY, LOGICALCOPY, CREATIONDATE,"
    " EXPIRATIONDATE, TAPEFILEMODE, CATALOGFILES, TAPEFILESTATUS, VOLSETID",
    "TFTOV": "VOLSER, FILEID, GENERATION, VERSION, VOLSETID, VOLINDEX, FILESEQUENCE",
}
"""What has to be equal on both sides; names of catalogs and pools are rewritten (C-15)."""


@pytest.fixture
def catalogs_agree() -> CatalogComparison:
    """Compare the tape catalogs of two systems, table by table."""

    def compare(world: World, node: str, other: str) -> list[str]:
        here, there = (world.engine.system(name).database for name in (node, other))
        differences = []
        for table, columns in _COMPARED.items():
            query = f"SELECT {columns} FROM {table} ORDER BY ALL"
            if here.rows(query) != there.rows(query):
                differences.append(f"{table} differs between {node} and {other}")
        return differences

    return compare
