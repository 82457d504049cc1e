"""The catalogs of one system: which volume and file catalogs it has, and where they lie.

What is in a catalog is owned by the modules of the objects; here stands only that it exists.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from nsksim.dsmtc.query import Condition
from nsksim.errors import OperatorError
from nsksim.messages import mediacom
from nsksim.names import (
    CatalogName,
    CatalogPattern,
    InvalidName,
    NodeName,
    Security,
    Subvolume,
    UserId,
)
from nsksim.store import Database


class CatalogKind(StrEnum):
    """The two kinds of catalog, by the word the commands use."""

    VOLCAT = "VOLCAT"
    FILECAT = "FILECAT"


@dataclass(frozen=True, slots=True)
class Catalog:
    """One catalog as INFO VOLCAT and INFO FILECAT show it; names without node, as stored."""

    kind: CatalogKind
    name: str
    subvolume: str
    owner: str
    security: str
    version: int


VERSIONS = {CatalogKind.VOLCAT: 20, CatalogKind.FILECAT: 10}
"""Taken from the suffixes of the documented views (VOLV20, TFV10)."""

DEFAULT_OWNER = UserId(255, 255)
DEFAULT_SECURITY = Security.parse("NNNN")
"""Ours, both: the real defaults are those of the user who creates the catalog."""

_COLUMNS = "KIND, CATALOG, SUBVOLUME, OWNER, SECURITY, VERSION"

_CONTENTS = {
    CatalogKind.VOLCAT: ("POOL", "VOLUME"),
    CatalogKind.FILECAT: ("TAPEFILE", "DISKFILE"),
}
"""A catalog with rows in one of these is not empty; what else it holds is dropped with it."""

_LEFTOVERS = {
    CatalogKind.VOLCAT: ("VTOFC",),
    CatalogKind.FILECAT: ("CONFIG", "TFTOV", "DFTOV"),
}


def noted_catalog(kind: CatalogKind, name: str, holder: str, volume_set: str) -> CatalogName:
    """Read the name of the catalog of a kind that one of the other kind notes for a tape set.

    `holder` names that one, with its node. Raises mediacom.5957 for what no command writes there:
    a name without its node, or none at all.
    """
    try:
        found = CatalogName.parse(name)
    except InvalidName:
        found = None
    if found is None or found.node is None:
        other = CatalogKind.VOLCAT if kind is CatalogKind.FILECAT else CatalogKind.FILECAT
        reason = f'tape set {volume_set} is in {kind} "{name}", which is no name with a node'
        raise OperatorError(mediacom.CATALOG_DAMAGED, object=other, catalog=holder, reason=reason)
    return found


class Catalogs:
    """The VOLCATs and FILECATs of one system."""

    def __init__(self, database: Database, node: NodeName) -> None:
        self._database = database
        self._node = node

    def local(self, catalog: CatalogName | CatalogPattern) -> str:
        """Give the name as the tables hold it.

        A name of another system never gets here: whoever reads the command goes to that system.
        Raises ValueError.
        """
        if catalog.node not in (None, self._node):
            raise ValueError(f"{catalog} is not a catalog of {self._node}")
        return catalog.value

    def demanded(self, column: str, catalog: CatalogName | CatalogPattern | None) -> Condition:
        """Demand that a column holds one of the catalogs named; None is every catalog."""
        if isinstance(catalog, CatalogPattern):
            self.local(catalog)
            return Condition().like(column, catalog)
        return Condition().equal(column, catalog and self.local(catalog))

    def create(
        self,
        kind: CatalogKind,
        catalog: CatalogName,
        subvolume: Subvolume,
        owner: UserId = DEFAULT_OWNER,
        security: Security = DEFAULT_SECURITY,
    ) -> None:
        """Make an empty catalog.

        Raises mediacom.5921, 5950, 5951 or 5952, in this order.
        """
        name, place = self.local(catalog), subvolume.without_node
        existing = self.matching()
        for other in existing:
            if (other.kind, other.name) == (kind, name):
                raise OperatorError(mediacom.EXISTS, object=kind, name=catalog)
        for other in existing:
            values = {"object": other.kind, "name": other.name, "subvolume": other.subvolume}
            if other.subvolume == place and other.kind is kind:
                raise OperatorError(mediacom.SUBVOLUME_TAKEN, **values)
            if other.subvolume == place and other.name != name:
                raise OperatorError(mediacom.ONE_SUBVOLUME_ONE_NAME, **values)
            if other.subvolume != place and other.name == name:
                raise OperatorError(mediacom.ONE_NAME_ONE_SUBVOLUME, **values)
        self._database.execute(
            f"INSERT INTO CATALOGS ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)",
            [kind.value, name, place, str(owner), str(security), VERSIONS[kind]],
        )

    def alter(
        self,
        kind: CatalogKind,
        catalog: CatalogName,
        owner: UserId | None = None,
        security: Security | None = None,
    ) -> None:
        """Change owner or security. Raises mediacom.5920."""
        name = self.check(kind, catalog)
        self._database.execute(
            "UPDATE CATALOGS SET OWNER = coalesce(?, OWNER), SECURITY = coalesce(?, SECURITY)"
            " WHERE KIND = ? AND CATALOG = ?",
            [owner and str(owner), security and str(security), kind.value, name],
        )

    def drop(self, kind: CatalogKind, catalog: CatalogName) -> None:
        """Remove an empty catalog, the generation counters of a FILECAT with it.

        That no media defaults name it is asked before, of every system that may (`MediaDefaults`).
        Raises mediacom.5920 or 5953.
        """
        name = self.check(kind, catalog)
        for table in _CONTENTS[kind]:
            if self._database.one(f"SELECT 1 FROM {table} WHERE CATALOG = ? LIMIT 1", [name]):
                raise OperatorError(mediacom.CATALOG_NOT_EMPTY, object=kind, name=catalog)
        with self._database.transaction():
            for table in _LEFTOVERS[kind]:
                self._database.execute(f"DELETE FROM {table} WHERE CATALOG = ?", [name])
            self._database.execute(
                "DELETE FROM CATALOGS WHERE KIND = ? AND CATALOG = ?", [kind.value, name]
            )

    def check(self, kind: CatalogKind, catalog: CatalogName | CatalogPattern) -> str:
        """Refuse a catalog that does not exist (mediacom.5920); give its name as stored."""
        name = self.local(catalog)
        if not self._database.one(
            "SELECT 1 FROM CATALOGS WHERE KIND = ? AND CATALOG = ?", [kind.value, name]
        ):
            raise OperatorError(mediacom.DOES_NOT_EXIST, object=kind, name=catalog)
        return name

    def matching(
        self,
        kind: CatalogKind | None = None,
        catalogs: Sequence[CatalogName | CatalogPattern] = (),
    ) -> list[Catalog]:
        """List catalogs by kind and name, each once; without names all."""
        where = Condition().equal("KIND", kind and kind.value)
        where.any_of([self.demanded("CATALOG", catalog) for catalog in catalogs])
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM CATALOGS WHERE {where.text} ORDER BY KIND, CATALOG",
            where.parameters,
        )
        return [Catalog(CatalogKind(kind_text), *rest) for kind_text, *rest in rows]
