"""A program whose startup text is one command: it does that, and ends with a completion code."""

from __future__ import annotations

from collections.abc import Generator

from nsksim.errors import OperatorError
from nsksim.interaction import Effect, Reader
from nsksim.programs.language_program import LanguageProgram
from nsksim.programs.program import CompletionCode, Environment, ProgramRun


class SingleCommand(LanguageProgram):
    """A program that is not conversed with."""

    completion: CompletionCode = CompletionCode.NORMAL
    """What the program ends with unless its command is refused."""

    @classmethod
    def inline_reader(cls, environment: Environment) -> Reader:
        """Return what serves completion of the startup text."""
        return cls.language.reader(environment)

    def command(self) -> Generator[Effect, str | None, str]:
        """Give the command: the startup text, if nothing else is said."""
        yield from ()
        return self.environment.argument.strip()

    def main(self) -> ProgramRun:
        """Do the command."""
        line = ""
        try:
            line = yield from self.command()
            yield from self.perform(self.parse(line))
        except OperatorError as error:
            yield self.refused_line(error, line)
            return CompletionCode.FATAL
        return self.completion
