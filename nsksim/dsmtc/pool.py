"""Pools: groups of tapes inside a volume catalog, and what each demands of its tapes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nsksim.dsmtc.attributes import ANY, WORDS, TapeAttributes
from nsksim.dsmtc.catalog import CatalogKind, Catalogs
from nsksim.dsmtc.search import SearchSpace
from nsksim.dsmtc.status import TapeStatus
from nsksim.errors import OperatorError
from nsksim.messages import mediacom
from nsksim.names import CatalogName, CatalogPattern, PoolName, PoolPattern, TapeLabel
from nsksim.store import Database


@dataclass(frozen=True, slots=True)
class Pool:
    """One pool as INFO POOL shows it; names as stored, the catalog without its node."""

    catalog: str
    name: str
    label: str
    density: str
    type: str
    autoscratch: bool
    searched: bool
    """False for SEARCHSPACE EXCLUDED: its tape names may repeat names of other pools."""
    last_scratch: str
    append: bool

    @property
    def attributes(self) -> TapeAttributes:
        """Give what the pool demands of a tape."""
        return TapeAttributes(self.label, self.type, self.density)


@dataclass(frozen=True, slots=True)
class PoolChange:
    """What ALTER POOL changes; None leaves a value as it is."""

    label: str | None = None
    type: str | None = None
    density: str | None = None
    autoscratch: bool | None = None
    searched: bool | None = None
    append: bool | None = None


_COLUMNS = (
    "CATALOG, POOLNAME, LABEL, DENSITY, TYPE, AUTOSCRATCH = 'Y', SEARCHSPACE = 'IN',"
    " LASTSCRATCHVOL, CANAPPEND = 'Y'"
)


def _flag(yes: str, no: str, *, on: bool | None) -> str | None:
    return None if on is None else yes if on else no


class Pools:
    """The pools of all volume catalogs of one system (ADD, ALTER, DELETE and INFO POOL)."""

    def __init__(self, database: Database, catalogs: Catalogs) -> None:
        self._database = database
        self._catalogs = catalogs

    def add(
        self,
        catalog: CatalogName,
        pool: PoolName,
        attributes: TapeAttributes = TapeAttributes(),
        *,
        autoscratch: bool = True,
        searched: bool = True,
        append: bool = False,
    ) -> None:
        """Make an empty pool. Raises mediacom.5920 (the catalog) or 5921."""
        name = self._catalogs.check(CatalogKind.VOLCAT, catalog)
        if self.find(catalog, pool):
            raise OperatorError(mediacom.EXISTS, object="POOL", name=pool)
        self._database.execute(
            "INSERT INTO POOL (CATALOG, POOLNAME, LABEL, DENSITY, TYPE, AUTOSCRATCH, SEARCHSPACE,"
            " CANAPPEND) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                name,
                pool.value,
                attributes.label,
                attributes.density,
                attributes.type,
                _flag("Y", "N", on=autoscratch),
                _flag("IN", "EX", on=searched),
                _flag("Y", "N", on=append),
            ],
        )

    def alter(
        self, catalog: CatalogName, pool: PoolName, change: PoolChange, space: SearchSpace
    ) -> None:
        """Change attributes of a pool, with or without tapes.

        Raises mediacom.5920; 5941 when a tape would disagree; 5922 when the pool is brought into
        the search space and a tape name exists there. APPEND moves tapes between ASSIGNED and FULL.
        """
        with self._database.transaction():
            before = self.get(catalog, pool)
            self._check_tapes(before, change)
            if change.searched and not before.searched:
                space.check(self._labels(before))
            self._database.execute(
                "UPDATE POOL SET LABEL = coalesce(?, LABEL), DENSITY = coalesce(?, DENSITY),"
                " TYPE = coalesce(?, TYPE), AUTOSCRATCH = coalesce(?, AUTOSCRATCH),"
                " SEARCHSPACE = coalesce(?, SEARCHSPACE), CANAPPEND = coalesce(?, CANAPPEND)"
                " WHERE CATALOG = ? AND POOLNAME = ?",
                [
                    change.label,
                    change.density,
                    change.type,
                    _flag("Y", "N", on=change.autoscratch),
                    _flag("IN", "EX", on=change.searched),
                    _flag("Y", "N", on=change.append),
                    before.catalog,
                    before.name,
                ],
            )
            if change.append is not None and change.append != before.append:
                self._switch_appending(before, on=change.append)

    def delete(self, catalog: CatalogName, pool: PoolName) -> None:
        """Remove an empty pool. Raises mediacom.5920 or 5940.

        That no media defaults name it is asked before, as for `Catalogs.drop`.
        """
        found = self.get(catalog, pool)
        key = [found.catalog, found.name]
        if self._database.one(
            "SELECT 1 FROM VOLUME WHERE CATALOG = ? AND POOLNAME = ? LIMIT 1", key
        ):
            raise OperatorError(mediacom.POOL_NOT_EMPTY, name=pool)
        self._database.execute("DELETE FROM POOL WHERE CATALOG = ? AND POOLNAME = ?", key)

    def find(self, catalog: CatalogName, pool: PoolName) -> Pool | None:
        """Find one pool."""
        row = self._database.one(
            f"SELECT {_COLUMNS} FROM POOL WHERE CATALOG = ? AND POOLNAME = ?",
            [self._catalogs.local(catalog), pool.value],
        )
        return Pool(*row) if row else None

    def get(self, catalog: CatalogName, pool: PoolName) -> Pool:
        """Find one pool; raises mediacom.5920 for the catalog or the pool."""
        found = self.find(catalog, pool)
        if found is None:
            self._catalogs.check(CatalogKind.VOLCAT, catalog)
            raise OperatorError(mediacom.DOES_NOT_EXIST, object="POOL", name=pool)
        return found

    def matching(
        self,
        catalog: CatalogName | CatalogPattern | None = None,
        patterns: Sequence[PoolPattern] = (),
    ) -> list[Pool]:
        """List pools by catalog and name, each once; without names all."""
        where = self._catalogs.demanded("CATALOG", catalog).any_like("POOLNAME", patterns)
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM POOL WHERE {where.text} ORDER BY CATALOG, POOLNAME",
            where.parameters,
        )
        return [Pool(*row) for row in rows]

    def _check_tapes(self, pool: Pool, change: PoolChange) -> None:
        for attribute, word in WORDS.items():
            wanted = getattr(change, attribute)
            if wanted in (None, ANY):
                continue
            column = attribute.upper()
            # A tape without a density agrees with every density.
            if self._database.one(
                f"SELECT 1 FROM VOLUME WHERE CATALOG = ? AND POOLNAME = ? AND {column} <> ?"
                " LIMIT 1",
                [pool.catalog, pool.name, wanted],
            ):
                raise OperatorError(
                    mediacom.POOL_TAPES_DISAGREE, name=pool.name, attribute=word, value=wanted
                )

    def _labels(self, pool: Pool) -> list[TapeLabel]:
        rows = self._database.rows(
            "SELECT VOLSER FROM VOLUME WHERE CATALOG = ? AND POOLNAME = ? ORDER BY VOLSER",
            [pool.catalog, pool.name],
        )
        return [TapeLabel(volser) for (volser,) in rows]

    def _switch_appending(self, pool: Pool, *, on: bool) -> None:
        """Follow the newer of the two manuals: off, or on for tapes never appended to, means FULL.

        Tapes that were appended to before are ASSIGNED again when appending is switched on.
        """
        moves = [(TapeStatus.ASSIGNED, TapeStatus.FULL, "ENDOFDATALBA < 0" if on else "true")]
        if on:
            moves.append((TapeStatus.FULL, TapeStatus.ASSIGNED, "ENDOFDATALBA >= 0"))
        for source, target, condition in moves:
            self._database.execute(
                "UPDATE VOLUME SET VOLUMESTATUS = ? WHERE CATALOG = ? AND POOLNAME = ?"
                f" AND LABEL = 'BACKUP' AND VOLUMESTATUS = ? AND {condition}",
                [target.value, pool.catalog, pool.name, source.value],
            )
