"""What the BackBox UI does with volumes: create them.

Follows the operations matrix of the domain access (B.2), and triggers an export (E-04).
"""

from __future__ import annotations

from collections.abc import Sequence

from catsync import messages, triggers
from catsync.catalog import BackPakCatalog, BackPakVolume
from catsync.configuration import Configuration
from catsync.domain import Access, VolumeGroup
from catsync.storage import Image, Images, replicate
from nsksim.dsmtc import TapeAttributes
from nsksim.errors import OperatorError
from nsksim.guardian.system import System
from nsksim.names import PoolName, TapeLabel, file_id_of_label
from nsksim.world import World


def create_volumes(
    world: World, system: System, store_id: str, group_id: str, labels: Sequence[TapeLabel]
) -> None:
    """Create volumes in a store, all of them or none (B-10, B-34 to B-36).

    PRIMARY: an empty image, the BackPak entry and the DSM/TC entry; the volumes are exported.
    RESTRICTED: the BackPak entry of an image that exists. Raises backbox.9905, 9933 (SECONDARY),
    9934, 9932, 9931, 9901 (another tape catalog), what ADD TAPEVOLUME raises, and InvalidName for a
    label that cannot be staged.
    """
    configuration = Configuration(world, system)
    store = configuration.store(store_id)
    if store.access is Access.SECONDARY:
        raise OperatorError(messages.CREATION_REJECTED, access=store.access, store=store.id)
    groups = {group.id: group for group in configuration.groups(store.id)}
    group = groups.get(group_id)
    if group is None:
        raise OperatorError(messages.GROUP_UNKNOWN, group=group_id, store=store.id)
    catalog, images = BackPakCatalog(system.database), Images(system.database)
    for label in labels:
        file_id_of_label(label)
        existing = catalog.find(label.value)
        if existing is not None:
            raise OperatorError(messages.VOLUME_EXISTS, label=label, store=existing.store)
        if store.access is Access.RESTRICTED and not images.exists(store.id, label.value):
            raise OperatorError(messages.NO_IMAGE, label=label, store=store.id)
    now = system.clock.now
    with system.database.transaction():
        if store.access is Access.PRIMARY:
            _add_to_tape_catalog(world, system, group, labels)
            images.write(store.id, [Image(label.value, now, b"") for label in labels])
        catalog.add(
            [
                BackPakVolume(label.value, store.id, group.id, group.media_type, now)
                for label in labels
            ]
        )
        for label in labels:
            replicate(world, system, store, label.value)
        triggers.changed(world, system, store, [label.value for label in labels])


def _add_to_tape_catalog(
    world: World, system: System, group: VolumeGroup, labels: Sequence[TapeLabel]
) -> None:
    if not group.cataloged:
        if group.type.value != "NONE":
            raise OperatorError(
                messages.NOT_MODELLED, what=f"Creating volumes of catalog type {group.type}"
            )
        return
    attributes = TapeAttributes(type=group.media_type) if group.media_type else TapeAttributes()
    world.media(system).tapevolumes.add(
        group.volume_catalog,
        PoolName(group.pool),
        labels,
        world.search_space(system),
        attributes=attributes,
    )
