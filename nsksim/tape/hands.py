"""The hands of people at the drives of one system: tapes come and go, and what is wrong is said.

Source: Event Management Programming Manual on the messages of the labeled-tape server: 9-33 to 9-48
on wrong tapes, 9-59 on those nobody asked for, 9-27 and 9-28 on tapes that cannot be read. There
are two kinds of these: new ones, and those of a density that the drive does not support, which do
not exist here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nsksim.dsmtc import PROTECTED
from nsksim.errors import OperatorError
from nsksim.messages import file_system, mediacom, tape_drive, tape_server
from nsksim.names import DriveName, PoolName, TapeLabel
from nsksim.tape.drive import UNREADABLE, Holder, OpenMode, TapeDrive, TapeUse
from nsksim.tape.label import LabelType, VolumeLabel, fits
from nsksim.tape.library import Cartridge
from nsksim.tape.mount_request import MountRequest
from nsksim.tape.reel import Reel

if TYPE_CHECKING:
    from nsksim.tape.server import TapeServer


class Hands:
    """What people do with tapes, and what the tape server makes of it."""

    def __init__(self, server: TapeServer) -> None:
        self._server = server

    def mount(
        self,
        label: TapeLabel,
        drive: DriveName,
        *,
        unlabeled: bool = False,
        new: bool = False,
        pool: PoolName | None = None,
    ) -> None:
        """Put a tape into a drive by hand; a request that waits for it is served.

        While $ZSVR does not run the tape stands there until `recognize`. With `unlabeled` it is a
        tape without a label that somebody wrote, with `new` one nobody wrote; it stays without
        until it gets a label. People are asked about a new one. `pool` tells which of two tapes of
        one name it is. Raises file-system errors 14 (no such drive) and 12 (it has a tape),
        tape-drive.library-tape, not-in-pool, renamed, mounted-elsewhere, labeled, written and
        other-pool, tape-server.2 to 5, 7, 11 and 18 (the drive is wanted for another tape or other
        labels; the hand takes this one out again).
        """
        server = self._server
        server.leftovers.tidy()
        if server.stock.library(label.value) is not None:
            raise OperatorError(tape_drive.LIBRARY_TAPE, label=label)
        home = server.whereabouts.home(label, pool) if pool else ""
        if pool and not home:
            raise OperatorError(tape_drive.NOT_IN_POOL, label=label, pool=pool)
        home = home or server.home(label.value, drive.without_node)
        renamed = server.whereabouts.renamed(label, home)
        if renamed is not None:
            of_pool = f" in pool {renamed.home.partition(' ')[2]}"
            name = renamed.name + (of_pool if renamed.name == label.value else "")
            raise OperatorError(tape_drive.RENAMED, label=label, name=name)
        place = server.empty_drive(drive.without_node, Cartridge(label.value, home))
        server.whereabouts.fetch(label, home)
        brought = server.stock.bring(label.value, home)
        found, made, bare = server.stock.label(brought), None, unlabeled or new
        if bare and found is not None:
            if self.knows(label):
                raise OperatorError(tape_drive.LABELED, label=label)
            found, made = None, Reel(new=new)
        is_new = server.stock.new(brought) if made is None else new
        if new and not is_new:
            raise OperatorError(tape_drive.WRITTEN, label=label)
        made = made or server.stock.only_cataloged(brought)
        label_type = UNREADABLE if is_new else found.type.value if found else ""
        tape = replace(place, label=brought.name, home=brought.home, label_type=label_type)
        self._check_pool(tape)
        error = self._mistaken(tape)
        if error is not None:
            server.console.report(error)
            raise error
        served = server.served_by(tape, server.waiting_at(tape)) if server.running else None
        with server.serving(tape, served):
            if made is not None:
                server.stock.write(brought, made)
            server.drives.put(place.name, brought, tape.label_type)
            if server.running:
                self._welcome(tape, served)

    def recognize(self) -> None:
        """Look at the tapes that stand on drives, as the server does that comes up.

        That it looks at all of them, also those an earlier server knew, is inferred.
        """
        server = self._server
        server.leftovers.tidy()
        for tape in server.drives.all():
            if tape.empty or tape.holder is not None:
                continue
            is_new = server.stock.new(tape.tape)
            self._receive(replace(tape, label_type=UNREADABLE) if is_new else tape)

    def approve(self, drive: str) -> OperatorError | None:
        """Use the tape on a drive that cannot be read as an unlabeled one; inside a transaction.

        Returns what the console says where another tape is wanted: this one is unloaded then.
        """
        return self._receive(replace(self._server.drives.named(drive), label_type=""))

    def knows(self, label: TapeLabel) -> bool:
        """Say whether catalogs have a tape, a job here asks for it, or it was used somewhere.

        Any other tape is a foreign one, made by somebody else for something else.
        """
        server = self._server
        return (
            server.entry(Cartridge(label.value)) is not None
            or any(request.label == label.value for request in server.requests.waiting())
            or server.whereabouts.find(label, "") is not None
        )

    def unload(self, drive: DriveName) -> None:
        """Take the tape out of a drive that no process has.

        Raises file-system errors 14 and 12, tape-drive.no-tape.
        """
        server = self._server
        server.leftovers.tidy()
        place = server.drives.named(drive.without_node)
        if place.empty:
            raise OperatorError(tape_drive.NO_TAPE, device=place.name)
        if place.holder is not None:
            raise OperatorError(file_system.IN_USE, name=place.name)
        server.dismount(place)

    def relabel(self, drive: str, label: VolumeLabel | None, home: str = "") -> None:
        """Write a label on a tape that no process has, or take its label off with None.

        What was on the tape is gone; with `home` it is the tape of that pool now. A request that
        waits for the tape as it is called now gets it. Raises mediacom.5913 and 5914.
        """
        server = self._server
        place = server.drives.named(drive)
        name = place.label if label is None else label.name
        if not home:
            home = place.home if name == place.label else server.home(name, drive)
        now = Cartridge(name, home)
        if now != place.tape:
            self._check_name(place, now)
        label_type = label.type.value if label else ""
        tape = replace(place, label=name, home=now.home, label_type=label_type)
        served = server.served_by(tape, server.waiting_at(tape))
        with server.serving(tape, served):
            server.stock.write(place.tape, Reel(label), now)
            server.drives.read_label(drive, now, label_type)
            server.drives.mark_written(drive)
            if served is not None:
                server.hand_over(tape, served)

    def expire(self, drive: str) -> None:
        """Let the files on a tape that no process has expire today; they stay there.

        The real server changes the date of the first file, the only one that it looks at.
        """
        server = self._server
        reel, today = server.reel(drive), server.system.now.date()
        sections = [
            replace(each, label=each.label and replace(each.label, expires=today))
            for each in reel.sections
        ]
        with server.system.database.transaction():
            server.write(drive, sections)

    def _check_pool(self, tape: TapeDrive) -> None:
        """Refuse a tape whose namesake is asked for on its drive.

        The real server looks at labels only and would take it; we spare people the damage.
        """
        waiting = self._server.waiting_at(tape)
        if self._server.served_by(tape, waiting) is not None:
            return
        for request in waiting:
            namesake = request.label == tape.volume and not tape.may_be_of(request.use.home)
            if request.device and namesake:
                label, pool = request.label, request.use.pool
                raise OperatorError(tape_drive.OTHER_POOL, label=label, device=tape.name, pool=pool)

    def _check_name(self, place: TapeDrive, now: Cartridge) -> None:
        """Refuse a name another tape of its pool has, and any new one for a tape of a library."""
        server, name = self._server, TapeLabel(now.name)
        drive = server.system.qualified(place.name)
        if now.name != place.label and server.stock.library(place.label) is not None:
            label = TapeLabel(place.label)
            raise OperatorError(mediacom.LIBRARY_NAME, drive=drive, label=label, name=name)
        others = (each for each in server.drives.all() if each.name != place.name)
        mounted = any(each.label == now.name and each.may_be_of(now.home) for each in others)
        found = server.stock.find(now.name, now.home)
        owned = now.name != place.label and server.stock.library(now.name) is not None
        if mounted or owned or found not in (None, place.tape):
            raise OperatorError(mediacom.NAME_TAKEN, drive=drive, name=name)

    def _receive(self, tape: TapeDrive) -> OperatorError | None:
        """Take a tape that stands on its drive for what it is; a wrong one is unloaded."""
        server = self._server
        error = self._mistaken(tape)
        if error is not None:
            server.console.report(error)
            server.dismount(tape)
            return error
        served = server.served_by(tape, server.waiting_at(tape))
        if tape.unlabeled:
            served = next(iter(server.requests.behind(tape.name)), None)
        with server.serving(tape, served):
            server.drives.read_label(tape.name, tape.tape, tape.label_type)
            self._welcome(tape, served)
        return None

    def _welcome(self, tape: TapeDrive, served: MountRequest | None) -> None:
        """Serve the request a tape is for, or say that nobody asked for it."""
        server = self._server
        if served is not None:
            server.hand_over(tape, served)
        elif not tape.unreadable:
            server.console.report(_online(tape))
        elif server.requests.polled(tape.name):
            # the command has the tape; should it leave it there, it counts as unlabeled (ours)
            server.drives.read_label(tape.name, tape.tape, "")
        else:
            self._ask_about(tape)

    def _ask_about(self, tape: TapeDrive) -> None:
        """Ask what to do with a tape that cannot be read; $ZSVR itself has the request."""
        server = self._server
        process = server.system.processes.named(tape_server.PROCESS)
        assert process is not None  # somebody looks at the tape
        request = MountRequest(
            number=server.console.next_number(),
            label="",
            device=tape.name,
            use=TapeUse(output=False, mode=OpenMode.UNREADABLE),
            holder=Holder.of(server.system.node, process),
        )
        server.requests.remove_question(tape.name)
        server.console.request(request)
        server.requests.add(request)

    def _mistaken(self, tape: TapeDrive) -> OperatorError | None:
        """Say what is wrong with a tape on a drive that is wanted for another one."""
        server = self._server
        waiting = server.waiting_at(tape)
        if not server.running or tape.unreadable or server.served_by(tape, waiting) is not None:
            return None
        named = (each for each in waiting if each.device or each.label == (tape.volume or None))
        wrong = next(named, None)
        return None if wrong is None else self._mistake(tape, wrong)

    def _mistake(self, tape: TapeDrive, request: MountRequest) -> OperatorError | None:
        if request.for_tape:
            return self._wrong_tape(tape, request)
        wrong = request.use.mode is OpenMode.NL and not tape.unlabeled
        return OperatorError(tape_server.LABELED, mounted=tape.label) if wrong else None

    def _wrong_tape(self, tape: TapeDrive, request: MountRequest) -> OperatorError | None:
        """Say what is wrong with a tape where one with a label is wanted."""
        if tape.unlabeled and request.scratch:
            return OperatorError(tape_server.NO_SCRATCH_LABEL)
        if tape.unlabeled:
            return OperatorError(tape_server.NOT_LABELED, wanted=request.label)
        if not fits(tape.label_type):
            return other_labels(tape.label, request.use)
        if request.scratch and self._holds_files(tape, request.use):
            return OperatorError(tape_server.NOT_EXPIRED, volume=tape.label)
        if request.scratch and not request.use.catalog:
            # A tape of the catalogs. The server has no word for it but that nobody asked for such a
            # tape (1506), which covers a wrong one; it stays there for a later request (9-59).
            return None
        return OperatorError(tape_server.WRONG_TAPE, mounted=tape.label, wanted=request.label)

    def _holds_files(self, tape: TapeDrive, use: TapeUse) -> bool:
        """Say whether files on a tape have not expired: by its status, or else by its labels."""
        server = self._server
        found = server.named_by(use, tape.label)
        return found[0].status in PROTECTED if found else server.protected(TapeLabel(tape.label))


def other_labels(name: str, use: TapeUse) -> OperatorError:
    """Make the report of a tape with IBM labels where a process asks for others."""
    backup_wanted = use.labels == LabelType.BACKUP
    message = tape_server.NOT_BACKUP if backup_wanted else tape_server.NOT_ANSI
    return OperatorError(message, volume=name)


def _online(tape: TapeDrive) -> OperatorError:
    """Make the report of a tape nobody asked for."""
    if tape.unlabeled:
        return OperatorError(tape_server.UNLABELED_ONLINE, device=tape.name)
    message = tape_server.ANSI_ONLINE if fits(tape.label_type) else tape_server.IBM_ONLINE
    return OperatorError(message, volume=tape.label, device=tape.name)
