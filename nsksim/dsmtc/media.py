"""The tape catalogs of one system, as one thing with a part for each kind of object."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from nsksim.dsmtc.catalog import Catalogs
from nsksim.dsmtc.diskfile import DiskFiles
from nsksim.dsmtc.ending import Ending
from nsksim.dsmtc.mediadefs import MediaDefaults
from nsksim.dsmtc.output import OutputTapes
from nsksim.dsmtc.pool import Pools
from nsksim.dsmtc.recording import Recording
from nsksim.dsmtc.search import Holder, managed
from nsksim.dsmtc.tapefile import TapeFiles
from nsksim.dsmtc.tapeinquiry import TapeInquiry
from nsksim.dsmtc.tapeset import HeldTape, TapeSets
from nsksim.dsmtc.tapevolume import TapeVolumes, VolumeFilter
from nsksim.errors import OperatorError
from nsksim.messages import file_system
from nsksim.names import NodeName, TapeLabel
from nsksim.store import Database


def _alone(node: NodeName) -> MediaCatalog:
    """Refuse any other system: file-system error 18."""
    raise OperatorError(file_system.UNKNOWN_SYSTEM, name=node)


class MediaCatalog:
    """All volume and file catalogs of the system `node`, its pools, tapes, files and defaults.

    Every change is one transaction of `database`; inside an outer transaction it joins that one.
    A tape file whose tapes are cataloged on another system changes both, see `Recording` and
    `Ending`. `offset` is what is added to UTC for the local date of the system. A catalog is named
    without node or with the node of this system; another node is a mistake of the program that
    asks. `held` tells which tapes processes have on drives or ask for at the moment; `reach` gives
    the catalogs of another system, or raises the OperatorError of the line.
    """

    def __init__(
        self,
        database: Database,
        node: NodeName,
        offset: timedelta = timedelta(0),
        held: Callable[[], Sequence[HeldTape]] = tuple,
        reach: Callable[[NodeName], MediaCatalog] = _alone,
    ) -> None:
        self.database = database
        self.node = node
        self._offset = offset
        self._reach = reach
        self.catalogs = Catalogs(database, node)
        self.pools = Pools(database, self.catalogs)
        self.tapefiles = TapeFiles(database, node, self.catalogs)
        self.tapevolumes = TapeVolumes(database, node, self.catalogs, self.pools)
        self.sets = TapeSets(database, node, self.tapevolumes, held)
        self.output = OutputTapes(database, node, self.pools, self.sets, self._files_at)
        self.defaults = MediaDefaults(database, node, self.catalogs)
        self.recording = Recording(
            database, node, self.catalogs, self._sets_at, self.defaults, self.tapefiles
        )
        self.ending = Ending(
            database, node, self.catalogs, self._sets_at, self.defaults, self.tapefiles, offset
        )
        self.diskfiles = DiskFiles(database, self.catalogs)

    def at(self, node: NodeName | None) -> MediaCatalog:
        """Give the catalogs of a system as this one reaches them; without a name these.

        Raises mediacom.603 where no line leads there, or file-system error 18 for an unknown one.
        """
        if node is None or node == self.node:
            return self
        with managed(node):
            return self._reach(node)

    def reaches(self, node: NodeName) -> bool:
        """Say whether `at` gives the catalogs of a system."""
        try:
            self.at(node)
        except OperatorError:
            return False
        return True

    def inquiry(self, wanted: VolumeFilter) -> TapeInquiry:
        """Ask for tapes, and for what is on them wherever that is cataloged."""
        return TapeInquiry(self.database, self.node, self.catalogs, self._files_at, wanted)

    def _sets_at(self, node: NodeName | None) -> TapeSets:
        return self.at(node).sets

    def _files_at(self, node: NodeName | None) -> TapeFiles:
        return self.at(node).tapefiles

    def date(self, instant: datetime) -> date:
        """Give the local date of the system at an instant (UTC), which says what is valid there."""
        return (instant + self._offset).date()

    def search_list(self) -> tuple[NodeName, ...]:
        """Give the systems of the search list of this system."""
        return self.defaults.search_list()

    def holders(self, labels: Sequence[TapeLabel] | None) -> list[Holder]:
        """Find tape names outside excluded pools of this system; None means every name."""
        return self.tapevolumes.holders(labels)
