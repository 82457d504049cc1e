"""What serves the interactive prompt: completion, hints and marks while a line is typed.

The first word decides who answers: the engine for a macro or routine, the language for a command,
the program's own reader for its startup text. Nothing is executed and nothing is refused here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nsksim.errors import OperatorError
from nsksim.guardian.files import DiskFile
from nsksim.interaction import Completion, Reader
from nsksim.names import Subvolume
from nsksim.programs.history import RECALLS
from nsksim.programs.program import Program
from nsksim.programs.program_file import program_in
from nsksim.programs.tacl import commands, functions, running, settings
from nsksim.programs.tacl.builtins import COMMANDS, FUNCTIONS
from nsksim.programs.tacl.context import CURRENT_DEFAULTS, Context
from nsksim.programs.tacl.expansion import Interpreter
from nsksim.programs.tacl.lexical import METACHARACTERS, assemble
from nsksim.programs.tacl.variables import VariableType

RUN = "RUN "


@dataclass(frozen=True, slots=True)
class _Line:
    """A line being typed: its command word, and what stands behind it, if anything does."""

    indent: int
    word: str
    rest: str | None

    @property
    def rest_column(self) -> int:
        """Give the column where the rest begins."""
        return self.indent + len(self.word)


def _divided(text: str) -> _Line:
    stripped = text.lstrip()
    word = commands.first_word(stripped)
    rest = stripped[len(word) :]
    return _Line(len(text) - len(stripped), word, rest or None)


class PromptReader:
    """Completes what may be typed at the prompt of one TACL."""

    def __init__(self, context: Context, engine: Interpreter) -> None:
        self.context = context
        self._engine = engine

    def complete(self, text: str) -> list[Completion]:
        """Give what may stand at the end of `text`."""
        line = _divided(text)
        if line.rest is None:
            return [
                Completion(name, len(line.word), description)
                for name, description in self._words()
                if name.startswith(line.word.upper())
            ]
        reader, typed = self._reader(line)
        if reader is None and self._is_routine(line.word):
            return self._engine.complete_routine(line.word, line.rest)
        return reader.complete(typed) if reader is not None else []

    def hint(self, text: str) -> str:
        """Give the remaining syntax after `text`."""
        line = _divided(text)
        reader, typed = self._reader(line)
        if reader is not None:
            return reader.hint(typed)
        if line.rest is not None and self._is_routine(line.word):
            return " | ".join(self._engine.expected_arguments(line.word, line.rest))
        return ""

    def error_at(self, text: str) -> int | None:
        """Give the column where `text` goes wrong, None while it may come right."""
        line = _divided(text)
        if line.rest is None or _expands(text):
            return None
        reader, typed = self._reader(line)
        if reader is not None:
            column = reader.error_at(typed)
            return None if column is None else len(text) - len(typed) + column
        if self._is_routine(line.word):
            column = self._engine.wrong_argument(line.word, line.rest)
            return None if column is None else line.rest_column + column
        return None if self._known(line.word) else line.indent

    # -- who answers ------------------------------------------------------------------------------

    def _reader(self, line: _Line) -> tuple[Reader | None, str]:
        """Give who reads the line, and the part of it that is his."""
        if self._engine.variables.find(line.word) is not None or not line.word:
            return None, ""
        if commands.is_command(line.word):
            return _CommandReader(self.context, ""), line.word + (line.rest or "")
        program = self._program(line.word)
        if program is None:
            return None, ""
        startup = _startup(line.rest or "")
        if startup is None:
            return _CommandReader(self.context, RUN), line.word + (line.rest or "")
        return program.inline_reader(self.context.environment), startup

    def _program(self, word: str) -> type[Program] | None:
        """Find the program a command word means."""
        try:
            found = running.search(self.context, word)
        except OperatorError:
            return None
        return program_in(found.content()) if found is not None else None

    def _is_routine(self, word: str) -> bool:
        level = self._engine.variables.find(word)
        return level is not None and level.type is VariableType.ROUTINE

    def _known(self, word: str) -> bool:
        """Say whether a line may begin with `word`."""
        upper = word.upper()
        known = upper in COMMANDS or upper in RECALLS or word[:1] in {"#", "?", "!"}
        if known or commands.is_real_command(word) or word.startswith("\\"):
            return True
        if self._engine.variables.find(word) is not None:
            return True
        try:
            return running.search(self.context, word) is not None
        except OperatorError:
            return True

    # -- the first word ----------------------------------------------------------------------------

    def _words(self) -> Iterator[tuple[str, str]]:
        """Give the words a line may begin with: macros, commands, programs, functions."""
        variables = self._engine.variables
        for name in variables.names:
            level = variables.find(name)
            if level is not None:
                yield name, level.type.lower()
        yield from commands.summaries()
        for name, function in COMMANDS.items():
            yield name, f"{function} as a command"
        yield "FC", RECALLS["FC"]
        for file, program in self._programs():
            yield file.name, (program.__doc__ or "").partition("\n")[0]
        for name in sorted({*FUNCTIONS, *functions.names(), *settings.names()}):
            yield name, ""

    def _programs(self) -> Iterator[tuple[DiskFile, type[Program]]]:
        """Give the program files on the search list."""
        defaults = self.context.environment.defaults
        files = self.context.environment.system.files
        for place in self.context.search_list:
            current = place == CURRENT_DEFAULTS
            where = defaults.place if current else Subvolume.parse(place, defaults)
            if where.node != self.context.node:
                continue
            for file in files.in_subvolume(str(where.volume), where.name):
                program = (
                    program_in(files.read(file)) if file.code in running.OBJECT_CODES else None
                )
                if program is not None:
                    yield file, program


def _expands(text: str) -> bool:
    """Say whether brackets will change the line before it is a command."""
    try:
        return any(mark in assemble([text]).text for mark in METACHARACTERS)
    except OperatorError:
        return True


def _startup(rest: str) -> str | None:
    """Give the startup text behind a program, None while its run options are being typed."""
    stripped = rest.lstrip()
    if not stripped.startswith("/"):
        return stripped
    _, slash, startup = stripped[1:].partition("/")
    return startup.lstrip() if slash else None


@dataclass(frozen=True, slots=True)
class _CommandReader:
    """Reads a command of TACL; `prefix` is what is understood before it."""

    context: Context
    prefix: str

    def complete(self, text: str) -> list[Completion]:
        """Give what may stand at the end of `text`."""
        return commands.LANGUAGE.complete(self.prefix + text, self.context)

    def hint(self, text: str) -> str:
        """Give the remaining syntax after `text`."""
        return commands.LANGUAGE.hint(self.prefix + text)

    def error_at(self, text: str) -> int | None:
        """Give the column where `text` goes wrong, None while it may come right."""
        column = commands.LANGUAGE.error_at(self.prefix + text)
        return None if column is None else max(0, column - len(self.prefix))
