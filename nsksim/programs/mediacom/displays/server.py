"""STATUS SERVER. That it shows node and version is documented, the lines are ours."""

from __future__ import annotations

from nsksim.names import NodeName
from nsksim.programs.mediacom.displays.form import Lines, pair

VERSION = "ZSERVER (01JAN2022) - simulated"
"""The product number and the version of the real server are not public; ours has none."""


def server(node: NodeName) -> Lines:
    """STATUS SERVER."""
    yield pair("System", node)
    yield pair("Tape Server", "$ZSVR")
    yield pair("Server Version", VERSION)
