"""SERVER: the tape server itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nsksim.errors import Origin
from nsksim.interaction import Interaction
from nsksim.language import Statement
from nsksim.names import NodeName
from nsksim.programs.mediacom.context import Context
from nsksim.programs.mediacom.displays.server import server


@dataclass(frozen=True, slots=True)
class StatusServer(Statement):
    """Show that the tape server of a system answers, and its version."""

    source: ClassVar[str] = "DSM/TC Programming Manual, 65"
    fidelity: ClassVar[Origin] = Origin.INFERRED

    node: NodeName | None = None

    def run(self, context: Context) -> Interaction:
        """Print node and version."""
        yield from server(context.tape_server(self.node).system.node)
