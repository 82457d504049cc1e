"""Commands of the conversation itself, which several programs have alike.

HELP and EXIT, the recalled lines (FC, HISTORY, `!`, `?`), OBEY, where output goes (OUT, LOG), and
the defaults of file names (VOLUME, SYSTEM). They act on the program that reads the lines, never on
what its other commands act on. A program takes the classes it has into its language; the rule of
each stands in the program's own grammar.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from nsksim.errors import Message, OperatorError, Origin
from nsksim.interaction import Interaction
from nsksim.language import Operand, ParseProblem, Statement, no_names
from nsksim.language.manual import WIDTH
from nsksim.names import Defaults, InvalidName, NodeName, Subvolume, VolumeName
from nsksim.programs import edit_files
from nsksim.programs.history import LISTED, recall

if TYPE_CHECKING:
    from nsksim.programs.interpreter import Interpreter

REST: Operand[str] = Operand(str.strip, "the rest of the line", no_names)
"""The rest of a line, whatever it is."""

OBEY_DEPTH = 8
"""So many OBEY files may be open, one inside the other. Ours, as many as in TACL."""

END_LINE = "EOF"
"""A line of an OBEY file that ends it."""


@dataclass(frozen=True, slots=True)
class SessionMessages:
    """What a program says about lines that are not kept, and about OBEY inside OBEY.

    `not_kept` has the slot selector, `obey_too_deep` has limit.
    """

    not_kept: Message
    obey_too_deep: Message


@dataclass(frozen=True, slots=True)
class SessionCommand(Statement):
    """A command that acts on the conversation: `run` is given the program."""


@dataclass(frozen=True, slots=True)
class Exit(SessionCommand):
    """Leave the program.

    End of file (CTRL-Y) leaves it too.
    """

    fidelity: ClassVar[Origin] = Origin.INFERRED

    def run(self, context: Interpreter) -> Interaction:
        """End the conversation after this line."""
        context.ended = True
        yield from ()


@dataclass(frozen=True, slots=True)
class Help(SessionCommand):
    """List the commands, or explain those that begin with some words.

    The text is the simulator's own; it says what is simulated and not what the vendor prints.
    """

    topic: str = ""

    def run(self, context: Interpreter) -> Interaction:
        """Print the help derived from the language."""
        yield from help_lines(context, self.topic)


def help_lines(program: Interpreter, topic: str) -> Iterator[str]:
    """Yield HELP on `topic`; an abbreviated command word is written out.

    Raises OperatorError for a topic there is none about, or that is not modelled.
    """
    language, wanted = program.language, " ".join(topic.upper().split())
    refused = sorted(
        word
        for entry in language.reference()
        if not entry.statement.modelled
        for word in language.choices(entry.statement, "verb")
    )
    if wanted in refused:
        raise program.not_modelled(wanted)
    try:
        yield from language.help(program.expand(topic))
    except ParseProblem as problem:
        raise program.no_help(topic, problem) from problem
    if refused and not wanted:
        yield ""
        yield from textwrap.wrap(f"Not modelled: {', '.join(refused)}", WIDTH)


@dataclass(frozen=True, slots=True)
class NotModelled(SessionCommand):
    """Refuse what the real program has and the simulator has not."""

    modelled: ClassVar[bool] = False
    listed: ClassVar[bool] = False

    verb: str
    rest: str = ""

    def run(self, context: Interpreter) -> Interaction:
        """Say that it is not modelled."""
        yield from ()
        raise context.not_modelled(self.verb)


# -- recalled lines -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HistoryListing(SessionCommand):
    """List the newest command lines with their numbers.

    Ten of them if no number is given.
    """

    count: int = LISTED

    def run(self, context: Interpreter) -> Interaction:
        """Print number and text of each."""
        for entry in context.history.last(self.count):
            yield from entry.listed()


@dataclass(frozen=True, slots=True)
class Fix(SessionCommand):
    """Edit an earlier command, then do it.

    Without anything the newest; else the one of that number, so many back (-n), or the newest that
    begins so. Under the characters, R and a text replaces, I and a text inserts, D deletes, and any
    other text replaces. Two slashes part several changes of a line; an empty line ends
    the editing and does the command, end of file drops it.
    """

    line: str = ""

    def run(self, context: Interpreter) -> Interaction:
        """Let the operator edit, then do it."""
        yield from _recalled(context, f"FC {self.line}")


@dataclass(frozen=True, slots=True)
class Redo(SessionCommand):
    """Do an earlier command again.

    It is chosen as with FC.
    """

    line: str = ""

    def run(self, context: Interpreter) -> Interaction:
        """Print the command and do it."""
        yield from _recalled(context, f"! {self.line}")


@dataclass(frozen=True, slots=True)
class Show(SessionCommand):
    """Show an earlier command.

    It is chosen as with FC.
    """

    line: str = ""

    def run(self, context: Interpreter) -> Interaction:
        """Print the command."""
        yield from _recalled(context, f"? {self.line}")


def _recalled(program: Interpreter, request: str) -> Interaction:
    missing = program.session_messages.not_kept
    lines = yield from recall(program.history, request, program.prompt, missing)
    if lines is not None:
        program.history.add(lines)
        yield from program.guarded(program.joined(lines))


# -- files of commands, and where output goes ---------------------------------------------------


@dataclass(frozen=True, slots=True)
class Obey(SessionCommand):
    """Do the commands of an EDIT file as if they were typed.

    A refusal does not stop the others. A line EOF ends the file, EXIT ends the program.
    """

    file: str

    def run(self, context: Interpreter) -> Interaction:
        """Do them one after the other."""
        too_deep = context.session_messages.obey_too_deep
        if context.obeying >= OBEY_DEPTH:
            raise OperatorError(too_deep, limit=OBEY_DEPTH)
        lines = edit_files.read_lines(context.file_environment, self.file)
        context.obeying += 1
        try:
            for command in context.commands_in(_before_end(lines)):
                if context.ended:
                    break
                yield from context.guarded(command, passing=too_deep)
        finally:
            context.obeying -= 1


def _before_end(lines: list[str]) -> Iterator[str]:
    for line in lines:
        if line.strip().upper() == END_LINE:
            return
        yield line


@dataclass(frozen=True, slots=True)
class Out(SessionCommand):
    """Print to a file, a spooler location or the terminal.

    Alone, back to the terminal, or to what OUT named when the program was started. An EDIT file is
    added to, and is written when the output goes elsewhere or the program ends.
    """

    file: str | None = None

    def run(self, context: Interpreter) -> Interaction:
        """Open the new place before the old one is closed."""
        output = None if self.file is None else context.output_place(self.file)
        context.printing.redirect(output, (self.file or "").upper())
        yield from ()


@dataclass(frozen=True, slots=True)
class Log(SessionCommand):
    """Copy what is typed and printed to a file or a spooler location.

    Alone, no longer. An EDIT file is added to, and is written when logging ends.
    """

    file: str | None = None

    def run(self, context: Interpreter) -> Interaction:
        """Open the new log before the old one is closed."""
        log = None
        if self.file is not None:
            log = context.output_place(self.file)
            if log is None:  # each line would appear twice
                raise context.not_modelled(f"LOG {self.file.upper()}")
        context.printing.record(log, (self.file or "").upper())
        yield from ()


# -- the defaults of names ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Volume(SessionCommand):
    """Set the default volume and subvolume of this session.

    Alone, as they were at the start. With a system name in front it changes the
    current default node, as SYSTEM does.
    """

    place: str | None = None

    def run(self, context: Interpreter) -> Interaction:
        """Change the defaults; nothing is printed."""
        yield from ()
        if self.place is None:
            begun = context.environment.defaults
            context.defaults = replace(begun, node=context.defaults.node)
            return
        where = _place(self.place, context.defaults)
        assert where.node is not None  # the defaults have one
        context.environment.at(where.node, self.place)
        context.defaults = Defaults(where.node, where.volume, where.name)


def _place(typed: str, defaults: Defaults) -> Subvolume:
    """Complete a subvolume; a volume alone keeps the subvolume. Raises InvalidName."""
    only_volume = typed.rpartition(".")[2].startswith("$")
    return Subvolume.parse(f"{typed}.{defaults.subvolume}" if only_volume else typed, defaults)


def check_place(typed: str) -> str:
    """Read the operand of VOLUME: a volume, a subvolume or both. Raises InvalidName."""
    somewhere = Defaults(NodeName("A"), VolumeName("A"), "A")
    try:
        _place(typed, somewhere)
    except InvalidName as wrong:  # about the completed name
        raise InvalidName(wrong.kind, typed, wrong.reason) from None
    return typed


@dataclass(frozen=True, slots=True)
class System(SessionCommand):
    """Set the current default node of this session.

    Alone, the system the program runs on.
    """

    node: NodeName | None = None

    def run(self, context: Interpreter) -> Interaction:
        """Change the default; nothing is printed."""
        yield from ()
        node = self.node or context.environment.node
        context.environment.at(node, str(node))
        context.defaults = replace(context.defaults, node=node)
