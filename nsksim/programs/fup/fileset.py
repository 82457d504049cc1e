"""File sets: from what was typed to the files of a system, local or remote, and who asks for them.

A file set is completed from the defaults of the session. Wildcards stand in volume, subvolume and
file id.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nsksim.errors import OperatorError
from nsksim.guardian.files import DiskFile
from nsksim.guardian.security import Action, Requester
from nsksim.guardian.system import System
from nsksim.messages import file_system
from nsksim.names import Defaults, FileName, FileTemplate, NodeName, VolumeName
from nsksim.programs.program import Environment


@dataclass(frozen=True, slots=True)
class Reached:
    r"""A system as this session reaches it: who the requester is there, how names are shown.

    `prefix` is `\NODE.` where the operator named the node or the system is another one.
    """

    system: System
    requester: Requester
    prefix: str

    def check(self, file: DiskFile, action: Action) -> None:
        """Refuse with error 48 what the security of a file does not permit."""
        self.system.files.check(file, action, self.requester, self.shown(file))

    def shown(self, file: DiskFile) -> str:
        """Give the name of a file as messages show it."""
        return f"{self.prefix}{file.local_name}"

    @property
    def commands(self) -> bool:
        """Say whether the requester is the super ID at home, who alone may license programs."""
        return self.requester.governs

    def owns(self, file: DiskFile) -> bool:
        """Say whether the requester may secure or give a file: owner, his manager, super ID."""
        user = self.requester.user
        if self.requester.remote or user.group_id != file.owner_group:
            return self.commands
        return user.user_id in {file.owner_user, 255} or self.commands


@dataclass(frozen=True, slots=True)
class Selection:
    """The files of one file set, in alphabetical order."""

    place: Reached
    files: tuple[DiskFile, ...]


def reached(environment: Environment, node: NodeName, name: str, *, named: bool) -> Reached:
    """Reach a system for a command; `name` is what a refusal shows.

    Raises file-system errors 18, 48 and 250.
    """
    system = environment.at(node, name)
    prefix = f"{node}." if named or node != environment.node else ""
    return Reached(system, environment.requester(system, name), prefix)


def select(
    environment: Environment, defaults: Defaults, texts: Iterable[str]
) -> Iterator[Selection]:
    """Yield the selection of each file set. Raises also errors 11 and 14."""
    for text in texts:
        template = FileTemplate.parse(text, defaults)
        named = text.startswith("\\")
        place = reached(environment, template.node, str(template), named=named)
        name = f"{place.prefix}{template.without_node}"
        volume = template.volume
        if not {"*", "?"} & set(volume) and volume not in place.system.files.disks:
            raise OperatorError(file_system.NO_DEVICE, name=name)
        files = tuple(place.system.files.match(template))
        if not files:
            raise OperatorError(file_system.NOT_FOUND, name=name)
        yield Selection(place, files)


def find(environment: Environment, defaults: Defaults, text: str) -> tuple[Reached, DiskFile]:
    """Find one file. Raises also error 11."""
    name = FileName.parse(text, defaults)
    place = reached(environment, name.node, str(name), named=text.startswith("\\"))
    file = place.system.files.find(name)
    if file is None:
        raise OperatorError(file_system.NOT_FOUND, name=f"{place.prefix}{name.without_node}")
    return place, file


ANYWHERE = Defaults(NodeName("A"), VolumeName("A"), "A")
"""Defaults to check the form of a name with, before the real ones are known."""


def checked_fileset(text: str) -> str:
    """Check the form of a file set. Raises InvalidName."""
    FileTemplate.parse(text, ANYWHERE)
    return text.upper()


def checked_file(text: str) -> str:
    """Check the form of a file name. Raises InvalidName."""
    FileName.parse(text, ANYWHERE)
    return text.upper()


def checked_subvolume(text: str) -> str:
    """Check the form of a subvolume, or of a volume alone. Raises InvalidName."""
    parts = text.split(".")
    if parts[-1].startswith("$"):
        VolumeName.parse(parts[-1])
        if len(parts) == 2:
            NodeName.parse(parts[0])
        return text.upper()
    FileTemplate.parse(f"{text}.A", ANYWHERE)
    return text.upper()
