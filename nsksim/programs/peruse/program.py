"""The program PERUSE: its prompt, its banner, its current job and its language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from nsksim.errors import OperatorError
from nsksim.guardian.security import Requester
from nsksim.guardian.spooler import SpoolJob
from nsksim.guardian.system import System
from nsksim.language import Language, Operand, no_names
from nsksim.messages import peruse
from nsksim.names import SpoolLocation
from nsksim.programs.interpreter import REST, Complaints, Exit, Help, Interpreter, NotModelled
from nsksim.programs.peruse import listing, statements
from nsksim.programs.program import Environment, ProgramRun
from nsksim.programs.supervisor import open_supervisor, split_supervisor


def _jobs(program: Peruse | None) -> Iterator[tuple[str, str]]:
    """Offer the user's jobs."""
    for job in program.jobs() if program else ():
        yield str(job.number), f"{job.state} {job.location}"


def _locations(program: Peruse | None) -> Iterator[tuple[str, str]]:
    """Offer the locations of the spooler."""
    yield from program.system.spooler.locations() if program else ()


_OPERANDS: dict[str, Operand[Any]] = {
    "JOB_NUMBER": Operand(int, "a job number", _jobs),
    "PAGES": Operand(statements.Pages.parse, "a page, FIRST/LAST or ALL", no_names),
    "NUMBER": Operand(int, "a number", no_names),
    "LOCATION": Operand(SpoolLocation.parse, "a location", _locations),
    "SUPERVISOR": Operand(lambda text: text.upper(), "a supervisor", no_names),
    "REST": REST,
}


class Peruse(Interpreter):
    """PERUSE: lists the user's spooler jobs and the text in them, and deletes them."""

    name = "PERUSE"
    prompt = "_"
    simulated = "JOB, LIST, DEL, LOC, STATUS, HOLD, COPIES, PRI, OPEN, HELP and EXIT"
    language: ClassVar[Language] = Language(
        "peruse",
        [
            statements.Job,
            statements.List,
            statements.Del,
            statements.Loc,
            statements.Status,
            statements.Hold,
            statements.Copies,
            statements.Pri,
            statements.Open,
            Exit,
            Help,
            NotModelled,
        ],
        _OPERANDS,
    )
    complaints: ClassVar[Complaints] = Complaints(
        peruse.UNKNOWN_COMMAND, peruse.SYNTAX, peruse.NOT_MODELLED
    )
    abbreviations: ClassVar[Mapping[str, str]] = {
        "C": "COPIES",
        "D": "DEL",
        "DELETE": "DEL",
        "E": "EXIT",
        "F": "FIND",
        "H": "HOLD",
        "L": "LIST",
        "LI": "LIST",
        "O": "OPEN",
        "P": "PAGE",
        "S": "STATUS",
    }
    separator: ClassVar[str] = ";"

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self._node = environment.node
        self.requester = Requester(environment.user)
        self.current: int | None = self.newest()

    def main(self) -> ProgramRun:
        """Take a supervisor that was named first, then converse or do the commands given."""
        supervisor, argument = split_supervisor(self.environment.argument)
        if supervisor:
            yield from self.guarded(f"OPEN {supervisor}")
        self.environment = replace(self.environment, argument=argument.lstrip(";"))
        return (yield from super().main())

    @property
    def system(self) -> System:
        """Return the system whose spooler is open; SIM RESTORE makes it anew."""
        return self.environment.world.system(self._node)

    def open(self, supervisor: str) -> None:
        """Turn to another spooler; the user's newest job there becomes current."""
        self._node, self.requester = open_supervisor(
            self.environment, supervisor, peruse.NOT_SUPERVISOR
        )
        self.current = self.newest()

    def newest(self) -> int | None:
        """Give the number of the user's newest job."""
        newest = max(self.jobs(), key=lambda job: (job.opened, job.number), default=None)
        return newest.number if newest else None

    def banner(self) -> list[str]:
        """Return the banner, and the user's jobs if there are any."""
        return [
            f"PERUSE - T9101D48 - (30MAR2001)    SYSTEM {self.environment.node}",
            "Copyright Tandem Computers Incorporated 1978, 1982, 1983,",
            "1984, 1985, 1986, 1987, 1988, 1989, 1991",
            *(["", *self.listing()] if self.jobs() else []),
        ]

    def jobs(self) -> list[SpoolJob]:
        """Return the user's own jobs by number."""
        return self.system.spooler.jobs(self.requester.user)

    def listing(self, changed: frozenset[int] = frozenset()) -> list[str]:
        """Give the display of the user's jobs; `changed` ones are marked C."""
        own = self.jobs()
        marks = {job.number: "C" for job in own if job.number in changed}
        if self.current is not None:
            marks[self.current] = "J" if self.current not in marks else "CJ"
        pages = {job.number: self.system.spooler.pages(job.number) for job in own}
        return list(listing.jobs(own, pages, marks))

    def select(self, number: int) -> SpoolJob:
        """Make a job the current one. Refuses jobs of others, except to the super group."""
        job = self.system.spooler.job(number)
        if job is None:
            raise OperatorError(peruse.JOB_NOT_FOUND, number=number)
        user = self.requester.user
        owner = (user.group_id, user.user_id) == (job.group_id, job.user_id)
        if not owner and not user.is_super_group:
            raise OperatorError(peruse.JOB_SECURITY, number=number)
        self.current = number
        return job

    def current_job(self) -> SpoolJob:
        """Return the current job. Refuses when there is none, or it is gone."""
        if self.current is None:
            raise OperatorError(peruse.NO_CURRENT)
        job = self.system.spooler.job(self.current)
        if job is None:
            self.current = None
            raise OperatorError(peruse.CURRENT_DELETED)
        return job

    def file_error(self, error: OperatorError) -> list[str]:
        """Return how PERUSE prints an error on the way to a supervisor."""
        return peruse.file_error(error)
