"""INFO MEDIADEFS: the media defaults of a system, one below the other."""

from __future__ import annotations

from nsksim.dsmtc import MediaDefs, Retention
from nsksim.programs.mediacom.displays.form import SWITCH, Lines, pair


def mediadefs(defs: MediaDefs, *, detail: bool = False) -> Lines:
    """INFO MEDIADEFS: labels, values and order as in the DSM/TC User's Guide, 5-10.

    What is not set has no line, as in the display of a system without catalogs (L700 Installation
    and User's Guide, 9-13, whose older MEDIACOM prints Automatic for Automated). Ours: that the
    time looks suspicious is shown when it does, with DETAIL always and with the last cleanup.
    """
    if defs.search_list:
        yield pair("Search List", f"({', '.join(str(node) for node in defs.search_list)})")
    for label, name in (
        ("File Catalog", defs.filecat),
        ("Volume Catalog", defs.volcat),
        ("Pool Name", defs.pool),
    ):
        if name is not None:
            yield pair(label, name)
    yield pair("Retention", _days(defs.retention))
    yield pair("Abend Retention", _days(Retention(defs.abend_retention)))
    yield pair("Support Level", defs.level)
    yield pair("Automated", SWITCH[defs.automated])
    yield pair("Compression", defs.compression)
    if defs.suspicious or detail:
        yield pair("Suspicious Time", "YES" if defs.suspicious else "NO")
    if detail:
        yield pair("Last Cleanup", defs.last_cleanup)


def _days(kept: Retention) -> str:
    return str(kept) if kept.days is None else f"{kept} DAYS"
