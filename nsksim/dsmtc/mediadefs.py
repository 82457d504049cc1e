"""The media defaults of one system, and its system search list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from nsksim.dsmtc.catalog import CatalogKind, Catalogs
from nsksim.dsmtc.retention import Retention
from nsksim.dsmtc.tapevolume import check_once
from nsksim.errors import OperatorError
from nsksim.messages import mediacom
from nsksim.names import CatalogName, NodeName, PoolName
from nsksim.store import Database

LARGEST_CHANGE = timedelta(days=3)
"""So far may the date be from that of the last cleanup before it has to be confirmed."""


class SupportLevel(StrEnum):
    """Which tapes and DEFINEs the system accepts."""

    UNLABELED = "UNLABELED"
    NOCATALOG = "NOCATALOG"
    COMPATIBLE = "COMPATIBLE"
    MEDIACAT = "MEDIACAT"
    INTEGRATED = "INTEGRATED"
    TPTM = "TPTM"
    TPTMCOMPATIBLE = "TPTMCOMPATIBLE"


class Compression(StrEnum):
    """Whether drives compress; those that cannot be told to take no notice (MTS manual, 4-50)."""

    IDRC = "IDRC"
    OFF = "OFF"


@dataclass(frozen=True, slots=True)
class MediaDefs:
    """The defaults as INFO MEDIADEFS shows them.

    Abend retention is in days, 0 means until the next daily cleanup.
    """

    level: SupportLevel
    volcat: CatalogName | None
    filecat: CatalogName | None
    pool: PoolName | None
    retention: Retention
    abend_retention: int
    automated: bool
    """How often a scratch tape is looked for in a tape library: ten times, or once."""
    compression: Compression
    suspicious: bool
    """The cleanup does not run until ALTER MEDIADEFS, RESET EXPIRATION."""
    last_cleanup: date | None
    """Local date of the last cleanup; None if there was none since the clock was confirmed."""
    search_list: tuple[NodeName, ...]


@dataclass(frozen=True, slots=True)
class MediaDefsChange:
    """What ALTER MEDIADEFS changes; None leaves a value as it is."""

    level: SupportLevel | None = None
    volcat: CatalogName | None = None
    filecat: CatalogName | None = None
    pool: PoolName | None = None
    retention: Retention | None = None
    abend_retention: int | None = None
    automated: bool | None = None
    compression: Compression | None = None
    suspicious: bool | None = None
    """False is RESET EXPIRATION."""
    search_list: Sequence[NodeName] | None = None


class MediaDefaults:
    """The one set of defaults of a system."""

    def __init__(self, database: Database, node: NodeName, catalogs: Catalogs) -> None:
        self._database = database
        self.node = node
        self._catalogs = catalogs

    def get(self) -> MediaDefs:
        """Read the defaults. Raises mediacom.5957 where somebody deleted them."""
        row = self._database.one(
            "SELECT LEVEL, VOLCAT, FILECAT, POOL, RETENTION, ABENDRETENTION, AUTOMATED = 'Y',"
            " COMPRESSION, SUSPICIOUS = 'Y', LASTCLEANUP FROM MEDIADEFS"
        )
        if row is None:
            raise self._gone()
        level, volcat, filecat, pool, days, abend, *others = row
        automated, compression, suspicious, last_cleanup = others
        return MediaDefs(
            SupportLevel(level),
            self._noted(CatalogKind.VOLCAT, volcat) if volcat else None,
            self._noted(CatalogKind.FILECAT, filecat) if filecat else None,
            PoolName(pool) if pool else None,
            Retention(days),
            abend,
            automated,
            Compression(compression),
            suspicious,
            last_cleanup,
            self.search_list(),
        )

    def search_list(self) -> tuple[NodeName, ...]:
        """Read the system search list, in its order."""
        rows = self._database.rows("SELECT NODE FROM SSL ORDER BY POSITION")
        return tuple(NodeName.parse(node) for (node,) in rows)

    def alter(self, change: MediaDefsChange) -> None:
        """Change some of the defaults.

        A catalog without a node is one of this system; one of this system has to exist (our
        choice). Whether the nodes of a search list are known, and whether another system has the
        catalog, is for the caller to ask. Raises mediacom.5904 (ABENDRETENTION outside 0 to 9999),
        5920, 5906 for a search list that names a system twice (our choice), and 5957 where somebody
        deleted the defaults.
        """
        if change.abend_retention is not None and not 0 <= change.abend_retention <= 9999:
            raise OperatorError(
                mediacom.VALUE_INVALID,
                option="ABENDRETENTION",
                value=change.abend_retention,
                allowed="0 to 9999",
            )
        columns: dict[str, object] = {
            "LEVEL": change.level and change.level.value,
            "VOLCAT": self._qualified(CatalogKind.VOLCAT, change.volcat),
            "FILECAT": self._qualified(CatalogKind.FILECAT, change.filecat),
            "POOL": change.pool and change.pool.value,
            "ABENDRETENTION": change.abend_retention,
            "AUTOMATED": None if change.automated is None else "NY"[change.automated],
            "COMPRESSION": change.compression and change.compression.value,
            "SUSPICIOUS": None if change.suspicious is None else "NY"[change.suspicious],
        }
        check_once("SSL", change.search_list or ())
        changed = {column: value for column, value in columns.items() if value is not None}
        if change.retention is not None:
            changed["RETENTION"] = change.retention.days
        if change.suspicious is False:
            changed["LASTCLEANUP"] = None
        with self._database.transaction():
            if changed:
                assignments = ", ".join(f"{column} = ?" for column in changed)
                values = list(changed.values())
                if not self._database.execute(f"UPDATE MEDIADEFS SET {assignments}", values):
                    raise self._gone()
            if change.search_list is not None:
                self._set_search_list(change.search_list)

    def _gone(self) -> OperatorError:
        return self._damaged("its row of defaults is missing")

    def _damaged(self, reason: str) -> OperatorError:
        return OperatorError(
            mediacom.CATALOG_DAMAGED, object="MEDIADEFS", catalog=self.node, reason=reason
        )

    def check_clock(self, today: date) -> None:
        """Refuse a cleanup (mediacom.5970) while the clock of the system looks suspicious.

        That is noticed here and kept until ALTER MEDIADEFS, RESET EXPIRATION: the date is more
        than LARGEST_CHANGE away from that of the last cleanup (DSM/TC User's Guide 5-8).
        """
        defs = self.get()
        last = defs.last_cleanup
        if not defs.suspicious and (last is None or abs(today - last) <= LARGEST_CHANGE):
            return
        self._database.execute("UPDATE MEDIADEFS SET SUSPICIOUS = 'Y'")
        raise OperatorError(mediacom.CLOCK_SUSPICIOUS, node=self.node)

    def note_cleanup(self, today: date) -> None:
        """Remember on which local date the cleanup ran."""
        self._database.execute("UPDATE MEDIADEFS SET LASTCLEANUP = ?", [today])

    def check_catalog_unused(self, kind: CatalogKind, catalog: CatalogName) -> None:
        """Refuse to remove a catalog, named with its node, that is a default: mediacom.5955.

        No page says what the real system does; ours for catalogs and pools.
        """
        if self._database.value(f"SELECT {kind.value} FROM MEDIADEFS") == str(catalog):
            raise OperatorError(mediacom.IS_DEFAULT, object=kind, name=catalog, node=self.node)

    def check_pool_unused(self, catalog: CatalogName, pool: PoolName) -> None:
        """Refuse to remove the default pool, which is one of the default volume catalog."""
        defs = self.get()
        if (defs.volcat, defs.pool) == (catalog, pool):
            raise OperatorError(mediacom.IS_DEFAULT, object="POOL", name=pool, node=self.node)

    def volcat(self, named: CatalogName | None = None) -> CatalogName:
        """Give the catalog a command means, with its node: the named one, else the default.

        Raises mediacom.5908.
        """
        return self._or_default(CatalogKind.VOLCAT, named)

    def filecat(self, named: CatalogName | None = None) -> CatalogName:
        """Give the file catalog a command means, as `volcat` does. Raises mediacom.5908."""
        return self._or_default(CatalogKind.FILECAT, named)

    def _or_default(self, kind: CatalogKind, named: CatalogName | None) -> CatalogName:
        if named is not None:
            return named.qualified(self.node)
        text = self._database.value(f"SELECT {kind.value} FROM MEDIADEFS")
        if text is None:
            raise OperatorError(mediacom.NO_DEFAULT, object=kind, node=self.node)
        return self._noted(kind, text)

    def _noted(self, kind: CatalogKind, name: str) -> CatalogName:
        """Read the name of a default catalog: mediacom.5957 for one without its node."""
        catalog = CatalogName.parse(name)
        if catalog.node is None:
            raise self._damaged(f"its {kind} {name} has no node")
        return catalog

    def _qualified(self, kind: CatalogKind, catalog: CatalogName | None) -> str | None:
        if catalog is None:
            return None
        full = catalog.qualified(self.node)
        if full.node == self.node:
            self._catalogs.check(kind, full)
        return str(full)

    def _set_search_list(self, nodes: Sequence[NodeName]) -> None:
        self._database.execute("DELETE FROM SSL")
        names = [str(node) for node in nodes]
        if names:
            self._database.execute(
                "INSERT INTO SSL (POSITION, NODE) SELECT unnest(?), unnest(?)",
                [list(range(1, len(names) + 1)), names],
            )
