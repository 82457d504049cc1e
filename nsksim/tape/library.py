"""What holds tapes: the libraries of plug-ins, and the shelf for all others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from nsksim.dsmtc import TapeVolume
from nsksim.errors import OperatorError
from nsksim.messages import tape_drive
from nsksim.names import TapeLabel
from nsksim.store import Database, together
from nsksim.tape.label import LabelType, VolumeLabel
from nsksim.tape.reel import LARGEST_TAPE, Reel, ReelProblem


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

    def read(self, name: str) -> bytes:
        """Give the content of a tape, empty for one that was never written or labeled."""
        content = self._database.value("SELECT CONTENT FROM TAPE_REEL WHERE NAME = ?", [name])
        return b"" if content is None else bytes(content)

    def write(self, name: str, content: bytes) -> None:
        """Replace the content of a tape."""
        with self._database.transaction():
            self.remove(name)
            self._database.execute("INSERT INTO TAPE_REEL VALUES (?, ?)", [name, content])

    def remove(self, name: str) -> None:
        """Forget a tape."""
        self._database.execute("DELETE FROM TAPE_REEL WHERE NAME = ?", [name])

    def rename(self, old: str, new: str) -> None:
        """Note that the tape of one name has another one; a tape that had the new one is back."""
        self._database.execute("DELETE FROM TAPE_RENAMED WHERE NAME = ?", [new])
        self._database.execute("UPDATE TAPE_RENAMED SET NOW = ? WHERE NOW = ?", [new, old])
        self._database.execute("INSERT INTO TAPE_RENAMED VALUES (?, ?)", [old, new])

    def renamed(self, name: str) -> str | None:
        """Give the name that the tape of a name has now, None where it has that one."""
        now = self._database.value("SELECT NOW FROM TAPE_RENAMED WHERE NAME = ?", [name])
        return None if now is None else str(now)


class TapeStock:
    """All tapes a system can get at, by name: that of the label, or what people call an unlabeled.

    A tape that nobody wrote or labeled here is taken to bear a label of its own name: of the type
    its catalog entry has, ANSI for one that is in no catalog (our choice: tapes come labeled).
    """

    def __init__(
        self,
        database: Database,
        cataloged: Callable[[str], TapeVolume | None],
        libraries: Sequence[TapeLibrary],
    ) -> None:
        """Look at tapes; `cataloged` finds one in the catalogs that are asked for it."""
        self._database = database
        self._cataloged = cataloged
        self._libraries = libraries
        self._shelf = Shelf(database)

    def library(self, name: str) -> TapeLibrary | None:
        """Find the library that owns a tape."""
        found = (each for each in self._libraries if each.find(name) is not None)
        return next(found, None)

    def exists(self, name: str) -> bool:
        """Say whether a tape was written or labeled here."""
        return bool(self._content(name))

    def reel(self, name: str) -> Reel:
        """Give what is on a tape. Raises tape-drive.damaged."""
        content = self._content(name)
        if not content:
            return Reel(self._presumed(name))
        try:
            return Reel.decode(content)
        except ReelProblem as problem:
            label = TapeLabel(name)
            raise OperatorError(tape_drive.DAMAGED, label=label, reason=str(problem)) from problem

    def label(self, name: str) -> VolumeLabel | None:
        """Give the label of a tape, None for one without.

        Of a damaged tape it can still be read (our choice), as that of one nobody wrote on here.
        """
        try:
            return self.reel(name).label
        except OperatorError:
            return self._presumed(name)

    def new(self, name: str) -> bool:
        """Say whether nothing was ever written on a tape, not even a label."""
        try:
            return self.reel(name).new
        except OperatorError:
            return False  # something was, as `label` has it: a label

    def write(self, name: str, reel: Reel) -> None:
        """Replace what is on a tape; a labeled one then has the name of its label."""
        library = self.library(name)
        if library is not None:
            library.write(name, reel.encode())
            return
        now = reel.label.name if reel.label else name
        with self._database.transaction():
            self._shelf.remove(name)
            self._shelf.write(now, reel.encode())
            if now != name:
                self._shelf.rename(name, now)

    def hand_over(self, name: str, other: TapeStock) -> None:
        """Put a tape of the shelf on the shelf of another system, as people carry it there."""
        with together(self._database, other._database):
            other._shelf.write(name, self._shelf.read(name))
            self._shelf.remove(name)

    def renamed(self, name: str) -> str | None:
        """Give the label that was written over a name, None for a tape that still has it."""
        return self._shelf.renamed(name)

    def capacity(self, media_type: str = "") -> int:
        """Say how many bytes of disk files a tape of a type holds, or one nobody knows the type of.

        How much the tapes of a type hold is said by the scenario (ours).
        """
        sql = "SELECT BYTES FROM TAPE_CAPACITY WHERE TYPE = ?"
        return int(self._database.value(sql, [media_type]) or LARGEST_TAPE)

    def _content(self, name: str) -> bytes:
        return (self.library(name) or self._shelf).read(name)

    def _presumed(self, name: str) -> VolumeLabel:
        found = self._cataloged(name)
        return VolumeLabel(name, LabelType(found.label) if found else LabelType.ANSI)
