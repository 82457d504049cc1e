"""Disk files of one system: rows that point to contents which are written once and never changed.

Committing the row is the write: a file is the old one or the new one, never half of it. Host names
and host times mean nothing. Contents nobody points to are removed when the world is opened.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nsksim.clock import Clock
from nsksim.errors import OperatorError
from nsksim.guardian.security import Action, Requester, permits
from nsksim.guardian.users import User
from nsksim.messages import file_system
from nsksim.names import FileName, FileTemplate
from nsksim.store import Database, StoreProblem

_COLUMNS = (
    "VOLUME, SUBVOLUME, NAME, CODE, EOF, MODIFIED, OWNER_GROUP, OWNER_USER, SECURITY, LICENSED,"
    " COMPILED, PRIMARY_EXTENT, SECONDARY_EXTENT, CONTENT"
)
_CONTENTS = "SELECT CONTENT, EOF FROM FILE ORDER BY CONTENT"
EDIT = 101
OBJECT = 800
"""File codes: an EDIT file, a TNS/E native object."""


@dataclass(frozen=True, slots=True)
class DiskFile:
    """One file. `eof` is in bytes, `modified` is UTC, `compiled` is the SQL catalog or blank."""

    volume: str
    subvolume: str
    name: str
    code: int
    eof: int
    modified: datetime
    owner_group: int
    owner_user: int
    security: str
    licensed: bool
    compiled: str
    primary_extent: int
    secondary_extent: int
    content: int

    @property
    def local_name(self) -> str:
        """Give `$VOLUME.SUBVOLUME.NAME`."""
        return f"{self.volume}.{self.subvolume}.{self.name}"


class DiskFiles:
    """The files of one system; `directory` holds their contents."""

    def __init__(self, database: Database, clock: Clock, directory: Path) -> None:
        self._database = database
        self._clock = clock
        self._directory = directory
        directory.mkdir(parents=True, exist_ok=True)
        numbers = [int(entry.name) for entry in directory.iterdir() if entry.name.isdigit()]
        self._last_content = max(numbers, default=0)

    def check_contents(self) -> None:
        """Remove the contents that no row points to.

        Raises StoreProblem when a content is missing or has another size than its row says; nothing
        is removed then, because the rows may be those of another world.
        """
        for orphan in unused_contents(self._database, self._directory):
            os.unlink(orphan)

    @property
    def disks(self) -> list[str]:
        """Name the disks of the system."""
        return [name for (name,) in self._database.rows("SELECT NAME FROM DISK ORDER BY NAME")]

    def find(self, name: FileName) -> DiskFile | None:
        """Find one file; the node part of the name is the caller's business."""
        row = self._database.one(
            f"SELECT {_COLUMNS} FROM FILE WHERE VOLUME = ? AND SUBVOLUME = ? AND NAME = ?",
            [str(name.volume), name.subvolume, name.file],
        )
        return DiskFile(*row) if row else None

    def match(self, template: FileTemplate) -> list[DiskFile]:
        """Return the files a template matches, in alphabetical order of volume."""
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM FILE WHERE VOLUME GLOB ? AND SUBVOLUME GLOB ? AND NAME GLOB ?"
            " ORDER BY VOLUME, SUBVOLUME, NAME",
            list(template.globs),
        )
        return [DiskFile(*row) for row in rows]

    def in_subvolume(self, volume: str, subvolume: str) -> list[DiskFile]:
        """Return the files of a subvolume by name."""
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM FILE WHERE VOLUME = ? AND SUBVOLUME = ? ORDER BY NAME",
            [volume, subvolume],
        )
        return [DiskFile(*row) for row in rows]

    def subvolumes(self, volume: str) -> list[str]:
        """Name the subvolumes of a volume that hold files."""
        rows = self._database.rows(
            "SELECT DISTINCT SUBVOLUME FROM FILE WHERE VOLUME = ? ORDER BY SUBVOLUME", [volume]
        )
        return [name for (name,) in rows]

    def path(self, file: DiskFile) -> Path:
        """Say where the content of a file stands on the host; it may be read, never written."""
        return _content_path(self._directory, file.content)

    def read(self, file: DiskFile) -> bytes:
        """Return the content of a file. Raises StoreProblem for another than its row says."""
        path = self.path(file)
        try:
            content = path.read_bytes()
        except FileNotFoundError as error:
            raise _missing(path) from error
        if len(content) != file.eof:
            raise _of_another_size(path, len(content), file.eof)
        return content

    def read_lines(self, file: DiskFile) -> list[str]:
        """Return the lines of an EDIT file, without what a terminal could not show."""
        text = self.read(file).decode("ascii", errors="replace").replace("\ufffd", "?")
        return ["".join(c if c.isprintable() else "?" for c in line) for line in text.splitlines()]

    def check(self, file: DiskFile, action: Action, requester: Requester, name: str) -> None:
        """Refuse with file-system error 48 what the security of a file does not permit."""
        owner = (file.owner_group, file.owner_user)
        if not permits(file.security, action, *owner, requester):
            raise OperatorError(file_system.SECURITY, name=name)

    def write(self, name: FileName, content: bytes, owner: User, *, code: int = 0) -> None:
        """Write one file whole: it is new, or takes the place of the one of that name."""
        self.write_subvolume(str(name.volume), name.subvolume, [(name.file, content)], owner, code)

    def write_subvolume(
        self,
        volume: str,
        subvolume: str,
        contents: Iterable[tuple[str, bytes]],
        owner: User,
        code: int = 0,
    ) -> None:
        """Write several files of one subvolume, each name once, in one transaction.

        A file that exists is replaced by a new one: its owner, security and licence are gone.
        Raises file-system errors 14 (no such disk) and 43 (the host's disk is full).
        """
        if volume not in self.disks:
            raise OperatorError(file_system.NO_DEVICE, name=volume)
        names, numbers, sizes = [], [], []
        for name, content in contents:
            names.append(name)
            numbers.append(self._write_content(content, f"{volume}.{subvolume}.{name}"))
            sizes.append(len(content))
        if not names:
            return
        with self._database.transaction():
            self._forget(volume, subvolume, names)
            self._database.execute(
                "INSERT INTO FILE (VOLUME, SUBVOLUME, CODE, MODIFIED, OWNER_GROUP, OWNER_USER,"
                " SECURITY, NAME, EOF, CONTENT)"
                " SELECT $1, $2, $3, $4, $5, $6, $7,"
                " unnest($8::VARCHAR[]), unnest($9::BIGINT[]), unnest($10::BIGINT[])",
                [
                    volume,
                    subvolume,
                    code,
                    self._clock.now,
                    owner.group_id,
                    owner.user_id,
                    owner.security,
                    names,
                    sizes,
                    numbers,
                ],
            )

    def _write_content(self, content: bytes, name: str) -> int:
        """Write a content under a new host name and return its number."""
        number = self._last_content + 1
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
        target = _content_path(self._directory, number)
        try:
            with os.fdopen(os.open(target, flags, 0o644), "wb") as stream:
                stream.write(content)
        except OSError as error:
            target.unlink(missing_ok=True)
            if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
                raise OperatorError(file_system.DISK_FULL, name=name) from error
            raise
        self._last_content = number
        return number

    def purge(self, volume: str, subvolume: str, names: Sequence[str]) -> None:
        """Remove files of one subvolume."""
        with self._database.transaction():
            self._forget(volume, subvolume, names)

    def _forget(self, volume: str, subvolume: str, names: Sequence[str]) -> None:
        """Delete the rows of files, and their contents once that is committed."""
        gone = self._database.rows(
            "DELETE FROM FILE WHERE VOLUME = ? AND SUBVOLUME = ? AND NAME IN"
            " (SELECT unnest(?::VARCHAR[])) RETURNING CONTENT",
            [volume, subvolume, list(names)],
        )
        paths = [_content_path(self._directory, content) for (content,) in gone]

        def unlink() -> None:
            for path in paths:
                path.unlink(missing_ok=True)

        self._database.after_commit(unlink)

    def rename(self, file: DiskFile, subvolume: str, name: str) -> None:
        """Give a file another name on its volume, one that no file has."""
        self._update(file, "SUBVOLUME = ?, NAME = ?", [subvolume, name])

    def secure(self, file: DiskFile, security: str) -> None:
        """Set the RWEP letters of a file."""
        self._update(file, "SECURITY = ?", [security])

    def give(self, file: DiskFile, owner: User) -> None:
        """Give a file to another owner."""
        self._update(file, "OWNER_GROUP = ?, OWNER_USER = ?", [owner.group_id, owner.user_id])

    def license(self, file: DiskFile, *, licensed: bool) -> None:
        """Set or take away the licence flag of a program file."""
        self._update(file, "LICENSED = ?", [licensed])

    def compile(self, file: DiskFile, catalog: str) -> None:
        """Note the SQL catalog a program was compiled into; it loses its licence (N-07)."""
        self._update(file, "COMPILED = ?, LICENSED = false", [catalog])

    def touch(self, name: FileName, instant: datetime) -> None:
        """Set the modification time (UTC) of a file; for scenarios, whose files are older."""
        self._database.execute(
            "UPDATE FILE SET MODIFIED = ? WHERE VOLUME = ? AND SUBVOLUME = ? AND NAME = ?",
            [instant, str(name.volume), name.subvolume, name.file],
        )

    def _update(self, file: DiskFile, assignments: str, values: list[object]) -> None:
        self._database.execute(
            f"UPDATE FILE SET {assignments} WHERE VOLUME = ? AND SUBVOLUME = ? AND NAME = ?",
            [*values, file.volume, file.subvolume, file.name],
        )


def _content_path(directory: Path, content: int) -> Path:
    """Name a content; whatever a database says, it is a number and stays in its directory."""
    return directory / str(int(content))


def unused_contents(database: Database, directory: Path) -> list[str]:
    """Compare the files of a system with their contents; return the paths that no file has.

    Raises StoreProblem when a content is missing or has another size than its row says.
    """
    used = {str(int(content)): eof for content, eof in database.rows(_CONTENTS)}
    unused = []
    try:
        with os.scandir(directory) as entries:
            for entry in entries:
                if entry.name not in used:
                    unused.append(entry.path)
                elif (size := entry.stat().st_size) != (eof := used.pop(entry.name)):
                    raise _of_another_size(Path(entry.path), size, eof)
    except OSError as error:
        raise StoreProblem(f"{error.filename or directory}: {error.strerror}") from error
    for name in used:
        raise _missing(directory / name)
    return unused


def _missing(path: Path) -> StoreProblem:
    return StoreProblem(
        f"{path} is missing: the copy of the world is incomplete, or FILE.CONTENT was changed"
    )


def _of_another_size(path: Path, size: int, eof: int) -> StoreProblem:
    return StoreProblem(f"{path} is damaged: it has {size} bytes and FILE.EOF is {eof}")
