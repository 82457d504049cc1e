"""Commands of the conversation itself, which several programs have alike: HELP and EXIT.

They act on the program that reads the lines, never on what its other commands act on. A program
takes the classes it has into its language; the rule of each stands in the program's own grammar.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from nsksim.errors import Origin
from nsksim.interaction import Interaction
from nsksim.language import Operand, ParseProblem, Statement, no_names

if TYPE_CHECKING:
    from nsksim.programs.interpreter import Interpreter

REST: Operand[str] = Operand(str.strip, "the rest of the line", no_names)
"""The rest of a line, whatever it is."""


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
        yield from _help_lines(context, self.topic)


def _help_lines(program: Interpreter, topic: str) -> Iterator[str]:
    """Yield HELP on `topic`; an abbreviated command word is written out."""
    try:
        yield from program.language.help(program.expand(topic))
    except ParseProblem as problem:
        raise program.refusal(problem) from problem


@dataclass(frozen=True, slots=True)
class NotModelled(SessionCommand):
    """Refuse what the real program has and the simulator has not."""

    modelled: ClassVar[bool] = False

    verb: str
    rest: str = ""

    def run(self, context: Interpreter) -> Interaction:
        """Say that it is not modelled."""
        yield from ()
        raise context.not_modelled(self.verb)
