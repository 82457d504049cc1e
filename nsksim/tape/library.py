"""What holds tapes: the libraries of plug-ins, and the shelf for all others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from nsksim.dsmtc import TapeVolume
from nsksim.errors import OperatorError
from nsksim.messages import tape_drive
from nsksim.names import TapeLabel
from nsksim.store import Database, together
from nsksim.tape.label import LabelType, VolumeLabel
from nsksim.tape.reel import LARGEST_TAPE, FileSection, Reel, ReelProblem


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


@dataclass(frozen=True, slots=True)
class Cartridge:
    """One tape as people hold it: its name, and the pool whose tape it is.

    Only `home` tells two tapes of one name apart: a pool that is excluded from the search space may
    have a name that another one has too. It does not matter for the tape of a library.
    """

    name: str
    """That of the label; for a tape without one what people call it."""
    home: str = ""
    """The volume catalog with its node, a blank and the pool; empty where nobody noted it."""


def home_in(catalog: object, pool: object) -> str:
    """Name a pool as the home of its tapes; the catalog with its node."""
    return f"{catalog} {pool}"


class Shelf:
    """The tapes of a system that no library owns; people put them into drives and take them out."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def homes(self, name: str) -> list[str]:
        """List the homes of the tapes of a name that were written or labeled."""
        rows = self._database.rows(
            "SELECT HOME FROM TAPE_REEL WHERE NAME = ? ORDER BY HOME", [name]
        )
        return [home for (home,) in rows]

    def read(self, tape: Cartridge) -> bytes:
        """Give the content of a tape, empty for one that was never written or labeled."""
        content = self._database.value(
            "SELECT CONTENT FROM TAPE_REEL WHERE NAME = ? AND HOME = ?", [tape.name, tape.home]
        )
        return b"" if content is None else bytes(content)

    def write(self, tape: Cartridge, content: bytes) -> None:
        """Replace the content of a tape."""
        with self._database.transaction():
            self.remove(tape)
            self._database.execute(
                "INSERT INTO TAPE_REEL VALUES (?, ?, ?)", [tape.name, tape.home, content]
            )

    def remove(self, tape: Cartridge) -> None:
        """Forget a tape."""
        self._database.execute(
            "DELETE FROM TAPE_REEL WHERE NAME = ? AND HOME = ?", [tape.name, tape.home]
        )

    def claim(self, tape: Cartridge, home: str) -> None:
        """Note that a tape has another home now, "" for none."""
        before = [home, tape.name, tape.home]
        with self._database.transaction():
            self._database.execute(
                "UPDATE TAPE_REEL SET HOME = ? WHERE NAME = ? AND HOME = ?", before
            )
            self._database.execute(
                "UPDATE TAPE_RENAMED SET NOWHOME = ? WHERE NOW = ? AND NOWHOME = ?", before
            )

    def rename(self, old: Cartridge, now: Cartridge) -> None:
        """Note that a tape has another name now; one that had the new name is back."""
        before, after = [old.name, old.home], [now.name, now.home]
        self._database.execute("DELETE FROM TAPE_RENAMED WHERE NAME = ? AND HOME = ?", after)
        self._database.execute(
            "UPDATE TAPE_RENAMED SET NOW = ?, NOWHOME = ? WHERE NOW = ? AND NOWHOME = ?",
            [*after, *before],
        )
        self._database.execute("INSERT INTO TAPE_RENAMED VALUES (?, ?, ?, ?)", [*before, *after])

    def renamed(self, name: str) -> dict[str, Cartridge]:
        """Give what tapes of a name are now, by their homes."""
        rows = self._database.rows(
            "SELECT HOME, NOW, NOWHOME FROM TAPE_RENAMED WHERE NAME = ? ORDER BY HOME", [name]
        )
        return {home: Cartridge(*now) for home, *now in rows}


