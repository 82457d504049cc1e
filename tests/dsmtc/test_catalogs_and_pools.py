"""CREATE, ALTER and DROP of catalogs; ADD, ALTER and DELETE of pools."""

from __future__ import annotations

import pytest
from dsmtc_ground import (
    BACKUP_ID,
    DAILY,
    ETINIUM,
    QCFC,
    QCVC,
    SLABFC,
    SLABVC,
    Systems,
    every,
    labels,
    refused,
)

from nsksim.dsmtc import CatalogKind, MediaDefsChange, PoolChange, TapeAttributes, TapeStatus
from nsksim.errors import Message
from nsksim.messages import mediacom
from nsksim.names import (
    CatalogName,
    CatalogPattern,
    PoolName,
    PoolPattern,
    Security,
    Subvolume,
    UserId,
)

VOLCAT, FILECAT = CatalogKind.VOLCAT, CatalogKind.FILECAT


@pytest.mark.parametrize(
    ("kind", "name", "subvolume", "message"),
    [
        (VOLCAT, "SLABVC", "$DATA.NEW", mediacom.EXISTS),
        (VOLCAT, "SLABVC", "$DATA.VC", mediacom.EXISTS),
        (FILECAT, "SLABFC", "$DATA.VC", mediacom.EXISTS),
        (VOLCAT, "NEWVC", "$DATA.VC", mediacom.SUBVOLUME_TAKEN),
        (FILECAT, "NEWFC", "$DATA.FC", mediacom.SUBVOLUME_TAKEN),
        (FILECAT, "NEWFC", "$DATA.VC", mediacom.ONE_SUBVOLUME_ONE_NAME),
        (FILECAT, "SLABVC", "$DATA.NEW", mediacom.ONE_NAME_ONE_SUBVOLUME),
        (FILECAT, "SLABVC", "$DATA.VC", None),
        (FILECAT, "NEWFC", "$DATA.NEW", None),
        (VOLCAT, "NEWVC", "$DATA.NEW", None),
    ],
)
def test_names_and_places_of_catalogs(
    systems: Systems, kind: CatalogKind, name: str, subvolume: str, message: Message | None
) -> None:
    catalogs = systems.etinium.catalogs
    before = catalogs.matching()
    if message is None:
        catalogs.create(kind, CatalogName(name), Subvolume.parse(subvolume))
        assert len(catalogs.matching()) == len(before) + 1
        return
    with refused(message):
        catalogs.create(kind, CatalogName(name), Subvolume.parse(subvolume))
    assert catalogs.matching() == before


def test_owner_and_security_of_a_catalog(systems: Systems) -> None:
    catalogs = systems.etinium.catalogs
    catalogs.alter(VOLCAT, SLABVC, owner=UserId(100, 7))
    catalogs.alter(VOLCAT, SLABVC, security=Security.parse("NUNU"))
    [found] = catalogs.matching(VOLCAT, [SLABVC])
    assert (found.owner, found.security, found.subvolume) == ("100,7", "NUNU", "$DATA.VC")
    with refused(mediacom.DOES_NOT_EXIST, object="FILECAT", name="NOSUCH"):
        catalogs.alter(FILECAT, CatalogName("NOSUCH"))


def test_only_an_empty_catalog_can_be_dropped(systems: Systems) -> None:
    systems.add("TAPE01")
    systems.write("TAPE01")
    catalogs = systems.etinium.catalogs
    for kind, name in ((VOLCAT, SLABVC), (FILECAT, SLABFC)):
        with refused(mediacom.CATALOG_NOT_EMPTY, object=kind, name=name):
            catalogs.drop(kind, name)
    systems.etinium.ending.delete(SLABFC, every())
    catalogs.drop(FILECAT, SLABFC)
    systems.etinium.tapevolumes.delete(SLABVC, labels("TAPE01"))
    with refused(mediacom.CATALOG_NOT_EMPTY):
        catalogs.drop(VOLCAT, SLABVC)
    systems.etinium.pools.delete(SLABVC, DAILY)
    catalogs.drop(VOLCAT, SLABVC)
    assert catalogs.matching() == []
    # the counter of generations went with the file catalog
    catalogs.create(FILECAT, SLABFC, Subvolume.parse("$DATA.FC"))
    assert systems.etinium.tapefiles.last_generation(SLABFC, BACKUP_ID) == 0


def test_what_is_a_default_is_said_to_be_one(systems: Systems) -> None:
    defaults = systems.etinium.defaults
    defaults.alter(MediaDefsChange(volcat=SLABVC, filecat=QCFC, pool=DAILY))
    with refused(mediacom.IS_DEFAULT, object=VOLCAT, name=SLABVC, node=ETINIUM):
        defaults.check_catalog_unused(VOLCAT, SLABVC)
    with refused(mediacom.IS_DEFAULT, object=FILECAT, name=QCFC, node=ETINIUM):
        defaults.check_catalog_unused(FILECAT, QCFC)
    with refused(mediacom.IS_DEFAULT, object="POOL", name=DAILY, node=ETINIUM):
        defaults.check_pool_unused(SLABVC, DAILY)
    defaults.check_catalog_unused(FILECAT, SLABFC)
    defaults.check_pool_unused(QCVC, DAILY)
    systems.insidx.defaults.check_catalog_unused(VOLCAT, SLABVC)


