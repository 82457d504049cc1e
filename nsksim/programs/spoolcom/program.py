"""The program SPOOLCOM: its prompt, its banner, its supervisor and its language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from nsksim.errors import OperatorError
from nsksim.guardian.security import Requester
from nsksim.guardian.spooler import SpoolJob
from nsksim.guardian.system import System
from nsksim.language import Language, Operand, no_names
from nsksim.messages import spoolcom
from nsksim.names import SpoolLocation
from nsksim.programs.interpreter import REST, Complaints, Exit, Help, Interpreter, NotModelled
from nsksim.programs.program import Environment, ProgramRun
from nsksim.programs.spoolcom import statements
from nsksim.programs.supervisor import open_supervisor, split_supervisor


def _jobs(program: Spoolcom | None) -> Iterator[tuple[str, str]]:
    """Offer all jobs."""
    for job in program.system.spooler.jobs() if program else ():
        yield str(job.number), f"{job.state} {job.location} {job.report}"


def _locations(program: Spoolcom | None) -> Iterator[tuple[str, str]]:
    """Offer the locations of the spooler."""
    yield from program.system.spooler.locations() if program else ()


def _users(program: Spoolcom | None) -> Iterator[tuple[str, str]]:
    """Offer the users of the system."""
    for user in program.system.users.all() if program else ():
        yield user.name, user.id


_OPERANDS: dict[str, Operand[Any]] = {
    "JOB_NUMBER": Operand(int, "a job number", _jobs),
    "LOCATION": Operand(SpoolLocation.parse, "a location", _locations),
    "COLLECTOR": Operand(lambda text: text.upper(), "a collector", no_names),
    "OWNER": Operand(lambda text: statements.Owner(text.upper()), "a user", _users),
    "OTHER_ACTION": Operand(
        lambda text: statements.OtherAction(text.upper()), "another subcommand", no_names
    ),
    "SUPERVISOR": Operand(lambda text: text.upper(), "a supervisor", no_names),
    "REST": Operand(lambda text: text.strip().upper(), REST.description, no_names),
}


class Spoolcom(Interpreter):
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
    separator: ClassVar[str] = ";"

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self._node = environment.node
        self.requester = Requester(environment.user)

    def main(self) -> ProgramRun:
        """Take a supervisor that was named first, then converse or do the commands given."""
        supervisor, argument = split_supervisor(self.environment.argument)
        if supervisor:
            yield from self.guarded(f"OPEN {supervisor}")
        self.environment = replace(self.environment, argument=argument.lstrip(";"))
        return (yield from super().main())

    def banner(self) -> list[str]:
        """Return the banner, formed like that of PERUSE."""
        return [
            f"SPOOLCOM - T9101D48 - (30MAR2001)    SYSTEM {self.environment.node}",
            "Copyright Tandem Computers Incorporated 1978, 1982, 1983,",
            "1984, 1985, 1986, 1987, 1988, 1989, 1991",
        ]

    @property
    def system(self) -> System:
        """Return the system whose spooler is open; SIM RESTORE makes it anew."""
        return self.environment.world.system(self._node)

    def open(self, supervisor: str) -> None:
        """Turn to another spooler."""
        self._node, self.requester = open_supervisor(
            self.environment, supervisor, spoolcom.NOT_SUPERVISOR
        )

    def check_owner(self, job: SpoolJob) -> None:
        """Refuse to change a job of somebody else, except to the super group."""
        user = self.requester.user
        if user.is_super_group or (user.group_id, user.user_id) == (job.group_id, job.user_id):
            return
        raise OperatorError(spoolcom.JOB_SECURITY, number=job.number)

    def file_error(self, error: OperatorError) -> list[str]:
        """Return how SPOOLCOM prints an error on the way to a supervisor."""
        return spoolcom.file_error(error)
