"""Commands about variables, and the settings of RUN that are not modelled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nsksim.errors import OperatorError, Origin
from nsksim.interaction import Interaction
from nsksim.language import Statement
from nsksim.messages import tacl_commands as messages
from nsksim.programs.tacl.context import Context


@dataclass(frozen=True, slots=True)
class SetVariable(Statement):
    """Give a variable or built-in variable another text: #SET in other words."""

    source: ClassVar[str] = "TACL Reference Manual 8"
    fidelity: ClassVar[Origin] = Origin.INFERRED

    text: str

    def run(self, context: Context) -> Interaction:
        """Set the variable."""
        yield from context.engine.call("#SET", self.text)


@dataclass(frozen=True, slots=True)
class Variables(Statement):
    """List the names of the variables."""

    fidelity: ClassVar[Origin] = Origin.INFERRED

    def run(self, context: Context) -> Interaction:
        """Print one name in each line."""
        yield from context.engine.variables.names


@dataclass(frozen=True, slots=True)
class SetOption(Statement):
    """Set what programs are run with when RUN does not say it. Not modelled."""

    modelled = False

    name: str
    value: str = ""

    def run(self, context: Context) -> Interaction:
        """Refuse."""
        yield from ()
        raise OperatorError(messages.NOT_MODELLED, what=f"SET {self.name}")


@dataclass(frozen=True, slots=True)
class ShowOption(Statement):
    """Show what programs are run with when RUN does not say it. Not modelled."""

    modelled = False

    name: str | None = None

    def run(self, context: Context) -> Interaction:
        """Refuse."""
        yield from ()
        raise OperatorError(messages.NOT_MODELLED, what=f"SHOW {self.name or ''}".strip())


STATEMENTS = (SetVariable, Variables, SetOption, ShowOption)
