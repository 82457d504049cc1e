"""How the columns of the tape catalogs are read.

Names that lead nowhere are not looked for; who follows one tells (mediacom.5957).
"""

from __future__ import annotations

from nsksim.columns import Columns, Number, Text, Years, word
from nsksim.dsmtc.attributes import ANY, LABELS
from nsksim.dsmtc.catalog import CatalogKind
from nsksim.dsmtc.mediadefs import Compression, SupportLevel
from nsksim.dsmtc.status import TapeStatus
from nsksim.names import CatalogName, NodeName, PoolName, TapeFileId, TapeLabel

_DATES = (1, 9999)
"""The years of dates, to which nothing is added."""


def with_node(text: str) -> None:
    """Read the name of a catalog with its node. Raises ValueError."""
    if CatalogName.parse(text).node is None:
        raise ValueError(f"'{text}' has no node")


COLUMNS: Columns = {
    "CATALOGS": [Text("KIND", word(*CatalogKind)), Text("CATALOG", CatalogName)],
    "MEDIADEFS": [
        Text("LEVEL", word(*SupportLevel)),
        Text("COMPRESSION", word(*Compression)),
        Text("VOLCAT", with_node),
        Text("FILECAT", with_node),
        Text("POOL", PoolName),
        Number("RETENTION", 1, 9999),
        Number("ABENDRETENTION", 0, 9999),
        Years("LASTCLEANUP", *_DATES),
    ],
    "SSL": [Text("NODE", NodeName.parse)],
    "POOL": [Text("POOLNAME", PoolName), Text("LABEL", word(ANY, *LABELS))],
    "VOLUME": [
        Text("CATALOG", CatalogName),
        Text("VOLSER", TapeLabel),
        Text("POOLNAME", PoolName),
        Text("LABEL", word(*LABELS)),
        Text("VOLUMESTATUS", word(*TapeStatus)),
    ],
    "TAPEFILE": [
        Text("CATALOG", CatalogName),
        Text("FILEID", TapeFileId),
        Years("CREATIONDATE"),
        Years("EXPIRATIONDATE", *_DATES),
    ],
    "TFTOV": [Text("VOLSER", TapeLabel)],
    "DISKFILE": [Years("TIMEDUMPED"), Years("LASTMODTIME")],
    "DFTOV": [Years("TIMEDUMPED")],
}
"""The columns of `schema.sql` beside this module."""
