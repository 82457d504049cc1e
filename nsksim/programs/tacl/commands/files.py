"""Commands about disk files, and those that read commands and macros from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from nsksim.errors import OperatorError, Origin
from nsksim.guardian.files import DiskFile
from nsksim.guardian.security import Action
from nsksim.guardian.system import System
from nsksim.interaction import Effect, Interaction, Refused
from nsksim.language import Statement
from nsksim.messages import file_system
from nsksim.messages import tacl_commands as messages
from nsksim.names import FileTemplate
from nsksim.programs import displays, edit_files
from nsksim.programs.tacl import lexical
from nsksim.programs.tacl.commands.listing import listing
from nsksim.programs.tacl.context import Context

OBEY_DEPTH = 8
"""So many OBEY files may be open at once. Ours: an OBEY file that obeys itself has to end."""

Display = Callable[[System, list[DiskFile], str], Iterable[str]]


def _each(context: Context, templates: Iterable[str], display: Display) -> Iterator[Effect]:
    """Display what each template matches, or say that nothing does."""
    environment = context.environment
    for typed in templates:
        template = FileTemplate.parse(typed, environment.defaults)
        system = environment.reach(template.node, typed)
        found = system.files.match(template)
        if not found:
            yield Refused(OperatorError(messages.NO_FILES_MATCH, template=template))
            continue
        foreign = template.node != context.node or typed.startswith("\\")
        yield from display(system, found, str(template.node) if foreign else "")


def _fileinfo(system: System, found: list[DiskFile], node: str) -> Iterable[str]:
    return displays.fileinfo(found, system.local, node)


def _filenames(system: System, found: list[DiskFile], node: str) -> Iterable[str]:
    del system
    return displays.filenames(found, node)


def _files(system: System, found: list[DiskFile], node: str) -> Iterable[str]:
    del system
    return displays.files(found, node)


@dataclass(frozen=True, slots=True)
class Fileinfo(Statement):
    """Show code, size, date, owner, security and extents of disk files.

    Without a template, of all files of the current subvolume.
    """

    source: ClassVar[str] = "TACL Reference Manual 8-68"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    output: str | None = None
    templates: tuple[str, ...] = ("*",)

    def run(self, context: Context) -> Interaction:
        """List the files."""
        yield from listing(context, self.output, _each(context, self.templates, _fileinfo))


@dataclass(frozen=True, slots=True)
class Filenames(Statement):
    """List the full names of the disk files that templates match."""

    source: ClassVar[str] = "TACL Reference Manual 2-6"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    output: str | None = None
    templates: tuple[str, ...] = ("*",)

    def run(self, context: Context) -> Interaction:
        """List the names."""
        yield from listing(context, self.output, _each(context, self.templates, _filenames))


@dataclass(frozen=True, slots=True)
class Files(Statement):
    """List the names of the files in subvolumes, the current one if none is named."""

    fidelity: ClassVar[Origin] = Origin.INFERRED

    output: str | None = None
    subvolumes: tuple[str, ...] = ()

    def run(self, context: Context) -> Interaction:
        """List the names."""
        templates = [f"{subvolume}.*" for subvolume in self.subvolumes] or ["*"]
        yield from listing(context, self.output, _each(context, templates, _files))


@dataclass(frozen=True, slots=True)
class Purge(Statement):
    """Remove disk files."""

    fidelity: ClassVar[Origin] = Origin.INFERRED

    files: tuple[str, ...]

    def run(self, context: Context) -> Interaction:
        """Remove one after the other; the first refusal leaves the others."""
        for typed in self.files:
            yield f"{purged(context, typed)} purged."


def purged(context: Context, typed: str) -> str:
    """Remove one file and give its full name. Raises file-system errors 11, 13, 18, 48, 250."""
    found = edit_files.existing(context.environment, typed)
    found.check(Action.PURGE, context.environment, typed)
    found.system.files.purge(found.file.volume, found.file.subvolume, [found.file.name])
    return found.name.local(context.node)


@dataclass(frozen=True, slots=True)
class Rename(Statement):
    """Give a disk file another name on its volume."""

    fidelity: ClassVar[Origin] = Origin.INFERRED

    old: str
    new: str

    def run(self, context: Context) -> Interaction:
        """Rename the file."""
        renamed(context, self.old, self.new)
        yield from ()


def renamed(context: Context, old: str, new: str) -> None:
    """Rename a file. Raises file-system errors 10, 11, 13, 18, 48, 250 and CANNOT_MOVE."""
    environment = context.environment
    found = edit_files.existing(environment, old)
    found.check(Action.PURGE, environment, old)
    target = edit_files.file_name(environment, new)
    if (target.node, target.volume) != (found.name.node, found.name.volume):
        raise OperatorError(messages.CANNOT_MOVE, old=found.name, new=target)
    if found.system.files.find(target) is not None:
        raise OperatorError(file_system.EXISTS, name=new)
    found.system.files.rename(found.file, target.subvolume, target.file)


@dataclass(frozen=True, slots=True)
class Create(Statement):
    """Create an empty unstructured disk file with the default extents."""

    fidelity: ClassVar[Origin] = Origin.INFERRED

    file: str
    extent: int | None = None

    def run(self, context: Context) -> Interaction:
        """Create the file."""
        if self.extent is not None:
            raise OperatorError(messages.NOT_MODELLED, what="An extent size in CREATE")
        environment = context.environment
        if edit_files.find(environment, self.file) is not None:
            raise OperatorError(file_system.EXISTS, name=self.file)
        name = edit_files.check_writable(environment, self.file)
        system = environment.reach(name.node, self.file)
        system.files.write(name, b"", environment.requester(system, self.file).user)
        yield f"{name.local(context.node)} has been created."


@dataclass(frozen=True, slots=True)
class Load(Statement):
    """Load libraries of macros and routines. The files are separated by blanks.

    KEEP 1 leaves one level of each variable, so that loading again does not pile them up.
    """

    source: ClassVar[str] = "TACL Reference Manual 8-94"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    files: tuple[str, ...]
    keep: int | None = None

    def run(self, context: Context) -> Interaction:
        """Load the libraries in their order."""
        for typed in self.files:
            context.engine.load(edit_files.read_lines(context.environment, typed), self.keep)
        yield from ()


@dataclass(frozen=True, slots=True)
class Obey(Statement):
    """Do the commands of an EDIT file as if they were typed."""

    source: ClassVar[str] = "TACL Reference Manual 2-2"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    file: str

    def run(self, context: Context) -> Interaction:
        """Do them one after the other; a refusal does not stop the others."""
        if context.obeying >= OBEY_DEPTH:
            raise OperatorError(messages.OBEY_TOO_DEEP, limit=OBEY_DEPTH)
        lines = edit_files.read_lines(context.environment, self.file)
        context.obeying += 1
        try:
            for command in commands_in(lines):
                try:
                    yield from context.engine.run(command)
                except OperatorError as error:
                    if error.message is messages.OBEY_TOO_DEEP:
                        raise
                    yield Refused(error)
        finally:
            context.obeying -= 1


def commands_in(lines: Iterable[str]) -> Iterator[str]:
    """Put the physical lines of a file together to commands; blank ones are left out."""
    typed: list[str] = []
    for line in lines:
        typed.append(line)
        if lexical.needs_more(typed):
            continue
        if any(each.strip() for each in typed):
            yield "\n".join(typed)
        typed = []
    if typed:
        yield "\n".join(typed)


STATEMENTS = (Fileinfo, Filenames, Files, Purge, Rename, Create, Load, Obey)
