"""The commands of FUP that look at files, copy, rename and purge them, and set the defaults."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nsksim.errors import OperatorError, Origin
from nsksim.guardian.files import EDIT, DiskFile
from nsksim.guardian.security import Action
from nsksim.interaction import Interaction, Read
from nsksim.language import Statement
from nsksim.messages import file_system, fup
from nsksim.names import FileName, FileTemplate, NodeName, VolumeName
from nsksim.programs import displays
from nsksim.programs.fup import listing
from nsksim.programs.fup.fileset import Reached, find, reached, select

if TYPE_CHECKING:
    from nsksim.programs.fup.program import Fup


def refuse_option(program: Fup, command: str, option: str) -> None:
    """Refuse the options of a command that are not simulated."""
    if option:
        raise OperatorError(program.complaints.not_modelled, what=f"FUP {command} with {option}")


@dataclass(frozen=True, slots=True)
class Info(Statement):
    """List code, size, modification time, owner and security of files.

    A file that was modified today shows the time of day only. An L behind the code marks a
    licensed program. The super ID is shown as -1.
    """

    filesets: tuple[str, ...]
    option: str = ""

    fidelity = Origin.DOCUMENTED
    source = "FUP Reference Manual 2-92"

    def run(self, context: Fup) -> Interaction:
        """Print the listing."""
        refuse_option(context, "INFO", self.option)
        found = list(select(context.environment, context.defaults, self.filesets))
        yield from listing.info(found)


@dataclass(frozen=True, slots=True)
class Copy(Statement):
    """Display an EDIT file, or copy its lines into a file that exists."""

    source_file: str
    target: str = ""
    option: str = ""

    fidelity = Origin.INFERRED

    def run(self, context: Fup) -> Interaction:
        """Print the lines, or write them into the target."""
        refuse_option(context, "COPY", self.option)
        place, file = find(context.environment, context.defaults, self.source_file)
        place.check(file, Action.READ)
        if file.code != EDIT:
            raise OperatorError(
                context.complaints.not_modelled, what=f"FUP COPY of a file of code {file.code}"
            )
        lines = place.system.files.read_lines(file)
        if self.target:
            self._write(context, place, file)
        else:
            yield from lines
        yield f"RECORDS TRANSFERRED: {len(lines)}"

    def _write(self, context: Fup, place: Reached, file: DiskFile) -> None:
        to, target = find(context.environment, context.defaults, self.target)
        if (to.system.node, target.local_name) == (place.system.node, file.local_name):
            raise OperatorError(fup.SAME_FILE, name=to.shown(target))
        to.check(target, Action.WRITE)
        owner = to.system.users.identified(target.owner_group, target.owner_user)
        name = FileName.parse(target.local_name, to.system.node)
        content = place.system.files.read(file)
        to.system.files.write(name, content, owner or to.requester.user, code=target.code)
        to.system.files.secure(target, target.security)


@dataclass(frozen=True, slots=True)
class Duplicate(Statement):
    """Duplicate files under other names.

    An asterisk in the destination keeps that part of the name. The copy belongs to who made it and
    has his default security. It is not licensed, and not compiled for SQL, whatever the original
    was. With PURGE an existing destination is replaced.
    """

    filesets: tuple[str, ...]
    target: str
    option: str = ""

    fidelity = Origin.INFERRED

    def run(self, context: Fup) -> Interaction:
        """Write the copies and say how many they are."""
        option = self.option.upper()
        if option != "PURGE":
            refuse_option(context, "DUP", option)
        template = FileTemplate.parse(self.target, context.defaults)
        wild = (
            template.volume + template.subvolume.removeprefix("*") + template.file.removeprefix("*")
        )
        if {"*", "?"} & set(wild):
            raise OperatorError(fup.TARGET_WILDCARD, name=self.target)
        named = self.target.startswith("\\")
        to = reached(context.environment, template.node, str(template), named=named)
        count = 0
        for selection in select(context.environment, context.defaults, self.filesets):
            for file in selection.files:
                selection.place.check(file, Action.READ)
                self._copy(selection.place, file, to, template, replaces=option == "PURGE")
                count += 1
        yield f"FILES DUPLICATED: {count}"

    @staticmethod
    def _copy(
        place: Reached, file: DiskFile, to: Reached, template: FileTemplate, *, replaces: bool
    ) -> None:
        name = FileName(
            template.node,
            VolumeName.parse(template.volume),
            file.subvolume if template.subvolume == "*" else template.subvolume,
            file.name if template.file == "*" else template.file,
        )
        shown = f"{to.prefix}{name.without_node}"
        existing = to.system.files.find(name)
        if existing is not None:
            if (to.system.node, existing.local_name) == (place.system.node, file.local_name):
                raise OperatorError(fup.SAME_FILE, name=shown)
            if not replaces:
                raise OperatorError(file_system.EXISTS, name=shown)
            to.check(existing, Action.PURGE)
        content = place.system.files.read(file)
        to.system.files.write(name, content, to.requester.user, code=file.code)


@dataclass(frozen=True, slots=True)
class Files(Statement):
    """List the names of the files in a subvolume."""

    subvolume: str = ""

    fidelity = Origin.INFERRED

    def run(self, context: Fup) -> Interaction:
        """Print the names under their subvolumes."""
        where = self.subvolume
        if where.rpartition(".")[2].startswith("$"):
            where = f"{where}.*"
        text = f"{where}.*" if where else "*"
        for selection in select(context.environment, context.defaults, [text]):
            yield from displays.files(selection.files, selection.place.prefix.rstrip("."))


@dataclass(frozen=True, slots=True)
class Filenames(Statement):
    """List the full names of the files in a file set."""

    fileset: str = "*"

    fidelity = Origin.INFERRED

    def run(self, context: Fup) -> Interaction:
        """Print one name in a line."""
        for selection in select(context.environment, context.defaults, [self.fileset]):
            yield from displays.filenames(selection.files, selection.place.prefix.rstrip("."))


@dataclass(frozen=True, slots=True)
class Subvols(Statement):
    """List the subvolumes of a volume."""

    volume: str = ""

    fidelity = Origin.INFERRED

    def run(self, context: Fup) -> Interaction:
        """Print the names under the volume."""
        text = self.volume or str(context.defaults.volume)
        node_text, _, volume = text.rpartition(".")
        node = NodeName.parse(node_text) if node_text else context.defaults.node
        place = reached(context.environment, node, text, named=bool(node_text))
        if volume not in place.system.files.disks:
            raise OperatorError(file_system.NO_DEVICE, name=f"{place.prefix}{volume}")
        yield ""
        yield f"{place.prefix}{volume}"
        yield ""
        yield from displays.in_columns(place.system.files.subvolumes(volume))


@dataclass(frozen=True, slots=True)
class Purge(Statement):
    """Purge files.

    Without an exclamation mark each of them is asked about. A program that is running cannot be
    purged.
    """

    filesets: tuple[str, ...]
    quiet: bool = False
    silent: bool = False

    fidelity = Origin.DOCUMENTED
    source = "FUP Reference Manual 2-147"

    def run(self, context: Fup) -> Interaction:
        """Ask, purge and list what was purged."""
        asks = not (self.quiet or self.silent)
        interactive = context.environment.interactive
        if asks and not interactive:
            raise OperatorError(fup.PURGE_UNCONFIRMED)
        selections = list(select(context.environment, context.defaults, self.filesets))
        for place, file in ((each.place, file) for each in selections for file in each.files):
            place.check(file, Action.PURGE)
            shown = place.shown(file)
            if any(each.program == file.local_name for each in place.system.processes.all()):
                raise OperatorError(file_system.IN_USE, name=shown)
            if asks:
                answer = yield Read(f"PURGE {shown} (Y/N)? ")
                if answer is None:
                    return
                if not answer.strip().upper().startswith("Y"):
                    continue
            place.system.files.purge(file.volume, file.subvolume, [file.name])
            if interactive:
                yield f"{shown} PURGED."


@dataclass(frozen=True, slots=True)
class Rename(Statement):
    """Give a file another name on its volume."""

    file: str
    target: str

    fidelity = Origin.INFERRED

    def run(self, context: Fup) -> Interaction:
        """Rename the file; nothing is printed."""
        yield from ()
        place, file = find(context.environment, context.defaults, self.file)
        place.check(file, Action.PURGE)
        target = FileName.parse(self.target, context.defaults)
        shown = f"{place.prefix}{target.without_node}"
        if target.node != place.system.node or str(target.volume) != file.volume:
            shown = target.local(context.environment.node)
            raise OperatorError(file_system.ILLEGAL_NAME, name=shown)
        if place.system.files.find(target) is not None:
            raise OperatorError(file_system.EXISTS, name=shown)
        place.system.files.rename(file, target.subvolume, target.file)


@dataclass(frozen=True, slots=True)
class Volume(Statement):
    """Set the default subvolume of this session; alone, as it was at the start."""

    place: str = ""

    fidelity = Origin.INFERRED

    def run(self, context: Fup) -> Interaction:
        """Change the defaults; nothing is printed."""
        yield from ()
        if not self.place:
            context.defaults = context.environment.defaults
            return
        if self.place.rpartition(".")[2].startswith("$"):
            text = f"{self.place}.{context.defaults.subvolume}.A"
        else:
            text = f"{self.place}.A"
        name = FileName.parse(text, context.defaults)
        reached(context.environment, name.node, self.place, named=False)
        context.defaults = replace(
            context.defaults, node=name.node, volume=name.volume, subvolume=name.subvolume
        )


@dataclass(frozen=True, slots=True)
class System(Statement):
    """Set the default system of this session; alone, the own system."""

    node: str = ""

    fidelity = Origin.INFERRED

    def run(self, context: Fup) -> Interaction:
        """Change the default; nothing is printed."""
        yield from ()
        node = NodeName.parse(self.node) if self.node else context.environment.node
        reached(context.environment, node, str(node), named=False)
        context.defaults = replace(context.defaults, node=node)
