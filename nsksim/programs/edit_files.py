"""EDIT files by their typed names: where they are, what stands in them, and writing one.

Names are completed from the defaults of a process and reached over the network as that process may.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nsksim.errors import OperatorError
from nsksim.guardian.files import EDIT, DiskFile
from nsksim.guardian.security import Action
from nsksim.guardian.system import System
from nsksim.messages import file_system
from nsksim.names import FileName, InvalidName
from nsksim.programs.program import Environment


@dataclass(frozen=True, slots=True)
class Found:
    """A disk file, the system it is on, and its full name."""

    system: System
    name: FileName
    file: DiskFile

    def content(self) -> bytes:
        """Return what stands in the file."""
        return self.system.files.read(self.file)

    def lines(self) -> list[str]:
        """Return the lines of the file."""
        return self.system.files.read_lines(self.file)

    def check(self, action: Action, environment: Environment, typed: str) -> None:
        """Refuse with file-system error 48 what the process may not do with the file."""
        requester = environment.requester(self.system, typed)
        self.system.files.check(self.file, action, requester, typed)


def file_name(environment: Environment, typed: str) -> FileName:
    """Complete a typed name. Raises file-system error 13."""
    try:
        return FileName.parse(typed, environment.defaults)
    except InvalidName:
        raise OperatorError(file_system.ILLEGAL_NAME, name=typed) from None


def find(environment: Environment, typed: str) -> Found | None:
    """Find a file by its typed name. Raises file-system errors 13, 18, 48 and 250."""
    name = file_name(environment, typed)
    system = environment.reach(name.node, typed)
    file = system.files.find(name)
    return None if file is None else Found(system, name, file)


def existing(environment: Environment, typed: str) -> Found:
    """Find a file that has to exist. Raises file-system error 11 besides those of `find`."""
    found = find(environment, typed)
    if found is None:
        raise OperatorError(file_system.NOT_FOUND, name=typed)
    return found


def read_lines(environment: Environment, typed: str) -> list[str]:
    """Read an EDIT file. Raises file-system errors 2 (no EDIT file), 11, 13, 18, 48 and 250."""
    found = existing(environment, typed)
    found.check(Action.READ, environment, typed)
    if found.file.code != EDIT:
        raise OperatorError(file_system.NOT_ALLOWED, name=typed)
    return found.lines()


def check_writable(environment: Environment, typed: str) -> FileName:
    """Give the full name of an EDIT file that can be written or made.

    Raises file-system errors 2, 13, 14 (no such disk), 18, 48 and 250.
    """
    name = file_name(environment, typed)
    found = find(environment, typed)
    if found is not None:
        found.check(Action.WRITE, environment, typed)
        if found.file.code != EDIT:
            raise OperatorError(file_system.NOT_ALLOWED, name=typed)
    elif str(name.volume) not in environment.reach(name.node, typed).files.disks:
        raise OperatorError(file_system.NO_DEVICE, name=str(name.volume))
    return name


def append_lines(environment: Environment, typed: str, lines: Iterable[str]) -> None:
    """Write lines behind those of an EDIT file, which is made when it does not exist.

    Raises what `check_writable` does, and file-system error 43.
    """
    name = check_writable(environment, typed)
    found = find(environment, typed)
    before = found.lines() if found is not None else []
    system = environment.reach(name.node, typed)
    owner = environment.requester(system, typed).user
    text = "".join(f"{line}\n" for line in (*before, *lines))
    system.files.write(name, text.encode("ascii", "replace"), owner, code=EDIT)
