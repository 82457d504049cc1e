"""The program FUP: its prompt, its banner and its language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from nsksim.errors import OperatorError
from nsksim.language import Language, Operand, Statement, endings_of, no_names
from nsksim.messages import file_system, fup
from nsksim.names import FileTemplate, NodeName, Security
from nsksim.programs.fup import fileset, security, statements
from nsksim.programs.interpreter import Interpreter
from nsksim.programs.language_program import Complaints
from nsksim.programs.session_commands import REST, Exit, Help, NotModelled


def _files(program: Fup | None) -> Iterator[tuple[str, str]]:
    """Offer the files of the default subvolume."""
    if program is None or program.defaults.node != program.environment.node:
        return
    defaults = program.defaults
    system = program.environment.system
    for file in system.files.in_subvolume(str(defaults.volume), defaults.subvolume):
        yield file.name, f"file code {file.code}"


def _volumes(program: Fup | None) -> Iterator[tuple[str, str]]:
    """Offer the disks of this system."""
    for name in program.environment.system.files.disks if program else ():
        yield name, "disk"


def _nodes(program: Fup | None) -> Iterator[tuple[str, str]]:
    """Offer the systems this one knows."""
    if program is not None:
        for node in program.environment.world.network.known(str(program.environment.node)):
            yield node, "system"


def _letters(text: str) -> str:
    return str(Security.parse(text))


def _number(text: str) -> int:
    number = int(text)
    if number > 255:
        raise ValueError(f"{text} is above 255")
    return number


_OPERANDS: dict[str, Operand[Any]] = {
    "FILESET": Operand(fileset.checked_fileset, "a file set", _files),
    "FILE": Operand(fileset.checked_file, "a file name", _files),
    "SUBVOLUME": Operand(fileset.checked_subvolume, "a subvolume", _volumes),
    "VOLUME": Operand(fileset.checked_subvolume, "a volume", _volumes),
    "NODE": Operand(lambda text: str(NodeName.parse(text)), "a system name", _nodes),
    "SECURITY": Operand(
        _letters,
        "four security letters",
        no_names,
        endings=(*endings_of(["NNNN", 'NNNN"']), '"'),
    ),
    "USER_NUMBER": Operand(_number, "a number from 0 to 255", no_names),
    "USER_NAME": Operand(lambda text: text.upper(), "a user name", no_names),
    "REST": REST,
}


class Fup(Interpreter):
    """FUP, the File Utility Program: lists, copies, purges, secures and licenses disk files."""

    name = "FUP"
    prompt = "-"
    remote = True
    simulated = (
        "INFO, COPY, DUP, FILES, FILENAMES, SUBVOLS, PURGE, RENAME, LICENSE, REVOKE, SECURE, GIVE,"
        " VOLUME, SYSTEM, HELP and EXIT, without their options"
    )
    language: ClassVar[Language] = Language(
        "fup",
        [
            statements.Info,
            statements.Copy,
            statements.Duplicate,
            statements.Files,
            statements.Filenames,
            statements.Subvols,
            statements.Purge,
            statements.Rename,
            security.License,
            security.Revoke,
            security.Secure,
            security.Give,
            statements.Volume,
            statements.System,
            Exit,
            Help,
            NotModelled,
        ],
        _OPERANDS,
        delimiters=",;()!",
    )
    complaints: ClassVar[Complaints] = Complaints(fup.UNKNOWN_COMMAND, fup.SYNTAX, fup.NOT_MODELLED)
    abbreviations: ClassVar[dict[str, str]] = {"DU": "DUP", "CONFIG": "CONFIGURE"}

    def banner(self) -> list[str]:
        """Return the banner; product number as documented, its form inferred."""
        return [
            f"File Utility Program - T6553H02 - (15AUG2012)    System {self.environment.node}",
            "(C)2012 Hewlett Packard Development Company, L.P.",
        ]

    def file_error(self, error: OperatorError) -> list[str]:
        """Return how FUP prints an error of the file system."""
        return fup.file_error(error)

    def unauthorized(self, statement: Statement) -> OperatorError:
        """Refuse with error 48, as the manual says of a license that others want to change."""
        first = next(iter(getattr(statement, "filesets", ())), "")
        name = FileTemplate.parse(first, self.defaults).local(self.environment.node)
        return OperatorError(file_system.SECURITY, name=name)
