"""The documented views: their columns, types and order, and which rows stand in which schema."""

from __future__ import annotations

import pytest

from nsksim import schema
from nsksim.dsmtc import views
from nsksim.dsmtc.catalog import CatalogKind
from nsksim.names import NodeName
from nsksim.store import Inquiry, QueryRefused, Store

NODE = NodeName.parse(r"\ALPHA")

TYPES = {
    "V": "VARCHAR",
    "I": "INTEGER",
    "S": "SMALLINT",
    "L": "BIGINT",
    "T": "TIMESTAMP",
    "D": "DATE",
}

DOCUMENTED = {
    "CONFGV10": "FILEID V LASTGENERATION I",
    "TFV10": "FILEID V GENERATION I VERSION S PHYSICALCOPY S LOGICALCOPY S CREATIONDATE T"
    " EXPIRATIONDATE D RECORDFORMAT V RECORDLENGTH I BLOCKLENGTH I TAPEFILEMODE V CATALOGFILES V"
    " TAPEFILESTATUS V VOLUMECATALOG V POOLNAME V VOLSETID V COMMENT V",
    "TFTOVV10": "VOLUMECATALOG V VOLSER V POOLNAME V FILEID V GENERATION I VERSION S"
    " PHYSICALCOPY S LOGICALCOPY S VOLSETID V VOLINDEX S FILESECTION S FILESEQUENCE S"
    " FILESEQLABELLBA L",
    # FILECODE is documented as SMALLINT, which cannot hold the file codes above 32767
    "DFV10": "DISKFILENAME V TIMEDUMPED T PHYSICALCOPY S LOGICALCOPY S FILEID V GENERATION I"
    " VERSION S DISKFILESTATUS V OPENED V BROKEN V RFNEEDED V CORRUPT V AUDITED V FILECODE I"
    " FILETYPE V DISKFILEEOF I LASTMODTIME T VOLSETID V POOLNAME V VOLUMECATALOG V"
    " DISKFILEEOF64 L",
    "DFTOVV10": "DISKFILENAME V TIMEDUMPED T VOLSER V VOLUMECATALOG V POOLNAME V VOLSETID V"
    " VOLINDEX S FILEPOSITIONLBA L",
    "POOLV20": "POOLNAME V LABEL V DENSITY V TYPE V AUTOSCRATCH V SEARCHSPACE V LASTSCRATCHVOL V"
    " CANAPPEND V",
    "VOLV20": "VOLSER V POOLNAME V LABEL V TYPE V VOLUMESTATUS V VOLSETID V VOLINDEX S OWNERID V"
    " DENSITY V ENDOFDATALBA L",
    "VTOFCV20": "VOLSETID V POOLNAME V FILECATALOG V TAPEFORMAT S",
}
"""Mediacom reference, sections 17.1 and 17.2: CHAR and VARCHAR are V, DATETIME is T, LARGEINT L."""


@pytest.fixture
def inquiry(tmp_path):
    """Open the views of a system that has the catalogs named in the table below."""
    made = []

    def open_with(*catalogs):
        world, scratch = tmp_path / "world", tmp_path / f"scratch{len(made)}"
        world.mkdir()
        scratch.mkdir()
        store = Store(world)
        database = store.create("node_ALPHA", schema.SYSTEM)
        for kind, name in catalogs:
            database.execute(
                "INSERT INTO CATALOGS (KIND, CATALOG, SUBVOLUME) VALUES (?, ?, ?)",
                [kind, name, "$DATA.X"],
            )
            if kind == "VOLCAT":
                database.execute("INSERT INTO POOL (CATALOG, POOLNAME) VALUES (?, ?)", [name, name])
        store.close()

        def lay_out(database):
            schemas = views.lay_out(database, NODE, "node_ALPHA", first=True)
            return schemas, views.system_schema(NODE)

        made.append(Inquiry(world, scratch, lay_out))
        return made[-1]

    yield open_with
    for inquiry in made:
        inquiry.close()


def test_the_views_have_the_documented_columns(inquiry):
    opened = inquiry()
    assert [view.name for view in views.documented()] == list(DOCUMENTED)
    for view, columns in DOCUMENTED.items():
        words = columns.split()
        expected = [(name, TYPES[kind]) for name, kind in zip(words[::2], words[1::2], strict=True)]
        answer = opened.ask(f"SELECT column_name, column_type FROM (DESCRIBE {view})")
        assert list(answer.rows) == expected, view


def test_each_kind_of_catalog_has_its_views(inquiry):
    opened = inquiry(("VOLCAT", "VC"), ("FILECAT", "FC"), ("VOLCAT", "TWO"), ("FILECAT", "TWO"))
    volume = ("POOLV20", "VOLV20", "VTOFCV20")
    file = ("CONFGV10", "TFV10", "TFTOVV10", "DFV10", "DFTOVV10")
    assert opened.schemas["VC"] == opened.schemas[r"\ALPHA.VC"] == volume
    assert opened.schemas["FC"] == file
    assert sorted(opened.schemas["TWO"]) == sorted(volume + file)
    assert sorted(opened.schemas[r"\ALPHA"]) == sorted(volume + file)
    kinds = {view.name: view.kind for view in views.documented()}
    assert {name for name, kind in kinds.items() if kind is CatalogKind.VOLCAT} == set(volume)


def test_a_view_has_the_rows_of_its_catalog(inquiry):
    opened = inquiry(("VOLCAT", "A"), ("VOLCAT", "B"))
    for place, pools in (("", ["A", "B"]), ("A.", ["A"]), (r'"\ALPHA.B".', ["B"])):
        rows = opened.ask(f"SELECT POOLNAME FROM {place}POOLV20 ORDER BY 1").rows
        assert [pool for (pool,) in rows] == pools


@pytest.mark.parametrize("name", ["MAIN", "PG_CATALOG", "SYSTEM", "CATALOGS", "NODE_ALPHA"])
def test_a_catalog_may_be_called_as_the_database_calls_its_own(inquiry, name):
    opened = inquiry(("VOLCAT", name), ("VOLCAT", "OTHER"))
    answer = opened.ask(rf'SELECT POOLNAME FROM "\ALPHA.{name}".POOLV20')
    assert list(answer.rows) == [(name,)]
    if name in opened.schemas:
        assert list(opened.ask(f"SELECT POOLNAME FROM {name}.POOLV20").rows) == [(name,)]
    else:
        with pytest.raises(QueryRefused, match=f"there is no catalog {name}; there are"):
            opened.ask(f"SELECT POOLNAME FROM {name}.POOLV20")
