"""Directories of worlds that live only in one process, in the host's directory for such things.

Owns their making, and the removal of those whose process was killed. A directory belongs to a
process as long as that holds the lock of its mark; nothing without the mark is ever touched.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

PREFIX = "nsksim-"
MARK = "IN-USE"
_CONTENT = b"nsksim temporary world\n"

_held: dict[Path, int] = {}
"""The marks this process holds: directory to descriptor."""


def make() -> Path:
    """Make a directory that is removed when nobody has it any more."""
    _remove_abandoned()
    directory = Path(tempfile.mkdtemp(prefix=PREFIX))
    # Locked before it gets its name: a mark that others can see is never free by chance.
    descriptor = os.open(directory / f".{MARK}", os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.write(descriptor, _CONTENT)
    (directory / f".{MARK}").rename(directory / MARK)
    _held[directory] = descriptor
    return directory


def leave(directory: Path) -> None:
    """Let go of a directory made here, and remove it if nothing else is in it."""
    descriptor = _held.pop(directory, None)
    if descriptor is None:
        return
    with suppress(OSError):
        (directory / MARK).unlink(missing_ok=True)
        directory.rmdir()
    os.close(descriptor)


@cache
def _remove_abandoned() -> None:
    """Remove, once per process, what killed processes of this user have left."""
    with suppress(OSError), os.scandir(tempfile.gettempdir()) as entries:
        for entry in entries:
            if entry.name.startswith(PREFIX) and entry.is_dir(follow_symlinks=False):
                _remove_if_abandoned(Path(entry.path))


def _remove_if_abandoned(directory: Path) -> None:
    """Remove a directory with our mark that nobody holds; what goes wrong is left for later."""
    with suppress(OSError):
        descriptor = os.open(directory / MARK, os.O_RDONLY | os.O_NOFOLLOW)
        try:
            owners = (directory.stat().st_uid, os.fstat(descriptor).st_uid)
            if owners == (os.getuid(),) * 2 and os.read(descriptor, 64) == _CONTENT:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(directory, ignore_errors=True)
        finally:
            os.close(descriptor)
