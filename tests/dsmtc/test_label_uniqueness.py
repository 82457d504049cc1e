"""Where a tape name may be used again: the rules of the system search list, row by row.

Requirements Q-01 to Q-07 and rules S1 to S5. What an excluded pool costs is shown elsewhere: that
its tapes need DEVICE (Q-08, S4) in `tests/tape`, that a BackPak domain wants a label once (Q-09,
and the second check of Q-05) in `tests/catsync`.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from dsmtc_ground import ETINIUM, INSIDX, QCVC, SLABVC, Systems, labels, refused

from nsksim.dsmtc import MediaDefsChange
from nsksim.errors import Message
from nsksim.messages import file_system, mediacom
from nsksim.names import CatalogName, NodeName, PoolName, Subvolume

OPEN, EXCLUDED = PoolName("OPEN"), PoolName("EXCLUDED")
OTHERVC = CatalogName("OTHERVC", node=ETINIUM)
ALONE = ((ETINIUM,), (INSIDX,))
SHARED = ((ETINIUM, INSIDX), (ETINIUM, INSIDX))
ONE_SIDE = ((ETINIUM, INSIDX), (INSIDX,))
CATALOGS = (SLABVC, OTHERVC, QCVC)


@dataclass(frozen=True)
class Case:
    r"""SAD001 is in a pool of SLABVC at \ETINIUM; it is added to another pool."""

    lists: tuple[tuple[NodeName, ...], tuple[NodeName, ...]]
    """The search lists of the two systems."""
    held: PoolName
    catalog: CatalogName
    pool: PoolName
    refusal: Message | None = None
    override: bool = False
    line_up: bool = True


TAKEN, PRESENT = mediacom.LABEL_TAKEN, mediacom.EXISTS
CASES = {
    "Q-01 another pool of the catalog": Case(ALONE, OPEN, SLABVC, PoolName("MORE"), TAKEN),
    "Q-01 S2 another catalog of the system": Case(ALONE, OPEN, OTHERVC, OPEN, TAKEN),
    "Q-02 Q-06 S3 a shared list": Case(SHARED, OPEN, QCVC, OPEN, TAKEN),
    "Q-03 S5 the partner is in neither list": Case(ALONE, OPEN, QCVC, OPEN),
    "Q-04 S1 the list of the system that adds decides": Case(ONE_SIDE, OPEN, QCVC, OPEN),
    "Q-05 its own system, though the list does not name it": Case(
        ((INSIDX,), (INSIDX,)), OPEN, OTHERVC, OPEN, TAKEN
    ),
    "Q-07 S4 into an excluded pool": Case(SHARED, OPEN, QCVC, EXCLUDED),
    "Q-07 S4 into an excluded pool of the same catalog": Case(ALONE, OPEN, SLABVC, EXCLUDED),
    "Q-07 S2 it is held by an excluded pool": Case(SHARED, EXCLUDED, QCVC, OPEN),
    "Q-07 the same excluded pool again": Case(ALONE, EXCLUDED, SLABVC, EXCLUDED, PRESENT),
    "S3 OVERRIDE never changes the rule": Case(SHARED, OPEN, QCVC, OPEN, TAKEN, override=True),
    "S3 the whole space has to be reached": Case(
        SHARED, OPEN, QCVC, OPEN, file_system.PATH_DOWN, line_up=False
    ),
    "S3 OVERRIDE passes over what is not reached": Case(
        SHARED, OPEN, QCVC, OPEN, override=True, line_up=False
    ),
    "S3 OVERRIDE searches what is reached": Case(
        SHARED, OPEN, OTHERVC, OPEN, TAKEN, override=True, line_up=False
    ),
    "S2 an excluded pool asks nobody": Case(SHARED, OPEN, QCVC, EXCLUDED, line_up=False),
    "S5 a system alone asks nobody": Case(ALONE, OPEN, QCVC, OPEN, line_up=False),
}


def prepare(systems: Systems, case: Case) -> None:
    volcat = systems.etinium.catalogs.matching()[1].kind
    systems.etinium.catalogs.create(volcat, OTHERVC, Subvolume.parse("$DATA.OTHERVC"))
    for catalog in CATALOGS:
        assert catalog.node is not None
        pools = systems.media[catalog.node].pools
        pools.add(catalog, OPEN)
        pools.add(catalog, PoolName("MORE"))
        pools.add(catalog, EXCLUDED, searched=False)
    systems.add("SAD001", pool=str(case.held))
    for node, listed in zip((ETINIUM, INSIDX), case.lists, strict=True):
        systems.media[node].defaults.alter(MediaDefsChange(search_list=listed))


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_name_is_taken_or_free(systems: Systems, case: Case) -> None:
    prepare(systems, case)
    systems.line_up = case.line_up
    node = case.catalog.node
    assert node is not None
    volumes = systems.media[node].tapevolumes
    before = volumes.matching()

    def add() -> int:
        names = labels("NEW001", "SAD001")
        space = systems.space(node)
        return volumes.add(case.catalog, case.pool, names, space, override=case.override)

    if case.refusal is None:
        assert add() == 2
        return
    with refused(case.refusal):
        add()
    assert volumes.matching() == before


def test_a_one_sided_fix_leaves_the_violation_visible(systems: Systems) -> None:
    """Q-04: what one side now accepts, the other still finds twice in its space."""
    prepare(systems, Case(ONE_SIDE, OPEN, QCVC, OPEN))
    systems.insidx.tapevolumes.add(QCVC, OPEN, labels("SAD001"), systems.space(INSIDX))
    assert systems.space(INSIDX).duplicates() == []
    assert [holder.catalog for holder in systems.space(ETINIUM).duplicates()] == [
        r"\ETINIUM.SLABVC",
        r"\INSIDX.QCVC",
    ]
    with refused(TAKEN, catalog=r"\INSIDX.QCVC"):
        systems.etinium.tapevolumes.delete(SLABVC, labels("SAD001"))
        systems.add("SAD001", pool="OPEN")
