"""Where the tapes are that no library holds, and how people carry them from system to system.

All of it is ours. There is one tape of a name, unless two systems have the name in their catalogs,
or two pools of one system, of which one is excluded from the search space. It belongs to the system
whose catalogs have it; where another system labeled or wrote it, it stands on the shelf there until
it is mounted elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from nsksim.dsmtc import MediaCatalog, SetVolume, TapeFile, TapeVolume
from nsksim.errors import OperatorError
from nsksim.guardian.system import System
from nsksim.messages import tape_drive
from nsksim.names import CatalogName, LabelPattern, NodeName, PoolName, TapeLabel
from nsksim.tape.drive import TapeDrive
from nsksim.tape.label import FileLabel
from nsksim.tape.library import Cartridge, home_in
from nsksim.tape.reel import Dump, FileSection, Reel

if TYPE_CHECKING:
    from nsksim.tape.server import TapeServer


class Surroundings(Protocol):
    """What a tape server needs of the world: the other systems, their catalogs and servers."""

    @property
    def systems(self) -> Mapping[str, System]:
        """Give all systems by node."""

    def reach(self, origin: NodeName | str, node: NodeName | str, name: str = "") -> System:
        """Give a system as another reaches it; raises file-system errors 18 and 250."""

    def media(self, system: System) -> MediaCatalog:
        """Give the tape catalogs of a system."""

    def tapes(self, system: System) -> TapeServer:
        """Give the tape server of a system."""


class Whereabouts:
    """The tapes of the world, as people at one system find them; lines play no part in that."""

    def __init__(self, server: TapeServer, world: Surroundings) -> None:
        self._server = server
        self._world = world

    def home(self, label: TapeLabel, pool: PoolName | None = None) -> str:
        """Name the pool whose tape is meant by a name: of a catalog here, else of another system.

        Of several the first that is not excluded from the search space, or that is called `pool`;
        "" for no pool.
        """
        for server in (self._server, *self._others):
            places = [(each.catalog, each.pool) for each in server.media.holders([label])]
            node, anywhere = server.system.node, _in_catalogs(server, label)
            places += [(f"{node}.{each.catalog}", each.pool) for each in anywhere]
            for catalog, name in places:
                if pool is None or name == pool.value:
                    return home_in(catalog, name)
        return ""

    def entry(self, tape: Cartridge) -> TapeVolume | None:
        """Find a tape in the pool whose it is."""
        catalog, _, pool = tape.home.partition(" ")
        named = CatalogName.parse(catalog)
        system = self._world.systems.get(str(named.node))
        if system is None:
            return None
        tapevolumes = self._world.media(system).tapevolumes
        return tapevolumes.find(named, PoolName(pool), TapeLabel(tape.name))

    def files_on(self, tape: Cartridge) -> tuple[FileSection, ...]:
        """Tell what is cataloged on a tape of a pool that nobody touched.

        Only its labels are known. Nothing is where the catalogs are damaged.
        """
        volume = self.entry(tape)
        if volume is None or volume.volume_set is None:
            return ()
        volcat = CatalogName.parse(tape.home.partition(" ")[0])
        tapes = self._world.media(self._world.systems[str(volcat.node)])
        try:
            node = tapes.sets.home(volume.catalog, volume.pool, volume.volume_set)
        except OperatorError:
            return ()
        system = self._world.systems.get(str(node))
        if system is None:
            return ()
        media = self._world.media(system)
        found = media.tapefiles.on_tape(str(volcat), volume.pool, volume.volume_set, volume.volser)
        return tuple(_only_cataloged(system.node, media, *each) for each in found)

    def find(self, label: TapeLabel, home: str) -> tuple[TapeServer, Cartridge] | None:
        """Find the tape, and the server on whose shelf it stands; None for one nobody touched.

        One whose pool nobody noted is meant only where no shelf has that of the pool.
        """
        tape = Cartridge(label.value, home)
        for server in (self._server, *self._elsewhere(label)):
            if home and server.stock.find(label.value, home) == tape:
                return server, tape
        for server in (self._server, *self._sharing(label, home)):
            found = server.stock.find(label.value, home)
            if found is not None:
                return server, found
        return None

    def renamed(self, label: TapeLabel, home: str) -> Cartridge | None:
        """Give what a tape is over whose label another was written, at any system.

        None for a tape that still has its label, or has it again.
        """
        if self.find(label, home) is not None:
            return None
        servers = (self._server, *self._sharing(label, home))
        found = (server.stock.renamed(label.value, home) for server in servers)
        return next((tape for tape in found if tape is not None), None)

    def reel(self, label: TapeLabel, home: str) -> Reel:
        """Give what is on the tape, wherever it stands. Raises tape-drive.damaged."""
        untouched = self._server, Cartridge(label.value, home)
        keeper, tape = self.find(label, home) or untouched
        return keeper.stock.reel(tape)

    def fetch(self, label: TapeLabel, home: str) -> None:
        """Carry a tape here from the shelf of another system, to be mounted.

        Raises tape-drive.mounted-elsewhere.
        """
        for other in self._elsewhere(label):
            self._check_free(label, other, other.drives.with_tape(label.value, home))
        found = self.find(label, home)
        if found is not None and found[0] is not self._server:
            keeper, tape = found
            # a tape without a label has the name only people call it by
            named = (drive for drive in keeper.drives.all() if drive.tape == tape)
            self._check_free(label, keeper, next(named, None))
            keeper.stock.hand_over(tape, self._server.stock)

    @staticmethod
    def _check_free(label: TapeLabel, other: TapeServer, place: TapeDrive | None) -> None:
        if place is not None:
            device = other.system.qualified(place.name)
            raise OperatorError(tape_drive.MOUNTED_ELSEWHERE, label=label, device=device)

    @property
    def _others(self) -> list[TapeServer]:
        systems = self._world.systems.values()
        return [self._world.tapes(each) for each in systems if each is not self._server.system]

    def _elsewhere(self, label: TapeLabel) -> list[TapeServer]:
        """Give the other servers on whose shelf a tape may stand: none that has it in a library."""
        return [other for other in self._others if other.stock.library(label.value) is None]

    def _sharing(self, label: TapeLabel, home: str) -> list[TapeServer]:
        """Give the other servers that may have the tape that is meant here by a name.

        Those are the one that has its pool, and those whose catalogs do not have the name.
        """
        return [
            other
            for other in self._elsewhere(label)
            if home.startswith(f"{other.system.node}.") or not _in_catalogs(other, label)
        ]


def _in_catalogs(server: TapeServer, label: TapeLabel) -> list[TapeVolume]:
    return server.media.tapevolumes.matching(LabelPattern.only(label))


def _only_cataloged(
    node: NodeName, media: MediaCatalog, entry: TapeFile, place: SetVolume
) -> FileSection:
    label = FileLabel.of_entry(entry, place.volume_set, media.date(entry.created))
    label = replace(label, section=place.section, sequence=place.sequence)
    continued = place.section < media.tapefiles.volumes(entry)[-1].section
    return FileSection(label, Dump(entry.created, node, ()), continued, recorded=False)
