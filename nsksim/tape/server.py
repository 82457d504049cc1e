"""The tape server $ZSVR of one system: who gets which tape, on which drive.

Tapes of a library are mounted by the library when they are asked for; all others by people, who
`mount` and `unload`. Which tape a job wants is the business of `job`; how operators answer the
requests of jobs is that of `answers`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from nsksim.dsmtc import (
    PROTECTED,
    MediaCatalog,
    OutputRequest,
    TapeStatus,
    TapeVolume,
)
from nsksim.errors import Message, OperatorError
from nsksim.guardian.processes import Process
from nsksim.guardian.system import System
from nsksim.interaction import Break, Wait
from nsksim.messages import backup, file_system, tape_drive, tape_server
from nsksim.names import LabelPattern, NodeName, TapeLabel
from nsksim.store import together
from nsksim.tape.console import ACCEPT_MOUNT, Console
from nsksim.tape.drive import Drives, Holder, OpenMode, TapeDrive, TapeSource, TapeUse
from nsksim.tape.hands import Hands, other_labels
from nsksim.tape.label import fits
from nsksim.tape.leftovers import Leftovers
from nsksim.tape.library import Cartridge, TapeLibrary, TapeStock, home_in
from nsksim.tape.mount_request import MountRequest, MountRequests, RequestState
from nsksim.tape.occupation import process_of, written_files
from nsksim.tape.reel import FileSection, Reel
from nsksim.tape.whereabouts import Surroundings, Whereabouts

ATTEMPTS = 10
"""So many scratch tapes are looked for in the tape libraries with AUTOMATED ON, with OFF one
(MEDIACOM manual, 2-46)."""

T = TypeVar("T")
Waiting = Generator[Wait, None, T]
"""Something that may have to wait before it has its result."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A tape a process wants, and what it wants to do with it."""

    label: TapeLabel | None
    """None for what is on the drive, without looking at labels."""
    use: TapeUse
    device: str = ""
    """Empty where any drive will do."""
    scratch: bool = False
    """True when any scratch tape of the pool will do."""
    names: tuple[TapeLabel, ...] = ()
    """The tapes that may be taken instead, in this order."""
    reel: int = 1
    """Which tape of the file it is."""
    further: bool = False
    """True when the process had another tape of the file before."""
    define_class: str = ""
    define: str = ""
    automated: bool | None = None
    """AUTOMATED of the DEFINE; None as the media defaults say."""
    without: tuple[TapeLabel, ...] = ()
    """Scratch tapes that turned out to be of no use."""
    number: int | None = None
    """The message number of the request, where it has one already."""

    def request(self, number: int, holder: Holder) -> MountRequest:
        """Make the request of a process for it."""
        return MountRequest(
            number=number,
            label=self.label.value if self.label else "",
            device=self.device,
            use=self.use,
            holder=holder,
            define_class=self.define_class,
            define=self.define,
            scratch=self.scratch,
            names=tuple(label.value for label in self.names),
            reel=self.reel,
            further=self.further,
        )


@dataclass(frozen=True, slots=True)
class Mounted:
    """The tape that came, and its drive."""

    label: str
    """Empty when a drive was given that has no tape."""
    drive: str
    source: TapeSource = TapeSource()
    """The copy that is read: another one, where the operator asked for a substitute."""
    reel: int = 1
    """Which tape of the file it is."""