class TapeStock:
    """All tapes a system can get at.

    A tape that nobody wrote or labeled here is taken to bear a label of its own name: of the type
    its catalog entry has, ANSI for one that is in no catalog (our choice: tapes come labeled); and,
    unless a library has it, the labels of the files that are cataloged on it.
    """

    def __init__(
        self,
        database: Database,
        cataloged: Callable[[Cartridge], TapeVolume | None],
        files_on: Callable[[Cartridge], tuple[FileSection, ...]],
        libraries: Sequence[TapeLibrary],
    ) -> None:
        """Look at tapes.

        `cataloged` finds one in the pool whose it is, or in any; `files_on` tells what is cataloged
        on it.
        """
        self._database = database
        self._cataloged = cataloged
        self._files_on = files_on
        self._libraries = libraries
        self._shelf = Shelf(database)

    def library(self, name: str) -> TapeLibrary | None:
        """Find the library that owns a tape."""
        found = (each for each in self._libraries if each.find(name) is not None)
        return next(found, None)

    def find(self, name: str, home: str = "") -> Cartridge | None:
        """Find a tape of a name that was written or labeled here, None for one nobody touched.

        A tape whose pool has no such tape any more, or was never noted, is that of whoever asks.
        """
        library = self.library(name)
        if library is not None:
            return Cartridge(name) if library.read(name) else None
        found = self._meant(name, home, self._shelf.homes(name))
        return None if found is None else Cartridge(name, found)

    def bring(self, name: str, home: str) -> Cartridge:
        """Give the tape of a pool, as people bring it from the shelf.

        One that no other pool has is its own from now on.
        """
        tape, found = Cartridge(name, home), self.find(name, home)
        if found is None or found == tape:
            return tape
        if not home:
            return found
        self._shelf.claim(found, home)
        return tape

    def reel(self, tape: Cartridge) -> Reel:
        """Give what is on a tape. Raises tape-drive.damaged."""
        content = self._content(tape)
        if not content:
            return self._untouched(tape)
        try:
            return Reel.decode(content)
        except ReelProblem as problem:
            label = TapeLabel(tape.name)
            raise OperatorError(tape_drive.DAMAGED, label=label, reason=str(problem)) from problem

    def only_cataloged(self, tape: Cartridge) -> Reel | None:
        """Give what a tape of the shelf bears that nobody touched and that is to have files.

        Whoever mounts it writes that on it: the labels do not follow their catalogs.
        """
        if self._content(tape):
            return None
        reel = self._untouched(tape)
        return reel if reel.sections else None

    def label(self, tape: Cartridge) -> VolumeLabel | None:
        """Give the label of a tape, None for one without.

        Of a damaged tape it can still be read (our choice), as that of one nobody wrote on here.
        """
        try:
            return self.reel(tape).label
        except OperatorError:
            return self._presumed(tape)

    def new(self, tape: Cartridge) -> bool:
        """Say whether nothing was ever written on a tape, not even a label."""
        try:
            return self.reel(tape).new
        except OperatorError:
            return False  # something was, as `label` has it: a label

    def write(self, tape: Cartridge, reel: Reel, now: Cartridge | None = None) -> None:
        """Replace what is on a tape; with another label it is another tape `now`."""
        library = self.library(tape.name)
        if library is not None:
            library.write(tape.name, reel.encode())
            return
        now = now or tape
        with self._database.transaction():
            self._shelf.remove(tape)
            self._shelf.write(now, reel.encode())
            if now.name != tape.name or (tape.home and now.home != tape.home):
                self._shelf.rename(tape, now)

    def move(self, tape: Cartridge, home: str) -> Cartridge:
        """Note that a tape is of another pool now, "" for none, unless that one has one already."""
        if self.library(tape.name) is not None or home in self._shelf.homes(tape.name):
            return tape
        self._shelf.claim(tape, home)
        return Cartridge(tape.name, home)

    def hand_over(self, tape: Cartridge, other: TapeStock) -> None:
        """Put a tape of the shelf on the shelf of another system, as people carry it there."""
        with together(self._database, other._database):
            other._shelf.write(tape, self._shelf.read(tape))
            self._shelf.remove(tape)

    def renamed(self, name: str, home: str = "") -> Cartridge | None:
        """Give what a tape is over whose label another was written, None for one that has it."""
        now = self._shelf.renamed(name)
        found = self._meant(name, home, list(now))
        return None if found is None else now[found]

    def capacity(self, media_type: str = "") -> int:
        """Say how many bytes of disk files a tape of a type holds, or one nobody knows the type of.

        How much the tapes of a type hold is said by the scenario (ours).
        """
        sql = "SELECT BYTES FROM TAPE_CAPACITY WHERE TYPE = ?"
        return int(self._database.value(sql, [media_type]) or LARGEST_TAPE)

    def _content(self, tape: Cartridge) -> bytes:
        library = self.library(tape.name)
        return self._shelf.read(tape) if library is None else library.read(tape.name)

    def _untouched(self, tape: Cartridge) -> Reel:
        sections = self._files_on(tape) if self.library(tape.name) is None else ()
        return Reel(self._presumed(tape), sections)

    def _presumed(self, tape: Cartridge) -> VolumeLabel:
        found = self._cataloged(tape)
        return VolumeLabel(tape.name, LabelType(found.label) if found else LabelType.ANSI)

    def _meant(self, name: str, home: str, homes: Sequence[str]) -> str | None:
        """Choose the home of the tape that is meant: its own, one that nobody claims, or any."""
        if home in homes:
            return home
        for each in homes:
            if not each or self._cataloged(Cartridge(name, each)) is None:
                return each
        return homes[0] if homes and not home else None
