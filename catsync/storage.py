"""The storage behind the virtual tapes: images, loads and unloads, and their own replication.

An image is the content of one virtual tape as bytes; what is in them is the business of whoever
writes tapes. The replication of images belongs to the storage: it needs no line of Expand, knows
nothing of the catalogs and may lag (A-02).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from catsync import messages, triggers
from catsync.catalog import IDLE, LOADED, BackPakCatalog, BackPakVolume
from catsync.configuration import Configuration
from catsync.domain import Access, DataStore
from nsksim.errors import OperatorError
from nsksim.guardian.system import System
from nsksim.store import Database
from nsksim.world import World

ARRIVAL = "catsync.image"
"""Verb of the event by which an image arrives at the replica."""


@dataclass(frozen=True, slots=True)
class Image:
    """The content of a virtual tape, and when it was written (UTC)."""

    label: str
    written: datetime
    content: bytes


class Images:
    """The images in the storage of one system, by store and label."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def exists(self, store: str, label: str) -> bool:
        """Say whether the storage has an image."""
        found = self._database.one(
            "SELECT 1 FROM BACKBOX_IMAGE WHERE STORE = ? AND LABEL = ?", [store, label]
        )
        return found is not None

    def read(self, store: str, label: str) -> bytes | None:
        """Return an image, None when there is none."""
        content = self._database.value(
            "SELECT CONTENT FROM BACKBOX_IMAGE WHERE STORE = ? AND LABEL = ?", [store, label]
        )
        return None if content is None else bytes(content)

    def write(self, store: str, images: Sequence[Image]) -> None:
        """Put images in the place of those before."""
        if not images:
            return
        columns = [[getattr(image, name) for image in images] for name in Image.__slots__]
        with self._database.transaction():
            self.delete(store, columns[0])
            self._database.execute(
                "INSERT INTO BACKBOX_IMAGE (STORE, LABEL, WRITTEN, CONTENT) SELECT ?,"
                " unnest(?::VARCHAR[]), unnest(?::TIMESTAMP[]), unnest(?::BLOB[])",
                [store, *columns],
            )

    def delete(self, store: str, labels: Sequence[str]) -> None:
        """Remove images."""
        self._database.execute(
            "DELETE FROM BACKBOX_IMAGE WHERE STORE = ? AND LABEL IN (SELECT unnest(?::VARCHAR[]))",
            [store, list(labels)],
        )

    def receive(self, store: str, label: str, origin: Images, origin_store: str) -> None:
        """Take the present image of another storage, its time included."""
        row = origin._database.one(
            "SELECT WRITTEN, CONTENT FROM BACKBOX_IMAGE WHERE STORE = ? AND LABEL = ?",
            [origin_store, label],
        )
        if row is not None:
            self.write(store, [Image(label, row[0], bytes(row[1]))])


class VirtualTapeLibrary:
    """The virtual tapes of one domain, as a tape drive sees them."""

    def __init__(self, world: World, system: System) -> None:
        self._world = world
        self._system = system
        self._catalog = BackPakCatalog(system.database)
        self._configuration = Configuration(world, system)
        self.images = Images(system.database)

    def find(self, label: str) -> BackPakVolume | None:
        """Find a volume; None for a tape that is not BackBox's, also where there is no domain."""
        return self._catalog.find(label)

    def load(self, label: str, *, for_output: bool) -> BackPakVolume:
        """Load a volume into a drive.

        Raises, in this order and before anything changes (B-13, B-14, B-38, B-41): backbox.9930
        (no such volume), 9907 (inactive store), 9906 (output on a store that is not PRIMARY), 9901
        (encryption), 9931 (no image in the storage).
        """
        volume = self._volume(label)
        store = self._configuration.store(volume.store)
        operation = "load for output" if for_output else "load for input"
        if not store.active:
            raise OperatorError(messages.STORE_INACTIVE, store=store.id, operation=operation)
        if for_output and store.access is not Access.PRIMARY:
            raise OperatorError(
                messages.STORE_ACCESS,
                store=store.id,
                access=store.access,
                operation=operation,
                needed=Access.PRIMARY,
            )
        if volume.key_manager:
            raise OperatorError(messages.NOT_MODELLED, what=f"Loading the encrypted volume {label}")
        if not for_output and not self.images.exists(store.id, label):
            raise OperatorError(messages.NO_IMAGE, label=label, store=store.id)
        self._catalog.set_state(label, LOADED)
        return volume

    def read(self, label: str) -> bytes:
        """Return the image of a volume, empty for a tape never written. Raises backbox.9930."""
        volume = self._volume(label)
        return self.images.read(volume.store, label) or b""

    def write(self, label: str, content: bytes) -> None:
        """Write the whole image of a volume. Raises backbox.9930."""
        volume = self._volume(label)
        self.images.write(volume.store, [Image(label, self._system.clock.now, content)])

    def unload(self, label: str, *, written: bool) -> None:
        """Unload a volume; one that was written is replicated and its store exported (E-03).

        The unload of a volume of an inactive store starts nothing, its update stays pending (B-40).
        Raises backbox.9930.
        """
        volume = self._volume(label)
        with self._system.database.transaction():
            self._catalog.set_state(label, IDLE)
            if not written:
                return
            self._catalog.written(label, self._system.clock.now)
            store = self._configuration.store(volume.store)
            replicate(self._world, self._system, store, label)
            triggers.changed(self._world, self._system, store, [label])

    def _volume(self, label: str) -> BackPakVolume:
        volume = self._catalog.find(label)
        if volume is None:
            domain = self._configuration.domain()
            raise OperatorError(messages.VOLUME_UNKNOWN, label=label, domain=domain.id)
        return volume


def replicate(world: World, system: System, store: DataStore, label: str) -> None:
    """Let the storage copy an image to its replica: at once, or after the lag of the store."""
    if not store.replica:
        return
    node, _, store_there = store.replica.partition(" ")
    arguments = {"from": str(system.node), "store": store.id, "to": store_there, "label": label}
    other = world.system(node)
    if store.replica_lag:
        due = system.clock.now + timedelta(seconds=store.replica_lag)
        other.timers.add(due, ARRIVAL, arguments)
    else:
        arrive(world, other, arguments)


def arrive(world: World, system: System, arguments: Mapping[str, object]) -> None:
    """Verb `catsync.image`: the image of a volume arrives at the replica."""
    origin = Images(world.system(str(arguments["from"])).database)
    Images(system.database).receive(
        str(arguments["to"]), str(arguments["label"]), origin, str(arguments["store"])
    )
