"""SERVER: the tape server itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nsksim.errors import Origin
from nsksim.interaction import Interaction
from nsksim.language import Statement
from nsksim.messages import tape_server
from nsksim.names import NodeName
from nsksim.programs.mediacom.context import Context
from nsksim.programs.mediacom.displays.server import server, server_detail
from nsksim.programs.mediacom.operands import in_detail
from nsksim.programs.zserver import expiration


@dataclass(frozen=True, slots=True)
class StatusServer(Statement):
    """Show that the tape server of a system answers, and its version.

    DETAIL also shows its process, and when it cleans the file catalogs next.
    """

    source: ClassVar[str] = "DSM/TC Programming Manual, 65"
    fidelity: ClassVar[Origin] = Origin.INFERRED

    node: NodeName | None = None
    brief: bool = False
    detail: bool = False

    def run(self, context: Context) -> Interaction:
        """Print node and version."""
        detail = in_detail(brief=self.brief, detail=self.detail)
        system = context.tape_server(self.node).system
        process = system.processes.named(tape_server.PROCESS)
        if detail and process is not None:
            yield from server_detail(system.node, process, expiration.next_run(system))
        else:
            yield from server(system.node)
