r"""The staging area: a sub-volume, usually of another system, written and read for a user.

Owns who may do what with which Guardian files. What is in the files belongs to
`catsync.replication`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from nsksim.errors import OperatorError
from nsksim.guardian.files import DiskFile
from nsksim.guardian.security import Action
from nsksim.guardian.system import System
from nsksim.guardian.users import User
from nsksim.messages import file_system
from nsksim.names import Subvolume
from nsksim.world import World

STAGING = 1729
"""File code of staging files (ours)."""

LISTED = 10
"""More files than this are looked up by listing the sub-volume, fewer one by one."""

SUMMARY = "SUMMARY"
"""File of the summary (F-05); no label makes a file of this name."""


class StagingArea:
    """One sub-volume as a process of `system` reaches it for `user`."""

    def __init__(self, world: World, system: System, user: User, place: str) -> None:
        r"""Go to `place`, such as `\INSIDX.$ETINET.SLABADL`.

        Raises file-system errors 18 and 250 (the system), 48 (the user is not known there, or has
        no matching remote passwords) and 14 (no such disk).
        """
        self.subvolume = Subvolume.parse(place).qualified(system.node)
        node = self.subvolume.node
        assert node is not None, "qualified above"  # our own value
        self.system = world.reach(system.node, node, place)
        self._requester = world.requester(system, user, self.system, place)
        self._volume = str(self.subvolume.volume)
        if self._volume not in self.system.files.disks:
            raise OperatorError(file_system.NO_DEVICE, name=f"{node}.{self._volume}")

    def __str__(self) -> str:
        return str(self.subvolume)

    def files(self) -> dict[str, DiskFile]:
        """Return the files of the sub-volume by name."""
        found = self.system.files.in_subvolume(self._volume, self.subvolume.name)
        return {file.name: file for file in found}

    def volume_files(self) -> dict[str, DiskFile]:
        """Return the per-volume files by name (F-04): everything but the summary."""
        return {name: file for name, file in self.files().items() if name != SUMMARY}

    def check_readable(self, files: Iterable[DiskFile]) -> None:
        """Refuse to read what the user may not. Raises file-system error 48."""
        for file in files:
            self._check(file, Action.READ)

    def find(self, name: str) -> DiskFile | None:
        """Find one file of the sub-volume."""
        return self.system.files.find(self.subvolume.file(name))

    def write(self, names: Collection[str], contents: Iterable[tuple[str, bytes]]) -> None:
        """Write the files `names`, all of them in one transaction there.

        A file of that name is replaced if the user may write it. Raises file-system errors 43 (the
        disk is full) and 48, before anything was changed.
        """
        many = len(names) > LISTED
        found = self.files() if many else {name: self.find(name) for name in names}
        for name in names:
            file = found.get(name)
            if file is not None:
                self._check(file, Action.WRITE)
        self.system.files.write_subvolume(
            self._volume, self.subvolume.name, contents, self._requester.user, STAGING
        )

    def purge_others(self, kept: Collection[str]) -> None:
        """Purge the staging files that are not among `kept`; other files stay.

        Raises file-system error 48.
        """
        others = [
            file for file in self.files().values() if file.name not in kept and file.code == STAGING
        ]
        for file in others:
            self._check(file, Action.PURGE)
        if others:
            names = [file.name for file in others]
            self.system.files.purge(self._volume, self.subvolume.name, names)

    def _check(self, file: DiskFile, action: Action) -> None:
        self.system.files.check(file, action, self._requester, self._name(file.name))

    def _name(self, name: str) -> str:
        return f"{self.subvolume}.{name}"
