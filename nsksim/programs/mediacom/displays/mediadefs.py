"""INFO MEDIADEFS: the media defaults of a system, one below the other."""

from __future__ import annotations

from nsksim.dsmtc import MediaDefs
from nsksim.programs.mediacom.displays.form import Lines, pair, switch


def mediadefs(defs: MediaDefs, *, detail: bool = False) -> Lines:
    """INFO MEDIADEFS. Support Level, Automatic and Compression are documented lines.

    The order is that of the map in the Programming Manual, 94. That the time looks suspicious is
    shown when it does; with DETAIL always, and when the cleanup ran last (ours).
    """
    yield pair("Support Level", defs.level)
    yield pair("Volume Catalog", defs.volcat)
    yield pair("File Catalog", defs.filecat)
    if defs.pool is not None:
        yield pair("Pool Name", defs.pool)
    yield pair("Retention", defs.retention)
    yield pair("Abend Retention", defs.abend_retention)
    if defs.suspicious or detail:
        yield pair("Suspicious Time", "YES" if defs.suspicious else "NO")
    if detail:
        yield pair("Last Cleanup", defs.last_cleanup)
    yield pair("Automatic", switch(defs.automated))
    yield pair("Compression", defs.compression)
    yield pair("System Search List", ", ".join(str(node) for node in defs.search_list))
