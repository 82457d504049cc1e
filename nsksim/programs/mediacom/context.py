"""What MEDIACOM offers its statements: the system they act on, and its catalogs."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nsksim.dsmtc import CatalogKind, MediaCatalog, MediaDefaults, SearchSpace, managed
from nsksim.errors import OperatorError
from nsksim.guardian.system import System
from nsksim.guardian.users import User
from nsksim.language import Authority
from nsksim.messages import file_system, tape_server
from nsksim.messages import mediacom as messages
from nsksim.names import CatalogName, CatalogPattern, Defaults, DriveName, NodeName, PoolName
from nsksim.programs.devices import devices_of
from nsksim.programs.interpreter import Interpreter
from nsksim.programs.program import Environment
from nsksim.world import World

if TYPE_CHECKING:
    from nsksim.tape import TapeServer


@dataclass(slots=True)
class SessionDefaults:
    """What VOLCAT, FILECAT, POOL and TAPEDRIVE set; it goes before the media defaults.

    The catalogs and the drive have their node.
    """

    volcat: CatalogName | None = None
    filecat: CatalogName | None = None
    pool: PoolName | None = None
    drive: DriveName | None = None


@dataclass(slots=True)
class Context:
    """One MEDIACOM session: the process it runs in, and the program that holds it."""

    program: Interpreter
    session: SessionDefaults = field(default_factory=SessionDefaults)
    authority: Authority = Authority.ANYONE
    """Who may give the command that is being done, also on the systems it acts on."""

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
        """Return the system of the current default node: TACL's at the start, then SYSTEM's.

        Raises what `at` does.
        """
        return self.at(None)

    @property
    def defaults(self) -> Defaults:
        """Return what completes names of files and nodes."""
        return self.program.defaults

    @property
    def media(self) -> MediaCatalog:
        """Return the catalogs of the current default node. Raises what `home` does."""
        return self.world.media(self.home(None))

    def space(self, system: System) -> SearchSpace:
        """Return the search space of a system, whose catalog manager asks those of others.

        Raises mediacom.603 and file-system error 18 when it is searched.
        """
        media = self.world.media(system)
        return SearchSpace(media, media.at)

    def at(self, node: NodeName | None) -> System:
        """Return the system a command names, the default node without a name.

        Raises file-system errors 18, 48 and 250, and mediacom.5902 and 5968 for what the user may
        do here but not there: who is in SECURITY-MEDIA-ADMIN is a matter of each system.
        """
        node = self.defaults.node if node is None else node
        system = self.environment.at(node, str(node))
        user = self.environment.requester(system, str(node)).user
        if not self.authority.allows(user):
            raise unauthorized(self.authority, user)
        return system

    def home(self, node: NodeName | None) -> System:
        """Return the system of catalogs, which a manager of its own looks after there.

        Raises mediacom.603 where no line leads there, otherwise what `at` does.
        """
        node = self.defaults.node if node is None else node
        with managed(node):
            return self.at(node)

    def default(self, kind: CatalogKind) -> CatalogName | None:
        """Return the default catalog of a kind: of the session, else of the default node."""
        volume = kind is CatalogKind.VOLCAT
        chosen = self.session.volcat if volume else self.session.filecat
        if chosen is not None:
            return chosen
        defaults = self.media.defaults.get()
        return defaults.volcat if volume else defaults.filecat

    def pool(self, named: PoolName | None) -> PoolName:
        """Return the pool of a command that needs one: the named one, else that of the session.

        The default pool of MEDIADEFS is for tape requests only. Raises mediacom.5908.
        """
        chosen = named or self.session.pool
        if chosen is None:
            raise OperatorError(messages.NO_DEFAULT, object="POOL", node=self.system.node)
        return chosen

    def drive(self, named: DriveName | None) -> tuple[System, DriveName]:
        """Return a tape drive, the default one of the session without a name, and its system.

        Raises mediacom.5908 and file-system error 14.
        """
        chosen = named or self.session.drive
        if chosen is None:
            raise OperatorError(messages.NO_DEFAULT, object="TAPEDRIVE", node=self.system.node)
        system = self.at(chosen.node)
        with devices_of(chosen.node):
            self.world.tapes(system).drives.named(chosen.without_node)
        return system, chosen.qualified(system.node)

    def tape_server(self, node: NodeName | None) -> TapeServer:
        """Return the tape server of a system, that of the default node without a name.

        Raises file-system errors 18, 48 and 250, and 14 while $ZSVR does not run there.
        """
        system = self.at(node)
        if system.processes.named(tape_server.PROCESS) is None:
            name = tape_server.PROCESS if node is None else f"{node}.{tape_server.PROCESS}"
            raise OperatorError(file_system.NO_DEVICE, name=name)
        return self.world.tapes(system)

    def volcat(self, named: CatalogName | None) -> tuple[System, CatalogName]:
        """Return a volume catalog, the default one without a name, and its system.

        Raises mediacom.5908 when the system has no default.
        """
        chosen = self.media.defaults.volcat(named or self.session.volcat)
        return self.home(chosen.node), chosen

    def filecat(self, named: CatalogName | None) -> tuple[System, CatalogName]:
        """Return a file catalog, the default one without a name, and its system.

        Raises mediacom.5908 when the system has no default.
        """
        chosen = self.media.defaults.filecat(named or self.session.filecat)
        return self.home(chosen.node), chosen

    def defaults_around(self, system: System) -> list[MediaDefaults]:
        """Give the media defaults of all systems that `system` reaches, its own first.

        A system that cannot be reached is not asked (our choice).
        """
        found = [self.world.media(system).defaults]
        for other in self.world.systems.values():
            if other.node != system.node:
                with suppress(OperatorError):
                    found.append(
                        self.world.media(self.world.reach(system.node, other.node)).defaults
                    )
        return found

    def search_warnings(self, system: System) -> list[OperatorError]:
        """Say what keeps tape names from being unique where a system searches (Q-02, Q-04).

        One-sided lists of it and a system it reaches (mediacom.5976), and names that stand more
        than once in what it reaches of its search space (mediacom.5977).
        """
        found, own, node = [], self.world.media(system).defaults.search_list(), system.node
        for defaults in self.defaults_around(system)[1:]:
            theirs, other = defaults.search_list(), defaults.node
            if (other in own) != (node in theirs):
                holder, named = (node, other) if other in own else (other, node)
                found.append(OperatorError(messages.ONE_SIDED, holder=holder, other=named))
        twice = self.space(system).duplicates()
        names = sorted({holder.label for holder in twice})
        if names:
            places = " and ".join(each.catalog for each in twice if each.label == names[0])
            count = f"{len(names)} tape name{' is' if len(names) == 1 else 's are'}"
            found.append(
                OperatorError(
                    messages.DUPLICATES, count=count, node=node, name=names[0], places=places
                )
            )
        return found

    def searched(
        self, kind: CatalogKind, named: CatalogPattern | None
    ) -> tuple[System, CatalogPattern | None]:
        """Return where an INFO looks: some catalogs of a system, or None for all of them.

        Without a name it is the default catalog; where no default is set, all catalogs of the
        system (our choice). Raises mediacom.5920 for one named without wildcards.
        """
        if named is None:
            default = self.default(kind)
            if default is None:
                return self.home(None), None
            named = CatalogPattern(default.value, node=default.node)
        system = self.home(named.node)
        if named.single is not None:
            self.world.media(system).catalogs.check(kind, named)
        return system, named

    def searched_filecat(self, named: CatalogName | None) -> tuple[System, CatalogName | None]:
        """Return where an INFO looks, as `searched` does, for one file catalog."""
        chosen = named or self.default(CatalogKind.FILECAT)
        if chosen is None:
            return self.home(None), None
        system = self.home(chosen.node)
        self.world.media(system).catalogs.check(CatalogKind.FILECAT, chosen)
        return system, chosen

    def check_known(self, node: NodeName, typed: str) -> None:
        """Refuse a disk file name whose system is not known (R-03) or not reachable (R-10).

        Raises mediacom.5048 or file-system error 250.
        """
        here = str(self.home(None).node)
        if not self.world.network.knows(here, str(node)):
            raise OperatorError(messages.DISKFILE_INVALID, name=typed)
        if here != str(node):
            self.world.network.check(here, str(node), typed)


def unauthorized(authority: Authority, user: User) -> OperatorError:
    """Make the refusal of a command that `user` may not give on the user's system."""
    chosen = user.media_administrator is not None
    if authority is Authority.MEDIA_ADMINISTRATOR and chosen:
        return OperatorError(messages.MEDIA_ADMINISTRATOR)
    return OperatorError(messages.SUPER_GROUP)
