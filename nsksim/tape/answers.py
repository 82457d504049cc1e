"""What operators answer to the requests of $ZSVR: accept, reject, ask for a substitute.

Sources: MEDIACOM manual on ACCEPT, REJECT and ALTER TAPEMOUNT; Event Management Programming Manual
9-28 on tapes that cannot be read, 9-53 to 9-56 and 9-103 for what the console says.
"""

from __future__ import annotations

from dataclasses import replace

from nsksim.dsmtc import OutputRequest
from nsksim.errors import OperatorError
from nsksim.messages import file_system, mediacom, tape_server
from nsksim.names import NodeName, TapeLabel
from nsksim.tape.console import ACCEPT_DEVICE, REJECT_DEVICE, REJECT_MOUNT
from nsksim.tape.copies import Copies
from nsksim.tape.drive import TapeSource
from nsksim.tape.mount_request import MountRequest, RequestState
from nsksim.tape.server import TapeServer


class Answers:
    """What an operator answers to the requests of one tape server.

    Each raises mediacom.5920 for a number that no request waiting has.
    """

    def __init__(self, server: TapeServer, node: NodeName | None = None) -> None:
        """Answer requests of `server`; refusals name it by `node` where the operator did."""
        self._server = server
        self._prefix = "" if node is None else f"{node}."

    def waiting(self, number: int | None = None) -> list[MountRequest]:
        """List the requests that wait, or the one of that number."""
        self._server.leftovers.tidy()
        found = self._server.requests.outstanding()
        return found if number is None else [self._request(number)]

    def reject(self, number: int) -> None:
        """End a request: its process gets file-system error 194, a chosen tape is SCRATCH again.

        A tape that cannot be read is unloaded, and who waits behind the question gets the error.
        """
        [request] = self.waiting(number)
        server, console = self._server, self._server.console
        if request.unreadable:
            with server.system.database.transaction():
                self._device_rejected(request)
                for each in server.requests.behind(request.device):
                    server.requests.replace(replace(each, state=RequestState.REJECTED))
                server.dismount(server.drives.named(request.device))
            return
        if not request.retried:  # while it is tried again no tape is chosen
            # A file that was begun on other tapes is ended by its process.
            use = replace(request.use, source=TapeSource())
            server.leftovers.let_go(request.label, use, request.holder)
        with server.system.database.transaction():
            server.requests.replace(replace(request, state=RequestState.REJECTED))
            if not request.for_tape:
                self._device_rejected(request)
                return
            console.report(OperatorError(tape_server.REJECT_EXECUTED, sequence=f"{number:04}"))
            if not request.label:
                return  # there is no tape to speak of
            volume = request.label
            console.report(OperatorError(tape_server.VOLUME_REJECTED, volume=volume))
            console.ask(REJECT_MOUNT, tape_server.REJECTED, number, volume=volume)

    def accept(self, number: int) -> None:
        """Let a process have a drive without looking at labels, or a tape be used as unlabeled.

        Raises mediacom.5987 for a request for a tape, file-system error 12 while another process
        has the drive, mediacom.5986 while a tape is on it that cannot be read, and tape-server.5
        for a labeled tape where one without label is wanted: it is unloaded, and the request goes
        on waiting. Of a tape that is accepted as unlabeled, tape-server.4 and 18.
        """
        [request] = self.waiting(number)
        server = self._server
        if request.unreadable:
            self._approve(request)
            return
        if request.for_tape:
            pool = f"of pool {request.use.pool}" if request.use.pool else "outside the catalog"
            state = f"waits for tape {request.label or pool} to be mounted"
            if request.retried:
                state = "is tried again by itself"
            raise OperatorError(mediacom.NOTHING_TO_ACCEPT, number=self._shown(number), state=state)
        place = server.drives.named(request.device)
        if place.holder is not None:
            raise OperatorError(file_system.IN_USE, name=self._shown(place.name))
        if place.unreadable:
            drive = server.system.qualified(place.name)
            raise OperatorError(mediacom.TAPE_UNKNOWN, number=self._shown(number), drive=drive)
        error = server.unload_labeled(place, request.use.mode)
        if error is not None:
            raise error
        with server.system.database.transaction():
            self._device_accepted(request)
            server.serve(request, place.label, place.name)

    def substitute(self, number: int) -> None:
        """Ask for another tape in place of the one a request is for.

        Raises mediacom.5988 where there is no substitute or none is needed, 6310, and
        tape-server.1025; the request for the original tape goes on then.
        """
        [request] = self.waiting(number)
        if request.unreadable:
            raise self._without(request, "it asks about a tape that is on its drive")
        if not request.for_tape:
            raise self._without(request, "it asks for a drive, not for a tape")
        if request.retried:
            raise self._without(request, "it is tried again by itself")
        if not request.use.catalog:
            tape = f"tape {request.label} is not cataloged"
            raise self._without(request, "any scratch tape serves it" if request.scratch else tape)
        if request.use.output:
            self._next_output(request)
        else:
            self._other_copy(request)

    # -- inside -----------------------------------------------------------------------------------

    def _approve(self, request: MountRequest) -> None:
        """Use a tape that cannot be read as an unlabeled one (MEDIACOM manual, 2-8)."""
        server = self._server
        with server.system.database.transaction():
            server.requests.remove(request.number)
            self._device_accepted(request)
            error = server.hands.approve(request.device)
        if error is not None:
            raise error

    def _device_accepted(self, request: MountRequest) -> None:
        number, device, console = request.number, request.device, self._server.console
        console.report(OperatorError(tape_server.ACCEPT_EXECUTED, sequence=f"{number:04}"))
        console.ask(ACCEPT_DEVICE, tape_server.DEVICE_ACCEPTED, number, device=device)

    def _device_rejected(self, request: MountRequest) -> None:
        number, device, console = request.number, request.device, self._server.console
        console.report(OperatorError(tape_server.REJECT_EXECUTED, sequence=f"{number:04}"))
        console.ask(REJECT_DEVICE, tape_server.DEVICE_REJECTED, number, device=device)

    def _request(self, number: int) -> MountRequest:
        found = self._server.requests.find(number)
        if found is None or found not in self._server.requests.outstanding():
            name = self._shown(number)
            raise OperatorError(mediacom.DOES_NOT_EXIST, object="TAPEMOUNT", name=name)
        return found

    def _without(self, request: MountRequest, reason: str) -> OperatorError:
        number = self._shown(request.number)
        return OperatorError(mediacom.NO_SUBSTITUTE, number=number, reason=reason)

    def _shown(self, name: object) -> str:
        """Give the number of a request, or a drive, as the operator names it."""
        return f"{self._prefix}{name}"

    def _next_output(self, request: MountRequest) -> None:
        """Ask for the next usable tape of the VOLUME list, else for a scratch tape of the pool."""
        use, media = request.use, self._server.catalogs_of(request.use)
        catalog, pool = use.place
        if request.scratch:
            self._search_again(request)
            return
        [chosen] = media.tapevolumes.named(catalog, [TapeLabel(request.label)], pool)
        if chosen.volume_set is not None:
            raise self._without(request, f"tape {request.label} goes on with its tape set")
        names = tuple(TapeLabel(name) for name in request.names)
        wanted = OutputRequest(catalog, pool, labels=use.labels, names=names, further=True)
        if media.output.find(wanted).label is None:
            raise self._without(request, f"pool {pool} has no other scratch tape")
        with self._server.transaction(use):
            choice = media.output.select(wanted)
            assert choice.label is not None  # there is one
            for report in choice.reports:
                self._server.console.report(report)
            self._server.give_back(request.label, use)
            self._turn_to(
                replace(
                    request,
                    label=choice.label.value,
                    names=tuple(name.value for name in choice.names),
                    scratch=choice.any_scratch,
                )
            )

    def _search_again(self, request: MountRequest) -> None:
        """Look in the tape libraries for any scratch tape of the pool once more.

        The operator may start the cycle again (MEDIACOM manual, 2-46), with AUTOMATED ON or OFF.
        """
        server = self._server
        with server.transaction(request.use):
            found = server.search_libraries(request.label, request.use, request.device)
            if found is None:
                reason = f"any scratch tape of pool {request.use.pool} serves it"
                raise self._without(request, reason)
            self._turn_to(replace(request, label=found.value))

    def _other_copy(self, request: MountRequest) -> None:
        """Ask for the tape of another copy: a parallel one before one of another series.

        Another series is divided over its tapes in its own way: it is read from its first tape on.
        """
        media = self._server.files_of(request.use)
        copies = Copies(media, media.date(self._server.system.clock.now))
        others = copies.others(request.use.source)
        if not others:
            error = OperatorError(tape_server.NO_COPY, fileid=request.use.source.file_id)
            self._server.console.report(error)
            self._server.console.request(request)
            raise error
        entry = others[0]
        another_series = entry.physical_copy != request.use.source.physical_copy
        if another_series and request.further:
            raise OperatorError(mediacom.ONLY_LOGICAL_COPIES)
        reel = 1 if another_series else request.reel
        volumes = media.tapefiles.volumes(entry)
        if reel > len(volumes):
            raise self._without(request, f"{entry.title} has no tape {reel}")
        place = volumes[reel - 1]
        volume = copies.volume(place)
        assert volume is not None  # its tapes can be read
        use = replace(
            request.use,
            catalog=place.volume_catalog,
            pool=volume.pool,
            labels=volume.label,
            source=TapeSource.of(entry, media.node),
        )
        with self._server.system.database.transaction():
            self._turn_to(replace(request, label=place.volser, use=use, reel=reel))

    def _turn_to(self, request: MountRequest) -> None:
        """Ask for the substitute under the same number; inside a transaction."""
        self._server.requests.replace(request)
        self._server.console.request(request)
        self._server.offer(request)
