r"""The supervisor of a spooler, `$SPLS` here or at another system, and conversations about it.

Owns what PERUSE and SPOOLCOM have in common: which spooler is open, whether it can still be asked,
and the operands of both. A spooler is asked only through `SpoolerProgram.spooler`, which refuses
when its supervisor has ended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, ClassVar

from nsksim.errors import Message, OperatorError
from nsksim.guardian.security import Requester
from nsksim.guardian.spooler import Spooler, SpoolJob
from nsksim.guardian.system import System
from nsksim.language import Operand, no_names
from nsksim.messages import file_system
from nsksim.names import InvalidName, ProcessName, SpoolLocation
from nsksim.programs.interpreter import Interpreter
from nsksim.programs.program import Environment, ProgramRun

SUPERVISOR = "$SPLS"
"""The one supervisor a simulated system has."""


class SpoolerProgram(Interpreter):
    """A conversation with the supervisor of one spooler at a time."""

    separator: ClassVar[str] = ";"
    not_supervisor: ClassVar[Message]
    """What is said of the name of anything that is no supervisor."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self._node = environment.node
        self.requester = Requester(environment.user)
        self.opened = environment.system.processes.named(SUPERVISOR) is not None
        """Whether a supervisor is open; it may have ended since."""

    def main(self) -> ProgramRun:
        """Open the supervisor, converse or do the commands given.

        A supervisor that was named is opened before the banner; without a name it is that of the
        system.
        """
        supervisor, argument = _split_supervisor(self.environment.argument)
        if supervisor or not self.opened:
            yield from self.guarded(f"OPEN {supervisor or SUPERVISOR}")
        self.environment = replace(self.environment, argument=argument.lstrip(";"))
        return (yield from super().main())

    def banner(self) -> list[str]:
        """Return the banner of PERUSE; that of SPOOLCOM is formed like it."""
        return [
            f"{self.name} - T9101D48 - (30MAR2001)    SYSTEM {self.environment.node}",
            "Copyright Tandem Computers Incorporated 1978, 1982, 1983,",
            "1984, 1985, 1986, 1987, 1988, 1989, 1991",
        ]

    @property
    def system(self) -> System:
        """Return the system whose spooler is open; SIM RESTORE makes it anew."""
        return self.environment.world.system(self._node)

    @property
    def spooler(self) -> Spooler:
        """Return the open spooler.

        Raises file-system errors 14 when none was ever opened, 201 when its supervisor has ended,
        18, 48 and 250 when another system can no longer be reached. That it is 201 is inferred.
        """
        if not self.opened:
            raise OperatorError(file_system.NO_DEVICE, name=SUPERVISOR)
        return self._asked()

    @property
    def answers(self) -> bool:
        """Say whether the spooler can be asked now."""
        try:
            self._asked()
        except OperatorError:
            return False
        return self.opened

    def _asked(self) -> Spooler:
        name = SUPERVISOR if self._node == self.environment.node else f"{self._node}.{SUPERVISOR}"
        system = self.environment.at(self._node, name)
        if system.processes.named(SUPERVISOR) is None:
            raise OperatorError(file_system.DEVICE_PATH_DOWN, name=name)
        return system.spooler

    def open(self, text: str) -> None:
        """Turn to another spooler.

        Raises `not_supervisor` for the name of anything else, and file-system errors 14, 18, 48
        and 250.
        """
        try:
            name = ProcessName.parse(text)
        except InvalidName as wrong:
            raise OperatorError(self.not_supervisor) from wrong
        environment = self.environment
        system = environment.at(name.node, text)
        if system.processes.named(name.without_node) is None:
            raise OperatorError(file_system.NO_DEVICE, name=text)
        if name.without_node != SUPERVISOR:
            raise OperatorError(self.not_supervisor)
        self.requester = environment.requester(system, text)
        self._node, self.opened = system.node, True

    def owns(self, job: SpoolJob) -> bool:
        """Say whether the user may handle a job: as its owner, or as one of the super group."""
        user = self.requester.user
        return user.is_super_group or (user.group_id, user.user_id) == (job.group_id, job.user_id)


def spooler_operands(
    jobs: Callable[[Any], Iterator[tuple[str, str]]],
) -> dict[str, Operand[Any]]:
    """Give the operands of both programs; `jobs` offers the numbers of jobs."""
    return {
        "JOB_NUMBER": Operand(int, "a job number", jobs),
        "LOCATION": Operand(SpoolLocation.parse, "a location", _locations),
        "SUPERVISOR": Operand(lambda text: text.upper(), "a supervisor", no_names),
    }


def _locations(program: SpoolerProgram | None) -> Iterator[tuple[str, str]]:
    """Offer the locations of the spooler."""
    if program is not None and program.answers:
        yield from program.spooler.locations()


def _split_supervisor(argument: str) -> tuple[str, str]:
    """Part a startup text `[ supervisor ] [ ; command ]...` into the supervisor and the rest."""
    text = argument.strip()
    if not text.startswith(("$", "\\")):
        return "", text
    supervisor, _, rest = text.partition(";")
    return supervisor.strip(), rest.strip()
