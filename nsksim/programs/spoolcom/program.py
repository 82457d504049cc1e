"""The program SPOOLCOM: its prompt, its supervisor and its language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from nsksim.errors import Message, OperatorError
from nsksim.guardian.spooler import Spooler, SpoolJob
from nsksim.language import Language, Operand, no_names
from nsksim.messages import spoolcom
from nsksim.programs.language_program import Complaints
from nsksim.programs.session_commands import REST, Exit, Help, NotModelled
from nsksim.programs.spoolcom import statements
from nsksim.programs.supervisor import SpoolerProgram, spooler_operands


def _jobs(program: Spoolcom | None) -> Iterator[tuple[str, str]]:
    """Offer all jobs."""
    for job in program.spooler.jobs() if program and program.answers else ():
        yield str(job.number), f"{job.state} {job.location} {job.report}"


def _users(program: Spoolcom | None) -> Iterator[tuple[str, str]]:
    """Offer the users of the system."""
    for user in program.system.users.all() if program else ():
        yield user.name, user.id


_OPERANDS: dict[str, Operand[Any]] = {
    **spooler_operands(_jobs),
    "COLLECTOR": Operand(lambda text: text.upper(), "a collector", no_names),
    "OWNER": Operand(lambda text: statements.Owner(text.upper()), "a user", _users),
    "OTHER_ACTION": Operand(
        lambda text: statements.OtherAction(text.upper()), "another subcommand", no_names
    ),
    "REST": Operand(lambda text: text.strip().upper(), REST.description, no_names),
}


class Spoolcom(SpoolerProgram):
    """SPOOLCOM: shows and changes the jobs of a spooler, shows its locations and collectors."""

    name = "SPOOLCOM"
    prompt = ")"
    simulated = "JOB with STATUS, HOLD, START, LOC and DELETE; LOC, COLLECT, OPEN, HELP and EXIT"
    language: ClassVar[Language] = Language(
        "spoolcom",
        [
            statements.Job,
            statements.Loc,
            statements.Collect,
            statements.Open,
            Exit,
            Help,
            NotModelled,
        ],
        _OPERANDS,
        delimiters=",;()!",
    )
    complaints: ClassVar[Complaints] = Complaints(
        spoolcom.UNKNOWN_COMMAND, spoolcom.SYNTAX, spoolcom.NOT_MODELLED
    )
    abbreviations: ClassVar[Mapping[str, str]] = {"C": "COLLECT", "COM": "COMMENT"}
    not_supervisor: ClassVar[Message] = spoolcom.NOT_SUPERVISOR

    @property
    def spooler(self) -> Spooler:
        """Return the open spooler; one that does not answer is closed (appendix C-7).

        Raises spoolcom.not-open and file-error.
        """
        if not self.opened:
            raise OperatorError(spoolcom.NOT_OPEN)
        try:
            return super().spooler
        except OperatorError as error:
            self.opened = False
            raise OperatorError(spoolcom.FILE_ERROR, number=error.message.number) from error

    def open(self, text: str) -> None:
        """Turn to another spooler; an error on the way closes the one before (appendix C-8)."""
        try:
            super().open(text)
        except OperatorError as error:
            if error.message is not self.not_supervisor:
                self.opened = False
            raise

    def check_owner(self, job: SpoolJob) -> None:
        """Refuse to change a job of somebody else, except to the super group."""
        if not self.owns(job):
            raise OperatorError(spoolcom.JOB_SECURITY, number=job.number)

    def file_error(self, error: OperatorError) -> list[str]:
        """Return how SPOOLCOM prints an error on the way to a supervisor."""
        return spoolcom.file_error(error)
