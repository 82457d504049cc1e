"""The backbox table of a scenario: what it builds, and how its mistakes are reported."""

import copy
import tomllib

import pytest

from catsync.catalog import BackPakCatalog
from catsync.sections import backbox
from nsksim.names import FileName, NodeName
from nsksim.plugins import shipped
from nsksim.scenario import ScenarioProblem, Section


@pytest.fixture(scope="module")
def tables():
    """Give the backbox tables of the sample scenario, by node."""
    text = shipped("scenarios", ".toml")["manual"].read_text("utf-8")
    return {system["node"]: system["backbox"] for system in tomllib.loads(text)["system"]}


@pytest.fixture
def bare(ground):
    for system in (ground.primary, ground.secondary):
        for table in ("DOCUMENT", "VOLUME", "RUN", "IMAGE"):
            system.database.execute(f"DELETE FROM BACKBOX_{table}")
    return ground


def build(ground, table):
    section = Section("test.toml", "system[1]", {"backbox": table})
    backbox(ground.world, ground.primary, section)


def test_installs_backpak(bare):
    def file(name):
        node = NodeName("ETINIUM")
        return bare.primary.files.find(FileName.parse(f"$SYSTEM.BBOX.{name}", node))

    assert (file("MACROS").code, file("BBSETUP").code) == (101, 101)
    assert (file("BBDBM").licensed, bool(file("BBDBM").compiled)) == (True, True)
    assert file("BB051").code == 800
    assert file("OBB017").code == 101


def test_sample_volumes(ground):
    catalog = BackPakCatalog(ground.primary.database)
    assert catalog.count("SLAB_A-DAILY") == 30
    assert catalog.newest("SLAB_A-DAILY").label == "SAD006"
    assert catalog.find("SAD006").unloaded.isoformat() == "2022-01-05T04:02:56"


def place(table, *path):
    for key in path:
        table = table.setdefault(key, {}) if key == "import" else table[key]
    return table


MISTAKES = [
    (("domain",), None, "backbox.domain: is missing"),
    (("colour",), "red", "backbox.colour: is not a key of this section"),
    (("extractors",), ["BBEXT"], "backbox.extractors: 'BBEXT'"),
    (("store", 0, "access"), "TERTIARY", "store[1].access: must be one of PRIMARY, SECONDARY"),
    (("store", 0, "status"), "ASLEEP", "store[1].status: must be one of ACTIVE, INACTIVE"),
    (("store", 0, "replica"), "there", r"store[1].replica: 'there' is not of the form \NODE store"),
    (
        ("store", 0, "export", "destination"),
        "$X",
        "store[1].export.destination: Export Destination",
    ),
    (("store", 0, "export", "report"), "nowhere", "store[1].export.report: Export Report Location"),
    (("store", 0, "export", "report"), "", "store[1].export.report: Export Report Location"),
    (("store", 0, "export", "priority"), 200, "store[1].export.priority: must be from 0 to 199"),
    (("store", 0, "export", "check-delay"), -1, "export.check-delay: must be from 0 to 32767"),
    (("store", 0, "import", "source"), "$X", "store[1].import.source: Import Source $X"),
    (("store", 0, "import", "max-disk-files"), -1, "import.max-disk-files: must be from 0 to"),
    (
        ("store", 0, "import", "nodes"),
        [r"\NODEP \INSIDX"],
        r"store[1].import.nodes: '\NODEP \INSIDX' is not of the form \OLD=\NEW",
    ),
    (("store", 0, "import", "nodes"), [r"\NODEP="], r"is not of the form \OLD=\NEW"),
    (("store", 0, "import", "nodes"), [r"NODEP=\INSIDX"], "store[1].import.nodes: 'NODEP': a node"),
    (
        ("store", 0, "import", "nodes"),
        [r"\NODEP=\NOBODY"],
        r"store[1].import.nodes: Nodes Replacement \NOBODY",
    ),
    (("store", 0, "primary-id"), "OTHER", "store[1].primary-id: Primary Data Store ID is not"),
    (("store", 0, "export", "colour"), 1, "store[1].export.colour: is not a key"),
    (("store", 0, "group", 0, "catalog-type"), "XYZ", "group[1].catalog-type: must be one of NONE"),
    (("store", 0, "group", 0, "pool"), "", "group[1].pool: Pool is missing in volume group"),
    (("store", 0, "group", 0, "filecat"), r"\ETINIUM.F", "group[1].filecat: File Catalog"),
    (
        ("store", 0, "group", 0, "volumes", 1, "labels"),
        ["SAD001"],
        "group[1].volumes: SAD001 is in",
    ),
    (
        ("store", 0, "group", 0, "volumes", 0, "labels"),
        ['"A.B"'],
        "volumes[1].labels: '\"A.B\"': only",
    ),
    (("store", 0, "run", 0, "direction"), "SIDEWAYS", "run[1].direction: must be one of EXPORT"),
]


@pytest.mark.parametrize(("path", "value", "reason"), MISTAKES)
def test_mistakes_are_reported_with_their_place(bare, tables, path, value, reason):
    table = copy.deepcopy(tables[r"\ETINIUM"])
    *before, key = path
    if value is None:
        del place(table, *before)[key]
    else:
        place(table, *before)[key] = value
    with pytest.raises(ScenarioProblem) as problem:
        build(bare, table)
    assert str(problem.value).startswith("test.toml: ")
    assert reason in str(problem.value)
