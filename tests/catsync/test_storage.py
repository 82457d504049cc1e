"""Virtual tapes: loads by access and status, unloads as triggers, images and their replica."""

from dataclasses import replace

import pytest
from catsync_ground import SECOND_STORE, STORE

from catsync.administration import create_volumes
from catsync.catalog import BackPakCatalog
from catsync.configuration import Configuration
from catsync.domain import Access, Status
from catsync.run import RunType
from catsync.storage import Image, Images, VirtualTapeLibrary
from nsksim.errors import OperatorError
from nsksim.names import CatalogName, PoolName, TapeLabel


def library(ground, system=None):
    return VirtualTapeLibrary(ground.world, system or ground.primary)


def store_with(ground, **changes):
    """Change the sample store as a scenario would have it, without the checks of saving."""
    configuration = Configuration(ground.world, ground.primary)
    store = replace(configuration.store(STORE), **changes)
    ground.primary.database.execute("DELETE FROM BACKBOX_DOCUMENT WHERE KIND = 'GROUP'")
    configuration.save_store(store)


@pytest.mark.parametrize("for_output", [False, True])
@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("access", list(Access))
def test_loads_by_access_and_status(ground, access, status, for_output):
    """B-25 to B-30, B-38, B-41: input and output, for each access and status."""
    store_with(ground, access=access, status=status)
    allowed = status is Status.ACTIVE and (access is Access.PRIMARY or not for_output)
    before = ground.primary.database.rows("SELECT * FROM VOLUME ORDER BY ALL")
    if allowed:
        assert library(ground).load("SAD003", for_output=for_output).label == "SAD003"
        return
    with pytest.raises(OperatorError) as refusal:
        library(ground).load("SAD003", for_output=for_output)
    wanted = "backbox.9907" if status is Status.INACTIVE else "backbox.9906"
    assert refusal.value.message.id == wanted
    assert ground.primary.database.rows("SELECT * FROM VOLUME ORDER BY ALL") == before
    assert BackPakCatalog(ground.primary.database).find("SAD003").state == "IDLE"


def test_unknown_label_is_not_a_virtual_tape(ground):
    assert library(ground).find("LOCAL1") is None
    with pytest.raises(OperatorError) as refusal:
        library(ground).load("LOCAL1", for_output=False)
    assert refusal.value.text == "Volume LOCAL1 does not exist in domain SLAB_A."


def test_replicated_entries_without_image_cannot_be_read(ground):
    """A-02."""
    Images(ground.secondary.database).delete(SECOND_STORE, ["SAD003"])
    with pytest.raises(OperatorError) as refusal:
        library(ground, ground.secondary).load("SAD003", for_output=False)
    assert refusal.value.message.id == "backbox.9931"


def test_encrypted_volume_is_refused_as_not_modelled(ground):
    catalog = BackPakCatalog(ground.primary.database)
    catalog.replace([replace(catalog.find("SAD003"), key_manager="ESKM1")])
    with pytest.raises(OperatorError, match="not modelled") as refusal:
        library(ground).load("SAD003", for_output=False)
    assert "encrypted volume SAD003" in refusal.value.text


def test_images_of_the_sample_hold_what_the_catalog_says(ground):
    content = library(ground).read("SAD003")
    assert content.startswith(b"NSKSIM TAPE\n")
    assert library(ground, ground.secondary).read("SAD003") == content
    assert library(ground).read("SAD007") == b""


def test_unload_after_writing_replicates_and_exports(ground):
    """A-13, E-03."""
    ground.export()
    tapes = library(ground)
    tapes.load("SAD007", for_output=True)
    tapes.write("SAD007", b"a backup")
    assert library(ground, ground.secondary).read("SAD007") == b""
    tapes.unload("SAD007", written=True)
    assert library(ground, ground.secondary).read("SAD007") == b"a backup"
    volume = tapes.find("SAD007")
    assert (volume.unloaded, volume.written) == (ground.world.clock.now, True)
    ground.settle()
    lines = ground.report(ground.primary)
    assert [line[:6] for line in lines if line.startswith("SA")] == ["SAD007"]


def test_unload_after_reading_is_no_trigger(ground):
    """E-03."""
    ground.export()
    tapes = library(ground)
    tapes.load("SAD003", for_output=False)
    tapes.unload("SAD003", written=False)
    assert not ground.world.busy
    assert BackPakCatalog(ground.primary.database).pending_count(STORE) == 0


def test_images_may_lag_and_need_no_line(ground):
    """A-02."""
    store_with(ground, replica_lag=600)
    ground.line("DOWN")
    tapes = library(ground)
    tapes.write("SAD007", b"a backup")
    tapes.unload("SAD007", written=True)
    ground.wait(minutes=9)
    assert library(ground, ground.secondary).read("SAD007") == b""
    ground.wait(minutes=2)
    assert library(ground, ground.secondary).read("SAD007") == b"a backup"


