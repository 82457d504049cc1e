"""What holds the bytes of tapes: the libraries of plug-ins, and the shelf for all other tapes."""

from __future__ import annotations

from typing import Protocol

from nsksim.store import Database


class TapeLibrary(Protocol):
    """A (virtual) tape library: it owns tapes by label and mounts them when they are asked for.

    The bytes are the whole content of a tape; a library keeps them and does not look at them. A
    plug-in names the factory of its library, `(World, System) -> TapeLibrary`, in `Plugin.library`.
    """

    def find(self, label: str) -> object | None:
        """Give what the library knows of a tape, None for a tape that is not its own."""

    def load(self, label: str, *, for_output: bool) -> object:
        """Put a tape of the library into a drive.

        Raises OperatorError to refuse, before it changes anything. Called inside the transaction
        that chooses tape and drive, so that a refusal leaves both as they were (B-38).
        """

    def read(self, label: str) -> bytes:
        """Give the content of a tape, empty for one that was never written."""

    def write(self, label: str, content: bytes) -> None:
        """Replace the content of a loaded tape."""

    def unload(self, label: str, *, written: bool) -> None:
        """Take a tape out of its drive; `written` says whether it was written since its load.

        Called outside of any transaction: an unload may start work on other systems (E-03).
        """


class Shelf:
    """The tapes of a system that no library owns; people put them into drives and take them out."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, label: str) -> bytes:
        """Give the content of a tape, empty for one that was never written."""
        content = self._database.value("SELECT CONTENT FROM TAPE_CONTENT WHERE LABEL = ?", [label])
        return b"" if content is None else bytes(content)

    def unlabeled(self, label: str) -> bool:
        """Say whether a tape was written that bears no label."""
        sql = "SELECT UNLABELED FROM TAPE_CONTENT WHERE LABEL = ?"
        return bool(self._database.value(sql, [label]))

    def write(self, label: str, content: bytes, *, unlabeled: bool = False) -> None:
        """Replace the content of a tape."""
        with self._database.transaction():
            self._database.execute("DELETE FROM TAPE_CONTENT WHERE LABEL = ?", [label])
            self._database.execute(
                "INSERT INTO TAPE_CONTENT VALUES (?, ?, ?)", [label, content, unlabeled]
            )
