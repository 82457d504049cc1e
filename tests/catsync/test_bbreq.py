"""The macros and BBREQ at a TACL prompt."""

import pytest

from nsksim.names import NodeName
from nsksim.session import Session

LOAD = "LOAD /KEEP 1/ BBOX.BBSETUP BBOX.MACROS"


@pytest.fixture
def sessions(ground):
    found = {
        system.node.bare: Session(ground.world, NodeName(system.node.bare), "SUPER.SUPER")
        for system in (ground.primary, ground.secondary)
    }
    yield found
    for session in found.values():
        session.close()


def first(session, line):
    result = session.run(line)
    return result.lines[0] if result.lines else "", result.refused


def test_macro_before_load_is_unknown(sessions):
    """L-01."""
    _, refused = first(sessions["ETINIUM"], "BB026_EXPORT_CATALOG STOREID ALL")
    assert refused


@pytest.mark.parametrize(
    ("options", "printed"),
    [
        ("STOREID SLAB_A-DAILY, CATALOGFILES NO, TYPE FULL", ("not exported", "FULL")),
        ("storeid slab_a-daily, type full", ("not exported", "FULL")),
        ("STOREID SLAB_A-DAILY,, CATALOGFILES YES, TYPE FULL", ("exported", "FULL")),
        ("STOREID SLAB_A-DAILY, TYPE UPDATE, CATALOGFILES YES", ("exported", "UPDATE")),
        ("STOREID SLAB_A-DAILY", ("not exported", "UPDATE")),
        ("STOREID ALL, TYPE FULL", ("not exported", "FULL")),
    ],
)
def test_export_macro(ground, sessions, options, printed):
    """L-03, L-06 to L-08, L-14, L-15, L-17."""
    session = sessions["ETINIUM"]
    assert session.run(LOAD).lines == []
    line, refused = first(session, f"BB026_EXPORT_CATALOG {options}")
    assert not refused
    assert line.startswith(r"SLAB_A-I3286 Process \ETINIUM.$Z4M9 started for EXPORTING")
    lines = ground.report(ground.primary)
    assert lines[3:5] == [
        f"Process type      : EXPORT {printed[1]} catalogs",
        f"DSM/TC disk files : {printed[0]}",
    ]


@pytest.mark.parametrize(
    ("node", "line"),
    [
        ("ETINIUM", "BB026_EXPORT_CATALOG"),
        ("ETINIUM", "BB026_EXPORT_CATALOG STOREID"),
        ("ETINIUM", "BB026_EXPORT_CATALOG TYPE FULL"),
        ("ETINIUM", "BB026_EXPORT_CATALOG STOREID SLAB_A-DAILY, TYPE PARTIAL"),
        ("ETINIUM", "BB026_EXPORT_CATALOG STOREID SLAB_A-DAILY, CATALOGFILES MAYBE"),
        ("ETINIUM", "BB026_EXPORT_CATALOG STOREID SLAB_A-DAILY, TYPE FULL, TYPE FULL"),
        ("ETINIUM", "BB026_EXPORT_CATALOG STOREID SLAB_A-DAILY, STOREID_ALIAS 1"),
        ("ETINIUM", "BB026_EXPORT_CATALOG STOREID SLAB_A-DAILY TYPE FULL"),
        ("INSIDX", "BB027_IMPORT_CATALOG STOREID 2ND_SLAB_A-DAILY, STOREID_ALIAS 3"),
        ("INSIDX", "BB027_IMPORT_CATALOG STOREID 2ND_SLAB_A-DAILY, TYPE"),
    ],
)
def test_wrong_arguments_start_nothing(ground, sessions, node, line):
    """L-03, L-14, L-18, L-19, Z-03."""
    session = sessions[node]
    session.run(LOAD)
    result = session.run(line)
    assert result.refused
    assert any(text.startswith("Expecting ") for text in result.lines)
    assert not ground.world.busy


