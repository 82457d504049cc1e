"""Tape sets of several files and of several volumes, from a BACKUP here to a RESTORE there."""

from __future__ import annotations

import pytest

from catsync.testing import catalog_differences

PRIMARY, SECONDARY = r"\ETINIUM", r"\INSIDX"
OUT = (
    "ADD DEFINE =OUT, CLASS TAPECATALOG, LABELS BACKUP, FILEID SLABA-BAK11-DAILY,"
    " POOL SLAB_A_DAILY, USE OUT"
)
IN = (
    "ADD DEFINE =IN, CLASS TAPECATALOG, LABELS BACKUP, FILEID SLABA-BAK11-DAILY,"
    " VOLCAT QCVOLCAT, FILECAT QCFILCAT, USE IN"
)
FILES = [
    "ACCOUNTS",
    "BALANCES",
    "BRANCHES",
    "CARDS",
    "CUSTOMER",
    "HISTORY",
    "LIMITS",
    "ORDERS",
    "RATES",
    "TELLERS",
]


LOAD = "LOAD /KEEP 1/ BBOX.BBSETUP BBOX.MACROS"
EXPORT = "BB026_EXPORT_CATALOG STOREID SLAB_A-DAILY, TYPE FULL"
IMPORT = "BB027_IMPORT_CATALOG STOREID 2ND_SLAB_A-DAILY, CATALOGFILES YES"


class Sites:
    """The systems of the manual, each with a screen."""

    def __init__(self, world):
        self.world = world
        self._screens = {node: world.session(node) for node in (PRIMARY, SECONDARY)}

    def run(self, node, *commands):
        """Type commands; nothing may be refused. Gives what the last one prints."""
        for command in commands:
            result = self._screens[node].run(command)
            assert not result.messages, (command, result.messages)
        return list(result.lines)

    def rows(self, node, query):
        return self.world.engine.system(node).database.rows(query)


@pytest.fixture
def sites(simulator):
    """Both sites after a full replication; the pool of the store appends."""
    sites = Sites(simulator("replicated"))
    sites.run(PRIMARY, "MEDIACOM ALTER POOL SLAB_A_DAILY, APPEND ON", OUT, LOAD)
    sites.run(SECONDARY, LOAD, IN)
    replicate_all(sites)
    return sites


def replicate_all(sites):
    sites.run(PRIMARY, EXPORT, "SIM CLOCK SETTLE")
    sites.run(SECONDARY, f"{IMPORT}, TYPE FULL", "SIM CLOCK SETTLE")
    assert catalog_differences(sites.world, PRIMARY, SECONDARY) == []


def import_update(sites):
    sites.run(SECONDARY, f"{IMPORT}, TYPE UPDATE", "SIM CLOCK SETTLE")
    assert catalog_differences(sites.world, PRIMARY, SECONDARY) == []


def backup(sites, files):
    sites.run(PRIMARY, f"BACKUP =OUT, {files}, CATALOGFILES", "SIM CLOCK SETTLE")


def restored(sites, generation):
    """Name the files that RESTORE lists at the SECONDARY site."""
    sites.run(SECONDARY, f"ALTER DEFINE =IN, GEN {generation}")
    lines = sites.run(SECONDARY, "RESTORE =IN, *.*.*, LISTONLY")
    return [line.split()[0] for line in lines if line.startswith("  ")]


PLACES = (
    "SELECT VOLSER, GENERATION, VOLSETID, VOLINDEX, FILESECTION, FILESEQUENCE, FILESEQLABELLBA"
    " FROM TFTOV WHERE GENERATION > 23 AND FILEID = 'SLABA-BAK11-DAILY'"
    " ORDER BY FILESEQUENCE, FILESECTION"
)


def test_a_file_appended_to_a_volume_keeps_the_one_before(sites):
    """A-13, G-04: the second unload exports the volume again, with both of its files."""
    backup(sites, "$DATA.SLABA.C*")
    import_update(sites)
    backup(sites, "$DATA.SLABA.B*")
    assert sites.rows(PRIMARY, PLACES) == [
        ("SAD007", 24, "SAD007", 1, 1, 1, 0),
        ("SAD007", 25, "SAD007", 1, 1, 2, 2),
    ]
    assert restored(sites, 24) == ["CARDS", "CUSTOMER"]  # the image is newer than the entries
    import_update(sites)
    assert sites.rows(SECONDARY, PLACES) == sites.rows(PRIMARY, PLACES)
    assert restored(sites, 24) == ["CARDS", "CUSTOMER"]
    assert restored(sites, 25) == ["BALANCES", "BRANCHES"]