class TapeServer:
    """The tape server of one system."""

    def __init__(
        self, system: System, world: Surroundings, libraries: Sequence[TapeLibrary] = ()
    ) -> None:
        """Serve the processes of all systems of `world` with the drives of `system`."""
        self.system = system
        self.media = world.media(system)
        self._world = world
        self.whereabouts = Whereabouts(self, world)
        self.hands = Hands(self)
        self.leftovers = Leftovers(self)
        self.drives = Drives(system.database)
        self.requests = MountRequests(system.database)
        self.console = Console(system)
        self.stock = TapeStock(system.database, self.entry, self.files_on, libraries)
        self._has_libraries = bool(libraries)

    @property
    def running(self) -> bool:
        """Say whether the process $ZSVR exists; without it nobody looks at tapes and requests."""
        return self.system.processes.named(tape_server.PROCESS) is not None

    def catalogs_of(self, use: TapeUse) -> MediaCatalog:
        """Give the catalogs of the tape of a process. Raises as `MediaCatalog.at` does."""
        return self.media.at(use.node)

    def files_of(self, use: TapeUse) -> MediaCatalog:
        """Give the catalogs of the tape file of a process that has one, as `catalogs_of` does."""
        return self.media.at(use.source.filecat.node)

    def near(self, holder: Holder) -> list[MediaCatalog]:
        """Give the catalogs of this system, and of that of a process: each reaches others."""
        home = self._world.systems.get(holder.node, self.system)
        return [self.media] if home is self.system else [self.media, self._world.media(home)]

    def files_of_others(self, holder: Holder) -> list[TapeSource]:
        """List the tape files that other processes write, on the drives of any system."""
        return written_files(self._world.systems, holder)

    def transaction(self, use: TapeUse) -> AbstractContextManager[None]:
        """Make a transaction of this system, and of that whose volume catalogs have the tape.

        Where those are two, this one is written first: should the program be killed in between, the
        tape is in the hands of a process here that is no more, and `Leftovers.tidy` ends that.
        Inside an outer transaction of a system that one is written when the outer one is.
        """
        return together(self.catalogs_of(use).database, self.system.database)

    # -- libraries --------------------------------------------------------------------------------

    def load(self, label: TapeLabel, drive: str) -> None:
        """Let the library that owns a tape put it into an empty drive, to be labeled there.

        Raises file-system error 12, tape-drive.mounted-elsewhere, and what the library refuses
        with.
        """
        place = self.empty_drive(drive, Cartridge(label.value))
        with self.system.database.transaction():
            self._load(label.value, TapeUse(output=True))
            self._put_from_library(place, label.value)

    def empty_drive(self, drive: str, tape: Cartridge) -> TapeDrive:
        """Give the drive a tape is to be put into. Raises as `mount` and `load` say."""
        place = self.drives.named(drive)
        if not place.empty or place.holder is not None:
            raise OperatorError(file_system.IN_USE, name=place.name)
        for other in self.drives.all():
            if other.label == tape.name and other.may_be_of(tape.home):
                label = TapeLabel(tape.name)
                raise OperatorError(tape_drive.MOUNTED_ELSEWHERE, label=label, device=other.name)
        return place

    # -- processes --------------------------------------------------------------------------------

    def check_drive(self, device: str) -> None:
        """Refuse a drive that does not exist, or any where there is none.

        Raises file-system error 14 and tape-drive.no-drives.
        """
        self.leftovers.tidy()
        if device:
            self.drives.named(device)
        elif not self.drives.all():
            raise OperatorError(tape_drive.NO_DRIVES, node=self.system.node)

    def lacks_drive(self, label: TapeLabel, device: str) -> bool:
        """Say whether a library's tape has to wait until a drive is empty."""
        return (
            self.stock.library(label.value) is not None
            and self.drives.with_tape(label.value) is None
            and self.drives.free(device) is None
        )

    def retry(
        self,
        wanted: Wanted,
        holder: Holder,
        ready: Callable[[], bool],
        what: str,
        state: RequestState = RequestState.RETRIED,
    ) -> Waiting[int | None]:
        """Keep a request that nobody can answer but by rejecting it, until `ready` says so.

        The caller reports what is in the way. Gives the number of the request, which the request
        for the tape gets that follows; None when the operator rejected it. Raises what `awaited`
        does.
        """
        number = wanted.number or self.console.next_number()
        request = replace(wanted.request(number, holder), state=state)
        self.requests.add(request)

        def answered() -> bool:
            found = self.requests.find(number)
            return found is None or found.state is RequestState.REJECTED

        try:
            yield from _until(lambda: answered() or (self.running and ready()), what)
        except BaseException:
            self.leftovers.withdraw(number)
            raise
        ended = self.requests.find(number)
        self.requests.remove(number)
        if ended is None:
            raise self._lost(holder, wanted.device, f"for {what}")
        return None if ended.state is RequestState.REJECTED else number

    def take(self, wanted: Wanted, holder: Holder) -> Mounted | None:
        """Give a process the tape if it is on a drive, or in a library.

        None means that people have to be asked for it. Raises what the library refuses with, and
        tape-server.1016.
        """
        assert wanted.label is not None  # a drive without looking at labels is asked for
        label = wanted.label.value
        with self.system.database.transaction():
            standing = self._standing_fit(label, wanted.device, wanted.use)
            if standing is not None:
                self._load(label, wanted.use)
                self._give(standing.name, label, wanted.use, holder)
                return Mounted(label, standing.name, wanted.use.source, wanted.reel)
            place = self._loadable(label, wanted.device)
            automated = wanted.automated
            if automated is None:
                automated = self.media.defaults.get().automated
            if place is None and wanted.scratch and automated:
                found = self.search_libraries(label, wanted.use, wanted.device, wanted.without)
                if found is not None:
                    wanted, label = replace(wanted, label=found), found.value
                    place = self._loadable(label, wanted.device)
            if place is None:
                return None
            self._check_library_label(label, place.name)
            self._load(label, wanted.use)
            request = wanted.request(wanted.number or self.console.next_number(), holder)
            self.console.request(request)
            self._put_from_library(place, label)
            self._accepted(request, label, place.name)
        return Mounted(label, place.name, wanted.use.source, wanted.reel)

    def post(self, wanted: Wanted, holder: Holder) -> MountRequest:
        """Ask people for a tape, or for a drive without looking at labels.

        Inside the transaction that chooses the tape: what is chosen is asked for.
        """
        request = wanted.request(wanted.number or self.console.next_number(), holder)
        with self.system.database.transaction():
            self.console.request(request)
            self.requests.add(request)
        return request

    def awaited(self, request: MountRequest) -> Waiting[Mounted | None]:
        """Wait for the answer of a request.

        None means that the operator rejected it. Raises backup.stopped-waiting, and the request is
        cancelled then; tape-drive.lost and file-system error 250.
        """
        number, what = request.number, request.subject

        def answered() -> bool:
            found = self.requests.find(number)
            return found is None or found.state is not RequestState.WAITING

        try:
            while not answered():
                yield from _until(lambda: answered() or self._ready_for(number) is not None, what)
                self._serve_standing(number)
        except BaseException:
            self.leftovers.withdraw(number)
            raise
        ended = self.requests.find(number)
        self.requests.remove(number)
        if ended is not None and ended.state is RequestState.REJECTED:
            return None
        if ended is None or self.drives.named(ended.drive).holder != request.holder:
            raise self._lost(request.holder, request.device, f"for {what}")
        return Mounted(ended.label, ended.drive, ended.use.source, ended.reel)

    def ask(self, wanted: Wanted, holder: Holder) -> Waiting[Mounted | None]:
        """Post a request and wait for its answer, as `awaited` does."""
        return (yield from self.awaited(self.post(wanted, holder)))

    def search_libraries(
        self, label: str, use: TapeUse, device: str, without: Sequence[TapeLabel] = ()
    ) -> TapeLabel | None:
        """Take a scratch tape of the pool that a library can mount, for one that no library has.

        The next ones are selected until one is found, ten with the first; the others are what they
        were before. Those of `without` are passed over. None leaves the first tape selected; inside
        a transaction. The libraries here have no tapes that are cataloged elsewhere (our choice).
        """
        if not self._has_libraries or self.stock.library(label) is not None:
            return None
        tried, found = [label], None
        if self.catalogs_of(use) is not self.media:
            return None
        wanted = OutputRequest(*use.place, labels=use.labels, further=True, without=tuple(without))
        while found is None and len(tried) < ATTEMPTS:
            choice = self.media.output.select(wanted)
            if choice.label is None:
                break
            tried.append(choice.label.value)
            if self._loadable(choice.label.value, device) is not None:
                found = choice.label
        for each in tried:
            if each != (label if found is None else found.value):
                self.give_back(each, use)
        return found

    def use_drive(self, wanted: Wanted, holder: Holder) -> Waiting[Mounted | None]:
        """Give a process the drive it names with what is on it, without looking at labels.

        Where the drive asks for approval, people are asked first; None means that they rejected
        it. A labeled tape that stands there is unloaded before: where it would be written over
        with its label bypassed they reload it to use it (DSM/TC User's Guide 5-13), and for an
        unlabeled one it is wrong. Where they are asked what the tape on the drive is, the process
        shares that answer, or waits for another tape (inferred). Raises file-system error 14,
        backup.stopped-waiting.
        """
        self.leftovers.tidy()
        device, mode = wanted.device, wanted.use.mode

        place = self.drives.named(device)
        if place.asks(mode):
            if place.volume and place.holder is None:
                if mode is OpenMode.BLP and wanted.use.output:
                    self.dismount(place)
                self.unload_labeled(place, mode)
            return (yield from self.ask(wanted, holder))
        if place.unreadable or place.holder is not None:
            why = "whose tape cannot be read" if place.unreadable else "which is in use"
            ready = partial(self._given, device, holder, with_tape=place.unreadable)
            behind = replace(wanted, number=self.console.next_hidden())
            what, state = f"drive {device}, {why}", RequestState.BEHIND
            if (yield from self.retry(behind, holder, ready, what, state)) is None:
                return None
            place = self.drives.named(device)
            if place.holder == holder:
                return Mounted(place.label, place.name)
        self.unload_labeled(place, mode)
        place = self.drives.named(device)
        with self.system.database.transaction():
            self._give(place.name, place.label, wanted.use, holder)
        return Mounted(place.label, place.name)

    def unload_labeled(self, place: TapeDrive, mode: OpenMode) -> OperatorError | None:
        """Take a labeled tape out of a drive that is wanted for one without a label.

        Returns what the console says of it, None where nothing is wrong.
        """
        if mode is not OpenMode.NL or not place.volume:
            return None
        error = OperatorError(tape_server.LABELED, mounted=place.label)
        self.console.report(error)
        self.dismount(place)
        return error

    def unload_standing(self, label: TapeLabel, device: str) -> None:
        """Take a tape that nobody has out of the drive on which it waits; `device` may be empty."""
        standing = self._standing(label.value, device)
        if standing is not None:
            self.dismount(standing)

    def wait(self, done: Callable[[], bool], what: str) -> Waiting[None]:
        """Wait until `done` says so, and the server runs to see it.

        Raises backup.stopped-waiting for BREAK.
        """
        yield from _until(lambda: self.running and done(), what)

    @contextmanager
    def polling(self, drive: str, holder: Holder) -> Iterator[None]:
        """Take whatever tape comes on a drive: one that cannot be read comes without a question.

        That is inferred.
        """
        number = self.console.next_hidden()
        use, state = TapeUse(output=False), RequestState.POLLED
        self.requests.add(MountRequest(number, "", drive, use, holder, state=state))
        try:
            yield
        finally:
            self.requests.remove(number)

    def check_running(self) -> None:
        """Refuse a new open while the process $ZSVR does not exist: backup.no-tape-server."""
        if not self.running:
            raise OperatorError(backup.NO_TAPE_SERVER, process=tape_server.PROCESS)

    def check(self, drive: str, holder: Holder) -> None:
        """Refuse to go on when a process no longer has its drive.

        Raises file-system error 250 when no line leads from its system to this one, and
        tape-drive.lost for any other reason.
        """
        if self.drives.named(drive).holder != holder or self.process(holder) is None:
            raise self._lost(holder, drive)

    def write(self, drive: str, sections: Sequence[FileSection]) -> None:
        """Replace what is on the tape on a drive, behind its label."""
        tape = self.drives.named(drive).tape
        self.stock.write(tape, Reel(self.stock.label(tape), tuple(sections)))
        self.drives.mark_written(drive)

    def reel(self, drive: str) -> Reel:
        """Give what is on the tape on a drive. Raises tape-drive.damaged."""
        return self.stock.reel(self.drives.named(drive).tape)

    def finish(self, drive: str, *, unload: bool = True) -> None:
        """Take a drive from its process; its tape is unloaded, or stays for the next one."""
        place = self.drives.named(drive)
        if unload and not place.empty:
            self.dismount(place)
        else:
            self.drives.release(drive)

    def dismount(self, drive: TapeDrive) -> None:
        """Take a tape out of a drive, and tell the library it belongs to."""
        with self.system.database.transaction():
            self.requests.remove_question(drive.name)
            self.drives.take_out(drive.name)
            self.console.report(_about_tape(tape_server.DISMOUNTED, drive.volume, drive.name))
        library = self.stock.library(drive.label)
        if library is not None:
            library.unload(drive.label, written=drive.written)

    # -- what is known ----------------------------------------------------------------------------

    def process(self, holder: Holder) -> Process | None:
        """Find the process that has a drive or waits for a tape.

        None when it is no more, or no line leads to its system.
        """
        if holder.node == str(self.system.node):
            return process_of(self.system, holder)
        try:
            return process_of(self._world.reach(self.system.node, holder.node), holder)
        except OperatorError:
            return None

    def volume(self, drive: TapeDrive) -> tuple[NodeName, TapeVolume] | None:
        """Find the labeled tape on a drive in the catalogs, and say of which system they are.

        It is that of the pool it was opened for, else that of its pool; where nobody noted that,
        of the first one here.
        """
        if not drive.volume:
            return None
        with suppress(OperatorError):
            opened = self.cataloged(drive.volume, drive.use)
            if opened is not None and drive.may_be_of(drive.use.home):
                return drive.use.node or self.system.node, opened
        node = self.system.node
        for found in self.media.tapevolumes.matching(LabelPattern.only(TapeLabel(drive.volume))):
            if drive.may_be_of(home_in(f"{node}.{found.catalog}", found.pool)):
                return node, found
        return None

    def protected(self, label: TapeLabel) -> bool:
        """Say whether the labels of a tape tell of a file that has not expired.

        Of a tape that nobody touched, and whose catalogs do not tell which files are on it, its
        status says that.
        """
        tape = Cartridge(label.value, self.home(label.value))
        try:
            reel = self.whereabouts.reel(label, tape.home)
        except OperatorError:
            return False  # nobody can read it, and it may be written
        if reel.sections or self.whereabouts.find(label, tape.home) is not None:
            return reel.protected(self.system.now.date())
        volume = self.entry(tape)
        return volume is not None and volume.status in PROTECTED

    def scratch(self, label: str, use: TapeUse) -> bool:
        """Say whether a tape is a scratch tape of the pool, as far as its catalogs can be asked.

        Without a pool, whether it is in no catalog here and holds no valid file.
        """
        if not use.catalog:
            name = TapeLabel(label)
            return not self.media.holders([name]) and not self.protected(name)
        with suppress(OperatorError):
            found = self.cataloged(label, use)
            return found is not None and found.status is TapeStatus.SCRATCH
        return False

    def takes_standing(self, use: TapeUse) -> bool:
        """Say whether a tape will do that stood on a drive before it was asked for.

        A scratch tape of an excluded pool has to be mounted when its message comes (DSM/TC User's
        Guide 6-9). Where the catalogs cannot be asked, what takes the tape finds that out as well.
        """
        if not (use.output and use.catalog):
            return True
        with suppress(OperatorError):
            return self.catalogs_of(use).pools.get(*use.place).searched
        return True

    def cataloged(self, label: str, use: TapeUse) -> TapeVolume | None:
        """Find a tape in the pool of a request."""
        if not use.catalog:
            return None
        return self.catalogs_of(use).tapevolumes.find(*use.place, TapeLabel(label))

    def named_by(self, use: TapeUse, label: str) -> list[TapeVolume]:
        """List the tapes of a name in the catalogs a process uses, as far as they can be asked."""
        with suppress(OperatorError):
            wanted = LabelPattern.only(TapeLabel(label))
            return self.catalogs_of(use).tapevolumes.matching(wanted)
        return []

    def home(self, label: str, drive: str = "") -> str:
        """Name the pool whose tape is meant by a name, "" for none.

        That of a process that asks for it, first on this `drive` and not on another, or has it;
        else that of the first catalog that has it.
        """
        asked = [each for each in self.requests.outstanding() if each.label == label]
        if drive:
            asked = [each for each in asked if each.device in ("", drive)]
            asked.sort(key=lambda request: request.device != drive)
        uses = [each.use for each in asked]
        uses += [each.use for each in self.drives.all() if each.volume == label]
        for use in uses:
            with suppress(OperatorError):
                if self.cataloged(label, use) is not None:
                    return use.home
        return self.whereabouts.home(TapeLabel(label))

    def entry(self, tape: Cartridge) -> TapeVolume | None:
        """Find a tape in the pool whose it is; without one, in that which is meant by its name."""
        found = tape if tape.home else Cartridge(tape.name, self.home(tape.name))
        return self.whereabouts.entry(found) if found.home else None

    def files_on(self, tape: Cartridge) -> tuple[FileSection, ...]:
        """Tell what is cataloged on a tape that nobody touched, its pool found as for `entry`."""
        home = tape.home or self.home(tape.name)
        return self.whereabouts.files_on(Cartridge(tape.name, home)) if home else ()

    # -- what answers a request -------------------------------------------------------------------

    def serve(self, request: MountRequest, label: str, drive: str) -> None:
        """Give a request's process the drive with the tape; inside a transaction."""
        ended = replace(request, label=label, drive=drive, state=RequestState.SERVED)
        self.requests.replace(ended)
        self._accepted(request, label, drive)

    def offer(self, request: MountRequest) -> None:
        """Serve a request if that needs nobody; inside a transaction.

        Raises what the library refuses with, and tape-server.1016.
        """
        standing = self._standing_fit(request.label, request.device, request.use)
        place = standing or self._loadable(request.label, request.device)
        if place is None:
            return
        self._check_library_label(request.label, place.name)
        self._load(request.label, request.use)
        if standing is None:
            self._put_from_library(place, request.label)
        self.serve(request, request.label, place.name)

    def exchange(self, request: MountRequest, label: str) -> None:
        """Take another scratch tape of the pool for a request; inside a transaction."""
        media = self.catalogs_of(request.use)
        media.output.exchange(*request.use.place, TapeLabel(request.label), TapeLabel(label))

    def served_by(self, tape: TapeDrive, waiting: Sequence[MountRequest]) -> MountRequest | None:
        """Find the request a tape serves: one for itself, or for any scratch tape of its pool."""
        if not tape.volume or not fits(tape.label_type):
            return None
        for request in waiting:
            if request.label == tape.label and tape.may_be_of(request.use.home):
                return request
        scratch = (each for each in waiting if each.scratch and tape.may_be_of(each.use.home))
        return next((each for each in scratch if self.scratch(tape.label, each.use)), None)

    def waiting_at(self, drive: TapeDrive) -> list[MountRequest]:
        """List the requests for a tape that may be on a drive."""
        return [each for each in self.requests.waiting() if drive.open_to(each.device)]

    def serving(
        self, tape: TapeDrive, request: MountRequest | None
    ) -> AbstractContextManager[None]:
        """Make the transaction in which a request gets a tape, also another one than it asked."""
        if request is None or not request.use.catalog or request.label == tape.label:
            return self.system.database.transaction()
        return self.transaction(request.use)

    def hand_over(self, tape: TapeDrive, request: MountRequest) -> None:
        """Serve a request with a tape on a drive; inside the transaction of `serving`."""
        if request.label != tape.label and request.use.catalog:
            self.exchange(request, tape.label)
        self.serve(request, tape.label, tape.name)

    def give_back(self, label: str, use: TapeUse) -> None:
        """Make a tape that was chosen for output what it was before."""
        if use.catalog:
            self.catalogs_of(use).output.give_back(*use.place, TapeLabel(label))

    # -- inside -----------------------------------------------------------------------------------

    def _standing(self, label: str, device: str, home: str = "") -> TapeDrive | None:
        """Find the drive on which a tape waits for whoever wants it."""
        found = self.drives.with_tape(label, home)
        if found is None or found.holder is not None or not found.open_to(device):
            return None
        return found

    def _standing_fit(self, label: str, device: str, use: TapeUse) -> TapeDrive | None:
        """Find that drive, and take a tape with other labels out of it."""
        found = self._standing(label, device, use.home) if self.takes_standing(use) else None
        if found is None or fits(found.label_type):
            return found
        self._check_library_label(label, found.name)
        self.console.report(other_labels(label, use))
        self.dismount(found)
        return None

    def _check_library_label(self, name: str, drive: str) -> None:
        """Refuse a library's tape that bears no label, or another one (tape-server.1016)."""
        label = self.stock.label(Cartridge(name))
        if self.stock.library(name) is not None and (label is None or not fits(label.type)):
            raise OperatorError(tape_server.WRONG_LABEL_TYPE, volume=TapeLabel(name), device=drive)

    def _loadable(self, label: str, device: str) -> TapeDrive | None:
        """Find the drive into which a library can put its tape."""
        if self.stock.library(label) is None or self.drives.with_tape(label) is not None:
            return None
        return self.drives.free(device)

    def _load(self, label: str, use: TapeUse) -> None:
        library = self.stock.library(label)
        if library is not None:
            library.load(label, for_output=use.output)

    def _put_from_library(self, place: TapeDrive, name: str) -> None:
        tape = Cartridge(name)
        label = self.stock.label(tape)
        self.drives.put(place.name, tape, label.type if label else "")

    def _accepted(self, request: MountRequest, label: str, drive: str) -> None:
        """Say that a request is served and give the drive."""
        if request.for_tape:
            self.console.ask(ACCEPT_MOUNT, tape_server.MOUNTED, request.number, volume=label)
        self._give(drive, label, request.use, request.holder)

    def _give(self, drive: str, label: str, use: TapeUse, holder: Holder) -> None:
        """Give a process a drive and say so."""
        self.drives.give(drive, use, holder)
        volume = label if use.mode is OpenMode.LP else ""
        self.console.report(_about_tape(tape_server.TAPE_OPENED, volume, drive))
        process = self.process(holder)
        if volume and process is not None:
            name = f"{holder.node}.{process.identity}"
            self.console.report(
                OperatorError(tape_server.TAPE_USED, volume=volume, device=drive, process=name)
            )

    def _given(self, drive: str, holder: Holder, *, with_tape: bool) -> bool:
        """Say whether a drive is a process's, or can be: with a tape that can be read, or none."""
        place = self.drives.named(drive)
        tape = not place.empty or not with_tape
        return tape and not place.unreadable and place.holder in (None, holder)

    def _lost(self, holder: Holder, drive: str, otherwise: str = "") -> OperatorError:
        """Say why a process has no drive any more, or is not given one that has no name yet."""
        here = self.system.node
        try:
            self._world.reach(holder.node, here, self.system.qualified(drive) if drive else "")
        except OperatorError as error:
            return error
        return OperatorError(tape_drive.LOST, device=drive or otherwise)

    def _ready_for(self, number: int) -> TapeDrive | None:
        """Find the drive on which a tape stands that another process left and a request is for."""
        request = self.requests.find(number)
        if request is None or request.state is not RequestState.WAITING or not self.running:
            return None
        if not self.takes_standing(request.use):
            return None
        standing = (each for each in self.drives.all() if each.holder is None and not each.empty)
        serves = (
            each
            for each in standing
            if each.open_to(request.device) and self.served_by(each, [request]) is not None
        )
        return next(serves, None)

    def _serve_standing(self, number: int) -> None:
        """Give a request the tape that stands ready for it, if one does."""
        request, tape = self.requests.find(number), self._ready_for(number)
        if request is not None and tape is not None:
            with self.serving(tape, request):
                self.hand_over(tape, request)


def _until(done: Callable[[], bool], what: str) -> Waiting[None]:
    """Wait until `done` says so; what it refuses with, whoever waits is to find for himself.

    It is asked by whoever moves the clock or types a command, and must not end him.
    """

    def over() -> bool:
        try:
            return done()
        except OperatorError:
            return True

    if over():
        return
    try:
        yield Wait(done=over)
    except Break:
        raise OperatorError(backup.STOPPED_WAITING, what=what) from None


def _about_tape(message: Message, volume: str, drive: str) -> OperatorError:
    """Make a report that has no name where the tape has no label."""
    return OperatorError(message, tape=f"{volume} TAPE".strip(), device=drive)
