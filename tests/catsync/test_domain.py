"""Configuration as values: what a page accepts, and which message refuses the rest."""

from dataclasses import replace

import pytest

from catsync.domain import (
    Access,
    CatalogType,
    DataStore,
    Export,
    Import,
    VolumeGroup,
    check_claims,
)
from nsksim.errors import OperatorError
from nsksim.names import NodeName

HERE = NodeName("INSIDX")
SECOND = DataStore("S", Access.SECONDARY, primary_id="P")
PRIMARY = DataStore("P", Access.PRIMARY)
GROUP = VolumeGroup(
    "G",
    "S",
    CatalogType.DSM_TC,
    r"\INSIDX.QCVOLCAT",
    "POOL",
    r"\INSIDX.QCFILCAT",
    "LTO3",
    "VG",
)


def knows(node):
    return node in (r"\INSIDX", r"\ETINIUM")


def refusal(check):
    try:
        check()
    except OperatorError as error:
        return error.message.number
    return None


@pytest.mark.parametrize(("text", "access"), [("OWNER", "PRIMARY"), ("secondary", "SECONDARY")])
def test_access_words(text, access):
    """B-01, B-02."""
    assert Access.parse(text) == access


def test_unknown_access_word():
    """B-01."""
    with pytest.raises(ValueError, match="TERTIARY"):
        Access.parse("TERTIARY")


@pytest.mark.parametrize(
    ("store", "expected"),
    [
        (SECOND, None),
        (replace(PRIMARY, primary_id="X"), 9922),
        (replace(PRIMARY, export=Export(destination=r"\INSIDX.$ETINET.SLABADL")), None),
        (replace(PRIMARY, export=Export(destination="$ETINET")), 9920),
        (replace(PRIMARY, export=Export(destination=r"\TOOLONGNAME.$A.B")), 9920),
        (replace(PRIMARY, export=Export(report="$S.#A.B.C")), 9920),
        (replace(PRIMARY, export=Export(report="$DATA.REPORTS.LAST")), None),
        (replace(PRIMARY, export=Export(check_delay=-1)), 9920),
        (replace(PRIMARY, export=Export(priority=200)), 9920),
        (replace(SECOND, import_=Import(disk_files_maximum=100_000_000)), None),
        (replace(SECOND, import_=Import(disk_files_maximum=100_000_001)), 9920),
        (replace(SECOND, import_=Import(source="nonsense")), 9920),
        (replace(SECOND, import_=Import(nodes=((r"\NODEP", r"\INSIDX"),))), None),
        (replace(SECOND, import_=Import(nodes=(("NODEP", r"\INSIDX"),))), 9920),
        (replace(SECOND, import_=Import(nodes=((r"\NODEP", r"\NOWHERE"),))), 9920),
        (
            replace(
                SECOND, import_=Import(nodes=((r"\NODEP", r"\INSIDX"), (r"\nodep", r"\ETINIUM")))
            ),
            9920,
        ),
        (
            replace(
                SECOND, import_=Import(nodes=((r"\INSIDX", r"\ETINIUM"), (r"\ETINIUM", r"\INSIDX")))
            ),
            None,
        ),
    ],
)
def test_store_fields(store, expected):
    """B-07, E-25, G-22, G-32."""
    assert refusal(lambda: store.check(HERE, knows)) == expected


@pytest.mark.parametrize(("maximum", "expected"), [(0, 20_000), (1, 1), (500, 500)])
def test_commit_size(maximum, expected):
    """G-21, Z-34."""
    assert Import().disk_files_maximum == 20_000
    assert Import(disk_files_maximum=maximum).commit_after == expected


@pytest.mark.parametrize(
    ("group", "store", "expected"),
    [
        (GROUP, SECOND, None),
        (replace(GROUP, filecat=""), SECOND, 9921),
        (replace(GROUP, pool=""), SECOND, 9921),
        (replace(GROUP, volcat=""), SECOND, 9921),
        (replace(GROUP, media_type=""), SECOND, 9921),
        (replace(GROUP, pool="1POOL"), SECOND, 9920),
        (replace(GROUP, type=CatalogType.TMF), SECOND, 9923),
        (replace(GROUP, type=CatalogType.CA), SECOND, 9923),
        (replace(GROUP, type=CatalogType.QTOS), SECOND, 9923),
        (VolumeGroup("G", "S", CatalogType.NONE), SECOND, None),
        (VolumeGroup("G", "P", CatalogType.TMF), PRIMARY, None),
        (GROUP, PRIMARY, 9922),
        (replace(GROUP, primary_id=""), PRIMARY, 9922),
        (replace(GROUP, primary_id="", filecat=""), PRIMARY, None),
        (GROUP, replace(SECOND, import_=Import(nodes=((r"\NODEP", r"\INSIDX"),))), 9925),
    ],
)
def test_group_fields(group, store, expected):
    """C-02, C-03, C-06, C-13, G-30."""
    default = r"\INSIDX.QCFILCAT" if expected == 9925 else r"\INSIDX.LOCALFC"
    assert refusal(lambda: group.check(store, default, HERE)) == expected


def test_two_groups_cannot_claim_one_primary_group():
    """C-17."""
    check_claims([GROUP, replace(GROUP, id="OTHER", primary_id="VG2")])
    assert refusal(lambda: check_claims([GROUP, replace(GROUP, id="OTHER")])) == 9924


def test_ids_stand_for_themselves_where_none_is_given():
    assert (SECOND.primary, PRIMARY.primary) == ("P", "P")
    assert (GROUP.primary, replace(GROUP, primary_id="").primary) == ("VG", "G")
