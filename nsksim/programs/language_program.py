"""A program whose command lines are statements of a language.

Owns what every such program does the same way, whether somebody converses with it or it does one
command and ends: reading a command, who may give it, and how a refusal is printed. It owns no
command and no text of a refusal; each program has its own messages.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from nsksim.errors import Message, OperatorError
from nsksim.interaction import Interaction, Refused
from nsksim.language import Language, ParseProblem, Statement, alternatives
from nsksim.messages import file_system
from nsksim.programs.program import Program


@dataclass(frozen=True, slots=True)
class Complaints:
    """The messages a program has for lines it cannot take.

    `unknown` and `syntax` have the slots line, caret and expected; `not_modelled` has what.
    """

    unknown: Message
    syntax: Message
    not_modelled: Message


class LanguageProgram(Program):
    """A program with a language; its kinds say where the lines come from."""

    language: ClassVar[Language]
    complaints: ClassVar[Complaints]
    """What `refusal` and `not_modelled` speak with; one that overrides both needs none."""

    @property
    def context(self) -> object:
        """Return what the statements act on: the program itself, if nothing else is said."""
        return self

    def context_of(self, statement: Statement) -> object:
        """Return what one statement acts on."""
        del statement
        return self.context

    def parse(self, line: str) -> Statement:
        """Read one command. Raises OperatorError."""
        try:
            return self.language.parse(line)
        except ParseProblem as problem:
            raise self.refusal(problem) from problem

    def refusal(self, problem: ParseProblem) -> OperatorError:
        """Make the refusal of a line, or of a topic of HELP, that is not in the language."""
        unknown = problem.unknown_command
        return OperatorError(
            self.complaints.unknown if unknown else self.complaints.syntax,
            line=problem.line,
            caret=problem.caret,
            expected=alternatives(self.expected(problem)),
        )

    def expected(self, problem: ParseProblem) -> tuple[str, ...]:
        """Say in words what would have been right."""
        return problem.expected

    def not_modelled(self, words: str) -> OperatorError:
        """Make the refusal of a command that the real program has; `words` are its first ones."""
        return OperatorError(self.complaints.not_modelled, what=f"{self.name} {words}")

    def perform(self, statement: Statement) -> Interaction:
        """Carry out a statement if the user may give it."""
        if not statement.authority.allows(self.environment.user):
            raise self.unauthorized(statement)
        yield from statement.run(self.context_of(statement))

    def unauthorized(self, statement: Statement) -> OperatorError:
        """Make the refusal of a command the user may not give: a security violation."""
        return OperatorError(file_system.SECURITY, name=self.language.text(statement))

    def refused_line(self, error: OperatorError, line: str) -> Refused:
        """Give what is printed of the refusal that `line` ended in."""
        return Refused(error, tuple(self.framed(error, line)))

    def framed(self, error: OperatorError, line: str) -> list[str]:
        """Return the lines of a refusal; errors of the file system get this program's frame."""
        del line
        if error.message.speaker is file_system.SPEAKER:
            return self.file_error(error)
        return error.lines

    @abstractmethod
    def file_error(self, error: OperatorError) -> list[str]:
        """Return how this program prints an error of the file system."""
