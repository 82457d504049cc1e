"""Where the tapes are that no library holds, and how people carry them from system to system.

All of it is ours. There is one tape of a name, unless two systems have the name in their catalogs.
It belongs to the system whose catalogs have it; where another system labeled or wrote it, it stands
on the shelf there until it is mounted elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from nsksim.dsmtc import MediaCatalog, TapeVolume
from nsksim.errors import OperatorError
from nsksim.guardian.system import System
from nsksim.messages import tape_drive
from nsksim.names import LabelPattern, NodeName, TapeLabel
from nsksim.tape.drive import TapeDrive

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

    def cataloged(self, label: TapeLabel) -> TapeVolume | None:
        """Find a tape in the catalogs here, else in those of another system."""
        here = _in_catalogs(self._server, label)
        if here:
            return here[0]
        found = (_in_catalogs(other, label) for other in self._others)
        return next((volumes[0] for volumes in found if volumes), None)

    def keeper(self, label: TapeLabel) -> TapeServer | None:
        """Find the server on whose shelf the tape stands; None for one without content."""
        if self._server.stock.exists(label.value):
            return self._server
        shelves = (other for other in self._sharing(label) if other.stock.exists(label.value))
        return next(shelves, None)

    def fetch(self, label: TapeLabel) -> None:
        """Carry a tape here from the shelf of another system, to be mounted.

        Raises tape-drive.mounted-elsewhere.
        """
        for other in self._sharing(label):
            self._check_free(label, other, other.drives.with_tape(label.value))
        keeper = self.keeper(label)
        if keeper is not None and keeper is not self._server:
            # a tape without a label has the name only people call it by
            named = (drive for drive in keeper.drives.all() if drive.label == label.value)
            self._check_free(label, keeper, next(named, None))
            keeper.stock.hand_over(label.value, self._server.stock)

    @staticmethod
    def _check_free(label: TapeLabel, other: TapeServer, place: TapeDrive | None) -> None:
        if place is not None:
            device = other.system.qualified(place.name)
            raise OperatorError(tape_drive.MOUNTED_ELSEWHERE, label=label, device=device)

    @property
    def _others(self) -> list[TapeServer]:
        systems = self._world.systems.values()
        return [self._world.tapes(each) for each in systems if each is not self._server.system]

    def _sharing(self, label: TapeLabel) -> list[TapeServer]:
        """Give the other servers that may have the tape that is meant here by a name.

        Those are the one whose catalogs have it, unless these here do, and those whose catalogs do
        not. A tape of a library stays where it is.
        """
        owners: list[TapeServer] = []
        guests: list[TapeServer] = []
        for other in self._others:
            if other.stock.library(label.value) is None:
                (owners if _in_catalogs(other, label) else guests).append(other)
        return guests if _in_catalogs(self._server, label) else owners[:1] + guests


def _in_catalogs(server: TapeServer, label: TapeLabel) -> list[TapeVolume]:
    return server.media.tapevolumes.matching(LabelPattern.only(label))
