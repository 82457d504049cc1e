"""MEDIACOM as a program: its prompt, its language, and how it prints what it refuses."""

from __future__ import annotations

from functools import cache
from typing import ClassVar

from nsksim.errors import OperatorError
from nsksim.interaction import Interaction, Read, Reader
from nsksim.language import Authority, Language, ParseProblem
from nsksim.messages import file_system
from nsksim.messages import mediacom as messages
from nsksim.names import InvalidName, NameKind
from nsksim.programs.mediacom.context import Context
from nsksim.programs.mediacom.operands import OPERANDS
from nsksim.programs.mediacom.statements import STATEMENTS
from nsksim.programs.program import Conversation, Environment, ProgramRun

BANNER = "MEDIACOM-T6028H02 (01JAN2022) - simulated"
"""Form 2 of the documented banner; version and date are ours."""

CONTINUATION = ">>>"


@cache
def language() -> Language:
    """Return MEDIACOM's language."""
    return Language("mediacom", STATEMENTS, OPERANDS)


_OBJECTS = {
    NameKind.TAPE_LABEL: "TAPEVOLUME",
    NameKind.LABEL_PATTERN: "TAPEVOLUME",
    NameKind.POOL: "POOL",
    NameKind.POOL_PATTERN: "POOL",
    NameKind.TAPE_FILE: "TAPEFILE",
    NameKind.TAPE_FILE_PATTERN: "TAPEFILE",
    NameKind.CATALOG: "Catalog",
    NameKind.NODE: "System",
    NameKind.SUBVOLUME: "Subvolume",
    NameKind.SECURITY: "SECURITY",
}
"""What a name of each kind is called in a message."""


class Mediacom(Conversation):
    """Look after the tape catalog: volumes, pools, tape files, disk files, media defaults."""

    name: ClassVar[str] = "MEDIACOM"
    prompt: ClassVar[str] = "MC> "
    simulated: ClassVar[str] = "the commands of the coverage table; the others are refused"

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self._context = Context(environment, self)

    def banner(self) -> list[str]:
        """Return the first line of a conversation."""
        return [BANNER]

    def reader(self) -> Reader:
        """Return what serves completion."""
        return language().reader(self._context)

    def help(self, topic: str) -> list[str]:
        """Return the lines of HELP, generated from the declarations. Raises mediacom.5900."""
        try:
            return language().help(topic)
        except ParseProblem as problem:
            raise _syntax(problem) from problem

    def main(self) -> ProgramRun:
        """Converse, or run the one command of the startup text without a banner."""
        if self.environment.argument.strip():
            yield from self.guarded(self.environment.argument.strip())
            return 0
        yield from self.banner()
        while not self.ended:
            line = yield Read(self.prompt, self.reader())
            while line is not None and line.rstrip().endswith("&"):
                more = yield Read(CONTINUATION, self.reader())
                line = line.rstrip()[:-1] + " " + (more or "")
            if line is None:
                break
            yield from self.guarded(line)
        return 0

    def execute(self, line: str) -> Interaction:
        """Do one command. Raises the OperatorError of its refusal."""
        if not line.strip():
            return
        try:
            statement = language().parse(line)
        except ParseProblem as problem:
            raise _refusal(problem) from problem
        user = self.environment.user
        if statement.authority is not Authority.ANYONE and not user.is_super_group:
            raise OperatorError(messages.SUPER_GROUP)
        yield from statement.run(self._context)

    def framed(self, error: OperatorError, line: str) -> list[str]:
        """Print a syntax error under its line, and a file-system error in MEDIACOM's own frame."""
        if error.message is messages.SYNTAX:
            column = error.values["column"]
            assert isinstance(column, int)  # noqa: S101 - set below
            return [line, " " * column + "^", *error.lines]
        if error.message.speaker is file_system.SPEAKER:
            values: dict[str, object] = {"number": error.message.number, "text": error.text}
            return messages.FILE_SYSTEM.render(values)
        return error.lines


def _refusal(problem: ParseProblem) -> OperatorError:
    """Turn a line that cannot be read into a message: an invalid name, or a syntax error."""
    if isinstance(problem.cause, InvalidName):
        kind, text = problem.cause.kind, problem.cause.text
        if kind in (NameKind.DISKFILE_PATTERN, NameKind.FILE_TEMPLATE, NameKind.FILE):
            return OperatorError(messages.DISKFILE_INVALID, name=problem.found)
        return OperatorError(messages.NAME_INVALID, object=_OBJECTS.get(kind, "Name"), name=text)
    return _syntax(problem)


def _syntax(problem: ParseProblem) -> OperatorError:
    if problem.repeated:
        text = f"{problem.repeated} is given twice."
    elif problem.unknown_command:
        text = f"{problem.found.upper()} is not a command of MEDIACOM."
    else:
        expected = " or ".join(problem.expected)
        text = f"expecting {expected}." if expected else "the command ends here."
    return OperatorError(messages.SYNTAX, problem=text, column=problem.column)
