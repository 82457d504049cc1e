"""MEDIACOM as a program: its prompt, its language, and how it prints what it refuses.

The order of the checks, of which the first that fails is printed. That content errors (5xxx) come
before errors of the execution (6xxx) is documented; the rest is ours.

=====================  ===========================================================  ==========
check                  what                                                         message
=====================  ===========================================================  ==========
syntax                 the words of the line, from left to right                    5900
names and values       each operand for itself, from left to right                  5903, 5904
authority              who gives the command                                        5902
node                   known, reached, and remote passwords                         18, 250, 48
catalog manager        the node of the catalogs is reached                          603
authority there        who gives the command, as the other system knows him         5902
defaults               a catalog, pool or drive that is neither named nor set       5908
catalog                the volume or file catalog is there                          5920
pool                   the pool is there                                            5920
list rules             how many names, none twice                                   5905, 5906
attributes             what a tape or pool is against what it has to be             5934, 5941
existence, duplicates  what is altered is there, what is added is not yet           5920, 5921
search space           a label in the other catalogs of the system search list      5922, 603
status                 whether a tape or file may be changed now                    5930-5933
the mounted tape       it is there, and its label is the one that is needed         5989-5997
=====================  ===========================================================  ==========
"""

from __future__ import annotations

import re
from typing import ClassVar

from nsksim.errors import OperatorError
from nsksim.interaction import Interaction
from nsksim.language import END, Language, ParseProblem, Statement
from nsksim.messages import mediacom as messages
from nsksim.names import InvalidName, NameKind
from nsksim.programs.interpreter import Interpreter
from nsksim.programs.mediacom.context import Context, unauthorized
from nsksim.programs.mediacom.operands import OPERANDS
from nsksim.programs.mediacom.statements import STATEMENTS
from nsksim.programs.program import Environment
from nsksim.programs.session_commands import SessionMessages

BANNER = "MEDIACOM-T6028H02 (01JAN2022) - simulated"
"""Form 2 of the documented banner; version and date are ours."""

_OBJECTS = {
    NameKind.TAPE_LABEL: "TAPEVOLUME",
    NameKind.LABEL_PATTERN: "TAPEVOLUME",
    NameKind.POOL: "POOL",
    NameKind.POOL_PATTERN: "POOL",
    NameKind.TAPE_FILE: "TAPEFILE",
    NameKind.TAPE_FILE_PATTERN: "TAPEFILE",
    NameKind.NODE: "System",
    NameKind.SUBVOLUME: "Subvolume",
    NameKind.SECURITY: "SECURITY",
    NameKind.USER_ID: "USER",
    NameKind.DRIVE: "TAPEDRIVE",
}
"""What a name of each kind is called in a message."""

_CATALOG = re.compile(r"\b(VOLCAT|FILECAT)\b", re.IGNORECASE)


