"""The program PERUSE: its prompt, its banner, its current job and its language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from nsksim.errors import Message, OperatorError
from nsksim.guardian.spooler import JobState, SpoolJob
from nsksim.language import Language, Operand, no_names
from nsksim.messages import peruse
from nsksim.programs.language_program import Complaints
from nsksim.programs.peruse import listing, statements
from nsksim.programs.program import Environment
from nsksim.programs.session_commands import REST, Exit, Help, NotModelled
from nsksim.programs.supervisor import SpoolerProgram, spooler_operands


def _jobs(program: Peruse | None) -> Iterator[tuple[str, str]]:
    """Offer the user's jobs."""
    for job in program.jobs() if program and program.answers else ():
        yield str(job.number), f"{job.state} {job.location}"


_OPERANDS: dict[str, Operand[Any]] = {
    **spooler_operands(_jobs),
    "PAGES": Operand(
        statements.Pages.parse,
        "a page, FIRST/LAST or ALL",
        no_names,
        endings=statements.PAGES_ENDINGS,
    ),
    "NUMBER": Operand(int, "a number", no_names),
    "REST": REST,
}


class Peruse(SpoolerProgram):
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
    not_supervisor: ClassVar[Message] = peruse.NOT_SUPERVISOR

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self.current: int | None = self.newest() if self.opened else None

    def open(self, text: str) -> None:
        """Turn to another spooler; the user's newest job there becomes current."""
        super().open(text)
        self.current = self.newest()

    def newest(self) -> int | None:
        """Give the number of the user's newest job."""
        newest = max(self.jobs(), key=lambda job: (job.opened, job.number), default=None)
        return newest.number if newest else None

    def banner(self) -> list[str]:
        """Return the banner, and the user's jobs if there are any."""
        listed = self.listing() if self.answers else []
        return [*super().banner(), *(["", *listed] if listed else [])]

    def jobs(self) -> list[SpoolJob]:
        """Return the user's own jobs by number."""
        return self.spooler.jobs(self.requester.user)

    def listing(self, changed: frozenset[int] = frozenset()) -> list[str]:
        """Give the display of the user's jobs; `changed` ones are marked C."""
        spooler = self.spooler
        own = spooler.jobs(self.requester.user)
        marks = {job.number: "C" for job in own if job.number in changed}
        if self.current is not None:
            marks[self.current] = "J" if self.current not in marks else "CJ"
        pages = {job.number: spooler.pages(job.number) for job in own}
        return list(listing.jobs(own, pages, marks))

    def select(self, number: int) -> SpoolJob:
        """Make a job the current one. Refuses jobs of others, except to the super group."""
        job = self.spooler.job(number)
        if job is None:
            raise OperatorError(peruse.JOB_NOT_FOUND, number=number)
        if not self.owns(job):
            raise OperatorError(peruse.JOB_SECURITY, number=number)
        self.current = number
        return job

    def current_job(self) -> SpoolJob:
        """Return the current job. Refuses when there is none, or it is gone."""
        spooler = self.spooler
        if self.current is None:
            raise OperatorError(peruse.NO_CURRENT)
        job = spooler.job(self.current)
        if job is None:
            self.current = None
            raise OperatorError(peruse.CURRENT_DELETED)
        return job

    def closed_job(self) -> SpoolJob:
        """Return the current job to change it. Refuses also one that is still open."""
        job = self.current_job()
        if job.state == JobState.OPEN:
            raise OperatorError(peruse.JOB_STATE, number=job.number)
        return job

    def file_error(self, error: OperatorError) -> list[str]:
        """Return how PERUSE prints an error on the way to a supervisor."""
        return peruse.file_error(error)
