"""What processes leave behind that did not come to their end: tapes, drives, requests, tape files.

A tape that was only chosen is free again, a file that was begun ends. Where the catalogs of a tape
cannot be reached all that is put off until they can.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from nsksim.dsmtc import MediaCatalog, TapeFile, TapeStatus
from nsksim.errors import OperatorError
from nsksim.tape.drive import Holder, TapeDrive, TapeUse
from nsksim.tape.mount_request import MountRequest, RequestState

if TYPE_CHECKING:
    from nsksim.tape.server import TapeServer


class Leftovers:
    """Ends what the processes of one tape server did not."""

    def __init__(self, server: TapeServer) -> None:
        self._server = server

    def owe(self, use: TapeUse, holder: Holder) -> int:
        """Note which tape file of a process is to be ended, should the process not do it itself.

        Gives a number for `settle`.
        """
        server = self._server
        number = server.requests.owed_number()
        server.requests.add(MountRequest(number, "", "", use, holder, state=RequestState.OWED))
        return number

    def settle(self, owed: int) -> None:
        """Forget what was owed: it is done."""
        self._server.requests.remove(owed)

    def abandon(self, drive: str) -> None:
        """Take a drive from a process that did not come to its end.

        A tape that was only chosen is what it was before. One that was being written keeps the
        files before and loses what was not complete, and its tape file is kept ABENDRETENTION days.
        Raises mediacom.603 while the catalogs of a tape for output cannot be reached; the drive
        stays as it is then, until `tidy` finds them (our choice).
        """
        server = self._server
        place = server.drives.named(drive)
        if place.use.output:
            self._end_output(place)
        place = server.drives.named(drive)
        if place.empty:
            server.drives.release(drive)
        else:
            server.dismount(place)

    def abend(self, media: MediaCatalog, entry: TapeFile) -> None:
        """End a tape file whose process did not, if it is still being written."""
        if media.ending.being_written(entry):
            self._shorten(media, entry)
            self._close(media, entry)

    def tidy(self) -> None:
        """Notice the processes that ended without a word, and free what they had.

        So does one of a system that cannot be reached any more.
        """
        server = self._server
        for request in server.requests.all():
            if server.process(request.holder) is None:
                try:
                    self._cancel(request)
                except OperatorError:  # a later call finds the catalogs again
                    self._put_off(request)
        for drive in server.drives.all():
            if drive.holder is not None and server.process(drive.holder) is None:
                with suppress(OperatorError):
                    self.abandon(drive.name)

    def _end_output(self, place: TapeDrive) -> None:
        """End what is written on a drive, as `abandon` says."""
        server = self._server
        volume = server.cataloged(place.label, place.use)
        found = self._written_on(place) if volume else None
        in_use = volume is not None and volume.status is TapeStatus.INUSE
        entry = found if in_use else None
        if entry is not None:
            self._shorten(server.files_of(place.use), entry)
        with server.transaction(place.use, back=True):
            if entry is not None:
                self._keep_complete(server.files_of(place.use), place, entry)
                self._close(server.files_of(place.use), entry)
            elif volume is not None and in_use:
                server.catalogs_of(place.use).output.take_back(volume)
            elif volume is not None:
                server.give_back(place.label, place.use)

    def _shorten(self, media: MediaCatalog, entry: TapeFile) -> None:
        """Date a tape file that is incomplete, before its tapes are closed and nothing tells."""
        with media.database.transaction():
            media.recording.shorten(entry, media.date(self._server.system.clock.now))

    def _close(self, media: MediaCatalog, entry: TapeFile) -> None:
        last = media.tapefiles.volumes(entry)[-1].volser
        media.recording.close(entry, self._end_of_data(last))

    def _written_on(self, place: TapeDrive) -> TapeFile | None:
        """Find the tape file that is written on a drive, None where it was not entered yet."""
        if not place.use.source.catalog:
            return None
        files = self._server.files_of(place.use).tapefiles
        for entry in files.numbered(place.use.source.numbers):
            if any(tape.volser == place.label for tape in files.volumes(entry)):
                return entry
        return None

    def _begun(self, use: TapeUse) -> list[TapeFile]:
        """Find the tape file that was begun on other tapes, for which this one was chosen."""
        if not use.source.catalog:
            return []
        media = self._server.files_of(use)
        found = media.tapefiles.numbered(use.source.numbers)
        return [entry for entry in found if media.ending.being_written(entry)]

    def withdraw(self, number: int) -> None:
        """Forget the request of a process that stopped waiting; what it was given is free again.

        Where its catalogs cannot be reached, `tidy` does that later.
        """
        server = self._server
        request = server.requests.find(number)
        if request is None:
            return
        with suppress(OperatorError):
            self._cancel(request)
            served = request.state is RequestState.SERVED
            if served and server.drives.named(request.drive).holder == request.holder:
                self.abandon(request.drive)

    def _cancel(self, request: MountRequest) -> None:
        """Forget a request: a tape that was chosen is free again, a file that was begun ends.

        Raises mediacom.603 while the catalogs of a tape for output cannot be reached.
        """
        server = self._server
        if not request.use.output:
            server.requests.remove(request.number)
            return
        begun = self._begun(request.use)
        for entry in begun:
            self._shorten(server.files_of(request.use), entry)
        with server.transaction(request.use, back=True):
            server.requests.remove(request.number)
            if request.label and request.state in (RequestState.WAITING, RequestState.OWED):
                server.give_back(request.label, request.use)
            for entry in begun:
                self._close(server.files_of(request.use), entry)

    def _put_off(self, request: MountRequest) -> None:
        """Ask for nothing any more, and keep what is to be ended."""
        server = self._server
        if request.state is not RequestState.OWED:
            with server.system.database.transaction():
                server.requests.remove(request.number)
                number = server.requests.owed_number()
                # Only a request that waits has a tape reserved.
                label = request.label if request.state is RequestState.WAITING else ""
                owed = replace(request, number=number, label=label, state=RequestState.OWED)
                server.requests.add(owed)

    def _end_of_data(self, label: str) -> int:
        """Say where a file can be appended to a tape, -1 for nowhere."""
        try:
            reel = self._server.stock.reel(label)
        except OperatorError:
            return -1
        full = bool(reel.sections) and reel.sections[-1].continued
        return -1 if full else reel.end_of_data

    def _keep_complete(self, media: MediaCatalog, place: TapeDrive, entry: TapeFile) -> None:
        """Take from a tape what was there before the file that was begun on it.

        What an earlier file of the set left on it stays, and so does what its process has written.
        """
        on = next(v for v in media.tapefiles.volumes(entry) if v.volser == place.label)
        begun = on.sequence == 1 or on.section > 1
        if begun and not place.written:
            self._server.write(place.name, [])