def test_catalogs_and_pools_are_listed_by_several_patterns(systems: Systems) -> None:
    catalogs, pools = systems.etinium.catalogs, systems.etinium.pools
    for name in ("NEWVC", "NEXTVC"):
        catalogs.create(VOLCAT, CatalogName(name), Subvolume.parse(f"$DATA.{name}"))
        pools.add(CatalogName(name), PoolName("WEEKLY"))
    patterns = [CatalogPattern("N*VC"), CatalogPattern("NEWVC"), SLABVC]
    found = [catalog.name for catalog in catalogs.matching(VOLCAT, patterns)]
    assert found == ["NEWVC", "NEXTVC", "SLABVC"]
    listed = pools.matching(CatalogPattern("NE?TVC"), [PoolPattern("W*"), PoolPattern("WEEKLY")])
    assert [(pool.catalog, pool.name) for pool in listed] == [("NEXTVC", "WEEKLY")]


def test_a_pool_is_unique_in_its_catalog_only(systems: Systems) -> None:
    """T-10."""
    pools = systems.etinium.pools
    other = CatalogName("OTHERVC")
    with refused(mediacom.EXISTS, object="POOL", name="DAILY"):
        pools.add(SLABVC, DAILY)
    with refused(mediacom.DOES_NOT_EXIST, object="VOLCAT", name="OTHERVC"):
        pools.add(other, DAILY)
    systems.etinium.catalogs.create(VOLCAT, other, Subvolume.parse("$DATA.OTHER"))
    pools.add(other, DAILY, autoscratch=False)
    assert [(p.catalog, p.name, p.autoscratch) for p in pools.matching()] == [
        ("OTHERVC", "DAILY", False),
        ("SLABVC", "DAILY", True),
    ]
    assert pools.matching(SLABVC, [PoolPattern("X*")]) == []


def test_defaults_of_a_pool(systems: Systems) -> None:
    pool = systems.etinium.pools.get(SLABVC, DAILY)
    assert (pool.label, pool.density, pool.type) == ("ANY", "ANY", "ANY")
    assert (pool.autoscratch, pool.searched, pool.append) == (True, True, False)


def test_delete_pool_only_when_empty(systems: Systems) -> None:
    systems.add("TAPE01")
    pools = systems.etinium.pools
    with refused(mediacom.POOL_NOT_EMPTY, name="DAILY"):
        pools.delete(SLABVC, DAILY)
    with refused(mediacom.DOES_NOT_EXIST, object="POOL", name="NOSUCH"):
        pools.delete(SLABVC, PoolName("NOSUCH"))
    systems.etinium.tapevolumes.delete(SLABVC, labels("TAPE01"))
    pools.delete(SLABVC, DAILY)
    assert pools.matching() == []


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (PoolChange(label="ANSI"), "LABELS"),
        (PoolChange(type="LTO1"), "TYPE"),
        (PoolChange(density="1600"), None),
        (PoolChange(label="BACKUP", type="LTO4"), None),
        (PoolChange(label="ANY", autoscratch=False), None),
    ],
)
def test_tapes_must_agree_with_the_altered_pool(
    systems: Systems, change: PoolChange, word: str | None
) -> None:
    systems.add("TAPE01")
    pools = systems.etinium.pools
    if word is None:
        pools.alter(SLABVC, DAILY, change, systems.space())
        altered = pools.get(SLABVC, DAILY)
        assert altered.autoscratch is (change.autoscratch is not False)
        assert altered.attributes == TapeAttributes(
            change.label or "ANY", change.type or "ANY", change.density or "ANY"
        )
    else:
        with refused(mediacom.POOL_TAPES_DISAGREE, name="DAILY", attribute=word):
            pools.alter(SLABVC, DAILY, change, systems.space())


def test_switching_appending_moves_tapes_between_assigned_and_full(systems: Systems) -> None:
    systems.add("NEVER1", "BEFORE", "SCRTCH")
    systems.force("NEVER1", TapeStatus.ASSIGNED, ENDOFDATALBA=-1)
    systems.force("BEFORE", TapeStatus.ASSIGNED, ENDOFDATALBA=900)
    expected = [
        (True, {"NEVER1": "FULL", "BEFORE": "ASSIGNED", "SCRTCH": "SCRATCH"}),
        (False, {"NEVER1": "FULL", "BEFORE": "FULL", "SCRTCH": "SCRATCH"}),
        (True, {"NEVER1": "FULL", "BEFORE": "ASSIGNED", "SCRTCH": "SCRATCH"}),
    ]
    for append, statuses in expected:
        systems.etinium.pools.alter(SLABVC, DAILY, PoolChange(append=append), systems.space())
        assert systems.statuses() == statuses
