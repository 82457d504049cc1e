"""What was typed before, per simulated user, in a file of that user's own."""

from __future__ import annotations

import re
from pathlib import Path

from prompt_toolkit.history import FileHistory, History, InMemoryHistory

_SECRET = re.compile(
    r"\s*(?:LOGON\b[^,]*,|PASSWORD\b|REMOTEPASSWORD\b|.*\bPASSWORD\b)", re.IGNORECASE
)
"""Lines that carry a password."""

_NAME = re.compile(r"[A-Za-z0-9.,-]+")


class LineHistory(FileHistory):
    """A history that keeps no passwords."""

    def append_string(self, string: str) -> None:
        """Remember a line, except one that carries a password."""
        if not _SECRET.match(string):
            super().append_string(string)


def open_history(folder: Path, user: str) -> tuple[History, str]:
    """Open the history of `user` in `folder`.

    Returns a history that ends with the process, and the reason, when the file cannot be written.
    """
    name = user.upper() if _NAME.fullmatch(user) else "OTHER"
    path = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        with path.open("ab"):
            pass
    except OSError as error:
        return InMemoryHistory(), f"{path}: {error.strerror}"
    return LineHistory(str(path)), ""
