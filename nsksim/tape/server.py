"""The tape server $ZSVR of one system: who gets which tape, on which drive.

Tapes of a library are mounted by the library when they are asked for; all others by people, who
`mount` and `unload`. Which tape a job wants is the business of `job`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from nsksim.dsmtc import MediaCatalog, TapeStatus
from nsksim.errors import OperatorError
from nsksim.guardian.system import System
from nsksim.interaction import Break, Wait
from nsksim.messages import backup, file_system, tape_drive, tape_server
from nsksim.names import CatalogName, DriveName, LabelPattern, PoolName, PoolPattern, TapeLabel
from nsksim.tape.console import (
    MOUNT_ACCEPTED,
    MOUNT_INPUT,
    MOUNT_OUTPUT,
    Console,
    mount_message,
    mount_text,
)
from nsksim.tape.drive import Drives, Holder, MountRequest, MountRequests, TapeDrive, TapeUse
from nsksim.tape.library import Shelf, TapeLibrary

T = TypeVar("T")
Waiting = Generator[Wait, None, T]
"""Something that may have to wait before it has its result."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A tape a process wants, and what it wants to do with it."""

    label: TapeLabel
    use: TapeUse
    device: str = ""
    """Empty where any drive will do."""
    labels: str = "BACKUP"
    comment: str = ""
    """MOUNTMSG of the DEFINE."""

    def at(self, drive: str) -> bool:
        """Say whether the tape may be on `drive`."""
        return self.device in ("", drive)


