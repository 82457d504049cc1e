"""Documents of a domain: saved as they are loaded, and never saved when they are wrong."""

from dataclasses import replace

import pytest
from catsync_ground import SECOND_STORE, STORE

from catsync.domain import Access
from nsksim.dsmtc import MediaDefsChange
from nsksim.errors import OperatorError
from nsksim.names import CatalogName


def test_documents_survive(ground):
    """Ids are found in any case of letters."""
    configuration = ground.configuration(ground.secondary)
    store = configuration.store(SECOND_STORE)
    nodes = ((r"\NODEP", r"\INSIDX"),)
    changed = replace(store, description="replica", import_=replace(store.import_, nodes=nodes))
    configuration.save_store(changed)
    assert configuration.store(SECOND_STORE.lower()) == changed
    groups = configuration.groups(SECOND_STORE)
    for group in groups:
        configuration.save_group(group)
    assert configuration.groups(SECOND_STORE) == groups
    assert [s.id for s in configuration.stores(Access.SECONDARY)] == [SECOND_STORE]
    assert configuration.stores(Access.PRIMARY) == []


def test_old_word_for_primary_is_understood(ground):
    """B-02, Z-30."""
    ground.primary.database.execute(
        "UPDATE BACKBOX_DOCUMENT SET BODY = replace(BODY, 'PRIMARY', 'OWNER') WHERE KIND = 'STORE'"
    )
    assert ground.configuration().store(STORE).access is Access.PRIMARY


def refused(action):
    with pytest.raises(OperatorError) as refusal:
        action()
    return refusal.value.message.number


def test_wrong_documents_are_not_saved(ground):
    """C-17; and the type of a store is fixed."""
    configuration = ground.configuration(ground.secondary)
    store, [group, _] = configuration.store(SECOND_STORE), configuration.groups(SECOND_STORE)
    assert refused(lambda: configuration.save_store(replace(store, type="STOREONCE"))) == 9926
    assert refused(lambda: configuration.save_group(replace(group, id="TWIN"))) == 9924
    assert refused(lambda: configuration.save_group(replace(group, store="NONE"))) == 9905
    assert refused(lambda: configuration.store("NONE")) == 9905
    assert len(configuration.groups(SECOND_STORE)) == 2


def test_node_replacement_needs_a_file_catalog_of_its_own(ground):
    """G-30."""
    filecat = CatalogName.parse("QCFILCAT")
    ground.world.media(ground.secondary).defaults.alter(MediaDefsChange(filecat=filecat))
    configuration = ground.configuration(ground.secondary)
    store = configuration.store(SECOND_STORE)
    nodes = replace(store.import_, nodes=((r"\NODEP", r"\INSIDX"),))
    assert refused(lambda: configuration.save_store(replace(store, import_=nodes))) == 9925


def test_node_replacement_is_checked_against_the_own_default_only(ground):
    """G-31, Z-33: what is the default of another system is not looked at."""
    ground.primary.database.execute("UPDATE MEDIADEFS SET FILECAT = ?", [r"\INSIDX.QCFILCAT"])
    configuration = ground.configuration(ground.secondary)
    store = configuration.store(SECOND_STORE)
    nodes = replace(store.import_, nodes=((r"\NODEP", r"\INSIDX"),))
    configuration.save_store(replace(store, import_=nodes))
    assert configuration.store(SECOND_STORE).import_ == nodes


def test_deleted_store_takes_its_groups_along(ground):
    configuration = ground.configuration()
    configuration.delete_store(STORE)
    assert configuration.stores() == []
    assert configuration.groups(STORE) == []


def test_system_without_backbox(ground):
    ground.primary.database.execute("DELETE FROM BACKBOX_DOCUMENT")
    assert ground.configuration().find_domain() is None
    assert refused(ground.configuration().domain) == 9902
