"""VOLCAT and FILECAT: the catalogs themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nsksim.dsmtc import CatalogKind
from nsksim.errors import OperatorError, Origin
from nsksim.guardian.system import System
from nsksim.interaction import Interaction
from nsksim.language import Authority, Statement
from nsksim.messages import file_system
from nsksim.messages import mediacom as messages
from nsksim.names import CatalogName, CatalogPattern, Security, Subvolume, UserId
from nsksim.programs.mediacom.context import Context
from nsksim.programs.mediacom.displays.catalogs import (
    catalog_detail,
    catalog_heading,
    catalog_line,
)
from nsksim.programs.mediacom.displays.form import counted
from nsksim.programs.mediacom.listing import ending
from nsksim.programs.mediacom.operands import in_detail

_WORDS = {CatalogKind.VOLCAT: "Volume", CatalogKind.FILECAT: "File"}
_EVERY = (CatalogPattern("*"),)


def _info(
    context: Context,
    kind: CatalogKind,
    patterns: tuple[CatalogPattern, ...],
    *,
    detail: bool,
) -> Interaction:
    systems: dict[System, list[CatalogPattern]] = {}
    missing = []
    for pattern in patterns or _EVERY:
        system = context.home(pattern.node)
        catalogs = context.world.media(system).catalogs
        if pattern.single is not None and not catalogs.matching(kind, [pattern]):
            missing.append(pattern)
        systems.setdefault(system, []).append(pattern)
    count, word = 0, _WORDS[kind]
    for system, wanted in systems.items():
        node = str(system.node)
        for catalog in context.world.media(system).catalogs.matching(kind, wanted):
            if detail:
                yield from catalog_detail(catalog, node, word)
            else:
                if count == 0:
                    yield from catalog_heading(word)
                yield catalog_line(catalog, node)
            count += 1
    yield from ending(count, _what(kind), kind, missing)


def _create(
    context: Context,
    kind: CatalogKind,
    name: CatalogName,
    place: Subvolume,
    owner: UserId | None,
    security: Security | None,
) -> Interaction:
    system = context.home(name.node)
    if place.node not in (None, system.node):
        raise OperatorError(messages.CATALOG_ELSEWHERE, object=kind, name=name, subvolume=place)
    disk = str(place.volume)
    if disk not in system.files.disks:
        raise OperatorError(file_system.NO_DEVICE, name=f"{system.node}.{disk}")
    _check_user(system, owner)
    user = context.environment.user
    context.world.media(system).catalogs.create(
        kind,
        name,
        place,
        owner or UserId(user.group_id, user.user_id),
        security or Security.parse(user.security),
    )
    yield _counted(1, kind, "created")


def _alter(
    context: Context,
    kind: CatalogKind,
    name: CatalogName,
    owner: UserId | None,
    security: Security | None,
) -> Interaction:
    system = context.home(name.node)
    catalogs = context.world.media(system).catalogs
    catalogs.check(kind, name)
    _check_user(system, owner)
    catalogs.alter(kind, name, owner, security)
    yield _counted(1, kind, "altered")


def _drop(context: Context, kind: CatalogKind, name: CatalogName) -> Interaction:
    system = context.home(name.node)
    catalogs = context.world.media(system).catalogs
    catalogs.check(kind, name)
    for defaults in context.defaults_around(system):
        defaults.check_catalog_unused(kind, name.qualified(system.node))
    catalogs.drop(kind, name)
    yield _counted(1, kind, "dropped")


def _check_user(system: System, owner: UserId | None) -> None:
    """Refuse an owner the system has not (our choice): mediacom.5920."""
    if owner is not None and system.users.named(str(owner)) is None:
        raise OperatorError(messages.DOES_NOT_EXIST, object="USER", name=owner)


def _counted(count: int, kind: CatalogKind, done: str) -> str:
    return counted(count, _what(kind), done)


def _what(kind: CatalogKind) -> str:
    return f"{_WORDS[kind].lower()} catalog"


@dataclass(frozen=True, slots=True)
class InfoVolcat(Statement):
    """Show volume catalogs: place, owner, security and version.

    Names may have the wildcards * and ?; several stand in parentheses. Without a name it is all
    volume catalogs of the system.
    """

    source: ClassVar[str] = "DSM/TC Programming Manual, 67"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED
    options_inferred: ClassVar[bool] = True

    which: tuple[CatalogPattern, ...] = ()
    detail: bool = False
    brief: bool = False

    def run(self, context: Context) -> Interaction:
        """List them."""
        detail = in_detail(brief=self.brief, detail=self.detail)
        return _info(context, CatalogKind.VOLCAT, self.which, detail=detail)


@dataclass(frozen=True, slots=True)
class InfoFilecat(Statement):
    """Show file catalogs: place, owner, security and version.

    Names may have the wildcards * and ?; several stand in parentheses. Without a name it is all
    file catalogs of the system.
    """

    source: ClassVar[str] = "DSM/TC Programming Manual, 58"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED
    options_inferred: ClassVar[bool] = True

    which: tuple[CatalogPattern, ...] = ()
    detail: bool = False
    brief: bool = False

    def run(self, context: Context) -> Interaction:
        """List them."""
        detail = in_detail(brief=self.brief, detail=self.detail)
        return _info(context, CatalogKind.FILECAT, self.which, detail=detail)


@dataclass(frozen=True, slots=True)
class CreateVolcat(Statement):
    """Make an empty volume catalog on a subvolume.

    The keyword in front of the subvolume is not public: ON, SUBVOL or nothing is accepted. Without
    USER and SECURITY the catalog has the owner and the default security of whoever makes it. They
    govern SQL access to its tables; MEDIACOM's server works as SUPER.SUPER, whom they never stop.
    """

    authority: ClassVar[Authority] = Authority.SUPER_GROUP
    source: ClassVar[str] = "DSM/TC Programming Manual, 142"
    fidelity: ClassVar[Origin] = Origin.INFERRED

    name: CatalogName
    place: Subvolume
    security: Security | None = None
    user: UserId | None = None

    def run(self, context: Context) -> Interaction:
        """Make it."""
        kind = CatalogKind.VOLCAT
        return _create(context, kind, self.name, self.place, self.user, self.security)


@dataclass(frozen=True, slots=True)
class CreateFilecat(Statement):
    """Make an empty file catalog on a subvolume.

    The keyword in front of the subvolume is not public: ON, SUBVOL or nothing is accepted. Without
    USER and SECURITY the catalog has the owner and the default security of whoever makes it. They
    govern SQL access to its tables; MEDIACOM's server works as SUPER.SUPER, whom they never stop.
    """

    authority: ClassVar[Authority] = Authority.SUPER_GROUP
    source: ClassVar[str] = "DSM/TC Programming Manual, 142"
    fidelity: ClassVar[Origin] = Origin.INFERRED

    name: CatalogName
    place: Subvolume
    security: Security | None = None
    user: UserId | None = None

    def run(self, context: Context) -> Interaction:
        """Make it."""
        kind = CatalogKind.FILECAT
        return _create(context, kind, self.name, self.place, self.user, self.security)


@dataclass(frozen=True, slots=True)
class AlterVolcat(Statement):
    """Change the owner or the security of a volume catalog.

    They govern SQL access to its tables, not what MEDIACOM may do.
    """

    authority: ClassVar[Authority] = Authority.SUPER_GROUP
    source: ClassVar[str] = "DSM/TC Programming Manual, 133"
    fidelity: ClassVar[Origin] = Origin.INFERRED

    name: CatalogName
    security: Security | None = None
    user: UserId | None = None

    def run(self, context: Context) -> Interaction:
        """Change what is named."""
        return _alter(context, CatalogKind.VOLCAT, self.name, self.user, self.security)


@dataclass(frozen=True, slots=True)
class AlterFilecat(Statement):
    """Change the owner or the security of a file catalog.

    They govern SQL access to its tables, not what MEDIACOM may do.
    """

    authority: ClassVar[Authority] = Authority.SUPER_GROUP
    source: ClassVar[str] = "DSM/TC Programming Manual, 133"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    name: CatalogName
    security: Security | None = None
    user: UserId | None = None

    def run(self, context: Context) -> Interaction:
        """Change what is named."""
        return _alter(context, CatalogKind.FILECAT, self.name, self.user, self.security)


@dataclass(frozen=True, slots=True)
class DropVolcat(Statement):
    """Remove an empty volume catalog that is not the default of a system.

    Empty is a volume catalog without pools. Systems that cannot be reached are not asked.
    """

    authority: ClassVar[Authority] = Authority.SUPER_GROUP
    source: ClassVar[str] = "DSM/TC Programming Manual, 142 to 149"
    fidelity: ClassVar[Origin] = Origin.INFERRED

    name: CatalogName

    def run(self, context: Context) -> Interaction:
        """Remove it."""
        return _drop(context, CatalogKind.VOLCAT, self.name)


@dataclass(frozen=True, slots=True)
class DropFilecat(Statement):
    """Remove an empty file catalog that is not the default of a system.

    Empty is a file catalog without tape files; its generation counters go with it. Systems that
    cannot be reached are not asked.
    """

    authority: ClassVar[Authority] = Authority.SUPER_GROUP
    source: ClassVar[str] = "DSM/TC Programming Manual, 142 to 149"
    fidelity: ClassVar[Origin] = Origin.INFERRED

    name: CatalogName

    def run(self, context: Context) -> Interaction:
        """Remove it."""
        return _drop(context, CatalogKind.FILECAT, self.name)
