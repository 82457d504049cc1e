"""SIM LINE, SIM SYSTEM and SIM TERMINAL: what lies between the systems, and which one is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nsksim.errors import OperatorError
from nsksim.expand import Line, LineState
from nsksim.interaction import Interaction
from nsksim.language import Statement
from nsksim.messages import sim
from nsksim.names import NodeName

if TYPE_CHECKING:
    from nsksim.programs.sim.program import Sim

SLOWNESS = range(1, 10_001)


def network_lines(program: Sim) -> Iterator[str]:
    """Yield the lines, and which systems each system knows."""
    world = program.environment.world
    for line in world.network.lines():
        absent = [end for end in (line.node_a, line.node_b) if end not in world.systems]
        unanswered = f" ({absent[0]} is not simulated: no path leads there)" if absent else ""
        yield _line_text(line) + unanswered
    for node in world.systems:
        yield f"{node} knows {', '.join(world.network.known(node))}"


def _line_text(line: Line) -> str:
    slow = f", {line.slow} times slower" if line.slow > 1 else ""
    return f"Line {line.node_a}, {line.node_b} {line.state}{slow}"


def _check_end(program: Sim, node: NodeName, other: NodeName) -> None:
    """Refuse a line end that is no system of the world and that the other end does not know."""
    world = program.environment.world
    known = str(other) in world.systems and world.network.knows(str(other), str(node))
    if str(node) not in world.systems and not known:
        raise OperatorError(sim.NO_SYSTEM, node=node)


@dataclass(frozen=True, slots=True)
class ChangeLine(Statement):
    """Put the line between two systems up or down, make it slower, or remove it.

    UP makes the line if there is none. The far end need not be simulated if the near one knows it.
    SLOW 1 is the normal speed; with SLOW n, work over the line
    takes n times as long.
    """

    node: NodeName
    other: NodeName
    change: str | int

    def run(self, context: Sim) -> Interaction:
        """Change the line and show it."""
        network = context.environment.world.network
        ends = [str(self.node), str(self.other)]
        _check_end(context, self.node, self.other)
        _check_end(context, self.other, self.node)
        if ends[0] == ends[1]:
            raise OperatorError(sim.SAME_SYSTEM, node=ends[0])
        line = network.line(ends[0], ends[1])
        if line is None and self.change != LineState.UP:
            raise OperatorError(sim.NO_LINE, node=ends[0], other=ends[1])
        if self.change == "REMOVE":
            network.remove_line(ends[0], ends[1])
            context.environment.world.tidy_tapes()
            yield f"Line {ends[0]}, {ends[1]} removed"
            return
        slow = line.slow if line else 1
        state = LineState(line.state) if line else LineState.UP
        if isinstance(self.change, int):
            if self.change not in SLOWNESS:
                raise OperatorError(
                    sim.INVALID_NUMBER,
                    text="SLOW",
                    least=SLOWNESS.start,
                    most=SLOWNESS.stop - 1,
                )
            slow = self.change
        else:
            state = LineState(self.change)
        network.set_line(ends[0], ends[1], state, slow)
        context.environment.world.tidy_tapes()
        changed = network.line(ends[0], ends[1])
        if changed:
            yield _line_text(changed)


@dataclass(frozen=True, slots=True)
class ChangeSystem(Statement):
    """Make a system know another one, or forget it.

    Knowing is a matter of one side, and not of lines; the other system need not be simulated.
    """

    node: NodeName
    knowledge: str
    other: NodeName

    def run(self, context: Sim) -> Interaction:
        """Change what the system knows and show it."""
        network = context.environment.world.network
        node, other = str(context.system(self.node).node), str(self.other)
        if node == other:
            raise OperatorError(sim.SAME_SYSTEM, node=node)
        if self.knowledge == "KNOWS":
            network.learn(node, other)
        else:
            if not network.knows(node, other):
                raise OperatorError(sim.NOT_KNOWN, node=node, other=other)
            network.forget(node, other)
        context.environment.world.tidy_tapes()
        yield f"{node} knows {', '.join(network.known(node))}"


@dataclass(frozen=True, slots=True)
class ShowTerminal(Statement):
    """Show the logged-on terminal of another system on this screen.

    Its TACL, history and open program are kept, as are those of the terminal that is left.
    """

    node: NodeName

    def run(self, context: Sim) -> Interaction:
        """Switch the screen; nothing is printed."""
        yield from ()
        context.environment.terminal.screen.switch(context.system(self.node).node)
