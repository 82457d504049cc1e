"""HELP, EXIT, and the commands of MEDIACOM that are not modelled yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nsksim.errors import OperatorError, Origin
from nsksim.interaction import Interaction
from nsksim.language import Statement
from nsksim.messages import mediacom as messages
from nsksim.programs.interpreter import help_lines
from nsksim.programs.mediacom.context import Context


@dataclass(frozen=True, slots=True)
class Help(Statement):
    """List the commands, or explain those that begin with the words given."""

    source: ClassVar[str] = "Guardian User's Guide, 10"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    topic: str = ""

    def run(self, context: Context) -> Interaction:
        """Print what the declarations say."""
        yield from help_lines(context.program, self.topic)


@dataclass(frozen=True, slots=True)
class Exit(Statement):
    """Leave MEDIACOM, as CTRL-Y does."""

    fidelity: ClassVar[Origin] = Origin.INFERRED

    def run(self, context: Context) -> Interaction:
        """End the conversation."""
        context.program.ended = True
        yield from ()


@dataclass(frozen=True, slots=True)
class NotModelled(Statement):
    """Commands of the real MEDIACOM that this simulator refuses."""

    modelled: ClassVar[bool] = False

    command_words: str
    operands: str = ""

    def run(self, context: Context) -> Interaction:
        """Refuse: nothing is done rather than something wrong."""
        del context
        yield from ()
        raise OperatorError(messages.NOT_MODELLED, what=self.command_words)
