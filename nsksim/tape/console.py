"""What $ZSVR says on the console: action requests and reports, as events of the collector.

Owns the event numbers and the second console, a file that gets every text as well.
"""

from __future__ import annotations

from nsksim.errors import Message, OperatorError
from nsksim.guardian.files import EDIT, DiskFile
from nsksim.guardian.system import System
from nsksim.guardian.users import User
from nsksim.messages import file_system, tape_server
from nsksim.names import FileName
from nsksim.tape.drive import OpenMode
from nsksim.tape.mount_request import MountRequest

SUBSYSTEM = "TANDEM.TAPE.H01"
"""Owner and version as in the one documented sample of an event; the name TAPE is inferred."""

MOUNT_OUTPUT, MOUNT_INPUT, MOUNT_SCRATCH = 600, 601, 602
REQUEST_UNLABELED, REQUEST_BYPASSED, REQUEST_UNKNOWN = 606, 607, 608
ACCEPT_MOUNT, REJECT_MOUNT, ACCEPT_DEVICE, REJECT_DEVICE = 648, 651, 652, 653

EVENTS = {
    2: 613,
    3: 614,
    4: 615,
    5: 616,
    7: 618,
    11: 622,
    18: 629,
    502: 634,
    1501: 635,
    1502: 636,
    1503: 637,
    1504: 638,
    1505: 639,
    1506: 640,
    1507: 641,
    1512: 659,
    1513: 665,
    1516: 699,
    1007: 663,
    1013: 671,
    1016: 674,
    1017: 675,
    1018: 676,
    1021: 679,
    1022: 680,
    1023: 681,
    1024: 682,
    1025: 683,
    1027: 685,
    1042: 709,
}
"""The event numbers of the numbered reports, by the number in the text.

Event Management Programming Manual, 9-32 to 9-123, and DSM/TC Management Programming Manual,
appendix D; those of 1016, 1024 and 1507 are inferred from their neighbours. A text without an
entry has its own number as event number, which is our choice.
"""

_SEQUENCE = "tape-request"
_HIDDEN = "tape-hidden-request"


class Console:
    """The messages of one system's tape server, which says nothing while it does not run."""

    def __init__(self, system: System) -> None:
        self._system = system

    def next_number(self) -> int:
        """Give the message number of the next action request, 1 to 9999."""
        return self._system.counters.take_number(_SEQUENCE, 1, 9999)

    def next_hidden(self) -> int:
        """Give a number for what nobody can answer: less than 1, and never given again.

        A process may look for its own when it was ended long ago.
        """
        return -self._system.counters.take_number(_HIDDEN)

    def ask(self, event: int, message: Message, number: int, **values: object) -> None:
        """Log an action request or what ends it."""
        text = OperatorError(message, sequence=f"{number:04}", **values).lines[0]
        self._write(event, text)

    def request(self, request: MountRequest) -> None:
        """Log what a process asks for, or what is asked about a tape that cannot be read."""
        use = request.use
        if use.mode is not OpenMode.LP:
            message, event = _BY_MODE[use.mode]
            comment = f" {use.comment}" if use.comment else ""
            self.ask(event, message, request.number, device=request.device, comment=comment)
            return
        if request.scratch and not use.catalog:
            where = f" ON {request.device}" if request.device else ""
            comment = f" {use.comment}" if use.comment else ""
            message, number = tape_server.MOUNT_SCRATCH, request.number
            self.ask(MOUNT_SCRATCH, message, number, where=where, comment=comment)
            return
        message = tape_server.MOUNT_CATALOGED if use.catalog else tape_server.MOUNT
        event = MOUNT_OUTPUT if use.output else MOUNT_INPUT
        self.ask(event, message, request.number, tape=mount_text(request))

    def report(self, error: OperatorError) -> None:
        """Log a numbered error, warning or status."""
        number = error.message.number or 0
        self._write(EVENTS.get(number, number), error.lines[0])

    # -- the second console -----------------------------------------------------------------------

    @property
    def second(self) -> FileName | None:
        """Give the file that gets every text as well, None without one."""
        name = self._system.database.value("SELECT NAME FROM TAPE_CONSOLE")
        return None if name is None else FileName.parse(name, self._system.node)

    def turn_to(self, file: FileName | None) -> None:
        """Write every text to a file as well, or to none. It has to be an EDIT file of the system.

        Raises file-system errors 2, 11, 14 and 48 (its owner is no user).
        """
        if file is not None:
            self._check(file)
        with self._system.database.transaction():
            self._system.database.execute("DELETE FROM TAPE_CONSOLE")
            if file is not None:
                self._system.database.execute("INSERT INTO TAPE_CONSOLE VALUES (?)", [str(file)])

    def _check(self, file: FileName) -> tuple[DiskFile, User]:
        """Find the file and its owner, for whom it is written."""
        if str(file.volume) not in self._system.files.disks:
            raise OperatorError(file_system.NO_DEVICE, name=file)
        found = self._system.files.find(file)
        if found is None:
            raise OperatorError(file_system.NOT_FOUND, name=file)
        if found.code != EDIT:
            raise OperatorError(file_system.NOT_ALLOWED, name=file)
        owner = self._system.users.identified(found.owner_group, found.owner_user)
        if owner is None:
            raise OperatorError(file_system.SECURITY, name=file)
        return found, owner

    def _write(self, event: int, text: str) -> None:
        if self._system.processes.named(tape_server.PROCESS) is None:
            return
        self._log(event, text)
        second = self.second
        if second is None:
            return
        try:
            self._append(second, text)
        except OperatorError as error:
            self.turn_to(None)
            number = error.message.number
            failed = OperatorError(tape_server.CONSOLE_FAILED, number=number, device=second)
            self.report(failed)

    def _append(self, second: FileName, text: str) -> None:
        """Write behind the last line, and leave owner and security as they are."""
        files = self._system.files
        found, owner = self._check(second)
        content = files.read(found) + f"{text}\n".encode("ascii", "replace")
        with self._system.database.transaction():
            files.write(second, content, owner, code=EDIT)
            files.secure(self._check(second)[0], found.security)

    def _log(self, event: int, text: str) -> None:
        self._system.collector.write(
            self._system.qualified(tape_server.PROCESS), SUBSYSTEM, event, text
        )


_BY_MODE = {
    OpenMode.NL: (tape_server.USE_UNLABELED, REQUEST_UNLABELED),
    OpenMode.BLP: (tape_server.USE_BYPASSED, REQUEST_BYPASSED),
    OpenMode.UNREADABLE: (tape_server.UNKNOWN_TAPE, REQUEST_UNKNOWN),
}


def mount_text(request: MountRequest) -> str:
    """Give what a mount request says of its tape; ANSI labels are not mentioned."""
    use = request.use
    kind = "" if use.catalog or use.labels in ("", "ANSI") else f"{use.labels} "
    reel = f" REEL {request.reel}" if request.reel > 1 else ""
    place = f" ON {request.device}" if request.device else ""
    ring = "WITH RING" if use.output else "NO RING"
    return f"{kind}{request.label}{reel}{place} {ring} {use.comment}".rstrip()
