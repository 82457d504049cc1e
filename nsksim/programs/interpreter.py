"""A conversational program whose command lines are statements of a language.

Owns what every such program does the same way: the prompt, lines that go on, comments, abbreviated
command words, several commands in one line, the lines typed before, where it prints, completion.
The commands of the conversation itself, such as HELP and EXIT, stand in `session_commands`.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from nsksim.errors import Message, OperatorError
from nsksim.interaction import Break, Completion, Effect, Interaction, Read, Reader
from nsksim.language import ParseProblem, Statement
from nsksim.programs.history import History, is_recall
from nsksim.programs.language_program import LanguageProgram
from nsksim.programs.program import CompletionCode, Environment, ProgramRun
from nsksim.programs.redirection import Output, Printing, open_output
from nsksim.programs.session_commands import SessionCommand, SessionMessages

GOES_ON = "&"
"""At the end of a line: the command goes on in the next one."""


class Interpreter(LanguageProgram):
    """A conversational program: reads lines until EXIT or end of file, or runs its startup text."""

    prompt: ClassVar[str]
    abbreviations: ClassVar[Mapping[str, str]] = {}
    """Short command words that would otherwise be ambiguous; a beginning that is not, is taken."""
    separator: ClassVar[str] = ""
    """What stands between several commands in one line; empty if that is not possible."""
    continuation: ClassVar[str] = ""
    """The prompt for the lines of a command behind its first; empty if it has only one."""
    comment_signs: ClassVar[tuple[str, ...]] = ()
    """What begins a comment, at the beginning of a line or behind a blank."""
    session_messages: ClassVar[SessionMessages]
    """What recalled lines and OBEY refuse with; a program without them needs none."""
    ended: bool = False
    """Set by the EXIT statement."""
    obeying: int = 0
    """How many OBEY files are open."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self.printing = Printing()
        self.defaults = environment.defaults
        """What completes a partial file name; VOLUME and SYSTEM change it for this program."""

        self.history = History()

    @property
    def file_environment(self) -> Environment:
        """Return the environment with the defaults of this session, to complete file names."""
        return replace(self.environment, defaults=self.defaults)

    def output_place(self, typed: str) -> Output | None:
        """Open a place to print to; None is the terminal. Raises OperatorError.

        The terminal is refused as not modelled where the process has another OUT.
        """
        output = open_output(self.file_environment, typed, self.not_modelled)
        if output is None and self.environment.out_file is not None:
            raise self.not_modelled(f"OUT {typed.upper()}")
        return output

    def context_of(self, statement: Statement) -> object:
        """Return what one statement acts on: the program, if it is a command of the session."""
        return self if isinstance(statement, SessionCommand) else self.context

    @classmethod
    def inline_reader(cls, environment: Environment) -> Reader:
        """Return what completes a command typed behind the name of the program."""
        return InterpreterReader(cls(environment))

    def reader(self) -> Reader:
        """Return what serves completion at this prompt."""
        return InterpreterReader(self)

    def banner(self) -> list[str]:
        """Return what a conversational start prints first."""
        return []

    def main(self) -> ProgramRun:
        """Converse, or run the commands of the startup text without a banner."""
        try:
            if self.environment.argument.strip():
                yield from self.guarded(self.joined([self.environment.argument]))
            else:
                yield from self.banner()
                yield from self._conversation()
        finally:
            self.printing.close()
        return CompletionCode.NORMAL

    def _conversation(self) -> Interaction:
        while not self.ended:
            lines = yield from self.typed_command()
            if lines is None:
                break
            line = self.joined(lines)
            if line.strip() and not is_recall(line):
                self.history.add(lines)
            yield from self.guarded(line)

    def typed_command(self) -> Generator[Effect, str | None, tuple[str, ...] | None]:
        """Read one command at the prompt, which may have several lines; None is end of file."""
        lines: list[str] = []
        prompt = self.prompt
        while not lines or self._goes_on(lines[-1]):
            self.printing.settle()
            try:
                line = yield Read(prompt, self.reader(), goes_on=bool(lines))
            except Break:
                if not lines:
                    raise
                lines, prompt = [], self.prompt
                continue
            if line is None:
                break
            self.printing.typed(prompt, line)
            lines.append(line)
            prompt = self.continuation
        return tuple(lines) or None

    def commands_in(self, lines: Iterable[str]) -> Iterator[str]:
        """Put the lines of a file together to commands; blank ones are left out."""
        typed: list[str] = []
        for line in lines:
            typed.append(line)
            if not self._goes_on(line):
                yield from self._worth_doing(typed)
                typed = []
        yield from self._worth_doing(typed)

    def _worth_doing(self, lines: list[str]) -> Iterator[str]:
        command = self.joined(lines) if lines else ""
        if command.strip():
            yield command

    def _goes_on(self, line: str) -> bool:
        return bool(self.continuation) and self._without_comment(line).endswith(GOES_ON)

    def joined(self, lines: Sequence[str]) -> str:
        """Make one line of the lines of a command: without comments, and where it goes on."""
        parts = [self._without_comment(line) for line in lines]
        if self.continuation:
            parts = [part.removesuffix(GOES_ON) for part in parts]
        return " ".join(parts)

    def _without_comment(self, line: str) -> str:
        """Cut a comment off, which does not begin inside a quoted text."""
        if not any(sign in line for sign in self.comment_signs):
            return line.rstrip() if self.continuation else line
        quoted = False
        for column, character in enumerate(line):
            quoted ^= character == '"'
            begins = column == 0 or line[column - 1].isspace()
            if begins and not quoted and line.startswith(self.comment_signs, column):
                return line[:column].rstrip()
        return line

    def guarded(self, line: str, *, passing: Message | None = None) -> Interaction:
        """Do one command line and print the refusal it may end in, unless it is `passing`."""
        yield from self.printing.watched(self._guarded(line, passing))

    def _guarded(self, line: str, passing: Message | None) -> Interaction:
        try:
            yield from self.execute(line)
        except OperatorError as error:
            if error.message is passing:
                raise
            yield self.refused_line(error, line)

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

    def no_help(self, topic: str, problem: ParseProblem) -> OperatorError:
        """Make the refusal of a topic of HELP that is not there."""
        del topic
        return self.refusal(problem)

    @classmethod
    def command_words(cls) -> tuple[str, ...]:
        """Name the words a command may begin with."""
        candidates = cls.language.complete("", None)
        return tuple(each.text for each in candidates if each.text.isalpha())


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
