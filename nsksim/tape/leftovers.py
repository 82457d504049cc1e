"""What processes leave behind that did not come to their end: tapes, drives, requests, tape files.

A tape that was only chosen is free again, a file that was begun ends. What the catalogs of another
system have of it is ended from here, or from the system of the process where only that one has a
line to them. Where neither has one the drive is free all the same, and the rest is owed until there
is a line again (all this is ours: what becomes of a tape is documented, not how).
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from nsksim.dsmtc import MediaCatalog, TapeFile
from nsksim.errors import OperatorError
from nsksim.names import CatalogName, PoolName, TapeLabel
from nsksim.tape.drive import Holder, TapeDrive, TapeSource, TapeUse
from nsksim.tape.library import home_in
from nsksim.tape.mount_request import MountRequest, RequestState

if TYPE_CHECKING:
    from nsksim.tape.server import TapeServer


class Leftovers:
    """Ends what the processes of one tape server did not."""

    def __init__(self, server: TapeServer) -> None:
        self._server = server

    def owe(self, use: TapeUse, holder: Holder, label: str = "") -> int:
        """Note what is to be ended of a process when it is no more, should it not do it itself.

        That is the tape file it writes, and a tape it has. Gives a number for `withdraw` and
        `settle`.
        """
        server = self._server
        with server.system.database.transaction():
            number = server.console.next_hidden()
            owed = MountRequest(number, label, "", use, holder, state=RequestState.OWED)
            server.requests.add(owed)
        return number

    def settle(self, owed: int) -> None:
        """Forget what was owed: it is done."""
        self._server.requests.remove(owed)

    def abandon(self, drive: str) -> None:
        """Take a drive from a process that did not come to its end.

        A tape that was only chosen is what it was before. One that was being written keeps the
        files before and loses what was not complete, and its tape file is kept ABENDRETENTION days.
        """
        server = self._server
        place = server.drives.named(drive)
        if place.holder is not None:
            self.let_go(place.label, place.use, place.holder)
        server.finish(drive)

    def let_go(self, label: str, use: TapeUse, holder: Holder) -> None:
        """End what a process has of a tape, "" for none, and of a file; or owe it."""
        if use.output and not self._ended(label, use, holder):
            self.owe(use, holder, label)

    def tidy(self) -> None:
        """Notice the processes that ended without a word, and free what they had.

        So does one of a system that cannot be reached any more. A tape that waits on a drive while
        it is moved to another pool is that pool's from now on.
        """
        server = self._server
        for request in server.requests.all():
            if server.process(request.holder) is None:
                self._cancel(request)
        for drive in server.drives.all():
            if drive.holder is not None and server.process(drive.holder) is None:
                self.abandon(drive.name)
            elif drive.holder is None and drive.volume:
                self._follow(drive)

    def withdraw(self, number: int) -> None:
        """Forget the request of a process that stopped waiting, and end what it has of it."""
        server = self._server
        request = server.requests.find(number)
        if request is None:
            return
        self._cancel(request)
        served = request.state is RequestState.SERVED
        if served and server.drives.named(request.drive).holder == request.holder:
            self.abandon(request.drive)

    # -- inside -----------------------------------------------------------------------------------

    def _follow(self, drive: TapeDrive) -> None:
        """Note which pool has a tape that its pool, or every pool, did not have any more."""
        server = self._server
        if drive.home and server.whereabouts.entry(drive.tape) is not None:
            return
        home = server.whereabouts.home(TapeLabel(drive.volume))
        if home != drive.home:
            with server.system.database.transaction():
                tape = server.stock.move(drive.tape, home)
                server.drives.read_label(drive.name, tape, drive.label_type)

    def _cancel(self, request: MountRequest) -> None:
        """Forget a request, or what is owed, if it can be ended."""
        requests, state = self._server.requests, request.state
        # Only a request that waits has a tape reserved.
        has_tape = state in (RequestState.WAITING, RequestState.OWED)
        owed = replace(request, label=request.label if has_tape else "", state=RequestState.OWED)
        if not owed.use.output or self._ended(owed.label, owed.use, owed.holder):
            requests.remove(request.number)
        elif state is not RequestState.OWED:
            with self._server.system.database.transaction():
                requests.remove(request.number)
                requests.add(replace(owed, number=self._server.console.next_hidden()))

    def _ended(self, label: str, use: TapeUse, holder: Holder) -> bool:
        """End what a process began to write, all or nothing.

        It may have been ended before, by a program that was killed before it forgot that: tape and
        file are not taken from the process that has them since. False while the catalogs refuse
        that: they cannot be reached, or are damaged.
        """
        others = self._server.files_of_others(holder)
        for near in self._server.near(holder):
            with suppress(OperatorError):
                tapes = near.at(use.node)  # before anything is written
                if use.source.catalog and use.source not in others:
                    self._end_file(near.at(use.source.filecat.node), use.source)
                if label and use.catalog:
                    tape = (*use.place, TapeLabel(label))
                    taken = tapes.sets.in_hands(*tape, besides=holder)
                    if not taken and not any(_is_on(near, each, *tape) for each in others):
                        tapes.output.take_back(*tape)
                return True
        return False

    def _end_file(self, media: MediaCatalog, source: TapeSource) -> None:
        """Close a tape file that is being written, as one that is incomplete."""
        for entry in media.tapefiles.numbered(source.numbers):
            if media.ending.being_written(entry):
                # Dated first: once its tapes are closed nothing tells that it is incomplete.
                with media.database.transaction():
                    today = media.date(self._server.system.clock.now)
                    media.recording.shorten(entry, today)
                media.recording.close(entry, self._end_of_data(media, entry))

    def _end_of_data(self, media: MediaCatalog, entry: TapeFile) -> int:
        """Say where a file can be appended to the last tape of another, -1 for nowhere."""
        last = TapeLabel(media.tapefiles.volumes(entry)[-1].volser)
        home = home_in(entry.volume_catalog, entry.pool)
        try:
            reel = self._server.whereabouts.reel(last, home)
        except OperatorError:
            return -1
        full = bool(reel.sections) and reel.sections[-1].continued
        return -1 if full else reel.end_of_data


def _is_on(
    near: MediaCatalog, source: TapeSource, catalog: CatalogName, pool: PoolName, label: TapeLabel
) -> bool:
    """Say whether a tape file is on a tape, as far as its catalog can be asked."""
    tape = (str(catalog), pool.value, label.value)
    with suppress(OperatorError):
        tapefiles = near.at(source.filecat.node).tapefiles
        return any(
            (each.volume_catalog, each.pool, each.volser) == tape
            for entry in tapefiles.numbered(source.numbers)
            for each in tapefiles.volumes(entry)
        )
    return False
