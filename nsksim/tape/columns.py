"""How the columns of the tape drives and of the tapes on the shelf are read."""

from __future__ import annotations

from nsksim.columns import Check, Columns, Half, Text, Years, optional, word
from nsksim.dsmtc.columns import with_node
from nsksim.names import FileName, NodeName, PoolName, TapeLabel
from nsksim.tape.drive import OpenMode
from nsksim.tape.mount_request import RequestState


def _home(text: str) -> None:
    catalog, _, pool = text.partition(" ")
    with_node(catalog)
    PoolName(pool)


_USE: list[Check] = [
    Text("LABEL", optional(TapeLabel)),
    Text("MODE", word(*OpenMode)),
    Text("CATALOG", optional(with_node)),
    Text("POOL", optional(PoolName)),
    Half("CATALOG", "POOL"),
    Text("FILECAT", optional(with_node)),
    Half("FILECAT", "FILEID"),
    Text("NODE", optional(NodeName.parse)),
    Years("STARTED"),
]
"""What drives and requests have in common."""

COLUMNS: Columns = {
    "TAPE_DRIVE": [*_USE, Text("HOME", optional(_home))],
    "TAPE_MOUNT": [*_USE, Text("STATE", word(*RequestState))],
    "TAPE_CONSOLE": [Text("NAME", lambda text: FileName.parse(text, NodeName("X")))],
    "TAPE_REEL": [Text("NAME", TapeLabel), Text("HOME", optional(_home))],
    "TAPE_RENAMED": [Text("HOME", optional(_home)), Text("NOWHOME", optional(_home))],
}
"""The columns of `schema.sql` beside this module."""
