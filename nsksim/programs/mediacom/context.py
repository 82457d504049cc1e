"""What MEDIACOM offers its statements: the system they act on, and its catalogs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from nsksim.dsmtc import CatalogKind, MediaCatalog, SearchSpace
from nsksim.errors import OperatorError
from nsksim.guardian.system import System
from nsksim.messages import mediacom as messages
from nsksim.names import CatalogName, NodeName
from nsksim.programs.interpreter import Interpreter
from nsksim.programs.program import Environment
from nsksim.world import World


@dataclass(slots=True)
class Context:
    """One MEDIACOM session: the process it runs in, and the program that holds it."""

    program: Interpreter

    @property
    def environment(self) -> Environment:
        """Return what the process was started with."""
        return self.program.environment

    @property
    def world(self) -> World:
        """Return the world."""
        return self.environment.world

    @property
    def system(self) -> System:
        """Return the system of the current default node."""
        return self.environment.system

    @property
    def media(self) -> MediaCatalog:
        """Return the catalogs of the current default node."""
        return self.world.media(self.system)

    @property
    def today(self) -> date:
        """Give the local date."""
        return self.system.now.date()

    def space(self, system: System) -> SearchSpace:
        """Return the search space of a system."""
        return self.world.search_space(system)

    def at(self, node: NodeName | None) -> System:
        """Return the system a command names, the default node without a name.

        Raises file-system errors 18, 48 and 250.
        """
        return self.environment.at(node, str(node))

    def volcat(self, named: CatalogName | None) -> tuple[System, CatalogName]:
        """Return a volume catalog, the default one without a name, and its system.

        Raises mediacom.5908 when the system has no default.
        """
        chosen = self.media.defaults.volcat(named)
        return self.at(chosen.node), chosen

    def filecat(self, named: CatalogName | None) -> tuple[System, CatalogName]:
        """Return a file catalog, the default one without a name, and its system.

        Raises mediacom.5908 when the system has no default.
        """
        chosen = self.media.defaults.filecat(named)
        return self.at(chosen.node), chosen

    def searched_volcat(self, named: CatalogName | None) -> tuple[System, CatalogName | None]:
        """Return where an INFO looks: a catalog, or None for all of the system.

        Without a name it is the default catalog; where no default is set, all volume catalogs of
        the system (our choice). Raises mediacom.5920.
        """
        return self._searched(CatalogKind.VOLCAT, named or self.media.defaults.get().volcat)

    def searched_filecat(self, named: CatalogName | None) -> tuple[System, CatalogName | None]:
        """Return where an INFO looks, as `searched_volcat` does."""
        return self._searched(CatalogKind.FILECAT, named or self.media.defaults.get().filecat)

    def _searched(
        self, kind: CatalogKind, chosen: CatalogName | None
    ) -> tuple[System, CatalogName | None]:
        if chosen is None:
            return self.system, None
        system = self.at(chosen.node)
        self.world.media(system).catalogs.check(kind, chosen)
        return system, chosen

    def check_known(self, node: NodeName, typed: str) -> None:
        """Refuse a disk file name whose system is not known (R-03) or not reachable (R-10).

        Raises mediacom.5048 or file-system error 250.
        """
        here = str(self.system.node)
        if not self.world.network.knows(here, str(node)):
            raise OperatorError(messages.DISKFILE_INVALID, name=typed)
        if here != str(node):
            self.world.network.check(here, str(node), typed)
