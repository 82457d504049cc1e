"""The program EMSDIST and its language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from nsksim.errors import OperatorError
from nsksim.language import Language, Operand, no_names
from nsksim.messages import emsdist
from nsksim.programs.emsdist import moment
from nsksim.programs.emsdist.statements import PRIMARY_COLLECTOR, Distribute
from nsksim.programs.language_program import Complaints
from nsksim.programs.program import CompletionCode, Environment, ProgramRun
from nsksim.programs.single_command import SingleCommand


def _names(environment: Environment | None) -> Iterator[tuple[str, str]]:
    """Offer the collectors of the known systems, and a spooler destination."""
    if environment is None:
        return
    yield PRIMARY_COLLECTOR, "primary collector"
    for node in environment.world.network.known(str(environment.node)):
        if node != str(environment.node):
            yield f"{node}.{PRIMARY_COLLECTOR}", "primary collector"
    yield environment.terminal.name, "this terminal"
    for location, _ in environment.system.spooler.locations():
        yield f"$S.{location}", "spooler destination"


class Emsdist(SingleCommand):
    """EMSDIST: prints the events of a collector, those of the past and those still to come."""

    name = "EMSDIST"
    simulated = "printing distributors that read collectors: TYPE, COLLECTOR, TEXTOUT, TIME, STOP"
    language: ClassVar[Language] = Language(
        "emsdist",
        [Distribute],
        {
            "NAME": Operand(lambda text: text.upper(), "a name", _names),
            "MOMENT": Operand(
                moment.checked_word, "a date or a time", no_names, endings=moment.ENDINGS
            ),
            "NUMBER": Operand(int, "a number", no_names),
        },
    )
    complaints: ClassVar[Complaints] = Complaints(
        emsdist.SYNTAX, emsdist.SYNTAX, emsdist.NOT_MODELLED
    )

    @property
    def stopped(self) -> bool:
        """Say whether somebody has stopped the process."""
        process = self.environment.process
        return self.environment.system.processes.numbered(process.cpu, process.pin) is None

    def help_screen(self) -> Iterator[str]:
        """Yield what is printed without parameters. The manual says that, not how it looks."""
        yield "EMSDIST - event distributor. Parameters stand in any order, with commas between:"
        for field in self.language.rule(Distribute).fields.values():
            yield f"  {field.syntax()}"

    def main(self) -> ProgramRun:
        """Print the help screen, or distribute until the end."""
        if not self.environment.argument.strip():
            yield from self.help_screen()
            return CompletionCode.NORMAL
        return (yield from super().main())

    def file_error(self, error: OperatorError) -> list[str]:
        """Return how EMSDIST prints an error of the file system."""
        return emsdist.file_error(error)
