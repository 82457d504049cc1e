"""When the catalogs of two systems agree: after a replication, whatever else stands in them."""

import pytest

from catsync.testing import catalog_differences
from nsksim.api import World

PRIMARY, SECONDARY = r"\ETINIUM", r"\INSIDX"


@pytest.fixture
def replicated(simulator):
    return simulator("replicated")


def test_they_differ_before_a_replication(simulator):
    world = simulator("manual")
    found = catalog_differences(world, PRIMARY, SECONDARY)
    assert any(
        line.startswith(rf"VOLUME differs between {PRIMARY} and {SECONDARY}: ") for line in found
    )
    assert all("SAD006" in line for line in found if line.startswith("VOLUME"))


def test_they_agree_after_it_in_both_directions(replicated):
    assert catalog_differences(replicated, PRIMARY, SECONDARY) == []
    assert catalog_differences(replicated, SECONDARY, PRIMARY) == []


def test_tapes_of_no_store_do_not_count(replicated):
    session = replicated.session(SECONDARY)
    line = (
        "MEDIACOM ADD TAPEVOLUME OTHER1, POOL CH409DR_2ND_SLABA_DAILY, VOLCAT QCVOLCAT, TYPE LTO3"
    )
    assert not session.run(line).refused
    assert catalog_differences(replicated, PRIMARY, SECONDARY) == []


def test_a_tape_file_that_is_gone_on_one_side_is_named(replicated):
    session = replicated.session(PRIMARY)
    assert not session.run("MEDIACOM DELETE TAPEFILE SLABA-BAK11-DAILY, GEN 18").refused
    found = catalog_differences(replicated, PRIMARY, SECONDARY)
    assert r"TAPEFILE differs between \ETINIUM and \INSIDX: SLABA-BAK11-DAILY" in found
    assert r"VOLUME differs between \ETINIUM and \INSIDX: SAD001" in found


def test_without_a_pair_of_stores_nothing_agrees(simulator):
    world: World = simulator("bare")
    (node,) = world.nodes
    assert catalog_differences(world, node, node) == [
        r"\ALPHA and \ALPHA have no PRIMARY and SECONDARY store of one another"
    ]
