"""INFO CONSOLE. That it shows a file is documented, the lines are ours."""

from __future__ import annotations

from nsksim.names import FileName, NodeName
from nsksim.programs.mediacom.displays.form import Lines, pair


def console(second: FileName | None) -> Lines:
    """INFO CONSOLE, brief."""
    yield pair("Console File", second or "NONE")


def console_detail(second: FileName | None, node: NodeName) -> Lines:
    """INFO CONSOLE, DETAIL: also whose console it is."""
    yield pair("System", node)
    yield from console(second)
