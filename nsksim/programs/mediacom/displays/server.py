"""STATUS SERVER. That it shows node and version is documented, the lines are ours."""

from __future__ import annotations

from datetime import datetime

from nsksim.guardian.processes import Process
from nsksim.messages import tape_server
from nsksim.names import NodeName
from nsksim.programs.mediacom.displays.form import Lines, pair

VERSION = "ZSERVER (01JAN2022) - simulated"
"""The product number and the version of the real server are not public; ours has none."""


def server(node: NodeName) -> Lines:
    """STATUS SERVER, brief."""
    yield pair("System", node)
    yield pair("Tape Server", tape_server.PROCESS)
    yield pair("Server Version", VERSION)


def server_detail(node: NodeName, process: Process, cleanup: datetime | None) -> Lines:
    """STATUS SERVER, DETAIL: also the process, and when the file catalogs are cleaned next.

    `cleanup` is local time, None where no daily run is scheduled.
    """
    yield from server(node)
    yield pair("Process (CPU,PIN)", f"({process.cpu},{process.pin})")
    yield pair("Program Name", f"{node}.{process.program}")
    yield pair("Next Cleanup", f"{cleanup:%Y-%m-%d %H:%M}" if cleanup else "NONE")
