"""VOLCAT and FILECAT: the catalogs themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nsksim.dsmtc import CatalogKind
from nsksim.errors import OperatorError, Origin
from nsksim.interaction import Interaction
from nsksim.language import Authority, Statement
from nsksim.messages import file_system
from nsksim.messages import mediacom as messages
from nsksim.names import CatalogName, Security, Subvolume, UserId
from nsksim.programs.mediacom.context import Context
from nsksim.programs.mediacom.displays.catalogs import catalog_table
from nsksim.programs.mediacom.displays.form import counted


def _info(
    context: Context, kind: CatalogKind, which: CatalogName | str | None, word: str
) -> Interaction:
    name = which if isinstance(which, CatalogName) else None
    system = context.at(name.node if name else None)
    catalogs = context.world.media(system).catalogs
    if name is not None:
        catalogs.check(kind, name)
    yield from catalog_table(catalogs.matching(kind, name), word)


def _create(
    context: Context,
    kind: CatalogKind,
    name: CatalogName,
    place: Subvolume,
    security: Security | None,
) -> Interaction:
    if name.node and place.node and name.node != place.node:
        raise OperatorError(messages.CATALOG_ELSEWHERE, object=kind, name=name, subvolume=place)
    system = context.at(name.node or place.node)
    disk = str(place.volume)
    if disk not in system.files.disks:
        raise OperatorError(file_system.NO_DEVICE, name=f"{system.node}.{disk}")
    user = context.environment.user
    letters = security or Security.parse(user.security)
    context.world.media(system).catalogs.create(
        kind, name, place, UserId(user.group_id, user.user_id), letters
    )
    word = "volume" if kind is CatalogKind.VOLCAT else "file"
    yield counted(1, f"{word} catalog", "created")


@dataclass(frozen=True, slots=True)
class InfoVolcat(Statement):
    """Show volume catalogs: place, owner, security and version.

    Without a name, and for *, all of the system; other wildcards are not modelled.
    """

    source: ClassVar[str] = "DSM/TC Programming Manual, 67"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    which: CatalogName | str | None = None

    def run(self, context: Context) -> Interaction:
        """List one or all."""
        return _info(context, CatalogKind.VOLCAT, self.which, "Volume")


@dataclass(frozen=True, slots=True)
class InfoFilecat(Statement):
    """Show file catalogs: place, owner, security and version.

    Without a name, and for *, all of the system; other wildcards are not modelled.
    """

    source: ClassVar[str] = "DSM/TC Programming Manual, 58"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    which: CatalogName | str | None = None

    def run(self, context: Context) -> Interaction:
        """List one or all."""
        return _info(context, CatalogKind.FILECAT, self.which, "File")


@dataclass(frozen=True, slots=True)
class CreateVolcat(Statement):
    """Make an empty volume catalog on a subvolume.

    The keyword in front of the subvolume is not public: ON, SUBVOL or nothing is accepted.
    """

    authority: ClassVar[Authority] = Authority.SUPER_GROUP
    source: ClassVar[str] = "DSM/TC Programming Manual, 142"
    fidelity: ClassVar[Origin] = Origin.INFERRED

    name: CatalogName
    place: Subvolume
    security: Security | None = None

    def run(self, context: Context) -> Interaction:
        """Make it."""
        return _create(context, CatalogKind.VOLCAT, self.name, self.place, self.security)


@dataclass(frozen=True, slots=True)
class CreateFilecat(Statement):
    """Make an empty file catalog on a subvolume.

    The keyword in front of the subvolume is not public: ON, SUBVOL or nothing is accepted.
    """

    authority: ClassVar[Authority] = Authority.SUPER_GROUP
    source: ClassVar[str] = "DSM/TC Programming Manual, 142"
    fidelity: ClassVar[Origin] = Origin.INFERRED

    name: CatalogName
    place: Subvolume
    security: Security | None = None

    def run(self, context: Context) -> Interaction:
        """Make it."""
        return _create(context, CatalogKind.FILECAT, self.name, self.place, self.security)