def test_a_file_over_several_volumes_is_read_there_as_here(sites):
    database = sites.world.engine.system(PRIMARY).database
    database.execute("INSERT INTO TAPE_CAPACITY VALUES ('CART3480', 20000)")
    backup(sites, "$DATA.SLABA.*")
    import_update(sites)
    assert sites.rows(PRIMARY, PLACES) == [
        ("SAD007", 24, "SAD007", 1, 1, 1, 0),
        ("SAD008", 24, "SAD007", 2, 2, 1, 0),
        ("SAD009", 24, "SAD007", 3, 3, 1, 0),
    ]
    assert sites.rows(SECONDARY, PLACES) == sites.rows(PRIMARY, PLACES)
    query = "SELECT VOLSER, VOLUMESTATUS, VOLINDEX FROM VOLUME WHERE VOLSETID = 'SAD007'"
    assert sorted(sites.rows(SECONDARY, query)) == [
        ("SAD007", "FULL", 1),
        ("SAD008", "FULL", 2),
        ("SAD009", "ASSIGNED", 3),
    ]
    assert restored(sites, 24) == FILES
    query = (
        "SELECT VOLSER, count(*) FROM DFTOV WHERE VOLSETID = 'SAD007' GROUP BY VOLSER ORDER BY 1"
    )
    assert sites.rows(SECONDARY, query) == [("SAD007", 4), ("SAD008", 4), ("SAD009", 2)]


def test_a_volume_waits_on_its_drive_for_the_next_and_is_exported_with_it(sites):
    """E-03: what is exported at its unload is not the state of a tape in use."""
    database = sites.world.engine.system(PRIMARY).database
    database.execute("INSERT INTO TAPE_CAPACITY VALUES ('CART3480', 8192)")
    others = ", ".join(f"SAD00{digit}" for digit in "89ABCDEF")
    sites.run(PRIMARY, f"MEDIACOM ALTER TAPEVOLUME ({others}), STATUS BAD")
    command = "BACKUP /NOWAIT, OUT $S.#OUT, NAME $BK/ =OUT, ($DATA.SLABA.B*, $DATA.SLABA.C*)"
    sites.run(PRIMARY, command, "SIM CLOCK ADVANCE 10 SECONDS")
    query = "SELECT VOLSER, VOLUMESTATUS FROM VOLUME WHERE VOLSETID = 'SAD007' ORDER BY VOLSER"
    assert sites.rows(PRIMARY, query) == [("SAD007", "INUSE")]
    sites.run(PRIMARY, "MEDIACOM ALTER TAPEVOLUME SAD008, STATUS SCRATCH")
    sites.run(PRIMARY, "SIM CLOCK SETTLE")
    sites.run(SECONDARY, f"{IMPORT}, TYPE UPDATE", "SIM CLOCK SETTLE")
    for node in (PRIMARY, SECONDARY):
        assert sites.rows(node, query) == [("SAD007", "FULL"), ("SAD008", "ASSIGNED")]
    assert restored(sites, 24) == ["BALANCES", "BRANCHES", "CARDS", "CUSTOMER"]


def test_a_file_of_a_set_that_is_deleted_is_invalid_there_until_the_set_is_gone(sites):
    """E-03: what MEDIACOM does starts no export; the next one of the volume brings it."""
    backup(sites, "$DATA.SLABA.C*")
    backup(sites, "$DATA.SLABA.B*")
    sites.run(PRIMARY, "MEDIACOM DELETE TAPEFILE SLABA-BAK11-DAILY, GEN 24")
    backup(sites, "$DATA.SLABA.T*")
    import_update(sites)
    query = "SELECT GENERATION, TAPEFILESTATUS FROM TAPEFILE WHERE VOLSETID = 'SAD007' ORDER BY 1"
    assert sites.rows(SECONDARY, query) == [(24, "INVALID"), (25, "VALID"), (26, "VALID")]
    for generation in (25, 26):
        command = f"MEDIACOM DELETE TAPEFILE SLABA-BAK11-DAILY, GEN {generation}"
        sites.run(PRIMARY, command)
    assert sites.rows(PRIMARY, query) == []
    replicate_all(sites)
    assert sites.rows(SECONDARY, query) == []
    query = "SELECT VOLUMESTATUS, VOLSETID FROM VOLUME WHERE VOLSER = 'SAD007'"
    assert sites.rows(SECONDARY, query) == [("SCRATCH", None)]
