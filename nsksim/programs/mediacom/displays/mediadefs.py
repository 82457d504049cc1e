"""INFO MEDIADEFS: the media defaults of a system, one below the other."""

from __future__ import annotations

from nsksim.dsmtc import MediaDefs
from nsksim.programs.mediacom.displays.form import Lines, pair, switch


def mediadefs(defs: MediaDefs) -> Lines:
    """INFO MEDIADEFS. Support Level, Automatic and Compression are documented lines."""
    yield pair("Support Level", defs.level)
    yield pair("Volume Catalog", defs.volcat)
    yield pair("File Catalog", defs.filecat)
    if defs.pool is not None:
        yield pair("Pool Name", defs.pool)
    yield pair("Retention", defs.retention)
    yield pair("Abend Retention", defs.abend_retention)
    yield pair("Automatic", switch(defs.automated))
    yield pair("Compression", defs.compression)
    if defs.suspicious:
        yield pair("Suspicious Time", "YES")
    yield pair("System Search List", ", ".join(str(node) for node in defs.search_list))
