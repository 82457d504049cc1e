"""The requests of $ZSVR: which tape or drive a process waits for, and how that ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter

from nsksim.store import Database, Row
from nsksim.tape.drive import USE, USE_COLUMNS, Holder, OpenMode, TapeUse


class RequestState(StrEnum):
    """How far a request is."""

    WAITING = "WAITING"
    """For people, or for a tape that stands ready."""
    RETRIED = "RETRIED"
    """For a scratch tape in the pool, or a library's tape that is in use: tried again by itself,
    people can only reject it."""
    QUEUED = "QUEUED"
    """The same, for a drive of a library."""
    OWED = "OWED"
    """Nothing is asked: what its process began and did not end is to be ended when the process is
    no more, and the catalogs can be reached."""
    POLLED = "POLLED"
    """Nothing is asked: its process takes whatever tape comes on the drive."""
    BEHIND = "BEHIND"
    """Nothing is asked: people were asked about the tape on its drive, which cannot be read."""
    SERVED = "SERVED"
    REJECTED = "REJECTED"


@dataclass(frozen=True, slots=True)
class MountRequest:
    """A request for a tape that is not on a drive, or for a drive without looking at labels.

    Or a question of $ZSVR itself: what is to be done with a tape on a drive that cannot be read.
    """

    number: int
    """The message number people answer with, 1 to 9999; less than that where nothing is asked."""
    label: str
    """Empty for a request for a drive, and while no tape is chosen."""
    device: str
    """Empty where any drive will do."""
    use: TapeUse
    holder: Holder
    define_class: str = ""
    define: str = ""
    """Empty without a DEFINE."""
    scratch: bool = False
    """True when any scratch tape of the pool serves."""
    names: tuple[str, ...] = ()
    """The tapes that may be taken instead, in this order."""
    reel: int = 1
    """Which tape of the file is asked for."""
    further: bool = False
    """True when the process had another tape of the file before."""
    state: RequestState = RequestState.WAITING
    drive: str = ""
    """The drive that was given."""

    @property
    def for_tape(self) -> bool:
        """Say whether a labeled tape is to be mounted."""
        return self.use.mode is OpenMode.LP

    @property
    def unreadable(self) -> bool:
        """Say whether people are asked about a tape on a drive that cannot be read."""
        return self.use.mode is OpenMode.UNREADABLE

    @property
    def subject(self) -> str:
        """Say what is asked for."""
        if self.label:
            return f"tape {self.label}"
        return "a scratch tape" if self.for_tape else f"drive {self.device}"

    @property
    def retried(self) -> bool:
        """Say whether it is tried again by itself."""
        return self.state in (RequestState.RETRIED, RequestState.QUEUED)


_COLUMNS = (
    f"NUMBER, LABEL, DEVICE, {USE}, NODE, CPU, PIN, STARTED,"
    " DEFINE_CLASS, DEFINE, SCRATCH, NAMES, REEL, FURTHER, STATE, DRIVE"
)
_PLACES = ", ".join("?" * (_COLUMNS.count(",") + 1))


class MountRequests:
    """The requests of one system."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> Sequence[MountRequest]:
        """Return the requests in the order of their numbers, also those that were answered."""
        requests = map(_request, self._database.rows(f"SELECT {_COLUMNS} FROM TAPE_MOUNT"))
        # Asked for at every step of a job: sorted here, as DuckDB takes as long for it as to read.
        return sorted(requests, key=attrgetter("number"))

    def waiting(self) -> list[MountRequest]:
        """Return the requests that a tape or a drive would answer."""
        return [each for each in self.all() if each.state is RequestState.WAITING]

    def outstanding(self) -> list[MountRequest]:
        """Return the requests whose end is not known yet."""
        return [each for each in self.all() if each.retried or each.state is RequestState.WAITING]

    def find(self, number: int) -> MountRequest | None:
        """Find a request by its number."""
        return next((each for each in self.all() if each.number == number), None)

    def polled(self, device: str) -> bool:
        """Say whether a process takes whatever tape comes on a drive."""
        polling = (each for each in self.all() if each.state is RequestState.POLLED)
        return any(each.device == device for each in polling)

    def behind(self, device: str) -> list[MountRequest]:
        """Return what waits behind the question about the tape on a drive, the oldest first."""
        found = [each for each in self.all() if each.state is RequestState.BEHIND]
        return [each for each in reversed(found) if each.device == device]

    def add(self, request: MountRequest) -> None:
        """Keep a request until its process has seen the end of it."""
        self._database.execute(
            f"INSERT INTO TAPE_MOUNT ({_COLUMNS}) VALUES ({_PLACES})",
            [
                request.number,
                request.label,
                request.device,
                *request.use.values,
                *request.holder.values,
                request.define_class,
                request.define,
                request.scratch,
                "\n".join(request.names),
                request.reel,
                request.further,
                request.state.value,
                request.drive,
            ],
        )

    def replace(self, request: MountRequest) -> None:
        """Keep what became of a request."""
        self.remove(request.number)
        self.add(request)

    def remove(self, number: int) -> None:
        """Forget a request: its process knows how it ended, or is no more."""
        self._database.execute("DELETE FROM TAPE_MOUNT WHERE NUMBER = ?", [number])

    def remove_question(self, device: str) -> None:
        """Forget what was asked about the tape on a drive that could not be read.

        The real server says so when another tape is recognized there (event 650, Event Management
        Programming Manual 9-28). Its text is not known: nothing is said here, and the question ends
        as soon as the tape leaves the drive.
        """
        self._database.execute(
            "DELETE FROM TAPE_MOUNT WHERE DEVICE = ? AND MODE = ?",
            [device, OpenMode.UNREADABLE.value],
        )


def _request(row: Row) -> MountRequest:
    number, label, device, *rest = row
    use, holder, described = rest[: len(USE_COLUMNS)], rest[len(USE_COLUMNS) : -8], rest[-8:]
    define_class, define, scratch, names, reel, further, state, drive = described
    return MountRequest(
        number=number,
        label=label,
        device=device,
        use=TapeUse.of(tuple(use)),
        holder=Holder(*holder),
        define_class=define_class,
        define=define,
        scratch=scratch,
        names=tuple(names.splitlines()),
        reel=reel,
        further=further,
        state=RequestState(state),
        drive=drive,
    )
