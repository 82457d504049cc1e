"""MEDIACOM as a program: its prompt, its language, and how it prints what it refuses."""

from __future__ import annotations

from collections.abc import Generator
from typing import ClassVar

from nsksim.errors import OperatorError
from nsksim.interaction import Effect, Read
from nsksim.language import Language, ParseProblem, Statement
from nsksim.messages import mediacom as messages
from nsksim.names import InvalidName, NameKind
from nsksim.programs.interpreter import Interpreter
from nsksim.programs.mediacom.context import Context
from nsksim.programs.mediacom.operands import OPERANDS
from nsksim.programs.mediacom.statements import STATEMENTS
from nsksim.programs.program import Environment

BANNER = "MEDIACOM-T6028H02 (01JAN2022) - simulated"
"""Form 2 of the documented banner; version and date are ours."""

CONTINUATION = ">>>"


_OBJECTS = {
    NameKind.TAPE_LABEL: "TAPEVOLUME",
    NameKind.LABEL_PATTERN: "TAPEVOLUME",
    NameKind.POOL: "POOL",
    NameKind.POOL_PATTERN: "POOL",
    NameKind.TAPE_FILE: "TAPEFILE",
    NameKind.TAPE_FILE_PATTERN: "TAPEFILE",
    NameKind.CATALOG: "Catalog",
    NameKind.CATALOG_PATTERN: "Catalog",
    NameKind.NODE: "System",
    NameKind.SUBVOLUME: "Subvolume",
    NameKind.SECURITY: "SECURITY",
    NameKind.USER_ID: "USER",
}
"""What a name of each kind is called in a message."""


class Mediacom(Interpreter):
    """MEDIACOM: tape volumes, pools, tape files, disk files and media defaults."""

    name: ClassVar[str] = "MEDIACOM"
    prompt: ClassVar[str] = "MC> "
    simulated: ClassVar[str] = (
        "tape volumes, pools, tape files, disk files, catalogs, media defaults and the search list;"
        " no drives, mounts, RECOVER or EXPIRE"
    )
    language: ClassVar[Language] = Language("mediacom", STATEMENTS, OPERANDS)

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self._context = Context(self)

    @property
    def context(self) -> Context:
        """Return what the statements act on."""
        return self._context

    def banner(self) -> list[str]:
        """Return the first line of a conversation."""
        return [BANNER]

    def typed_command(self) -> Generator[Effect, str | None, str | None]:
        """Read one command, which goes on in the next line behind an ampersand."""
        line = yield Read(self.prompt, self.reader())
        while line is not None and line.rstrip().endswith("&"):
            more = yield Read(CONTINUATION, self.reader())
            line = line.rstrip()[:-1] + " " + (more or "")
        return line

    def expand(self, line: str) -> str:
        """Take command words as they are: the manual knows no short ones."""
        return line

    def refusal(self, problem: ParseProblem) -> OperatorError:
        """Make the refusal of a line: an invalid name, or a syntax error."""
        if isinstance(problem.cause, InvalidName):
            kind, text = problem.cause.kind, problem.cause.text
            if kind in (NameKind.DISKFILE_PATTERN, NameKind.FILE_TEMPLATE, NameKind.FILE):
                return OperatorError(messages.DISKFILE_INVALID, name=problem.found)
            return OperatorError(
                messages.NAME_INVALID, object=_OBJECTS.get(kind, "Name"), name=text
            )
        return _syntax(problem)

    def not_modelled(self, words: str) -> OperatorError:
        """Refuse a command by its words: nothing is done rather than something wrong."""
        return OperatorError(messages.NOT_MODELLED, what=words)

    def unauthorized(self, statement: Statement) -> OperatorError:
        """Refuse without naming the command."""
        del statement
        return OperatorError(messages.SUPER_GROUP)

    def framed(self, error: OperatorError, line: str) -> list[str]:
        """Print a syntax error under its line."""
        if error.message is messages.SYNTAX:
            column = error.values["column"]
            assert isinstance(column, int)  # set below
            return [line, " " * column + "^", *error.lines]
        return super().framed(error, line)

    def file_error(self, error: OperatorError) -> list[str]:
        """Return how MEDIACOM prints an error of the file system."""
        values: dict[str, object] = {"number": error.message.number, "text": error.text}
        return messages.FILE_SYSTEM.render(values)


def _syntax(problem: ParseProblem) -> OperatorError:
    if problem.repeated:
        text = f"{problem.repeated} is given twice."
    elif problem.unknown_command:
        text = f"{problem.found.upper()} is not a command of MEDIACOM."
    else:
        expected = " or ".join(f'"{word}"' if word == "," else word for word in problem.expected)
        text = f"expecting {expected}." if expected else "the command ends here."
    return OperatorError(messages.SYNTAX, problem=text, column=problem.column)