class Mediacom(Interpreter):
    """MEDIACOM: tape volumes, pools, tape files, disk files and media defaults."""

    name: ClassVar[str] = "MEDIACOM"
    prompt: ClassVar[str] = "MC> "
    remote: ClassVar[bool] = True
    continuation: ClassVar[str] = ">>>"
    comment_signs: ClassVar[tuple[str, ...]] = ("==", "--")
    session_messages: ClassVar[SessionMessages] = SessionMessages(
        messages.NOT_KEPT, messages.OBEY_TOO_DEEP
    )
    simulated: ClassVar[str] = (
        "tape volumes, pools, tape files, disk files with RECOVER, catalogs, media defaults, the"
        " search list, tape labels, drives and mount requests; ADD TAPEFILE not in append pools"
    )
    sources_differ: ClassVar[tuple[str, ...]] = (
        (
            "SECURITY-MEDIA-ADMIN: if the group exists, the MEDIACOM manual (2-58) lets its members"
            " only give ALTER MEDIADEFS, ALTER and DELETE TAPEFILE; the DSM/TC User's Guide (4-1),"
            " which is followed, lets SUPER.SUPER as well. A DENY for SUPER.SUPER is not modelled."
        ),
        (
            "ABENDRETENTION 0: the Programming Manual (79) erases an incomplete tape file at once;"
            " the DSM/TC User's Guide (2-8), which is followed, keeps it valid until the cleanup"
            " runs, here the next daily one."
        ),
        (
            "DELETE TAPEFILE removes an unexpired entry in the Programming Manual (144); in the"
            " DSM/TC User's Guide (1-12), which is followed, also one that has expired."
        ),
        (
            "INFO MEDIADEFS prints Automated in the DSM/TC User's Guide (5-10), which is followed,"
            " and Automatic in an older display (L700 Installation and User's Guide, 9-13)."
        ),
        (
            "STATUS TAPEMOUNT, DETAIL has Tape Drive behind Volume Catalog in the MEDIACOM manual"
            " (2-173), which is followed, and before Action in the Guardian User's Guide."
        ),
        (
            "ALTER POOL, APPEND is allowed for a pool with tapes by the DSM/TC User's Guide, which"
            " is followed, and only for an empty one by the older DSM/TC Programming Manual (82)."
        ),
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

    def expand(self, line: str) -> str:
        """Take command words as they are: the manual knows no short ones."""
        return line

    def refusal(self, problem: ParseProblem) -> OperatorError:
        """Make the refusal of a line: an invalid name, or a syntax error."""
        if isinstance(problem.cause, InvalidName):
            kind, text = problem.cause.kind, problem.cause.text
            if kind in (NameKind.DISKFILE_PATTERN, NameKind.FILE_TEMPLATE, NameKind.FILE):
                return OperatorError(messages.DISKFILE_INVALID, name=problem.found)
            word = _called(kind, problem.line[: problem.column])
            return OperatorError(messages.NAME_INVALID, object=word, name=text)
        return _syntax(problem)

    def no_help(self, topic: str, problem: ParseProblem) -> OperatorError:
        """Refuse a topic of HELP by its words."""
        del problem
        return OperatorError(messages.NO_HELP, topic=topic.strip().upper())

    def not_modelled(self, words: str) -> OperatorError:
        """Refuse a command by its words: nothing is done rather than something wrong."""
        return OperatorError(messages.NOT_MODELLED, what=words)

    def perform(self, statement: Statement) -> Interaction:
        """Carry out a statement if the user may give it, here and on the systems it acts on."""
        before, self._context.authority = self._context.authority, statement.authority
        try:
            yield from super().perform(statement)
        finally:
            self._context.authority = before

    def unauthorized(self, statement: Statement) -> OperatorError:
        """Refuse without naming the command."""
        return unauthorized(statement.authority, self.environment.user)

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


def _called(kind: NameKind, before: str) -> str:
    """Say what a name is called: a catalog by the last word `before` it that tells which kind."""
    if kind in (NameKind.CATALOG, NameKind.CATALOG_PATTERN):
        words = _CATALOG.findall(before)
        return str(words[-1]).upper() if words else "Catalog"
    return _OBJECTS.get(kind, "Name")


def _syntax(problem: ParseProblem) -> OperatorError:
    if problem.repeated:
        text = f"{problem.repeated} is given twice."
    elif problem.unknown_command:
        text = f"{problem.found.upper()} is not a command of MEDIACOM."
    elif problem.found.count('"') == 1:
        text = "a quotation mark is missing."
    elif any(word.startswith(", ") for word in problem.expected):
        text = f"{' or '.join(word.lstrip(', ') for word in problem.expected)} is missing."
    else:
        words = {",": '","', END: "the end of the command"}
        known = sorted(problem.expected or (END,), key=lambda word: (word == END, word))
        expected = " or ".join(words.get(word, word) for word in known)
        text = f"expecting {expected}."
    return OperatorError(messages.SYNTAX, problem=text, column=problem.column)