def test_unload_on_an_inactive_store_stays_pending(ground):
    """B-40."""
    tapes = library(ground)
    tapes.load("SAD007", for_output=True)
    store_with(ground, status=Status.INACTIVE)
    tapes.unload("SAD007", written=True)
    assert not ground.world.busy
    assert BackPakCatalog(ground.primary.database).pending_count(STORE) == 1


# -- creation -------------------------------------------------------------------------------------


def create(ground, *labels):
    create_volumes(
        ground.world,
        ground.primary,
        STORE,
        "VG_SLAB_A-DAILY",
        [TapeLabel(label) for label in labels],
    )


def test_created_volumes_are_exported_and_imported(ground):
    """B-10, B-16, B-34, E-04; Q-17: a label that was made on both sides meanwhile conflicts."""
    ground.export()
    ground.import_()
    ground.wait(minutes=1)
    create(ground, "SAD010", "SAD011", "SAD012")
    ground.settle()
    assert {"SAD010", "SAD011", "SAD012"} <= set(ground.staged())
    ground.world.media(ground.secondary).tapevolumes.add(
        CatalogName.parse("QCVOLCAT"),
        PoolName("CH409DR_2ND_SLABA_BRCOM_DAILY"),
        [TapeLabel("SAD012")],
        ground.world.search_space(ground.secondary),
    )
    ground.import_(RunType.UPDATE)
    lines = ground.report(ground.secondary)
    assert [line for line in lines if "-E9955" in line] == [
        r"CH409DR-E9955 Volume SAD012 exists in the search space: volcat \INSIDX.QCVOLCAT,"
    ]
    head = lines.index("IMPORT RESULT SUMMARY: Numbers of tape volumes")
    place = lines.index("VG_2ND_SLAB_A-DAILY", head)
    assert lines[place + 3].split() == ["2", "2", "0", "0", "2", "0", "0"]
    rows = ground.secondary.database.rows(
        "SELECT VOLSER, VOLUMESTATUS FROM VOLUME WHERE VOLSER GLOB 'SAD01*' ORDER BY VOLSER"
    )
    assert rows == [(label, "SCRATCH") for label in ("SAD010", "SAD011", "SAD012")]


def test_creation_is_all_or_nothing(ground):
    """Q-05: labels are unique in a domain."""
    with pytest.raises(OperatorError) as refusal:
        create(ground, "SAD010", "SAD001")
    assert refusal.value.message.id == "backbox.9932"
    assert library(ground).find("SAD010") is None


def test_creation_needs_a_group_of_the_store(ground):
    with pytest.raises(OperatorError) as refusal:
        create_volumes(
            ground.world, ground.primary, STORE, "VG_2ND_SLAB_A-DAILY", [TapeLabel("SAD010")]
        )
    assert refusal.value.message.id == "backbox.9934"
    assert library(ground).find("SAD010") is None


def test_creation_in_a_secondary_store_is_rejected_anywhere(ground):
    """B-17, B-35: whoever asks."""
    with pytest.raises(OperatorError) as refusal:
        create_volumes(
            ground.world,
            ground.secondary,
            SECOND_STORE,
            "VG_2ND_SLAB_A-DAILY",
            [TapeLabel("SAD010")],
        )
    assert refusal.value.message.id == "backbox.9933"
    assert ground.secondary.database.rows("SELECT 1 FROM VOLUME WHERE VOLSER = 'SAD010'") == []


def test_registration_in_a_restricted_store_needs_the_image(ground):
    """B-04, B-18, B-36: the BackPak entry only, and the image stays as it is."""
    configuration = Configuration(ground.world, ground.primary)
    [group] = [g for g in configuration.groups(STORE) if g.id == "VG_SLAB_A-DAILY"]
    store_with(ground, access=Access.RESTRICTED)
    configuration.save_group(group)
    with pytest.raises(OperatorError) as refusal:
        create(ground, "SAD010")
    assert refusal.value.message.id == "backbox.9931"
    found = Image("SAD010", ground.world.clock.now, b"found")
    Images(ground.primary.database).write(STORE, [found])
    ground.wait(minutes=1)
    create(ground, "SAD010")
    assert library(ground).read("SAD010") == b"found"
    written = ground.primary.database.value(
        "SELECT WRITTEN FROM BACKBOX_IMAGE WHERE LABEL = 'SAD010'"
    )
    assert written == found.written
    assert ground.primary.database.rows("SELECT 1 FROM VOLUME WHERE VOLSER = 'SAD010'") == []
