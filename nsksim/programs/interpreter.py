"""A program whose command lines are statements of a language.

Owns what every such program does the same way: reading a line, abbreviated command words, several
commands in one line, who may give a command, HELP and EXIT, completion. It owns no command and no
text of a refusal; each program has its own messages.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from nsksim.errors import Message, OperatorError, Origin
from nsksim.interaction import Completion, Interaction, Reader
from nsksim.language import Language, Operand, ParseProblem, Statement, no_names
from nsksim.messages import file_system
from nsksim.programs.program import Conversation, Environment


@dataclass(frozen=True, slots=True)
class Complaints:
    """The messages a program has for lines it cannot take.

    `unknown` and `syntax` have the slots line, caret and expected; `not_modelled` has what.
    """

    unknown: Message
    syntax: Message
    not_modelled: Message


def complaint(problem: ParseProblem, complaints: Complaints) -> OperatorError:
    """Make the refusal of a line that is no statement of the language."""
    message = complaints.unknown if problem.unknown_command else complaints.syntax
    *first, last = problem.expected or ("end",)
    expected = f"{', '.join(first)} or {last}" if first else last
    return OperatorError(message, line=problem.line, caret=problem.caret, expected=expected)


class Interpreter(Conversation):
    """A conversational program with a language."""

    language: ClassVar[Language]
    complaints: ClassVar[Complaints]
    """What `refusal` speaks with; a program that overrides it needs none."""
    abbreviations: ClassVar[Mapping[str, str]] = {}
    """Short command words that would otherwise be ambiguous; a beginning that is not, is taken."""
    separator: ClassVar[str] = ""
    """What stands between several commands in one line; empty if that is not possible."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self.defaults = environment.defaults
        """What completes a partial file name; VOLUME and SYSTEM change it for this program."""

    @property
    def context(self) -> object:
        """Return what the statements act on: the program itself, if nothing else is said."""
        return self

    @classmethod
    def inline_reader(cls, environment: Environment) -> Reader:
        """Return what completes a command typed behind the name of the program."""
        return InterpreterReader(cls(environment))

    def reader(self) -> Reader:
        """Return what serves completion at this prompt."""
        return InterpreterReader(self)

    def execute(self, line: str) -> Interaction:
        """Do the commands of a line one after the other; the first refusal drops the rest."""
        parts = line.split(self.separator) if self.separator else [line]
        for part in parts:
            if part.strip() and not self.ended:
                yield from self.perform(self.parse(part))

    def parse(self, line: str) -> Statement:
        """Read one command. Raises OperatorError."""
        full = self.expand(line)
        try:
            return self.language.parse(full)
        except ParseProblem as problem:
            raise self.refusal(_as_typed(problem, line, full)) from problem

    def refusal(self, problem: ParseProblem) -> OperatorError:
        """Make the refusal of a line, or of a topic of HELP, that is not in the language."""
        return complaint(problem, self.complaints)

    def perform(self, statement: Statement) -> Interaction:
        """Carry out a statement if the user may give it."""
        if not statement.authority.allows(self.environment.user):
            raise self.unauthorized(statement)
        yield from statement.run(self.context)

    def unauthorized(self, statement: Statement) -> OperatorError:
        """Make the refusal of a command the user may not give: a security violation."""
        return OperatorError(file_system.SECURITY, name=self.language.text(statement))

    def expand(self, line: str) -> str:
        """Write an abbreviated command word out; a line that begins otherwise stays as it is."""
        start = len(line) - len(line.lstrip())
        end = start
        while end < len(line) and line[end].isalpha():
            end += 1
        word = line[start:end].upper()
        known = self.command_words()
        if not word or word in known:
            return line
        fitting = [each for each in known if each.startswith(word)]
        full = self.abbreviations.get(word) or (fitting[0] if len(fitting) == 1 else word)
        return line if full == word else f"{line[:start]}{full}{line[end:]}"

    @classmethod
    def command_words(cls) -> tuple[str, ...]:
        """Name the words a command may begin with."""
        candidates = cls.language.complete("", None)
        return tuple(each.text for each in candidates if each.text.isalpha())

    def framed(self, error: OperatorError, line: str) -> list[str]:
        """Return the lines of a refusal; errors of the file system get this program's frame."""
        del line
        if error.message.speaker is file_system.SPEAKER:
            return self.file_error(error)
        return error.lines

    @abstractmethod
    def file_error(self, error: OperatorError) -> list[str]:
        """Return how this program prints an error of the file system."""


def _as_typed(problem: ParseProblem, line: str, full: str) -> ParseProblem:
    """Move the place of a mistake from the written-out line back to the line as typed."""
    longer = len(full) - len(line)
    end = len(full) - len(full.lstrip()) + len(full.split(maxsplit=1)[0])
    column = problem.column - longer if problem.column >= end else problem.column
    return ParseProblem(
        line,
        column,
        problem.found,
        problem.expected,
        repeated=problem.repeated,
        cause=problem.cause,
    )


class InterpreterReader:
    """Completes, hints and checks: several commands in a line, abbreviated command words."""

    def __init__(self, program: Interpreter) -> None:
        self._reader = program.language.reader(program.context)
        self._program = program

    def complete(self, text: str) -> list[Completion]:
        """Give what may stand at the end of `text`; a command word being typed is not changed."""
        last = self._last(text)
        typing_the_word = " " not in last.lstrip()
        return self._reader.complete(last if typing_the_word else self._program.expand(last))

    def hint(self, text: str) -> str:
        """Give the remaining syntax after `text`."""
        return self._reader.hint(self._program.expand(self._last(text)))

    def error_at(self, text: str) -> int | None:
        """Give the column where `text` goes wrong, None while it may come right."""
        last = self._last(text)
        full = self._program.expand(last)
        column = self._reader.error_at(full)
        if column is None:
            return None
        return max(0, column - len(full) + len(last)) + len(text) - len(last)

    def _last(self, text: str) -> str:
        """Give the command that is being typed."""
        separator = self._program.separator
        return text.rpartition(separator)[2] if separator else text


REST: Operand[str] = Operand(str.strip, "the rest of the line", no_names)
"""The rest of a line, whatever it is."""


@dataclass(frozen=True, slots=True)
class Exit(Statement):
    """Leave the program.

    End of file (CTRL-Y) leaves it too.
    """

    fidelity = Origin.INFERRED

    def run(self, context: Interpreter) -> Interaction:
        """End the conversation after this line."""
        context.ended = True
        yield from ()


@dataclass(frozen=True, slots=True)
class Help(Statement):
    """List the commands, or explain those that begin with some words.

    The text is the simulator's own; it says what is simulated and not what the vendor prints.
    """

    topic: str = ""

    def run(self, context: Interpreter) -> Interaction:
        """Print the help derived from the language."""
        yield from help_lines(context, self.topic)


def help_lines(program: Interpreter, topic: str) -> Iterator[str]:
    """Yield HELP on `topic`; an abbreviated command word is written out."""
    try:
        yield from program.language.help(program.expand(topic))
    except ParseProblem as problem:
        raise program.refusal(problem) from problem


@dataclass(frozen=True, slots=True)
class NotModelled(Statement):
    """Refuse what the real program has and the simulator has not."""

    modelled = False

    verb: str
    rest: str = ""

    def run(self, context: Interpreter) -> Interaction:
        """Say that it is not modelled."""
        yield from ()
        raise OperatorError(context.complaints.not_modelled, what=f"{context.name} {self.verb}")