class TapeServer:
    """The tape server of one system."""

    def __init__(
        self, system: System, media: MediaCatalog, libraries: Sequence[TapeLibrary] = ()
    ) -> None:
        self.system = system
        self.media = media
        self.drives = Drives(system.database)
        self.requests = MountRequests(system.database)
        self.console = Console(system)
        self._libraries = libraries
        self._shelf = Shelf(system.database)

    # -- people -----------------------------------------------------------------------------------

    def mount(self, label: TapeLabel, drive: DriveName) -> None:
        """Put a tape into a drive by hand; a request that waits for it is served.

        Raises file-system errors 14 (no such drive) and 12 (it has a tape), tape-drive.library-tape
        and mounted-elsewhere, tape-server.3 (the drive is wanted for another tape).
        """
        self.tidy()
        place = self.drives.named(drive.without_node)
        if not place.empty:
            raise OperatorError(file_system.IN_USE, name=place.name)
        if self._library(label.value) is not None:
            raise OperatorError(tape_drive.LIBRARY_TAPE, label=label)
        elsewhere = self.drives.with_tape(label.value)
        if elsewhere is not None:
            raise OperatorError(tape_drive.MOUNTED_ELSEWHERE, label=label, device=elsewhere.name)
        waiting = [each for each in self.requests.all() if each.device in ("", place.name)]
        served = next((each for each in waiting if each.label == label.value), None)
        wrong = next((each for each in waiting if each.device), None)
        if served is None and wrong is not None:
            error = OperatorError(tape_server.WRONG_TAPE, mounted=label, wanted=wrong.label)
            self.console.report(error)
            raise error
        with self.system.database.transaction():
            self.drives.put(place.name, label.value)
            if served is None:
                self.console.report(
                    OperatorError(tape_server.ANSI_ONLINE, volume=label, device=place.name)
                )
            else:
                self.drives.give(place.name, served.use, served.holder)
                self.requests.remove(served.number)
                self._accepted(served.number, label)

    def knows(self, label: TapeLabel) -> bool:
        """Say whether a catalog of this system has a tape, a job asks for it, or one wrote it.

        Any other tape is a foreign one, made by somebody else for something else.
        """
        return (
            bool(self.read(label.value))
            or any(request.label == label.value for request in self.requests.all())
            or bool(self.media.tapevolumes.matching(_only(label.value)))
        )

    def unload(self, drive: DriveName) -> None:
        """Take the tape out of a drive that no process has.

        Raises file-system errors 14 and 12, tape-drive.no-tape.
        """
        self.tidy()
        place = self.drives.named(drive.without_node)
        if place.empty:
            raise OperatorError(tape_drive.NO_TAPE, device=place.name)
        if place.holder is not None:
            raise OperatorError(file_system.IN_USE, name=place.name)
        self.dismount(place)

    # -- processes --------------------------------------------------------------------------------

    def wait_for_drive(self, device: str, premounted: Callable[[], bool]) -> Waiting[None]:
        """Wait until a drive is free, or a tape that will do stands ready on one.

        Raises file-system error 14, tape-drive.no-drives, backup.stopped-waiting.
        """
        self.tidy()
        if device:
            self.drives.named(device)
        elif not self.drives.all():
            raise OperatorError(tape_drive.NO_DRIVES, node=self.system.node)

        def ready() -> bool:
            return self.drives.free(device) is not None or premounted()

        if not ready():
            self.console.report(OperatorError(tape_server.ALL_BUSY))
            yield from self.wait(ready, f"drive {device}" if device else "a free tape drive")

    def take(self, wanted: Wanted, holder: Holder) -> str | None:
        """Give a process the tape if it is on a drive, or in a library, and return the drive.

        None means that people have to be asked for it. Raises what the library refuses with.
        """
        label = wanted.label.value
        library = self._library(label)
        mounted = self.drives.with_tape(label)
        with self.system.database.transaction():
            if mounted is not None and mounted.holder is None and wanted.at(mounted.name):
                if library is not None:
                    library.load(label, for_output=wanted.use.output)
                self.drives.give(mounted.name, wanted.use, holder)
                return mounted.name
            place = self.drives.free(wanted.device)
            if library is None or mounted is not None or place is None:
                return None
            library.load(label, for_output=wanted.use.output)
            number = self._announce(wanted)
            self.drives.put(place.name, label)
            self.drives.give(place.name, wanted.use, holder)
            self._accepted(number, wanted.label)
        return place.name

    def ask(self, wanted: Wanted, holder: Holder) -> Waiting[str]:
        """Ask people for a tape and wait until it is on a drive; return the drive.

        Raises backup.stopped-waiting; the request is cancelled then.
        """
        with self.system.database.transaction():
            number = self._announce(wanted)
            self.requests.add(
                MountRequest(number, wanted.label.value, wanted.device, wanted.use, holder)
            )

        def given() -> TapeDrive | None:
            drive = self.drives.with_tape(wanted.label.value)
            return drive if drive is not None and drive.holder == holder else None

        try:
            yield from self.wait(lambda: given() is not None, f"tape {wanted.label}")
        except BaseException:
            drive = given()
            if drive is not None:
                self.abandon(drive.name)
            else:
                self._cancel(number)
            raise
        drive = given()
        if drive is None:
            raise OperatorError(tape_drive.LOST, device=wanted.device or str(wanted.label))
        return drive.name

    @staticmethod
    def wait(done: Callable[[], bool], what: str) -> Waiting[None]:
        """Wait until `done` says so. Raises backup.stopped-waiting for BREAK."""
        if done():
            return
        try:
            yield Wait(done=done)
        except Break:
            raise OperatorError(backup.STOPPED_WAITING, what=what) from None

    def check(self, drive: str, holder: Holder) -> None:
        """Refuse to go on (tape-drive.lost) when a process no longer has its drive."""
        if self.drives.named(drive).holder != holder:
            raise OperatorError(tape_drive.LOST, device=drive)

    def read(self, label: str) -> bytes:
        """Give the content of a tape, empty for one that was never written."""
        return (self._library(label) or self._shelf).read(label)

    def write(self, drive: str, content: bytes) -> None:
        """Replace the content of the tape on a drive."""
        label = self.drives.named(drive).label
        (self._library(label) or self._shelf).write(label, content)
        self.drives.mark_written(drive)

    def finish(self, drive: str, *, unload: bool = True) -> None:
        """Take a drive from its process; its tape is unloaded, or stays for the next one."""
        if unload:
            self.dismount(self.drives.named(drive))
        else:
            self.drives.release(drive)

    def abandon(self, drive: str) -> None:
        """Take a drive from a process that did not come to its end.

        A tape that was only chosen is SCRATCH again; one that was being written is blank, and its
        tape file is kept ABENDRETENTION days.
        """
        place = self.drives.named(drive)
        written = place.written
        with self.system.database.transaction():
            if place.use.output and self._give_back(place.label, place.use):
                self.write(drive, b"")
                written = True
        self.dismount(replace(place, written=written))

    def dismount(self, drive: TapeDrive) -> None:
        """Take a tape out of a drive, and tell the library it belongs to."""
        with self.system.database.transaction():
            self.drives.take_out(drive.name)
            self.console.report(
                OperatorError(tape_server.DISMOUNTED, volume=drive.label, device=drive.name)
            )
        library = self._library(drive.label)
        if library is not None:
            library.unload(drive.label, written=drive.written)

    def tidy(self) -> None:
        """Notice the processes that ended without a word, and free what they had."""
        for request in self.requests.all():
            if not self._alive(request.holder):
                self._cancel(request.number)
        for drive in self.drives.all():
            if drive.holder is not None and not self._alive(drive.holder):
                self.abandon(drive.name)

    # -- inside -----------------------------------------------------------------------------------

    def _library(self, label: str) -> TapeLibrary | None:
        found = (each for each in self._libraries if each.find(label) is not None)
        return next(found, None)

    def _announce(self, wanted: Wanted) -> int:
        """Log the mount request and return its number."""
        cataloged, output = bool(wanted.use.catalog), wanted.use.output
        number = self.console.next_number()
        text = mount_text(
            str(wanted.label),
            labels=wanted.labels,
            device=wanted.device,
            output=output,
            comment=wanted.comment,
            cataloged=cataloged,
        )
        event = MOUNT_OUTPUT if output else MOUNT_INPUT
        self.console.ask(event, mount_message(cataloged=cataloged), number, tape=text)
        return number

    def _accepted(self, number: int, label: TapeLabel) -> None:
        self.console.ask(MOUNT_ACCEPTED, tape_server.MOUNTED, number, volume=label)

    def _cancel(self, number: int) -> None:
        """Forget a request that still waits; the tape that was chosen for it is free again."""
        for request in self.requests.all():
            if request.number == number:
                with self.system.database.transaction():
                    self.requests.remove(number)
                    if request.use.output:
                        self._give_back(request.label, request.use)

    def _alive(self, holder: Holder) -> bool:
        process = self.system.processes.numbered(holder.cpu, holder.pin)
        return process is not None and process.started == holder.started

    def _give_back(self, label: str, use: TapeUse) -> bool:
        """End the output of a tape that was not finished; say whether it had begun."""
        if not use.catalog:
            return False
        catalog, pool = CatalogName(use.catalog), PoolPattern(use.pool)
        found = self.media.tapevolumes.matching(_only(label), catalog=catalog, pool=pool)
        status = found[0].status if found else None
        if status is TapeStatus.SELECTED:
            self.media.tapevolumes.advance(
                catalog, PoolName(use.pool), [TapeLabel(label)], TapeStatus.SCRATCH
            )
        if status is not TapeStatus.INUSE:
            return False
        qualified = str(catalog.qualified(self.system.node))
        for entry in self.media.tapefiles.matching(status="VALID"):
            place = (entry.volume_set, entry.pool, entry.volume_catalog)
            if place == (label, use.pool, qualified):
                self.media.tapefiles.abend(entry, self.system.now.date())
        return True


def _only(label: str) -> LabelPattern:
    """Give the pattern that no other name matches."""
    return LabelPattern(label, literal=any(each in "*?" for each in label))
