"""The commands of FUP that say who may do what: LICENSE, REVOKE, SECURE, GIVE."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nsksim.errors import OperatorError, Origin
from nsksim.guardian.files import DiskFile
from nsksim.interaction import Interaction
from nsksim.language import Authority, Statement
from nsksim.messages import file_system, fup
from nsksim.programs.fup.fileset import Reached, select
from nsksim.programs.fup.statements import refuse_option

if TYPE_CHECKING:
    from nsksim.programs.fup.program import Fup

PROGRAM_CODES = frozenset({100, 500, 700, 800})
"""File codes of program files: TNS, TNS/X, TNS/R and TNS/E."""


def _each(context: Fup, filesets: tuple[str, ...]) -> Iterator[tuple[Reached, DiskFile]]:
    for selection in select(context.environment, context.defaults, filesets):
        for file in selection.files:
            yield selection.place, file


def _owned(context: Fup, filesets: tuple[str, ...]) -> Iterator[tuple[Reached, DiskFile]]:
    for place, file in _each(context, filesets):
        if not place.owns(file):
            raise OperatorError(file_system.SECURITY, name=place.shown(file))
        yield place, file


def _set_license(context: Fup, filesets: tuple[str, ...], *, licensed: bool) -> None:
    for place, file in list(_each(context, filesets)):
        if not place.commands:
            raise OperatorError(file_system.SECURITY, name=place.shown(file))
        if file.code not in PROGRAM_CODES:
            raise OperatorError(file_system.NOT_ALLOWED, name=place.shown(file))
        place.system.files.license(file, licensed=licensed)


@dataclass(frozen=True, slots=True)
class License(Statement):
    """License program files, so that they may run privileged.

    Nothing is printed when it is done; INFO shows an L behind the code. A copy of a licensed file
    is not licensed.
    """

    filesets: tuple[str, ...]

    authority = Authority.SUPER_ID
    fidelity = Origin.DOCUMENTED
    source = "FUP Reference Manual 2-123"

    def run(self, context: Fup) -> Interaction:
        """Set the licence."""
        yield from ()
        _set_license(context, self.filesets, licensed=True)


@dataclass(frozen=True, slots=True)
class Revoke(Statement):
    """Take the licence from program files."""

    filesets: tuple[str, ...]
    option: str = ""

    authority = Authority.SUPER_ID
    fidelity = Origin.DOCUMENTED
    source = "FUP Reference Manual 2-163"

    def run(self, context: Fup) -> Interaction:
        """Take the licence."""
        yield from ()
        refuse_option(context, "REVOKE", self.option)
        _set_license(context, self.filesets, licensed=False)


@dataclass(frozen=True, slots=True)
class Secure(Statement):
    """Set who may read, write, execute and purge; alone, the user's default."""

    filesets: tuple[str, ...]
    letters: str = ""

    fidelity = Origin.INFERRED

    def run(self, context: Fup) -> Interaction:
        """Set the security; nothing is printed."""
        yield from ()
        if self.letters in _SECURE_OPTIONS:
            refuse_option(context, "SECURE", self.letters)
        letters = self.letters or context.environment.user.security
        for place, file in list(_owned(context, self.filesets)):
            place.system.files.secure(file, letters)


_SECURE_OPTIONS = frozenset({"CLEARONPURGE", "PARTONLY", "PROGID", "TRUST"})


@dataclass(frozen=True, slots=True)
class Give(Statement):
    """Give files to another user of their system."""

    filesets: tuple[str, ...]
    owner: tuple[int | str, ...]

    fidelity = Origin.INFERRED

    def run(self, context: Fup) -> Interaction:
        """Change the owner; nothing is printed."""
        yield from ()
        name = ",".join(str(part) for part in self.owner)
        for place, file in list(_owned(context, self.filesets)):
            user = place.system.users.named(name)
            if user is None:
                raise OperatorError(fup.NO_USER, user=name)
            place.system.files.give(file, user)
