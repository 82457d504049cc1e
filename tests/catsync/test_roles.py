"""Stores in both directions between two domains, and a store whose two ends change their roles."""

from dataclasses import replace

import pytest
from catsync_ground import BRCOM, DAILY, SECOND_STORE, STORE

from catsync.administration import create_volumes
from catsync.catalog import BackPakCatalog
from catsync.domain import Access, CatalogType, DataStore, Export, Import, VolumeGroup
from catsync.request import Request, submit
from catsync.run import Direction, Runs, RunType
from catsync.storage import VirtualTapeLibrary
from nsksim.dsmtc import CatalogKind
from nsksim.errors import OperatorError
from nsksim.names import CatalogName, PoolName, Subvolume, TapeLabel

BACK = r"\ETINIUM.$DATA.STAGING"
"""The staging area of what \\INSIDX exports."""


def ask(ground, system, direction, store, run_type=RunType.FULL):
    """Send a request to the domain manager of either system and let it be carried out."""
    user = system.users.named("SUPER.SUPER")
    answers = submit(ground.world, system, user, Request(direction, store, run_type))
    ground.settle()
    return [(answer.outcome.values["store"], answer.refused) for answer in answers]


def own_store(ground):
    r"""Give \INSIDX a PRIMARY store of its own, and \ETINIUM the SECONDARY one for it."""
    for system, access, store, volcat in (
        (ground.secondary, Access.PRIMARY, "OWN", "OWNVC"),
        (ground.primary, Access.SECONDARY, "COPY", "COPYVC"),
    ):
        media, configuration = ground.world.media(system), ground.configuration(system)
        media.catalogs.create(
            CatalogKind.VOLCAT, CatalogName(volcat), Subvolume.parse(f"$DATA.{volcat}")
        )
        media.pools.add(CatalogName(volcat), PoolName("OWN_POOL"))
        group = VolumeGroup(
            f"VG_{store}", store, CatalogType.DSM_TC, f"{system.node}.{volcat}", "OWN_POOL"
        )
        if access is Access.PRIMARY:
            configuration.save_store(DataStore(store, access, export=Export(destination=BACK)))
        else:
            filecat = CatalogName("COPYFC")
            media.catalogs.create(CatalogKind.FILECAT, filecat, Subvolume.parse("$DATA.COPYFC"))
            configuration.save_store(
                DataStore(store, access, primary_id="OWN", import_=Import(source=BACK))
            )
            group = replace(
                group, filecat=r"\ETINIUM.COPYFC", media_type="LTO3", primary_id="VG_OWN"
            )
        configuration.save_group(group)
    labels = [TapeLabel("OWN001"), TapeLabel("OWN002")]
    create_volumes(ground.world, ground.secondary, "OWN", "VG_OWN", labels)


def test_two_stores_are_replicated_crosswise(ground):
    """A-08, A-09, L-04, L-05, Z-02: each domain has a PRIMARY and a SECONDARY store."""
    own_store(ground)
    ground.settle()
    for system, store in ((ground.primary, STORE), (ground.secondary, "OWN")):
        assert ask(ground, system, Direction.EXPORT, "ALL") == [(store, False)]
    for system, store in ((ground.primary, "COPY"), (ground.secondary, SECOND_STORE)):
        before = system.database.rows("SELECT * FROM VOLUME WHERE TYPE <> 'LTO3' ORDER BY ALL")
        assert ask(ground, system, Direction.IMPORT, "ALL") == [(store, False)]
        assert Runs(system.database).latest(Direction.IMPORT, store).errors == 0
        if store == "COPY":
            query = "SELECT * FROM VOLUME WHERE TYPE <> 'LTO3' ORDER BY ALL"
            assert system.database.rows(query) == before
        else:
            query = "SELECT VOLSER, POOLNAME FROM VOLUME WHERE VOLSER GLOB 'OWN*' ORDER BY ALL"
            assert system.database.rows(query) == [("OWN001", "OWN_POOL"), ("OWN002", "OWN_POOL")]
    query = "SELECT VOLSER, CATALOG, TYPE FROM VOLUME WHERE VOLSER GLOB 'OWN*' ORDER BY ALL"
    assert ground.primary.database.rows(query) == [
        ("OWN001", "COPYVC", "LTO3"),
        ("OWN002", "COPYVC", "LTO3"),
    ]
    counts = [BackPakCatalog(s.database).count for s in (ground.primary, ground.secondary)]
    assert [counts[0](STORE), counts[0]("COPY")] == [30, 2]
    assert [counts[1](SECOND_STORE), counts[1]("OWN")] == [30, 2]


def test_both_ends_change_their_roles(exported):
    """B-05, and A-12, O-22, O-27, O-28, O-31 to O-33, Z-05: the store goes on the other way."""
    ground = exported
    ground.import_()
    here, there = ground.configuration(ground.primary), ground.configuration(ground.secondary)
    here.save_store(
        replace(
            here.store(STORE),
            access=Access.SECONDARY,
            primary_id=SECOND_STORE,
            import_=Import(source=BACK, shared_catalog=True),
        )
    )
    for system, label in ((ground.primary, "SAD007"), (ground.secondary, "SAD007")):
        with pytest.raises(OperatorError) as refusal:
            VirtualTapeLibrary(ground.world, system).load(label, for_output=True)
        assert refusal.value.message.id == "backbox.9906", "both ends are SECONDARY"
    there.save_store(
        replace(
            there.store(SECOND_STORE),
            access=Access.PRIMARY,
            primary_id="",
            export=Export(destination=BACK),
        )
    )
    assert VirtualTapeLibrary(ground.world, ground.secondary).load("SAD007", for_output=True)
    assert ask(ground, ground.secondary, Direction.EXPORT, SECOND_STORE) == [(SECOND_STORE, False)]
    assert len(ground.primary.files.in_subvolume("$DATA", "STAGING")) == 31
    ask(ground, ground.primary, Direction.IMPORT, STORE)
    lines = ground.report(ground.primary)
    assert sum("-E9950" in line for line in lines) == 2, "no group names its new primary one yet"
    for group in here.groups(STORE):
        here.save_group(
            replace(
                group,
                primary_id={DAILY: "VG_2ND_SLAB_A-DAILY"}.get(
                    group.id, "VG_2ND_SLAB_A_BRCOM-DAILY"
                ),
                filecat=r"\ETINIUM.SLABFC",
            )
        )
    ask(ground, ground.primary, Direction.IMPORT, STORE, RunType.UPDATE)
    lines = ground.report(ground.primary)
    head = lines.index("IMPORT RESULT SUMMARY: Numbers of tape volumes")
    for group in (DAILY, BRCOM):
        place = lines.index(group, head)
        assert lines[place + 3].split() == ["15", "0", "15", "0", "0", "0", "0"]