@pytest.mark.parametrize(
    ("node", "line", "expected"),
    [
        (
            "ETINIUM",
            "BB026_EXPORT_CATALOG STOREID NOWHERE",
            "SLAB_A-E9905 Data store NOWHERE does not exist in domain SLAB_A.",
        ),
        (
            "INSIDX",
            "BB026_EXPORT_CATALOG STOREID 2ND_SLAB_A-DAILY",
            (
                "CH409DR-E9906 Data store 2ND_SLAB_A-DAILY has domain access SECONDARY;"
                " catalog export needs PRIMARY."
            ),
        ),
        (
            "ETINIUM",
            "BB027_IMPORT_CATALOG STOREID SLAB_A-DAILY",
            (
                "SLAB_A-E9906 Data store SLAB_A-DAILY has domain access PRIMARY;"
                " catalog import needs SECONDARY."
            ),
        ),
        (
            "INSIDX",
            "BB027_IMPORT_CATALOG STOREID 2ND_SLAB_A-DAILY, STOREID_ALIAS 1",
            "CH409DR-E9905 Data store 2ND SLAB A-DAILY does not exist in domain CH409DR.",
        ),
        (
            "INSIDX",
            "BB027_IMPORT_CATALOG STOREID MY_BIG+STORE, STOREID_ALIAS 2",
            "CH409DR-E9905 Data store MY_BIG STORE does not exist in domain CH409DR.",
        ),
        (
            "ETINIUM",
            "BB027_IMPORT_CATALOG STOREID ALL",
            "SLAB_A-E9912 Domain SLAB_A has no SECONDARY data store to import.",
        ),
        (
            "ETINIUM",
            "BB027_IMPORT_CATALOG STOREID ALL, STOREID_ALIAS 1",
            "SLAB_A-E9912 Domain SLAB_A has no SECONDARY data store to import.",
        ),
        (
            "ETINIUM",
            "$SYSTEM.BBOX.BBREQ EXPORT",
            "SLAB_A-E9913 The request is invalid: it needs five words and has 1.",
        ),
        (
            "ETINIUM",
            "$SYSTEM.BBOX.BBREQ MOVE X 0 NO FULL",
            "SLAB_A-E9913 The request is invalid: MOVE is not EXPORT or IMPORT.",
        ),
    ],
)
def test_refusals_are_printed_as_the_domain_says_them(sessions, node, line, expected):
    """L-05, L-10 to L-13, L-16."""
    session = sessions[node]
    session.run(LOAD)
    assert first(session, line) == (expected, True)


def test_import_macro_with_blanks_in_the_id(ground, sessions):
    """B-08, L-11; L-09: without an alias it is another store."""
    configuration = ground.configuration(ground.secondary)
    ground.secondary.database.execute(
        "UPDATE BACKBOX_DOCUMENT SET ID = replace(ID, '2ND_', '2ND '),"
        " BODY = replace(BODY, '2ND_SLAB_A-DAILY\"', '2ND SLAB_A-DAILY\"')"
    )
    ground.secondary.database.execute("UPDATE BACKBOX_VOLUME SET STORE = '2ND SLAB_A-DAILY'")
    assert [store.id for store in configuration.stores()] == ["2ND SLAB_A-DAILY"]
    ground.export()
    session = sessions["INSIDX"]
    session.run(LOAD)
    assert first(session, "BB027_IMPORT_CATALOG STOREID 2ND+SLAB_A-DAILY, TYPE FULL") == (
        "CH409DR-E9905 Data store 2ND+SLAB_A-DAILY does not exist in domain CH409DR.",
        True,
    )
    line, refused = first(
        session, "BB027_IMPORT_CATALOG STOREID 2ND+SLAB_A-DAILY, STOREID_ALIAS 2, TYPE FULL"
    )
    assert not refused
    assert "of data store 2ND SLAB_A-DAILY." in line
    ground.settle()
    assert "for data store 2ND SLAB_A-DAILY (30 volumes" in ground.events(ground.secondary)[-1]


@pytest.mark.parametrize(
    ("node", "line", "domain", "process"),
    [
        ("ETINIUM", "BB026_EXPORT_CATALOG STOREID SLAB_A-DAILY", "SLAB_A", r"\ETINIUM.$Z4M9"),
        ("INSIDX", "BB027_IMPORT_CATALOG STOREID 2ND_SLAB_A-DAILY", "CH409DR", r"\INSIDX.$X0PC"),
    ],
)
def test_second_request_names_the_running_process(sessions, node, line, domain, process):
    """E-01, G-01, L-02, Z-17."""
    session = sessions[node]
    session.run(LOAD)
    session.run(line)
    assert first(session, line)[0] == (
        f"{domain}-E9908 Data store {line.split()[-1]} is being processed by {process};"
        " only one process at a time."
    )
    status = session.run(f"STATUS {process.partition('.')[2]}").lines
    assert any("$SYSTEM.BBOX.BB051" in text for text in status)
